"""`vnportal demo`: serve the demonstration portal, crawl it, annotate, export, and say what is where."""

import sys
import threading
import webbrowser
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from crawler.demo.faults import KINDS, PASSING, Faults
from crawler.demo.hostile import HostileSite
from crawler.demo.layouts import DEFAULT, LAYOUTS
from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.records.errors import UsageError
from crawler.store import shards
from crawler.store.store import Store

PORTAL = "demo"


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Which portal to serve: its theme and port, the share of requests that fail, how, and whether it means harm."""

    layout: str | None = None
    port: int = 0
    rate: float = 0.0
    kinds: tuple[str, ...] = ()
    hostile: bool = False

    def faults(self) -> Faults:
        """The faults; each request is drawn by itself.

        Raises:
            UsageError: there is no such kind of fault.
        """
        unknown = sorted(set(self.kinds) - KINDS.keys())
        if unknown:
            raise UsageError(f"--fault {unknown[0]}: expected one of {', '.join(KINDS)}")
        return Faults(self.rate, kinds=self.kinds or PASSING, times=None, anew=True)


def run(data: Path, out: Path | None, options: DemoOptions, *, serve_only: bool) -> int:
    """Run the whole path on the demonstration portal; with `serve_only` serve it until interrupted.

    Raises:
        UsageError: there is no such layout or fault, or the port is taken.
        VnportalError: what the commands `crawl` and `export` raise.
    """
    chosen = options.layout or DEFAULT
    if chosen not in LAYOUTS:
        raise UsageError(f"--layout {chosen}: expected one of {', '.join(LAYOUTS)}")
    site = HostileSite() if options.hostile else Site()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(serve(site, chosen, options.faults(), port=options.port))
        except OSError as error:
            raise UsageError(f"--port {options.port}: {error.strerror}: choose another, or 0 for a free one") from None
        typer.echo(f"Demonstration portal (synthetic), layout {chosen}: {server.base_url}")
        return _wait() if serve_only else _whole_path(server, data, out)


def _wait() -> int:
    try:
        typer.echo("Ctrl-C stops it. Another terminal can crawl it: vnportal crawl demo --base-url ADDRESS")
        threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    return 0


def _whole_path(server: Server, data: Path, out: Path | None) -> int:
    from crawler.commands import crawl, export

    options = crawl.CrawlOptions(base_url=server.base_url, data=data, summary=False)
    status = crawl.run([PORTAL], options)
    if status:
        return status
    folder = out if out is not None else data / "datasets" / "export"
    status = export.run(data, folder, (), excel=False)
    if not status:
        typer.echo(summary(data, folder))
        _offer_report(data)
    return status


def _offer_report(data: Path) -> None:
    """Ask whether to open the report; only on a terminal, where somebody can answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    if typer.confirm("Draw a report on them, and open it in the browser?", default=True):
        from crawler.commands import report

        file = (data / "report.html").absolute()
        report.run(data, file)
        webbrowser.open(file.as_uri())


def summary(data: Path, folder: Path) -> str:
    """What the store of `data` holds of the demonstration portal, and how to load the files in `folder`.

    Problems are those of the articles as they stand, and those of the last run that belong to no article.
    """
    categories: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    count = 0
    with Store(shards.store(data, PORTAL), read_only=True) as store:
        for record in store.snapshot.records():
            count += 1
            categories.update(record["categories"] or ["(none)"])
            problems.update(problem["kind"] for problem in record["problems"])
        last = store.runs.all()[-1].run_id
        problems.update(
            noted.problem.kind
            for noted in store.snapshot.problems()
            if noted.run_id == last and noted.article_id is None
        )
    lines = ["", f"Articles found: {count} (one may stand in several categories)"]
    lines += _counted(categories)
    lines.append(f"Problems: {problems.total()}")
    lines += _counted(problems)
    lines += [
        f"Files: {folder} (DATA_DICTIONARY.md explains their columns)",
        f"Load them in pandas, in {_interpreter()}:",
        f'  import exports; articles = exports.load("{folder}").articles',
    ]
    return "\n".join(lines)


def _interpreter() -> str:
    """The Python that has this package, from here."""
    program, here = Path(sys.executable), Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


def _counted(counter: Counter[str]) -> list[str]:
    """The most frequent first; the order of equals does not depend on that of the store."""
    return [f"  {number:4}  {name}" for name, number in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))]
