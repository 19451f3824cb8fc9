"""Addresses of a portal: which article a link leads to, and the one way to write it.

Liferay serves the same article under several category pages, site and language prefixes, with a session id, a
`redirect` parameter or as a print view. Only the article id says which article it is; only the path says the id.
Everything here is a pure function of its arguments; an address that cannot be read counts as leading nowhere.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from crawler.records.profile import Portal

#: `/PAGE/-/view_content/ID-SLUG.html` and `/PAGE/-/view_content/content/ID/SLUG`
_VIEW_CONTENT = re.compile(
    r"^(?P<page>.*?)/-/view_content/(?:content/)?(?P<id>\d{1,20})(?:[-/](?P<slug>[^/]*))?$", re.I | re.S
)
#: `/PAGE/-/chi-tiet/SLUG-ID-NUMBER.html`
_CHI_TIET = re.compile(r"^(?P<page>.*?)/-/chi-tiet/(?:(?P<slug>[^/]*)-)?(?P<id>\d{1,20})-\d{1,20}$", re.I | re.S)
_HTML = re.compile(r"\.html?$", re.I)
#: Site and language prefixes that Liferay puts before any page: `/vi_VN`, `/en`, `/web/guest`.
_PREFIX = re.compile(r"^(?:/(?:(?:vi|en)(?:[_-][a-z]{2})?|(?:web|group)/guest)(?=/|$))+", re.I)
#: Matrix parameters of a path segment; Java servers put the session there.
_PATH_PARAMETER = re.compile(r";[^/]*")
#: Characters that a path may show unescaped: the rest is escaped, so that one path has one spelling.
_SAFE = "/-._~!$&'()*+,=:@"

#: Parameters that do not change which articles a listing page shows.
_NOISE = re.compile(
    r"^(?:utm_.*|fbclid|gclid|zarsrc|redirect|_?.*_redirect|jsessionid|sessionid|phpsessid|p_auth|p_l_id|p_l_back_url"
    r"|p_p_(?:id|lifecycle|state|mode|cacheability|resource_id|col_(?:id|pos|count))|controlpanelcategory"
    r"|p_r_p_resetcur|(?:.*_)?(?:delta|resetcur|keywords|advancedsearch|andoperator|isclearcache|orderby(?:col|type)))$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ArticleAddress:
    """What the address of an article says: `article_id` decides which article it is, the rest is decoration.

    `page` is the path of the listing that it was linked under, without prefixes and slashes (`tin-noi-bat`); `None`
    at the top, and in the communes' shape, where one page shows the articles of all listings.
    """

    article_id: str
    slug: str | None = None
    page: str | None = None


def article_address(url: str) -> ArticleAddress | None:
    """The article that `url` (absolute or not) leads to, or `None` when it is no article's address.

    >>> article_address("http://x.vn/vi/tin-noi-bat/-/view_content/8658064-son-tay.html;jsessionid=1F?redirect=%2F")
    ArticleAddress(article_id='8658064', slug='son-tay', page='tin-noi-bat')
    >>> article_address("/web/guest/tin-chi-tiet/-/chi-tiet/hoi-nghi-2024-32291-3301.html").article_id
    '32291'
    """
    return _article_once(url) if len(url) <= _SHORT else _article(url)


def _article(url: str) -> ArticleAddress | None:
    parts = _split(url)
    if parts is None:
        return None
    path = _HTML.sub("", _plain_path(parts.path))
    found = _VIEW_CONTENT.match(path) or _CHI_TIET.match(path)
    if found is None:
        return None
    page = _PREFIX.sub("", found["page"]).strip("/") if found.re is _VIEW_CONTENT else None
    return ArticleAddress(article_id=found["id"].lstrip("0") or "0", slug=found["slug"] or None, page=page or None)


#: Menus and boxes link to the same addresses on every page; a hostile page's long ones are not kept.
_SHORT = 300
_article_once = lru_cache(maxsize=8192)(_article)


def canonical_url(url: str, portal: Portal) -> str:
    """The one address of what `url` shows: base scheme and host, no prefix, session, query or fragment.

    A listing keeps the parameters that choose its articles, in the order of their names. A foreign host stays.
    """
    parts = _split(url)
    if parts is None:
        return url.strip()
    path = _PREFIX.sub("", _plain_path(parts.path))
    address = _root(parts, portal) + (quote(path, safe=_SAFE) or "/")
    if article_address(url) is not None:
        return address
    query = urlencode(sorted(chosen_by(parts.query)))
    return f"{address}?{query}" if query else address


def fetch_url(url: str, base: str, portal: Portal) -> str | None:
    """What to ask the server for when the page `base` links to `url`: made absolute, with the portal's own host
    instead of its aliases, without session and fragment; `None` when the link leads off the portal or nowhere.

    An article is asked for without its query: `?redirect=` and print views are the same article.
    """
    try:
        parts = _split(urljoin(base, url.strip()))
    except ValueError:
        return None
    if parts is None or not _is_ours(parts, portal):
        return None
    path = quote(unquote(_PATH_PARAMETER.sub("", parts.path)), safe=_SAFE) or "/"
    address = _base_root(portal.base_url) + path
    if not parts.query or article_address(url) is not None:
        return address
    return f"{address}?{parts.query}"


def page_path(url: str) -> str | None:
    """The path of a page without prefixes and slashes, as `ArticleAddress.page` names it; `None` at the top."""
    parts = _split(url)
    return _PREFIX.sub("", _plain_path(parts.path)).strip("/") or None if parts else None


def is_on_portal(url: str, portal: Portal) -> bool:
    """Whether `url` is served by the portal: by the base address' host and port, or by an alias."""
    parts = _split(url)
    return parts is not None and _is_ours(parts, portal)


def same_host(url: str, base_url: str) -> bool:
    """Whether both addresses are served by the same host and port; http and https on their own ports are the same."""
    left, right = _split(url), _split(base_url)
    if left is None or right is None or left.scheme not in {"http", "https"}:
        return False
    return _host(left) == _host(right)


def chosen_by(query: str) -> list[tuple[str, str]]:
    """The parameters of a listing's query that choose its articles; the rest is Liferay's and advertisers' noise."""
    return [(name, value) for name, value in parse_qsl(query, max_num_fields=None) if value and not _NOISE.match(name)]


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts


def _plain_path(path: str) -> str:
    """The path decoded, without session ids, doubled slashes, and blanks, dots or slashes at its end."""
    decoded = _PATH_PARAMETER.sub("", unquote(_PATH_PARAMETER.sub("", path)))
    return re.sub(r"/{2,}", "/", decoded).rstrip("/. \t\r\n\u00a0")


def _root(parts: SplitResult, portal: Portal) -> str:
    if not parts.netloc or _is_ours(parts, portal):
        return _base_root(portal.base_url)
    return f"{parts.scheme.lower()}://{_host(parts)}"


@lru_cache
def _base_root(base_url: str) -> str:
    base = urlsplit(base_url)
    return f"{base.scheme}://{base.netloc}"


def _is_ours(parts: SplitResult, portal: Portal) -> bool:
    return parts.scheme in {"http", "https"} and _host(parts) in _hosts(portal.base_url, tuple(portal.aliases))


def _host(parts: SplitResult) -> str:
    """Host with its port, unless that is the scheme's own; `www.` is the same host to every portal seen."""
    port = parts.port
    name = _bare((parts.hostname or "").rstrip("."))
    return name if port in {None, {"http": 80, "https": 443}.get(parts.scheme)} else f"{name}:{port}"


@lru_cache
def _hosts(base_url: str, aliases: tuple[str, ...]) -> frozenset[str]:
    return frozenset({_host(urlsplit(base_url)), *map(_bare, aliases)})


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
