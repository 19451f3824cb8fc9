"""Scripts in pieces: strings, numbers, names and signs; and the functions that a script defines, each by its name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

#: Pieces of a function, or of a script in an attribute, that are read at most.
MOST_TOKENS = 1_500
_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<sign>=>|[=!]==?|[<>]=|&&|\|\||\?\?|\?\.|\+\+|--|[-+*/]=|\.\.\.|.)",
    re.DOTALL,
)
#: A pattern of a script; elsewhere, "/" divides.
_PATTERN = re.compile(r"/(?![/*])(?:\\.|\[[^\]\n]*\]|[^/\\\n\[])+/[a-z]*")
_BEFORE_PATTERN = frozenset("(,=:[!&|?{};")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOST_DEFINITIONS = 20


class Token(NamedTuple):
    """A piece of a script. `kind` is "text", "number", "name", "pattern" or "sign"."""

    kind: str
    text: str


class Function(NamedTuple):
    """A function of a script: the names of its parameters, and what stands in it."""

    parameters: tuple[str, ...]
    body: Sequence[Token]


def tokens(script: str, begin: int = 0, most: int = MOST_TOKENS) -> list[Token]:
    """The pieces of a script from a place on, without blanks and comments."""
    found: list[Token] = []
    while begin < len(script) and len(found) < most:
        pattern = _PATTERN.match(script, begin) if not found or found[-1].text[-1] in _BEFORE_PATTERN else None
        match = pattern or _TOKEN.match(script, begin)
        assert match is not None, "any character is a sign"
        sort = "pattern" if pattern is not None else match.lastgroup or ""
        found += [Token(sort, match[0])] * (sort != "blank")
        begin = match.end()
    return found


def closing(held: Sequence[Token], begin: int) -> int:
    """The place of the sign that closes the one at `begin`; the end where none does."""
    opened = held[begin].text
    closes, depth = _CLOSING[opened], 0
    for place in range(begin, len(held)):
        kind, text = held[place]
        depth += (kind == "sign" and text == opened) - (kind == "sign" and text == closes)
        if depth == 0:
            return place
    return len(held)


def parameters_of(held: Sequence[Token]) -> tuple[str, ...]:
    """The names in a list of parameters, without the values that they have where none is given."""
    behind_comma = zip([Token("sign", ","), *held], held, strict=False)
    return tuple(token.text for before, token in behind_comma if before.text == "," and token.kind == "name")


def functions_named(script: str, name: str) -> list[Function]:
    """The functions that a script defines by that name, the last first: it is the one that counts."""
    called = re.escape(name)
    defined = re.finditer(
        rf"(?<![\w$])(?:function\s+{called}\s*(?=\()|{called}\s*[=:]\s*(?:async\s+)?(?:function\b[^(\n]{{0,40}})?"
        rf"(?=\([^()]{{0,200}}\)\s*(?:=>\s*)?\{{|[\w$]+\s*=>))",
        script,
    )
    places = [match.end() for match in defined][-_MOST_DEFINITIONS:]
    return [made for place in reversed(places) if (made := _defined(tokens(script, place))) is not None]


def _defined(held: Sequence[Token]) -> Function | None:
    """The function whose parameters the pieces begin with."""
    behind = closing(held, 0) + 1 if held and held[0].text == "(" else 1
    parameters = parameters_of(held[1 : behind - 1] if behind > 1 else held[:1])
    behind += [token.text for token in held[behind : behind + 1]] == ["=>"]
    opens = behind < len(held) and held[behind].text == "{"
    return Function(parameters, held[behind + 1 : closing(held, behind)]) if opens else None


@dataclass(slots=True)
class Script:
    """The scripts of a page, with what their names hold and the functions that have been looked for."""

    text: str
    known: Mapping[str, str]
    functions: dict[str, Function | None] = field(default_factory=dict)

    def function(self, name: str) -> Function | None:
        """The function of that name."""
        found = self.functions[name] if name in self.functions else next(iter(functions_named(self.text, name)), None)
        return self.functions.setdefault(name, found)
