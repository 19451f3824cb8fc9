"""An article and its parts: plain typed records, their fields in the order of the exported columns.

A field's annotation says what its column means in every dataset: `exports.columns` reads it from here.
Times are ISO 8601 strings with their offset (`2020-06-25T19:26:00+07:00`): they sort, compare and survive JSON
unchanged. A missing value is `None`, never an empty string. Lists are never `None`.
"""

import dataclasses
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Annotated, Any, Literal

from crawler.records.attachment_text import AttachmentText
from crawler.records.column import Column, columns, parts
from crawler.records.earlier_version import EarlierVersion
from crawler.records.official_document import OfficialDocument

#: Where in an article a span lies. `paragraph` is the index into `Article.paragraphs` for "paragraphs", the index into
#: `Article.attachment_texts` for "attachment", else `None`.
TextField = Literal["title", "lead", "paragraphs", "attachment"]

#: What is known of the moment of publication: with "day" the time of `published_at` is midnight.
Precision = Literal["minute", "day"]
#: What told the moment of publication.
Evidence = Literal["page", "listing", "json_ld", "feed", "upload", "text"]
#: Where a page was had: from the portal itself, from a web archive, from a file at hand.
FetchedFrom = Literal["live", "archive", "file"]

_Field = Annotated[TextField, Column(
    "The text in which it stands: title, lead, paragraphs or attachment", "paragraphs", few=True
)]  # fmt: skip
_Paragraph = Annotated[int | None, Column(
    "Which of the paragraphs (in attachment: of the attachment_texts), counted from 0; missing in title and lead",
    2,
)]  # fmt: skip
_Start = Annotated[int, Column("Where it begins: characters (Unicode code points) of that text before it", 17)]
_End = Annotated[int, Column("Where it ends: the first character behind it", 37)]
_InSentence = Annotated[int | None, Column(
    "Number of the sentence in which it begins, in its article, from 0", 3
)]  # fmt: skip

#: What was done to underthesea's words to make a word: see `Word`.
Change = Literal["name", "number", "numeral", "acronym"]


@dataclass(slots=True)
class Image:
    """A picture of the article; `url` is absolute."""

    url: Annotated[str | None, Column("Absolute address", "https://sontay.hanoi.gov.vn/documents/20181/1/hoi-nghi.jpg")]
    caption: Annotated[str | None, Column("Caption", "Các cá nhân được khen thưởng tại hội nghị")] = None


@dataclass(slots=True)
class Attachment:
    """A file that the article offers. Until it is fetched, all that follows `media_type` is missing."""

    url: Annotated[str | None, Column(
        "Absolute address", "https://sontay.hanoi.gov.vn/documents/20181/1/KH-15.signed.pdf"
    )]  # fmt: skip
    title: Annotated[str | None, Column("Text of its link", "Kế hoạch số 15/KH-UBND")] = None
    media_type: Annotated[str | None, Column(
        "Media type: of its content where it was fetched, else guessed from the address", "application/pdf", few=True
    )] = None  # fmt: skip
    sha256: Annotated[str | None, Column(
        "SHA-256 of its content", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )] = None  # fmt: skip
    size: Annotated[int | None, Column("Bytes of its content", 482113)] = None
    status: Annotated[str | None, Column(
        "What became of it: fetched (its text is still to be read), read, partly_read, not_read (a kind that is not"
        " read), encrypted, damaged, too_costly, too_large, gone, failed, other_host, left_out; missing while it is"
        " only listed",
        "read",
        few=True,
    )] = None  # fmt: skip


@dataclass(slots=True)
class Link:
    """A link inside the article's text."""

    url: Annotated[str | None, Column("Absolute address", "https://hanoi.gov.vn/")]
    text: Annotated[str | None, Column("The words that are linked", "Cổng thông tin thành phố")] = None


@dataclass(slots=True)
class Token:
    """A word: `text` is exactly what `start:end` cuts out of the field it stands in; `pos` is underthesea's tag."""

    text: Annotated[str, Column("The word exactly as it stands", "tổ chức", few=True)]
    start: _Start
    end: _End
    pos: Annotated[str | None, Column("Part of speech, a tag of underthesea", "V", few=True)] = None


@dataclass(slots=True)
class Word:
    """A word in which names are whole: like a token, but `change` says where it is none of underthesea's.

    "name" and "number" are joined words: a person's name, the number of a document. "numeral" and "acronym" are the
    parts of a word that was cut at a Roman numeral ("khóa XI") or at an acronym ("Đài PTTH").
    """

    text: Annotated[str, Column("The word exactly as it stands", "Nguyễn Huy Khánh", few=True)]
    start: _Start
    end: _End
    pos: Annotated[str | None, Column("Part of speech, a tag of underthesea", "Np", few=True)] = None
    change: Annotated[Change | None, Column(
        "What was done to underthesea's words: name (a person's name was joined), number (the number of a document was"
        " joined), numeral (cut at a Roman numeral), acronym (cut at an acronym); missing where nothing was",
        "name",
        few=True,
    )] = None  # fmt: skip


@dataclass(slots=True)
class Sentence:
    """A sentence; offsets count characters of the title, of the lead or of one paragraph."""

    field: _Field
    paragraph: _Paragraph
    start: _Start
    end: _End
    # `field` is a name of this class.
    tokens: Annotated[list[Token], Column("Its words as underthesea has them, in order", [])] = dataclasses.field(
        default_factory=list
    )
    words: Annotated[list[Word], Column("Its words with names and numbers whole, in order", [])] = dataclasses.field(
        default_factory=list
    )


@dataclass(slots=True)
class Entity:
    """A person (PER), organisation (ORG) or place (LOC), cut out of its field by `start:end`.

    `unit_status` is "ambiguous" where several administrative units fit: then none is linked.
    """

    text: Annotated[str, Column("The mention exactly as it stands", "UBND thị xã")]
    label: Annotated[str, Column("PER (person), ORG (organisation) or LOC (place)", "ORG", few=True)]
    field: _Field
    paragraph: _Paragraph
    start: _Start
    end: _End
    canonical: Annotated[str | None, Column("Its full official name", "Ủy ban nhân dân thị xã Sơn Tây")] = None
    unit_code: Annotated[str | None, Column("Code of the administrative unit in it", "01/thixasontay", few=True)] = None
    unit_status: Annotated[str | None, Column(
        "current or former on the article's day; ambiguous when several units fit and none was chosen",
        "current",
        few=True,
    )] = None  # fmt: skip
    unit_successors: Annotated[str | None, Column(
        "Codes of the units that took its place, the principal first, divided by blanks; missing while it lasts",
        "01/phuongsontay@2025 01/phuongtungthien@2025 01/xadoaiphuong@2025",
    )] = None  # fmt: skip
    sentence: _InSentence = None


@dataclass(slots=True)
class Office:
    """An office that a sentence gives to a person; `start:end` cuts the person's mention out of its field."""

    person: Annotated[str, Column("The person's name as it is mentioned there", "Nguyễn Huy Khánh")]
    role: Annotated[str, Column("The office, in its usual spelling", "Phó Bí thư", few=True)]
    body: Annotated[str | None, Column(
        "The body in which it is held, its full name where that is known; missing where the sentence does not say",
        "Ủy ban nhân dân thị xã Sơn Tây",
    )]  # fmt: skip
    unit_code: Annotated[str | None, Column("Code of the administrative unit in the body's name", "01/thixasontay")]
    former: Annotated[bool, Column("Whether the sentence says that it is held no more", False)]
    field: _Field
    paragraph: _Paragraph
    start: _Start
    end: _End
    sentence: Annotated[int | None, Column("Number of the sentence in its article, from 0", 3)] = None


@dataclass(slots=True)
class DocumentReference:
    """A reference to an official document; `date` is an ISO 8601 date."""

    type: Annotated[str | None, Column("Kind of document", "Đề án", few=True)]
    number: Annotated[str | None, Column("Its number, without blanks", "01-ĐA/TU")]
    date: Annotated[str | None, Column("Its date", "2016-06-13", type="day")]
    issuer: Annotated[str | None, Column("Who issued it", "Ban Thường vụ Thị ủy")]
    text: Annotated[str, Column("The reference exactly as it stands", "Đề án số 01-ĐA/TU, ngày 13/6/2016")]
    field: _Field
    paragraph: _Paragraph
    start: _Start
    end: _End
    sentence: _InSentence = None
    document_id: Annotated[str | None, Column(
        "The document across articles: kind, number, year and issuer; missing where one of them is unknown",
        "Đề án 1/ĐA-TU, 2016, Thị ủy [01/thixasontay]",
    )] = None  # fmt: skip


@dataclass(slots=True)
class Problem:
    """Something dropped, skipped, failed or repaired.

    `stage` is where it happened ("listing", "fetch", "parse", "annotate", …), `kind` a short stable name
    ("missing_title") that counts and monitors rely on, `message` one sentence with what was seen.
    """

    stage: Annotated[str, Column("Where it happened", "parse", few=True)]
    kind: Annotated[str, Column("What it was: a short name that stays the same", "missing_title", few=True)]
    message: Annotated[str, Column("What was seen", "no heading above the meta line")]
    url: Annotated[str | None, Column(
        "The address concerned, if it is not the article's",
        "https://sontay.hanoi.gov.vn/documents/20181/1/hoi-nghi.jpg",
    )] = None  # fmt: skip


@dataclass(slots=True)
class Article:
    """One article, as the record of `articles.jsonl`."""

    # fmt: off
    id: Annotated[str, Column("Portal and the portal's own number; the key of all tables", "sontay:2285084")]
    portal: Annotated[str, Column("Name of the portal's profile", "sontay", few=True)]
    url: Annotated[str, Column(
        "Canonical address: no session, redirect, prefix or print view",
        "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/2285084-doan-dai-bieu.html",
    )]
    category: Annotated[str | None, Column("Where the page itself says it stands", "Đảng - đoàn thể", few=True)] = None
    categories: Annotated[list[str], Column(
        "Every category it was listed in, the page's own first", ["Đảng - đoàn thể", "Tin nổi bật"], of="categories"
    )] = field(default_factory=list)
    title: Annotated[str | None, Column("Headline", "Thị ủy tổng kết thực hiện Đề án số 01- ĐA/TU")] = None
    lead: Annotated[str | None, Column(
        "First paragraph (sapo); not repeated in the body", "Chiều ngày 25/6, Ban Thường vụ …"
    )] = None
    paragraphs: Annotated[list[str], Column(
        "Paragraphs of the body", ["Sau 4 năm triển khai …", "Về nhiệm vụ …"]
    )] = field(default_factory=list)
    author: Annotated[str | None, Column("Byline; never the name of an account", "PHẠM HẢO")] = None
    author_raw: Annotated[str | None, Column("What stands where the byline stands, accounts too", "admin admin")] = None
    source: Annotated[str | None, Column(
        'What "Nguồn:" or "Theo" names', "Cổng thông tin điện tử Chính phủ"
    )] = None
    published_at: Annotated[str | None, Column(
        "When it was published; midnight where only the day is known (published_precision)",
        "2020-06-25T19:26:00+07:00",
        type="moment",
    )] = None
    published_raw: Annotated[str | None, Column("The date as the page prints it", "25/06/2020 | 07:26")] = None
    published_precision: Annotated[Precision | None, Column(
        "What of published_at is known: minute, or day (then the time is 00:00)", "minute", few=True
    )] = None
    published_evidence: Annotated[Evidence | None, Column(
        "What told the time: page, listing, json_ld (machine-readable parts of the page), feed,"
        " upload (the addresses of its pictures and files), text", "page", few=True
    )] = None
    published_time_inferred: Annotated[bool, Column(
        "Whether morning or afternoon was inferred from uploads or the text: the clock has 12 hours and no mark", True
    )] = False
    view_count: Annotated[int | None, Column(
        "The portal's count of visits when last observed; our own visits count", 451, volatile=True
    )] = None
    observed_at: Annotated[str | None, Column(
        "When the count of visits was observed", "2026-11-24T09:36:37+07:00", type="moment", volatile=True
    )] = None
    images: Annotated[list[Image], Column("Pictures, in order", [])] = field(default_factory=list)
    attachments: Annotated[list[Attachment], Column("Files offered, in order", [])] = field(default_factory=list)
    attachment_texts: Annotated[list[AttachmentText], Column(
        "Pages of the files that were fetched and read, in order", []
    )] = field(default_factory=list)
    links: Annotated[list[Link], Column("Links inside the text, in order", [])] = field(default_factory=list)
    word_count: Annotated[int | None, Column(
        "Words of lead and paragraphs, underthesea's, marks not counted; missing while not annotated", 484
    )] = None
    sentences: Annotated[list[Sentence], Column(
        "Sentences of title, lead, paragraphs and attachment_texts, in order", []
    )] = field(default_factory=list)
    entities: Annotated[list[Entity], Column(
        "People, organisations and places, in order", []
    )] = field(default_factory=list)
    documents: Annotated[list[DocumentReference], Column(
        "References to official documents, in order", []
    )] = field(default_factory=list)
    official_documents: Annotated[list[OfficialDocument], Column(
        "The official document that the article, or a file of it, is itself", []
    )] = field(default_factory=list)
    offices: Annotated[list[Office], Column(
        "Offices that sentences give to people, in order", []
    )] = field(default_factory=list)
    content_hash: Annotated[str | None, Column(
        "SHA-256 of what the editors wrote: equal hashes are equal texts",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )] = None
    version: Annotated[int, Column("1, and one more for every change of the text that was seen", 1)] = 1
    earlier_versions: Annotated[list[EarlierVersion], Column(
        "The texts that it had before, the first one first", []
    )] = field(default_factory=list)
    first_seen_at: Annotated[str | None, Column(
        "When it was first found in place", "2026-11-24T09:36:37+07:00", type="moment"
    )] = None
    last_seen_at: Annotated[str | None, Column(
        "When it was last found in place", "2026-11-25T09:36:37+07:00", type="moment", volatile=True
    )] = None
    gone_at: Annotated[str | None, Column(
        "When the portal no longer had it; missing while it has", "2026-12-01T01:12:05+07:00", type="moment"
    )] = None
    near_duplicate_of: Annotated[str | None, Column(
        "The id of the article that this one nearly repeats", "sontay:2285083"
    )] = None
    fetched_from: Annotated[FetchedFrom | None, Column(
        "Where this version was first had: live (the portal), archive (a web archive), file (a saved page)",
        "live",
        few=True,
    )] = None
    capture_source: Annotated[str | None, Column(
        "The archive's collection or the folder that it was had from; missing for live", "wayback", few=True
    )] = None
    captured_at: Annotated[str | None, Column(
        "When the page was as it was read: for live when it was fetched, else when it was captured or saved",
        "2019-03-02T08:11:40+07:00",
        type="moment",
    )] = None
    run_id: Annotated[str | None, Column(
        "The run that fetched this version first", "sontay-20261124T023637Z", few=True
    )] = None
    fetched_at: Annotated[str | None, Column(
        "When this version was first fetched", "2026-11-24T09:36:37+07:00", type="moment"
    )] = None
    warc_file: Annotated[str | None, Column(
        "The archive file that holds the page of this version", "sontay-20261124T023637Z-00000.warc.gz", few=True
    )] = None
    warc_offset: Annotated[int | None, Column("Where in that file its record begins, in bytes", 1146)] = None
    parser_version: Annotated[str | None, Column("Version of the parser that read the page", "1", few=True)] = None
    pipeline_version: Annotated[str | None, Column(
        "Version of the language stages; missing while not annotated", "1", few=True
    )] = None
    problems: Annotated[list[Problem], Column(
        "What was dropped, failed or repaired on the way", []
    )] = field(default_factory=list)
    # fmt: on

    @property
    def body(self) -> str | None:
        """The paragraphs joined by a blank line; `None` when there are none."""
        return "\n\n".join(self.paragraphs) or None

    def has(self, name: str) -> bool:
        """Whether a field has a value; "text" is there with a lead or with paragraphs."""
        if name == "text":
            return self.lead is not None or bool(self.paragraphs)
        return getattr(self, name) not in (None, [])

    def texts(self) -> list[tuple[TextField, int | None, str]]:
        """Every text of the page that is annotated, in reading order, as (field, paragraph, text)."""
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
_PARTS = {name: part for name, part in parts(Article).items() if part is not Sentence}
_TEXTS = [one.name for one in columns(Article) if one.type == "list" and one.name not in parts(Article)]
_FORMS = (Article, Sentence, Token, Word, *_PARTS.values())
_NAMES = {form: tuple(part.name for part in fields(form)) for form in _FORMS}


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
    data = plain(article)
    for name in _TEXTS:
        data[name] = list(data[name])
    for name in _PARTS:
        data[name] = [plain(part) for part in data[name]]
    data["sentences"] = [
        {
            **plain(sentence),
            "tokens": [plain(token) for token in sentence.tokens],
            "words": [plain(word) for word in sentence.words],
        }
        for sentence in article.sentences
    ]
    return data


def plain(part: Any) -> dict[str, Any]:
    """The fields of an article or of a part of one; lists are shared with it, not copied."""
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
        Sentence(
            **{
                **entry,
                "tokens": [Token(**token) for token in entry["tokens"]],
                "words": [Word(**word) for word in entry["words"]],
            }
        )
        for entry in values.get("sentences") or []
    ]
    return Article(**values)
