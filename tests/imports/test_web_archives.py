"""Crawls of web archives: against a real replay server, and against a small index of Common Crawl's form."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import portals
from crawler.commands.options import web_archive
from crawler.crawling.web_archives import (
    ENDPOINTS,
    Question,
    WebArchive,
    further,
    next_capture,
    question_address,
    rows_of,
)
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.records.errors import UsageError
from crawler.store.captures import Indexed
from crawler.store.store import Store
from tests.archive.nights import exported, reprocess
from tests.crawl.server import on_loopback
from tests.imports.archives import Record, address, dying, page, problems, stored, vnportal, warc
from tests.imports.replaying import replaying, tool
from tests.imports.test_warc import RECORDS
from tests.shards import shard

ROOT = Path(__file__).parent.parent.parent
PRINTED = f"{address(7)}?p_p_state=pop_up"


def asked(index: str, data: Path, *more: str, archive: str = "wayback") -> list[str]:
    words = ["crawl", "sontay", "--from", archive, "--cdx", index, "--data", str(data), "--delay", "0", "--no-annotate"]
    return [*words, *more]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The index of a replay server over captures of the town's portal."""
    folder = tmp_path_factory.mktemp("replay")
    (folder / "archive").mkdir()
    records = [*RECORDS, Record(PRINTED, "2020-06-01", page(7)), Record(address(1), "2024-06-01", LATEST)]
    with replaying(folder / "server", warc(folder / "archive" / "town.warc.gz", records)) as address_of_index:
        yield address_of_index


#: The same answer as in 2023: it is not fetched twice.
LATEST = next(one.body for one in RECORDS if one.moment.startswith("2023") and one.url == address(1))


@pytest.fixture(scope="module")
def history(index: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with all captures."""
    data = tmp_path_factory.mktemp("history") / "data"
    said = vnportal(*asked(index, data, "--captures", "all")).stdout
    assert "7 listed, 4 captured: the others are in missing_articles" in said
    return data


def test_all_captures_are_versions_and_a_series_of_counts(history: Path) -> None:
    found = stored(history)
    assert sorted(found) == [1, 2, 6, 7]
    one = found[1]
    assert (one.version, one.first_seen_at, one.last_seen_at) == (
        2, "2019-06-01T09:00:00+07:00", "2024-06-01T09:00:00+07:00"
    )  # fmt: skip
    assert (one.fetched_from, one.capture_source, one.captured_at) == ("archive", "town", "2023-06-01T09:00:00+07:00")
    assert one.url == address(1)
    with Store(shard(history) / "store.sqlite", read_only=True) as store:
        seen = [(row.observed_at[:4], row.view_count) for row in store.snapshot.observations()]
    assert seen[:4] == [("2019", 10), ("2021", 20), ("2023", 34), ("2024", 34)]
    assert found[2].gone_at == "2022-06-01T09:00:00+07:00"


def test_captures_that_are_no_good_are_told_apart(history: Path) -> None:
    found = {(int(re.findall(r"(\d+)-bai", one.url or "")[0]) - 900, one.kind) for one in problems(history)}
    assert {
        (2, "gone"),
        (3, "not_an_article_redirect"),
        (4, "not_an_article_login"),
        (5, "not_an_article_challenge"),
    } <= found


def test_of_each_article_one_good_capture_is_taken_within_the_days(index: str, tmp_path: Path) -> None:
    vnportal(*asked(index, tmp_path / "data", "--from-date", "2020-01-01", "--to-date", "31/12/2021"))
    found = stored(tmp_path / "data")
    assert {number: (one.captured_at or "")[:4] for number, one in found.items()} == {1: "2021", 6: "2021", 7: "2020"}
    assert {one.version for one in found.values()} == {1}


def test_what_was_read_is_not_asked_for_again(history: Path, index: str) -> None:
    before = exported(history)
    vnportal(*asked(index, history, "--captures", "all"))
    assert exported(history) == before
    assert len(list((shard(history) / "archive").iterdir())) == 1


def test_reprocess_needs_no_archive(history: Path) -> None:
    before = exported(history)
    reprocess(history)
    assert exported(history) == before


def test_a_killed_crawl_goes_on(index: str, tmp_path: Path) -> None:
    vnportal(*asked(index, tmp_path / "data"), before=dying("keep_indexed"), status=-9)
    vnportal(*asked(index, tmp_path / "data"))
    assert sorted(stored(tmp_path / "data")) == [1, 2, 6, 7]
    with Store(shard(tmp_path / "data") / "store.sqlite", read_only=True) as store:
        assert len(store.runs.all()) == 1


def test_what_the_page_for_historians_says_works_as_it_stands(index: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "web-archives.md").read_text(encoding="utf-8")
    (block,) = [one for one in re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S) if "--from wayback" in one]
    assert f"CDX={ENDPOINTS['wayback']}\n" in block
    (tmp_path / "data").symlink_to(tmp_path, target_is_directory=True)
    for line in block.replace(ENDPOINTS["wayback"], index).splitlines()[1:]:
        words = shlex.split(line.replace("$CDX", index).replace("data/history", str(tmp_path / "history")))
        # The profile's pause of a second is for real archives.
        vnportal(*words[1:], *(["--delay", "0"] if words[1] == "crawl" else []))
    (missing,) = (tmp_path / "history" / "datasets" / "latest").glob("csv/missing_articles/*/*.csv")
    assert missing.read_text(encoding="utf-8").count("\n") == 4


def test_the_demonstration_portal_is_the_same_from_replay_and_file(tmp_path: Path) -> None:
    """What wget archives of it, what py-wacz makes of that, and what the replay server serves of it."""
    wget, wacz = shutil.which("wget"), tool("wacz")
    if wget is None:
        pytest.skip("wget is not installed")
    source = tmp_path / "wget.warc.gz"
    with serve(Site(articles=40), "retro") as server:
        base, run = (
            server.base_url,
            partial(subprocess.run, check=False, capture_output=True, timeout=300, cwd=tmp_path),
        )
        run([wget, "-q", "-r", "-l", "inf", "--no-parent", "--delete-after", "--warc-file=wget", f"{base}/"])
    run([wacz, "create", "-f", source, "-o", tmp_path / "wget.wacz"])
    options = ["--base-url", base, "--no-annotate"]
    vnportal("import", tmp_path / "wget.wacz", "--portal", "demo", *options, "--data", tmp_path / "file")
    with replaying(tmp_path / "server", source) as index:
        vnportal("crawl", "demo", *options, "--data", tmp_path / "replay", "--from", "wayback", "--cdx", index)
    names = ("id", "title", "lead", "paragraphs", "published_at", "author", "content_hash", "images", "attachments")
    found = []
    for data in ("file", "replay"):
        with Store(shard(tmp_path / data) / "store.sqlite", read_only=True) as store:
            found.append([[getattr(one, name) for name in names] for one in store.snapshot.articles()])
            assert store.captures.listed("demo") == (40, 40)
    assert found[0] == found[1]


# Common Crawl


@dataclass
class Crawled:
    """A server of Common Crawl's form; `asked` are the ranges that it gave."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def common_crawl(archive: Path) -> Iterator[Crawled]:
    """Serve the list of crawls, an index in pages of three rows, and ranges of the WARC file."""
    rows = []
    with archive.open("rb") as file:
        iterator = ArchiveIterator(file)
        for record in iterator:
            if record.rec_type == "response":
                headers, status = record.rec_headers, record.http_headers.get_statuscode()
                stamp = re.sub(r"\D", "", headers.get_header("WARC-Date"))[:14]
                row = {"urlkey": "", "timestamp": stamp, "url": headers.get_header("WARC-Target-URI"), "status": status}
                row |= {"mime": record.http_headers.get_header("Content-Type").partition(";")[0]}
                row |= {"digest": headers.get_header("WARC-Payload-Digest").partition(":")[2]}
                offset = iterator.get_record_offset()
                record.content_stream().read()
                row |= {
                    "offset": str(offset),
                    "length": str(iterator.get_record_length()),
                    "filename": "crawl-data/a.warc.gz",
                }
                if headers.get_header("WARC-Truncated"):
                    row["truncated"] = "length"
                rows.append(row)
    served = Crawled()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            status, body = 200, b""
            if parts.path == "/collinfo.json":
                crawls = ("CC-MAIN-2019-22", "CC-MAIN-2023-23")
                body = json.dumps(
                    [{"id": one, "name": one, "cdx-api": f"{served.url}/{one}-index"} for one in crawls]
                ).encode()
            elif parts.path.endswith("-index"):
                number = int(parse_qs(parts.query)["page"][0])
                mine = [row for row in rows if (row["timestamp"] < "2021") == ("2019-22" in parts.path)]
                shown = mine[3 * number : 3 * number + 3]
                status, body = (200, "\n".join(map(json.dumps, shown)).encode()) if shown else (404, b"{}")
            else:
                served.asked.append(self.headers["Range"])
                start, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
                status, body = 206, archive.read_bytes()[start : end + 1]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with on_loopback(Handler) as served.url:
        yield served


def test_common_crawl_gives_records_by_ranges_of_its_files(tmp_path: Path) -> None:
    with common_crawl(warc(tmp_path / "a.warc.gz", RECORDS)) as served:
        words = asked(f"{served.url}/collinfo.json", tmp_path / "data", "--captures", "all", archive="commoncrawl")
        assert "7 listed, 3 captured" in vnportal(*words).stdout
    found = stored(tmp_path / "data")
    assert (found[1].version, found[1].capture_source) == (2, "CC-MAIN-2023-23")
    assert found[2].gone_at == "2022-06-01T09:00:00+07:00"
    assert (address(5), "truncated") in [(one.url, one.kind) for one in problems(tmp_path / "data")]
    assert len(served.asked) == len(set(served.asked))


# The questions and answers


def test_an_answer_that_is_full_is_followed_by_its_key_or_by_shorter_times() -> None:
    whole = Question("http://x.vn/cdx", "x.vn", "x", "2019-01-01", "2019-12-31")
    assert further(whole, 10, None) == []
    assert [one.resume for one in further(whole, 5_000, "vn,x)/ 2")] == ["vn,x)/ 2"]
    halves = further(whole, 5_000, None)
    assert [(one.low, one.high) for one in halves] == [("2019-01-01", "2019-07-02"), ("2019-07-03", "2019-12-31")]
    assert "resumeKey=vn%2Cx%29%2F+2" in question_address(whole._replace(resume="vn,x)/ 2"))


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'[["length"],["5"]]', b'{"url": "http://x.vn/"}'])
def test_what_is_no_answer_of_an_index_is_an_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        rows_of(body)


def test_an_index_that_cannot_be_read_fails_the_crawl_in_one_line(tmp_path: Path) -> None:
    from tests.crawl.server import serving

    with serving({"/cdx": "<html>busy</html>"}) as portal:
        done = vnportal(*asked(f"{portal.base_url}/cdx", tmp_path / "data"), status=1)
    assert "no answer of an index (CDX)" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("mars", None, "latest", None, None), "--from"),
        ((None, "http://x.vn/cdx", "latest", None, None), "--cdx"),
        ((None, None, "all", None, None), "--captures"),
        (("wayback", None, "some", None, None), "--captures"),
        (("wayback", "x.vn", "all", None, None), "--cdx"),
        (("wayback", None, "all", "yesterday", None), "--from-date"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(options: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        web_archive(*options, categories=False)


def test_tries_end_and_the_first_sight_of_a_loss_is_asked_for() -> None:
    portal = portals.load("sontay")
    found = [
        Indexed(
            address(1), datetime(2000 + year, 1, 1, tzinfo=UTC), "sontay:901", "sontay:901", "x", status, outcome=kind
        )
        for year, status, kind in ((10, 200, None), (11, 200, "article"), (12, 404, None), (13, 410, None))
    ]
    asked_next = next_capture(found, "latest", portal)
    assert asked_next is not None and asked_next.moment.year == 2012
    asked_next = next_capture(found, "first", portal)
    assert asked_next is not None and asked_next.moment.year == 2010
    bad = [
        one._replace(status=200, outcome="failed", moment=one.moment.replace(year=2015 + n))
        for n, one in enumerate(found * 2)
    ]
    assert next_capture([found[0], *bad[:4]], "latest", portal) == found[0]
    assert next_capture([found[0], *bad[:5]], "latest", portal) is None


def test_a_run_of_an_archive_is_named_by_what_was_asked() -> None:
    archive = WebArchive("wayback", "https://archive.example/town/cdx", "all")
    assert archive.origin == "wayback https://archive.example/town/cdx all .."
    assert archive.collection == "town"
