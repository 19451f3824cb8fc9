"""A small portal on loopback for tests: pages are functions of the path and the query, requests are counted.

All texts are synthetic.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass
class Answer:
    """What the server sends back; `drop` closes the connection in the middle of the body, `raw` is sent in place of the
    whole answer, and the connection closed.

    A request with the answer's ETag or Last-Modified is told that nothing was modified. `sent` is called with the
    status of an answer that was sent whole.
    """

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    sent: Callable[[int], None] | None = None
    raw: bytes | None = None

    def is_held_by(self, headers: Message) -> bool:
        """Whether the client has what the answer would bring."""
        pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        return any(name in self.headers and headers.get(asked) == self.headers[name] for asked, name in pairs)


Page = Callable[[dict[str, str]], "str | Answer"]


@dataclass
class Served:
    """A portal being served: `asked` counts the requests by path with query, `agents` are the user agents seen."""

    base_url: str
    asked: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)

    def articles(self) -> Counter[str]:
        """The requests for articles."""
        return Counter({target: count for target, count in self.asked.items() if "/-/" in target})


@contextmanager
def serving(pages: dict[str, Page | str | Answer]) -> Iterator[Served]:
    """Serve the pages, by path; a function gets the query. Other paths are answered with 404.

    "POST /path" is the page that a POST gets; its function gets the body, its media type and the cookies: "body",
    "type" and "cookie".
    """
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.answer(unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            said = {"type": self.headers.get("Content-Type") or "", "cookie": self.headers.get("Cookie") or ""}
            self.answer(f"POST {unquote(self.path)}", {"body": sent, **said})

        def answer(self, name: str, query: dict[str, str]) -> None:
            served.asked[self.path] += 1
            served.agents.add(self.headers.get("User-Agent", ""))
            page = pages.get(name, Answer("<h1>404</h1>", 404))
            answer = page(query) if callable(page) else page
            if isinstance(answer, str):
                answer = Answer(answer)
            if answer.raw is not None:
                with suppress(ConnectionError):  # who asked had enough
                    self.wfile.write(answer.raw)
                self.close_connection = True
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            if answer.is_held_by(self.headers):
                answer, body = Answer(status=304, headers=answer.headers, sent=answer.sent), b""
            if answer.sent is not None and not answer.drop:
                answer.sent(answer.status)
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html; charset=UTF-8", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if answer.drop else body)
            if answer.drop:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with on_loopback(Handler) as served.base_url:
        yield served


@contextmanager
def on_loopback(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server in a thread; gives its address."""
    handler.disable_nagle_algorithm = True  # else a body waits 40 ms for what acknowledges the head
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
