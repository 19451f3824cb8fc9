"""`articles.conllu`: sentences and words in CoNLL-U (https://universaldependencies.org/format.html).

`newdoc id` is the article's id, `newpar id` adds the text in which the sentence stands (`title`, `lead` or the number
of a paragraph), `sent_id` the sentence's number in the article, as in `sentences.parquet`. XPOS is the tag of
underthesea, UPOS what `upos.tsv` makes of it. MISC has `Entity=B-…` for the first word of an entity and `Entity=I-…`
for the others, `Change=…` where the word is none of underthesea's (see `words` of a sentence), and `SpaceAfter=No`
where no blank follows. Lemmas and dependencies are not annotated: `_`.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from crawler.records import word_lists
from exports.atomic import FileSet
from exports.formats.base import Format
from exports.record_rows import Record, text_of
from exports.shape import WHOLE, Shape

#: What may not stand in a field: white space but single blanks, and what some readers take for a line's end.
_FORBIDDEN = re.compile(r"[^\S ]+| {2,}|[\x1c-\x1f\x85\u2028\u2029]+")

_Span = tuple[int, int, str]


class Files(Format):
    """Writes the sentences of records; an article without sentences is not in the file."""

    TITLE = "sentences and words, CoNLL-U"
    MEDIA_TYPE = "text/plain"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        self._file = files.open("articles.conllu")

    def write(self, record: Record) -> None:
        """Write an article's sentences."""
        if record.sentences:
            self._file.write("".join(_blocks(record)))


def _blocks(record: Record) -> list[str]:
    key = record["id"]
    entities = _entities(record)
    blocks = []
    last: tuple[str, int | None] | None = None
    for number, sentence in enumerate(record.sentences):
        place = (sentence["field"], sentence["paragraph"])
        lines = []
        if last is None:
            lines.append(f"# newdoc id = {key}")
        if place != last:
            lines.append(f"# newpar id = {key}.{place[0] if place[1] is None else place[1]}")
            last = place
        text = text_of(record, *place)
        start, end = sentence["start"], sentence["end"]
        lines += [f"# sent_id = {key}.{number}", f"# text = {_clean(text[start:end])}"]
        spans = [span for span in entities.get(place, ()) if span[0] < end and span[1] > start]
        lines += _words(sentence["words"], text, spans)
        blocks.append("\n".join(lines) + "\n\n")
    return blocks


def _words(words: list[dict[str, Any]], text: str, spans: list[_Span]) -> list[str]:
    upos = universal()
    lines = []
    for number, word in enumerate(words, 1):
        start, end, xpos = word["start"], word["end"], word["pos"] or "_"
        notes = [f"Change={word['change']}"] if word["change"] else []
        notes += _entity(start, end, spans) if spans else []
        if end < len(text) and text[end] != " ":
            notes.append("SpaceAfter=No")
        form, misc = _clean(word["text"]), "|".join(notes) or "_"
        lines.append(f"{number}\t{form}\t_\t{upos.get(xpos, '_')}\t{xpos}\t_\t_\t_\t_\t{misc}")
    return lines


def _entity(start: int, end: int, spans: list[_Span]) -> list[str]:
    for first, last, label in spans:
        if start < last and end > first:
            # A word that holds the entity's beginning begins it, though the word itself may begin before.
            return [f"Entity={'B' if first >= start else 'I'}-{label}"]
    return []


def _entities(record: Record) -> dict[tuple[str, int | None], list[_Span]]:
    found = defaultdict(list)
    for entity in record["entities"]:
        found[entity["field"], entity["paragraph"]].append((entity["start"], entity["end"], entity["label"]))
    return found


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(" ", text) if _FORBIDDEN.search(text) else text


@cache
def universal() -> dict[str, str]:
    """The universal part of speech of each of underthesea's tags."""
    return {tag: upos for tag, upos, _ in word_lists.rows(Path(__file__).with_name("upos.tsv"))}
