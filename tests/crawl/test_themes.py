"""A crawl finds every article once and knows where it was listed, whatever the portal's pages are made of."""

from pathlib import Path

import pytest

from tests.crawl.portals import THEMES, town, truth
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import serving


@pytest.mark.parametrize("theme", THEMES)
def test_finds_every_article_once_with_all_its_categories(theme: str, tmp_path: Path) -> None:
    categories = town()
    with serving(THEMES[theme](categories)) as portal:
        crawl(portal.base_url, tmp_path)
    found = {number: set(article.categories) for number, article in stored(tmp_path).items()}
    assert found == truth(categories)
    assert max(portal.articles().values()) == 1
    assert problems(tmp_path) == []
