"""The command lines of what concerns many portals: `vnportal fleet` and `vnportal split`."""

from typing import Annotated

import typer

from crawler.commands import models
from crawler.commands.options import DATA, Data, Delay, NoAnnotate, offered, seconds

app = typer.Typer()


@app.command()
def fleet(
    portal: Annotated[
        list[str] | None,
        typer.Option(
            "--portal",
            "--portals",
            metavar="GLOB",
            help='Only these portals: a name, or a glob such as "ha*" (repeat it for more).',
            autocompletion=offered,
        ),
    ] = None,
    data: Data = DATA,
    work: Annotated[
        str, typer.Option(metavar="WORK", help="What is done: nights, annotate, reprocess or publish.")
    ] = "nights",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler; a cluster on this machine if not given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Workers; as many as there are cores if not given.")
    ] = None,
    max_time: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time of each portal's crawl, as 2h, 90m, 1h30m or 5400s.")
    ] = None,
    delay: Delay = None,
    no_annotate: NoAnnotate = False,
    no_publish: Annotated[bool, typer.Option("--no-publish", help="Leave the publication to a later run.")] = False,
    segmenter: models.Segmenter = models.UNDERTHESEA,
    shards: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Storage that shards are checked out of and in again: s3://bucket/folder, or a folder."
        ),
    ] = None,
) -> None:
    """Work on many portals with several processes, on this machine or on a cluster.

    Runs their nights, annotates or rebuilds them, and publishes one dataset of all. Needs Dask.
    """
    from crawler.commands.fleet import FleetOptions, run

    options = FleetOptions(
        globs=tuple(portal or ()),
        data=data,
        work=work,
        scheduler=scheduler,
        workers=workers,
        seconds=seconds("--max-time", max_time),
        delay=delay,
        annotate=not no_annotate,
        publish=not no_publish,
        segmenter=segmenter,
        shards=shards,
    )
    raise typer.Exit(run(options))


@app.command()
def split(data: Data = DATA) -> None:
    """Give each portal a shard of its own where portals share one store, as they once did."""
    from crawler.commands.split import run

    raise typer.Exit(run(data))
