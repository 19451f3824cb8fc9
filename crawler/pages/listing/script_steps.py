"""What a script does that begins with a press: the requests that it makes. The script is read, never run as it is.

What is followed: names, texts, sums, choices, objects, calls of the script's own functions, fields that are filled and
forms that are sent, and how browsers and jQuery ask for addresses. Whatever else stands in the script is not known:
a request of which any part is not known counts as none.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from lxml import etree

from crawler.pages.listing.script_objects import ROOTS, Objects, Root, Sender
from crawler.pages.listing.script_tokens import Function, Script, Token, at, begins_arrow, closing, function_at, tokens
from crawler.pages.listing.script_values import (
    BEFORE,
    LITERALS,
    OPERATORS,
    Value,
    chosen,
    holds,
    joined,
    reckoned,
    said,
)

_Piece = TypeVar("_Piece")
#: Pieces that are read for one press, calls within calls, and expressions within expressions.
_MOST_STEPS, _DEEPEST, _MOST_NESTED = 10_000, 4, 40
_SKIPPED = frozenset({"else", "try", "do", "finally", ";", ",", "}", ")"})
#: What does the function that it is given.
_LATER = frozenset({"setTimeout", "requestAnimationFrame"})
_ASKING = frozenset({".", "?.", "[", "("})
#: What stands for a sign where there is none between values.
_NONE = (0, joined)
#: What changes a name or a member, by the value that it has and the one that is given.
_STEPS = {"++": reckoned(operator.add), "--": reckoned(operator.sub)}
_SETTING: dict[str, Callable[[Value, Value], Value]] = {
    "=": lambda _, given: given,
    **{f"{sign}=": OPERATORS[sign][1] for sign in "+-*/"},
    **_STEPS,
}


class Steps:
    """The steps of a script that are read one after the other, with the effects that they have."""

    def __init__(self, script: Script, objects: Objects) -> None:
        self._script, self._objects = script, objects
        self._held: Sequence[Token] = ()
        self._at = self._steps = self._depth = self._nested = 0
        self._names: dict[str, Value] = {"this": objects.press.element}
        self._globals: dict[str, Value] = {"true": True, "false": False, "XMLHttpRequest": Sender(), "FormData": {}}
        #: Whether what is read is not done: the branch of a condition that does not hold.
        self._idle = False

    def run(self, held: Sequence[Token]) -> None:
        """Do what stands in a function: in brackets, or in one expression."""
        self._within(held, self._statement)

    def handle(self, held: Sequence[Token]) -> None:
        """Do what stands in the handler that the pieces begin with: a function, or the name of one."""
        element = self._objects.press.element
        self._called(None, None, self._within(held, self._expression), [element, element])

    def call(self, function: Function, values: Sequence[Value]) -> None:
        """Do what stands in a function, if it lies not too deep in others."""
        names = self._names
        given = dict(zip(function.parameters, [*values, *[None] * len(function.parameters)], strict=False))
        self._depth += 1
        self._names = {"this": names.get("this"), **given}
        self.run(function.body if self._depth <= _DEEPEST else ())
        self._names = names
        self._depth -= 1

    def _within(self, held: Sequence[Token], read: Callable[[], _Piece]) -> _Piece:
        before = self._held, self._at
        self._held, self._at = held, 0
        found = read()
        self._held, self._at = before
        return found

    def _between(self, read: Callable[[], _Piece]) -> list[_Piece]:
        """What stands between the brackets of which the first is next."""
        last, found = closing(self._held, self._at), []
        self._at += 1
        while self._at < last and self._steps < _MOST_STEPS:
            begin = self._at
            found.append(read())
            self._takes(",")
            self._at += self._at == begin
        self._at = last + 1
        return found

    @property
    def _next(self) -> Token:
        return at(self._held, self._at)

    def _takes(self, *signs: str) -> bool:
        """Whether the next piece is one of these; it is behind then."""
        is_next = self._next.text in signs
        self._at += is_next
        self._steps += 1
        return is_next

    def _statement(self) -> None:
        begin = self._at
        self._nested += 1
        match self._next.text if self._nested < _MOST_NESTED else ";":
            case "if":
                self._condition()
            case "function":
                self._function()
            case "{":
                self._between(self._statement)
            case word if word in _SKIPPED:
                self._at += 1
            case "var" | "let" | "const":
                self._at += 1
                self._expressions(declares=True)
            case _:
                self._expressions()
        self._nested -= 1
        self._at += self._at == begin
        self._steps += 1

    def _expressions(self, *, declares: bool = False) -> None:
        goes_on = True
        while goes_on:
            self._names.setdefault(self._next.text, None) if declares else None
            self._expression()
            goes_on = self._takes(",")

    def _condition(self) -> None:
        """The branches of a condition, of which those are done that may hold."""
        self._at += 1
        does_hold = holds(self._first())
        idle = self._idle
        self._idle = idle or does_hold is False
        self._statement()
        self._at += self._next.text == ";"
        self._idle = idle or does_hold is True
        self._statement() if self._takes("else") else None
        self._idle = idle

    def _expression(self) -> Value:
        """The value of an expression: of a choice, or of what stands between signs."""
        value = self._operated()
        while self._takes("?"):
            first = self._expression()
            self._takes(":")
            value = chosen(value, first, self._expression())
        return value

    def _operated(self, bound: int = 0) -> Value:
        """The value of what stands before a sign that binds no closer than `bound`."""
        value = self._single()
        while (sign := OPERATORS.get(self._next.text, _NONE))[0] > bound:
            self._at += 1
            value = sign[1](value, self._operated(sign[0]))
        return value

    def _single(self) -> Value:
        self._nested += 1
        is_deep, before = self._nested >= _MOST_NESTED, BEFORE.get(self._next.text)
        self._at += before is not None
        value = None if is_deep else self._chain() if before is None else before(self._single())
        self._nested -= 1
        return value

    def _chain(self) -> Value:
        """A value with what is asked of it, and what is set: `$("#trang").val()`, `form.trang.value = 2`."""
        before = self._next.text if self._takes(*_STEPS) else ""
        begin, held = self._at, None
        name: Value = self._next.text if self._next.kind == "name" else None
        value = self._first()
        while begin < self._at and self._steps < _MOST_STEPS and self._next.text in _ASKING:
            self._steps += 1
            match self._next.text:
                case "(":
                    value = self._called(held, name, value, self._between(self._expression))
                    held = name = None
                case "[":
                    asked = [None, *self._between(self._expression)][-1]
                    name = asked if isinstance(asked, int) else said(asked)
                    held, value = value, self._member(value, name)
                case _:
                    name = at(self._held, self._at + 1).text
                    self._at += 2
                    held, value = value, self._member(value, name)
        sign = before or self._next.text
        if name is None or sign not in _SETTING:
            return value
        self._at += not before
        made = _SETTING[sign](value, 1 if sign in _STEPS else self._expression())
        self._set(held, name, made)
        return value if sign in _STEPS and not before else made

    def _member(self, held: Value, name: Value) -> Value:
        is_named = held is None or (held is Root.WINDOW and name in self._globals)
        return self._named(str(name)) if is_named else self._objects.member(held, name)

    def _first(self) -> Value:
        """The first of a chain: a text, a number, a name, an object, a function, what stands in brackets."""
        kind, text = self._next
        match text[:1]:
            case _ if text in {"function", "async"} or begins_arrow(self._held, self._at):
                return self._function()
            case "(":
                return [None, *self._between(self._expression)][-1]
            case "[":
                return self._between(self._expression)
            case "{":
                return dict(self._between(self._field))
        self._at += kind not in {"sign", "end"}
        return self._template(text) if text[:1] == "`" else LITERALS.get(kind, self._named)(text)

    def _named(self, name: str) -> Value:
        """What a name holds."""
        all_names: tuple[Mapping[str, Value], ...] = (ROOTS, self._names, self._globals)
        holding = [held for held in all_names if name in held]
        value = holding[0][name] if holding else self._script.known.get(name, "{")
        return value if holding or "{" not in value else self._script.function(name)

    def _function(self) -> Function:
        """The function that begins here; it is not done."""
        function, self._at = function_at(self._held, self._at)
        return function

    def _field(self) -> tuple[str, Value]:
        """A field of an object."""
        kind, text = self._next
        self._at += 1
        name = text[1:-1] if kind == "text" else text
        match self._next.text:
            case ":":
                self._at += 1
                return name, self._expression()
            case "(":
                return name, self._function()
        return (name, self._named(name)) if kind == "name" else ("", None)  # what else it holds is not known

    def _template(self, text: str) -> str | None:
        pieces = re.split(r"\$\{([^}]*)\}", text[1:-1])
        read = (
            self._within(tokens(piece), self._expression) if place % 2 else piece for place, piece in enumerate(pieces)
        )
        return joined(*read)

    def _set(self, held: Value, name: Value, value: Value) -> None:
        """Keep a value in its place; what leads to an address is a request."""
        match held:
            case _ if self._idle:
                return
            case None | Root.WINDOW if name == "location":
                self._objects.lead(value)
            case Root.LOCATION if name == "href":
                self._objects.lead(value)
            case etree._Element():
                self._objects.set(held, name, value)
            case dict():
                held[name] = value
            case _:
                kept = self._names if held is None and name in self._names else self._globals
                kept[name] = value

    def _called(self, held: Value, name: Value, value: Value, given: list[Value]) -> Value:
        """What a call brings, and what it does."""
        is_named = (held is None or held is Root.WINDOW) and name is not None and name not in ROOTS
        own = value if isinstance(value, Function) or not is_named else self._script.function(str(name))
        match own:
            case _ if self._idle:
                return None
            case Function():
                return self.call(own, given)
            case _ if name in _LATER:
                return self._called(None, None, [*given, None][0], [])
        return self._objects.asked(held, name, given)
