"""What the demonstration portal answers to an address: pages, files, robots.txt. No sockets, no faults."""

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date
from email.utils import format_datetime
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit
from zlib import crc32
from zoneinfo import ZoneInfo

from crawler.demo.addresses import article_path, without_prefix
from crawler.demo.layout import Layout, with_views
from crawler.demo.model import DemoArticle
from crawler.demo.wire import Response

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2025, 9, 19)


class Application:
    """Answers addresses of one site in one layout."""

    def __init__(self, layout: Layout, *, crawl_delay: float | None = None, validators: bool = False) -> None:
        self.layout = layout
        self.validators = validators
        self.site = layout.site
        self.visits: Counter[int] = Counter()
        self._robots = robots(crawl_delay)
        self._cached: dict[str, bytes] = {}

    def respond(
        self,
        target: str,
        *,
        counted: bool = True,
        headers: Mapping[str, str] | None = None,
        form: list[tuple[str, str]] | None = None,
    ) -> Response:
        """The answer to a request for a path with its query. An article counts the request as a visit if `counted`.

        With `validators`, an article that the request's `headers` (lower case) name is neither sent again nor counted.
        `form` holds the posted fields. No page of this portal accepts a POST.
        """
        parts = urlsplit(target)
        path, query = without_prefix(unquote(parts.path)), dict(parse_qsl(parts.query))
        if path == "/robots.txt":
            return Response(self._robots, content_type="text/plain; charset=UTF-8")
        if form is not None:
            return Response(b"<h1>405</h1>", 405)
        if path in {"/", "/home"}:
            return Response(status=302, headers=(("Location", "/web/guest/trang-chu"),))
        if path == "/trang-chu":
            return self._kept("/trang-chu", lambda: self.site.as_sent(self.layout.home(), None))
        if path.startswith(("/image/", "/documents/", "/html/themes/")):
            return file_at(path)
        if article := article_path(path):
            return self._article(article.page, article.article_id, query, headers or {}, counted=counted)
        return self._page(path.strip("/"), query)

    def _article(
        self, page: str, article_id: int, query: dict[str, str], headers: Mapping[str, str], *, counted: bool
    ) -> Response:
        index = self.site.index_of(article_id)
        if index is None:
            return self._kept("?missing", self.layout.missing)
        article = self.site.article(index)
        section = next((each for each in article.sections if each.slug == page), article.sections[0])
        alone = query.get("p_p_state") == "pop_up"
        # The validators leave out the count of views: only edits change them, not visits.
        own = validators_of(article, f"{self.layout.name} {section.slug} {alone}") if self.validators else {}
        if is_held(own, headers):
            return Response(status=304, headers=tuple(own.items()))
        shown = with_views(article, self.visits[article_id])
        self.visits[article_id] += counted
        page = (self.layout.print_view if alone else self.layout.article)(shown, section)
        return replace(_html(self.site.as_sent(page, article)), headers=tuple(own.items()))

    def _page(self, slug: str, query: dict[str, str]) -> Response:
        if slug == "c/portal/login":
            return self._kept("?login", self.layout.login)
        if slug == "tin-chi-tiet":  # the page that holds articles of the other address shape lists none
            return self._kept("?missing", self.layout.missing)
        section = self.site.section(slug)
        if section is None or section.kind == "group":
            return Response(b"<html><title>404</title><body><h1>Not Found</h1></body></html>", 404)
        if section.kind == "calendar":
            return _html(self.layout.calendar(_day(query.get("date"))))
        if section.kind == "search":
            return _html(self.layout.search(query.get("q", "")))
        if section.kind == "static":
            return self._kept(slug, lambda: self.layout.static(section))
        page = self.site.page(slug, self.layout.page_number(query))
        return _html(self.site.as_sent(self.layout.listing(page), None))

    def _kept(self, key: str, render: Callable[[], str]) -> Response:
        """A page that never changes, rendered once."""
        if key not in self._cached:
            self._cached[key] = render().encode()
        return Response(self._cached[key])


def robots(crawl_delay: float | None) -> bytes:
    """The portal's robots.txt: neither login nor calendar nor search are for robots."""
    lines = ["User-agent: *", "Disallow: /c/portal/login", "Disallow: /lich-cong-tac", "Disallow: /tim-kiem"]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    return "\n".join([*lines, ""]).encode()


@cache
def png() -> bytes:
    """A picture of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


@cache
def pdf() -> bytes:
    """A valid PDF file of one empty page."""
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(written))
        written += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def file_at(path: str) -> Response:
    """The file at a path: a picture or a document."""
    if path.startswith("/documents/") and not path.endswith((".jpg", ".png")):
        return Response(pdf(), content_type="application/pdf")
    return Response(png(), content_type="image/png")


def _html(page: str) -> Response:
    return Response(page.encode())


def validators_of(article: DemoArticle, view: str) -> dict[str, str]:
    """ETag and Last-Modified of an article's page."""
    published = article.published.replace(tzinfo=ZONE).astimezone(UTC)
    return {
        "ETag": f'"{crc32(f"{article} {view}".encode()):08x}"',
        "Last-Modified": format_datetime(published, usegmt=True),
    }


def is_held(own: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Whether the client has what it asks for; an ETag counts more than a date (RFC 9110, section 13.2.2)."""
    if "if-none-match" in headers:
        return headers["if-none-match"] == own.get("ETag")
    return "if-modified-since" in headers and headers["if-modified-since"] == own.get("Last-Modified")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return TODAY
