"""HTML5 with elements of its own: `<article>`, `<time>`, `<nav>`, custom elements; the section stands in a breadcrumb.

Classes are the utility classes of a CSS framework; the byline is an `<address>`, related articles an `<aside>` within
the article.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.layouts.layout import NOTICE, TITLE, WEATHER, Layout
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page


class Semantic(Layout):
    """A portal rebuilt about 2024 by people who read the HTML standard."""

    name: ClassVar[str] = "semantic"

    def shell(self, title: str, main: str) -> str:
        """See `Layout.shell`."""
        weather = "".join(f"<dt>{place}</dt><dd>{degrees}</dd>" for place, degrees in WEATHER)
        fresh = "".join(f"<li>{self.link(each, each.sections[0], 6)}</li>" for each in self.site.newest(5, 3))
        return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title} | {TITLE}</title>
<meta property="og:title" content="{title}"><meta name="viewport" content="width=device-width"></head>
<body class="min-h-screen bg-white"><gov-header><a href="/trang-chu" class="text-2xl">{TITLE}</a>
<time datetime="2026-11-24">Thứ Ba, ngày 24/11/2026</time></gov-header>
<nav aria-label="Chính" class="sticky top-0"><ul class="flex gap-4">{self._menu(self.menu())}</ul></nav>
<main class="grid lg:grid-cols-3">{main}</main>
<aside aria-label="Bên lề" class="space-y-6"><section><h2>Thời tiết các vùng</h2><dl>{weather}</dl></section>
<section><h2>Mới cập nhật</h2><ol>{fresh}</ol></section>
<gov-counter>Đang trực tuyến: 12 · Tổng số lượt truy cập: 3.210.987</gov-counter></aside>
<footer class="border-t"><p>{NOTICE}</p><p>© 2024. <a href="/c/portal/login">Đăng nhập</a>
<a href="/lien-he">Liên hệ</a></p>
</footer></body></html>"""

    def home(self) -> str:
        """See `Layout.home`."""
        sections = "".join(
            f'<section class="py-4"><header><h2><a href="/{section.slug}">{section.name}</a></h2></header>'
            + "".join(self._teaser(each, section, turn) for each in self.site.page(section.slug, 1).articles[:3])
            + "</section>"
            for turn, section in enumerate(self.site.listings)
        )
        return self.frame("Trang chủ", sections)

    def listing(self, page: Page) -> str:
        """See `Layout.listing`."""
        teasers = "".join(self._teaser(each, page.section, 1) for each in page.entries) or "<p>Chưa có bài viết.</p>"
        below = "".join(f'<li><a href="/{each.slug}">{each.name}</a></li>' for each in self.subsections(page.section))
        tabs = f'<ul class="flex text-sm">{below}</ul>' if below else ""
        return self.frame(
            page.section.name,
            f'<section class="lg:col-span-2"><h1 class="font-bold">{page.section.name}</h1>{tabs}{teasers}'
            f"{self._pager(page)}</section>",
        )

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `Layout.reading`."""
        trail = "".join(f'<li><a href="/{each.slug}">{each.shown}</a></li>' for each in self._trail(section))
        stamp = article.stamp
        moment = f'<time datetime="{article.published:%Y-%m-%d}">{escape(stamp.value)}</time>'
        count = f"{escape(stamp.join)}<data>{escape(stamp.count)}</data>" if stamp.count else ""
        lead = f'<p class="font-semibold italic">{markup.text(article, article.lead)}</p>' if article.lead else ""
        files = "".join(f'<li><a href="{escape(file.path)}">{escape(file.title)}</a></li>' for file in article.files)
        attached = f"<section><h2>Tài liệu đính kèm</h2><ul>{files}</ul></section>" if files else ""
        others = "".join(
            f"<li>{self.link(each, section, 4)} <small>{escape(each.stamp.line)}</small></li>"
            for each in self.site.neighbours(article, 3)
        )
        source = f"<p><cite>Nguồn: {escape(article.source)}</cite></p>" if article.source else ""
        author = f"<address>Tác giả: {escape(article.author)}</address>" if article.author else ""
        return f"""<article class="prose lg:col-span-2"><nav aria-label="Đường dẫn"><ol>
<li><a href="/">Trang chủ</a></li>{trail}</ol></nav>
<h1>{markup.text(article, article.title)}</h1>
<p class="text-gray-500">{escape(stamp.label)}{moment}{count}</p>
<gov-share><button>Chia sẻ</button><button>Nghe đọc bài</button></gov-share>{lead}
<div itemprop="articleBody">{markup.body(article, with_lead=False, with_author=False)}</div>{attached}
<footer>{source}{author}</footer>
<aside><h2>Có thể bạn quan tâm</h2><ul>{others}</ul></aside></article>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `Layout.page_address`."""
        return f"/{section.slug}?trang={number}"

    def page_number(self, query: Mapping[str, str]) -> int:
        """See `Layout.page_number`."""
        number = query.get("trang", "1")
        return int(number) if number.isdigit() else 1

    def _trail(self, section: Section) -> list[Section]:
        parent = self.site.section(section.parent or "")
        return [parent, section] if parent and parent.kind == "listing" else [section]

    def _menu(self, sections: Sequence[Section]) -> str:
        written: list[str] = []
        for section in sections:
            below = self.menu(section.slug)
            name = section.name if section.kind == "group" else f'<a href="/{section.slug}">{section.name}</a>'
            inner = f"<details><summary>{name}</summary><ul>{self._menu(below)}</ul></details>" if below else name
            written.append(f"<li>{inner}</li>")
        return "".join(written)

    def _teaser(self, article: DemoArticle, section: Section, turn: int) -> str:
        picture = (
            f'<picture><img loading="lazy" src="{escape(article.pictures[0].path)}" alt=""></picture>'
            if article.pictures
            else ""
        )
        return (
            f'<article class="flex py-2">{picture}<div><h3>{self.link(article, section, turn)}</h3>'
            f'<time datetime="{article.published:%Y-%m-%d}">{article.published:%d/%m/%Y}</time>'
            f"<p>{escape((article.lead or '')[:130])}…</p></div></article>"
        )

    def _pager(self, page: Page) -> str:
        """Only newer and older: this layout numbers no pages."""
        newer = (
            f'<a href="{self.page_address(page.section, page.number - 1)}">‹ Trang trước</a>' if page.number > 1 else ""
        )
        older = (
            f'<a rel="next" href="{self.page_address(page.section, page.number + 1)}">Trang sau ›</a>'
            if page.number < page.last
            else ""
        )
        return f'<nav aria-label="Trang">{newer} {page.number}/{page.last} {older}</nav>'
