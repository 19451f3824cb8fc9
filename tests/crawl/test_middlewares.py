"""What the middlewares read out of answers."""

from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from crawler.crawling.downloader.middlewares import is_maintenance, retry_after

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 12:05:00 GMT", 300.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_reads_seconds_and_dates_of_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("body", "maintenance"),
    [
        ("<h2>Hệ thống đang bảo trì, vui lòng quay lại sau.</h2>", True),
        ("<h1>Service Temporarily Unavailable</h1>", True),
        (
            "<h1>Thông báo</h1><p>Đường đang bảo trì.</p>" + "<p>Nhân dân lưu ý khi đi lại qua khu vực này.</p>" * 20,
            False,
        ),
        ("<p>Không tìm thấy nội dung.</p>", False),
        ("", False),
    ],
)
def test_knows_an_excuse_sent_with_status_200(body: str, maintenance: bool) -> None:
    response = HtmlResponse("http://127.0.0.1/", body=f"<html><body>{body}</body></html>", encoding="utf-8")
    assert is_maintenance(response) is maintenance
