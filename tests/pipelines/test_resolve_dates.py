"""What a page says of its time becomes a moment; a 12-hour clock is decided by the text."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import portals
from crawler.records.article import Article
from crawler.records.profile import Portal
from pipelines.resolve_dates import resolve_dates

TWELVE = portals.load("sontay")
TWENTY_FOUR = portals.load("vienson")


def resolved(raw: str | None, *texts: str, title: str = "Thị ủy họp", profile: Portal = TWELVE) -> Article:
    lead, paragraphs = (texts[0], list(texts[1:])) if texts else (None, [])
    page = Article("x:1", "x", "https://x.vn/1", title=title, lead=lead, paragraphs=paragraphs, published_raw=raw)
    return resolve_dates(page, profile)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("25/06/2020 | 07:26", "2020-06-25T07:26:00"),
        ("30/07/2024", "2024-07-30T00:00:00"),
        ("25-06-2020", "2020-06-25T00:00:00"),
        ("25.6.2020", "2020-06-25T00:00:00"),
        ("2020-06-25", "2020-06-25T00:00:00"),
        ("5/6/2020 7:26", "2020-06-05T07:26:00"),
        ("Thứ Năm, 25/06/2020, 07:26 (GMT+7)", "2020-06-25T07:26:00"),
        ("Thứ 5, ngày 25/06/2020 - 07:26", "2020-06-25T07:26:00"),
        ("07:26 25/06/2020", "2020-06-25T07:26:00"),
        ("07:26, ngày 25/06/2020", "2020-06-25T07:26:00"),
        ("07:26 | Thứ Năm, 25/06/2020", "2020-06-25T07:26:00"),
        ("ngày 25 tháng 6 năm 2020", "2020-06-25T00:00:00"),
        ("21 tháng 09 năm 2025", "2025-09-21T00:00:00"),
        ("25 Tháng Sáu 2020", "2020-06-25T00:00:00"),
        ("25 tháng mười hai, 2020", "2020-12-25T00:00:00"),
        ("25/06/2020 19h26", "2020-06-25T19:26:00"),
        ("19 giờ 26 phút ngày 25/06/2020", "2020-06-25T19:26:00"),
        ("25/06/2020 7:26 PM", "2020-06-25T19:26:00"),
        ("25/06/2020 7:26 CH", "2020-06-25T19:26:00"),
        ("25/06/2020 7:26 SA", "2020-06-25T07:26:00"),
        ("25/06/2020 12:05 AM", "2020-06-25T00:05:00"),
        ("25/06/2020 12:05 PM", "2020-06-25T12:05:00"),
        ("25/06/2020 07:26:45", "2020-06-25T07:26:45"),
        ("June 25, 2020", "2020-06-25T00:00:00"),
        ("25 June 2020 7:26 PM", "2020-06-25T19:26:00"),
        ("Thursday, Jun 25, 2020 at 14:05", "2020-06-25T14:05:00"),
        ("2020-06-25T07:26:00+07:00", "2020-06-25T07:26:00"),
        ("2020-06-25T18:30:00Z", "2020-06-26T01:30:00"),
        ("29/02/2020", "2020-02-29T00:00:00"),
    ],
)
def test_printed_shapes_are_read(raw: str, moment: str) -> None:
    found = resolved(raw, profile=TWENTY_FOUR)
    assert (found.published_at, found.published_time_inferred, found.problems) == (f"{moment}+07:00", False, [])
    assert found.published_raw == raw


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("31/02/2020", "date_impossible"), ("29/02/2021 | 07:26", "date_impossible"), ("25/13/2020", "date_impossible"),
     ("hôm nọ", "date_unreadable"), ("???", "date_unreadable")],
)  # fmt: skip
def test_a_date_that_is_none_is_a_problem_and_no_guess(raw: str, kind: str) -> None:
    found = resolved(raw)
    assert found.published_at is None
    assert [problem.kind for problem in found.problems] == [kind]


def test_an_article_without_a_date_stays_without() -> None:
    found = resolved(None, "Chiều 25/6, Thị ủy họp.")
    assert (found.published_at, found.published_time_inferred, found.problems) == (None, False, [])


@pytest.mark.parametrize(
    "text",
    [
        "Chiều ngày 25/6, Ban Thường vụ Thị ủy tổ chức hội nghị tổng kết Đề án, ngày 13/6/2016.",
        "Chiều 25/6/2020, UBND thị xã họp.",
        "Chiều ngày 25 tháng 6, UBND thị xã họp.",
        "Chiều nay, UBND thị xã họp.",
        "Chiều nay (25/6), UBND thị xã họp.",
        "Chiều hôm nay, UBND thị xã họp.",
        "Tối 25/6, Đội văn nghệ biểu diễn.",
        "Vào 14h30 ngày 25/6, đoàn đến thăm.",
        "Lúc 15 giờ ngày 25/6/2020, xảy ra cháy.",
        "Ngày 25/6, từ 14 giờ, các đội thi đấu.",
        "3 giờ chiều ngày 25/6, mưa tạnh.",
        "Sáng 25/6, hội nghị khai mạc. Chiều cùng ngày, các tổ thảo luận.",
        "Tính đến 16h ngày 25/6, toàn thị xã có 3 trường hợp.",
        "Chiều 25/6, UBND tổ chức họp báo về đại hội sẽ khai mạc vào tháng 7.",
        "On the afternoon of June 25, the committee held a meeting.",
    ],
)
def test_what_happened_that_day_after_the_printed_time_makes_it_evening(text: str) -> None:
    for texts in ((text,), ("Hội nghị tổng kết công tác năm.", text)):
        found = resolved("25/06/2020 | 07:26", *texts)
        assert (found.published_at, found.published_time_inferred) == ("2020-06-25T19:26:00+07:00", True)
        assert found.published_raw == "25/06/2020 | 07:26"


@pytest.mark.parametrize(
    "text",
    [
        "Ban Thường vụ Thị ủy tổ chức hội nghị.",
        "Sáng 25/6, Thị ủy họp.",
        "Chiều 24/6, Thị ủy họp.",
        "Chiều 25/5, Thị ủy họp.",
        "Chiều 25/6/2019, Thị ủy họp.",
        "Sáng 24/6, hội nghị khai mạc. Chiều cùng ngày, các tổ thảo luận.",
        "Hội nghị sẽ diễn ra vào chiều 25/6.",
        "Chiều 25/6, Thị ủy sẽ tổ chức hội nghị.",
        "Dự kiến chiều 25/6, đoàn đến thăm.",
        "Dự báo chiều và tối nay có mưa.",
        "Kính mời các đại biểu dự hội nghị lúc 14h00 ngày 25/6.",
        "Hồ sơ gửi về trước 17h ngày 25/6.",
        "Đến 17 giờ ngày 25/6 là hết hạn.",
        "Đoàn đi lúc 6h30 ngày 25/6.",
        "Ngày 25/6, Thị ủy họp.",
        "Từ trước đến nay, chiều chiều bà con vẫn ra đồng.",
    ],
)
def test_a_text_that_does_not_force_it_leaves_the_time_as_printed(text: str) -> None:
    found = resolved("25/06/2020 | 07:26", text)
    assert (found.published_at, found.published_time_inferred) == ("2020-06-25T07:26:00+07:00", False)


@pytest.mark.parametrize(
    "title", ["Thông báo lịch cắt điện", "Giấy mời họp", "Lịch tiếp công dân", "Kế hoạch tổ chức lễ hội"]
)
def test_announcements_tell_of_nothing_past(title: str) -> None:
    assert not resolved("25/06/2020 | 07:26", "Chiều 25/6, tại hội trường.", title=title).published_time_inferred


@pytest.mark.parametrize(
    ("raw", "text", "hour"),
    [
        ("25/06/2020 | 12:15", "Chiều 25/6, Thị ủy họp.", "12:15"),
        ("25/06/2020 | 12:15", "Sáng 25/6, Thị ủy họp.", "12:15"),
        ("25/06/2020 | 19:26", "Chiều 25/6, Thị ủy họp.", "19:26"),
        ("25/06/2020 | 00:26", "Chiều 25/6, Thị ủy họp.", "00:26"),
        ("25/06/2020 | 07:26 AM", "Chiều 25/6, Thị ủy họp.", "07:26"),
        ("25/06/2020 | 03:10", "Tối 25/6, hội diễn khai mạc.", "03:10"),
        ("25/06/2020", "Chiều 25/6, Thị ủy họp.", "00:00"),
    ],
)
def test_what_twelve_hours_cannot_mend_stays_as_printed(raw: str, text: str, hour: str) -> None:
    found = resolved(raw, text)
    assert (found.published_at, found.published_time_inferred) == (f"2020-06-25T{hour}:00+07:00", False)


def test_a_morning_event_makes_an_early_hour_an_afternoon_one() -> None:
    found = resolved("25/06/2020 | 01:26", "Sáng 25/6, Thị ủy họp.")
    assert (found.published_at, found.published_time_inferred) == ("2020-06-25T13:26:00+07:00", True)


def test_the_last_day_of_a_month_is_matched() -> None:
    assert resolved("30/06/2020 | 08:00", "Chiều 30/6, Thị ủy họp.").published_at == "2020-06-30T20:00:00+07:00"
    assert not resolved("01/07/2020 | 08:00", "Chiều 30/6, Thị ủy họp.").published_time_inferred


def test_a_24_hour_portal_is_never_inferred() -> None:
    found = resolved("25/06/2020 | 07:26", "Chiều 25/6, Thị ủy họp.", profile=TWENTY_FOUR)
    assert (found.published_at, found.published_time_inferred) == ("2020-06-25T07:26:00+07:00", False)


def test_resolving_twice_changes_nothing() -> None:
    for raw in ("25/06/2020 | 07:26", "31/02/2020"):
        once = resolved(raw, "Chiều 25/6, Thị ủy họp.")
        assert resolve_dates(once, TWELVE) == once


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y | %H:%M", "%H:%M, %d-%m-%Y", "%Y-%m-%d %H:%M"]),
)
def test_any_moment_printed_is_read_back(moment: datetime, shape: str) -> None:
    found = resolved(moment.strftime(shape), profile=TWENTY_FOUR)
    assert found.published_at == moment.strftime("%Y-%m-%dT%H:%M:00+07:00")


@given(st.text(max_size=120), st.text(max_size=200))
def test_any_text_gives_a_moment_or_a_problem(raw: str, text: str) -> None:
    found = resolved(raw or None, text)
    assert found.published_at is not None or found.problems or not raw
