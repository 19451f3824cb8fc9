"""Pagination of a listing: whether its walk goes on behind a page, has come to the end, or is broken.

Everything here is a pure decision on what the pages show. `Walk` is what one page must know of the pages before it.
The frontier stores it as JSON.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any, Self

from crawler.pages.listing.continuation import Ask, Continuation, Recipe, numbered
from crawler.pages.listing.entries import Entry, Listing
from crawler.pages.listing.page_numbers import page_parameter, with_parameter

#: A sorted listing is left after so many pages in a row whose articles are all too old. One such page may be a slip.
_OLD_PAGES = 2
#: A listing counts as sorted, the newest first, when at most this share of neighbours stands the other way round.
_UNSORTED = 0.1
#: The rest of a listing is given up after so many pages in a row that failed.
_MOST_GAPS = 3
#: Addresses of later pages that a walk remembers, to leap over a page that fails.
_MOST_FURTHER = 20
#: What a listing counts and does not show: one article, or one of so many. A page that is lost costs more.
_UNSHOWN, _ONE_OF = 1, 50
#: Two runs that begin within this time belong to one night.
_ONE_NIGHT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Walk:
    """The place of one page in its listing, and what the pages before it showed."""

    #: Name of the category, `None` where the portal gives none.
    category: str | None
    #: Canonical address of the listing's first page.
    key: str
    #: Number of this page, counted from 1.
    number: int = 1
    #: Articles of the first page.
    first: tuple[str, ...] = ()
    #: Articles of the page before this one.
    previous: tuple[str, ...] = ()
    #: Those of `previous` that are not pinned: the page before that one did not show them.
    fresh: tuple[str, ...] = ()
    #: The highest page number that any page has named.
    last: int | None = None
    #: Numbers and addresses of later pages.
    further: tuple[tuple[int, str], ...] = ()
    #: Pairs of neighbours in order so far: the upper one is as new as the lower one, or newer.
    falling: int = 0
    #: Pairs of neighbours in the wrong order so far.
    rising: int = 0
    #: Pages in a row, up to the page before, whose articles are all older than `Rules.since`.
    old_pages: int = 0
    #: Pages in a row, up to the page before, that could not be had.
    gaps: int = 0
    #: Articles in a row, up to the end of the page before, that earlier runs met.
    known: int = 0
    #: Whether the walk goes to the end, even where all articles are known.
    full: bool = True
    #: Whether no page was missing so far.
    whole: bool = True
    #: Whether the page before listed nothing.
    empty: bool = False
    #: Whether this page's address stood where only a script looks for it.
    scripted: bool = False
    #: How pages are asked for that no link leads to, in the order of trial. The first recipe is in use.
    recipes: tuple[Recipe, ...] = ()
    #: Requests made by the recipe in use, that for this page included; 0 where a link led to it.
    turn: int = 0
    #: How many articles the listing says that it holds, and how many its pages have brought.
    total: int | None = None
    brought: int = 0
    #: The cookies that the listing's pages set, as they are sent with a form of theirs: a form may be a session's.
    cookies: str = ""

    def ask(self, url: str) -> Ask:
        """The request for this page, whose address is `url`."""
        return self.recipes[0].ask(self.turn - 1) if self.turn else Ask(url)

    def is_refused_at(self, turn: int) -> bool:
        """Whether a page that brings nothing new means that the portal does not accept what the profile records, or
        what a script file seems to ask for.

        The first request of such a recipe brings articles, known or new; the second brings new ones, or none.
        """
        return self.turn == turn and (self.recipes[0].proven or self.recipes[0].of_file)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The walk from the JSON form of its `dataclasses.asdict`."""
        lists = {name: tuple(data[name]) for name in ("first", "previous", "fresh")}
        further = tuple((number, url) for number, url in data["further"])
        recipes = tuple(Recipe.of(one) for one in data["recipes"])
        return cls(**{**data, **lists, "further": further, "recipes": recipes})


@dataclass(frozen=True, slots=True)
class Rules:
    """When a walk leaves its listing before the last page, and what earlier runs know of the articles.

    Args:
        most_pages: the profile's limit on the pages of a listing.
        day_of: the day of publication of an article fetched before, by its id; `None` when it is not known.
        since: the first day asked for. Pages that are all older may end the walk.
        met: whether an earlier run met the article of that id in this listing. `None` for a walk to the end.
        enough: so many articles in a row that earlier runs met, up to the end of a page, end the walk.
    """

    most_pages: int
    day_of: Callable[[str], date | None]
    since: date | None = None
    met: Callable[[str], bool] | None = None
    enough: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What a page means for its walk."""

    #: The walk as the next page will find it.
    walk: Walk
    #: Address of the next page, `None` where the walk is over.
    next_url: str | None = None
    #: Why the listing is incomplete, `None` when it is not.
    broken: str | None = None
    #: The articles that the page brings.
    entries: tuple[Entry, ...] = ()
    #: Whether nothing lies behind the page.
    at_end: bool = False


def step(walk: Walk, page: Listing, rules: Rules, url: str = "") -> Step:
    """What the page `page` at the place `walk` means for the walk.

    `url` is the page's own address. It tells the address of the next page where the page lists nothing.
    """
    page = _as_known(page)
    if not page.entries:
        return _without_entries(walk, page, url)
    behind_empty = walk.empty
    if behind_empty:
        walk = replace(walk, empty=False, whole=False)
    last = _last_named(walk, page)
    taken = _repeated(walk, page, last) or _onward(walk, page, rules, last)
    if behind_empty and taken.entries:
        return replace(taken, broken=taken.broken or f"page {walk.number - 1} lists no articles")
    return taken


def _as_known(page: Listing) -> Listing:
    """The page without what leads on, where the profile knows that the listing shows all that it has.

    It may have grown since: it shows more articles, or offers more where it did not.
    """
    said = page.continuation.complete
    if said is None or len(page.entries) > (said.articles or len(page.entries)):
        return page
    has_grown = said.articles is not None and not said.offers_more and page.paging.more is not None
    return page if has_grown else replace(page, paging=replace(page.paging, more=None), continuation=Continuation())


def _last_named(walk: Walk, page: Listing) -> int | None:
    return max(filter(None, [walk.last, page.paging.last]), default=None)


def _without_entries(walk: Walk, page: Listing, url: str) -> Step:
    """A page that lists nothing: the end of the listing, or a gap in it."""
    if walk.turn:
        return by_other_recipe(walk) or behind_the_last(walk)
    if walk.number == 1 and page.continuation.recorded and page.continuation.recipes:
        recipes = tuple(replace(recipe, proven=True) for recipe in page.continuation.recipes)
        return _by_recipe(replace(walk, number=2, recipes=recipes))  # a script fills the page
    last = _last_named(walk, page)
    missing = last is None or walk.number <= last
    if not missing or walk.number == 1:
        return Step(walk, at_end=not missing)
    if last is None and page.paging.next_url is not None:
        # Some portals offer a next page behind the last one, too. A second empty page tells the end from a gap.
        onward = replace(walk, number=walk.number + 1, empty=True)
        return Step(walk, at_end=True) if walk.empty else Step(onward, page.paging.next_url)
    onward, next_url = past_gap(walk, url) or (walk, None)
    return Step(onward, next_url, broken=f"page {walk.number} lists no articles")


def _repeated(walk: Walk, page: Listing, last: int | None) -> Step | None:
    """A page that shows the page before or the first page again: the end, or a break where more pages are named.

    `None` for a page that shows anything else.
    """
    reached = walk.number - 1
    ids = {entry.article_id for entry in page.entries}
    if not reached or not (ids <= set(walk.previous) or ids <= set(walk.first)):
        return None
    if walk.turn == 1 and walk.recipes[0].once:
        return _asked_once(walk, ids)
    if walk.turn == 1 and walk.recipes[0].counts and not (walk.recipes[0].of_form and reached > 1):
        # What a first request brings depends on how the portal counts: it may be what the first page shows.
        return _by_recipe(walk)
    # Where articles are pinned on top of every page, the last page may bring only these.
    only_pinned = walk.number == last and len(page.entries) < len(walk.previous)
    anothers = reached == 1 and page.paging.apart and ids == set(walk.first)
    missing = last is not None and last > reached and not only_pinned and not anothers
    broken = f"page {walk.number} of {last} shows an earlier page again" if missing else None
    if broken is None and walk.is_refused_at(2) and walk.previous == walk.first:
        broken = f"the requests that {_teller(walk)} bring page 1 again and again"
    if broken is None and walk.scripted and reached == 1:
        broken = "page 2, whose address is meant for a script, shows page 1 again"
    return Step(walk, broken=broken, at_end=broken is None)


def _onward(walk: Walk, page: Listing, rules: Rules, last: int | None) -> Step:
    """A page that brings articles: where the walk goes from it."""
    pinned = set(walk.previous)
    fresh = [entry for entry in page.entries if entry.article_id not in pinned]
    walk = _dated(walk, fresh, rules) if rules.met is None else _ordered(walk, fresh, rules.day_of)
    known = _known_in_a_row(walk, fresh, rules.met, rules.day_of) if rules.met is not None else 0
    ids = tuple(entry.article_id for entry in page.entries)
    later = [(number, url) for number, url in page.paging.further if number > walk.number + 1]
    onward = replace(
        walk,
        number=walk.number + 1,
        first=walk.first or ids,
        previous=ids,
        fresh=tuple(entry.article_id for entry in fresh),
        last=last,
        further=tuple(later[:_MOST_FURTHER]),
        gaps=0,
        known=known,
        scripted=page.paging.scripted,
        total=page.paging.articles if page.paging.articles is not None else walk.total,
        brought=walk.brought + len({entry.article_id for entry in fresh}.difference(walk.first)),
    )
    if walk.old_pages >= _OLD_PAGES and walk.rising <= _UNSORTED * (walk.rising + walk.falling):
        return Step(onward, entries=page.entries)
    if walk.turn and page.paging.next_url is None and walk.recipes[0].once:
        return replace(_asked_once(walk, ids), walk=onward, entries=page.entries)
    following = _following(onward, page)
    if following.next_url is None:
        missing = last is not None and last > walk.number
        broken = f"page {walk.number} of {last} leads no further" if missing else None
        if page.paging.more is not None:
            broken = f"{broken or f'page {walk.number} leads on by no address'}: {page.paging.more}"
        broken = _with_remedy(broken, page)
        return Step(onward, broken=broken, entries=page.entries, at_end=broken is None)
    # A listing that is not sorted, the newest first, may have its new articles anywhere.
    if rules.met is not None and known >= rules.enough and walk.rising <= walk.falling:
        return Step(onward, entries=page.entries)
    if walk.number >= rules.most_pages:
        broken = f"more than limits.listing_pages = {rules.most_pages} pages"
        return Step(onward, broken=broken, entries=page.entries)
    return replace(following, entries=page.entries)


def _following(onward: Walk, page: Listing) -> Step:
    """The step to the page behind `page`: by the page's own link, else by a recipe."""
    recipes = onward.recipes or page.continuation.recipes
    own = tuple(recipe for recipe in page.continuation.recipes if recipe.of_form)
    if onward.turn and recipes[0].of_form and (own or not recipes[0].counts):
        recipes, onward = own, replace(onward, turn=0, recipes=())
    if page.continuation.recorded and page.paging.more is not None:
        recipes = tuple(replace(recipe, proven=True) for recipe in recipes)
    if page.paging.next_url is not None:
        counted = [recipe for recipe in recipes if page.paging.scripted and recipe.ask(0).url == page.paging.next_url]
        if not counted or onward.turn:
            return Step(replace(onward, turn=0), page.paging.next_url)
        recipes = tuple(counted)  # the pieces that a script adds to a page need not say where the next one is
    if onward.turn == 1 and recipes and recipes[0].by_entries and recipes[0].first >= len(onward.fresh) > 0:
        recipes = (replace(recipes[0], step=len(onward.fresh)), *recipes[1:])
    return _by_recipe(replace(onward, recipes=recipes)) if recipes else Step(onward)


def _with_remedy(broken: str | None, page: Listing) -> str | None:
    """Why the listing is incomplete, with what to do; also where its platform goes on by what the page does not say."""
    lacking, remedy = page.continuation.lacking, page.continuation.remedy
    if broken is None and (lacking is None or len(page.entries) < page.continuation.full):
        return None
    return ": ".join(filter(None, [broken, lacking, remedy]))


def _by_recipe(walk: Walk) -> Step:
    """The step to the next page that the recipe in use leads to; `walk` has that page's number."""
    return Step(replace(walk, turn=walk.turn + 1), walk.recipes[0].ask(walk.turn).url)


def by_other_recipe(walk: Walk) -> Step | None:
    """The step by the next recipe, where the first request by the one in use brought nothing; else `None`."""
    if walk.turn != 1 or len(walk.recipes) < 2:
        return None
    return _by_recipe(replace(walk, recipes=walk.recipes[1:], turn=0))


def behind_the_last(walk: Walk) -> Step:
    """The step where a request by a recipe brings nothing: the end, unless the portal has refused the recipe."""
    if walk.is_refused_at(1):
        return Step(walk, broken=f"the request that {_teller(walk)} brings nothing")
    if walk.recipes[0].once:
        return _asked_once(walk, ())
    # The page before had a link to this one, or the listing has named it.
    is_chained = not walk.recipes[0].counts or (walk.last is not None and walk.number <= walk.last)
    return Step(walk, broken=f"page {walk.number} lists no articles" if is_chained else None, at_end=not is_chained)


def _teller(walk: Walk) -> str:
    return "a script file names" if walk.recipes[0].of_file else "the profile records"


def _asked_once(walk: Walk, ids: Collection[str]) -> Step:
    """The step behind the one request of a recipe that counts nothing; `ids` are the articles that it brought.

    The listing may go on behind them, or have articles above them, once it has grown.
    """
    ends = walk.recipes[0].ends
    if not ends:
        unsaid = "the profile does not say with which articles the one request for its rest ends: it may have grown"
        return Step(walk, broken=unsaid)
    grown = "the listing has changed since the profile recorded the one request for its rest: articles may be left out"
    is_missed = not {*walk.first, *ids}.issuperset(ends)
    return Step(walk, broken=grown if is_missed else None, at_end=not is_missed)


def falls_short(walk: Walk) -> str | None:
    """Why a listing that was walked to its end is incomplete all the same: it says that it holds more articles.

    Portals count some that they do not show, such as deleted ones.
    """
    if walk.total is None or not walk.whole or walk.total - walk.brought <= max(_UNSHOWN, walk.total // _ONE_OF):
        return None
    return f"its pages bring {walk.brought} of the {walk.total} articles that it says it has"


def behind_offered(walk: Walk, url: str) -> Step | None:
    """The step where the portal has no page `url`, to which a link led that names no number: some portals offer a next
    page behind the last one. Where there is none behind it either, that is the end. `None` where pages are missing.
    """
    if walk.turn or (walk.last is not None and walk.number <= walk.last):
        return None
    recipe = next(numbered(url), None)
    if walk.empty:
        return Step(walk, at_end=True)
    if recipe is None:
        return None
    return Step(replace(walk, number=walk.number + 1, empty=True), recipe.ask(1).url)


def past_gap(walk: Walk, failed_url: str) -> tuple[Walk, str] | None:
    """The walk and the address behind the page `failed_url` that could not be had, `None` when nothing tells them."""
    if walk.gaps + 1 >= _MOST_GAPS:
        return None
    onward = replace(walk, number=walk.number + 1, gaps=walk.gaps + 1, whole=False)
    known = dict(walk.further)
    if onward.number in known:
        return onward, known[onward.number]
    numbered = page_parameter(failed_url)
    if numbered is not None and walk.last is not None and onward.number <= walk.last:
        return onward, with_parameter(failed_url, numbered[0], numbered[1] + 1)
    return None


def walked_fully(listings: Collection[str], walks: Mapping[str, datetime], now: datetime, nights: int) -> set[str]:
    """Which listings are walked to their end tonight, even where all their articles are known.

    Each listing has one night of `nights`; these nights are spread evenly over the listings. A listing is chosen on
    any night when it was never walked to its end, or when its last such walk lies `nights` days away in either
    direction: it missed its night, or the clock was set back.

    Args:
        listings: their keys.
        walks: when each was last walked to its end, by its key.
        now: this moment, in the portal's time zone.
        nights: in so many nights each listing is walked to its end once.
    """
    chosen = set()
    for rank, key in enumerate(sorted(listings)):
        ago = abs(now - walks[key]) if key in walks else None
        its_night = (now.toordinal() + rank) % nights == 0
        if ago is None or ago >= timedelta(days=nights) or (its_night and ago >= _ONE_NIGHT):
            chosen.add(key)
    return chosen


def _known_in_a_row(
    walk: Walk, fresh: Sequence[Entry], met: Callable[[str], bool], day_of: Callable[[str], date | None]
) -> int:
    """How many articles in a row, up to the end of the page, earlier runs met. Pinned articles do not count.

    On the first page, an article is pinned that stands above a newer one. On further pages, an article is pinned that
    the page before showed as well.
    """
    if not walk.first:
        fresh = fresh[_pinned_on_top([entry.day or day_of(entry.article_id) for entry in fresh]) :]
    tail = list(takewhile(lambda entry: met(entry.article_id), reversed(fresh)))
    return len(tail) + (walk.known if len(tail) == len(fresh) else 0)


def _pinned_on_top(days: Sequence[date | None]) -> int:
    """How many articles on top of a page are older than one below them."""
    newest_below: list[date | None] = [None]
    for day in reversed(days[1:]):
        below = newest_below[-1]
        newest_below.append(max(day, below) if day and below else day or below)
    pairs = zip(days, reversed(newest_below), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] and pair[1] and pair[1] > pair[0], pairs))


def _dated(walk: Walk, fresh: Sequence[Entry], rules: Rules) -> Walk:
    """The walk with what the dates of the page tell. For a page without dates, the articles of the page before tell,
    which have been read since.
    """
    if rules.since is None or not fresh:
        return walk
    days = [entry.day for entry in fresh]
    if sum(day is not None for day in days) * 2 < len(days):
        days = [rules.day_of(article_id) for article_id in walk.fresh]
    known = [day for day in days if day is not None]
    if not known or len(known) * 2 < len(days):
        return replace(walk, old_pages=0)
    return replace(_counted(walk, known), old_pages=walk.old_pages + 1 if max(known) < rules.since else 0)


def _ordered(walk: Walk, fresh: Sequence[Entry], day_of: Callable[[str], date | None]) -> Walk:
    """The walk with the order of the page's articles counted, as far as their days are known."""
    days = [entry.day or day_of(entry.article_id) for entry in fresh]
    return _counted(walk, [day for day in days if day is not None])


def _counted(walk: Walk, days: Sequence[date]) -> Walk:
    return replace(
        walk,
        falling=walk.falling + sum(earlier >= later for earlier, later in pairwise(days)),
        rising=walk.rising + sum(earlier < later for earlier, later in pairwise(days)),
    )
