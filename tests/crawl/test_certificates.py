"""Certificates: verified, completed where a server leaves out an intermediate, unverified where a profile says so."""

import os
import select
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from crawler import portals
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store.store import Store
from tests import forked
from tests.certificates import without_intermediate
from tests.shards import shard
from tests.status.test_status import machine

from .running import COMMAND
from .server import Answer, serving

SITE = Site(articles=4)


@contextmanager
def issuer() -> Iterator[tuple[str, list[x509.Certificate], Counter[str]]]:
    """Where an intermediate can be fetched: its address, the place to put it, and what was asked for."""
    place: list[x509.Certificate] = []
    pages = {"/issuer.cer": lambda _: Answer(place[0].public_bytes(Encoding.DER))}
    with serving(pages) as served:
        yield f"{served.base_url}/issuer.cer", place, served.asked


def crawl(base_url: str, data: Path, root: bytes, tls: str = "", status: int = 0) -> str:
    """Crawl with a profile of the demonstration portal that says this of TLS, and with this root; what was said."""
    folder = data / "portals"
    folder.mkdir(parents=True)
    demo = (
        (portals.PROFILES / "demo.toml")
        .read_text(encoding="utf-8")
        .replace('= "https://thixa.demo.example"', f'= "{base_url}"')
    )
    (folder / "secured.toml").write_text(f"{demo}\n[tls]\n{tls}\n", encoding="utf-8")
    (data / "root.pem").write_bytes(root)
    line = [*COMMAND[:-1], "secured", "--data", str(data), "--delay", "0", "--no-annotate"]
    environ = os.environ | {"SSL_CERT_FILE": str(data / "root.pem")}
    done = forked.run(line, env=environ)
    assert done.returncode == status, done.stderr
    return done.stderr


def kinds(data: Path) -> set[str]:
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        articles = list(store.snapshot.articles())
        assert len(articles) == SITE.size
        return {problem.kind for article in articles for problem in article.problems if problem.stage == "fetch"}


def test_an_intermediate_that_the_server_leaves_out_is_fetched_once(tmp_path: Path) -> None:
    with issuer() as (address, place, asked):
        context, root, intermediate = without_intermediate("127.0.0.1", address)
        place.append(intermediate)
        with serve(SITE, tls=context) as server:
            crawl(server.base_url, tmp_path, root)
    assert asked == {"/issuer.cer": 1}
    assert kinds(tmp_path) == set()
    assert machine(tmp_path)["portals"][0]["certificates_verified"] is True


@contextmanager
def tunnelling(port: int, certificate: list[x509.Certificate]) -> Iterator[tuple[str, list[str]]]:
    """A proxy that leads to that port of this machine, whatever the address, and has the certificate where it is asked
    for anything in the clear; its address, and what it was asked for.
    """
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(("127.0.0.1", port)) as other:
                ends = {self.connection: other, other: self.connection}
                while ends:
                    for end in select.select(list(ends), [], [])[0]:
                        data = end.recv(65536)
                        if not data:
                            return
                        ends[end].sendall(data)

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(certificate[0].public_bytes(Encoding.DER))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_an_intermediate_is_fetched_through_a_proxy_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, root, intermediate = without_intermediate("203.0.113.7", "http://203.0.113.7/issuer.cer")
    with serve(SITE, tls=context) as server:
        port = urlsplit(server.base_url).port
        assert port is not None
        with tunnelling(port, [intermediate]) as (proxy, asked):
            for name in ("http_proxy", "https_proxy"):
                monkeypatch.setenv(name, proxy)
            crawl(f"https://203.0.113.7:{port}", tmp_path, root)
    assert asked.count("http://203.0.113.7/issuer.cer") == 1
    assert kinds(tmp_path) == set()


def test_an_intermediate_in_the_profile_is_enough(tmp_path: Path) -> None:
    context, root, intermediate = without_intermediate("127.0.0.1")
    pem = intermediate.public_bytes(Encoding.PEM).decode()
    with serve(SITE, tls=context) as server:
        crawl(server.base_url, tmp_path, root, f'intermediates = """\n{pem}"""')
    assert kinds(tmp_path) == set()


def test_a_certificate_that_leads_to_no_root_is_refused_and_named(tmp_path: Path) -> None:
    with issuer() as (address, place, _):
        context, _, intermediate = without_intermediate("127.0.0.1", address)
        other = without_intermediate("127.0.0.1").root
        place.append(intermediate)  # fetched, and no help: its root is not trusted
        with serve(SITE, tls=context) as server:
            said = crawl(server.base_url, tmp_path, other, status=1)
            assert server.requests == []
    assert "the certificate is not valid: " in said
    assert "certificate verify failed" in said


def test_verification_is_turned_off_by_a_profile_and_every_record_says_so(tmp_path: Path) -> None:
    context: ssl.SSLContext = without_intermediate("127.0.0.1").context
    with serve(SITE, tls=context) as server:
        crawl(server.base_url, tmp_path, without_intermediate("127.0.0.1").root, "verify = false")
    assert kinds(tmp_path) == {"certificate_unverified"}
    assert machine(tmp_path)["portals"][0]["certificates_verified"] is False


@pytest.mark.parametrize("text", ["nonsense", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"])
def test_a_profile_with_no_certificate_where_one_belongs_is_wrong(text: str, tmp_path: Path) -> None:
    said = crawl("https://127.0.0.1:9", tmp_path, b"", f'intermediates = """{text}"""', status=2)
    assert "expected certificates in PEM" in said
