"""Where an import reads from: WARC and WACZ files, folders of pages, lists of addresses with files."""

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple, Self

from crawler.archive import foreign, wacz
from crawler.archive.foreign import Item, Span
from crawler.pages.page.address import is_on_portal
from crawler.rebuilding import saved_pages
from crawler.rebuilding.mhtml import SUFFIXES
from crawler.rebuilding.saved_pages import Folder
from crawler.records.article import Problem
from crawler.records.profile import Portal

_ZIP, _GZIP, _WARC = b"PK\x03\x04", b"\x1f\x8b", b"WARC/"
_ARC = b"filedesc://"
_ARCHIVES = (".warc", ".warc.gz", ".wacz", ".arc", ".arc.gz")


class Source(NamedTuple):
    """A source: its `key`, by which the next process knows how far it was read, what is wrong with it, and what gives
    its items from a place on.
    """

    key: str
    problem: Problem | None
    items: Callable[[int], Iterator[Item]]


class Wanted(NamedTuple):
    """What is wanted of a source: answers of these addresses, up to so many bytes; pages, or `files` of articles."""

    has: Callable[[str], bool]
    bytes: int
    files: bool = False

    @classmethod
    def pages(cls, portal: Portal) -> Self:
        """The pages of a portal."""
        return cls(partial(is_on_portal, portal=portal), portal.limits.response_bytes)


def sources(path: Path, portal: Portal, wanted: Wanted | None = None) -> Iterator[Source]:
    """The sources at a path: those of a WACZ file are its WARC files, those of a folder its archives if it has any.

    `wanted` are the portal's pages, if nothing else is said.
    """
    wanted = wanted or Wanted.pages(portal)
    if path.is_dir():
        archives = sorted(file for file in path.rglob("*") if file.name.endswith(_ARCHIVES) and file.is_file())
        for archive in archives:
            yield from sources(archive, portal, wanted)
        if not archives:
            yield Source(str(path), None, partial(_of_folder, path, portal, wanted))
        return
    try:
        with path.open("rb") as file:
            beginning = file.read(16)
        if beginning.startswith(_ZIP):
            yield from _members(path, wanted)
        elif _is_arc(path, beginning):
            message = (
                f"{path}: an ARC file, which is not read: `warcio recompress {path.name} NEW.warc.gz` makes it WARC"
            )
            yield Source(str(path), Problem("read", "unknown_source", message), _nothing)
        elif beginning.startswith((_GZIP, _WARC)):
            yield Source(str(path), None, lambda place: _of_warc(path, place, wanted))
        elif path.suffix.lower() in {".html", ".htm", *SUFFIXES}:
            yield Source(str(path), None, partial(_of_folder, path, portal, wanted))
        elif path.suffix.lower() in {".tsv", ".txt", ".list"}:
            yield Source(str(path), None, lambda place: _behind(saved_pages.listed(path, wanted.has), place))
        else:
            message = (
                f"{path}: expected a WARC or WACZ file, a folder, a page (.html, .mhtml), or a list of addresses with"
                " files (.tsv)"
            )
            yield Source(str(path), Problem("read", "unknown_source", message), _nothing)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"
        yield Source(str(path), Problem("read", "damaged_archive", message), _nothing)


def _is_arc(path: Path, beginning: bytes) -> bool:
    """Whether a file is an ARC file, packed or not: the form that came before WARC."""
    return beginning.startswith(_ARC) or (beginning.startswith(_GZIP) and path.name.lower().endswith(".arc.gz"))


def _members(path: Path, wanted: Wanted) -> Iterator[Source]:
    found = wacz.members(path)
    if not found:
        message = f"{path}: a zip file without a WARC file: unpack it, and import the folder"
        yield Source(str(path), Problem("read", "unknown_source", message), _nothing)
    for member in found:
        bomb = member.problem is not None and member.problem.kind == "zip_bomb"
        items = _nothing if bomb else _reader(path, member, wanted)
        yield Source(f"{path}!{member.name}", member.problem, items)


def _reader(path: Path, member: wacz.Member, wanted: Wanted) -> Callable[[int], Iterator[Item]]:
    def items(place: int) -> Iterator[Item]:
        try:
            with wacz.opened(path, member) as (data, span):
                yield from _answers(data, span, place, path, wanted)
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            yield Item(place, Problem("read", "damaged_archive", f"{path}: {member.name}: {error}"))

    return items


def _of_warc(path: Path, place: int, wanted: Wanted) -> Iterator[Item]:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        yield from _answers(data, Span(0, len(data)), place, path, wanted)


def _answers(data: mmap, span: Span, place: int, path: Path, wanted: Wanted) -> Iterator[Item]:
    return foreign.answers(data, span, place, path.name, wanted.bytes, wanted.has)


def _of_folder(path: Path, portal: Portal, wanted: Wanted, place: int) -> Iterator[Item]:
    if wanted.files:
        return _behind(saved_pages.files(path, portal, wanted.has), place)
    return Folder(path, portal).items(place)


def _behind(items: Iterator[Item], place: int) -> Iterator[Item]:
    return (item for item in items if item.place > place)


def _nothing(_place: int) -> Iterator[Item]:
    return iter(())
