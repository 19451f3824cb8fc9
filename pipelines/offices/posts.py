"""Offices in a sentence, each with the body in which it is held: "Phó Trưởng ban Tuyên giáo Thị ủy"."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crawler.records.article import Entity
from pipelines.offices.sentence_view import SentenceView, alternatives
from pipelines.tables import entries, rows


class Body(NamedTuple):
    """The body of an office: where it stands, its name, and the entity that is it, if one is."""

    start: int
    end: int
    name: str
    entity: Entity | None


class Post(NamedTuple):
    """An office in a text, with its body; `former` where the words say that it is held no more."""

    start: int
    end: int
    role: str
    former: bool
    body: Body | None


class _Role(NamedTuple):
    name: str
    #: The body's head noun, where the words behind the office are the rest of its name.
    noun: str | None
    needs_body: bool


def posts_in(view: SentenceView) -> Iterator[Post]:
    """The offices in a sentence, in order, apart from each other."""
    at = view.start
    for word in _WORD.finditer(view.text, view.start, view.end):
        # Looking a word up first takes a tenth of the time of trying all offices at every place.
        if word.start() < at or word[0].lower() not in _first_words():
            continue
        found = _pattern().match(view.text, word.start(), view.end)
        post = _post(view, found) if found else None
        if post is not None:
            yield post
        if found:
            at = post.end if post else found.end()


def bare_body(view: SentenceView, at: int) -> re.Match[str] | None:
    """A word at `at` that stands for a body without its name, "Sở", and is no part of another word ("bộ phận")."""
    found = _bare_bodies().match(view.text, at, view.end)
    return found if found and view.ends_word(found.end()) else None


def _post(view: SentenceView, found: re.Match[str]) -> Post | None:
    if view.entity_over(found.start()) or view.person_in(*found.span()):
        return None
    role = _roles()[_key(found["head"])]
    body = _body(view, found, role)
    if role.needs_body:
        if body is None:
            return None
        # "Trưởng" of a "Ban Chỉ đạo" is its "Trưởng ban".
        role = _roles().get(_key(f"{found['head']} {body.name.split()[0]}"), role)
    before = [_modifiers()[_key(word)] for word in _WORDS.findall(found["before"])]
    behind = [_modifiers()[_key(words)] for words in _behind().findall(found["behind"])]
    name = " ".join(part for part in (*(word for word, _ in before), role.name, *(word for word, _ in behind)) if part)
    end = max(found.end(), body.end if body else 0)
    return Post(found.start(), end, _capital(name), any(former for _, former in before), body)


def _body(view: SentenceView, found: re.Match[str], role: _Role) -> Body | None:
    """The body right behind an office, or the one whose first word is the office's last: "Trưởng phòng Nội vụ"."""
    text, at = view.text, found.end()
    behind = _LEADING.match(text, at).end()  # type: ignore[union-attr]
    entity = view.entity_from(found.start("head") + 1, behind)
    if entity is not None:
        # "Phó Trưởng Ban Thường trực Ban Tổ chức": what stands behind the office is no part of the body.
        inside = entity.start < at and (role.noun is None or bool(found["behind"]))
        if inside:
            return Body(behind, entity.end, text[behind : entity.end], None)
        return Body(entity.start, entity.end, entity.canonical or entity.text, entity)
    if behind == at or view.entity_at(behind):
        return None
    bare = bare_body(view, behind)
    end = _name_end(view, behind, lower_case=role.noun is not None)
    if bare and end is None:
        led_to = view.entity_from(bare.end(), bare.end() + 1)
        end = led_to.end if led_to else None
    if bare and (end is None or end <= bare.end()):
        if role.noun is None or bare[0].lower() == role.noun.lower():
            return Body(behind, bare.end(), _capital(bare[0]), None)
        end = bare.end()
    return _named(text, at, behind, end, role.noun) if end is not None else None


def _named(text: str, at: int, behind: int, end: int, noun: str | None) -> Body:
    """The body of an office that ends at `at`; the rest of its name is `text[behind:end]`."""
    name = text[behind:end]
    if noun is None or name.lower().startswith(noun.lower()):
        return Body(behind, end, name, None)
    # The office may end in the noun: "Trưởng phòng Nội vụ" heads the "Phòng Nội vụ".
    last = at - len(noun)
    return Body(last if text[last:at].lower() == noun.lower() else behind, end, f"{noun} {name}", None)


def _name_end(view: SentenceView, start: int, *, lower_case: bool) -> int | None:
    """The end of a body's name at `start` that no entity marks, or only its end: "Tuyên giáo Thành ủy".

    With `lower_case` its words may be fields of work in small letters: "thi đua, khen thưởng".
    """
    end = None
    joint = ""
    for token in view.tokens_from(start):
        if joint and _pattern().match(view.text, token.start):
            break
        entity = view.entity_at(token.start)
        if entity is not None and joint != ",":
            return end if entity.label == "PER" else entity.end
        word = token.text.lower()
        if (token.text[0].isupper() and joint != ",") or (lower_case and token.text[0].islower() and word in _fields()):
            end, joint = token.end, ""
        elif end is not None and not joint and word in _levels():
            return token.end
        elif end is not None and not joint and token.text in _JOINTS:
            joint = token.text
        else:
            break
    return end


#: What may stand between the words of a body's name.
_JOINTS = frozenset({"-", "–", "&", "và", ","})


@cache
def _fields() -> frozenset[str]:
    return frozenset(
        field for name in ("entities/fields", "entities/fields_verbal", "offices/fields") for field in entries(name)
    )


@cache
def _levels() -> frozenset[str]:
    """Type nouns that name a body's unit without a name: "Phòng Nội vụ thị xã"."""
    return frozenset(
        level for level, standing in (entry.split("\t") for entry in entries("entities/levels")) if standing == "unit"
    )


#: What may lead from an office to its body: "Giám đốc của Sở".
_LEADING = re.compile(rf"\s*(?:{alternatives(words for sign, words in rows('offices/between') if sign == '~')}\s+)?")
_WORD = re.compile(r"\w+")
_WORDS = re.compile(r"[^\W\d_]+(?:\s+trách)?\.?")


@cache
def _roles() -> dict[str, _Role]:
    return {
        words.lower(): _Role(words if name == "-" else name, None if noun == "-" else noun, need == "body")
        for words, name, noun, need in rows("offices/roles")
    }


@cache
def _modifiers() -> dict[str, tuple[str | None, bool]]:
    """What each modifier adds to the office's name, and whether it says that the office is held no more."""
    return {
        words: (None if name == "-" else name, former == "former")
        for _, words, name, former in rows("offices/modifiers")
    }


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(_standing("behind"), re.IGNORECASE)


@cache
def _first_words() -> frozenset[str]:
    """The words with which an office can begin, its modifiers among them."""
    before = (words for where, words, _, _ in rows("offices/modifiers") if where == "before")
    return frozenset(_WORD.findall(words)[0] for words in (*before, *_roles()))


@cache
def _pattern() -> re.Pattern[str]:
    before = rf"(?P<before>(?:{_standing('before')}\s*)*)"
    # "chức vụ Trưởng phòng" has no "Vụ trưởng".
    head = rf"(?<!\w)(?!(?:(?<=chức )|(?<=nhiệm ))vụ)(?P<head>{alternatives(_roles())})"
    behind = rf"(?P<behind>(?:\s+{_standing('behind')})*)"
    return re.compile(rf"(?<!\w)(?<!\d ){before}{head}{behind}(?!\w)", re.IGNORECASE)


def _standing(place: str) -> str:
    """A pattern of the modifiers that stand before or behind an office."""
    return alternatives(words for where, words, _, _ in rows("offices/modifiers") if where == place)


@cache
def _bare_bodies() -> re.Pattern[str]:
    words = alternatives(entries("offices/bare_bodies"))
    return re.compile(rf"{words}(?:\s+{words})?(?!\w)", re.IGNORECASE)


def _key(words: str) -> str:
    return " ".join(words.lower().split())


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
