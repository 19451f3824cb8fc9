"""The survey that begins a crawl: which pages of a portal list articles, and what their categories are called.

The home page and every page that the navigation leads to are read once. Only when all are there is it decided which
of them are listings: what several pages show alike is a side box, and that no page tells alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler.pages.listing import Listing, Theme, choose, theme
from crawler.pages.navigation import MenuLink, spelled
from crawler.pages.tree import folded


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
                self.unnamed.setdefault(link.key, link)
                continue
            known = self.links.get(link.key)
            if known is None and len(self.links) < self.limit:
                self.links[link.key] = link
                new.append(link)
            elif known is not None and _worth(link) > _worth(known):
                self.links[link.key] = replace(known, name=link.name, in_menu=link.in_menu)
        return new

    def read(self, link: MenuLink | None, url: str, address: str, page: Listing) -> None:
        """Take note of a page, the home page when `link` is `None`; `address` is the canonical one of its `url`."""
        if link is None:
            self.home = page
        elif address in self.addresses:
            self.failed.add(link.key)
        else:
            self.pages[link.key] = (url, page)
        self.addresses.add(address)

    def complete(self) -> bool:
        """Whether every page met was read or failed."""
        return len(self.pages) + len(self.failed) >= len(self.links)

    def nameless(self) -> list[MenuLink]:
        """Links without a name to pages not met, now met under the name of their
        address: a splash page has no others."""
        return self.meet(replace(link, name=link.url) for key, link in self.unnamed.items() if key not in self.links)

    def theme(self) -> Theme:
        """What the pages tell together."""
        return theme(self.home, (page for _, page in self.pages.values()))

    def categories(self) -> list[Category]:
        """The pages that list articles, in the order of the navigation."""
        told = self.theme()
        found = []
        for key, link in self.links.items():
            if key in self.pages:
                url, page = self.pages[key]
                chosen = choose(page, told)
                if chosen.entries:
                    name = spelled(link.name, self._headings(page))
                    found.append(Category(name, key, url, chosen))
        return found

    def _headings(self, page: Listing) -> list[str]:
        """What stands over the articles of the page and of the home page."""
        shown = [page, *filter(None, [self.home])]
        return [text for one in shown for candidate in one.candidates for text in candidate.block.above]

    def strays(self, categories: Iterable[Category]) -> dict[str, str]:
        """Articles by id, with their address, that only boxes link to: no listing's first page shows them."""
        listed = {entry.article_id for category in categories for entry in category.page.entries}
        shown = [page for _, page in self.pages.values()]
        boxes = [candidate.block for page in [*filter(None, [self.home]), *shown] for candidate in page.candidates]
        entries = [entry for block in boxes for entry in block.entries]
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
