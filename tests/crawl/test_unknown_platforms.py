"""Portals on platforms that nobody has declared: the address alone is enough to crawl them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler import portals
from crawler.commands.profiles import name_of
from crawler.demo.addresses import plain_slug
from crawler.store.store import Store
from tests.crawl.portals import Category, Item, Theme, all_of, cards, items, tables
from tests.crawl.server import Answer, Page, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True)
class Foreign(Item):
    """An article at an address of another platform's shape."""

    shape: str = ""

    def path(self, category: Category) -> str:
        """Its address; a slug without a number says the number in words."""
        words = plain_slug(f"{self.title.rpartition(' ')[0]} {' '.join(_DIGITS[int(one)] for one in str(self.number))}")
        day = {"year": f"{self.day:%Y}", "month": f"{self.day:%m}", "day": f"{self.day:%d}"}
        return self.shape.format(category=category.slug, slug=words, id=self.number + 100_000, **day)


#: Shapes of addresses, as WordPress, SharePoint, ministries' and newspapers' platforms have them.
SHAPES = [
    "/{year}/{month}/{slug}",
    "/{year}/{month}/{day}/{slug}.html",
    "/tin-tuc/{slug}-{id}.html",
    "/{category}/{slug}-{id}.html",
    "/vn/tin-tuc/{id}/{slug}.aspx",
    "/{slug}-post{id}.html",
    "/{category}/{slug}",
    "/{category}/{slug}.{id}",
    "/bai-viet/{id}-{slug}",
    "/news/detail/{id}",
    "/Pages/chi-tiet.aspx?ItemID={id}",
    "/{category}/chi-tiet?news_id={id}",
    "/index.php?mod=xem&chuyen={category}&ma={id}",
]


def portal(shape: str, theme: Theme) -> tuple[list[Category], dict[str, "Page | str | Answer"]]:
    """A portal whose articles have addresses of that shape."""

    def category(slug: str, name: str, first: int, count: int) -> Category:
        made = (Foreign(item.number, item.title, item.day, shape) for item in items(first, count))
        return Category(slug, name, list(made))

    categories = [
        category("dang-doan-the", "Đảng - đoàn thể", 900, 23),
        category("van-hoa", "Văn hóa - Thể thao", 600, 12),
        category("thong-bao", "Thông báo", 500, 4),
    ]
    return categories, by_query(dict(theme(categories)))


def by_query(pages: dict[str, "Page | str | Answer"]) -> dict[str, "Page | str | Answer"]:
    """The pages by path: those that only a query tells apart become one page that reads it."""
    found: dict[str, dict[str, Page | str | Answer]] = {}
    for path, page in pages.items():
        parts = urlsplit(path)
        found.setdefault(parts.path, {})[parts.query] = page

    def one(held: "dict[str, Page | str | Answer]") -> Page:
        def shown(query: dict[str, str]) -> "str | Answer":
            page = held.get("&".join(f"{name}={value}" for name, value in query.items()), held.get(""))
            return page(query) if callable(page) else page if page is not None else Answer("<h1>404</h1>", 404)

        return shown

    return {path: held[""] if set(held) == {""} else one(held) for path, held in found.items()}


def stored(data: Path) -> dict[str, set[str]]:
    """The categories of the stored articles by title."""
    found: dict[str, set[str]] = {}
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        for article in store.snapshot.articles():
            assert article.title not in found, "an article is stored twice"
            found[article.title or ""] = set(article.categories)
    return found


@pytest.mark.parametrize(
    ("shape", "theme"),
    [(shape, tables) for shape in SHAPES] + [(shape, cards) for shape in SHAPES[:7:3]],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_finds_every_article_once_from_the_address_alone(
    shape: str, theme: Callable[..., dict[str, "Page | str | Answer"]], tmp_path: Path
) -> None:
    categories, pages = portal(shape, theme)
    with serving(pages) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "assumed: platform: none that is declared; the addresses of articles look like" in done.stdout
    truth = {item.title: {category.name} for category in all_of(categories) for item in category.items}
    assert stored(tmp_path) == truth
    kept = portals.load_file(tmp_path / "portals" / f"{name_of(served.base_url)}.toml")
    assert kept.base_url == served.base_url


#: Two sites of one server, their categories, and the articles on a page of a listing.
_SITES = {"guest": ("Kinh tế", "Văn hóa"), "xa-doai": ("Tin xã Đoài",)}
_PAGE = 5


def communes_portal() -> tuple[dict[str, set[str]], dict[str, "Page | str | Answer"]]:
    """The categories of the articles by title, and the pages of a portal with a commune's site on the same server.

    Links are relative to a base element. A listing goes on behind the last article shown: "Sau".
    """
    truth: dict[str, set[str]] = {}
    pages: dict[str, Page | str | Answer] = {}
    number = 0
    for site, names in _SITES.items():
        menu = "".join(f'<li><a href="ds.aspx?nhom={plain_slug(name)}">{name}</a></li>' for name in names)
        fronts = "".join(f'<a href="/web/{one}/home">Trang của {one}</a>' for one in _SITES)
        frame = (
            f'<html><head><base href="/web/{site}/"></head><body><ul>{menu}</ul>{fronts}<main>%s</main></body></html>'
        )
        listed = {plain_slug(name): (name, items(300 + 40 * (number := number + 1), 12)) for name in names}
        held = {str(item.number): item for _, made in listed.values() for item in made}
        truth |= {item.title: {name} for name, made in listed.values() for item in made}

        def listing(query: dict[str, str], listed=listed, frame=frame) -> str:  # type: ignore[no-untyped-def]
            name, made = listed[query["nhom"]]
            begin = next((place + 1 for place, item in enumerate(made) if str(item.number) == query.get("p_ID")), 0)
            shown = made[begin : begin + _PAGE]
            entries = "".join(
                f'<div><a href="xem.aspx?dinhdanh={item.number}&nhom={query["nhom"]}&utm_source=ds">{item.title}</a>'
                f" <i>({item.day:%d/%m/%Y})</i></div>"
                for item in shown
            )
            more = f'<a href="ds.aspx?nhom={query["nhom"]}&Paged=TRUE&p_ID={shown[-1].number}">Sau</a>'
            return frame % f"<h1>{name}</h1>{entries}{more if begin + _PAGE < len(made) else ''}"

        def article(query: dict[str, str], held=held, frame=frame) -> "str | Answer":  # type: ignore[no-untyped-def]
            item = held.get(query.get("dinhdanh", ""))
            text = "Đoàn đã kiểm tra công việc của các tổ dân phố và trao quà cho những gia đình chính sách."
            said = f"<h1>{item.title}</h1><p>{item.day:%d/%m/%Y} 08:30</p><p>{text}</p>" if item else ""
            return frame % said if item else Answer("<h1>404</h1>", 404)

        pages |= {f"/web/{site}/home": frame % "", f"/web/{site}/ds.aspx": listing, f"/web/{site}/xem.aspx": article}
    return truth, {"/": pages["/web/guest/home"], **pages}


def test_finds_articles_under_a_base_address_behind_the_last_one_shown_and_on_a_communes_site(tmp_path: Path) -> None:
    truth, pages = communes_portal()
    with serving(pages) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "/web/{any}/xem.aspx?dinhdanh={id}&nhom={any}" in done.stdout
    assert "incomplete" not in done.stdout
    assert stored(tmp_path) == truth
