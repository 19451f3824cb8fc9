"""What a rule of the parser is: a row of a table that is asked from the top, with its evidence and its reason."""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Rule(NamedTuple, Generic[Asked, Given]):
    """A rule: what it gives, its name, when it holds, and why."""

    gives: Given
    name: str
    holds: Callable[[Asked], bool]
    reason: str


def decide(rules: Iterable[Rule[Asked, Given]], asked: Asked, otherwise: Given) -> Given:
    """What the first rule gives that holds of `asked`; `otherwise` where none does."""
    for gives, _, holds, _ in rules:
        if holds(asked):
            return gives
    return otherwise
