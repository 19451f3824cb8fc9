"""A published version, opened with what analysts use, at the first try."""

import json
import re
import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import conllu
import duckdb
import frictionless
import mlcroissant
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import exports
from crawler.records.article import Entity, Sentence, Token, Word, to_dict
from crawler.records.storage import Folder
from crawler.store.store import Store
from exports import columns
from exports.dataset import Dataset
from exports.formats import NAMES, PUBLISHED, column_summaries
from exports.formats.conllu import universal
from exports.formats.parquet import in_file
from exports.gather import gather
from exports.parts import parts_of
from exports.write import write
from tests.shards import new_store

from ..store.samples import article
from .published import files, parquet, published, records, save, sound

TABLES = {table.name: table for table in columns.TABLES}


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("formats") / "data"
    bare = article(12, lead=None, paragraphs=["=1+1"], published_at=None)
    save(data, [sound(7), sound(8, title='Mưa, <b>"lớn"</b>', documents=[]), bare])
    with Store(new_store(data, "sontay")) as store:
        stubs = [("sontay:404", "https://x.vn/404", "Nắng", "2019-05-30"), ("sontay:7", "https://x.vn/7", None, None)]
        store.captures.note_listed("sontay", stubs, datetime(2019, 6, 1, tzinfo=UTC), "wayback")
    return published(data).version.path


@pytest.fixture(scope="module")
def gathered(version: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The version in single files of all formats."""
    folder = tmp_path_factory.mktemp("gathered")
    gather(Dataset(Folder(str(version))), folder, NAMES)
    return folder


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    return datasets


def test_pandas_reads_parquet_with_types(version: Path):
    articles = pd.read_parquet(version / "articles").sort_values("published_at", kind="stable", ignore_index=True)
    assert articles["id"].tolist() == ["sontay:7", "sontay:8", "sontay:12"]
    assert articles["published_at"].dt.hour.tolist()[:2] == [19, 19]
    assert str(articles["published_at"].dt.tz) == "Asia/Ho_Chi_Minh"
    assert isinstance(articles["portal"].dtype, pd.CategoricalDtype)
    assert list(articles.loc[0, "categories"]) == ["Tin nổi bật", "An toàn", "Môi trường"]
    assert list(articles.loc[2, "paragraphs"]) == ["=1+1"]
    assert pd.isna(articles.loc[2, "lead"])


def test_pandas_reads_csv_and_json_lines(version: Path):
    one = pd.concat(map(pd.read_csv, files(version, "csv", "articles")))
    other = pd.concat(pd.read_json(path, lines=True) for path in files(version, "jsonl", "articles"))
    assert one["id"].tolist() == other["id"].tolist()
    assert one["title"].tolist() == other["title"].tolist()
    assert pd.to_datetime(one["published_at"]).dt.hour.dropna().tolist() == [19, 19]


def test_the_projects_own_loader_reads_a_version(version: Path):
    tables = exports.load(version)
    assert len(tables.articles) == 3
    assert tables.observations["view_count"].tolist() == [451, 451]
    assert tables.observations["observed_at"].dt.hour.tolist() == [9, 9]


def in_parts(table: columns.Table) -> list[columns.Column]:
    """The columns of a table in the parts of a version."""
    return [column for column in in_file(table) if not (table is columns.ARTICLES and column.volatile)]


@pytest.mark.parametrize("table", (*columns.TABLES, columns.VISITS), ids=lambda table: table.name)
def test_parquet_has_the_columns_with_types_and_meanings(version: Path, table: columns.Table):
    schema = pq.read_schema(files(version, "parquet", table.name)[0])
    assert schema.names == [column.name for column in in_parts(table)]
    kinds = {"integer": pa.int64(), "boolean": pa.bool_(), "day": pa.date32()}
    kinds["moment"] = pa.timestamp("us", tz="Asia/Ho_Chi_Minh")
    for column in in_parts(table):
        field = schema.field(column.name)
        few = pa.dictionary(pa.int32(), pa.string())
        text = few if column.few else pa.string()
        expected = {"text": text, "list": pa.list_(pa.string())} | kinds
        assert field.type == expected[column.type], column.name
        assert field.metadata[b"description"].decode() == column.meaning


def test_the_flat_tables_of_parquet_are_the_nested_rows_of_json_lines(version: Path):
    articles = records(version)
    for name in ("images", "attachments", "attachment_texts", "links", "entities", "documents", "problems"):
        rows = parquet(version, name).to_pylist()
        nested = [{"id": record["id"], **part} for record in articles for part in record[name]]
        for row in rows:
            if isinstance(row.get("date"), date):
                row["date"] = row["date"].isoformat()
        assert rows == nested
    words = [
        {"id": record["id"], "sentence": number, **token}
        for record in articles
        for number, sentence in enumerate(record["sentences"])
        for token in sentence["tokens"]
    ]
    assert len(words) == 6
    assert parquet(version, "tokens").to_pylist() == words


def test_sentences_stand_with_their_text_and_number(version: Path):
    rows = parquet(version, "sentences").to_pylist()
    assert [(row["id"], row["sentence"], row["text"]) for row in rows[:2]] == [
        ("sontay:7", 0, "Sáng nay, mưa lớn."),
        ("sontay:7", 1, "Nước rút lúc trưa"),
    ]


def test_articles_stand_in_row_groups_of_ten_thousand(tmp_path: Path):
    plain = to_dict(article(1))
    write(({**plain, "id": f"sontay:{number}"} for number in range(10_500)), tmp_path, ["parquet"])
    metadata = pq.ParquetFile(tmp_path / "articles.parquet").metadata
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [10_000, 500]
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    read = pq.read_table(tmp_path / "articles.parquet", columns=["id"])["id"].to_pylist()
    assert read == [f"sontay:{number}" for number in range(10_500)]


def test_duckdb_joins_the_tables_of_all_formats(version: Path):
    query = (
        "SELECT a.id, e.text, a.published_at FROM '{0}/articles/**/*.{1}' AS a"
        " JOIN '{0}/entities/**/*.{1}' AS e ON a.id = e.id ORDER BY a.id"
    )
    for form, folder in (("parquet", version), ("csv", version / "csv")):
        rows = duckdb.sql(query.format(folder, form)).fetchall()
        assert [row[:2] for row in rows] == [("sontay:7", "Phùng Hưng"), ("sontay:8", "Phùng Hưng")]
        assert rows[0][2].astimezone().timestamp() == pd.Timestamp("2020-06-25T19:26:00+07:00").timestamp()
    lines_of = f"read_json('{version}/jsonl/articles/**/*.jsonl.gz')"
    assert duckdb.sql(f"SELECT portal, year, count(*) FROM {lines_of} GROUP BY ALL ORDER BY year").fetchall() == [
        ("sontay", 0, 1),
        ("sontay", 2020, 2),
    ]


@pytest.mark.parametrize("table", columns.TABLES, ids=lambda table: table.name)
def test_hugging_face_reads_every_table_with_its_features(version: Path, offline, table: columns.Table):
    count = parquet(version, table.name).num_rows
    if count == 0:
        assert table.name not in offline.get_dataset_config_names(str(version))
        return
    found = offline.load_dataset(str(version), table.name, split="train")
    assert found.column_names == [column.name for column in in_parts(table)]
    assert found.num_rows == count
    for column in in_parts(table):
        if column.type == "moment":
            assert found.features[column.name].dtype == "timestamp[us, tz=Asia/Ho_Chi_Minh]"


def test_hugging_face_keeps_the_time_zone_and_reads_the_articles_unasked(version: Path, offline):
    found = offline.load_dataset(str(version), split="train")
    moments = {found["published_at"] for found in found}
    assert {moment and moment.isoformat() for moment in moments} == {"2020-06-25T19:26:00+07:00", None}
    assert offline.load_dataset_builder(str(version)).config.name == "articles"


def test_frictionless_validates_the_package(version: Path):
    report = frictionless.validate(str(version / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    package = frictionless.Package(str(version / "datapackage.json"))
    named = [path for found in package.resources for path in (found.path, *found.extrapaths) if path]
    assert sorted(named) == sorted(path for part in parts_of(version) for path in part.files if "partials" not in path)
    rows = package.get_resource("articles").read_rows()
    offsets = {moment and moment.utcoffset().total_seconds() for moment in (row["published_at"] for row in rows)}
    assert offsets == {7 * 3600, None}


def test_frictionless_would_find_a_row_that_belongs_to_no_article(version: Path, tmp_path: Path):
    shutil.copytree(version / "csv", tmp_path / "csv")
    with files(tmp_path, "csv", "links")[0].open("a", encoding="utf-8", newline="") as file:
        file.write("sontay:404,https://x.vn/,x\r\n")
    package = json.loads((version / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [found for found in package["resources"] if found["name"] in {"articles", "links"}]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    types = [error[0] for error in frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])]
    assert "foreign-key" in types


def test_croissant_validates_and_its_records_are_read(version: Path):
    dataset = mlcroissant.Dataset(jsonld=str(version / "croissant.json"))
    assert dataset.metadata.issues.errors == set()
    assert dataset.metadata.issues.warnings == set()
    records = list(dataset.records(record_set="articles"))
    moments = {record["articles/id"]: record["articles/published_at"] for record in records}
    assert moments.keys() == {b"sontay:7", b"sontay:8", b"sontay:12"}
    assert moments[b"sontay:7"] == pd.Timestamp("2020-06-25T19:26:00+07:00")
    (first, *_) = dataset.records(record_set="tokens")
    assert first["tokens/text"].decode() == "Sáng nay"


def test_conllu_reads_documents_paragraphs_words_and_entities(tmp_path: Path):
    made = article(
        5,
        title="UBND phường họp.",
        lead=None,
        paragraphs=["Ông Mẫu nói."],
        sentences=[
            Sentence(
                "title",
                None,
                0,
                16,
                [
                    Token("UBND phường", 0, 11, "Ny"),
                    Token("họp", 12, 15, "V"),
                    Token(".", 15, 16, "CH"),
                ],
                [
                    Word("UBND", 0, 4, "Ny", "acronym"),
                    Word("phường", 5, 11, "N", "acronym"),
                    Word("họp", 12, 15, "V"),
                    Word(".", 15, 16, "CH"),
                ],
            ),
            Sentence(
                "paragraphs",
                0,
                0,
                12,
                [Token("Ông", 0, 3, "Nc"), Token("Mẫu nói", 4, 11, None), Token(".", 11, 12, "CH")],
                [Word("Ông", 0, 3, "Nc"), Word("Mẫu nói", 4, 11, None), Word(".", 11, 12, "CH")],
            ),
        ],
        entities=[
            Entity("UBND phường", "ORG", "title", None, 0, 11),
            Entity("Mẫu", "PER", "paragraphs", 0, 4, 7),
        ],
    )
    write([to_dict(made), to_dict(article(6))], tmp_path, ["conllu"])
    first, second = conllu.parse((tmp_path / "articles.conllu").read_text(encoding="utf-8"))
    assert first.metadata == {
        "newdoc id": "sontay:5",
        "newpar id": "sontay:5.title",
        "sent_id": "sontay:5.0",
        "text": "UBND phường họp.",
    }
    assert second.metadata == {"newpar id": "sontay:5.0", "sent_id": "sontay:5.1", "text": "Ông Mẫu nói."}
    assert [(word["form"], word["upos"], word["xpos"]) for word in second] == [
        ("Ông", "NOUN", "Nc"),
        ("Mẫu nói", "_", None),
        (".", "PUNCT", "CH"),
    ]
    assert [word["misc"] for word in first] == [
        {"Change": "acronym", "Entity": "B-ORG"},
        {"Change": "acronym", "Entity": "I-ORG"},
        {"SpaceAfter": "No"},
        None,
    ]
    assert second[1]["misc"] == {"Entity": "B-PER", "SpaceAfter": "No"}


def test_conllu_gives_the_texts_back(gathered: Path):
    sentences = conllu.parse((gathered / "articles.conllu").read_text(encoding="utf-8"))
    assert len(sentences) == 4
    assert len({sentence.metadata["sent_id"] for sentence in sentences}) == 4


def test_every_universal_part_of_speech_is_one():
    open_class = {"ADJ", "ADV", "INTJ", "NOUN", "PROPN", "VERB"}
    closed_class = {"ADP", "AUX", "CCONJ", "DET", "NUM", "PART", "PRON", "SCONJ"}
    known = open_class | closed_class | {"PUNCT", "SYM", "X", "_"}
    assert set(universal().values()) <= known
    assert universal()["Np"] == "PROPN"


def test_sqlite_has_the_tables_with_keys_that_resolve(version: Path, gathered: Path):
    with sqlite3.connect(f"file:{gathered}/browse.sqlite?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in columns.CSV:
            (count,) = connection.execute(f"SELECT count(*) FROM {table.relation or table.name}").fetchone()
            assert count == parquet(version, table.name).num_rows
        (categories,) = connection.execute("SELECT categories FROM articles WHERE id = 'sontay:7'").fetchone()
        assert json.loads(categories) == ["Tin nổi bật", "An toàn", "Môi trường"]
        assert connection.execute("SELECT published_time_inferred FROM articles").fetchone() == (1,)
    connection.close()


def test_the_card_says_what_a_stranger_needs(version: Path):
    card = (version / "README.md").read_text(encoding="utf-8")
    header = card.split("---\n")[1]
    for key in ("language:", "size_categories:", "license:", "task_categories:", "configs:", "dataset_info:"):
        assert f"\n{key}" in f"\n{header}"
    for heading in ("How it was collected", "Known limits", "Licence", "Personal data", "Citation", "Load it"):
        assert f"\n## {heading}\n" in card
    patterns = re.findall(r"^\| `(\S+)` \|", card, flags=re.MULTILINE)
    shown = sorted(path for pattern in patterns for path in version.glob(pattern))
    assert shown == sorted(
        path for form in PUBLISHED for path in version.rglob(f"*.{form}*") if path.name != "delta.jsonl"
    )


def test_the_descriptions_name_the_version(version: Path):
    for name in ("README.md", "datapackage.json"):
        assert version.name in (version / name).read_text(encoding="utf-8")


def test_sqlite_has_each_facet_of_an_article_once(gathered: Path):
    with sqlite3.connect(f"file:{gathered}/browse.sqlite?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT kind, value FROM facets WHERE id = 'sontay:7' ORDER BY rowid").fetchall()
        assert connection.execute("SELECT count(*) FROM facets WHERE id = 'sontay:12'").fetchone() == (0,)
    connection.close()
    assert rows == [
        ("category", "Tin nổi bật"),
        ("category", "An toàn"),
        ("category", "Môi trường"),
        ("year", "2020"),
        ("author", "NGUYỄN VĂN MẪU"),
        ("place", "đường Phùng Hưng"),
        ("unit", "thị xã Sơn Tây"),
        ("document", "Kế hoạch 15/KH-UBND"),
    ]


def test_what_columns_hold_is_the_same_counted_while_rows_come_or_afterwards(
    version: Path, gathered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def summaries(folder: Path) -> list[tuple[object, ...]]:
        with sqlite3.connect(folder / "browse.sqlite") as connection:
            return connection.execute("SELECT * FROM column_summaries").fetchall()

    monkeypatch.setattr(column_summaries, "MOST", 0)
    gather(Dataset(Folder(str(version))), tmp_path, ["sqlite"])
    found = {(table, column): (filled, json.loads(bins)) for table, column, filled, bins in summaries(gathered)}
    assert found == {(table, column): (filled, json.loads(bins)) for table, column, filled, bins in summaries(tmp_path)}
    assert found["entities", "label"] == (2, [["LOC", 2]])
    assert found["articles", "published_at"][1] == [["2020", 2]]
