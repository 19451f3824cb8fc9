"""Addresses that buttons hold for the scripts of their page: "data-next-url", "hx-get"."""

from crawler.pages.page.address import fetch_url
from crawler.pages.page.tree import Element
from crawler.records.profile import Portal

#: Attributes that say that their address is that of the next page.
ONWARD = ("data-next-url", "data-next", "data-next-page", "data-nexturl")
#: Attributes whose address a script asks for by GET.
GOT = (
    *ONWARD,
    "data-url",
    "data-href",
    "data-ajax-url",
    "data-load-url",
    "hx-get",
    "data-hx-get",
)
#: The attribute whose address a script posts to.
POSTED = "hx-post"


def held_address(element: Element, base: str, portal: Portal) -> tuple[str, str] | None:
    """The attribute of an element that holds an address on the portal, and that address; `None` where none does.

    `base` is what the addresses of the page are relative to.
    """
    for name in (*GOT, POSTED):
        value = element.get(name) or ""
        target = fetch_url(value, base, portal) if "/" in value or "?" in value else None
        if target is not None:
            return name, target
    return None
