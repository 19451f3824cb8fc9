"""Sources that are damaged, or hostile: a named problem each, and all that is whole is taken."""

import gzip
import hashlib
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.imports.archives import Record, address, dying, page, problems, stored, take, warc

#: The articles in each source, by its name.
HELD = {
    "cut.warc.gz": range(11, 15),
    "holed.warc.gz": range(21, 25),
    "changed.warc": range(31, 34),
    "whole.warc.gz": range(41, 42),
    "huge.warc.gz": range(51, 54),
    "stored.wacz": range(61, 63),
    "packed.wacz": range(71, 73),
    "wrong.wacz": range(81, 83),
    "bomb.wacz": range(91, 93),
}


def records(name: str) -> list[Record]:
    return [Record(address(number), "2019-06-01", page(number)) for number in HELD[name]]


def wacz(path: Path, *, wrong: bool = False, packed: bool = False, bomb: bool = False) -> None:
    """A WACZ file with the archive of its name."""
    source = warc(path.with_suffix(".warc.gz"), records(path.name))
    content = source.read_bytes()
    source.unlink()
    name = f"archive/{source.name}"
    digest = hashlib.sha256(content + (b"x" if wrong else b"")).hexdigest()
    listed = {"resources": [{"path": name, "hash": f"sha256:{digest}", "bytes": len(content)}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
        archive.writestr("datapackage.json", json.dumps(listed))
        if bomb:
            archive.writestr("archive/attack.warc.gz", b"\0" * 50_000_000, zipfile.ZIP_DEFLATED)


def spoil(folder: Path) -> None:
    """Write all sources."""
    cut = warc(folder / "cut.warc.gz", records("cut.warc.gz"))
    cut.write_bytes(cut.read_bytes()[:-500])
    holed = warc(folder / "holed.warc.gz", records("holed.warc.gz"))
    content = bytearray(holed.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 40] = b"\0" * 40
    holed.write_bytes(content)
    changed = warc(folder / "changed.warc", records("changed.warc"), gzip=False)
    changed.write_bytes(changed.read_bytes().replace("lần thứ 32</h1>".encode(), "lần thứ 99</h1>".encode()))
    whole = warc(folder / "whole.warc", records("whole.warc.gz"), gzip=False)
    whole.rename(folder / "whole.plain")
    (folder / "whole.warc.gz").write_bytes(gzip.compress((folder / "whole.plain").read_bytes()))
    (folder / "whole.plain").unlink()
    huge = Record(address(55), "2019-06-01", "<p>" + "0" * 30_000_000)
    warc(folder / "huge.warc.gz", [*records("huge.warc.gz")[:1], huge, *records("huge.warc.gz")[1:]])
    wacz(folder / "stored.wacz")
    wacz(folder / "packed.wacz", packed=True)
    wacz(folder / "wrong.wacz", wrong=True)
    wacz(folder / "bomb.wacz", bomb=True)


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data directory into which all sources were imported, and what was said on standard error."""
    folder = tmp_path_factory.mktemp("damage")
    (folder / "sources").mkdir()
    spoil(folder / "sources")
    return folder / "data", take(folder / "data", folder / "sources").stderr


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("cut.warc.gz", {14}),
        ("changed.warc", {32}),
        ("whole.warc.gz", {41}),
        ("huge.warc.gz", set()),
        ("stored.wacz", set()),
        ("packed.wacz", set()),
        ("wrong.wacz", set()),
        ("bomb.wacz", set()),
    ],
)
def test_all_that_is_whole_is_taken(spoiled: tuple[Path, str], name: str, lost: set[int]) -> None:
    assert {*HELD[name]} - stored(spoiled[0]).keys() == lost


def test_damage_in_the_middle_costs_one_record(spoiled: tuple[Path, str]) -> None:
    assert len({*HELD["holed.warc.gz"]} & stored(spoiled[0]).keys()) == len(HELD["holed.warc.gz"]) - 1


def test_every_damage_is_a_problem_and_a_line_on_standard_error(spoiled: tuple[Path, str]) -> None:
    data, said = spoiled
    found = Counter((one.kind, one.message.partition(":")[0]) for one in problems(data) if one.kind != "too_large")
    assert found == {
        ("damaged_record", "cut.warc.gz"): 1,
        ("damaged_record", "holed.warc.gz"): 1,
        ("damaged_record", "changed.warc"): 1,
        ("damaged_archive", "whole.warc.gz"): 1,
        ("wrong_digest", "wrong.wacz"): 1,
        ("zip_bomb", "bomb.wacz"): 1,
    }
    assert [one.url for one in problems(data) if one.kind == "too_large"] == [address(55)]
    assert all(f"{kind}: {name}" in said for kind, name in found)


def test_nothing_that_can_be_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "junk.warc.gz").write_bytes(b"\x1f\x8b" + b"junk" * 100)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "old.arc.gz").write_bytes(gzip.compress(b"filedesc://old.arc 0.0.0.0 2005 text/plain 77\n"))
    sources = [tmp_path / name for name in ("junk.warc.gz", "photo.jpg", "old.arc.gz")]
    done = take(tmp_path / "data", *sources, status=1)
    assert done.stderr.splitlines()[-1].endswith("nothing of https://sontay.hanoi.gov.vn could be read")
    assert [one.kind for one in problems(tmp_path / "data")] == ["damaged_record", "unknown_source", "unknown_source"]
    assert "`warcio recompress old.arc.gz NEW.warc.gz` makes it WARC" in done.stderr


def test_the_same_command_goes_on_after_a_kill(tmp_path: Path) -> None:
    source = warc(tmp_path / "crawl.warc.gz", records("holed.warc.gz"))
    take(tmp_path / "data", source, before=dying("_note"), status=-9)
    take(tmp_path / "data", source)
    found = stored(tmp_path / "data")
    assert sorted(found) == [*HELD["holed.warc.gz"]]
    assert len({one.run_id for one in found.values()}) == 1
    # The record that was half-written is laid aside, and said so.
    assert {one.kind for one in problems(tmp_path / "data")} <= {"archive_tail"}
