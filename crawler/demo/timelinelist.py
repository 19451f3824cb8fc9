"""A portal on the news vendor's sister edition: zones in `.htm`, fragments by the zone's number, feeds and sitemaps."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import ClassVar
from zoneinfo import ZoneInfo

from crawler.demo import markup
from crawler.demo.addresses import ArticlePath, plain_slug
from crawler.demo.layout import NOTICE, TITLE
from crawler.demo.model import DemoArticle, Section
from crawler.demo.other_platform import Asked, Figure, PlatformLayout, html
from crawler.demo.site import OFFICIAL_HOST, Page
from crawler.demo.wire import Response

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_SIZE = 10
_ARTICLE = re.compile(r"^(?:/print)?/[^/]*-(?P<number>\d{16,19})\.htm$")
_LISTING = re.compile(r"^/(?P<zone>[a-z-]+)(?:/trang-(?P<number>\d+))?\.htm$")
_FRAGMENT = re.compile(r"^/timelinelist/(?P<zone>\d+)/(?P<number>\d+)\.htm$")
_FEED = re.compile(r"^/rss/(?P<zone>[a-z-]+)\.rss$")
_SITEMAP = re.compile(r"^/sitemaps/(?P<first>\d{4}-\d{2}-\d{2})\.xml$")
_XML = "application/xml; charset=UTF-8"
_FIVE_DAYS = timedelta(days=5)


class _Photo(Figure):
    @property
    def markup(self) -> str:
        caption = f'<figcaption class="tl-caption">{self.caption}</figcaption>' if self.caption else ""
        return (
            f'<figure class="tl-photo" type="Photo"><img data-src="{self.path}" src="/image/tl.gif">{caption}</figure>'
        )


class Timelinelist(PlatformLayout):
    """A department's news site. Every 17th article stands in no listing: feeds and sitemaps alone name it."""

    name: ClassVar[str] = "timelinelist"

    def number(self, article: DemoArticle) -> str:
        """Site, moment of creation, running number."""
        return f"1022{article.published:%y%m%d%H%M%S}{article.index}"

    def address(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.address`."""
        return f"/{plain_slug(article.title)[:120]}-{self.number(article)}.htm"

    def article_path(self, path: str) -> ArticlePath | None:
        """See `PlatformLayout.article_path`."""
        found = _ARTICLE.match(path)
        number = self.by_number.get(found["number"]) if found else None
        return ArticlePath("", number) if number is not None else None

    def shown(self, article: DemoArticle) -> DemoArticle:
        """See `PlatformLayout.shown`."""
        return replace(article, view_count=None, time_inferred=False)

    def reply(self, asked: Asked) -> Response | None:
        """See `PlatformLayout.reply`."""
        path = asked.path
        if path == "/":
            return html(self.home())
        if found := _FRAGMENT.match(path):
            place = int(found["zone"]) - 300
            section = self.site.listings[place] if 0 <= place < len(self.site.listings) else None
            shown = self._shown(section, int(found["number"])) if section is not None else ()
            return html("".join(self._item(each, section) for each in shown if section is not None))
        if found := _LISTING.match(path):
            return self._zone_page(found["zone"], int(found["number"] or 1))
        if found := _FEED.match(path):
            section = self.section_at(found["zone"])
            return Response(self._feed(section).encode(), content_type=_XML) if section is not None else None
        if path == "/sitemap.xml":
            return Response(self._index().encode(), content_type=_XML)
        if found := _SITEMAP.match(path):
            return Response(self._sitemap(date.fromisoformat(found["first"])).encode(), content_type=_XML)
        return None

    def _zone_page(self, zone: str, number: int) -> Response | None:
        section = self.section_at(zone)
        if section is None:
            return None
        if section.kind == "static":
            return self.page_of(section)
        page = self.site.page(section.slug, number)
        return html(self.listing(replace(page, number=number))) if self._shown(section, number) else None

    def listed(self, section: Section) -> Sequence[DemoArticle]:
        """The articles that a zone lists."""
        return [each for each in self.whole(section).articles if each.index % 17]

    def _shown(self, section: Section, number: int) -> Sequence[DemoArticle]:
        return self.listed(section)[(number - 1) * _SIZE : number * _SIZE]

    def shell(self, title: str, main: str) -> str:
        """See `PlatformLayout.shell`."""
        menu = "".join(f'<a class="tl-nav" href="/{each.slug}.htm">{each.name}</a>' for each in self.menu())
        return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<link rel="alternate" type="application/rss+xml" href="/rss/tin-noi-bat.rss"></head><body class="tl-body">
<div class="tl-top"><a class="tl-nav" href="/">Trang chủ</a>{menu}</div><div class="tl-main">{main}</div>
<div class="tl-foot">{NOTICE} <a href="/rss.htm">RSS</a></div></body></html>"""

    def home(self) -> str:
        """See `PlatformLayout.home`."""
        boxes = "".join(
            f'<div class="tl-box"><div class="tl-box-name"><a href="/{section.slug}.htm">{section.name}</a></div>'
            + "".join(f'<h4 class="tl-h4">{self.link(each, section)}</h4>' for each in self._shown(section, 1)[:4])
            + "</div>"
            for section in self.site.listings
        )
        return self.frame(TITLE, boxes)

    def listing(self, page: Page) -> str:
        """See `PlatformLayout.listing`."""
        items = "".join(self._item(each, page.section) for each in self._shown(page.section, page.number))
        zone = self.site.listings.index(page.section) + 300
        return self.frame(
            page.section.name,
            f'<h1 class="tl-zone">{page.section.name}</h1><div class="tl-list">{items}</div>'
            f'<input type="hidden" id="hdZoneId" value="{zone}"><a href="javascript:;" class="tl-more">Xem thêm</a>',
        )

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.reading`."""
        when = article.published
        author = f'<span class="tl-author">{escape(article.author)}</span>' if article.author else ""
        sapo = f'<h2 class="tl-sapo" data-role="sapo">{markup.text(article, article.lead)}</h2>' if article.lead else ""
        source = f"<p>Theo {escape(article.source)}</p>" if article.source else ""
        files = "".join(f'<p><a href="{escape(file.path)}">{escape(file.title)}</a></p>' for file in article.files)
        others = "".join(f"<li>{self.link(each, section)}</li>" for each in self.site.neighbours(article, 3))
        return f"""<div class="tl-cate"><a href="/{section.slug}.htm">{section.name}</a></div>
<h1 class="tl-title" data-role="title">{markup.text(article, article.title)}</h1>
<div class="tl-time" title="{_american(when)}">{when:%d/%m/%Y %H:%M}</div>
{sapo}<div class="tl-content" data-role="content">{self.text(article, _Photo)}{files}{source}</div>{author}
<div class="tl-related"><div>Tin liên quan</div><ul>{others}</ul></div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `PlatformLayout.page_address`."""
        return f"/{section.slug}.htm" if number == 1 else f"/{section.slug}/trang-{number}.htm"

    def _item(self, article: DemoArticle, section: Section) -> str:
        when = article.published
        return (
            f'<div class="tl-item"><h3 class="tl-h3">{self.link(article, section)}</h3><span class="tl-ago" '
            f'title="{_american(when)}">{when:%d/%m/%Y}</span>'
            f'<div class="tl-text">{escape((article.lead or "")[:160])}</div></div>'
        )

    def _feed(self, section: Section) -> str:
        items = "".join(
            f"<item><title>{escape(each.title)}</title><link>{self._absolute(each, section)}</link>"
            f"<pubDate>{format_datetime(each.published.replace(tzinfo=_ZONE))}</pubDate></item>"
            for each in self.whole(section).articles[:20]
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{section.name}</title>{items}</channel></rss>'

    def _index(self) -> str:
        firsts = sorted({self._first_of(self.site.article(index).published.date()) for index in self.site.published})
        maps = "".join(
            f"<sitemap><loc>https://{OFFICIAL_HOST}/sitemaps/{first}.xml</loc></sitemap>" for first in firsts
        )
        return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'

    def _sitemap(self, first: date) -> str:
        articles = (self.site.article(index) for index in self.site.published)
        urls = "".join(
            f"<url><loc>{self._absolute(each, each.sections[0])}</loc><lastmod>{each.published.isoformat()}+07:00"
            "</lastmod></url>"
            for each in articles
            if self._first_of(each.published.date()) == first
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'

    def _first_of(self, day: date) -> date:
        """The first of the five days whose sitemap names a day's articles."""
        return date.fromordinal(day.toordinal() // _FIVE_DAYS.days * _FIVE_DAYS.days)

    def _absolute(self, article: DemoArticle, section: Section) -> str:
        return f"https://{OFFICIAL_HOST}{escape(self.address(article, section))}"


def _american(moment: datetime) -> str:
    """The moment with the month first, as the attribute `title` has it beside a text that has the day first."""
    return f"{moment.month}/{moment.day}/{moment:%Y} {moment.hour % 12 or 12}:{moment:%M:%S %p}"
