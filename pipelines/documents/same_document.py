"""Which references of an article mean the same document, so that all of them carry its number, date and issuer.

A short mention ("Đề án số 01") means the document of its kind whose number begins with that integer, if the article
names exactly one such; where it names two ("15-NQ/TW" and "15-NQ/TU"), the short mention keeps what it says itself.
Date and issuer pass between mentions of one number only where no mention contradicts another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipelines.documents.laws import law_name, law_year
from pipelines.documents.mentions import Mention


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention, and the text that it was found in."""

    mention: Mention
    text: str


def resolved(placed: list[Placed]) -> list[Mention | None]:
    """Every mention with what the others know of its document; `None` in place of a weak one that no other supports."""
    named = _with_law_numbers(placed)
    coded: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    by_integer: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for mention in named:
        if mention.tail and mention.number:
            key = mention.number.casefold()
            coded[mention.kind, key].append(mention)
            by_integer[mention.kind, mention.integer].add(key)
    known = {key: _what_all_say(mentions) for key, mentions in coded.items()}

    result: list[Mention | None] = []
    for mention in named:
        numbers = [mention.number.casefold()] if mention.number and mention.tail else []
        if not numbers and mention.number:
            numbers = [
                number
                for number in by_integer[mention.kind, mention.integer]
                if _fits(mention, known[mention.kind, number], coded[mention.kind, number])
            ]
        if len(numbers) == 1:
            number, day, issuer = known[mention.kind, numbers[0]]
            if mention.tail and not _agrees(mention, day, issuer):
                day = issuer = None
            result.append(
                replace(mention, number=number, date=mention.date or day, issuer=mention.issuer or issuer, weak=False)
            )
        else:
            result.append(None if mention.weak else mention)
    return result


#: A document's number as it is best written, its date and its issuer where all mentions agree.
_Known = tuple[str, str | None, str | None]


def _what_all_say(mentions: list[Mention]) -> _Known:
    # A headline in capitals loses the small letters of "TTg": the spelling with most small letters is the right one.
    number = max((mention.number or "" for mention in mentions), key=lambda text: sum(map(str.islower, text)))
    days = {mention.date for mention in mentions if mention.date}
    issuers = [mention.issuer for mention in mentions if mention.issuer]
    day = next(iter(days)) if len(days) == 1 else None
    longest = max(issuers, key=len, default=None)
    if len(days) > 1 or (longest and not all(_same_body(longest, issuer) for issuer in issuers)):
        return number, None, None
    return (
        number,
        day,
        longest if len({issuer.casefold() for issuer in issuers}) == 1 else issuers[0] if issuers else None,
    )


def _fits(mention: Mention, known: _Known, mentions: list[Mention]) -> bool:
    """Whether a mention without codes can mean the document of these mentions."""
    _, day, issuer = known
    return (mention.year is None or any(other.year == mention.year for other in mentions)) and _agrees(
        mention, day, issuer
    )


def _agrees(mention: Mention, day: str | None, issuer: str | None) -> bool:
    return not (
        (mention.date and day and mention.date != day)
        or (mention.issuer and issuer and not _same_body(mention.issuer, issuer))
    )


def _same_body(one: str, other: str) -> bool:
    """Whether two issuers can be the same: one name is a part of the other ("Thị ủy", "Ban Thường vụ Thị ủy")."""
    return one.casefold() in other.casefold() or other.casefold() in one.casefold()


def _with_law_numbers(placed: Iterable[Placed]) -> list[Mention]:
    """A law named with its number in one place has it in all, unless the years differ."""
    placed = list(placed)
    numbers: dict[str, set[Mention]] = defaultdict(set)
    for entry in placed:
        if entry.mention.number and _is_named_law(entry):
            numbers[_law(entry)].add(entry.mention)
    result = []
    for entry in placed:
        mention = entry.mention
        if mention.number is None and mention.date is None:
            said = law_year(entry.text[mention.start : mention.end])
            known = {other.number: other for other in numbers.get(_law(entry), ())}
            other = next(iter(known.values())) if len(known) == 1 else None
            if other and (said is None or said == other.year):
                mention = replace(
                    mention, number=other.number, date=other.date, issuer=other.issuer,
                    integer=other.integer, year=other.year, tail=other.tail,
                )  # fmt: skip
        result.append(mention)
    return result


def _is_named_law(entry: Placed) -> bool:
    after_kind = entry.text[entry.mention.start + len(entry.mention.kind) :][:4].lstrip()
    return not after_kind.lower().startswith("số") and entry.mention.kind in ("Luật", "Bộ luật", "Pháp lệnh")


def _law(entry: Placed) -> str:
    return law_name(entry.text[entry.mention.start : entry.mention.end])
