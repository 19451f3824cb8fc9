"""What a run has come to: counted from the store, so that it holds for all processes that worked on the run."""

from dataclasses import dataclass, field

from crawler.records.crawl_statistics import CrawlStatistics
from crawler.store.frontier import Queue
from crawler.store.store import Store

#: Outcomes under which the store has the article.
_HAD = ("new", "changed", "unchanged", "known")
_SAVED = _HAD[:3]
#: Kinds of problems of what a run did not even look at.
_MISSED = ("pages_left_out", "other_host", "other_folder", "other_shape")


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run."""

    #: Articles by outcome (`crawler.store.frontier.State`).
    articles: dict[str, int] = field(default_factory=dict)
    #: Files that articles offer, by outcome.
    files: dict[str, int] = field(default_factory=dict)
    #: Articles saved by category.
    categories: dict[str, int] = field(default_factory=dict)
    #: Problems by kind.
    problems: dict[str, int] = field(default_factory=dict)
    #: Messages of listings whose chain of pages broke.
    incomplete: list[str] = field(default_factory=list)
    #: Messages of pages and hosts that were left out.
    missed: list[str] = field(default_factory=list)
    #: Pages that the last process read.
    pages: int = 0
    #: Requests that the last process sent; robots.txt and retries are among them.
    requests: int = 0
    #: Bytes that came back to the last process, as they were sent.
    bytes: int = 0
    #: Seconds that the last process took.
    seconds: float = 0.0
    #: Crawl statistics for monitors.
    statistics: CrawlStatistics = field(default_factory=CrawlStatistics)

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
        queue.outcomes("file"),
        queue.saved_by_category(),
        store.problems.kinds(run_id),
        store.problems.messages(run_id, "listing_incomplete"),
        [message for kind in _MISSED for message in store.problems.messages(run_id, kind)],
    )
