"""What an official document says of itself at its head: a part of the record of the article that offers it."""

from dataclasses import dataclass
from typing import Annotated

from crawler.records.column import Column


@dataclass(slots=True)
class OfficialDocument:
    """An official document whose own text the article, or a file that it offers, is."""

    type: Annotated[str, Column("Kind of document; a letter is a Công văn", "Kế hoạch", few=True)]
    number: Annotated[str | None, Column("Its number, without blanks; missing in a draft", "27/KH-UBND")]
    date: Annotated[str | None, Column("Its date", "2023-02-03", type="day")]
    issuer: Annotated[str | None, Column("Who issued it, in usual case", "Ủy ban nhân dân thị xã Sơn Tây")]
    abstract: Annotated[str | None, Column(
        'What it is about ("trích yếu"), without "Về việc" or "V/v"', "Cải cách hành chính năm 2023"
    )]  # fmt: skip
    url: Annotated[str | None, Column(
        "Address of the file that holds it; missing where the article's own text does",
        "https://sontay.hanoi.gov.vn/documents/20181/1/KH-27.signed.pdf",
    )] = None  # fmt: skip
    document_id: Annotated[str | None, Column(
        "The document across articles, as in `documents`",
        "Kế hoạch 27/KH-UBND, 2023, Ủy ban nhân dân [01/thixasontay]",
    )] = None  # fmt: skip
