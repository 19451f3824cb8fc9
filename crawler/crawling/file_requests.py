"""Which files a run asks for: those that its articles offer, on hosts that the profile names, each once."""

from urllib.parse import urlsplit

from crawler.crawling.file_outcome import STAGE
from crawler.pages.page.address import fetch_url
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.profile import Portal
from crawler.store.attached_files import FileRow
from crawler.store.frontier import Queue
from crawler.store.store import Store

#: Before the address of a file, as articles name it, in its key.
FILE = "file:"


def file_address(url: str, portal: Portal) -> str | None:
    """What to ask for, to have the file that articles name so; `None` for a host that is not asked for files."""
    ours = fetch_url(url, f"{portal.base_url}/", portal)
    return ours or (url if portal.files.has(url) else None)


class FileRequests:
    """The files of one run."""

    def __init__(self, store: Store, queue: Queue, portal: Portal, run_id: str, *, full: bool) -> None:
        self._store = store
        self._queue = queue
        self._portal = portal
        self._run_id = run_id
        self._full = full
        self._asked = queue.count_all("file")

    def ask(self, article_id: str, *, changed: bool) -> list[Problem]:
        """Let the files of a stored article wait, in the transaction that is open; returns what is left out.

        A file that is known is asked for again with its article if its server answers conditional requests, or if the
        article has changed.
        """
        problems = []
        for number, url in enumerate(self._store.files.linked(article_id)):
            known = self._store.files.known(self._portal.name, url)
            address = file_address(url, self._portal)
            refusal = self._refusal(url, address, number)
            if refusal is None and address is not None:
                if known is None or known.sha256 is None or changed or self._full or known.etag or known.last_modified:
                    self._asked += self._queue.add(f"{FILE}{url}", address, "file")
            elif refusal is not None and known is None:
                status = refusal.kind.removeprefix("file_")
                self._store.files.save(FileRow(self._portal.name, url, status, clock.stamp(), run_id=self._run_id))
                problems.append(refusal)
        return problems

    def _refusal(self, url: str, address: str | None, number: int) -> Problem | None:
        """Why a file, the one of that number of its article, is not asked for; `None` when it is."""
        limits = self._portal.files
        if address is None:
            message = f"not on a host of files.hosts: {urlsplit(url).netloc}"
            return Problem(STAGE, "file_other_host", message, url)
        if number >= limits.per_article:
            message = f"the article offers more than files.per_article = {limits.per_article} files"
            return Problem(STAGE, "file_left_out", message, url)
        if self._asked >= limits.per_run:
            message = f"the run has asked for files.per_run = {limits.per_run} files"
            return Problem(STAGE, "file_left_out", message, url)
        return None

    def conditions(self, url: str) -> dict[str, str]:
        """The headers under which the server need not send a file again."""
        known = self._store.files.known(self._portal.name, url)
        if known is None or known.sha256 is None or self._full:
            return {}
        values = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in values.items() if value is not None}
