import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.files import Archive, Gap, read, record_id
from crawler.archive.files import records as read_records
from crawler.archive.warc import Exchange, Listed
from crawler.crawling.arguments import Arguments
from crawler.crawling.recorder import Recorder
from crawler.records.errors import StoreError
from crawler.store.frontier import Queue
from crawler.store.store import Store
from tests.archive.responses import responses

MOMENT = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
RUN = "sontay-20261124T020000Z"
URL = "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/1-mua-lon.html"
HTML = "<h1>Mưa lớn ở thị xã</h1>".encode()


ABOUT = {"software": "vnportal/0.1.0", "isPartOf": "sontay", "run_id": RUN, "robots": "obey"}


@contextmanager
def opened(folder: Path, **more: int) -> Iterator[Archive]:
    with closing(Archive(folder, RUN, ABOUT, **more)) as archive:
        yield archive


def written(
    archive: Archive,
    url: str = URL,
    body: bytes = HTML,
    headers: tuple = (),
    status: int = 200,
    article_id: str | None = None,
) -> tuple[str, int]:
    one = Exchange(url, [("User-Agent", "vnportal/0.1.0")], status, headers, body, MOMENT, article_id)
    offset = archive.write(one)
    return archive.path.name, offset


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
        written(archive)
    with archive.path.open("rb") as stream:
        text = next(ArchiveIterator(stream)).content_stream().read().decode()
    for line in ("software: vnportal/0.1.0", "isPartOf: sontay", f"run_id: {RUN}", "robots: obey"):
        assert line in text


def test_a_file_is_named_after_its_run(tmp_path: Path):
    with opened(tmp_path) as archive:
        written(archive)
    assert [path.name for path in tmp_path.iterdir()] == [f"{RUN}-00000.warc.gz"]


def test_a_run_without_an_answer_leaves_no_file(tmp_path: Path):
    with opened(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_goes_on_in_another_file_beyond_a_size(tmp_path: Path):
    with opened(tmp_path, most_bytes=2000) as archive:
        places = [written(archive, body=os.urandom(700)) for _ in range(5)]
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [f"{RUN}-0000{number}.warc.gz" for number in range(3)]
    assert {file for file, _ in places} == set(files)
    assert [len(read(tmp_path, *place).body) for place in places] == [700] * 5
    assert all(warcio_check(tmp_path / file).returncode == 0 for file in files)


def test_the_same_answers_make_the_same_bytes_in_one_go_or_taken_up_again(tmp_path: Path):
    with opened(tmp_path / "one") as archive:
        for number in range(4):
            written(archive, url=f"{URL}?n={number}")
    with opened(tmp_path / "two") as archive:
        for number in range(2):
            written(archive, url=f"{URL}?n={number}")
        committed = archive.length
        written(archive, url="https://x.vn/never-committed")
    with opened(tmp_path / "two", length=committed) as again:
        for number in (2, 3):
            written(again, url=f"{URL}?n={number}")
    assert again.path.read_bytes() == (tmp_path / "one" / again.path.name).read_bytes()


def test_what_an_undone_transaction_wrote_is_cut_off(tmp_path: Path):
    with opened(tmp_path) as archive:
        written(archive)
        length = archive.length
        written(archive, url=f"{URL}?undone")
        archive.cut_back(length)
        written(archive, url=f"{URL}?kept")
    assert [stored.url for _, stored in responses(archive.path)] == [URL, f"{URL}?kept"]


def test_an_answer_whose_transaction_was_undone_is_not_archived(tmp_path: Path):
    def answer(name: str) -> Exchange:
        return Exchange(f"{URL}?{name}", [], 200, [], HTML, MOMENT)

    with Store(tmp_path / "store.sqlite") as store:
        run_id = store.runs.start("sontay", {}).run_id
        arguments = Arguments("https://sontay.hanoi.gov.vn")
        recorder = Recorder(tmp_path, store, Queue(store, run_id), run_id, arguments, "sontay")
        with closing(recorder):
            recorder.keep(answer("before"))
            with pytest.raises(ZeroDivisionError), store.transaction():
                recorder.keep(answer("undone"))
                raise ZeroDivisionError
            with store.transaction():
                place = recorder.keep(answer("after"))
                recorder.keep(answer("last"))
    archived = [stored.url for _, stored in responses(tmp_path / place.file)]
    assert archived == [f"{URL}?before", f"{URL}?after", f"{URL}?last"]


def test_tells_which_article_was_asked_for_wherever_the_answer_came_from(tmp_path: Path):
    with opened(tmp_path) as archive:
        place = written(archive, url="https://x.vn/elsewhere", article_id="sontay:7")
        other = written(archive)
    assert read(tmp_path, *place).article_id == "sontay:7"
    assert read(tmp_path, *other).article_id is None


def test_keeps_which_articles_a_listing_named(tmp_path: Path):
    with opened(tmp_path) as archive:
        file, offset = written(archive)
        told = Listed({"Y tế": ["sontay:1", "sontay:2"]}, {"listing": {"sontay:2": "25/06/2020 19:26"}}, MOMENT)
        archive.write_listed(URL, told, record_id(file, offset))
    found = [one.content for one in read_records(archive.path) if not isinstance(one, Gap)]
    assert found[-1] == told
    response, metadata = (one for one in records(archive.path) if one["WARC-Type"] in {"response", "metadata"})
    assert metadata["WARC-Refers-To"] == response["WARC-Record-ID"]
    assert warcio_check(archive.path).returncode == 0


@pytest.mark.parametrize("damage", [b"\0" * 40, b"\x1f\x8b\x08\0\0\0\0\0"], ids=["zeros", "a false beginning"])
def test_reading_goes_on_behind_damaged_bytes(tmp_path: Path, damage: bytes):
    with opened(tmp_path) as archive:
        places = [written(archive, url=f"{URL}?n={number}", body=os.urandom(500))[1] for number in range(4)]
    content = bytearray(archive.path.read_bytes())
    at = places[1] + 300
    content[at : at + len(damage)] = damage
    archive.path.write_bytes(content)
    found = list(read_records(archive.path))
    (gap,) = (one for one in found if isinstance(one, Gap))
    assert gap.offset == places[1] < at < gap.end <= places[2]
    stored = [one.offset for one in found if not isinstance(one, Gap)]
    assert stored == [0, places[0], places[2], places[3]]


def test_bytes_that_are_missing_are_a_gap_and_bytes_behind_the_length_are_not_read(tmp_path: Path):
    with opened(tmp_path) as archive:
        written(archive)
        length = archive.length
        second = written(archive)[1]
    assert [one.offset for one in read_records(archive.path, length)][-1] < second
    archive.path.write_bytes(archive.path.read_bytes()[:length])
    assert list(read_records(archive.path, length + 10))[-1] == Gap(length, length + 10)


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
        offset = archive.write(Exchange(f"https://x.vn/{tail}", headers, status, headers, body, MOMENT))
    file = archive.path.name
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
        Archive(tmp_path / "file", RUN, ABOUT)


def test_a_full_disk_leaves_no_half_record(tmp_path: Path):
    code = (
        "import resource, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from crawler.archive.files import Archive\n"
        "from crawler.records.errors import StoreError\n"
        "from crawler.archive.warc import Exchange\n"
        "import os, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "archive = Archive(Path(sys.argv[1]), 'r', {'isPartOf': 'sontay'})\n"
        "def write(size):\n"
        "    return archive.write(Exchange('https://x.vn/', [], 200, [], os.urandom(size), datetime.now(UTC)))\n"
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
        "from crawler.archive.files import Archive\n"
        "from crawler.archive.warc import Exchange\n"
        "archive = Archive(Path(sys.argv[1]), 'r', {'isPartOf': 'sontay'})\n"
        "offset = archive.write(Exchange('https://x.vn/', [], 200, [], b'whole', datetime.now(UTC)))\n"
        "print(archive.path.name, offset, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    file, offset = done.stdout.split()
    assert read(tmp_path, file, int(offset)).body == b"whole"
