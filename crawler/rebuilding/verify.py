"""What of the store and the archive is damaged, and what can be rebuilt from what."""

import zlib
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from crawler.archive.files import Gap, read, records
from crawler.archive.warc import Stored
from crawler.records.errors import StoreError, hint
from crawler.store import sealing, shards
from crawler.store.archives import File, Ledger
from crawler.store.sealing import Broken, KeptFile, Source
from crawler.store.store import Store

#: Articles that are named where a damaged file has many.
_MOST_NAMED = 3


class Part(NamedTuple):
    """A part of all that there is: the one of that number, counted from 0, of so many."""

    number: int = 0
    of: int = 1

    def has(self, name: str) -> bool:
        """Whether a file of that name belongs to it."""
        return zlib.crc32(name.encode()) % self.of == self.number


class Damage(NamedTuple):
    """What is damaged, and what to do about it; `portal` is empty where it is not one portal's."""

    portal: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}"


def damages(store: Store, data: Path, portal: str, part: Part) -> Iterator[Damage]:
    """What is damaged in one part of a portal's store and archive, compared with each other.

    `data` is the data directory, for the remedies.

    Raises:
        StoreError: the store cannot be read at all.
    """
    files = [file for file in Ledger(store).files() if file.removed_at is None and part.has(file.file)]
    came: dict[str, list[Source | KeptFile]] = {file.file: [] for file in files}
    kept: Iterator[Source | KeptFile] = chain(sealing.sources(store), sealing.kept_files(store))
    for source in kept:
        if source.file in came:
            came[source.file].append(source)
    for file in files:
        yield from _of_file(shards.archive(data, portal), file, came[file.file])
    restore = "restore the store from a backup"
    if part.number == 0:
        for fault in sealing.faults(store):
            yield Damage(portal, f"{store.path}: {fault}", f"{restore}, or move it away and {_reprocess(data)}")
        for sha256 in store.files.broken():
            told = f"store: the texts of the attached file with SHA-256 {sha256} are damaged"
            yield Damage(portal, told, f"{_reprocess(data)} reads them anew")
    found = list(dict.fromkeys(sealing.broken(store, *part)))
    yield from (_of_record(store, data, portal, one) for one in found)
    if not found:  # a store whose text is damaged may have no text to compare
        yield from (_of_record(store, data, portal, one) for one in sealing.contradictions(store, *part))


def damaged_files(folder: Path) -> Iterator[Damage]:
    """What is damaged in the archive files of a folder, where no store tells how long they are."""
    for path in sorted(folder.glob("*.warc.gz")):
        yield from _gaps(path, records(path), ())


def _of_record(store: Store, data: Path, portal: str, one: Broken) -> Damage:
    what = {"articles": "article", "versions": "text of version", "annotations": "annotation of version"}[one.table]
    told = f"store: {one.article_id}: {what}{f' {one.version}' if one.version is not None else ''} is damaged"
    remedy = f"{_reprocess(data)} rebuilds it from the archive"
    if one.table == "annotations":
        remedy = f"{_reprocess(data)} makes it anew"
    elif not _is_archived(store, shards.archive(data, portal), one):
        remedy = "its answer is not in the archive: restore the store from a backup"
    return Damage(portal, told, remedy)


def _is_archived(store: Store, archive: Path, one: Broken) -> bool:
    """Whether the answer that a version, or any version of an article, came from can be read."""
    for source in sealing.sources(store, one.article_id):
        if one.version in {None, source.version}:
            try:
                read(archive, source.file, source.offset)
            except StoreError:
                continue
            return True
    return False


def _of_file(folder: Path, file: File, sources: Collection[Source | KeptFile]) -> Iterator[Damage]:
    path = folder / file.file
    if not path.is_file():
        if file.length:
            yield Damage(file.portal, f"archive: {path} is missing", _restore(sources))
        return
    # What lies behind the length was lost before, and noted then.
    known = [source for source in sources if source.offset < file.length]
    attached = {source.offset for source in known if isinstance(source, KeptFile)}
    digests: dict[int, str | None] = {}
    gaps: list[Gap] = []
    for found in records(path, file.length):
        if isinstance(found, Gap):
            gaps.append(found)
        elif isinstance(found.content, Stored):
            content = found.content.body if found.offset in attached else None
            digests[found.offset] = sha256(content).hexdigest() if content is not None else None
    yield from (one._replace(portal=file.portal) for one in _gaps(path, gaps, known))
    for source in known:
        if any(gap.offset <= source.offset < gap.end for gap in gaps):
            continue
        told = f"store: {_named(source)} came from byte {source.offset} of {path},"
        remedy = "restore the store and the archive from one backup"
        if source.offset not in digests:
            yield Damage(file.portal, f"{told} where no answer begins", remedy)
        elif isinstance(source, KeptFile) and digests[source.offset] != source.sha256:
            yield Damage(file.portal, f"{told} where a content of another SHA-256 stands", remedy)


def _named(source: Source | KeptFile) -> str:
    return source.url if isinstance(source, KeptFile) else f"{source.article_id}: version {source.version}"


def _gaps(path: Path, found: Iterable[object], sources: Collection[Source | KeptFile]) -> Iterator[Damage]:
    for gap in found:
        if isinstance(gap, Gap):
            within = [source for source in sources if gap.offset <= source.offset < gap.end]
            told = f"archive: {path}: bytes {gap.offset} to {gap.end} hold no whole record"
            yield Damage("", told, _restore(within))


def _restore(lost: Collection[Source | KeptFile]) -> str:
    if not lost:
        return "restore the file from a backup; no article came from there"
    named = [source.url if isinstance(source, KeptFile) else source.article_id for source in lost][:_MOST_NAMED]
    more = f" and {len(lost) - len(named)} more" if len(lost) > len(named) else ""
    return f"restore the file from a backup; the store still has what came from there: {', '.join(named)}{more}"


def _reprocess(data: Path) -> str:
    return f"`{hint('reprocess', data)}`"
