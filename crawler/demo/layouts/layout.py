"""What every layout has in common: the kinds of pages, and the dull ones that look alike on any portal.

A layout is a theme with markup of its own: it shares no class and no id with another one. Addresses of pages and of
articles are the site's; how the pages of a listing are numbered in an address is the layout's.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from html import escape
from typing import ClassVar

from crawler.demo import prose
from crawler.demo.addresses import disguised
from crawler.demo.habits import comment
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page, Site

#: On every page of every layout: nobody shall take these pages for a real portal's.
NOTICE = "Cổng thông tin minh họa: nội dung được tạo tự động để chạy thử phần mềm (synthetic demonstration portal)"
TITLE = "Cổng thông tin điện tử thị xã (trang minh họa)"
_TITLE_MARK, _MAIN_MARK = "\0title", "\0main"
WEATHER = (("Hà Nội", "27°C"), ("Đà Nẵng", "31°C"), ("TP Hồ Chí Minh", "33°C"))


class Layout(ABC):
    """A theme; methods return whole HTML pages."""

    name: ClassVar[str]

    def __init__(self, site: Site) -> None:
        self.site = site

    @abstractmethod
    def shell(self, title: str, main: str) -> str:
        """What stands round every page: head, menu, side boxes and footer; `title`, for the head, is escaped."""

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
    def page_address(self, section: Section, number: int) -> str:
        """The address of page `number` of a listing, as its pager writes it."""

    @abstractmethod
    def page_number(self, query: Mapping[str, str]) -> int:
        """The number of the page that a query asks for; 1 when it asks for none."""

    def frame(self, title: str, main: str) -> str:
        """A page with `main` in the layout's shell."""
        return self._shell.replace(_TITLE_MARK, escape(title)).replace(_MAIN_MARK, main)

    @cached_property
    def _shell(self) -> str:
        """The shell is the same for every page: it is rendered once, with marks for what differs."""
        return self.shell(_TITLE_MARK, _MAIN_MARK)

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
        words = prose.TEXTS / "static" / f"{section.slug}.txt"
        lines = words.read_text(encoding="utf-8").splitlines() if words.is_file() else [section.name]
        text = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
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

    def link(self, article: DemoArticle, section: Section, turn: int, attributes: str = "") -> str:
        """A link to the article on its title."""
        return f'<a href="{self.href(article, section, turn)}"{attributes}>{escape(article.title)}</a>'

    def section_href(self, section: Section) -> str:
        """What the menu links for a section."""
        return "javascript:;" if section.kind == "group" else f"/{section.slug}"

    def menu(self, parent: str | None = None) -> Sequence[Section]:
        """The entries of the menu below another one."""
        return [section for section in self.site.children(parent) if not section.hidden]

    def subsections(self, section: Section) -> Sequence[Section]:
        """What a listing's own page links besides the menu."""
        return self.site.children(section.slug)

    def _read(self, article: DemoArticle, section: Section) -> str:
        main = self.reading(article, section)
        if article.look.meta_in_comment:
            main = f"<!-- {comment()} -->{main}"
        return unicodedata.normalize("NFD", main) if article.look.decomposed else main


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
