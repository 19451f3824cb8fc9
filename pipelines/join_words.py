"""Make words in which names are whole out of underthesea's, and count the words of an article."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from crawler.records.article import Article, Change, Sentence, TextField, Token, Word
from crawler.records.profile import Portal
from pipelines.language.syllables import foreign
from pipelines.segment_words import PUNCTUATION

#: Where a span joins words: its offsets in the text, what joins it, and the part of speech of the word.
_Span = tuple[int, int, Change, str]
#: A part of a token: its offsets, the span that it lies in, and the token.
_Segment = tuple[int, int, _Span | None, Token]
_Place = tuple[TextField, int | None]

#: What a token has that may have to be cut.
_MARKED = re.compile(r"(?:^| )(?:[IVX]+(?: |$)|[A-ZĐ]{2})")
_PARTS = re.compile(r"\S+")
_NUMERAL = re.compile(r"[IVX]+")
_ACRONYM = re.compile(r"[^\W\d_]{2}[\w&.-]*|[^\W\d_]&[\w&.-]+")


def join_words(article: Article, portal: Portal) -> Article:
    """The article with the `words` of every sentence and with its `word_count`.

    Words cover the same characters as the tokens. A person's name and the number of a document are one word each; a
    word of a noun and a Roman numeral or an acronym is cut in two. `Word.change` says where that was done.
    """
    spans: dict[_Place, list[_Span]] = {}
    for place, span in sorted([*_names(article), *_numbers(article)], key=lambda found: found[1]):
        spans.setdefault(place, []).append(span)
    texts = {(field, paragraph): text for field, paragraph, text in article.texts()}
    sentences = [
        _with_words(sentence, texts[place := (sentence.field, sentence.paragraph)], spans.get(place, ()))
        for sentence in article.sentences
    ]
    return article.changed(sentences=sentences, word_count=_count(article.sentences))


def _count(sentences: Sequence[Sentence]) -> int | None:
    """The words of lead and paragraphs without marks; `None` where sentences stayed without words."""
    counted = [sentence for sentence in sentences if sentence.field in ("lead", "paragraphs")]
    if any(not sentence.tokens for sentence in counted):
        return None
    return sum(token.pos != PUNCTUATION for sentence in counted for token in sentence.tokens)


def _names(article: Article) -> Iterator[tuple[_Place, _Span]]:
    for entity in article.entities:
        if entity.label == "PER" and " " in entity.text:
            yield (entity.field, entity.paragraph), (entity.start, entity.end, "name", "Np")


def _numbers(article: Article) -> Iterator[tuple[_Place, _Span]]:
    """The numbers of documents where they stand in the text; a mention may have its number from another one."""
    for document in article.documents:
        if document.number:
            written = re.search(r"\s*".join(map(re.escape, document.number)), document.text)
            if written is not None:
                start, end = document.start + written.start(), document.start + written.end()
                yield (document.field, document.paragraph), (start, end, "number", "M")


def _with_words(sentence: Sentence, text: str, spans: Sequence[_Span]) -> Sentence:
    inside = [span for span in spans if span[0] < sentence.end and span[1] > sentence.start]
    words: list[Word] = []
    if inside:
        for span, group in groupby(_segments(sentence.tokens, inside), key=itemgetter(2)):
            segments = list(group)
            words += _of_span(text, span, segments) if span else _beside(text, segments, inside)
    else:
        words = [word for token in sentence.tokens for word in _cut(token)]
    return Sentence(sentence.field, sentence.paragraph, sentence.start, sentence.end, sentence.tokens, words)


def _segments(tokens: Iterable[Token], spans: Sequence[_Span]) -> Iterator[_Segment]:
    """The tokens cut where a span begins or ends, each part with its span and the token it is of."""
    edges = sorted({edge for span in spans for edge in span[:2]})
    for token in tokens:
        cuts = [token.start, *(edge for edge in edges if token.start < edge < token.end), token.end]
        for start, end in pairwise(cuts):
            span = next((span for span in spans if span[0] <= start and end <= span[1]), None)
            yield start, end, span, token


def _of_span(text: str, span: _Span, segments: Sequence[_Segment]) -> list[Word]:
    """The one word of a span; unchanged where it is one of underthesea's."""
    start, end = segments[0][0], segments[-1][1]
    token = segments[0][3]
    if (start, end) == (token.start, token.end):
        return [Word(token.text, start, end, token.pos)]
    return [Word(text[start:end], start, end, span[3], span[2])]


def _beside(text: str, segments: Iterable[_Segment], spans: Sequence[_Span]) -> Iterator[Word]:
    """The words beside spans: whole tokens, and what a span has left of one."""
    for start, end, _, token in segments:
        rest = text[start:end]
        if (start, end) == (token.start, token.end):
            yield from _cut(token)
        elif not rest.isspace():
            first = start + len(rest) - len(rest.lstrip())
            change = next(span[2] for span in spans if span[0] < token.end and span[1] > token.start)
            yield Word(rest.strip(), first, first + len(rest.strip()), token.pos, change)


def _cut(token: Token) -> list[Word]:
    """A token as words: more than one where a noun is joined to a Roman numeral or an acronym."""
    text = token.text
    if " " not in text or not _MARKED.search(text) or text.isupper():
        return [Word(text, token.start, token.end, token.pos)]
    parts = [(part.start(), part.end(), _kind(part[0])) for part in _PARTS.finditer(text)]
    kinds = {kind for _, _, kind in parts if kind}
    if not kinds or all(foreign(text[start:end]) for start, end, kind in parts if kind is None):
        return [Word(text, token.start, token.end, token.pos)]  # "SEA Games" is one name
    change: Change = "numeral" if "numeral" in kinds else "acronym"
    noun = token.pos if token.pos and token.pos.startswith("N") else "N"
    words = []
    for kind, group in groupby(parts, key=itemgetter(2)):
        found = list(group)
        start, end = found[0][0], found[-1][1]
        pos = {"numeral": "M", "acronym": "Ny"}.get(kind, noun)
        words.append(Word(text[start:end], token.start + start, token.start + end, pos, change))
    return words


def _kind(part: str) -> Change | None:
    if _NUMERAL.fullmatch(part):
        return "numeral"
    return "acronym" if part.isupper() and _ACRONYM.fullmatch(part) else None
