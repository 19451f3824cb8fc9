"""Addresses of the demonstration portal: every shape and disguise in which portals of the family link an article.

The article's id alone says which article it is; category page, slug, prefix, host, session and query differ.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from crawler.demo.model import DemoArticle, Section

#: Prefixes that a portal puts before any path without meaning another page.
PREFIXES = ("", "/web/guest", "/vi_VN", "/vi", "/vi_VN/web/guest", "/en")

_SHAPES = (
    re.compile(r"^/(?P<page>[^/]+)/-/view_content/(?P<id>\d+)(?:-[^/]*)?$"),
    re.compile(r"^/(?P<page>[^/]+)/-/view_content/content/(?P<id>\d+)(?:/[^/]*)?$"),
    re.compile(r"^/(?P<page>[^/]+)/-/chi-tiet/[^/]*?-(?P<id>\d+)-\d+\.html$"),
)
#: Characters of a title that its address is made of: no server takes a longer one.
_SLUG_OF = 300
_PREFIX = re.compile(r"^/(?:(?:vi_VN|en_US|vi|en)(?=/|$)/?)?(?:web/guest(?=/|$)/?)?")


@dataclass(frozen=True, slots=True)
class ArticlePath:
    """What the path of an article's address says."""

    page: str
    article_id: int


def without_prefix(path: str) -> str:
    """The path without session id, site and locale prefixes: `/vi_VN/web/guest/y-te;jsessionid=1` is `/y-te`."""
    return "/" + _PREFIX.sub("", re.sub(r";jsessionid=[^/?]*", "", path), count=1).lstrip("/")


def article_path(path: str) -> ArticlePath | None:
    """Page and article id of a path without prefix, `None` when it is not an article's."""
    for shape in _SHAPES:
        if match := shape.match(path):
            return ArticlePath(match["page"], int(match["id"]))
    return None


@lru_cache(4096)
def plain_slug(title: str) -> str:
    """The slug of the town's portal: no diacritics, `đ` becomes `d`, hyphens between the words."""
    return re.sub(r"[^a-z0-9]+", "-", _bare(title).replace("đ", "d")).strip("-")


@lru_cache(4096)
def commune_slug(title: str) -> str:
    """The slug of the communes' portals: `đ` stays, a straight quotation mark becomes `034`; percent-encoded."""
    return quote(re.sub(r"[^a-z0-9đ]+", "-", _bare(title).replace('"', " 034 ")).strip("-"))


def _bare(title: str) -> str:
    """The title in small letters without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", title.lower()) if not unicodedata.combining(c))


def address(article: DemoArticle, section: Section) -> str:
    """The plain path under which `section` links the article."""
    number, title = article.id, article.title[:_SLUG_OF]
    if article.shape == "content":
        return f"/{section.slug}/-/view_content/content/{number}/{plain_slug(title)}"
    if article.shape == "chi-tiet":
        return f"/tin-chi-tiet/-/chi-tiet/{commune_slug(title)}-{number}-{number % 7 + 1}.html"
    return f"/{section.slug}/-/view_content/{number}-{plain_slug(title)}.html"


def disguised(article: DemoArticle, section: Section, official_host: str, turn: int) -> str:
    """An address of the article as links really write it; `turn` numbers the places that link it: they differ."""
    path = address(article, section)
    disguise = (article.id * 7 + turn * 5 + len(section.slug)) % 17
    if disguise == 1:
        return f"http://{official_host}{path}"
    if disguise == 2:
        return f"https://{official_host}{path}"
    if disguise == 3:
        return f"{path};jsessionid=0A{article.id:X}F{turn}.node{turn % 3}"
    if disguise == 4:
        return f"{path}?redirect=%2F{section.slug}"
    if disguise == 5:
        return f"/web/guest{path}"
    if disguise == 6:
        return f"/vi_VN{path}"
    if disguise == 7:
        return f"/vi{path}?p_p_auth=a{turn}&utm_source=trang-chu"
    if disguise == 9:
        return f"/en{path}"
    if disguise == 8 and article.shape == "view_content":
        return f"/{section.slug}/-/view_content/{article.id}-{plain_slug(article.title)[:18].strip('-')}.html"
    return path
