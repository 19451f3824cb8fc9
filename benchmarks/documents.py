"""Quality and speed of `find_documents` on the marked sentences of the tests.

    .venv/bin/python -m benchmarks.documents

A reference is right if its span, kind, number, date and issuer all are. The pattern beside it is what a first attempt
looks like: a kind, "số", and what follows up to a blank.
"""

import re
import time
from collections.abc import Callable
from itertools import chain

from pipelines.documents.kinds import kinds
from tests.pipelines.documents.sentences import Reference, Score, documents_in, found_in, sentences

SETS = {
    "open.txt": "used while writing the rules",
    "held.txt": "unseen until then",
    "late.txt": "written afterwards",
    "outside.txt": "by another author",
}
PARTS = {"all parts": slice(None), "span": slice(0, 2), "kind, number, date": slice(2, 5)}
_FIRST_ATTEMPT = re.compile(rf"({'|'.join(kind.name for kind in kinds().values())}) số ([^\s,;.]+)", re.IGNORECASE)


def first_attempt(text: str) -> set[Reference]:
    """The references that a simple pattern finds."""
    return {
        (match.start(), match.end(), match[1].capitalize(), match[2], None, None)
        for match in _FIRST_ATTEMPT.finditer(text)
    }


def score(name: str, find: Callable[[str], set[Reference]], parts: slice) -> Score:
    """The score of a finder on a set."""
    right = wrong = missed = 0
    for text, references in sentences(name):
        wanted, found = ({reference[parts] for reference in some} for some in (references, find(text)))
        right, wrong, missed = (
            right + len(wanted & found),
            wrong + len(found - wanted),
            missed + len(wanted - found),
        )
    return Score(right, wrong, missed)


def main() -> None:
    """Print the scores of both on every set, and the time per character."""
    print(f"{'set':34} {'sentences':>9} {'references':>10}  " + "  ".join(f"F1 {part:>18}" for part in PARTS))
    for name, about in SETS.items():
        marked = list(sentences(name))
        counts = f"{len(marked):9} {sum(len(references) for _, references in marked):10}"
        for label, find in ((f"{name} ({about})", found_in), ("    by a simple pattern", first_attempt)):
            scores = "  ".join(f"{score(name, find, parts).f1:21.3f}" for parts in PARTS.values())
            print(f"{label:34} {counts}  {scores}")
    text = " ".join(text for text, _ in chain.from_iterable(sentences(name) for name in SETS)) * 20
    began = time.perf_counter()
    documents_in(text)
    seconds = time.perf_counter() - began
    print(f"time: {seconds / len(text) * 1e6:.2f} µs per character of these sentences ({len(text)} characters)")


if __name__ == "__main__":
    main()
