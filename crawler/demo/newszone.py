"""A portal on the CMS of 2025: zones without page numbers, older articles by POST, the author before the time."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.addresses import ArticlePath, plain_slug
from crawler.demo.layout import NOTICE, TITLE
from crawler.demo.model import DemoArticle, Section
from crawler.demo.other_platform import Asked, Figure, PlatformLayout, html
from crawler.demo.site import Page
from crawler.demo.wire import Response

_FILES = "https://tep.thixa.demo.example"
_SIZE = 10
#: Articles that stand on top of a zone's first page, above its list.
_TOP = 3
_ARTICLE = re.compile(r"^(?:/print)?/(?P<zone>[^/]+)/[^/]*-(?P<number>\d+)\.htm$")
_NOW = datetime(2025, 9, 19, 12, 0)


class _Photo(Figure):
    @property
    def markup(self) -> str:
        caption = f'<figcaption class="PhotoCMS_Caption"><p>{self.caption}</p></figcaption>' if self.caption else ""
        return (
            f'<figure class="VCSortableInPreviewMode" type="Photo"><div><img src="{self.path}" '
            f'data-original="{self.path}" alt=""></div>{caption}</figure>'
        )


class Newszone(PlatformLayout):
    """A ward's portal of July 2025. Its scripts alone know what the form of a zone holds."""

    name: ClassVar[str] = "newszone"
    #: Whether the page tells the values of the form in a script of its own.
    tells: ClassVar[bool] = False

    def number(self, article: DemoArticle) -> str:
        """Site, moment of creation and a running number; a migrated article keeps a short one."""
        if article.index % 9 == 8:
            return f"2698{article.id}"
        created = article.published - timedelta(hours=article.index % 5, minutes=7)
        return f"2698{created:%y%m%d%H%M%S}{article.index}"

    def address(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.address`."""
        return f"/{self._zone(section)}/{plain_slug(article.title)[:120]}-{self.number(article)}.htm"

    def article_path(self, path: str) -> ArticlePath | None:
        """See `PlatformLayout.article_path`."""
        found = _ARTICLE.match(path)
        number = self.by_number.get(found["number"]) if found else None
        return ArticlePath(self._slug(found["zone"]), number) if found and number is not None else None

    def shown(self, article: DemoArticle) -> DemoArticle:
        """See `PlatformLayout.shown`: no views, the clock has 24 hours, files lie on another host."""
        files = tuple(replace(file, path=_FILES + file.path.rpartition("/")[0]) for file in article.files)
        return replace(article, view_count=None, time_inferred=False, files=files)

    def reply(self, asked: Asked) -> Response | None:
        """See `PlatformLayout.reply`."""
        if asked.path == "/":
            return html(self.home())
        if asked.path == "/api/NewsZone/NewsZone":
            return self._posted(asked)
        if asked.path == "/js/zone.js":
            return Response(self._script().encode(), content_type="application/javascript; charset=UTF-8")
        section = self.section_at(self._slug(asked.path.strip("/")))
        return self.page_of(section) if section is not None else None

    def _posted(self, asked: Asked) -> Response:
        fields = dict(asked.form or [])
        sections = {self.cipher("Catname", section): section for section in self.site.listings}
        section = sections.get(fields.get("Catname", ""))
        if section is None or asked.headers.get("x-requested-with") != "XMLHttpRequest":
            return Response(b"", 400)
        if any(fields.get(name) != self.cipher(name, section) for name in ("LanguageId", "Site")):
            return Response(b"", 400)
        held = {value for name, value in asked.form or [] if name == "DataIds[]"}
        rest = [each for each in self.whole(section).articles if self.number(each) not in held]
        begin = int(fields.get("PageIndex", "0")) * _SIZE
        return html("".join(self._item(each, section) for each in rest[begin : begin + _SIZE]))

    def shell(self, title: str, main: str) -> str:
        """See `PlatformLayout.shell`."""
        menu = "".join(
            f'<li class="nz-menu"><a href="/{self._zone(each)}">{each.name}</a></li>' for each in self.menu()
        )
        documents = "".join(
            f'<li class="doc-li"><a href="/van-ban/chi-tiet?id={index}">Quyết định số {index}/QĐ-UBND về việc ban hành'
            f" quy chế làm việc của cơ quan</a></li>"
            for index in range(101, 111)
        )
        return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="{TITLE}"></head><body class="nz-body">
<header class="nz-head"><a href="/" class="nz-logo">{TITLE}</a><ul class="nz-nav">
<li class="nz-menu"><a href="/">Trang chủ</a></li>{menu}</ul></header>
<div class="box-docs"><div class="box-docs-title">Văn bản mới</div><ul>{documents}</ul></div>
<main class="nz-main">{main}</main><footer class="nz-foot"><p>{NOTICE}</p><p>Chịu trách nhiệm: UBND</p></footer>
<script src="/js/zone.js"></script></body></html>"""

    def home(self) -> str:
        """See `PlatformLayout.home`."""
        boxes = "".join(
            f'<section class="zone-box"><h2 class="zone-name"><a href="/{self._zone(section)}">{section.name}</a></h2>'
            + "".join(f"<div class='zb-item'>{self.link(each, section)}</div>" for each in self._first(section, 4))
            + "</section>"
            for section in self.site.listings
        )
        return self.frame("Trang chủ", boxes)

    def listing(self, page: Page) -> str:
        """See `PlatformLayout.listing`."""
        section, articles = page.section, self.whole(page.section).articles
        top = "".join(
            f'<div class="top-item" data-id="{self.number(each)}">{self.link(each, section)}</div>'
            for each in articles[:_TOP]
        )
        items = "".join(self._item(each, section) for each in articles[_TOP : _TOP + _SIZE])
        more = '<div class="view-more"><a href="javascript:;" class="btn-more">Xem thêm</a></div>'
        script = f"<script>{self._told(section)}</script>" if self.tells else ""
        return self.frame(
            section.name,
            f'<h1 class="zone-title">{section.name}</h1><div class="zone-top">{top}</div><div class="zone-list" '
            f'data-zone="{self._zone(section)}">{items}</div>{more if len(articles) > _TOP + _SIZE else ""}{script}',
        )

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `PlatformLayout.reading`."""
        author = f'<span class="nz-author">{escape(article.author)}</span> ' if article.author else ""
        sapo = (
            f'<h2 class="detail-sapo" data-role="sapo">{markup.text(article, article.lead)}</h2>'
            if article.lead
            else ""
        )
        files = "".join(
            f'<div class="VCSortableInPreviewMode" type="attachfile"><a class="file-download-link" '
            f'href="{escape(file.path)}">{escape(file.title)}</a></div>'
            for file in article.files
        )
        related = "".join(f"<li>{self.link(each, section)}</li>" for each in self.site.neighbours(article, 2))
        box = (
            f'<div class="VCSortableInPreviewMode" type="RelatedNewsBox"><ul>{related}</ul></div>'
            if related and article.paragraphs
            else ""
        )
        source = f'<p style="text-align: right;">Theo {escape(article.source)}</p>' if article.source else ""
        when = f"{article.published:%H:%M %d/%m/%Y}"
        dated = f"{article.published.isoformat()}+07:00"
        data = {"@type": "NewsArticle", "headline": article.title, "datePublished": dated}
        return f"""<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>
<div class="nz-crumb"><a href="/">Trang chủ</a> <a href="/{self._zone(section)}">{section.name}</a></div>
<div class="news-detail"><h1 class="detail-title" data-role="title">{markup.text(article, article.title)}</h1>
<div class="news-info"><div class="detail-time">{author}<span class="time">{when}</span></div></div>
{sapo}<div class="detail-content afcbc-body" data-role="content">{self.text(article, _Photo)}{files}{box}{source}
<!-- {article.published:%m/%d/%Y %I:%M:%S %p} --></div>
<div class="detail-tags">Từ khóa: <a href="/tag/thi-xa.htm">thị xã</a>, <a href="/tag/moi.htm">mới</a></div></div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `PlatformLayout.page_address`: a zone has one address."""
        return f"/{self._zone(section)}"

    def _item(self, article: DemoArticle, section: Section) -> str:
        href, title = self.href(article, section), escape(article.title)
        picture = article.pictures[0].path if article.pictures else "/image/nz.jpg"
        ago = _NOW - article.published
        said = f"{ago.seconds // 3600 + 1} giờ trước" if ago < timedelta(days=1) else f"{article.published:%d/%m/%Y}"
        sapo = f'<p class="news-sapo">{escape(article.lead)}</p>' if article.lead else ""
        return (
            f'<div class="news-item" data-id="{self.number(article)}"><div class="news-image"><a href="{href}">'
            f'<img src="{escape(picture)}" alt=""></a></div><div class="news-info"><a href="{href}" title="{title}">'
            f'<h3 class="news-title">{title}</h3></a><span class="news-time" '
            f'title="{article.published:%H:%M, %d/%m/%Y}">{said}</span>{sapo}</div></div>'
        )

    def _first(self, section: Section, count: int) -> Sequence[DemoArticle]:
        return self.whole(section).articles[:count]

    def _zone(self, section: Section) -> str:
        """The path of a section; some end in digits."""
        place = self.site.sections.index(section)
        return f"{section.slug}-{68150 + place}" if place % 3 == 0 else section.slug

    def _slug(self, zone: str) -> str:
        return next((section.slug for section in self.site.sections if self._zone(section) == zone), "")

    def cipher(self, field: str, section: Section) -> str:
        """What the form says of a zone: nobody but the portal's script can make it up."""
        return base64.b64encode(f"{field}|{self._zone(section)}|{self.site.seed}".encode()[::-1]).decode()

    def _told(self, section: Section) -> str:
        """A script of the page that says all that its form holds."""
        fields = "".join(f", {name}: '{self.cipher(name, section)}'" for name in ("Catname", "LanguageId", "Site"))
        return (
            "var pageIndex = 0; $('.btn-more').click(function () { pageIndex++; $.post('/api/NewsZone/NewsZone', "
            f"{{PageIndex: pageIndex, PageSize: {_SIZE}{fields}}}, function (r) {{ $('.zone-list').append(r); }}); }});"
        )

    def _script(self) -> str:
        """The portal's script: a browser that runs it can go on, nothing else."""
        return (
            "(function () { var list = document.querySelector('.zone-list'), page = 0;"
            " var more = document.querySelector('.btn-more'); if (!list || !more) return;"
            " function seal(f) { return btoa((f + '|' + list.dataset.zone + '|"
            f"{self.site.seed}').split('').reverse().join('')); }}"
            " more.addEventListener('click', function () { page += 1; var q = new URLSearchParams();"
            " q.append('PageIndex', page); q.append('PageSize', 10);"
            " ['Catname', 'LanguageId', 'Site'].forEach(function (f) { q.append(f, seal(f)); });"
            " if (page === 1) document.querySelectorAll('.top-item').forEach(function (e) {"
            " q.append('DataIds[]', e.dataset.id); });"
            " var how = {method: 'POST', body: q, headers: {'X-Requested-With': 'XMLHttpRequest'}};"
            " fetch('/api/NewsZone/NewsZone', how).then(function (r) { return r.text(); }).then(function (t) {"
            " if (t) list.insertAdjacentHTML('beforeend', t); else more.remove(); }); }); })();"
        )


class NewszoneTold(Newszone):
    """The same portal in an edition whose pages say what their forms hold."""

    name: ClassVar[str] = "newszone_told"
    tells: ClassVar[bool] = True
