"""When the walk over a listing goes on, ends, and is broken."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from json import dumps, loads

import pytest

from crawler.crawling.pagination import Rules, Step, Walk, behind_offered, falls_short, past_gap, step, walked_fully
from crawler.pages.listing.block_entries import Entry
from crawler.pages.listing.continuation import Continuation, Recipe
from crawler.pages.listing.entries import Listing
from crawler.pages.listing.pager import Paging
from crawler.records.profile import Complete

START = Walk("Văn hóa", "http://p/van-hoa")
SINCE = date(2024, 1, 1)


def page(
    *numbers: int,
    next_url: str | None = "http://p/van-hoa?cur=9",
    last: int | None = None,
    days: tuple[date | None, ...] = (),
    apart: bool = False,
) -> Listing:
    shown = [*days, *[None] * (len(numbers) - len(days))]
    entries = tuple(
        Entry(f"http://p/-/view_content/{one}", str(one), None, day) for one, day in zip(numbers, shown, strict=True)
    )
    return Listing(entries, Paging(next_url, last, apart=apart))


def take(walk: Walk, listing: Listing, url: str = "", **more: object) -> Step:
    arguments: dict[str, object] = {"most_pages": 100, "day_of": lambda _: None, **more}
    return step(walk, listing, Rules(**arguments), url)  # type: ignore[arg-type]


def days(*years: int) -> tuple[date, ...]:
    return tuple(date(year, 6, 1) for year in years)


def test_goes_on_while_a_next_link_is_there() -> None:
    taken = take(START, page(1, 2))
    assert (taken.next_url, taken.broken, taken.walk.number) == ("http://p/van-hoa?cur=9", None, 2)


@pytest.mark.parametrize(("said", "is_short"), [(None, False), (4, False), (5, False), (6, True), (250, True)])
def test_a_walk_falls_short_of_what_its_listing_counts_by_more_than_one(said: int | None, *, is_short: bool) -> None:
    def counting(*numbers: int) -> Listing:
        return replace(page(*numbers), paging=Paging("http://p/van-hoa?cur=9", articles=said))

    second = take(take(START, counting(1, 2, 3)).walk, counting(1, 3, 4))  # 1 is pinned, and 3 was pushed down
    assert second.walk.brought == 4
    assert (falls_short(second.walk) is not None) == is_short
    assert falls_short(replace(second.walk, total=200, brought=196)) is None
    assert falls_short(replace(second.walk, total=200, brought=195)) is not None


def test_a_page_that_numbers_name_is_missing_where_the_portal_has_it_not() -> None:
    walk = take(START, page(1, 2, last=3)).walk
    assert behind_offered(walk, "http://p/van-hoa?page=2") is None
    assert behind_offered(replace(walk, last=None), "http://p/van-hoa/cu-hon") is None
    onward = behind_offered(replace(walk, last=None), "http://p/van-hoa?page=2")
    assert onward is not None
    assert onward.next_url == "http://p/van-hoa?page=3"


def recorded(*numbers: int) -> Walk:
    """The walk behind a first page that a script goes on from, by what the profile records."""
    shown = page(*numbers, next_url=None)
    going_on = Continuation((Recipe("http://p/tin?trang={number}", first=1),), recorded=True)
    return take(START, replace(shown, paging=Paging(more='"Xem thêm"'), continuation=going_on)).walk


@pytest.mark.parametrize(("first", "then"), [(3, 5), (1, 2)])
def test_what_counts_entries_goes_on_by_as_many_as_a_page_brings(first: int, then: int) -> None:
    way = Recipe("http://p/them?offset={number}", first)
    walk = take(START, replace(page(1, 2, 3, next_url=None), continuation=Continuation((way,)))).walk
    asked = take(walk, page(4, 5, next_url=None))
    assert asked.next_url == f"http://p/them?offset={then}"  # 1 is the number of a page, whatever the name says


def test_a_form_of_a_later_page_that_brings_it_again_ends_the_walk() -> None:
    def shown(*numbers: int, asks: int) -> Listing:
        form = Recipe("http://p/tin", asks, "POST", (("page", "{number}"),), of_form=True)
        return replace(page(*numbers, next_url=None), continuation=Continuation((form,)))

    second = take(take(START, shown(1, 2, asks=2)).walk, shown(3, 4, asks=3))
    again = take(second.walk, shown(3, 4, asks=3))
    assert (again.next_url, again.at_end, again.broken) == (None, True, None)


def test_what_the_profile_records_is_followed_to_the_end() -> None:
    asked = take(recorded(1, 2), page(1, 2))
    assert (asked.next_url, asked.broken) == ("http://p/tin?trang=2", None)
    asked = take(asked.walk, page(3, 4, next_url=None))
    assert (asked.next_url, asked.broken) == ("http://p/tin?trang=3", None)
    assert take(asked.walk, page()) == Step(asked.walk, at_end=True)


@pytest.mark.parametrize(
    ("numbers", "more", "offers_more", "is_whole"),
    [
        ((1, 2, 3), '"Xem thêm"', True, True),
        ((1, 2, 3), None, False, True),
        ((1, 2, 3), '"Xem thêm"', False, False),
        ((1, 2, 3, 4), '"Xem thêm"', True, False),
    ],
)
def test_a_listing_that_showed_all_is_complete_until_it_has_grown(
    numbers: tuple[int, ...], more: str | None, *, offers_more: bool, is_whole: bool
) -> None:
    complete = Complete(listing="/van-hoa", articles=3, offers_more=offers_more)
    known = Continuation(remedy="vnportal probe", complete=complete)
    taken = take(START, replace(page(*numbers, next_url=None), paging=Paging(more=more), continuation=known))
    assert (taken.broken is None, taken.at_end) == (is_whole, is_whole)
    assert (taken.broken or "").endswith("" if is_whole else "vnportal probe")


def test_a_server_that_no_longer_accepts_what_the_profile_records_breaks_the_walk() -> None:
    walk = recorded(1, 2)
    assert take(walk, page()).broken == "the request that the profile records brings nothing"
    again = take(walk, page(1, 2)).walk
    assert take(again, page(1, 2)).broken == "the requests that the profile records bring page 1 again and again"
    assert take(again, page()) == Step(again, at_end=True)


@pytest.mark.parametrize(
    ("shown", "brought", "is_whole"),
    [
        ((1, 2), (3, 4), True),
        ((8, 9), (1, 2, 3, 4), True),  # new ones came, and the request brings all the rest
        ((8, 9), (3, 4), False),  # it begins behind an article that the page no longer shows
        ((8, 9), (1, 2), False),  # it brings no more than so many
        ((1, 2), (1, 2), False),
        ((1, 2), (), False),
    ],
)
def test_one_request_for_the_rest_is_complete_until_the_listing_has_grown(
    shown: tuple[int, ...], brought: tuple[int, ...], *, is_whole: bool
) -> None:
    going_on = Continuation((Recipe("http://p/con-lai", ends=("2", "4")),), recorded=True)
    first = take(START, replace(page(*shown, next_url=None), continuation=going_on))
    assert first.next_url == "http://p/con-lai"
    taken = take(first.walk, page(*brought, next_url=None))
    assert (taken.next_url, taken.broken is None, taken.at_end) == (None, is_whole, is_whole)
    assert Walk.of(asdict(first.walk)) == first.walk


def test_one_request_for_the_rest_tells_no_end_where_the_profile_says_none() -> None:
    going_on = Continuation((Recipe("http://p/con-lai"),), recorded=True)
    first = take(START, replace(page(1, 2, next_url=None), continuation=going_on))
    taken = take(first.walk, page(3, 4, next_url=None))
    assert taken.broken is not None
    assert not taken.at_end


def test_stops_when_the_last_page_repeats() -> None:
    second = take(take(START, page(1, 2)).walk, page(3, 4)).walk
    assert take(second, page(3, 4)) == Step(second, at_end=True)


def test_stops_when_a_page_leads_back_to_the_first() -> None:
    second = take(take(START, page(1, 2)).walk, page(3, 4)).walk
    assert take(second, page(1, 2)).next_url is None


def test_an_article_pinned_on_every_page_is_no_repetition() -> None:
    second = take(START, page(99, 1, 2)).walk
    assert take(second, page(99, 3)).next_url is not None


def test_a_last_page_that_holds_but_what_is_pinned_on_every_page_is_no_break() -> None:
    second = take(START, page(99, 1, 2, last=2)).walk
    assert take(second, page(99, last=2)) == Step(second, at_end=True)
    assert take(second, page(99, 1, 2, last=2)).broken == "page 2 of 2 shows an earlier page again"


def test_pages_of_a_box_above_the_listing_that_leave_it_as_it_is_break_nothing() -> None:
    second = take(START, page(1, 2, last=3, apart=True)).walk
    assert take(second, page(1, 2, last=3, apart=True)) == Step(second, at_end=True)
    assert take(second, page(1, 2, last=3)).broken is not None


def test_an_end_before_the_last_page_named_is_broken() -> None:
    assert take(START, page(1, next_url=None, last=3)).broken == "page 1 of 3 leads no further"
    assert take(START, page(1, next_url=None, last=1)).broken is None
    second = take(START, page(1, 2, last=5)).walk
    assert "shows an earlier page again" in (take(second, page(1, 2)).broken or "")


def test_a_listing_that_goes_on_only_by_a_script_is_broken() -> None:
    page_of_five = page(1, 2, next_url=None)
    scripted = replace(page_of_five, paging=Paging(more='"Xem thêm" with a script'))
    taken = take(START, scripted)
    assert (taken.broken, taken.at_end) == ('page 1 leads on by no address: "Xem thêm" with a script', False)
    scripted = replace(page_of_five, paging=Paging(last=3, more='"Trang sau" with a script'))
    assert take(START, scripted).broken == 'page 1 of 3 leads no further: "Trang sau" with a script'


def test_an_address_for_a_script_that_shows_the_first_page_again_is_broken() -> None:
    first = replace(page(1, 2), paging=Paging("http://p/van-hoa?page=2", scripted=True))
    walk = take(START, first).walk
    assert take(walk, first).broken == "page 2, whose address is meant for a script, shows page 1 again"
    third = take(walk, replace(first, entries=page(3, 4).entries)).walk
    assert take(third, replace(first, entries=page(3, 4).entries)).at_end


def test_a_page_without_articles_is_broken_unless_it_lies_behind_the_last() -> None:
    assert take(take(START, page(1)).walk, page(next_url=None)).broken == "page 2 lists no articles"
    assert take(take(START, page(1, last=1)).walk, page()).broken is None


def test_two_empty_pages_that_lead_on_are_the_end_where_no_page_is_named() -> None:
    first = take(take(START, page(1)).walk, page())
    assert (first.next_url, first.broken, first.at_end) == ("http://p/van-hoa?cur=9", None, False)
    second = take(Walk.of(loads(dumps(asdict(first.walk)))), page())
    assert (second.next_url, second.broken, second.at_end) == (None, None, True)


def test_an_empty_page_with_articles_behind_it_is_a_gap() -> None:
    gap = take(take(START, page(1)).walk, page()).walk
    behind = take(gap, page(2))
    assert behind.broken == "page 2 lists no articles"
    assert (behind.next_url, len(behind.entries), behind.walk.whole) == ("http://p/van-hoa?cur=9", 1, False)
    assert take(gap, page(1)) == Step(replace(gap, empty=False, whole=False), at_end=True)


def test_goes_on_behind_an_empty_page_before_the_last_one_named() -> None:
    walk = take(START, page(1, last=3)).walk
    empty = take(walk, page(next_url=None), url="http://p/van-hoa?cur=2")
    assert (empty.next_url, empty.broken) == ("http://p/van-hoa?cur=3", "page 2 lists no articles")
    assert take(empty.walk, page(3, next_url=None)).entries


def test_a_listing_without_end_stops_at_the_limit_and_says_so() -> None:
    taken = take(START, page(1), most_pages=1)
    assert taken.next_url is None
    assert "limits.listing_pages = 1" in (taken.broken or "")


def test_ends_early_once_two_pages_of_a_sorted_listing_are_too_old() -> None:
    first = take(START, page(1, 2, days=days(2025, 2024)), since=SINCE)
    second = take(first.walk, page(3, 4, days=days(2023, 2022)), since=SINCE)
    third = take(second.walk, page(5, 6, days=days(2021, 2020)), since=SINCE)
    assert [bool(one.next_url) for one in (first, second, third)] == [True, True, False]
    assert third.broken is None


def test_an_old_article_pinned_on_top_ends_nothing() -> None:
    walk = START
    for number in range(1, 8):
        taken = take(walk, page(99, number, days=days(2001, 2025)), since=SINCE)
        assert taken.next_url is not None
        walk = taken.walk


def test_a_new_article_pinned_on_top_does_not_keep_it_going() -> None:
    walk = take(START, page(99, 1, 2, days=days(2025, 2024, 2023)), since=SINCE).walk
    walk = take(walk, page(99, 3, 4, days=days(2025, 2022, 2021)), since=SINCE).walk
    assert take(walk, page(99, 5, 6, days=days(2025, 2020, 2019)), since=SINCE).next_url is None


def test_a_listing_sorted_the_other_way_round_is_read_to_its_end() -> None:
    walk = START
    for number in range(6):
        taken = take(
            walk, page(2 * number, 2 * number + 1, days=days(2010 + 2 * number, 2011 + 2 * number)), since=SINCE
        )
        assert taken.next_url is not None
        walk = taken.walk


def test_without_dates_on_the_page_the_articles_own_decide() -> None:
    published = {"1": date(2023, 1, 1), "2": date(2022, 1, 1), "3": date(2021, 1, 1), "4": date(2020, 1, 1)}
    walk = START
    for numbers in ((1, 2), (3, 4)):
        taken = take(walk, page(*numbers), since=SINCE, day_of=published.get)
        assert taken.next_url is not None
        walk = taken.walk
    assert take(walk, page(5, 6), since=SINCE, day_of=published.get).next_url is None


def test_leaps_over_a_page_that_cannot_be_had() -> None:
    listing = page(1, 2, next_url="http://p/van-hoa?cur=2", last=5)
    walk = take(
        START,
        replace(listing, paging=Paging("http://p/van-hoa?cur=2", 5, ((2, "http://p/van-hoa?cur=2"), (3, "/three")))),
    ).walk
    onward = past_gap(walk, "http://p/van-hoa?cur=2")
    assert onward is not None
    assert (onward[0].number, onward[1]) == (3, "/three")
    further = past_gap(onward[0], "http://p/van-hoa?cur=3")
    assert further is not None
    assert further[1] == "http://p/van-hoa?cur=4"
    assert past_gap(further[0], further[1]) is None


def test_goes_through_json() -> None:
    walk = take(START, page(1, 2, last=3)).walk
    assert Walk.of(loads(dumps(asdict(walk)))) == walk


# What earlier runs know


def known(*numbers: int) -> dict[str, object]:
    return {"met": {str(number) for number in numbers}.__contains__, "enough": 3}


def test_ends_behind_enough_known_articles_in_a_row() -> None:
    taken = take(START, page(9, 1, 2, 3), **known(1, 2, 3))
    assert (taken.next_url, taken.broken, taken.at_end, len(taken.entries)) == (None, None, False, 4)
    assert take(START, page(9, 1, 2), **known(1, 2)).next_url is not None


def test_the_row_goes_on_over_pages_and_breaks_at_what_is_new() -> None:
    first = take(START, page(9, 1, 2), **known(1, 2, 3, 4))
    assert take(first.walk, page(3, 4), **known(1, 2, 3, 4)).next_url is None
    assert take(first.walk, page(8, 3, 4), **known(1, 2, 3, 4)).next_url is not None


def test_a_new_article_behind_the_row_on_the_same_page_keeps_it_going() -> None:
    assert take(START, page(1, 2, 3, 9), **known(1, 2, 3)).next_url is not None


def test_pinned_articles_do_not_count() -> None:
    dates = days(2001, 2002, 2025, 2024)
    first = take(START, page(90, 91, 1, 2, days=dates), **known(90, 91, 1, 2, 3))
    assert first.next_url is not None
    second = take(first.walk, page(90, 91, 8, 3, days=days(2001, 2002, 2023, 2022)), **known(90, 91, 1, 2, 3))
    assert second.walk.known == 1


def test_the_articles_own_dates_tell_what_is_pinned_where_the_page_has_none() -> None:
    published = {"90": date(2001, 1, 1), "1": date(2025, 1, 1), "2": date(2024, 1, 1)}
    assert take(START, page(90, 1, 2), day_of=published.get, **known(90, 1, 2)).next_url is not None
    assert take(START, page(90, 1, 2), **known(90, 1, 2)).next_url is None


def test_a_listing_sorted_the_other_way_round_does_not_end_at_what_is_known() -> None:
    first = take(START, page(1, 2, 3, 4, days=days(2001, 2002, 2003, 2004)), **known(*range(9)))
    assert take(first.walk, page(5, 6, 7, 8, days=days(2005, 2006, 2007, 2008)), **known(*range(9))).next_url


def test_the_end_of_a_listing_is_told_from_leaving_it() -> None:
    assert take(START, page(1, next_url=None)).at_end
    assert not take(START, page(1)).at_end
    assert not take(START, page(1, next_url=None, last=3)).at_end
    assert not take(START, page(1), most_pages=1).at_end


def test_a_walk_with_a_gap_is_not_whole() -> None:
    walk = take(START, page(1, 2, next_url="http://p/van-hoa?cur=2", last=5)).walk
    onward = past_gap(walk, "http://p/van-hoa?cur=2")
    assert onward is not None
    assert walk.whole
    assert not take(onward[0], page(3, 4)).walk.whole


class Id(str):
    """An article's id that counts how often ids are compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Id.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_page_of_very_many_articles_is_not_compared_with_each_article_of_the_page_before() -> None:
    pages = [
        Listing(tuple(Entry("http://p/", Id(number)) for number in range(first, first + 2_000)), Paging("http://p/2"))
        for first in (0, 2_000)
    ]
    walk = take(START, pages[0]).walk
    Id.compared = 0
    assert len(take(walk, pages[1]).walk.fresh) == 2_000
    assert Id.compared < 10_000


NIGHT = datetime(2026, 11, 24, 19, tzinfo=UTC)


def test_in_so_many_nights_each_listing_is_walked_to_its_end_once_and_evenly() -> None:
    listings = [f"http://p/{number}" for number in range(28)]
    walks = dict.fromkeys(listings, NIGHT)
    for night in range(1, 43):
        now = NIGHT + timedelta(days=night)
        chosen = walked_fully(listings, walks, now, 14)
        assert len(chosen) == 2
        assert all(night <= 14 or now - walks[key] == timedelta(days=14) for key in chosen)
        walks |= dict.fromkeys(chosen, now)
        assert walked_fully(listings, walks, now + timedelta(hours=2), 14) == set()


def test_a_listing_that_missed_its_night_or_was_never_walked_is_walked_now() -> None:
    walks = {"a": NIGHT - timedelta(days=20), "b": NIGHT + timedelta(days=400), "c": NIGHT - timedelta(hours=3)}
    assert walked_fully(["a", "b", "c", "d"], walks, NIGHT, 14) == {"a", "b", "d"}
