"""Discovery of a portal's categories: which of its pages list articles, and what they are called.

The survey reads the home page and every page that the navigation leads to once. It decides only when all are read: a
box that several pages show alike is a side box, and no page tells that alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from crawler.crawling.other_shapes import NO_LISTING as OTHERS
from crawler.crawling.other_shapes import Suspect
from crawler.pages.listing.entries import Block, Listing, Theme, choose, theme
from crawler.pages.listing.link_groups import Link
from crawler.pages.listing.navigation import LONGEST_NAME, MenuLink, spelled
from crawler.pages.listing.views import Difference, Shown, Way, difference, is_view, paths
from crawler.pages.page.address import page_path
from crawler.pages.page.lexicon import HOME, NO_LISTING, SIDE_BOXES
from crawler.pages.page.tree import folded

#: The share of a box's articles that the page which its heading leads to lists, too.
_MOST_OF_A_BOX = 0.6
#: Pages without a name that are read at most: those behind "Xem tất cả" and behind pictures without words.
_MOST_OFFERED = 60
#: A link that so many pages show belongs to the theme, not to one page.
_THEMES = 3
#: A part of a title that so many pages share is the site's name.
_SITES = 3
#: Of the pages that were left out, so many are named.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the portal."""

    name: str | None
    #: Canonical address of its listing.
    key: str
    #: Address of the listing's first page, and the page itself.
    url: str
    page: Listing


@dataclass(slots=True)
class Survey:
    """What is known of a portal's pages so far, by their canonical addresses where nothing else is said."""

    #: So many pages are read at most.
    limit: int
    home: Listing | None = None
    #: Address and canonical address of the home page.
    home_at: tuple[str, str] = ("", "")
    #: The pages to read.
    links: dict[str, MenuLink] = field(default_factory=dict)
    #: The pages read, with their addresses.
    pages: dict[str, tuple[str, Listing]] = field(default_factory=dict)
    #: The pages that could not be had, or turned out to be another page.
    failed: set[str] = field(default_factory=set)
    #: Where the pages read turned out to stand. A redirect may lead to a page read before.
    addresses: set[str] = field(default_factory=set)
    #: The pages with a name that the home page links to.
    on_home: set[str] = field(default_factory=set)
    #: Links without a name.
    unnamed: dict[str, MenuLink] = field(default_factory=dict)
    #: How many pages show each link without a name; the home page counts as many.
    shown: Counter[str] = field(default_factory=Counter)
    #: How many pages show each link with a name.
    named: Counter[str] = field(default_factory=Counter)
    #: The pages that were not read for want of room.
    left_out: dict[str, MenuLink] = field(default_factory=dict)
    #: Addresses of links that look like those to articles and have an address of another shape.
    suspected: set[str] = field(default_factory=set)
    #: The pages behind such links that read as articles.
    articles: set[str] = field(default_factory=set)

    def meet(self, links: Iterable[MenuLink]) -> list[MenuLink]:
        """Take note of a page's navigation; returns the links to pages not met before."""
        new = []
        for link in links:
            if link.name is None:
                self.unnamed[link.key] = self.unnamed.get(link.key, link)
                if link.offered:
                    self.shown[link.key] += 1 if self.pages else _THEMES
                continue
            self.named[link.key] += 1
            if not self.pages:
                self.on_home.add(link.key)
            known = self.links.get(link.key)
            if known is not None:
                if _worth(link) > _worth(known) or known.name == known.url:
                    known = replace(known, name=link.name, in_menu=link.in_menu, pictured=link.pictured)
                    self.links[link.key] = known
            elif len(self.links) < self.limit:
                self.links[link.key] = link
                new.append(link)
            else:
                self.left_out.setdefault(link.key, link)
        return new

    def is_suspect(self, key: str) -> bool:
        """Whether a page that the navigation leads to may be an article, as the links to it look."""
        return key in self.links and self.links[key].url in self.suspected

    def read(self, link: MenuLink | None, url: str, address: str, page: Listing, *, is_article: bool = False) -> None:
        """Take note of a page, the home page when `link` is `None`; `address` is the canonical one of its `url`.
        `is_article` says of a page that may be one whether it reads as one.
        """
        self.suspected |= {one.url for one in page.unknown}
        if link is not None and is_article:
            self.articles.add(link.key)
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
        """Pages without a name to read before the categories are decided; they get their addresses for names.

        These are the pages that the home page offers, or that several pages do. Where no page lists articles, all
        pages without a name are read: a splash page leads to nothing else, and some portals have no menu but the map
        of the site.
        """
        found, known = bool(self._listings()), self.links.keys() | self.addresses
        waiting = {key: replace(link, name=link.url) for key, link in self.unnamed.items() if key not in known}
        if not found:
            return self.meet(waiting.values())
        offered = [link for key, link in waiting.items() if self.shown[key] >= _THEMES]
        room = max(_MOST_OFFERED - sum(link.name == link.url for link in self.links.values()), 0)
        self.left_out |= {link.key: link for link in offered[room:]}
        return self.meet(offered[:room])

    def unread(self) -> str | None:
        """Which pages were left out for want of room, in one line; `None` when all were read."""
        names = [f'"{link.name}"' if link.name != link.url else link.url for link in self.left_out.values()]
        if not names:
            return None
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        return (
            f"{len(names)} pages that may list articles were not read, for limits.categories = {self.limit} and"
            f" {_MOST_OFFERED} links without a name: {', '.join(names[:_MOST_NAMED])}{more}"
        )

    def theme(self) -> Theme:
        """What the pages tell together. Pages of one listing that show the same articles count as one."""
        apart: dict[frozenset[str], list[str]] = {}
        for key, page in ((key, page) for key, (_, page) in self.pages.items() if page.candidates):
            alike = apart.setdefault(_shown(page), [])
            if not any(difference(key, other) or difference(other, key) for other in alike):
                alike.append(key)
        return theme(self.home, (self.pages[key][1] for keys in apart.values() for key in keys))

    def categories(self) -> list[Category]:
        """The pages that list articles; where there is none, the home page if it pages through its articles."""
        return self._listings() or self._home_alone()

    def _home_alone(self) -> list[Category]:
        home = choose(self.home, self.theme()) if self.home is not None else Listing()
        url, address = self.home_at
        turns = any(one.turns and one.block.entries == home.entries for one in home.candidates)
        return [Category(_heading(home), address, url, home)] if turns else []

    def _listings(self) -> list[Category]:
        """The listings in the order of the navigation, and behind them those that the navigation has no name for."""
        titles = self._shared_titles()
        named, nameless = [], []
        for link, url, chosen in self._chosen():
            page = self.pages[link.key][1]
            if _lists(chosen) and link.name != link.url:
                name = _whole(link, spelled(link.name, self._headings(page)), page, titles)
                is_menus = link.in_menu or self.named[link.key] >= _THEMES
                is_box = not is_menus and _is_side_box(name or "", url, chosen)
                named.append(Category(None if is_box else name, link.key, url, chosen))
            elif chosen.entries:
                own = _own_title(page, titles) or _heading(chosen) or link.url
                # What is called "Lưu trữ" or "Tin mới" lists articles of all categories, and is none.
                name = None if any(SIDE_BOXES.fullmatch(folded(part)) for part in page.title) else own
                nameless.append(Category(name, link.key, url, chosen))
        named, nameless = _without_views(named, self.on_home), _without_views(nameless, self.on_home)
        if not named:
            return nameless
        listed = {_ids(category.page) for category in named}
        left = (one for one in nameless if _ids(one.page) not in listed)
        return named + [replace(one, name=None) if one.name == one.url else one for one in left]

    def _chosen(self) -> list[tuple[MenuLink, str, Listing]]:
        """The pages read with what they list, without the boxes of others, in the order of the navigation."""
        told, others = self.theme(), self._shown_by_page()
        read = [(link, *self.pages[key]) for key, link in self.links.items() if key in self.pages]
        return [
            (link, url, choose(_without_others_boxes(page, link.key, url, others), told)) for link, url, page in read
        ]

    def hidden(self) -> list[tuple[str, str, str]]:
        """The pages of a menu whose articles only a script shows: their names, addresses, and what says so.

        Such a page lists nothing, and has a sign that neither the home page nor a page that lists articles has.
        """
        chosen = self._chosen()
        theirs = [page.filled for _, _, page in chosen if page.entries]
        own = self.home.filled.union(*theirs) if self.home is not None else frozenset[str]().union(*theirs)
        empty = [(link, url, sorted(page.filled - own)) for link, url, page in chosen if not _lists(page)]
        return [(link.name or url, url, signs[0]) for link, url, signs in empty if signs and link.in_menu and theirs]

    def _shown_by_page(self) -> dict[str, tuple[str, frozenset[str]]]:
        """The keys of the pages with all articles that they show, by their names in the navigation, folded, and by
        their paths.
        """
        by_key = {key: (key, _shown(page)) for key, (_, page) in self.pages.items()}
        shown = {folded(self.links[key].name or ""): page for key, page in by_key.items()}
        shown |= {page_path(url) or "": by_key[key] for key, (url, _) in self.pages.items()}
        shown.pop("", None)
        return shown

    def _shared_titles(self) -> Counter[str]:
        """On how many pages each part of a title stands, folded."""
        pages = [*filter(None, [self.home]), *(page for _, page in self.pages.values())]
        return Counter(part for page in pages for part in {folded(part) for part in page.title})

    def _headings(self, page: Listing) -> list[str]:
        """What stands over the articles of the page and of the home page."""
        shown = [page, *filter(None, [self.home])]
        return [text for one in shown for candidate in one.candidates for text in candidate.block.above]

    def elsewhere(self) -> set[tuple[str, str]]:
        """Articles that the pages link to and that are left out: host and id on other hosts, path and id under other
        folders.
        """
        shown = [*filter(None, [self.home]), *(page for _, page in self.pages.values())]
        return {article for page in shown for article in page.elsewhere}

    def unknown(self) -> dict[str, list[Suspect]]:
        """The links to what may be articles of other shapes, by the names of the pages that show them; and, as a
        yardstick, the pages that are no articles: those that the theme leads to, and those read as something
        else.
        """
        shown = [
            (self.links[key].name or url, page) for key, (url, page) in self.pages.items() if key not in self.articles
        ]
        shown += [(self.home_at[0], self.home)] if self.home is not None else []
        often = Counter(link.url for _, page in shown for link in page.unknown)
        others = {url for url, count in often.items() if count >= _THEMES and count * 2 > len(shown)}
        read = {link.url: key for key, link in self.links.items() if key in self.pages}
        others |= read.keys() - self.suspected
        found: dict[str, list[Suspect]] = {}
        for name, page in shown:
            links = [link for link in page.unknown if link.url not in others]
            found.setdefault(name, []).extend(
                Suspect(link, self._is_article(read[link.url]) if link.url in read else None) for link in links
            )
        said = [Suspect(Link(url, "", pictured=False, dated=False), is_article=False) for url in sorted(others)]
        return {OTHERS: said} | {name: links for name, links in found.items() if links}

    def _is_article(self, key: str) -> bool:
        """Whether a page reads as an article, and lists none under its name or page after page."""
        return key in self.articles and not any(one.named or one.turns for one in self.pages[key][1].candidates)

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


def _without_views(categories: list[Category], on_home: Set[str]) -> list[Category]:
    """The categories without those that show another of them in another order or form; of two, the first one stays."""
    at: dict[str, list[tuple[int, Category]]] = {}
    for rank, one in enumerate(categories):
        at.setdefault(next(paths(one.key)), []).append((rank, one))
    pairs = [
        (one, of, (folded(one.name or ""), told))
        for rank, one in enumerate(categories)
        for path in paths(one.key)
        for before, of in at.get(path, ())
        if (told := difference(one.key, of.key)) is not None and (before < rank or told.way is not Way.OTHER_VALUE)
    ]
    having: dict[tuple[str, Difference], set[str]] = {}
    for one, _, what in pairs:
        having.setdefault(what, set()).add(one.key)
    views: set[str] = set()
    for one, of, what in pairs:
        shown, listed = Shown(one.name, one.key, one.page), Shown(of.name, of.key, of.page)
        repeated = len(having[what]) > 1
        if of.key not in views and is_view(shown, listed, on_home=one.key in on_home, repeated=repeated):
            views.add(one.key)
    return [one for one in categories if one.key not in views]


def _is_side_box(name: str, url: str, page: Listing) -> bool:
    """Whether a page shows what a box called so shows beside any page: articles of other pages than this one."""
    own = f"{page_path(url)}/"
    return SIDE_BOXES.fullmatch(folded(name)) is not None and not any(
        (page_path(entry.url) or "").startswith(own) for entry in page.entries
    )


def _lists(page: Listing) -> bool:
    """Whether a page lists articles, or the profile says how the script that fills it asks for all of them."""
    return bool(page.entries or (page.continuation.recorded and page.filled))


def _worth(link: MenuLink) -> tuple[bool, bool, bool]:
    """A name in a menu is worth more than one elsewhere, words more than a picture's description, one in small letters
    more than a shouted heading.
    """
    return link.in_menu, not link.pictured, not (link.name or "").isupper()


def _ids(page: Listing) -> frozenset[str]:
    return frozenset(entry.article_id for entry in page.entries)


def _shown(page: Listing) -> frozenset[str]:
    """All articles that the page shows."""
    return frozenset().union(*(candidate.block.ids for candidate in page.candidates))


def _own_title(page: Listing, shared: Mapping[str, int]) -> str | None:
    """The page's own part of its title, where another part is the site's name: "Văn hóa - Thị xã Sơn Tây"."""
    own = [part for part in page.title if shared[folded(part)] == 1 and len(part) <= LONGEST_NAME]
    of_site = any(shared[folded(part)] >= _SITES for part in page.title)
    names = [part for part in own if not any(words.fullmatch(folded(part)) for words in (SIDE_BOXES, HOME, NO_LISTING))]
    return names[0] if names and of_site else None


def _whole(link: MenuLink, name: str | None, page: Listing, titles: Mapping[str, int]) -> str | None:
    """The name of a page; where a picture's description says much of what the page calls itself, that."""
    title = _own_title(page, titles) if link.pictured else None
    said, own = (set(folded(text or "").split()) for text in (name, title))
    is_same = 2 * len(said & own) >= min(len(said), len(own)) > 0
    # A title is cut at every dash: "Quốc phòng - An ninh".
    is_cut = title is not None and folded(name or "").startswith(folded(title))
    return title if is_same and not is_cut else name


def _heading(page: Listing) -> str | None:
    """What stands right above the page's articles, unless any box may be called so."""
    blocks = [candidate.block for candidate in page.candidates]
    above = [block.above for block in blocks if block.entries == page.entries[: len(block.entries)]]
    name = above[0][-1] if above and above[0] else ""
    return name if 0 < len(name) <= LONGEST_NAME and not SIDE_BOXES.fullmatch(folded(name)) else None


def _without_others_boxes(
    page: Listing, key: str, url: str, others: Mapping[str, tuple[str, frozenset[str]]]
) -> Listing:
    """The page without the boxes of other pages. The heading of such a box leads to another page or names it, and that
    page lists the same articles. `others` are the keys of pages with all articles that they show, by path and by folded
    name. A view of the page is no other page.
    """
    own = _shown(page)

    def is_anothers(block: Block) -> bool:
        path = page_path(block.heading_url) if block.heading_url is not None else None
        name = folded(block.above[-1]) if block.above else ""
        other, shown = others.get(path or "") or others.get(name) or (key, frozenset())
        is_same = shown == own and difference(other, key) is not None
        if other == key or path == page_path(url) or is_same:
            return False
        return len(block.ids & shown) >= _MOST_OF_A_BOX * len(block.ids)

    return replace(page, candidates=tuple(one for one in page.candidates if not is_anothers(one.block)))
