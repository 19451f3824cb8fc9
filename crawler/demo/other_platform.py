"""What the layouts of platforms other than Liferay have in common: addresses, and answers, of their own.

A platform's pages need not show all that an article has: `shown` says what they do.
"""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import ClassVar, NamedTuple

from crawler.demo import markup, prose
from crawler.demo.addresses import ArticlePath
from crawler.demo.habits import comment
from crawler.demo.model import DemoArticle, Picture, Section
from crawler.demo.site import Page, Site
from crawler.demo.wire import Response


class Asked(NamedTuple):
    """A request: `path` is decoded; `form` holds the fields that were posted, `None` for a GET."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    form: list[tuple[str, str]] | None = None


class PlatformLayout(ABC):
    """A theme of a portal on another platform; methods that are named as pages return whole HTML pages."""

    name: ClassVar[str]

    def __init__(self, site: Site) -> None:
        self.site = site

    @abstractmethod
    def shell(self, title: str, main: str) -> str:
        """What stands round every page; `title` is escaped."""

    @abstractmethod
    def home(self) -> str:
        """The home page: boxes of news from several sections."""

    @abstractmethod
    def listing(self, page: Page) -> str:
        """A page of a listing."""

    @abstractmethod
    def reading(self, article: DemoArticle, section: Section) -> str:
        """The main column of an article's page."""

    @abstractmethod
    def address(self, article: DemoArticle, section: Section) -> str:
        """The path under which a section links the article."""

    @abstractmethod
    def article_path(self, path: str) -> ArticlePath | None:
        """Page and id of the demonstration's article at a path, `None` when it is not an article's."""

    @abstractmethod
    def reply(self, asked: Asked) -> Response | None:
        """The answer to a request for anything but an article, `None` where nothing is."""

    @abstractmethod
    def shown(self, article: DemoArticle) -> DemoArticle:
        """The article as far as the platform's pages show it."""

    def frame(self, title: str, main: str) -> str:
        """A page with `main` in the shell."""
        return self.shell(escape(title), main)

    def article(self, article: DemoArticle, section: Section) -> str:
        """An article's page, seen under `section`."""
        main = self.reading(article, section)
        if article.look.meta_in_comment:
            main = f"<!-- {comment()} -->{main}"
        return self.frame(article.title, unicodedata.normalize("NFD", main) if article.look.decomposed else main)

    def static(self, section: Section) -> str:
        """A page of text without articles."""
        lines = prose.static(section.slug) or [section.name]
        text = "".join(f"<p>{escape(line)}</p>" for line in lines)
        return self.frame(section.name, f"<h2>{escape(section.name)}</h2>{text}")

    def missing(self) -> str:
        """What stands where no article is; the portal sends it with status 200."""
        return self.frame("Thông báo", "<div>Bài viết không tồn tại hoặc đã bị xóa.</div>")

    def href(self, article: DemoArticle, section: Section) -> str:
        """The article's address, escaped."""
        return escape(self.address(article, section))

    def link(self, article: DemoArticle, section: Section) -> str:
        """A link to the article on its title."""
        return f'<a href="{self.href(article, section)}">{escape(article.title)}</a>'

    def menu(self) -> Sequence[Section]:
        """The listings and pages of text that the menu names, those of the top before those below a group."""
        return [
            section
            for section in sorted(self.site.sections, key=lambda section: section.parent is not None)
            if section.kind in {"listing", "static"}
        ]

    def section_at(self, slug: str) -> Section | None:
        """The listing, or the page of text, of a slug."""
        section = self.site.section(slug)
        return section if section is not None and section.kind in {"listing", "static"} else None

    def page_of(self, section: Section) -> Response:
        """The first page of a section."""
        page = self.listing(self.site.page(section.slug, 1)) if section.kind == "listing" else self.static(section)
        return html(page)

    def text(self, article: DemoArticle, picture: "type[Figure]") -> str:
        """The body with the platform's own way to set pictures, without lead and byline."""
        parts = []
        bare = replace(article, lead=None, author=None, source=None)
        for block in article.blocks:
            if isinstance(block, Picture):
                parts.append(picture(article, block).markup)
            else:
                parts.append(markup.body(replace(bare, blocks=(block,)), with_lead=False, with_author=False))
        return "\n".join(parts)

    @cached_property
    def by_number(self) -> Mapping[str, int]:
        """The demonstration's ids by the numbers in the platform's addresses."""
        articles = (self.site.article(index) for index in range(self.site.size))
        return {self.number(article): article.id for article in articles}

    def number(self, article: DemoArticle) -> str:
        """The article's number in the platform's addresses."""
        return str(self.site.size - article.index)

    def whole(self, section: Section) -> Page:
        """All articles of a listing as one page, the pinned one among them."""
        page = self.site.page(section.slug, 1)
        entries = tuple(self.site.article(index) for index in self.site.indices(section.slug))
        return replace(page, pinned=None, articles=entries)


class Figure:
    """A picture as a platform sets it."""

    def __init__(self, article: DemoArticle, picture: Picture) -> None:
        self.path = escape(picture.path)
        self.caption = markup.text(article, picture.caption) if picture.caption else ""

    @property
    def markup(self) -> str:
        """The HTML."""
        return f'<figure><img src="{self.path}" alt=""><figcaption>{self.caption}</figcaption></figure>'


def html(page: str) -> Response:
    """A page, or a fragment of one."""
    return Response(page.encode())
