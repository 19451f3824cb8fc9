"""What a demonstration portal on another platform than Liferay answers to an address. No sockets, no faults."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.demo.addresses import ArticlePath
from crawler.demo.application import file_at, is_held, robots, validators_of
from crawler.demo.layout import with_views
from crawler.demo.other_platform import Asked, PlatformLayout, html
from crawler.demo.wire import Response


class PlatformApplication:
    """Answers addresses of one site on one platform."""

    def __init__(self, layout: PlatformLayout, *, crawl_delay: float | None = None, validators: bool = False) -> None:
        self.layout = layout
        self.site = layout.site
        self.validators = validators
        self.visits: Counter[int] = Counter()
        self._robots = robots(crawl_delay)

    def respond(
        self,
        target: str,
        *,
        counted: bool = True,
        headers: Mapping[str, str] | None = None,
        form: list[tuple[str, str]] | None = None,
    ) -> Response:
        """See `crawler.demo.application.Application.respond`; `form` holds the fields of a POST."""
        parts = urlsplit(target)
        asked = Asked(unquote(parts.path), dict(parse_qsl(parts.query)), headers or {}, form)
        if asked.path == "/robots.txt":
            return Response(self._robots, content_type="text/plain; charset=UTF-8")
        if asked.path.startswith(("/image/", "/documents/")):
            return file_at(asked.path)
        if place := self.layout.article_path(asked.path):
            return self._article(place, asked.headers, counted=counted)
        return self.layout.reply(asked) or Response(b"<html><title>404</title><body><h1>404</h1></body></html>", 404)

    def _article(self, place: ArticlePath, headers: Mapping[str, str], *, counted: bool) -> Response:
        index = self.site.index_of(place.article_id)
        if index is None:
            return html(self.layout.missing())
        article = self.site.article(index)
        section = next((each for each in article.sections if each.slug == place.page), article.sections[0])
        own = validators_of(article, f"{self.layout.name} {section.slug}") if self.validators else {}
        if is_held(own, headers):
            return Response(status=304, headers=tuple(own.items()))
        shown = with_views(article, self.visits[article.id])
        self.visits[article.id] += counted
        page = html(self.layout.article(self.layout.shown(shown), section))
        return replace(page, headers=tuple(own.items()))
