"""One spider per profile: `scrapy list` prints the portals, `scrapy crawl sontay` crawls one."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar

from scrapy import Request, Spider

from crawler import portals
from crawler.pages.page.address import is_on_portal
from crawler.records.disk import keep_from_others
from crawler.records.errors import ProfileError, VnportalError
from crawler.records.profile import Portal
from crawler.spiders.portal import PortalSpider

Made = TypeVar("Made", bound=Spider)


class PortalSpiderLoader:
    """Scrapy's spider loader over `portals/*.toml`."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Scrapy's factory."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of the portal.

        Raises:
            KeyError: there is no such portal, or its profile is wrong: the message says what.
        """
        try:
            return spider_class(portals.load(spider_name), _OfScrapy)
        except ProfileError as error:
            raise KeyError(str(error)) from error

    def list(self) -> list[str]:
        """The names of all portals."""
        return portals.names()

    def find_by_request(self, request: Request) -> Sequence[str]:
        """The portals that serve the request's address."""
        return [name for name in self.list() if is_on_portal(request.url, portals.load(name))]


class _OfScrapy(PortalSpider):
    """A spider that `scrapy crawl` starts: an error that keeps it from beginning is one line, and the exit status."""

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **texts: Any) -> Self:
        """Scrapy's factory.

        Raises:
            SystemExit: the arguments, the profile or the data directory cannot be used. Scrapy would print a traceback.
        """
        keep_from_others()
        try:
            return super().from_crawler(crawler, *args, **texts)
        except VnportalError as error:
            sys.stderr.write(f"vnportal: {error}\n")
            raise SystemExit(error.exit_status) from None


def spider_class(profile: Portal, base: type[Made] = PortalSpider) -> type[Made]:  # type: ignore[assignment] # a default
    """The spider of a profile, as a class of its own: Scrapy reads its name and settings off the class."""
    return type(f"{profile.name.title()}Spider", (base,), {"name": profile.name, "profile": profile})
