"""Pages in files: a mirror that HTTrack or wget made, pages saved from a browser, or a list of addresses with files.

Where a page stood is told by a file beside it (`PAGE.url`), by the page itself (a header of MHTML, a comment of
HTTrack, of a browser or of SingleFile, a canonical link), or by its path. Mirrors turn links into names of files: they
become addresses again.
"""

import base64
import hashlib
import mimetypes
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from crawler.archive.foreign import Item
from crawler.archive.warc import Capture, Exchange
from crawler.pages.page.address import article_address, canonical_url, is_main, is_on_portal
from crawler.rebuilding.mhtml import SUFFIXES, read_mhtml
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.profile import Portal

#: Bytes in which a page says where it stood.
_BEGINNING = 8_000
_MIRRORED = re.compile(r"<!-- Mirrored from (\S+) by HTTrack[^,>]*, ([^>]*?) -->")
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^(\n]*)")
_CANONICAL = re.compile(r"""<link\b[^>]*\brel=["']?canonical\b[^>]*>""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref=["']?([^"'\s>]+)""", re.IGNORECASE)
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|!--|\?xml|meta|title|div|table)", re.IGNORECASE
)
_LINK = re.compile(r"""\b(href|src|action|data-src)=(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//|$", re.IGNORECASE)
#: What HTTrack adds to the name of a page with a query, and to one without extension.
_ADDED = re.compile(r"(?:[0-9a-f]{4})?\.html$")
_SHORTCUT = re.compile(r"^(?:URL=)?(https?://\S+)$", re.MULTILINE)


class Page(NamedTuple):
    """A file with a page: its address, the moment at which it was saved, and whether HTTrack made it."""

    file: Path
    url: str
    moment: datetime
    mirrored: bool = False


class Folder:
    """The pages in a folder, or one page. Of an article that stands there under several addresses, one is taken."""

    def __init__(self, path: Path, portal: Portal) -> None:
        root = path if path.is_dir() else path.parent
        self._root = root
        self._portal = portal
        #: By their names in the folder.
        self._pages = {os.fsdecode(page.file.relative_to(root)): page for page in _pages(path, root, portal)}
        self._names = _chosen(self._pages, portal)

    def __len__(self) -> int:
        return len(self._names)

    def items(self, place: int) -> Iterator[Item]:
        """The pages from that place on."""
        for number, name in enumerate(self._names[place:], place + 1):
            yield Item(number, _answer(self._pages[name], self._root.name, partial(self._back, name)))

    def _back(self, name: str, html: bytes) -> bytes:
        """The page with the addresses that its links had before they became names of files."""
        page, folder = self._pages[name], posixpath.dirname(name)

        def back(found: re.Match[str]) -> str:
            attribute, mark, value = found[1], found[2], found[3].replace("&amp;", "&").replace("&#x2f;", "/")
            if _ABSOLUTE.match(value):
                return found[0]
            value, sign, fragment = value.partition("#")
            address = self._address(page, folder, value)
            return f"{attribute}={mark}{(address + sign + fragment).replace('&', '&amp;')}{mark}"

        # Every byte is a letter of Latin-1: whatever the page's encoding, what is no link stays as it is.
        return _LINK.sub(back, html.decode("latin-1")).encode("latin-1", "replace")

    def _address(self, page: Page, folder: str, value: str) -> str:
        path, _, query = value.partition("?")
        target = posixpath.normpath(posixpath.join(folder, os.fsdecode(unquote_to_bytes(path.encode("latin-1")))))
        known = self._pages.get(target)
        if known is not None and not query:
            return known.url.encode().decode("latin-1")
        if not page.mirrored:
            return urljoin(page.url, value)
        written = quote(os.fsencode(target))
        if written.startswith("../"):  # another host's folder stands beside this one's
            return "https://" + written.lstrip("./")
        if query:
            return urljoin(page.url, f"/{_ADDED.sub('', written)}?{query}")
        bare = written if article_address(f"/{target}", self._portal) else _ADDED.sub("", written)
        return urljoin(page.url, f"/{bare}")


def files(path: Path, portal: Portal, wanted: Callable[[str], bool]) -> Iterator[Item]:
    """What stands in a folder under the wanted addresses."""
    root = path if path.is_dir() else path.parent
    for number, file in enumerate(_files(path), 1):
        url = _beside(file) or _by_path(file, root, portal)
        if wanted(url):
            yield Item(number, _answer(Page(file, url, _changed(file)), root.name))


def listed(file: Path, wanted: Callable[[str], bool]) -> Iterator[Item]:
    """What a list names of the wanted addresses: in each line an address, a file and, if known, the moment, parted by
    tabs.
    """
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        url, _, rest = line.strip().partition("\t")
        name, _, moment = rest.partition("\t")
        if not url or url.startswith("#"):
            continue
        path = file.parent / name
        if not url.startswith(("http://", "https://")) or not name or not path.is_file():
            message = f'{file}: line {number}: expected an address and a file that is there, not "{line[:120]}"'
            yield Item(number, Problem("read", "damaged_list", message))
        elif wanted(url):
            yield Item(number, _answer(Page(path, url, _moment(moment) or _changed(path)), file.name))


def _answer(page: Page, source: str, back: Callable[[bytes], bytes] | None = None) -> Exchange | Problem:
    try:
        body = page.file.read_bytes()
    except OSError as error:
        return Problem("read", "unreadable_file", f"{page.file}: {error.strerror}", page.url)
    whole = read_mhtml(body) if _is_mhtml(page.file) else None
    body, media_type = (whole.body, whole.media_type) if whole is not None else (body, _type_of(page.file))
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    capture = Capture("file", source, page.moment, digest=digest)
    body = back(body) if back is not None else body
    return Exchange(page.url, (), 200, [("Content-Type", media_type)], body, clock.now(), capture=capture)


def _pages(path: Path, root: Path, portal: Portal) -> Iterator[Page]:
    for file in _files(path):
        page = _page(file, root, portal)
        if page is not None and is_on_portal(page.url, portal):
            yield page


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))


def _page(file: Path, root: Path, portal: Portal) -> Page | None:
    """A file as a page; `None` when it is none, or cannot be read."""
    try:
        if _is_mhtml(file):
            whole = read_mhtml(file.read_bytes())
            return Page(file, whole.url, _moment(whole.moment) or _changed(file)) if whole is not None else None
        with file.open("rb") as stream:
            beginning = stream.read(_BEGINNING)
    except OSError:
        return None
    if not _MARKUP.match(beginning):
        return None
    text = beginning.decode("utf-8", "replace")
    mirrored, single = _MIRRORED.search(text), _SINGLE_FILE.search(text)
    if mirrored is not None:
        url = f"{urlsplit(portal.base_url).scheme}://{mirrored[1].replace('&amp;', '&')}"
        return Page(file, url, _moment(mirrored[2]) or _changed(file), mirrored=True)
    if single is not None:
        return Page(file, single[1], _moment(single[2]) or _changed(file))
    saved, canonical = _SAVED.search(text), _CANONICAL.search(text)
    url = _beside(file) or (saved[1] if saved else "")
    if not url:
        own = _HREF.search(canonical[0]) if canonical else None
        by_path = _by_path(file, root, portal)
        named = urljoin(by_path, own[1]) if own is not None else ""
        url = named if article_address(named, portal) and not article_address(by_path, portal) else by_path
    return Page(file, url, _changed(file))


def _type_of(file: Path) -> str:
    guessed = mimetypes.guess_type(file.name)[0]
    return guessed if guessed is not None and guessed.startswith("application/") else "text/html"


def _is_mhtml(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES


def _beside(file: Path) -> str | None:
    """The address in a file of the same name with `.url` behind it: alone, or as a shortcut of a browser."""
    try:
        said = file.with_name(f"{file.name}.url").read_text("utf-8", "replace")
    except OSError:
        return None
    found = _SHORTCUT.search(said)
    return found[1] if found else None


def _by_path(file: Path, root: Path, portal: Portal) -> str:
    """The address that a path stands for: behind the folder that is named as the portal's host, or below its root."""
    base = urlsplit(portal.base_url)
    parts = file.relative_to(root).parts
    hosts = [
        at for at, part in enumerate(parts[:-1]) if is_on_portal(f"{base.scheme}://{part.replace('+', ':')}/", portal)
    ]
    path = "/".join(parts[hosts[-1] + 1 :] if hosts else parts)
    path, sign, query = path.partition("?")
    if not sign:  # wget writes so for Windows
        path, sign, query = path.partition("@") if "=" in path.partition("@")[2] else (path, "", "")
    path = "" if path == "index.html" else path.removesuffix("/index.html")
    address = quote(os.fsencode(path)) if "%" not in path else path
    return f"{base.scheme}://{base.netloc}/{address}{'?' if sign else ''}{query.removesuffix('.html')}"


def _chosen(pages: dict[str, Page], portal: Portal) -> list[str]:
    """The pages that are taken: of several addresses of one page the main one that is shortest; articles first."""
    best: dict[tuple[bool, str], str] = {}
    for name, page in pages.items():
        address = article_address(page.url, portal)
        shown = (address is None, address.article_id if address is not None else canonical_url(page.url, portal))
        before = best.get(shown)
        if before is None or _rank(page.url, portal) < _rank(pages[before].url, portal):
            best[shown] = name
    return [name for _, name in sorted((is_other, name) for (is_other, _), name in best.items())]


def _rank(url: str, portal: Portal) -> tuple[bool, bool, int, str]:
    return not is_main(url, portal), "?" in url, url.count("/"), url


def _moment(text: str) -> datetime | None:
    """A moment as mirrors, browsers and lists write it."""
    text = text.strip()
    for read in (datetime.fromisoformat, _of_script, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return None


def _of_script(text: str) -> datetime:
    """A moment as JavaScript prints it: `Sat Aug 27 2022 10:55:49 GMT+0700`."""
    return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z")


def _changed(file: Path) -> datetime:
    return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
