"""Synthetic portals in themes that share no markup: what a crawl must find in them, and the pages that show it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from urllib.parse import quote

from tests.crawl.server import Answer, Page


@dataclass(frozen=True)
class Item:
    """An article; `day` is its day of publication."""

    number: int
    title: str
    day: date

    def path(self, category: "Category") -> str:
        """Its address below a category, in the shape of the town's portal."""
        return f"/{category.slug}/-/view_content/{self.number}-bai-viet-so-{self.number}.html"


@dataclass
class Category:
    """A listing; `pinned` stands on top of every page."""

    slug: str
    name: str
    items: list[Item] = field(default_factory=list)
    children: list["Category"] = field(default_factory=list)
    pinned: Item | None = None

    def page(self, number: int, size: int) -> list[Item]:
        """The items of a page; one past the end shows the last page."""
        number = min(max(number, 1), self.pages(size))
        shown = self.items[(number - 1) * size : number * size]
        return ([self.pinned] if self.pinned else []) + shown

    def pages(self, size: int) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.items) // size))


SUBJECTS = (
    "Hội nghị giao ban công tác",
    "Khai mạc giải bóng chuyền",
    "Tập huấn kỹ năng phòng cháy",
    "Ra quân làm sạch môi trường",
    "Khám sức khỏe cho người cao tuổi",
    "Kiểm tra tiến độ trồng lúa xuân",
)


def items(first: int, count: int, newest: date = date(2024, 6, 30), every: int = 3) -> list[Item]:
    """Articles with ids from `first` down, the newest first, one every few days."""
    return [
        Item(
            first - index,
            f"{SUBJECTS[index % len(SUBJECTS)]} lần thứ {first - index}",
            newest - timedelta(index * every),
        )
        for index in range(count)
    ]


def town() -> list[Category]:
    """Categories of very different length, one nested, one with an article of another."""
    party = Category("dang-doan-the", "Đảng - đoàn thể", items(900, 23))
    health = Category("y-te", "Y tế", items(700, 4))
    culture = Category("van-hoa", "Văn hóa - Thể thao", items(600, 11), children=[health])
    notices = Category("thong-bao", "Thông báo", [*items(500, 1), party.items[0]])
    return [party, culture, notices]


def all_of(categories: list[Category]) -> list[Category]:
    """The categories with those below them."""
    return [one for category in categories for one in (category, *all_of(category.children))]


def truth(categories: list[Category]) -> dict[str, set[str]]:
    """The names of the categories by article id."""
    found: dict[str, set[str]] = {}
    for category in all_of(categories):
        for item in [*category.items, *filter(None, [category.pinned])]:
            found.setdefault(str(item.number), set()).add(category.name)
    return found


Theme = Callable[[list[Category]], dict[str, "Page | str | Answer"]]


def article_page(item: Item, category: Category, views: int = 12) -> str:
    """An article, the same in all themes: its reading is tested elsewhere."""
    return (
        f"<html><head><title>{escape(item.title)}</title></head><body><div>{escape(category.name)}</div>"
        f"<h1>{escape(item.title)}</h1><div>Ngày đăng {item.day:%d/%m/%Y} | 08:30 | Lượt xem: {views}</div>"
        f"<p><b>Sáng ngày {item.day.day}/{item.day.month}, thị xã tổ chức"
        f" {escape(item.title.lower())} tại hội trường.</b></p>"
        f"<p>{'Các đại biểu đã thảo luận và thống nhất nhiều nội dung quan trọng. ' * 4}</p>"
        f"<p>{'Kết quả được đông đảo nhân dân trên địa bàn quan tâm và đánh giá cao. ' * 4}</p>"
        "<p><b>VĂN AN</b></p></body></html>"
    )


def _articles(categories: list[Category]) -> dict[str, "Page | str | Answer"]:
    return {
        item.path(category): article_page(item, category)
        for category in all_of(categories)
        for item in [*category.items, *filter(None, [category.pinned])]
    }


def _newest(categories: list[Category], count: int) -> list[tuple[Item, Category]]:
    every = [(item, category) for category in all_of(categories) for item in category.items]
    return sorted(every, key=lambda one: -one[0].number)[:count]


def tables(categories: list[Category]) -> dict[str, "Page | str | Answer"]:
    """Nested upper-case tables without a single class; boxes on both sides whose headings no list names."""

    def link(item: Item, category: Category) -> str:
        return f'<A HREF="{item.path(category)}"><FONT SIZE=2>{escape(item.title)}</FONT></A>'

    def frame(content: str) -> str:
        menu = "".join(
            f'<TR><TD BGCOLOR="#FFCC00"><A HREF="/{one.slug}"><FONT COLOR=RED>{escape(one.name)}</FONT></A></TD></TR>'
            for one in all_of(categories)
        )
        left = "".join(f"<TR><TD>&#8226; {link(*one)}</TD></TR>" for one in _newest(categories, 12)[6:])
        right = "".join(f"<TR><TD><IMG SRC=/b.gif>{link(*one)}</TD></TR>" for one in _newest(categories, 9))
        return (
            "<HTML><HEAD><TITLE>CỔNG THÔNG TIN ĐIỆN TỬ</TITLE></HEAD><BODY><CENTER><TABLE WIDTH=980><TR>"
            f"<TD WIDTH=190 VALIGN=TOP><TABLE>{menu}</TABLE><TABLE><TR><TD>BẢN TIN TUẦN</TD></TR>{left}</TABLE></TD>"
            f"<TD WIDTH=600 VALIGN=TOP>{content}</TD>"
            f"<TD WIDTH=190 VALIGN=TOP><TABLE><TR><TD><B>SỰ KIỆN TRONG TUẦN</B></TD></TR>{right}</TABLE>"
            "<TABLE><TR><TD>Số lượt truy cập: 1.234.567</TD></TR></TABLE></TD></TR></TABLE>"
            '<A HREF="/gioi-thieu">Giới thiệu</A> | <A HREF="/lich-cong-tac">Lịch công tác</A> | '
            '<A HREF="mailto:a@example.vn">Thư</A> | <A HREF="/c/portal/login">Đăng nhập</A></CENTER></BODY></HTML>'
        )

    def listing(category: Category) -> Page:
        def page(query: dict[str, str]) -> str:
            number = int(query.get("cur", "1"))
            rows = "".join(
                f"<TR><TD WIDTH=10>-</TD><TD>{link(item, category)}</TD></TR>" for item in category.page(number, 10)
            )
            last = category.pages(10)
            pages = " ".join(
                f"<B>[{one}]</B>" if one == number else f'<A HREF="?cur={one}">[{one}]</A>'
                for one in range(1, last + 1)
            )
            return frame(
                f"<TABLE><TR><TD COLSPAN=2><B>{escape(category.name.upper())}</B></TD></TR>{rows}</TABLE>"
                f"<P>{pages if last > 1 else ''}</P>"
            )

        return page

    home = frame("".join(f"<P>{link(*one)}</P>" for one in _newest(categories, 7)))
    return {
        "/": Answer(status=302, headers={"Location": "/trang-chu"}),
        "/trang-chu": home,
        "/gioi-thieu": frame("<P>Thị xã nằm ở phía tây thành phố, có nhiều di tích.</P>"),
        **{f"/{category.slug}": listing(category) for category in all_of(categories)},
        **_articles(categories),
    }


def cards(categories: list[Category]) -> dict[str, "Page | str | Answer"]:
    """Rows of cards below a headline; a long side box made of the same cards; only "Xem thêm" leads on."""

    def card(item: Item, category: Category, kind: str) -> str:
        path = f"/web/guest{item.path(category)}?redirect=%2F{category.slug}"
        return (
            f'<div class="{kind}"><a href="{path}"><img data-src="/a/{item.number}.jpg" alt=""></a>'
            f'<h3><a href="{path}">{escape(item.title)}</a></h3><a class="m" href="{path}">Xem chi tiết</a></div>'
        )

    def frame(content: str) -> str:
        def branch(one: Category) -> str:
            below = f"<ul>{''.join(map(branch, one.children))}</ul>" if one.children else ""
            return f'<li><a href="/web/guest/{one.slug}">{escape(one.name)} <i>▾</i></a>{below}</li>'

        side = "".join(card(*one, "card") for one in _newest(categories, 14))
        return (
            '<!doctype html><title>Thị xã</title><nav><ul><li><a href="/web/guest/home">Trang chủ</a></li>'
            + "".join(map(branch, categories))
            + '<li><a href="https://dichvucong.example/">Dịch vụ công</a></li>'
            '<li><a href="/tim-kiem">Tìm kiếm</a></li></ul></nav>'
            f'<main class="row"><div class="col">{content}</div><div class="col"><div class="box">'
            f'<div class="cap">Được bạn đọc chú ý</div>{side}</div></div></main>'
            '<footer><a href="/so-do-trang">Sơ đồ trang</a> <a href="/rss">RSS</a></footer>'
        )

    def listing(category: Category) -> Page:
        def page(query: dict[str, str]) -> str:
            number = int(query.get("page", "0")) + 1
            shown = category.page(number, 7)
            rest = shown[1:]
            rows = "".join(
                f'<div class="r">{"".join(card(item, category, "card") for item in rest[at : at + 3])}</div>'
                for at in range(0, len(rest), 3)
            )
            more = (
                f'<a class="more" href="/web/guest/{category.slug}?page={number}">Xem thêm</a>'
                if number < category.pages(7)
                else ""
            )
            return frame(f'<div class="cap">{escape(category.name)}</div>{card(shown[0], category, "big")}{rows}{more}')

        return page

    return {
        "/": Answer(status=302, headers={"Location": "/web/guest/home"}),
        "/web/guest/home": frame("".join(card(*one, "big") for one in _newest(categories, 4))),
        **{f"/web/guest/{category.slug}": listing(category) for category in all_of(categories)},
        **{f"/web/guest{path}": page for path, page in _articles(categories).items()},
    }


def splash(categories: list[Category]) -> dict[str, "Page | str | Answer"]:
    """A front page with nothing but a picture; the menu is a line of links below each page, a listing runs on in one
    cell, and pages are numbered in the path."""

    def frame(content: str) -> str:
        menu = " | ".join(f'<a href="/{one.slug}.html">{escape(one.name)}</a>' for one in categories)
        menu += ' | <a href="/lien-he.html">Liên hệ</a>'
        return f"<html><body><div><div>{content}</div></div><p>{menu}</p></body></html>"

    def listing(category: Category, number: int) -> str:
        shown = "".join(
            f'<b><a href="/tin-chi-tiet/-/chi-tiet/{quote("bài-viết-đăng")}-{item.number}-{index}.html">'
            f"{escape(item.title)}</a></b><br><i>({item.day:%d/%m/%Y})</i><br>"
            f"Tin đưa về {escape(item.title.lower())}, được nhiều người dân hưởng ứng.<br><br>"
            for index, item in enumerate(category.page(number, 5))
        )
        below = "".join(f'<div><a href="/{one.slug}.html">{escape(one.name)}</a></div>' for one in category.children)
        last = category.pages(5)
        back = f'<a href="/{category.slug}/trang-{number - 1}.html">‹</a>' if number > 1 else "<span>‹</span>"
        on = (
            f'<a href="/{category.slug}/trang-{number + 1}.html">›</a>'
            if number < last
            else '<a href="javascript:;">›</a>'
        )
        return frame(f"{below}<hr>{shown}<div>{back} Trang {number}/{last} {on}</div>")

    pages: dict[str, Page | str | Answer] = {
        "/": '<html><body><a href="/vao"><img src="/bia.jpg"></a></body></html>',
        "/vao": frame("<p>Chào mừng quý vị.</p>"),
    }
    for category in all_of(categories):
        for number in range(1, category.pages(5) + 1):
            name = f"/{category.slug}.html" if number == 1 else f"/{category.slug}/trang-{number}.html"
            pages[name] = listing(category, number)
        for number in range(1, category.pages(5) + 1):
            for index, item in enumerate(category.page(number, 5)):
                pages[f"/tin-chi-tiet/-/chi-tiet/bài-viết-đăng-{item.number}-{index}.html"] = article_page(
                    item, category
                )
    return pages


def picture_map(categories: list[Category]) -> dict[str, "Page | str | Answer"]:
    """An image map and a drop-down list for a menu, Liferay's own paging, blocks of other categories on each page."""
    every = all_of(categories)
    half = len(every) // 2

    def entry(item: Item, category: Category) -> str:
        return (
            f'<dt>{item.day:%d/%m/%Y}</dt><dd><a href="https://sontay.hanoi.gov.vn{item.path(category)};jsessionid=0AF1.node2">'
            f"{escape(item.title)}</a></dd>"
        )

    def frame(content: str, current: Category | None) -> str:
        areas = "".join(
            f'<area shape="rect" coords="0,0,9,9" href="/{one.slug}" alt="{escape(one.name)}">' for one in every[:half]
        )
        options = "".join(f'<option value="/{one.slug}">{escape(one.name)}</option>' for one in every[half:])
        others = "".join(
            f'<div class="pane"><h4><a href="/{one.slug}">{escape(one.name)}</a></h4>'
            f"<dl>{''.join(entry(item, one) for item in one.items[:3])}</dl></div>"
            for one in every
            if one is not current
        )
        return (
            f'<html><body><img src="/m.gif" usemap="#m"><map name="m">{areas}</map>'
            '<form><select onchange="location=this.value">'
            f"<option>-- Chọn chuyên mục --</option>{options}</select></form>{content}{others}</body></html>"
        )

    def listing(category: Category) -> Page:
        def page(query: dict[str, str]) -> str:
            number, last = int(query.get("_P_INSTANCE_q_cur", "1")), category.pages(4)
            number = min(number, last)

            def to(one: int) -> str:
                return (
                    f"/{category.slug}?p_p_id=P_INSTANCE_q&amp;p_p_lifecycle=0&amp;p_p_state=normal&amp;p_p_mode=view"
                    f"&amp;_P_INSTANCE_q_delta=4&amp;p_r_p_resetCur=false&amp;_P_INSTANCE_q_cur={one}"
                )

            window = "".join(
                f'<li><a href="{to(one)}">{one}</a></li>'
                for one in range(max(1, number - 1), min(last, number + 1) + 1)
            )
            body = "".join(entry(item, category) for item in category.page(number, 4))
            return frame(
                f'<div class="pane"><h4>{escape(category.name)}</h4><dl>{body}</dl>'
                + (
                    f'<ul><li><a href="{to(max(1, number - 1))}">Trước</a></li>{window}'
                    f'<li><a href="{to(number + 1)}">Tiếp</a></li></ul>'
                    if last > 1
                    else ""
                )
                + "</div>",
                category,
            )

        return page

    return {
        "/": frame("", None),
        **{f"/{category.slug}": listing(category) for category in every},
        **{f"{path};jsessionid=0AF1.node2": page for path, page in _articles(categories).items()},
        **_articles(categories),
    }


THEMES: dict[str, Theme] = {theme.__name__: theme for theme in (tables, cards, splash, picture_map)}
