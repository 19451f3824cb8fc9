"""A theme of the demonstration portal: templates of HTML, read from `themes/NAME.toml`.

A template names in braces what is put into it; `Layout` says what there is to name. Braces around other names stay.
"""

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Menu(_Part):
    """The menu. The label of an entry is its `link`, or `group` where an entry only holds others.

    `leaf` holds a label, `branch` a label and the entries below it; `indent` is repeated by depth.
    """

    link: str
    group: str
    leaf: str
    branch: str
    indent: str = ""


class Entry(_Part):
    """An article in a list of articles: its first picture, if it has one, and so many characters of its lead.

    `date` is shown on the pages of a listing, but not of every article whose number is a multiple of `undated`.
    """

    item: str
    picture: str = ""
    date: str = ""
    undated: int = 0
    lead: int = 0


class Box(_Part):
    """A box of articles: `count` of the newest from number `start` on, or of a section.

    `turn` numbers the places that link an article. With `pictured`, articles without a picture are left out.
    """

    entry: str
    count: int
    start: int = 0
    turn: int = 0
    section: str | None = None
    join: str = ""
    pictured: bool = False


class Home(_Part):
    """The home page: the first `most` sections, with `count` articles each; `first` shows the first of these.

    Without `empty`, sections without articles are left out. `pair` puts two sections side by side.
    """

    page: str
    section: str
    entry: str
    count: int
    first: str | None = None
    most: int | None = None
    empty: bool = True
    pair: str | None = None


class Listing(_Part):
    """A page of a listing; `empty` is shown in place of entries, `below` for each section below this one."""

    page: str
    entry: str
    empty: str
    below: str
    join: str = ""
    below_box: str = "{below}"


class Pager(_Part):
    """The pager; `address` is where a page is, and `parameter` the part of its query that holds the number.

    Without `single`, a listing of one page has no pager. `width`: how many pages on either side of the current one.
    """

    page: str
    address: str
    parameter: str
    single: bool = True
    width: int = 1
    join: str = ""
    cell: str = ""
    current: str = ""
    gap: str = ""
    previous: str = ""
    no_previous: str = ""
    next: str = ""
    no_next: str = ""


class Reading(_Part):
    """The main column of an article's page; what an article has not, such as a lead, leaves its template out.

    `file` is one file, where the theme has links of its own. `related` names the entry for the `others` articles.
    """

    page: str
    related: str
    others: int
    turn: int
    lead: str = ""
    count: str = ""
    closing: str = ""
    file: str | None = None
    files: str = "{files}"
    source: str = ""
    author: str = ""
    trail: str = ""
    lead_in_body: bool = False
    author_in_body: bool = False
    lazy_pictures: bool = False


class Theme(_Part):
    """A theme; `constants` may be named in all of its templates, `box` by their names in shell and home page."""

    name: str
    shell: str
    weather: str
    menu: Menu
    entry: dict[str, Entry]
    box: dict[str, Box]
    home: Home
    listing: Listing
    pager: Pager
    reading: Reading
    constants: dict[str, str] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """The theme of a file, named like it."""
        return cls.model_validate({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
