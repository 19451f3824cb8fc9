"""Pages with the records that must come out of them: `layouts/LAYOUT/NAME.html` beside `NAME.json`.

The text of `seed/` is a real article; the layouts around it are made up, and no two share their markup.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article, to_dict

LAYOUTS = Path(__file__).parent / "layouts"
SEED = Path(__file__).parent / "seed"
PAGES = sorted(LAYOUTS.glob("*/*.html"))


def read(page: Path) -> tuple[Article, dict[str, Any]]:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    found = article(page.read_bytes(), expected["url"], portals.load(expected["portal"]))
    assert isinstance(found, Article), found
    return found, expected["article"]


def test_there_are_at_least_six_layouts() -> None:
    assert len({page.parent for page in PAGES}) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_page_gives_the_expected_record(page: Path) -> None:
    found, expected = read(page)
    assert expected.get("title"), "an expectation without a title would expect nothing"
    assert expected.get("paragraphs") or expected.get("attachments")
    record = to_dict(found)
    assert {name: record[name] for name in expected} == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_seed_article_comes_out_right_in_every_layout(page: Path) -> None:
    found, _ = read(page)
    gold = json.loads((SEED / "article.gold.json").read_text(encoding="utf-8"))
    for name in (
        "category",
        "title",
        "published_raw",
        "published_at",
        "published_time_inferred",
        "view_count",
        "lead",
        "author",
    ):
        assert getattr(found, name) == gold[name], name
    assert [image.caption for image in found.images] == gold["image_captions"]
    assert len(found.paragraphs) == gold["paragraph_count"]
    for paragraph, start, end in zip(found.paragraphs, gold["paragraph_starts"], gold["paragraph_ends"], strict=True):
        assert paragraph.startswith(start)
        assert paragraph.endswith(end)
    texts = "\n".join(text for _, _, text in found.texts())
    assert not [words for words in gold["must_not_appear_in_text"] if words in texts]


def test_no_two_layouts_share_a_class_or_an_id() -> None:
    import re

    names = {
        page.parent.name: set(re.findall(r'(?:class|id)="?([\w -]+)', page.read_text(encoding="utf-8"), re.I))
        - {"MsoNormal"}
        for page in PAGES
    }
    for one in names:
        for other in names:
            assert one == other or not names[one] & names[other], (one, other)
