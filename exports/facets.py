"""The values by which an article can be found: rows of `exports.columns.FACETS`."""

from collections.abc import Iterator
from typing import Any

from exports.record_rows import Record, Row

#: The kinds of names, by the label that the language stages give.
NAMES = {"PER": "person", "ORG": "body", "LOC": "place"}


def facets(record: Record) -> Iterator[Row]:
    """The facets of an article, none twice, in the order in which they are found.

    >>> entity = {"text": "UBND thị xã", "label": "ORG", "canonical": "Ủy ban nhân dân thị xã Sơn Tây"}
    >>> parts = {"categories": [], "author": None, "documents": [], "entities": [entity, entity]}
    >>> list(facets(Record(id="sontay:1", published_at="2020-06-25T19:26:00+07:00", **parts)))
    [['sontay:1', 'year', '2020'], ['sontay:1', 'body', 'Ủy ban nhân dân thị xã Sơn Tây']]
    """
    return ([record["id"], kind, value] for kind, value in dict.fromkeys(_found(record)))


def document_name(document: dict[str, Any]) -> str:
    """The name of a document: its type and number, or else the words of the reference.

    >>> document_name({"type": "Đề án", "number": "01-ĐA/TU", "text": "Đề án số 01-ĐA/TU"})
    'Đề án 01-ĐA/TU'
    """
    if document["number"] is None:
        return str(document["text"])
    return " ".join(filter(None, (document["type"], document["number"])))


def _found(record: Record) -> Iterator[tuple[str, str]]:
    for category in record["categories"]:
        yield "category", category
    if record["published_at"] is not None:
        yield "year", record["published_at"][:4]
    if record["author"] is not None:
        yield "author", record["author"]
    for entity in record["entities"]:
        if entity["label"] in NAMES:
            yield NAMES[entity["label"]], entity["canonical"] or entity["text"]
    for document in record["documents"]:
        yield "document", document_name(document)
