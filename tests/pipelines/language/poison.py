"""What worker processes run in tests, harmless and otherwise."""

import fcntl
import json
import os
import re
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from crawler.records.article import Article, TextField


def broken() -> None:
    raise ImportError("no model here")


def work(text: str) -> str:
    """The text in upper case and the process's number; some texts are poison."""
    match text:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "hang":
            while True:
                time.sleep(1)
        case "memory":
            raise MemoryError
        case "error":
            raise ValueError("not this one")
        case "panic":
            raise BaseException("compiled code panicked")
    return text.upper()


def line(text: str) -> tuple[str, list[str]]:
    """In place of annotating a line."""
    return json.dumps({"text": work(text), "sentences": [], "entities": [], "documents": []}), []


def slow_start() -> None:
    """Prepare a worker for ever, once it has said so."""
    Path(os.environ["STARTING"]).touch()
    time.sleep(3600)


def hangs(text: str) -> None:
    """Hang, having made the file of that name."""
    Path(text).touch()
    time.sleep(3600)


def hangs_in_compiled_code(text: str) -> None:
    """Hang where no thread of Python runs, having locked the file of that name and written this process's number."""
    with Path(text).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        print(os.getpid(), file=file, flush=True)
        re.match("(a+)+b", "a" * 1000)


def process_number(text: str) -> int:
    return os.getpid()


def ignores_interrupts(text: str) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def fails_once(text: str) -> str:
    """Kills its process the first time that it sees the file's name."""
    mark = Path(text)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


@dataclass
class Cursed(Article):
    """An article that fails wherever a worker looks at it: in any process but its own."""

    process: int = field(default_factory=os.getpid)

    def texts(self) -> list[tuple[TextField, int | None, str]]:
        if os.getpid() != self.process:
            raise ValueError("cursed")
        return super().texts()


def environment(_: str) -> str:
    """The environment of the worker."""
    return "\n".join(f"{name}={value}" for name, value in os.environ.items())
