"""What a script does that begins with a press: the requests that it makes. The script is read, never run as it is.

What is followed: names, texts, sums, choices, objects, calls of the script's own functions, fields that are filled and
forms that are sent, and how browsers and jQuery ask for addresses. Whatever else stands in the script is not known:
a request of which any part is not known counts as none.
"""

import re
from collections.abc import Sequence
from typing import cast

from lxml import etree

from crawler.pages.listing.script_effects import Effects
from crawler.pages.listing.script_objects import Data, Root, Sender, Value, said
from crawler.pages.listing.script_tokens import Function, Script, Token, closing, parameters_of, tokens
from crawler.pages.listing.script_values import (
    COMPARED,
    NUMBERS,
    added,
    holds,
    negative,
    number_of,
    of_value,
    pattern_of,
    reckoned,
    short,
    unescaped,
)

#: Pieces that are read for one press, calls within calls, and expressions within expressions.
_MOST_STEPS, _DEEPEST, _MOST_NESTED = 10_000, 4, 50
_END = Token("end", "")
_SKIPPED = frozenset({"return", "else", "try", "do", "finally", "async", ";", ",", "}", ")", "{"})
_JQUERY = frozenset({"$", "jQuery", "axios", "http", "$http"})
#: A pattern that is quickly tried on an address.
_QUICK = re.compile(r"[^()|+*{]*(?:[+*][^()|+*{]*)?")


class Steps:
    """The steps of a script that are read one after the other, with the effects that they have."""

    def __init__(self, script: Script, effects: Effects) -> None:
        self._script, self._objects, self._effects = script, effects.objects, effects
        self._held: Sequence[Token] = ()
        self._at = self._steps = self._depth = self._nested = 0
        self._names: dict[str, Value] = {"this": effects.objects.press.element}
        self._globals: dict[str, Value] = {}
        #: Whether what is read is not done: the branch of a condition that does not hold.
        self._idle = False
        self._declares = False
        #: Where the last value that was read is kept: its holder, `None` for a name, and its name there.
        self._place: tuple[Value, Value] | None = None

    def run(self, held: Sequence[Token]) -> None:
        """Read statements to their end."""
        before = self._held, self._at
        self._held, self._at = held, 0
        while self._at < len(self._held) and self._steps < _MOST_STEPS:
            self._statement()
        self._held, self._at = before

    def handle(self, held: Sequence[Token]) -> None:
        """Do what stands in the handler that the pieces begin with: a function, or the name of one."""
        self._held, self._at = held, 0
        handler = self._expression()
        self._held, self._at = (), 0
        element = self._objects.press.element
        self.call(handler, [element] * len(handler.parameters)) if isinstance(handler, Function) else None

    def call(self, function: Function, values: Sequence[Value]) -> None:
        """Do what stands in a function, if it lies not too deep in others."""
        names, place = self._names, self._place
        given = dict(zip(function.parameters, [*values, *[None] * len(function.parameters)], strict=False))
        self._depth += 1
        self._names = {"this": names.get("this"), **given}
        self.run(function.body if self._depth <= _DEEPEST else ())
        self._names, self._place = names, place
        self._depth -= 1

    @property
    def _next(self) -> Token:
        return self._held[self._at] if self._at < len(self._held) else _END

    def _takes(self, *signs: str) -> bool:
        """Whether the next piece is one of these; it is behind then."""
        is_next = self._next.kind in {"sign", "name"} and self._next.text in signs
        self._at += is_next
        self._steps += 1
        return is_next

    def _statement(self) -> None:
        begin = self._at
        self._nested += 1
        match self._next if self._nested < _MOST_NESTED else _END:
            case Token("name", "if"):
                self._condition()
            case Token("name", "function"):
                self._function()
            case Token("sign", "{"):
                self._block()
            case Token(_, word) if word in _SKIPPED:
                self._at += 1
            case Token("name", "var" | "let" | "const"):
                self._at += 1
                self._declares = True
                self._expressions()
                self._declares = False
            case Token("name" | "text" | "number" | "sign" | "pattern", _):
                self._expressions()
        self._nested -= 1
        self._at += self._at == begin
        self._steps += 1

    def _block(self) -> None:
        end = closing(self._held, self._at)
        self._at += 1
        while self._at < end and self._steps < _MOST_STEPS:
            self._statement()
        self._at = end + 1

    def _expressions(self) -> None:
        self._expression()
        while self._takes(","):
            self._expression()

    def _condition(self) -> None:
        """The branches of a condition, of which those are done that may hold."""
        self._at += 1
        holds = self._in_brackets()
        idle = self._idle
        self._idle = idle or holds is False
        self._statement()
        self._at += self._next.text == ";"
        self._idle = idle or holds is True
        self._statement() if self._takes("else") else None
        self._idle = idle

    def _in_brackets(self) -> bool | None:
        """Whether what stands in the brackets holds; `None` where nothing tells."""
        end = closing(self._held, self._at) if self._next.text == "(" else self._at
        self._at += 1
        value = self._expression()
        self._at = end + 1
        return holds(value)

    def _expression(self) -> Value:
        """The value of an expression, with what it sets."""
        self._nested += 1
        value = self._chosen() if self._nested < _MOST_NESTED else None
        self._nested -= 1
        place = self._place
        match self._next:
            case Token("sign", "=" | "+=" as sign) if place is not None:
                self._at += 1
                declares, self._declares = self._declares, False
                given = self._expression()
                self._declares = declares
                self._set(place, given if sign == "=" else added(value, given))
                self._place = None
                return given
        return value

    def _chosen(self) -> Value:
        value = self._either()
        while self._takes("?"):
            first = self._expression()
            self._takes(":")
            other = self._expression()
            self._place = None
            value = {True: first, False: other, None: None}[holds(value)]
        return value

    def _either(self) -> Value:
        value = self._compared()
        while self._next.text in {"||", "&&", "??"} and self._next.kind == "sign":
            sign = self._next.text
            self._at += 1
            other = self._compared()
            self._place = None
            first, second = (other, value) if sign == "&&" else (value, other)
            value = {True: first, False: second, None: None}[holds(value)]
        return value

    def _compared(self) -> Value:
        value = self._added()
        while self._next.kind == "sign" and self._next.text in COMPARED:
            compare = COMPARED[self._next.text]
            self._at += 1
            other = self._added()
            self._place = None
            numbers = number_of(value), number_of(other)
            left, right = (value, other) if None in numbers else numbers
            is_known = None not in (left, right) and type(left) is type(right) and isinstance(left, str | int)
            value = compare(left, right) if is_known else None
        return value

    def _added(self) -> Value:
        value = self._multiplied()
        while self._next.kind == "sign" and self._next.text in {"+", "-"}:
            sign = self._next.text
            self._at += 1
            other = self._multiplied()
            value = added(value, other) if sign == "+" else reckoned(value, other, int.__sub__)
            self._place = None
        return value

    def _multiplied(self) -> Value:
        value = self._single()
        while self._next.kind == "sign" and self._next.text in {"*", "/", "%"}:
            self._at += 1
            way = {"*": int.__mul__, "/": int.__floordiv__, "%": int.__mod__}[self._held[self._at - 1].text]
            value = reckoned(value, self._single(), way)
            self._place = None
        return value

    def _single(self) -> Value:
        self._nested += 1
        value = self._signed() if self._nested < _MOST_NESTED else None
        self._nested -= 1
        return value

    def _signed(self) -> Value:
        match self._next:
            case Token("sign", "!" | "-" | "+" | "++" | "--" | "..." as sign):
                self._at += 1
                value, place = self._single(), self._place
                stepped = reckoned(value, 1, int.__add__ if sign == "++" else int.__sub__)
                self._set(place, stepped) if sign in {"++", "--"} and place is not None else None
                self._place = None
                done = {
                    "!": {True: False, False: True, None: None}[holds(value)],
                    "+": number_of(value),
                    "-": negative(value),
                }
                return done.get(sign, stepped)
            case Token("name", "typeof" | "await" | "void" | "delete"):
                self._at += 1
                return self._single()
        return self._chain()

    def _chain(self) -> Value:
        """A value with what is asked of it: `$("#trang").val()`."""
        begin = self._at
        value: Value = self._first()
        while self._at > begin and self._steps < _MOST_STEPS:
            place = self._place
            match self._next:
                case Token("sign", "." | "?."):
                    self._at += 2
                    value = self._member(value, self._held[self._at - 1].text if self._at <= len(self._held) else "")
                case Token("sign", "["):
                    self._at += 1
                    name = self._expression()
                    self._takes("]")
                    value = self._member(value, name)
                case Token("sign", "("):
                    given = self._list(")")
                    value = self._done(place, value, given)
                    self._place = None
                case Token("sign", "++" | "--" as sign) if place is not None:
                    self._at += 1
                    self._set(place, reckoned(value, 1, int.__add__ if sign == "++" else int.__sub__))
                    self._place = None
                case _:
                    break
            self._steps += 1
        return value

    def _member(self, held: Value, name: Value) -> Value:
        self._place = (held, name)
        is_unknown = held is None or (held is Root.WINDOW and str(name) in self._globals)
        return self._named(str(name)) if is_unknown else self._objects.member(held, name)

    def _first(self) -> Value:
        """The first of a chain: a text, a number, a name, an object, a function, what stands in brackets."""
        kind, text = self._next
        self._place = None
        match kind:
            case "text":
                self._at += 1
                return self._template(text[1:-1]) if text[0] == "`" else unescaped(text[1:-1])
            case "number":
                self._at += 1
                return number_of(text)
            case "pattern":
                self._at += 1
                return pattern_of(text) if _QUICK.fullmatch(text) else None
            case "name":
                return self._name(text)
        match text:
            case "(" if self._is_arrow():
                return self._function()
            case "(":
                self._at += 1
                value = self._expression()
                while self._takes(","):
                    value = self._expression()
                self._takes(")")
                return value
            case "{":
                return self._object()
            case "[":
                return self._list("]")
        return None

    def _name(self, text: str) -> Value:
        match text:
            case "function" | "async":
                return self._function()
            case _ if self._is_arrow():
                return self._function()
            case "true" | "false":
                self._at += 1
                return text == "true"
            case "new":
                self._at += 2
                made = self._held[self._at - 1].text if self._at <= len(self._held) else ""
                given = self._list(")") if self._next.text == "(" else []
                return self._new(made, given)
        self._at += 1
        self._place = (None, text)
        return self._named(text)

    def _new(self, made: str, given: Sequence[Value]) -> Value:
        match made, [*given, None][0]:
            case "XMLHttpRequest", _:
                return Sender()
            case "FormData", etree._Element() as form:
                return dict(self._objects.fields(form))
            case "FormData" | "URLSearchParams" | "Object", dict() as fields:
                return dict(fields)
            case "FormData" | "URLSearchParams" | "Object", None if not given:
                return {}
        return None

    def _named(self, name: str) -> Value:
        """What a name holds."""
        match name:
            case "window" | "document" | "self" | "top":
                return Root.WINDOW
            case "location":
                return Root.LOCATION
            case _ if name in _JQUERY:
                return Root.JQUERY
        found = next((held[name] for held in (self._names, self._globals) if name in held), _END)
        value = self._script.known.get(name, "{")
        return found if found is not _END else self._script.function(name) if "{" in value else value

    def _is_arrow(self) -> bool:
        """Whether a function begins here: `(a, b) =>`, `a =>`."""
        behind = closing(self._held, self._at) + 1 if self._next.text == "(" else self._at + 1
        return [token.text for token in self._held[behind : behind + 1]] == ["=>"]

    def _function(self) -> Function:
        """The function that begins here; it is not done."""
        while self._next.text != "(" and self._next.kind == "name" and not self._is_arrow():
            self._at += 1
        is_bare = self._next.text != "("
        end = self._at if is_bare else closing(self._held, self._at)
        named = self._held[self._at : end + 1] if is_bare else self._held[self._at + 1 : end]
        self._at = end + 1
        self._takes("=>")
        begin = self._at
        idle, self._idle = self._idle, True
        self._block() if self._next.text == "{" else self._expression()
        self._idle = idle
        return Function(parameters_of(named), self._held[begin : self._at])

    def _list(self, end: str) -> list[Value]:
        """The values between brackets, the first of which is next."""
        last = closing(self._held, self._at)
        self._at += 1
        found = []
        while self._at < last and self._steps < _MOST_STEPS:
            begin = self._at
            found.append(self._expression())
            self._takes(",")
            self._at += self._at == begin
        self._at = last + 1
        self._place = None
        return found if end else []

    def _object(self) -> dict[str, Value]:
        last = closing(self._held, self._at)
        self._at += 1
        found: dict[str, Value] = {}
        while self._at < last and self._steps < _MOST_STEPS:
            kind, text = self._next
            name = text[1:-1] if kind == "text" else text
            self._at += 1
            match self._next:
                case Token("sign", ":"):
                    self._at += 1
                    found[name] = self._expression()
                case Token("sign", "("):
                    self._function()
                case _ if kind == "name":
                    found[name] = self._named(name)
                case _:
                    found[""] = None  # what else it holds is not known
            self._takes(",")
        self._at = last + 1
        self._place = None
        return found

    def _template(self, text: str) -> str | None:
        pieces = re.split(r"\$\{([^}]*)\}", text)
        values = [piece if place % 2 == 0 else said(self._within(piece)) for place, piece in enumerate(pieces)]
        return None if None in values else short("".join(cast("list[str]", values)))

    def _within(self, expression: str) -> Value:
        before = self._held, self._at
        self._held, self._at = tokens(expression), 0
        value = self._expression()
        self._held, self._at = before
        return value

    def _set(self, place: tuple[Value, Value], value: Value) -> None:
        """Keep a value in its place; what leads to an address is a request."""
        match place if not self._idle else (Root.LOCATION, None):
            case (Root.WINDOW | None, "location"):
                self._effects.set(Root.LOCATION, "href", value)
            case (Data() | Root.LOCATION | dict() | etree._Element() as held, name):
                self._effects.set(held, name, value)
            case (None, name) if self._declares or name in self._names:
                self._names[str(name)] = value
            case (_, name):
                self._globals[str(name)] = value

    def _done(self, place: tuple[Value, Value] | None, value: Value, given: list[Value]) -> Value:
        """What a call brings, and what it does."""
        function = value if isinstance(value, Function) else None
        match place if not self._idle else "":
            case (None, name) if function is None and name not in _JQUERY and (own := self._script.function(str(name))):
                return self.call(own, given)
            case None | (None, _) if function is not None:
                return self.call(function, given)
            case (None | Root.WINDOW, "setTimeout" | "requestAnimationFrame"):
                return self.call(given[0], []) if given and isinstance(given[0], Function) else None
            case (str() | int() | dict() as held, name):
                return of_value(held, name, given)
            case (None, name) if name in NUMBERS:
                return of_value(None, name, given)
            case (held, name):
                first, second = [*given, None, None][:2]
                return self._effects.asked(held, str(name), first, second, given)
        return None
