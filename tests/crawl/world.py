"""A small portal whose articles change from night to night, and that remembers what it told whom: the truth."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from tests.crawl.portals import SUBJECTS, Category, Item, article_page, tables
from tests.crawl.server import Answer, Page, Served, serving

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CATEGORIES = (("tin-tuc", "Tin tức"), ("van-hoa", "Văn hóa - Thể thao"), ("thong-bao", "Thông báo"))
#: How many articles each begins with; a page shows ten.
SIZES = (23, 12, 5)
#: How an article is missing: the status, or a page at status 200 that says so.
MISSING = ("404", "410", "text")
_NO_SUCH = "<html><head><title>Cổng</title></head><body><div>Bài viết không tồn tại hoặc đã bị xóa.</div></body></html>"
_MAINTENANCE = "<p>Hệ thống đang bảo trì, vui lòng quay lại sau.</p>"


@dataclass(frozen=True)
class Piece(Item):
    """An article at an address of one of three shapes."""

    shape: int = 0
    slug: str = "bai-viet"

    def path(self, category: Category) -> str:
        """Its address below a category."""
        return (
            f"/{category.slug}/-/view_content/{self.number}-{self.slug}.html",
            f"/{category.slug}/-/view_content/content/{self.number}/{self.slug}",
            f"/tin-chi-tiet/-/chi-tiet/{self.slug}-{self.number}-1.html",
        )[self.shape]


@dataclass
class Living:
    """An article's state: `missing` says how, when it is; `listed` whether its listing names it."""

    piece: Piece
    category: int
    missing: str | None = None
    listed: bool = True
    views: int = 100
    #: Addresses that it had, and whether they still lead to it.
    former: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the portal said of an article: that it "had" it, with title and views, "unmodified", or "gone"."""

    moment: datetime
    what: str
    title: str | None = None
    views: int | None = None


class World:
    """The portal. `validators` is what it gives for conditional requests: "ETag", "Last-Modified" or nothing."""

    def __init__(self, today: date, validators: str = "", sizes: Sequence[int] = SIZES) -> None:
        self.today = today
        self.validators = validators
        self.living: dict[int, Living] = {}
        self.pinned: dict[int, int] = {}
        #: Share of addresses, of 100, that fail tonight, by a draw of the seed; robots.txt and home page do not.
        self.failing, self.seed = 0, 0
        self.now = datetime.min
        self.told: dict[int, list[Told]] = defaultdict(list)
        self.listed_in: dict[int, set[str]] = defaultdict(set)
        self._next = 5000
        for index, size in enumerate(sizes):
            for place in range(size):
                self.add(index, age=3 * place)

    # What happens

    def add(self, category: int, age: int = 0) -> Living:
        """A new article, published so many days ago."""
        number = self._next
        self._next += 7
        title = f"{SUBJECTS[number % len(SUBJECTS)]} lần thứ {number}"
        made = Living(Piece(number, title, self.today - timedelta(days=age)), category % len(CATEGORIES))
        self.living[number] = made
        return made

    def edit(self, one: Living) -> None:
        """Change its text."""
        one.piece = replace(one.piece, title=f"{one.piece.title}, sửa")

    def move(self, one: Living, category: int, shape: int, *, leads_on: bool) -> None:
        """Give it another address; the former one leads on to it, or nowhere."""
        before = self.path(one)
        one.category = category % len(CATEGORIES)
        one.piece = replace(one.piece, shape=shape, slug=f"bai-{shape}-{one.category}")
        one.former[before] = leads_on
        one.former.pop(self.path(one), None)

    def pin(self, one: Living) -> None:
        """Have it stand on top of each page of its listing."""
        if one.missing is None and one.listed:
            self.pinned[one.category] = one.piece.number

    def path(self, one: Living) -> str:
        """Its present address."""
        return one.piece.path(Category(*CATEGORIES[one.category]))

    # What it shows

    def pages(self) -> dict[str, "Page | str | Answer"]:
        """The pages of tonight."""
        shown: dict[str, Page | str | Answer] = dict(tables(self.categories()))
        for slug, name in CATEGORIES:
            shown[f"/{slug}"] = self._listing(shown[f"/{slug}"], name)
        for one in self.living.values():
            shown[self.path(one)] = self._article(one)
            for path, leads_on in one.former.items():
                onward = Answer(status=302, headers={"Location": self.path(one)})
                shown[path] = onward if leads_on and one.missing is None else self._gone(one, "404")
        return {path: self._failing(path, page) for path, page in shown.items()}

    def categories(self) -> list[Category]:
        """The listings: the newest first, an article pinned on top."""
        made = [Category(slug, name) for slug, name in CATEGORIES]
        for one in sorted(self.living.values(), key=lambda one: (one.piece.day, one.piece.number), reverse=True):
            if one.listed and self.pinned.get(one.category) == one.piece.number:
                made[one.category].pinned = one.piece
            elif one.listed:
                made[one.category].items.append(one.piece)
        return made

    def _listing(self, page: "Page | str | Answer", name: str) -> Page:
        def shown(query: dict[str, str]) -> Answer:
            assert callable(page)
            text = page(query)
            assert isinstance(text, str)
            named = [number for number in self.living if f"{number}" in text]
            return Answer(text, sent=lambda _: [self.listed_in[number].add(name) for number in named] and None)

        return shown

    def _article(self, one: Living) -> Page:
        def shown(_: dict[str, str]) -> Answer:
            if one.missing is not None:
                return self._gone(one, one.missing)
            one.views += 1
            title, views = one.piece.title, one.views
            told = Told(self.now, "had", title, views), Told(self.now, "unmodified")
            return Answer(
                article_page(one.piece, Category(*CATEGORIES[one.category]), views),
                headers=self._validator(one),
                sent=lambda status: self.told[one.piece.number].append(told[status == 304]),
            )

        return shown

    def _validator(self, one: Living) -> dict[str, str]:
        state = crc32(f"{one.piece.title} {one.category}".encode())
        if self.validators == "ETag":
            return {"ETag": f'"{state}"'}
        if self.validators == "Last-Modified":
            moment = datetime(2020, 1, 1) + timedelta(seconds=state % 100_000_000)
            return {"Last-Modified": f"{moment:%a, %d %b %Y %H:%M:%S} GMT"}
        return {}

    def _gone(self, one: Living, how: str) -> Answer:
        gone = Told(self.now, "gone")
        body, status = (_NO_SUCH, 200) if how == "text" else (f"<h1>{how}</h1>", int(how))
        return Answer(body, status, sent=lambda _: self.told[one.piece.number].append(gone))

    def _failing(self, path: str, page: "Page | str | Answer") -> "Page | str | Answer":
        def shown(query: dict[str, str]) -> "str | Answer":
            drawn = crc32(f"{self.seed}:{path}:{sorted(query.items())}".encode())
            if path not in {"/", "/trang-chu"} and drawn % 100 < self.failing:
                kinds = (Answer("oops", 500), Answer("x" * 500, drop=True), Answer(_MAINTENANCE))
                return kinds[drawn // 100 % len(kinds)]
            return page(query) if callable(page) else page

        return shown


@dataclass
class Opened:
    """A world being served; `tonight` puts its present state behind the server."""

    world: World
    served: Served
    pages: dict[str, "Page | str | Answer"]

    def tonight(self, now: datetime) -> None:
        """Show the world as it is at `now`."""
        self.world.now, self.world.today = now, now.astimezone(ZONE).date()
        self.served.asked.clear()
        self.pages.clear()
        self.pages.update(self.world.pages())


@contextmanager
def opened(world: World) -> Iterator[Opened]:
    """Serve a world."""
    pages: dict[str, Page | str | Answer] = {}
    with serving(pages) as served:
        yield Opened(world, served, pages)
