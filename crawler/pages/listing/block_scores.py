"""What speaks for a block of articles being the listing of its page: tables of what its parts count."""

from collections.abc import Sequence
from typing import NamedTuple

from crawler.pages.listing.blocks import Block
from crawler.pages.page.address import page_path
from crawler.pages.page.lexicon import SIDE_BOXES
from crawler.pages.page.rules import Rule, decide
from crawler.pages.page.tree import folded

#: A block goes through the page's own path when at least this share of its links does, and leads elsewhere when no more
#: than the second share does.
NATIVE, _FOREIGN = 0.8, 0.2
#: Articles beyond which more of them say no more.
_MANY = 10
#: Characters of text beside a title that are a lead.
_LEAD = 30


class _Asked(NamedTuple):
    """A block with the folded texts above it, what the page is called, its path, and whether other blocks go through
    other paths (`foreign`) or through the page's own (`native`).
    """

    block: Block
    above: tuple[str, ...]
    names: set[str]
    path: str | None
    foreign: bool
    native: bool


def scores(found: Sequence[Block], url: str, names: set[str]) -> list[float]:
    """What the page `url`, which is called one of `names`, says for each of its blocks."""
    shares = [block.here for block in found if block.here is not None]
    foreign, native = any(here < 0.5 for here in shares), any(here >= NATIVE for here in shares)
    above = [tuple(folded(text) for text in block.above) or ("",) for block in found]
    asked = [
        _Asked(block, said, names, page_path(url), foreign, native) for block, said in zip(found, above, strict=True)
    ]
    return [
        min(len(one.block.entries), _MANY) / _MANY
        + sum(decide(part, one, 0.0) for part in (HEADINGS, ASIDES, ENTRIES, PATHS))
        for one in asked
    ]


def _is_dated(asked: _Asked) -> bool:
    entries = asked.block.entries
    return sum(entry.day is not None for entry in entries) * 2 >= len(entries)


def _here(asked: _Asked) -> float:
    """The share of links through the page's own path, in the middle where no link names one."""
    return 0.5 if asked.block.here is None else asked.block.here


#: Of each table the first rule that holds counts.
HEADINGS = (
    Rule[_Asked, float](
        -4.0,
        "side box",
        lambda asked: asked.above[-1] not in asked.names and SIDE_BOXES.fullmatch(asked.above[-1]) is not None,
        "Such boxes stand beside any page.",
        0,
    ),
    Rule[_Asked, float](
        3.0,
        "name of the page",
        lambda asked: not asked.names.isdisjoint(asked.above),
        "It heads its own listing.",
        0,
    ),
    Rule[_Asked, float](
        -3.0,
        "heading of another page",
        lambda asked: asked.block.heading_url is not None and page_path(asked.block.heading_url) != asked.path,
        "The heading of another category's box leads to that category.",
        1,
    ),
)
ASIDES = (
    Rule[_Asked, float](
        -3.0, "aside", lambda asked: asked.block.aside, "The markup says that it stands beside the page's own.", 1
    ),
)
ENTRIES = (
    Rule[_Asked, float](
        2.0, "leads", lambda asked: asked.block.lead_length > _LEAD, "Side boxes show titles alone.", 75
    ),
    Rule[_Asked, float](1.0, "days", _is_dated, "Listings without leads print at least the days.", 1),
)
PATHS = (
    Rule[_Asked, float](
        3.0,
        "own path among others",
        lambda asked: _here(asked) >= NATIVE and asked.foreign,
        "Liferay links an article under the page that lists it.",
        0,
    ),
    Rule[_Asked, float](
        1.5, "own path", lambda asked: _here(asked) >= NATIVE, "It says less where all blocks have it.", 74
    ),
    Rule[_Asked, float](
        -2.0,
        "other paths",
        lambda asked: _here(asked) <= _FOREIGN and asked.native,
        "Boxes of other categories link under those.",
        0,
    ),
)
