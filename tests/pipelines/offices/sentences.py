"""Sentences with the offices that they give to persons, and how the finder's result is scored on them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crawler.portals import load
from crawler.records.article import Article
from pipelines import stages
from pipelines.find_offices import of_sentences
from tests.pipelines.scores import Score

HERE = Path(__file__).parent

#: Person, office, body as it stands in small letters, and whether it is held no more.
Found = tuple[str, str, str | None, bool]


def sentences(name: str) -> Iterator[tuple[str, set[Found]]]:
    """The sentences of a set, each with its offices."""
    text, offices = "", set[Found]()
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            person, role, body, *former = line[2:].split(" | ")
            offices.add((person, role, None if body == "-" else body.lower(), bool(former)))
        elif not line.startswith("#"):
            if text:
                yield text, offices
            text, offices = line, set()
    yield text, offices


@cache
def found_in(text: str) -> frozenset[Found]:
    """What the finder makes of a sentence that is a whole article."""
    article = stages.annotate(Article("sontay:1", "sontay", "https://x.vn/1", paragraphs=[text]), load("sontay"))
    return frozenset(
        (
            one.person.text,
            one.post.role,
            text[one.post.body.start : one.post.body.end].lower() if one.post.body else None,
            one.former,
        )
        for _, one in of_sentences(article)
    )


def score(name: str, parts: int = 3) -> Score:
    """The score on a set; an office is right if its first parts are: person, role and body."""
    right = wrong = missed = 0
    for text, offices in sentences(name):
        wanted = {office[:parts] for office in offices}
        found = {office[:parts] for office in found_in(text)}
        right += len(wanted & found)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    return Score(right, wrong, missed)
