"""Every table and column of the datasets: its name, type, meaning and an example. Nothing else names a column.

The headers and order of the CSV files, the keys and order of the JSON Lines, `DATA_DICTIONARY.md` and the types that
`exports.load` gives all come from here. The names are those of `crawler.items`.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

#: The time zone in which moments are shown; the portals' own.
ZONE = "Asia/Ho_Chi_Minh"

#: "moment" is ISO 8601 with its offset, "day" ISO 8601 without a time; "list" holds texts or the rows of another table.
Type = Literal["text", "integer", "boolean", "moment", "day", "list"]


class Column(NamedTuple):
    """A column; `example` is a value as JSON Lines hold it. `of` names the table that a list's members make up."""

    name: str
    type: Type
    meaning: str
    example: Any
    of: str | None = None


class Table(NamedTuple):
    """A table: a CSV file of its own or, with `csv` false, only nested in the records of `articles.jsonl`.

    `member` names the one column of a table whose members are plain texts in JSON Lines.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    csv: bool = True
    member: str | None = None

    @property
    def scalars(self) -> tuple[Column, ...]:
        """The columns that a CSV file holds."""
        return tuple(column for column in self.columns if column.type != "list")

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


_PLACE = (
    Column("field", "text", "The text in which it stands: title, lead or paragraphs", "paragraphs"),
    Column("paragraph", "integer", "Which of the paragraphs, counted from 0; missing in title and lead", 2),
    Column("start", "integer", "Where it begins: characters (Unicode code points) of that text before it", 17),
    Column("end", "integer", "Where it ends: the first character behind it", 37),
)

ARTICLES = Table(
    "articles",
    "one article of a portal",
    (
        Column("id", "text", "Portal and the portal's own number; the key of all tables", "sontay:2285084"),
        Column("portal", "text", "Name of the portal's profile", "sontay"),
        Column(
            "url",
            "text",
            "Canonical address: no session, redirect, prefix or print view",
            "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/2285084-doan-dai-bieu.html",
        ),
        Column("category", "text", "Where the page itself says it stands", "Đảng - đoàn thể"),
        Column(
            "categories",
            "list",
            "Every category it was listed in, the page's own first",
            ["Đảng - đoàn thể", "Tin nổi bật"],
            of="categories",
        ),
        Column("title", "text", "Headline", "Thị ủy tổng kết thực hiện Đề án số 01- ĐA/TU"),
        Column("lead", "text", "First paragraph (sapo); not repeated in the body", "Chiều ngày 25/6, Ban Thường vụ …"),
        Column("paragraphs", "list", "Paragraphs of the body", ["Sau 4 năm triển khai …", "Về nhiệm vụ …"]),
        Column("body", "text", "The paragraphs joined by a blank line", "Sau 4 năm triển khai …\n\nVề nhiệm vụ …"),
        Column("author", "text", "Byline at the end", "PHẠM HẢO"),
        Column("source", "text", 'What "Nguồn:" or "Theo" names', "Cổng thông tin điện tử Chính phủ"),
        Column(
            "published_at",
            "moment",
            "When it was published; midnight when the page gives a day without a time (published_raw tells)",
            "2020-06-25T19:26:00+07:00",
        ),
        Column("published_raw", "text", "The date as the page prints it", "25/06/2020 | 07:26"),
        Column(
            "published_time_inferred",
            "boolean",
            "Whether morning or afternoon was inferred from the text: the page has a 12-hour clock without a mark",
            True,
        ),
        Column("view_count", "integer", "The portal's count of visits when last observed; our own visits count", 451),
        Column("observed_at", "moment", "When the count of visits was observed", "2026-11-24T09:36:37+07:00"),
        Column("images", "list", "Pictures, in order", [], of="images"),
        Column("attachments", "list", "Files offered, in order; not downloaded", [], of="attachments"),
        Column("links", "list", "Links inside the text, in order", [], of="links"),
        Column("sentences", "list", "Sentences of title, lead and paragraphs, in order", [], of="sentences"),
        Column("entities", "list", "People, organisations and places, in order", [], of="entities"),
        Column("documents", "list", "References to official documents, in order", [], of="documents"),
        Column(
            "content_hash",
            "text",
            "SHA-256 of what the editors wrote: equal hashes are equal texts",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        Column("version", "integer", "1, and one more for every change of the text that was seen", 1),
        Column("first_seen_at", "moment", "When it was first fetched", "2026-11-24T09:36:37+07:00"),
        Column("last_seen_at", "moment", "When it was last found in place", "2026-11-25T09:36:37+07:00"),
        Column("gone_at", "moment", "When the portal no longer had it; missing while it has", None),
        Column("near_duplicate_of", "text", "The id of the article that this one nearly repeats", "sontay:2285083"),
        Column("run_id", "text", "The run that fetched this version first", "sontay-20261124T023637Z"),
        Column("fetched_at", "moment", "When this version was first fetched", "2026-11-24T09:36:37+07:00"),
        Column(
            "warc_file",
            "text",
            "The archive file that holds the page of this version",
            "sontay-20261124T023637Z-00000.warc.gz",
        ),
        Column("warc_offset", "integer", "Where in that file its record begins, in bytes", 1146),
        Column("parser_version", "text", "Version of the parser that read the page", "1"),
        Column("pipeline_version", "text", "Version of the language stages; missing while not annotated", "1"),
        Column("problems", "list", "What was dropped, failed or repaired on the way", [], of="problems"),
    ),
)

CATEGORIES = Table(
    "categories",
    "one category that an article was listed in",
    (Column("category", "text", "Name of the category as the portal's navigation prints it", "Tin nổi bật"),),
    member="category",
)

IMAGES = Table(
    "images",
    "one picture of an article",
    (
        Column("url", "text", "Absolute address", "https://sontay.hanoi.gov.vn/documents/20181/1/hoi-nghi.jpg"),
        Column("caption", "text", "Caption", "Các cá nhân được khen thưởng tại hội nghị"),
    ),
)

ATTACHMENTS = Table(
    "attachments",
    "one file that an article offers",
    (
        Column("url", "text", "Absolute address", "https://sontay.hanoi.gov.vn/documents/20181/1/KH-15.signed.pdf"),
        Column("title", "text", "Text of its link", "Kế hoạch số 15/KH-UBND"),
        Column("media_type", "text", "Media type, guessed from the address", "application/pdf"),
    ),
)

LINKS = Table(
    "links",
    "one link inside an article's text",
    (
        Column("url", "text", "Absolute address", "https://hanoi.gov.vn/"),
        Column("text", "text", "The words that are linked", "Cổng thông tin thành phố"),
    ),
)

SENTENCES = Table(
    "sentences",
    "one sentence",
    (*_PLACE, Column("tokens", "list", "Its words, in order", [], of="tokens")),
    csv=False,
)

TOKENS = Table(
    "tokens",
    "one word of a sentence; a Vietnamese word may hold blanks",
    (
        Column("text", "text", "The word exactly as it stands", "tổ chức"),
        *_PLACE[2:],
        Column("pos", "text", "Part of speech, a tag of underthesea", "V"),
    ),
    csv=False,
)

ENTITIES = Table(
    "entities",
    "one mention of a person, an organisation or a place",
    (
        Column("text", "text", "The mention exactly as it stands", "UBND thị xã"),
        Column("label", "text", "PER (person), ORG (organisation) or LOC (place)", "ORG"),
        *_PLACE,
        Column("canonical", "text", "Its full official name", "Ủy ban nhân dân thị xã Sơn Tây"),
        Column("unit_code", "text", "Code of the administrative unit in it", "269"),
        Column(
            "unit_status",
            "text",
            "current or former on the article's day; ambiguous when several units fit and none was chosen",
            "current",
        ),
    ),
)

DOCUMENTS = Table(
    "documents",
    "one reference to an official document",
    (
        Column("type", "text", "Kind of document", "Đề án"),
        Column("number", "text", "Its number, without blanks", "01-ĐA/TU"),
        Column("date", "day", "Its date", "2016-06-13"),
        Column("issuer", "text", "Who issued it", "Ban Thường vụ Thị ủy"),
        Column("text", "text", "The reference exactly as it stands", "Đề án số 01-ĐA/TU, ngày 13/6/2016"),
        *_PLACE,
    ),
)

PROBLEMS = Table(
    "problems",
    "one thing that was dropped, skipped, failed or repaired in an article",
    (
        Column("stage", "text", "Where it happened", "parse"),
        Column("kind", "text", "What it was: a short name that stays the same", "missing_title"),
        Column("message", "text", "What was seen", "no heading above the meta line"),
        Column("url", "text", "The address concerned, if it is not the article's", None),
    ),
)

TABLES = (
    ARTICLES,
    CATEGORIES,
    IMAGES,
    ATTACHMENTS,
    LINKS,
    SENTENCES,
    TOKENS,
    ENTITIES,
    DOCUMENTS,
    PROBLEMS,
)
#: The tables beside `articles` that are files of their own; each row begins with the article's `id`.
PARTS = tuple(table for table in TABLES if table.csv and table is not ARTICLES)


def record(article: dict[str, Any]) -> dict[str, Any]:
    """The record of `articles.jsonl` for an article in the form of `crawler.items.to_dict`.

    Missing values are `None`, an empty text among them. The parts are shared with `article`, not copied.
    """
    body = "\n\n".join(article["paragraphs"])
    made: dict[str, Any] = {name: body if name == "body" else article[name] for name in _NAMES}
    for name in _TEXTS:
        if made[name] == "":
            made[name] = None
    for table in PARTS:
        if table.member is None and made[table.name]:
            made[table.name] = [_without_empty(part) for part in made[table.name]]
    return made


def rows(table: Table, made: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of a part's table in a record: the article's id, then the table's scalar columns."""
    names = [column.name for column in table.scalars]
    for part in made[table.name]:
        yield [made["id"], part] if table.member else [made["id"], *(part[name] for name in names)]


def _without_empty(part: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in part.items()} if "" in part.values() else part


_NAMES = [column.name for column in ARTICLES.columns]
_TEXTS = [column.name for column in ARTICLES.columns if column.type in {"text", "moment"}]
