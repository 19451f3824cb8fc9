"""The links of a page that lead to articles: of this portal, and of others."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.pages.page.address import absolute, article_address, fetch_url, in_other_folder
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
    """The links to the portal's articles in reading order, and articles that are left out: host and id where other
    hosts serve them, path and id where they stand under other folders than the shapes of addresses say.

    `base` is what the links of the page are relative to.
    """
    found: list[ArticleLink] = []
    elsewhere: set[tuple[str, str]] = set()
    for element, place in page.places.items():
        addresses = _addresses(element, base)
        if not addresses:  # most elements lead nowhere
            continue
        named = ((href, article_address(href, portal)) for href in addresses)
        href, address = next((one for one in named if one[1] is not None), ("", None))
        if address is None:
            elsewhere.update(filter(None, (in_other_folder(one, portal) for one in addresses)))
            continue
        target = fetch_url(href, base, portal)
        if target is not None:
            found.append(ArticleLink(element, address.article_id, target, place, address.page, element))
        elif host := _host(href):
            elsewhere.add((host, address.article_id))
        if len(found) + len(elsewhere) >= MOST_LINKS:
            break
    return found, frozenset(elsewhere)


def _addresses(element: Element, base: str) -> list[str]:
    """Where the element may lead, made absolute: by its address, by its script."""
    by_address = element.get("href") if element.tag in {"a", "area"} else None
    by_script = scripted_address(element) if element.get("onclick") else None
    return [address for href in (by_address, by_script) if href and (address := _absolute(href, base))]


def _absolute(href: str, base: str) -> str | None:
    try:
        return absolute(href, base)
    except ValueError:
        return None


def _host(address: str) -> str | None:
    """The name of the host that serves a web address, `None` for what is no web address."""
    parts = urlsplit(address)
    return parts.hostname if parts.scheme in {"http", "https"} else None
