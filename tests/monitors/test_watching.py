"""What monitors see of a real crawl: the command crawls a portal on loopback that changes between two nights."""

from dataclasses import asdict
from pathlib import Path

import pytest

from crawler import portals
from crawler.monitoring.watching import check
from crawler.pages.page.challenge import challenge
from crawler.records.crawl_statistics import CrawlStatistics
from crawler.store.alerts import Finding
from crawler.store.store import Store
from tests.crawl.portals import Category, article_page, items, tables
from tests.crawl.running import crawl
from tests.crawl.server import Answer, serving
from tests.monitors.nights import wrong
from tests.shards import shard

CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"


def findings(data: Path, base_url: str) -> tuple[dict[str, Finding], CrawlStatistics]:
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        last = store.runs.all()[-1]
        found = check(store, portals.load("sontay").at(base_url), last.run_id)
    return {finding.monitor: finding for finding in found}, CrawlStatistics.of(last.stats)


def town(culture: int = 11) -> list[Category]:
    return [
        Category("dang-doan-the", "Đảng - đoàn thể", items(900, 23)),
        Category("van-hoa", "Văn hóa - Thể thao", items(600, culture)),
    ]


def test_the_summary_says_what_is_unusual(tmp_path: Path) -> None:
    pages = tables(town())
    with serving(pages) as served:
        done = crawl(served.base_url, tmp_path)
        assert "unusual" not in done.stdout
        found, statistics = findings(tmp_path, served.base_url)
        assert wrong(found) == []
        assert found["coverage.published_at"].seen == "100 % of 34 articles have published_at"
        assert statistics.listings == {"Văn hóa - Thể thao": 10, "Đảng - đoàn thể": 10}
        assert statistics.answers == {"200": 41, "302": 1, "404": 1}  # of robots.txt
        assert statistics.timed == statistics.requests == 43
        assert statistics.seconds > 0

        changed = town(culture=3)
        pages |= tables(changed)
        party = changed[0]
        for item in party.items[:5]:
            pages[item.path(party)] = CHALLENGE
        shows_no_date = [item.path(party) for item in party.items[5:20]]
        for item, path in zip(party.items[5:20], shows_no_date, strict=True):
            pages[path] = article_page(item, party).replace("Ngày đăng", "").replace(f"{item.day:%d/%m/%Y} | 08:30", "")
        pages[party.items[20].path(party)] = Answer("<h1>500</h1>", 403)
        done = crawl(served.base_url, tmp_path, "--full")
        found, statistics = findings(tmp_path, served.base_url)
    assert wrong(found) == ["challenge", "coverage.published_at", "fallback.published_at", "listings", "same_body"]
    assert statistics.given_up == 1
    assert statistics.same_body == statistics.challenges == 5
    assert found["listings"].seen == '"Văn hóa - Thể thao" names 3 articles (usual: 10)'
    for name in wrong(found):
        assert f"unusual: {found[name]}" in done.stdout


@pytest.mark.parametrize(
    "html",
    [
        CHALLENGE,
        "<html><body><noscript>Vui lòng bật JavaScript để tiếp tục.</noscript><script>go()</script></body></html>",
        '<html><head><script>document.cookie="D=1; path=/";location.reload(true);</script></head><body></body></html>',
        "<title>Access Denied</title><h1>Access denied</h1><p>Reference 18.2f</p>",
    ],
)
def test_a_challenge_is_known_by_what_it_says_or_does(html: str) -> None:
    assert challenge(html) is not None


@pytest.mark.parametrize(
    "html",
    [
        article_page(items(900, 1)[0], Category("y-te", "Y tế")),
        article_page(items(900, 1)[0], Category("y-te", "Y tế")).replace("thảo luận", "access denied"),
        "<html><body><p>Trang này chưa có nội dung.</p></body></html>",
        "<h1>404</h1>",
        "",
    ],
)
def test_short_and_long_pages_of_a_portal_are_no_challenge(html: str) -> None:
    assert challenge(html) is None


def test_the_statistics_of_a_run_add_up_over_its_processes() -> None:
    first = CrawlStatistics(
        requests=10, answers={"200": 8, "503": 2}, same_body=4, same_body_url="/a", listings={"Y tế": 8}, read=5
    )
    first.fields.update(title=5, lead=4)
    second = CrawlStatistics(requests=3, answers={"200": 3}, challenges=1, challenge="/b", same_body=2, read=2)
    second.fields.update(title=2)
    both = second.after(CrawlStatistics.of({"statistics": asdict(first)}))
    assert (both.requests, both.answers, both.read) == (13, {"200": 11, "503": 2}, 7)
    assert both.fields == {"title": 7, "lead": 4}
    assert (both.same_body, both.same_body_url, both.challenge) == (4, "/a", "/b")
    assert both.listings == {"Y tế": 8}
    assert second.after(CrawlStatistics.of({"pages": 12})) == second
