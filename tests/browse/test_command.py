"""`vnportal browse` as a command and as a server: only reading, only here, nothing secret, and errors in one line."""

import hashlib
import http.client
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from crawler.cli import app
from crawler.records.errors import UsageError
from exports.publish.browsable import browsable

from .dataset import COUNT, example, two_portals
from .serving import COMMAND, served


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse") / "data"
    example(folder)
    return folder


@pytest.fixture(scope="module")
def base(data: Path) -> Iterator[str]:
    with served(data) as running:
        yield running.base


def ask(
    base: str, target: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, str]:
    with closing(http.client.HTTPConnection(urlsplit(base).netloc, timeout=300)) as connection:
        connection.request(method, target, headers=headers or {})
        answer = connection.getresponse()
        return answer, answer.read().decode(errors="replace")


def browse(*options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, options)], capture_output=True, text=True, check=False, timeout=300)


def assert_one_line(done: subprocess.CompletedProcess[str], status: int, *told: str) -> None:
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith("vnportal: ") and done.stderr.count("\n") == 1
    for words in told:
        assert words in done.stderr


PAGES = [
    "/", "/browse", "/browse/articles", "/browse/articles/sontay~3A1", "/browse/articles.json",
    "/browse/articles.csv", "/browse/people-named-most", "/browse/no-such-table", "/browse?sql=nonsense",
    "/static/browse.css", "/browse.db", "/-/settings", "/favicon.ico",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_forbids_scripts_and_sources_elsewhere_and_sets_no_cookie(base: str, page: str) -> None:
    answer, _ = ask(base, page)
    policy = answer.getheader("content-security-policy") or ""
    assert policy.startswith("default-src 'none'") and "script-src" not in policy and "http" not in policy
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("set-cookie") is None
    assert answer.getheader("access-control-allow-origin") is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("page", ["/browse/articles", "/browse/people-named-most", "/-/messages", "/-/logout"])
def test_there_is_nothing_to_write_to(base: str, method: str, page: str) -> None:
    answer, _ = ask(base, page, method)
    assert (answer.status, answer.getheader("allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "sql",
    ["delete from articles", "with a as (select 1) delete from articles", "attach 'x.sqlite' as x", "vacuum into '/x'",
     "with a as (select 1) insert into facets select 'x', 'y', 'z'", "pragma writable_schema = 1"],
)  # fmt: skip
def test_a_query_cannot_write(base: str, data: Path, tmp_path: Path, sql: str) -> None:
    file = browsable(data / "datasets" / "latest", tmp_path)
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    answer, page = ask(base, f"/browse?sql={quote(sql)}")
    assert answer.status == 400
    assert 'class="error"' in page
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in file.parent.glob("browse*")) == ["browse.sqlite"]


@pytest.mark.parametrize(
    "page",
    ["/-/auth-token?token=x", "/-/settings", "/-/metadata.json", "/-/permissions", "/-/threads", "/-/actor.json"],
)
def test_the_pages_for_operators_are_not_there(base: str, page: str) -> None:
    assert ask(base, page)[0].status == 404


def test_the_file_itself_is_not_given_out(base: str) -> None:
    assert ask(base, "/browse.db")[0].status == 403


def test_a_page_elsewhere_cannot_ask_under_a_name_of_its_own(base: str) -> None:
    port = urlsplit(base).port
    assert ask(base, "/", headers={"Host": f"evil.example:{port}"})[0].status == 421
    assert ask(base, "/", headers={"Host": f"127.0.0.1.evil.example:{port}"})[0].status == 421
    assert ask(base, "/", headers={"Host": f"localhost:{port}"})[0].status == 200


def test_a_cookie_or_a_token_makes_nobody_of_anyone(base: str) -> None:
    forged = {"Cookie": 'ds_actor="{}"; ds_csrftoken=x', "Authorization": "Bearer x"}
    plain, other = ask(base, "/browse/articles"), ask(base, "/browse/articles", headers=forged)
    assert other[0].status == 200
    assert other[1] == plain[1]


def test_a_query_that_does_not_end_is_ended(base: str) -> None:
    endless = "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c"
    answer, page = ask(base, f"/en/browse?sql={quote(endless)}")
    assert answer.status == 400
    assert "time limit" in page


#: A text of a million letters, and one of eight, and nothing else.
_LONG = "with recursive a(t) as (select 'a' union all select t || t from a where length(t) < 1000000) select {} from a"
_LONGER = _LONG.replace("1000000", "8000000")


@pytest.mark.parametrize(
    "sql",
    [
        "select fts3_tokenizer('simple', x'4141414141414141')",
        "select fts3_tokenizer('simple')",
        "select load_extension('x')",
        "select hex(randomblob(300000000)), hex(randomblob(300000001))",
        "select zeroblob(1000000000)",
        "select sqlite_version()",
        "pragma hard_heap_limit = 0",
        "select * from pragma_compile_options",
        _LONGER.format("max(t) || max(t) || max(t)"),
        _LONGER.format("t, value") + ", facets where length(t) > 8000000",
        f"select {', '.join(['1'] * 300)}",
    ],
)
def test_a_query_that_could_harm_the_process_is_refused(base: str, sql: str) -> None:
    answer, _ = ask(base, f"/browse.json?sql={quote(sql)}")
    assert 400 <= answer.status < 500
    assert ask(base, "/browse/articles")[0].status == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("max(instr(t, substr(t, 500000) || 'b'))", 0),
        ("length(replace(max(t), substr(max(t), 500000) || 'b', ''))", 1048576),
        ("max(t) like '%' || substr(max(t), 1, 95) || 'b'", 0),
        ("length(rtrim(max(t), 'ba'))", 0),
    ],
)
def test_long_texts_are_searched_in_the_time_limit(base: str, asked: str, found: int) -> None:
    answer, page = ask(base, f"/browse.json?_shape=arrays&sql={quote(_LONG.format(asked))}")
    assert answer.status == 200, page
    assert json.loads(page)["rows"] == [[found]]


def test_functions_on_text_are_those_of_sqlite(base: str) -> None:
    sql = (
        "select instr('đảng ủy', 'ủy'), instr(123, 2), instr(null, 'a'), replace('a.b.c', '.', ''),"
        " replace('a', '', 'b'), replace(null, 'a', 'b'), trim('  a '), trim('xxaxx', 'x'), ltrim('xxa', 'x'),"
        " rtrim('axx', 'x'), trim('a', null)"
    )
    _, page = ask(base, f"/browse.json?_shape=arrays&sql={quote(sql)}")
    assert json.loads(page)["rows"] == [[6, 2, None, "abc", "a", None, "a", "a", "a", "a", None]]


@pytest.mark.parametrize("whence", ["cross-site", "same-site"])
@pytest.mark.parametrize("page", ["/", "/browse?sql=select+1", "/static/browse.css"])
def test_a_page_elsewhere_cannot_make_the_browser_ask(base: str, page: str, whence: str) -> None:
    assert ask(base, page, headers={"Sec-Fetch-Site": whence})[0].status == 403
    for own in ("none", "same-origin"):
        assert ask(base, page, headers={"Sec-Fetch-Site": own})[0].status == 200


@pytest.mark.parametrize("name", ["a#b?c%20d", "50 % dữ liệu"])
def test_a_folder_may_be_called_anything_and_nothing_of_it_is_left_elsewhere(
    data: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, own = tmp_path / name, tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    shutil.copytree((data / "datasets" / "latest").resolve(), folder)
    with served(folder) as running:
        answer, page = ask(running.base, "/browse/articles/sontay~3A1")
        assert answer.status == 200, page
        assert list(own.iterdir()) != []
    assert list(own.iterdir()) == [], "nothing is left where temporary files go"


@pytest.mark.parametrize("page", ["/", "/browse", "/browse/articles", "/browse/entities", "/browse/facets"])
def test_what_the_pages_themselves_ask_is_permitted(base: str, page: str) -> None:
    assert ask(base, page)[0].status == 200


def test_strange_searches_are_answered(base: str) -> None:
    for words in ('"', '""', "*", "NEAR(", "a AND", "^x:", "title:mưa", "-", "'; --", "\U0001f600", "%", "(" * 50):
        assert ask(base, f"/browse/articles?_search={quote(words)}")[0].status == 200, words


def test_what_narrows_the_list_narrows_its_json_and_csv(base: str) -> None:
    _, whole = ask(base, "/browse/articles.csv?_stream=1")
    _, narrowed = ask(base, "/browse/articles.csv?_stream=1&_year=2019")
    assert whole.count("sontay:") >= COUNT
    assert 0 < narrowed.count("\r\n") < whole.count("\r\n")


def test_a_port_on_loopback_alone_is_open(base: str) -> None:
    port = urlsplit(base).port
    with socket.socket() as taken:
        # Nobody listens on the other addresses of this machine: the port can be taken there.
        taken.bind(("127.0.0.2", port or 0))


def test_interrupted_it_ends_cleanly(data: Path) -> None:
    with served(data) as running:
        assert ask(running.base, "/")[0].status == 200
        running.process.send_signal(signal.SIGINT)
        out, err = running.process.communicate(timeout=300)
        assert (running.process.returncode, out, err) == (0, "Stopped.\n", "")


def test_the_latest_version_is_served_or_the_one_that_is_named_or_the_folder_itself(data: Path) -> None:
    version = (data / "datasets" / "latest").resolve()
    for folder, options in ((data, ()), (data, ("--version", version.name)), (version, ())):
        with served(folder, *options) as running:
            assert str(version) in running.line
            assert version.name in ask(running.base, "/")[1]


def test_an_export_can_be_browsed(data: Path, tmp_path: Path) -> None:
    command = [COMMAND[0], "export", "--data", data, "--out", tmp_path, "--format", "sqlite"]
    subprocess.run(command, check=True, capture_output=True)
    with served(tmp_path) as running:
        assert ask(running.base, "/browse/articles")[0].status == 200


def test_some_portals_of_a_version_can_be_browsed_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, own = two_portals(tmp_path / "data"), tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    with served(tmp_path / "data", "--portal", "vien*") as running:
        assert f"{version} (vienson)" in running.line
        assert f"vienson · {version.name}" in ask(running.base, "/")[1]
        sql = "select portal, count(*), (select sum(articles) > 0 from people) from articles group by portal"
        _, page = ask(running.base, f"/browse.json?_shape=arrays&sql={quote(sql)}")
        assert json.loads(page)["rows"] == [["vienson", 4, 1]]
        assert ask(running.base, "/browse/articles/vienson~3A1")[0].status == 200
        assert ask(running.base, "/browse/articles/sontay~3A1")[0].status == 404
    assert list(own.iterdir()) == [], "nothing is left where temporary files go"


def test_a_glob_that_no_portal_of_the_version_fits_or_one_of_an_export_is_told(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--portal vien\*: no portal of this name: expected one of sontay$"):
        app(["browse", "--data", str(data), "--portal", "vien*"], standalone_mode=False)
    app(["export", "--data", str(data), "--out", str(tmp_path), "--format", "sqlite"], standalone_mode=False)
    with pytest.raises(UsageError, match=r"^--portal: of use with a published version: .*browse\.sqlite is an export$"):
        app(["browse", "--data", str(tmp_path), "--portal", "son*"], standalone_mode=False)


def test_without_a_version_the_remedy_is_told(tmp_path: Path) -> None:
    assert_one_line(browse("--data", tmp_path), 1, "nothing is published yet", "vnportal publish")


def test_a_version_that_is_not_there_is_told(data: Path) -> None:
    known = (data / "datasets" / "latest").readlink().name
    assert_one_line(browse("--data", data, "--version", "20200101T000000Z"), 2, "--version", known)


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "browse.sqlite")) as connection:
        connection.execute("CREATE TABLE articles (id)")
    assert_one_line(browse("--data", tmp_path), 1, "browse.sqlite", "vnportal export")


def test_a_taken_port_is_told(data: Path, base: str) -> None:
    port = urlsplit(base).port
    assert_one_line(browse("--data", data, "--port", port), 2, f"--port {port}", "in use")


def test_without_datasette_the_remedy_is_told(data: Path) -> None:
    code = "import sys; sys.modules['datasette'] = None; sys.argv[0] = 'vnportal'; from crawler.cli import main; main()"
    command = [sys.executable, "-c", code, "browse", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert_one_line(done, 2, "datasette", "vnportal[browse]")
