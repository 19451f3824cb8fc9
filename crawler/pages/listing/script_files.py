"""The script files of a page. Where a listing goes on by a script, one of them may say what that script asks for."""

from urllib.parse import urlsplit

from crawler.pages.page.address import fetch_url
from crawler.pages.page.tree import Page
from crawler.records.profile import Portal
from pipelines.tables import entries

_LIBRARIES = tuple(entries("pages/script_libraries"))


def script_files(page: Page, base: str, portal: Portal) -> tuple[str, ...]:
    """The addresses of the portal's own script files, each once, those that many sites share left out.

    `base` is what the addresses of the page are relative to.
    """
    named = (element.get("src") for element in page.root.iter("script"))
    targets = (fetch_url(src, base, portal) for src in named if src)
    own = (target for target in targets if target is not None and not _is_library(target))
    return tuple(dict.fromkeys(own))


def _is_library(url: str) -> bool:
    return urlsplit(url).path.rpartition("/")[2].lower().startswith(_LIBRARIES)
