"""Words by which a portal's pages name what surrounds an article, compared folded (`crawler.pages.page.tree.folded`).

The lists are tables of the stage "pages" (`pipelines.tables`).
"""

import re

from crawler.pages.page.tree import folded
from pipelines.tables import entries


def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(folded(entry)) for entry in entries(f"pages/{name}")))


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
#: Descriptions of pictures that do not name what the picture leads to.
PICTURES = _any_of("picture_names")
#: What a page says that a portal serves instead of its own while it is down.
MAINTENANCE = _any_of("maintenance")
#: What a page says that wants to see a browser or a person first.
CHALLENGE = _any_of("challenge")
