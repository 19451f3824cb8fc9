"""Links of listings that look like those to articles, while no shape of the portal's platforms fits their addresses.

What their addresses have in common is inferred. Whether they are articles, their pages tell that the exploration reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.pages.listing.link_groups import Link
from crawler.pages.listing.shapes import infer, matching
from crawler.records.article import Article, Problem
from crawler.records.platform import Platform
from crawler.records.profile import Portal
from crawler.store.frontier import Queue

#: Links that are kept, and shapes that are told.
_MOST, _MOST_SHAPES = 1_000, 5
#: The share of the links of a shape with a day or a picture, where none of their pages was read.
_SHOWN_SO = 0.5
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

    `example` is an address with its title.
    """

    shape: str
    listing: str
    example: tuple[str, str]
    articles: int

    @property
    def message(self) -> str:
        """What was left out, and what to do, in a line."""
        url, title = self.example
        return (
            f'{self.listing}: {self.articles} links such as "{title}" lead to pages whose addresses have none of the'
            f" shapes of articles, and are left out: {url}: if these are articles, give the profile a platform with"
            f" this shape beside its own: {self.shape}"
        )


class OtherShapes:
    """The links of a run to addresses of unknown shapes, kept with the frontier, so that they outlive the process."""

    def __init__(self, frontier: Queue) -> None:
        self._frontier = frontier
        noted = frontier.noted(_NOTE) or {}
        self._met = {name: [Suspect(Link(*link), said) for link, said in held] for name, held in noted.items()}

    def note(self, listing: str, suspects: Iterable[Suspect]) -> None:
        """Take note of links that a listing shows, in the transaction that is open."""
        known = {one.link.url for held in self._met.values() for one in held}
        new = [one for one in suspects if one.link.url not in known][: max(_MOST - len(known), 0)]
        if new:
            self._met.setdefault(listing, []).extend(new)
            self._frontier.note(_NOTE, self._met)

    def problems(self, base_url: str) -> list[Problem]:
        """A problem for each shape."""
        return [Problem("listing", "other_shape", one.message, base_url) for one in other_shapes(self._met)]


def other_shapes(met: Mapping[str, Sequence[Suspect]]) -> list[OtherShape]:
    """The shapes that articles have among the links of listings, by what the listings are called."""
    left = {name: list(suspects) for name, suspects in met.items()}
    found: list[OtherShape] = []
    while len(found) < _MOST_SHAPES:
        inferred = infer([[one.link for one in suspects] for suspects in left.values()])
        if inferred is None:
            break
        platform = Platform.model_validate({"name": "other", "title": "Other", "articles": [inferred.shape]})
        fitting = {name: [one for one in held if matching([one.link], platform)] for name, held in left.items()}
        left = {name: [one for one in held if one not in fitting[name]] for name, held in left.items()}
        every = [one for held in fitting.values() for one in held]
        if not every:
            break
        if _are_articles(every):
            listing = max(fitting.keys() - {NO_LISTING}, key=lambda name: (len(fitting[name]), name))
            articles = len(matching([one.link for one in every], platform))
            example = next(one.link for one in fitting[listing] if one.is_article is not False)
            found.append(OtherShape(inferred.shape, listing, (example.url, example.words), articles))
    return found


def _are_articles(suspects: Sequence[Suspect]) -> bool:
    read = [one.is_article for one in suspects if one.is_article is not None]
    shown = sum(one.link.dated or one.link.pictured for one in suspects)
    return sum(read) * 2 >= len(read) if read else shown >= _SHOWN_SO * len(suspects)


def reads_as_article(body: bytes | str, url: str, portal: Portal) -> bool:
    """Whether a page has the title, the day and the text of an article."""
    from crawler.pages.article.parse import article  # which the process that settles does without

    found = article(body, url, portal)
    return isinstance(found, Article) and bool(found.title and found.published_at and (found.lead or found.paragraphs))
