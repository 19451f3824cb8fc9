import gzip
import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from crawler.demo import faults
from crawler.demo.application import pdf, png
from crawler.demo.faults import Faults
from crawler.demo.server import Server, serve
from crawler.demo.site import SEED_ID, Site

SITE = Site(articles=40)
SEED = f"/dang-doan-the/-/view_content/{SEED_ID}-thi-uy.html"


@contextmanager
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=300)) as opened:
        yield opened


def ask(server: Server, target: str) -> tuple[http.client.HTTPResponse, bytes]:
    with connection(server) as opened:
        opened.request("GET", target)
        answer = opened.getresponse()
        return answer, answer.read()


def test_a_connection_serves_many_requests_and_each_is_logged() -> None:
    with serve(SITE) as server, connection(server) as opened:
        for target in ("/trang-chu", SEED, "/y-te", "/robots.txt"):
            opened.request("GET", target, headers={"User-Agent": "vnportal/test"})
            answer = opened.getresponse()
            assert answer.status == 200
            assert answer.read()
        assert server.targets() == ["/trang-chu", SEED, "/y-te", "/robots.txt"]
        assert {request.user_agent for request in server.requests} == {"vnportal/test"}


def test_the_home_page_is_reached_by_a_redirect() -> None:
    with serve(SITE) as server:
        answer, _ = ask(server, "/")
        assert (answer.status, answer.headers["Location"]) == (302, "/web/guest/trang-chu")


def test_robots_txt_forbids_login_and_calendar_and_may_ask_for_a_delay() -> None:
    with serve(SITE, crawl_delay=2.5) as server:
        lines = ask(server, "/robots.txt")[1].decode().splitlines()
    assert {"Disallow: /c/portal/login", "Disallow: /lich-cong-tac", "Crawl-delay: 2.5"} <= set(lines)


def test_files_are_what_their_media_type_says() -> None:
    with serve(SITE) as server:
        answer, body = ask(server, "/documents/10180/70001/tai-lieu-1.signed.pdf/0001-3f1c")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert body == pdf()
        assert ask(server, "/documents/10180/3/anh-1.jpg")[1] == png()


def test_an_unknown_page_is_404() -> None:
    with serve(SITE) as server:
        assert ask(server, "/khong-co-trang-nay")[0].status == 404


def test_head_sends_no_body() -> None:
    with serve(SITE) as server, connection(server) as opened:
        opened.request("HEAD", SEED)
        answer = opened.getresponse()
        assert int(answer.headers["Content-Length"]) > 1000
        assert answer.read() == b""


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(KeyError), serve(SITE, "no-such"):
        pass


def test_a_taken_port_is_an_error_of_the_caller() -> None:
    with serve(SITE) as server, pytest.raises(OSError, match=r"[Aa]ddress"):
        serve(SITE, port=urlsplit(server.base_url).port or 0).__enter__()


def test_faults_follow_from_seed_and_address_alone() -> None:
    targets = [f"/y-te/-/view_content/{number}-x.html" for number in range(1000)]
    one = [Faults(0.3, seed=1).choose(target, 0, 0) for target in targets]
    assert one == [Faults(0.3, seed=1).choose(target, 0, 500) for target in reversed(targets)][::-1]
    assert one != [Faults(0.3, seed=2).choose(target, 0, 0) for target in targets]
    assert 200 < sum(kind is not None for kind in one) < 400
    assert set(one) - {None} == set(Faults().kinds)


def test_an_address_fails_its_first_times_only() -> None:
    broken = Faults(1.0, kinds=("500",), times=2)
    assert [broken.choose("/y-te", asked, 0) for asked in range(4)] == ["500", "500", None, None]
    assert Faults(1.0, kinds=("500",), times=None).choose("/y-te", 99, 0) == "500"


def test_each_request_of_an_address_may_be_drawn_by_itself() -> None:
    broken = Faults(0.2, times=None, anew=True)
    drawn = [broken.choose("/y-te", asked, 0) is not None for asked in range(1000)]
    assert 150 < sum(drawn) < 250
    assert {broken.choose("/giao-duc", asked, 0) is not None for asked in range(1000)} == {True, False}


def test_rules_come_before_chance_and_alone_touch_robots_txt() -> None:
    broken = Faults(1.0, kinds=("500",), rules=((r"^/giao-duc$", "429"), (r"^/robots\.txt$", "404")))
    assert broken.choose("/giao-duc", 0, 0) == "429"
    assert broken.choose("/robots.txt", 0, 0) == "404"
    assert Faults(1.0, kinds=("500",)).choose("/robots.txt", 0, 0) is None


def test_a_portal_goes_down_for_some_requests() -> None:
    broken = Faults(down_after=3, down_for=2)
    assert [broken.choose("/y-te", 0, before) for before in range(7)] == [None] * 3 + ["dropped"] * 2 + [None] * 2


def test_unknown_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="'5OO'"):
        Faults(kinds=("5OO",))


@pytest.mark.parametrize(
    ("kind", "status"), [("404", 404), ("429", 429), ("500", 500), ("503", 503), ("503_bare", 503)]
)
def test_an_error_status_is_sent(kind: str, status: int) -> None:
    with serve(SITE, faults=Faults(rules=((SEED, kind),))) as server:
        assert ask(server, SEED)[0].status == status
        assert ask(server, SEED)[0].status == 200
        assert [request.fault for request in server.requests] == [kind, None]


def test_retry_after_comes_in_seconds_or_as_a_date() -> None:
    with serve(SITE, faults=Faults(rules=(("^/y-te", "503"), ("^/giao-duc", "503_date")))) as server:
        assert ask(server, "/y-te")[0].headers["Retry-After"] == "1"
        assert ask(server, "/giao-duc")[0].headers["Retry-After"].endswith("GMT")


def test_a_dropped_connection_ends_without_an_answer() -> None:
    with serve(SITE, faults=Faults(rules=(("", "dropped"),))) as server, pytest.raises(ConnectionError):
        ask(server, SEED)


def test_a_silent_server_takes_the_request_and_says_nothing() -> None:
    with serve(SITE, faults=Faults(rules=(("", "silent"),))) as server:
        with closing(http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=0.2)) as opened:
            opened.request("GET", SEED)
            with pytest.raises(TimeoutError):
                opened.getresponse()
            assert server.wait_for(1)
        assert server.targets() == [SEED]


def test_a_truncated_answer_is_shorter_than_it_says() -> None:
    with serve(SITE, faults=Faults(rules=(("", "truncated"),))) as server, pytest.raises(http.client.IncompleteRead):
        ask(server, SEED)


def test_a_wrong_charset_is_in_the_header_only() -> None:
    with serve(SITE, faults=Faults(rules=(("", "wrong_charset"),))) as server:
        answer, body = ask(server, SEED)
        assert "ISO-8859-1" in answer.headers["Content-Type"]
        assert "Thị ủy tổng kết" in body.decode("utf-8")


def test_redirects_go_round_in_circles_or_off_the_host() -> None:
    with serve(SITE, faults=Faults(rules=(("^/y-te", "redirect_loop"), ("^/giao-duc", "off_host")))) as server:
        assert ask(server, "/y-te")[0].headers["Location"] == "/y-te"
        assert urlsplit(ask(server, "/giao-duc")[0].headers["Location"]).hostname == "quang-cao.example"


def test_an_error_text_comes_with_status_200() -> None:
    with serve(SITE, faults=Faults(rules=(("", "error_text"),))) as server:
        answer, body = ask(server, SEED)
        assert answer.status == 200
        assert "bảo trì" in body.decode()


def test_a_bomb_is_small_on_the_wire() -> None:
    with serve(SITE, faults=Faults(rules=(("", "bomb"),))) as server:
        answer, body = ask(server, SEED)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(body) < faults.BOMB_BYTES // 100
        assert gzip.decompress(body) == bytes(faults.BOMB_BYTES)


@pytest.mark.parametrize(("kind", "least"), [("endless", 2_000_000), ("huge", 40_000_000)])
def test_a_body_may_be_larger_than_anyone_wants(kind: str, least: int) -> None:
    with serve(SITE, faults=Faults(rules=(("", kind),))) as server, connection(server) as opened:
        opened.request("GET", SEED)
        answer = opened.getresponse()
        assert int(answer.headers.get("Content-Length", "0")) >= (least if kind == "huge" else 0)
        assert len(answer.read(least)) == least


def test_a_slow_answer_drips() -> None:
    with serve(SITE, faults=Faults(rules=(("", "slow"),))) as server, connection(server) as opened:
        opened.connect()
        opened.sock.sendall(f"GET {SEED} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert opened.sock.recv(100) == b"H"


def test_a_broken_answer_counts_no_visit() -> None:
    with serve(SITE, faults=Faults(rules=((SEED, "truncated"),))) as server:
        with pytest.raises(http.client.IncompleteRead):
            ask(server, SEED)
        assert "View count: 451" in ask(server, SEED)[1].decode()
        assert "View count: 452" in ask(server, SEED)[1].decode()


def test_the_module_serves_a_site_of_any_size_and_says_where() -> None:
    command = [sys.executable, "-m", "crawler.demo", "--articles", "500", "--layout", "retro"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().strip()
        opened = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=300)
        opened.request("GET", "/y-te?cur=2")
        assert opened.getresponse().status == 200
        opened.close()
        process.terminate()


def test_what_the_client_holds_is_not_sent_again_nor_counted_as_a_visit() -> None:
    with serve(SITE, validators=True) as server, connection(server) as opened:

        def got(target: str, **headers: str | None) -> tuple[int, bytes]:
            named = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
            opened.request("GET", target, headers=named)
            answer = opened.getresponse()
            last.clear()
            last.update(answer.headers)
            return answer.status, answer.read()

        last: dict[str, str] = {}
        status, body = got(SEED)
        etag, modified = last["ETag"], last["Last-Modified"]
        assert (status, bool(body)) == (200, True)
        assert got(SEED, If_None_Match=etag) == (304, b"")
        assert got(SEED, If_Modified_Since=modified) == (304, b"")
        assert got(SEED, If_None_Match='"other"', If_Modified_Since=modified)[0] == 200
        assert last["ETag"] == etag  # though the visit is counted
        assert [request.conditional for request in server.requests] == [False, True, True, True]
        assert server.application.visits[SEED_ID] == 2


def test_without_validators_everything_is_sent() -> None:
    with serve(SITE) as server:
        answer, _ = ask(server, SEED)
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers
