"""Notifications through Apprise: failures, recoveries, and a digest, by e-mail, chat or webhook.

Configured by the environment alone, since the addresses hold credentials: nothing of them appears in a log, a message
or an error. `VNPORTAL_NOTIFY` holds Apprise addresses parted by white space, `VNPORTAL_NOTIFY_ON` the kinds of events
that are sent, parted by commas or white space.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from crawler.records.errors import UsageError

if TYPE_CHECKING:
    from apprise import NotifyBase

ADDRESSES = "VNPORTAL_NOTIFY"
KINDS = "VNPORTAL_NOTIFY_ON"

EventKind = Literal["failure", "recovery", "digest"]
_KINDS: tuple[EventKind, ...] = get_args(EventKind)
_DEFAULT: tuple[EventKind, ...] = ("failure", "recovery")
#: The types of Apprise's messages.
_GRAVITY: dict[EventKind, str] = {"failure": "failure", "recovery": "success", "digest": "info"}
#: Loggers that may write addresses: those of Apprise, and of the libraries that it sends with.
_LOGGERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib", "smtplib", "paho", "slixmpp", "gnupg")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://")


class Event(NamedTuple):
    """An event to notify of: `title` is one line, `text` has the details."""

    kind: EventKind
    title: str
    text: str = ""


def check_config(environ: Mapping[str, str]) -> None:
    """Make sure that notifications, if any are asked for, can be sent as configured; sends nothing.

    Raises:
        UsageError: Apprise is not installed, an address is none that it knows, or an unknown kind of event is named.
    """
    wanted(environ)
    for number, address in enumerate(_addresses(environ), 1):
        if _server(address) is None:
            raise UsageError(
                f"{ADDRESSES}: {_label(number, address)} is no address that Apprise knows: mend it"
                " (its documentation lists the form of each service)"
            )


def notify(events: Iterable[Event], environ: Mapping[str, str]) -> list[str]:
    """Send the events of the kinds asked for to every address, as one message; returns what failed.

    The message has the title and the kind of the gravest event, and the texts of all events but the digest: the text of
    a failure has the line of the night. Each failure to send is one line, which names the address by its place and
    service, never by its text.

    Raises:
        UsageError: as `check_config`, but for addresses: one that is wrong is a failure like any other.
    """
    kinds = wanted(environ)
    chosen = sorted((event for event in events if event.kind in kinds), key=lambda event: _KINDS.index(event.kind))
    if len(chosen) > 1:
        chosen = [event for event in chosen if event.kind != "digest"]
    failures = []
    for number, address in enumerate(_addresses(environ) if chosen else (), 1):
        server = _server(address)
        if server is None or not _send(server, chosen):
            failures.append(
                f"notification of {chosen[0].kind} to {_label(number, address)} could not be sent:"
                f" check that entry of {ADDRESSES}, and that its service can be reached"
            )
    return failures


def entries(environ: Mapping[str, str]) -> list[str]:
    """The addresses that messages go to, each by its place and service: nothing of them that may be secret."""
    return [_label(number, address) for number, address in enumerate(_addresses(environ), 1)]


def _send(server: "NotifyBase", events: list[Event]) -> bool:
    from apprise import Apprise, NotifyFormat, NotifyType

    apprise = Apprise()
    apprise.add(server)
    title = events[0].title + (f" (and {len(events) - 1} more)" if len(events) > 1 else "")
    texts = [events[0].text or events[0].title, *(f"{event.title}\n{event.text}".strip() for event in events[1:])]
    body = "\n\n".join(texts)
    with _silent():
        try:
            return bool(
                apprise.notify(
                    body=body,
                    title=title,
                    notify_type=NotifyType(_GRAVITY[events[0].kind]),
                    body_format=NotifyFormat.TEXT,
                )
            )
        except Exception:  # a plugin's own fault, whose message may hold the address
            return False


def _server(address: str) -> "NotifyBase | None":
    try:
        from apprise import Apprise
    except ImportError:
        raise UsageError(
            f'{ADDRESSES} is set, but Apprise is not installed: pip install "vnportal[notify]", or unset it'
        ) from None
    with _silent():
        try:
            server = Apprise.instantiate(address, suppress_exceptions=True)
        except Exception:  # as above
            return None
    return server if server is not None and server.enabled else None


def _addresses(environ: Mapping[str, str]) -> list[str]:
    return environ.get(ADDRESSES, "").split()


def wanted(environ: Mapping[str, str]) -> tuple[EventKind, ...]:
    """The kinds of events that are sent, the gravest first.

    Raises:
        UsageError: an unknown kind is named.
    """
    named = set(re.split(r"[\s,]+", environ.get(KINDS, "").strip().lower())) - {""}
    kinds = tuple(kind for kind in _KINDS if kind in named)
    if len(kinds) < len(named):
        raise UsageError(f"{KINDS}: expected some of {', '.join(_KINDS)}, parted by commas")
    return kinds or _DEFAULT


def _label(number: int, address: str) -> str:
    scheme = _SCHEME.match(address)
    return f"entry {number} ({scheme[1].lower()})" if scheme else f"entry {number}"


@contextmanager
def _silent() -> Iterator[None]:
    """Silence the libraries that know the addresses, whatever the level of the log."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.split(".")[0] in _LOGGERS]
    loggers += [logging.getLogger(name) for name in _LOGGERS if name not in logging.root.manager.loggerDict]
    before = [(logger, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in before:
            logger.disabled = disabled
