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
        self._functions = functions
        self._plan = [_Step(template) for template in map(parse, templates)]
        self._wide = [step.template for step in self._plan if step.template.width > 1]
        single: dict[int, list[Template]] = {}
        for step in self._plan:
            if step.template.width == 1:
                single.setdefault(step.template.column, []).append(step.template)
        self._single: dict[int, tuple[list[Template], dict[str, tuple[str, ...]]]] = {
            column: (of_column, {}) for column, of_column in single.items()
        }

    def rows(self, *columns: Sequence[str]) -> Rows:
        """The features of the sentence whose tokens have these columns (word, part of speech, …), of equal length."""
        length = len(columns[0])
        written: dict[str, Sequence[str]] = {}
        for column, (templates, _) in self._single.items():
            by_template = zip(*self._singles(column, columns[column]), strict=True)
            written.update(zip((template.name for template in templates), by_template, strict=True))
        values: dict[tuple[int, int, str | None], list[str]] = {}
        for name, _, width, column, function in self._wide:
            window = (column, width, function)
            if window not in values:
                values[window] = self._values(function, columns[column], width)
            begin = f"{name}="
            written[name] = [begin + value for value in values[window]]
        return list(zip(*[step.shifted(written[step.template.name], length) for step in self._plan], strict=True))

    def _singles(self, column: int, tokens: Sequence[str]) -> list[tuple[str, ...]]:
        """For every token its strings for the templates that look at one token of the column."""
        templates, remembered = self._single[column]
        try:
            return [remembered[token] for token in tokens]
        except KeyError:
            pass
        if len(remembered) + len(tokens) > CACHE_SIZE:
            remembered.clear()
        for token in set(tokens) - remembered.keys():
            remembered[token] = tuple(
                f"{name}={self._values(function, (token,), 1)[0]}" for name, _, _, _, function in templates
            )
        return [remembered[token] for token in tokens]

    def _values(self, function: str | None, tokens: Sequence[str], width: int) -> list[str]:
        return joined(tokens, width) if function is None else self._functions[function](tokens, width)


class _Step:
    """How a template's column of a sentence is made of its windows' strings."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._before = max(0, -template.offset)
        self._first = max(0, template.offset)
        self._here = template.offset == 0
        self._begin = [f"{template.name}=BOS"]
        self._end = [f"{template.name}=EOS"]

    def shifted(self, strings: Sequence[str], length: int) -> Sequence[str]:
        """The column for `length` tokens, of which `strings[i]` describes the token `i - offset`."""
        if len(strings) == length and self._here:
            return strings
        before = self._before if self._before < length else length
        inside = strings[self._first : self._first + length - before]
        return [*self._begin * before, *inside, *self._end * (length - before - len(inside))]
