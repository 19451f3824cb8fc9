"""What a run has come to: counted from the store, so that it holds for all processes that worked on the run."""

from dataclasses import dataclass, field

from crawler.crawling.statistics import Vitals
from crawler.store.frontier import Queue
from crawler.store.store import Store

#: Outcomes under which the store has the article.
_HAD = ("new", "changed", "unchanged", "known")
_SAVED = _HAD[:3]


@dataclass(frozen=True, slots=True)
class Summary:
    """Articles by outcome (`crawler.store.frontier.State`), articles saved by category, problems by kind;
    `incomplete` are the messages of listings whose chain of pages broke. What the last process alone did: `pages` it
    read, `requests` it sent (robots.txt and retries among them), `bytes` that came back as they were sent, `seconds` it
    took. `vitals` are for monitors.
    """

    articles: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)
    pages: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    vitals: Vitals = field(default_factory=Vitals)

    @property
    def saved(self) -> int:
        """Articles saved in the run."""
        return sum(self.articles.get(outcome, 0) for outcome in _SAVED)

    def failure(self, base_url: str) -> str | None:
        """Why the run counts as failed although it came to its end, `None` when it does not.

        It failed when it got none of the articles that the listings name, or less than half of those it asked for.
        Single articles or pages that failed are problems, reported and counted, but no failure of the run.
        """
        had = sum(self.articles.get(outcome, 0) for outcome in _HAD)
        failed = self.articles.get("failed", 0)
        if failed > had:
            return (
                f"{base_url}: {failed} of {failed + had} articles could not be had: see the problems, try again later"
            )
        return None


def summary(store: Store, run_id: str) -> Summary:
    """The summary of a run that is not closed yet."""
    queue = Queue(store, run_id)
    return Summary(
        queue.outcomes(),
        queue.saved_by_category(),
        store.problems.kinds(run_id),
        store.problems.messages(run_id, "listing_incomplete"),
    )
