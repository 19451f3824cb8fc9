"""What a crawl counts of itself, which monitors judge: how its requests went, and how its articles were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

#: The fields whose coverage a run counts and monitors watch; `Article.has` tells whether an article has one.
COUNTED = ("title", "lead", "text", "category", "published_at", "author", "images")
_ADDED = (
    "requests",
    "retries",
    "given_up",
    "broken",
    "timed",
    "seconds",
    "challenges",
    "maintenance",
    "read",
    "unlisted",
)
_BY_NAME = ("answers", "fields", "doubts")


@dataclass(frozen=True, slots=True)
class CrawlStatistics:
    """Counts of a run, over all its processes but those that were killed.

    - Requests: `requests` sent, of them `retries`; `broken` tries brought no whole answer; `given_up` addresses failed
      for good, other than gone and forbidden ones; `answers` counts by status, tries that failed among them.
    - Time: `seconds` is the sum over the `timed` answers, each from the request to the end of its headers.
    - Pages that stand in for one of the portal: `challenges` and `maintenance` count final answers; `same_body` is the
      most articles whose answers were one and the same. Each has the address of one.
    - Listings: the number of articles on the first page of each category; `unlisted` articles are named by feeds and
      sitemaps alone.
    - Of the articles `read` (parsed and saved), `fields` counts those that have each field of `COUNTED`, and `doubts`
      those with a problem of each kind.
    """

    requests: int = 0
    retries: int = 0
    given_up: int = 0
    broken: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    timed: int = 0
    seconds: float = 0.0
    challenges: int = 0
    challenge: str | None = None
    maintenance: int = 0
    maintenance_url: str | None = None
    same_body: int = 0
    same_body_url: str | None = None
    listings: dict[str, int] = field(default_factory=dict)
    unlisted: int = 0
    read: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stats: Mapping[str, Any]) -> Self:
        """The statistics among a run's stats; a run whose process was killed has none."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stats.get("statistics", {}).items() if name in known})

    def after(self, earlier: "CrawlStatistics") -> "CrawlStatistics":
        """The sum of these and those of an earlier process of the run."""
        most = self if self.same_body >= earlier.same_body else earlier
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(earlier, name) for name in _ADDED}
        for name in _BY_NAME:
            own, other = getattr(self, name), getattr(earlier, name)
            sums[name] = {key: own.get(key, 0) + other.get(key, 0) for key in sorted({*own, *other})}
        return replace(
            self,
            **sums,
            challenge=self.challenge or earlier.challenge,
            maintenance_url=self.maintenance_url or earlier.maintenance_url,
            same_body=most.same_body,
            same_body_url=most.same_body_url,
            listings={**earlier.listings, **self.listings},
        )
