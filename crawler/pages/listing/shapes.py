"""The shape of articles' addresses on a platform that nobody has declared, inferred from the links of its pages.

Links are grouped by the shape of their address. The articles' shape is the one whose links carry titles, with days and
pictures beside them: "/tin-tuc/hoi-nghi-giao-ban-15678.html" has the shape "/tin-tuc/{slug}-{id}.html".
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.pages.listing.page_numbers import is_page_parameter
from crawler.pages.page.address import chosen_by, fetch_url
from crawler.pages.page.tree import Element, read, squeeze, words_of
from crawler.records.dates import may_print_day
from crawler.records.platform import Platform
from crawler.records.profile import Portal

#: A link's text that may be a title has so many words and characters at least.
_TITLE_WORDS, _TITLE_LENGTH = 4, 18
#: Pages that tell by a link that all of them show.
_SHOWN_BY = 3
#: Titles that a shape must carry.
_LEAST = 3
#: What a link's surroundings hold at most: the entry, not the whole listing.
_ENTRY = 700
#: Levels above a link in which its entry is looked for.
_LEVELS = 4
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|css|js|xml|rss|ico)$", re.I)
_BEHIND = re.compile(r"^(?P<slug>[^/]*[a-z][^/]*?)(?P<joint>[-_.]+[a-z]{0,5}?)(?P<id>\d{1,20})$", re.IGNORECASE)
_BEFORE = re.compile(r"^(?P<id>\d{1,20})(?P<joint>[-_.])(?P<slug>[^/]*[a-z][^/]*)$", re.IGNORECASE)
_HOLDS_ID = re.compile(
    r"^(?:\w*(?:news|item|article|post|bai|tin|content|doc|n|a)_?id|id|p|aid|nid|itemid)$", re.IGNORECASE
)
_WORDS = re.compile(r"^[^/.]+(?:-[^/.-]+){3,}$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")


class Link(NamedTuple):
    """A link of a page: where it leads, what it says, and what stands beside it."""

    url: str
    words: str
    pictured: bool
    dated: bool

    @property
    def is_title(self) -> bool:
        """Whether the text may be an article's title."""
        return len(self.words) >= _TITLE_LENGTH and len(self.words.split()) >= _TITLE_WORDS


@dataclass(slots=True)
class _Group:
    """The links of one shape, by the address that they lead to."""

    links: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))

    @property
    def titled(self) -> dict[str, list[Link]]:
        return {url: links for url, links in self.links.items() if any(link.is_title for link in links)}

    def score(self, shape: str) -> float:
        """How much speaks for this being the articles' shape: titles, and days and pictures beside them."""
        titled = self.titled
        if len(titled) < _LEAST:
            return 0.0
        dated = sum(any(link.dated for link in links) for links in titled.values()) / len(titled)
        pictured = sum(any(link.pictured for link in links) for links in titled.values()) / len(titled)
        purity = len(titled) / len(self.links)
        return len(titled) * purity * (1 + 0.5 * dated + 0.3 * pictured) * (0.7 if "{key}" in shape else 1.0)


class Inferred(NamedTuple):
    """A shape with examples of articles that have it: address and title."""

    shape: str
    examples: tuple[tuple[str, str], ...]


def links(html: bytes | str, url: str, portal: Portal) -> list[Link]:
    """The links of a page to the portal's own pages."""
    page = read(html)
    base = page.base(url)
    found = []
    for element in page.places:
        href = (element.get("href") or "").strip() if element.tag == "a" else ""
        target = fetch_url(href, base, portal) if href and not href.startswith("#") else None
        if target is None or _FILE.search(urlsplit(target).path):
            continue
        words = words_of(element) or squeeze(element.get("title") or "")
        found.append(Link(target, words, *_beside(element)))
    return found


def _beside(element: Element) -> tuple[bool, bool]:
    """Whether a picture, and whether a day, stands with the link."""
    above = takewhile(lambda one: one.tag not in {"body", "html"}, islice(element.iterancestors(), _LEVELS))
    entry = [*takewhile(lambda one: len(one[1]) <= _ENTRY, ((one, " ".join(one.itertext())) for one in above))]
    outermost = entry[-1][0] if entry else element
    return next(outermost.iter("img"), None) is not None, any(may_print_day(text) for _, text in entry)


def matching(found: Iterable[Link], platform: Platform) -> dict[str, tuple[str, str]]:
    """The articles that the links lead to by a platform's shapes: address and title by id."""
    articles: dict[str, tuple[str, str]] = {}
    for link in found:
        parts = urlsplit(link.url)
        place = platform.place(unquote(parts.path).rstrip("/"), parts.query)
        if place is not None and len(link.words) >= len(articles.get(place.article_id, ("", ""))[1]):
            articles[place.article_id] = (link.url, link.words)
    return articles


def infer(pages: Sequence[Sequence[Link]]) -> Inferred | None:
    """The shape of the articles' addresses, `None` where no shape carries titles.

    `pages` are the links of each page. A link that all of three pages or more show is the theme's, a menu's as a rule:
    its words are no title.
    """
    addresses = [{link.url for link in links} for links in pages]
    themes = set.intersection(*addresses) if len(addresses) >= _SHOWN_BY else set()
    groups: dict[str, _Group] = defaultdict(_Group)
    for link in (link for links in pages for link in links):
        for tail in _tails(link.url):
            groups[tail].links[link.url].append(link._replace(words="") if link.url in themes else link)
    best = max(groups, key=lambda tail: groups[tail].score(tail), default=None)
    if best is None or groups[best].score(best) == 0.0:
        return None
    group = groups[best]
    shape = _lead(group.titled, best) + best
    if "{key}" in shape and "{month}" not in shape:
        shape = _worded(shape, set().union(*addresses), group.titled.keys())
    elif "{id}" in shape:
        shape = shape.replace("{id}", _sized(group))
    shown = [(url, max((link.words for link in links), key=len)) for url, links in group.titled.items()]
    return Inferred(shape, tuple(shown[:5]))


def _worded(shape: str, addresses: Iterable[str], titled: Collection[str]) -> str:
    """The shape with `{title}` for `{key}`: of more words than the names of listings have in such addresses."""
    platform = Platform.model_validate({"name": "tried", "title": "Tried", "articles": [shape]})
    places = ((address, platform.place(unquote(urlsplit(address).path).rstrip("/"))) for address in addresses)
    words = {address: len(re.findall(r"[^-]+", place.article_id)) for address, place in places if place is not None}
    least = min(words[address] for address in titled)
    # What is longer than a title is an article, too: of a box that all pages show.
    names = max((count for address, count in words.items() if address not in titled and count < least), default=1)
    return shape.replace("{key}", f"{{title:{min(names + 1, 9)}}}")


def _sized(group: _Group) -> str:
    """The placeholder of the id, with its least length where addresses of other pages end in shorter numbers."""
    numbers = {url: max(re.findall(r"\d+", url), key=len, default="") for url in group.links}
    least = min((len(numbers[url]) for url in group.titled), default=1)
    others = [len(numbers[url]) for url in group.links if url not in group.titled]
    return f"{{id:{min(least, 9)}}}" if others and max(others) < least else "{id}"


def _tails(url: str) -> Iterator[str]:
    """The shapes that the end of an address may have."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    query = chosen_by(parts.query)
    for name, value in query:
        if value.isdigit() and _HOLDS_ID.match(name) and not is_page_parameter(name):
            last = path.rpartition("/")[2]
            yield f"/{_literal(last)}?{name}={{id}}"
            return
    segments = path.strip("/").split("/")
    if query or not segments[-1]:
        return
    extension = _EXTENSION.search(segments[-1])
    ending = extension[0].lower() if extension else ""
    last = segments[-1][: len(segments[-1]) - len(ending)]
    above = segments[-2] if len(segments) > 1 else ""
    behind, before, dates = _BEHIND.match(last), _BEFORE.match(last), _dates(segments[:-1])
    of_year = any(_YEAR.match(one) for one in segments[-4:-1])
    shapes = (
        (behind, f"/{{slug}}{behind['joint'].lower() if behind else ''}{{id}}"),
        (before, f"/{{id}}{before['joint'] if before else ''}{{slug}}"),
        (last.isdigit() and "-" in above, "/{slug}/{id}"),
        (last.isdigit(), "/{id}"),
        (above.isdigit() and not of_year, "/{id}/{slug}"),
        (dates, f"{dates}/{{key}}"),
        (_WORDS.match(last), "/{key}"),
    )
    yield from islice((f"{shape}{ending}" for fits, shape in shapes if fits), 1)


def _dates(segments: list[str]) -> str:
    """The shape of the days in an address: "/{year}/{month}" or "/{year}/{month}/{day}"."""
    for count, names in ((3, "/{year}/{month}/{day}"), (2, "/{year}/{month}")):
        held = segments[-count:]
        if len(held) == count and _YEAR.match(held[0]) and all(one.isdigit() and len(one) <= 2 for one in held[1:]):
            return names
    return ""


def _lead(urls: Iterable[str], tail: str) -> str:
    """What stands before the tail: the folders that all addresses share, days among them, then those that differ."""
    depth = tail.partition("?")[0].count("/")
    above = [unquote(urlsplit(url).path).strip("/").split("/")[:-depth] for url in urls]
    shared: list[str] = []
    for folders in zip(*above, strict=False):
        name = _of_day(folders, shared)
        if name is None and len(set(folders)) > 1:
            break
        shared.append(name or _literal(folders[0]))
    lead = "".join(f"/{folder}" for folder in shared)
    if all(len(folders) == len(shared) for folders in above):
        return lead
    return f"{lead}/{{path}}" if all(len(folders) > len(shared) for folders in above) else f"{lead}{{page}}"


def _of_day(folders: Collection[str], before: list[str]) -> str | None:
    """The placeholder of a folder that holds a year, or behind one a month, or behind that a day."""
    if all(_YEAR.match(folder) for folder in folders):
        return "{year}"
    of_day = all(folder.isdigit() and len(folder) <= 2 for folder in folders)
    return {"{year}": "{month}", "{month}": "{day}"}.get("".join(before[-1:])) if of_day else None


def _literal(text: str) -> str:
    """A text as a template holds it."""
    return re.sub(r"[{}\[\]?]", "", text)
