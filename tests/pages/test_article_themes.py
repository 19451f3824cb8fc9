"""Articles in themes put together at random: what is read must be what was written, in every one of them."""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article
from tests.pages.themes import Theme

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_articles_are_read_right_in_random_themes(first: int) -> None:
    for seed in range(first, first + 100):
        html, truth = Theme(seed).article()
        found = article(html.encode(), truth.url, PORTAL)
        assert isinstance(found, Article), (found, truth.choices)
        read = (found.title, found.category, found.lead, found.paragraphs, found.author, found.source)
        written = (truth.title, truth.category, truth.lead, truth.paragraphs, truth.author, truth.source)
        assert read == written, truth.choices
        assert (found.published_raw, found.published_at, found.view_count) == (
            truth.raw,
            truth.published_at,
            truth.views,
        ), truth.choices
        assert [image.caption for image in found.images] == truth.captions, truth.choices
        assert [file.url.removeprefix(PORTAL.base_url) for file in found.attachments] == truth.files, truth.choices


def test_themes_differ_in_their_parts() -> None:
    chosen = [Theme(seed).article()[1].choices for seed in range(100)]
    for part in ("stamp", "title", "category", "paragraphs", "shell"):
        assert len({one.get(part) for one in chosen}) >= 4, part
