"""Annotate a text that is no article: the same stages, with offsets into the text itself."""

import json
import re
from dataclasses import asdict
from typing import Any

from crawler.records.article import Article, DocumentReference, Entity, Sentence, Token, Word, plain
from crawler.records.profile import Portal
from crawler.records.text import compose

#: The portal of texts that come from none: places are not resolved in its favour.
NO_PORTAL = Portal(name="texts", title="Texts of no portal", base_url="http://localhost", contact=None)

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")  # what lies between the breaks of str.splitlines
# JSON allows these line breaks inside a string; readers that cut at every Unicode line break do not.
_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def annotate(text: str) -> dict[str, Any]:
    """The sentences, entities and documents of a text.

    The result has these keys and holds nothing but strings, integers, lists, dictionaries and `None`:

    - `text`: the text in NFC and otherwise as given. All offsets count its characters (not bytes); `start` is the
      first character of a span and `end` the one behind it, so that `text[start:end]` cuts it out.
    - `sentences`: `{start, end, tokens, words}` in order, each token `{text, start, end, pos}` with underthesea's tag.
      Each word is `{text, start, end, pos, change}`: names of persons and numbers of documents are whole there, and
      `change` says so. A line break ends a sentence.
    - `entities`: `{text, label, start, end, canonical, unit_code, unit_status, unit_successors, sentence}` in order,
      apart from each other; the labels are PER, ORG and LOC, `sentence` counts the sentences from 0.
    - `documents`: `{type, number, date, issuer, text, start, end, sentence, document_id}` in order: references to
      official documents.

    A fifth key, `problems`, is there only if something was left out: `{stage, kind, message, url}`
    ("too_many_words": a text so long that words of its end are not given).

    The first call loads the language models, which takes a second or two and some 200 MB; later ones take time in
    proportion to the text's length. Calls hold the interpreter's lock: `pipelines.workers` uses several cores.

    Raises:
        TypeError: `text` is not a string.

    >>> found = annotate("Hội nghị khai mạc. Đ/c Nguyễn Huy Khánh tới dự.")
    >>> [found["text"][sentence["start"]:sentence["end"]] for sentence in found["sentences"]]
    ['Hội nghị khai mạc.', 'Đ/c Nguyễn Huy Khánh tới dự.']
    >>> [(token["text"], token["pos"]) for token in found["sentences"][0]["tokens"]]
    [('Hội nghị', 'N'), ('khai mạc', 'V'), ('.', 'CH')]
    >>> [(entity["label"], entity["text"], entity["start"], entity["end"]) for entity in found["entities"]]
    [('PER', 'Nguyễn Huy Khánh', 23, 39)]
    """
    # Importing the stages loads models: whoever imports this module for something else should not wait for that.
    from pipelines import stages

    if not isinstance(text, str):
        raise TypeError(f"expected a string to annotate, not {type(text).__name__}")
    text = compose(text)
    lines = [match for match in _LINE.finditer(text) if not match.group().isspace()]
    article = stages.annotate(
        Article(id="text", portal=NO_PORTAL.name, url="", paragraphs=[line.group() for line in lines]), NO_PORTAL
    )
    shifts = [line.start() for line in lines]
    annotated = {"text": text, **_layers(article, shifts)}
    if article.problems:
        annotated["problems"] = [asdict(problem) for problem in article.problems]
    return annotated


def without_annotation(text: str) -> dict[str, Any]:
    """What `annotate` returns for a text in which nothing is found."""
    return {"text": compose(text), "sentences": [], "entities": [], "documents": []}


def to_json(annotated: dict[str, Any]) -> str:
    """The result of `annotate` as JSON on one line, by any reader's notion of a line."""
    written = json.dumps(annotated, ensure_ascii=False)
    for character, escape in _BREAKS.items():
        written = written.replace(character, escape)
    return written


def _layers(article: Article, shifts: list[int]) -> dict[str, Any]:
    """Each layer of the article as plain data; offsets into paragraph `i` become offsets into the text."""
    return {
        name: [_shifted(part, shifts[part.paragraph or 0]) for part in getattr(article, name)]
        for name in ("sentences", "entities", "documents")
    }


def _shifted(part: Sentence | Entity | DocumentReference | Token | Word, shift: int) -> dict[str, Any]:
    data = plain(part)
    for name in ("field", "paragraph"):
        data.pop(name, None)
    data["start"] += shift
    data["end"] += shift
    if isinstance(part, Sentence):
        data["tokens"] = [_shifted(token, shift) for token in part.tokens]
        data["words"] = [_shifted(word, shift) for word in part.words]
    return data
