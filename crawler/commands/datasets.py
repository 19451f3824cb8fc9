"""The options of `vnportal export` and `vnportal publish`: which articles, in which form, and where to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.options import DATA, Data, day
from exports.formats import NAMES, USUAL, listed

if TYPE_CHECKING:
    from exports.selection import Selection

_Names = list[str] | None
Portals = Annotated[
    _Names, typer.Option("--portal", metavar="GLOB", help="Only these portals; * stands for any letters.")
]
Categories = Annotated[_Names, typer.Option("--category", metavar="NAME", help="Only articles of this category.")]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only articles published on this day or later: 2020-06-25 or 25/06/2020."),
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published on this day or earlier.")]
Entities = Annotated[
    _Names, typer.Option("--entity", metavar="NAME", help="Only articles that name this person, body or place.")
]
Documents = Annotated[
    _Names, typer.Option("--document", metavar="NUMBER", help="Only articles that name this official document.")
]
Query = Annotated[
    str | None, typer.Option(metavar="WORDS", help='Only articles with all these words, and what stands in "quotes".')
]
Columns = Annotated[
    str | None,
    typer.Option(metavar="NAMES", help="Only these columns and tables, parted by commas: id,title,entities."),
]


def export(
    data: Data = DATA,
    dataset: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A published version to export instead of the store.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files; DATA/datasets/export if not given.")
    ] = None,
    formats: Annotated[
        _Names,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"{listed(NAMES, 'or')} (repeat it for several); {listed(USUAL, 'and')} if not given.",
        ),
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin CSV files with a byte order mark, so that Excel reads them as UTF-8.")
    ] = False,
    portal: Portals = None,
    category: Categories = None,
    since: Since = None,
    until: Until = None,
    entity: Entities = None,
    document: Documents = None,
    query: Query = None,
    columns: Columns = None,
) -> None:
    """Write articles as files: CSV, JSON Lines and more."""
    from crawler.commands.export import run

    selection = _selection(portal, category, since, until, entity, document, query, columns)
    raise typer.Exit(run(data, out, tuple(formats or ()), excel=excel, selection=selection, dataset=dataset))


def publish(
    data: Data = DATA,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for the versions of a selection; DATA/datasets has those of the whole."
        ),
    ] = None,
    to: Annotated[
        _Names,
        typer.Option(
            metavar="URL", help="Send the version to s3://…, hf://datasets/… or file:///… (repeat it for more)."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --to: only say what would be sent.")] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Write every part anew, though the version before has it: it may be damaged.")
    ] = False,
    portal: Portals = None,
    category: Categories = None,
    since: Since = None,
    until: Until = None,
    entity: Entities = None,
    document: Documents = None,
    query: Query = None,
    columns: Columns = None,
) -> None:
    """Publish the store as a new, checked version.

    Versions stand under DATA/datasets and never change; DATA/datasets/latest points to the newest.
    """
    from crawler.commands.publish import Options, run

    selection = _selection(portal, category, since, until, entity, document, query, columns)
    raise typer.Exit(run(Options(data, out, selection, tuple(to or ()), dry_run=dry_run, anew=anew)))


def _selection(
    portals: _Names,
    categories: _Names,
    since: str | None,
    until: str | None,
    entities: _Names,
    documents: _Names,
    query: str | None,
    columns: str | None,
) -> "Selection":
    from exports.selection import Selection, Wanted

    first, last = day("--since", since), day("--until", until)
    return Selection(
        Wanted(
            portals=tuple(name for names in portals or () for name in names.split(",")),
            categories=tuple(categories or ()),
            since=first.isoformat() if first else None,
            until=last.isoformat() if last else None,
            entities=tuple(entities or ()),
            documents=tuple(documents or ()),
            query=query,
            columns=tuple(name.strip() for name in columns.split(",")) if columns else (),
        )
    )
