"""Stage: sentences, words, entities, documents and offices of an article's files, as of its paragraphs, and what the
files that are official documents say of themselves.

Each file is a text of its own: what one file calls "UBND" another need not mean.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from crawler.records.article import Article, DocumentReference, Entity, Office, Problem, Sentence, Token, Word
from crawler.records.profile import Portal

#: Characters of an article's files that are annotated: a book of 300 pages. The others have their text alone.
MOST_CHARACTERS = 1_000_000

Annotate = Callable[[Article, Portal], Article]
Span = TypeVar("Span", Sentence, Entity, DocumentReference, Office)
Mention = TypeVar("Mention", Entity, DocumentReference, Office)
Part = TypeVar("Part", Token, Word)
#: A line of a page: the index of the page, where the line begins in its text, and the line.
_Line = tuple[int, int, str]


def annotate_attachments(article: Article, portal: Portal, annotate: Annotate) -> Article:
    """The article with what `annotate` finds in its files behind what is found in its own text.

    A span's `field` is "attachment", its `paragraph` the index into `attachment_texts`. Every line of a page is a
    paragraph to `annotate`.
    """
    lines = list(_lines(article))
    if not lines:
        return article
    kept, length = [], 0
    for line in lines:
        length += len(line[2])
        if length > MOST_CHARACTERS:
            break
        kept.append(line)
    found = article.changed()
    if len(kept) < len(lines):
        left = len(lines) - len(kept)
        message = f"more than {MOST_CHARACTERS:,} characters in its files: the last {left:,} lines stay without"
        found.problems = [*found.problems, Problem("annotate", "too_many_words", message)]
    for _, group in groupby(kept, key=lambda line: _file(article, line)):
        _add(found, list(group), portal, annotate)
    return found


def _add(found: Article, lines: list[_Line], portal: Portal, annotate: Annotate) -> None:
    """Add what is found in the lines of one file."""
    alone = found.changed(
        title=None,
        lead=None,
        paragraphs=[line for _, _, line in lines],
        attachment_texts=[],
        sentences=[],
        entities=[],
        documents=[],
        official_documents=[],
        offices=[],
        problems=[],
    )
    made = annotate(alone, portal)
    before = len(found.sentences)
    found.sentences = [*found.sentences, *(_sentence(one, lines) for one in made.sentences)]
    found.entities = [*found.entities, *(_mention(one, lines, before) for one in made.entities)]
    found.documents = [*found.documents, *(_mention(one, lines, before) for one in made.documents)]
    url = found.attachment_texts[lines[0][0]].file
    found.official_documents = [*found.official_documents, *(replace(one, url=url) for one in made.official_documents)]
    found.offices = [*found.offices, *(_mention(one, lines, before) for one in made.offices)]
    found.problems = [*found.problems, *made.problems]


def _lines(article: Article) -> Iterator[_Line]:
    for index, page in enumerate(article.attachment_texts):
        start = 0
        for line in (page.text or "").split("\n"):
            if line:
                yield index, start, line
            start += len(line) + 1


def _file(article: Article, line: _Line) -> tuple[str, str | None]:
    page = article.attachment_texts[line[0]]
    return page.file, page.member


def _moved(span: Span, lines: list[_Line]) -> Span:
    """A span of a line as one of the page that the line stands in."""
    assert span.paragraph is not None  # there is neither title nor lead
    page, shift, _ = lines[span.paragraph]
    return replace(span, field="attachment", paragraph=page, start=span.start + shift, end=span.end + shift)


def _sentence(sentence: Sentence, lines: list[_Line]) -> Sentence:
    moved = _moved(sentence, lines)
    shift = moved.start - sentence.start
    moved.tokens = [_shifted(token, shift) for token in sentence.tokens]
    moved.words = [_shifted(word, shift) for word in sentence.words]
    return moved


def _shifted(part: Part, shift: int) -> Part:
    return replace(part, start=part.start + shift, end=part.end + shift)


def _mention(mention: Mention, lines: list[_Line], before: int) -> Mention:
    """A mention; `before` is the number of sentences before those of its file."""
    moved = _moved(mention, lines)
    moved.sentence = None if mention.sentence is None else mention.sentence + before
    return moved
