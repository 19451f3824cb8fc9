"""Liferay 7: portlet divs, the menu in bar and drop-downs, meta line in spans, `_cur` parameters in the pager."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.layouts.layout import NOTICE, TITLE, WEATHER, Layout, window
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page

_PORTLET = "com_portal_news_ListPortlet_INSTANCE_wXz3"


class Liferay7(Layout):
    """A portal moved to Liferay 7 about 2020."""

    name: ClassVar[str] = "liferay7"

    def shell(self, title: str, main: str) -> str:
        """See `Layout.shell`."""
        weather = "".join(f"<tr><td>{place}</td><td><span>{degrees}</span></td></tr>" for place, degrees in WEATHER)
        read = "".join(
            f'<li class="list-group-item"><a class="text-dark" href="{self.href(each, each.sections[0], 2)}">'
            f'{escape(each.title)}</a><small class="text-muted">{escape(each.stamp.line)}</small></li>'
            for each in self.site.newest(5)
        )
        return f"""<!DOCTYPE html>
<html class="no-js" dir="ltr" lang="vi-VN"><head><meta charset="utf-8">
<title>{title} - {TITLE}</title>
<meta property="og:site_name" content="{TITLE}"><link rel="icon" href="/image/favicon.ico"></head>
<body class="has-edit-mode-menu guest-site yui3"><div class="container-fluid-max-xl" id="wrapper7">
<header class="autofit-row"><a class="navbar-brand" href="/">{TITLE}</a>
<div class="search-bar"><form action="/tim-kiem" method="get">
<input name="q" placeholder="Tìm kiếm..."></form></div></header>
<nav class="navbar navbar-expand-md" aria-label="Trang của site"><ul class="navbar-nav" role="menubar">
<li class="nav-item" role="presentation"><a class="nav-link" href="/web/guest/trang-chu">Trang chủ</a></li>
{self._menu(self.menu())}</ul></nav>
<section id="content7"><div class="row"><div class="col-md-8">{main}</div><div class="col-md-4">
<div class="portlet-boundary weather-box">
<h2 class="portlet-title-text">Thời tiết các vùng</h2><table>{weather}</table></div>
<div class="portlet-boundary">
<h2 class="portlet-title-text">Tin đọc nhiều</h2><ul class="list-group">{read}</ul></div>
<div class="portlet-boundary">
<h2 class="portlet-title-text">Bình chọn</h2><p>Bạn đánh giá thế nào về trang này?</p></div>
</div></div></section>
<footer class="footer7"><p>{NOTICE}</p><p>Giấy phép số 56/GP-TTĐT ngày 20/5/2020. Lượt truy cập: 9.876.543</p>
<a href="/c/portal/login?windowState=exclusive">Đăng nhập</a><a href="/so-do-cong">Sơ đồ cổng</a></footer>
</div></body></html>"""

    def home(self) -> str:
        """See `Layout.home`."""
        slides = "".join(
            f'<div class="carousel-item"><a href="{self.href(each, each.sections[0], 1)}">'
            f'<img class="d-block" alt="" src="{escape(each.pictures[0].path)}"></a>'
            f'<div class="carousel-caption"><h3>{self.link(each, each.sections[0], 1)}</h3></div></div>'
            for each in self.site.newest(12)
            if each.pictures
        )
        boxes = "".join(
            f'<div class="portlet-boundary"><h2 class="portlet-title-text"><a href="/web/guest/{section.slug}">'
            f"{section.name}</a></h2><ul>"
            + "".join(
                f"<li>{self.link(each, section, turn)}</li>" for each in self.site.page(section.slug, 1).articles[:5]
            )
            + "</ul></div>"
            for turn, section in enumerate(self.site.listings)
        )
        return self.frame("Trang chủ", f'<div class="carousel">{slides}</div>{boxes}')

    def listing(self, page: Page) -> str:
        """See `Layout.listing`."""
        items = "".join(self._item(each, page.section) for each in page.entries)
        if not items:
            items = '<div class="alert alert-info">Không có nội dung nào được hiển thị.</div>'
        below = "".join(
            f'<a class="badge" href="/{each.slug}">{each.name}</a>' for each in self.subsections(page.section)
        )
        return self.frame(
            page.section.name,
            f'<div class="portlet-boundary portlet-boundary_{_PORTLET}_"><section class="portlet"><div '
            f'class="portlet-content"><h2 class="portlet-title-text">{page.section.name}</h2>{below}'
            f'<div class="lfr-search-container-wrapper"><dl class="list-group show-quick-actions">{items}</dl>'
            f"{self._pager(page)}</div></div></section></div>",
        )

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `Layout.reading`."""
        lead = f'<h2 class="journal-lead">{markup.text(article, article.lead)}</h2>' if article.lead else ""
        stamp = article.stamp
        count = (
            f'<span class="icon-eye">{escape(stamp.join)}</span><span>{escape(stamp.count)}</span>'
            if stamp.count
            else ""
        )
        files = "".join(
            f'<li class="attach-item"><a href="{escape(file.path)}" download>{escape(file.title)}</a> (120 KB)</li>'
            for file in article.files
        )
        others = "".join(
            f'<div class="asset-abstract"><h4>{self.link(each, section, 3)}</h4>'
            f"<span>{escape(each.stamp.line)}</span></div>"
            for each in self.site.neighbours(article, 5)
        )
        return f"""<div class="portlet-boundary"><section class="portlet"><div class="portlet-content">
<h2 class="portlet-title-text">{section.shown}</h2>
<div class="journal-content-article" data-analytics-asset-id="{article.id}">
<h3 class="header-title">{markup.text(article, article.title)}</h3>
<div class="autofit-meta"><span>{escape(stamp.label)}</span><span>{escape(stamp.value)}</span>{count}
<a class="btn" href="{self.href(article, section, 0).partition("?")[0]}?p_p_state=pop_up" title="In">In</a></div>
{lead}<div class="clearfix journal-text">{markup.body(article, with_lead=False, with_author=True)}</div>
<ul class="attach-list">{files}</ul></div>
<div class="taglib-ratings">Đánh giá: <span>0</span>/5 (0 phiếu)</div>
<div class="related-assets"><h4>Tin cùng chuyên mục</h4>{others}</div></div></section></div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `Layout.page_address`."""
        return (
            f"/web/guest/{section.slug}?p_p_id={_PORTLET}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
            f"&_{_PORTLET}_delta=10&p_r_p_resetCur=false&_{_PORTLET}_cur={number}"
        )

    def page_number(self, query: Mapping[str, str]) -> int:
        """See `Layout.page_number`."""
        number = query.get(f"_{_PORTLET}_cur", "1")
        return int(number) if number.isdigit() else 1

    def _menu(self, sections: Sequence[Section]) -> str:
        written: list[str] = []
        for section in sections:
            below = self.menu(section.slug)
            inner = f'<ul class="dropdown-menu" role="menu">{self._menu(below)}</ul>' if below else ""
            where = "#" if section.kind == "group" else f"/web/guest/{section.slug}"
            written.append(
                f'<li class="nav-item" role="presentation"><a class="nav-link" href="{where}" role="menuitem">'
                f"{section.name}</a>{inner}</li>"
            )
        return "".join(written)

    def _item(self, article: DemoArticle, section: Section) -> str:
        image = (
            f'<div class="autofit-col"><img src="{escape(article.pictures[0].path)}" alt=""></div>'
            if article.pictures
            else ""
        )
        when = f'<span class="text-default">{article.published:%d/%m/%Y}</span>' if article.index % 4 else ""
        return (
            f'<dd class="list-group-item">{image}<div class="autofit-col-expand"><h4>'
            f"{self.link(article, section, 1)}</h4>{when}<p>{escape((article.lead or '')[:160])}</p></div></dd>"
        )

    def _pager(self, page: Page) -> str:
        def cell(label: str, number: int, *, usable: bool, active: bool = False) -> str:
            where = escape(self.page_address(page.section, number)) if usable else "javascript:;"
            state = " active" if active else "" if usable else " disabled"
            return f'<li class="page-item{state}"><a class="page-link" href="{where}">{label}</a></li>'

        if page.last == 1:
            return ""
        cells = [cell("Trước", page.number - 1, usable=page.number > 1)]
        for number in window(page.number, page.last, 1):
            cells.append(
                cell(str(number), number, usable=number != page.number, active=number == page.number)
                if number
                else '<li class="page-item"><span class="page-link">…</span></li>'
            )
        cells.append(cell("Tiếp theo", page.number + 1, usable=page.number < page.last))
        return f'<ul class="pagination" role="navigation" aria-label="Phân trang">{"".join(cells)}</ul>'
