"""Values of scripts: what sums, comparisons and the functions of texts, numbers and objects of fields make of them."""

import re
from collections.abc import Callable, Sequence
from typing import cast

from crawler.pages.listing.script_objects import Value, encoded, said

#: Functions that make a number of a value.
NUMBERS = frozenset({"parseInt", "Number", "parseFloat", "round", "floor"})
#: Characters of an address, and the largest number that is reckoned with.
_LONGEST, _LARGEST = 5_000, 10**12
_WHOLE = re.compile(r"-?\d{1,9}")


def of_value(held: Value, name: Value, given: Sequence[Value]) -> Value:
    """What a function of a text, a number or an object of fields brings."""
    first, second = [*given, None, None][:2]
    match held, name:
        case (None, _) if name in NUMBERS:
            return number_of(first)
        case (str() | int(), "toString" | "trim" | "valueOf"):
            return str(held).strip()
        case (str(), "concat"):
            texts = [said(one) for one in given]
            return None if None in texts else short(held + "".join(cast("list[str]", texts)))
        case (str(), "indexOf" | "includes") if isinstance(first, str):
            return held.find(first) if name == "indexOf" else first in held
        case (str(), "split") if isinstance(first, str) and first:
            return held.split(first)
        case (str(), "replace") if isinstance(first, str) and (text := said(second)) is not None:
            return short(held.replace(first, text, 1))
        case (str(), "replace") if isinstance(first, re.Pattern) and (text := said(second)) is not None:
            return short(first.sub(lambda _: str(text), held, count=1))
        case (dict(), "append" | "set"):
            held[str(first)] = second
        case (dict(), "get"):
            return held.get(str(first))
        case (dict(), "toString"):
            return encoded(held)
    return None


def holds(value: Value) -> bool | None:
    """Whether a condition with that value holds: objects do, no text and 0 do not; `None` where it is not known."""
    return None if value is None else bool(value) if isinstance(value, str | int) else True


def short(text: str) -> str | None:
    """A text that may be an address, or a part of one; `None` for a longer one."""
    return text if len(text) <= _LONGEST else None


def number_of(value: Value) -> int | None:
    """A value as a number; `None` where it is none."""
    text = said(value)
    return int(text) if text is not None and _WHOLE.fullmatch(text.strip()) else None


def negative(value: Value) -> int | None:
    """A number with its sign turned; `None` where it is none."""
    number = number_of(value)
    return -number if number is not None else None


def added(left: Value, right: Value) -> Value:
    """The sum of two numbers, or two texts joined; `None` where one of them is not known."""
    texts = said(left), said(right)
    joined = None if None in texts else short("".join(cast("tuple[str, str]", texts)))
    return left + right if isinstance(left, int) and isinstance(right, int) else joined


def reckoned(left: Value, right: Value, way: Callable[[int, int], int]) -> int | None:
    """What a way to reckon makes of two numbers; `None` where one of them is not known, or parts by nothing."""
    numbers = number_of(left), number_of(right)
    is_known = None not in numbers and (way not in {int.__floordiv__, int.__mod__} or numbers[1])
    made = way(*cast("tuple[int, int]", numbers)) if is_known else None
    return made if made is not None and abs(made) < _LARGEST else None


def unescaped(text: str) -> str:
    """A text as a script means it: a quotation mark behind a backslash is one."""
    return re.sub(r"\\(.)", r"\1", text)


def pattern_of(text: str) -> re.Pattern[str] | None:
    """The pattern that a script writes as `/page=[0-9]+/`; `None` where it is none."""
    body, _, flags = text[1:].rpartition("/")
    try:
        return re.compile(body, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return None


#: What signs between values say of them.
COMPARED: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda left, right: left == right,
    "===": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "!==": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
