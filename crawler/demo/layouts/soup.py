"""Modern div soup: class names are hashes, no heading elements, pictures wait in `data-src`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.layouts.layout import NOTICE, TITLE, WEATHER, Layout, window
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page


class Soup(Layout):
    """A portal rebuilt with a JavaScript framework and rendered on the server, about 2023."""

    name: ClassVar[str] = "soup"

    def shell(self, title: str, main: str) -> str:
        """See `Layout.shell`."""
        weather = "".join(f'<div class="_w3x">{p}<div class="_w4">{t}</div></div>' for p, t in WEATHER)
        fresh = "".join(
            f'<div class="_q81s"><a href="{self.href(a, a.sections[0], 4)}">'
            f'<div class="_q82">{escape(a.title)}</div></a><div class="_q83">{escape(a.stamp.line)}</div></div>'
            for a in self.site.newest(8)
        )
        return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width,initial-scale=1"/><title>{title}</title>
<link rel="stylesheet" href="/_s/9f2c1.css"/><script>window.__S={{"t":"25/11/2024 | 08:00"}}</script></head>
<body><div id="__r"><div class="_a1z"><div class="_a2"><a href="/" class="_a3">{TITLE}</a></div>
<div class="_a4">Thứ Ba, 24/11/2026</div><div class="_n0"><div class="_n1"><a href="/trang-chu">Trang chủ</a></div>
{self._menu(self.menu())}</div></div><div class="_m0k"><div class="_m1">{main}</div>
<div class="_s0"><div class="_s1">Thời tiết các vùng</div>{weather}<div class="_s1">Đọc nhiều</div>{fresh}
<div class="_s1">Lượt truy cập</div><div class="_s9">Hôm nay: 1.024</div>
<div class="_s9">Tổng: 8.765.432</div></div></div>
<div class="_f0"><div class="_f1">{NOTICE}</div><div class="_f1">Trưởng Ban Biên tập: Ban Biên tập cổng</div>
<div class="_f1"><a href="mailto:bbt@thixa.demo.example">Thư điện tử</a> · <a href="/c/portal/login">Đăng nhập</a> ·
<a href="/rss">RSS</a></div></div></div></body></html>"""

    def home(self) -> str:
        """See `Layout.home`."""
        first, *others = self.site.newest(6)
        hero = (
            f'<div class="_h1q"><a href="{self.href(first, first.sections[0], 0)}">'
            f'<div class="_h2">{escape(first.title)}</div></a></div>'
            + "".join(self._card(a, a.sections[0], 2) for a in others)
        )
        blocks = [
            f'<div class="_b0"><a class="_b1" href="/{s.slug}">{s.name}</a>'
            + "".join(self._card(a, s, turn) for a in self.site.page(s.slug, 1).articles[:3])
            + "</div>"
            for turn, s in enumerate(self.site.listings)
            if self.site.indices(s.slug)
        ]
        return self.frame("Trang chủ", hero + "".join(blocks))

    def listing(self, page: Page) -> str:
        """See `Layout.listing`."""
        cards = "".join(self._card(a, page.section, 1, dated=True) for a in page.entries)
        tabs = "".join(f'<a class="_t1" href="/{s.slug}">{s.name}</a>' for s in self.subsections(page.section))
        empty = "" if page.entries else '<div class="_e0">Chưa có bài viết nào</div>'
        main = (
            f'<div class="_l0"><div class="_l1">{page.section.name}</div><div class="_t0">{tabs}</div>'
            f'<div class="_l2">{cards}{empty}</div>{self._pager(page)}</div>'
        )
        return self.frame(page.section.name, main)

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `Layout.reading`."""
        article = replace(article, look=replace(article.look, lazy_pictures=True))
        lead = f'<div class="_d5">{markup.text(article, article.lead)}</div>' if article.lead else ""
        lines = "".join(f'<div class="_d8">{escape(line)}</div>' for line in markup.closing(article))
        count = article.stamp.count
        meta = f'<div class="_d3"><div class="_d31">{escape(article.stamp.label + article.stamp.value)}</div>'
        meta += f'<div class="_d32">{escape(count)}</div></div>' if count else "</div>"
        files = (
            f'<div class="_d9"><div class="_d91">Tài liệu</div>{markup.files(article)}</div>' if article.files else ""
        )
        related = "".join(
            f'<div class="_r1"><a href="{self.href(other, section, 7)}">{escape(other.title)}</a>'
            f'<div class="_r2">{escape(other.stamp.label + other.stamp.value)}</div></div>'
            for other in self.site.neighbours(article, 4)
        )
        return f"""<div class="_d0"><div class="_d1"><a href="/{section.slug}">{section.shown}</a></div>
<div class="_d2">{markup.text(article, article.title)}</div>{meta}
<div class="_d4"><div class="_d41" role="button">A-</div><div class="_d41" role="button">A+</div>
<a class="_d42" href="{self.href(article, section, 0).partition("?")[0]}?p_p_state=pop_up">Bản in</a></div>
{lead}<div class="_d6">{markup.body(article, with_lead=False, with_author=False)}</div>{lines}{files}
<div class="_d7">Chia sẻ</div></div><div class="_r0"><div class="_r3">Tin liên quan</div>{related}</div>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `Layout.page_address`."""
        return f"/{section.slug}?page={number}"

    def page_number(self, query: Mapping[str, str]) -> int:
        """See `Layout.page_number`."""
        number = query.get("page", "1")
        return int(number) if number.isdigit() else 1

    def _menu(self, sections: Sequence[Section]) -> str:
        written: list[str] = []
        for section in sections:
            below = self.menu(section.slug)
            inner = f'<div class="_n2">{self._menu(below)}</div>' if below else ""
            tag = (
                f'<div class="_n3" role="button">{section.name}</div>'
                if section.kind == "group"
                else f'<a href="/{section.slug}">{section.name}</a>'
            )
            written.append(f'<div class="_n1">{tag}{inner}</div>')
        return "".join(written)

    def _card(self, article: DemoArticle, section: Section, turn: int, *, dated: bool = False) -> str:
        where = self.href(article, section, turn)
        image = (
            f'<a href="{where}" class="_c1"><img data-src="{escape(article.pictures[0].path)}" alt=""/></a>'
            if article.pictures
            else ""
        )
        day = f'<div class="_c4">{article.published:%d/%m/%Y}</div>' if dated and article.index % 3 else ""
        return (
            f'<div class="_c0">{image}<div class="_c2"><a href="{where}">'
            f'<div class="_c3">{escape(article.title)}</div></a>{day}'
            f'<div class="_c5">{escape((article.lead or "")[:110])}…</div>'
            f'<a href="{where}" class="_c6">Xem chi tiết</a></div></div>'
        )

    def _pager(self, page: Page) -> str:
        if page.last == 1:
            return ""
        cells: list[str] = []
        for number in window(page.number, page.last, 1):
            if not number:
                cells.append('<div class="_p2">…</div>')
            elif number == page.number:
                cells.append(f'<div class="_p3">{number}</div>')
            else:
                cells.append(f'<a class="_p1" href="{escape(self.page_address(page.section, number))}">{number}</a>')
        return f'<div class="_p0">{"".join(cells)}</div>'
