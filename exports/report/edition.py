"""What the report says of its data that the store does not know."""

from collections.abc import Callable, Mapping
from typing import NamedTuple


class Edition(NamedTuple):
    """What the report says of its data that the store does not know.

    `titles` are those of the portals, and `units` the names of administrative units by their codes. `version` is the
    version of the dataset that holds what the store holds, if there is one. `before` is the moment of the version
    before it (ISO 8601). `article` gives the address of an article's page in `vnportal browse`, by its id.
    """

    titles: Mapping[str, str] = {}
    units: Mapping[str, str] = {}
    version: str | None = None
    before: str | None = None
    article: Callable[[str], str] | None = None
