"""Days of publication beside the titles of a listing."""

import re
from datetime import date
from functools import lru_cache

from crawler.pages.page.label_sets import any_of, one_of
from crawler.records.dates import ENGLISH_MONTH, VIETNAMESE_MONTH, ImpossibleDateError, find_moment
from pipelines.tables import entries

#: What may stand around a date that stands alone: labels, week days and counts. Anything else is prose.
_BESIDE = re.compile(rf"(?:{one_of(entries('pages/beside_dates'))}|\d|\W|_)*+", re.I)
#: Names of a month, a week or a year.
_PERIOD = re.compile(
    rf"(?:(?:{any_of('months')}\s*(?:[\divx]{{1,4}}|{VIETNAMESE_MONTH})|{ENGLISH_MONTH})\s*(?:[/-]|{any_of('year')}|,)?\s*)?"
    rf"(?:{any_of('year')}\s*)?(?:19|20)\d\d"
    rf"|\d{{1,2}}\s*[/-]\s*(?:19|20)\d\d|(?:19|20)\d\d\s*[/-]\s*\d{{1,2}}|{any_of('months')}\s*\d{{1,2}}",
    re.I,
)
#: A longer text is prose.
_LONGEST = 120


@lru_cache(maxsize=4096)  # menus say the same on every page
def lone_date(text: str) -> date | None:
    """The day that `text` consists of, with its labels and clock time; `None` when it is prose or no possible day.

    >>> lone_date("(Ngày đăng: 25/06/2020 | 07:26)")
    datetime.date(2020, 6, 25)
    >>> lone_date("Chiều ngày 25/6/2020, Thị ủy họp")
    """
    if len(text) > _LONGEST:
        return None
    try:
        found = find_moment(text)
    except ImpossibleDateError:
        return None
    if found is None or not _BESIDE.fullmatch(text[: found.start] + " " + text[found.end :]):
        return None
    return found.day


def is_period(text: str) -> bool:
    """Whether `text` is but the name of a day, week, month or year, under which a listing may group its articles.

    >>> is_period("Tháng 6/2020"), is_period("Tháng Mười Một 2020"), is_period("Năm 2020 thắng lợi")
    (True, True, False)
    """
    return _PERIOD.fullmatch(text.strip(" :-–()[]")) is not None or lone_date(text) is not None
