"""Quality of `find_offices` on the marked sentences of the tests, and its time.

    .venv/bin/python -m benchmarks.offices

An office is right if person, role and body are; in the last column also whether it is held no more.
"""

import time

from crawler.portals import load
from crawler.records.article import Article
from pipelines import stages
from pipelines.find_offices import find_offices
from tests.pipelines.offices.sentences import score, sentences

SETS = {
    "open.txt": "used while writing the rules",
    "closed.txt": "unseen until then",
    "late.txt": "written afterwards",
    "news.txt": "as news print them, used",
    "news_closed.txt": "the other half, closed",
}


def main() -> None:
    """Print the scores on every set, and the time per sentence beside that of all stages."""
    print(f"{'set':46} {'sentences':>9} {'offices':>8} {'F1':>6} {'former':>7}")
    for name, about in SETS.items():
        marked = list(sentences(name))
        offices = sum(len(found) for _, found in marked)
        scores = score(name).f1, score(name, 4).f1
        print(f"{f'{name} ({about})':46} {len(marked):9} {offices:8} {scores[0]:6.3f} {scores[1]:7.3f}")
    texts = [text for name in SETS for text, _ in sentences(name)]
    portal = load("sontay")
    article = Article("sontay:1", "sontay", "https://x.vn/1", paragraphs=texts)
    began = time.process_time()
    annotated = stages.annotate(article, portal)
    whole = time.process_time() - began
    began = time.process_time()
    find_offices(annotated, portal)
    own = time.process_time() - began
    print(f"time: {1000 * own / len(texts):.2f} ms a sentence, {own / whole:.1%} of all stages")


if __name__ == "__main__":
    main()
