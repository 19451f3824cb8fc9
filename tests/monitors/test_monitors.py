"""Monitors: what is unusual is said, with what is usual and what to do; quiet nights raise no alarm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.records.profile import Portal
from crawler.store.store import Store
from tests.monitors.nights import GOOD, PORTAL, Nights, changed, wrong


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    with Store(tmp_path / "store.sqlite") as store:
        yield Nights(store, monkeypatch)


def with_limits(**limits: Any) -> Portal:
    return PORTAL.model_copy(update={"monitors": PORTAL.monitors | limits})


def test_the_first_night_has_nothing_usual_and_only_absolute_thresholds_apply(nights: Nights) -> None:
    found = nights.night(had={"lead": 4, "published_at": 30})
    assert found["coverage.lead"].usual == "nothing usual yet"
    assert wrong(found) == ["coverage.published_at"]
    assert found["coverage.published_at"].seen == "75 % of 40 articles have published_at"
    assert found["coverage.published_at"].usual == "nothing usual yet, at least 90 %"


def test_a_field_that_falls_below_what_is_usual_is_said_with_both_shares_and_a_remedy(nights: Nights) -> None:
    nights.usual(had={"author": 24})
    found = nights.night(had={"author": 2})
    assert wrong(found) == ["coverage.author"]
    assert str(found["coverage.author"]) == (
        "coverage.author: 5 % of 40 articles have author; usual: 60 %;"
        " `vnportal probe` shows how pages are read; pin selectors.author in the profile,"
        " or set monitors.since if it is well"
    )


def test_what_chance_explains_is_no_fall(nights: Nights) -> None:
    nights.usual(saved=20, had={"author": 12})
    assert wrong(nights.night(saved=20, had={"author": 7})) == []


def test_quiet_nights_raise_no_alarm(nights: Nights) -> None:
    nights.usual()
    assert wrong(nights.night(0, new=False)) == []
    assert wrong(nights.night(2, new=False, had={"published_at": 1, "author": 0})) == []


def test_a_breakage_shows_on_quiet_nights_too_once_their_articles_are_enough(nights: Nights) -> None:
    nights.usual(saved=400)
    lost = [wrong(nights.night(6, had={"published_at": 0})) for _ in range(5)]
    assert lost[0] == []
    assert lost[-1] == ["coverage.published_at"]


def test_an_alert_stays_open_while_it_lasts_and_closes_when_all_is_right_again(nights: Nights) -> None:
    nights.usual()
    for night in range(12):  # longer than the nights that tell what is usual
        found = nights.night(had={"lead": 0})
        assert wrong(found) == ["coverage.lead"], f"night {night}"
        assert changed(nights) == ([("failure", "coverage.lead")] if night == 0 else [("recovery", "run")])
        nights.night(0, status="failed", new=False)
        assert nights.open() == ["coverage.lead", "run"]
    nights.night()
    assert changed(nights) == [("recovery", "coverage.lead"), ("recovery", "run")]
    assert nights.open() == []
    told = nights.changes[-1].text
    assert told.startswith("right again since 2026-03-31T19:00:00+00:00, was wrong since 2026-03-07T19:00:00+00:00: ")


def test_after_a_change_that_the_profile_names_the_new_state_becomes_usual(nights: Nights) -> None:
    nights.usual()
    assert wrong(nights.night(had={"author": 0})) == ["coverage.author"]
    changed = with_limits(since=date(2026, 3, 8))
    for _ in range(3):
        nights.night(had={"author": 0}, profile=changed)
    assert nights.open() == []
    found = nights.night(had={"author": 0}, profile=changed)
    assert found["coverage.author"].ok
    assert found["coverage.author"].usual == "0 %"


def test_pages_read_in_a_less_certain_way_are_counted_against_the_usual_share(nights: Nights) -> None:
    nights.usual(doubts={"category_from_menu": 15})
    found = nights.night(doubts={"category_from_menu": 15, "title_from_head": 10, "title_by_place": 6})
    assert wrong(found) == ["fallback.title"]
    assert found["fallback.title"].seen.startswith("40 % of 40 articles")


def test_where_nothing_is_usual_yet_most_articles_must_be_read_by_what_is_certain(nights: Nights) -> None:
    assert wrong(nights.night(doubts={"category_from_menu": 38})) == ["fallback.category"]


@pytest.mark.parametrize(
    ("listings", "seen"),
    [
        ({"Kinh tế": 10, "Thông báo": 1}, '"Y tế" is missing (usual: 8 articles)'),
        ({"Kinh tế": 4, "Y tế": 8, "Thông báo": 1}, '"Kinh tế" names 4 articles (usual: 10)'),
        ({"Kinh tế": 5, "Y tế": 8, "Tin mới": 10}, None),
        ({"Kinh tế": 10, "Y tế": 8}, None),  # a listing of one article may well be gone
    ],
)
def test_listings_that_name_fewer_articles_than_usual(
    nights: Nights, listings: dict[str, int], seen: str | None
) -> None:
    nights.usual()
    found = nights.night(statistics=replace(GOOD, listings=listings))
    assert wrong(found) == (["listings"] if seen else [])
    assert seen is None or found["listings"].seen == seen


def test_a_run_of_one_category_misses_no_other(nights: Nights) -> None:
    nights.usual()
    arguments = {"categories": ["Kinh tế"]}
    found = nights.night(statistics=replace(GOOD, listings={"Kinh tế": 10}), arguments=arguments)
    assert wrong(found) == []


@pytest.mark.parametrize(
    ("statistics", "monitors"),
    [
        ({"answers": {"200": 70, "503": 30}, "retries": 20}, ["errors"]),
        ({"broken": 25, "retries": 31}, ["errors", "retries"]),
        ({"given_up": 6}, ["given_up"]),
        ({"answers": {"200": 50, "404": 50}}, []),
        ({"seconds": 300.0}, ["response_time"]),  # 3 s where 0.2 s are usual
        ({"seconds": 90.0}, []),
        ({"challenges": 1, "challenge": "https://sontay.hanoi.gov.vn/x"}, ["challenge"]),
        ({"maintenance": 2, "maintenance_url": "https://sontay.hanoi.gov.vn/y"}, ["maintenance"]),
        ({"same_body": 9, "same_body_url": "https://sontay.hanoi.gov.vn/z"}, ["same_body"]),
        ({"requests": 10, "given_up": 6, "answers": {"200": 2, "500": 8}}, []),  # too few to tell
    ],
)
def test_how_the_requests_went(nights: Nights, statistics: dict[str, Any], monitors: list[str]) -> None:
    nights.usual()
    found = nights.night(statistics=replace(GOOD, **statistics))
    assert wrong(found) == monitors
    for name in monitors:
        assert found[name].usual and found[name].remedy
        if "url" in "".join(statistics) or "challenge" in statistics:
            assert "such as https://sontay.hanoi.gov.vn/" in found[name].seen


def test_logins_instead_of_articles_and_broken_chains(nights: Nights) -> None:
    nights.usual()
    found = nights.night(problems={"not_an_article_login": 3}, incomplete=["Y tế: page 2 of 9 leads no further"])
    assert wrong(found) == ["login", "paging"]
    assert found["paging"].seen == "1 listings not walked to their end: Y tế: page 2 of 9 leads no further"


def test_days_without_a_new_article(nights: Nights) -> None:
    nights.usual(1)
    nights.usual(14, new=False)
    found = nights.night(new=False)
    assert wrong(found) == ["quiet"]
    assert (found["quiet"].seen, found["quiet"].usual) == ("no new article for 15 days", "at most 14 days")
    assert wrong(nights.night()) == []


def test_a_failed_crawl_says_why_and_judges_nothing_that_it_did_not_see(nights: Nights) -> None:
    nights.usual()
    found = nights.night(3, status="failed", had={"title": 0}, statistics=replace(GOOD, given_up=90))
    assert wrong(found) == ["run"]
    assert not any(name.startswith("coverage") for name in found)


def test_crawls_that_never_come_to_their_end_are_noticed(nights: Nights) -> None:
    nights.usual(2)
    ends = [wrong(nights.night(status="interrupted")) for _ in range(4)]
    # The same run is taken up each time.
    assert ends == [[], [], [], ["stale"]]


def test_a_portal_of_which_no_crawl_ever_came_to_its_end_is_judged_by_its_age(nights: Nights) -> None:
    ends = [wrong(nights.night(status="interrupted")) for _ in range(3)]
    assert ends == [[], [], ["stale"]]


def test_a_known_portal_that_grows_beyond_reason_is_noticed_though_the_crawl_did_not_end(nights: Nights) -> None:
    assert "growth" not in wrong(nights.night(5000))  # the first crawl brings all that there is
    assert wrong(nights.night(500, status="interrupted")) == []
    found = nights.night(501, status="interrupted")
    assert wrong(found) == ["growth"]
    assert "501 new articles" in str(found["growth"])


def test_crawls_that_do_not_end_grow_a_known_portal_together(nights: Nights) -> None:
    """A slow portal that makes up pages brings few of them in each night."""
    nights.night(100)
    other = {"limit": 10**6}  # a run of its own, as each night without end begins one
    assert wrong(nights.night(300, status="failed")) == ["run"]
    found = nights.night(300, status="interrupted", arguments=other)
    assert wrong(found) == ["growth"]
    assert "600 new articles" in str(found["growth"])
    assert wrong(nights.night(3)) == ["growth"]  # counted with those before it: this crawl is the first that ended
    assert wrong(nights.night(3)) == []


def test_a_limit_that_a_crawl_reached_is_an_alert_until_one_comes_to_its_end_below_it(nights: Nights) -> None:
    assert wrong(nights.night(problems={"limit_reached": 1})) == ["limits"]
    assert wrong(nights.night()) == []


def test_copies_of_the_portal_at_other_addresses_do_not_tell_what_is_usual(nights: Nights) -> None:
    nights.usual()
    found = nights.night(profile=PORTAL.at("http://127.0.0.1:1"), had={"author": 0})
    assert found["coverage.author"].usual == "nothing usual yet"


def test_a_run_of_an_earlier_release_without_these_counts_is_passed_over(nights: Nights) -> None:
    run = nights.store.runs.start("sontay", {"base_url": PORTAL.base_url})
    nights.store.runs.finish(run.run_id, "finished", {"articles": {"new": 500}, "pages": 500})
    nights.set_clock(nights.now + timedelta(days=1))
    found = nights.night()
    assert wrong(found) == []
    assert found["coverage.title"].usual == "nothing usual yet, at least 95 %"


def test_what_a_profile_does_not_set_is_not_watched(nights: Nights) -> None:
    unwatched = PORTAL.model_copy(update={"monitors": {}})
    found = nights.night(had={"title": 0}, profile=unwatched, statistics=replace(GOOD, challenges=9, given_up=90))
    assert wrong(found) == []
