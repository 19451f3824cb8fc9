"""Quality and speed of `link_units` on the marked articles of the tests.

    .venv/bin/python -m benchmarks.linking

Precision: of the links made, how many are right. Coverage: of the units that the context settles, how many are linked.
Beside it stand the names alone: a link wherever the table has exactly one unit of that name and type.
"""

import time

from pipelines.link_units import link_units
from pipelines.units import load_units
from pipelines.units.mentions import in_body, in_place
from tests.pipelines.units.articles import articles, outcomes, outside_score, score

SETS = {
    "open.txt": "used while writing the rules",
    "held.txt": "unseen until then",
    "late.txt": "written afterwards",
    "counted.txt": "as official prose names them",
}


def by_name_alone(name: str) -> tuple[int, int]:
    """Links right and wrong if only unique names were linked, whatever the article says."""
    units = load_units()
    right = wrong = 0
    for entity, wanted in outcomes(name):
        mentions = [in_place(entity.text)] if entity.label == "LOC" else list(in_body(entity.text, units))
        found = units.named(mentions[0].bare_name, mentions[0].type) if mentions and mentions[0].bare_name else []
        if len(found) == 1 and entity.label != "PER":
            right += found[0].code == wanted.code
            wrong += found[0].code != wanted.code
    return right, wrong


def main() -> None:
    """Print precision, coverage and right canonical names on every set, and the time per entity."""
    print(f"{'set':40} {'entities':>8} {'linkable':>8} {'precision':>9} {'coverage':>8} {'canonical':>9}")
    for name, about in SETS.items():
        made = score(name)
        counts = f"{made.entities:8} {made.linkable:8}"
        figures = f"{made.precision:9.3f} {made.coverage:8.3f} {made.canonical / made.entities:9.3f}"
        print(f"{f'{name} ({about})':40} {counts} {figures}")
        right, wrong = by_name_alone(name)
        print(f"{'    by unique names alone':40} {counts} {right / (right + wrong):9.3f} {right / made.linkable:8.3f}")
    made = outside_score()
    print(
        f"{'outside.jsonl (by another author)':40} {made.entities:8} {made.linkable:8} {made.precision:9.3f} "
        f"{made.coverage:8.3f}   status {made.canonical / made.entities:.3f}"
    )
    began = time.perf_counter()
    load_units.cache_clear()
    load_units()
    print(f"time: {time.perf_counter() - began:.2f} s to load the table", end="; ")
    work = [(article, portal) for name in SETS for article, portal, _ in articles(name)]
    began = time.perf_counter()
    for article, portal in work:
        link_units(article, portal)
    count = sum(len(article.entities) for article, _ in work)
    print(f"{(time.perf_counter() - began) / count * 1e6:.0f} µs per entity ({count} entities)")


if __name__ == "__main__":
    main()
