"""Articles in random themes of content management systems: what is read must be what was written."""

import pytest

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article
from tests.pages.cms_themes import CmsTheme

PORTAL = portals.load("vienson").at("https://sontay.hanoi.gov.vn")


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_articles_are_read_right_in_random_cms_themes(first: int) -> None:
    for seed in range(first, first + 100):
        html, truth = CmsTheme(seed).article()
        found = article(html.encode(), truth.url, PORTAL)
        assert isinstance(found, Article), (found, truth.choices)
        assert (found.title, found.lead, found.paragraphs) == (truth.title, truth.lead, truth.paragraphs), truth.choices
        assert (found.published_at, found.published_precision, found.view_count) == (
            truth.published_at,
            truth.precision,
            truth.views,
        ), truth.choices
        assert (found.author, found.author_raw) == (truth.author, truth.author_raw), truth.choices
        assert [image.caption for image in found.images] == truth.captions, truth.choices
