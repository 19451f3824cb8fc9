"""The links of a page that may lead to articles, and groups of them by the shape of their address."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.pages.page.address import chosen_by, fetch_url, is_anchor
from crawler.pages.page.tree import Element, read, squeeze, words_of
from crawler.records.dates import may_print_day
from crawler.records.profile import Portal

#: A link's text that may be a title has so many words and characters at least.
_TITLE_WORDS, _TITLE_LENGTH = 4, 18
#: Titles that a shape must carry.
LEAST = 3
#: So many texts lead to one article at most, on average: its title, its lead, its title once more, cut off. What more
#: titles share is no article's id, but a category's.
_MOST_TITLES = 3
#: What a link's surroundings hold at most: the entry, not the whole listing.
_ENTRY = 700
#: Levels above a link in which its entry is looked for.
_LEVELS = 4
_WITHOUT_NUMBER = re.compile(r"\{(?:key|title)\}")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|css|js|xml|rss|ico)$", re.I)


class Link(NamedTuple):
    """A link of a page: where it leads, what it says, and what stands beside it."""

    url: str
    words: str
    pictured: bool
    dated: bool

    @property
    def is_title(self) -> bool:
        """Whether the text may be an article's title."""
        return may_be_title(self.words)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of its address that choose what is shown."""
        return chosen_by(urlsplit(self.url).query)


@dataclass(slots=True)
class Group:
    """The links of one shape, by what tells their articles apart: a part of the path, or the value of the parameter
    `told_by`.
    """

    told_by: str | None = None
    links: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))

    @property
    def titled(self) -> dict[str, list[Link]]:
        """The links that carry titles."""
        titles = {key: [link for link in links if link.is_title] for key, links in self.links.items()}
        return {key: links for key, links in titles.items() if links}

    def where(self, parameter: tuple[str, str]) -> "Group":
        """The links whose addresses have the parameter with this value."""
        group = Group(self.told_by)
        fitting = {key: [link for link in links if parameter in link.parameters] for key, links in self.links.items()}
        group.links.update({key: links for key, links in fitting.items() if links})
        return group

    def score(self, shape: str) -> float:
        """How much speaks for this being the articles' shape: titles, and days and pictures beside them."""
        titled = self.titled
        titles = {link.words for links in titled.values() for link in links}
        if len(titled) < LEAST or len(titles) > _MOST_TITLES * len(titled):
            return 0.0
        dated = sum(any(link.dated for link in self.links[key]) for key in titled) / len(titled)
        pictured = sum(any(link.pictured for link in self.links[key]) for key in titled) / len(titled)
        purity = len(titled) / len(self.links)
        # Another number for each link to one article is a number of the link.
        told = min(len(titled), len(titles))
        return told * purity * (1 + 0.5 * dated + 0.3 * pictured) * (0.7 if _WITHOUT_NUMBER.search(shape) else 1.0)


def links(html: bytes | str, url: str, portal: Portal) -> list[Link]:
    """The links of a page to the portal's own pages."""
    page = read(html)
    base = page.base(url)
    anchors = (element for element in page.places if element.tag == "a")
    led = ((element, led_to(element, base, portal)) for element in anchors)
    return [link_to(target, element) for element, target in led if target is not None]


def led_to(element: Element, base: str, portal: Portal) -> str | None:
    """The page of the portal that a link leads to, `None` where it leads to none or to a file."""
    href = (element.get("href") or "").strip()
    target = fetch_url(href, base, portal) if href and not is_anchor(href) else None
    return target if target is not None and not _FILE.search(urlsplit(target).path) else None


def link_to(target: str, element: Element) -> Link:
    """The link that an element is, which leads to `target`."""
    return Link(target, said_by(element), *_beside(element))


def said_by(element: Element) -> str:
    """What a link says: its words, else its description."""
    return words_of(element) or squeeze(element.get("title") or "")


def may_be_title(words: str) -> bool:
    """Whether a text may be an article's title."""
    return len(words) >= _TITLE_LENGTH and len(words.split()) >= _TITLE_WORDS


def _beside(element: Element) -> tuple[bool, bool]:
    """Whether a picture, and whether a day, stands with the link."""
    above = takewhile(lambda one: one.tag not in {"body", "html"}, islice(element.iterancestors(), _LEVELS))
    entry = [*takewhile(lambda one: len(one[1]) <= _ENTRY, ((one, " ".join(one.itertext())) for one in above))]
    outermost = entry[-1][0] if entry else element
    return next(outermost.iter("img"), None) is not None, any(may_print_day(text) for _, text in entry)
