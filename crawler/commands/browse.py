"""`vnportal browse`: look at a published dataset in the browser, on this machine only."""

from pathlib import Path

import typer

from crawler.records.errors import StoreError, UsageError, hint
from exports.formats import sqlite
from exports.publish import versions


def run(data: Path, version: str | None, port: int) -> int:
    """Serve a dataset until interrupted: a version of `DATA/datasets` (the latest if `version` is `None`), or `data`
    itself if that is the folder of a version or of an export.

    Raises:
        UsageError: Datasette is not installed, there is no such version, or the port is taken.
        StoreError: nothing is published yet, or the dataset has no file to browse.
        ExportError: `latest` points to what is no version.
    """
    file = dataset_file(data, version)
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
    typer.echo(f"Browsing {file.parent}: http://{host}:{taken}/ (Ctrl-C stops it)")
    try:
        serve(file, listener)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    return 0


def dataset_file(data: Path, version: str | None) -> Path:
    """The `browse.sqlite` of a dataset, with links resolved: it stays the same when `latest` moves on.

    Raises: what `run` raises of the dataset.
    """
    itself = version is None and (data / sqlite.NAME).is_file()
    folder = data if itself else _version(data / "datasets", version)
    file = (folder / sqlite.NAME).resolve()
    if not file.is_file():
        raise StoreError(f"{file}: missing: publish again, or `{hint('export --format sqlite', data)} --out {folder}`")
    if not sqlite.is_browsable(file):
        again = "vnportal publish" if itself else hint("publish", data)
        raise StoreError(f"{file}: no dataset of this release: publish again with `{again}`")
    return file


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
