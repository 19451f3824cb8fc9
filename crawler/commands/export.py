"""`vnportal export`: write the store's articles as files."""

from pathlib import Path

import typer

from crawler.records.errors import UsageError
from crawler.store.collection import Collection
from exports.formats import NAMES, USUAL, listed
from exports.write import write
from pipelines.derive_tables import derivers


def run(data: Path, out: Path | None, formats: tuple[str, ...], *, excel: bool) -> int:
    """Export all articles of the data directory into `out`, `DATA/datasets/export` if it is `None`.

    Without formats those of `exports.formats.USUAL` are written. No article at all
    is an error, so that nothing good is replaced by nothing.

    Raises:
        UsageError: a format is unknown, or `out` is a file.
        StoreError: there is no store, or nothing in it.
        ExportError: `out` cannot be written.
        LockHeldError: another export writes into `out`.
    """
    for name in formats:
        if name not in NAMES:
            raise UsageError(f"--format {name}: expected {listed(NAMES, 'or')}")
    folder = out if out is not None else data / "datasets" / "export"
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out {folder}: a file: name a folder")
    # In the order of NAMES, each once: the same files whatever the order of the options.
    chosen = [name for name in NAMES if name in (formats or USUAL)]
    with Collection(data, read_only=True) as collection:
        collection.require_articles()
        snapshot = collection.snapshot
        count = write(
            snapshot.records(),
            folder,
            chosen,
            observations=snapshot.observations(),
            missing=snapshot.missing_articles(),
            derivers=derivers(),
            excel=excel,
        )
    typer.echo(
        f"{count} articles as {listed(chosen, 'and')} in {folder}; DATA_DICTIONARY.md there explains the columns"
    )
    return 0
