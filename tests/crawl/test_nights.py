"""Random nights of a portal that changes: the store holds what the portal told, all of it, once."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from crawler.commands.reprocess import run as reprocess
from crawler.store.revisit import NIGHTLY_TRIES
from crawler.store.schedule import RESUMED_WITHIN
from tests.archive.nights import tables_of
from tests.crawl.nights import INCREMENTAL, REVISIT, Crawled, Worker
from tests.crawl.world import CATEGORIES, MISSING, ZONE, Opened, Told, World, opened
from tests.readers import one_reader
from tests.shards import shard

FIRST = datetime(2024, 7, 1, 19, 0, tzinfo=UTC)
HALF_A_DAY = timedelta(hours=12)
#: More examples for whoever changes the crawl: VNPORTAL_NIGHTS=100.
EXAMPLES = int(os.environ.get("VNPORTAL_NIGHTS", "6"))
#: A failure is made small only for them, too: that takes minutes.
PHASES = tuple(phase for phase in Phase if phase is not Phase.shrink or "VNPORTAL_NIGHTS" in os.environ)


@dataclass(frozen=True)
class Change:
    """Something that happens to an article by day; `which` chooses it, `how` where it goes or what it becomes."""

    kind: str
    which: int
    how: int


@dataclass(frozen=True)
class Night:
    """A night: how many hours after the one before, what happened until then, how many addresses of 100 fail, and
    after how many answers the crawl is shut down.
    """

    hours: int
    changes: tuple[Change, ...]
    failing: int = 0
    seed: int = 0
    stop_after: int | None = None


KINDS = ("add", "add_old", "edit", "move", "pin", "unpin", "delete", "hide", "delete_listed", "restore")
CHANGES = st.builds(Change, st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 5))
NIGHTS = st.builds(
    Night,
    hours=st.sampled_from([24, 24, 24, 23, 25, 72, -1, -24, 3]),
    changes=st.lists(CHANGES, max_size=5).map(tuple),
    failing=st.sampled_from([0, 0, 0, 15, 60]),
    seed=st.integers(0, 1000),
    stop_after=st.sampled_from([None, None, None, 3, 9, 20]),
)


def happen(world: World, change: Change) -> None:
    numbers = sorted(world.living)
    one = world.living[numbers[change.which % len(numbers)]]
    if change.kind == "add":
        world.add(change.how)
    elif change.kind == "add_old":
        world.add(change.how, age=30 + change.which)
    elif change.kind == "edit":
        world.edit(one)
    elif change.kind == "move":
        world.move(one, change.how, change.which % 3, leads_on=change.how < 3)
    elif change.kind == "pin":
        world.pin(one)
    elif change.kind == "unpin":
        world.pinned.pop(change.how % len(CATEGORIES), None)
    elif change.kind == "restore":
        one.missing, one.listed = None, True
    elif sum(other.category == one.category and other.listed for other in world.living.values()) > 4:
        one.listed = change.kind == "delete_listed"
        one.missing = None if change.kind == "hide" else MISSING[change.how % len(MISSING)]


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    with one_reader():
        yield


# What the store must hold


def iso(moment: datetime) -> str:
    return moment.astimezone(ZONE).isoformat(timespec="seconds")


@dataclass
class Held:
    """What the store holds of an article."""

    first_seen_at: str
    last_seen_at: str
    gone_at: str | None
    due_at: str
    titles: list[str]
    views: dict[str, int]
    categories: set[str]


def held(data: Path) -> dict[int, Held]:
    with sqlite3.connect(shard(data) / "store.sqlite") as connection:
        rows = connection.execute(
            "SELECT number, first_seen_at, last_seen_at, gone_at, due_at FROM articles"
        ).fetchall()
        found = {number: Held(*rest, [], {}, set()) for number, *rest in rows}
        assert len(found) == len(rows)
        for number, title in connection.execute(
            "SELECT number, title FROM versions JOIN articles USING (article_id) ORDER BY number, versions.version"
        ):
            found[number].titles.append(title)
        for number, moment, views in connection.execute(
            "SELECT number, observed_at, view_count FROM observations JOIN articles USING (article_id)"
        ):
            found[number].views[moment] = views
        for number, category in connection.execute(
            "SELECT number, category FROM article_categories JOIN articles USING (article_id)"
        ):
            found[number].categories.add(category)
    connection.close()
    return found


def as_told(told: list[Told]) -> tuple[object, ...]:
    """What must be held of an article that the portal told this of, from the first time it had it."""
    had = [one for one in told if one.what != "gone"]
    titles = [title for title, _ in groupby(one.title for one in had if one.title is not None)]
    views = {iso(one.moment): one.views for one in had if one.views is not None}
    gone_at = None
    for one in told[told.index(had[0]) :]:
        gone_at = (gone_at or iso(one.moment)) if one.what == "gone" else None
    return iso(had[0].moment), iso(max(one.moment for one in had)), gone_at, titles, views


def assert_as_told(world: World, store: dict[int, Held]) -> None:
    had = {number for number, told in world.told.items() if any(one.what == "had" for one in told)}
    assert store.keys() == had
    for number, one in store.items():
        seen = (one.first_seen_at, one.last_seen_at, one.gone_at, one.titles, one.views)
        assert seen == as_told(world.told[number]), number
        assert one.categories <= world.listed_in[number]


def forget_what_was_cut_off(world: World, store: dict[int, Held]) -> None:
    """Of a night that was shut down, what was told last may not have been heard."""
    for number, told in world.told.items():
        one = store.get(number)
        for last in [one for one in told if one.moment == world.now]:
            heard = one is not None and (
                iso(last.moment) in one.views
                if last.what == "had"
                else one.gone_at is not None
                if last.what == "gone"
                else one.last_seen_at == iso(last.moment)
            )
            if not heard:
                told.remove(last)


def rarely_tried(data: Path) -> set[int]:
    """Articles that failed so often that the night does not try them."""
    with sqlite3.connect(shard(data) / "store.sqlite") as connection:
        query = f"SELECT article_id FROM missed WHERE tries > {NIGHTLY_TRIES}"
        found = {int(article_id.partition(":")[2]) for (article_id,) in connection.execute(query)}
    connection.close()
    return found


def assert_nothing_missed(world: World, store: dict[int, Held], now: datetime, rarely_tried: set[int]) -> None:
    """After a night without a fault: nothing is left to be visited, and what listings show first is there."""
    due = {number: one.due_at for number, one in store.items() if datetime.fromisoformat(one.due_at) <= now}
    assert due == {}
    for category in world.categories():
        for piece in category.items[:10]:
            if world.living[piece.number].missing is None and piece.number not in rarely_tried:
                assert piece.number in store, piece
                assert category.name in store[piece.number].categories


def assert_all_there(world: World, store: dict[int, Held]) -> None:
    """After the last night, when all was due: the store is as the portal is."""
    for number, one in world.living.items():
        if one.missing is None and one.listed:
            assert number in store, one
            assert store[number].gone_at is None, one
            assert store[number].titles[-1] == one.piece.title
            assert CATEGORIES[one.category][1] in store[number].categories
        elif number in store and one.missing is not None:
            assert store[number].gone_at is not None, one


def spend(portal: Opened, crawling: Worker, data: Path, night: Night, now: datetime) -> Crawled:
    world = portal.world
    world.today = now.astimezone(ZONE).date()
    for change in night.changes:
        happen(world, change)
    world.failing, world.seed = night.failing, night.seed
    portal.tonight(now)
    more = {"stop_after": night.stop_after} if night.stop_after is not None else {}
    return crawling.crawl(portal.served.base_url, data, now, **more)


@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(nights=st.lists(NIGHTS, min_size=4, max_size=10), validators=st.sampled_from(["", "ETag", "Last-Modified"]))
def test_the_store_holds_what_the_portal_told(crawling: Worker, nights: list[Night], validators: str) -> None:
    now = FIRST
    world = World(now.date(), validators)
    with TemporaryDirectory() as folder, opened(world) as portal:
        data = Path(folder)
        latest, begun = now, None
        for first, night in zip([True, *[False] * len(nights)], nights, strict=False):
            # A run that is taken up goes on with what it saw when it began.
            fresh = begun is None or abs(now - begun) >= RESUMED_WITHIN
            begun = now if fresh else begun
            crawled = spend(portal, crawling, data, night, now)
            note(f"{now} {crawled}")
            store = held(data)
            if crawled.reason != "finished":
                forget_what_was_cut_off(world, store)
            else:
                begun = None
                if fresh and not night.failing and (first or now - latest >= HALF_A_DAY):
                    assert_nothing_missed(world, store, now, rarely_tried(data))
            assert_as_told(world, store)
            latest = max(latest, now)
            now += timedelta(hours=night.hours)
        # All is due and all listings are walked to their end.
        now = latest + timedelta(days=REVISIT.every_days_then + INCREMENTAL.full_walk_every + 20)
        crawled = spend(portal, crawling, data, Night(0, ()), now)
        note(f"{now} {crawled}")
        assert crawled.reason == "finished"
        store = held(data)
        assert_as_told(world, store)
        assert_all_there(world, store)
        # And the archive tells it all once more.
        rows = tables_of(data, lost=True)
        assert reprocess(data, None, annotate=False) == 0
        assert tables_of(data, lost=True) == rows
