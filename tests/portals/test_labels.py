"""Labels in words of a portal's own, which its profile or its platform declares."""

from pathlib import Path

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article
from crawler.records.errors import ProfileError

GOOD = 'title = "Cổng thử"\nbase_url = "https://thu.example.vn/"\n'
LABELS = """
[labels]
author = ["Biên chép"]
source = ["Rút ra từ"]
published = ["Lên trang"]
views = ["Số người ghé"]
"""
TITLE = "Phường Sơn Lộc ra quân tổng vệ sinh môi trường"
TEXT = (
    "Sáng 10/10, đông đảo nhân dân phường Sơn Lộc đã ra quân tổng vệ sinh môi trường tại các tổ dân phố.",
    "Trong phần biên chép lịch sử, số người ghé thăm làng cổ Đường Lâm mỗi năm một tăng, ông Nam nói.",
)


def page(meta: str, end: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    return f"<html><body><h1>{TITLE}</h1><div>{meta}</div><div>{text}{end}</div></body></html>"


def read(folder: Path, profile: str, path: str, html: str) -> Article:
    (folder / "thu.toml").write_text(GOOD + profile, encoding="utf-8")
    found = article(html, f"https://thu.example.vn{path}", portals.load("thu", folder))
    assert isinstance(found, Article)
    return found


PATH = "/tin-tuc/-/view_content/15-tong-ve-sinh.html"


@pytest.mark.parametrize("apart", [" | ", "</span><span>", "</div><div>"])
def test_a_portal_prints_labels_of_its_own(tmp_path: Path, apart: str) -> None:
    meta = apart.join(["Lên trang 11/10/2025 08:30", "Số người ghé 1.451", "Biên chép: Hà An"])
    found = read(tmp_path, LABELS, PATH, page(f"<span>{meta}</span>"))
    assert (found.published_at, found.published_raw) == ("2025-10-11T08:30:00+07:00", "11/10/2025 08:30")
    assert (found.view_count, found.author) == (1451, "Hà An")
    assert [found.lead, *found.paragraphs] == [*TEXT]


def test_so_do_the_lines_below_its_text(tmp_path: Path) -> None:
    end = "<p>Biên chép: Hà An</p><p>Rút ra từ: Báo Hà Nội mới</p>"
    found = read(tmp_path, LABELS, PATH, page("Lên trang: 11/10/2025", end))
    assert (found.author, found.source) == ("Hà An", "Báo Hà Nội mới")
    assert [found.lead, *found.paragraphs] == [*TEXT]


def test_the_words_are_no_labels_on_other_portals(tmp_path: Path) -> None:
    found = read(tmp_path, "", PATH, page("Ngày đăng: 11/10/2025 | Số người ghé 1.451 | Biên chép: Hà An"))
    assert (found.view_count, found.author) == (None, None)


def test_a_platform_declares_what_its_pages_alone_print(tmp_path: Path) -> None:
    html = page("Đăng lúc: 11/10/2025 08:30", "<p>Tác giả khác: Hà An</p>")
    assert read(tmp_path, 'platform = "nukeviet"', "/vi/news/tin-tuc/tong-ve-sinh-15.html", html).author == "Hà An"
    assert read(tmp_path, "", PATH, html).author is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('autor = ["Biên chép"]', 'did you mean "author"'),
        ('author = "Biên chép"', "labels.author"),
        ('author = ["Biên chép:"]', "labels.author"),
    ],
)
def test_a_label_that_cannot_be_is_refused(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / "thu.toml").write_text(f"{GOOD}[labels]\n{wrong}\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=said):
        portals.load("thu", tmp_path)
