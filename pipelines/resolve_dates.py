"""Stage: what a page says of its time becomes a moment with its offset."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawler.records.article import Article, Problem
from crawler.records.dates import ImpossibleDateError, Moment, find_moment
from crawler.records.profile import Portal
from pipelines.event_times import told_times

STAGE = "resolve_dates"
_HALF_DAY = timedelta(hours=12)


def resolve_dates(article: Article, portal: Portal) -> Article:
    """The article with `published_at` and `published_time_inferred` read from `published_raw` and its texts.

    `published_at` is ISO 8601 with the offset of the portal's zone (`2020-06-25T19:26:00+07:00`). Where the page
    prints a day alone the clock is `00:00:00`: the moment then stands for the whole day, and `published_raw` shows
    that no clock was printed. A portal with a 12-hour clock and no AM/PM mark is read as printed, unless the text tells
    of something that had happened that day only after the printed time: then it is twelve hours later and marked as
    inferred. Hour 12 stays noon. A date that cannot be read or does not exist leaves `published_at` empty, with a
    problem of kind "date_unreadable" or "date_impossible".
    """
    problems = [problem for problem in article.problems if problem.stage != STAGE]
    local: datetime | None = None
    inferred = False
    if article.published_raw:
        try:
            moment = find_moment(article.published_raw)
        except ImpossibleDateError as error:
            moment = None
            problems.append(_problem(article, "date_impossible", f'"{error}" is no day of the calendar'))
        else:
            if moment is not None:
                local = _in_zone(moment, portal.zone)
                inferred = _is_evening(moment, local, article, portal)
                local = local + _HALF_DAY if inferred else local
            else:
                local = _in_words(article.published_raw, portal)
                if local is None:
                    message = f'no date found in "{article.published_raw[:80]}"'
                    problems.append(_problem(article, "date_unreadable", message))
    return replace(
        article,
        published_at=local.isoformat() if local else None,
        published_time_inferred=inferred,
        problems=problems,
    )


def _problem(article: Article, kind: str, message: str) -> Problem:
    return Problem(STAGE, kind, message, article.url)


def _in_zone(moment: Moment, zone: ZoneInfo) -> datetime:
    local = moment.local()
    if moment.offset is None:
        return local.replace(tzinfo=zone)
    return datetime.fromisoformat(local.isoformat() + moment.offset).astimezone(zone)


def _is_evening(moment: Moment, local: datetime, article: Article, portal: Portal) -> bool:
    """Whether the printed hour of a 12-hour clock must mean the second half of the day."""
    if portal.clock_at(article.url) != "12h" or moment.half or moment.offset or moment.clock is None:
        return False
    if not 1 <= moment.clock.hour <= 11:  # 0 and 13..23 are no hours of a 12-hour clock; 12 stays noon
        return False
    evening = (local + _HALF_DAY).time()
    told = told_times(article.title, [article.lead or "", *article.paragraphs], local.date())
    return any(moment.clock < begin <= evening for begin in told)


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
    return (
        None
        if found is None
        else found.replace(tzinfo=portal.zone, microsecond=0)
        if found.tzinfo is None
        else found.astimezone(portal.zone)
    )
