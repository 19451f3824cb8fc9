"""The taggers' feature strings, written column by column: linear in the length of a sentence.

A template such as `T[-1,0][1].lower` reads: the tokens from one before to the current one, of them column 1 (here:
the parts of speech), in lower case. Its value is `BOS` where the window begins before the sentence and `EOS` where it
ends behind it. Over a sentence the values of a template are those of its window (tokens, pairs, triples) shifted, so
each window is read once, not once per token and template; strings of single tokens are remembered, for texts
repeat their words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

Value = TypeVar("Value")

#: The features of a sentence: for each of its tokens the strings that a tagger looks up, in the templates' order.
Rows = list[tuple[str, ...]]

#: What a template's function makes of the tokens of a sentence: one value for each window of so many of them.
Function = Callable[[Sequence[str], int], list[str]]

#: Distinct tokens remembered per column before all are forgotten: some 2 kB each.
CACHE_SIZE = 10_000

_TEMPLATE = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\[(\d+)\])?(?:\.(\w+))?")


class Template(NamedTuple):
    """One template: `name` begins its strings, the window is `width` tokens from `offset` on (0: the current one)."""

    name: str
    offset: int
    width: int
    column: int
    function: str | None


def parse(name: str) -> Template:
    """The template that is written so.

    Raises:
        ValueError: it is not of the form `T[first,last][column].function` (only `first` is needed).
    """
    match = _TEMPLATE.fullmatch(name)
    if match is None:
        raise ValueError(f"{name}: expected a template such as T[-1,0][1].lower")
    first, last, column, function = match.groups()
    width = int(last) - int(first) + 1 if last else 1
    return Template(name, int(first), width, int(column or 0), function)


def windows(values: Sequence[Value], width: int) -> Iterator[tuple[Value, ...]]:
    """Every run of `width` neighbours."""
    return zip(*(values[skipped:] for skipped in range(width)), strict=False)


def joined(tokens: Sequence[str], width: int) -> list[str]:
    """The tokens of every window, with blanks between."""
    return list(tokens) if width == 1 else list(map(" ".join, windows(tokens, width)))


def lower(tokens: Sequence[str], width: int) -> list[str]:
    """The function `lower`."""
    return joined([token.lower() for token in tokens], width)


class Featurizer:
    """Makes the rows of a tagger from the columns of a sentence."""

    def __init__(self, templates: Sequence[str], functions: Mapping[str, Function]) -> None:
        self._templates = [parse(name) for name in templates]
        self._functions = functions
        single: dict[int, list[Template]] = {}
        for template in self._templates:
            if template.width == 1:
                single.setdefault(template.column, []).append(template)
        self._single: dict[int, tuple[list[Template], dict[str, tuple[str, ...]]]] = {
            column: (of_column, {}) for column, of_column in single.items()
        }

    def rows(self, *columns: Sequence[str]) -> Rows:
        """The features of the sentence whose tokens have these columns (word, part of speech, …), of equal length."""
        length = len(columns[0])
        written: dict[str, Sequence[str]] = {}
        for column in self._single:
            written.update(self._singles(column, columns[column]))
        values: dict[tuple[int, int, str | None], list[str]] = {}
        for name, _, width, column, function in self._templates:
            if width > 1:
                window = (column, width, function)
                if window not in values:
                    values[window] = self._values(function, columns[column], width)
                begin = f"{name}="
                written[name] = [begin + value for value in values[window]]
        return list(
            zip(*(_shifted(name, written[name], offset, length) for name, offset, *_ in self._templates), strict=True)
        )

    def _singles(self, column: int, tokens: Sequence[str]) -> dict[str, Sequence[str]]:
        """For each template that looks at one token of the column, its string for every token."""
        templates, remembered = self._single[column]
        strings = []
        for token in tokens:
            of_token = remembered.get(token)
            if of_token is None:
                of_token = tuple(
                    f"{name}={self._values(function, (token,), 1)[0]}" for name, _, _, _, function in templates
                )
                if len(remembered) >= CACHE_SIZE:
                    remembered.clear()
                remembered[token] = of_token
            strings.append(of_token)
        names = (template.name for template in templates)
        return dict(zip(names, zip(*strings, strict=True), strict=True))

    def _values(self, function: str | None, tokens: Sequence[str], width: int) -> list[str]:
        return joined(tokens, width) if function is None else self._functions[function](tokens, width)


def _shifted(name: str, strings: Sequence[str], offset: int, length: int) -> list[str]:
    """The column of a template whose window `strings[i]` describes the token `i - offset`, for `length` tokens."""
    before = min(length, max(0, -offset))
    first = max(0, offset)
    inside = strings[first : first + length - before]
    return [f"{name}=BOS"] * before + [*inside] + [f"{name}=EOS"] * (length - before - len(inside))
