"""Liferay 6 with tables inside portlets: inherited colours, capitals by style sheet, long portlet parameters."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.layouts.layout import NOTICE, TITLE, WEATHER, Layout
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page

_PORTLET = "vcmsviewcontent_WAR_vcmsportlet_INSTANCE_k9Tq"


class Liferay6(Layout):
    """The town's kind of portal, about 2014."""

    name: ClassVar[str] = "liferay6"

    def shell(self, title: str, main: str) -> str:
        """See `Layout.shell`."""
        weather = "".join(f"<div>{place}</div>\n" for place, _ in WEATHER)
        side = "".join(
            f'<li class="item-tin-moi">{self.link(article, article.sections[0], 3)}</li>'
            for article in self.site.newest(6, 2)
        )
        return f"""<!DOCTYPE html>
<html class="ltr" dir="ltr" lang="vi-VN">
<head><title>{title} - {TITLE}</title>
<meta content="text/html; charset=UTF-8" http-equiv="content-type" />
<style>.portlet-topper{{text-transform:uppercase}}</style></head>
<body class="yui3-skin-sam controls-visible signed-out public-page site">
<div id="wrapper"><a href="#main-content" id="skip-to-content">Bỏ qua</a>
<header id="banner" role="banner"><h1 class="site-title"><a class="logo" href="/web/guest">
<img alt="{TITLE}" src="/image/layout_set_logo?img_id=11609" /></a></h1></header>
<nav class="sort-pages modify-pages" id="navigation" role="navigation"><ul>
<li class="selected"><a href="/trang-chu"><span>Trang chủ</span></a></li>{self._menu(self.menu())}
<li><a href="http://vanban.example/hethong" target="_blank"><span>Văn bản</span></a></li></ul></nav>
<div class="columns-2-1" id="content"><table class="lfr-grid" width="100%"><tr>
<td class="aui-w70 portlet-column" valign="top" id="main-content">
<div class="portlet-dropzone"><div class="thoitiet-portlet"><div class="t-t">thời tiết các vùng</div>
{weather}</div>{main}</div></td>
<td class="aui-w30 portlet-column" valign="top"><div class="portlet-borderless-container hop-ben">
<div class="portlet-topper">Tin mới nhất</div><ul class="ds-tin-moi">{side}</ul></div>
<div class="portlet-borderless-container thong-ke">
<div class="portlet-topper">Thống kê truy cập</div>
<table><tr><td>Đang truy cập:</td><td>37</td></tr>
<tr><td>Tổng lượt truy cập:</td><td>12.345.678</td></tr></table></div>
<div class="portlet-borderless-container lienket">
<select onchange="window.open(this.value)"><option>Liên kết website</option>
<option value="http://hanoi.example/">UBND thành phố</option></select></div></td></tr></table></div>
<footer id="footer" role="contentinfo">
<table><tr><td>{NOTICE}.<br/>Giấy phép số 12/GP-TTĐT ngày 03/01/2012.
Chịu trách nhiệm: Ban Biên tập.
<a href="/c/portal/login?p_l_id=20184" rel="nofollow">Đăng nhập</a></td></tr></table>
</footer>
</div></body></html>"""

    def home(self) -> str:
        """See `Layout.home`."""
        blocks: list[str] = []
        for turn, section in enumerate(self.site.listings[:7]):
            entries = self.site.page(section.slug, 1).articles[:4]
            if not entries:
                continue
            rows = "".join(f"<tr><td>- {self.link(each, section, turn)}</td></tr>" for each in entries[1:])
            blocks.append(
                f'<div class="portlet-borderless-container khoi-tin">'
                f'<div class="portlet-topper"><a href="/{section.slug}">'
                f'{section.name}</a></div><table width="100%"><tr><td class="tin-dau">'
                f"{self._thumbnail(entries[0], section, turn)}{self.link(entries[0], section, turn)}"
                f"<p>{escape((entries[0].lead or '')[:120])}...</p></td></tr>{rows}</table></div>"
            )
        return self.frame("Trang chủ", "".join(blocks))

    def listing(self, page: Page) -> str:
        """See `Layout.listing`."""
        rows = "".join(self._row(article, page.section) for article in page.entries)
        subs = "".join(f'<a href="/{s.slug}">{s.name}</a> &nbsp; ' for s in self.subsections(page.section))
        empty = "" if page.entries else '<div class="portlet-msg-info">Chưa có bản tin nào.</div>'
        main = (
            f'<div class="portlet-borderless-container"><div class="portlet-topper">{page.section.name}</div>'
            f'<div class="muc-con">{subs}</div>{empty}<table class="taglib-search-iterator">{rows}</table>'
            f"{self._pager(page)}</div>"
        )
        return self.frame(page.section.name, main)

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `Layout.reading`."""
        related = "".join(
            f'<tr><td><img src="/html/themes/arrow.png"> {self.link(other, section, 6)} '
            f"<i>({escape(other.stamp.line)})</i></td></tr>"
            for other in self.site.neighbours(article, 5)
        )
        lead = f'<tr><td class="vcms-sapo">{markup.text(article, article.lead)}</td></tr>' if article.lead else ""
        lines = "".join(f'<div class="vcms-tacgia" align="right"><b>{x}</b></div>' for x in markup.closing(article))
        files = f"<tr><td>Tệp đính kèm: {markup.files(article)}</td></tr>" if article.files else ""
        return f"""<div class="portlet-borderless-container"><div class="portlet-topper">{section.shown}</div>
<div class="portlet-body"><table class="vcms-detail" width="100%">
<tr><td class="vcms-title">{markup.text(article, article.title)}</td></tr>
<tr><td class="vcms-meta">{escape(article.stamp.line)}</td></tr>{lead}
<tr><td class="vcms-noidung">{markup.body(article, with_lead=False, with_author=False)}{lines}</td></tr>{files}
<tr><td align="right"><a href="{self.href(article, section, 0).partition("?")[0]}?p_p_state=pop_up">In trang</a>
<a href="javascript:history.back()">Quay lại</a></td></tr></table></div>
<div class="vcms-lienquan"><b>Các tin khác</b><table>{related}</table></div></div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `Layout.page_address`."""
        p = f"_{_PORTLET}"
        return (
            f"/{section.slug}?p_p_id={_PORTLET}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1"
            f"&p_p_col_count=2&{p}_delta=10&{p}_keywords=&{p}_advancedSearch=false&{p}_andOperator=true"
            f"&{p}_resetCur=false&{p}_cur={number}"
        )

    def page_number(self, query: Mapping[str, str]) -> int:
        """See `Layout.page_number`."""
        number = query.get(f"_{_PORTLET}_cur", "1")
        return int(number) if number.isdigit() else 1

    def _menu(self, sections: Sequence[Section]) -> str:
        written: list[str] = []
        for section in sections:
            below = self.menu(section.slug)
            inner = f'<ul class="child-menu">{self._menu(below)}</ul>' if below else ""
            written.append(f'<li><a href="{self.section_href(section)}"><span>{section.name}</span></a>{inner}</li>')
        return "".join(written)

    def _row(self, article: DemoArticle, section: Section) -> str:
        lead = escape((article.lead or "")[:150])
        return (
            f'<tr class="results-row"><td>{self._thumbnail(article, section, 1)}</td><td>'
            f"{self.link(article, section, 1, ' class=td-tin')}<br/><span>({article.published:%d/%m/%Y})</span>"
            f"<div>{lead}</div></td></tr>"
        )

    def _thumbnail(self, article: DemoArticle, section: Section, turn: int) -> str:
        if not article.pictures:
            return ""
        image = f'<img src="{escape(article.pictures[0].path)}" width="120" />'
        return f'<a href="{self.href(article, section, turn)}">{image}</a>'

    def _pager(self, page: Page) -> str:
        def step(label: str, number: int, *, usable: bool) -> str:
            where = escape(self.page_address(page.section, number)) if usable else "javascript:;"
            return f'<a class="{label.lower()}" href="{where}">{label}</a>'

        back, forth = page.number > 1, page.number < page.last
        return (
            f'<div class="taglib-page-iterator">Trang {page.number} của {page.last} '
            + step("First", 1, usable=back)
            + step("Previous", page.number - 1, usable=back)
            + step("Next", page.number + 1, usable=forth)
            + step("Last", page.last, usable=forth)
            + "</div>"
        )
