"""Make the site of a dataset: pages, search index and data files, which replace the site before as a whole."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.records.errors import UsageError
from crawler.records.storage import Folder
from exports.atomic import exchange, explained, held
from exports.browse.dataset_title import dataset_title
from exports.dataset import Dataset
from exports.formats import PUBLISHED, sqlite
from exports.gather import gather
from exports.parts import LEDGER
from exports.site.page_workers import Job, write_all
from exports.site.search_files import write_index

#: A folder that holds this file is a site of ours.
MARK = "site.json"
_STATIC = (Path(__file__).parent / "static", Path(__file__).parent.parent / "browse" / "static")


class Built(NamedTuple):
    """What was made: articles, pages in both languages, and bytes without the data files."""

    articles: int
    pages: int
    size: int


def build_site(dataset: Path, file: Path, out: Path) -> Built:
    """Make the site of a dataset; `file` is its `browse.sqlite`.

    The same dataset makes the same bytes. The folder `out` is replaced as a whole when the site is done.

    Raises:
        UsageError: `out` is a file, or a folder with something else in it.
        ExportError: `out` cannot be written, or the search index cannot be made.
        LockHeldError: another process is making a site there.
    """
    if out.exists() and not (out.is_dir() and ((out / MARK).is_file() or not any(out.iterdir()))):
        raise UsageError(f"{out}: holds something else than a site: name a new folder, or an empty one")
    out = out.absolute()
    # It grows beside the place where it will stand, on the same file system.
    growing = out.with_name(f".{out.name}.unfinished")
    with explained(out.parent, "choose another folder"):
        growing.mkdir(parents=True, exist_ok=True)
        with held(growing):
            # What a killed process left behind.
            _empty(growing)
            built = _fill(dataset, file, growing)
            exchange(growing, out)
        shutil.rmtree(growing, ignore_errors=True)
    return built


def _fill(dataset: Path, file: Path, folder: Path) -> Built:
    for static in _STATIC:
        shutil.copytree(static, folder / "static", dirs_exist_ok=True)
    title = dataset_title(dataset)
    files = tuple(_data(dataset, folder / "data"))
    articles, pages = write_all(Job(file, folder, title, files))
    if articles:
        write_index(folder)
    # GitHub Pages leaves a folder with this file as it is.
    (folder / ".nojekyll").touch()
    (folder / MARK).write_text(json.dumps({"title": title}, ensure_ascii=False) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Built(articles, pages, size - sum(size for _, size in files))


def _data(dataset: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Put the dataset's files into a folder, all but that of `vnportal browse`; gives their names and bytes.

    Of a version, whose parts nobody wants to fetch one by one, these are single files.
    """
    if (dataset / LEDGER).is_file():
        gather(Dataset(Folder(str(dataset))), folder, PUBLISHED)
        shutil.copyfile(dataset / "README.md", folder / "README.md")
    else:
        shutil.copytree(dataset, folder, ignore=shutil.ignore_patterns(sqlite.NAME))
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.stat().st_size


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
