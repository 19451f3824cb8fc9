"""The demonstration site: sections and articles, each article computed from its index alone.

Article 0 is the newest. The same seed and number of articles give the same site; 20,000 articles cost no more memory
than their section numbers, because drafts, looks and addresses are worked out when an article is asked for.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from crawler.demo import prose
from crawler.demo.habits import article_of
from crawler.demo.model import DemoArticle, Section

#: Host name that the portal believes to be its own; absolute links carry it whatever address serves the site.
OFFICIAL_HOST = "thixa.demo.example"
PAGE_SIZE = 10
#: The last articles are of weeks in which wards had taken the town's place, and speak of wards.
_REFORMED = (datetime(2025, 9, 19, 9, 0), datetime(2025, 8, 15, 9, 0), datetime(2025, 7, 8, 9, 0))
NEWEST = _REFORMED[0]
NEWEST_OF_TOWN = datetime(2025, 6, 27, 9, 0)  # days before it was abolished
#: A site of fewer articles has none of the wards.
_FEWEST_WITH_WARDS = 100
OLDEST = datetime(2016, 8, 15, 9, 0)
#: The seed article is real; its id is not known. This one is near to another real one of the town (2285084).
SEED_ID = 2278451
SEED_PUBLISHED = datetime(2020, 6, 25, 19, 26)
_FIRST_ID, _ID_STEP = 2_300_000, 131


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a listing; `last` is the number of the listing's last page, counted from 1."""

    section: Section
    number: int
    last: int
    pinned: DemoArticle | None
    articles: tuple[DemoArticle, ...]

    @property
    def entries(self) -> tuple[DemoArticle, ...]:
        """What the page shows, the pinned article first."""
        return (self.pinned, *self.articles) if self.pinned else self.articles


class Site:
    """The demonstration portal of a seed and a number of articles (the seed article included)."""

    def __init__(self, seed: int = 1, articles: int = 140, official_host: str = OFFICIAL_HOST) -> None:
        if articles < 1:
            raise ValueError(f"articles = {articles}: expected at least 1, the seed article")
        self.seed = seed
        self.size = articles
        self.official_host = official_host
        text = (prose.TEXTS / "categories.toml").read_text(encoding="utf-8")
        self.sections = tuple(Section(**entry) for entry in tomllib.loads(text)["section"])
        self._by_slug = {section.slug: section for section in self.sections}
        self._step = (NEWEST_OF_TOWN - OLDEST) / articles
        self._step_minutes = self._step // timedelta(minutes=1)
        self._seed_index = round((NEWEST_OF_TOWN - SEED_PUBLISHED) / self._step) if articles > 1 else 0
        self._plan = self._planned()
        self._listed = self._listings()
        self.article = lru_cache(maxsize=4096)(self._article)

    def section(self, slug: str) -> Section | None:
        """The section of a slug."""
        return self._by_slug.get(slug)

    @property
    def listings(self) -> tuple[Section, ...]:
        """The sections that list articles."""
        return tuple(section for section in self.sections if section.kind == "listing")

    def children(self, slug: str | None) -> tuple[Section, ...]:
        """The sections right below another one; `None` gives the top of the menu."""
        return tuple(section for section in self.sections if section.parent == slug)

    def indices(self, slug: str) -> Sequence[int]:
        """The indices of a listing's articles, newest first."""
        return self._listed.get(slug, ())

    def index_of(self, article_id: int) -> int | None:
        """The index of the article with an id, `None` when there is none."""
        if article_id == SEED_ID:
            return self._seed_index
        index = self.size - 1 - (article_id - _FIRST_ID) // _ID_STEP
        return index if 0 <= index < self.size and self._id(index) == article_id else None

    def page(self, slug: str, number: int) -> Page:
        """A page of a listing; a number past the end gives the last page again, as Liferay does."""
        section, indices = self._by_slug[slug], self.indices(slug)
        pinned = self.article(indices[-1]) if section.pinned and len(indices) > PAGE_SIZE else None
        rest = indices[:-1] if pinned else indices
        last = max(1, -(-len(rest) // PAGE_SIZE))
        number = min(max(number, 1), last)
        shown = rest[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        return Page(section, number, last, pinned, tuple(self.article(index) for index in shown))

    def neighbours(self, article: DemoArticle, count: int) -> tuple[DemoArticle, ...]:
        """Older articles of the article's first section, for boxes of related ones."""
        indices = self.indices(article.sections[0].slug)
        start = bisect_left(indices, article.index) + 1
        return tuple(self.article(index) for index in indices[start : start + count])

    @property
    def published(self) -> Sequence[int]:
        """The indices of the articles that the portal shows, the newest first."""
        return range(self.size)

    def newest(self, count: int, start: int = 0) -> tuple[DemoArticle, ...]:
        """The newest articles of the whole site, from the one numbered `start`."""
        return tuple(self.article(index) for index in self.published[start : start + count])

    def as_sent(self, page: str, article: DemoArticle | None) -> str:
        """A page as the portal sends it, that of an article or another (`None`). `crawler.demo.hostile` adds markup."""
        return page

    def _planned(self) -> list[tuple[int, int]]:
        """For each article its section's number and its hand-written draft's, -1 when it is generated."""
        numbers = {section.slug: number for number, section in enumerate(self.sections)}
        weights = [section.weight for section in self.sections]
        rng = Random(self.seed)  # noqa: S311 - texts, not secrets
        drafts = prose.written()
        waiting = rng.sample(range(len(drafts)), k=len(drafts))
        plan: list[tuple[int, int]] = []
        for index, number in enumerate(rng.choices(range(len(weights)), weights, k=self.size)):
            # Hand-written articles stand in even steps among the generated ones.
            due = (index + 1) * len(drafts) // self.size > index * len(drafts) // self.size
            if index == self._seed_index:
                plan.append((numbers["dang-doan-the"], -1))
            elif due and waiting:
                written = waiting.pop()
                plan.append((numbers[drafts[written].section], written))
            else:
                plan.append((number, -1))
        return _of_their_time(plan) if self.size >= _FEWEST_WITH_WARDS else plan

    def _day(self, index: int) -> datetime:
        """The latest moment at which an article of that index may be posted."""
        if index < len(_REFORMED) and self.size >= _FEWEST_WITH_WARDS:
            return _REFORMED[index]
        return NEWEST_OF_TOWN - self._step * index

    def _listings(self) -> dict[str, list[int]]:
        listed: dict[str, list[int]] = {section.slug: [] for section in self.listings}
        for index, (number, _) in enumerate(self._plan):
            for section in self._sections(index, self.sections[number]):
                listed[section.slug].append(index)
        return listed

    def _sections(self, index: int, home: Section) -> tuple[Section, ...]:
        """Home section first; every eighth article is a headline, too; every eleventh stands in its parent section."""
        found = [home]
        if index % 8 == 3:
            found.append(self._by_slug["tin-noi-bat"])
        parent = self._by_slug.get(home.parent or "")
        if index % 11 == 5 and parent and parent.kind == "listing":
            found.append(parent)
        return tuple(found)

    def _id(self, index: int) -> int:
        if index == self._seed_index:
            return SEED_ID
        return _FIRST_ID + (self.size - 1 - index) * _ID_STEP + (index * 37 + self.seed) % _ID_STEP

    def _article(self, index: int) -> DemoArticle:
        """The article of an index; the same record each time.

        Raises:
            IndexError: there is no such article.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"article {index}: the site has {self.size}")
        number, written = self._plan[index]
        sections = self._sections(index, self.sections[number])
        if index == self._seed_index:
            article = article_of(prose.seed(), index, SEED_PUBLISHED, None)
            return replace(article, id=SEED_ID, sections=sections)
        rng = Random(self.seed * 1_000_003 + index)  # noqa: S311
        day = self._day(index) - timedelta(minutes=rng.randrange(min(600, self._step_minutes)))
        draft = prose.written()[written] if written >= 0 else prose.generated(sections[0].slug, rng, day.date())
        return replace(
            article_of(draft, index, day.replace(second=0, microsecond=0), rng), id=self._id(index), sections=sections
        )


def _of_their_time(plan: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The plan in which no hand-written article, which speaks of the town, is of a time without it."""
    for index in range(len(_REFORMED)):
        if plan[index][1] >= 0:
            other = next(at for at in range(len(_REFORMED), len(plan)) if plan[at][1] < 0)
            plan[index], plan[other] = plan[other], plan[index]
    return plan
