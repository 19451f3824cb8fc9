"""Every table and column of the datasets: its name, type, meaning and an example. Nothing else names a column.

The columns and types of all formats, the descriptions that stand beside the files and the types that `exports.load`
gives all come from here. The names are those of `crawler.records.article`.
"""

from typing import Any, Literal, NamedTuple

#: The time zone in which moments are shown; the portals' own.
ZONE = "Asia/Ho_Chi_Minh"

#: "moment" is ISO 8601 with its offset, "day" ISO 8601 without a time; "list" holds texts or the rows of another table.
Type = Literal["text", "integer", "boolean", "moment", "day", "list"]


class Column(NamedTuple):
    """A column; `example` is a value as JSON Lines hold it. `of` names the table that a list's members make up.

    `required`: never missing. `few`: few values that come again and again. `volatile`: changes with every look at the
    page, so that it is no change of the article.
    """

    name: str
    type: Type
    meaning: str
    example: Any
    of: str | None = None
    required: bool = False
    few: bool = False
    volatile: bool = False


class Table(NamedTuple):
    """A table. Where it is a file of its own, the columns `outer` stand in front: they say what its rows belong to.

    With `csv` false it is none of CSV and SQLite: words are too many for them. With `nested` false it is not part of
    the articles' records. `member` names the one column of a table whose members are plain texts in JSON Lines, and
    `relation` is the name in SQLite, if it is another one.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    outer: tuple[Column, ...] = ()
    csv: bool = True
    nested: bool = True
    member: str | None = None
    relation: str | None = None

    @property
    def scalars(self) -> tuple[Column, ...]:
        """The columns that hold single values."""
        return tuple(column for column in self.columns if column.type != "list")

    @property
    def flat(self) -> tuple[Column, ...]:
        """The columns of the table as a file of its own without lists."""
        return self.outer + self.scalars

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.outer + self.columns if column.name == name)


_ID = Column("id", "text", "The article's id", "sontay:2285084", required=True)
_SENTENCE = Column("sentence", "integer", "Number of the sentence in its article, from 0", 3, required=True)

_PLACE = (
    Column(
        "field", "text", "The text in which it stands: title, lead or paragraphs", "paragraphs", required=True, few=True
    ),
    Column("paragraph", "integer", "Which of the paragraphs, counted from 0; missing in title and lead", 2),
    Column(
        "start",
        "integer",
        "Where it begins: characters (Unicode code points) of that text before it",
        17,
        required=True,
    ),
    Column("end", "integer", "Where it ends: the first character behind it", 37, required=True),
)

ARTICLES = Table(
    "articles",
    "one article of a portal",
    (
        Column(
            "id", "text", "Portal and the portal's own number; the key of all tables", "sontay:2285084", required=True
        ),
        Column("portal", "text", "Name of the portal's profile", "sontay", required=True, few=True),
        Column(
            "url",
            "text",
            "Canonical address: no session, redirect, prefix or print view",
            "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/2285084-doan-dai-bieu.html",
            required=True,
        ),
        Column("category", "text", "Where the page itself says it stands", "Đảng - đoàn thể", few=True),
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
            required=True,
        ),
        Column(
            "view_count",
            "integer",
            "The portal's count of visits when last observed; our own visits count",
            451,
            volatile=True,
        ),
        Column(
            "observed_at",
            "moment",
            "When the count of visits was observed",
            "2026-11-24T09:36:37+07:00",
            volatile=True,
        ),
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
        Column("version", "integer", "1, and one more for every change of the text that was seen", 1, required=True),
        Column("first_seen_at", "moment", "When it was first fetched", "2026-11-24T09:36:37+07:00"),
        Column("last_seen_at", "moment", "When it was last found in place", "2026-11-25T09:36:37+07:00", volatile=True),
        Column(
            "gone_at", "moment", "When the portal no longer had it; missing while it has", "2026-12-01T01:12:05+07:00"
        ),
        Column("near_duplicate_of", "text", "The id of the article that this one nearly repeats", "sontay:2285083"),
        Column("run_id", "text", "The run that fetched this version first", "sontay-20261124T023637Z", few=True),
        Column("fetched_at", "moment", "When this version was first fetched", "2026-11-24T09:36:37+07:00"),
        Column(
            "warc_file",
            "text",
            "The archive file that holds the page of this version",
            "sontay-20261124T023637Z-00000.warc.gz",
            few=True,
        ),
        Column("warc_offset", "integer", "Where in that file its record begins, in bytes", 1146),
        Column("parser_version", "text", "Version of the parser that read the page", "1", few=True),
        Column(
            "pipeline_version", "text", "Version of the language stages; missing while not annotated", "1", few=True
        ),
        Column("problems", "list", "What was dropped, failed or repaired on the way", [], of="problems"),
    ),
)

CATEGORIES = Table(
    "categories",
    "one category that an article was listed in",
    (
        Column(
            "category",
            "text",
            "Name of the category as the portal's navigation prints it",
            "Tin nổi bật",
            required=True,
            few=True,
        ),
    ),
    outer=(_ID,),
    member="category",
    relation="article_categories",
)

IMAGES = Table(
    "images",
    "one picture of an article",
    (
        Column("url", "text", "Absolute address", "https://sontay.hanoi.gov.vn/documents/20181/1/hoi-nghi.jpg"),
        Column("caption", "text", "Caption", "Các cá nhân được khen thưởng tại hội nghị"),
    ),
    outer=(_ID,),
)

ATTACHMENTS = Table(
    "attachments",
    "one file that an article offers",
    (
        Column(
            "url",
            "text",
            "Absolute address",
            "https://sontay.hanoi.gov.vn/documents/20181/1/KH-15.signed.pdf",
        ),
        Column("title", "text", "Text of its link", "Kế hoạch số 15/KH-UBND"),
        Column("media_type", "text", "Media type, guessed from the address", "application/pdf", few=True),
    ),
    outer=(_ID,),
)

LINKS = Table(
    "links",
    "one link inside an article's text",
    (
        Column("url", "text", "Absolute address", "https://hanoi.gov.vn/"),
        Column("text", "text", "The words that are linked", "Cổng thông tin thành phố"),
    ),
    outer=(_ID,),
)

SENTENCES = Table(
    "sentences",
    "one sentence",
    (*_PLACE, Column("tokens", "list", "Its words, in order", [], of="tokens")),
    outer=(
        _ID,
        _SENTENCE,
        Column("text", "text", "The sentence exactly as it stands", "Mưa lớn ở thị xã.", required=True),
    ),
    csv=False,
)

TOKENS = Table(
    "tokens",
    "one word of a sentence; a Vietnamese word may hold blanks",
    (
        Column("text", "text", "The word exactly as it stands", "tổ chức", required=True, few=True),
        *_PLACE[2:],
        Column("pos", "text", "Part of speech, a tag of underthesea", "V", few=True),
    ),
    outer=(_ID, _SENTENCE),
    csv=False,
)

ENTITIES = Table(
    "entities",
    "one mention of a person, an organisation or a place",
    (
        Column("text", "text", "The mention exactly as it stands", "UBND thị xã", required=True),
        Column("label", "text", "PER (person), ORG (organisation) or LOC (place)", "ORG", required=True, few=True),
        *_PLACE,
        Column("canonical", "text", "Its full official name", "Ủy ban nhân dân thị xã Sơn Tây"),
        Column("unit_code", "text", "Code of the administrative unit in it", "01/thixasontay", few=True),
        Column(
            "unit_status",
            "text",
            "current or former on the article's day; ambiguous when several units fit and none was chosen",
            "current",
            few=True,
        ),
        Column(
            "unit_successors",
            "text",
            "Codes of the units that took its place, the principal first, divided by blanks; missing while it lasts",
            "01/phuongsontay@2025 01/phuongtungthien@2025 01/xadoaiphuong@2025",
        ),
    ),
    outer=(_ID,),
)

DOCUMENTS = Table(
    "documents",
    "one reference to an official document",
    (
        Column("type", "text", "Kind of document", "Đề án", few=True),
        Column("number", "text", "Its number, without blanks", "01-ĐA/TU"),
        Column("date", "day", "Its date", "2016-06-13"),
        Column("issuer", "text", "Who issued it", "Ban Thường vụ Thị ủy"),
        Column(
            "text", "text", "The reference exactly as it stands", "Đề án số 01-ĐA/TU, ngày 13/6/2016", required=True
        ),
        *_PLACE,
    ),
    outer=(_ID,),
)

OBSERVATIONS = Table(
    "observations",
    "one reading of a portal's count of visits to an article",
    (
        Column("observed_at", "moment", "When it was read", "2026-11-24T09:36:37+07:00", required=True),
        Column("view_count", "integer", "The count; our own visits are in it", 451, required=True),
        Column("run_id", "text", "The run that read it", "sontay-20261124T023637Z", few=True),
    ),
    outer=(_ID,),
    nested=False,
)

PROBLEMS = Table(
    "problems",
    "one thing that was dropped, skipped, failed or repaired in an article",
    (
        Column("stage", "text", "Where it happened", "parse", required=True, few=True),
        Column(
            "kind", "text", "What it was: a short name that stays the same", "missing_title", required=True, few=True
        ),
        Column("message", "text", "What was seen", "no heading above the meta line", required=True),
        Column(
            "url",
            "text",
            "The address concerned, if it is not the article's",
            "https://sontay.hanoi.gov.vn/documents/20181/1/hoi-nghi.jpg",
        ),
    ),
    outer=(_ID,),
)

#: What articles are narrowed down by in `browse.sqlite`; `exports.facets` finds their values.
FACETS = Table(
    "facets",
    "one value by which an article can be found; none twice",
    (
        Column(
            "kind",
            "text",
            "Of what kind the value is: category, year (of publication), author, person, body (an organisation), place "
            "or document",
            "body",
            required=True,
            few=True,
        ),
        Column(
            "value",
            "text",
            "The value: a name is the canonical one, where there is one; a document has its type and number, or else "
            "the words that name it",
            "Ủy ban nhân dân thị xã Sơn Tây",
            required=True,
        ),
    ),
    outer=(_ID,),
    nested=False,
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
    OBSERVATIONS,
    PROBLEMS,
)
#: The tables of CSV and SQLite.
CSV = tuple(table for table in TABLES if table.csv)
#: Those among them that are lists in the articles' records.
PARTS = tuple(table for table in CSV if table.nested and table is not ARTICLES)
#: The tables of SQLite.
BROWSED = (*CSV, FACETS)
