"""How much faster a fleet is than one portal after the other, what it costs, and that its outcome is the same.

Demonstration portals in processes of their own, each with a delay between requests. `--measure` names what is printed;
all without it.

- `side`: without language work, the time of `vnportal fleet` on two workers beside that of `vnportal crawl` for one
  portal after the other, of which a few are measured and the rest reckoned; the memory of a worker with its children;
  and that of the scheduler's process, once more with three times as many articles.
- `one`: the time of a fleet and of a crawl for one portal.
- `work`: the time of annotating and of rebuilding on one worker and on two, which have one core each: for four portals,
  for a single one, and for a large one beside three small ones.
- `same`: whether 1, 2 and 4 workers, killed ones and a single process publish the same bytes of the same stores.
"""

import argparse
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.crawl import demonstration

ROOT = Path(__file__).parent.parent
#: Portals that are crawled one after the other to know what one takes.
_ALONE = 3
#: Seconds after which a process of a worker is killed.
_IN_THE_MIDDLE = 3.0


@contextmanager
def portals(articles: Sequence[int], data: Path) -> Iterator[list[str]]:
    """Portals of so many articles each with their profiles in the data directory; their names."""
    profile = (ROOT / "crawler" / "portals" / "demo.toml").read_text(encoding="utf-8")
    (data / "portals").mkdir(parents=True)
    with ExitStack() as stack:
        names = [f"town{number}" for number in range(len(articles))]
        for name, count in zip(names, articles, strict=True):
            url = stack.enter_context(demonstration(count, "liferay6"))
            own = re.sub(r"^base_url = .*$", f'base_url = "{url}"', profile, flags=re.M)
            (data / "portals" / f"{name}.toml").write_text(own, encoding="utf-8")
        yield names


class Cost(NamedTuple):
    """What a command took: seconds; MB of its own, and of the child of its that needed most with all below it.

    The MB are 0 where nobody looked.
    """

    seconds: float
    own: int
    child: int


def timed(*words: object, kill: bool = False, cores: int | None = None, look: bool = False) -> Cost:
    """Run a command on so many cores, or on all, and kill one of its children in the middle if so asked.

    Memory is looked at where asked: that takes processor time from a command that has all cores.
    """
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, words)]
    began, own, child = time.monotonic(), 0, 0
    every = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, sorted(every)[:cores])
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        os.sched_setaffinity(0, every)
    with process:
        while (look or kill) and process.poll() is None:
            below = children(process.pid)
            if look:
                own, child = max(own, resident(process.pid)), max(child, *map(with_children, below), 0)
            if kill and below and time.monotonic() > began + _IN_THE_MIDDLE:
                kill = False
                os.kill(below[0], signal.SIGKILL)
            time.sleep(0.25)
        assert process.wait() == 0, f"{words} failed"
        assert not kill, "nothing was left to kill"
    return Cost(time.monotonic() - began, own, child)


def children(process: int) -> list[int]:
    """The processes that any thread of a process has started."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(one) for thread in threads for one in (thread / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def resident(process: int) -> int:
    """Memory of a process in MB; what it shares with others is shared out among them."""
    try:
        own = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(own[1]) // 1024 if own else 0


def with_children(process: int) -> int:
    """Memory of a process with all below it, in MB."""
    return resident(process) + sum(map(with_children, children(process)))


def place(folder: Path, name: str) -> Path:
    """A data directory of that name, with the profiles of the portals."""
    (folder / name).mkdir()
    (folder / name / "portals").symlink_to(folder / "portals")
    return folder / name


def print_side(count: int, articles: int, delay: float) -> None:
    """Print how many times as fast many portals are side by side, and the memory."""
    usual = ("--delay", delay, "--no-annotate")
    fleet = ("--portals", "town*", "--workers", 2, "--no-publish")
    with TemporaryDirectory() as folder, portals([articles] * count, Path(folder)) as names:
        data = Path(folder)
        alone = [timed("crawl", name, "--data", place(data, name), *usual).seconds for name in names[:_ALONE]]
        side = timed("fleet", "--data", place(data, "side"), *fleet, *usual, look=True)
    with TemporaryDirectory() as folder, portals([3 * articles] * count, Path(folder)):
        more = timed("fleet", "--data", folder, *fleet, "--delay", 0, "--no-annotate", look=True)
    after = sum(alone) / len(alone) * count
    print(
        f"{count} portals of {articles} articles, delay {delay} s: {side.seconds:.1f} s on two workers, {after:.1f} s "
        f"one after the other (from {_ALONE}): {after / side.seconds:.1f} times as fast"
    )
    print(
        f"memory: a worker with its children {side.child} MB, with three times the articles {more.child} MB;"
        f" the scheduler's process {side.own} MB and {more.own} MB"
    )


def print_one(articles: int, delay: float) -> None:
    """Print what the fleet costs for one portal, of two tries each the faster one."""
    usual = ("--delay", delay, "--no-annotate")
    with TemporaryDirectory() as folder, portals([articles], Path(folder)) as (name,):
        data = Path(folder)
        fleet = ("fleet", "--portals", name, "--workers", 1, "--no-publish")
        alone = min(timed("crawl", name, "--data", place(data, f"alone{n}"), *usual).seconds for n in range(2))
        single = min(timed(*fleet, "--data", place(data, f"fleet{n}"), *usual).seconds for n in range(2))
    print(f"one portal: {single:.1f} s by the fleet, {alone:.1f} s by a crawl: {single / alone - 1:+.0%}")


def print_work(articles: int) -> None:
    """Print how many times as fast two workers annotate and rebuild as one."""
    tenth = articles // 10
    for sizes in ([articles // 4] * 4, [articles], [articles - 3 * tenth, *[tenth] * 3]):
        with TemporaryDirectory() as folder, portals(sizes, Path(folder)):
            fleet = ("fleet", "--data", folder, "--no-publish")
            timed(*fleet, "--portals", "town*", "--delay", 0, "--no-annotate")
            for work, more in (("reprocess", ("--no-annotate",)), ("annotate", ())):
                took = []
                for workers in (1, 2):
                    if work == "annotate":
                        _forget(Path(folder))
                    took.append(timed(*fleet, "--work", work, "--workers", workers, *more, cores=workers).seconds)
                one, two = took
                print(
                    f"{work}, portals with {', '.join(map(str, sizes))} articles: {one:.1f} s on one worker,"
                    f" {two:.1f} s on two: {one / two:.2f} times as fast",
                    flush=True,
                )


def print_same(count: int, articles: int) -> None:
    """Print whether the same stores give the same datasets whoever works on them."""
    with TemporaryDirectory() as folder, portals([articles] * count, Path(folder)):
        seed = Path(folder)
        os.environ["VNPORTAL_NOW"] = "2026-11-24T19:00:00+00:00"  # versions say when they were published
        timed("fleet", "--data", seed, "--portals", "town*", "--delay", 0, "--no-annotate", "--no-publish")

        def published(name: str, *commands: tuple[object, ...], kill: bool = False) -> str:
            data = place(seed, name)
            shutil.copytree(seed / "shards", data / "shards")
            for command in commands:
                timed(*command, "--data", data, kill=kill)
            every = hashlib.sha256()
            latest = data / "datasets" / "latest"
            for path in sorted(path for path in latest.rglob("*") if path.is_file()):
                every.update(f"{path.relative_to(latest)}\n".encode() + path.read_bytes())
            shutil.rmtree(data)
            return every.hexdigest()

        rebuild = ("fleet", "--work", "reprocess")
        found = {
            "one process": published("process", ("reprocess",), ("publish",)),
            **{f"{n} workers": published(f"fleet{n}", (*rebuild, "--workers", n)) for n in (1, 2, 4)},
            "a killed one of 2": published("killed", (*rebuild, "--workers", 2), kill=True),
        }
    same = len(set(found.values())) == 1
    print(f"{count} portals of {articles} articles, rebuilt, annotated and published by {', '.join(found)}: ", end="")
    print("the same bytes" if same else f"NOT the same: {found}")


def _forget(data: Path) -> None:
    """Let all texts wait for their annotation."""
    from crawler.store import shards
    from crawler.store.store import Store

    for name in shards.names(data):
        with Store(shards.store(data, name)) as store:
            store.database.write("UPDATE annotations SET state = 'pending', pipeline_version = NULL")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--portals", type=int, default=40)
    parser.add_argument("--articles", type=int, default=40, help="of each portal")
    parser.add_argument("--delay", type=float, default=0.2, help="seconds between two requests to a portal")
    parser.add_argument("--worked-on", type=int, default=4800, help="articles that are annotated and rebuilt")
    parser.add_argument("--measure", action="append", choices=["side", "one", "work", "same"])
    options = parser.parse_args()
    wanted = options.measure or ["side", "one", "work", "same"]
    if "side" in wanted:
        print_side(options.portals, options.articles, options.delay)
    if "one" in wanted:
        print_one(options.articles, options.delay)
    if "work" in wanted:
        print_work(options.worked_on)
    if "same" in wanted:
        print_same(4, options.articles)


if __name__ == "__main__":
    main()
