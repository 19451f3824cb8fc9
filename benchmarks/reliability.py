"""What a crawl has in the end, of a demonstration portal that misbehaves, and all other tries of docs/reliability.md.

    python -m benchmarks.reliability [--articles N] [--only WORDS] [--long]

The second table holds the tries that are tests (`benchmarks/tries.py`). With `--long` it has those that take minutes;
`python -m benchmarks.kills` and `python -m benchmarks.nights` are longer ones still.

Each row is a crawl of its own (`vnportal crawl` as a process, no delay, no language work) into an empty data
directory. "Again" runs the same command a second time, when the portal has recovered. An article is right when its
title is that of the site's own record.
"""

import argparse
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from benchmarks import tries
from crawler.demo.faults import PASSING, Faults
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store import shards
from crawler.store.store import Store
from tests import forked
from tests.certificates import Chain, without_intermediate
from tests.crawl.server import Answer, serving

#: The command, with other limits in the portal's profile: NAME=NUMBER for each, then `--`.
COMMAND = """
import sys
from crawler import portals
from crawler.cli import main
end = sys.argv.index("--")
limits = dict(pair.split("=") for pair in sys.argv[1:end])
profile = portals.load("demo")
update = {name: type(getattr(profile.limits, name))(value) for name, value in limits.items()}
profile = profile.model_copy(update={"limits": profile.limits.model_copy(update=update)})
portals.load = lambda name, *_, **__: profile
sys.argv[1 : end + 1] = []
main()
"""
#: What passes when it is asked for again; what takes all the time that an answer may take; what spoils an article.
PASSES = (*PASSING, "503_bare", "error_text")
SLOW = ("slow", "silent")
SPOILT = ("bomb", "huge", "endless", "slow", "silent", "redirect_loop", "off_host", "error_text", "500")


@dataclass(frozen=True, slots=True)
class Case:
    """A way to misbehave. `faults` gets the site's article addresses as patterns, newest first.

    `lost` is the number of articles that the first crawl cannot have, `status` its exit status; `again` is set where
    the next crawl has everything. `url` crawls another address than the server's.
    """

    name: str
    faults: Callable[[list[str]], Faults]
    limits: Mapping[str, float] = field(default_factory=dict)
    lost: int | None = 0
    status: int = 0
    again: bool = False
    tls: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a crawl came to; `right` counts articles with the title of the site's record."""

    status: int
    seconds: float
    requests: int
    spoilt: int
    right: int
    wrong: int
    problems: Counter[str]
    said: str


def _rate(*kinds: str, rate: float = 0.2) -> Callable[[list[str]], Faults]:
    return lambda _: Faults(rate, kinds=kinds, times=None, anew=True)


def _first(kind: str, count: int = 2, times: int | None = None) -> Callable[[list[str]], Faults]:
    return lambda articles: Faults(rules=tuple((pattern, kind) for pattern in articles[:count]), times=times)


def _robots(kind: str, times: int | None) -> Callable[[list[str]], Faults]:
    return lambda _: Faults(rules=((r"^/robots\.txt$", kind),), times=times)


def _middle(articles: list[str]) -> int:
    """The number of a request in the middle of a crawl: pages of the navigation and some articles lie before it."""
    return 25 + len(articles) // 3


CASES = (
    Case("nothing", _rate(rate=0.0)),
    *(Case(f"20 %: {kind}", _rate(kind), {"longest_wait": 0.2}) for kind in PASSES),
    *(Case(f"5 %: {kind}, given up after 1 s", _rate(kind, rate=0.05), {"timeout": 1.0}) for kind in SLOW),
    Case("20 %: all of these at random", _rate(*PASSES, "silent"), {"longest_wait": 0.2, "timeout": 1.0}),
    Case("wrong charset, every answer", _rate("wrong_charset", rate=1.0)),
    *(
        Case(f"2 articles for ever: {kind}", _first(kind), {"timeout": 1.0, "retries": 2}, lost=2, again=True)
        for kind in SPOILT
    ),
    Case("robots.txt: 500 for ever", _robots("500", None), {"retries": 2}, lost=None, status=1, again=True),
    Case("robots.txt: 503, twice", _robots("503", 2), {"longest_wait": 0.2}),
    Case("robots.txt: 404", _robots("404", None)),
    Case("down for 5 requests in the middle", lambda articles: Faults(down_after=_middle(articles), down_for=5)),
    Case(
        "down from the middle on",
        lambda articles: Faults(down_after=_middle(articles), down_for=10_000),
        {"retries": 1},
        lost=None,
        status=1,
        again=True,
    ),
    Case("certificate without its intermediate", _rate(rate=0.0), tls=True),
    Case(
        "the host's name is not known",
        _rate(rate=0.0),
        {"retries": 1},
        lost=None,
        status=1,
        url="http://vnportal-demo.invalid",
    ),
)


def crawl(base_url: str, data: Path, limits: Mapping[str, float]) -> "subprocess.CompletedProcess[str]":
    """Crawl to the end, without delay and language work."""
    changed = [f"{name}={value}" for name, value in limits.items()]
    options = ["--base-url", base_url, "--data", str(data), "--delay", "0", "--no-annotate"]
    command = [sys.executable, "-c", COMMAND, *changed, "--", "crawl", "demo", *options]
    return forked.run(command)


@contextmanager
def _certified(folder: Path) -> Iterator[ssl.SSLContext]:
    """What a server needs that leaves out its intermediate, which can be fetched; its root is trusted meanwhile."""
    chain: list[Chain] = []
    pages = {"/issuer.cer": lambda _: Answer(chain[0].intermediate.public_bytes(Encoding.DER))}
    with serving(pages) as issuer:
        chain.append(without_intermediate("127.0.0.1", f"{issuer.base_url}/issuer.cer"))
        root = folder / "root.pem"
        root.write_bytes(chain[0].root)
        os.environ["SSL_CERT_FILE"] = str(root)
        try:
            yield chain[0].context
        finally:
            del os.environ["SSL_CERT_FILE"]


def survive(case: Case, data: Path, site: Site) -> list[Outcome]:
    """Crawl under the case's faults, and once more without them where the case says so."""
    articles = [rf"/-/.*\b{site.article(index).id}\b" for index in range(site.size)]
    outcomes = []
    with ExitStack() as stack:
        tls = stack.enter_context(_certified(data.parent)) if case.tls else None
        server = stack.enter_context(serve(site, faults=case.faults(articles), tls=tls))
        for again in (False, True)[: 1 + case.again]:
            if again:
                server.faults = Faults()
            asked = len(server.requests)
            begin = time.monotonic()
            done = crawl(case.url or server.base_url, data, case.limits)
            seconds = time.monotonic() - begin
            requests = server.requests[asked:]
            spoilt = sum(request.fault is not None for request in requests)
            outcomes.append(
                Outcome(done.returncode, seconds, len(requests), spoilt, *_compared(data, site), done.stderr)
            )
    return outcomes


def _compared(data: Path, site: Site) -> tuple[int, int, Counter[str]]:
    """Articles with the right title, those with another, and the problems noted but those of reading a text."""
    titles = {f"demo:{article.id}": article.title for article in map(site.article, range(site.size))}
    with Store(shards.store(data, "demo"), read_only=True) as store:
        found = {article.id: article.title for article in store.snapshot.articles()}
        noted = [each.problem for each in store.snapshot.problems()]
    # What is repaired within an article (a date of twelve hours, say) is no failure to have it.
    problems = Counter(
        each.kind for each in noted if each.stage != "parse" or each.kind.startswith(("not_an_article", "gone"))
    )
    right = sum(titles.get(name) == title for name, title in found.items())
    return right, len(found) - right, problems


def main() -> None:
    """Read the arguments, crawl, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=80, help="articles of the portal (80)")
    parser.add_argument("--only", default="", help="only the rows whose name has this in it")
    parser.add_argument("--long", action="store_true", help="also the tests that take minutes")
    options = parser.parse_args()
    site = Site(articles=options.articles)
    print("| what happens | exit | requests | spoilt | articles right | wrong | problems noted | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in CASES:
        if options.only not in case.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for number, outcome in enumerate(survive(case, Path(folder), site)):
                noted = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.problems.items()))
                print(
                    f"| {case.name if number == 0 else 'again, without faults'} | {outcome.status} | {outcome.requests}"
                    f" | {outcome.spoilt} | {outcome.right} of {site.size} | {outcome.wrong} | {noted or '–'}"
                    f" | {outcome.seconds:.1f} |",
                    flush=True,
                )
    print()
    for row in tries.rows(options.only, long=options.long):
        print(row, flush=True)


if __name__ == "__main__":
    main()
