"""Errors that end a command: each knows its exit status and says what, where and the remedy in one line."""

import difflib
import shlex
import traceback
from collections.abc import Iterable
from pathlib import Path

#: The exit status after Ctrl-C, as shells have it: 128 and the number of the signal.
INTERRUPTED = 130


class VnportalError(Exception):
    """A command cannot go on. `crawler.cli` prints the message without a traceback and exits with `exit_status`."""

    exit_status = 1


class UsageError(VnportalError):
    """Wrong usage: raised by commands for arguments that do not fit."""

    exit_status = 2


class ProfileError(VnportalError):
    """A portal's profile is wrong: raised by `crawler.records.profile`; the message names file, key, observation and
    remedy."""

    exit_status = 2


class StoreError(VnportalError):
    """The data directory cannot be used as it is: raised by `crawler.store.store` and `crawler.archive.files`."""


class ExportError(VnportalError):
    """Files cannot be written: raised by `exports`."""


class CheckError(VnportalError):
    """A dataset is not what its checks expect, and was not published: raised by `exports.publish.publish`."""


class LockHeldError(VnportalError):
    """Another process works on the same folder: raised by `crawler.store.lock` and `exports.atomic`."""

    exit_status = 75


def hint(command: str, data: Path | str) -> str:
    """A command to type for the data directory that the message is about.

    >>> hint("publish", Path("data/demo"))
    'vnportal publish --data data/demo'
    """
    return f"vnportal {command} --data {shlex.quote(str(data))}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Ask for the known word that is spelt like this one; empty where none is.

    >>> nearest("limt", ["since", "limit"])
    ': did you mean "limit"?'
    """
    found = difflib.get_close_matches(word, list(known), n=1)
    return f': did you mean "{found[0]}"?' if found else ""


def type_and_message(error: Exception) -> str:
    """An error of a library in one line: its type and its message."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def in_one_line(error: Exception) -> str:
    """An error in one line: the message of a `VnportalError`; of any other error, its type, message and place."""
    if isinstance(error, VnportalError):
        return str(error)
    message = type_and_message(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(*Path(frames[-1].filename).parts[-2:])}:{frames[-1].lineno})" if frames else ""
    return f"a fault of the program: {message}{place}: report it; the next night tries again"
