"""Speed and memory of the exports, on synthetic articles.

Each format against the plain library call that writes the same rows: `csv.writer.writerows`, `json.dumps`,
`pyarrow.Table.from_pylist` with `pyarrow.parquet.write_table`, `sqlite3.executemany`, `conllu.TokenList.serialize`. The
plain calls get their rows ready made as lists and dicts, which does not count; ours starts from what the store gives,
and makes the rows, too. Of three rounds, taken in turns, the best counts; processor time, not the clock's. Before that
all formats are written at once from a stream, as an export does it, and the process's largest resident memory is
printed.

    python -m benchmarks.exports [--articles 1000] [--stream 5000]
"""

import argparse
import csv
import json
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import conllu
import pyarrow as pa
import pyarrow.parquet as pq

from crawler.store.snapshot import Observation
from exports import columns
from exports.atomic import FileSet
from exports.facets import facets
from exports.formats import NAMES, named
from exports.formats.parquet import columns_of, schema
from exports.formats.sqlite import ACCENTS, SEARCH, accented, folded, relation
from exports.record_rows import encode, record, rows
from exports.write import closing, pour, write

#: The size of a usual article: paragraphs, sentences in each, words in each.
PARAGRAPHS, SENTENCES, WORDS = 8, 3, 20
#: The formats that a plain call writes as well: a network is made of people, and these articles have none.
COMPARED = tuple(name for name in NAMES if name != "gexf")
VOCABULARY = [
    "thị xã", "tổ chức", "hội nghị", "tổng kết", "công tác", "dân vận", "khéo", "năm", "qua", "tại", "phường",
    "Quang Trung", "và", "xã", "Đường Lâm", ",", "nhân dân",
]  # fmt: skip


def article(number: int) -> dict[str, Any]:
    """A synthetic article as `Store.snapshot.records` gives it."""
    paragraphs, sentences, entities = [], [], []
    for index in range(PARAGRAPHS):
        text = ""
        for at in range(SENTENCES):
            start, tokens = len(text), []
            for position in range(WORDS):
                word = VOCABULARY[(number * 7 + index * 5 + at * 3 + position) % len(VOCABULARY)]
                tokens.append({"text": word, "start": len(text), "end": len(text) + len(word), "pos": "N"})
                text += word + " "
            sentences.append(
                {
                    "field": "paragraphs", "paragraph": index, "start": start, "end": len(text) - 1, "tokens": tokens,
                    "words": [{**token, "change": None} for token in tokens],
                }
            )  # fmt: skip
            first = tokens[3]
            entities.append(
                {
                    "text": first["text"], "label": "LOC", "field": "paragraphs", "paragraph": index,
                    "sentence": index * SENTENCES + at,
                    "start": first["start"], "end": first["end"], "canonical": "phường Quang Trung",
                    "unit_code": "09574", "unit_status": "current", "unit_successors": None,
                }
            )  # fmt: skip
        paragraphs.append(text.rstrip())
    moment = "2026-11-24T09:36:37+07:00"
    return dict.fromkeys(column.name for column in columns.ARTICLES.columns if column.name != "body") | {
        "id": f"sontay:{number}", "portal": "sontay",
        "url": f"https://sontay.hanoi.gov.vn/tin/-/view_content/{number}-tin.html",
        "category": "Tin nổi bật", "categories": ["Tin nổi bật", "Văn hóa"],
        "title": f"Hội nghị thứ {number}", "lead": "Sáng nay, họp.", "paragraphs": paragraphs,
        "published_at": "2020-06-25T19:26:00+07:00", "published_raw": "25/06/2020 | 07:26",
        "published_time_inferred": True, "view_count": number % 999, "observed_at": moment,
        "images": [{"url": f"https://sontay.hanoi.gov.vn/documents/{number}.jpg", "caption": "Hội nghị"}],
        "attachments": [], "attachment_texts": [], "earlier_versions": [], "official_documents": [], "links": [],
        "sentences": encode(sentences).encode(), "entities": entities,
        "documents": [], "offices": [], "content_hash": f"{number:064x}", "version": 1, "first_seen_at": moment,
        "last_seen_at": moment, "run_id": "sontay-20261124T023637Z", "fetched_at": moment, "warc_file": "a.warc.gz",
        "warc_offset": number, "parser_version": "1", "pipeline_version": "1", "problems": [],
    }  # fmt: skip


def observations(count: int) -> Iterator[Observation]:
    """One reading for each article."""
    return (Observation(f"sontay:{n}", "2026-11-24T02:36:37+00:00", n % 999, None) for n in range(count))


class Plain:
    """The same rows ready made, and the plain library calls that write them."""

    def __init__(self, articles: list[dict[str, Any]], readings: list[Observation]) -> None:
        self.records = []
        self.flat: dict[str, list[list[Any]]] = {table.name: [] for table in columns.BROWSED}
        self.searched: dict[str, list[list[Any]]] = {SEARCH: [], ACCENTS: []}
        self.dicts: dict[str, list[dict[str, Any]]] = {table.name: [] for table in columns.TABLES}
        self.sentences: list[conllu.TokenList] = []
        for found in articles:
            made = record(found)
            self.records.append({**made, "sentences": made.sentences})
            self.flat["articles"].append([made[column.name] for column in columns.ARTICLES.flat])
            for table in columns.PARTS:
                self.flat[table.name] += rows(table, made)
            self.flat["facets"] += facets(made)
            for index, written in ((SEARCH, folded), (ACCENTS, accented)):
                texts = [written(made[name]) for name in ("title", "lead", "body")]
                self.searched[index].append([len(self.records), *texts])
            for number, sentence in enumerate(made.sentences):
                text = made["paragraphs"][sentence["paragraph"]]
                spans = {name: sentence[name] for name in ("field", "paragraph", "start", "end")}
                outer = {"id": made["id"], "sentence": number}
                self.dicts["sentences"].append({**outer, "text": text[sentence["start"] : sentence["end"]], **spans})
                for name in ("tokens", "words"):
                    self.dicts[name] += [{**outer, **word} for word in sentence[name]]
                words = [
                    {"id": n, "form": token["text"], "lemma": "_", "upos": "NOUN", "xpos": token["pos"], "feats": None,
                     "head": None, "deprel": None, "deps": None, "misc": None}
                    for n, token in enumerate(sentence["tokens"], 1)
                ]  # fmt: skip
                self.sentences.append(conllu.TokenList(words, conllu.models.Metadata(sent_id=f"{made['id']}.{number}")))
            self.dicts["articles"].append(
                {column.name: _typed(column, made[column.name]) for column in columns_of(columns.ARTICLES)}
            )
        self.flat["observations"] = [[o.article_id, o.observed_at, o.view_count, o.run_id] for o in readings]
        for table in columns.CSV[1:]:
            self.dicts[table.name] = [
                {column.name: _typed(column, value) for column, value in zip(table.flat, row, strict=True)}
                for row in self.flat[table.name]
            ]

    def csv(self, folder: Path) -> None:
        """`csv.writer.writerows`."""
        for table in columns.CSV:
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(self.flat[table.name])

    def jsonl(self, folder: Path) -> None:
        """`json.dumps`."""
        with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
            for made in self.records:
                file.write(json.dumps(made, ensure_ascii=False) + "\n")

    def parquet(self, folder: Path) -> None:
        """`Table.from_pylist` and `write_table`."""
        for table in columns.TABLES:
            made = pa.Table.from_pylist(self.dicts[table.name], schema=schema(table))
            pq.write_table(made, folder / f"{table.name}.parquet", compression="zstd")

    def sqlite(self, folder: Path) -> None:
        """`executemany`, into the tables and into the two full-text indexes, without accents and with them."""
        with sqlite3.connect(folder / "plain.sqlite") as connection:
            for index, marks_off in ((SEARCH, 2), (ACCENTS, 0)):
                words = f"tokenize='unicode61 remove_diacritics {marks_off}'"
                connection.execute(f"CREATE VIRTUAL TABLE {index} USING fts5 (title, lead, body, content='', {words})")
                connection.executemany(
                    f"INSERT INTO {index} (rowid, title, lead, body) VALUES (?, ?, ?, ?)", self.searched[index]
                )
            for table in columns.BROWSED:
                names = ", ".join(f'"{column.name}"' for column in table.flat)
                connection.execute(f"CREATE TABLE {relation(table)} ({names})")
                marks = ", ".join("?" * len(table.flat))
                connection.executemany(f"INSERT INTO {relation(table)} VALUES ({marks})", self.flat[table.name])

    def conllu(self, folder: Path) -> None:
        """`TokenList.serialize`."""
        with (folder / "articles.conllu").open("w", encoding="utf-8") as file:
            for sentence in self.sentences:
                file.write(sentence.serialize())


def _typed(column: columns.Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type == "moment":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column.type == "day" else value


def seconds(work: Callable[[Path], object]) -> float:
    """How much processor time the work takes in a new folder: what else runs on the machine does not count."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        work(Path(folder))
        return time.process_time() - begin


def compare(count: int) -> None:
    """Print each format's time, the plain call's, and the ratio of their speeds."""
    articles, readings = [article(number) for number in range(count)], list(observations(count))
    plain = Plain(articles, readings)
    print(f"{count} synthetic articles of {PARAGRAPHS * SENTENCES * WORDS} words; seconds of processor time, best of 3")
    print(f"{'format':10}{'ours':>8}{'plain':>8}   speed of ours / plain (at least 0.5)")
    for name in COMPARED:
        ours, theirs = [], []
        for _ in range(3):
            ours.append(seconds(lambda folder, n=name: write(articles, folder, [n], observations=readings)))
            theirs.append(seconds(getattr(plain, name)))
        print(f"{name:10}{min(ours):8.2f}{min(theirs):8.2f}   {min(theirs) / min(ours):.2f}", flush=True)


def stream(count: int) -> None:
    """Write all formats at once, and print time and the process's largest resident memory."""
    with tempfile.TemporaryDirectory() as folder:
        files = FileSet(Path(folder))
        begin = time.perf_counter()
        writers = [named(name)(files) for name in NAMES]
        with closing(writers) as all_of_them:
            pour(map(article, range(count)), observations(count), all_of_them)
        files.sync()
        spent = time.perf_counter() - begin
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    # Kilobytes on Linux.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"stream of {count} articles into all formats: {spent:.1f} s, {size / 1e6:.0f} MB of files, "
        f"largest resident memory {peak:.0f} MB (under 500 MB for 200,000)"
    )


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description="Speed and memory of the exports")
    parser.add_argument("--articles", type=int, default=1000, help="articles that are compared with plain calls")
    parser.add_argument(
        "--stream", type=int, default=5000, help="articles of the stream; 200000 takes a quarter of an hour"
    )
    arguments = parser.parse_args()
    # The stream goes first: the largest memory is that of the process so far.
    stream(arguments.stream)
    compare(arguments.articles)


if __name__ == "__main__":
    main()
