"""The command lines of what shows data to people: `vnportal show` and `vnportal site`."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import DATA, Data, Only

app = typer.Typer()


@app.command()
def show(
    words: Annotated[
        list[str],
        typer.Argument(metavar="ID|QUERY...", help='An article\'s id or address, or words to look for ("…" together).'),
    ],
    portal: Only = None,
    data: Data = DATA,
    most: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Print so many hits.")] = 10,
) -> None:
    """Print an article, or the articles that hold some words, on the terminal.

    Looks in the store, so that what was just crawled is there. Accents do not matter.
    """
    from crawler.commands.show import run

    raise typer.Exit(run(data, " ".join(words), most, tuple(portal or ())))


@app.command()
def site(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder of the site; one that was made before is replaced.")
    ],
    data: Data = DATA,
    version: Annotated[
        str | None, typer.Option(metavar="NAME", help="A version of DATA/datasets; the latest if not given.")
    ] = None,
    portal: Only = None,
) -> None:
    """Make a web site of a published dataset, for any web server.

    Holds a page for each article, person, body, unit and document, a search index, and the data files.
    """
    from crawler.commands.site import run

    raise typer.Exit(run(data, version, out, tuple(portal or ())))
