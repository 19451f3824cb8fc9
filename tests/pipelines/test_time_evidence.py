"""How exactly the moment of publication is known, and what told it."""

from datetime import UTC, datetime

import pytest

from crawler.records.article import Article, Evidence, Image
from crawler.records.dates import Witness
from pipelines.resolve_dates import resolve_dates
from tests.pipelines.test_resolve_dates import TWELVE, TWENTY_FOUR, resolved

#: 25 June 2020, 19:20 in Vietnam
UPLOADED = 1_593_087_600_000
EVENING = "2020-06-25T19:26:00+07:00"
MORNING = "2020-06-25T07:26:00+07:00"


def told(raw: str | None, *witnesses: tuple[Evidence, str], uploaded: int | None = None, text: str = "") -> Article:
    images = [Image(f"https://x.vn/image/journal/article?img_id=1&t={uploaded}")] if uploaded else []
    page = Article("x:1", "x", "https://x.vn/1", title="Thị ủy họp", lead=text, published_raw=raw, images=images)
    return resolve_dates(page, TWELVE, [Witness(*witness) for witness in witnesses])


@pytest.mark.parametrize(
    "raw",
    ["25/06/2020", "25/06/2020 | 12:00 AM", "25/06/2020 00:00", "2020-06-25T00:00:00+00:00", "25/06/2020 12:00 SA"],
)
def test_a_day_alone_or_its_midnight_is_a_day(raw: str) -> None:
    found = resolved(raw, profile=TWENTY_FOUR)
    assert (found.published_at, found.published_precision) == ("2020-06-25T00:00:00+07:00", "day")
    assert found.published_evidence == "page"


def test_a_clock_makes_it_a_minute_and_no_date_makes_it_nothing() -> None:
    assert resolved("25/06/2020 14:05", profile=TWENTY_FOUR).published_precision == "minute"
    nothing = resolved(None)
    assert (nothing.published_precision, nothing.published_evidence) == (None, None)


@pytest.mark.parametrize(
    ("witness", "moment"),
    [
        (("listing", "25/06/2020 7:26 PM"), EVENING),
        (("listing", "25/06/2020 7:26 AM"), MORNING),
        (("json_ld", "2020-06-25T19:26:10+07:00"), EVENING),
        (("json_ld", "2020-06-25T12:26:10Z"), EVENING),
        (("feed", "Thu, 25 Jun 2020 19:26:00 +0700"), EVENING),
    ],
)
def test_a_witness_decides_between_morning_and_afternoon(witness: tuple[Evidence, str], moment: str) -> None:
    found = told("25/06/2020 | 07:26", witness)
    assert (found.published_at, found.published_evidence) == (moment, witness[0])
    assert found.published_time_inferred is False


def test_the_listing_is_believed_before_the_page_s_data_uploads_and_the_text() -> None:
    evening: tuple[Evidence, str] = ("json_ld", "2020-06-25T19:26:00+07:00")
    text = "Chiều ngày 25/6, Thị ủy tổ chức hội nghị."
    found = told("25/06/2020 | 07:26", evening, ("listing", "25/06/2020 07:26 AM"), uploaded=UPLOADED, text=text)
    assert (found.published_at, found.published_evidence) == (MORNING, "listing")


def test_a_listing_with_the_same_open_clock_or_another_day_decides_nothing() -> None:
    for witness in ("25/06/2020 07:26", "26/06/2020 07:26 PM", "31/02/2020"):
        assert told("25/06/2020 | 07:26", ("listing", witness)).published_evidence == "page"


def test_the_moment_of_upload_decides_when_it_is_close() -> None:
    found = told("25/06/2020 | 07:26", uploaded=UPLOADED)
    assert (found.published_at, found.published_evidence) == (EVENING, "upload")
    assert found.published_time_inferred is True
    later = told("25/06/2020 | 07:26", uploaded=UPLOADED + 5 * 3_600_000)
    assert (later.published_at, later.published_evidence) == (MORNING, "page")


def test_the_text_decides_last() -> None:
    found = told("25/06/2020 | 07:26", text="Chiều ngày 25/6, Thị ủy tổ chức hội nghị tổng kết.")
    assert (found.published_at, found.published_evidence) == (EVENING, "text")


def test_a_witness_gives_the_time_of_a_day_and_the_day_where_the_page_has_none() -> None:
    found = told("25/06/2020", ("json_ld", "2020-06-25T19:26:00+07:00"))
    assert (found.published_at, found.published_precision, found.published_evidence) == (EVENING, "minute", "json_ld")
    listed = told(None, ("listing", "25/06/2020"))
    assert (listed.published_at, listed.published_evidence) == ("2020-06-25T00:00:00+07:00", "listing")
    assert listed.published_raw is None


def test_noon_in_utc_is_how_drupal_writes_a_day() -> None:
    found = told("25/06/2020", ("json_ld", "2020-06-25T12:00:00Z"))
    assert (found.published_at, found.published_precision) == ("2020-06-25T00:00:00+07:00", "day")
    evening = told("25/06/2020", ("json_ld", "2020-06-25T12:00:00+07:00"))
    assert (evening.published_at, evening.published_precision) == ("2020-06-25T12:00:00+07:00", "minute")


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2020-06-24 20:26:00+00:00", "2020-06-25T03:26:00"),
        ("2020-06-24 20:26Z", "2020-06-25T03:26:00"),
        ("24/06/2020 20:26 (GMT+0)", "2020-06-25T03:26:00"),
        ("24/06/2020, 20:26 UTC", "2020-06-25T03:26:00"),
        ("25/06/2020 03:26 (GMT+7)", "2020-06-25T03:26:00"),
        ("25/06/2020 03:26 GMT +07:00", "2020-06-25T03:26:00"),
    ],
)
def test_an_offset_behind_a_blank_or_in_brackets_counts(raw: str, moment: str) -> None:
    assert resolved(raw, profile=TWENTY_FOUR).published_at == f"{moment}+07:00"


@pytest.mark.parametrize("year", [2029, 2101, 2910])
def test_a_date_more_than_a_year_behind_the_day_of_reading_is_none(year: int) -> None:
    raw = f"25/06/{year} | 07:26"
    page = Article("x:1", "x", "https://x.vn/1", title="Thị ủy họp", published_raw=raw)
    found = resolve_dates(page, TWENTY_FOUR, read_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (found.published_at, found.published_precision, found.published_evidence) == (None, None, None)
    assert (found.published_raw, [problem.kind for problem in found.problems]) == (
        raw,
        ["future_date"],
    )
    ahead = resolve_dates(
        page.changed(published_raw="25/06/2026"), TWENTY_FOUR, read_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert ahead.published_at == "2026-06-25T00:00:00+07:00"
