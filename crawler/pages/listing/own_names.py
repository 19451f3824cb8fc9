"""Other host names of the portal itself, as its pages give them: a copy links to the host that it was copied from."""

from collections import Counter
from urllib.parse import urljoin, urlsplit

from crawler.pages.page.address import is_on_portal
from crawler.pages.page.tree import Page, read
from crawler.records.profile import Portal

#: A host that so many links of a page lead to may be the portal's, and so many such hosts are named.
_LEAST_LINKS, _MOST_HOSTS = 3, 2


def own_names(html: bytes | str, url: str, portal: Portal) -> list[str]:
    """Hosts that may be the portal's, the likeliest first; whoever uses one should see that both serve the same.

    The page says of itself that it stands there (`<link rel="canonical">`, `og:url`), or several of its links lead
    there.
    """
    page = read(html)
    base = page.base(url)
    told = [address for one in _told(page) if _path(address := urljoin(url, one)) == _path(url)]
    linked = [urljoin(base, (element.get("href") or "").strip()) for element in page.root.iter("a")]
    counted = Counter(host for address in linked if (host := _other_host(address, portal)))
    often = [host for host, count in counted.most_common() if count >= _LEAST_LINKS]
    named = [host for address in told if (host := _other_host(address, portal))]
    return list(dict.fromkeys([*named, *often]))[:_MOST_HOSTS]


def _told(page: Page) -> list[str]:
    """The addresses that the page gives itself."""
    canonical = [link.get("href") for link in page.root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    shared = [meta.get("content") for meta in page.root.iter("meta") if meta.get("property") == "og:url"]
    return [address for address in (*canonical, *shared) if address]


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _other_host(url: str, portal: Portal) -> str | None:
    """The host of a web address that is not the portal's."""
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in {"http", "https"} and not is_on_portal(url, portal) else None
    except ValueError:
        return None
