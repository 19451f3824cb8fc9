"""Options that several commands have, and values that come as text: days, lengths of time, web archives."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.records.errors import UsageError

if TYPE_CHECKING:
    from crawler.crawling.web_archives import WebArchive


def offered(incomplete: str) -> list[str]:
    """What a shell offers where a portal is asked for."""
    from crawler import portals

    return [name for name in portals.names() if name.startswith(incomplete)]


Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder that holds archive, store and datasets.")]
DATA = Path("data")
BaseUrl = Annotated[str | None, typer.Option(metavar="URL", help="The address of a copy of the portal to read.")]
OwnProfile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A profile of your own; it is kept in the data directory.")
]
NoAnnotate = Annotated[bool, typer.Option("--no-annotate", help="Leave the language work to a later run.")]
Delay = Annotated[
    float | None, typer.Option(min=0, metavar="SECONDS", help="Pause between requests, instead of the profile's.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--portal",
        metavar="GLOB",
        help='Only these portals: a name, or a glob such as "ha*" (repeat it for more).',
        autocompletion=offered,
    ),
]
Attachments = Annotated[
    bool, typer.Option("--attachments", help="Fetch the files that articles offer, and read their text.")
]
From = Annotated[
    str | None, typer.Option("--from", metavar="ARCHIVE", help="Read a web archive instead: wayback or commoncrawl.")
]
Cdx = Annotated[
    str | None, typer.Option(metavar="URL", help="The archive's index (CDX), if it is another one of that kind.")
]
WhichCaptures = Annotated[
    str, typer.Option(metavar="WHICH", help="Of an article's captures: latest, first, or all as versions.")
]
FromDate = Annotated[str | None, typer.Option(metavar="DATE", help="With --from: only captures of this day or later.")]
ToDate = Annotated[str | None, typer.Option(metavar="DATE", help="With --from: only captures of this day or earlier.")]


def day(option: str, text: str | None) -> date | None:
    """A day, `None` when none is given.

    Raises:
        UsageError: the text is none; the message names the option.
    """
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise UsageError(f'{option} = "{text}": expected a day such as 2020-06-25 or 25/06/2020')


_TIME = re.compile(r"(?=.)(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s?)?", re.IGNORECASE)


def seconds(option: str, text: str | None) -> float | None:
    """A length of time in seconds, `None` when none is given.

    Raises:
        UsageError: the text is none; the message names the option.
    """
    if text is None:
        return None
    found = _TIME.fullmatch(text.strip())
    hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + rest
    if not total:
        raise UsageError(f'{option} = "{text}": expected a time such as 2h, 90m or 1h30m')
    return float(total)


def web_archive(
    name: str | None, cdx: str | None, captures: str, since: str | None, until: str | None, *, categories: bool
) -> "WebArchive | None":
    """The web archive that `--from` and its options name, `None` without `--from`.

    Raises:
        UsageError: a value is none of those expected, or an option does not fit.
    """
    from crawler.crawling.web_archives import ENDPOINTS, WebArchive

    if name is None:
        given = [option for option, value in (("--cdx", cdx), ("--from-date", since), ("--to-date", until)) if value]
        if given or captures != "latest":
            raise UsageError(f"{given[0] if given else '--captures'}: of use with --from alone: add --from wayback")
        return None
    if name not in ENDPOINTS:
        raise UsageError(f'--from "{name}": expected wayback or commoncrawl')
    if captures not in {"latest", "first", "all"}:
        raise UsageError(f'--captures "{captures}": expected latest, first or all')
    if categories:
        raise UsageError("--category: an archive's captures are not asked for by category: leave it away")
    endpoint = cdx or ENDPOINTS[name]
    if not endpoint.startswith(("http://", "https://")):
        raise UsageError(f'--cdx "{endpoint}": expected the web address of an index')
    return WebArchive(name, endpoint, captures, day("--from-date", since), day("--to-date", until))  # type: ignore[arg-type] # checked above
