"""The pages of the demonstration portal: a theme's templates filled with sections and articles.

A theme has markup of its own: it shares no class and no id with another one. Addresses of pages and of articles are
the site's; how the pages of a listing are numbered in an address is the theme's.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from html import escape

from crawler.demo import markup, prose
from crawler.demo.addresses import disguised
from crawler.demo.habits import comment
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page, Site
from crawler.demo.theme import Theme

#: On every page of every layout: nobody shall take these pages for a real portal's.
NOTICE = "Cổng thông tin minh họa: nội dung được tạo tự động để chạy thử phần mềm (synthetic demonstration portal)"
TITLE = "Cổng thông tin điện tử thị xã (trang minh họa)"
_TITLE_MARK, _MAIN_MARK = "\0title", "\0main"
_WEATHER = (("Hà Nội", "27°C"), ("Đà Nẵng", "31°C"), ("TP Hồ Chí Minh", "33°C"))


class Layout:
    """A site in a theme; methods return whole HTML pages."""

    def __init__(self, theme: Theme, site: Site) -> None:
        self.theme = theme
        self.site = site
        self._words = {"site": TITLE, "notice": NOTICE, **theme.constants}

    @property
    def name(self) -> str:
        """The theme's name."""
        return self.theme.name

    def home(self) -> str:
        """The home page: boxes of news from several sections."""
        home = self.theme.home
        boxes: list[str] = []
        for turn, section in enumerate(self.site.listings[: home.most]):
            articles = self.site.page(section.slug, 1).articles[: home.count]
            if not articles and not home.empty:
                continue
            first = self._entries(home.first, articles[:1], turn, section) if home.first else ""
            rest = self._entries(home.entry, articles[1 if home.first else 0 :], turn, section)
            boxes.append(self._fill(home.section, _named(section), first=first, entries=rest))
        if home.pair:
            pairs = zip(boxes[::2], [*boxes[1::2], ""], strict=False)
            boxes = [self._fill(home.pair, left=left, right=right) for left, right in pairs]
        return self.frame("Trang chủ", self._fill(home.page, self._boxes(home.page), sections="".join(boxes)))

    def listing(self, page: Page) -> str:
        """A page of a listing."""
        listing, section = self.theme.listing, page.section
        entries = self._entries(listing.entry, page.entries, 1, section, dated=True)
        # What a listing's own page links besides the menu.
        below = listing.join.join(self._fill(listing.below, _named(each)) for each in self.site.children(section.slug))
        main = self._fill(
            listing.page,
            _named(section),
            entries=entries,
            empty="" if page.entries else listing.empty,
            below=self._fill(listing.below_box, below=below) if below else "",
            pager=self._pager(page),
        )
        return self.frame(section.name, main)

    def reading(self, article: DemoArticle, section: Section) -> str:
        """The main column of an article's page, seen under `section`."""
        reading = self.theme.reading
        if reading.lazy_pictures:
            article = replace(article, look=replace(article.look, lazy_pictures=True))
        related = self.site.neighbours(article, reading.others)
        stamp = _stamp(article)
        values = {
            "id": str(article.id),
            "title": markup.text(article, article.title),
            "address": self.href(article, section, 0).partition("?")[0],
            "body": markup.body(article, with_lead=reading.lead_in_body, with_author=reading.author_in_body),
            "closing": "".join(self._fill(reading.closing, line=escape(line)) for line in markup.closing(article)),
            "lead": self._fill(reading.lead, lead=markup.text(article, article.lead)) if article.lead else "",
            "count": self._fill(reading.count, stamp) if article.stamp.count else "",
            "files": self._fill(reading.files, files=self._files(article)) if article.files else "",
            "source": self._fill(reading.source, source=escape(article.source)) if article.source else "",
            "author": self._fill(reading.author, author=escape(article.author)) if article.author else "",
            "trail": "".join(self._fill(reading.trail, _named(each)) for each in self._trail(section)),
            "related": self._entries(reading.related, related, reading.turn, section),
        }
        return self._fill(reading.page, _named(section) | stamp | values)

    def page_address(self, section: Section, number: int) -> str:
        """The address of page `number` of a listing, as its pager writes it."""
        return self._fill(self.theme.pager.address, slug=section.slug, number=str(number))

    def page_number(self, query: Mapping[str, str]) -> int:
        """The number of the page that a query asks for; 1 when it asks for none."""
        number = query.get(self.theme.pager.parameter, "1")
        return int(number) if number.isdigit() else 1

    def frame(self, title: str, main: str) -> str:
        """A page with `main` in the theme's shell."""
        return self._shell.replace(_TITLE_MARK, escape(title)).replace(_MAIN_MARK, main)

    @cached_property
    def _shell(self) -> str:
        """Head, menu, side boxes and footer: the same for every page, so filled once, with marks for what differs."""
        weather = (self._fill(self.theme.weather, place=place, degrees=degrees) for place, degrees in _WEATHER)
        return self._fill(
            self.theme.shell,
            self._boxes(self.theme.shell),
            title=_TITLE_MARK,
            main=_MAIN_MARK,
            weather="".join(weather),
            menu=self._menu(None, 0),
        )

    def article(self, article: DemoArticle, section: Section) -> str:
        """An article's page, seen under `section`."""
        return self.frame(article.title, self._read(article, section))

    def print_view(self, article: DemoArticle, section: Section) -> str:
        """The article alone, for printing."""
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(article.title)}</title></head>"
            f"<body onload='window.print()'>{self._read(article, section)}<p>{NOTICE}</p></body></html>"
        )

    def static(self, section: Section) -> str:
        """A page of text without articles."""
        text = "".join(f"<p>{escape(line)}</p>" for line in prose.static(section.slug) or [section.name])
        return self.frame(section.name, f"<h2>{escape(section.name)}</h2>{text}")

    def missing(self) -> str:
        """What stands where no article is; the portal sends it with status 200."""
        main = "<div>Bài viết không tồn tại hoặc đã bị xóa.</div><a href='/'>Quay lại trang chủ</a>"
        return self.frame("Thông báo", main)

    def login(self) -> str:
        """The login form."""
        main = (
            "<form action='/c/portal/login' method='post'>Tên đăng nhập <input name='login'> Mật khẩu "
            "<input name='password' type='password'><input type='submit' value='Đăng nhập'></form>"
        )
        return self.frame("Đăng nhập", main)

    def calendar(self, day: date) -> str:
        """A week of the calendar; it links the weeks before and after it without end."""
        links = " | ".join(
            f"<a href='/lich-cong-tac?date={day + timedelta(days=shift):%Y-%m-%d}'>{label}</a>"
            for shift, label in ((-7, "Tuần trước"), (1, "Ngày mai"), (7, "Tuần sau"))
        )
        rows = "".join(
            f"<tr><td>{day + timedelta(days=n):%d/%m/%Y}</td><td>8h00: Giao ban tuần tại phòng họp số {n + 1}</td></tr>"
            for n in range(5)
        )
        return self.frame("Lịch công tác", f"<h2>Lịch công tác tuần</h2>{links}<table border=1>{rows}</table>")

    def search(self, words: str) -> str:
        """The search form with what was found."""
        found = [article for article in self.site.newest(60) if words and words.lower() in article.title.lower()]
        links = "".join(f"<li>{self.link(article, article.sections[0], 9)}</li>" for article in found[:10])
        form = f"<form action='/tim-kiem'><input name='q' value='{escape(words, quote=True)}'></form>"
        return self.frame("Tìm kiếm", f"<h2>Kết quả tìm kiếm</h2>{form}<ul>{links}</ul>")

    def href(self, article: DemoArticle, section: Section, turn: int) -> str:
        """An address of the article, escaped; `turn` numbers the places that link it."""
        return escape(disguised(article, section, self.site.official_host, turn))

    def link(self, article: DemoArticle, section: Section, turn: int) -> str:
        """A link to the article on its title."""
        return f'<a href="{self.href(article, section, turn)}">{escape(article.title)}</a>'

    def _fill(self, template: str, values: Mapping[str, str] | None = None, **more: str) -> str:
        found = {**self._words, **(values or {}), **more}
        return prose.fill(template, found.get)

    def _menu(self, parent: str | None, depth: int) -> str:
        menu = self.theme.menu
        written: list[str] = []
        for section in self.site.children(parent):
            if section.hidden:
                continue
            label = self._fill(menu.group if section.kind == "group" else menu.link, _named(section))
            below = self._menu(section.slug, depth + 1)
            indent = menu.indent * depth
            written.append(self._fill(menu.branch if below else menu.leaf, label=label, entries=below, indent=indent))
        return "".join(written)

    def _boxes(self, template: str) -> dict[str, str]:
        """The boxes that a template names."""
        boxes: dict[str, str] = {}
        for name, box in self.theme.box.items():
            if f"{{{name}}}" in template:
                newest = self.site.newest(box.count, box.start)
                found = self.site.page(box.section, 1).articles[: box.count] if box.section else newest
                shown = [each for each in found if each.pictures or not box.pictured]
                boxes[name] = self._entries(box.entry, shown, box.turn, join=box.join)
        return boxes

    def _entries(
        self,
        name: str,
        articles: Iterable[DemoArticle],
        turn: int,
        section: Section | None = None,
        *,
        dated: bool = False,
        join: str = "",
    ) -> str:
        """Articles in a list, seen under `section` or else under the first of their own."""
        entry = self.theme.entry[name]
        written: list[str] = []
        for article in articles:
            values = _stamp(article) | {
                "href": self.href(article, section or article.sections[0], turn),
                "title": escape(article.title),
                "link": self.link(article, section or article.sections[0], turn),
                "lead": escape((article.lead or "")[: entry.lead]),
                "path": escape(article.pictures[0].path) if article.pictures else "",
            }
            picture = self._fill(entry.picture, values) if article.pictures else ""
            has_date = dated and (not entry.undated or article.index % entry.undated)
            day = self._fill(entry.date, values) if has_date else ""
            written.append(self._fill(entry.item, values, picture=picture, date=day))
        return join.join(written)

    def _pager(self, page: Page) -> str:
        pager, number, last = self.theme.pager, page.number, page.last
        if last == 1 and not pager.single:
            return ""

        def address(of: int, *, usable: bool = True) -> str:
            return escape(self.page_address(page.section, of)) if usable else "javascript:;"

        def cell(of: int) -> str:
            template = pager.gap if not of else pager.current if of == number else pager.cell
            return self._fill(template, number=str(of), page=address(of))

        values = {
            "number": str(number),
            "last": str(last),
            "first_page": address(1, usable=number > 1),
            "previous_page": address(number - 1, usable=number > 1),
            "next_page": address(number + 1, usable=number < last),
            "last_page": address(last, usable=number < last),
            "cells": pager.join.join(map(cell, window(number, last, pager.width))),
        }
        values["previous"] = self._fill(pager.previous if number > 1 else pager.no_previous, values)
        values["next"] = self._fill(pager.next if number < last else pager.no_next, values)
        return self._fill(pager.page, values)

    def _files(self, article: DemoArticle) -> str:
        file = self.theme.reading.file
        if file is None:
            return markup.files(article)
        return "".join(self._fill(file, path=escape(each.path), name=escape(each.title)) for each in article.files)

    def _trail(self, section: Section) -> Sequence[Section]:
        """The section that a listing lies below, and the section."""
        parent = self.site.section(section.parent or "")
        return (parent, section) if parent and parent.kind == "listing" else (section,)

    def _read(self, article: DemoArticle, section: Section) -> str:
        main = self.reading(article, section)
        if article.look.meta_in_comment:
            main = f"<!-- {comment()} -->{main}"
        return unicodedata.normalize("NFD", main) if article.look.decomposed else main


def _named(section: Section) -> dict[str, str]:
    """What templates may say of a section."""
    return {"slug": section.slug, "name": section.name, "shown": section.shown, "capitals": section.name.upper()}


def _stamp(article: DemoArticle) -> dict[str, str]:
    """What templates may say of an article's date and count of visits, with the parts of its meta line."""
    stamp = article.stamp
    parts = {"stamp": stamp.line, "label": stamp.label, "value": stamp.value, "join": stamp.join}
    return {name: escape(text) for name, text in parts.items()} | {
        "count": escape(stamp.count or ""),
        "day": f"{article.published:%d/%m/%Y}",
        "date_iso": f"{article.published:%Y-%m-%d}",
    }


def with_views(article: DemoArticle, visits: int) -> DemoArticle:
    """The article after so many visits: the portal counts every one, a crawler's too."""
    if article.view_count is None or article.stamp.count is None or not visits:
        return article
    views = article.view_count + visits
    grouped = f"{views:,}".replace(",", ".") if "." in article.stamp.count else str(views)
    count = re.sub(r"\d[\d.]*", grouped, article.stamp.count)
    return replace(article, view_count=views, stamp=replace(article.stamp, count=count))


def window(number: int, last: int, width: int = 3) -> list[int]:
    """The numbers a pager shows round the present one: first, a window, last; 0 stands for the gap between."""
    near = {1, last, *range(max(1, number - width), min(last, number + width) + 1)}
    shown: list[int] = []
    for each in sorted(near):
        if shown and each - shown[-1] > 1:
            shown.append(0)
        shown.append(each)
    return shown
