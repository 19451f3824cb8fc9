"""The navigation of a portal: which of its pages may be categories, and what they are called.

A menu is not known by its class names: it is links close together with hardly any other text. So every link counts
that leads to a page of the portal. These do not count: links to articles, to other pages of a listing, and to pages
that never list articles, and links in running text. Whether a page lists articles shows when it is read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.pages.listing.days import is_period
from crawler.pages.listing.destinations import is_file, is_home, is_other_front, is_site_map, may_list, names_file
from crawler.pages.listing.link_context import LinkContext
from crawler.pages.listing.pager import PageLinks, page_links
from crawler.pages.page.address import article_address, canonical_url, fetch_url
from crawler.pages.page.lexicon import HOME, MORE, NO_LISTING, PICTURES, SIDE_BOXES, SITE_MAPS
from crawler.pages.page.tree import Element, Page, folded, read, scripted_address, squeeze, words_of
from crawler.records.profile import Portal

#: A link's text that is longer names no category; the longest seen are of some 90 characters.
LONGEST_NAME = 120
#: A year, folded: it may be a category. Archives by month or day list once more what categories list.
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


def _link(element: Element, here: _Here, context: LinkContext) -> MenuLink | None:
    href = _href(element)
    if not href or href.startswith("#"):
        return None
    portal = here.portal
    target = fetch_url(href, here.base, portal)
    if target is None or article_address(target, portal) is not None:
        return None
    is_long = context.length(element) > LONGEST_NAME
    key, name = canonical_url(target, portal), None if is_long else _name(element)
    words = folded(name or "")
    if is_home(target, portal) or is_other_front(target) or SITE_MAPS.fullmatch(words) or is_site_map(target):
        is_more = key != here.key and not is_file(target)
        return MenuLink(None, target, key, in_menu=False) if is_more else None
    if not may_list(target) or HOME.fullmatch(words) or NO_LISTING.fullmatch(words):
        return None
    if name and is_period(name) and not _YEAR.fullmatch(words):
        return None
    if is_long or len(name or "") > LONGEST_NAME or context.in_running_text(element):
        return None
    more = MORE.fullmatch(words) is not None
    named = None if not name or more or words.isdecimal() else name
    in_menu = named is not None and not SIDE_BOXES.fullmatch(words) and context.in_menu(element)
    # Behind a query or `/-/` are parts of a page: a document, a day.
    offered = (more or not name) and not urlsplit(target).query and "/-/" not in target
    return MenuLink(named, target, key, in_menu, offered)


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
    if name is None or not name.isupper():
        return name
    return next((one for one in others if one and not one.isupper() and folded(one) == folded(name)), name)


def _better(link: MenuLink, known: MenuLink) -> bool:
    """A name in a menu beats one elsewhere, any name beats none; the first of equals stays."""
    return (link.in_menu, link.name is not None) > (known.in_menu, known.name is not None)
