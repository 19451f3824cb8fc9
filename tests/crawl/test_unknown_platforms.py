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
