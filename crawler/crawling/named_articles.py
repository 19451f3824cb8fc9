"""Articles that requests by a recipe have named: where none of a listing's exists, their addresses are made wrongly."""

from collections.abc import Iterable, Iterator

from crawler.crawling.pagination import Walk
from crawler.crawling.visits import Visits
from crawler.store.frontier import Queue

#: Articles of a listing that are looked at.
_MOST = 50
_NOTE = "named_articles"


class NamedArticles:
    """What the requests of a run have named, listing by listing, kept with the frontier."""

    def __init__(self, frontier: Queue, visits: Visits) -> None:
        self._frontier = frontier
        self._visits = visits
        self._named: dict[str, tuple[str | None, str, list[str]]] = {
            key: (category, url, ids) for key, (category, url, ids) in (frontier.noted(_NOTE) or {}).items()
        }

    def note(self, walk: Walk, url: str, article_ids: Iterable[str]) -> None:
        """Take note of the articles of a page that a recipe has asked for, in the transaction that is open."""
        _, _, named = self._named.setdefault(walk.key, (walk.category, url, []))
        new = [one for one in article_ids if one not in named][: _MOST - len(named)]
        named += new
        if new:
            self._frontier.note(_NOTE, self._named)

    def lost(self) -> Iterator[tuple[Walk, str, int]]:
        """The listings of which no article exists that was named: walk, address of a page, number of articles."""
        for key, (category, url, ids) in self._named.items():
            if ids and not any(map(self._visits.may_exist, ids)):
                yield Walk(category, key), url, len(ids)
