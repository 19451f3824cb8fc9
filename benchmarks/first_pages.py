"""Quality and speed of reading the head of official documents, on made-up documents of the tests.

    .venv/bin/python -m benchmarks.first_pages [SET]...

A field is right if it says exactly what the document says; a field that a document does not have may not be found.
"""

import sys
import time
from collections import Counter

from crawler.records.article import Article
from pipelines.annotate_text import NO_PORTAL
from pipelines.documents.first_page import first_page
from pipelines.read_official_documents import official_document
from tests.pipelines.documents.pages.laid_out import FIELDS, Fields, documents

SETS = {
    "open": "used while writing the rules",
    "closed": "unseen until the rules stood",
    "late": "unseen until they were mended",
    "last": "unseen until mended again",
    "final": "unseen, no change since",
}


def read(lines: list[str]) -> Fields:
    """What is read of a document, by field."""
    found = official_document(lines, Article(id="page", portal=NO_PORTAL.name, url=""), NO_PORTAL)
    return {field: getattr(found, field) if found else None for field in FIELDS}


def f1(name: str) -> dict[str, float]:
    """The F1 of every field on a set."""
    right, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for lines, fields in documents(name):
        got = read(lines)
        for field in FIELDS:
            if fields[field] is None and field == "issuer":
                continue  # the set does not say how it is written
            wanted[field] += fields[field] is not None
            found[field] += got[field] is not None
            right[field] += got[field] is not None and got[field] == fields[field]
    return {field: 2 * right[field] / (wanted[field] + found[field]) for field in FIELDS}


def main() -> None:
    """Print the F1 of every field, and the time of a page."""
    names = sys.argv[1:] or list(SETS)
    print(f"{'set':40} {'documents':>9} " + " ".join(f"{field:>9}" for field in FIELDS))
    for name in names:
        scores = f1(name)
        print(
            f"{f'{name} ({SETS[name]})':40} {len(list(documents(name))):9} "
            + " ".join(f"{scores[field]:9.3f}" for field in FIELDS)
        )
    pages = [lines for name in names for lines, _ in documents(name)]
    began = time.perf_counter()
    for lines in pages:
        first_page(lines)
    print(f"time: {(time.perf_counter() - began) / len(pages) * 1e6:.0f} µs per page")


if __name__ == "__main__":
    main()
