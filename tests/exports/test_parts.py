"""Versions in parts: what changed is written, the rest is shared; a whole, a selection or a part is read back."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import exports
from crawler.records.article import Article, Entity, Office
from crawler.records.errors import StoreError
from crawler.records.ids import order_of
from crawler.records.storage import Folder
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports import Selection, Wanted, columns
from exports.dataset import Dataset
from exports.gather import gather
from exports.parts import Part, parts_of
from exports.publish.browsable import browsable
from exports.publish.chunks import runs
from exports.publish.publish import publish
from exports.write import write
from pipelines.derive_tables import derivers
from tests import forked

from ..shards import new_store
from .dying import dies_at
from .published import NIGHTS, assert_whole, contents, published, records, save, sound

#: Enough of one year for several parts, and some of others.
THIS_YEAR, EARLIER = range(1000, 1200), range(1, 21)


def of_year(number: int, year: int | None, **fields: object):
    return sound(number, published_at=f"{year}-06-25T19:26:00+07:00" if year else None, **fields)


def articles() -> list:
    undated = [of_year(number, None) for number in (30, 31)]
    return [*(of_year(n, 2026) for n in THIS_YEAR), *(of_year(n, 2015 + n % 5) for n in EARLIER), *undated]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with its first version. The clock stands still until the tests of this file are done."""
    data = tmp_path_factory.mktemp("parts") / "data"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VNPORTAL_NOW", "2027-01-01T00:00:00+00:00")
        save(data, articles())
        published(data)
        yield data


@pytest.fixture
def data(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def latest(data: Path) -> Path:
    return (data / "datasets" / "latest").resolve()


def of_kind(version: Path, kind: str) -> dict[str, Part]:
    return {part.key: part for part in parts_of(version) if part.kind == kind}


def test_a_year_is_cut_into_parts_of_bounded_size_and_years_are_apart(first: Path) -> None:
    found = of_kind(latest(first), "articles").values()
    assert {part.year for part in found} == {0, 2015, 2016, 2017, 2018, 2019, 2026}
    this_year = [part.rows["articles"] for part in found if part.year == 2026]
    assert sum(this_year) == len(THIS_YEAR) and len(this_year) > 1
    assert all(64 <= count <= 512 for count in this_year[:-1])
    assert (latest(first) / "articles/portal=sontay/year=0").is_dir()


def test_a_new_and_a_changed_article_rewrite_their_parts_alone(data: Path) -> None:
    before = latest(data)
    known = of_kind(before, "articles")
    save(data, [of_year(1200, 2026), of_year(3, 2018, title="Mưa lớn ở phường")], night=1)
    published(data)
    now = of_kind(latest(data), "articles")
    written = [part for key, part in now.items() if key not in known]
    assert {part.year for part in written} == {2018, 2026}
    assert len(written) <= 3
    for key in known.keys() & now.keys():
        assert now[key] == known[key]
        assert all((latest(data) / path).samefile(before / path) for path in known[key].files)
    assert_whole(latest(data))


def test_a_visit_that_finds_nothing_new_rewrites_no_text(data: Path) -> None:
    before = latest(data)
    with Store(new_store(data, "sontay")) as store:
        for number in THIS_YEAR:
            store.articles.mark_seen(f"sontay:{number}", NIGHTS[2])
        seen = of_year(1000, 2026, view_count=9000, observed_at=NIGHTS[2], fetched_at=NIGHTS[2])
        assert store.articles.save(seen) == "unchanged"
    published(data)
    assert latest(data) != before
    assert of_kind(latest(data), "articles") == of_kind(before, "articles")
    assert of_kind(latest(data), "corpus") == of_kind(before, "corpus")
    (visits,) = of_kind(latest(data), "visits").values()
    assert visits.rows == {"visits": len(articles())}
    found = exports.load(latest(data)).articles.set_index("id").loc["sontay:1000"]
    assert (found["view_count"], found["last_seen_at"]) == (9000, pd.Timestamp(NIGHTS[2]).tz_convert(columns.ZONE))
    assert (latest(data) / "delta.jsonl").read_bytes() == b""


def test_the_same_store_gives_the_same_version_whether_parts_are_shared_or_written_anew(data: Path) -> None:
    save(data, [of_year(1200, 2026), of_year(1001, 2025)], night=1)
    published(data)
    assert_as_written_anew(data)


def test_a_store_without_news_links_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def linked(*_: object) -> None:
        raise AssertionError("a file was linked")

    monkeypatch.setattr("os.link", linked)
    assert not published(data).new


def assert_as_written_anew(data: Path) -> None:
    """The latest version has the files that it would have if no other had been there."""
    version = latest(data)
    shared = contents(version)
    with Collection(data) as collection:
        publish(collection, data / "anew", _profile, derivers)
    anew = contents((data / "anew" / "latest").resolve())
    told_of_the_one_before = {"delta.jsonl", "version.json", "SHA256SUMS"}
    assert anew.keys() - told_of_the_one_before == shared.keys() - told_of_the_one_before
    assert all(anew[path] == shared[path] for path in anew.keys() - told_of_the_one_before)


def test_tables_of_all_articles_are_the_same_from_parts_and_in_one_go(first: Path, tmp_path: Path) -> None:
    with Collection(first, read_only=True) as collection:
        snapshot = collection.snapshot
        write(snapshot.records(), tmp_path, ["jsonl"], observations=snapshot.observations(), derivers=derivers())
    for table in columns.DERIVED:
        whole = (tmp_path / f"{table.name}.jsonl").read_text(encoding="utf-8").splitlines()
        one, other = [json.loads(line) for line in whole], records(latest(first), table.name)
        if table in columns.RESOLVED:  # in the order of the articles, which a version has by year
            one, other = (sorted(rows, key=lambda row: (order_of(row["id"]), row["name"])) for rows in (one, other))
        assert one == other


def naming(number: int, year: int, body: str | None = None) -> Article:
    """An article that names one person, and the person's office where a body is given."""
    name = "Trần Văn Lực"
    title = f"{name}, Giám đốc {body}" if body else f"{name} dự họp"
    entities = [Entity(name, "PER", "title", None, 0, len(name), name)]
    offices = []
    if body:
        start = len(title) - len(body)
        entities.append(Entity(body, "ORG", "title", None, start, len(title), body))
        offices.append(Office(name, "Giám đốc", body, None, False, "title", None, 0, len(name)))
    return of_year(number, year, title=title, documents=[], entities=entities, offices=offices)


def test_who_a_name_means_may_change_in_articles_that_have_not(data: Path) -> None:
    save(data, [naming(2000, 2014)], night=1)
    published(data)
    before = latest(data)
    (bare,) = records(before, "appearances")
    assert bare["person_id"] == "trần-văn-lực"
    save(data, [naming(2001, 2025, "Sở Y tế Hà Nội")], night=2)
    published(data)
    known = "trần-văn-lực@sở-y-tế-hà-nội"
    assert {row["person_id"] for row in records(latest(data), "appearances")} == {known}
    old = {part.key: part for part in of_kind(before, "articles").values() if part.year == 2014}
    assert of_kind(latest(data), "articles").items() >= old.items()
    assert_as_written_anew(data)


def test_parts_of_people_that_no_change_touches_are_shared(data: Path) -> None:
    save(data, [naming(3000 + number, 2010, f"Trường Kim Sơn {number}") for number in range(3)], night=1)
    published(data)
    before = latest(data)
    save(data, [of_year(1200, 2026)], night=2)
    published(data)
    for kind in ("corpus", "resolved"):
        kept = [part for key, part in of_kind(before, kind).items() if key in of_kind(latest(data), kind)]
        assert any(part.files for part in kept)
        assert all((latest(data) / path).samefile(before / path) for part in kept for path in part.files)
    assert_as_written_anew(data)


def test_a_new_row_changes_the_run_that_it_is_in_and_leaves_the_others() -> None:
    rows = [[f"person-{number:05}", number] for number in range(0, 20_000, 2)]
    cut = list(runs(rows))
    assert [row for run in cut for row in run] == rows and len(cut) > 5
    new = list(runs(sorted([*rows, ["person-09001", 9001]])))
    assert len([run for run in new if run not in cut]) <= 2


def test_a_version_in_single_files_is_the_export_of_its_store(first: Path, tmp_path: Path) -> None:
    with Collection(first, read_only=True) as collection:
        snapshot = collection.snapshot
        found = snapshot.observations()
        write(snapshot.records(), tmp_path / "one", ["jsonl", "csv"], observations=found, derivers=derivers())
    gather(Dataset(Folder(str(latest(first)))), tmp_path / "other", ["jsonl", "csv"])
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert one.keys() == other.keys()
    # A version has the articles of a portal by year.
    assert all(sorted(one[name].splitlines()) == sorted(other[name].splitlines()) for name in one)


def test_an_article_whose_year_has_changed_is_one_change(data: Path) -> None:
    save(data, [of_year(1001, 2025)], night=1)
    published(data)
    (line,) = (latest(data) / "delta.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["change"] == "changed"
    assert "published_at" in json.loads(line)["fields"]


@pytest.mark.parametrize(
    "wanted, numbers",
    [
        (Wanted(since="2015-01-01", until="2016-12-31"), {1, 5, 6, 10, 11, 15, 16, 20}),
        (Wanted(until="2015-12-31", entities=("duong phung hung",)), {5, 10, 15, 20}),
        (Wanted(until="2015-12-31", documents=("15/kh-ubnd",), categories=("an toan",)), {5, 10, 15, 20}),
        (Wanted(until="2015-12-31", query='"mua lon"'), {5, 10, 15, 20}),
        (Wanted(until="2015-12-31", query="nowhere"), set()),
        (Wanted(portals=("ha*",)), set()),
    ],
)
def test_a_selection_is_the_same_read_gathered_and_published(
    first: Path, tmp_path: Path, wanted: Wanted, numbers: set[int]
) -> None:
    selection = Selection(wanted)
    ids = {f"sontay:{number}" for number in numbers}
    tables = exports.load(latest(first), selection=selection)
    assert set(tables.articles["id"]) == set(tables.entities["id"]) == ids
    gather(Dataset(Folder(str(latest(first))), selection), tmp_path / "files", ["jsonl"])
    assert set(exports.load(tmp_path / "files").articles["id"]) == ids
    assert set(exports.load(tmp_path / "files", selection=selection).articles["id"]) == ids
    if ids:
        with Collection(first) as collection:
            publish(collection, tmp_path / "own", _profile, derivers, selection=selection)
        version = (tmp_path / "own" / "latest").resolve()
        assert_whole(version)
        assert set(exports.load(version).articles["id"]) == set(exports.load(version).observations["id"]) == ids
        assert selection.told in (version / "README.md").read_text(encoding="utf-8")


def test_parts_of_which_nothing_is_selected_do_not_matter(data: Path, tmp_path: Path) -> None:
    save(data, [of_year(21, 2016, category="Thể thao", categories=["Thể thao"])])
    with Collection(data) as collection:
        for _ in range(2):
            sport = Selection(Wanted(categories=("the thao",)))
            publish(collection, tmp_path / "own", _profile, derivers, selection=sport)
        assert set(exports.load(tmp_path / "own" / "latest").articles["id"]) == {"sontay:21"}
        with pytest.raises(StoreError, match="nothing in it is a selection of"):
            publish(collection, tmp_path / "own", _profile, derivers, selection=Selection(Wanted(query="nowhere")))


def test_chosen_columns_and_tables_are_all_that_there_is(first: Path, tmp_path: Path) -> None:
    selection = Selection(Wanted(columns=("title", "entities", "people", "view_count")))
    with Collection(first) as collection:
        publish(collection, tmp_path, _profile, derivers, selection=selection)
    version = (tmp_path / "latest").resolve()
    assert {path.name for path in version.iterdir() if path.is_dir()} == {
        "articles", "entities", "people", "visits", "csv", "jsonl", "partials"
    }  # fmt: skip
    assert list(records(version)[0]) == ["id", "portal", "title", "entities"]
    found = exports.load(version, selection=selection)
    assert list(found.articles.columns) == ["id", "portal", "title", "view_count", "entities"]
    assert len(found.articles) == len(articles()) and found.observations.empty


def test_a_scan_reads_nothing_before_it_is_asked(first: Path) -> None:
    whole = exports.scan(latest(first))
    dataset = whole.dataset()
    assert dataset.count_rows() == len(articles())
    assert {"portal", "year", "title"} <= set(dataset.schema.names) and "view_count" not in dataset.schema.names
    some = exports.scan(latest(first), selection=Selection(Wanted(since="2026-01-01")))
    assert len(some.dataset().files) < len(dataset.files)
    with duckdb.connect() as connection:
        viewed = some.relation(connection=connection).aggregate("count(view_count), min(year)").fetchall()
        assert viewed == [(len(THIS_YEAR), 2026)]
        assert whole.relation("entities", connection).count("id").fetchall() == [(len(articles()),)]
    with pytest.raises(KeyError, match="no such table"):
        whole.dataset("nothing")


def test_killed_anywhere_parts_stay_whole(data: Path) -> None:
    datasets = data / "datasets"
    before = latest(data)
    save(data, [of_year(1200, 2026)], night=1)
    for step in (0, 40, 400, 900, 1500):
        dies_at(step, datasets, lambda: published(data))
        assert_whole(before)
        assert_whole(latest(data))
    published(data)
    assert_whole(latest(data))
    assert [path.name for path in datasets.iterdir() if path.name.startswith(".")] == []


def test_what_was_made_for_browsing_goes_with_its_version(data: Path, tmp_path: Path) -> None:
    made = browsable(latest(data), tmp_path)
    assert made.parent.parent == data / "datasets"
    modified = made.stat().st_mtime_ns
    assert browsable(latest(data), tmp_path).stat().st_mtime_ns == modified
    for night in (1, 2):
        save(data, [of_year(1200 + night, 2026)], night=night)
        published(data, keep=1)
    assert not made.exists()


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return forked.run([sys.executable, "-c", "from crawler.cli import main; main()", *arguments])


def test_the_command_line_selects_gathers_and_sends(first: Path, tmp_path: Path) -> None:
    chosen = ("--since", "01/01/2015", "--until", "2016-12-31", "--columns", "title,entities")
    out, there = tmp_path / "own", tmp_path / "there"
    done = command("publish", "--data", first, "--portal", "son*", *chosen, "--out", out, "--to", there.as_uri())
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{there.as_uri()}: " in done.stdout and "bytes sent" in done.stdout
    assert contents(there) == contents((out / "latest").resolve())
    done = command("export", "--dataset", latest(first), "--query", '"mưa lớn"', "--out", tmp_path / "files", *chosen)
    assert (done.returncode, done.stderr) == (0, "")
    assert "(a selection of: since 2015-01-01; until 2016-12-31; query " in done.stdout
    names = {"articles.csv", "entities.csv", "articles.jsonl", "DATA_DICTIONARY.md"}
    assert {path.name for path in (tmp_path / "files").iterdir()} == names
    done = command("export", "--dataset", out / "latest", "--out", tmp_path / "fewer", "--format", "parquet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "was published with these columns alone: id, portal, title and entities" in done.stdout
    assert {path.name for path in (tmp_path / "fewer").iterdir()} == {
        "articles.parquet", "entities.parquet", "DATA_DICTIONARY.md"
    }  # fmt: skip
    explained = (tmp_path / "fewer" / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    assert re.findall("^## (.+)$", explained, re.M) == ["articles", "entities"] and "| `url` |" not in explained
    for arguments in (
        ("export", "--format", "sqlite", "--dataset", out / "latest"),
        ("browse", "--port", "0", "--data", out / "latest"),
    ):
        done = command(*arguments)
        assert done.returncode == 1 and "published without the column url: pages and sqlite need all" in done.stderr
        assert done.stderr.count("\n") == 1
    for arguments, told in (
        (("publish", "--portal", "sontay"), "name their folder with --out"),
        (("export", "--columns", "titel"), 'no such column or table: did you mean "title"?'),
        (("export", "--columns", "title", "--format", "sqlite"), "--format sqlite has all columns"),
        (("export", "--dataset", tmp_path), "no published version"),
        (("export", "--dataset", out / "latest", "--columns", "url"), "was published without it"),
    ):
        done = command(*arguments, "--data", first)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr and done.stderr.count("\n") == 1


def _profile(name: str):
    from crawler import portals

    return portals.load("sontay").model_copy(update={"name": name})
