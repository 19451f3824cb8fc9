"""A text that an article had before the portal changed it."""

from dataclasses import dataclass
from typing import Annotated

from crawler.records.column import Column


@dataclass(slots=True)
class EarlierVersion:
    """The text that an article had before it was changed."""

    version: Annotated[int, Column("Its number: 1 is the first text that was seen", 1)]
    seen_at: Annotated[str | None, Column(
        "When this text was first seen", "2026-11-24T09:36:37+07:00", type="moment"
    )]  # fmt: skip
    title: Annotated[str | None, Column("Its headline", "Thị ủy tổng kết thực hiện Đề án số 01- ĐA/TU")]
    lead: Annotated[str | None, Column("Its first paragraph (sapo)", "Chiều ngày 25/6, Ban Thường vụ …")]
    body: Annotated[str | None, Column("Its paragraphs, joined by a blank line", "Sau 4 năm triển khai …")]
    author: Annotated[str | None, Column("Its byline", "PHẠM HẢO")]
    source: Annotated[str | None, Column("Its source", "Cổng thông tin điện tử Chính phủ")]
