"""`vnportal models get`: files of others, pinned by size and digest, from the web or from a copy at hand."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from crawler.commands import models
from tests.pipelines.language.test_rdr import write_files


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small files of our own, which are the pinned ones now."""
    folder = write_files(tmp_path / "copy")
    pinned = tuple(
        models.ModelFile(path.name, len(content := path.read_bytes()), hashlib.sha256(content).hexdigest())
        for path in sorted(folder.iterdir())
    )
    monkeypatch.setattr(models, "RDR_FILES", pinned)
    return folder


class Server(ThreadingHTTPServer):
    """Serves a folder; breaks each answer off after `most` bytes, and notes what ranges were asked for."""

    folder: Path
    most: int | None
    ranges: list[str | None]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        content = (self.server.folder / self.path.rpartition("/")[2]).read_bytes()
        wanted = self.headers["Range"]
        self.server.ranges.append(wanted)
        first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        self.wfile.write(content[first:][: self.server.most])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    found = Server(("127.0.0.1", 0), Handler)
    found.folder, found.most, found.ranges = copy, None, []
    monkeypatch.setattr(models, "_ADDRESS", f"http://127.0.0.1:{found.server_port}/")
    thread = Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def kept(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in models.folder(data).iterdir()}


def test_files_come_from_the_web_once(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert models.run("rdr", tmp_path, None) == 0
    assert kept(tmp_path) == {path.name: path.read_bytes() for path in server.folder.iterdir()}
    assert len(server.ranges) == 3
    shown = capsys.readouterr().out
    assert "Apache License 2.0" in shown
    assert models.RDR_FILES[0].sha256 in shown


def test_a_broken_download_fails_in_one_line_and_goes_on_where_it_ended(server: Server, tmp_path: Path) -> None:
    server.most = 100
    with pytest.raises(models.ModelError) as error:
        models.run("rdr", tmp_path, None)
    assert "\n" not in str(error.value)
    server.most = None
    models.run("rdr", tmp_path, None)
    assert server.ranges[:2] == [None, "bytes=100-"]
    assert kept(tmp_path) == {path.name: path.read_bytes() for path in server.folder.iterdir()}


def test_a_file_that_is_not_the_pinned_one_is_not_kept(server: Server, tmp_path: Path) -> None:
    path = server.folder / models.RDR_FILES[0].name
    path.write_bytes(path.read_bytes()[::-1])
    with pytest.raises(models.ModelError, match="not the pinned"):
        models.run("rdr", tmp_path, None)
    assert kept(tmp_path) == {}


def test_nobody_answers(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_ADDRESS", "http://127.0.0.1:1/")
    with pytest.raises(models.ModelError, match="name a copy with --from"):
        models.run("rdr", tmp_path, None)


def test_files_come_from_a_folder_or_a_zip_archive_without_the_web(copy: Path, tmp_path: Path) -> None:
    archive = tmp_path / "copy.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in copy.iterdir():
            packed.write(path, f"RDRsegmenter-master/{path.name}")
    for number, source in enumerate((copy, archive)):
        models.run("rdr", tmp_path / str(number), source)
        assert kept(tmp_path / str(number)) == {path.name: path.read_bytes() for path in copy.iterdir()}


def test_annotate_uses_what_was_fetched(copy: Path, tmp_path: Path) -> None:
    models.run("rdr", tmp_path, copy)
    line = [sys.executable, "-c", "from crawler.cli import main; main()", "annotate", "--workers", "1"]
    line += ["--segmenter", "rdr", "--data", str(tmp_path)]
    done = subprocess.run(line, input="dự hội nghị", capture_output=True, text=True, timeout=300, check=True)
    assert [token["text"] for token in json.loads(done.stdout)["sentences"][0]["tokens"]] == ["dự", "hội", "nghị"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["models", "get", "xyz"], "xyz: no such model: `vnportal models get rdr`"),
        (["annotate", "--segmenter", "xyz"], "--segmenter xyz: no such segmenter: one of underthesea, rdr"),
        (["annotate", "--segmenter", "rdr", "--data", "nowhere"], "nowhere/models/rdr: Model.RDR is missing"),
    ],
)
def test_wrong_usage_is_told_in_one_line(more: list[str], said: str, tmp_path: Path) -> None:
    line = [sys.executable, "-c", "from crawler.cli import main; main()", *more]
    done = subprocess.run(line, input="", capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr
