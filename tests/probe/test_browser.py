"""What the browser finds out of listings that go on by a script alone: crawls follow it, and say when it fails."""

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler import portals
from crawler.crawling import browser
from crawler.crawling.browser import Plain, look_at
from crawler.demo.addresses import plain_slug
from crawler.store.store import Store
from tests.browser import NAMES
from tests.crawl.portals import Category, Item, items
from tests.crawl.server import Answer, Page, Served, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

pytestmark = pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="needs a chromium")

_SIZE = 4
#: How the script of each category asks for what lies behind `shown` articles of the page.
_SCRIPTS = {
    "kinh-te": "send('/api/tin', {method: 'POST', headers: {'Content-Type': 'application/json'},"
    " body: JSON.stringify({paging: {page: Math.ceil(shown / 4) + 1, size: 4}, zone: hidden})})",
    "van-hoa": "send('/api/tin-cu?zone=' + hidden + '&start=' + shown + '&_=' + Date.now(), {})",
    "y-te": "var form = new FormData(); form.append('trang', Math.ceil(shown / 4) + 1); form.append('muc', hidden);"
    " send('/api/tin', {method: 'POST', body: form})",
    "dat-dai": "send('/api/tin-cu?zone=' + hidden + '&start=' + shown, {})",
    "du-lich": "send('/api/tin-cu?zone=' + hidden + '&start=' + shown, {})",
    "thue": "send('/api/con-lai?zone=' + hidden, {}); document.querySelector('.them').remove()",
    "nha-o": "send('/api/tin-cu?zone=' + hidden + '&start=' + shown, {}); document.querySelector('.them').remove()",
}
_SEND = """var hidden = atob('%s'), list = document.querySelector('ul.tin'), shown = list.children.length;
function send(url, how) { fetch(url, how).then(a => a.json()).then(held => held.items.forEach(one => {
  var li = document.createElement('li'); li.innerHTML = '<a href="' + one.url + '">' + one.title + '</a>';
  list.appendChild(li); })); }
document.querySelector('.them').onclick = () => { shown = list.children.length; %s; };"""


@dataclass(frozen=True)
class _Article(Item):
    def path(self, category: Category) -> str:
        return f"/{category.slug}/{plain_slug(self.title)}-{self.number}.html"


def _category(slug: str, name: str, first: int, count: int) -> Category:
    return Category(slug, name, [_Article(one.number, one.title, one.day) for one in items(first, count)])


CATEGORIES = [
    _category("kinh-te", "Kinh tế", 9_000, 15),
    _category("van-hoa", "Văn hóa", 8_000, 14),
    _category("y-te", "Y tế", 7_000, 13),
    _category("dat-dai", "Đất đai", 6_000, _SIZE),  # the page shows all
    _category("nha-o", "Nhà ở", 5_000, _SIZE + 3),  # one press shows all, and there is no button any more
    _category("du-lich", "Du lịch", 3_000, _SIZE + 3),  # its script loads all the rest by itself
    _category("thue", "Thuế", 4_000, _SIZE + 2),  # nothing counts in what one press asks for
]


def _key(category: Category) -> str:
    """What only the portal's script makes of its page."""
    return f"k-{category.slug}"


def _page(title: str, main: str) -> str:
    menu = "".join(f'<li><a href="/{one.slug}">{one.name}</a></li>' for one in CATEGORIES)
    return f"<html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav><main>{main}</main></body></html>"


def _listing(category: Category) -> str:
    shown = "".join(
        f'<li><a href="{one.path(category)}">{one.title}</a> <span>{one.day:%d/%m/%Y}</span></li>'
        for one in category.items[:_SIZE]
    )
    main = f'<h1>{category.name}</h1><ul class="tin">{shown}</ul><button class="them">Xem thêm</button>'
    return _page(category.name, f'{main}<script src="/js/{category.slug}.js"></script>')


def _script(category: Category) -> Answer:
    key = base64.b64encode(_key(category).encode()).decode()
    at_once = "document.querySelector('.them').onclick();" if category.slug == "du-lich" else ""
    return Answer(_SEND % (key, _SCRIPTS[category.slug]) + at_once, headers={"Content-Type": "text/javascript"})


def _piece(key: str, begin: int) -> Answer:
    category = next((one for one in CATEGORIES if _key(one) == key), None)
    held = category.items[begin : begin + _SIZE] if category is not None else []
    pairs = [{"title": one.title, "url": one.path(category)} for one in held if category is not None]
    return Answer(json.dumps({"items": pairs}), headers={"Content-Type": "application/json"})


def _posted(sent: dict[str, str]) -> Answer:
    if sent["type"] == "application/json":
        said = json.loads(sent["body"])
        return _piece(said["zone"], (said["paging"]["page"] - 1) * _SIZE)
    if "multipart" in sent["type"]:
        fields = dict(part.split('"\r\n\r\n', 1) for part in sent["body"].split('name="')[1:])
        values = {name: value.partition("\r\n")[0] for name, value in fields.items()}
    else:
        assert sent["type"] == "application/x-www-form-urlencoded"
        values = {name: said for name, (said,) in parse_qs(sent["body"]).items()}
    return _piece(values["muc"], (int(values["trang"]) - 1) * _SIZE)


def _pages() -> dict[str, Page | str | Answer]:
    boxes = "".join(f'<h2><a href="/{one.slug}">{one.name}</a></h2>' for one in CATEGORIES)
    pages: dict[str, Page | str | Answer] = {"/": _page("Cổng thông tin", boxes), "POST /api/tin": _posted}
    pages["/api/tin-cu"] = lambda query: _piece(query.get("zone", ""), int(query["start"]))
    pages["/api/con-lai"] = lambda query: _piece(query.get("zone", ""), _SIZE)
    for category in CATEGORIES:
        pages |= {f"/{category.slug}": _listing(category), f"/js/{category.slug}.js": _script(category)}
        for one in category.items:
            text = f"<p>Ngày {one.day:%d/%m/%Y}, đoàn đã kiểm tra công việc thứ {one.number} của các tổ dân phố.</p>"
            main = f"<h1>{one.title}</h1><p>{one.day:%d/%m/%Y} 08:30</p>{text}"
            pages[one.path(category)] = _page(one.title, main)
    return pages


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Callable[[Path, Served], Path]]:
    """What the probe says, and the profile that it writes; the function puts it where the portal is served now."""
    file = tmp_path_factory.mktemp("probed") / "an_dau.toml"
    with serving(_pages()) as served:
        done = vnportal("probe", served.base_url, "--browser", "--write", file, "--delay", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    written = file.read_text(encoding="utf-8")

    def at(folder: Path, now: Served) -> Path:
        (folder / "an_dau.toml").write_text(written.replace(served.base_url, now.base_url), encoding="utf-8")
        return folder / "an_dau.toml"

    return done.stdout, written, at


def test_finds_a_page_in_json_an_offset_in_an_address_and_a_form_in_parts(
    probed: tuple[str, str, Callable[[Path, Served], Path]], tmp_path: Path
) -> None:
    said, written, at = probed
    assert "--write FILE" not in said
    assert "/kinh-te: POST /api/tin, counted by its body" in said
    assert "/van-hoa: GET /api/tin-cu?zone=k-van-hoa&start={number}&_=" in said
    assert "/y-te: POST /api/tin, counted by trang" in said
    assert "step = 4" in written
    assert "/dat-dai: nothing shows more" in said
    assert 'complete = [{ listing = "/dat-dai", articles = 4, offers_more = true }]' in written
    assert "/nha-o: GET /api/tin-cu?zone=k-nha-o&start={number}" in said
    assert "/du-lich: GET /api/tin-cu?zone=k-du-lich&start={number}" in said
    assert "/thue: GET /api/con-lai?zone=k-thue, once for all the rest" in said
    last_shown, last_brought = (CATEGORIES[-1].items[place].number for place in (_SIZE - 1, -1))
    assert f'ends = ["{last_shown}", "{last_brought}"]' in written
    with serving(_pages()) as served:
        done = vnportal(
            "crawl", "--profile", at(tmp_path, served), "--data", tmp_path / "data", "--no-annotate", "--delay", "0"
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "listing_incomplete" not in done.stdout
    with Store(shard(tmp_path / "data") / "store.sqlite", read_only=True) as store:
        found = sorted(urlsplit(article.url).path for article in store.snapshot.articles())
    assert found == sorted(one.path(category) for category in CATEGORIES for one in category.items)


def test_says_what_to_do_when_the_server_no_longer_accepts_what_was_found(
    probed: tuple[str, str, Callable[[Path, Served], Path]], tmp_path: Path
) -> None:
    *_, at = probed
    with serving({**_pages(), "POST /api/tin": Answer("<h1>400</h1>", 400)}) as served:
        arguments = ("--category", "Kinh tế", "--data", tmp_path / "data", "--no-annotate", "--delay", "0")
        done = vnportal("crawl", "--profile", at(tmp_path, served), *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "incomplete: Kinh tế: page 2 cannot be had: the server answered 400" in done.stdout
    assert "vnportal probe an_dau --browser --write FILE finds anew how it goes on" in done.stdout


@pytest.mark.parametrize(
    ("behind", "why", "offers_more"),
    [
        (
            '<button class="them">Xem thêm</button><script>goi.len = 1;</script>',
            "a script of the page fails, so that a press tells nothing: goi is not defined",
            False,
        ),
        ('<button class="them" style="display: none">Xem thêm</button>', None, False),
        ('<button class="them">Xem thêm</button>', None, True),
    ],
    ids=["failing script", "hidden button", "button that does nothing"],
)
def test_says_why_a_press_tells_nothing(
    behind: str, why: str | None, offers_more: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for patience in ("_PRESSED", "_SCROLLED"):  # nothing is ever asked for, so any time will do
        monkeypatch.setattr(browser, patience, 100)
    entries = "".join(f'<li><a href="{one.path(CATEGORIES[0])}">{one.title}</a></li>' for one in CATEGORIES[0].items)
    with serving({"/kinh-te": _page("Kinh tế", f"<ul>{entries}</ul>{behind}")}) as served:
        portal = portals.unnamed(served.base_url)
        (found,) = look_at({f"{served.base_url}/kinh-te": Plain(frozenset())}, portal, "thu", 0)
    assert (found.continuation, found.why, found.offers_more) == (None, why, offers_more)


_ROW = "".join(f'<button type="button" onclick="turn({number})">{number}</button>' for number in (1, 2, 3))
_TURN = "function turn(n) { ask(n, true); history.pushState({}, '', '?trang=' + n); }"
_DOWN = "var n = 1; addEventListener('scroll', () => { if (n < 4) ask(++n, false); });"
_LIST = "".join(f"<option>{number}</option>" for number in range(1, 5))
_MONTH = "".join(f'<span onclick="ask({day}, true)">{day}</span>' for day in range(1, 32))


@pytest.mark.parametrize(
    ("behind", "counted"),
    [
        (f"{_ROW}<script>{_TURN}</script>", True),
        (f'<select onchange="ask(this.selectedIndex + 1, true)">{_LIST}</select>', True),
        (f'<div style="height: 3000px"></div><script>{_DOWN}</script>', True),
        (_MONTH, False),
    ],
    ids=["numbers of pages", "list of pages", "scrolling", "days of a month"],
)
def test_finds_what_the_numbers_of_pages_and_scrolling_ask_for(
    behind: str, counted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not counted:  # nothing is ever asked for, so any time will do
        monkeypatch.setattr(browser, "_SCROLLED", 100)
    entries = [f'<li><a href="{one.path(CATEGORIES[0])}">{one.title}</a></li>' for one in CATEGORIES[0].items]
    ask = (
        "<script>function ask(n, alone) { var list = document.querySelector('ul'), zone = ['kt', 'zone'].join('-');"
        " fetch('/api/tin?z=' + zone + '&trang=' + n).then(a => a.text())"
        ".then(html => { list.innerHTML = (alone ? '' : list.innerHTML) + html; }); }</script>"
    )

    def piece(query: dict[str, str]) -> Answer:
        begin = (int(query["trang"]) - 1) * _SIZE
        return Answer("".join(entries[begin : begin + _SIZE]))

    first = _page("Kinh tế", f"<ul>{''.join(entries[:_SIZE])}</ul>{ask}{behind}")
    with serving({"/kinh-te": first, "/api/tin": piece}) as served:
        portal = portals.unnamed(served.base_url)
        shown = frozenset(str(one.number) for one in CATEGORIES[0].items[:_SIZE])
        (found,) = look_at({f"{served.base_url}/kinh-te": Plain(shown)}, portal, "thu", 0)
    told = found.continuation and (found.continuation.url, found.continuation.first, found.continuation.step)
    assert (told, found.why) == (("/api/tin?z=kt-zone&trang={number}", 2, 1) if counted else None, None)
