"""`vnportal import`: take over what web archives, mirrors and saved pages hold of a portal."""

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from crawler.commands.holding import holding
from crawler.commands.next_steps import next_steps
from crawler.commands.pending import annotate_pending, mark_repeats, read_pending
from crawler.commands.profiles import chosen
from crawler.commands.stopping import StoppedError, stoppable
from crawler.crawling import reading_processes
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_run import CaptureRun
from crawler.crawling.progress import log_to, print_captured, print_summary
from crawler.rebuilding.ingest import Ingest
from crawler.records.errors import UsageError, VnportalError
from pipelines.annotate_articles import annotators


def run(
    paths: Sequence[Path], name: str | None, base_url: str | None, profile: Path | None, data: Path, *, annotate: bool
) -> int:
    """Import the sources into the store; returns the exit status: 0 when all that could be read was taken.

    What is damaged is a problem and a line on standard error. A run that was stopped or killed is taken up by the same
    command.

    Raises:
        UsageError: there is no such source, or no portal is named.
        ProfileError: there is no such portal, or its profile is wrong.
        VnportalError: nothing could be read.
        LockHeldError: another run works on the portal.
        StoreError: the data directory cannot be used.
        StoppedError: SIGTERM or SIGINT.
    """
    if name is None and profile is None:
        raise UsageError("--portal: missing: name the portal that the pages are of: see `vnportal import --help`")
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder: name a WARC or WACZ file, or a folder of pages")
    (portal,) = chosen([name] if name is not None else [], base_url, profile, data, None)
    errors, output = Console(stderr=True), Console(soft_wrap=True, highlight=False, markup=False)
    log_to(errors)
    origin = " ".join(["import", *(str(path.resolve()) for path in paths)])
    with holding([portal], data) as (shards, _):
        store = shards[0].store
        run = CaptureRun(
            data, portal, Arguments(portal.base_url, origin=origin, attachments=portal.attachments == "fetch"), store
        )
        with stoppable(), reading_processes.readers(os.cpu_count() or 1) as readers:
            ingest = Ingest(run, readers, data)
            try:
                ingest.take(list(paths))
            except StoppedError:
                ingest.end("shutdown")
                raise
            except VnportalError:
                ingest.end("broken_off")
                raise
            ingest.end("finished")
        if run.failure is not None:
            raise VnportalError(run.failure)
        assert run.summary is not None  # the run has ended
        print_summary(portal.name, run.summary, data, output)
        print_captured(store, portal.name, output)
        if not ingest.met and not run.summary.articles:
            raise VnportalError(f"{', '.join(map(str, paths))}: nothing of {portal.base_url} could be read")
        with stoppable():
            read_pending(shards)
        if annotate:
            with stoppable(), annotators(os.cpu_count() or 1) as workers:
                annotate_pending(shards, workers)
                mark_repeats(data, shards)
    output.print(next_steps(data))
    return 0
