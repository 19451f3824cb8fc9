"""An article and its parts: plain typed records, their fields in the order of the exported columns.

Times are ISO 8601 strings with their offset (`2020-06-25T19:26:00+07:00`): they sort, compare and
survive JSON unchanged. A missing value is `None`, never an empty string. Lists are never `None`.
"""

import dataclasses
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, Literal

#: Where in an article a span lies. `paragraph` is the index into `Article.paragraphs` for "paragraphs", else `None`.
TextField = Literal["title", "lead", "paragraphs"]


@dataclass(slots=True)
class Image:
    """A picture of the article; `url` is absolute."""

    url: str | None
    caption: str | None = None


@dataclass(slots=True)
class Attachment:
    """A file that the article offers, not downloaded; `media_type` is guessed from the address."""

    url: str
    title: str | None = None
    media_type: str | None = None


@dataclass(slots=True)
class Link:
    """A link inside the article's text."""

    url: str
    text: str | None = None


@dataclass(slots=True)
class Token:
    """A word: `text` is exactly what `start:end` cuts out of the field it stands in; `pos` is underthesea's tag."""

    text: str
    start: int
    end: int
    pos: str | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence; offsets count characters of the title, of the lead or of one paragraph."""

    field: TextField
    paragraph: int | None
    start: int
    end: int
    tokens: list[Token] = dataclasses.field(default_factory=list)  # `field` is a name of this class


@dataclass(slots=True)
class Entity:
    """A person (PER), organisation (ORG) or place (LOC), cut out of its field by `start:end`."""

    text: str
    label: str
    field: TextField
    paragraph: int | None
    start: int
    end: int
    canonical: str | None = None
    unit_code: str | None = None
    #: On the article's day: "current", "former" (it had ended) or "ambiguous" (several units fit: not linked)
    unit_status: str | None = None
    #: Codes of the units that took its place, the principal one first, divided by blanks; `None` while it lasts
    unit_successors: str | None = None


@dataclass(slots=True)
class DocumentReference:
    """A reference to an official document; `date` is an ISO 8601 date."""

    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    text: str
    field: TextField
    paragraph: int | None
    start: int
    end: int


@dataclass(slots=True)
class Problem:
    """Something dropped, skipped, failed or repaired.

    `stage` is where it happened ("listing", "fetch", "parse", "annotate", …), `kind` a short stable name
    ("missing_title") that counts and monitors rely on, `message` one sentence with what was seen.
    """

    stage: str
    kind: str
    message: str
    url: str | None = None


@dataclass(slots=True)
class Article:
    """One article, as the record of `articles.jsonl`; `exports/columns.py` explains every field."""

    id: str
    portal: str
    url: str
    category: str | None = None
    categories: list[str] = field(default_factory=list)
    title: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    author: str | None = None
    source: str | None = None
    published_at: str | None = None
    published_raw: str | None = None
    published_time_inferred: bool = False
    view_count: int | None = None
    observed_at: str | None = None
    images: list[Image] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    documents: list[DocumentReference] = field(default_factory=list)
    content_hash: str | None = None
    version: int = 1
    first_seen_at: str | None = None
    last_seen_at: str | None = None
    gone_at: str | None = None
    near_duplicate_of: str | None = None
    run_id: str | None = None
    fetched_at: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    parser_version: str | None = None
    pipeline_version: str | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def body(self) -> str | None:
        """The paragraphs joined by a blank line; `None` when there are none."""
        return "\n\n".join(self.paragraphs) or None

    def texts(self) -> list[tuple[TextField, int | None, str]]:
        """Every text that is annotated, in reading order, as (field, paragraph, text)."""
        found: list[tuple[TextField, int | None, str]] = []
        if self.title:
            found.append(("title", None, self.title))
        if self.lead:
            found.append(("lead", None, self.lead))
        found.extend(("paragraphs", index, text) for index, text in enumerate(self.paragraphs))
        return found

    def changed(self, **changes: Any) -> "Article":
        """A copy with other values in some fields: `dataclasses.replace` at a fifth of its time, once per stage.

        Raises:
            AttributeError: there is no such field.
        """
        copy = Article(*_values(self))
        for name, value in changes.items():
            setattr(copy, name, value)
        return copy


_values = attrgetter(*(part.name for part in fields(Article)))


_PARTS: dict[str, Any] = {
    "images": Image,
    "attachments": Attachment,
    "links": Link,
    "entities": Entity,
    "documents": DocumentReference,
    "problems": Problem,
}

_NAMES = {form: tuple(part.name for part in fields(form)) for form in (Article, Sentence, Token, *_PARTS.values())}


@dataclass(slots=True)
class NotAnArticle:
    """What a page is that is no article; `reason` is one sentence with what was seen.

    `kind` is "gone" (the portal says that there is no such article, often with status 200), "listing", "login",
    "maintenance", "empty", "binary" (a file), "unreadable" or "unknown" (a page without title and text of an article).
    """

    kind: str
    reason: str


def to_dict(article: Article) -> dict[str, Any]:
    """The article as plain data for JSON, sharing nothing with it; `from_dict` is its inverse."""
    data = _plain(article)
    for name in ("categories", "paragraphs"):
        data[name] = list(data[name])
    for name in _PARTS:
        data[name] = [_plain(part) for part in data[name]]
    data["sentences"] = [
        {**_plain(sentence), "tokens": [_plain(token) for token in sentence.tokens]} for sentence in article.sentences
    ]
    return data


def _plain(part: Any) -> dict[str, Any]:
    # dataclasses.asdict copies deeply: on an annotated article it takes 16 times as long.
    return {name: getattr(part, name) for name in _NAMES[type(part)]}


def from_dict(data: dict[str, Any]) -> Article:
    """An article from what `to_dict` made.

    Raises:
        TypeError: a field is unknown or a part is not of its form.
    """
    values = dict(data)
    for name, part in _PARTS.items():
        values[name] = [part(**entry) for entry in values.get(name) or []]
    values["sentences"] = [
        Sentence(**{**entry, "tokens": [Token(**token) for token in entry["tokens"]]})
        for entry in values.get("sentences") or []
    ]
    return Article(**values)
