"""The command lines of what shows data to people: `vnportal show`."""

from typing import Annotated

import typer

from crawler.commands.options import DATA, Data

app = typer.Typer()


@app.command()
def show(
    words: Annotated[
        list[str],
        typer.Argument(metavar="ID|QUERY...", help='An article\'s id or address, or words to look for ("…" together).'),
    ],
    data: Data = DATA,
    most: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Print so many hits.")] = 10,
) -> None:
    """Print an article, or the articles that hold some words, on the terminal.

    Looks in the store, so that what was just crawled is there. Accents do not matter.
    """
    from crawler.commands.show import run

    raise typer.Exit(run(data, " ".join(words), most))
