"""A look at a portal: robots.txt, the navigation, some listings, and how a few of their articles are read.

As polite as a crawl, and kept nowhere: what was seen is in a `Look`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser

from crawler.crawling.discovery import Category, Survey
from crawler.crawling.downloader.patience import Patience
from crawler.crawling.downloader.refusals import described
from crawler.crawling.other_hosts import add
from crawler.crawling.other_shapes import OtherShape, other_shapes, reads_as_article
from crawler.crawling.recognition import Guess, recognise
from crawler.pages.article.parse import article
from crawler.pages.listing.entries import listing
from crawler.pages.listing.link_groups import links
from crawler.pages.listing.navigation import MenuLink, navigation
from crawler.pages.listing.own_names import own_names
from crawler.pages.listing.page_numbers import page_parameter
from crawler.pages.page.address import canonical_url, fetch_url, same_host
from crawler.pages.page.challenge import challenge
from crawler.pages.page.tree import folded, read, words_of
from crawler.records.article import Article, NotAnArticle
from crawler.records.platform import Platform
from crawler.records.profile import Portal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Pages of the navigation that are read: side boxes show only where pages are compared.
_PAGES = 15
_LISTINGS, _ARTICLES = 3, 3
#: Pages besides the home page by which a platform is recognised.
_RECOGNISED_BY = 6
#: Pages by which it is found out whether another host is the portal, or how pages behind "#!" are had.
_TRIED_BY_NAME = 2
#: How pages behind "#!" may be had, and what the profile says then.
_WAYS_BEHIND_HASH: tuple[dict[str, str], ...] = (
    {"hash_bang": "path"},
    {"hash_bang": "escaped"},
    {"hash_bang": "browser", "fetch": "browser"},
)
#: Pages besides the home page where a declared platform is recognised: what two platforms share shows on few pages.
_SURE_BY = 2


@dataclass(slots=True)
class Looked:
    """A listing and what its first articles were read as: a record, what the page is instead, or why it was not had."""

    category: Category
    articles: list[tuple[str, Article | NotAnArticle | str]] = field(default_factory=list)


@dataclass(slots=True)
class Look:
    """What was seen; `failure` says why there was no more of it.

    `robots` is the status of robots.txt, `allowed` whether it allows the home page, `crawl_delay` in seconds. `pages`
    of the navigation were read, of `more` when there are more than are looked at.
    """

    robots: int | None = None
    allowed: bool = True
    crawl_delay: float | None = None
    pages: int = 0
    more: bool = False
    categories: list[Category] = field(default_factory=list)
    listings: list[Looked] = field(default_factory=list)
    #: Pages of a menu that a script fills: names, addresses, signs.
    hidden: list[tuple[str, str, str]] = field(default_factory=list)
    challenge: str | None = None
    lost: list[tuple[str, str]] = field(default_factory=list)
    #: Articles by other hosts that serve them.
    elsewhere: dict[str, set[str]] = field(default_factory=dict)
    #: Shapes of articles' addresses beside the platform's: those that the portal has now, and those left out.
    learned: list[OtherShape] = field(default_factory=list)
    unknown: list[OtherShape] = field(default_factory=list)
    failure: str | None = None
    #: Other host names of the portal, by which its pages link to each other.
    names: list[str] = field(default_factory=list)
    #: Whether the home page leads nowhere without a script.
    is_empty: bool = False
    #: Whether links lead behind "#!" to pages that the server does not show.
    is_behind_hash: bool = False
    #: The platform that was recognised, for a portal whose profile names none.
    guess: Guess | None = None
    #: The home page, and the portal on the platform that was recognised.
    home: str = ""
    portal: Portal | None = None

    @property
    def articles(self) -> list[Article]:
        """The articles that could be read."""
        return [found for one in self.listings for _, found in one.articles if isinstance(found, Article)]

    @property
    def whole(self) -> int:
        """How many have title, date and text."""
        return sum(bool(one.title and one.published_at and (one.lead or one.paragraphs)) for one in self.articles)

    @property
    def good(self) -> bool:
        """Whether at least half of the articles looked at have title, date and text, and any do."""
        return 0 < sum(len(one.articles) for one in self.listings) <= 2 * self.whole


class ProbeSpider(Spider):
    """Looks at one portal; nothing goes through a scheduler or into a store."""

    name = "probe"

    def __init__(
        self, portal: Portal, platforms: Sequence[Platform] = (), pages: int = _PAGES, *, may_render: bool = False
    ) -> None:
        super().__init__()
        self._most = pages
        self._may_render = may_render
        self.portal = portal
        self.platforms = platforms
        self._had: dict[str, TextResponse | str] = {}
        self.look = Look()
        self.patience = Patience()  # there is one request at a time: whoever asks for a pause waits already

    @classmethod
    def from_crawler(
        cls,
        crawler: "Crawler",
        *args: Any,
        portal: Portal,
        platforms: Sequence[Platform] = (),
        pages: int = _PAGES,
        may_render: bool = False,
        **texts: Any,
    ) -> Self:
        """Scrapy's factory. A portal without a platform is looked at for one of `platforms`, or any other; `pages` of
        its navigation are read. With `may_render`, a browser renders pages that are empty without a script.
        """
        spider = cls(portal, platforms, pages, may_render=may_render)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._received, signal=signals.response_received)
        crawler.signals.connect(spider._parsed, signal=signals.robots_parsed)
        return spider

    def strays(self, request: Request) -> str | None:
        """See `Client.strays`: a look stays on the portal."""
        return None if same_host(request.url, self.portal.base_url) else f"leads off the portal, to {request.url}"

    def keep_robots(self, response: Response) -> None:
        """Keep nothing."""

    async def start(self) -> AsyncIterator[Any]:
        """Look at the portal, one request after the other."""
        await self._survey()
        met: set[str] = set()
        for looked in self.look.listings:
            for entry in looked.category.page.entries[:_ARTICLES]:
                if entry.article_id not in met:
                    met.add(entry.article_id)
                    looked.articles.append((entry.url, await self._article(entry.url)))
        nothing: tuple[Request, ...] = ()  # each request was made and awaited above
        for request in nothing:
            yield request

    async def _survey(self) -> None:
        survey = Survey(self._most)
        home = await self._get(f"{self.portal.base_url}/")
        if isinstance(home, str):
            self.look.failure = f"the home page cannot be had: {home}"
            return
        home = await self._filled(home)
        self.look.home = home.text
        if not self.portal.ages:
            await self._name(home)
            await self._look_behind_hash(home)
            await self._recognise(home)
        await self._visit(survey, self._meet(survey, None, home))
        await self._visit(survey, survey.further())
        if not survey.categories() and survey.pages and self._may_render and self.portal.fetch != "browser":
            survey = await self._rendered(home.url)
        if await self._learn(survey):
            survey = await self._again(home.url)
        self.look.unknown = other_shapes(survey.unknown())
        self.look.pages, self.look.more = len(survey.pages), len(survey.links) >= self._most
        self.look.categories = survey.categories()
        self.look.hidden = survey.hidden()
        add(survey.elsewhere(), self.look.elsewhere)
        self.look.listings = [Looked(category) for category in self.look.categories[:_LISTINGS]]

    async def _rendered(self, url: str) -> Survey:
        """The pages of the navigation as a browser shows them: without their scripts, none lists articles."""
        self.look.is_empty = True
        self.portal = self.look.portal = self.portal.model_copy(update={"fetch": "browser"})
        self._had.clear()
        return await self._again(url)

    async def _learn(self, survey: Survey) -> bool:
        """Take shapes that the platform has not for those of articles, too, where their pages read as articles; of a
        portal that has a profile, not.
        """
        if self.look.guess is None:
            return False
        found = [one for one in other_shapes(survey.unknown()) if not one.refused]
        self.look.learned = [one for one in found if one.read or await self._shows_articles(one)]
        self.look.guess = self.look.guess.and_shapes(one.shape for one in self.look.learned)
        self.portal = self.look.portal = self.look.guess.of(self.portal)
        return bool(self.look.learned)

    async def _shows_articles(self, shape: OtherShape) -> bool:
        """Whether pages behind a shape that nobody has read yet are articles."""
        pages = [await self._get(url) for url, _ in shape.examples]
        had = [page for page in pages if not isinstance(page, str)]
        return bool(had) and all(reads_as_article(page.body, page.url, self.portal) for page in had)

    async def _again(self, url: str) -> Survey:
        """The pages of the navigation, read as the portal is known by now."""
        survey = Survey(self._most)
        home = await self._get(url)
        if not isinstance(home, str):
            await self._visit(survey, self._meet(survey, None, home))
            await self._visit(survey, survey.further())
        return survey

    async def _filled(self, home: TextResponse) -> TextResponse:
        """The home page, rendered if it leads nowhere without a script and a browser may be asked."""
        if self.portal.fetch == "browser" or links(home.body, home.url, self.portal) or b"<script" not in home.body:
            return home
        self.look.is_empty = True
        if not self._may_render:
            return home
        self.portal = self.look.portal = self.portal.model_copy(update={"fetch": "browser"})
        self._had.clear()
        rendered = await self._get(f"{self.portal.base_url}/")
        return home if isinstance(rendered, str) else rendered

    async def _name(self, home: TextResponse) -> None:
        """Find out whether pages link to the portal by another name: of a copy, the host that it was copied from.

        A page that is linked there must stand here, too, and be called what its link says.
        """
        for host in own_names(home.body, home.url, self.portal):
            named = self.portal.model_copy(update={"aliases": [*self.portal.aliases, host]})
            known = {link.url for link in links(home.body, home.url, self.portal)}
            more = [link for link in links(home.body, home.url, named) if link.url not in known and link.words]
            for link in sorted(more, key=lambda link: -len(link.words))[:_TRIED_BY_NAME]:
                page = await self._get(link.url)
                if not isinstance(page, str) and _is_called(link.words, page):
                    self.portal = named
                    self.look.names.append(host)
                    break

    async def _look_behind_hash(self, home: TextResponse) -> None:
        """Find out how the pages are had to which links such as "#!/tin/12" lead.

        A page that is had must be called what its link says.
        """
        before = self.portal
        marked = links(home.body, home.url, before.model_copy(update={"hash_bang": "escaped"}))
        plain = {link.url for link in links(home.body, home.url, before)}
        behind = [link for link in marked if link.url not in plain and link.words]
        longest = sorted(behind, key=lambda link: -len(link.words))[:_TRIED_BY_NAME]
        self.look.is_behind_hash = bool(longest)
        for way in _WAYS_BEHIND_HASH if longest else ():
            if way.get("fetch") == "browser" and not self._may_render:
                continue
            self.portal = before.model_copy(update=way)
            self._had.clear()
            for link in longest:
                page = await self._get(fetch_url(link.url.replace("/!/", "/#!/", 1), home.url, self.portal) or link.url)
                if not isinstance(page, str) and _is_called(link.words, page):
                    self.look.is_behind_hash, self.look.portal = False, self.portal
                    return
        self.portal = before

    async def _recognise(self, home: TextResponse) -> None:
        """Find out what the portal is made with, from its home page, some that the menu leads to, and an article."""
        pages, waiting, met = [(home.url, home.body)], self._menu(home), {home.url}
        guess = recognise(pages, self.portal, self.platforms)
        while waiting and len(pages) <= (_SURE_BY if guess is not None and guess.is_declared else _RECOGNISED_BY):
            link = waiting.pop(0)
            response = await self._get(link.url) if link.key not in met else ""
            met.add(link.key)
            if not isinstance(response, str):
                pages.append((response.url, response.body))
                waiting += self._menu(response)
                guess = recognise(pages, self.portal, self.platforms)
        if guess is not None and guess.examples and not guess.is_declared:
            response = await self._get(guess.examples[0][0])
            if not isinstance(response, str):
                guess = recognise([*pages, (response.url, response.body)], self.portal, self.platforms)
        self.look.guess = guess
        if guess is not None:
            self.portal = self.look.portal = guess.of(self.portal)

    def _menu(self, page: TextResponse) -> list[MenuLink]:
        """Where a page leads, its menu first."""
        links = navigation(page.body, page.url, self.portal)
        return sorted(links, key=lambda link: (not link.in_menu, link.name is None))

    async def _visit(self, survey: Survey, waiting: list[MenuLink]) -> None:
        while waiting:
            link = waiting.pop(0)
            response = await self._get(link.url)
            if isinstance(response, str):
                survey.failed.add(link.key)
                self.look.lost.append((link.url, response))
            else:
                waiting += self._meet(survey, link, response)

    def _meet(self, survey: Survey, link: MenuLink | None, response: TextResponse) -> list[MenuLink]:
        page = listing(response.text, response.url, self.portal, name=link.name if link else None)
        may_be = link is not None and survey.is_suspect(link.key)
        is_article = may_be and reads_as_article(response.body, response.url, self.portal)
        survey.read(link, response.url, canonical_url(response.url, self.portal), page, is_article=is_article)
        return survey.meet(navigation(response.text, response.url, self.portal))

    async def _article(self, url: str) -> Article | NotAnArticle | str:
        response = await self._get(url)
        if isinstance(response, str):
            return response
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        return article(response.body, response.url, self.portal, content_type=media_type)

    async def _get(self, url: str) -> TextResponse | str:
        """The page, or why it cannot be had. What was asked for once is not asked for again."""
        if url not in self._had:
            self._had[url] = await self._asked(url)
        return self._had[url]

    async def _asked(self, url: str) -> TextResponse | str:
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:  # whatever keeps one page from being had, the others may be had
            return described(error)[1]
        if response.status != 200:
            return f"the server answered {response.status}"
        if not isinstance(response, TextResponse):
            return "no web page"
        if self.look.challenge is None and (seen := challenge(response.text)) is not None:
            self.look.challenge = f"{response.url}: {seen}"
        return response

    def _received(self, response: Response, request: Request) -> None:
        if urlsplit(request.url).path == "/robots.txt":
            self.look.robots = response.status

    def _parsed(self, robotparser: RobotParser, request: Request) -> None:
        agent = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.look.allowed = robotparser.allowed(f"{self.portal.base_url}/", agent)
        delay: Any = robotparser.crawl_delay(agent)
        self.look.crawl_delay = float(delay) if delay is not None else None


def _is_called(words: str, response: TextResponse) -> bool:
    """Whether the title or the first heading of a page says these words."""
    page = read(response.text)
    headings = [page.title, *(words_of(heading) for heading in page.root.iter("h1"))]
    return any(folded(words) in folded(heading) for heading in headings)


def paging_shape(category: Category) -> str:
    """How the first page of a listing leads on, in words."""
    paging = category.page.paging
    if paging.next_url is None:
        return "one page"
    numbered = page_parameter(paging.next_url)
    parts = [f"pages by {numbered[0]}" if numbered is not None else f"the next page is {paging.next_url}"]
    if paging.last is not None:
        parts.append(f"up to {paging.last} named")
    return ", ".join(parts)
