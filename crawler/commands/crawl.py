"""`vnportal crawl`: crawl portals into the store, and annotate what is not annotated yet."""

import os
import shlex
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from crawler.commands.holding import Held, holding
from crawler.commands.next_steps import next_steps
from crawler.commands.pending import annotate_pending, mark_repeats, read_pending
from crawler.commands.profiles import chosen
from crawler.commands.running import Crawls, run_crawls, run_settings
from crawler.commands.stopping import stoppable
from crawler.crawling.arguments import Arguments
from crawler.crawling.live import LiveRun
from crawler.crawling.progress import print_captured, print_findings, print_summary
from crawler.crawling.web_archives import WebArchive
from crawler.monitoring.watching import check
from crawler.records.errors import INTERRUPTED, UsageError, VnportalError, hint, in_one_line
from crawler.records.logs import tell
from crawler.records.profile import Portal
from crawler.store import shards
from pipelines.annotate_articles import annotators
from pipelines.workers import Workers


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
    #: Portals to crawl instead of those that are named: each that any of these matches.
    globs: tuple[str, ...] = ()
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
    130 when Ctrl-C did that. Of several portals it is the worst, and one that fails does not keep the others.

    What keeps the status at 0 although it is a problem: single articles or pages that cannot be had, and listings
    whose chain of pages breaks. They are in the summary and in the store's problems. A run fails when the home page
    or robots.txt cannot be had, when no listing is found, when the portal goes out of reach, or when more articles
    failed than were had.

    Raises:
        UsageError: no portal, a glob among the names, globs beside names, two portals with one base URL, or a category
            that the only portal does not have.
        ProfileError: there is no such portal, or its profile is wrong.
        LockHeldError: other runs work on all of these portals.
        StoreError: the data directory cannot be used.
        StoppedError: SIGTERM or SIGINT ended what follows the crawls.
        VnportalError: the run of the only portal failed.
    """
    for name in names:
        if shards.is_glob(name) and "://" not in name:
            command = hint(f"crawl --portal {shlex.quote(name)}", options.data)
            raise UsageError(f"{name}: a glob is no name: `{command}` crawls all portals that it matches")
    profiles = chosen(names, options.base_url, options.profile, options.data, options.delay, options.globs)
    output = Console(soft_wrap=True, highlight=False, markup=False)
    with holding(profiles, options.data) as (held, refused):
        for refusal in refused.values():
            tell(f"vnportal: {refusal}")
        workers = annotators(os.cpu_count() or 1) if options.annotate else None
        try:
            crawls = _crawled(held, options, workers)
            _print(crawls.runs, options, output)
            failures = crawls.errors | {
                one.portal.name: _failure(one) for one in crawls.runs if one.failure is not None
            }
            if len(profiles) == 1:
                for error in failures.values():
                    raise error
            status = _interrupted(crawls)
            whole = [shard for shard in held if shard.profile.name not in failures]
            if status == 0 and whole:
                _catch_up(whole, options, workers)
        finally:
            if workers is not None:
                workers.close()
    for name, error in failures.items():
        tell(f"vnportal: {name}: {in_one_line(error)}")
    status = max(status, int(bool(refused)), *(getattr(error, "exit_status", 1) for error in failures.values()))
    if status == 0 and options.summary:
        output.print(next_steps(options.data))
    return status


def _crawled(held: Sequence[Held], options: CrawlOptions, workers: Workers | None) -> Crawls:
    chosen_settings = run_settings(options.data, delay=options.delay)
    return run_crawls(held, options.arguments, chosen_settings, workers, Console(stderr=True), options.archive)


def _print(runs: Sequence[LiveRun], options: CrawlOptions, output: Console) -> None:
    """Print what the runs came to, and what the monitors find in it."""
    for one in runs:
        if one.summary is not None and not one.usage:
            if options.summary:
                print_summary(one.portal.name, one.summary, options.data, output)
            if one.arguments.origin is not None:
                print_captured(one.store, one.portal.name, output)
            elif not one.interrupted:  # one that broke off is judged when it has come to its end
                print_findings(check(one.store, one.portal, one.run_id), output)


def _catch_up(held: Sequence[Held], options: CrawlOptions, workers: Workers | None) -> None:
    """Read and annotate what earlier runs left, too.

    Raises:
        StoppedError: SIGTERM or SIGINT came meanwhile.
    """
    with stoppable():
        read_pending(held)
        if workers is not None:
            annotate_pending(held, workers)
            mark_repeats(options.data, held)


def _failure(run: LiveRun) -> VnportalError:
    """Why a run failed: because of what was asked for, or of the portal."""
    said = run.failure or ""
    return UsageError(said) if run.usage else VnportalError(said)


def _interrupted(crawls: Crawls) -> int:
    """The exit status of runs that were interrupted, 0 where none was."""
    names = [one.portal.name for one in crawls.runs if one.interrupted and one.failure is None]
    for name in names:
        tell(f"{name}: interrupted: the same command goes on where it stopped", "WARNING")
    if not names:
        return 0
    return INTERRUPTED if crawls.signal == signal.SIGINT else 1
