"""The files of partitions: work on one portal that the process which holds its shard gives out to others.

They lie beside the shard, or in the storage that shards are checked out of. `NUMBER.given` says what is to be done, and
`NUMBER.done` what came of it. A partition that is settled has no files. A fleet that is killed leaves files behind.
"""

import gzip
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from crawler.records.storage import Folder
from crawler.store import shards

#: The level of gzip: a partition is read once.
_LEVEL = 1
_GIVEN, _DONE = "given", "done"


class PartitionFiles:
    """The files of the partitions of a portal.

    Args:
        portal: the name of the portal.
        data: the data directory.
        storage: the address of the storage that shards are checked out of, `None` where they stay.
        kind: the folder of these partitions; those of another kind lie in another one.
    """

    def __init__(self, portal: str, data: Path, storage: str | None, kind: str) -> None:
        here = shards.folder(data, portal).absolute()
        self._folder = Folder(storage or f"file://{here}")
        self._place = f"{kind}/{portal}" if storage else f".{kind}"

    def give(self, number: int, content: bytes) -> None:
        """Give a partition out."""
        self._folder.create(self._path(number, _GIVEN), content)

    def given(self, number: int) -> bytes | None:
        """What is to be done; `None` where the partition is settled."""
        return self._read(number, _GIVEN)

    def is_given(self, number: int) -> bool:
        """Whether the partition is not settled yet."""
        return self._has(number, _GIVEN)

    def answer(self, number: int, content: bytes) -> None:
        """Say what came of a partition, unless it is settled."""
        with suppress(FileExistsError):  # another fleet has given out something else, and this answers nothing of it
            self._folder.create(self._path(number, _DONE), content)
        if not self.is_given(number):  # whoever settled it may have looked for answers before
            self._remove(number, _DONE)

    def done(self, number: int) -> bytes | None:
        """What came of a partition; `None` where nobody has said so."""
        return self._read(number, _DONE)

    def is_done(self, number: int) -> bool:
        """Whether somebody has said what came of a partition."""
        return self._has(number, _DONE)

    def settle(self, number: int) -> None:
        """Remove the files of a partition."""
        self._remove(number, _GIVEN)
        self._remove(number, _DONE)

    def numbers_done(self) -> list[int]:
        """The partitions of which somebody has said what came of them."""
        return sorted(int(name.partition(".")[0]) for name in self._names() if name.endswith(_DONE))

    def clear(self) -> None:
        """Remove all files."""
        names = self._names()
        if names:
            self._folder.remove([f"{self._place}/{name}" for name in sorted(names)])

    def _read(self, number: int, state: str) -> bytes | None:
        try:
            return self._folder.read(self._path(number, state))
        except FileNotFoundError:
            return None

    def _names(self) -> dict[str, int]:
        return self._folder.names(self._place)

    def _has(self, number: int, state: str) -> bool:
        return f"{number}.{state}" in self._names()

    def _remove(self, number: int, state: str) -> None:
        if self._has(number, state):
            with suppress(FileNotFoundError):  # the other one of two was faster
                self._folder.remove([self._path(number, state)])

    def _path(self, number: int, state: str) -> str:
        return f"{self._place}/{number}.{state}"


def packed(lines: Iterable[str]) -> bytes:
    """Lines of text, packed: the same lines give the same bytes."""
    # One writer of a partition makes the same bytes as another, so no moment is noted.
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), _LEVEL, mtime=0)


def unpacked(content: bytes | None) -> list[str]:
    """The lines that were packed; none of nothing."""
    return gzip.decompress(content).decode().split("\n")[:-1] if content is not None else []
