"""Web archives: what is asked of an index (CDX) and of a replay, and what their answers say. Pure functions.

Two kinds are known: the Wayback Machine with what follows it (pywb), whose replay gives an answer as it was captured
under `id_`, and Common Crawl, whose index says where in a WARC file the record stands.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.archive.foreign import is_cut, of_member, plain_digest
from crawler.archive.warc import Capture, Exchange
from crawler.crawling.capture_index import key_of
from crawler.crawling.file_requests import FILE, file_address
from crawler.pages.page.address import canonical_url, is_main, is_on_portal
from crawler.records import clock
from crawler.records.article import Problem
from crawler.records.profile import Portal
from crawler.store.captures import Indexed

Name = Literal["wayback", "commoncrawl"]
Choice = Literal["latest", "first", "all"]

ENDPOINTS: dict[str, str] = {
    "wayback": "https://web.archive.org/cdx/search/cdx",
    "commoncrawl": "https://index.commoncrawl.org/collinfo.json",
}
_REPLAY = "https://web.archive.org/web/"
_DATA = "https://data.commoncrawl.org/"
#: Captures that an index is asked for at a time.
ROWS = 5_000
#: Captures of an article that are tried until one is good.
MOST_TRIES = 5
#: Archives begin in this year.
_DAWN = date(1996, 1, 1)
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")
#: What an index need not name: it is no page.
_FILTERS = [("filter", f"!mimetype:{kind}") for kind in ("image/.*", "text/css", ".*javascript", "font/.*", "video/.*")]
#: Bytes at the end of a page in which it says that it ends.
_END = 2_000
_REPLAYED = re.compile(r"/(\d{14})(?:id_)?/(https?:.+)$", re.DOTALL)
#: What is found in a good capture: of a page that may list articles, also that it does not.
_GOOD = frozenset({"article", "skipped", "listing", "nothing", "file"})
_OLD_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}
#: Headers of a captured answer have this before their names in the Wayback Machine.
_ORIGINAL = "x-archive-orig-"
#: Headers of a replay that say nothing of the captured answer.
_OF_REPLAY = re.compile(
    r"x-|memento-datetime|link$|content-location|date$|server|cache-control|set-cookie|content-length", re.I
)


@dataclass(frozen=True, slots=True)
class WebArchive:
    """A web archive, and what is wanted of it: which captures, from which days on and up to which."""

    name: Name
    endpoint: str
    captures: Choice = "latest"
    since: date | None = None
    until: date | None = None

    @property
    def origin(self) -> str:
        """What a run is asked for, in one line."""
        days = f"{self.since or ''}..{self.until or ''}"
        return f"{self.name} {self.endpoint} {self.captures} {days}"

    @property
    def collection(self) -> str:
        """The name of the collection behind a replay."""
        if self.endpoint == ENDPOINTS["wayback"]:
            return "wayback"
        parts = [part for part in urlsplit(self.endpoint).path.split("/") if part not in {"", "cdx"}]
        return parts[-1] if parts else urlsplit(self.endpoint).netloc


def hosts(archive: WebArchive) -> frozenset[str]:
    """The hosts that are asked: of the index, and of the captures."""
    found = {archive.endpoint, _REPLAY if archive.endpoint == ENDPOINTS["wayback"] else archive.endpoint}
    if archive.endpoint == ENDPOINTS["commoncrawl"]:
        found.add(_DATA)
    return frozenset(urlsplit(url).netloc for url in found)


class Question(NamedTuple):
    """A question to an index. `low` and `high` are days; `resume` and `page` are where earlier answers ended."""

    address: str
    host: str
    source: str
    low: str
    high: str
    resume: str | None = None
    page: int | None = None


def questions(
    archive: WebArchive, portal: Portal, collections: bytes | None = None, *, files: bool = False
) -> list[Question]:
    """The first questions: one for each host of the portal (with `files` also those of its files) and each collection,
    as `collections` lists them.
    """
    low, high = str(archive.since or _DAWN), str(archive.until or clock.now().date())
    hosts = list(
        dict.fromkeys([urlsplit(portal.base_url).netloc, *portal.aliases, *(portal.files.hosts if files else ())])
    )
    if collections is None:
        return [Question(archive.endpoint, host, archive.collection, low, high) for host in hosts]
    listed: list[dict[str, str]] = json.loads(collections)
    return [
        Question(urljoin(archive.endpoint, one["cdx-api"]), host, one["id"], low, high, page=0)
        for one in listed
        if (one.get("to") or high)[:10] >= low and (one.get("from") or low)[:10] <= high
        for host in hosts
    ]


def question_address(asked: Question) -> str:
    """The address of a question."""
    values = [("url", f"{asked.host}/"), ("matchType", "prefix"), ("output", "json")]
    values += [("from", asked.low.replace("-", "")), ("to", asked.high.replace("-", "")), *_FILTERS]
    if asked.page is not None:
        values.append(("page", str(asked.page)))
    else:
        values += [("limit", str(ROWS)), ("showResumeKey", "true")]
    if asked.resume is not None:
        values.append(("resumeKey", asked.resume))
    return f"{asked.address}?{urlencode(values)}"


def further(asked: Question, rows: int, resume: str | None) -> list[Question]:
    """The questions that an answer with so many rows leads to."""
    if resume is not None:
        return [asked._replace(resume=resume)]
    if asked.page is not None:
        return [asked._replace(page=asked.page + 1)] if rows else []
    if rows < ROWS or asked.resume is not None:
        return []
    # The index knows no resuming: it is asked for shorter times.
    low, high = date.fromisoformat(asked.low), date.fromisoformat(asked.high)
    middle = low + (high - low) // 2
    if low == high:
        return []
    return [asked._replace(high=str(middle)), asked._replace(low=str(middle + timedelta(days=1)))]


def rows_of(body: bytes) -> tuple[list[dict[str, Any]], str | None]:
    """The rows of an index's answer by the names of pywb's columns, and the key to ask on with.

    Raises:
        ValueError: it is no such answer.

    >>> rows_of(b'[["original","timestamp"],["http://x.vn/","20190601000000"],[],["x)/ 2"]]')
    ([{'url': 'http://x.vn/', 'timestamp': '20190601000000'}], 'x)/ 2')
    """
    text = body.decode("utf-8", "replace").strip()
    if not text.startswith("["):
        found = [json.loads(line[line.index("{") :]) for line in text.splitlines() if line.strip()]
        if not all("timestamp" in row and "url" in row for row in found):
            raise ValueError("rows without url and timestamp")
        return found, None
    data: list[list[str]] = json.loads(text)
    if not data:
        return [], None
    names = [_OLD_NAMES.get(name, name) for name in data[0]]
    if not {"url", "timestamp"} <= set(names):
        raise ValueError("rows without url and timestamp")
    resume = data[-1][0] if len(data) > 2 and data[-2] == [] else None
    whole = data[1:-2] if resume is not None else data[1:]
    return [dict(zip(names, row, strict=True)) for row in whole], resume


def captures_of(
    rows: Sequence[dict[str, Any]], asked: Question, portal: Portal, *, files: bool = False
) -> Iterator[Indexed]:
    """The captures of the portal's pages among the rows, with `files` also of what may be a file of an article; the
    outcome of one that the index calls truncated is known.
    """
    for row in rows:
        url, mime = str(row["url"]), str(row.get("mime") or "").lower()
        status = str(row.get("status") or "")
        file = file_address(url, portal) if _may_be_file(mime, status) and files else None
        if file is None and (not is_on_portal(url, portal) or mime not in _PAGES):
            continue
        key = key_of(url, portal) if file is None else None
        is_revisit = mime == "warc/revisit" or not status.isdigit()
        if key is None and not (is_revisit or status == "200"):
            continue
        place = {name: row[name] for name in ("filename", "offset", "length")} if asked.page is not None else None
        try:
            moment = datetime.strptime(str(row["timestamp"])[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        yield Indexed(
            url,
            moment,
            key,
            f"{FILE}{file}" if file is not None else key or canonical_url(url, portal),
            asked.source,
            None if is_revisit else int(status),
            plain_digest(str(row.get("digest") or "")),
            place,
            "truncated" if row.get("truncated") else None,
        )


def _may_be_file(mime: str, status: str) -> bool:
    return mime.startswith("application/") and mime not in _PAGES and status == "200"


def next_capture(found: Sequence[Indexed], choice: Choice, portal: Portal) -> Indexed | None:
    """The capture of an article or a page to fetch next, given what was found in those fetched; `None` for no more.

    With "latest" and "first" one good capture is wanted, and the first later one that says that the article is gone.
    Print views and other languages' pages count only where there is nothing else.
    """
    main = [one for one in found if one.article_id is None or is_main(one.url, portal)]
    wanted = _next_of(main, choice)
    if wanted is not None or any(one.outcome in _GOOD for one in main):
        return wanted
    return _next_of([one for one in found if one not in main], choice)


def _next_of(found: Sequence[Indexed], choice: Choice) -> Indexed | None:
    if choice == "all":
        return next((one for one in found if one.outcome is None and one.status in {None, 200, 404, 410}), None)
    good = [one for one in found if one.status in {None, 200}]
    wanted = good if choice == "first" else good[::-1]
    had = next((one for one in wanted if one.outcome in _GOOD), None)
    tried = next((at for at, one in enumerate(wanted) if one.outcome is None or one is had), len(wanted))
    if tried < len(wanted) and wanted[tried] is not had:
        return wanted[tried] if tried < MOST_TRIES else None
    if had is None or had.article_id is None:
        return None
    last = max(one.moment for one in good if one.outcome in _GOOD or one.outcome is None)
    gone = next((one for one in found if one.status in {404, 410} and one.moment > last), None)
    return gone if gone is not None and gone.outcome is None else None


def capture_address(archive: WebArchive, one: Indexed) -> tuple[str, dict[str, str]]:
    """Where to ask for a capture, and with which headers."""
    if one.place is None:
        replay = _REPLAY if archive.endpoint == ENDPOINTS["wayback"] else re.sub(r"cdx/?$", "", archive.endpoint)
        return f"{replay}{one.moment:%Y%m%d%H%M%S}id_/{one.url}", {}
    start, length = int(one.place["offset"]), int(one.place["length"])
    data = _DATA if "index.commoncrawl.org" in archive.endpoint else urljoin(archive.endpoint, "/")
    return urljoin(data, str(one.place["filename"])), {"Range": f"bytes={start}-{start + length - 1}"}


def replayed(url: str, status: int, headers: list[tuple[str, str]], body: bytes, one: Indexed) -> Exchange | Problem:
    """What a replay's answer says: the answer that was captured, with its own moment and address."""
    told = {name.lower(): value for name, value in headers}
    if "memento-datetime" not in told:
        return Problem("fetch", "not_replayed", f"the archive answered {status}, and gave no capture", one.url)
    found = _REPLAYED.search(told.get("content-location", "")) or _REPLAYED.search(url)
    captured = found[2] if found is not None else one.url
    # Of a capture that repeats an earlier one, a replay may name the moment of that one.
    moment = parsedate_to_datetime(told["memento-datetime"]) if one.status is not None else one.moment
    original = [(name[len(_ORIGINAL) :], value) for name, value in headers if name.lower().startswith(_ORIGINAL)]
    is_page = status == 200 and "html" in told.get("content-type", "")
    if (original and is_cut(original, len(body))) or (is_page and b"</html" not in body[-_END:].lower()):
        return Problem("read", "truncated", f"the capture of {moment:%Y-%m-%d} is not whole", one.url)
    kept = original or [(name, value) for name, value in headers if not _OF_REPLAY.match(name)]
    capture = Capture("archive", one.source, moment, digest=one.digest)
    return Exchange(captured, (), status, kept, body, clock.now(), one.article_id, capture=capture)


def recorded(body: bytes, one: Indexed, most: int) -> Exchange | Problem:
    """What a record of Common Crawl says."""
    found = of_member(body, one.source, most)
    if isinstance(found, Problem):
        return replace(found, url=one.url)
    if not isinstance(found, Exchange) or found.capture is None:
        return Problem("read", "damaged_record", f"{one.source}: no answer where the index names one", one.url)
    return found._replace(article_id=one.article_id, capture=found.capture._replace(source=one.source))
