"""`vnportal report`: what the store holds, as one HTML file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from crawler import portals
from crawler.records.errors import UsageError, VnportalError
from crawler.store.collection import Collection
from exports.atomic import file_set
from exports.publish import versions
from exports.report import Edition, report
from pipelines.derive_tables import derivers
from pipelines.units import load_units


def run(data: Path, out: Path | None, browse: str | None = None, globs: Sequence[str] = ()) -> int:
    """Write the report on the portals that any of the globs matches, or on all, into `out`.

    `out` is `DATA/report.html` if it is `None`.

    Articles are linked to their pages in `vnportal browse` at the address `browse`, if one is given, else to the
    portal.

    Raises:
        UsageError: `out` is a folder, `browse` no address of the web, what browsing needs is not installed, or a glob
            matches no portal.
        StoreError: there is no article.
        ExportError: `out` cannot be written.
        LockHeldError: another process is writing into the same folder.
    """
    file = out if out is not None else data / "report.html"
    if file.is_dir():
        raise UsageError(f"--out {file}: a folder: name a file such as {file / 'report.html'}")
    if browse is not None and not browse.startswith(("http://", "https://")):
        raise UsageError(f"--browse {browse}: no address: give the one that `vnportal browse` prints")
    write(data, file, browse, globs)
    typer.echo(f"Report: {file} (open it in any browser)")
    return 0


def write(data: Path, file: Path, browse: str | None = None, globs: Sequence[str] = ()) -> None:
    """Write the report into a file; raises what `run` does."""
    with Collection.of(data, globs, read_only=True) as collection:
        collection.require_articles()
        edition = _edition(collection, browse)
        with collection.reading() as connection:
            page = report(connection, derivers(), edition)
    with file_set(file.parent) as files:
        files.open(file.name).write(page)


def _edition(collection: Collection, browse: str | None) -> Edition:
    """What the report says that the store does not know. The version is the published one that holds the same."""
    data, moment = collection.path, collection.snapshot.moment()
    datasets = data / "datasets"
    moments = versions.moments(datasets)
    latest = versions.latest(datasets)
    published = latest if latest is not None and moments[-1] == moment else None
    before = [known for known in moments if published is None or known < moments[-1]]
    return Edition(
        titles={name: _title(name, data) for name in collection.names},
        units={unit.code: unit.name for unit in load_units()},
        version=published.name if published else None,
        before=before[-1].isoformat() if before else None,
        article=_in_browse(browse) if browse else None,
    )


def _in_browse(browse: str) -> Callable[[str], str]:
    """The addresses of articles in `vnportal browse`, by their ids."""
    try:
        from exports.browse.web_paths import addresses
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--browse needs {error.name}, which is not installed: install it with `pip install 'vnportal[browse]'`"
        ) from None
    page = addresses("vi")
    return lambda key: f"{browse.rstrip('/')}{page('article', key)}"


def _title(name: str, data: Path) -> str:
    """The portal's title; its name where it has no profile any more."""
    try:
        return portals.load(name, data=data).title
    except VnportalError:
        return name
