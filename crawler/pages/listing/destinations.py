"""What the address of a link says about the page behind it: the front page, a site map, or never a listing.

The words of these addresses stand in the tables `pages/never_paths`, `pages/never_parameters` and `pages/map_paths`.
"""

import re
from collections import Counter
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.pages.page.address import chosen_by, page_path
from crawler.pages.page.tree import folded
from crawler.records.profile import Portal
from pipelines.tables import entries

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|rar|7z|gz|jpe?g|png|gif|svg|webp|bmp|ico|mp[34]|avi|wmv|flv|swf|css|js|json"
    r"|xml|rss|atom|txt|csv|ics|apk|exe)$",
    re.I,
)
_EXTENSION = re.compile(r"\.\w+$")
_ENDS_IN_DAY = re.compile(r"/(?:\d{1,2}[-./_]\d{1,2}[-./_](?:19|20)\d{2}|(?:19|20)\d{2}[-./_]\d{1,2}[-./_]\d{1,2})$")
#: What front pages are called in addresses, also where the words are not parted.
_FRONT = {"index", "default", *(folded(entry) for entry in entries("pages/home"))}
_FRONT |= {words.replace(" ", "") for words in _FRONT}
#: The front page of another site on the same server: `/web/NAME/home`.
_OTHER_SITE = re.compile(r"(?:web|group)/[^/]+/([^/]+)", re.I)
_OF_LANGUAGE = re.compile(r"(?:web|group)/(?:[a-z]{2}(?:[_-][a-z]{2})?|english)/", re.I)
#: A value that is a path, as where one page shows all others: `?q=tin-tuc/trong-nuoc`.
_ROUTE = re.compile(r"/?[a-z][\w-]*/", re.I)
#: A path that holds one segment so often grows by a relative link: `/tin/tin/tin`.
_GROWN = 3


class _Slugs:
    """Path segments by a table. `*` at the end of an entry stands for any further words."""

    def __init__(self, table: str) -> None:
        listed = entries(table)
        self._begins = tuple(f"{folded(entry)} " for entry in listed if entry.endswith("*"))
        whole = {folded(entry) for entry in listed}
        self._whole = whole | {words.replace(" ", "") for words in whole}

    def hold(self, segment: str) -> bool:
        words = _words(segment)
        return words in self._whole or words.startswith(self._begins)


_NEVER = _Slugs("pages/never_paths")
_MAPS = _Slugs("pages/map_paths")
_NEVER_PARAMETERS = frozenset(entries("pages/never_parameters"))


def is_home(url: str, portal: Portal) -> bool:
    """Whether `url` is the portal's front page under one of its usual names."""
    path = page_path(url)
    is_front = path is None or path == page_path(portal.base_url) or _is_front(path)
    return is_front and not chosen_by(urlsplit(url).query)


def is_other_front(url: str) -> bool:
    """Whether `url` is the front page of another site on the portal's server, as a rule that of another language."""
    found = _OTHER_SITE.fullmatch(page_path(url) or "")
    return found is not None and _is_front(found[1])


def is_site_of_unit(url: str) -> bool:
    """Whether `url` is the front page of another site on the portal's server that is not named by a language: that of
    a commune or an office, whose listings nothing else leads to.
    """
    return is_other_front(url) and not _OF_LANGUAGE.match(page_path(url) or "")


def is_site_map(url: str) -> bool:
    """Whether `url` is a page that leads to all others."""
    return any(_MAPS.hold(segment) for segment in urlsplit(url).path.split("/") if segment)


def is_of_day(url: str) -> bool:
    """Whether the address ends in a day, or a value of its query is one: an archive by day, a calendar.

    >>> is_of_day("http://cong.vn/xem-theo-ngay/30-11-2026.htm"), is_of_day("http://cong.vn/tin/nam-2026")
    (True, False)
    """
    parts = urlsplit(url)
    said = [_EXTENSION.sub("", parts.path.rstrip("/")), *(f"/{value}" for _, value in parse_qsl(parts.query))]
    return any(_ENDS_IN_DAY.search(text) for text in said)


def is_file(url: str) -> bool:
    """Whether `url` is a file to download, no page."""
    return _FILE.search(urlsplit(url).path) is not None


def names_file(text: str) -> bool:
    """Whether `text` is the name of a file: what stands beside a picture where nobody wrote a description."""
    return _FILE.search(text) is not None


def may_list(url: str, language: str = "vi") -> bool:
    """Whether the page `url` may list articles: false for files, logins, searches, calendars and the like, for
    addresses that grow by a relative link, and for pages in another language than the portal's.
    """
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    grows = max(Counter(segments).values(), default=0) >= _GROWN
    if grows or is_file(url) or any(_NEVER.hold(segment) for segment in segments):
        return False
    return not any(
        name.lower().rpartition("_")[2] in _NEVER_PARAMETERS
        for name, value in parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True)
        if not _ROUTE.match(value) and not re.match(rf"{language}(?:[_-]|$)", value, re.I)
    )


def _is_front(segment: str) -> bool:
    words = _words(segment)
    return words in _FRONT


def _words(segment: str) -> str:
    """The words of a path segment, folded: `dang-nhap.html` gives "dang nhap"."""
    return folded(_EXTENSION.sub("", segment))
