"""One process that reads for all rebuilds of a test process: each would start its own, which takes a second."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crawler.crawling import reading_processes
from pipelines.workers import Workers


class _Kept(Workers):
    """Workers that go on when a command is done with them."""

    def close(self) -> None:
        """End nothing yet."""


@contextmanager
def one_reader() -> Iterator[None]:
    """In the `with` block the same process reads for every rebuild."""
    pool = _Kept(1, tries=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_processes, "readers", lambda _, backlog: pool)
        yield
    Workers.close(pool)
