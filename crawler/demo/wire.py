"""An answer and how it goes over the wire."""

from dataclasses import dataclass
from http import HTTPStatus

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `headers` are those besides type and length."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()


def wire(response: Response, *, with_body: bool = True) -> bytes:
    """The answer's bytes in HTTP/1.1; without its body for HEAD."""
    lines = [
        f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
        f"Content-Type: {response.content_type}",
        f"Content-Length: {len(response.body)}",
        *(f"{name}: {value}" for name, value in response.headers),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + (response.body if with_body else b"")
