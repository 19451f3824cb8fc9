"""What can happen between a crawl and a portal: each failure is told with its cause, and nothing half is stored."""

import gzip
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from backports import zstd

from crawler.store.store import Store
from tests.archive.nights import vnportal
from tests.crawl.portals import Category, Item, article_page, items, tables
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, serving
from tests.shards import shard

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "deflate": zlib.compress,
    "zstd": zstd.compress,
}
ENDS = ("length", "chunk", "close")
CATEGORY = Category("tin-tuc", "Tin tức", items(800, 12))
HOW = dict(zip(CATEGORY.items, [(encoding, end) for encoding in COMPRESS for end in ENDS], strict=True))
FIRST = CATEGORY.items[0]


def path(item: Item) -> str:
    return f"/tin-tuc/-/view_content/{item.number}-bai-viet-so-{item.number}.html"


def whole(item: Item) -> str:
    return article_page(item, CATEGORY)


def pages() -> dict[str, "Page | str | Answer"]:
    found = tables([CATEGORY, Category("thong-bao", "Thông báo", items(300, 2))])
    assert path(FIRST) in found
    return found


def raw(body: bytes, encoding: str = "", end: str = "length") -> Answer:
    """An answer with this body, whose end is told by its length, by a last chunk or by the end of the connection."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nConnection: close\r\n"
    head += f"Content-Encoding: {encoding}\r\n" if encoding else ""
    if end == "length":
        head += f"Content-Length: {len(body)}\r\n"
    elif end == "chunk":
        head += "Transfer-Encoding: chunked\r\n"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    return Answer(raw=f"{head}\r\n".encode() + body)


def cut(body: bytes) -> bytes:
    return body[: len(body) * 6 // 10]


def in_turn(*answers: "str | Answer") -> Page:
    """One answer after the other, and the last one from then on."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_a_compressed_body_that_breaks_off_is_tried_again(tmp_path: Path) -> None:
    site = pages()
    for item, (encoding, end) in HOW.items():
        body = COMPRESS[encoding](whole(item).encode())
        site[path(item)] = in_turn(raw(cut(body), encoding, end), raw(body, encoding, end))
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
    assert {HOW[item]: portal.asked[path(item)] for item in HOW} == dict.fromkeys(HOW.values(), 2)
    assert {HOW[item]: stored(tmp_path)[str(item.number)].title == item.title for item in HOW} == dict.fromkeys(
        HOW.values(), True
    )
    assert problems(tmp_path) == []


def test_a_good_article_is_not_overwritten_by_half_of_it(tmp_path: Path) -> None:
    site = pages()
    for item, (encoding, end) in list(HOW.items())[:: len(ENDS)]:
        body = COMPRESS[encoding](whole(item).encode())
        site[path(item)] = in_turn(whole(item), raw(cut(body), encoding, end))
    site[path(CATEGORY.items[1])] = in_turn(
        whole(CATEGORY.items[1]), raw(cut(whole(CATEGORY.items[1]).encode()), end="close")
    )
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
        before = stored(tmp_path)
        crawl(portal.base_url, tmp_path, "--full")
    after = stored(tmp_path)
    assert {number: (one.version, one.paragraphs) for number, one in after.items()} == {
        number: (1, one.paragraphs) for number, one in before.items()
    }
    assert problems(tmp_path) == ["truncated"] * (len(COMPRESS) + 1)


def test_a_listing_that_breaks_off_loses_no_article(tmp_path: Path) -> None:
    listing = pages()["/tin-tuc"]
    page = listing({}) if callable(listing) else listing
    assert isinstance(page, str)
    body = gzip.compress(page.encode())
    with serving(pages() | {"/tin-tuc": in_turn(raw(cut(body), "gzip"), raw(body, "gzip"))}) as portal:
        crawl(portal.base_url, tmp_path)
    assert len(stored(tmp_path)) == len(CATEGORY.items) + 2


def test_a_page_without_length_is_whole_when_it_ends_and_doubted_when_it_comes_twice_alike(tmp_path: Path) -> None:
    ends, alike, broken = CATEGORY.items[:3]
    site = pages()
    site[path(ends)] = raw(whole(ends).encode(), end="close")
    endless = whole(alike).replace("</html>", "").encode()
    site[path(alike)] = raw(endless, end="close")
    site[path(broken)] = in_turn(raw(cut(whole(broken).encode()), end="close"), whole(broken))
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
    assert [portal.asked[path(item)] for item in (ends, alike, broken)] == [1, 2, 2]
    articles = stored(tmp_path)
    texts = {len(articles[str(item.number)].paragraphs) for item in CATEGORY.items}
    assert len(texts) == 1
    doubted = [number for number, article in articles.items() if "unended" in {one.kind for one in article.problems}]
    assert doubted == [str(alike.number)]
    vnportal("reprocess", "--data", str(tmp_path), "--no-annotate")
    assert stored(tmp_path) == articles


def test_a_plain_body_under_a_header_that_claims_compression_is_read(tmp_path: Path) -> None:
    site = pages()
    claims = dict(zip(CATEGORY.items, [*COMPRESS, "x-gzip"], strict=False))
    for item, encoding in claims.items():
        site[path(item)] = raw(whole(item).encode(), encoding)
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
    assert {item.title for item in claims} <= {article.title for article in stored(tmp_path).values()}
    assert problems(tmp_path) == []


def test_headers_without_end_cost_their_page_and_no_memory(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + b"X-More: and more of it\r\n" * 2_000_000
    with serving(pages() | {path(FIRST): Answer(raw=head)}) as portal:
        crawl(portal.base_url, tmp_path)
    assert problems(tmp_path) == ["too_large"]
    assert len(stored(tmp_path)) == len(CATEGORY.items) + 1


def test_headers_that_make_no_sense_cost_no_page_and_are_no_lost_connection(tmp_path: Path) -> None:
    site, (sends, *rest) = pages(), CATEGORY.items
    site[path(sends)] = Answer(status=302, headers={"Location": "javascript:alert(1)"})
    for item, charset in zip(rest, ("idna", "hex", "undefined", "no-such"), strict=False):
        site[path(item)] = Answer(whole(item), headers={"Content-Type": f"text/html; charset={charset}"})
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
        assert max(portal.asked[path(item)] for item in CATEGORY.items) == 1
    assert problems(tmp_path) == ["off_host"]
    assert {article.title for article in stored(tmp_path).values()} >= {item.title for item in rest}


# The cause of a failed connection


def failure(data: Path) -> str:
    """What the problems say of the run."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return next(noted.problem.message for noted in store.snapshot.problems() if noted.problem.stage == "crawl")


@contextmanager
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def closed() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_refused_connection_says_so(tmp_path: Path) -> None:
    done = crawl(closed(), tmp_path, status=1)
    assert "robots.txt cannot be had (the connection was refused)" in done.stderr
    assert "(the connection was refused)" in failure(tmp_path)


def test_an_unknown_name_says_so(tmp_path: Path) -> None:
    done = crawl("http://portal.invalid", tmp_path, status=1)
    assert "robots.txt cannot be had (the host's name is not known)" in done.stderr
    assert "(the host's name is not known)" in failure(tmp_path)


def once(base_url: str, data: Path) -> str:
    """What a crawl says that waits for a second, and tries once."""
    settings = {"VNPORTAL_DATA": str(data), "DOWNLOAD_TIMEOUT": "1", "RETRY_TIMES": "0", "VNPORTAL_WORKERS": "0"}
    line = [sys.executable, "-m", "scrapy", "crawl", "sontay", "-a", f"base_url={base_url}"]
    line += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    subprocess.run(line, capture_output=True, text=True, timeout=300)
    return failure(data)


def test_a_connection_that_nobody_answers_names_the_network_as_a_cause(tmp_path: Path) -> None:
    with silent() as base_url:
        said = once(base_url, tmp_path)
    assert "no answer began in time" in said
    assert "data centres" in said


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = closed()
    monkeypatch.setenv("http_proxy", proxy)
    said = once("http://portal.invalid", tmp_path)
    assert f"the proxy cannot be used: {proxy}: " in said


def test_not_modified_as_the_answer_to_a_question_without_conditions_is_no_article(tmp_path: Path) -> None:
    with serving(pages() | {path(FIRST): Answer(status=304)}) as portal:
        crawl(portal.base_url, tmp_path)
        assert problems(tmp_path) == ["http_304"]
        assert str(FIRST.number) not in stored(tmp_path)
    with serving(pages()) as portal:
        crawl(portal.base_url, tmp_path)
    assert str(FIRST.number) in stored(tmp_path)


# Addresses


def test_a_host_name_with_diacritics_is_asked_for_as_the_name_service_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = pages()
    listing = site["/tin-tuc"]
    assert callable(listing)
    site["/tin-tuc"] = lambda query: str(listing(query)).replace('href="/', 'href="http://sơntây.invalid/')
    with serving(site) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url)
        crawl("http://SơnTây.invalid", tmp_path)
    assert len(stored(tmp_path)) == len(CATEGORY.items) + 2
    assert {address.split("/")[2] for address in proxy.asked} == {"xn--snty-doa75i.invalid"}


def test_escapes_in_a_path_are_asked_for_as_they_stand(tmp_path: Path) -> None:
    site = pages()
    strange = "/tin-tuc/-/view_content/{}-a%2Fb%F8c.html"
    listing = site["/tin-tuc"]
    assert callable(listing)
    site["/tin-tuc"] = lambda query: str(listing(query)).replace(path(FIRST), strange.format(FIRST.number))
    with serving(site) as portal:
        crawl(portal.base_url, tmp_path)
    assert portal.asked[strange.format(FIRST.number)] == 1
