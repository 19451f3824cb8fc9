"""What stands beside the files of a version and explains them; all of it made from `exports.columns`."""

from typing import NamedTuple

from crawler.portal import Portal
from exports.dictionary import dictionary


class File(NamedTuple):
    """A file of a version."""

    bytes: int
    sha256: str


class About(NamedTuple):
    """What there is to say of a version; `counts` are rows by portal and table, `moment` ISO 8601 in UTC."""

    version: str
    moment: str
    portals: tuple[Portal, ...]
    counts: dict[str, dict[str, int]]
    parser_versions: tuple[str, ...]
    pipeline_versions: tuple[str, ...]
    files: dict[str, File]


def describe(about: About) -> dict[str, str]:
    """The texts of the files that describe a version, by their names."""
    return {"DATA_DICTIONARY.md": dictionary()}
