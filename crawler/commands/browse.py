"""`vnportal browse`: look at a published dataset in the browser, on this machine only."""

from pathlib import Path

import typer

from crawler.records.errors import StoreError, UsageError, hint
from exports.formats import sqlite
from exports.parts import LEDGER
from exports.publish import versions
from exports.publish.browsable import browsable


def run(data: Path, version: str | None, port: int) -> int:
    """Serve a dataset until interrupted: a version of `DATA/datasets` (the latest if `version` is `None`), or `data`
    itself if that is the folder of a version or of an export.

    Raises:
        UsageError: Datasette is not installed, there is no such version, or the port is taken.
        StoreError: nothing is published yet, or the dataset has no file to browse.
        ExportError: `latest` points to what is no version.
    """
    folder, file = chosen_dataset(data, version)
    try:
        from exports.browse.serve import listening, serve
    except ModuleNotFoundError as error:
        raise UsageError(
            f"browse needs {error.name}, which is not installed: install it with `pip install 'vnportal[browse]'`"
        ) from None
    try:
        listener = listening(port)
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}: choose another, or 0 for a free one") from None
    host, taken = listener.getsockname()
    typer.echo(f"Browsing {folder}: http://{host}:{taken}/ (Ctrl-C stops it)")
    try:
        serve(file, listener)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    return 0


def chosen_dataset(data: Path, version: str | None) -> tuple[Path, Path]:
    """The folder of a dataset and its `browse.sqlite`, with links resolved: they stay the same when `latest` moves on.

    Raises: what `run` raises of the dataset.
    """
    if version is None and (data / sqlite.NAME).is_file():
        file = (data / sqlite.NAME).resolve()
        if not sqlite.is_browsable(file):
            raise StoreError(f"{file}: no dataset of this release: export again with `vnportal export --format sqlite`")
        return file.parent, file
    folder = data if version is None and (data / LEDGER).is_file() else _version(data / "datasets", version)
    if not (folder / LEDGER).is_file():
        raise StoreError(f"{folder}: {LEDGER} is missing: publish again with `{hint('publish', data)}`")
    return folder.resolve(), browsable(folder)


def _version(datasets: Path, name: str | None) -> Path:
    latest = versions.latest(datasets)
    if latest is None:
        raise StoreError(
            f"{datasets}: nothing is published yet: `{hint('publish', datasets.parent)}` first,"
            " or name a dataset's folder with --data"
        )
    if name is None:
        return latest.path
    known = [version.name for version in versions.versions(datasets)]
    if name not in known:
        raise UsageError(f"--version {name}: expected one of {', '.join(known)}")
    return datasets / name
