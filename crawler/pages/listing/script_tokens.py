"""Scripts in pieces: strings, numbers, names and signs; and the functions that a script defines, each by its name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
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
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_BEHIND_EXPRESSION = frozenset({",", ";", ")", "]", "}"})


class Token(NamedTuple):
    """A piece of a script. `kind` is "text", "number", "name", "pattern" or "sign"; a text has its quotation marks."""

    kind: str
    text: str


END = Token("end", "")


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


def at(held: Sequence[Token], place: int) -> Token:
    """The piece at a place; `END` behind the last one."""
    return held[place] if place < len(held) else END


def closing(held: Sequence[Token], begin: int) -> int:
    """The place of the bracket that closes the one at `begin`, the end where none does; `begin` where none stands."""
    depths = accumulate(_DEPTH.get(token.text, 0) for token in islice(held, begin, None))
    return next((place for place, depth in enumerate(depths, begin) if depth <= 0), len(held))


def begins_arrow(held: Sequence[Token], begin: int) -> bool:
    """Whether a function begins there: `(a, b) =>`, `a =>`."""
    return at(held, closing(held, begin) + 1).text == "=>"


def function_at(held: Sequence[Token], begin: int) -> tuple[Function, int]:
    """The function that begins there, by a word for it or by its parameters, and the place behind it."""
    while at(held, begin).kind == "name" and not begins_arrow(held, begin):
        begin += 1
    behind = closing(held, begin) + 1
    named = held[begin + (at(held, begin).text == "(") : behind]
    # Of a parameter, the value that it has where none is given is left out.
    pairs = zip([Token("sign", ","), *named], named, strict=False)
    parameters = [one.text for before, one in pairs if before.text == "," and one.kind == "name"]
    begins = behind + (at(held, behind).text == "=>")
    end = closing(held, begins) + 1 if at(held, begins).text == "{" else _behind_expression(held, begins)
    return Function(tuple(parameters), held[begins:end]), end


def _behind_expression(held: Sequence[Token], place: int) -> int:
    while place < len(held) and held[place].text not in _BEHIND_EXPRESSION:
        place = closing(held, place) + 1
    return place


@dataclass(slots=True)
class Script:
    """The scripts of a page, with what their names hold and the functions that have been looked for."""

    text: str
    known: Mapping[str, str]
    functions: dict[str, Function | None] = field(default_factory=dict)

    def function(self, name: str) -> Function | None:
        """The function of that name; the last one counts."""
        found = self.functions[name] if name in self.functions else self._defined(re.escape(name))
        return self.functions.setdefault(name, found)

    def _defined(self, called: str) -> Function | None:
        defined = re.finditer(
            rf"(?<![\w$])(?:function\s+{called}\s*(?=\()|{called}\s*[=:]\s*(?:async\s+)?"
            rf"(?:function\b[^(\n]{{0,40}})?(?=\([^()]{{0,200}}\)\s*(?:=>\s*)?\{{|[\w$]+\s*=>))",
            self.text,
        )
        places = [match.end() for match in defined]
        return function_at(tokens(self.text, places[-1]), 0)[0] if places else None
