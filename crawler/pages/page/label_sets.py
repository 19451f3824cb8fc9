"""Parts of patterns from the sets of labels in the table `pages/label_sets`.

Patterns ask for Vietnamese words by the name of their set: a word that is missing is added there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from crawler.pages.page.tree import folded
from pipelines.tables import rows


def any_of(*names: str) -> str:
    """A group that matches an entry of these sets, the longest that fits; a blank stands for any white space.

    >>> any_of("year"), any_of("hours")
    ('năm', '(?:h|giờ)')
    """
    return one_of(entry for name in names for entry in _sets()[name])


def any_of_folded(name: str) -> str:
    """`any_of` for a text without tones and capitals (`crawler.pages.page.tree.folded`)."""
    return one_of(map(folded, _sets()[name]))


def first_of(name: str) -> str:
    """The first entry of a set.

    >>> first_of("published")
    'ngày đăng'
    """
    return _sets()[name][0]


#: A text is searched for several patterns, one after the other.
_small = lru_cache(maxsize=16)(str.casefold)


class Guarded:
    """A pattern that is searched only in texts that hold the longest word of one of these entries, in capitals or not:
    that is told sooner. Whatever the pattern matches holds one of the entries.

    >>> today = Guarded(r"hôm\\s+nay", ["hôm nay"])
    >>> today.sub("-", "HÔM  NAY, ngày 5/6"), today.search("Hôm qua"), today.may_match("Nay")
    ('-, ngày 5/6', None, False)
    """

    def __init__(self, pattern: str, entries: Iterable[str]) -> None:
        self._pattern = re.compile(pattern, re.I)
        words = {max(entry.casefold().split(), key=len) for entry in entries}
        self._words = [word for word in words if not any(other in word for other in words - {word})]

    def may_match(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return any(map(_small(text).__contains__, self._words))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self._pattern.search(text) if self.may_match(text) else None

    def sub(self, instead: str, text: str) -> str:
        """The text with every match replaced."""
        return self._pattern.sub(instead, text) if self.may_match(text) else text


def entries_of(*names: str) -> list[str]:
    """The entries of these sets."""
    return [entry for name in names for entry in _sets()[name]]


def one_of(entries: Iterable[str]) -> str:
    """A group that matches one of the entries, the longest that fits. What several begin with is tried once.

    >>> one_of(["ngày", "ngày đăng", "đăng"])
    '(?:ngày(?:\\\\s+đăng)?|đăng)'
    """
    begun: dict[str, list[str]] = defaultdict(list)
    for entry in dict.fromkeys(entries):
        begun[entry[:1]].append(entry[1:])
    may_end = begun.pop("", None) is not None
    tried = [_sign(first) + one_of(rest) for first, rest in begun.items()]
    if len(tried) == 1 and not may_end:
        return tried[0]
    return f"(?:{'|'.join(tried)}){'?' * may_end}" if tried else ""


def _sign(sign: str) -> str:
    return r"\s+" if sign == " " else re.escape(sign)


@cache
def _sets() -> dict[str, list[str]]:
    return {name: entries.split(", ") for name, entries, _ in rows("pages/label_sets")}
