"""`vnportal export`: write articles as files, out of the store or out of a published version."""

from collections.abc import Sequence
from pathlib import Path

import typer

from crawler.records.errors import StoreError, UsageError
from crawler.records.storage import Folder
from crawler.store.collection import Collection
from exports.dataset import Dataset
from exports.formats import NAMES, SHAPED, USUAL, listed
from exports.gather import gather
from exports.selection import EVERYTHING, Selection
from exports.write import write
from pipelines.derive_tables import derivers


def run(
    data: Path,
    out: Path | None,
    formats: tuple[str, ...],
    *,
    excel: bool,
    selection: Selection = EVERYTHING,
    dataset: Path | None = None,
) -> int:
    """Export the articles of the data directory, or of the version in `dataset`, that are selected.

    They go into `out`, `DATA/datasets/export` if it is `None`. Without formats those of `exports.formats.USUAL` are
    written. Nothing selected is an error, so that nothing good is replaced by nothing.

    Raises:
        UsageError: a format is unknown or has no columns to choose, `out` is a file, `dataset` is no version, or it was
            published without a column that is selected.
        StoreError: there is no store, or nothing in it is selected.
        ExportError: `out` cannot be written, or `dataset` lacks a column and a format has all.
        LockHeldError: another export writes into `out`.
    """
    for name in formats:
        if name not in NAMES:
            raise UsageError(f"--format {name}: expected {listed(NAMES, 'or')}")
        if selection.wanted.columns and name not in SHAPED:
            raise UsageError(f"--columns: of use with {listed(SHAPED, 'and')}: --format {name} has all columns")
    folder = out if out is not None else data / "datasets" / "export"
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out {folder}: a file: name a folder")
    # In the order of NAMES, each once: the same files whatever the order of the options.
    chosen = [name for name in NAMES if name in (formats or USUAL)]
    if dataset is not None:
        count = _of_version(dataset, folder, chosen, selection, excel=excel)
    else:
        count = _of_store(data, folder, chosen, selection, excel=excel)
    where = f"{folder} ({selection.told})" if selection.told else folder
    typer.echo(f"{count} articles as {listed(chosen, 'and')} in {where}; DATA_DICTIONARY.md there explains the columns")
    return 0


def _of_store(data: Path, folder: Path, formats: Sequence[str], selection: Selection, *, excel: bool) -> int:
    with Collection.of(data, selection.wanted.portals, read_only=True) as collection:
        collection.require_articles()
        snapshot = collection.snapshot
        if selection.is_partial and not any(map(selection.has, snapshot.records())):
            raise StoreError(f"{data}: nothing in it is {selection.told}: select more")
        return write(
            snapshot.records(),
            folder,
            formats,
            observations=snapshot.observations(),
            missing=snapshot.missing_articles(),
            derivers=derivers(),
            excel=excel,
            selection=selection,
        )


def _of_version(dataset: Path, folder: Path, formats: Sequence[str], selection: Selection, *, excel: bool) -> int:
    try:
        version = Dataset(Folder(str(dataset)), selection)
    except FileNotFoundError:
        raise UsageError(f"--dataset {dataset}: no published version: name a folder such as {dataset}/latest") from None
    if next(version.records(), None) is None:
        raise StoreError(f"{dataset}: nothing in it is {selection.told}: select more")
    count = gather(version, folder, formats, excel=excel)
    if version.shape != selection.shape:
        names = [column.name for column in version.shape.articles.columns]
        typer.echo(f"{dataset} was published with these columns alone: {listed(names, 'and')}")
    return count
