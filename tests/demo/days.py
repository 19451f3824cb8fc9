"""Two days of the demonstration portal: on the second, articles and a category are new, one is edited, one is gone."""

from dataclasses import replace

from crawler.demo.model import DemoArticle, Paragraph, Section
from crawler.demo.site import Site

SIZE = 60
#: Articles of the second day by their indices; 0 is the newest.
NEW, EDITED, DELETED = (0, 1), 6, 4
CATEGORY = Section("chuyen-doi-so", "Chuyển đổi số", "listing")
#: What the new category lists: an article that is new, too, and one that has been there for years.
LISTED = (1, 50)
ADDED = "Thời gian nhận hồ sơ được kéo dài thêm một tuần so với thông báo trước."


class _Day(Site):
    """The site of a day, without the articles that are not there."""

    def __init__(self, missing: tuple[int, ...]) -> None:
        super().__init__(articles=SIZE)
        self._missing = missing
        self._listed = {slug: self._there(indices) for slug, indices in self._listed.items()}

    def _there(self, indices: list[int]) -> list[int]:
        return [index for index in indices if index not in self._missing]

    @property
    def published(self) -> tuple[int, ...]:
        """See `Site.published`."""
        return tuple(self._there(list(range(self.size))))

    def index_of(self, article_id: int) -> int | None:
        """See `Site.index_of`."""
        index = super().index_of(article_id)
        return index if index not in self._missing else None


class FirstDay(_Day):
    """The site before anything has changed."""

    def __init__(self) -> None:
        super().__init__(NEW)


class SecondDay(_Day):
    """The site a day later."""

    def __init__(self) -> None:
        super().__init__((DELETED,))
        self.sections = (*self.sections, CATEGORY)
        self._by_slug[CATEGORY.slug] = CATEGORY
        self._listed[CATEGORY.slug] = list(LISTED)

    def _article(self, index: int) -> DemoArticle:
        article = super()._article(index)
        if index in LISTED:
            article = replace(article, sections=(*article.sections, CATEGORY))
        if index == EDITED:
            article = replace(article, blocks=(*article.blocks, Paragraph(ADDED)))
        return article
