"""The guard between the browser and Datasette: it lets only reading requests from this machine through, sets no
cookies, and reads the language off the address.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from exports.browse.phrasebook import speaker
from exports.browse.web_paths import ENGLISH, prefix
from exports.phrases import Language

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The host names of requests from this machine. A foreign page whose name was made to point here sends its own name
#: (DNS rebinding).
HOSTS = ("127.0.0.1", "localhost")
#: The pages need no script at all. Pictures are the portals', and not loaded.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
#: The header `Sec-Fetch-Site` of a request that the reader typed, or that comes from a page of this address.
_OWN = {b"none", b"same-origin"}
#: Headers that identify the reader. No page needs to know the reader.
_IDENTITY = {b"cookie", b"authorization"}


def guarded(application: Application) -> Application:
    """The application behind the guard."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await application(scope, receive, send)
            return
        scope = _in_its_language(scope)
        refusal = _refusal(scope)
        if refusal is not None:
            await _answer(send, *refusal)
            return
        anonymous = dict(scope, headers=[header for header in scope["headers"] if header[0].lower() not in _IDENTITY])

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in HEADERS} | {b"set-cookie"}
                kept = [
                    (name, _moved(value, scope["language"]) if name.lower() == b"location" else value)
                    for name, value in message.get("headers", [])
                    if name.lower() not in own
                ]
                message = dict(message, headers=kept + HEADERS)
            await send(message)

        await application(anonymous, receive, answer)

    return guard


def _in_its_language(scope: Scope) -> Scope:
    """The request with its language, and without that in its path."""
    path, raw = scope.get("path", ""), scope.get("raw_path") or b""
    if path != ENGLISH and not path.startswith(f"{ENGLISH}/"):
        return dict(scope, language="vi")
    length = len(ENGLISH)
    return dict(scope, language="en", path=path[length:] or "/", raw_path=raw[length:] or b"/")


def _moved(location: bytes, language: Language) -> bytes:
    """Where a redirection leads, in the language of the request."""
    return prefix(language).encode() + location if location.startswith(b"/") else location


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and reason of a refusal; `None` when the request is allowed."""
    say = speaker(scope["language"])
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return 405, say("refused_method")
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"), "")
    if host.rsplit(":", 1)[0] not in HOSTS:
        return 421, say("refused_host", hosts=", ".join(HOSTS))
    # A page elsewhere can make the browser ask, by a picture or a link, though it cannot read the answer.
    site = next((value for name, value in scope["headers"] if name.lower() == b"sec-fetch-site"), b"none")
    if site not in _OWN:
        return 403, say("refused_site")
    # Datasette's pages for its operators: log in and out, permissions, threads, messages.
    if scope["path"].startswith("/-/"):
        return 404, say("not_found")
    return None


async def _answer(send: Send, status: int, reason: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})
