"""Stage: what a page says of its time becomes a moment with its offset, its precision and its evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawler.records.article import Article, Evidence, Problem
from crawler.records.dates import ImpossibleDateError, Moment, Witness, find_moment
from crawler.records.profile import Portal
from pipelines.event_times import told_times

STAGE = "resolve_dates"
_HALF_DAY = timedelta(hours=12)
#: A witness decides between morning and afternoon when it lies this close to one of them: pictures are uploaded just
#: before the article is published.
CLOSE = timedelta(hours=1)
#: A date further behind the moment of reading is wrong: announcements are dated ahead by days.
LATEST = timedelta(days=366)
#: Drupal writes a day as its noon in UTC (`DateTimePlus::setDefaultDateTime` of its core).
_DAY_OF_DRUPAL = (time(12), "+00:00")
#: Liferay puts the moment of upload behind the addresses of pictures and files, in milliseconds.
_UPLOADED = re.compile(r"[?&]t=(\d{13})(?!\d)")
#: Witnesses in the order in which they are believed; the uploads come behind them.
_ORDER: tuple[Evidence, ...] = ("listing", "json_ld", "feed")


@dataclass(frozen=True, slots=True)
class _Time:
    """A moment in the portal's zone, and how it is known."""

    local: datetime
    evidence: Evidence
    inferred: bool = False


def resolve_dates(
    article: Article, portal: Portal, witnesses: Sequence[Witness] = (), read_at: datetime | None = None
) -> Article:
    """The article with `published_at`, its precision and its evidence, read from `published_raw` and its texts.

    `published_at` is ISO 8601 with the offset of the portal's zone (`2020-06-25T19:26:00+07:00`). Where a day alone is
    known, or its midnight is printed as CMSs do for want of a time, the precision is "day" and the clock `00:00:00`.
    A 12-hour clock without AM or PM is decided by the `witnesses`, then by the moments of upload in the addresses of
    pictures and files, then by the text where it tells of something that had happened only after the printed time;
    else it is read as printed. A date that cannot be read, does not exist or lies more than a year behind `read_at`
    leaves `published_at` empty, with a problem of kind "date_unreadable", "date_impossible" or "future_date".
    """
    problems = [problem for problem in article.problems if problem.stage != STAGE]
    ordered = sorted(witnesses, key=lambda witness: _ORDER.index(witness.evidence))
    told = list(_told(ordered, portal))
    try:
        found = _printed(article, portal, told)
    except ValueError as error:
        kind = "date_impossible" if isinstance(error, ImpossibleDateError) else "date_unreadable"
        problems.append(Problem(STAGE, kind, _message(article, error), article.url))
        found = None
    if found is not None and read_at is not None and found.local > read_at + LATEST:
        message = f"{found.local:%d/%m/%Y} lies more than a year behind the day of reading"
        problems.append(Problem(STAGE, "future_date", message, article.url))
        found = None
    return article.changed(
        published_at=found.local.isoformat() if found else None,
        published_precision=None if found is None else "day" if found.local.time() == time() else "minute",
        published_evidence=found.evidence if found else None,
        published_time_inferred=found is not None and found.inferred,
        problems=problems,
    )


def _message(article: Article, error: ValueError) -> str:
    if isinstance(error, ImpossibleDateError):
        return f'"{error}" is no day of the calendar'
    return f'no date found in "{(article.published_raw or "")[:80]}"'


def _printed(article: Article, portal: Portal, told: list[_Time]) -> _Time | None:
    """The moment that the page prints, its open half decided; that of a witness where it prints none.

    Raises:
        ValueError: what is printed is no date.
    """
    if not article.published_raw:
        return told[0] if told else None
    # A stage may run again on its own result: what decided the half of the day is decided anew.
    evidence: Evidence = article.published_evidence or "page"
    evidence = evidence if evidence in _ORDER else "page"
    moment = find_moment(article.published_raw)
    local = _in_zone(moment, portal.zone) if moment else _in_words(article.published_raw, portal)
    if local is None:
        raise ValueError(article.published_raw)
    if local.time() == time():
        exact = (one for one in told if one.local.date() == local.date() and one.local.time() != time())
        return next(exact, _Time(local, evidence))
    if moment is None or moment.half or moment.offset or portal.clock != "12h" or not 1 <= local.hour <= 12:
        return _Time(local, evidence)
    return _halved(moment, local, article, portal, told) or _Time(local, evidence)


def _halved(moment: Moment, local: datetime, article: Article, portal: Portal, told: list[_Time]) -> _Time | None:
    """Which half of the day a clock of 12 hours without a mark means; `None` where nothing tells."""
    noon = local.hour == 12
    halves = (local - _HALF_DAY, local) if noon else (local, local + _HALF_DAY)
    uploads = [_Time(moment, "upload", inferred=True) for moment in _uploads(article, portal.zone)]
    for witnesses in (told, uploads):
        exact = [one for one in witnesses if one.local.time() != time()]
        near = [(abs(one.local - half), half, one) for one in exact for half in halves]
        apart, half, one = min(near, key=lambda found: found[0], default=(_HALF_DAY, local, None))
        if one is not None and apart <= CLOSE:
            return _Time(half, one.evidence, one.inferred)
    if noon or moment.clock is None:  # hour 12 stays noon
        return None
    begins = told_times(article.title, [article.lead or "", *article.paragraphs], local.date())
    if any(local.time() < begin <= halves[1].time() for begin in begins):
        return _Time(halves[1], "text", inferred=True)
    return None


def _told(witnesses: Sequence[Witness], portal: Portal) -> Iterator[_Time]:
    """The moments of the witnesses whose half of the day is known: of 24 hours, or with AM, PM or an offset."""
    for witness in witnesses:
        try:
            moment = find_moment(witness.text)
        except ImpossibleDateError:
            continue
        if moment is None or (moment.clock is not None and _is_open(moment, witness, portal)):
            continue
        local = _in_zone(moment, portal.zone)
        is_day = (moment.clock, moment.offset) == _DAY_OF_DRUPAL
        yield _Time(datetime.combine(local, time(), portal.zone) if is_day else local, witness.evidence)


def _is_open(moment: Moment, witness: Witness, portal: Portal) -> bool:
    printed = witness.evidence == "listing" and portal.clock == "12h"
    hour = moment.clock.hour if moment.clock else 0
    return printed and not moment.half and not moment.offset and 1 <= hour <= 12


def _uploads(article: Article, zone: ZoneInfo) -> list[datetime]:
    addresses = [part.url or "" for parts in (article.images, article.attachments) for part in parts]
    stamps = [found[1] for address in addresses if (found := _UPLOADED.search(address))]
    return [datetime.fromtimestamp(int(stamp) / 1000, UTC).astimezone(zone) for stamp in stamps]


def _in_zone(moment: Moment, zone: ZoneInfo) -> datetime:
    local = moment.local()
    if moment.offset is None or local.time() == time():  # midnight stands for the day, whatever zone is written to it
        return local.replace(tzinfo=zone)
    return datetime.fromisoformat(local.isoformat() + moment.offset).astimezone(zone)


def _in_words(text: str, portal: Portal) -> datetime | None:
    """A date in other words than `crawler.records.dates` knows, read by dateparser; only a full day counts."""
    import dateparser  # loading it takes a second, and hardly any page needs it

    if len(text) > 100:
        return None
    found = dateparser.parse(
        text,
        languages=["vi", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "RELATIVE_BASE": datetime.combine(datetime.now(UTC), time()),
        },
    )
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=portal.zone, microsecond=0) if found.tzinfo is None else found.astimezone(portal.zone)
