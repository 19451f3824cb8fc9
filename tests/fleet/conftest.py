"""What the tests of the fleet share."""

from collections.abc import Iterator

import pytest

from tests import object_storage


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The address of a place in object storage."""
    with object_storage.bucket("nation") as address:
        yield address
