"""`vnportal annotate` as its users run it; the processes behind it start once per test that needs them."""

import json
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crawler.commands import annotate as command
from pipelines.annotate_text import annotate
from pipelines.workers import Workers
from tests import forked
from tests.pipelines.language import poison

VNPORTAL = Path(sys.executable).with_name("vnportal")


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    done = forked.run(
        [sys.executable, "-c", "from crawler.cli import main; main()", "annotate", *arguments], given=given
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.encode(), done.stderr.encode())


def objects(written: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.decode().splitlines()]


def test_one_line_in_one_object_out_in_the_same_order() -> None:
    lines = [f"Hội nghị lần thứ {number} khai mạc./." for number in range(250)]
    lines[7] = ""
    lines[9] = "UBND xã Kim Sơn\u2028họp. Đ/c Nguyễn Huy Khánh dự."
    done = run("--workers", "2", given="\n".join(lines).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert objects(done.stdout) == [annotate(line) for line in lines]


def test_no_line_is_lost_whatever_its_bytes(tmp_path: Path) -> None:
    source, target = tmp_path / "texts.txt", tmp_path / "found.jsonl"
    source.write_bytes(b"\xef\xbb\xbfM\xe1\xbb\x99t.\r\n\xff\xfe\n\x00\x01\n" + b"a" * 100_000)
    target.write_text("before")
    done = run(source, "-o", target, "--workers", "1")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"1 invalid_utf8" in done.stderr
    found = objects(target.read_bytes())
    assert [len(line["text"]) for line in found] == [4, 2, 2, 100_000]
    assert found[0]["text"] == "Một."
    assert found[1]["text"] == "\ufffd\ufffd"
    assert [problem["kind"] for problem in found[1]["problems"]] == ["invalid_utf8"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_text_that_kills_its_worker_has_its_problem_in_its_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "annotated_line", poison.line)
    counted: Counter[str] = Counter()
    with Workers(1) as pool:
        written = b"".join(command._annotated(BytesIO(b"a\nkill\n\nb\n"), pool, counted))
    found = objects(written)
    assert [line["text"] for line in found] == ["A", "kill", "", "B"]
    assert found[1]["sentences"] == []
    assert [problem["kind"] for problem in found[1]["problems"]] == ["worker_died"]
    assert counted == {"worker_died": 1}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], b"missing.txt: cannot be read"),
        (["."], b"cannot be read: Is a directory"),
        (["-", "-o", "missing/found.jsonl"], b"missing/found.jsonl: cannot be written"),
    ],
)
def test_wrong_names_are_wrong_usage(arguments: list[str], message: bytes) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_the_file_of_before_stays_when_the_work_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "found.jsonl"
    target.write_text("before")
    with pytest.raises(KeyboardInterrupt), command._created(target) as file:
        file.write(b"half of it")
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["found.jsonl"]
    assert target.read_text() == "before"


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    source = tmp_path / "texts.txt"
    source.write_text("Hội nghị khai mạc.\n" * 3_000)
    with subprocess.Popen(
        [VNPORTAL, "annotate", source, "--workers", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["text"] == "Hội nghị khai mạc."
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=300) == 0


def test_writes_to_a_device_without_replacing_it() -> None:
    assert run("-o", "/dev/null", given=b"").returncode == 0
    assert Path("/dev/null").is_char_device()
