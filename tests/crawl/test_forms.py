"""Listings that go on by a form of their pages: with the state of a page, the mark of a session, a button's number."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from crawler.demo.addresses import plain_slug
from crawler.store.store import Store
from tests.crawl.portals import Category, Item, items
from tests.crawl.server import Answer, Page, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

_SIZE = 5
_TOKEN, _SESSION = "dau-cua-phien", "phien=a1"
_LOAD = """<script>function tai(nut) { const so = parseInt(nut.getAttribute("data-page")) + 1;
fetch("/ajax/tin?muc=" + nut.dataset.muc + "&trang=" + so).then(a => a.json()).then(hien); }</script>"""


@dataclass(frozen=True)
class _Article(Item):
    def path(self, category: Category) -> str:
        return f"/bai-viet/{plain_slug(self.title)}-{self.number}.html"


def _category(slug: str, name: str, first: int, count: int) -> Category:
    return Category(slug, name, [_Article(one.number, one.title, one.day) for one in items(first, count)])


CATEGORIES = [
    _category("kinh-te", "Kinh tế", 9_000, 23),  # links that send the page, its state told by the page before
    _category("van-hoa", "Văn hóa", 8_000, 12),  # the same with numbers in the argument, and a calendar above
    _category("y-te", "Y tế", 7_000, 13),  # a form that only the session takes that it was made for
    _category("dat-dai", "Đất đai", 6_000, 14),  # a button whose script counts on its attribute
    _category("lao-dong", "Lao động", 5_000, 17),  # a field with the number of the page shown, which a script changes
    _category("moi-truong", "Môi trường", 4_000, 12),  # the same, and the first page leaves the field empty
    _category("thong-ke", "Thống kê", 3_000, 14),  # a drop-down list that sends the page when a number is chosen
    _category("to-chuc", "Tổ chức", 2_000, 13),  # a button with a name, which sends the page without a script
]


def _page(title: str, main: str) -> str:
    menu = "".join(f'<li><a href="/{one.slug}">{one.name}</a></li>' for one in CATEGORIES)
    return f"<html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav><main>{main}</main></body></html>"


def _entries(category: Category, number: int) -> str:
    return "".join(
        f'<li><a href="{one.path(category)}">{one.title}</a> <span>{one.day:%d/%m/%Y}</span></li>'
        for one in category.items[(number - 1) * _SIZE : number * _SIZE]
    )


def _pages_of(category: Category) -> int:
    return -(-len(category.items) // _SIZE)


def _link(target: str, argument: str, label: str) -> str:
    return f"<a href=\"javascript:__doPostBack('{target}','{argument}')\">{label}</a>"


def _sent_back(category: Category, number: int) -> str:
    """A page that is sent back as it is, with a link pressed; two numbers of pages are shown at a time."""
    last = _pages_of(category)
    if category.slug == "van-hoa":
        days = "".join(f"<td>{_link('lich', f'V{9000 + day}', str(day))}</td>" for day in range(1, 31))
        above, links = f"<table><tr>{days}</tr></table>", [_link("luoi", f"Page${number + 1}", "...")]
    else:
        above, shown = "", range(number + 1, min(number + 2, last + 1))
        links = [_link(f"$trang$ctl0{place}$nut", "", str(one)) for place, one in enumerate(shown)]
        links += [_link("$truoc", "", "&lt; Trước"), _link("$sau", "", "Sau &gt;")]
    held = f'<input type="hidden" name="__VIEWSTATE" value="trang-{number}">'
    paging = f"<div>Trang {number} / {last} {' '.join(links) if number < last else ''}</div>"
    main = f'<h1>{category.name}</h1><ul class="tin">{_entries(category, number)}</ul>{paging}'
    return _page(category.name, f'{above}<form method="post" action="/{category.slug}">{held}{main}</form>')


def _pressed(category: Category) -> Page:
    def page(sent: dict[str, str]) -> "str | Answer":
        said = parse_qs(sent["body"], keep_blank_values=True)
        number = int(said["__VIEWSTATE"][0].removeprefix("trang-"))
        allowed = {"luoi": f"Page${number + 1}", "$trang$ctl00$nut": "", "$sau": ""}
        if allowed.get(said["__EVENTTARGET"][0]) != said["__EVENTARGUMENT"][0]:
            return Answer("<h1>Invalid postback or callback argument</h1>", 500)
        return _sent_back(category, number + 1)

    return page


def _by_list(category: Category, number: int) -> str:
    """A page with a list of numbers, or with a button of its own; the state of the page before is needed."""
    held = f'<input type="hidden" name="__VIEWSTATE" value="trang-{number}">'
    chosen = range(1, _pages_of(category) + 1)
    options = "".join(f'<option value="{one}"{" selected" * (one == number)}>{one}</option>' for one in chosen)
    script = "javascript:setTimeout('__doPostBack(\\'$so\\',\\'\\')', 0)"
    turns = f'<select name="$so" onchange="{script}">{options}</select>'
    if category.slug == "to-chuc":
        onward = '<input type="submit" name="$sau" value="Trang sau">' if number < len(chosen) else ""
        turns = f"Trang {number} / {len(chosen)} - Tổng số {len(category.items)} tin {onward}"
    main = f'<h1>{category.name}</h1><ul class="tin">{_entries(category, number)}</ul><div>{turns}</div>'
    return _page(category.name, f'<form method="post" action="/{category.slug}">{held}{main}</form>')


def _chosen(category: Category) -> Page:
    def page(sent: dict[str, str]) -> "str | Answer":
        said = {name: values[0] for name, values in parse_qs(sent["body"], keep_blank_values=True).items()}
        number = int(said["__VIEWSTATE"].removeprefix("trang-"))
        is_sent = said.get("$sau") == "Trang sau" if category.slug == "to-chuc" else said["__EVENTTARGET"] == "$so"
        return _by_list(category, int(said.get("$so", number + 1))) if is_sent else Answer("<h1>Lỗi</h1>", 500)

    return page


def _of_session(category: Category, number: int) -> str:
    mark = (
        f'<input type="hidden" name="_token" value="{_TOKEN}"><input type="hidden" name="trang" value="{number + 1}">'
    )
    form = f'<form method="POST" action="/{category.slug}/them">{mark}<button>Xem các tin cũ hơn</button></form>'
    more = form if number < _pages_of(category) else ""
    return _page(category.name, f'<h1>{category.name}</h1><ul class="tin">{_entries(category, number)}</ul>{more}')


def _more_of_session(category: Category) -> Page:
    def page(sent: dict[str, str]) -> "str | Answer":
        said = parse_qs(sent["body"])
        if sent["cookie"] != _SESSION or said["_token"] != [_TOKEN]:
            return Answer("<h1>Page Expired</h1>", 419)
        return _of_session(category, int(said["trang"][0]))

    return page


def _by_button(category: Category) -> str:
    button = f'<button onclick="tai(this)" data-muc="{category.slug}" data-page="1">Tải thêm</button>'
    return _page(category.name, f'<h1>{category.name}</h1><ul class="tin">{_entries(category, 1)}</ul>{button}{_LOAD}')


def _by_field(category: Category, number: int) -> str:
    last = _pages_of(category)
    links = "".join(f'<a href="#" onclick="return sang({one})">{one}</a>' for one in range(1, last + 1))
    said = number if number > 1 or category.slug == "lao-dong" else ""  # a first page need not say that it is one
    form = f'<form name="f" method="post"><input type="hidden" name="page" value="{said}"></form>'
    paging = f"<div>Trang {number} / {last} - Tổng số {len(category.items)} tin: {links}</div>"
    main = f'<h1>{category.name}</h1><ul class="tin">{_entries(category, number)}</ul>{form}{paging}'
    return _page(category.name, main)


def _sent_field(category: Category) -> Page:
    return lambda sent: _by_field(category, min(int(parse_qs(sent["body"])["page"][0]), _pages_of(category)))


def _in_json(category: Category) -> Page:
    def page(query: dict[str, str]) -> Answer:
        number = int(query["trang"])
        held = category.items[(number - 1) * _SIZE : number * _SIZE] if query["muc"] == category.slug else []
        records = [{"tieu_de": one.title, "anh": "/anh/1.jpg", "duong_dan": one.path(category)} for one in held]
        return Answer(json.dumps({"data": records}), headers={"Content-Type": "application/json"})

    return page


def _portal() -> dict[str, "Page | str | Answer"]:
    trade, culture, health, land, labour, nature, *others = CATEGORIES
    boxes = "".join(f'<h2><a href="/{one.slug}">{one.name}</a></h2><ul>{_entries(one, 1)}</ul>' for one in CATEGORIES)
    pages: dict[str, Page | str | Answer] = {
        "/": _page("Cổng thông tin", boxes),
        "/kinh-te": _sent_back(trade, 1),
        "POST /kinh-te": _pressed(trade),
        "/van-hoa": _sent_back(culture, 1),
        "POST /van-hoa": _pressed(culture),
        "/y-te": Answer(_of_session(health, 1), headers={"Set-Cookie": f"{_SESSION}; Path=/; HttpOnly"}),
        "POST /y-te/them": _more_of_session(health),
        "/dat-dai": _by_button(land),
        "/ajax/tin": _in_json(land),
    }
    for one in (labour, nature):
        pages |= {f"/{one.slug}": _by_field(one, 1), f"POST /{one.slug}": _sent_field(one)}
    for one in others:
        pages |= {f"/{one.slug}": _by_list(one, 1), f"POST /{one.slug}": _chosen(one)}
    for category in CATEGORIES:
        for one in category.items:
            text = f"<p>Ngày {one.day:%d/%m/%Y}, đoàn đã kiểm tra công việc thứ {one.number} của các tổ dân phố.</p>"
            pages[one.path(category)] = _page(one.title, f"<h1>{one.title}</h1><p>{one.day:%d/%m/%Y} 08:30</p>{text}")
    return pages


def test_listings_that_go_on_by_a_form_are_walked_to_their_ends(tmp_path: Path) -> None:
    with serving(_portal()) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "incomplete" not in done.stdout
    found: dict[str, set[str]] = {one.name: set() for one in CATEGORIES}
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        for article in store.snapshot.articles():
            for name in article.categories:
                found[name].add(article.title or "")
    assert found == {one.name: {item.title for item in one.items} for one in CATEGORIES}


def test_a_form_that_the_portal_refuses_is_told(tmp_path: Path) -> None:
    pages = _portal() | {"POST /y-te/them": Answer("<h1>Page Expired</h1>", 419)}
    pages["POST /kinh-te"] = _sent_back(Category("kinh-te", "Kinh tế", []), 2)
    with serving(pages) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert "incomplete: Y tế: page 2 cannot be had: the server answered 419" in done.stdout
    assert "incomplete: Kinh tế: page 2" in done.stdout


def test_a_form_that_brings_an_earlier_page_again_is_told(tmp_path: Path) -> None:
    labour = CATEGORIES[4]
    with serving(_portal() | {"POST /lao-dong": _by_field(labour, 3)}) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert "incomplete: Lao động: page 3 of 4" in done.stdout
