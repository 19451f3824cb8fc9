"""What a nightly crawl asks for, and what it leaves: each rule in a night of its own."""

import shutil
import sqlite3
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import portals
from crawler.crawling.arguments import Arguments
from tests.crawl.nights import REVISIT, Crawled, Worker
from tests.crawl.running import stored
from tests.crawl.server import Answer
from tests.crawl.world import Opened, World, opened
from tests.shards import shard

FIRST = datetime(2024, 7, 1, 19, 0, tzinfo=UTC)
#: Old enough not to be visited each night.
OLD = 60


class Nights:
    """Nights of one portal, one after the other."""

    def __init__(self, portal: Opened, crawling: Worker, data: Path) -> None:
        self.portal, self.world, self.data = portal, portal.world, data
        self.now = FIRST
        self._crawling = crawling

    def crawl(self, hours: int = 24, *, second: Answer | None = None, **more: object) -> Crawled:
        """Crawl so many hours after the last time; `second` stands in for the second page of the long listing."""
        self.now += timedelta(hours=hours)
        self.portal.tonight(self.now)
        long = self.portal.pages["/tin-tuc"]
        assert callable(long)
        if second is not None:
            self.portal.pages["/tin-tuc"] = lambda query: second if query.get("cur") == "2" else long(query)
        return self._crawling.crawl(self.portal.served.base_url, self.data, self.now, **more)

    def until_the_long_listing_was_walked(self) -> None:
        """Crawl up to its night: on the two that follow it is not read to its end."""
        self.crawl()
        while not self.pages():
            self.crawl()

    def pages(self) -> list[str]:
        """Further pages of listings that were asked for tonight."""
        return sorted(target for target in self.portal.served.asked if "cur=" in target)

    def articles(self) -> list[int]:
        """Articles that were asked for tonight."""
        named = self.portal.served.articles()
        return sorted(number for number in self.world.living if any(f"{number}" in target for target in named))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(shard(self.data) / "store.sqlite") as connection:
            rows = connection.execute(query).fetchall()
        connection.close()
        return rows


@pytest.fixture(scope="module")
def first_night(crawling: Worker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """A portal of old articles, crawled once: a long listing and two short ones."""
    world = World(FIRST.date(), "ETag", sizes=())
    for index, size in enumerate((45, 4, 3)):
        for place in range(size):
            world.add(index, age=OLD + 3 * place)
    with opened(world) as served:
        made = Nights(served, crawling, tmp_path_factory.mktemp("first"))
        made.crawl()
        yield made


@pytest.fixture
def nights(first_night: Nights, crawling: Worker, tmp_path: Path) -> Nights:
    """The nights that follow the first one."""
    shutil.copytree(first_night.data, tmp_path / "data")
    world = deepcopy(first_night.world)
    made = Nights(Opened(world, first_night.portal.served, first_night.portal.pages), crawling, tmp_path / "data")
    made.now = first_night.now
    return made


def test_the_arguments_can_be_given_to_scrapy() -> None:
    assert Arguments.of(portals.load("sontay"), {"incremental": "true"}).incremental
    assert not Arguments.of(portals.load("sontay"), {}).incremental


def test_a_listing_is_read_to_what_is_known_and_on_one_night_in_three_to_its_end(nights: Nights) -> None:
    read = []
    for _ in range(6):
        nights.crawl()
        read.append(len(nights.pages()))
    assert sorted(read) == [0, 0, 0, 0, 4, 4]
    assert read[:3] == read[3:]


def test_new_articles_are_had_the_same_night_however_many(nights: Nights) -> None:
    nights.crawl()
    nights.crawl()
    new = [nights.world.add(0).piece.number for _ in range(14)]
    nights.crawl()
    assert {str(number) for number in new} <= stored(nights.data).keys()


def test_a_second_run_of_the_same_night_asks_for_nothing_that_is_known(nights: Nights) -> None:
    nights.world.add(0)
    nights.crawl()
    crawled = nights.crawl(hours=1)
    assert nights.articles() == nights.pages() == []
    assert set(crawled.articles) == {"known"}


def test_an_old_article_further_down_is_found_within_three_nights(nights: Nights) -> None:
    number = str(nights.world.add(0, age=OLD + 100).piece.number)
    found = []
    for _ in range(3):
        nights.crawl()
        found.append(number in stored(nights.data))
    assert found[-1]


def test_what_is_not_due_is_not_asked_for_and_all_is_within_the_profiles_days(nights: Nights) -> None:
    asked: list[int] = []
    for _ in range(REVISIT.every_days_then):
        nights.crawl()
        assert len(nights.articles()) < 40
        asked += nights.articles()
    assert sorted(set(asked)) == sorted(nights.world.living)
    assert len(asked) <= 1.5 * len(nights.world.living)


def test_the_server_need_not_send_what_has_not_changed(nights: Nights) -> None:
    edited, same = (nights.world.living[number] for number in sorted(nights.world.living)[-2:])
    nights.world.edit(edited)
    nights.crawl(hours=24 * 20)
    assert [told.what for told in nights.world.told[same.piece.number]] == ["had", "unmodified"]
    assert [told.what for told in nights.world.told[edited.piece.number]] == ["had", "had"]
    held = stored(nights.data)
    assert held[str(edited.piece.number)].version == 2
    assert held[str(same.piece.number)].last_seen_at > held[str(same.piece.number)].fetched_at


def test_an_old_article_that_its_listing_calls_something_else_is_visited_at_once_and_then_as_before(
    nights: Nights,
) -> None:
    newest = max((one for one in nights.world.living.values() if one.category == 0), key=lambda one: one.piece.day)
    nights.world.edit(newest)
    asked = []
    for _ in range(3):
        nights.crawl()
        asked.append(newest.piece.number in nights.articles())
    assert asked == [True, False, False]
    assert stored(nights.data)[str(newest.piece.number)].version == 2


def test_what_is_gone_from_between_others_on_a_first_page_is_visited_at_once_and_then_as_before(nights: Nights) -> None:
    lost, moved = sorted(
        (one for one in nights.world.living.values() if one.category == 0), key=lambda one: one.piece.day
    )[-3:-1]
    for _ in range(4):
        nights.world.add(0, age=OLD - 5)
    nights.crawl()
    lost.missing, lost.listed = "404", False
    nights.world.move(moved, category=1, shape=0, leads_on=False)
    asked = []
    for _ in range(3):
        nights.crawl()
        asked.append({lost.piece.number, moved.piece.number} & set(nights.articles()))
    assert [lost.piece.number in numbers for numbers in asked] == [True, False, False]
    held = stored(nights.data)
    assert (held[str(lost.piece.number)].gone_at is None, held[str(moved.piece.number)].gone_at) == (False, None)


@pytest.mark.parametrize("why", ["full", "parser"])
def test_all_is_sent_when_all_is_to_be_read_anew(nights: Nights, why: str) -> None:
    if why == "parser":
        with sqlite3.connect(shard(nights.data) / "store.sqlite") as connection:
            connection.execute("UPDATE versions SET parser_version = '0'")
        connection.close()
    nights.crawl(hours=24 * 20, full=why == "full")
    told = [one.what for number in nights.world.living for one in nights.world.told[number]]
    assert set(told) == {"had"}
    assert {row[0] for row in nights.rows("SELECT parser_version FROM versions")} != {"0"}


def test_what_failed_tonight_is_had_tomorrow_though_newer_articles_are_known_by_then(nights: Nights) -> None:
    nights.until_the_long_listing_was_walked()
    new = [nights.world.add(0) for _ in range(9)]
    oldest = new[0]
    oldest.missing = "503"
    nights.crawl()
    assert str(oldest.piece.number) not in stored(nights.data)
    oldest.missing = None
    for _ in range(12):
        nights.world.add(0)
    nights.crawl()
    assert str(oldest.piece.number) in stored(nights.data)


@pytest.mark.parametrize(
    "instead", [Answer("", 500), Answer("<h1>Lỗi</h1><p>Xin quý vị vui lòng thử lại.</p>")], ids=["500", "200"]
)
def test_articles_behind_a_page_that_failed_are_had_the_next_night(nights: Nights, instead: Answer) -> None:
    nights.until_the_long_listing_was_walked()
    for _ in range(25):
        nights.world.add(0)
    nights.crawl(second=instead)
    assert len(stored(nights.data)) < len(nights.world.living)
    nights.crawl()
    assert len(stored(nights.data)) == len(nights.world.living)


def test_an_article_that_is_gone_is_asked_for_rarely_and_at_once_when_a_listing_names_it(nights: Nights) -> None:
    one = nights.world.add(1)
    nights.crawl()
    one.missing, one.listed = "404", False
    asked = []
    for _ in range(8):
        nights.crawl()
        asked.append(one.piece.number in nights.articles())
    assert sum(asked) == 1
    assert stored(nights.data)[str(one.piece.number)].gone_at is not None
    one.missing, one.listed = None, True
    nights.crawl()
    back = stored(nights.data)[str(one.piece.number)]
    assert (back.gone_at, back.version) == (None, 1)


def test_dead_links_in_a_listing_do_not_keep_it_going_and_are_tried_less_and_less(nights: Nights) -> None:
    dead = [nights.world.add(0) for _ in range(6)]
    for one in dead[::2]:
        one.missing = "410"
    tried, pages = 0, 0
    for _ in range(12):
        nights.crawl()
        tried += len([one for one in dead[::2] if one.piece.number in nights.articles()])
        pages += len(nights.pages())
    assert pages == 4 * 5
    assert tried <= 3 * 9


def test_a_moved_article_is_asked_for_where_its_listing_says(nights: Nights) -> None:
    # The last one of the longest listing, so that its new address is read last.
    one = min((one for one in nights.world.living.values() if one.category == 0), key=lambda one: one.piece.day)
    nights.world.move(one, category=0, shape=2, leads_on=False)
    for _ in range(3):
        nights.crawl(hours=24 * 11)
        assert stored(nights.data)[str(one.piece.number)].gone_at is None
    assert "gone" not in [told.what for told in nights.world.told[one.piece.number]]


def test_what_failed_and_has_moved_since_is_had_where_its_listing_says(nights: Nights) -> None:
    nights.until_the_long_listing_was_walked()
    one = nights.world.add(0)
    one.missing = "503"
    nights.crawl()
    one.missing = None
    nights.world.move(one, category=0, shape=2, leads_on=False)
    for _ in range(12):  # onto a later page of the listing, which is read when the old address was asked for
        nights.world.add(0)
    nights.crawl(hours=24 * 11)
    assert str(one.piece.number) in stored(nights.data)


def test_a_night_broken_off_yesterday_neither_blocks_tonight_nor_is_lost(nights: Nights) -> None:
    nights.until_the_long_listing_was_walked()
    for _ in range(30):
        nights.world.add(0, age=OLD - 5)
    assert nights.crawl(stop_after=14).reason == "shutdown"
    before = stored(nights.data).keys()
    for _ in range(5):
        nights.world.add(0, age=1)
    assert nights.crawl().reason == "finished"
    assert before < stored(nights.data).keys() == {str(number) for number in nights.world.living}
    assert [row[0] for row in nights.rows("SELECT status FROM runs ORDER BY rowid")][-2:] == ["failed", "finished"]
    assert nights.rows("SELECT 1 FROM frontier UNION ALL SELECT 1 FROM missed") == []


def test_a_night_broken_off_an_hour_ago_goes_on(nights: Nights) -> None:
    for _ in range(20):
        nights.world.add(0)
    nights.crawl(stop_after=10)
    assert nights.crawl(hours=1).reason == "finished"
    assert len(nights.rows("SELECT 1 FROM runs")) == 2
    assert len(stored(nights.data)) == len(nights.world.living)


def test_no_query_of_a_night_reads_a_whole_table(nights: Nights) -> None:
    nights.world.edit(nights.world.add(0))
    for index, one in enumerate(list(nights.world.living.values())[:6]):
        one.missing = ("404", "503")[index % 2]
    for missing in ("404", "503"):
        nights.world.add(0).missing = missing
    assert nights.crawl(traced=True).scans == []
    assert nights.crawl(hours=24 * 20, traced=True).scans == []
