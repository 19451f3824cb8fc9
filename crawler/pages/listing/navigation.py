"""The navigation of a portal: which of its pages may be categories, and what they are called.

A menu is not known by its class names: it is links close together with hardly any other text. So every link counts
that leads to a page of the portal. These do not count: links to articles, to other pages of a listing, and to pages
that never list articles, and links in running text. Whether a page lists articles shows when it is read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import urlsplit

from crawler.pages.listing.cursors import holds_cursor
from crawler.pages.listing.days import is_period
from crawler.pages.listing.destinations import (
    is_file,
    is_home,
    is_of_day,
    is_other_front,
    is_site_map,
    is_site_of_unit,
    may_list,
    names_file,
)
from crawler.pages.listing.link_context import LinkContext
from crawler.pages.listing.page_numbers import path_number
from crawler.pages.listing.pager import PageLinks, page_links
from crawler.pages.listing.paging_labels import is_onward
from crawler.pages.page.address import article_address, canonical_url, fetch_url, is_anchor, is_main
from crawler.pages.page.lexicon import HOME, MORE, NO_LISTING, PICTURES, SIDE_BOXES, SITE_MAPS
from crawler.pages.page.rules import Rule, decide
from crawler.pages.page.tree import Element, Page, folded, read, scripted_address, squeeze, words_of
from crawler.records.profile import Portal

#: A link's text that is longer names no category; the longest seen are of some 90 characters.
LONGEST_NAME = 120
#: A year, folded: it may be a category.
_YEAR = re.compile(r"(?:nam )?\d{4}")
#: Bullets before a name, counters and arrows behind it.
_ORNAMENT = re.compile(r"^[^\w(\"“'‘]+|(?:\s*\(\d+\)|[\s>»›▸▾▼+|:·•-])+$")
#: The number behind the name of a picture: `banner-2`.
_NUMBER_BEHIND = re.compile(r"[\s_-]*\d+$")
#: Elements that lead somewhere: by address, by script, or as a part of a frameset.
_LEADING = ("a", "area", "option", "frame", "iframe", "td", "div", "li", "span", "button")


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A page that may list articles."""

    #: What the link calls the page, `None` where it does not say.
    name: str | None
    url: str
    #: The canonical address of the page.
    key: str
    #: Whether the name stands in a menu.
    in_menu: bool
    #: Whether the link has no name but promises a page of its own: "Xem tất cả", or a picture without words.
    offered: bool = False
    #: Whether its name is what describes a picture: that may be shorter than what the page is called.
    pictured: bool = False


def navigation(html: bytes | str | Page, url: str, portal: Portal, links: PageLinks | None = None) -> list[MenuLink]:
    """The pages that `url` links to and that may be categories, each once, in the order of the page.

    A link without words ("Xem thêm", a picture) has the name `None`. So have links to the home page and to the map of
    the site: where nothing else leads on, they may. `links` are the page's paging links, where a caller has them.
    """
    page = read(html)
    within = page.root.cssselect(portal.selectors.navigation) if portal.selectors.navigation else [page.root]
    turning = {link.key for link in (links or page_links(page, url, portal)).links}
    found: dict[str, MenuLink] = {}
    here, context = _Here(canonical_url(url, portal), page.base(url), portal), LinkContext(page.root)
    for top in within:
        for element in top.iter(*_LEADING):
            link = _link(element, here, context)
            if link is None or link.key in turning:
                continue
            known = found.get(link.key)
            better = known is None or _better(link, known)
            kept, other = (link, known) if better else (known, link)
            found[link.key] = replace(kept, name=spelled(kept.name, [other.name])) if kept and other else link
    if not found:
        scripts = (_link(element, here, context) for element in page.root.iter("script"))
        found = {link.key: replace(link, name=None) for link in scripts if link is not None}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Here:
    """The page that is read: its canonical address, and what its links are relative to."""

    key: str
    base: str
    portal: Portal


class _Seen:
    """A link to a page of the portal that is no article: the address that it leads to, and what it calls the page."""

    def __init__(self, element: Element, target: str, here: _Here, context: LinkContext) -> None:
        self.element = element
        self.target = target
        self.here = here
        self.context = context
        self.key = canonical_url(target, here.portal)
        self.is_long = context.length(element) > LONGEST_NAME
        self.name = None if self.is_long else _name(element)
        self.words = folded(self.name or "")


class _Kind(Enum):
    """What a link means for whoever looks for categories."""

    NOTHING = auto()
    LEADS_ON = auto()
    PAGE = auto()


#: In the order in which they are asked. No rule: the link leads to a page that may be a category.
KINDS = (
    Rule[_Seen, _Kind](
        _Kind.LEADS_ON,
        "home page, site map",
        lambda link: (
            is_home(link.target, link.here.portal)
            or is_other_front(link.target)
            or SITE_MAPS.fullmatch(link.words) is not None
            or is_site_map(link.target)
        ),
        "Such a page is no category. It may lead to all of them, where nothing else does.",
        104,
    ),
    Rule[_Seen, _Kind](
        _Kind.NOTHING,
        "page without articles",
        lambda link: (
            not may_list(link.target, link.here.portal.language)
            or HOME.fullmatch(link.words) is not None
            or NO_LISTING.fullmatch(link.words) is not None
        ),
        "Files, forms and contacts never list articles.",
        104,
    ),
    Rule[_Seen, _Kind](
        _Kind.NOTHING,
        "the page in another language",
        lambda link: link.key == link.here.key and not is_main(link.target, link.here.portal),
        "The name of a language does not name the page.",
        0,
    ),
    Rule[_Seen, _Kind](
        _Kind.NOTHING,
        "month or day",
        lambda link: (
            (bool(link.name) and is_period(link.name or "") and not _YEAR.fullmatch(link.words))
            or is_of_day(link.target)
        ),
        "Archives by month or day list once more what categories list, and days lead on to days without end.",
        0,
    ),
    Rule[_Seen, _Kind](
        _Kind.NOTHING,
        "further articles of a listing",
        lambda link: is_onward(link.name or "") and (holds_cursor(link.target) or path_number(link.target) is not None),
        "A box offers what comes behind the articles that it shows: their listing leads there itself.",
        0,
    ),
    Rule[_Seen, _Kind](
        _Kind.NOTHING,
        "running text",
        lambda link: link.is_long or len(link.name or "") > LONGEST_NAME or link.context.in_running_text(link.element),
        "A link in a sentence names no category.",
        0,
    ),
)


def _link(element: Element, here: _Here, context: LinkContext) -> MenuLink | None:
    href = _href(element)
    target = fetch_url(href, here.base, here.portal) if href and not is_anchor(href) else None
    if target is None or article_address(target, here.portal) is not None:
        return None
    link = _Seen(element, target, here, context)
    match decide(KINDS, link, _Kind.PAGE):
        case _Kind.LEADS_ON if link.key != here.key and not is_file(target):
            return MenuLink(None, target, link.key, in_menu=False, offered=is_site_of_unit(target))
        case _Kind.PAGE:
            return _page(link)
    return None


def _page(link: _Seen) -> MenuLink:
    more = MORE.fullmatch(link.words) is not None
    named = None if not link.name or more or link.words.isdecimal() else link.name
    in_menu = named is not None and not SIDE_BOXES.fullmatch(link.words) and link.context.in_menu(link.element)
    # Behind a query or `/-/` are parts of a page: a document, a day.
    offered = (more or not link.name) and not urlsplit(link.target).query and "/-/" not in link.target
    return MenuLink(named, link.target, link.key, in_menu, offered, pictured=not words_of(link.element))


def _href(element: Element) -> str:
    match element.tag:
        case "a" | "area" if element.get("href"):
            return str(element.get("href")).strip()
        case "option":
            value = (element.get("value") or "").strip()
            return value if re.match(r"https?:|/", value) else ""
        case "frame" | "iframe":
            return (element.get("src") or "").strip()
        case _:
            return scripted_address(element) or ""


def _name(element: Element) -> str | None:
    """What the link calls its page: its words, else what describes its picture, unless that is a file's name."""
    text = words_of(element)
    if not text:
        pictures = (image.get("alt") or image.get("title") or "" for image in element.iter("img"))
        said = [*pictures, element.get("alt") or "", element.get("title") or ""]
        text = squeeze(next(filter(_describes, said), ""))
    return _ORNAMENT.sub("", text).strip() or None


def _describes(text: str) -> bool:
    """Whether the description of a picture says what the picture leads to."""
    words = folded(_NUMBER_BEHIND.sub("", text))
    return bool(words) and not names_file(text.strip()) and PICTURES.fullmatch(words) is None


def spelled(name: str | None, others: Iterable[str | None]) -> str | None:
    """The name as one of the others spells it, where it is all in capitals and that one is not."""
    loud = name if name is not None and name.isupper() else ""
    alike = (one for one in others if loud and one and not one.isupper() and folded(one) == folded(loud))
    return next(alike, name)


def _better(link: MenuLink, known: MenuLink) -> bool:
    """A name in a menu beats one elsewhere, any name beats none, words a picture; the first of equals stays."""
    return _worth(link) > _worth(known)


def _worth(link: MenuLink) -> tuple[bool, bool, bool]:
    return link.in_menu, link.name is not None, not link.pictured
