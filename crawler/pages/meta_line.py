"""The meta line: what a page says about an article's publication, in the wordings of the portals.

`Ngày đăng 25/06/2020 | 07:26  |  View count: 451` is the seed's; sisters write `Lượt xem`, `Số lượt xem`, `Đã xem`,
`Đăng lúc`, `Cập nhật`, `Posted`, set labels and values in cells of their own, or show an eye instead of a label.
"""

import re
from dataclasses import dataclass

from crawler.dates import ImpossibleDateError, find_clock, find_moment
from crawler.pages.furniture import without_tools
from crawler.pages.reading import EYE

#: A meta line is short: labels, date, clock, count, perhaps author and source.
LONGEST_META = 250
_PUBLISHED = (
    r"(?:ngày\s+(?:đăng(?:\s+(?:tin|bài|tải))?|xuất\s+bản|phát\s+hành|tạo|gửi|viết)|(?:được\s+)?đăng\s+(?:vào\s+)?(?:ngày|lúc|tải(?:\s+lúc)?|hồi)"
    r"|thời\s+gian(?:\s+đăng)?|xuất\s+bản(?:\s+(?:lúc|ngày))?|published(?:\s+(?:on|at|date))?|posted(?:\s+(?:on|at|date))?"
    r"|publication\s+date|publish\s+date|post\s+date|created|date|đăng|ngày)"
)
#: Labels that are no words of prose, wherever they stand.
_CLEAR = r"(?:ngày\s+(?:đăng|xuất\s+bản)|đăng\s+(?:ngày|lúc)|published|posted)"
_UPDATED = r"(?:(?:ngày\s+|lần\s+|thời\s+gian\s+)?cập\s+nhật(?:\s+(?:lần\s+cuối|lúc|ngày|vào|cuối))*|(?:last\s+)?(?:updated|modified)(?:\s+(?:on|at))?|sửa\s+đổi)"
_COUNT = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,9})(?![\d/:])"
_VIEW_LABEL = (
    rf"(?:{EYE}|view\s*count|page\s*views?|views?|hits?|reads?|(?:số\s+|tổng\s+(?:số\s+)?)?(?:lượt|lần)\s+(?:xem|đọc)"
    r"(?:\s+(?:bài(?:\s+viết)?|tin|trang))?|đã\s+(?:xem|đọc)|số\s+người\s+(?:xem|đọc)|người\s+đọc|lượt\s+người\s+xem|xem|đọc)"
)
_VIEWS_BEHIND = re.compile(
    rf"(?<!\w){_VIEW_LABEL}\s{{0,3}}[:=.(\[-]{{0,2}}\s{{0,3}}{_COUNT}\s?(?:lượt|lần|views?)?", re.I
)
_VIEWS_BEFORE = re.compile(
    rf"(?<![\d/:.,-]){_COUNT}\s{{0,3}}(?:\(?\s?(?:(?:lượt|lần|người)\s+(?:xem|đọc)|views?|hits?|reads?|{EYE})(?!\w))",
    re.I,
)
_LONE_COUNT = re.compile(rf"(?<![\d/:.,-])(?<!\w){_COUNT}(?!\w)")
_LABEL = re.compile(
    rf"(?<!\w)(?:{_PUBLISHED}|{_UPDATED}|{_VIEW_LABEL}|lượt|lần|views?|hôm\s+nay|(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|gmt|utc|lúc|vào|at|on|by|am|pm)(?!\w)|\d{1,2}:\d{2}(?::\d{2})?|\+\d{1,2}",
    re.I,
)
#: A lone "ngày" or "đăng" is a label at the beginning of a line; elsewhere it is a word of prose.
_STRONG_LABEL = re.compile(rf"^\W*(?:{_PUBLISHED}|{_UPDATED})(?!\w)|(?<!\w)(?:{_PUBLISHED}|{_UPDATED})\s*:", re.I)
_PUBLISHED_AT = re.compile(rf"^\W*{_PUBLISHED}(?!\w)\s*:?|(?<!\w){_PUBLISHED}\s*:|(?<!\w){_CLEAR}(?!\w)", re.I)
_UPDATED_AT = re.compile(rf"(?<!\w){_UPDATED}(?!\w)\s*:?", re.I)
_STOP = rf"(?=\s*(?:[|•·;\n]|\s[-–—]\s|,\s*(?:ngày|lúc)|(?<!\w)(?:{_PUBLISHED}|{_UPDATED}|{_VIEW_LABEL}|tác\s+giả|nguồn|người\s+đăng|chuyên\s+mục|danh\s+mục)\s*[:\d]|\d{{1,2}}[/:-]\d|$))"
_AUTHOR = re.compile(
    rf"(?<!\w)(?:tác\s+giả|người\s+viết|author|by|bài\s+viết|viết\s+bởi|phóng\s+viên)\s*:\s*(.{{2,80}}?){_STOP}", re.I
)
_SOURCE = re.compile(rf"(?<!\w)(?:nguồn(?:\s+tin)?|source|theo)\s*:\s*(.{{2,80}}?){_STOP}", re.I)
_CATEGORY = re.compile(
    rf"(?<!\w)(?:chuyên\s+mục|danh\s+mục|thể\s+loại|mục|category|trong|in)\s*:\s*(.{{2,80}}?){_STOP}", re.I
)
_OTHER = re.compile(
    rf"(?<!\w)(?:người\s+đăng|đăng\s+bởi|posted\s+by|biên\s+tập(?:\s+viên)?|bình\s+luận|comments?|lượt\s+tải|phản\s+hồi|{_COUNT}\s+(?:bình\s+luận|phản\s+hồi|comments?))\s*:?\s*([^|•;\d]{{0,60}}?|{_COUNT}){_STOP}",
    re.I,
)
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Meta:
    """What a meta line says; `raw` is the moment as printed. `labelled`: a label, a clock or a count stands beside the
    date. `rest` is what was not understood: long in prose, empty in a pure meta line."""

    raw: str | None = None
    views: int | None = None
    author: str | None = None
    source: str | None = None
    category: str | None = None
    labelled: bool = False
    timed: bool = False
    today: bool = False
    lone_count: int | None = None
    rest: str = ""

    @property
    def weight(self) -> int:
        """How many facts it holds."""
        facts = (self.raw, self.views, self.author, self.source, self.category)
        return sum(fact is not None for fact in facts) + self.timed


def read_meta(text: str) -> Meta:
    """What `text` says when it is read as a meta line.

    >>> meta = read_meta("Ngày đăng 25/06/2020 | 07:26 | View count: 1.451")
    >>> meta.raw, meta.views, meta.rest
    ('25/06/2020 | 07:26', 1451, '')
    """
    meta = Meta()
    if len(text) > LONGEST_META:
        meta.rest = text
        return meta
    left = text
    for pattern, name in ((_AUTHOR, "author"), (_SOURCE, "source"), (_CATEGORY, "category")):
        found = pattern.search(left)
        if found and not find_day(found[1]):
            setattr(meta, name, found[1].strip(" -–—|,.;()"))
            left = f"{left[: found.start()]} | {left[found.end() :]}"
    left = _OTHER.sub(" | ", left)
    span = _moment_span(left)
    if span:
        meta.raw = left[span[0] : span[1]]
        meta.timed = find_clock(meta.raw) is not None
        before = left[: span[0]]
        meta.labelled = bool(_STRONG_LABEL.search(before) or _PUBLISHED_AT.search(before))
        meta.today = "hôm nay" in text.lower() or "today" in text.lower()
        left = f"{before} | {left[span[1] :]}"
        while again := _moment_span(left):  # "Cập nhật 26/06/2020" beside the day of publication
            left = f"{left[: again[0]]} | {left[again[1] :]}"
    for pattern in (_VIEWS_BEHIND, _VIEWS_BEFORE):
        found = pattern.search(left)
        if found:
            meta.views = _number(found[1])
            meta.labelled = True
            left = f"{left[: found.start()]} | {left[found.end() :]}"
            break
    meta.labelled = meta.labelled or meta.timed
    meta.rest = without_tools(_SEPARATORS.sub(" ", _LABEL.sub(" ", left)).strip())
    alone = _LONE_COUNT.fullmatch(meta.rest)
    if alone:
        meta.lone_count = _number(alone[1])
        meta.rest = ""
    return meta


def is_meta(meta: Meta) -> bool:
    """Whether the text is a meta line by itself: a date or a count, and hardly anything else."""
    if meta.raw is None and meta.views is None:
        return False
    return len(meta.rest) <= (20 if meta.labelled else 8)


def is_piece(text: str) -> bool:
    """Whether the text is a part of a meta line that was set apart: a label, a clock, a count, a separator."""
    if len(text) > 60:
        return False
    if _LONE_COUNT.fullmatch(text.replace(EYE, "").strip()):
        return True
    meta = read_meta(text)
    return not meta.rest


def find_day(text: str) -> bool:
    """Whether any date stands in the text."""
    return _moment_span(text) is not None


def _moment_span(text: str) -> tuple[int, int] | None:
    published, updated = _PUBLISHED_AT.search(text), _UPDATED_AT.search(text)
    begins = [published.end()] if published else []
    for begin in [*begins, 0]:
        # The day of the last change stands in for that of publication only where the latter is missing.
        piece = text[begin : updated.start() if updated and updated.start() > begin else None]
        span = _first(piece) or _first(text[begin:])
        if span:
            return begin + span[0], begin + span[1]
    return None


def _first(text: str) -> tuple[int, int] | None:
    try:
        moment = find_moment(text)
    except ImpossibleDateError as error:
        start = text.find(str(error))
        return start, start + len(str(error))
    return (moment.start, moment.end) if moment else None


def _number(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))
