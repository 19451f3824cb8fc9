"""Annotate articles in worker processes."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from crawler.records.article import Article, Problem
from crawler.records.profile import Portal
from pipelines import stages
from pipelines.annotate_attachments import MOST_CHARACTERS
from pipelines.annotate_text import annotate
from pipelines.language import rdr
from pipelines.worker import MEMORY_LIMIT, Failure
from pipelines.workers import Task, Workers

Work = tuple[Article, Portal]


def load_models(rules: Path | None = None) -> None:
    """Load everything that annotating needs, so that no text's time limit has to bear it.

    `rules` is the folder of RDRsegmenter's files, if words are to be made by them.
    """
    rdr.choose(rules)
    annotate("Đ/c Nguyễn Huy Khánh tới dự.")


def annotators(count: int) -> Workers:
    """So many processes that annotate, with the segmenter that this process has chosen."""
    return Workers(count, prepare=partial(load_models, rdr.chosen()))


async def annotated(workers: Workers, article: Article, portal: Portal) -> Article | Problem:
    """The article with its annotations, or why it has none.

    Raises:
        WorkersError: no process can be started.
    """
    work = (article, portal)
    (outcome,) = await workers.run(_ANNOTATE, [work], _size(work))
    return problem_of(outcome) if isinstance(outcome, Failure) else outcome


def annotate_all(workers: Workers, works: Iterable[Work]) -> Iterator[Article | Problem]:
    """The articles with their annotations, in order, or why they have none.

    Raises:
        WorkersError: no process can be started.
    """
    for outcome in workers.map(_annotate, works, size=_size, most=1):
        yield problem_of(outcome) if isinstance(outcome, Failure) else outcome


def problem_of(failure: Failure) -> Problem:
    """A failure as a problem of the text."""
    kind = "annotation_failed" if failure.kind in {"failed", MEMORY_LIMIT} else failure.kind
    return Problem("annotate", kind, failure.message)


def _annotate(work: Work) -> Article:
    return stages.annotate(*work)


def _size(work: Work) -> int:
    of_files = sum(len(page.text or "") for page in work[0].attachment_texts)
    return sum(len(text) for _, _, text in work[0].texts()) + min(of_files, MOST_CHARACTERS)


_ANNOTATE = Task(_annotate)
