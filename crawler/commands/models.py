"""`vnportal models`: fetch what language models of others need, for it does not come with the program.

Each file is pinned by its size and SHA-256, and kept in the data directory only when both are right.
"""

import hashlib
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crawler.records.errors import UsageError, VnportalError, hint
from pipelines.language import rdr

#: Segmenters that words can be made by: underthesea's comes with the program.
UNDERTHESEA, RDR = SEGMENTERS = ("underthesea", "rdr")
Segmenter = Annotated[
    str,
    typer.Option(
        "--segmenter", metavar="NAME", help="What makes words: underthesea, or rdr (`vnportal models get rdr`)."
    ),
]

app = typer.Typer(help="Fetch language models of others, which do not come with the program.", no_args_is_help=True)

_ADDRESS = "https://raw.githubusercontent.com/datquocnguyen/RDRsegmenter/e15dfcaca292af2e049a9ef5a258fedf4dc236e6/"
_LICENCE = (
    "RDRsegmenter, copyright 2017-2019 Dat Quoc Nguyen, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0);"
    " cite Nguyen et al., LREC 2018, where results are published."
)
#: Seconds without an answer.
_PATIENCE = 30
_CHUNK = 65_536


class ModelFile(NamedTuple):
    """A file of a model: its name, its size in bytes, the SHA-256 of its content in hexadecimal."""

    name: str
    size: int
    sha256: str


RDR_FILES = (
    ModelFile(rdr.TREE, 128_508, "9e62f96bd93e37a24f364238e8d8ae986fa5dad6dbc9f4eae622ab3651b7fa06"),
    ModelFile(rdr.LEXICON, 526_544, "0a47c5b55bbce163029d37730a67b9479740388695c29c106c112b815613eaa5"),
    ModelFile(rdr.NAMES, 63_652, "009942055ede58e7c80d0f1bfc3e327481776fce912d8cd33a8b604b45ea6d61"),
)


class ModelError(VnportalError):
    """A file of a model cannot be had: raised by `vnportal models get`."""


def folder(data: Path) -> Path:
    """Where a data directory keeps the files of RDRsegmenter."""
    return data / "models" / RDR


def choose_segmenter(name: str, data: Path) -> None:
    """Let words be made by the segmenter of that name, in this process and in those that annotate for it.

    Raises:
        UsageError: no segmenter has the name, or its files are not there.
    """
    if name not in SEGMENTERS:
        raise UsageError(f"--segmenter {name}: no such segmenter: one of {', '.join(SEGMENTERS)}")
    rdr.choose(None if name == UNDERTHESEA else folder(data))


@app.callback()
def _whole() -> None:
    """Fetch language models of others, which do not come with the program."""


@app.command()
def get(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="rdr: the word segmenter RDRsegmenter.")],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder that keeps it.")] = Path("data"),
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="Folder or zip archive with the files, for the web."),
    ] = None,
) -> None:
    """Fetch a model into the data directory, and show its licence."""
    raise typer.Exit(run(model, data, source))


def run(model: str, data: Path, source: Path | None) -> int:
    """Fetch the files of a model, or take them from `source`: a folder, or a zip archive, that holds them.

    Files that are there already are left; a broken download goes on where it ended.

    Raises:
        UsageError: there is no such model, or `source` cannot be read.
        ModelError: a file cannot be fetched, or is not the pinned one.
    """
    if model != RDR:
        raise UsageError(f"{model}: no such model: `vnportal models get {RDR}`")
    target = folder(data)
    target.mkdir(parents=True, exist_ok=True)
    typer.echo(_LICENCE)
    for file in RDR_FILES:
        if not _is_whole(target / file.name, file):
            content = _taken(source, file) if source else _downloaded(_ADDRESS + file.name, target, file)
            _keep(target / file.name, content, file)
        typer.echo(f"{target / file.name}: {file.size:,} bytes, SHA-256 {file.sha256}")
    typer.echo("Use it with --segmenter rdr")
    return 0


def _is_whole(path: Path, file: ModelFile) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256


def _keep(path: Path, content: bytes, file: ModelFile) -> None:
    """Write the file, if its content is the pinned one."""
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise ModelError(f"{file.name}: {len(content):,} bytes with SHA-256 {found}, not the pinned {file.sha256}")
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _taken(source: Path, file: ModelFile) -> bytes:
    """The file's content from a folder or a zip archive."""
    import zipfile  # this module is read whenever a command starts: it imports little

    try:
        if source.is_dir():
            return (source / file.name).read_bytes()
        with zipfile.ZipFile(source) as archive:
            name = next(name for name in archive.namelist() if name.rpartition("/")[2] == file.name)
            with archive.open(name) as member:
                return member.read(file.size + 1)
    except StopIteration:
        raise UsageError(f"--from {source}: holds no {file.name}: name a copy of RDRsegmenter's repository") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"--from {source}: {error}: name a folder or zip archive with {file.name}") from None


def _downloaded(address: str, target: Path, file: ModelFile) -> bytes:
    """The file's content from its address; what came before a break stays beside the target for the next try."""
    import http.client
    import urllib.request

    part = target / f".{file.name}.part"
    have = part.stat().st_size if part.is_file() else 0
    request = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - https
    try:
        with (
            urllib.request.urlopen(request, timeout=_PATIENCE) as answer,  # noqa: S310 - a constant address
            part.open("ab" if answer.status == http.client.PARTIAL_CONTENT else "wb") as kept,
        ):
            while kept.tell() <= file.size and (chunk := answer.read(_CHUNK)):
                kept.write(chunk)
    except (OSError, http.client.HTTPException) as error:
        # A server that has nothing behind the part's end answers 416: the part is not a beginning of the file.
        if isinstance(error, urllib.request.HTTPError) and have:
            part.unlink()
        again = hint("models get rdr", target.parent.parent)
        raise ModelError(f"{address}: {error}: run `{again}` again, or name a copy with --from") from None
    content = part.read_bytes()
    if len(content) < file.size:
        raise ModelError(f"{address}: broke off after {len(content):,} of {file.size:,} bytes: run the command again")
    part.unlink()
    return content
