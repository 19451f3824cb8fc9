"""Which references of an article mean the same document, so that all of them carry its number, date and issuer.

A short mention ("Đề án số 01") means the document of its kind whose number begins with that integer, if the article
names exactly one such; where it names two ("15-NQ/TW" and "15-NQ/TU"), the short mention keeps what it says itself.
Date and issuer pass between mentions of one number only where no mention contradicts another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipelines.documents.laws import law_name, law_year
from pipelines.documents.references import Mention

_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention, and the text that it was found in."""

    mention: Mention
    text: str


def resolved(placed: list[Placed]) -> list[Mention | None]:
    """Every mention with what the others know of its document; `None` in place of a weak one that no other supports."""
    named = _with_law_numbers(placed)
    coded: dict[_Key, list[Mention]] = defaultdict(list)
    by_integer: dict[tuple[str, str | None], set[_Key]] = defaultdict(set)
    for mention in named:
        if mention.tail and mention.number:
            key = mention.kind, mention.number.casefold()
            coded[key].append(mention)
            by_integer[mention.kind, mention.integer].add(key)
    known = {key: _what_all_say(mentions) for key, mentions in coded.items()}

    keys: list[_Key | None] = []
    for mention in named:
        if mention.tail and mention.number:
            keys.append((mention.kind, mention.number.casefold()))
            continue
        fitting = [
            key for key in by_integer.get((mention.kind, mention.integer), ()) if _fits(mention, known[key], coded[key])
        ]
        keys.append(fitting[0] if mention.number and len(fitting) == 1 else None)
    for mention, maybe_key in zip(named, keys, strict=True):
        if maybe_key and not mention.tail:
            coded[maybe_key].append(mention)
    known = {key: _what_all_say(mentions) for key, mentions in coded.items()}

    result: list[Mention | None] = []
    for mention, maybe_key in zip(named, keys, strict=True):
        if maybe_key is None:
            result.append(None if mention.weak else mention)
            continue
        number, day, issuer = known[maybe_key]
        result.append(
            replace(mention, number=number, date=mention.date or day, issuer=mention.issuer or issuer, weak=False)
        )
    return result


#: Kind and number, without regard to capitals.
_Key = tuple[str, str]
#: A document's number as it is best written, its date and its issuer where all mentions agree.
_Known = tuple[str, str | None, str | None]


def _what_all_say(mentions: list[Mention]) -> _Known:
    coded = [mention.number for mention in mentions if mention.tail and mention.number]
    # A headline in capitals loses the small letters of "TTg": the spelling with most small letters is the right one.
    number = max(coded, key=lambda text: sum(map(str.islower, text)))
    days = {mention.date for mention in mentions if mention.date}
    issuers = sorted((mention.issuer for mention in mentions if mention.issuer), key=len)
    longest = issuers[-1] if issuers else None
    # Two days or two bodies: these are documents of one number, and nothing passes between them.
    if len(days) > 1 or not all(_same_body(longest, issuer) for issuer in issuers):
        return number, None, None
    return number, next(iter(days), None), longest


def _fits(mention: Mention, known: _Known, mentions: list[Mention]) -> bool:
    """Whether a mention without codes can mean the document of these mentions."""
    _, day, issuer = known
    return (mention.year is None or any(other.year == mention.year for other in mentions)) and _agrees(
        mention, day, issuer
    )


def _agrees(mention: Mention, day: str | None, issuer: str | None) -> bool:
    return (not mention.date or not day or mention.date == day) and _same_body(mention.issuer, issuer)


def _same_body(one: str | None, other: str | None) -> bool:
    """Whether two issuers can be the same: one name is a part of the other ("Thị ủy", "Ban Thường vụ Thị ủy")."""
    return not one or not other or one.casefold() in other.casefold() or other.casefold() in one.casefold()


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
    after = entry.mention.start + len(entry.mention.kind)
    return entry.mention.kind in _LAWS and not entry.text[after : after + 4].lower().lstrip().startswith("số")


def _law(entry: Placed) -> str:
    return law_name(entry.text[entry.mention.start : entry.mention.end])
