"""Entries in storage that have numbers and are created once: of two writers of a number, one is refused."""

import json
from typing import Any, NamedTuple

from crawler.records.storage import Folder

#: Entries that stay: a reader of the last but one is not disturbed by a writer.
KEPT = 2


class Entry(NamedTuple):
    """The newest entry: its number, 0 where there is none, and what it says."""

    number: int
    said: dict[str, Any]


class Numbered:
    """The entries of one folder in storage, each an object of JSON that is named as its number."""

    def __init__(self, folder: Folder, name: str) -> None:
        self._folder = folder
        self._name = name

    def newest(self) -> Entry:
        """The entry with the largest number."""
        while numbers := self._numbers():
            try:
                return Entry(numbers[-1], self.read(numbers[-1]))
            except FileNotFoundError:  # two others were added since, and it was removed
                continue
        return Entry(0, {})

    def read(self, number: int) -> dict[str, Any]:
        """What an entry says.

        Raises:
            FileNotFoundError: there is none of this number.
        """
        said: dict[str, Any] = json.loads(self._folder.read(self._path(number)))
        return said

    def add(self, number: int, said: dict[str, Any]) -> list[int]:
        """Add the entry behind the newest, and remove old ones; returns the numbers that stay.

        Raises:
            FileExistsError: somebody else has added one of this number, or of a later one.
        """
        self._folder.create(self._path(number), json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
        numbers = self._numbers()
        if numbers[-1] > number:  # the number was free again, as old entries go
            raise FileExistsError(self._path(number))
        if old := numbers[:-KEPT]:
            self._folder.remove([self._path(one) for one in old])
        return numbers[-KEPT:]

    def _numbers(self) -> list[int]:
        return sorted(int(name) for name in self._folder.names(self._name) if name.isdecimal())

    def _path(self, number: int) -> str:
        return f"{self._name}/{number:08d}"
