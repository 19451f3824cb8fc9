"""What archives saw, in the store: versions in the order of what was seen, whatever came first."""

from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from crawler.records.article import Article
from crawler.store.captures import Indexed
from crawler.store.store import Store
from tests.store.samples import article

YEARS = {"2019": "Mưa", "2021": "Mưa to", "2023": "Nắng"}


def capture(year: str, title: str, **fields: object) -> Article:
    moment = f"{year}-06-01T09:00:00+07:00"
    return article(
        title=title, fetched_from="archive", captured_at=moment, observed_at=moment, capture_source="wayback", **fields
    )


def live(moment: str, title: str) -> Article:
    return article(title=title, fetched_from="live", captured_at=moment, fetched_at=moment, observed_at=moment)


def titles(store: Store) -> list[str]:
    rows = store.database.rows("SELECT title FROM versions WHERE article_id = 'sontay:1' ORDER BY version")
    return [row["title"] for row in rows]


@pytest.mark.parametrize("order", list(permutations(YEARS)))
def test_versions_stand_in_the_order_of_their_captures(tmp_path: Path, order: tuple[str, ...]) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        for year in order:
            store.articles.save(capture(year, YEARS[year], view_count=int(year)))
        assert titles(store) == list(YEARS.values())
        found = store.articles.get("sontay:1")
        assert found is not None
        assert (found.title, found.version, found.view_count) == ("Nắng", 3, 2023)
        assert found.first_seen_at == "2019-06-01T09:00:00+07:00"
        assert found.last_seen_at == found.captured_at == "2023-06-01T09:00:00+07:00"
        assert [one.view_count for one in store.snapshot.observations()] == [2019, 2021, 2023]
        assert (
            store.database.count("SELECT count(*) FROM annotations AS n JOIN versions USING (article_id, version)") == 3
        )


def test_a_capture_of_a_text_that_is_known_makes_no_version(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.articles.save(capture("2021", "Mưa"))
        assert store.articles.save(capture("2019", "Mưa")) == "unchanged"
        assert store.articles.save(capture("2023", "Mưa")) == "unchanged"
        found = store.articles.get("sontay:1")
        assert found is not None
        assert (found.version, found.captured_at) == (1, "2021-06-01T09:00:00+07:00")
        assert found.first_seen_at == "2019-06-01T09:00:00+07:00"
        assert found.last_seen_at == "2023-06-01T09:00:00+07:00"


def test_what_the_portal_says_today_stays_the_newest(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.articles.save(live("2026-11-24T09:00:00+07:00", "Nắng to"))
        assert store.articles.save(capture("2019", "Mưa", category="Xưa")) == "changed"
        found = store.articles.get("sontay:1")
        assert found is not None
        assert (found.title, found.version, found.fetched_from) == ("Nắng to", 2, "live")
        assert store.articles.save(live("2026-11-25T09:00:00+07:00", "Nắng gắt")) == "changed"
        assert titles(store) == ["Mưa", "Nắng to", "Nắng gắt"]


def test_an_article_is_gone_since_the_earliest_capture_behind_its_last_that_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.articles.save(capture("2019", "Mưa"))
        for year, gone_at in (("2018", None), ("2023", "2023"), ("2022", "2022"), ("2024", "2022")):
            store.articles.mark_gone_in_archive("sontay:1", f"{year}-01-01T00:00:00+07:00")
            found = store.articles.get("sontay:1")
            assert found is not None
            assert (found.gone_at or "")[:4] == (gone_at or "")
        store.articles.save(capture("2021", "Mưa"))
        found = store.articles.get("sontay:1")
        assert found is not None and found.gone_at == "2022-01-01T00:00:00+07:00"
        store.articles.save(live("2026-11-24T09:00:00+07:00", "Mưa"))
        found = store.articles.get("sontay:1")
        assert found is not None and found.gone_at is None


@pytest.mark.parametrize(
    ("outcome", "again"), [("article", True), ("nothing", True), ("page_too_costly", False), ("internal_error", False)]
)
def test_an_answer_that_was_too_costly_is_not_taken_for_a_capture_that_repeats_it(
    store: Store, outcome: str, again: bool
) -> None:
    one = Indexed("https://x.vn/1", datetime(2019, 6, 1, tzinfo=UTC), None, "https://x.vn/1", "wayback", digest="AB")
    store.captures.settle("sontay", one, outcome, ("a.warc.gz", 7))
    assert store.captures.archived("sontay", "AB") == (("a.warc.gz", 7) if again else None)
