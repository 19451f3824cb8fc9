"""How fast a crawl is beside a bare Scrapy spider, and how much memory it takes.

Speed: pages per second of `vnportal crawl` without language work (frontier, parser, store and WARC included) and of a
spider that only downloads the same articles and takes one CSS title. No delay, the same number of requests at a time
(one, as in all profiles, and eight, as in Scrapy's own settings), each in a process of its own against a demonstration
portal in a third; the ratio is that of the two rates. Both find their modules compiled, as installed ones are, also
where the environment keeps Python from writing that down. It is measured twice: with the portal as it is, which renders
each page as it is asked for and so takes its time as a real one does, and with one that has all pages ready and is
faster than both. A crawl that is not counted goes before: the portal makes its articles up when they are first asked
for, and both are to meet it alike. Another ratio is that of the processor time per page, starting included.

Memory: resident memory of the crawling process over a crawl of `--memory N` demonstration articles, and how much it
grew between a quarter of them and all; beside it that of the process that reads for it.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WANTED_RATIO, WANTED_MEGABYTES = 0.6, 300

_BARE = Path(__file__).with_name("bare_spider.py")
_READY = Path(__file__).with_name("ready_portal.py")
_OURS = """
import sys
from crawler import portals
from crawler.cli import main
profile = portals.load("demo")
limits = profile.limits.model_copy(update={"concurrent_requests": int(sys.argv.pop(1))})
portals.load = lambda name, **_: profile.model_copy(update={"limits": limits})
main()
"""


@contextmanager
def demonstration(articles: int, layout: str, *, ready: bool = False) -> Iterator[str]:
    """A demonstration portal in a process of its own; its base URL. One that is `ready` remembers its pages."""
    command = [sys.executable, "-m", "crawler.demo", "--articles", str(articles), "--layout", layout]
    if ready:
        command = [sys.executable, str(_READY), str(articles), layout]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Have the processes started meanwhile keep their compiled modules, for each other and in a folder of their own."""
    before = os.environ.copy()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def start_crawl(base_url: str, data: Path, concurrency: int) -> "subprocess.Popen[str]":
    """Our crawl without language work, in a process of its own."""
    options = ["--base-url", base_url, "--data", str(data), "--delay", "0", "--no-annotate"]
    command = [sys.executable, "-c", _OURS, str(concurrency), "crawl", "demo", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def articles_of(data: Path) -> list[str]:
    """The addresses of the stored articles."""
    from crawler.store import shards
    from crawler.store.store import Store

    with Store(shards.store(data, "demo"), read_only=True) as store:
        return [article.url for article in store.snapshot.articles()]


def stats_of(data: Path) -> dict[str, Any]:
    """What the only run of a store has come to: its `crawler.crawling.summary.Summary`."""
    from crawler.store import shards
    from crawler.store.store import Store

    with Store(shards.store(data, "demo"), read_only=True) as store:
        return store.runs.all()[0].stats


def speed(articles: int, layout: str, concurrency: int, *, ready: bool) -> float:
    """Print both rates; returns the ratio."""
    portal = "has its pages ready" if ready else "renders each page anew"
    print(f"{concurrency} at a time, against a demonstration portal that {portal}:")
    with tempfile.TemporaryDirectory() as folder, demonstration(articles, layout, ready=ready) as base_url:
        for data in (Path(folder) / "before", Path(folder) / "data"):
            at_first = cpu_of_children()
            start_crawl(base_url, data, concurrency).communicate()
            between = cpu_of_children()
            ours = stats_of(data)
            listed = Path(folder) / "articles.txt"
            listed.write_text("\n".join(articles_of(data)), encoding="utf-8")
            command = [sys.executable, str(_BARE), str(listed), str(concurrency)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            count, seconds = map(float, said.split())
            at_last = cpu_of_children()
    stored, others = sum(ours["articles"].values()), ours["pages"] - sum(ours["articles"].values())
    rate, bare_rate = ours["pages"] / ours["seconds"], count / seconds
    print(
        f"vnportal {rate:6.0f} pages/s: {stored} articles and {others} pages that lead to them, {ours['seconds']:.1f} s"
    )
    print(f"bare     {bare_rate:6.0f} pages/s: {count:.0f} articles, {seconds:.1f} s")
    print(f"ratio    {rate / bare_rate:6.2f} of its pages per second (wanted: {WANTED_RATIO} or more)")
    cpu, bare_cpu = (between - at_first) / ours["pages"], (at_last - between) / count
    print(f"CPU      {1000 * cpu:.1f} and {1000 * bare_cpu:.1f} ms per page, starting included: {bare_cpu / cpu:.2f}")
    return rate / bare_rate


def cpu_of_children() -> float:
    """CPU seconds of all child processes that have ended: steadier than the clock where others use the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(articles: int, layout: str, concurrency: int) -> float:
    """Print the crawling process's resident memory on its way; returns the highest in MB."""
    from crawler.store import shards
    from crawler.store.store import Store

    samples: list[tuple[int, float]] = []
    beside = 0.0
    with tempfile.TemporaryDirectory() as folder, demonstration(articles, layout) as base_url:
        data = Path(folder) / "data"
        process = start_crawl(base_url, data, concurrency)
        while process.poll() is None:
            time.sleep(1)
            if shards.store(data, "demo").exists() and (megabytes := resident(process.pid)):
                with Store(shards.store(data, "demo"), read_only=True) as store:
                    samples.append((store.articles.count(), megabytes))
            beside = max(beside, sum(map(resident, children(process.pid))))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        count, megabytes = next((one for one in samples if one[0] >= share * articles), samples[-1])
        print(f"{count:7} articles  {megabytes:6.0f} MB")
    highest = max(megabytes for _, megabytes in samples)
    quarter = next(megabytes for count, megabytes in samples if count >= articles / 4)
    growth = samples[-1][1] - quarter
    print(f"highest {highest:.0f} MB (wanted: less than {WANTED_MEGABYTES}), from a quarter to all {growth:+.0f} MB")
    print(f"the process that reads for it: {beside:.0f} MB at most")
    return highest


def resident(pid: int) -> float:
    """Megabytes of resident memory of a process, 0 when it is over."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started, none when it is over."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=4000, help="articles for the speed (4000)")
    parser.add_argument("--layout", default="liferay7", help="theme of the demonstration portal (liferay7)")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 8], help="requests at a time (1 8)")
    parser.add_argument("--memory", type=int, metavar="N", help="measure memory over N articles instead (20000)")
    options = parser.parse_args()
    if options.memory:
        memory(options.memory, options.layout, options.concurrency[0])
        return
    with compiled_once():
        for concurrency in options.concurrency:
            for ready in (False, True):
                speed(options.articles, options.layout, concurrency, ready=ready)


if __name__ == "__main__":
    main()
