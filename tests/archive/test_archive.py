import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, read, responses
from crawler.errors import StoreError

MOMENT = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
URL = "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/1-mua-lon.html"
HTML = "<h1>Mưa lớn ở thị xã</h1>".encode()


def opened(folder: Path) -> Archive:
    return Archive(folder, "sontay", run_id="sontay-20261124T020000Z", software="vnportal/0.1.0")


def written(archive: Archive, url: str = URL, body: bytes = HTML, headers: tuple = (), status: int = 200):
    return archive.write(url, "GET", [("User-Agent", "vnportal/0.1.0")], status, headers, body, MOMENT)


def warcio_check(path: Path) -> subprocess.CompletedProcess:
    command = [Path(sys.executable).with_name("warcio"), "check", path]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def records(path: Path) -> list[dict[str, str]]:
    with path.open("rb") as stream:
        return [dict(record.rec_headers.headers) for record in ArchiveIterator(stream)]


def test_gives_back_what_was_written(tmp_path: Path):
    with opened(tmp_path) as archive:
        first = written(archive, headers=(("Content-Type", "text/html; charset=utf-8"), ("X-A", "1"), ("X-A", "2")))
        second = written(archive, url="https://x.vn/", body=b"", status=404)
    stored = read(tmp_path, *first)
    assert (stored.url, stored.status, stored.body) == (URL, 200, HTML)
    assert stored.fetched_at == MOMENT
    assert stored.headers == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-A", "1"),
        ("X-A", "2"),
        ("Content-Length", str(len(HTML))),
    ]
    assert read(tmp_path, *second)[:2] == ("https://x.vn/", 404)


def test_can_be_read_while_it_is_written(tmp_path: Path):
    with opened(tmp_path) as archive:
        assert read(tmp_path, *written(archive)).body == HTML


def test_headers_agree_with_the_decoded_body(tmp_path: Path):
    sent = (
        ("Content-Encoding", "gzip"),
        ("transfer-encoding", "chunked"),
        ("CONTENT-LENGTH", "9"),
        ("Connection", "keep-alive"),
    )
    with opened(tmp_path) as archive:
        stored = read(tmp_path, *written(archive, headers=sent))
    assert stored.headers == [("Content-Length", str(len(HTML)))]
    assert warcio_check(archive.path).returncode == 0


def test_records_are_complete_and_point_at_each_other(tmp_path: Path):
    with opened(tmp_path) as archive:
        written(archive)
    info, response, request = records(archive.path)
    assert [record["WARC-Type"] for record in (info, response, request)] == ["warcinfo", "response", "request"]
    assert info["WARC-Filename"] == archive.path.name
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Concurrent-To"] == request["WARC-Record-ID"]
    assert response["WARC-Date"] == request["WARC-Date"] == "2026-11-24T02:00:00.123456Z"
    for record in (response, request):
        assert record["WARC-Target-URI"] == URL
        assert record["WARC-Payload-Digest"].startswith("sha1:")
        assert record["WARC-Block-Digest"].startswith("sha1:")


def test_the_file_says_who_made_it(tmp_path: Path):
    with opened(tmp_path) as archive:
        pass
    with archive.path.open("rb") as stream:
        text = next(ArchiveIterator(stream)).content_stream().read().decode()
    for line in ("software: vnportal/0.1.0", "isPartOf: sontay", "sontay-20261124T020000Z", "robots: obey"):
        assert line in text


def test_a_file_is_never_written_by_two_processes(tmp_path: Path):
    with opened(tmp_path) as one, opened(tmp_path) as other:
        assert one.path != other.path
        assert one.path.name.startswith("sontay-20")
        assert one.path.name.endswith("-00000.warc.gz")


def test_warcio_finds_nothing_wrong(tmp_path: Path):
    with opened(tmp_path) as archive:
        for number in range(20):
            written(archive, url=f"{URL}?n={number}", body=os.urandom(number * 997), status=200 + number)
    checked = warcio_check(archive.path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


HEADERS = st.lists(st.tuples(st.text(max_size=12), st.text(max_size=30)), max_size=5)


@settings(deadline=None)  # each example writes a file
@given(headers=HEADERS, body=st.binary(max_size=300), status=st.integers(100, 999), tail=st.text(max_size=20))
def test_whatever_a_server_sends_makes_a_good_record(tmp_path_factory, headers, body, status, tail):
    folder = tmp_path_factory.mktemp("archive")
    with opened(folder) as archive:
        file, offset = archive.write(f"https://x.vn/{tail}", "GET", headers, status, headers, body, MOMENT)
    stored = read(folder, file, offset)
    assert (stored.status, stored.body) == (status, body)
    ((found, listed),) = responses(archive.path)
    assert (found, listed) == (offset, stored)
    with archive.path.open("rb") as stream:
        checkers = []
        for record in ArchiveIterator(stream, check_digests=True):
            record.raw_stream.read()
            checkers.append(record.digest_checker.passed)
    assert checkers == [True, True, True]


def test_lists_all_responses_with_their_offsets(tmp_path: Path):
    with opened(tmp_path) as archive:
        places = [written(archive, url=f"{URL}?n={number}") for number in range(3)]
    assert [(archive.path.name, offset) for offset, _ in responses(archive.path)] == places
    assert [stored.url[-1] for _, stored in responses(archive.path)] == ["0", "1", "2"]


@pytest.mark.parametrize("lost", [1, 7, 100, 400, 500])
def test_a_torn_tail_ends_reading_with_an_error_after_the_whole_records(tmp_path: Path, lost: int):
    with opened(tmp_path) as archive:
        first, second = written(archive), written(archive)
        start_of_second = second[1]
    content = archive.path.read_bytes()
    archive.path.write_bytes(content[:-lost])
    found = []
    with pytest.raises(StoreError, match=r"broken at byte \d+: the records before it are whole"):
        for offset, _ in responses(archive.path):
            found.append(offset)
    assert found[:1] == [first[1]]
    torn = len(content) - lost
    assert (second[1] in found) == (torn >= start_of_second + len(whole_member(content, start_of_second)))
    assert read(tmp_path, *first).body == HTML


def whole_member(content: bytes, offset: int) -> bytes:
    """The bytes of the record at `offset`: up to where the next one's gzip header stands."""
    end = content.index(b"\x1f\x8b\x08", offset + 3)
    return content[offset:end]


def test_a_damaged_record_is_an_error_not_a_wrong_page(tmp_path: Path):
    with opened(tmp_path) as archive:
        file, offset = written(archive, body=os.urandom(2000))
    content = bytearray(archive.path.read_bytes())
    content[offset + 900] ^= 0xFF
    archive.path.write_bytes(content)
    with pytest.raises(StoreError, match="broken at byte"):
        read(tmp_path, file, offset)


@pytest.mark.parametrize("offset", [0, 10**9])
def test_an_offset_without_a_response_is_an_error_with_a_remedy(tmp_path: Path, offset: int):
    with opened(tmp_path) as archive:
        written(archive)
    with pytest.raises(StoreError, match=r"no response at offset .* restore"):
        read(tmp_path, archive.path.name, offset)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match=r"gone\.warc\.gz: cannot be read"):
        read(tmp_path, "gone.warc.gz", 0)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        opened(tmp_path / "file")


def test_a_full_disk_leaves_no_half_record(tmp_path: Path):
    code = (
        "import resource, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from crawler.archive import Archive\n"
        "from crawler.errors import StoreError\n"
        "import os, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "archive = Archive(Path(sys.argv[1]), 'sontay', run_id='r', software='s')\n"
        "def write(size):\n"
        "    return archive.write('https://x.vn/', 'GET', [], 200, [], os.urandom(size), datetime.now(UTC))\n"
        "write(1000)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    write(20000)\n"
        "except StoreError as error:\n"
        "    print(error)\n"
        "write(1000)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    (path,) = tmp_path.iterdir()
    assert [len(stored.body) for _, stored in responses(path)] == [1000, 1000]
    assert warcio_check(path).returncode == 0


def test_what_a_killed_process_has_written_can_be_read(tmp_path: Path):
    code = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from crawler.archive import Archive\n"
        "archive = Archive(Path(sys.argv[1]), 'sontay', run_id='r', software='s')\n"
        "print(*archive.write('https://x.vn/', 'GET', [], 200, [], b'whole', datetime.now(UTC)), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    file, offset = done.stdout.split()
    assert read(tmp_path, file, int(offset)).body == b"whole"
