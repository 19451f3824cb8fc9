"""Publish the store as a new version of its dataset: built aside, checked, then moved into place as a whole.

Killed at any moment, `latest` points to a whole version, and the next publication cleans up. The same store gives the
same bytes, and so no second version. Parts that have not changed are shared with the version before.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from crawler.records.derived import Deriver
from crawler.records.disk import sync
from crawler.records.errors import CheckError, StoreError
from crawler.records.profile import Portal
from crawler.records.storage import Folder
from crawler.store.collection import Collection
from exports import parts
from exports.atomic import FileSet, explained, held
from exports.describe import describe
from exports.describe.about import About, by_portal
from exports.parts import LEDGER, Part
from exports.publish import delta, versions
from exports.publish.assembly import Assembly
from exports.publish.building import Building
from exports.publish.checks import WRONG, Finding, Measures
from exports.publish.sums import SUMS
from exports.publish.versions import MANIFEST, Version
from exports.selection import EVERYTHING, Selection


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
    collection: Collection,
    datasets: Path,
    profile: Callable[[str], Portal],
    derivers: Callable[[], Sequence[Deriver]] = tuple,
    *,
    selection: Selection = EVERYTHING,
    anew: bool = False,
) -> Published:
    """Publish the articles of the collection as a version in `datasets`, and let `latest` point to it.

    A crawl may go on meanwhile: what it brings after a portal is looked at is left to the next publication.

    Args:
        collection: where the articles are.
        datasets: the folder of the versions.
        profile: gives the profile of a portal by its name: its `[checks]` and how many versions stay.
        derivers: makes new ones of those that make the tables of all articles together.
        selection: which articles and columns are published.
        anew: write every part, though the version before has it.

    Raises:
        StoreError: there is no article, or none that is selected.
        CheckError: a check failed; nothing was published.
        ProfileError: a portal of the collection has no profile, or a wrong one.
        ExportError: the folder cannot be written.
        LockHeldError: another process publishes into it.
    """
    moment = _moment(collection)
    collection.sync()  # a version that outlives a power cut has nothing that its store has lost
    with explained(datasets, "choose another --data"):
        datasets.mkdir(parents=True, exist_ok=True)
        with held(datasets), _building(datasets) as folder:
            versions.clean(datasets)
            folder.mkdir()
            previous = versions.latest(datasets)
            known = parts.parts_of(previous.path) if previous else []
            building = Building(folder, previous.path if previous else None, () if anew else known)
            assembly = Assembly(collection.snapshot, building, selection, derivers)
            assembly.assemble()
            measures = assembly.measures
            if not any(counts["articles"] for counts in measures.counts.values()):
                raise StoreError(f"{collection.path}: nothing in it is {selection.told}: select more")
            return _publish(datasets, building, known, moment, measures, profile, selection)


def _publish(
    datasets: Path,
    building: Building,
    known: Sequence[Part],
    moment: datetime,
    measures: Measures,
    profile: Callable[[str], Portal],
    selection: Selection,
) -> Published:
    previous = versions.latest(datasets)
    portals = [profile(name) for name in sorted(measures.counts)]
    findings = _check(portals, measures, previous, selection)
    about = About(
        version="",
        moment=moment.isoformat(),
        portals=tuple(portals),
        counts=by_portal(measures.counts),
        derived=dict(measures.derived),
        parser_versions=tuple(sorted(measures.parser_versions)),
        pipeline_versions=tuple(sorted(measures.pipeline_versions)),
        selection=selection,
        files=parts.files_of(building.parts),
    )
    content = _content(about)
    name, found = _name(datasets, moment, content)
    if found is None:
        _describe(building, replace(about, version=name), content, previous, known, findings)
        building.folder.rename(datasets / name)
        sync(datasets)
    new = previous is None or previous.name != name
    versions.advance(datasets, name)
    removed, kept = versions.retain(datasets, max(portal.datasets.keep for portal in portals))
    if removed:
        versions.write_index(datasets)
    version = versions.latest(datasets)
    assert version is not None
    return Published(version, new, previous.name if previous else None, findings, removed, kept)


def _describe(
    building: Building,
    about: About,
    content: str,
    previous: Version | None,
    known: Sequence[Part],
    findings: list[Finding],
) -> None:
    """Write what stands beside the parts, and return when all is on the disk."""
    building.link_shared()
    files = FileSet(building.folder)
    try:
        before = delta.Edition(Folder(str(previous.path)), known) if previous else None
        now = delta.Edition(Folder(str(building.folder)), building.parts)
        files.open(delta.NAME).writelines(delta.delta(before, now))
        for described, text in describe(about).items():
            files.open(described).write(text)
        files.open(LEDGER).write(parts.ledger(building.parts))
        manifest = _manifest(about, content, previous, findings)
        files.open(MANIFEST).write(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
        files.sync()
        sums = {path: file.sha256 for path, file in about.files.items()}
        sums |= {name: _sha256(building.folder / name) for name in files.names}
        files.open(SUMS).write("".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())))
        os.sync()  # one call for the files and folders of all parts: there may be ten thousands
        files.sync()
    finally:
        files.close()


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


def _check(portals: list[Portal], measures: Measures, previous: Version | None, selection: Selection) -> list[Finding]:
    """The findings that are only to be told. A selection has as many articles and values as it happens to have.

    Raises:
        CheckError: there are others.
    """
    before: Mapping[str, Any] = previous.manifest["portals"] if previous else {}
    findings = [
        finding
        for profile in portals
        for finding in measures.findings(profile.name, profile.checks, before.get(profile.name))
        if selection.is_everything or finding.check in WRONG
    ]
    fatal = [str(finding) for finding in findings if finding.fatal]
    if fatal:
        stays = f"{previous.name} stays the latest version" if previous else "there is no version yet"
        raise CheckError(
            f"not published, {stays}: {'; '.join(fatal)}: mend the cause, or [checks] in the portal's profile"
        )
    return findings


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _content(about: About) -> str:
    """What a version holds, as a checksum: equal ones hold the same, whatever their names and their predecessors."""
    held_parts = {name: file.sha256 for name, file in about.files.items()} | describe(about)
    return hashlib.sha256(json.dumps(held_parts, sort_keys=True).encode()).hexdigest()


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
        "selection": about.selection.told,
        "files": len(about.files),
        "bytes": sum(file.bytes for file in about.files.values()),
    }
