import json
from collections import Counter
from pathlib import Path

import pytest

from crawler.demo import prose
from crawler.demo.model import Bullets, DataTable
from crawler.demo.site import PAGE_SIZE, SEED_ID, Site

GOLD = json.loads((Path(__file__).parent / "seed.gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def test_the_same_seed_gives_the_same_articles() -> None:
    one, other = Site(7, 50), Site(7, 50)
    assert [one.article(index) for index in range(50)] == [other.article(index) for index in range(50)]
    assert one.article(3).lead != Site(8, 50).article(3).lead


def test_an_id_leads_back_to_its_article(site: Site) -> None:
    ids = [site.article(index).id for index in range(site.size)]
    assert [site.index_of(each) for each in ids] == list(range(site.size))
    assert site.index_of(1) is None
    assert site.index_of(max(ids) + 1) is None


def test_the_seed_article_is_what_its_portal_printed(site: Site) -> None:
    index = site.index_of(SEED_ID)
    assert index is not None
    article = site.article(index)
    assert article.title == GOLD["title"]
    assert article.lead == GOLD["lead"]
    assert article.sections[0].name == GOLD["category"]
    assert article.published.isoformat() + "+07:00" == GOLD["published_at"]
    assert article.stamp.value == GOLD["published_raw"]
    assert article.stamp.line == "Ngày đăng 25/06/2020 | 07:26 \u00a0|\u00a0 View count: 451"
    assert article.time_inferred is GOLD["published_time_inferred"]
    assert article.author == GOLD["author"]
    assert [picture.caption for picture in article.pictures] == GOLD["image_captions"]
    assert len(article.paragraphs) == GOLD["paragraph_count"]
    for text, start, end in zip(article.paragraphs, GOLD["paragraph_starts"], GOLD["paragraph_ends"], strict=True):
        assert text.startswith(start)
        assert text.endswith(end)


def test_every_habit_of_the_portals_is_shown_by_some_article(site: Site) -> None:
    articles = [site.article(index) for index in range(site.size)]
    quirks = set().union(*(article.quirks for article in articles))
    assert quirks >= {"scan_only", "short", "long", "quoted_meta", "broken_word", "capital_title", "heading"}
    assert {article.look.paragraphs for article in articles} == {"p", "br", "div", "word", "cell"}
    assert {article.look.captions for article in articles if article.pictures} == {"table", "figure", "italic", "line"}
    assert {article.shape for article in articles} == {"view_content", "content", "chi-tiet"}
    assert {article.language for article in articles} == {"vi", "en"}
    blocks = [block for article in articles for block in article.blocks]
    assert any(isinstance(block, DataTable) for block in blocks)
    assert any(isinstance(block, Bullets) for block in blocks)
    for flag in ("lazy_pictures", "decomposed", "hard_blanks", "meta_in_comment"):
        assert any(getattr(article.look, flag) for article in articles), flag
    for field in ("author", "source", "lead", "view_count"):
        assert {getattr(article, field) is None for article in articles} == {True, False}, field
    assert any(article.day_only for article in articles)
    assert any(article.files for article in articles)
    assert any(article.anchors for article in articles)
    assert any(len(article.sections) > 1 for article in articles)
    assert {len(article.pictures) for article in articles} >= {0, 1, 2, 3}
    assert any(picture.caption is None for article in articles for picture in article.pictures)
    wordings = {(article.stamp.label, (article.stamp.count or "").partition(":")[0]) for article in articles}
    assert len({label for label, _ in wordings}) == 6
    assert any(article.stamp.value.endswith("(GMT+7)") for article in articles)


def test_a_time_is_inferred_only_where_the_text_tells_of_that_days_afternoon_or_evening(site: Site) -> None:
    articles = [site.article(index) for index in range(site.size)]
    inferred = [article for article in articles if article.time_inferred]
    assert len(inferred) > 5
    for article in inferred:
        day = f"{article.published.day}/{article.published.month}"
        text = " ".join((article.lead or "", *article.paragraphs)).lower()
        assert f"chiều ngày {day}" in text or f"tối {day}" in text
        assert f"{article.published.hour - 12:02}:{article.published:%M}" in article.stamp.value
    for article in articles:
        if not article.time_inferred and not article.day_only:
            assert f"{article.published:%H:%M}" in article.stamp.value


def test_no_placeholder_is_left_in_any_text() -> None:
    site = Site(3, 400)
    for index in range(site.size):
        article = site.article(index)
        texts = (article.title, article.lead, *article.paragraphs, *(picture.caption for picture in article.pictures))
        assert not any(mark in text for text in texts if text for mark in "{}[]"), article.index


def test_the_pages_of_a_listing_hold_its_articles_once_newest_first(site: Site) -> None:
    for section in site.listings:
        first = site.page(section.slug, 1)
        pages = [site.page(section.slug, number) for number in range(1, first.last + 1)]
        ids = [article.index for page in pages for article in page.articles]
        if first.pinned:
            assert all(page.pinned == first.pinned for page in pages)
            ids.append(first.pinned.index)
        assert ids == list(site.indices(section.slug))


def test_a_page_past_the_end_is_the_last_page_again(site: Site) -> None:
    last = site.page("dang-doan-the", 1).last
    assert last > 1
    assert site.page("dang-doan-the", last + 5) == site.page("dang-doan-the", last)


def test_a_pinned_article_is_older_than_all_others_of_its_listing(site: Site) -> None:
    page = site.page("thong-bao", 1)
    assert page.pinned is not None
    assert len(page.entries) == PAGE_SIZE + 1
    assert all(page.pinned.published < article.published for article in page.articles)


def test_hand_written_articles_are_used_once_and_generated_ones_fill_up() -> None:
    site = Site(articles=2000)
    titles = Counter(draft.title for draft in prose.written())
    assert len(titles) >= 60
    assert max(titles.values()) == 1
    assert site.article(1999).lead or site.article(1999).files


@pytest.mark.parametrize("size", [1, 2, 30])
def test_a_site_may_be_small(size: int) -> None:
    site = Site(articles=size)
    assert SEED_ID in {site.article(index).id for index in range(size)}


def test_a_site_without_articles_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Site(articles=0)
