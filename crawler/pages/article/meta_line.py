"""The meta line: what a page says about an article's publication, in the wordings of the portals.

`Ngày đăng 25/06/2020 | 07:26  |  View count: 451` is the seed's; sisters write `Lượt xem`, `Số lượt xem`, `Đã xem`,
`Đăng lúc`, `Cập nhật`, `Posted`, set labels and values in cells of their own, or show an eye instead of a label.
"""

import re
from dataclasses import dataclass

from crawler.pages.page.label_sets import Guarded, any_of, entries_of, one_of
from crawler.pages.page.lexicon import is_file_label, names_account, names_writer, without_tools
from crawler.pages.page.lines import EYE
from crawler.records.dates import ImpossibleDateError, find_clock, find_moment, may_print_day
from crawler.records.text import CAPITALS, remembered
from pipelines.tables import entries

#: A meta line is short: labels, date, clock, count, perhaps author and source.
LONGEST_META = 250
#: Words of a line without a label: more are prose.
_MOST_WORDS = 32


_PUBLISHED, _CLEAR = any_of("published"), any_of("clear_stamps")
_UPDATED = rf"{any_of('updated')}(?:\s+{any_of('updated_more')}){{0,3}}"
_TOTAL, _COUNTED_OF = rf"(?:{any_of('views_total')}\s+)?", rf"(?:\s+{any_of('views_of')})?"
_VIEW_LABEL = rf"(?:{EYE}|{_TOTAL}{any_of('views_counted')}{_COUNTED_OF}|{any_of('views')})"
_WEEK_DAY = any_of("days_of_week")
_COUNT = (
    rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?\s?{any_of('thousands', 'millions')}(?!\w)"
    r"|\d{1,3}(?:[.,]\d{3})+|\d{1,3}(?:[ \u00a0]\d{3})+|\d{1,9})(?![\d/:])"
)
_UNIT = re.compile(rf"(?:({any_of('thousands')})|{any_of('millions')})$", re.I)
_VIEWS_BEHIND = re.compile(
    rf"(?<!\w){_VIEW_LABEL}\s{{0,3}}[:=.(\[-]{{0,2}}\s{{0,3}}{_COUNT}"
    rf"(?!\s?{any_of('minutes', 'visitors')})\s?{any_of('times')}?",
    re.I,
)
_VIEWS_BEFORE = re.compile(rf"(?<![\d/:.,-]){_COUNT}\s{{0,3}}\(?\s?(?:{any_of('readers')}|{EYE})(?!\w)", re.I)
#: The label of a whole site's counter: beside a day it counts the visits of the article.
_VISITS = Guarded(
    rf"(?<!\w){_TOTAL}{any_of('visits')}{_COUNTED_OF}\s{{0,3}}:?\s{{0,3}}{_COUNT}|(?<![\d/:.,-]){_COUNT}\s{any_of('visits')}",
    entries_of("visits"),
)
_LONE_COUNT = re.compile(rf"(?<![\d/:.,-])(?<!\w){_COUNT}(?!\w)")
_HOURS = any_of("hours")
#: Of a text in small letters.
_LABEL = re.compile(
    rf"(?<!\w)(?:{_PUBLISHED}|{_UPDATED}|{_VIEW_LABEL}|{_WEEK_DAY}|{any_of('label_words', 'visits')})(?!\w)"
    rf"|(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?|\d{{1,2}}\s?{_HOURS}\s?\d{{2}}(?:\s?{any_of('minutes')})?)['’′]?"
    rf"(?:\s?{any_of('before_noon_or_after')}(?!\w))?|\+\d{{1,2}}",
)
#: A lone "ngày" or "đăng" is a label at the beginning of a line; elsewhere it is a word of prose.
_STRONG_LABEL = Guarded(
    rf"^\W*(?:{_PUBLISHED}|{_UPDATED})(?!\w)|(?<!\w)(?:{_PUBLISHED}|{_UPDATED})\s*:", entries_of("published", "updated")
)
_PUBLISHED_AT = Guarded(
    rf"^\W*{_PUBLISHED}(?!\w)\s*:?|(?<!\w){_PUBLISHED}\s*:|(?<!\w){_CLEAR}(?!\w)",
    entries_of("published", "clear_stamps"),
)
_UPDATED_AT = Guarded(rf"(?<!\w){_UPDATED}(?!\w)\s*:?", entries_of("updated"))
_NAMED, _AT = any_of("fields_of_meta"), any_of("value_ends_at")
_FROM_NOW = (
    rf"(?:{any_of('about')}\s)?(?:\d{{1,3}}|{any_of('few')})\s(?:{one_of(entries('pages/relative_times'))})(?!\w)"
)
#: Where a value behind a label ends: at the next label, at a date, at the end.
_NEXT_FIELD = (
    rf"(?:[|•·;\n]|,\s*{any_of('day_or_time')}|\d{{1,2}}[/:.-]\d|$"
    rf"|\d[\d., \u00a0]{{0,12}}\s?(?:{any_of('thousands', 'millions')}\s?)?"
    rf"{any_of('readers', 'minutes', 'talk')}(?!\w)|(?<!\w)(?:{any_of('no', 'invites')}\s+)?{any_of('talk')}(?!\w)"
    rf"|{_WEEK_DAY}\s*[,|]|{_AT}\s+(?:{any_of('day_or_time')}\s|\d|{_WEEK_DAY}\W)|(?<!\w){_FROM_NOW}"
    rf"|(?<!\w)(?:{_PUBLISHED}|{_UPDATED}|(?:{any_of('views_of')}\s+)?{_VIEW_LABEL}|{_NAMED})\s*[:\d])"
)
#: A dash or a stroke ends a name, too.
_STOP = rf"(?=\s*(?:\s[-–—/]\s|{_NEXT_FIELD}))"
_VALUE = rf"\s*:\s*(.{{2,80}}?){_STOP}"
#: "Giáo dục - Y tế": in a category a dash is a part of the name where no field stands behind it.
_NAME_OF_CATEGORY = rf"\s*:\s*(.{{2,80}}?)(?=\s*(?:\s[-–—/]\s*)?{_NEXT_FIELD})"
_AUTHOR_LABEL, _SOURCE_LABEL = any_of("authors_in_meta_line"), any_of("sources_in_meta_line")
_AUTHOR = Guarded(
    rf"(?<!\w)(?:{_AUTHOR_LABEL}\s*:|{any_of('authors_with_bar')}\s*\|)\s*(.{{2,80}}?){_STOP}",
    entries_of("authors_in_meta_line", "authors_with_bar"),
)
_SOURCE = Guarded(rf"(?<!\w){_SOURCE_LABEL}{_VALUE}", entries_of("sources_in_meta_line"))
#: "Viết bởi Phạm Hảo": without a colon only where a name follows.
_WRITTEN_BY = Guarded(
    rf"(?<!\w){any_of('authors_without_colon')}\s+([^\W\d_].{{2,60}}?){_STOP}", entries_of("authors_without_colon")
)
#: "Bài: Phạm Hảo", "Tin, ảnh: Thu Hà": in small letters the words end another label, as "Loại tin".
_MADE_BY = Guarded(
    rf"(?<!\w)(?-i:(?=[{CAPITALS}])){any_of('kinds')}(?:\s*(?:[,&/+-]|{any_of('and')})\s*{any_of('kinds')}){{0,3}}{_VALUE}",
    entries_of("kinds"),
)
#: Where nothing else stands in the text, a dash is part of the name: "Tác giả: Thu Hà - Mai Anh".
_LONE_NAME = re.compile(
    rf"\W*(?:(?P<author>{_AUTHOR_LABEL})|(?P<category>{any_of('categories')})|{_SOURCE_LABEL})"
    r"\s*:\s*(?P<name>[^|•;:\d]{2,80})",
    re.I,
)
_CATEGORY = Guarded(
    rf"(?<!\w){any_of('categories', 'categories_in')}{_NAME_OF_CATEGORY}", entries_of("categories", "categories_in")
)
#: "Đăng trong Văn hóa - Xã hội": beside a day or a count a category needs no colon where it is a field by itself.
_IN = Guarded(
    rf"(?:^|[|•·;]|\s[-–—/]\s)\s*{any_of('categories_in')}\s+(?:{any_of('categories')}\s+)?(?-i:(?=[{CAPITALS}]))"
    r"([^|•·;:\d]{2,60}?)(?=[\s–—-]*(?:[|•·;]|\s/\s|$))",
    entries_of("categories_in"),
)
_TALK, _POSTER = any_of("talk"), any_of("posters")
#: Who put an article on line did not write it; comments and downloads are not views.
_OTHER = Guarded(
    rf"(?<!\w)(?:{_POSTER}|{_TALK})\s*:?\s*([^|•;\d]{{0,60}}?|{_COUNT}|[a-z]\w{{1,40}}){_STOP}"
    rf"|(?<![\w/:.-])(?:{_COUNT}|{any_of('no')})\s+{_TALK}(?!\w)(?!\s*[:(]\s*\d)",
    entries_of("posters", "talk"),
)
#: What every label of a count of views has.
_VIEWED_AT_ALL = Guarded(f"{any_of('views_at_all')}|{EYE}", [*entries_of("views_at_all"), EYE])
_UNTIL = re.compile(rf"\b{any_of('until')}\b")
#: "8 giờ trước", "vài phút trước", "Hôm qua"
_RELATIVE = Guarded(
    rf"(?<!\w)(?:{_FROM_NOW}|{any_of('told_from_now')}(?!\w))",
    [*entries("pages/relative_times"), *entries_of("told_from_now")],
)
#: Labels that need no colon, in elements of their own, and characters of the longest.
_OPEN_LABEL = re.compile(
    rf"{any_of('authors_without_colon')}|{any_of('categories_in')}(?:\s+{any_of('categories')})?", re.I
)
_LONGEST_LABEL = 30
_DASH = re.compile(r"\s[-–—]\s")
_BARS = re.compile(r"[|•·]|\s[-–—]\s")
#: Signs between a title and the moment behind it, and the moment's label.
_BEFORE_MOMENT = re.compile(rf"(?:\s*[(\[|–—-]\s*(?:{_PUBLISHED}|{_UPDATED})?\s*:?\s*|\s+)$", re.I)
#: The icon of the next label, behind a value.
_SIGNS_AT_END = re.compile(r"[^\w\s()\"”’*.,;/|-]+\s*$")
#: The label of a moment, behind a name.
_MOMENT_LABEL = re.compile(rf"\s{_PUBLISHED}\s*:?\s*$", re.I)
_SEPARATORS = re.compile(r"[\W_]+")
#: No moment ends so: what stands behind it there is a sentence.
_NO_MOMENT = frozenset(".,;:!?…”")
#: Characters of the longest moment.
_LONGEST_MOMENT = 150
_TODAY = Guarded(any_of("to_day"), entries_of("to_day"))


@dataclass(frozen=True, slots=True)
class Meta:
    """What a meta line says; `raw` is the moment as printed. `stamped`: a label says that the date is that of
    publication; `labelled`: such a label, a clock or a count stands beside the date; `relative`: a time is told from
    now alone. `rest` is what was not understood:
    long in prose, empty in a pure meta line."""

    raw: str | None = None
    views: int | None = None
    author: str | None = None
    source: str | None = None
    category: str | None = None
    labelled: bool = False
    stamped: bool = False
    timed: bool = False
    today: bool = False
    relative: bool = False
    rest: str = ""

    @property
    def weight(self) -> int:
        """How many facts it holds."""
        facts = (self.raw, self.views, self.author, self.source, self.category)
        return len(facts) - facts.count(None) + self.timed


@remembered(LONGEST_META)
def read_meta(text: str) -> Meta:
    """What `text` says when it is read as a meta line.

    >>> meta = read_meta("Ngày đăng 25/06/2020 | 07:26 | View count: 1.451")
    >>> meta.raw, meta.views, meta.rest
    ('25/06/2020 | 07:26', 1451, '')
    """
    if len(text) > LONGEST_META:
        return Meta(rest=text)
    left, named = _without_names(text)
    raw = clock = None
    stamped = False
    span = _moment_span(left)
    if span:
        raw, before = left[span[0] : span[1]], left[: span[0]]
        clock = find_clock(raw)
        stamped = bool(_STRONG_LABEL.search(before) or _PUBLISHED_AT.search(before))
        # "Phạm Hảo 11:23 10/10/2025"
        left = f"{_without_writer(before, named) if clock else before} | {left[span[1] :]}"
        while again := _moment_span(left):  # "Cập nhật 26/06/2020" beside the day of publication
            left = f"{left[: again[0]]} | {left[again[1] :]}"
    told = find_relative(left) if raw is None else None
    if told is not None:
        before, _, behind = left.partition(told)
        left = f"{_without_writer(before, named)} | {behind}"  # "Phạm Hảo 2 ngày trước"
    views = _views(left) or (_VISITS.search(left) if raw is not None else None)
    if views:
        left = f"{left[: views.start()]} | {left[views.end() :]}"
    left = _without_category(left, named) if raw is not None or views else left
    left = _without_name(left, named) if raw is not None or views or "category" in named else left
    timed = clock is not None
    rest = without_tools(_SEPARATORS.sub(" ", _LABEL.sub(" ", left.casefold())).strip())
    return Meta(
        raw=raw,
        views=_number(next(filter(None, views.groups()))) if views else None,
        labelled=stamped or timed or views is not None,
        stamped=stamped,
        timed=timed,
        today=bool(_TODAY.search(text)),
        relative=told is not None,
        rest="" if _LONE_COUNT.fullmatch(rest) or (views and is_file_label(rest)) else rest,
        **named,
    )


def _without_writer(before: str, named: dict[str, str]) -> str:
    """What stands before a time without a writer's name, which becomes the author that `named` lacks."""
    writer = _MOMENT_LABEL.sub("", before).strip(" |•·–—-(")
    is_author = "author" not in named and names_writer(writer)
    named.update({"author": writer} if is_author else {})
    return "" if is_author else before


def _without_category(left: str, named: dict[str, str]) -> str:
    """What is left of a dated line without the category that a field without a colon says."""
    found = _IN.search(left)
    named |= {"category": found[1].strip(), **named} if found else {}
    return f"{left[: found.start()]} | {left[found.end() :]}" if found else left


def _without_name(left: str, named: dict[str, str]) -> str:
    """What is left of a dated line without the writer's name that stands there alone, which becomes the author."""
    parts = [part.strip(" ,.-–—") for part in _BARS.split(left)]
    name = next(filter(names_writer, parts), None) if "author" not in named else None
    named.update({"author": name} if name else {})
    return left.replace(name, " ", 1) if name else left


def _views(text: str) -> re.Match[str] | None:
    """The count of views, behind its label or before it: "1,2K lượt xem | 0" counts something else behind."""
    if not _VIEWED_AT_ALL.may_match(text):
        return None
    behind = _VIEWS_BEHIND.search(text)
    before = _VIEWS_BEFORE.search(text) if behind is None or ":" not in behind[0] else None
    shared = behind and before and before.start() < behind.start() < before.end() and EYE not in behind[0]
    return before if shared else behind or before


def _without_names(text: str) -> tuple[str, dict[str, str]]:
    """The text without author, source and category, and these."""
    named: dict[str, str] = {}
    if ":" in text or "|" in text:
        alone = _LONE_NAME.fullmatch(text)
        if alone:
            return "", {
                next((name for name in ("author", "category") if alone[name]), "source"): alone["name"].strip(
                    " -–—,.()"
                )
            }
        for pattern, name in ((_AUTHOR, "author"), (_SOURCE, "source"), (_CATEGORY, "category")):
            found = pattern.search(text)
            if found and found[1].strip(" (")[:1].isalpha() and not find_day(found[1]):
                value, person = _without_person(found[1])
                named[name] = _SIGNS_AT_END.sub("", value).strip(f" -–—|/,.;(){EYE}")
                text = f"{text[: found.start()]} | {person} | {text[found.end() :]}"
    text = _OTHER.sub(" | ", text)
    written = _WRITTEN_BY.search(text) or _MADE_BY.search(text)
    writer = written[1].strip(" -–—|,.;()") if written is not None else ""
    if written is not None and (names_writer(writer) or names_account(writer)):
        named.setdefault("author", writer)
        text = f"{text[: written.start()]} | {text[written.end() :]}"
    return text, named


def _without_person(value: str) -> tuple[str, str]:
    """The value of a label up to the name of a person behind a dash, and the rest: "Tin tức - Phạm Hảo"."""
    dashes = (dash.span() for dash in _DASH.finditer(value))
    end = next((start for start, behind in dashes if names_writer(value[behind:])), len(value))
    return value[:end], value[end:]


def is_meta(meta: Meta) -> bool:
    """Whether the text is a meta line by itself: a date or a count, and hardly anything else."""
    says = meta.raw is not None or meta.views is not None or meta.relative
    is_pure = says and len(meta.rest) <= (20 if meta.labelled and (meta.raw or not meta.rest) else 8)
    return is_pure and not _UNTIL.search(meta.rest)  # "từ 08 giờ đến 11 giờ": when something takes place


@remembered(LONGEST_META)
def may_be_meta(text: str) -> bool:
    """Whether `is_meta` may hold of the text: quickly told of most lines, which are prose or menus."""
    is_short = len(text) <= LONGEST_META and (":" in text or text.count(" ") < _MOST_WORDS)
    return is_short and (may_print_day(text) or _VIEWED_AT_ALL.may_match(text) or find_relative(text) is not None)


@remembered(LONGEST_META)
def find_relative(text: str) -> str | None:
    """The time told from now that stands in the text: "8 giờ trước"."""
    found = _RELATIVE.search(text)
    return found[0] if found else None


def needs_value(text: str) -> bool:
    """Whether the text is a label without a colon, whose value stands behind it: "Đăng trong"."""
    return len(text) <= _LONGEST_LABEL and _OPEN_LABEL.fullmatch(text) is not None


def is_piece(text: str) -> bool:
    """Whether the text is a part of a meta line that was set apart: a label, a clock, a count, a separator."""
    return len(text) <= 60 and not read_meta(text).rest


@remembered(LONGEST_META)
def split_moment(text: str) -> tuple[str, str]:
    """A title and the moment that stands behind it on its line, a bare day in brackets: "Title (12/03/2013)"."""
    tail = text[-_LONGEST_MOMENT:]
    may_end = text[-1:] not in _NO_MOMENT and may_print_day(tail)
    may_close = may_end and (text.rstrip()[-1:] in {")", "]"} or find_clock(tail) is not None)
    start, end = (may_close and _moment_span(text)) or (0, 0)
    closed = text[end:].strip()[:1] in {")", "]"} or (bool(end) and find_clock(text[start:end]) is not None)
    ends = closed and not text[end:].strip(" )]")
    return (_BEFORE_MOMENT.sub("", text[:start]), text[start:end]) if ends and start else (text, "")


def holds_label(text: str) -> bool:
    """Whether labels of a meta line stand in the text: it is no mere name."""
    return read_meta(text).rest != _SEPARATORS.sub(" ", text.casefold()).strip()


def find_day(text: str) -> bool:
    """Whether any date stands in the text."""
    return _moment_span(text) is not None


def _moment_span(text: str) -> tuple[int, int] | None:
    """The place of the moment that a text prints; `None` where it prints none."""
    return _find_span(text) if may_print_day(text) else None


@remembered(LONGEST_META)
def _find_span(text: str) -> tuple[int, int] | None:
    published, updated = _PUBLISHED_AT.search(text), _UPDATED_AT.search(text)
    begins = [published.end()] if published else []
    for begin in [*begins, 0]:
        # The day of the last change stands in for that of publication only where the latter is missing.
        until = updated.start() if updated is not None and updated.start() > begin else None
        span = _first(text[begin:until]) or (_first(text[begin:]) if until is not None else None)
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
    """The count that is printed.

    >>> [_number(text) for text in ("1.451", "1 451", "1,2K", "3 nghìn", "451")]
    [1451, 1451, 1200, 3000, 451]
    """
    unit = _UNIT.search(text)
    if unit is None:
        return int(re.sub(r"[.,\s]", "", text))
    value = float(text[: unit.start()].strip().replace(",", "."))
    return round(value * (1_000 if unit[1] else 1_000_000))
