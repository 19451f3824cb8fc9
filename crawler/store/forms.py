"""What the store gives back besides articles: plain named tuples."""

from typing import Any, NamedTuple

from crawler.records.article import Problem


class Run(NamedTuple):
    """A run of a portal's crawl; `resumed` when it was begun by an earlier process that did not finish it."""

    run_id: str
    resumed: bool


class RunRecord(NamedTuple):
    """What is known of a run."""

    run_id: str
    portal: str
    arguments: dict[str, Any]
    status: str
    started_at: str
    finished_at: str | None
    stats: dict[str, Any]


class Known(NamedTuple):
    """What decides whether and how a stored article is fetched again; `fetched_at` is the latest fetch that found it.

    `address` is where it was found then, if not at its `url`; `etag` and `last_modified` are what the server gave.
    """

    article_id: str
    url: str
    version: int
    content_hash: str
    published_at: str | None
    first_seen_at: str
    fetched_at: str
    gone_at: str | None
    due_at: str | None
    address: str | None
    etag: str | None
    last_modified: str | None
    parser_version: str | None


class Observation(NamedTuple):
    """The portal's count of views at a moment."""

    article_id: str
    observed_at: str
    view_count: int
    run_id: str | None


class NotedProblem(NamedTuple):
    """A problem with what it belongs to."""

    run_id: str | None
    portal: str
    article_id: str | None
    problem: Problem
    noted_at: str
