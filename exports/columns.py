"""Every table and column of the datasets: its name, type, meaning and an example.

All formats, the files that describe a dataset, and the types of `exports.load` are made from these tables. The columns
of an article are the fields of its record: `crawler.records.article` describes them.
"""

from typing import NamedTuple

from crawler.records import article, derived
from crawler.records.attachment_text import AttachmentText
from crawler.records.column import Column, Type, columns
from crawler.records.earlier_version import EarlierVersion
from crawler.records.official_document import OfficialDocument

__all__ = [
    "APART",
    "ARTICLES",
    "BROWSED",
    "CSV",
    "DERIVED",
    "FACETS",
    "MISSING_ARTICLES",
    "NAMES",
    "OBSERVATIONS",
    "OF_PORTALS",
    "PARTS",
    "TABLE",
    "TABLES",
    "VISITS",
    "ZONE",
    "Column",
    "Table",
    "Type",
]

#: The time zone in which moments are shown; the portals' own.
ZONE = "Asia/Ho_Chi_Minh"


class Table(NamedTuple):
    """A table.

    - `outer`: the columns that come first in a file of its own. They name the article or sentence of a row.
    - `csv`: false for a table that CSV and SQLite leave out, because it has too many rows.
    - `nested`: false for a table that is not part of the articles' records.
    - `member`: the only column of a table whose rows are plain texts in JSON Lines.
    - `relation`: the name in SQLite, if it differs.
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


_ID = Column("The article's id", "sontay:2285084", name="id", required=True)
_SENTENCE = Column("Number of the sentence in its article, from 0", 3, "integer", name="sentence", required=True)
_TEXT = Column("The sentence exactly as it stands", "Mưa lớn ở thị xã.", name="text", required=True)
#: The one column of the articles that is no field of the record: it is made from `paragraphs`, and stands behind them.
_BODY = Column("The paragraphs joined by a blank line", "Sau 4 năm triển khai …\n\nVề nhiệm vụ …", name="body")


def _articles() -> tuple[Column, ...]:
    found = columns(article.Article)
    behind = [column.name for column in found].index("paragraphs") + 1
    return (*found[:behind], _BODY, *found[behind:])


ARTICLES = Table("articles", "one article of a portal", _articles())
CATEGORIES = Table(
    "categories",
    "one category that an article was listed in",
    (
        Column(
            "Name of the category as the portal's navigation prints it",
            "Tin nổi bật",
            name="category",
            required=True,
            few=True,
        ),
    ),
    outer=(_ID,),
    member="category",
    relation="article_categories",
)
IMAGES = Table("images", "one picture of an article", columns(article.Image), (_ID,))
ATTACHMENTS = Table("attachments", "one file that an article offers", columns(article.Attachment), (_ID,))
ATTACHMENT_TEXTS = Table(
    "attachment_texts", "one page of a file that an article offers", columns(AttachmentText), (_ID,)
)
LINKS = Table("links", "one link inside an article's text", columns(article.Link), (_ID,))
SENTENCES = Table("sentences", "one sentence", columns(article.Sentence), (_ID, _SENTENCE, _TEXT), csv=False)
TOKENS = Table(
    "tokens",
    "one word of a sentence; a Vietnamese word may hold blanks",
    columns(article.Token),
    (_ID, _SENTENCE),
    csv=False,
)
WORDS = Table(
    "words",
    "one word of a sentence, with names of persons and numbers of documents whole",
    columns(article.Word),
    (_ID, _SENTENCE),
    csv=False,
)
ENTITIES = Table("entities", "one mention of a person, an organisation or a place", columns(article.Entity), (_ID,))
DOCUMENTS = Table("documents", "one reference to an official document", columns(article.DocumentReference), (_ID,))
OFFICIAL_DOCUMENTS = Table(
    "official_documents",
    "one official document whose own text an article or a file of it is",
    columns(OfficialDocument),
    (_ID,),
)
OFFICES = Table("offices", "one office that a sentence gives to a person", columns(article.Office), (_ID,))
EARLIER_VERSIONS = Table(
    "earlier_versions",
    "one text that an article had before it was changed",
    columns(EarlierVersion),
    (_ID,),
)
OBSERVATIONS = Table(
    "observations",
    "one reading of a portal's count of visits to an article",
    (
        Column("When it was read", "2026-11-24T09:36:37+07:00", "moment", name="observed_at", required=True),
        Column("The count; our own visits are in it", 451, "integer", name="view_count", required=True),
        Column("The run that read it", "sontay-20261124T023637Z", name="run_id", few=True),
    ),
    outer=(_ID,),
    nested=False,
)
MISSING_ARTICLES = Table(
    "missing_articles",
    "one article that a listing in a web archive names and that no archive has",
    (
        Column("Portal and the portal's own number; no row of `articles` has it", "sontay:2285084", name="id",
               required=True),
        Column("Name of the portal's profile", "sontay", name="portal", required=True, few=True),
        Column("The address that the listing leads to",
               "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/2285084-doan-dai-bieu.html", name="url",
               required=True),
        Column("Its title in the listing", "Thị ủy tổng kết thực hiện Đề án số 01- ĐA/TU", name="title"),
        Column("Day of publication, as the listing prints it", "2020-06-25", "day", name="published_on"),
        Column("When the listing was captured that was the last to name it", "2020-07-01T10:12:44+07:00", "moment",
               name="listed_at", required=True),
        Column("The archive's collection or the folder that holds the listing", "wayback", name="capture_source",
               few=True),
    ),
    nested=False,
)  # fmt: skip
#: What changes at every visit stands apart from the texts in a published version; elsewhere it is in the articles.
VISITS = Table(
    "visits",
    "one article, as its latest visits found it",
    tuple(column for column in ARTICLES.columns if column.volatile),
    (_ID,),
    nested=False,
)
PROBLEMS = Table(
    "problems",
    "one thing that was dropped, skipped, failed or repaired in an article",
    columns(article.Problem),
    (_ID,),
)

#: The facets of articles in `browse.sqlite`; `exports.facets` finds their values.
FACETS = Table(
    "facets",
    "one value by which an article can be found; none twice",
    (
        Column(
            "Of what kind the value is: category, year (of publication), author, person, body (an organisation), "
            "place, document, or unit (an administrative unit in the name of a place or body)",
            "body",
            name="kind",
            required=True,
            few=True,
        ),
        Column(
            "The value: a name is the canonical one, where there is one; a document has its type and number, or else "
            "the words that name it",
            "Ủy ban nhân dân thị xã Sơn Tây",
            name="value",
            required=True,
        ),
        Column(
            "What tells the value from others of its name: person_id, body_id, unit_code or document_id, or else the "
            "value",
            "Ủy ban nhân dân [01/thixasontay]",
            name="key",
            required=True,
        ),
    ),
    outer=(_ID,),
    nested=False,
)
#: The names of the facets in `browse.sqlite`.
NAMES = Table(
    "names",
    "one value of `facets.key`, with its name",
    (
        Column("Of what kind it is: `facets.kind`", "body", name="kind", required=True, few=True),
        Column("What tells it from others of its name: `facets.key`", "Ủy ban nhân dân [01/thixasontay]",
               name="key", required=True),
        Column("Its name: for a person, a body or a unit that of the table, else the value that most articles have",
               "Ủy ban nhân dân thị xã Sơn Tây", name="name", required=True),
        Column("What tells it from others of the name: a body of the person, the unit that a unit lies in, the year and"
               " issuer of a document, the unit of a body whose name others have",
               "thành phố Hà Nội", name="hint"),
        Column("Whether it is a person, a body, a unit or a document: `vnportal browse` has a page of it", True,
               "boolean", name="page", required=True),
        Column("Articles that have it", 5, "integer", name="articles", required=True),
    ),
    nested=False,
)  # fmt: skip

#: What each table that is made of all articles together has a row for.
_DERIVED_ROWS = {
    "units": "one administrative unit that an article names or that such a unit refers to",
    "bodies": "one body that an article names, or one whose place it took or that took its place",
    "body_names": "one name that articles give to a body",
    "people": "one person whom articles name",
    "positions": "one office that a sentence gives to a person, with whose it is",
    "appearances": "one person in one article, under one name",
    "cooccurrence": "two people whom an article names together",
}
#: The tables that are made of all articles together.
DERIVED = tuple(Table(name, _DERIVED_ROWS[name], columns(form), nested=False) for name, form in derived.FORMS.items())
#: Those among them that are made part by part: their rows belong to one article each.
RESOLVED = tuple(table for table in DERIVED if table.name in derived.RESOLVED)
#: The tables whose rows do not come with an article's record.
APART = (OBSERVATIONS, MISSING_ARTICLES, *DERIVED)

TABLES = (
    ARTICLES,
    CATEGORIES,
    IMAGES,
    ATTACHMENTS,
    ATTACHMENT_TEXTS,
    LINKS,
    SENTENCES,
    TOKENS,
    WORDS,
    ENTITIES,
    DOCUMENTS,
    OFFICIAL_DOCUMENTS,
    OFFICES,
    EARLIER_VERSIONS,
    OBSERVATIONS,
    MISSING_ARTICLES,
    PROBLEMS,
    *DERIVED,
)
#: Every table by its name.
TABLE = {table.name: table for table in TABLES}
#: Those among them whose rows belong to a portal each.
OF_PORTALS = (*(table for table in TABLES if table not in DERIVED), VISITS)
#: The tables of CSV and SQLite.
CSV = tuple(table for table in TABLES if table.csv)
#: Those among them that are lists in the articles' records.
PARTS = tuple(table for table in CSV if table.nested and table is not ARTICLES)
#: The tables of SQLite.
BROWSED = (*CSV, FACETS, NAMES)
