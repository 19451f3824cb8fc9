"""The values by which an article can be found: rows of `exports.columns.FACETS`."""

from collections.abc import Iterator
from typing import Any

from exports.record_rows import Record, Row

#: The kinds of names, by the label that the language stages give.
NAMES = {"PER": "person", "ORG": "body", "LOC": "place"}

#: Kind, value, and the key that tells it from others of its name as far as the article alone says; else it is empty.
_Found = tuple[str, str, str]


def facets(record: Record) -> Iterator[Row]:
    """The facets of an article, none twice, in the order in which they are found.

    The key of a person is empty, that of a body is the code of its unit: the tables of all articles together give
    both their ids.

    >>> entity = {"text": "UBND thị xã", "label": "ORG", "canonical": "Ủy ban nhân dân thị xã Sơn Tây",
    ...           "unit_code": "01/thixasontay"}
    >>> parts = {"categories": [], "author": None, "documents": [], "entities": [entity, entity]}
    >>> for row in facets(Record(id="sontay:1", published_at="2020-06-25T19:26:00+07:00", **parts)):
    ...     print(row)
    ['sontay:1', 'year', '2020', '2020']
    ['sontay:1', 'body', 'Ủy ban nhân dân thị xã Sơn Tây', '01/thixasontay']
    ['sontay:1', 'unit', '01/thixasontay', '01/thixasontay']
    """
    return ([record["id"], *found] for found in dict.fromkeys(_found(record)))


def document_name(document: dict[str, Any]) -> str:
    """The name of a document: its type and number, or else the words of the reference.

    >>> document_name({"type": "Đề án", "number": "01-ĐA/TU", "text": "Đề án số 01-ĐA/TU"})
    'Đề án 01-ĐA/TU'
    """
    if document["number"] is None:
        return str(document["text"])
    return " ".join(filter(None, (document["type"], document["number"])))


def _found(record: Record) -> Iterator[_Found]:
    for category in record["categories"]:
        yield "category", category, category
    if record["published_at"] is not None:
        year = record["published_at"][:4]
        yield "year", year, year
    if record["author"] is not None:
        yield "author", record["author"], record["author"]
    named = ((one["label"], one["unit_code"], one["canonical"] or one["text"]) for one in record["entities"])
    # The same names come again and again: each is looked at once.
    for label, code, name in dict.fromkeys(named):
        if label == "PER":
            yield "person", name, ""
        elif label == "ORG":
            yield "body", name, code or ""
        elif label == "LOC":
            yield "place", name, code or name
        if code:
            yield "unit", code, code
    for document in record["documents"]:
        name = document_name(document)
        yield "document", name, document["document_id"] or name
