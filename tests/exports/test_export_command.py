"""`vnportal export` on real stores: what is in the files, byte by byte."""

import csv
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from crawler.commands.export import run
from crawler.records.article import Image, to_dict
from crawler.records.errors import StoreError, UsageError
from crawler.store.store import Store
from exports import columns
from exports.formats.csv import header
from exports.write import write
from tests import forked
from tests.shards import new_store

from ..store.samples import article, fetch_files, full_article
from .dying import dies_at
from .published import save, sound

CSV_FILES = [f"{table.name}.csv" for table in columns.CSV]
JSON_LINES = ["articles.jsonl", *(f"{table.name}.jsonl" for table in columns.APART)]
ALL_FILES = sorted(["DATA_DICTIONARY.md", *JSON_LINES, *CSV_FILES])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a full article and a bare one."""
    folder = tmp_path / "data"
    with Store(new_store(folder, "sontay")) as store:
        full = full_article()
        store.articles.save(full)
        fetch_files(store, full)
        store.annotations.save(full)
        store.articles.save(article(10, title=None, lead=None, paragraphs=[], run_id=None))
    return folder


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_all_files_into_the_data_directory(data: Path):
    assert run(data, None, (), excel=False) == 0
    assert names(data / "datasets" / "export") == ALL_FILES


def test_a_record_is_the_article_with_its_body(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", (), excel=False)
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    with Store(new_store(data, "sontay"), read_only=True) as store:
        stored = [to_dict(found) for found in store.snapshot.articles()]
    assert [list(record) for record in records] == [[column.name for column in columns.ARTICLES.columns]] * 2
    assert [record.pop("body") for record in records] == ["Đường Phùng Hưng ngập.\n\nNước rút lúc trưa./.", None]
    assert records == stored


def test_the_keys_of_nested_rows_stand_in_the_columns_order(tmp_path: Path):
    for night, changed in enumerate(({"title": "Mưa"}, {})):
        save(tmp_path / "data", [sound(7, documents=full_article().documents, **changed)], night)
    run(tmp_path / "data", tmp_path / "out", ("jsonl",), excel=False)
    record = json.loads((tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[0])
    record |= {name: record["sentences"][0][name] for name in ("tokens", "words")}
    for table in [table for table in columns.TABLES[2:] if table.nested]:
        assert list(record[table.name][0]) == [column.name for column in table.columns]


def test_csv_holds_the_single_values_with_missing_ones_empty(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", ("csv",), excel=False)
    head, full, bare = rows(tmp_path / "out" / "articles.csv")
    assert head == header(columns.ARTICLES)
    found = dict(zip(head, full, strict=True))
    assert found["body"] == "Đường Phùng Hưng ngập.\n\nNước rút lúc trưa./."
    assert (found["published_time_inferred"], found["view_count"], found["gone_at"]) == ("true", "451", "")
    empty = dict(zip(head, bare, strict=True))
    filled = {name for name, text in empty.items() if text}
    assert filled == {
        "id", "portal", "url", "published_time_inferred", "content_hash", "version",
        "first_seen_at", "last_seen_at", "fetched_at",
    }  # fmt: skip


def test_csv_has_a_file_for_each_list_keyed_by_the_article(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", ("csv",), excel=False)
    out = tmp_path / "out"
    assert rows(out / "categories.csv") == [
        ["id", "category"],
        ["sontay:7", "Tin nổi bật"],
        ["sontay:7", "An toàn"],
        ["sontay:7", "Môi trường"],
    ]
    assert rows(out / "images.csv") == [
        ["id", "url", "caption"],
        ["sontay:7", "https://sontay.hanoi.gov.vn/documents/1/a.jpg", "Ảnh, có dấu phẩy"],
        ["sontay:7", "", ""],
    ]
    assert rows(out / "entities.csv")[1] == [
        "sontay:7", "Phùng Hưng", "LOC", "paragraphs", "0", "6", "16", "đường Phùng Hưng", "01/thixasontay",
        "former", "", "",
    ]  # fmt: skip
    assert rows(out / "documents.csv")[1][:4] == ["sontay:7", "Kế hoạch", "15/KH-UBND", "2020-06-01"]
    assert rows(out / "attachments.csv")[1][3] == "application/pdf"
    assert rows(out / "links.csv")[1] == ["sontay:7", "https://hanoi.gov.vn/", "thành phố"]
    assert rows(out / "problems.csv")[1] == ["sontay:7", "parse", "missing_lead", "no first paragraph", ""]


def test_csv_follows_rfc_4180(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", ("csv",), excel=False)
    text = (tmp_path / "out" / "articles.csv").read_bytes()
    assert text.startswith(b"id,portal,url,category,title,")
    assert text.endswith(b"\r\n")
    assert '"Đường Phùng Hưng ngập.\n\nNước rút lúc trưa./."'.encode() in text
    quoted = (tmp_path / "out" / "images.csv").read_bytes()
    assert '"Ảnh, có dấu phẩy"\r\n'.encode() in quoted


def test_cells_longer_than_a_spreadsheet_takes_are_told_with_the_files_for_one(tmp_path: Path):
    long = article(paragraphs=["ă" * 32_768])
    with Store(new_store(tmp_path, "sontay")) as store:
        store.articles.save(long)
    line = [sys.executable, "-c", "from crawler.cli import main; main()", "export", "--data", str(tmp_path)]
    excel, plain = (forked.run([*line, *more]) for more in (["--excel"], []))
    assert excel.returncode == plain.returncode == 0
    assert "articles.csv: 1 cells are longer than the 32767 characters that a spreadsheet takes" in excel.stderr
    assert plain.stderr == ""


def test_excel_gets_a_byte_order_mark_in_csv_alone(data: Path, tmp_path: Path):
    run(data, tmp_path / "plain", (), excel=False)
    run(data, tmp_path / "excel", (), excel=True)
    for name in ALL_FILES:
        mark = b"\xef\xbb\xbf" if name.endswith(".csv") else b""
        assert (tmp_path / "excel" / name).read_bytes() == mark + (tmp_path / "plain" / name).read_bytes()


def test_formulas_are_defused_in_csv_and_untouched_in_json_lines(tmp_path: Path):
    formula = '=HYPERLINK("http://x.vn";"a")'
    made = article(title=formula, category="-5", view_count=-5, images=[Image("https://x.vn/a.jpg", "＠SUM(A1)")])
    write([to_dict(made)], tmp_path)
    head, row = rows(tmp_path / "articles.csv")
    found = dict(zip(head, row, strict=True))
    assert (found["title"], found["category"], found["view_count"]) == (f"'{formula}", "'-5", "-5")
    assert rows(tmp_path / "images.csv")[1][2] == "'＠SUM(A1)"
    record = json.loads((tmp_path / "articles.jsonl").read_text(encoding="utf-8"))
    assert (record["title"], record["category"], record["images"][0]["caption"]) == (formula, "-5", "＠SUM(A1)")


def test_the_same_store_gives_the_same_bytes(data: Path, tmp_path: Path):
    run(data, tmp_path / "one", (), excel=False)
    run(data, tmp_path / "two", ("jsonl", "csv", "csv"), excel=False)
    assert names(tmp_path / "two") == ALL_FILES
    for name in ALL_FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_only_the_formats_asked_for(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", ("jsonl",), excel=False)
    assert names(tmp_path / "out") == sorted(["DATA_DICTIONARY.md", *JSON_LINES])


def test_killed_at_any_step_the_previous_export_is_intact(data: Path, tmp_path: Path):
    out = tmp_path / "out"
    run(data, out, (), excel=False)
    before = {name: (out / name).read_bytes() for name in ALL_FILES}
    with Store(new_store(data, "sontay")) as store:
        store.articles.save(article(8))
    outcomes = []
    while dies_at(len(outcomes), out, lambda: run(data, out, (), excel=True)):
        same = [name for name in ALL_FILES if (out / name).read_bytes() == before[name]]
        outcomes.append(len(same))
        for name, content in before.items():
            (out / name).write_bytes(content)
    # All files are opened, then written, then put in place one by one; the dictionary does not differ.
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count(len(ALL_FILES)) >= len(ALL_FILES) + 2
    run(data, out, (), excel=False)
    assert names(out) == ALL_FILES


def test_an_empty_store_replaces_nothing(data: Path, tmp_path: Path):
    run(data, tmp_path / "out", (), excel=False)
    empty = tmp_path / "empty"
    Store(new_store(empty, "sontay")).close()
    before = (tmp_path / "out" / "articles.csv").read_bytes()
    with pytest.raises(StoreError, match="no articles yet: crawl first"):
        run(empty, tmp_path / "out", (), excel=False)
    assert (tmp_path / "out" / "articles.csv").read_bytes() == before


def test_an_unknown_format_is_named_with_those_that_are(data: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="--format xlsx: expected csv, jsonl"):
        run(data, tmp_path / "out", ("csv", "xlsx"), excel=False)
    assert not (tmp_path / "out").exists()


def test_out_must_not_be_a_file(data: Path):
    with pytest.raises(UsageError, match="name a folder"):
        run(data, new_store(data, "sontay"), (), excel=False)


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path):
    def peak(count: int) -> int:
        tracemalloc.start()
        write((to_dict(full_article(number)) for number in range(count)), tmp_path)
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # 800 articles more would take over 5 MB if they were kept.
    assert peak(1000) < peak(200) + 1_000_000


def test_a_full_disk_is_an_error_in_one_line_and_the_previous_export_is_intact(data: Path, tmp_path: Path):
    out = tmp_path / "out"
    run(data, out, (), excel=False)
    before = {name: (out / name).read_bytes() for name in ALL_FILES}
    with Store(new_store(data, "sontay")) as store:
        store.articles.save(article(11, paragraphs=["Mưa lớn. " * 10_000]))
    code = (
        "import resource, signal, sys\n"
        "from crawler.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))\n"
        "sys.argv = ['vnportal', 'export', '--data', sys.argv[1], '--out', sys.argv[2]]\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, str(data), str(out)]
    done = forked.run(command)
    assert done.returncode == 1
    assert done.stderr == (
        f"vnportal: {out}: cannot be written: File too large: free space, mend its rights, or choose another --out\n"
    )
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def vnportal(*arguments: object) -> subprocess.CompletedProcess:
    return forked.run([sys.executable, "-c", "from crawler.cli import main; main()", *arguments])


def test_the_command_exports_and_says_where(data: Path, tmp_path: Path):
    done = vnportal("export", "--data", data, "--out", tmp_path / "out", "--format", "csv", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"2 articles as csv and jsonl in {tmp_path / 'out'}" in done.stdout
    assert names(tmp_path / "out") == ALL_FILES


@pytest.mark.parametrize(
    "arguments, status, message",
    [
        (["--data", "nowhere"], 1, "vnportal: nowhere: no such store: crawl first"),
        (["--format", "xlsx"], 2, "vnportal: --format xlsx: expected csv, jsonl"),
    ],
)
def test_the_command_fails_in_one_line(arguments: list[str], status: int, message: str):
    done = vnportal("export", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
