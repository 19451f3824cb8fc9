"""Import answers that others have had: each goes the way of a crawl's, into store and archive, with its own moment.

Pages are read in worker processes, under limits, in the order of their source. How far a source was read is noted in
the transaction that keeps what was read, so the same command goes on where a process was killed.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crawler.archive.foreign import Item, Revisit
from crawler.archive.warc import Exchange
from crawler.crawling.arguments import Arguments
from crawler.crawling.capture_index import key_of
from crawler.crawling.capture_reading import Reading, read, read_file, unread
from crawler.crawling.capture_run import CaptureRun
from crawler.crawling.file_requests import file_address
from crawler.crawling.reading_processes import problem_of
from crawler.crawling.run_limits import EVERY, LIMIT_REACHED, reached
from crawler.pages.page.address import is_main, is_on_portal
from crawler.rebuilding.sources import Source, Wanted, sources
from crawler.records.article import Problem
from crawler.records.crawl_statistics import CrawlStatistics
from crawler.records.profile import Portal
from pipelines.worker import Failure
from pipelines.workers import Workers

#: Problems that matter of articles alone.
_OF_ARTICLES = frozenset({"too_large", "truncated"})
#: Kinds of content that may be pages.
_PAGES = ("html", "xml", "text/plain")


class Ingest:
    """The import of some sources into the store of a run.

    Args:
        run: of the import.
        readers: processes that read pages (`crawler.crawling.reading_processes.readers`).
        data: the data directory.
    """

    def __init__(self, run: CaptureRun, readers: Workers, data: Path) -> None:
        self._run = run
        self._readers = readers
        self._data = data
        self._stopped = False
        #: Pages of the portal that were met, those read before among them.
        self.met = 0
        if run.frontier.noted("survey") is None:  # there is nothing to explore
            run.frontier.note("survey", {})

    def take(self, paths: list[Path]) -> None:
        """Read all that the sources at some paths hold.

        Raises:
            StoreError: the data directory cannot be written.
            WorkersError: no process can be started.
        """
        for path in paths:
            for source in sources(path, self._run.portal):
                if self._stopped:
                    return
                self._take(source)
        if self._run.arguments.attachments:
            self._take_files(paths)

    def end(self, reason: str) -> None:
        """End the run. After `shutdown` the next run with the same arguments takes it up."""
        reason = LIMIT_REACHED if self._stopped else reason
        self._run.end(reason, requests=0, received=0, statistics=CrawlStatistics())

    def _take(self, source: Source) -> None:
        run, note = self._run, f"import:{source.key}"
        before = run.frontier.noted(note)
        if before is None and source.problem is not None:
            run.lose(source.problem)
        place = before["place"] if before is not None else 0
        begun: deque[_Work] = deque()

        def works() -> Iterator[_Work]:
            for item in source.items(place):
                begun.append(self._work(item))
                yield begun[-1]

        task = partial(_read, run.portal, run.arguments)
        for reading in self._readers.map(task, works(), size=_size, most=1):
            work = begun.popleft()
            with run.store.transaction():
                self._keep(work, reading)
                run.frontier.note(note, {"place": work.item.place})
            run.done["pages"] += work.came is not None
            if run.done["pages"] % EVERY == 0 and work.came is not None and self._is_full():
                return

    def _take_files(self, paths: list[Path]) -> None:
        """Read the sources once more, for the files that articles link: only now is it known which ones these are."""
        run, portal = self._run, self._run.portal
        names: defaultdict[str | None, list[str]] = defaultdict(list)
        for name in run.store.files.names(portal.name):
            names[file_address(name, portal)].append(name)
        names.pop(None, None)  # of hosts that are not the portal's
        wanted = Wanted(lambda url: file_address(url, portal) in names, portal.files.bytes, files=True)
        for source in (source for path in paths for source in sources(path, portal, wanted)):
            note = f"import-files:{source.key}"
            before = run.frontier.noted(note)
            for item in source.items(before["place"] if before is not None else 0):
                came = item.found
                if isinstance(came, Exchange) and came.capture is not None:
                    with run.store.transaction():
                        if run.outcome_of(came.url, came.capture.moment) is None:
                            for name in names[file_address(came.url, portal)]:
                                run.keep(*read_file(came, name))
                        run.frontier.note(note, {"place": item.place})
                elif isinstance(came, Problem) and came.kind in _OF_ARTICLES:  # all others were told before
                    run.lose(came)
                if came is not None and self._is_full():
                    return

    def _work(self, item: Item) -> "_Work":
        """What is to be read of an item: nothing of what is no page of the portal, or was read before."""
        came, portal = item.found, self._run.portal
        if not isinstance(came, Exchange) or came.capture is None or not is_on_portal(came.url, portal):
            return _Work(item)
        key = key_of(came.url, portal)
        self.met += 1
        if self._run.outcome_of(came.url, came.capture.moment) is not None or not _is_page(came, key):
            return _Work(item)
        return _Work(item, came._replace(article_id=key))

    def _keep(self, work: "_Work", reading: Reading | Failure | None) -> None:
        found, run = work.item.found, self._run
        if isinstance(found, Problem):
            # Of what is no article, pictures and films above all, it does not matter that it is large or cut off.
            if found.url is None or found.kind not in _OF_ARTICLES or key_of(found.url, run.portal) is not None:
                run.lose(found)
        elif isinstance(found, Revisit):
            run.repeat(found)
        if work.came is None or self._is_needless(work.came):
            return
        if isinstance(reading, Failure):
            lost = unread(work.came, problem_of(reading, work.came.url))
            if isinstance(lost, Problem):
                run.lose(lost, work.came.capture)
            else:
                run.keep(work.came, lost)
        elif reading is not None:
            run.keep(work.came, reading)

    def _is_needless(self, came: Exchange) -> bool:
        """Whether the capture was kept meanwhile, or is a print view, say, of an article that is here."""
        assert came.capture is not None  # `_work` has seen to it
        if self._run.outcome_of(came.url, came.capture.moment) is not None:
            return True
        if came.article_id is None or is_main(came.url, self._run.portal):
            return False
        return self._run.store.articles.known(came.article_id) is not None

    def _is_full(self) -> bool:
        """Whether a limit of the profile is reached."""
        run = self._run
        problem = reached(run.store, run.scheduler.had, run.portal, run.run_id, self._data)
        if problem is not None:
            run.add_problem(problem)
            self._stopped = True
        return self._stopped


class _Work(NamedTuple):
    """An item, and the answer in it that is to be read, if any."""

    item: Item
    came: Exchange | None = None


def _is_page(came: Exchange, key: str | None) -> bool:
    """Whether an answer is worth reading: any to the request for an article but a file, else a page alone."""
    kinds = [value.lower() for name, value in came.response_headers if name.lower() == "content-type"]
    is_text = not kinds or any(kind in kinds[-1] for kind in _PAGES)
    return (key is not None and (is_text or came.status != 200)) or (came.status == 200 and is_text)


def _read(portal: Portal, arguments: Arguments, work: _Work) -> Reading | None:
    return read(portal, arguments, work.came) if work.came is not None else None


def _size(work: _Work) -> int:
    return len(work.came.body) if work.came is not None else 0
