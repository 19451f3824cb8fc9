"""The survey that begins a crawl: which pages of a portal list articles, and what their categories are called.

The home page and every page that the navigation leads to are read once. Only when all are there is it decided which
of them are listings: what several pages show alike is a side box, and that no page tells alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from crawler.pages.listing.entries import Block, Listing, Theme, choose, theme
from crawler.pages.listing.navigation import LONGEST_NAME, MenuLink, spelled
from crawler.pages.page.address import page_path
from crawler.pages.page.tree import folded
from crawler.pages.page.words import SIDE_BOXES

#: The share of a box's articles that the page which its heading leads to lists, too.
_MOST_OF_A_BOX = 0.6


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the portal; `key` is the canonical address of its listing, `page` its first page."""

    name: str | None
    key: str
    url: str
    page: Listing


@dataclass(slots=True)
class Survey:
    """What is known of a portal's pages so far; `limit` bounds the pages looked at."""

    limit: int
    home: Listing | None = None
    #: Address and canonical address of the home page.
    home_at: tuple[str, str] = ("", "")
    links: dict[str, MenuLink] = field(default_factory=dict)
    pages: dict[str, tuple[str, Listing]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    #: Canonical addresses where the pages read turned out to stand: a redirect may lead to one read before.
    addresses: set[str] = field(default_factory=set)
    unnamed: dict[str, MenuLink] = field(default_factory=dict)

    def meet(self, links: Iterable[MenuLink]) -> list[MenuLink]:
        """Take note of a page's navigation; returns the links to pages not met before."""
        new = []
        for link in links:
            if link.name is None:
                # What a later page says more of is its own: documents, pictures.
                self.unnamed.setdefault(link.key, replace(link, offered=link.offered and not self.pages))
                continue
            known = self.links.get(link.key)
            if known is None and len(self.links) < self.limit:
                self.links[link.key] = link
                new.append(link)
            elif known is not None and (_worth(link) > _worth(known) or known.name == known.url):
                self.links[link.key] = replace(known, name=link.name, in_menu=link.in_menu)
        return new

    def read(self, link: MenuLink | None, url: str, address: str, page: Listing) -> None:
        """Take note of a page, the home page when `link` is `None`; `address` is the canonical one of its `url`."""
        if link is None:
            self.home, self.home_at = page, (url, address)
        elif address in self.addresses:
            self.failed.add(link.key)
        else:
            self.pages[link.key] = (url, page)
        self.addresses.add(address)

    def complete(self) -> bool:
        """Whether every page met was read or failed."""
        return len(self.pages) + len(self.failed) >= len(self.links)

    def further(self) -> list[MenuLink]:
        """Pages to look at before it can be said what the categories are, now met under their addresses for names: what
        the home page offers more of, and where no page lists articles, all that has no name: a splash page has nothing
        else, and some portals have no menu but the map of the site.
        """
        found, known = bool(self._listings()), self.links.keys() | self.addresses
        return self.meet(
            replace(link, name=link.url)
            for key, link in self.unnamed.items()
            if key not in known and (link.offered or not found)
        )

    def theme(self) -> Theme:
        """What the pages tell together."""
        return theme(self.home, (page for _, page in self.pages.values()))

    def categories(self) -> list[Category]:
        """The pages that list articles; where there is none, the home page if it pages through its articles."""
        return self._listings() or self._home_alone()

    def _home_alone(self) -> list[Category]:
        home = choose(self.home, self.theme()) if self.home is not None else Listing()
        url, address = self.home_at
        turns = any(one.turns and one.block.entries == home.entries for one in home.candidates)
        return [Category(_heading(home), address, url, home)] if turns else []

    def _listings(self) -> list[Category]:
        """The listings in the order of the navigation; behind them, those that it has no name for."""
        told = self.theme()
        others = {folded(self.links[key].name or ""): page for key, (_, page) in self.pages.items()}
        others |= {page_path(url) or "": page for url, page in self.pages.values()}
        others.pop("", None)
        named, nameless = [], []
        for key, link in self.links.items():
            if key in self.pages:
                url, page = self.pages[key]
                chosen = choose(_without_others_boxes(page, url, others), told)
                if not chosen.entries:
                    continue
                if link.name != link.url:
                    named.append(Category(spelled(link.name, self._headings(page)), key, url, chosen))
                else:
                    nameless.append(Category(_heading(chosen) or link.url, key, url, chosen))
        if not named:
            return nameless
        listed = {_ids(category.page) for category in named}
        return named + [one for one in nameless if one.name != one.url and _ids(one.page) not in listed]

    def _headings(self, page: Listing) -> list[str]:
        """What stands over the articles of the page and of the home page."""
        shown = [page, *filter(None, [self.home])]
        return [text for one in shown for candidate in one.candidates for text in candidate.block.above]

    def strays(self, categories: Iterable[Category]) -> dict[str, str]:
        """Articles by id, with their address, that only boxes link to: no listing's first page shows them."""
        listed = {entry.article_id for category in categories for entry in category.page.entries}
        shown = [page for _, page in self.pages.values()]
        boxes = [candidate.block for page in [*filter(None, [self.home]), *shown] for candidate in page.candidates]
        entries = [entry for block in boxes for entry in (*block.entries, *block.banners)]
        return {entry.article_id: entry.url for entry in entries if entry.article_id not in listed}


def wanted(categories: list[Category], names: Iterable[str]) -> tuple[list[Category], list[str]]:
    """The categories of those names, diacritics and case left aside, and the names that none has."""
    by_name: dict[str, list[Category]] = {}
    for category in categories:
        by_name.setdefault(folded(category.name or ""), []).append(category)
    chosen, unknown = [], []
    for name in names:
        found = by_name.get(folded(name))
        if found is None:
            unknown.append(name)
        else:
            chosen += [category for category in found if category not in chosen]
    return chosen, unknown


def _worth(link: MenuLink) -> tuple[bool, bool]:
    """A name in a menu is worth more than one elsewhere, one in small letters more than a shouted heading."""
    return link.in_menu, not (link.name or "").isupper()


def _ids(page: Listing) -> frozenset[str]:
    return frozenset(entry.article_id for entry in page.entries)


def _heading(page: Listing) -> str | None:
    """What stands right above the page's articles, unless any box may be called so."""
    blocks = [candidate.block for candidate in page.candidates]
    above = [block.above for block in blocks if block.entries == page.entries[: len(block.entries)]]
    name = above[0][-1] if above and above[0] else ""
    return name if 0 < len(name) <= LONGEST_NAME and not SIDE_BOXES.fullmatch(folded(name)) else None


def _without_others_boxes(page: Listing, url: str, others: Mapping[str, Listing]) -> Listing:
    """The page without the boxes of other pages: their headings lead there or name them, and there the same articles
    are listed. `others` are the pages by their path and by their name in the navigation.
    """

    def is_anothers(block: Block) -> bool:
        path = page_path(block.heading_url) if block.heading_url is not None else None
        name = folded(block.above[-1]) if block.above else ""
        other = others.get(path or "") or others.get(name)
        if other is None or other is page or path == page_path(url):
            return False
        shown = {one for candidate in other.candidates for one in candidate.block.ids}
        return len(block.ids & shown) >= _MOST_OF_A_BOX * len(block.ids)

    return replace(page, candidates=tuple(one for one in page.candidates if not is_anothers(one.block)))
