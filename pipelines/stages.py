"""The stages that an article passes through, in their order: the one place that lists them.

A stage is a pure function `(article, portal) -> article`: it changes nothing it is given. `clean` is cheap and
runs where the page is parsed; `annotate` loads language models and belongs into worker processes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce

from crawler.records.article import Article
from crawler.records.dates import Witness
from crawler.records.profile import Portal
from pipelines.annotate_attachments import annotate_attachments
from pipelines.language import rdr
from pipelines.normalize_text import normalize_text
from pipelines.resolve_dates import resolve_dates

Stage = Callable[[Article, Portal], Article]

#: Raised whenever a stage's result changes for the same input, so that stored annotations can be told apart.
PIPELINE_VERSION = "11"


def annotation() -> tuple[Stage, ...]:
    """The language stages; importing them loads models, so only those who annotate call this."""
    from pipelines.find_documents import find_documents
    from pipelines.find_offices import find_offices
    from pipelines.identify_documents import identify_documents
    from pipelines.join_words import join_words
    from pipelines.link_units import link_units
    from pipelines.read_official_documents import read_official_documents
    from pipelines.segment_words import segment_words
    from pipelines.split_sentences import split_sentences
    from pipelines.tag_entities import tag_entities

    return (
        split_sentences,
        segment_words,
        find_documents,
        tag_entities,
        link_units,
        identify_documents,
        read_official_documents,
        join_words,
        find_offices,
    )


def clean(
    article: Article, portal: Portal, witnesses: Sequence[Witness] = (), read_at: datetime | None = None
) -> Article:
    """The article with its texts normalised and its dates resolved (see `pipelines.resolve_dates`)."""
    return resolve_dates(normalize_text(article, portal), portal, witnesses, read_at)


def pipeline_version() -> str:
    """By what stages annotations are made: `PIPELINE_VERSION`, and the segmenter unless it is underthesea's."""
    return f"{PIPELINE_VERSION}+rdr" if rdr.chosen() else PIPELINE_VERSION


def annotate(article: Article, portal: Portal) -> Article:
    """The article with sentences, words, entities, documents and offices; `pipeline_version` says by which stages."""
    annotated = annotate_attachments(_annotated(article, portal), portal, _annotated)
    annotated.pipeline_version = pipeline_version()
    return annotated


def _annotated(article: Article, portal: Portal) -> Article:
    return _through(annotation(), article, portal)


def _through(stages: tuple[Stage, ...], article: Article, portal: Portal) -> Article:
    return reduce(lambda passing, stage: stage(passing, portal), stages, article)
