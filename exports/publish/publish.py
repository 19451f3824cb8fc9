"""Publish the store as a new version of its dataset: built aside, checked, then moved into place as a whole.

Killed at any moment, `latest` points to a whole version, and the next publication cleans up. The same store gives the
same bytes, and so no second version.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from crawler.records.derived import Deriver
from crawler.records.disk import sync
from crawler.records.errors import CheckError
from crawler.records.profile import Portal
from crawler.store.collection import Collection
from exports.atomic import FileSet, explained, held
from exports.describe import describe
from exports.describe.about import About, File, by_portal
from exports.formats import NAMES, csv, named
from exports.formats.base import Writer
from exports.formats.csv import BYTE_ORDER_MARK
from exports.publish import delta, versions
from exports.publish.checks import Finding, Measures
from exports.publish.delta import Delta
from exports.publish.sums import SUMS
from exports.publish.versions import MANIFEST, Version
from exports.write import closing, pour

#: Copies of the CSV files that a spreadsheet opens rightly by itself.
EXCEL = "excel"


class Published(NamedTuple):
    """The result of a publication. `new` is false when the latest version already has all that the store has.

    `warnings` are findings that did not keep the dataset back, `removed` the versions that had to go, `kept` what is to
    be told of those that could not be removed.
    """

    version: Version
    new: bool
    previous: str | None
    warnings: list[Finding]
    removed: list[str]
    kept: list[str]


def publish(
    collection: Collection, datasets: Path, profile: Callable[[str], Portal], derivers: Sequence[Deriver] = ()
) -> Published:
    """Publish all articles of the collection as a version in `datasets`, and let `latest` point to it.

    A crawl may go on meanwhile: each portal is read from a snapshot. `profile` gives the
    profile of a portal by its name: its `[checks]` and how many versions stay. `derivers` make the tables of all
    articles together.

    Raises:
        StoreError: there is no article.
        CheckError: a check failed; nothing was published.
        ProfileError: a portal of the collection has no profile, or a wrong one.
        ExportError: the folder cannot be written.
        LockHeldError: another process publishes into it.
    """
    moment = _moment(collection)
    collection.sync()  # a version that outlives a power cut has nothing that its store has lost
    with explained(datasets, "choose another --data"):
        datasets.mkdir(parents=True, exist_ok=True)
        with held(datasets), _building(datasets) as building:
            versions.clean(datasets)
            building.mkdir()
            return _publish(collection, datasets, building, moment, profile, derivers)


def _publish(
    collection: Collection,
    datasets: Path,
    building: Path,
    moment: datetime,
    profile: Callable[[str], Portal],
    derivers: Sequence[Deriver],
) -> Published:
    previous = versions.latest(datasets)
    files = FileSet(building)
    measures = Measures()
    _write(collection, files, previous, measures, derivers)
    portals = [profile(name) for name in sorted(measures.counts)]
    findings = _check(portals, measures, previous)
    data = _files(building)
    about = About(
        version="",
        moment=moment.isoformat(),
        portals=tuple(portals),
        counts=by_portal(measures.counts),
        derived=dict(measures.derived),
        parser_versions=tuple(sorted(measures.parser_versions)),
        pipeline_versions=tuple(sorted(measures.pipeline_versions)),
        files={name: file for name, file in data.items() if name != delta.NAME},
    )
    content = _content(about)
    name, found = _name(datasets, moment, content)
    if found is None:
        for described, text in describe(about._replace(version=name)).items():
            files.open(described).write(text)
        manifest = _manifest(about._replace(version=name), content, previous, findings)
        files.open(MANIFEST).write(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
        files.sync()
        sums = "".join(f"{file.sha256}  {path}\n" for path, file in _files(building).items())
        files.open(SUMS).write(sums)
        files.sync()
        building.rename(datasets / name)
        sync(datasets)
    new = previous is None or previous.name != name
    versions.advance(datasets, name)
    removed, kept = versions.retain(datasets, max(portal.datasets.keep for portal in portals))
    if removed:
        versions.write_index(datasets)
    version = versions.latest(datasets)
    assert version is not None
    return Published(version, new, previous.name if previous else None, findings, removed, kept)


def _moment(collection: Collection) -> datetime:
    """The latest moment in the stores. The version shows the portals as of then."""
    collection.require_articles()
    latest = collection.snapshot.moment()
    assert latest is not None  # there are articles
    return latest


@contextmanager
def _building(datasets: Path) -> Iterator[Path]:
    building = datasets / versions.BUILDING
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write(
    collection: Collection, files: FileSet, previous: Version | None, measures: Measures, derivers: Sequence[Deriver]
) -> None:
    """Write all formats and the delta, and measure what passes."""
    before = previous.path / "articles.jsonl" if previous else None
    try:
        writers: list[Writer] = [named(name)(files) for name in NAMES]
        with closing([*writers, Delta(files, before), measures]) as all_of_them:
            snapshot = collection.snapshot
            missing = snapshot.missing_articles()
            pour(snapshot.records(), snapshot.observations(), all_of_them, derivers, missing)
        files.sync()
        (files.folder / EXCEL).mkdir()
        for path in sorted(files.folder.glob("*.csv")):
            with path.open("rb") as source, files.path(f"{EXCEL}/{path.name}").open("xb") as copy:
                copy.write(BYTE_ORDER_MARK)
                shutil.copyfileobj(source, copy)
        for writer in writers:
            if isinstance(writer, csv.Files):
                writer.tell_too_long(f"{EXCEL}/")
    finally:
        files.close()


def _check(portals: list[Portal], measures: Measures, previous: Version | None) -> list[Finding]:
    """The findings that are only to be told.

    Raises:
        CheckError: there are others.
    """
    before: Mapping[str, Any] = previous.manifest["portals"] if previous else {}
    findings = [
        finding
        for profile in portals
        for finding in measures.findings(profile.name, profile.checks, before.get(profile.name))
    ]
    fatal = [str(finding) for finding in findings if finding.fatal]
    if fatal:
        stays = f"{previous.name} stays the latest version" if previous else "there is no version yet"
        raise CheckError(
            f"not published, {stays}: {'; '.join(fatal)}: mend the cause, or [checks] in the portal's profile"
        )
    return findings


def _files(folder: Path) -> dict[str, File]:
    """The files in a folder and those below it, by their names."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = File(path.stat().st_size, digest)
    return found


def _content(about: About) -> str:
    """What a version holds, as a checksum: equal ones hold the same, whatever their names and their predecessors."""
    parts = {name: file.sha256 for name, file in about.files.items()} | describe(about)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _name(datasets: Path, moment: datetime, content: str) -> tuple[str, Version | None]:
    """The name for a new version, or that of the version which holds the same already, with it."""
    known = {version.name: version for version in versions.versions(datasets)}
    for name in versions.candidates(f"{moment:%Y%m%dT%H%M%SZ}"):
        if name not in known:
            return name, None
        if known[name].manifest["content"] == content:
            return name, known[name]
    raise AssertionError("a store does not change a thousand times in a second")


def _manifest(about: About, content: str, previous: Version | None, findings: list[Finding]) -> dict[str, Any]:
    return {
        "version": about.version,
        "time": about.moment,
        "previous": previous.name if previous else None,
        "counts": about.totals,
        "portals": about.counts,
        "parser_versions": list(about.parser_versions),
        "pipeline_versions": list(about.pipeline_versions),
        "warnings": [str(finding) for finding in findings],
        "content": content,
        "checksums": {name: file.sha256 for name, file in about.files.items()},
    }
