from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from crawler.records.article import Article, Entity, Problem, Sentence, Token
from crawler.records.errors import StoreError
from crawler.store.store import Store

from .samples import ARTICLES, article, full_article


class TestAnnotations:
    def annotated(self, found: Article, **fields: object) -> Article:
        marked = replace(
            found,
            sentences=[Sentence("title", None, 0, 3, [Token("Mưa", 0, 3, "N")])],
            entities=[Entity("Phùng Hưng", "LOC", "paragraphs", 0, 6, 16)],
            pipeline_version="1",
        )
        return replace(marked, **fields)

    def test_an_article_waits_until_it_is_annotated(self, store: Store):
        store.articles.save(article())
        (waiting,) = store.annotations.pending("sontay", "1")
        store.annotations.save(self.annotated(waiting))
        assert list(store.annotations.pending(None, "1")) == []
        assert store.articles.get("sontay:1") == self.annotated(waiting)

    def test_all_of_an_article_survives(self, store: Store):
        full = full_article()
        store.articles.save(full)
        store.annotations.save(full)
        assert store.articles.get(full.id) == full
        assert list(store.snapshot.articles()) == [full]

    @settings(deadline=None)
    @given(made=ARTICLES)
    def test_any_article_survives(self, made: Article):
        with TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
            store.articles.save(made)
            store.annotations.save(made)
            stored = store.articles.get(made.id)
        made.categories = sorted(set(made.categories))
        if made.view_count is not None:
            made.observed_at = made.last_seen_at
        assert stored == made

    def test_an_older_pipelines_work_waits_again(self, store: Store):
        store.articles.save(article())
        store.annotations.save(self.annotated(store.articles.get("sontay:1")))
        (waiting,) = store.annotations.pending(None, "2")
        assert (waiting.entities, waiting.pipeline_version) == ([], None)

    def test_a_changed_text_waits_again(self, store: Store):
        store.articles.save(article())
        store.annotations.save(self.annotated(store.articles.get("sontay:1")))
        store.articles.save(article(title="Nắng"))
        (waiting,) = store.annotations.pending(None, "1")
        assert (waiting.version, waiting.title) == (2, "Nắng")

    def test_a_failure_is_noted_waits_again_and_is_forgotten_once_it_works(self, store: Store):
        store.articles.save(article())
        store.annotations.fail("sontay:1", 1, Problem("annotate", "crashed", "the worker died"))
        assert [problem.kind for problem in store.articles.get("sontay:1").problems] == ["crashed"]
        (waiting,) = store.annotations.pending(None, "1")
        assert waiting.problems == []
        store.annotations.save(self.annotated(waiting))
        assert store.articles.get("sontay:1").problems == []
        assert [noted.problem.kind for noted in store.snapshot.problems()] == ["crashed"]

    def test_a_failure_keeps_the_earlier_good_result(self, store: Store):
        store.articles.save(article())
        store.annotations.save(self.annotated(store.articles.get("sontay:1")))
        store.annotations.fail("sontay:1", 1, Problem("annotate", "crashed", "the worker died"))
        assert store.articles.get("sontay:1").entities[0].text == "Phùng Hưng"

    def test_a_stages_own_problem_is_noted_beside_the_parsers(self, store: Store):
        raw, own = Problem("parse", "missing_lead", "none"), Problem("annotate", "long_text", "cut")
        store.articles.save(article(problems=[raw]))
        (waiting,) = store.annotations.pending(None, "1")
        store.annotations.save(self.annotated(waiting, problems=[*waiting.problems, own]))
        assert store.articles.get("sontay:1").problems == [raw, own]
        assert [noted.problem for noted in store.snapshot.problems()] == [raw, own]

    def test_results_may_be_saved_while_the_waiting_are_read(self, store: Store):
        for number in range(1, 6):
            store.articles.save(article(number))
        done = []
        for waiting in store.annotations.pending(None, "1"):
            store.annotations.save(self.annotated(waiting))
            done.append(waiting.id)
        assert done == [f"sontay:{number}" for number in range(1, 6)]

    def test_only_the_portal_asked_for(self, store: Store):
        store.articles.save(article(1))
        store.articles.save(article(id="other:1", portal="other"))
        assert [found.id for found in store.annotations.pending("other", "1")] == ["other:1"]

    def test_work_on_an_unknown_version_is_refused(self, store: Store):
        with pytest.raises(StoreError, match="save the article first"):
            store.annotations.save(article())
        with pytest.raises(StoreError, match="save the article first"):
            store.annotations.fail("sontay:1", 1, Problem("annotate", "crashed", ""))
