"""The links of a page that lead to articles: of this portal, and of others."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.pages.page.address import article_address, fetch_url
from crawler.pages.page.tree import Element, Page, scripted_address
from crawler.records.profile import Portal

#: More links to articles than any page seen shows; the rest of a page is not looked at.
MOST_LINKS = 5_000


@dataclass(slots=True, eq=False)
class ArticleLink:
    """A link to an article of this portal."""

    element: Element
    article_id: str
    #: What to ask the server for.
    url: str
    #: Its place on the page, in reading order.
    place: int
    #: Path of the listing that the address names (`ArticleAddress.page`).
    page: str | None
    #: The element that holds the whole entry: title, lead, day. At first the link alone.
    item: Element

    @property
    def container(self) -> Element:
        """The element that holds the entry beside others."""
        parent = self.item.getparent()
        return self.item if parent is None else parent


def article_links(page: Page, base: str, portal: Portal) -> tuple[list[ArticleLink], frozenset[tuple[str, str]]]:
    """The links to the portal's articles in reading order, and host and id of articles that other hosts serve.

    `base` is what the links of the page are relative to.
    """
    found: list[ArticleLink] = []
    elsewhere: set[tuple[str, str]] = set()
    for element, place in page.places.items():
        href = element.get("href") if element.tag in {"a", "area"} else None
        address = article_address(href, portal) if href else None
        if address is None and element.get("onclick"):
            href = scripted_address(element)
            address = article_address(href, portal) if href else None
        if not href or address is None:
            continue
        target = fetch_url(href, base, portal)
        if target is not None:
            found.append(ArticleLink(element, address.article_id, target, place, address.page, element))
        elif host := _host(base, href):
            elsewhere.add((host, address.article_id))
        if len(found) + len(elsewhere) >= MOST_LINKS:
            break
    return found, frozenset(elsewhere)


def _host(base: str, href: str) -> str | None:
    """The name of the host that serves a web address, `None` for what is no web address."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        return parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        return None
