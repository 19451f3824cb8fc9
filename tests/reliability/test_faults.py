"""What a crawl has in the end, of a portal that misbehaves: the real command against the demonstration portal."""

import signal
import ssl
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks import reliability
from benchmarks.reliability import CASES, COMMAND, Case, survive
from crawler.demo.faults import Faults
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store.store import Store
from tests import forked
from tests.certificates import without_intermediate
from tests.shards import shard

SITE = Site(articles=24)
#: Those that the script alone runs are told from these by nothing but the status or the number of articles.
TESTED = (
    "20 %: all of these at random",
    "robots.txt: 503, twice",
    "robots.txt: 404",
    "down for 5 requests in the middle",
    "down from the middle on",
    "certificate without its intermediate",
    "the host's name is not known",
)


def addresses(site: Site) -> list[str]:
    return [rf"/-/.*\b{site.article(index).id}\b" for index in range(site.size)]


@pytest.mark.parametrize("case", [case for case in CASES if case.name in TESTED], ids=lambda case: case.name)
def test_every_article_is_there_in_the_end_once(case: Case, tmp_path: Path) -> None:
    first, *later = survive(case, tmp_path, SITE)
    assert first.status == case.status, first.said
    assert "Traceback" not in first.said
    assert first.wrong == 0
    if case.lost is not None:
        assert first.right == SITE.size - case.lost
    for outcome in later:
        assert (outcome.status, outcome.right, outcome.wrong) == (0, SITE.size, 0)


def test_every_tested_case_is_one_of_the_script() -> None:
    assert set(TESTED) <= {case.name for case in CASES}


#: Before the command: a first crawl waits 1.5 s for the answers that do not come, and for no other, which may take long
#: on a busy machine. A byte comes each second: the time is up for the whole answer, not only for a silence.
IMPATIENT = """
import re, sys
from pathlib import Path
from scrapy.downloadermiddlewares.downloadtimeout import DownloadTimeoutMiddleware
is_first = not Path(sys.argv[sys.argv.index("--data") + 1], "shards").exists()
def process_request(self, request):
    request.meta["download_timeout"] = 1.5 if is_first and re.search(LATE, request.url) else self._timeout
DownloadTimeoutMiddleware.process_request = process_request
"""


def test_what_cannot_be_had_costs_that_article_alone_is_noted_and_had_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        "bomb": "too_large",
        "huge": "too_large",
        "endless": "too_large",
        "slow": "timeout",
        "silent": "timeout",
        "redirect_loop": "redirect_loop",
        "off_host": "off_host",
        "error_text": "not_an_article_maintenance",
        "truncated": "truncated",
        "500": "http_500",
        "404": "gone",
    }
    rules = tuple(zip(addresses(SITE), kinds, strict=False))
    late = "|".join(address for address, kind in rules if kinds[kind] == "timeout")
    monkeypatch.setattr(reliability, "COMMAND", IMPATIENT.replace("LATE", repr(late)) + COMMAND)
    case = Case("all", lambda _: Faults(rules=rules, times=None), {"timeout": 300.0, "retries": 0}, again=True)
    first, again = survive(case, tmp_path, SITE)
    assert (first.status, first.right, first.wrong) == (0, SITE.size - len(kinds), 0)
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        noted = {each.article_id: each.problem.kind for each in store.snapshot.problems() if each.article_id}
    lost = {name: noted[f"demo:{SITE.article(index).id}"] for index, name in enumerate(kinds)}
    assert lost == kinds
    assert (again.status, again.right, again.wrong) == (0, SITE.size, 0)


def test_a_wait_that_the_portal_asked_for_does_not_keep_a_crawl_from_being_stopped(tmp_path: Path) -> None:
    with serve(SITE, faults=Faults(rules=((r"/-/", "503_long"),), times=None)) as server:
        options = ["--base-url", server.base_url, "--data", str(tmp_path), "--delay", "0", "--no-annotate"]
        command = [sys.executable, "-c", COMMAND, "--", "crawl", "demo", *options]
        with forked.started(command) as process:
            asked = 0
            while not any(request.fault for request in server.requests):
                asked += 1
                assert server.wait_for(asked), process.poll()
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=110)  # of 120 that it was told to wait
        assert process.returncode == 1
        assert "the same command goes on where it stopped" in said
        server.faults = Faults()
        forked.run(command).check_returncode()
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        assert store.articles.count() == SITE.size
        assert [run.status for run in store.runs.all()] == ["finished"]


def test_whoever_verifies_certificates_refuses_the_portal_without_its_intermediate() -> None:
    context, root, _ = without_intermediate("127.0.0.1")
    verifying = ssl.create_default_context(cadata=root.decode())
    with serve(SITE, tls=context) as server, pytest.raises(urllib.error.URLError, match="unable to get local issuer"):
        urllib.request.urlopen(f"{server.base_url}/robots.txt", timeout=300, context=verifying)


def test_the_page_on_reliability_has_a_row_for_each_case() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert [case.name for case in CASES if f"\n| {case.name} |" not in page] == []
