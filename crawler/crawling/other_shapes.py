"""Links of listings that look like those to articles, while no shape of the portal's platforms fits their addresses.

What their addresses have in common is inferred. Whether they are articles, their pages tell that the exploration reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.pages.listing.link_groups import Link
from crawler.pages.listing.shapes import infer, matching
from crawler.pages.page.address import canonical_url
from crawler.records.article import Article, Problem
from crawler.records.platform import Platform
from crawler.records.profile import Portal
from crawler.store.frontier import Queue

#: Links that are kept, and shapes that are told.
_MOST, _MOST_SHAPES = 1_000, 5
#: The share of the links of a shape with a day beside them, where none of their pages was read; and examples that are
#: kept.
_DATED, _EXAMPLES = 0.5, 3
#: Characters in lines that end like sentences: an article of a few lines has so many.
_PROSE, _SENTENCE_ENDS = 150, (".", "!", "?", "…", "”", '"')
_NOTE = "other_shapes"
#: Under this name stand pages that are no articles: the shape of articles is none that they have, too.
NO_LISTING = ""


class Suspect(NamedTuple):
    """A link that may lead to an article; `is_article` is what its page has told, `None` where nobody has read it."""

    link: Link
    is_article: bool | None = None


@dataclass(frozen=True, slots=True)
class OtherShape:
    """A shape of addresses that are articles' in all likelihood, and the listing that shows most of them.

    `examples` are addresses with their titles, those first whose pages read as articles. `read` counts these pages, and
    `refused` the other pages of the shape that were read.
    """

    shape: str
    listing: str
    examples: tuple[tuple[str, str], ...]
    articles: int
    read: int
    refused: int

    @property
    def message(self) -> str:
        """What was left out, and what to do, in a line."""
        url, title = self.examples[0]
        return (
            f'{self.listing}: {self.articles} links such as "{title}" lead to addresses that have none of the shapes of'
            f" articles, and are left out: {url}: if these are articles, the profile needs a platform with this shape"
            f" beside its own ([[ages]]): {self.shape}"
        )


class OtherShapes:
    """The links of a run to addresses of unknown shapes, kept with the frontier, so that they outlive the process."""

    def __init__(self, frontier: Queue, portal: Portal) -> None:
        self._frontier = frontier
        self._portal = portal
        noted = frontier.noted(_NOTE) or {}
        self._met = {name: [Suspect(Link(*link), said) for link, said in held] for name, held in noted.items()}
        met = (one for held in self._met.values() for one in held)
        self._known = {canonical_url(one.link.url, portal) for one in met}

    def note(self, listing: str, suspects: Iterable[Suspect]) -> None:
        """Take note of links that a listing shows, in the transaction that is open."""
        may_be = {canonical_url(one.link.url, self._portal): one for one in suspects}
        new = {url: one for url, one in may_be.items() if url not in self._known}
        if new and len(self._known) < _MOST:
            self._known |= new.keys()
            self._met.setdefault(listing, []).extend(new.values())
            self._frontier.note(_NOTE, self._met)

    def problems(self) -> list[Problem]:
        """A problem for each shape."""
        base_url = self._portal.base_url
        return [Problem("listing", "other_shape", one.message, base_url) for one in other_shapes(self._met)]


def other_shapes(met: Mapping[str, Sequence[Suspect]]) -> list[OtherShape]:
    """The shapes that articles have among the links of listings, by what the listings are called."""
    left = {name: list(suspects) for name, suspects in met.items()}
    found: list[OtherShape] = []
    while len(found) < _MOST_SHAPES:
        inferred = infer([[_titled(one) for one in suspects] for suspects in left.values()])
        if inferred is None:
            break
        platform = Platform.model_validate({"name": "other", "title": "Other", "articles": [inferred.shape]})
        fitting = {name: [one for one in held if matching([one.link], platform)] for name, held in left.items()}
        left = {name: [one for one in held if one not in fitting[name]] for name, held in left.items()}
        every = [one for held in fitting.values() for one in held]
        if not every:
            break
        if _are_articles(every):
            found.append(_told(inferred.shape, fitting, platform))
    return found


def _titled(suspect: Suspect) -> Link:
    """The link; without its words where its page is no article: they are no title."""
    return suspect.link if suspect.is_article is not False else suspect.link._replace(words="")


def _told(shape: str, fitting: Mapping[str, Sequence[Suspect]], platform: Platform) -> OtherShape:
    """What is told of a shape, of the links that have it."""
    listing = max(fitting.keys() - {NO_LISTING}, key=lambda name: (len(fitting[name]), name))
    every = [one for held in (fitting[listing], *fitting.values()) for one in held]
    may_be = sorted((one for one in every if one.is_article is not False), key=lambda one: not one.is_article)
    told = matching([one.link for one in may_be], platform)
    examples = dict.fromkeys((one.link.url, one.link.words) for one in may_be)
    read, refused = ({one.link.url for one in every if one.is_article is said} for said in (True, False))
    return OtherShape(shape, listing, tuple(examples)[:_EXAMPLES], len(told), len(read), len(refused))


def _are_articles(suspects: Sequence[Suspect]) -> bool:
    read = [one.is_article for one in suspects if one.is_article is not None]
    dated = sum(one.link.dated for one in suspects)
    return sum(read) * 2 >= len(read) if read else dated >= _DATED * len(suspects)


def reads_as_article(body: bytes | str, url: str, portal: Portal) -> bool:
    """Whether a page has the title, the day and the prose of an article; the page of a document has but fields."""
    from crawler.pages.article.parse import article  # which the process that settles does without

    found = article(body, url, portal)
    if not isinstance(found, Article) or not found.title or not found.published_at:
        return False
    sentences = [text for text in (found.lead or "", *found.paragraphs) if text.endswith(_SENTENCE_ENDS)]
    return sum(map(len, sentences)) >= _PROSE
