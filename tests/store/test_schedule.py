"""When articles are due, what could never be had, and what a run leaves to later ones."""

from datetime import datetime, timedelta

import pytest

from crawler import portals
from crawler.records import clock
from crawler.records.profile import Portal, Revisit
from crawler.store.frontier import Queue
from crawler.store.schedule import Visit
from crawler.store.store import Store

from .samples import article

PORTAL = portals.load("sontay")
NOW = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
FAR = timedelta(days=5000)


def due(store: Store, now: datetime) -> list[str]:
    return [article_id for article_id, _ in store.schedule.due("sontay", now)]


def slower() -> Portal:
    return PORTAL.model_copy(update={"revisit": Revisit(every_days_then=300)})


def test_an_article_saved_without_a_visit_is_reckoned_when_the_next_run_starts(store: Store) -> None:
    store.articles.save(article(1))
    assert due(store, NOW + FAR) == []
    store.schedule.bring_up_to_date(PORTAL, NOW)
    assert due(store, NOW + timedelta(days=15)) == []
    assert due(store, NOW + timedelta(days=30)) == ["sontay:1"]


def test_another_policy_changes_when_all_are_due(store: Store) -> None:
    store.articles.save(article(1))
    store.schedule.bring_up_to_date(PORTAL, NOW)
    store.schedule.bring_up_to_date(slower(), NOW)
    assert due(store, NOW + timedelta(days=200)) == []
    store.schedule.bring_up_to_date(PORTAL, NOW)
    assert due(store, NOW + timedelta(days=30)) == ["sontay:1"]


def test_what_a_wrong_clock_reckoned_is_reckoned_anew(store: Store) -> None:
    store.schedule.bring_up_to_date(PORTAL, NOW)
    store.articles.save(article(1, fetched_at="2036-01-01T00:00:00+07:00"), Visit("2036-02-01T00:00:00+00:00", "x"))
    store.schedule.bring_up_to_date(PORTAL, NOW)
    assert due(store, NOW + timedelta(days=30)) == ["sontay:1"]


def test_the_one_that_has_waited_longest_comes_first_with_the_address_that_answered_last(store: Store) -> None:
    for number, day in ((1, 3), (2, 1), (3, 2), (4, 9)):
        store.articles.save(article(number), Visit(f"2026-11-0{day}T00:00:00+00:00", f"https://x.vn/{number}"))
    found = store.schedule.due("sontay", datetime.fromisoformat("2026-11-05T00:00:00+00:00"))
    assert found == [("sontay:2", "https://x.vn/2"), ("sontay:3", "https://x.vn/3"), ("sontay:1", "https://x.vn/1")]


def test_validators_are_those_of_the_latest_text(store: Store) -> None:
    store.articles.save(article(1), Visit("2026-11-25T00:00:00+00:00", "https://x.vn/1", '"a"', "Mon"))
    known = store.articles.known("sontay:1")
    assert known is not None
    assert (known.address, known.etag, known.last_modified) == ("https://x.vn/1", '"a"', "Mon")
    store.articles.save(article(1, title="Khác"))
    known = store.articles.known("sontay:1")
    assert known is not None
    assert (known.address, known.etag, known.last_modified) == ("https://x.vn/1", None, None)


def test_a_clock_that_is_set_back_does_not_unsee_an_article(store: Store) -> None:
    store.articles.save(article(1, view_count=5, observed_at="2026-11-24T09:00:00+07:00"))
    store.articles.save(
        article(1, fetched_at="2026-11-24T01:00:00+00:00", view_count=6, observed_at="2026-11-24T01:00:00+00:00")
    )
    store.articles.mark_seen("sontay:1", "2026-11-23T09:00:00+07:00")
    held = store.articles.get("sontay:1")
    assert held is not None
    assert held.first_seen_at == held.last_seen_at == "2026-11-24T09:00:00+07:00"
    assert len(list(store.snapshot.observations())) == 2


def test_a_night_under_a_wrong_clock_leaves_no_moment_to_come(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPORTAL_NOW", "2026-11-25T09:00:00+07:00")
    store.articles.save(article(1, fetched_at="2099-01-01T02:00:00+07:00"))
    store.articles.save(article(2, fetched_at="2026-11-24T09:00:00+07:00"))
    store.articles.mark_seen("sontay:2", "2099-01-01T02:00:00+07:00")
    store.schedule.walked("sontay", "tin", "Tin", datetime.fromisoformat("2099-01-01T02:00:00+07:00"))
    assert store.articles.newest("sontay") == "2026-11-24T09:00:00+07:00"
    assert store.schedule.walks("sontay", NOW) == {}
    store.articles.save(article(1, fetched_at="2026-11-25T09:00:00+07:00"))
    store.articles.mark_seen("sontay:2", "2026-11-25T09:00:00+07:00")
    seen = [(one.first_seen_at[:10], one.last_seen_at[:10]) for one in store.snapshot.articles()]
    assert seen == [("2026-11-25", "2026-11-25"), ("2026-11-24", "2026-11-25")]


def test_an_article_seen_unchanged_is_back_and_was_seen_later(store: Store) -> None:
    store.articles.save(article(1))
    store.articles.mark_gone("sontay:1", "2026-11-25T09:00:00+07:00", "2026-12-20T00:00:00+00:00")
    assert due(store, datetime.fromisoformat("2026-12-20T00:00:00+00:00")) == ["sontay:1"]
    store.articles.mark_seen("sontay:1", "2026-11-26T09:00:00+07:00", "2026-11-27T00:00:00+00:00")
    held = store.articles.get("sontay:1")
    assert held is not None
    assert (held.gone_at, held.last_seen_at, held.version) == (None, "2026-11-26T09:00:00+07:00", 1)


def test_what_was_missed_is_tried_less_and_less_until_it_is_saved(store: Store) -> None:
    schedule, waits = store.schedule, []
    for _ in range(10):
        schedule.miss(PORTAL, "sontay:1", "https://x.vn/1", NOW)
        waits.append(next(days for days in range(60) if schedule.missed("sontay", NOW + timedelta(days=days))))
        assert schedule.is_put_off("sontay:1", NOW)
    assert waits == [1, 1, 1, 1, 1, 1, 1, 2, 4, 8]
    store.articles.save(article(1))
    assert not schedule.is_put_off("sontay:1", NOW)
    assert schedule.missed("sontay", NOW + FAR) == []


def test_an_article_was_met_in_a_category_when_that_listed_it_and_it_was_asked_for(store: Store) -> None:
    store.articles.add_category("sontay:1", "Văn hóa")
    assert not store.schedule.met("sontay:1", "Văn hóa")
    store.schedule.miss(PORTAL, "sontay:1", "https://x.vn/1", NOW)
    assert store.schedule.met("sontay:1", "Văn hóa")
    store.articles.save(article(1))
    assert store.schedule.met("sontay:1", "Văn hóa")
    assert not store.schedule.met("sontay:1", "Y tế")
    assert store.schedule.met("sontay:1", None)


def test_a_run_given_up_leaves_what_it_met(store: Store) -> None:
    run_id = store.runs.start("sontay", {}).run_id
    queue, schedule = Queue(store, run_id), store.schedule
    store.articles.save(article(1))
    for number in (1, 2, 3):
        queue.add(f"sontay:{number}", f"https://x.vn/{number}", "article")
    queue.mark("sontay:3", "new")
    for key in ("a", "b"):
        schedule.walked("sontay", key, "Văn hóa", NOW)
    queue.add("listing:a:2", "https://x.vn/a?cur=2", "listing", meta={"key": "a"})
    now = clock.now()
    schedule.give_up_old_runs("sontay", "{}", now + timedelta(hours=5))
    assert store.runs.start("sontay", {}).resumed
    schedule.give_up_old_runs("sontay", "{}", now + timedelta(hours=25))
    assert not store.runs.start("sontay", {}).resumed
    assert schedule.missed("sontay", now + FAR) == [("sontay:2", "https://x.vn/2")]
    assert schedule.walks("sontay", NOW).keys() == {"b"}
    assert not queue.waits()
    assert [run.status for run in store.runs.all()] == ["failed", "running"]
