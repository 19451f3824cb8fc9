"""A commune's portal on NukeViet: a folder for each listing, page-N, microdata that nobody sees, lines of labels."""

import re
from dataclasses import replace
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.addresses import ArticlePath, plain_slug
from crawler.demo.layout import NOTICE, TITLE
from crawler.demo.model import DemoArticle, Section
from crawler.demo.other_platform import Asked, Figure, PlatformLayout, html
from crawler.demo.site import Page
from crawler.demo.wire import Response

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_ARTICLE = re.compile(r"^/vi/news/(?P<page>[^/]+)/[^/]*-(?P<number>\d+)\.html$")
_LISTING = re.compile(r"^/vi/news/(?P<page>[^/]+)/(?:page-(?P<number>\d+)/)?$")
_STATIC = re.compile(r"^/vi/about/(?P<page>[^/]+)\.html$")


class _Caption(Figure):
    @property
    def markup(self) -> str:
        return (
            f'<figure class="image"><img src="{self.path}" alt="" width="600">'
            f"<figcaption>{self.caption}</figcaption></figure>"
            if self.caption
            else f'<p class="nv-center"><img src="{self.path}" alt=""></p>'
        )


class Nukeviet(PlatformLayout):
    """A portal of a commune."""

    name: ClassVar[str] = "nukeviet"

    def address(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.address`."""
        return f"/vi/news/{section.slug}/{plain_slug(article.title)[:120]}-{self.number(article)}.html"

    def article_path(self, path: str) -> ArticlePath | None:
        """See `PlatformLayout.article_path`."""
        found = _ARTICLE.match(path)
        number = self.by_number.get(found["number"]) if found else None
        return ArticlePath(found["page"], number) if found and number is not None else None

    def shown(self, article: DemoArticle) -> DemoArticle:
        """See `PlatformLayout.shown`."""
        return replace(article, time_inferred=False)

    def reply(self, asked: Asked) -> Response | None:
        """See `PlatformLayout.reply`."""
        if asked.path in {"/", "/vi/"}:
            return html(self.home())
        if static := _STATIC.match(asked.path):
            section = self.section_at(static["page"])
            return self.page_of(section) if section is not None else None
        found = _LISTING.match(asked.path)
        section = self.section_at(found["page"]) if found else None
        if found is None or section is None:
            return None
        number = int(found["number"] or 1)
        page = self.site.page(section.slug, number)
        return html(self.listing(page)) if number <= page.last else Response(b"<h1>404</h1>", 404)

    def shell(self, title: str, main: str) -> str:
        """See `PlatformLayout.shell`."""
        menu = "".join(
            f'<li class="nv-li"><a class="nv-a" href="{self._place(each)}">{each.name}</a></li>' for each in self.menu()
        )
        read = "".join(f'<li class="nv-read">{self.link(each, each.sections[0])}</li>' for each in self.site.newest(5))
        return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} - {TITLE}</title>
<meta name="generator" content="NukeViet v4.5"><meta property="og:title" content="{title}"></head>
<body class="nv-body"><div id="nv-banner">{TITLE}</div><nav id="nv-menusite"><ul>
<li class="nv-li"><a class="nv-a" href="/vi/">Trang nhất</a></li>{menu}</ul></nav>
<div id="nv-main">{main}</div><aside id="nv-right"><h3 class="nv-block">Tin xem nhiều</h3><ul>{read}</ul></aside>
<footer id="nv-foot">{NOTICE}</footer></body></html>"""

    def home(self) -> str:
        """See `PlatformLayout.home`."""
        boxes = "".join(
            f'<div class="nv-cat"><h4 class="nv-cat-name"><a href="{self._place(section)}">{section.name}</a></h4><ul>'
            + "".join(f"<li>{self.link(each, section)}</li>" for each in self.site.page(section.slug, 1).articles[:4])
            + "</ul></div>"
            for section in self.site.listings
        )
        return self.frame("Trang nhất", boxes)

    def listing(self, page: Page) -> str:
        """See `PlatformLayout.listing`."""
        items = "".join(
            f'<div class="nv-item"><h3 class="nv-h">{self.link(each, page.section)}</h3>'
            f'<div class="nv-when">{each.published:%d/%m/%Y %H:%M}</div>'
            f'<p class="nv-hometext">{escape(each.lead or "")}</p></div>'
            for each in page.entries
        )
        return self.frame(page.section.name, f'<h1 class="nv-title">{page.section.name}</h1>{items}{self._pager(page)}')

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.reading`."""
        when = article.published
        lead = f'<div class="hometext m-bottom">{markup.text(article, article.lead)}</div>' if article.lead else ""
        views = f'<span class="nv-views">Đã xem: {article.view_count}</span>' if article.view_count is not None else ""
        files = "".join(
            f'<li><a class="nv-file" href="{escape(file.path)}">{escape(file.title)}</a></li>' for file in article.files
        )
        attached = f'<div class="nv-attach"><strong>File đính kèm:</strong><ul>{files}</ul></div>' if files else ""
        labels = ""
        if article.author:
            labels += f'<p class="nv-by"><strong>Tác giả bài viết: </strong>{escape(article.author)}</p>'
        if article.source:
            labels += f'<p class="nv-from"><strong>Nguồn tin: </strong>{escape(article.source)}</p>'
        others = "".join(f"<li>{self.link(each, section)}</li>" for each in self.site.neighbours(article, 4))
        title, about = markup.text(article, article.title), escape((article.lead or article.title)[:200])
        return f"""<div class="nv-detail" itemscope><h1 class="nv-title" itemprop="headline">{title}</h1>
<div class="hidden hide d-none"><span itemprop="author">Quản trị</span>
<span itemprop="datePublished">{when.isoformat()}+07:00</span>
<span itemprop="description">{about}</span><span itemprop="publisher">{TITLE}</span></div>
<div class="nv-meta"><em>{_WEEKDAYS[when.weekday()]} - {when:%d/%m/%Y %H:%M}</em> {views}</div>
{lead}<div id="news-bodyhtml" class="bodytext">{self.text(article, _Caption)}</div>{attached}{labels}
<div class="nv-others"><h4>Những tin cũ hơn</h4><ul>{others}</ul></div></div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `PlatformLayout.page_address`."""
        return f"/vi/news/{section.slug}/" + (f"page-{number}/" if number > 1 else "")

    def _place(self, section: Section) -> str:
        return self.page_address(section, 1) if section.kind == "listing" else f"/vi/about/{section.slug}.html"

    def _pager(self, page: Page) -> str:
        if page.last == 1:
            return ""
        cells = "".join(
            f'<li class="nv-p active"><a href="#">{number}</a></li>'
            if number == page.number
            else f'<li class="nv-p"><a href="{self.page_address(page.section, number)}">{number}</a></li>'
            for number in range(max(1, page.number - 2), min(page.last, page.number + 2) + 1)
        )
        return f'<ul class="nv-pagination">{cells}</ul>'
