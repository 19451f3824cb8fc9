"""Listings that lead to articles of another shape than the portal's: they are learnt or told."""

from pathlib import Path

import pytest

from crawler.commands.profiles import name_of
from tests.crawl.portals import Category, Item, all_of, cards, items, tables
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, serving
from tests.crawl.test_other_hosts import vnportal
from tests.crawl.test_unknown_platforms import SHAPES, Foreign, by_query
from tests.crawl.test_unknown_platforms import stored as stored_by_title

Pages = dict[str, "Page | str | Answer"]


def of_shape(shape: str, made: list[Item]) -> list[Item]:
    return [Foreign(item.number, item.title, item.day, shape) for item in made]


def portal(shape: str, theme=tables) -> tuple[list[Category], Pages]:  # type: ignore[no-untyped-def]
    """A portal on Liferay, one of whose listings leads to addresses of the shape."""
    categories = [
        Category("dang-doan-the", "Đảng - đoàn thể", items(900, 23)),
        Category("van-hoa", "Văn hóa - Thể thao", items(600, 12)),
        Category("thong-bao", "Thông báo", of_shape(shape, items(500, 14))),
    ]
    pages = by_query(dict(theme(categories)))
    marked = "<script>Liferay.ThemeDisplay = {};</script>"
    return categories, {path: _marked(page, marked) for path, page in pages.items()}


def _marked(page: "Page | str | Answer", mark: str) -> "Page | str | Answer":
    if callable(page):
        return lambda query: _marked(page(query), mark)  # type: ignore[arg-type, return-value]
    return page + mark if isinstance(page, str) else page


@pytest.mark.parametrize("shape", [SHAPES[2], SHAPES[10]])
def test_a_crawl_its_summary_and_the_status_name_listing_shape_and_example(shape: str, tmp_path: Path) -> None:
    _, pages = portal(shape)
    with serving(pages) as served:
        said = crawl(served.base_url, tmp_path).stdout
    assert len(stored(tmp_path)) == 35
    assert problems(tmp_path) == ["other_shape"]
    (message,) = [line for line in said.splitlines() if "missed:" in line]
    assert "Thông báo" in message
    assert "lần thứ" in message
    assert message in vnportal("status", "--data", str(tmp_path))


@pytest.mark.parametrize(("shape", "theme"), [(SHAPES[2], tables), (SHAPES[4], cards), (SHAPES[0], cards)])
def test_a_look_at_an_address_learns_the_other_shape(shape: str, theme, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    categories, pages = portal(shape, theme)
    with serving(pages) as served:
        said = vnportal("crawl", served.base_url, "--data", str(tmp_path), "--delay", "0", "--no-annotate")
        kept = (tmp_path / "portals" / f"{name_of(served.base_url)}.toml").read_text(encoding="utf-8")
    assert kept.count("[[ages]]") == 2, kept
    assert "missed" not in said
    truth = {item.title: {category.name} for category in all_of(categories) for item in category.items}
    assert stored_by_title(tmp_path) == truth


IN_TABLE = (
    "<table><tr><td>Số ký hiệu</td><td>12/QĐ-UBND</td></tr><tr><td>Người ký</td><td>Nguyễn Văn An</td></tr></table>"
)
WITH_DAY = (
    "<dl><dt>Trích yếu</dt><dd>Kế hoạch an toàn lao động năm 2021</dd><dt>Ngày ban hành</dt><dd>10/01/2021</dd>"
    "<dt>Tệp</dt><dd><a href='/files/100.pdf'>Tải về</a></dd></dl>"
)


@pytest.mark.parametrize("fields", [IN_TABLE, WITH_DAY], ids=["table", "day"])
def test_a_register_of_documents_is_no_listing_of_articles(fields: str, tmp_path: Path) -> None:
    _, pages = portal("/van-ban/{slug}-{id}.html")
    pages |= {
        path: f"<html><body><h1>178/KH-UBND</h1>{fields}</body></html>"
        for path in pages
        if path.startswith("/van-ban/")
    }
    with serving(pages) as served:
        crawl(served.base_url, tmp_path)
    assert problems(tmp_path) == []
