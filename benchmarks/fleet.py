"""How much faster a fleet is than one portal after the other, and what it costs.

Demonstration portals in processes of their own, each with a delay between requests. Without language work: the time of
`vnportal fleet` on two workers beside that of `vnportal crawl` for one portal after the other, of which a few are
measured and the rest reckoned; the overhead on one portal; the memory of a worker with its children. With `--work`, the
time of annotating or rebuilding on one worker and on two.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crawl import demonstration

ROOT = Path(__file__).parent.parent
#: Portals that are crawled one after the other to know what one takes.
_ALONE = 3


@contextmanager
def portals(count: int, articles: int, data: Path) -> Iterator[list[str]]:
    """Portals with their profiles in the data directory; their names."""
    profile = (ROOT / "crawler" / "portals" / "demo.toml").read_text(encoding="utf-8")
    (data / "portals").mkdir(parents=True)
    with ExitStack() as stack:
        names = [f"town{number}" for number in range(count)]
        for name in names:
            url = stack.enter_context(demonstration(articles, "liferay6"))
            own = re.sub(r"^base_url = .*$", f'base_url = "{url}"', profile, flags=re.M)
            (data / "portals" / f"{name}.toml").write_text(own, encoding="utf-8")
        yield names


def timed(*words: object) -> tuple[float, int]:
    """Seconds of a command, and the most memory in MB of a worker of its with all that runs below it."""
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *map(str, words)]
    began, most = time.monotonic(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, *(resident(worker) for worker in children(process.pid)), 0)
            time.sleep(0.25)
        assert process.returncode == 0, f"{words} failed"
    return time.monotonic() - began, most


def children(process: int) -> list[int]:
    """The processes that any thread of a process has started."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(one) for thread in threads for one in (thread / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def resident(process: int) -> int:
    """Memory of a process with all below it, in MB: what they share counts once for each that shares it."""
    try:
        own = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))
    except OSError:
        return 0
    return (int(own[1]) // 1024 if own else 0) + sum(map(resident, children(process)))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--portals", type=int, default=40)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--work", action="store_true", help="measure annotating and rebuilding, too")
    options = parser.parse_args()
    usual = ("--delay", options.delay, "--no-annotate")
    with TemporaryDirectory() as folder:
        data = Path(folder)
        with portals(options.portals, options.articles, data) as names:
            apart, once = data / "alone", data / "once"
            for other in (apart, once):
                other.mkdir()
                (other / "portals").symlink_to(data / "portals")
            alone = [timed("crawl", name, "--data", apart, *usual)[0] for name in names[:_ALONE]]
            single, _ = timed("fleet", "--data", once, "--portals", names[0], "--workers", 1, "--no-publish", *usual)
            side, memory = timed("fleet", "--data", data, "--portals", "town*", "--workers", 2, "--no-publish", *usual)
        after = sum(alone) / len(alone) * len(names)
        print(
            f"{len(names)} portals of {options.articles} articles, delay {options.delay} s:"
            f" {side:.1f} s on two workers,"
            f" {after:.1f} s one after the other (from {_ALONE}): {after / side:.1f} times as fast"
        )
        print(f"one portal: {single:.1f} s by the fleet, {alone[0]:.1f} s by a crawl: {single / alone[0] - 1:+.0%}")
        print(f"memory of a worker with its children: {memory} MB at the most")
        for work in ("reprocess", "annotate") if options.work else ():
            took = []
            for count in (2, 1):
                words = ("--no-annotate",) if work == "reprocess" else ()
                took.append(
                    timed("fleet", "--data", data, "--work", work, "--workers", count, "--no-publish", *words)[0]
                )
                if work == "annotate":
                    _forget(data, names)
            print(
                f"{work}: {took[1]:.1f} s on one worker, {took[0]:.1f} s on two: {took[1] / took[0]:.2f} times as fast"
            )


def _forget(data: Path, names: list[str]) -> None:
    """Let all texts wait for their annotation."""
    from crawler.store import shards
    from crawler.store.store import Store

    for name in names:
        with Store(shards.store(data, name)) as store:
            store.database.write("UPDATE annotations SET state = 'pending', pipeline_version = NULL")


if __name__ == "__main__":
    main()
