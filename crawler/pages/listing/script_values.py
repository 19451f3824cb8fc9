"""Values of scripts: what signs, and the functions of texts and of objects of fields, make of them.

`None` stands for whatever is not known.
"""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode

Value: TypeAlias = Any
#: Characters of an address, and the largest number that is reckoned with.
LONGEST, _LARGEST = 5_000, 10**12
_WHOLE = re.compile(r"-?\d{1,9}")
#: A pattern that is quickly tried on an address.
_QUICK = re.compile(r"[^()|+*{]*(?:[+*][^()|+*{]*)?")


def said(value: Value) -> str | None:
    """A value as a text; `None` where it is no text or number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def encoded(fields: Mapping[str, Value]) -> str | None:
    """Fields as a query; `None` where one of them is not known."""
    texts = {name: said(value) for name, value in fields.items()}
    return urlencode(texts) if None not in texts.values() else None


def joined(*values: Value) -> str | None:
    """Values joined to a text that may be an address, or a part of one; `None` where one is not known."""
    texts = [said(value) for value in values]
    text = None if None in texts else "".join(cast("list[str]", texts))
    return text if text is not None and len(text) <= LONGEST else None


def number_of(value: Value) -> int | None:
    """A value as a number; `None` where it is none."""
    text = said(value)
    return int(text) if text is not None and _WHOLE.fullmatch(text.strip()) else None


def holds(value: Value) -> bool | None:
    """Whether a condition with that value holds: objects do, no text and 0 do not; `None` where it is not known."""
    return None if value is None else bool(value) if isinstance(value, str | int) else True


def chosen(condition: Value, first: Value, second: Value) -> Value:
    """The first value where the condition holds, the second where it does not; `None` where nothing tells."""
    return {True: first, False: second, None: None}[holds(condition)]


def added(left: Value, right: Value) -> Value:
    """The sum of two numbers, or two texts joined; `None` where one of them is not known."""
    return left + right if isinstance(left, int) and isinstance(right, int) else joined(left, right)


def reckoned(way: Callable[[int, int], int]) -> Callable[[Value, Value], int | None]:
    """What a way to reckon makes of two numbers; `None` where one of them is not known, or parts by nothing."""

    def done(left: Value, right: Value) -> int | None:
        first, second = number_of(left), number_of(right)
        parts = way in {operator.floordiv, operator.mod}
        made = None if first is None or second is None or (parts and not second) else way(first, second)
        return made if made is not None and abs(made) < _LARGEST else None

    return done


def _compared(way: Callable[[Value, Value], bool]) -> Callable[[Value, Value], bool | None]:
    def done(left: Value, right: Value) -> bool | None:
        numbers = number_of(left), number_of(right)
        is_known = type(left) is type(right) and isinstance(left, str | int)
        return way(*numbers) if None not in numbers else way(left, right) if is_known else None

    return done


#: What signs between values make of them, and how closely they bind.
OPERATORS: dict[str, tuple[int, Callable[[Value, Value], Value]]] = {
    **dict.fromkeys(("||", "??"), (1, lambda left, right: chosen(left, left, right))),
    "&&": (2, lambda left, right: chosen(left, right, left)),
    **dict.fromkeys(("==", "==="), (3, _compared(operator.eq))),
    **dict.fromkeys(("!=", "!=="), (3, _compared(operator.ne))),
    "<": (3, _compared(operator.lt)),
    ">": (3, _compared(operator.gt)),
    "<=": (3, _compared(operator.le)),
    ">=": (3, _compared(operator.ge)),
    "+": (4, added),
    "-": (4, reckoned(operator.sub)),
    "*": (5, reckoned(operator.mul)),
    "/": (5, reckoned(operator.floordiv)),
    "%": (5, reckoned(operator.mod)),
}
_TYPES = {str: "string", int: "number", bool: "boolean"}
#: What signs and words before a value make of it.
BEFORE: dict[str, Callable[[Value], Value]] = {
    "!": lambda value: chosen(value, False, True),
    "-": lambda value: reckoned(operator.sub)(0, value),
    "+": number_of,
    "typeof": lambda value: _TYPES.get(type(value)),
    **dict.fromkeys(("...", "await", "void", "delete", "new", "return"), lambda value: value),
}


def pattern_of(text: str) -> re.Pattern[str] | None:
    """The pattern that a script writes as `/page=[0-9]+/`; `None` where it is none, or not quickly tried."""
    body, _, flags = text[1:].rpartition("/")
    try:
        return re.compile(body, re.IGNORECASE if "i" in flags else 0) if _QUICK.fullmatch(text) else None
    except re.error:
        return None


#: What stands for itself in a script. A quotation mark behind a backslash is one.
LITERALS: dict[str, Callable[[str], Value]] = {
    "text": lambda text: re.sub(r"\\(.)", r"\1", text[1:-1]),
    "number": number_of,
    "pattern": pattern_of,
}


def _replaced(text: str, old: Value = None, new: Value = None, *_: Value) -> str | None:
    match old, said(new):
        case str(), str() as by:
            return joined(text.replace(old, by, 1))
        case re.Pattern(), str() as by:
            return joined(old.sub(lambda _: by, text, count=1))
    return None


#: The functions of texts, and of objects of fields: of the value, and of what is given.
OF_TEXTS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("toString", "trim", "valueOf"), lambda text, *_: text.strip()),
    "concat": joined,
    "indexOf": lambda text, part=None, *_: text.find(part) if isinstance(part, str) else None,
    "includes": lambda text, part=None, *_: part in text if isinstance(part, str) else None,
    "split": lambda text, sign=None, *_: text.split(sign) if isinstance(sign, str) and sign else None,
    "replace": _replaced,
}
OF_FIELDS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("append", "set"), lambda fields, name=None, value=None, *_: fields.update({str(name): value})),
    "get": lambda fields, name=None, *_: fields.get(str(name)),
    "toString": lambda fields, *_: encoded(fields),
}
