"""Which articles of a store are named as repeats of which."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.spreading import mark_with
from crawler.records.article import Article
from crawler.store.collection import Collection
from crawler.store.fingerprints import Fingerprints
from crawler.store.store import Store
from pipelines.mark_near_duplicates import mark_near_duplicates
from pipelines.worker import Failure
from tests.pipelines.duplicates.pairs import article, changed, pairs, texts
from tests.shards import new_store

DIED = Failure("worker_died", "the worker process died (SIGKILL)")
BOOK_DAY = texts()["doc-sach"].strip()


def repost(number: int, day: str | None = None, **fields: Any) -> Article:
    """The text of the book day, published on that day."""
    fields |= {"published_at": f"{day}T08:00:00+07:00"} if day else {}
    return article(number, BOOK_DAY.split("\n\n"), **{"fetched_at": "2026-11-24T09:00:00+07:00"} | fields)


def found(data: Path) -> dict[str, str | None]:
    with Collection(data, read_only=True) as collection:
        return {each.id: each.near_duplicate_of for each in collection.snapshot.articles() if each.near_duplicate_of}


def mark(data: Path) -> int:
    with Collection(data) as collection:
        return mark_near_duplicates(collection)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def save(data: Path, *articles: Article) -> None:
    for portal in {each.portal for each in articles}:
        with Store(new_store(data, portal)) as store:
            for each in articles:
                if each.portal == portal:
                    store.articles.save(each)


def test_names_the_earliest_by_its_date(data: Path) -> None:
    save(data, repost(1, "2024-04-20"), repost(2, "2024-04-18"), repost(3, "2024-04-19"))
    assert mark(data) == 2
    assert found(data) == {"thu:1": "thu:2", "thu:3": "thu:2"}


def test_moments_are_compared_and_not_their_texts(data: Path) -> None:
    save(data, repost(1, published_at="2024-04-18T08:00:00+07:00"), repost(2, published_at="2024-04-18T02:00:00+00:00"))
    mark(data)
    assert found(data) == {"thu:2": "thu:1"}


def test_of_one_date_the_first_seen_is_the_original_and_then_the_smaller_id(data: Path) -> None:
    later = "2026-11-25T09:00:00+07:00"
    save(data, repost(1, "2024-04-18", fetched_at=later), repost(2, "2024-04-18"), repost(3, "2024-04-18"))
    mark(data)
    assert found(data) == {"thu:1": "thu:2", "thu:3": "thu:2"}


def test_an_article_without_a_date_is_later_than_all_others(data: Path) -> None:
    save(data, repost(1), repost(2, "2024-04-18"))
    mark(data)
    assert found(data) == {"thu:1": "thu:2"}


def test_portals_are_compared_with_each_other(data: Path) -> None:
    other = repost(7, "2024-04-17")
    other.id, other.portal = "huyen:7", "huyen"
    save(data, repost(1, "2024-04-18"), other)
    mark(data)
    assert found(data) == {"thu:1": "huyen:7"}


def test_a_chain_of_repeats_ends_at_an_article_that_repeats_none(data: Path) -> None:
    start, middle, end = BOOK_DAY.split("\n\n")
    save(
        data,
        article(1, [start], published_at="2024-04-18T08:00:00+07:00"),
        article(2, [start, middle, end], published_at="2024-04-19T08:00:00+07:00"),
        article(3, [middle, end], published_at="2024-04-20T08:00:00+07:00"),
    )
    mark(data)
    assert found(data) == {"thu:2": "thu:1", "thu:3": "thu:1"}


def test_another_night_changes_nothing_when_nothing_is_new(data: Path) -> None:
    save(data, repost(1, "2024-04-20"), repost(2, "2024-04-18"))
    assert mark(data) == mark(data) == 1


def test_an_earlier_original_that_comes_a_night_later_takes_over(data: Path) -> None:
    save(data, repost(1, "2024-04-20"), repost(2, "2024-04-18"))
    mark(data)
    save(data, repost(3, "2024-04-01"))
    mark(data)
    assert found(data) == {"thu:1": "thu:3", "thu:2": "thu:3"}


def test_a_changed_text_is_compared_anew_and_so_are_its_repeats(data: Path) -> None:
    save(data, repost(1, "2024-04-18"), repost(2, "2024-04-19"))
    mark(data)
    save(data, article(1, [texts()["le-hoi"].strip()], published_at="2024-04-18T08:00:00+07:00"))
    assert found(data) == {"thu:2": "thu:1"}  # until the next time
    mark(data)
    assert found(data) == {}


def test_a_corrected_date_changes_which_is_the_original(data: Path) -> None:
    save(data, repost(1, "2024-04-18"), repost(2, "2024-04-19"))
    mark(data)
    save(data, repost(1, "2024-04-21"))
    mark(data)
    assert found(data) == {"thu:1": "thu:2"}


def test_annotating_again_keeps_the_result(data: Path) -> None:
    save(data, repost(1, "2024-04-18"), repost(2, "2024-04-19"))
    mark(data)
    with Store(new_store(data, "thu")) as store:
        for each in list(store.annotations.pending(None, "1")):
            store.annotations.save(each)
    assert found(data) == {"thu:2": "thu:1"}


def test_an_article_and_a_portal_that_are_gone_are_the_original_of_none(data: Path) -> None:
    other = repost(7, "2024-04-17")
    other.id, other.portal = "huyen:7", "huyen"
    save(data, repost(1, "2024-04-18"), repost(2, "2024-04-19"), repost(3, "2024-04-20"), other)
    assert mark(data) == 3
    shutil.rmtree(new_store(data, "huyen").parent)
    mark(data)
    assert found(data) == {"thu:2": "thu:1", "thu:3": "thu:1"}
    with Store(new_store(data, "thu")) as store, store.transaction():
        store.database.write("DELETE FROM articles WHERE article_id = 'thu:1'")
    mark(data)
    assert found(data) == {"thu:3": "thu:2"}


def test_scans_without_text_are_never_compared(data: Path) -> None:
    save(data, *(article(number, ["Chi tiết xem tệp đính kèm."]) for number in range(5)))
    assert mark(data) == 0


def test_any_number_of_nights_in_any_order_gives_the_same(tmp_path: Path) -> None:
    sent = list({each.id: each for pair in pairs() for each in (pair.first, pair.second)}.values())
    for number, each in enumerate(sent):
        each.published_at = f"2024-{number * 7 % 12 + 1:02}-{number * 11 % 28 + 1:02}T08:00:00+07:00"
        each.fetched_at = "2026-11-24T09:00:00+07:00"
    outcomes = []
    for nights, seed in ((1, 1), (4, 2), (9, 3)):
        order = random.Random(seed).sample(sent, len(sent))
        data = tmp_path / str(nights)
        for night in range(nights):
            save(data, *order[night::nights])
            mark(data)
        outcomes.append(found(data))
    assert outcomes[0] and outcomes[0] == outcomes[1] == outcomes[2]


def test_any_number_of_ranges_and_processes_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = list({each.id: each for pair in pairs() for each in (pair.first, pair.second)}.values())
    for number, each in enumerate(sent):
        each.fetched_at, each.portal = "2026-11-24T09:00:00+07:00", ("thu", "huyen")[number % 2]
        each.id = f"{each.portal}:{number}"
    monkeypatch.setattr("pipelines.mark_near_duplicates._BATCH", 20)
    monkeypatch.setattr("pipelines.mark_near_duplicates._ROUND", 50)
    outcomes = []
    for ranges, processes in ((1, 1), (2, 1), (4, 1), (2, 2)):
        data = tmp_path / f"{ranges}-{processes}"
        save(data, *sent)
        with Collection(data) as collection:
            mark_with(collection, 2) if processes > 1 else mark_near_duplicates(collection, ranges=ranges)
        outcomes.append(found(data))
    assert len(outcomes[0]) > 20
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_a_process_that_dies_is_made_up_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.mark_near_duplicates._BATCH", 2)
    monkeypatch.setattr("pipelines.workers.Workers.map", lambda _, there, parts, **more: (DIED for _ in parts))
    save(data, *(repost(number, f"2024-04-{number + 1:02}") for number in range(8)))
    with Collection(data) as collection:
        assert mark_with(collection, 2) == 7
    assert set(found(data).values()) == {"thu:0"}


def test_notices_from_one_template_cost_a_bounded_number_of_comparisons(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = texts()["cat-dien"].strip()
    notices = []
    for day in range(200):
        when = f"{day % 28 + 1}/{day % 12 + 1}/{2001 + day}"
        text = template.format("Sơn Tây", day % 5 + 5, day % 3 + 9, when, f"tổ dân phố số {day + 30}")
        notices.append(article(day, text.split("\n\n"), published_at=f"{2001 + day}-01-01T08:00:00+07:00"))
    save(data, *notices)
    compared: list[int] = []
    monkeypatch.setattr(
        Fingerprints,
        "candidates",
        lambda self, *given, real=Fingerprints.candidates: counted(real(self, *given), compared),
    )
    assert mark(data) == 0
    assert len(compared) == 200
    assert 0 < max(compared) <= 8


def test_a_night_compares_its_new_articles_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(data, *(repost(number, f"2024-04-{number + 1:02}") for number in range(20)))
    mark(data)
    compared: list[str] = []

    def noting(self: Fingerprints, article_id: str, shared: Any, real: Any = Fingerprints.candidates) -> list[str]:
        compared.append(article_id)
        return real(self, article_id, shared)

    monkeypatch.setattr(Fingerprints, "candidates", noting)
    save(data, repost(30, "2024-05-30"))
    mark(data)
    assert compared == ["thu:30"]
    assert found(data)["thu:30"] == "thu:0"


def counted(candidates: list[str], counts: list[int]) -> list[str]:
    counts.append(len(candidates))
    return candidates


def test_a_killed_process_loses_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(data, *(repost(number, f"2024-04-{number + 1:02}") for number in range(8)))
    calls: list[str] = []

    def dying(self: Fingerprints, article_id: str, repeats: str | None, real: Any = Fingerprints.settle) -> None:
        calls.append(article_id)
        if len(calls) == 5:
            raise KeyboardInterrupt
        real(self, article_id, repeats)

    with monkeypatch.context() as patch:
        patch.setattr(Fingerprints, "settle", dying)
        with pytest.raises(KeyboardInterrupt):
            mark(data)
    assert mark(data) == 7
    assert set(found(data).values()) == {"thu:0"}


def test_fingerprints_of_another_method_are_made_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(data, repost(1, "2024-04-18"), repost(2, "2024-04-19"))
    mark(data)
    monkeypatch.setattr("pipelines.mark_near_duplicates.METHOD", "another")
    assert mark(data) == 1
    with Collection(data) as collection:
        methods = collection.database.rows("SELECT DISTINCT method FROM fingerprints")
    assert [row["method"] for row in methods] == ["another"]


def test_an_edited_repost_on_another_portal_is_found_among_many_articles(data: Path) -> None:
    for pair in pairs():
        save(data, pair.first)
    edited = article(900, changed(BOOK_DAY, {"a": "doc-sach", "change": [["đã trao tặng", "tặng"]]}))
    save(data, edited)
    mark(data)
    with Store(new_store(data, "thu")) as store:
        original = store.articles.get(found(data)["thu:900"] or "")
    assert original is not None and original.lead == BOOK_DAY.split("\n\n")[0]
