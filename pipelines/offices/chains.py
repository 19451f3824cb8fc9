"""Which offices are whose: what stands between persons and offices, read by the patterns of a table.

A sentence becomes a line of signs, one for each person, office and word between them:
"đồng chí Nguyễn An, Bí thư Thị ủy dự" is "hP,Rx". The rules of `grammar` are patterns over such lines.
"""

import re
from collections import defaultdict
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
        signs += filter(None, _between(view, at, thing.start))
        sign = "R" if isinstance(thing, Post) else "P" if thing.label == "PER" else "o"
        if sign != "o":
            things[len(signs)] = thing
        signs.append(sign)
        at = thing.end
    signs += filter(None, _between(view, at, view.end))
    return "".join(signs), things


def _between(view: SentenceView, start: int, end: int) -> Iterator[str]:
    """The signs of what lies between two marks."""
    at = start
    for piece in _PIECE.finditer(view.text, start, end):
        if piece.start() < at:
            continue
        remark = _REMARK.match(view.text, piece.start(), end)
        if remark:
            at = remark.end()
        else:
            sign, at = _sign(view, piece, end)
            yield sign


def _sign(view: SentenceView, piece: re.Match[str], end: int) -> tuple[str, int]:
    """The sign of what begins with a word or mark, nothing for what is passed over, and where it ends."""
    first = piece[0].lower()
    if not first[0].isalnum():
        return _MARKS.get(first, "x"), piece.end()
    passed = _PASSED.match(view.text, piece.start(), end)
    if passed:
        return "", passed.end()
    token = _tokens().get(first)
    if token is None:
        return "x", piece.end()
    bare = bare_body(view, piece.start())
    if bare:
        return "o", bare.end()
    found = token.match(view.text, piece.start(), end)
    if found is None:
        return "x", piece.end()
    words = found["words"]
    return _signs()[" ".join(words.lower().split())] if words else "h", found.end()


_MARKS = {sign: sign for sign in ",;:/()|-"} | {"–": "-", "—": "-", "[": "(", "]": ")"}
#: A remark in brackets without a person or an office: "Nguyễn An (bên trái), Giám đốc Sở".
_REMARK = re.compile(r"\([^()]*\)")
_PIECE = re.compile(r"\w+|[^\w\s]")
#: Terms and ages say nothing of whose an office is: "khóa XX, nhiệm kỳ 2021 - 2026", "45 tuổi".
_PASSED = re.compile(
    rf"(?:{'|'.join(words for sign, words in rows('offices/between') if sign == '=')})(?!\w)", re.IGNORECASE
)


@cache
def _signs() -> dict[str, str]:
    return {words: sign for sign, words in rows("offices/between") if sign != "="}


@cache
def _tokens() -> dict[str, re.Pattern[str]]:
    """What the tables know, by its first word: a pattern of titles, of words with a sign, and of bare bodies."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    words: defaultdict[str, list[str]] = defaultdict(list)
    for known, names in ((titles, (*entries("entities/titles"), *entries("offices/titles"))), (words, _signs())):
        for name in names:
            known[_PIECE.findall(name.lower())[0]].append(name)
    firsts = {*titles, *words, *(_PIECE.findall(body.lower())[0] for body in entries("offices/bare_bodies"))}
    return {first: _pattern(words[first], titles[first]) for first in firsts}


def _pattern(words: list[str], titles: list[str]) -> re.Pattern[str]:
    # An empty list of alternatives would fit everywhere.
    named, title = (alternatives(known) if known else r"(?!)" for known in (words, titles))
    return re.compile(rf"(?:(?P<words>{named})|(?P<title>{title}))(?!\w)", re.IGNORECASE)


@cache
def rules() -> re.Pattern[str]:
    """The rules of the table `grammar`, the earlier first."""
    return re.compile(
        "|".join(f"(?:{pattern.replace('{posts}', _POSTS)})" for _, pattern, _ in rows("offices/grammar"))
    )
