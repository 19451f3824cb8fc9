import json
from dataclasses import fields
from datetime import date, datetime

import pytest

from crawler.records import article, derived
from crawler.records.attachment_text import AttachmentText
from crawler.records.earlier_version import EarlierVersion
from crawler.records.official_document import OfficialDocument
from crawler.records.profile import TABLES
from exports import columns
from exports.describe.dictionary import dictionary
from exports.record_rows import record

FORMS = {
    "articles": article.Article,
    "images": article.Image,
    "attachments": article.Attachment,
    "attachment_texts": AttachmentText,
    "links": article.Link,
    "sentences": article.Sentence,
    "tokens": article.Token,
    "words": article.Word,
    "entities": article.Entity,
    "documents": article.DocumentReference,
    "official_documents": OfficialDocument,
    "offices": article.Office,
    "earlier_versions": EarlierVersion,
    "problems": article.Problem,
    **derived.FORMS,
}
EVERY_COLUMN = [
    (table, column)
    for table in (*columns.TABLES, columns.FACETS, columns.NAMES)
    for column in table.outer + table.columns
]


def named(table: columns.Table) -> list[str]:
    return [column.name for column in table.columns]


@pytest.mark.parametrize("table", [table for table in columns.TABLES if table.name in FORMS], ids=lambda t: t.name)
def test_columns_are_the_fields_of_the_record_in_their_order(table: columns.Table):
    names = [name for name in named(table) if (table.name, name) != ("articles", "body")]
    assert names == [field.name for field in fields(FORMS[table.name])]


def test_the_checks_of_profiles_know_every_table_whose_rows_belong_to_a_portal():
    assert set(TABLES) == {table.name for table in columns.OF_PORTALS}


def test_body_follows_the_paragraphs():
    names = named(columns.ARTICLES)
    assert names.index("body") == names.index("paragraphs") + 1


def test_every_list_but_paragraphs_names_its_table():
    tables = {table.name for table in columns.TABLES}
    for table, column in EVERY_COLUMN:
        if column.type == "list":
            assert column.of in tables or (table.name, column.name) == ("articles", "paragraphs")
        else:
            assert column.of is None


@pytest.mark.parametrize("table, column", EVERY_COLUMN, ids=lambda value: value.name)
def test_every_column_is_explained_and_its_example_is_of_its_type(table: columns.Table, column: columns.Column):
    assert column.meaning
    assert column.meaning[0].isupper() or column.meaning.startswith(("PER", "1,", "current"))
    example = column.example
    if column.type == "moment":
        assert datetime.fromisoformat(example).tzinfo is not None
    elif column.type == "day":
        assert date.fromisoformat(example).isoformat() == example
    else:
        assert type(example) is {"text": str, "integer": int, "boolean": bool, "list": list}[column.type]


@pytest.mark.parametrize("table, column", EVERY_COLUMN, ids=lambda value: value.name)
def test_the_dictionary_explains_every_column(table: columns.Table, column: columns.Column):
    section = dictionary().split(f"\n## {table.name}\n", 1)[1].split("\n## ", 1)[0]
    (line,) = [line for line in section.splitlines() if line.startswith(f"| `{column.name}` |")]
    assert column.meaning.replace("|", "\\|") in line
    if column.example not in (None, []):
        assert json.dumps(column.example, ensure_ascii=False).replace("|", "\\|") in line


def test_every_line_of_the_dictionarys_tables_has_four_cells():
    lines = [line for line in dictionary().splitlines() if line.startswith("|")]
    assert len(lines) > len(EVERY_COLUMN)
    assert {line.replace("\\|", "").count("|") for line in lines} == {5}


def test_the_dictionary_says_which_files_have_the_articles_id():
    for table in [table for table in columns.CSV if table not in columns.DERIVED]:
        section = dictionary().split(f"\n## {table.name}\n", 1)[1].split("\n## ", 1)[0]
        assert "| `id` |" in section


class TestRecord:
    def plain(self, **changed: object) -> dict:
        one = article.Article(id="sontay:1", portal="sontay", url="https://x.vn/1")
        return article.to_dict(one) | changed

    def test_keys_are_the_columns_in_their_order(self):
        assert list(record(self.plain())) == named(columns.ARTICLES)

    def test_body_is_the_paragraphs_joined_by_a_blank_line(self):
        assert record(self.plain(paragraphs=["Một.", "Hai."]))["body"] == "Một.\n\nHai."
        assert record(self.plain())["body"] is None

    def test_an_empty_text_is_a_missing_one(self):
        image = {"url": "https://x.vn/a.jpg", "caption": ""}
        made = record(self.plain(title="", lead="", images=[image]))
        assert (made["title"], made["lead"]) == (None, None)
        assert made["images"] == [{"url": "https://x.vn/a.jpg", "caption": None}]
        assert image["caption"] == ""
