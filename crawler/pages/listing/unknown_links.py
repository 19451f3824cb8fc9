"""Links of a page that look like those to articles, though no shape of the portal's platforms fits their addresses.

A portal may lead to articles of several shapes: those of another module, those of an older site. What such links have
in common is inferred as it is for a platform that nobody has declared (`shapes`).
"""

from collections.abc import Collection
from itertools import islice

from crawler.pages.listing.article_links import ArticleLink
from crawler.pages.listing.destinations import is_file, may_list
from crawler.pages.listing.link_groups import LEAST, Link, led_to, link_to, may_be_title, said_by
from crawler.pages.listing.page_numbers import page_parameter, path_number
from crawler.pages.page.address import article_address
from crawler.pages.page.tree import Page, around, folded
from crawler.records.profile import Portal

#: Where no listing stands.
_BESIDE = frozenset({"aside", "nav", "footer", "header", "marquee"})
#: Such links of a page that are looked at.
_MOST = 200


def unknown_links(page: Page, base: str, portal: Portal, known: Collection[ArticleLink]) -> tuple[Link, ...]:
    """The links of the page that say titles and lead to pages of shapes that nobody knows; none where there are fewer
    than tell a shape.

    `base` is what the links of the page are relative to, `known` are its links to articles. A link that says what one
    of those says leads to that article by another address.
    """
    of_articles = {link.element for link in known}
    titles = {folded(said_by(element)) for element in of_articles}
    others = (one for one in page.places if one.tag == "a" and one not in of_articles)
    saying = (one for one in others if may_be_title(words := said_by(one)) and folded(words) not in titles)
    led = ((one, led_to(one, base, portal)) for one in saying if not any(each.tag in _BESIDE for each in around(one)))
    unknown = ((one, target) for one, target in led if target is not None and _may_be_article(target, portal))
    found = {target: one for one, target in islice(unknown, _MOST)}
    return tuple(link_to(target, one) for target, one in found.items()) if len(found) >= LEAST else ()


def _may_be_article(url: str, portal: Portal) -> bool:
    turns = page_parameter(url) is not None or path_number(url) is not None
    return not turns and not is_file(url) and may_list(url, portal.language) and article_address(url, portal) is None
