"""The navigation of a portal: which of its pages may be categories, and what they are called.

A menu is not known by its class names: it is links close together with hardly any other text. So every link counts
that leads to a page of the portal, that is no article, no other page of a listing and nothing known not to list
articles, and that does not stand in running text. Whether such a page lists articles is seen when it is read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.pages.listing.days import is_period
from crawler.pages.listing.pager import page_links
from crawler.pages.page.address import article_address, canonical_url, chosen_by, fetch_url, page_path
from crawler.pages.page.tree import Element, Page, folded, read, scripted_address, squeeze, words_of
from crawler.pages.page.words import HOME, MORE, NO_LISTING, SIDE_BOXES, SITE_MAPS
from crawler.records.profile import Portal

#: A link's text that is longer names no category; the longest seen are of some 90 characters.
LONGEST_NAME = 120
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|rar|7z|gz|jpe?g|png|gif|svg|webp|bmp|ico|mp[34]|avi|wmv|flv|swf|css|js|json"
    r"|xml|rss|atom|txt|csv|ics|apk|exe)$",
    re.I,
)
_SITE_MAP = re.compile(
    r"^(?:site-?map|so-do(?:-(?:trang|site|web|cong).*)?|ban-do-(?:trang|site|web).*)(?:\.\w+)?$", re.I
)
#: Path segments, and names of parameters, of pages that never list articles or list them all once more.
_NEVER = re.compile(
    r"^(?:c|login|logout|signin|signup|register|dang-?nhap|dang-?ky|dang-?xuat|quen-mat-khau|search|tim-?kiem|rss|feed"
    r"|sitemap|so-?do(?:-.*)?|ban-do-trang|lich|lich-(?:cong-tac|lam-viec|tiep-dan|hop|tuan)(?:-.*)?|calendar|events?"
    r"|lien-he|contact(?:-us)?|gop-y|feedback|documents|image|images|o|combo|api|group|tags?|tu-khoa|keywords?|print"
    r"|ban-in|webmail|hoi-dap)(?:\.\w+)?$",
    re.I,
)
_NEVER_PARAMETER = re.compile(
    r"(?:^|_)(?:date|ngay|thang|nam|tuan|day|month|year|week|from|to|keywords?|q|query|search|tag|sort|order|lang|print"
    r"|languageid)$",
    re.I,
)
#: A year, folded: it may be a category. Archives by month or day list once more what categories list.
_YEAR = re.compile(r"(?:nam )?\d{4}")
_HOME_PATH = re.compile(r"^(?:home|trang-?chu|index|default)(?:\.\w+)?$", re.I)
#: Bullets before a name, counters and arrows behind it.
_ORNAMENT = re.compile(r"^[^\w(\"“'‘]+|(?:\s*\(\d+\)|[\s>»›▸▾▼+|:·•-])+$")
#: Elements that lead somewhere: by address, by script, or as a part of a frameset.
_LEADING = ("a", "area", "option", "frame", "iframe", "td", "div", "li", "span", "button")
#: Letters of plain text in the line of a link that make it part of a sentence, and the siblings that are looked at.
_MOST_LETTERS = 60
_MOST_AROUND = 100
_ENDS_LINE = frozenset(
    {"br", "hr", "p", "div", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "center"}
)
_INLINE = frozenset({"b", "i", "em", "strong", "span", "font", "u"})


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A page that may list articles; `key` is its canonical address, `in_menu` whether its name stands in a menu.

    One without a name may be `offered` as what there is more of ("Xem tất cả").
    """

    name: str | None
    url: str
    key: str
    in_menu: bool
    offered: bool = False


def navigation(html: bytes | str, url: str, portal: Portal) -> list[MenuLink]:
    """The pages that `url` links to and that may be categories, each once, in the order of the page.

    A link without a name of its own ("Xem thêm", a picture without text) has the name `None`; so have those to the
    home page and to the map of the site, which may lead on where nothing else does.
    """
    page = read(html)
    within = page.root.cssselect(portal.selectors.navigation) if portal.selectors.navigation else [page.root]
    turning = {link.key for link in page_links(page, url, portal).links}
    found: dict[str, MenuLink] = {}
    judged: dict[Element, bool] = {}
    for top in within:
        for element in top.iter(*_LEADING):
            link = _link(page, element, url, portal, judged)
            if link is None or link.key in turning:
                continue
            known = found.get(link.key)
            better = known is None or _better(link, known)
            kept, other = (link, known) if better else (known, link)
            found[link.key] = replace(kept, name=spelled(kept.name, [other.name])) if kept and other else link
    if not found:
        scripts = (_link(page, element, url, portal, judged) for element in page.root.iter("script"))
        found = {link.key: replace(link, name=None) for link in scripts if link is not None}
    return list(found.values())


def is_home(url: str, portal: Portal) -> bool:
    """Whether `url` is the portal's front page under one of its usual names."""
    if chosen_by(urlsplit(url).query):
        return False
    path = page_path(url)
    return path is None or path == page_path(portal.base_url) or _HOME_PATH.match(path) is not None


def may_list(url: str) -> bool:
    """Whether the page `url` may list articles: false for files, logins, searches, calendars and the like."""
    parts = urlsplit(url)
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    if segments and _FILE.search(segments[-1]):
        return False
    if any(_NEVER.match(segment) for segment in segments):
        return False
    return not any(_NEVER_PARAMETER.search(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True))


def _link(page: Page, element: Element, url: str, portal: Portal, judged: dict[Element, bool]) -> MenuLink | None:
    href = _href(element)
    if not href or href.startswith("#"):
        return None
    target = fetch_url(href, page.base(url), portal)
    if target is None or article_address(target, portal) is not None:
        return None
    key, name = canonical_url(target, portal), _name(element)
    words = folded(name or "")
    if is_home(target, portal) or SITE_MAPS.fullmatch(words) or _is_site_map(target):
        is_more = key != canonical_url(url, portal) and not _FILE.search(urlsplit(target).path)
        return MenuLink(None, target, key, False) if is_more else None
    if not may_list(target) or HOME.fullmatch(words) or NO_LISTING.fullmatch(words):
        return None
    if name and is_period(name) and not _YEAR.fullmatch(words):
        return None
    if (name and len(name) > LONGEST_NAME) or _in_running_text(element):
        return None
    more = MORE.fullmatch(words) is not None
    named = None if not name or more or words.isdecimal() else name
    in_menu = named is not None and not SIDE_BOXES.fullmatch(words) and _in_menu(element, judged)
    # Behind a query or `/-/` are parts of a page: a document, a day.
    offered = more and not urlsplit(target).query and "/-/" not in target
    return MenuLink(named, target, key, in_menu, offered)


def _is_site_map(url: str) -> bool:
    return any(_SITE_MAP.match(segment) for segment in urlsplit(url).path.split("/"))


def _href(element: Element) -> str:
    if element.tag in {"a", "area"} and element.get("href"):
        return str(element.get("href")).strip()
    if element.tag == "option":
        value = (element.get("value") or "").strip()
        return value if re.match(r"https?:|/", value) else ""
    if element.tag in {"frame", "iframe"}:
        return (element.get("src") or "").strip()
    return scripted_address(element) or ""


def _name(element: Element) -> str | None:
    text = words_of(element)
    if not text:
        pictures = (image.get("alt") or image.get("title") or "" for image in element.iter("img"))
        text = squeeze(next(filter(None, pictures), "") or element.get("alt") or element.get("title") or "")
    return _ORNAMENT.sub("", text).strip() or None


def _in_running_text(element: Element) -> bool:
    """Whether the link is part of a sentence: the text right around it, up to a line break, is much longer than itself.

    Text of other links does not count: a menu may be one line, with bars between its links.
    """
    parent = element.getparent()
    if parent is None or parent.tag not in {"p", "td", "div", "span", "em", "strong", "i", "b"}:
        return False
    letters = _letters(element.tail)
    for sibling in islice(element.itersiblings(), _MOST_AROUND):
        if sibling.tag in _ENDS_LINE:
            break
        letters += _letters(sibling.tail) + (_letters(sibling.text) if sibling.tag in _INLINE else 0)
    for sibling in islice(element.itersiblings(preceding=True), _MOST_AROUND):
        letters += _letters(sibling.tail)
        if sibling.tag in _ENDS_LINE:
            break
        letters += _letters(sibling.text) if sibling.tag in _INLINE else 0
    else:
        letters += _letters(parent.text)
    return letters > _MOST_LETTERS


def _letters(text: str | None) -> int:
    return sum(map(str.isalnum, text)) if text else 0


def _in_menu(element: Element, judged: dict[Element, bool]) -> bool:
    """Whether the link stands among others: some element close above holds three links or more, and little else."""
    for ancestor in islice(element.iterancestors(), 5):
        if ancestor.tag in {"body", "html"}:
            return False
        if ancestor not in judged:
            judged[ancestor] = _is_menu(ancestor)
        if judged[ancestor]:
            return True
    return False


def _is_menu(element: Element) -> bool:
    if element.tag == "nav" or element.get("role") in {"navigation", "menu", "menubar"}:
        return True
    links = list(islice(element.iter("a", "area", "option"), 200))
    return len(links) >= 3 and sum(len(words_of(one)) for one in links) >= 0.7 * len(words_of(element))


def spelled(name: str | None, others: Iterable[str | None]) -> str | None:
    """The name as one of the others spells it, where it is all in capitals and that one is not."""
    if name is None or not name.isupper():
        return name
    return next((one for one in others if one and not one.isupper() and folded(one) == folded(name)), name)


def _better(link: MenuLink, known: MenuLink) -> bool:
    """A name in a menu beats one elsewhere, any name beats none; the first of equals stays."""
    return (link.in_menu, link.name is not None) > (known.in_menu, known.name is not None)
