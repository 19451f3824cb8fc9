import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.records.article import (
    Article,
    Attachment,
    Image,
    Link,
    Problem,
    from_dict,
    to_dict,
)
from crawler.records.errors import StoreError
from crawler.store import sealing
from crawler.store.encoding import CURRENT
from crawler.store.store import Store

from .samples import article, full_article


def versions(store: Store, article_id: str) -> list[tuple[int, str]]:
    query = "SELECT version, title FROM versions WHERE article_id = ? ORDER BY version"
    return [tuple(row) for row in store.database.connection.execute(query, (article_id,))]


def explained(store: Store, query: str) -> list[str]:
    return [row["detail"] for row in store.database.connection.execute(f"EXPLAIN QUERY PLAN {query}")]


class TestArticles:
    def test_gives_back_what_was_saved(self, store: Store):
        saved = article(view_count=3, observed_at="2026-11-24T09:00:00+07:00", images=[Image("https://x.vn/a.jpg")])
        assert store.articles.save(saved) == "new"
        assert store.articles.get(saved.id) == saved

    def test_tells_the_article_its_version_hash_and_times(self, store: Store):
        saved = article()
        store.articles.save(saved)
        assert (saved.version, saved.first_seen_at, saved.last_seen_at) == (1, saved.fetched_at, saved.fetched_at)
        assert saved.content_hash is not None
        assert len(saved.content_hash) == 64

    def test_an_unknown_article_is_none(self, store: Store):
        assert store.articles.get("sontay:404") is None
        assert store.articles.known("sontay:404") is None

    def test_the_same_text_is_unchanged_and_only_seen_again(self, store: Store):
        store.articles.save(article())
        again = article(fetched_at="2026-11-25T09:00:00+07:00", run_id="later", warc_offset=9)
        assert store.articles.save(again) == "unchanged"
        stored = store.articles.get("sontay:1")
        assert stored.version == 1
        assert stored.first_seen_at == "2026-11-24T09:00:00+07:00"
        assert stored.last_seen_at == "2026-11-25T09:00:00+07:00"
        assert stored.fetched_at == "2026-11-24T09:00:00+07:00"
        assert stored.warc_offset is None
        assert store.articles.known("sontay:1").fetched_at == "2026-11-25T09:00:00+07:00"

    def test_a_changed_text_makes_a_version_and_keeps_the_old_one(self, store: Store):
        store.articles.save(article(title="Mưa"))
        assert store.articles.save(article(title="Mưa to", fetched_at="2026-11-25T09:00:00+07:00")) == "changed"
        assert versions(store, "sontay:1") == [(1, "Mưa"), (2, "Mưa to")]
        assert store.articles.get("sontay:1").fetched_at == "2026-11-25T09:00:00+07:00"

    def test_a_text_that_returns_is_a_version_of_its_own(self, store: Store):
        for title in ("Mưa", "Nắng", "Mưa"):
            store.articles.save(article(title=title))
        assert versions(store, "sontay:1") == [(1, "Mưa"), (2, "Nắng"), (3, "Mưa")]

    @pytest.mark.parametrize(
        "field, value",
        [
            ("title", "Khác"),
            ("lead", None),
            ("paragraphs", ["Một đoạn."]),
            ("author", "LÊ THỊ MẪU"),
            ("source", "Báo"),
            ("published_raw", "1/1/2020"),
            ("images", [Image("https://x.vn/b.jpg")]),
            ("attachments", [Attachment("https://x.vn/b.pdf")]),
            ("links", [Link("https://x.vn/b")]),
        ],
    )
    def test_each_part_of_the_content_counts_as_a_change(self, store: Store, field: str, value: object):
        store.articles.save(article())
        assert store.articles.save(article(**{field: value})) == "changed"

    @pytest.mark.parametrize(
        "field, value",
        [
            ("view_count", 9),
            ("category", "Khác"),
            ("categories", ["Khác"]),
            ("url", "https://sontay.hanoi.gov.vn/khac/-/view_content/1-x.html"),
            ("published_at", "2020-01-01T00:00:00+07:00"),
            ("warc_file", "other.warc.gz"),
            ("parser_version", "2"),
            ("problems", [Problem("parse", "x", "y")]),
        ],
    )
    def test_nothing_else_counts_as_a_change(self, store: Store, field: str, value: object):
        store.articles.save(article())
        assert store.articles.save(article(**{field: value})) == "unchanged"

    def test_what_is_derived_from_an_unchanged_text_is_brought_up_to_date(self, store: Store):
        store.articles.save(article())
        store.articles.save(article(published_at="2020-01-01T00:00:00+07:00", parser_version="2", category="Tin"))
        stored = store.articles.get("sontay:1")
        assert (stored.published_at, stored.parser_version, stored.category) == (
            "2020-01-01T00:00:00+07:00",
            "2",
            "Tin",
        )

    def test_a_portal_at_another_address_has_not_changed_its_articles(self, store: Store):
        def served_at(host: str, session: str = "") -> Article:
            return article(
                url=f"{host}/-/view_content/1-x.html",
                images=[Image(f"{host}/documents/1/a.jpg{session}")],
                links=[Link(f"{host}/tin{session}?a=1"), Link(host), Link("https://elsewhere.vn/a")],
            )

        store.articles.save(served_at("http://127.0.0.1:8001"))
        assert store.articles.save(served_at("http://127.0.0.1:8002", ";jsessionid=0A1B.node1")) == "unchanged"
        assert store.articles.save(served_at("https://sontay.hanoi.gov.vn")) == "unchanged"

    def test_a_link_to_a_host_whose_name_goes_on_is_another_link(self, store: Store):
        store.articles.save(article(url="https://x.vn/1", links=[Link("https://x.vn.evil.net/a")]))
        assert store.articles.save(article(url="https://x.vn/1", links=[Link(".evil.net/a")])) == "changed"

    def test_categories_add_up_and_the_pages_own_leads(self, store: Store):
        store.articles.add_category("sontay:1", "Văn hóa")
        store.articles.save(article(category="Tin nổi bật", categories=["Tin nổi bật", "Xã hội"]))
        store.articles.save(article(category="Tin nổi bật", categories=["An ninh"]))
        assert store.articles.get("sontay:1").categories == ["Tin nổi bật", "An ninh", "Văn hóa", "Xã hội"]

    def test_the_listings_of_an_article_are_known_before_it_is_saved(self, store: Store):
        for category in ("Văn hóa", "An ninh", "Văn hóa"):
            store.articles.add_category("sontay:1", category)
        assert store.articles.categories("sontay:1") == ["An ninh", "Văn hóa"]
        assert store.articles.categories("sontay:2") == []

    def test_the_first_address_stays(self, store: Store):
        first = article()
        store.articles.save(first)
        again = article(url="https://sontay.hanoi.gov.vn/khac/-/view_content/1-moi.html")
        store.articles.save(again)
        assert again.url == store.articles.get("sontay:1").url == first.url

    def test_a_gone_article_comes_back_at_its_new_address(self, store: Store):
        store.articles.save(article())
        assert store.articles.mark_gone("sontay:1", "2026-11-25T09:00:00+07:00")
        assert not store.articles.mark_gone("sontay:1", "2026-11-26T09:00:00+07:00")
        assert store.articles.get("sontay:1").gone_at == "2026-11-25T09:00:00+07:00"
        moved = article(url="https://sontay.hanoi.gov.vn/khac/-/view_content/1-moi.html")
        assert store.articles.save(moved) == "unchanged"
        assert store.articles.known("sontay:1").gone_at is None
        assert store.articles.known("sontay:1").url == moved.url

    def test_what_was_never_stored_cannot_go(self, store: Store):
        assert not store.articles.mark_gone("sontay:404", "2026-11-25T09:00:00+07:00")

    def test_the_latest_observation_is_the_latest_moment_whatever_its_offset(self, store: Store):
        store.articles.save(article(view_count=10, observed_at="2026-11-24T23:00:00+07:00"))
        store.articles.save(article(view_count=12, observed_at="2026-11-24T17:00:00+00:00"))
        store.articles.save(article(view_count=None, observed_at=None))
        stored = store.articles.get("sontay:1")
        assert (stored.view_count, stored.observed_at) == (12, "2026-11-24T17:00:00+00:00")
        assert [seen.view_count for seen in store.snapshot.observations()] == [12, 10]

    def test_a_failed_save_leaves_nothing(self, store: Store):
        broken = article(view_count="many")
        with pytest.raises(sqlite3.IntegrityError):
            store.articles.save(broken)
        assert store.articles.count() == 0

    def test_the_plain_form_and_back_is_the_same_article(self):
        assert from_dict(to_dict(full_article())) == full_article()


class TestOrder:
    def test_articles_come_by_portal_and_number_whatever_the_order_of_saving(self, store: Store):
        ids = [("b", "2"), ("a", "10"), ("a", "9"), ("a", "100"), ("b", "x")]
        random.Random(1).shuffle(ids)
        for portal, number in ids:
            store.articles.save(article(id=f"{portal}:{number}", portal=portal))
        assert [found.id for found in store.snapshot.articles()] == ["a:9", "a:10", "a:100", "b:x", "b:2"]
        assert [found.id for found in store.snapshot.articles("a")] == ["a:9", "a:10", "a:100"]

    def test_reading_sees_one_moment_while_others_write(self, store: Store):
        for number in (1, 2, 3):
            store.articles.save(article(number))
        reading = store.snapshot.articles()
        seen = [next(reading).id]
        store.articles.save(article(4))
        store.articles.save(article(3, title="Khác"))
        rest = list(reading)
        assert seen + [found.id for found in rest] == ["sontay:1", "sontay:2", "sontay:3"]
        assert rest[-1].title == "Mưa lớn ở thị xã"

    def test_the_order_needs_no_sorting(self, store: Store):
        # Sorting all texts would hold them in memory; the steps of subqueries (parent not 0) sort one article's own.
        rows = store.database.connection.execute(f"EXPLAIN QUERY PLAN {CURRENT.format(where='TRUE')}").fetchall()
        plan = [row["detail"] for row in rows if row["parent"] == 0]
        assert plan[0] == "SCAN a USING INDEX articles_in_order"
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan

    def test_no_save_reads_a_whole_table(self, store: Store):
        statements: list[str] = []
        store.articles.save(full_article())
        store.database.connection.set_trace_callback(statements.append)
        for saved in (full_article(), article(8, view_count=1)):
            store.articles.save(saved)
            store.articles.get(saved.id)
            store.annotations.save(saved)
            store.annotations.fail(saved.id, 1, Problem("annotate", "crashed", ""))
            store.articles.mark_gone(saved.id, "2026-11-25T09:00:00+07:00")
        store.database.connection.set_trace_callback(None)
        work = {text for text in statements if text.startswith(("SELECT", "UPDATE", "INSERT"))}
        assert len(work) > 10
        scans = [(text, step) for text in work for step in explained(store, text) if step.startswith("SCAN")]
        # One exception (named c) reads what a subquery has found for one article. The others read indexes of the rows
        # that the open transaction has changed.
        known = {"SCAN c", *(f"SCAN {table} USING INDEX {table}_unsealed" for table in sealing.TABLES)}
        assert [(text, step) for text, step in scans if step not in known] == []


class TestProblems:
    def test_an_articles_problems_are_noted_once_in_a_run(self, store: Store):
        problem = Problem("parse", "missing_lead", "none")
        for run in ("first", "first", "second"):
            store.articles.save(article(problems=[problem], run_id=run))
        assert [(noted.run_id, noted.article_id) for noted in store.snapshot.problems()] == [
            ("first", "sontay:1"),
            ("second", "sontay:1"),
        ]

    def test_a_runs_own_problems_all_count(self, store: Store):
        problem = Problem("fetch", "timeout", "60 s", "https://x.vn/a")
        for _ in range(2):
            store.problems.add("run", "sontay", problem)
        assert [noted.problem for noted in store.snapshot.problems()] == [problem, problem]


class TestRuns:
    def test_a_run_is_named_after_portal_and_moment(self, store: Store):
        run = store.runs.start("sontay", {"limit": 3})
        assert run.run_id.startswith("sontay-20")
        assert run.run_id.endswith("Z")
        assert not run.resumed

    def test_runs_begun_in_the_same_second_have_names_of_their_own(self, store: Store):
        names = {store.runs.start("sontay", {"limit": number}).run_id for number in range(5)}
        assert len(names) == 5

    def test_an_unfinished_run_is_taken_up_whatever_the_order_of_its_arguments(self, store: Store):
        begun = store.runs.start("sontay", {"a": 1, "b": None})
        assert store.runs.start("sontay", {"b": None, "a": 1}) == (begun.run_id, True)

    def test_an_interrupted_run_is_taken_up(self, store: Store):
        begun = store.runs.start("sontay", {})
        store.runs.finish(begun.run_id, "interrupted", {"pages": 1})
        assert store.runs.start("sontay", {}) == (begun.run_id, True)
        assert [(run.status, run.finished_at) for run in store.runs.all()] == [("running", None)]

    @pytest.mark.parametrize("status", ["finished", "failed"])
    def test_an_ended_run_is_not_taken_up(self, store: Store, status: str):
        begun = store.runs.start("sontay", {})
        store.runs.finish(begun.run_id, status, {"pages": 1})
        assert store.runs.start("sontay", {}).run_id != begun.run_id
        assert store.runs.all()[0].stats == {"pages": 1}

    def test_other_arguments_or_another_portal_begin_a_run(self, store: Store):
        begun = store.runs.start("sontay", {"limit": 1})
        assert not store.runs.start("sontay", {"limit": 2}).resumed
        assert not store.runs.start("other", {"limit": 1}).resumed
        assert store.runs.start("sontay", {"limit": 1}).run_id == begun.run_id


class TestTransactions:
    def test_a_transaction_that_cannot_be_committed_is_undone(self, store: Store):
        with pytest.raises(sqlite3.IntegrityError), store.transaction():
            store.articles.save(article(1))
            # The reference is looked at when the transaction ends.
            store.database.write(
                "INSERT INTO annotations (article_id, version, state) VALUES ('sontay:9', 1, 'pending')"
            )
        assert store.articles.get("sontay:1") is None
        store.articles.save(article(2))
        assert [found.id for found in store.snapshot.articles()] == ["sontay:2"]

    def test_one_inside_another_joins_it(self, store: Store):
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.articles.save(article())
            raise ZeroDivisionError
        assert store.articles.count() == 0

    def test_another_connection_sees_nothing_before_the_end(self, store: Store):
        with store.transaction():
            store.articles.save(article())
            assert list(store.snapshot.articles()) == []
        assert len(list(store.snapshot.articles())) == 1

    def test_what_was_saved_survives_a_kill_and_what_was_not_is_gone(self, tmp_path: Path):
        path = tmp_path / "store.sqlite"
        code = (
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from crawler.records.article import Article\n"
            "from crawler.store.store import Store\n"
            "store = Store(Path(sys.argv[1]))\n"
            "store.articles.save(Article(id='sontay:1', portal='sontay', url='https://x.vn/1'))\n"
            "with store.transaction():\n"
            "    store.articles.save(Article(id='sontay:2', portal='sontay', url='https://x.vn/2'))\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -9
        for read_only in (True, False):
            with Store(path, read_only=read_only) as store:
                assert [found.id for found in store.snapshot.articles()] == ["sontay:1"]


class TestFile:
    def test_reading_a_store_that_is_not_there_names_the_command(self, tmp_path: Path):
        with pytest.raises(StoreError, match="vnportal crawl"):
            Store(tmp_path / "store.sqlite", read_only=True)
        assert not (tmp_path / "store.sqlite").exists()

    def test_a_reader_cannot_write(self, tmp_path: Path):
        Store(tmp_path / "store.sqlite").close()
        with Store(tmp_path / "store.sqlite", read_only=True) as store, pytest.raises(StoreError, match="readonly"):
            store.articles.save(article())

    @pytest.mark.parametrize("read_only", [True, False])
    def test_a_file_that_is_no_database_is_named(self, tmp_path: Path, read_only: bool):
        (tmp_path / "store.sqlite").write_bytes(b"Not a database, but long enough to be looked at. " * 40)
        with pytest.raises(StoreError, match=r"store\.sqlite: broken .*backup"):
            Store(tmp_path / "store.sqlite", read_only=read_only)

    def test_somebody_elses_database_is_left_alone(self, tmp_path: Path):
        connection = sqlite3.connect(tmp_path / "store.sqlite")
        connection.execute("CREATE TABLE books (title)")
        connection.close()
        with pytest.raises(StoreError, match="no store of vnportal"):
            Store(tmp_path / "store.sqlite")

    def test_a_damaged_page_is_an_error_with_a_remedy(self, tmp_path: Path):
        path = tmp_path / "store.sqlite"
        with Store(path) as store:
            for number in range(200):
                store.articles.save(article(number))
        content = bytearray(path.read_bytes())
        content[8192:] = b"\xff" * (len(content) - 8192)
        path.write_bytes(content)
        with pytest.raises(StoreError, match="broken"), Store(path) as store:
            list(store.snapshot.articles())

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path):
        with pytest.raises(StoreError, match="unable to open"):
            Store(tmp_path / "nowhere" / "store.sqlite")
