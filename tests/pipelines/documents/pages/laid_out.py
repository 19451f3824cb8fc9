"""Made-up official documents in the layouts of extracted text: columns beside or behind each other, wrapped, marked."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from crawler.records import word_lists

FIELDS = ("type", "number", "date", "issuer", "abstract")
#: What a document says of each field.
Fields = dict[str, str | None]


class Sheet(NamedTuple):
    """A page in its parts."""

    left: list[str]
    subject: list[str]
    right: list[str]
    title: list[str]
    text: list[str]

    @property
    def whole_left(self) -> list[str]:
        return self.left + self.subject


def documents(name: str) -> Iterator[tuple[list[str], Fields]]:
    """The documents of a set, as lines, with what they say."""
    layouts = {
        "open": OPEN,
        "closed": CLOSED,
        "late": [*CLOSED, *OPEN],
        "last": [*OPEN, *CLOSED],
        "final": [*CLOSED, *OPEN],
    }[name]
    for index, row in enumerate(word_lists.rows(Path(__file__).with_name(f"{name}.tsv"))):
        yield layouts[index % len(layouts)](_sheet(row)), _fields(row)


def _sheet(row: list[str]) -> Sheet:
    superior, issuer, number, date, kind, abstract, text, _ = row
    party = number.startswith("Số ")
    right = (
        ["ĐẢNG CỘNG SẢN VIỆT NAM"] if party else ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    )
    left = [line for part in (superior, issuer) if part != "-" for line in part.split("/")] + [number]
    lines = (
        abstract.split("/")
        if "V/v" not in abstract
        else ["V/v" + abstract[3:].split("/")[0], *abstract[3:].split("/")[1:]]
    )
    title = [] if kind == "-" else [kind, *lines]
    return Sheet(
        left,
        lines if kind == "-" else [],
        [*right, date],
        title,
        [*(text.split("/") if text.isupper() else [text]), "Nội dung của văn bản."],
    )


def _fields(row: list[str]) -> Fields:
    _, _, number, date, kind, abstract, _, usual = row
    code = re.search(r"[:ố]\s*(\d.*)$", number)
    day = re.search(r"ngày\s+(\d+)\s+tháng\s+(\d+)\s+năm\s+(\d+)", date)
    abstract = re.sub(r"^của [^/]+/", "", abstract)  # whose it is, which stands below the kind
    about = re.sub(r"^(V/v|Về việc) ", "", abstract.replace("V/v", "V\\v")).replace("V\\v ", "")
    return {
        "type": "Công văn" if kind == "-" else kind.capitalize().replace("Kết luận thanh tra", "Kết luận"),
        "number": code[1] if code else None,
        "date": f"{int(day[3])}-{int(day[2]):02}-{int(day[1]):02}" if day else None,
        "issuer": None if usual == "-" else usual,
        "abstract": about.replace("/", " "),
    }


def _beside(left: list[str], right: list[str], gap: str) -> list[str]:
    return [f"{one}{gap}{other}".strip() for one, other in zip_longest(left, right, fillvalue="")]


def rows(sheet: Sheet) -> list[str]:
    return [*_beside(sheet.whole_left, sheet.right, "          "), *sheet.title, *sheet.text]


def rows_close(sheet: Sheet) -> list[str]:
    return [*_beside(sheet.whole_left, sheet.right, " "), "", *sheet.title, "", *sheet.text]


def columns(sheet: Sheet) -> list[str]:
    return [*sheet.whole_left, *sheet.right, *sheet.title, *sheet.text]


def right_first(sheet: Sheet) -> list[str]:
    return [*sheet.right, *sheet.whole_left, *sheet.title, *sheet.text]


def alternating(sheet: Sheet) -> list[str]:
    pairs = zip_longest(sheet.whole_left, sheet.right, fillvalue="")
    return [*filter(None, chain.from_iterable(pairs)), *sheet.title, *sheet.text]


def ruled(sheet: Sheet) -> list[str]:
    left = [*sheet.left[:-1], "-------", sheet.left[-1], *sheet.subject]
    right = [*sheet.right[:-1], "---------------", sheet.right[-1]]
    return [*_beside(left, right, "     "), *sheet.title, "________", *sheet.text]


def stamped(sheet: Sheet) -> list[str]:
    stamp = ["Ký bởi: Văn thư", "Ngày ký: 14-03-2023 16:20:11 +07:00", "HỎA TỐC"]
    return [*stamp, *columns(sheet)]


def on_one_line(sheet: Sheet) -> list[str]:
    title = [" ".join(sheet.title)] if sheet.title else []
    return [*columns(sheet._replace(title=[], text=[])), *title, *sheet.text]


def spaced(sheet: Sheet) -> list[str]:
    head = chain.from_iterable((line, "") for line in rows(sheet._replace(title=[], text=[])))
    return [*head, *sheet.title, "", *sheet.text]


def old_toned(sheet: Sheet) -> list[str]:
    other = {"HÒA": "HOÀ", "ỦY": "UỶ", "Ủy": "Uỷ", "Độc lập - Tự do -": "Độc lập – Tự do –", "Số: ": "Số : "}
    return [_replaced(line, other) if at < 8 and "V/v" not in line else line for at, line in enumerate(columns(sheet))]


def paragraphs(sheet: Sheet) -> list[str]:
    """An article's body: the abstract is one paragraph, and rules and blank lines are gone."""
    subject = [" ".join(sheet.subject)] if sheet.subject else []
    title = [sheet.title[0], " ".join(sheet.title[1:])] if sheet.title else []
    return [*sheet.left, *subject, *sheet.right, *title, *sheet.text]


def tabbed(sheet: Sheet) -> list[str]:
    return [*_beside(sheet.whole_left, ["", *sheet.right], "\t"), "", *sheet.title, "", "", *sheet.text]


def blanks_in_number(sheet: Sheet) -> list[str]:
    number = sheet.left[-1].replace("/", " / ") if re.search(r"\d", sheet.left[-1]) else sheet.left[-1]
    return columns(sheet._replace(left=[*sheet.left[:-1], number]))


def signed_between(sheet: Sheet) -> list[str]:
    left = [
        *sheet.left[:-1],
        "Người ký: Văn phòng",
        "Thời gian ký: 02.04.2022 08:11:02",
        sheet.left[-1],
        *sheet.subject,
    ]
    return [*left, "", *sheet.right, "", *sheet.title, "* * *", *sheet.text]


def right_below(sheet: Sheet) -> list[str]:
    """The right column begins a line higher than the left one."""
    return [*_beside(["", *sheet.whole_left], sheet.right, "   "), *sheet.title, *sheet.text]


def numbered_page(sheet: Sheet) -> list[str]:
    title = [sheet.title[0], " ".join(sheet.title[1:])] if sheet.title else []
    return ["1", *right_first(sheet._replace(title=[], text=[])), "", *title, *sheet.text]


def _replaced(line: str, other: dict[str, str]) -> str:
    for one, another in other.items():
        line = line.replace(one, another)
    return line


Layout = Callable[[Sheet], list[str]]
OPEN: list[Layout] = [
    rows, columns, ruled, right_first, alternating, stamped, on_one_line, rows_close, spaced, old_toned, paragraphs,
]  # fmt: skip
CLOSED: list[Layout] = [
    tabbed,
    blanks_in_number,
    signed_between,
    right_below,
    numbered_page,
    rows_close,
    columns,
    ruled,
]
