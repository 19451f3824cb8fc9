"""`vnportal browse`: look at a published dataset in the browser, on this machine only."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import typer

from crawler.commands.stopping import handlers_kept
from crawler.records.errors import StoreError, UsageError, hint
from crawler.store import shards
from exports.formats import sqlite
from exports.parts import LEDGER
from exports.publish import versions
from exports.publish.browsable import browsable, gather_portals, portals_of
from pipelines.derive_tables import derivers

#: The exit status that a shell gives to a process which SIGTERM ended.
_TERMINATED = 128 + signal.SIGTERM


class Shown(NamedTuple):
    """A dataset to show: its folder, its `browse.sqlite`, and how people are told of it."""

    folder: Path
    file: Path
    title: str


def run(data: Path, version: str | None, port: int, globs: Sequence[str] = ()) -> int:
    """Serve a dataset until interrupted: a version of `DATA/datasets` (the latest if `version` is `None`), or `data`
    itself if that is the folder of a version or of an export. With globs, only the portals that any of them matches.

    Raises:
        UsageError: Datasette is not installed, there is no such version or portal, or the port is taken.
        StoreError: nothing is published yet, or the dataset has no file to browse.
        ExportError: `latest` points to what is no version.
    """
    with chosen_dataset(data, version, globs) as shown:
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
        typer.echo(f"Browsing {shown.title}: http://{host}:{taken}/ (Ctrl-C stops it)")
        try:
            serve(shown.file, listener)
        except KeyboardInterrupt:
            typer.echo("Stopped.")
    return 0


@contextmanager
def chosen_dataset(
    data: Path, version: str | None, globs: Sequence[str] = (), formats: Sequence[str] = ()
) -> Iterator[Shown]:
    """A dataset with its `browse.sqlite`, with links resolved: they stay the same when `latest` moves on.

    With globs it holds the articles of their portals alone, also as files in `formats`, until the block ends.

    Raises: what `run` raises of the dataset.
    """
    if version is None and (data / sqlite.NAME).is_file():
        file = (data / sqlite.NAME).resolve()
        if not sqlite.is_browsable(file):
            raise StoreError(f"{file}: no dataset of this release: export again with `vnportal export --format sqlite`")
        if globs:
            raise UsageError(f"--portal: of use with a published version: {file} is an export")
        yield Shown(file.parent, file, str(file.parent))
        return
    folder = data if version is None and (data / LEDGER).is_file() else _version(data / "datasets", version)
    if not (folder / LEDGER).is_file():
        raise StoreError(f"{folder}: {LEDGER} is missing: publish again with `{hint('publish', data)}`")
    folder = folder.resolve()
    names = shards.matching(globs, portals_of(folder)) if globs else []
    with _scratch() as place:
        if not globs:
            yield Shown(folder, browsable(folder, place), str(folder))
            return
        file = gather_portals(folder, names, place, formats, derivers())
        yield Shown(file.parent, file, f"{folder} ({', '.join(names)})")


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder that is gone behind the block, also when SIGTERM ends it."""
    with TemporaryDirectory(prefix="vnportal-browse-") as place, handlers_kept():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
        yield Path(place)


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
