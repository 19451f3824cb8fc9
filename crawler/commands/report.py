"""`vnportal report`: what the store holds, as one HTML file."""

from pathlib import Path

import typer

from crawler.records.errors import StoreError, UsageError, hint
from crawler.store.store import Store
from exports.atomic import file_set
from exports.report import report


def run(data: Path, out: Path | None) -> int:
    """Write the report on the store of `data` into `out`, `DATA/report.html` if it is `None`.

    Raises:
        UsageError: `out` is a folder.
        StoreError: there is no store, or nothing in it.
        ExportError: `out` cannot be written.
        LockHeldError: another process is writing into the same folder.
    """
    file = out if out is not None else data / "report.html"
    if file.is_dir():
        raise UsageError(f"--out {file}: a folder: name a file such as {file / 'report.html'}")
    write(data, file)
    typer.echo(f"Report: {file} (open it in any browser)")
    return 0


def write(data: Path, file: Path) -> None:
    """Write the report into a file; raises what `run` does."""
    with Store(data / "store.sqlite", read_only=True) as store:
        if not store.articles.count():
            raise StoreError(f"{store.path}: no articles yet: crawl first (`{hint('crawl PORTAL', data)}`)")
        with store.reading() as connection:
            page = report(connection)
    with file_set(file.parent) as files:
        files.open(file.name).write(page)
