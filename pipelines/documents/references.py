"""References to official documents in one text, before the text as a whole is considered.

What is a reference: a kind with a number ("Kế hoạch số 85/KH-UBND", "Nghị định 100"), a kind with its date and its
issuer, or a law by name. A bare kind ("ban hành 6 quyết định") and a title without number and date
("Nghị quyết Đại hội XIII của Đảng") say which document is meant only to those who know, and are none.

A reference reaches from the kind to the end of number and date. The issuer, behind "của", is read but lies outside:
it is an organisation, and a reference never overlaps an entity.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.records.text import SMALL
from pipelines.documents.document_dates import date_after_issuer, date_after_number
from pipelines.documents.issuers import issuer_after, term_end
from pipelines.documents.kinds import WORD_END, WORD_START, Kind, alternation, kind_of_code, kinds
from pipelines.documents.laws import BEGINNING as LAW
from pipelines.documents.laws import law_end
from pipelines.documents.numbers import SPEAKING, Number, coded_number, looks_like_a_year, plain_number
from pipelines.tables import entries
from pipelines.units.spelling import new_toned

_KIND = re.compile(rf"{WORD_START}(?:{alternation(kind.name for kind in kinds().values())}){WORD_END}", re.IGNORECASE)
_SHORT_FORMS = {short: kind for kind in kinds().values() for short in kind.short_forms}
_SHORT = re.compile(rf"(?<![\w/&.-])(?:{alternation(_SHORT_FORMS)})(?=\s|\d)(?!\s++-)")
_BEGINNING = re.compile(rf"(?P<kind>{_KIND.pattern})|(?-i:(?P<short>{_SHORT.pattern}))", re.IGNORECASE)

_NUMBER_SIGN = re.compile(r"\s*+\(?\s*+(?:mang\s++)?số(?:\s++hiệu)?\s*+:?\s*+(?=\d)", re.IGNORECASE)
_BLANK = re.compile(r"\s++(?=\d)|(?=\d)")
# "Chương trình hành động số", "Kết luận thanh tra số", "Giấy phép xây dựng số": small words between kind and number.
_QUALIFIERS = re.compile(rf"(?:\s++[{SMALL}]+){{1,8}}?(?=\s++(?:số\s*+:?\s*+)?\d)")
_QUALIFIER_STOPS = re.compile(
    rf"{WORD_START}(?:và|hoặc|theo|tại|của|cho|với|từ|đã|có|là|về|tới|đến|gồm|trong){WORD_END}"
)
_QUALIFIER = re.compile(rf"(?:\s++(?:{alternation(entries('documents/qualifiers'))})){{1,2}}{WORD_END}", re.IGNORECASE)
# A quantity ("5 năm", "12 ca", "10 năm 2021-2030"), but not a day or a year ("31 ngày 4/12/2019", "100 năm 2019").
_COUNTED = re.compile(
    rf"\s++(?:{alternation(entries('documents/counted'))}){WORD_END}(?!\s++\d)|\s++năm\s++\d{{4}}\s?[-–]", re.IGNORECASE
)
# What may follow a number that is no quantity: "(Công văn 1234)", "Quyết định 1719 về …".
_CLOSED = re.compile(rf"\s*+(?:[.;:)”\"]|$|(?:về|và){WORD_END})")
_FORM_BEFORE = re.compile(
    rf"{WORD_START}(?:{alternation(entries('documents/form_words'))})(?:\s+số\s*:?)?\s+$", re.IGNORECASE
)
_NEXT_ITEM = re.compile(
    r"(?:\s*+[,;]\s*+(?:và\s++)?|\s++(?:và|hoặc|hay|cùng)\s++)(?P<sign>số\s*+:?\s*+)?(?=\d)", re.IGNORECASE
)
_JOINT = re.compile(r"\s*+(?:,|;|và|,\s*+và)\s*+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference in a text. `integer`, `year` and `tail` are the number's parts (see `numbers`).

    `weak` ones are references only if the article names such a document in full: "Kế hoạch 85" may be a quantity.
    """

    kind: str
    number: str | None
    date: str | None
    issuer: str | None
    start: int
    end: int
    integer: str | None = None
    year: str | None = None
    tail: str = ""
    weak: bool = False


_DAY_NAMED = re.compile(r"\s*+[,(]?\s*+ngày\s", re.IGNORECASE)


def mentions_in(text: str) -> list[Mention]:
    """The references in a text, in order, without overlaps."""
    found: list[Mention] = []
    position = 0
    for start, kind, after in _beginnings(text):
        if start < position:
            continue
        mentions = _mentions_at(text, start, kind, after)
        if mentions:
            found.extend(mentions)
            position = mentions[-1].end
    found.extend(_speaking_numbers(text, found))
    found.sort(key=lambda mention: mention.start)
    return _with_shared_issuers(text, found)


def _beginnings(text: str) -> Iterator[tuple[int, Kind, int]]:
    for match in _BEGINNING.finditer(text):
        if match["kind"]:
            kind = kinds().get(new_toned(" ".join(match["kind"].lower().split())))
            if kind:
                yield match.start(), kind, match.end()
        else:
            yield match.start(), _SHORT_FORMS[match["short"]], match.end()


def _mentions_at(text: str, start: int, kind: Kind, after: int) -> list[Mention]:
    short = text[start:after] in _SHORT_FORMS
    if not short and LAW.match(text, start):
        end = law_end(text, start)
        if end is not None:
            return [_law(text, start, end, kind)]
    numbered = _number_after(text, start, after, kind, short)
    if numbered:
        number_start, number, weak = numbered
        return _enumeration(text, number_start, kind, number, weak)
    if short:
        return []
    behind_issuer = _number_behind_issuer(text, after, kind)
    return behind_issuer or _dated_only(text, start, after, kind)


def _law(text: str, start: int, end: int, kind: Kind) -> Mention:
    sign = _NUMBER_SIGN.match(text, end)
    number = coded_number(text, sign.end()) if sign else None
    if number is None:
        dated = date_after_number(text, end) if _DAY_NAMED.match(text, end) and text[end] != "," else None
        if dated is None:
            return Mention(kind.name, None, None, None, start, end)
        issuer = issuer_after(text, dated.end)
        return Mention(kind.name, None, dated.day, _clean(text[slice(*issuer)]) if issuer else None, start, dated.end)
    return _finished(text, [_mention(kind, number, start)])[0]


def _number_after(text: str, start: int, after: int, kind: Kind, short: bool) -> tuple[int, Number, bool] | None:
    """The number that belongs to the kind, with the start of the reference, and whether it is weak."""
    usual = None if short else _QUALIFIER.match(text, after)
    sign = _NUMBER_SIGN.match(text, usual.end() if usual else after)
    if sign:
        number = coded_number(text, sign.end())
        if number and "(" in sign[0] and number.codes[0] not in kind.codes:
            return None  # "lập quy hoạch (số 441/QĐ-UBND)": the number of what approved it
        if number:
            return start, number, False
        number = plain_number(text, sign.end())
        if number and not _COUNTED.match(text, number.end):
            named = kind.follows != "code" or date_after_number(text, number.end) is not None
            return (start, number, False) if named else None
        return None
    blank = _BLANK.match(text, after)
    if blank:
        number = coded_number(text, blank.end())
        if number:
            return start, number, False
        number = plain_number(text, blank.end())
        if number and kind.follows != "code" and not _COUNTED.match(text, number.end) and not looks_like_a_year(number):
            return _plainly_numbered(text, start, kind, number, short)
        return None
    qualifiers = None if short else _QUALIFIERS.match(text, after)
    if qualifiers and not _QUALIFIER_STOPS.search(qualifiers[0]):
        sign = _NUMBER_SIGN.match(text, qualifiers.end()) or _BLANK.match(text, qualifiers.end())
        number = coded_number(text, sign.end()) if sign else None
        if number and number.codes[0] in kind.codes:
            return start, number, False
    return None


def _plainly_numbered(
    text: str, start: int, kind: Kind, number: Number, short: bool
) -> tuple[int, Number, bool] | None:
    """A number without codes and without "số": whether it is one hangs on the kind and on its looks."""
    if short:
        return (start, number, False) if text[start : start + 2] in ("NĐ", "NQ") and len(number.text) > 1 else None
    capital = text[start].isupper()
    if kind.follows != "any":
        issued = len(number.text) > 1 and issuer_after(text, number.end) is not None
        closed = len(number.text) > 2 and _CLOSED.match(text, number.end) is not None
        return (start, number, not issued and not closed) if capital else None
    telling = len(number.text) > 1 and (capital or number.text.startswith("0") or len(number.text) > 2)
    return start, number, not telling and issuer_after(text, number.end) is None


def _number_behind_issuer(text: str, after: int, kind: Kind) -> list[Mention]:
    """Read "Nghị quyết của Bộ Chính trị số 36-NQ/TW": the reference is the number, kind and issuer stand before."""
    issuer = issuer_after(text, after)
    sign = _NUMBER_SIGN.match(text, issuer[1]) if issuer else None
    number = coded_number(text, sign.end()) if sign else None
    if not issuer or not sign or not number:
        return []
    start = sign.start() + len(sign[0]) - len(sign[0].lstrip(" (\u00a0"))
    mentions = _finished(text, [_mention(kind, number, start)])
    return [replace(mention, issuer=mention.issuer or _clean(text[slice(*issuer)])) for mention in mentions]


def _dated_only(text: str, start: int, after: int, kind: Kind) -> list[Mention]:
    """Read "Đề án ngày 13/6/2016 của Thị ủy": a day names a document if an issuer or a capital says so."""
    if not _DAY_NAMED.match(text, after):
        return []
    dated = date_after_number(text, after)
    if not dated:
        return []
    issuer = issuer_after(text, dated.end)
    inside = re.search(r"[^\W\d_]\s++$", text[max(0, start - 8) : start]) is not None
    if not issuer and not (inside and text[start].isupper()):
        return []
    return [Mention(kind.name, None, dated.day, _clean(text[slice(*issuer)]) if issuer else None, start, dated.end)]


def _enumeration(text: str, start: int, kind: Kind, number: Number, weak: bool) -> list[Mention]:
    """The references that begin with `number`: "số 15-NQ/TW, 16-NQ/TW ngày …", "15, 16 và 19/CT-TTg"."""
    items = [replace(_mention(kind, number, start), weak=weak)]
    position = number.end
    accepted = 1
    completed = 0
    while True:
        dated = date_after_number(text, position)
        if dated:
            items[-1] = replace(items[-1], date=dated.day, end=dated.end)
            position = dated.end
        following = _NEXT_ITEM.match(text, position)
        if not following:
            break
        number_or_none = coded_number(text, following.end())
        if number_or_none is None and not dated:
            number_or_none = plain_number(text, following.end())
            if number_or_none and _COUNTED.match(text, number_or_none.end):
                break
        if number_or_none is None:
            break
        number = number_or_none
        items.append(_mention(kind, number, following.start("sign") if following["sign"] else following.end()))
        position = number.end
        if number.tail:  # the numbers before it without codes share its codes
            items[completed:] = [_completed(item, number) for item in items[completed:]]
            completed = len(items)
        if number.tail or following["sign"]:
            accepted = len(items)
    if accepted < len(items) and issuer_after(text, items[-1].end):
        accepted = len(items)  # "Nghị quyết số 05, 06 của Đảng ủy"
    return _finished(text, items[:accepted])


def _finished(text: str, items: list[Mention]) -> list[Mention]:
    """The items of one enumeration with their common date and issuer, and what goes on behind the issuer."""
    last = items[-1]
    if last.date is None:
        dated = date_after_number(text, last.end)
        if dated:
            last = replace(last, date=dated.day, end=dated.end)
            items[-1] = last
    rest: list[Mention] = []
    after = term_end(text, last.end)  # "Nghị quyết số 29-NQ/TW (khóa XI) ngày 4/11/2013"
    if after > last.end and last.date is None:
        dated = date_after_issuer(text, after)
        if dated:
            last = items[-1] = replace(last, date=dated.day)
            after = dated.end
    issuer = issuer_after(text, after)
    if issuer:
        dated = date_after_issuer(text, issuer[1]) if last.date is None else None
        if dated:
            items[-1] = replace(last, date=dated.day)
        following = _NEXT_ITEM.match(text, issuer[1])
        number = coded_number(text, following.end()) if following and following["sign"] else None
        if following and number:
            kind = kinds()[last.kind.lower()]
            rest = _enumeration(text, following.start("sign"), kind, number, False)
        items = [replace(item, issuer=_clean(text[slice(*issuer)])) for item in items]
    day = None
    for index in range(len(items) - 1, -1, -1):
        day = items[index].date or day
        items[index] = replace(items[index], date=day)
    return items + rest


def _speaking_numbers(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Numbers whose codes name the kind, without a kind before them: "(số 441/QĐ-UBND ngày 3/3/2023)"."""
    covered = iter([(mention.start, mention.end) for mention in found] + [(len(text), len(text))])
    start, end = next(covered)
    last_end = 0
    for match in SPEAKING.finditer(text):
        while end <= match.start():
            start, end = next(covered)
        if match.end() >= start or match.start() < last_end or _FORM_BEFORE.search(text[: match.start()][-24:]):
            continue
        number = coded_number(text, match.end())
        kind = kind_of_code().get(number.codes[0]) if number and number.end <= start else None
        if number and kind:
            mention = _finished(text, [_mention(kinds()[kind.lower()], number, match.start())])[0]
            last_end = mention.end
            yield mention


def _with_shared_issuers(text: str, mentions: list[Mention]) -> list[Mention]:
    """Give both the issuer in "Nghị định 123/2021/NĐ-CP và Nghị định 100/2019/NĐ-CP của Chính phủ"."""
    for index in range(len(mentions) - 2, -1, -1):
        this, following = mentions[index], mentions[index + 1]
        alike = this.kind == following.kind and this.tail == following.tail != ""
        if alike and this.issuer is None and following.issuer and _JOINT.fullmatch(text[this.end : following.start]):
            mentions[index] = replace(this, issuer=following.issuer)
    return mentions


def _mention(kind: Kind, number: Number, start: int) -> Mention:
    return Mention(kind.name, number.text, None, None, start, number.end, number.integer, number.year, number.tail)


def _completed(item: Mention, number: Number) -> Mention:
    if item.tail or item.number is None:
        return item
    year = item.year or number.year
    plain = item.number.partition("/")[0]
    text = f"{plain}/{year}{number.tail}" if year else f"{plain}{number.tail}"
    return replace(item, number=text, year=year, tail=number.tail, weak=False)


def _clean(name: str) -> str:
    return " ".join(name.split())
