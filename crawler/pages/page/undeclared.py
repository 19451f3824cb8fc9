"""Addresses of articles on a platform that nobody has declared, told by their likeness to the address of the page.

Beside "/van-hoa/khai-mac-le-hoi-lang-co-1234.html" the link "/y-te/tiem-phong-cho-tre-em-987.html" leads to an article,
"/y-te" to none.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.pages.page.address import ArticleAddress, fetch_url
from crawler.records.profile import Portal

#: Words of the shortest slug, where an id stands beside it and where none does.
_WORDS, _WORDS_ALONE = 4, 6
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.I)
_PARTS = re.compile(r"[-_+ ,.]+")
_ID = re.compile(r"\d{2,}")
#: The value of a parameter that is an id, alone or with the slug behind it: "id=4111:le-hoi-lang-co".
_NUMBER = re.compile(r"(\d+)(?:[:-]([a-z][\w-]*))?", re.I | re.A)
#: Characters of the longest address that is looked at.
_LONGEST = 600
#: Parameters by which Joomla and DotNetNuke say what they show at one address: "view=article", "view=category".
_SHOWN = frozenset({"view", "task", "ctl"})
_Shape = tuple[tuple[str, ...], frozenset[str]]


class Undeclared:
    """The articles of a portal whose addresses are like `url`, that of the page; `own` is its article, `None` where the
    address is that of no article."""

    def __init__(self, url: str, portal: Portal) -> None:
        self.url = url
        self.portal = portal
        self.shape = _shape(url)
        self.own = _address(url) if self.shape else None

    def target(self, href: str) -> ArticleAddress | None:
        """The article that a link leads to, if its address is like that of the page."""
        may_be = self.own is not None and bool(href) and not href.startswith("#") and len(href) <= _LONGEST
        address = fetch_url(href, self.url, self.portal) if may_be else None
        return _address(address) if address is not None and _shape(address) == self.shape else None


@lru_cache(maxsize=4096)
def _shape(url: str) -> _Shape | None:
    """What addresses of one kind have in common; `None` where neither a slug nor an id tells an article."""
    path, query = _split(url)
    kinds = tuple(map(_kind, path))
    ids = frozenset(name.lower() for name, value in query if _NUMBER.fullmatch(value))
    words = max((len(_PARTS.split(part)) for part, kind in zip(path, kinds, strict=True) if "slug" in kind), default=0)
    with_id = any("id" in kind for kind in kinds) or bool(ids)
    told = words >= _WORDS_ALONE or with_id
    shown = [f"{name}={value}" for name, value in query if name.lower() in _SHOWN]
    return (kinds, ids.union(shown)) if told else None


def _kind(part: str) -> str:
    """What a part of a path is: a slug, an id, both, or a word of its own."""
    stem = _EXTENSION.sub("", part)
    words = [word for word in _PARTS.split(stem) if word.isalpha()]
    slug, number = len(words) >= _WORDS, _ID.search(stem) is not None
    return f"{'slug ' * slug}{'id ' * number}{part[len(stem) :]}" if slug or number else "word"


def _address(url: str) -> ArticleAddress:
    """What the address says of its article. The slug stands last, or right before the id."""
    path, query = _split(url)
    told = [found for _, value in query if (found := _NUMBER.fullmatch(value))]
    ids = [number for number, _ in map(re.Match.groups, told)]
    key = "/".join([*path, *ids])
    places = range(max(0, len(path) - 2), 0 if ids else len(path))
    last = max((place for place in places if "slug" in _kind(path[place])), default=len(path))
    named = path[last : last + 1] or [behind for _, behind in map(re.Match.groups, told) if behind][:1]
    slugs = [_PARTS.split(_EXTENSION.sub("", part)) for part in named]
    slug = " ".join(word for words in slugs for word in words if not _ID.search(word))
    above = path[:last] if slug and path[last:] else []
    page = "/".join(part for part in above if not _ID.search(part))
    return ArticleAddress(key, key.rpartition("/")[2], slug or None, page or None)


def _split(url: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The parts of the decoded path, which may go on behind a question mark ("index.php?/tin-tuc/…"), and the
    parameters."""
    try:
        parts = urlsplit(url.replace("?/", "/", 1))
    except ValueError:
        return [], []
    return [part for part in unquote(parts.path).split("/") if part], parse_qsl(parts.query)
