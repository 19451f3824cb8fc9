"""What a script does that begins with a press: the requests that it makes. The script is read, never run as it is.

What is followed: names, texts, sums, choices, objects, calls of the script's own functions, fields that are filled and
forms that are sent, and how browsers and jQuery ask for addresses. Whatever else stands in the script is not known:
a request of which any part is not known counts as none.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from crawler.pages.listing.script_objects import (
    Data,
    Objects,
    Root,
    Sender,
    Sent,
    Value,
    encoded,
    in_json,
    request,
    said,
    select,
)
from crawler.pages.listing.script_tokens import Function, Token, closing, functions_named, parameters_of, tokens
from crawler.pages.page.tree import Element

#: Pieces that are read for one press, calls within calls, and expressions within expressions.
_MOST_STEPS, _DEEPEST, _MOST_NESTED = 10_000, 4, 40
_END = Token("end", "")
_SKIPPED = frozenset({"return", "else", "try", "do", "finally", "async", ";", ",", "}", ")", "{"})
_JQUERY = frozenset({"$", "jQuery", "axios", "http", "$http"})
_SAME = frozenset({"String", "encodeURIComponent", "encodeURI", "escape", "trim"})
_NUMBERS = frozenset({"parseInt", "Number", "parseFloat", "round", "floor"})
_WHOLE = re.compile(r"-?\d{1,9}")
#: A pattern that is quickly tried on an address.
_QUICK = re.compile(r"[^()|+*{]*(?:[+*][^()|+*{]*)?")


@dataclass(slots=True)
class Script:
    """The scripts of a page, with what their names hold and the functions that have been looked for."""

    text: str
    known: Mapping[str, str]
    functions: dict[str, Function | None] = field(default_factory=dict)

    def function(self, name: str) -> Function | None:
        """The function of that name."""
        if name not in self.functions:
            self.functions[name] = next(iter(functions_named(self.text, name)), None)
        return self.functions[name]


class Steps:
    """The steps of a script that are read one after the other. `sent` are the requests that it makes."""

    def __init__(self, script: Script, objects: Objects) -> None:
        self.sent: list[Sent] = []
        self._script, self._objects = script, objects
        self._held: Sequence[Token] = ()
        self._at = self._steps = self._depth = self._nested = 0
        self._names: dict[str, Value] = {"this": objects.press.element}
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
        self.call(handler, [self._objects.press.element] * len(handler.parameters)) if isinstance(handler, Function) else None

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
        match self._next:
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
            case _:
                self._expressions()
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
        if self._takes("else"):
            self._statement()
        self._idle = idle

    def _in_brackets(self) -> bool | None:
        """Whether what stands in the brackets holds; `None` where nothing tells."""
        end = closing(self._held, self._at) if self._next.text == "(" else self._at
        self._at += 1
        value = self._expression()
        self._at = end + 1
        return None if value is None else bool(value)

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
                self._set(place, given if sign == "=" else _sum(value, given))
                self._place = None
                return given
        return value

    def _chosen(self) -> Value:
        value = self._either()
        if not self._takes("?"):
            return value
        first = self._expression()
        self._takes(":")
        other = self._expression()
        self._place = None
        return None if value is None else first if value else other

    def _either(self) -> Value:
        value = self._compared()
        while self._next.text in {"||", "&&", "??"} and self._next.kind == "sign":
            sign = self._next.text
            self._at += 1
            other = self._compared()
            self._place = None
            chooses_other = (not value) if sign != "&&" else bool(value)
            value = None if value is None else other if chooses_other else value
        return value

    def _compared(self) -> Value:
        value = self._added()
        while self._next.kind == "sign" and self._next.text in _COMPARED:
            compare = _COMPARED[self._next.text]
            self._at += 1
            other = self._added()
            self._place = None
            numbers = _number(value), _number(other)
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
            value = _sum(value, other) if sign == "+" else _reckoned(value, other, int.__sub__)
            self._place = None
        return value

    def _multiplied(self) -> Value:
        value = self._single()
        while self._next.kind == "sign" and self._next.text in {"*", "/", "%"}:
            self._at += 1
            way = {"*": int.__mul__, "/": int.__floordiv__, "%": int.__mod__}[self._held[self._at - 1].text]
            value = _reckoned(value, self._single(), way)
            self._place = None
        return value

    def _single(self) -> Value:
        match self._next:
            case Token("sign", "!" | "-" | "+" | "++" | "--" | "..." as sign):
                self._at += 1
                value, place = self._single(), self._place
                stepped = _reckoned(value, 1, int.__add__ if sign == "++" else int.__sub__)
                if sign in {"++", "--"} and place is not None:
                    self._set(place, stepped)
                self._place = None
                done = {"!": None if value is None else not value, "+": _number(value), "-": _negative(value)}
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
                    self._set(place, _reckoned(value, 1, int.__add__ if sign == "++" else int.__sub__))
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
                return self._template(text[1:-1]) if text[0] == "`" else _unescaped(text[1:-1])
            case "number":
                self._at += 1
                return _number(text)
            case "pattern":
                self._at += 1
                return _pattern(text) if _QUICK.fullmatch(text) else None
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
        for held in (self._names, self._globals):
            if name in held:
                return held[name]
        value = self._script.known.get(name)
        return self._script.function(name) if value is None or "{" in value else value

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
        if self._next.text == "{":
            self._at = closing(self._held, begin) + 1
            return Function(parameters_of(named), self._held[begin + 1 : self._at - 1])
        idle, self._idle = self._idle, True
        self._expression()
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
        return None if None in values else "".join(cast("list[str]", values))

    def _within(self, expression: str) -> Value:
        before = self._held, self._at
        self._held, self._at = tokens(expression), 0
        value = self._expression()
        self._held, self._at = before
        return value

    def _set(self, place: tuple[Value, Value], value: Value) -> None:
        """Keep a value in its place; what leads to an address is a request."""
        match place if not self._idle else None:
            case (Root.WINDOW, "location") | (Root.LOCATION, "href") | (None, "location"):
                self._send(request("GET", value, asked=False))
            case (Data() | Root.LOCATION, _):
                pass
            case (etree._Element() as element, "value"):
                self._objects.fill(element, value)
            case (etree._Element() as element, "action"):
                self._objects.actions[element] = said(value) or ""
            case (dict() as held, name):
                held[str(name)] = value
            case (None, name) if self._declares or name in self._names:
                self._names[str(name)] = value
            case (_, name):
                self._globals[str(name)] = value

    def _send(self, made: Sent | None) -> None:
        self.sent += [made] * (made is not None and not self._idle)

    def _done(self, place: tuple[Value, Value] | None, value: Value, given: list[Value]) -> Value:
        """What a call brings, and what it does."""
        match place:
            case (None, name) if isinstance(called := self._called(value, str(name)), Function):
                return self.call(called, given) if not self._idle else None
            case None if isinstance(value, Function):
                return self.call(value, given) if not self._idle else None
            case (held, name):
                first, second = [*given, None, None][:2]
                is_value = isinstance(held, str | int | dict) or (held is None and name in _NUMBERS)
                return (
                    _of_value(held, name, given)
                    if is_value
                    else self._asked(held, str(name), first, second, given)
                )
        return None

    def _called(self, value: Value, name: str) -> Value:
        return value if isinstance(value, Function) or name in _JQUERY else self._script.function(name)

    def _asked(self, held: Value, name: str, first: Value, second: Value, given: list[Value]) -> Value:
        """What a function of the browser, or of jQuery, brings and does."""
        match held, name:
            case (None | Root.WINDOW, "$" | "jQuery"):
                return self._selected(first)
            case (None | Root.WINDOW | Root.JQUERY, _) if name in _SAME:
                return first
            case (None | Root.WINDOW, "getElementById" | "getElementsByName"):
                found = self._objects.called(said(first) or "")
                return found if name == "getElementById" else [found]
            case (None | Root.WINDOW, "querySelector" | "querySelectorAll"):
                return self._selected(first)
            case (None | Root.WINDOW, "setTimeout" | "requestAnimationFrame") if isinstance(first, Function):
                return self.call(first, []) if not self._idle else None
            case (None | Root.WINDOW, "__doPostBack"):
                self._post_back(first, second)
            case (None | Root.WINDOW, "open") | (Root.LOCATION, "assign" | "replace"):
                self._send(request("GET", first, asked=False))
            case (None | Root.WINDOW, "fetch") | (Root.JQUERY, "ajax" | "get" | "post" | "getJSON" | "$" | "axios"):
                self._ask(name, first, second)
            case (Root.JQUERY, "param"):
                return encoded(first) if isinstance(first, dict) else None
            case (_, "stringify"):
                return in_json(first)
            case (_, "preventDefault" | "stopPropagation"):
                return None
            case (Sender() as sender, "open"):
                sender.method, sender.url = str(first), second
            case (Sender() as sender, "send"):
                self._send(request(sender.method, sender.url, first))
            case (etree._Element() as element, _):
                return self._of_element(element, name, first, given)
        return None

    def _ask(self, name: str, first: Value, second: Value) -> None:
        """A request by `fetch` or jQuery: by an address and what is sent, or by an object that says both."""
        if isinstance(first, dict):
            method = first.get("type") or first.get("method")
            self._send(request(method, first.get("url"), first.get("data")))
        elif name in {"fetch", "ajax"}:
            told = second if isinstance(second, dict) else {}
            self._send(request(told.get("method") or told.get("type"), first, told.get("body") or told.get("data")))
        else:
            data = None if isinstance(second, Function) else second
            self._send(request("POST" if name == "post" else "GET", first, data))

    def _selected(self, asked: Value) -> Value:
        match asked:
            case str():
                return next(iter(self._objects.select(asked)), None)
            case Function():
                return None
        return asked

    def _post_back(self, target: Value, argument: Value) -> None:
        fields = [(self._objects.called(name), value) for name, value in _posted(target, argument)]
        for element, value in fields:
            if element is not None and not self._idle:
                self._objects.fill(element, value)
                self._send(self._objects.sent(self._objects.form_of(element)) if value == argument else None)

    def _of_element(self, element: Element, name: str, first: Value, given: list[Value]) -> Value:
        """What a function of an element, or of jQuery for it, brings and does."""
        reads = len(given) == 1
        match name:
            case "val" if reads and not self._idle:
                self._objects.fill(element, first)
            case "setAttribute" | "attr" | "prop" if len(given) == 2:
                self._set((element, first), given[1])
            case "val":
                return self._objects.value(element)
            case "data" if reads:
                return self._objects.member(Data(element), first)
            case "attr" | "getAttribute" | "prop" if reads:
                return self._objects.attribute(element, str(first))
            case "text" | "html" if not given:
                return self._objects.text(element)
            case "closest" | "parents":
                return next((one for one in element.iterancestors() if one in select(self._objects.page.root, str(first))), None)
            case "find" | "querySelector":
                return next(iter(self._objects.select(str(first), element)), None)
            case "parent":
                return element.getparent()
            case "serialize":
                return encoded(dict(self._objects.fields(element)))
            case "submit" | "requestSubmit" | "trigger":
                form = self._objects.form_of(element)
                self._send(self._objects.sent(form) if form is not None and first in {None, "submit"} else None)
            case "load":
                data = given[1] if len(given) > 1 and not isinstance(given[1], Function) else None
                is_post = isinstance(data, dict)
                self._send(request("POST" if is_post else "GET", _before_blank(first), data))
        return element


def _of_value(held: Value, name: Value, given: Sequence[Value]) -> Value:
    """What a function of a text, a number or an object of fields brings."""
    first, second = [*given, None, None][:2]
    match held, name:
        case (None, _) if name in _NUMBERS:
            return _number(first)
        case (str() | int(), "toString" | "trim" | "valueOf"):
            return str(held).strip()
        case (str(), "concat"):
            texts = [said(one) for one in given]
            return None if None in texts else held + "".join(cast("list[str]", texts))
        case (str(), "indexOf" | "includes") if isinstance(first, str):
            return held.find(first) if name == "indexOf" else first in held
        case (str(), "split") if isinstance(first, str) and first:
            return held.split(first)
        case (str(), "replace") if isinstance(first, str) and (text := said(second)) is not None:
            return held.replace(first, text, 1)
        case (str(), "replace") if isinstance(first, re.Pattern) and (text := said(second)) is not None:
            return first.sub(lambda _: str(text), held)
        case (dict(), "append" | "set"):
            held[str(first)] = second
        case (dict(), "get"):
            return held.get(str(first))
        case (dict(), "toString"):
            return encoded(held)
    return None


def _posted(target: Value, argument: Value) -> list[tuple[str, Value]]:
    return [("__EVENTTARGET", target), ("__EVENTARGUMENT", argument)]


def _before_blank(value: Value) -> Value:
    """The address of jQuery's `load`, which a selector may stand behind."""
    return value.partition(" ")[0] if isinstance(value, str) else value


def _number(value: Value) -> int | None:
    """A value as a number; `None` where it is none."""
    text = said(value)
    return int(text) if text is not None and _WHOLE.fullmatch(text.strip()) else None


def _negative(value: Value) -> int | None:
    number = _number(value)
    return -number if number is not None else None


def _sum(left: Value, right: Value) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    texts = said(left), said(right)
    return None if None in texts else "".join(cast("tuple[str, str]", texts))


def _reckoned(left: Value, right: Value, way: Callable[[int, int], int]) -> int | None:
    numbers = _number(left), _number(right)
    is_known = None not in numbers and (way not in {int.__floordiv__, int.__mod__} or numbers[1])
    return way(*cast("tuple[int, int]", numbers)) if is_known else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _pattern(text: str) -> re.Pattern[str] | None:
    body, _, flags = text[1:].rpartition("/")
    try:
        return re.compile(body, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return None


_COMPARED: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda left, right: left == right,
    "===": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "!==": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
