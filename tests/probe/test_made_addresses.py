"""Listings whose script makes addresses of records in JSON: the browser finds out how, and crawls make them so."""

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo.addresses import plain_slug
from crawler.store.store import Store
from tests.browser import NAMES
from tests.crawl.portals import Category, Item, items
from tests.crawl.server import Answer, Page, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

pytestmark = pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="needs a chromium")

_SIZE = 4
_LONG, _LONGER, _ONE_MORE = (
    Category("kinh-te", "Kinh tế", items(900, 11)),
    Category("van-hoa", "Văn hóa", items(700, 13)),
    Category("y-te", "Y tế", items(500, _SIZE + 1)),
)
#: Its first page comes by the script.
_FILLED = Category("guong-sang", "Gương sáng", items(300, 9))
CATEGORIES = [_LONG, _LONGER, _ONE_MORE, _FILLED]
_SCRIPT = """var list = document.querySelector('ul.tin'), more = document.querySelector('.them'), n = %d;
function next() { n++; return fetch('/api/bai?muc=' + atob('%s') + '&trang=' + n).then(a => a.json()).then(held => {
  list.querySelectorAll('.cho').forEach(one => one.remove());
  held.data.forEach(one => { var li = document.createElement('li'); list.appendChild(li);
    li.innerHTML = '<a href="/bai-viet/' + one.slug + '-' + one._id + '">' + one.title + '</a>'; });
  if (n >= held.pages) more.style.display = 'none'; }); }
more.onclick = next; if (n === 0) next();"""


def _id(item: Item) -> str:
    return f"64e0b{item.number:x}c9"


def _path(item: Item) -> str:
    return f"/bai-viet/{plain_slug(item.title)}-{_id(item)}"


def _page(title: str, main: str) -> str:
    menu = "".join(f'<li><a href="/muc/{one.slug}">{one.name}</a></li>' for one in CATEGORIES)
    return f"<html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav><main>{main}</main></body></html>"


def _listing(category: Category) -> str:
    entries = "".join(
        f'<li><a href="{_path(one)}">{one.title}</a> {one.day:%d/%m/%Y}</li>' for one in category.items[:_SIZE]
    )
    shown = '<li class="cho">Đang tải dữ liệu…</li>' if category is _FILLED else entries
    main = f'<h1>{category.name}</h1><ul class="tin">{shown}</ul><button class="them">Xem thêm</button>'
    return _page(category.name, f'{main}<script src="/js/{category.slug}.js"></script>')


def _answer(query: dict[str, str]) -> Answer:
    category = next(one for one in CATEGORIES if one.slug == query["muc"])
    number = int(query["trang"])
    held = category.items[(number - 1) * _SIZE : number * _SIZE]
    data = [{"_id": _id(one), "slug": plain_slug(one.title), "title": one.title} for one in held]
    body = json.dumps({"data": data, "pages": -(-len(category.items) // _SIZE)})
    return Answer(body, headers={"Content-Type": "application/json"})


def _pages(*, moved: bool = False) -> dict[str, Page | str | Answer]:
    """The portal; `moved` has the articles stand elsewhere that only its script names."""
    pages: dict[str, Page | str | Answer] = {"/": _page("Cổng thông tin", "<h1>Cổng</h1>"), "/api/bai": _answer}
    for category in CATEGORIES:
        code = "".join(reversed(category.slug))  # only a running script tells it
        key = f"{code}').split('').reverse().join('') + atob('"
        script = _SCRIPT.replace("atob('%s')", "('%s')") % (0 if category is _FILLED else 1, key)
        pages[f"/js/{category.slug}.js"] = Answer(script, headers={"Content-Type": "text/javascript"})
        pages[f"/muc/{category.slug}"] = _listing(category)
        for place, one in enumerate(category.items):
            text = f"<p>Ngày {one.day:%d/%m/%Y}, đoàn đã kiểm tra công việc thứ {one.number} của các tổ dân phố.</p>"
            main = f"<h1>{one.title}</h1><p>{one.day:%d/%m/%Y} 08:30</p>{text * 3}"
            if not moved or (place < _SIZE and category is not _FILLED):
                pages[_path(one)] = _page(one.title, main)
    return pages


def test_addresses_are_made_of_records_as_the_script_makes_them(tmp_path: Path) -> None:
    file, arguments = tmp_path / "an_dau.toml", ("--no-annotate", "--delay", "0")
    with serving(_pages()) as served:
        done = vnportal("probe", served.base_url, "--browser", "--write", file, "--delay", "0")
        assert done.returncode == 0, done.stdout + done.stderr
        written = file.read_text(encoding="utf-8")
        assert written.count('address = "/bai-viet/{slug}-{_id}"') == len(CATEGORIES)
        crawled = vnportal("crawl", "--profile", file, "--data", tmp_path / "data", *arguments)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    assert "incomplete" not in crawled.stdout
    with Store(shard(tmp_path / "data") / "store.sqlite", read_only=True) as store:
        found = {urlsplit(one.url).path: one.categories for one in store.snapshot.articles()}
    assert found == {_path(one): [category.name] for category in CATEGORIES for one in category.items}
    with serving(_pages(moved=True)) as now:
        file.write_text(written.replace(served.base_url, now.base_url), encoding="utf-8")
        moved = vnportal("crawl", "--profile", file, "--data", tmp_path / "moved", *arguments)
    assert moved.returncode == 0, moved.stdout + moved.stderr
    for category, further in ((_LONG, 7), (_LONGER, 9), (_ONE_MORE, 1), (_FILLED, 9)):
        assert f"incomplete: {category.name}: none of the {further} articles that its further pages" in moved.stdout
