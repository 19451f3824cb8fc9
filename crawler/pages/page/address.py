"""Addresses of a portal: which article a link leads to, and the one way to write it.

A portal serves the same article under several pages, site and language prefixes, with a session id, a `redirect`
parameter or as a print view. Only the article's id says which article it is. The shapes of the addresses that hold an
id are declared by the portal's platforms (`crawler.records.platform`).
Everything here is a pure function of its arguments; an address that cannot be read counts as leading nowhere.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from urllib.parse import SplitResult, quote, unquote, urlencode, urljoin, urlsplit

from crawler.records.profile import Age, Portal, ascii_host
from crawler.records.query import only, parameters
from crawler.records.text import remembered

#: Site and language prefixes before a page's path, as pages are compared: `/vi_VN`, `/en`, `/web/guest`.
_PREFIX = re.compile(r"^(?:/(?:(?:vi|en)(?:[_-][a-z]{2})?|(?:web|group)/guest)(?=/|$))+", re.I)
#: What a language link appends to the address of its page, and once more on every page that it leads to.
_APPENDED = frozenset({"vi", "en", "vi.html", "en.html"})
_HTML = re.compile(r"\.html?$", re.I)
#: A parameter of a path segment: `/tin;id=12`. Java servers put the session there.
_PATH_PARAMETER = re.compile(r";(?:(?P<name>[\w.-]+)=(?=[^;/]))?[^;/]*")
_SESSION = re.compile(r"\w*sess(?:ion)?_?(?:id)?\w*|sid", re.I)
#: What stands in an address for the "#" of "/#!/tin/12", which servers do not get.
_BEHIND_HASH = "/!/"
#: What a further page of a listing is called, where articles are called "{slug}-{id}".
_PAGED = re.compile(r".*/(?:page|trang|p|pg)-[0-9]{1,5}(?:\.\w+)?/?", re.I | re.S)
#: Characters that a path may show unescaped: the rest is escaped, so that one path has one spelling.
_SAFE = "/-._~!$&'()*+,;=:@"
#: The language in which an address asks for its page, and how a query asks for a print view.
_LANGUAGE = re.compile(r"/(vi|en)(?=[_/-]|$)", re.I)
_PRINTED = re.compile(r"viewmode=print|p_p_state=pop_up", re.I)
#: How a link begins that leads to the same address from every page of a host.
_FROM_TOP = re.compile(r"/(?!/)|https?://[^/?#]")
#: An address that leads nowhere.
_NOWHERE = urlsplit("")
#: Characters of addresses whose reading is remembered.
_SHORT = 300
#: A percent sign that escapes nothing.
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")

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

    `number` is the id as the address prints it. `page` is the path of the listing that it was linked under, without
    prefixes and slashes (`tin-noi-bat`); `None` where the address names none. `parameters` of its query belong to the
    address: without them the portal shows another page.
    """

    article_id: str
    number: str
    slug: str | None = None
    page: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()


class _Portal:
    """What reads the addresses of one portal. Menus and boxes link to the same addresses on every page, so short ones
    are remembered; a hostile page's long ones are not.
    """

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        #: One page asks for its own address in several forms.
        self.place = lru_cache(maxsize=16)(portal.place)
        self.known = remembered(_SHORT)(self.article)
        self.canonical = remembered(_SHORT)(self.written)
        self.fetched = remembered(_SHORT)(self.asked)
        self.elsewhere = remembered(_SHORT)(self.in_other_folder)
        self.hosts = frozenset({_host(urlsplit(portal.base_url)), *map(_bare, portal.aliases)})
        base = urlsplit(portal.base_url)
        self.root = f"{base.scheme}://{base.netloc}"

    def split(self, url: str) -> SplitResult:
        """The parts of an address. What stands behind "#!" is its path."""
        parts = _split(url)
        return self._behind_hash(parts) if parts.fragment.startswith("!/") else parts

    def _behind_hash(self, parts: SplitResult) -> SplitResult:
        path, _, query = parts.fragment[1:].partition("?")
        before = "" if self.portal.hash_bang == "path" else f"{parts.path.partition(_BEHIND_HASH)[0].rstrip('/')}/!"
        return parts._replace(path=before + path, query=query, fragment="")

    def article(self, url: str) -> ArticleAddress | None:
        """See `article_address`."""
        parts = self.split(url)
        path = _plain_path(parts.path)
        bare = _PATH_PARAMETER.sub("", path) if ";" in path else path
        found = self.place(path, parts.query) or (self.place(bare, parts.query) if bare != path else None)
        if found is None or _PAGED.fullmatch(bare):
            return None
        place = found[1]
        page = _PREFIX.sub("", f"/{place.page}").strip("/") if place.page else None
        return ArticleAddress(place.article_id, place.number, place.slug, page or None, place.parameters)

    def written(self, url: str) -> str:
        """See `canonical_url`."""
        parts = self.split(url)
        if parts == _NOWHERE:
            return url.strip()
        path = self.plain(_plain_path(parts.path))
        address = self._root(parts) + (quote(path, safe=_SAFE).replace(_BEHIND_HASH, "/#!/") or "/")
        article = self.known(url)
        listed = sorted(chosen_by(_ungrown(parts.query, 0))) if article is None else article.parameters
        query = urlencode(listed)
        return f"{address}?{query}" if query else address

    def asked(self, url: str) -> str | None:
        """See `fetch_url`; `url` is absolute."""
        parts = self.split(url)
        if not self.serves(parts):
            return None
        # Escapes stay as they are: "%2F" is no slash, and "%F8" no character of UTF-8.
        path = self.unprinted(_ungrown(_without_sessions(parts.path)))
        address = self.root + (quote(_STRAY.sub("%25", path), safe=f"{_SAFE}%") or "/")
        article = self.known(url) if parts.query else None
        query = only(parts.query, _names(article)) if article is not None else _ungrown(parts.query, 0)
        return f"{address}?{query}" if query else address

    def in_other_folder(self, url: str) -> tuple[str, str] | None:
        """See the function of that name."""
        parts = _split(url)
        path = _plain_path(parts.path)
        may_be = bool(parts.query) and self.serves(parts) and not _LANGUAGE.match(path)
        ids = (platform.beside(path, parts.query) for platform in self.portal.platforms if may_be)
        found = next(filter(None, ids), None)
        return (path, found) if found is not None else None

    def serves(self, parts: SplitResult) -> bool:
        """Whether the portal serves the address."""
        return parts.scheme in {"http", "https"} and _host(parts) in self.hosts

    def _root(self, parts: SplitResult) -> str:
        return self.root if not parts.netloc or self.serves(parts) else f"{parts.scheme.lower()}://{_host(parts)}"

    def unprinted(self, path: str) -> str:
        """The decoded path of the page that a print view shows."""
        for platform in self.portal.platforms:
            path = platform.unprinted(path)
        return path

    def plain(self, path: str) -> str:
        """The decoded path without what does not change the page on any of the portal's platforms."""
        for platform in self.portal.platforms:
            path = platform.plain(path)
        return path


_readers: dict[int, _Portal] = {}


def _of(portal: Portal) -> _Portal:
    reader = _readers.get(id(portal))
    if reader is None or reader.portal is not portal:
        if len(_readers) >= 64:
            _readers.clear()
        reader = _readers[id(portal)] = _Portal(portal)
    return reader


def article_address(url: str, portal: Portal) -> ArticleAddress | None:
    """The article of the portal that `url` (absolute or not) leads to, or `None` when it is no article's address.

    On a Liferay portal "/vi/tin-noi-bat/-/view_content/8658064-son-tay.html;jsessionid=1F?redirect=%2F" leads to the
    article 8658064 with the slug "son-tay" under the page "tin-noi-bat".
    """
    return _of(portal).known(url)


def age_of(url: str, portal: Portal) -> Age | None:
    """The age of the platform that an article's canonical address has the shape of."""
    parts = _split(url)
    found = _of(portal).place(unquote(parts.path).rstrip("/"), parts.query)
    return found[0] if found is not None else None


def in_other_folder(url: str, portal: Portal) -> tuple[str, str] | None:
    """The path and the id of what has the address of an article but for its folders: that of another site on the
    server, whose ids may be those of other articles. `None` for any other address, and for other languages' pages.

    By the shape "/dong-ha/xem.aspx?ma={id}", "/tay-ha/xem.aspx?ma=57" gives ("/tay-ha/xem.aspx", "57").
    """
    return _of(portal).elsewhere(url)


def absolute(href: str, base: str) -> str:
    """Where the link `href` leads that is relative to `base`.

    Raises:
        ValueError: it is no address.
    """
    href = href.strip()
    # The menu of every page has the same links.
    start = _top(base) if _FROM_TOP.match(href) is not None else base
    return _joined(start, href) if len(href) <= _SHORT else urljoin(start, href)


def canonical_url(url: str, portal: Portal) -> str:
    """The one address of what `url` shows: base scheme and host, no prefix, session, query or fragment.

    A listing keeps the parameters that choose its articles, in the order of their names. A foreign host stays.
    """
    return _of(portal).canonical(url)


def fetch_url(url: str, base: str, portal: Portal) -> str | None:
    """What to ask the server for when the page `base` links to `url`: made absolute, with the portal's own host
    instead of its aliases, without session and fragment; `None` when the link leads off the portal or nowhere.

    An article is asked for without those parameters that its shape does not name: `?redirect=` and print views are the
    same article.
    """
    try:
        address = absolute(url, base)
    except ValueError:
        return None
    return _of(portal).fetched(address)


def is_anchor(href: str) -> bool:
    """Whether a link leads to a place of its own page: "#top", but not "#!/tin/12"."""
    return href.startswith("#") and not href.startswith("#!/")


def sent_url(url: str, portal: Portal) -> str:
    """What the server is asked for, or a browser opens, at the address `url` as `fetch_url` gives it.

    Where `hash_bang` is "escaped", "/!/tin/12" is asked for as "/?_escaped_fragment_=/tin/12"; where it is "browser",
    a browser opens "/#!/tin/12".
    """
    before, found, behind = url.partition(_BEHIND_HASH)
    match portal.hash_bang:
        case "escaped" if found:
            return f"{before}/?_escaped_fragment_=/{quote(behind, safe='/?=%')}"
        case "browser" if found:
            return f"{before}/#!/{behind}"
    return url


def page_path(url: str) -> str | None:
    """The path of a page without prefixes and slashes, as `ArticleAddress.page` names it; `None` at the top."""
    return _PREFIX.sub("", _plain_path(_split(url).path)).strip("/") or None


def is_main(url: str, portal: Portal) -> bool:
    """Whether an article's address is neither a print view nor that of another language's pages.

    Those show the same article: with other words around it, or without some of them.
    """
    parts = _split(url)
    path = _plain_path(parts.path)
    language = _LANGUAGE.match(path)
    printed = _of(portal).unprinted(path) != path or _PRINTED.search(parts.query) is not None
    return not printed and (language is None or language[1].lower() == portal.language)


def is_on_portal(url: str, portal: Portal) -> bool:
    """Whether `url` is served by the portal: by the base address' host and port, or by an alias."""
    return _of(portal).serves(_split(url))


def same_host(url: str, base_url: str) -> bool:
    """Whether both addresses are served by the same host and port; http and https on their own ports are the same."""
    left, right = _split(url), _split(base_url)
    return left.scheme in {"http", "https"} and _host(left) == _host(right)


def chosen_by(query: str) -> list[tuple[str, str]]:
    """The parameters of a listing's query that choose its articles; the rest is Liferay's and advertisers' noise."""
    return [(name, value) for name, value in parameters(query) if not _NOISE.match(name)]


@lru_cache(maxsize=4096)
def _joined(base: str, href: str) -> str:
    return urljoin(base, href)


@lru_cache(maxsize=16)
def _top(url: str) -> str:
    """The top of the host that serves the address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme and parts.netloc else url


def _names(article: ArticleAddress) -> frozenset[str]:
    """The names of the parameters that belong to an article's address, in small letters."""
    return frozenset(name.lower() for name, _ in article.parameters)


def _split(url: str) -> SplitResult:
    """The parts of an address, `_NOWHERE` where it cannot be read."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return _NOWHERE
    return parts


@remembered(_SHORT)
def _plain_path(path: str) -> str:
    """The path decoded, without session ids, doubled slashes, and blanks, dots or slashes at its end."""
    decoded = _without_sessions(unquote(_without_sessions(path)))
    return re.sub(r"/{2,}", "/", _ungrown(decoded)).rstrip("/. \t\r\n\u00a0")


def _without_sessions(path: str) -> str:
    """The path without session ids. Other parameters of a segment may tell what is shown.

    >>> _without_sessions("/tin;jsessionid=1F/2;nhom=5;")
    '/tin/2;nhom=5'
    """
    return _PATH_PARAMETER.sub(lambda one: one[0] if one["name"] and not _is_session(one["name"]) else "", path)


def _is_session(name: str) -> bool:
    return (_SESSION.fullmatch(name) or _NOISE.match(name)) is not None


def _ungrown(path: str, most: int = 1) -> str:
    """The path without the languages that links have appended to it. `most` of them may be the page's own.

    >>> _ungrown("/tin/1-a.html/en/vi/en.html"), _ungrown("/tin/en/vi"), _ungrown("/tin/en"), _ungrown("/vi/en")
    ('/tin/1-a.html', '/tin', '/tin/en', '/vi/en')
    """
    segments = path.rstrip("/").split("/")
    count = sum(1 for _ in takewhile(lambda one: one.lower() in _APPENDED, reversed(segments)))
    rest = segments[: len(segments) - count]
    grown = count > most or (count > 0 and rest[-1:] != [] and _HTML.search(rest[-1]) is not None)
    return "/".join(rest) if grown and any(rest) else path


def _host(parts: SplitResult) -> str:
    """Host with its port, unless that is the scheme's own; `www.` is the same host to every portal seen."""
    port = parts.port
    name = _bare((parts.hostname or "").rstrip("."))
    return name if port in {None, {"http": 80, "https": 443}.get(parts.scheme)} else f"{name}:{port}"


@remembered(_SHORT)
def _bare(host: str) -> str:
    return ascii_host(host.lower()).removeprefix("www.")
