"""What an index of captures says of one: whose it is, and where and when it was captured."""

from crawler.archive.warc import Capture
from crawler.pages.page.address import article_address, canonical_url
from crawler.records.profile import Portal
from crawler.store.captures import Indexed


def key_of(url: str, portal: Portal) -> str | None:
    """The id of the article that an address is of; `None` for any other page."""
    address = article_address(url, portal)
    return f"{portal.name}:{address.article_id}" if address is not None else None


def indexed(url: str, capture: Capture, status: int | None, portal: Portal, source: str | None = None) -> Indexed:
    """A capture as the store notes it; `source` is the collection whose index names it, if not the one it names."""
    key = key_of(url, portal)
    page = key or canonical_url(url, portal)
    return Indexed(url, capture.moment, key, page, source or capture.source, status, capture.digest)
