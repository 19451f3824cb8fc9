"""Monitors: is what a crawl brought what is usual for its portal?

Each monitor is a function of a run, the good runs before it and the profile's thresholds, and says what was seen, what
is usual and what to do. docs/messages.md explains each. What cannot be judged (too few articles, a run that broke off)
brings no finding, so that an alert that is open stays open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import sqrt
from typing import NamedTuple

from crawler.crawling.statistics import Vitals
from crawler.monitoring.history import Past, Pool, past, pools, usual
from crawler.records import clock
from crawler.records.profile import COUNTED, Monitors, Portal
from crawler.store import alerts
from crawler.store.alerts import Change
from crawler.store.store import Store

NOTHING_USUAL = "nothing usual yet"
#: What chance explains, in standard deviations of a share.
_CHANCE = 3.0
#: Of a listing with fewer articles than this, half of them may well be taken down.
_LEAST_LISTED = 4
#: Seconds: quicker answers than this are never slow, whatever is usual.
_NEVER_SLOW = 1.0
_MOST_NAMED = 3

#: By which problems a field shows that it was found in a less certain way than by its own landmark.
FALLBACKS = {
    "title": ("title_from_head", "title_by_place"),
    "published_at": ("missing_date",),  # no meta line: the date, if any, is from elsewhere on the page
    "category": ("category_from_menu",),
    "id": ("id_from_address",),
    "encoding": ("charset_guessed", "bytes_replaced"),
    "markup": ("nesting_flattened", "page_truncated"),
}


class Finding(NamedTuple):
    """What a monitor found: `ok`, or what was seen instead of what is usual, and what to do about it."""

    portal: str
    monitor: str
    ok: bool
    seen: str
    usual: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.monitor}: {self.seen}; usual: {self.usual}; {self.remedy}"


class _Case(NamedTuple):
    """What monitors look at; `before` gives the good runs that tell a monitor what is usual."""

    profile: Portal
    limits: Monitors
    run: Past
    before: Callable[[str], list[Past]]
    store: Store

    def finding(self, monitor: str, ok: bool, seen: str, usual: str, remedy: str) -> Finding:
        return Finding(self.profile.name, monitor, ok, seen, usual, remedy)


def check(store: Store, profile: Portal, run_id: str) -> list[Finding]:
    """What every monitor that can judge the run finds, whether right or wrong.

    The run is over, and `profile` is the one it crawled by. The store is only read.

    Raises:
        KeyError: there is no such run of the portal.
    """
    limits = profile.monitors
    run, good = past(store, profile.name, run_id, limits.usual_runs)
    if limits.since is not None:
        good = [one for one in good if _day(one.started_at, profile) >= limits.since]
    opened = alerts.opened(store, profile.name)

    def before(monitor: str) -> list[Past]:
        # What came while an alert was open is no measure, unless the profile says that the portal changed.
        since = opened[monitor].since if monitor in opened else None
        if since is None or (limits.since is not None and _day(since, profile) <= limits.since):
            return good
        return [one for one in good if (one.finished_at or one.started_at) < since]

    case = _Case(profile, limits, run, before, store)
    monitors = [*_ALWAYS, *(_OF_FINISHED if run.status == "finished" else ())]
    return [finding for monitor in monitors for finding in monitor(case)]


def watch(store: Store, profile: Portal) -> list[Change]:
    """Judge the portal's latest run, and open and close alerts accordingly; returns what changed.

    Raises:
        StoreError: the store cannot be written.
    """
    last = store.runs.latest(profile.name, 1)
    return alerts.update(store, profile.name, check(store, profile, last[0].run_id)) if last else []


# Whatever became of the run


def _ended(case: _Case) -> Iterator[Finding]:
    if case.run.status not in {"finished", "failed"}:
        return
    ok = case.run.status == "finished"
    said = (None if ok else case.store.problems.failure(case.run.run_id)) or f"the crawl {case.run.status}"
    yield case.finding("run", ok, said, "a crawl comes to its end", "open the portal in a browser; then crawl again")


def _stale(case: _Case) -> Iterator[Finding]:
    ends = [one.finished_at or one.started_at for one in ([case.run] if case.run.status == "finished" else [])]
    ends += [one.finished_at or one.started_at for one in case.before("run")[:1]]
    yield from _since(
        case,
        "stale",
        ends[0] if ends else None,
        case.limits.stale_days,
        "the last crawl that came to its end was {} days ago",
        "see why the crawls since then failed or were interrupted (`vnportal status`); give the night more time",
    )


def _quiet(case: _Case) -> Iterator[Finding]:
    yield from _since(
        case,
        "quiet",
        case.store.articles.newest(case.profile.name),
        case.limits.quiet_days,
        "no new article for {} days",
        "look whether the portal publishes; if it does, its listings are not found any more: `vnportal probe`",
    )


def _since(
    case: _Case, monitor: str, moment: str | None, most: int | None, seen: str, remedy: str
) -> Iterator[Finding]:
    if most is not None and moment is not None:
        days = (clock.now() - datetime.fromisoformat(moment)).days
        yield case.finding(monitor, days <= most, seen.format(days), f"at most {most} days", remedy)


def _stand_ins(case: _Case) -> Iterator[Finding]:
    vitals, limits = case.run.vitals, case.limits
    logins = case.run.problems.get("not_an_article_login", 0)
    notices = max(vitals.maintenance, case.run.problems.get("not_an_article_maintenance", 0))
    for monitor, seen, most, what, url, remedy in (
        (
            "challenge", vitals.challenges, limits.challenges, "answers are a challenge to a browser", vitals.challenge,
            "ask the portal's operators to let the crawler pass; a longer limits.delay may help",
        ),
        (
            "maintenance", notices, limits.maintenance, "answers are a notice of maintenance", vitals.maintenance_url,
            "wait; the next crawl asks again",
        ),
        (
            "login", logins, limits.logins, "answers ask for a password instead of an article", None,
            "open one of the addresses (problems of kind not_an_article_login) in a browser",
        ),
    ):  # fmt: skip
        if most is not None:
            example = f", such as {url}" if url and seen else ""
            yield case.finding(monitor, seen <= most, f"{seen} {what}{example}", f"at most {most}", remedy)
    if limits.same_body is not None:
        same = vitals.same_body
        example = f", such as {vitals.same_body_url}" if same else ""
        yield case.finding(
            "same_body",
            same <= limits.same_body,
            f"{same} articles with one and the same answer{example}",
            f"at most {limits.same_body}",
            "open that address in a browser: a page that is no article stands in for many",
        )


# Of a run that came to its end


def _requests(case: _Case) -> Iterator[Finding]:
    vitals, limits = case.run.vitals, case.limits
    if vitals.requests < limits.least_requests:
        return
    failed = vitals.broken + sum(
        count for status, count in vitals.answers.items() if status >= "400" and status not in {"404", "410"}
    )
    for monitor, seen, most, what, remedy in (
        (
            "given_up", vitals.given_up, limits.given_up, "addresses failed for good",
            "see the kinds of the problems; the next crawl asks for them again",
        ),
        ("errors", failed, limits.errors, "requests failed", "crawl at another hour, or with a longer limits.delay"),
        (
            "retries", vitals.retries, limits.retries, "requests were further tries",
            "crawl at another hour, or with a longer limits.delay",
        ),
    ):  # fmt: skip
        if most is not None:
            share = min(1.0, seen / vitals.requests)
            told = f"{seen} of {vitals.requests} {what} ({_percent(share)})"
            yield case.finding(monitor, share <= most, told, f"at most {_percent(most)}", remedy)


def _seconds(case: _Case) -> Iterator[Finding]:
    vitals, limits = case.run.vitals, case.limits
    if vitals.timed < limits.least_requests:
        return
    seen = vitals.seconds / vitals.timed
    before = [one.vitals for one in case.before("response_time") if one.vitals.timed >= limits.least_requests]
    known = usual(one.seconds / one.timed for one in before[: limits.usual_runs])
    slow = limits.response_seconds is not None and seen > limits.response_seconds
    if known is not None and limits.response_factor is not None and seen > _NEVER_SLOW:
        slow = slow or seen > known * limits.response_factor
    yield case.finding(
        "response_time",
        not slow,
        f"{seen:.2f} s to an answer in the mean",
        _expected(
            f"{known:.2f} s" if known is not None else None,
            f"at most {limits.response_seconds:g} s" if limits.response_seconds is not None else None,
        ),
        "crawl at another hour, or with a longer limits.delay: the portal is slow or slows the crawler down",
    )


def _paging(case: _Case) -> Iterator[Finding]:
    most, broken = case.limits.incomplete, case.run.incomplete
    if most is not None:
        told = f": {_named(broken)}" if broken else ""
        yield case.finding(
            "paging",
            len(broken) <= most,
            f"{len(broken)} listings not walked to their end{told}",
            f"at most {most}",
            "open the page named in a browser; if it stays so, pin selectors.listing or raise monitors.incomplete",
        )


def _listings(case: _Case) -> Iterator[Finding]:
    least, seen = case.limits.listing_share, case.run.vitals.listings
    before = [one.vitals.listings for one in case.before("listings") if one.vitals.listings][: case.limits.usual_runs]
    if least is None or not (seen or case.run.whole):
        return
    wrong = []
    for name in sorted({name for listings in before for name in listings}):
        known = usual(listings.get(name, 0) for listings in before)
        if known is None or known < _LEAST_LISTED or (name not in seen and not case.run.whole):
            continue
        if name not in seen:
            wrong.append(f'"{name}" is missing (usual: {known:g} articles)')
        elif seen[name] < known * least:
            wrong.append(f'"{name}" names {seen[name]} articles (usual: {known:g})')
    yield case.finding(
        "listings",
        not wrong,
        _named(wrong) if wrong else f"{len(seen)} listings, {sum(seen.values())} articles on their first pages",
        f"{usual(map(len, before)):g} listings" if before else NOTHING_USUAL,
        "`vnportal probe` shows what is found; pin selectors.navigation or selectors.listing in the profile if need be",
    )


def _coverage(case: _Case) -> Iterator[Finding]:
    limits = case.limits
    for name in COUNTED:
        monitor = f"coverage.{name}"
        pool, known = _shares(case, monitor, (name,), lambda vitals: vitals.fields)
        if pool is None:
            continue
        share = pool.share(name)
        low = share < limits.coverage.get(name, 0.0)
        if known is not None and limits.coverage_drop is not None:
            low = low or share < known - max(limits.coverage_drop, _chance(known, pool.read))
        yield case.finding(
            monitor,
            not low,
            f"{_percent(share)} of {pool.read} articles have {name}",
            _expected(
                _percent(known) if known is not None else None,
                f"at least {_percent(limits.coverage[name])}" if name in limits.coverage else None,
            ),
            f"`vnportal probe` shows how pages are read; pin selectors.{_SELECTORS.get(name, name)} in the profile,"
            " or set monitors.since if it is well",
        )


def _fallbacks(case: _Case) -> Iterator[Finding]:
    limits = case.limits
    for name, kinds in FALLBACKS.items():
        monitor = f"fallback.{name}"
        pool, known = _shares(case, monitor, kinds, lambda vitals: vitals.doubts)
        if pool is None:
            continue
        share = pool.share(*kinds)
        bound = f"at most {_percent(limits.fallback_share)}" if limits.fallback_share is not None else None
        if known is None:
            high = limits.fallback_share is not None and share > limits.fallback_share
        else:
            rise = limits.fallback_rise
            high = rise is not None and share > known + max(rise, _chance(known, pool.read))
        yield case.finding(
            monitor,
            not high,
            f"{_percent(share)} of {pool.read} articles have {name} read in a less certain way ({', '.join(kinds)})",
            _percent(known) if known is not None else _expected(None, bound),
            "`vnportal probe` shows how pages are read; pin selectors in the profile,"
            " or set monitors.since if it is well",
        )


_SELECTORS = {"text": "body", "published_at": "meta", "images": "body"}


def _shares(
    case: _Case, monitor: str, names: tuple[str, ...], counts: Callable[[Vitals], Mapping[str, int]]
) -> tuple[Pool | None, float | None]:
    """The articles of this run (with those before it if they are few), and the usual share under the names."""
    before = case.before(monitor)
    runs = [(one.vitals.read, counts(one.vitals)) for one in [case.run, *before]]
    found = list(pools(runs, case.limits.least_articles))
    if not found:
        return None, None
    return found[0], usual(pool.share(*names) for pool in found[1 : case.limits.usual_runs + 1])


def _expected(known: str | None, bound: str | None) -> str:
    """What is usual, with the bound that holds in any case."""
    return ", ".join(filter(None, [known or NOTHING_USUAL, bound]))


def _chance(share: float, articles: int) -> float:
    return _CHANCE * sqrt(share * (1 - share) / articles)


def _day(moment: str, profile: Portal) -> date:
    return datetime.fromisoformat(moment).astimezone(profile.zone).date()


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


_ALWAYS = (_ended, _stale, _quiet, _stand_ins)
_OF_FINISHED = (_requests, _seconds, _paging, _listings, _coverage, _fallbacks)
