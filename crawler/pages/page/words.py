"""Words by which a portal's pages name their furniture, compared folded (`crawler.pages.page.tree.folded`).

The lists stand in `words/NAME.txt`, one entry per line, so that they grow without a look at the code.
"""

import re
from pathlib import Path

from crawler.pages.page.tree import folded

FOLDER = Path(__file__).parent / "words"


def entries(name: str) -> list[str]:
    """The entries of `words/NAME.txt`, without comments and empty lines."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(folded(entry)) for entry in entries(name)))


#: Headings of boxes that stand beside any page.
SIDE_BOXES = _any_of("side_boxes")
#: Headings over the rest of a listing's page.
OLDER = _any_of("older")
#: Texts of links that lead to the whole article, or to a whole listing, and do not name it.
MORE = _any_of("more")
#: Texts of links to the home page.
HOME = _any_of("home")
#: Texts of links to pages that are never listings of articles.
NO_LISTING = _any_of("no_listing")
#: Texts of links to the page that leads to all others of the portal.
SITE_MAPS = _any_of("site_maps")
#: What a page says that a portal serves instead of its own while it is down.
MAINTENANCE = _any_of("maintenance")
#: What a page says that wants to see a browser or a person first.
CHALLENGE = _any_of("challenge")
