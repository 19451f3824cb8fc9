"""Reading that costs too much, in place of the parser: what the body says."""

import os
import resource
import signal
import time
from pathlib import Path
from typing import Any

from crawler.archive.warc import Stored
from crawler.crawling import outcome
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.records.profile import Portal


def limited() -> None:
    """Prepare a process that may take little memory."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def article(portal: Portal, arguments: Arguments, answer: Stored) -> Outcome:
    """Read an answer, unless it is to be costly."""
    _cost(answer.body)
    return outcome.of(answer, portal, arguments)


def other(_portal: Portal, item: tuple[Any, ...]) -> None:
    """Read a page that is to be costly."""
    _cost(item[0])


def _cost(body: bytes) -> None:
    match body:
        case b"time":
            while True:
                pass
        case b"wait":
            while True:
                time.sleep(1)
        case _ if body.startswith(b"until "):  # there is the file of that name
            while not Path(os.fsdecode(body.removeprefix(b"until "))).exists():
                time.sleep(0.01)
        case b"memory":
            bytes(4 << 30)
        case b"fault":
            raise RecursionError("too deep")
        case b"death":
            os.kill(os.getpid(), signal.SIGKILL)
