"""`vnportal crawl`: crawl portals into the store, and annotate what is not annotated yet."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from crawler.commands.holding import holding
from crawler.commands.next_steps import next_steps
from crawler.commands.pending import annotate_pending, mark_repeats, read_pending
from crawler.commands.profiles import chosen
from crawler.commands.running import run_crawls, run_settings
from crawler.commands.stopping import stoppable
from crawler.crawling.arguments import Arguments
from crawler.crawling.live import LiveRun
from crawler.crawling.progress import print_captured, print_findings, print_summary
from crawler.crawling.web_archives import WebArchive
from crawler.monitoring.watching import check
from crawler.records.errors import INTERRUPTED, UsageError, VnportalError
from crawler.records.logs import tell
from crawler.records.profile import Portal
from pipelines.annotate_articles import annotators


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What the command line asked for; `delay` overrides the profile's seconds between requests."""

    base_url: str | None
    data: Path
    profile: Path | None = None
    categories: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    delay: float | None = None
    full: bool = False
    annotate: bool = True
    #: Fetch the files that articles offer, whatever the profile says.
    attachments: bool = False
    #: The web archive that is read instead of the portal.
    archive: WebArchive | None = None
    #: Whether to print what the runs came to, and what to do next: not for a caller that does so itself.
    summary: bool = True

    def arguments(self, profile: Portal) -> Arguments:
        """The arguments of a portal's run."""
        return Arguments(
            profile.base_url,
            self.categories,
            self.since,
            self.until,
            self.limit,
            self.full,
            attachments=self.attachments or profile.attachments == "fetch",
            origin=self.archive.origin if self.archive is not None else None,
        )


def run(names: Sequence[str], options: CrawlOptions) -> int:
    """Crawl the portals at the same time; returns the exit status: 0 done, 1 when a run failed or was interrupted,
    130 when Ctrl-C did that.

    What keeps the status at 0 although it is a problem: single articles or pages that cannot be had, and listings
    whose chain of pages breaks. They are in the summary and in the store's problems. A run fails when the home page
    or robots.txt cannot be had, when no listing is found, when the portal goes out of reach, or when more articles
    failed than were had.

    Raises:
        UsageError: no portal, two portals with one base URL, or a category that the portal does not have.
        ProfileError: there is no such portal, or its profile is wrong.
        LockHeldError: other runs work on all of these portals.
        StoreError: the data directory cannot be used.
        StoppedError: SIGTERM or SIGINT ended what follows the crawls.
    """
    profiles = chosen(names, options.base_url, options.profile, options.data, options.delay)
    errors, output = Console(stderr=True), Console(soft_wrap=True, highlight=False, markup=False)
    with holding(profiles, options.data) as (shards, refused):
        for refusal in refused.values():
            tell(f"vnportal: {refusal}")
        workers = annotators(os.cpu_count() or 1) if options.annotate else None
        try:
            crawls = run_crawls(
                shards,
                options.arguments,
                run_settings(options.data, delay=options.delay),
                workers,
                errors,
                options.archive,
            )
            runs = crawls.runs
            for error in crawls.errors.values():
                raise error
            for one in runs:
                if one.summary is not None and not one.usage:
                    if options.summary:
                        print_summary(one.portal.name, one.summary, options.data, output)
                    if one.arguments.origin is not None:
                        print_captured(one.store, one.portal.name, output)
                    elif not one.interrupted:  # one that broke off is judged when it has come to its end
                        print_findings(check(one.store, one.portal, one.run_id), output)
            status = _status(runs, crawls.signal)
            if status == 0:
                with stoppable():
                    read_pending(shards)
                    if workers is not None:
                        annotate_pending(shards, workers)
                        mark_repeats(options.data, shards)
        finally:
            if workers is not None:
                workers.close()
    if status == 0 and options.summary:
        output.print(next_steps(options.data))
    return status or int(bool(refused))


def _status(runs: Sequence[LiveRun], number: int) -> int:
    """The exit status that the runs amount to; `number` is that of the signal that ended them.

    Raises:
        UsageError: the arguments do not fit a portal.
        VnportalError: a run failed.
    """
    for one in runs:
        if one.failure is not None:
            raise UsageError(one.failure) if one.usage else VnportalError(one.failure)
    interrupted = [one.portal.name for one in runs if one.interrupted]
    for name in interrupted:
        tell(f"{name}: interrupted: the same command goes on where it stopped", "WARNING")
    if not interrupted:
        return 0
    return INTERRUPTED if number == signal.SIGINT else 1
