"""The `vnportal` command: its options, and how an error ends it. What a command does is in `crawler.commands`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from crawler.commands import datasets, looking, models, scaling
from crawler.commands.options import (
    DATA,
    Attachments,
    BaseUrl,
    Cdx,
    Data,
    Delay,
    From,
    FromDate,
    NoAnnotate,
    Only,
    OwnProfile,
    ToDate,
    WhichCaptures,
    day,
    offered,
    seconds,
    web_archive,
)
from crawler.records.disk import keep_from_others
from crawler.records.errors import INTERRUPTED, UsageError, VnportalError
from crawler.records.logs import tell

app = typer.Typer(
    name="vnportal",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain one-line errors: a scheduler reads them, too
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"vnportal {version('vnportal')}")
        raise typer.Exit


@app.callback()
def _whole(
    _version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    """Crawl the news of Vietnamese government portals into clean, annotated, documented datasets."""


@app.command()
def portals(data: Data = DATA) -> None:
    """Print the portals that can be crawled: the program's, those of VNPORTAL_PORTALS, those of the data directory."""
    from crawler import portals

    for name in portals.names(data=data):
        profile = portals.load(name, data=data)
        unseen = "" if profile.seen_live else " (not yet seen live)"
        typer.echo(f"{name}\t{profile.base_url}\t{profile.title}{unseen}")


@app.command()
def probe(
    portal: Annotated[
        str,
        typer.Argument(
            metavar="PORTAL|URL",
            help="A name that `vnportal portals` prints, or a web address.",
            autocompletion=offered,
        ),
    ],
    base_url: BaseUrl = None,
    data: Data = DATA,
    browser: Annotated[
        bool, typer.Option("--browser", help="Find out with a browser how listings go on by a script alone.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a profile of what was seen, NAME.toml.")
    ] = None,
    delay: Delay = None,
) -> None:
    """Look at a portal before it is crawled.

    Shows robots.txt, what the portal is made with, the categories and their paging, and how a few articles are read.
    Keeps nothing but the profile that it is told to write.
    """
    from crawler.commands.probe import ProbeOptions, run

    raise typer.Exit(run(portal, ProbeOptions(data, base_url, delay, write, browser)))


@app.command()
def crawl(
    portals: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PORTAL|URL",
            help="Names that `vnportal portals` prints, or web addresses.",
            autocompletion=offered,
        ),
    ] = None,
    portal: Only = None,
    profile: OwnProfile = None,
    base_url: BaseUrl = None,
    data: Data = DATA,
    category: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this category (repeat it for more); diacritics and case do not matter."
        ),
    ] = None,
    since: datasets.Since = None,
    until: datasets.Until = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Stop after so many stored articles.")] = None,
    delay: Delay = None,
    attachments: Attachments = False,
    full: Annotated[bool, typer.Option("--full", help="Fetch known articles again, due or not.")] = False,
    archive: From = None,
    cdx: Cdx = None,
    captures: WhichCaptures = "latest",
    from_date: FromDate = None,
    to_date: ToDate = None,
    no_annotate: NoAnnotate = False,
    segmenter: models.Segmenter = models.UNDERTHESEA,
) -> None:
    """Crawl portals into the store.

    Fetches new articles, and known ones that are due for another look. Ctrl-C stops it cleanly; the same command goes
    on where it stopped.
    """
    from crawler.commands.crawl import CrawlOptions, run

    options = CrawlOptions(
        base_url=base_url,
        data=data,
        profile=profile,
        categories=tuple(category or ()),
        since=day("--since", since),
        until=day("--until", until),
        limit=limit,
        delay=delay,
        full=full,
        annotate=not no_annotate,
        attachments=attachments,
        globs=tuple(portal or ()),
        archive=web_archive(archive, cdx, captures, from_date, to_date, categories=bool(category)),
    )
    if options.since and options.until and options.since > options.until:
        raise UsageError(f"--since {since} lies after --until {until}: swap them")
    models.choose_segmenter(segmenter, data)
    raise typer.Exit(run(portals or (), options))


@app.command("import")
def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE...",
            help="WARC and WACZ files, folders of HTTrack, wget or a browser, lists of addresses with files (.tsv).",
        ),
    ],
    portal: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The portal that the pages are of.", autocompletion=offered),
    ] = None,
    base_url: BaseUrl = None,
    profile: OwnProfile = None,
    data: Data = DATA,
    no_annotate: NoAnnotate = False,
) -> None:
    """Take over pages that others have had: web archives, mirrors, saved pages.

    Every page counts as of the moment at which it was captured. The same command goes on where it was stopped.
    """
    from crawler.commands.ingest import run

    raise typer.Exit(run(sources, portal, base_url, profile, data, annotate=not no_annotate))


@app.command()
def nightly(
    names: Only = None,
    data: Data = DATA,
    max_time: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Time of the night, as 2h, 90m, 1h30m or 5400s: the crawl ends so that all else fits in.",
        ),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Crawl a copy of the one portal named at this address.")
    ] = None,
    delay: Delay = None,
    segmenter: models.Segmenter = models.UNDERTHESEA,
) -> None:
    """Run a whole night with nobody watching.

    Crawls what is new or due, annotates, checks, publishes, reports, tidies up and notifies. A scheduler starts it.
    """
    from crawler.commands.nightly import NightlyOptions, run

    models.choose_segmenter(segmenter, data)
    raise typer.Exit(run(NightlyOptions(tuple(names or ()), data, seconds("--max-time", max_time), base_url, delay)))


@app.command()
def status(
    data: Data = DATA,
    portal: Only = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one JSON object.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="For monitoring: one line, and status 0 well, 1 warning, 2 critical.")
    ] = False,
    prometheus: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write metrics for the textfile collector of Prometheus' node exporter."),
    ] = None,
) -> None:
    """Show the last runs and what needs attention."""
    from crawler.commands.status import run

    raise typer.Exit(run(data, tuple(portal or ()), as_json=as_json, check=check, prometheus=prometheus))


@app.command()
def notify(
    test: Annotated[
        bool, typer.Option("--test", help="Send a message to every address, to see that it comes.")
    ] = False,
) -> None:
    """Show who is told of failures, and by which service.

    The addresses stand in VNPORTAL_NOTIFY. With --test, the status is 1 when a message could not be sent.
    """
    from crawler.commands.notify import run

    raise typer.Exit(run(test=test))


@app.command()
def reprocess(
    portal: Only = None,
    data: Data = DATA,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Read only what was fetched on this day or later.")
    ] = None,
    no_annotate: NoAnnotate = False,
    segmenter: models.Segmenter = models.UNDERTHESEA,
) -> None:
    """Rebuild the store from the archive, without any request.

    Reads every archived answer again, with the parser and the language stages of this release.
    """
    from crawler.commands.reprocess import run

    models.choose_segmenter(segmenter, data)
    raise typer.Exit(run(data, day("--since", since), tuple(portal or ()), annotate=not no_annotate))


@app.command()
def verify(portal: Only = None, data: Data = DATA) -> None:
    """Check store, archive and published versions against their checksums.

    Says what is damaged, and what it can be rebuilt from. The status is 1 when anything is damaged.
    """
    from crawler.commands.verify import run

    raise typer.Exit(run(data, tuple(portal or ())))


app.command()(datasets.export)
app.command()(datasets.publish)


@app.command()
def report(
    portal: Only = None,
    data: Data = DATA,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to write; DATA/report.html if not given.")
    ] = None,
    browse: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Link articles to `vnportal browse` at this address, not to the portal."),
    ] = None,
) -> None:
    """Write a report on what was collected, in one HTML file."""
    from crawler.commands.report import run

    raise typer.Exit(run(data, out, browse, tuple(portal or ())))


@app.command()
def browse(
    data: Data = DATA,
    version: Annotated[
        str | None, typer.Option(metavar="NAME", help="A version of DATA/datasets; the latest if not given.")
    ] = None,
    portal: Only = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port on loopback; 0 takes a free one.")
    ] = 8001,
) -> None:
    """Look at a published dataset in the browser.

    Shows the latest version in DATA/datasets, or the dataset that DATA itself holds.
    """
    from crawler.commands.browse import run

    raise typer.Exit(run(data, version, port, tuple(portal or ())))


app.add_typer(looking.app)
app.add_typer(scaling.app)
app.add_typer(models.app, name="models")


@app.command()
def annotate(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="One text per line, UTF-8; - reads standard input.")
    ] = "-",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="File to write; standard output if not given.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Worker processes.")] = os.cpu_count() or 1,
    segmenter: models.Segmenter = models.UNDERTHESEA,
    data: Data = DATA,
) -> None:
    """Annotate texts of your own.

    Reads one text per line, and writes one JSON object per line, in the same order.
    """
    from crawler.commands.annotate import run

    models.choose_segmenter(segmenter, data)
    raise typer.Exit(run(file, output, workers))


@app.command()
def demo(
    data: Data = Path("data/demo"),
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files; DATA/datasets/export if not given.")
    ] = None,
    layout: Annotated[str | None, typer.Option(metavar="NAME", help="Theme of its pages, see docs/demo.md.")] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Only serve the portal, until interrupted.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port on loopback; 0 takes a free one.")] = 0,
    faults: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of the requests that fail, from 0 to 1.")
    ] = 0.0,
    fault: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="KIND", help="How they fail (repeat it for several ways), see docs/demo.md."),
    ] = None,
    hostile: Annotated[bool, typer.Option("--hostile", help="Let the newest articles carry attacks.")] = False,
) -> None:
    """Serve a demonstration portal on this machine and crawl it.

    Then annotates and exports what was found, and prints what is where.
    """
    from crawler.commands.demo import DemoOptions, run

    options = DemoOptions(layout, port, faults, tuple(fault or ()), hostile=hostile)
    raise typer.Exit(run(data, out, options, serve_only=serve))


def _usage(error: TyperException) -> str:
    """What was wrong with the command line, in one line; without any arguments the help."""
    said = error.format_message().strip()
    if "\n" in said:
        return said
    context = getattr(error, "ctx", None)
    return f"vnportal: {said.rstrip('.')}: see `{context.command_path if context else 'vnportal'} --help`"


def main() -> None:
    """Run the command and exit with its status; an error is one line on standard error, never a traceback."""
    keep_from_others()
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        tell(_usage(error))
        sys.exit(error.exit_code)
    except Abort:  # Ctrl-C where nothing was under way that ends by itself
        tell("vnportal: interrupted")
        sys.exit(INTERRUPTED)
    except VnportalError as error:
        tell(f"vnportal: {error}")
        sys.exit(error.exit_status)
