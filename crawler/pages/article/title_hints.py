"""What the address of an article and the head of its document say of the title, before any line is looked at."""

import re
from itertools import dropwhile, islice
from math import ceil, inf
from urllib.parse import unquote, urlsplit

from crawler.pages.article.trails import parts_of_trail
from crawler.pages.page.address import ArticleAddress
from crawler.pages.page.label_sets import any_of_folded
from crawler.pages.page.lexicon import is_tool, names_no_category
from crawler.pages.page.lines import Reading
from crawler.pages.page.tree import Element, folded
from crawler.records.profile import Portal
from crawler.records.text import normalize, remembered

#: Characters of the longest title, and those from which a line is cut to twice what the page says of the title.
LONGEST_TITLE, _LEAST_CUT = 500, 200
#: Characters and words of the shortest text that is a title and no name of a page.
_SHORTEST, _LEAST_WORDS = 15, 4
#: Words from which on the last part of an address that is that of no article may be the title's.
_LEAST_OF_PAGE = 3
#: How much the address of a page counts, beside that of an article.
_OF_PAGE = 0.6
#: Characters by which a long text is told to begin otherwise than the title.
_FIRST = 40
_SITE_SEPARATORS = re.compile(r"\s+[-|–—»:·•]+\s+|\s*(?:\||»|::)\s*")
_SITE_NAMES = re.compile(rf"^{any_of_folded('site_names')}\b|.*\b{any_of_folded('site_name_ends')}$")
#: An office with units and nothing else: "UBND xã Vân Canh, huyện Hoài Đức", not "UBND xã họp bàn về kế hoạch hè".
_OF_UNITS = re.compile(rf"^{any_of_folded('site_offices')}(?: {any_of_folded('unit_types')}(?: \w+){{1,3}}?)*$")
#: Liferay writes a quotation mark as 034 (and an apostrophe as 039) into slugs.
_SLUG_NOISE = frozenset({"034", "039", "html", "htm"})


class TitleHints:
    """What the address and the head of the document say of the title."""

    def __init__(self, reading: Reading, address: ArticleAddress | None, portal: Portal) -> None:
        hrefs = [(link, (link.get("href") or "").strip()) for link in reading.elements("a")]
        names = (portal.title, portal.unit.name if portal.unit else "", *_names_of_home(hrefs, portal))
        self.site = set(map(folded, names)) - {""}
        self._sites = "\n".join(f" {site} " for site in self.site)
        #: The address of a page may say its heading, too: beside a day alone it is that of an article.
        self._is_of_page = address is None
        slug = _words_of(reading) if address is None else unquote(address.slug or "")
        self.slug = [word for word in folded(slug.replace("-", " ")).split() if word not in _SLUG_NOISE]
        self._slug_words, self._slug_joined = frozenset(self.slug), "".join(self.slug)
        self._slug_spaced = " ".join(self.slug)
        self._slug_length = len(self._slug_joined) or -1
        #: The least words that a title has in common with the slug, and words of which it has one then.
        least = ceil(0.6 * len(self._slug_words))
        self._least = least if self.slug else inf
        self._signs = sorted(self._slug_words, key=len)[max(0, least - 1) :]
        told = (_meta_content(reading, "og:title"), _first_title(reading))
        shown = [text for text in map(_without_page_names, told) if text]
        links = _links_to(reading, hrefs, address) if address else ()
        trails = _ends_of_trails(reading)
        self.shown = [folded(text) for text in (*shown, *links, *trails) if text]
        self._all_shown = "\n".join(self.shown)
        #: Characters of a line that tell whether it is the title: a longer one may only begin like it.
        self.telling = max(_LEAST_CUT, 2 * max(map(len, [slug, *filter(None, shown), *links, *trails])))
        parted = {text: _SITE_SEPARATORS.split(text) for text in shown if text}
        self.title = self._usable(parted)
        #: Whether the address says that title, too: else the head may name the site alone.
        self.is_confirmed = self.title is not None and self.by_slug(folded(self.title)) > 0.6
        self.first_parts = {folded(parts[0]) for parts in parted.values()}

    def _usable(self, shown: dict[str, list[str]]) -> str | None:
        """The title as the head says it, without the site's name; `None` when the head names only the site.

        `shown` are the texts of the head with their parts.
        """
        for text, all_parts in shown.items():
            parts = [part for part in all_parts if part and not (self.is_site(folded(part)) or names_no_category(part))]
            ends = (text.find(part) + len(part) for part in reversed(parts))
            pieces = (text[text.find(parts[0]) : end] for end in ends)
            named = (piece for piece in pieces if self.slug and self.by_slug(folded(piece)) > 0.8)
            best = max(named, key=lambda piece: self.by_slug(folded(piece)), default=None)
            long = filter(_may_be_title, parts if not self.slug else ())
            found = best or max(long, key=len, default=None)
            if found is not None:
                return found
        return None

    def is_site(self, plain: str) -> bool:
        """Whether a folded text is the name of the site."""
        of_site = plain.count(" ") >= 2 and f" {plain} " in self._sites
        return of_site or plain in self.site or _names_site(plain)

    def may_begin(self, text: str) -> bool:
        """Whether a text can be the title: a long one only if it begins as the address or the head does."""
        return len(text) <= _LEAST_CUT or self._begins(folded(text[:_FIRST]).rpartition(" ")[0])

    def _begins(self, first: str) -> bool:
        """Whether the address or the head begins with these folded words."""
        return first in self._all_shown or self._slug_spaced.startswith(first) or first.startswith(self._slug_spaced)

    def says(self, plain: str) -> bool:
        """Whether the address, or the head of the document, is the folded text and nothing else."""
        return plain in self.first_parts or self.by_slug(plain) == 1.0

    def by_slug(self, plain: str) -> float:
        """Share of words that a folded text and the address' slug have in common; a slug cut short counts as whole."""
        blanks = plain.count(" ")
        if len(plain) - blanks == self._slug_length and plain.replace(" ", "") == self._slug_joined:
            return 1.0
        if blanks + 1 < self._least or not any(map(plain.__contains__, self._signs)):
            return 0.0  # as good as none for whoever asks, and soon told: menus are made of a few words
        words = plain.split()
        own = set(words)
        is_begun = len(self.slug) >= 5 and words[: len(self.slug)] == self.slug
        return 0.99 if is_begun else len(own & self._slug_words) / max(len(own), len(self._slug_words))

    def by_address(self, plain: str, near_meta: bool) -> float:
        """`by_slug`; the address of a page that is no article says nothing of lines far from a meta line."""
        return self.by_slug(plain) if near_meta or not self._is_of_page else 0.0

    def agree(self, plain: str, above_meta: bool, near_meta: bool) -> float:
        """0 to 1: how far the folded text is the title that address and head name.

        Above a meta line the first part of the document's `<title>` is enough. The name of the site is none.
        """
        by_slug = self.by_address(plain, near_meta)
        known = by_slug * (_OF_PAGE if self._is_of_page else 1) if by_slug > 0.6 else 0.0
        in_head = above_meta and plain in self.first_parts
        if not (in_head or plain in self._all_shown) or (by_slug < 0.6 and self.is_site(plain)):
            return known
        # "Cổng thông tin điện tử tỉnh Bắc Lương" says nothing of a title that is part of it.
        shown = (one for one in self.shown if one == plain or not self.is_site(one))
        return max(known, 0.8 * in_head, *(_likeness(plain, one) for one in shown))


def _words_of(reading: Reading) -> str:
    """The last part of an address that is that of no article, if it has words enough to be a title's."""
    path = urlsplit(reading.undeclared.url).path if reading.undeclared is not None else ""
    words = unquote(path).rstrip("/").rpartition("/")[2]
    return words if words.count("-") + 1 >= _LEAST_OF_PAGE else ""


def _without_page_names(text: str) -> str:
    """What the head says, behind the names of any page that it begins with: "Chi tiết tin - Sở Tài chính"."""
    parts = dropwhile(names_no_category, _SITE_SEPARATORS.split(text))
    return text[text.find(first) :] if (first := next(parts, "")) else ""


def is_site_name(text: str) -> bool:
    """Whether the text is the name of a site."""
    return _SITE_NAMES.match(folded(text)) is not None


@remembered(_LEAST_CUT)
def _names_site(plain: str) -> bool:
    """Whether a folded text is the name of a site or of an office."""
    return bool(_SITE_NAMES.match(plain) or _OF_UNITS.match(plain))


def _may_be_title(text: str) -> bool:
    """Whether the text is long enough to be a title and no name of a page."""
    return len(text) >= _SHORTEST and len(text.split()) >= _LEAST_WORDS


def _likeness(plain: str, shown: str) -> float:
    """How far a folded text is the title in what the head shows."""
    words = plain.count(" ") + 1
    # The title stands first or behind the site's name; a category or the site is one part of it, too.
    share = min(1.0, 0.35 + len(plain) / len(shown)) if words >= 4 else 0.4
    return 1.0 if plain == shown else share if words >= 2 and f" {plain} " in f" {shown} " else 0.0


def _links_to(reading: Reading, hrefs: list[tuple[Element, str]], address: ArticleAddress) -> list[str]:
    """Texts of links to the article itself that are long enough to be its title, and no buttons."""
    targets = ((link, reading.leads_to(href)) for link, href in hrefs if address.number in href)
    own = (link for link, target in targets if target is not None and target.article_id == address.article_id)
    texts = (normalize("".join(link.itertext())[: 2 * LONGEST_TITLE]) for link in own)
    titles = (text for text in texts if _may_be_title(text) and not is_tool(text))
    return list(islice(titles, 5))


def _ends_of_trails(reading: Reading) -> list[str]:
    """What the trails to the page end in, where it is long enough to be the title, and no link to a category."""
    ends = ((line, parts[-1]) for line in reading.lines if (parts := parts_of_trail(line)))
    likely = [(line, end) for line, end in ends if _may_be_title(end)]
    return [end for line, end in likely if all(_may_be_own(reading, link) for link, text in line.links if text == end)]


def _may_be_own(reading: Reading, link: Element) -> bool:
    """Whether the link leads to an article, or nowhere: the page itself may be linked so."""
    return (link.get("href") or "#").startswith("#") or reading.target(link) is not None


def _names_of_home(hrefs: list[tuple[Element, str]], portal: Portal) -> list[str]:
    """What the links to the home page call it: the site's name, as text or as the description of its emblem."""
    homes = {"/", portal.base_url, f"{portal.base_url}/"}
    links = [link for link, href in hrefs if href in homes]
    pictures = (picture.get("alt") or "" for link in links for picture in link.iter("img"))
    return [*("".join(link.itertext()) for link in links), *pictures]


def _meta_content(reading: Reading, name: str) -> str:
    named = (one for one in reading.elements("meta") if name in (one.get("property"), one.get("name")))
    return next((normalize((element.get("content") or "")[: 2 * LONGEST_TITLE]) for element in named), "")


def _first_title(reading: Reading) -> str:
    titles = reading.elements("title")
    return normalize((titles[0].text or "")[: 2 * LONGEST_TITLE]) if titles else ""
