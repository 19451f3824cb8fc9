"""Which offices are whose: what stands between persons and offices, read by the patterns of a table.

A sentence becomes a line of signs, one for each person, office and word between them:
"đồng chí Nguyễn An, Bí thư Thị ủy dự" is "hP,Rx". The rules of `grammar` are patterns over such lines.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crawler.records.article import Entity
from pipelines.offices.posts import Post, bare_body, posts_in
from pipelines.offices.sentence_view import SentenceView, alternatives
from pipelines.tables import entries, rows

#: A list of offices: bodies that belong to them are passed over, so are terms of office.
_POSTS = r"R(?:[,(\-]?~?o\)?)*(?:(?:[,\-;&/|(]|(?:v[vo,&]*)?[cf])+R(?:[,(\-]?~?o\)?)*)*"


class Held(NamedTuple):
    """An office of a person."""

    person: Entity
    post: Post
    former: bool


def held(view: SentenceView) -> list[Held]:
    """Whose the offices of a sentence are."""
    posts = list(posts_in(view))
    if not posts:
        return []
    signs, things = _line(view, posts)
    found = []
    for match in rules().finditer(signs):
        persons = [thing for at in range(*match.span()) if isinstance(thing := things.get(at), Entity)]
        former = False
        for at in range(*match.span()):
            # "thôi giữ chức … để giữ chức …": what a verb says holds up to the next one.
            former = signs[at] == "f" or (former and signs[at] != "c")
            post = things.get(at)
            if isinstance(post, Post):
                found += [Held(person, post, former or post.former) for person in persons]
    return found


def _line(view: SentenceView, posts: Sequence[Post]) -> tuple[str, dict[int, Entity | Post]]:
    """The signs of a sentence, and the persons and offices among them by their places."""
    signs: list[str] = []
    things: dict[int, Entity | Post] = {}
    at = view.start
    marks: list[Entity | Post] = [*posts, *view.entities]
    for thing in sorted(marks, key=lambda thing: (thing.start, -thing.end)):
        if thing.start < at:
            continue  # a body inside an office
        signs += _between(view, at, thing.start)
        sign = "R" if isinstance(thing, Post) else "P" if thing.label == "PER" else "o"
        if sign != "o":
            things[len(signs)] = thing
        signs.append(sign)
        at = thing.end
    signs += _between(view, at, view.end)
    return "".join(signs), things


def _between(view: SentenceView, start: int, end: int) -> Iterator[str]:
    """The signs of what lies between two marks."""
    at = start
    while at < end:
        word = _WORD.match(view.text, at, end)
        if word and word[0][0].isalpha() and word[0].lower() not in _first_words():
            # Most words are in no table: one look-up is cheaper than a thousand alternatives.
            yield "x"
            at = word.end()
            continue
        bare = bare_body(view, at)
        found = bare or _token().match(view.text, at, end)
        if bare:
            yield "o"
        elif found is None:
            yield "x"
            found = word
        elif found.lastgroup == "words":
            yield _signs()[" ".join(found["words"].lower().split())]
        elif found.lastgroup == "title":
            yield "h"
        elif found.lastgroup == "mark":
            yield _MARKS.get(found["mark"], found["mark"])
        at = max(found.end() if found else 0, at + 1)


_MARKS = {"–": "-", "—": "-", "[": "(", "]": ")"}
_WORD = re.compile(r"\w+|.", re.DOTALL)
#: Terms and ages say nothing of whose an office is: "khóa XX, nhiệm kỳ 2021 - 2026", "45 tuổi".
_PASSED = "|".join(words for sign, words in rows("offices/between") if sign == "=")


@cache
def _first_words() -> frozenset[str]:
    """The words with which anything begins that the tables know."""
    names = "entities/titles", "offices/titles", "offices/bare_bodies"
    known = [*_signs(), *_PASSED.split("|"), *(words for name in names for words in entries(name))]
    return frozenset(found[0].lower() for words in known if (found := re.search(r"[^\W\d_]+", words)))


@cache
def _signs() -> dict[str, str]:
    return {words: sign for sign, words in rows("offices/between") if sign != "="}


@cache
def _token() -> re.Pattern[str]:
    titles = alternatives(set(entries("entities/titles")) | set(entries("offices/titles")))
    words = alternatives(_signs())
    return re.compile(
        rf"(?P<blank>\s+|{_PASSED})|(?P<words>{words})(?!\w)|(?P<title>{titles})(?!\w)|(?P<mark>[,;:/()|\[\]–—-])",
        re.IGNORECASE,
    )


@cache
def rules() -> re.Pattern[str]:
    """The rules of the table `grammar`, the earlier first."""
    return re.compile(
        "|".join(f"(?:{pattern.replace('{posts}', _POSTS)})" for _, pattern, _ in rows("offices/grammar"))
    )
