"""`vnportal annotate`: one text per line in, one JSON object per line out, in the same order.

Both are streamed: what is held in memory does not depend on the number of lines.
"""

import json
import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from crawler.records.article import Problem
from crawler.records.errors import UsageError
from pipelines.annotate_articles import annotators, problem_of
from pipelines.annotate_text import annotate, to_json, without_annotation
from pipelines.worker import Failure
from pipelines.workers import Workers

STANDARD_INPUT = "-"


def run(file: str, output: Path | None, workers: int) -> int:
    """Annotate the lines of `file` ("-": standard input) into `output` (standard output if `None`).

    No line is lost: one that cannot be annotated, or was not UTF-8, has its `problems` in its object.

    Raises:
        UsageError: `file` cannot be read or `output` cannot be written.
        WorkersError: the worker processes do not start.
    """
    found: Counter[str] = Counter()
    try:
        with _opened(file) as source, _created(output) as target, annotators(workers) as pool:
            for line in _with_progress(_annotated(source, pool, found), source):
                target.write(line)
            target.flush()
    except BrokenPipeError:
        # Whoever read standard output has had enough ("| head"). What is left to flush at the exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if found:
        kinds = ", ".join(f"{count} {kind}" for kind, count in found.most_common())
        typer.echo(f"Lines with problems: {kinds}; their objects say more", err=True)
    return 0


def annotated_line(text: str) -> tuple[str, list[str]]:
    """The object of a text as JSON, and the kinds of its problems; what the worker processes run."""
    annotated = annotate(text)
    return to_json(annotated), [problem["kind"] for problem in annotated.get("problems", ())]


def _annotated(source: BinaryIO, pool: Workers, found: Counter[str]) -> Iterator[bytes]:
    """The object of every line of the source, as a line; `found` counts the kinds of problems."""
    waiting: deque[tuple[str, Problem | None]] = deque()  # as many as the workers look ahead

    def texts() -> Iterator[str]:
        for number, raw in enumerate(source, 1):
            waiting.append(_decoded(raw, number))
            yield waiting[-1][0]

    for outcome in pool.map(annotated_line, texts(), size=len):
        text, wrong_bytes = waiting.popleft()
        problems = [wrong_bytes] if wrong_bytes else []
        if isinstance(outcome, Failure):
            problems.append(problem_of(outcome))
            line = to_json(without_annotation(text))
        else:
            line, kinds = outcome
            found.update(kinds)
        if problems:
            found.update(problem.kind for problem in problems)
            annotated = json.loads(line)
            annotated["problems"] = [*map(asdict, problems), *annotated.get("problems", ())]
            line = to_json(annotated)
        yield f"{line}\n".encode()


def _decoded(raw: bytes, number: int) -> tuple[str, Problem | None]:
    """The text of a line without its end, and what is wrong with its bytes."""
    raw = raw.removesuffix(b"\n").removesuffix(b"\r")
    if number == 1:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode(), None
    except UnicodeDecodeError as error:
        problem = Problem(
            "annotate", "invalid_utf8", f"line {number} is not UTF-8 at byte {error.start + 1}: replaced by U+FFFD"
        )
        return raw.decode(errors="replace"), problem


def _with_progress(lines: Iterable[bytes], source: BinaryIO) -> Iterator[bytes]:
    """The lines, counted on the terminal if there is one, with the share of the file that has been read."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from lines
        return
    size = os.fstat(source.fileno()).st_size if source.seekable() else None
    columns = (TextColumn("{task.fields[lines]} texts"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("annotate", total=size or None, lines=0)
        for count, line in enumerate(lines, 1):
            yield line
            progress.update(task, completed=source.tell() if size else count, lines=count)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        source = Path(file).open("rb")  # noqa: SIM115 - closed below; errors while reading are none of the name's
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}: name a file, or - for standard input") from None
    with source:
        yield source


@contextmanager
def _created(output: Path | None) -> Iterator[BinaryIO]:
    """Where to write; a file takes the place of one of its name only when it is whole."""
    if output is None:
        yield sys.stdout.buffer
        return
    # A device or a pipe ("/dev/null") is written to, not replaced.
    special = output.exists() and not output.is_file()
    unfinished = output if special else output.with_name(f".{output.name}.{os.getpid()}.unfinished")
    try:
        target = unfinished.open("wb")
    except OSError as error:
        raise UsageError(
            f"-o {output}: cannot be written: {error.strerror}: name a file in a folder of yours"
        ) from None
    try:
        with target:
            yield target
            target.flush()
            if not special:
                os.fsync(target.fileno())
        if not special:
            unfinished.replace(output)
    finally:
        if not special:
            unfinished.unlink(missing_ok=True)
