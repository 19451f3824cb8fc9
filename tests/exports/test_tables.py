from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exports
from crawler.records.article import Article, from_dict, to_dict
from exports import columns
from exports.write import write

from ..store.samples import ARTICLES, article, full_article

TYPES = {"text": "string", "integer": "Int64", "boolean": "bool", "list": "object", "day": "datetime64[us]"}


def written(folder: Path, *articles: Article, formats: tuple[str, ...] = ("csv", "jsonl")) -> exports.Tables:
    write(map(to_dict, articles), folder, formats)
    return exports.load(folder)


@pytest.mark.parametrize("formats", [("csv",), ("jsonl",)])
@pytest.mark.parametrize("articles", [(), (full_article(), article(9))], ids=["empty", "filled"])
def test_every_column_has_its_type_even_without_rows(tmp_path: Path, formats: tuple[str, ...], articles: tuple):
    tables = written(tmp_path, *articles, formats=formats)
    for name, frame in tables._asdict().items():
        (table,) = [table for table in columns.TABLES if table.name == name]
        known = table.columns if table is columns.ARTICLES else table.flat
        assert list(frame.columns) == [column.name for column in known]
        for column in known:
            expected = TYPES.get(column.type, "datetime64[us, Asia/Ho_Chi_Minh]")
            assert str(frame[column.name].dtype) == expected, column.name


def test_a_moment_keeps_its_time_zone(tmp_path: Path):
    utc = article(published_at="2020-06-25T12:26:00+00:00", gone_at=None)
    (row,) = written(tmp_path, utc).articles.itertuples()
    assert row.published_at == pd.Timestamp("2020-06-25 19:26", tz="Asia/Ho_Chi_Minh")
    assert row.published_at.hour == 19
    assert pd.isna(row.gone_at)


def test_missing_values_are_missing_whatever_they_look_like(tmp_path: Path):
    tables = written(tmp_path, article(author=None, source="N/A", title="null", lead="nan"), formats=("csv",))
    (row,) = tables.articles.itertuples()
    assert (row.source, row.title, row.lead) == ("N/A", "null", "nan")
    assert row.author is pd.NA
    assert row.view_count is pd.NA


def test_lists_are_lists(tmp_path: Path):
    (row,) = written(tmp_path, full_article()).articles.itertuples()
    assert row.categories == ["Tin nổi bật", "An toàn", "Môi trường"]
    assert row.images[0] == {"url": "https://sontay.hanoi.gov.vn/documents/1/a.jpg", "caption": "Ảnh, có dấu phẩy"}
    assert row.sentences[0]["tokens"][0]["text"] == "Sáng nay"


def test_parts_are_keyed_by_their_article(tmp_path: Path):
    tables = written(tmp_path, full_article(7), article(8), full_article(9))
    assert tables.entities["id"].tolist() == ["sontay:7", "sontay:9"]
    joined = tables.entities.merge(tables.articles, on="id")
    assert joined["title"].tolist() == ["Mưa lớn ở thị xã"] * 2
    assert tables.documents.loc[0, "date"] == pd.Timestamp("2020-06-01")


def test_the_sentences_can_be_left_out(tmp_path: Path):
    written(tmp_path, full_article())
    assert exports.load(tmp_path, sentences=False).articles["sentences"].tolist() == [None]


def test_csv_alone_gives_the_same_but_sentences(tmp_path: Path):
    both = written(tmp_path, full_article(), article(9))
    (tmp_path / "articles.jsonl").unlink()
    alone = exports.load(str(tmp_path))
    assert alone.articles["sentences"].tolist() == [None, None]
    for name in exports.Tables._fields:
        one, other = (getattr(tables, name).drop(columns="sentences", errors="ignore") for tables in (both, alone))
        pd.testing.assert_frame_equal(one, other)


def test_csv_written_for_excel_loads_too(tmp_path: Path):
    write([to_dict(full_article())], tmp_path, ["csv"], excel=True)
    assert exports.load(tmp_path).articles.loc[0, "id"] == "sontay:7"


def test_a_folder_without_a_dataset_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="vnportal export"):
        exports.load(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path):
    (tmp_path / "articles.jsonl").write_text('{"id": "a', encoding="utf-8")
    with pytest.raises(ValueError, match=r"articles\.jsonl, line 1: not JSON"):
        exports.load(tmp_path)


def test_a_file_with_other_columns_is_named(tmp_path: Path):
    written(tmp_path, article(), formats=("csv",))
    (tmp_path / "images.csv").write_text("id,address\r\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"images\.csv: its columns"):
        exports.load(tmp_path)


@settings(deadline=None, max_examples=40)  # each example writes and reads ten files
@given(articles=st.lists(ARTICLES, max_size=3, unique_by=lambda made: made.id))
def test_any_article_is_the_same_from_csv_and_json_lines(tmp_path_factory, articles: list[Article]):
    folder = tmp_path_factory.mktemp("dataset")
    both = written(folder, *articles)
    (folder / "articles.jsonl").unlink()
    alone = exports.load(folder)
    for name in exports.Tables._fields:
        one, other = (getattr(tables, name).drop(columns="sentences", errors="ignore") for tables in (both, alone))
        pd.testing.assert_frame_equal(one, other)
    assert both.articles["title"].tolist() == [pd.NA if made.title is None else made.title for made in articles]


@given(ARTICLES)
def test_the_plain_form_and_back_is_the_same_article(made: Article):
    assert from_dict(to_dict(made)) == made
