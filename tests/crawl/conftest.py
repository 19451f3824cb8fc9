"""What the tests of crawls share."""

from collections.abc import Iterator

import pytest

from tests.crawl.nights import Worker, worker


@pytest.fixture(scope="session")
def crawling() -> Iterator[Worker]:
    """A process that crawls nights: tests give it data directories of their own."""
    with worker() as process:
        yield process
