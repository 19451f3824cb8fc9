"""`vnportal site`: a published dataset as a folder of web pages."""

from collections.abc import Sequence
from pathlib import Path

import typer

from crawler.commands.browse import chosen_dataset
from crawler.records.errors import UsageError
from exports.formats import PUBLISHED


def run(data: Path, version: str | None, out: Path, globs: Sequence[str] = ()) -> int:
    """Make the site of a dataset in `out`: of a version of `DATA/datasets` (the latest if `version` is `None`), or of
    `data` itself if that is the folder of a version or of an export. With globs, only of the portals that any of them
    matches.

    Raises:
        UsageError: pagefind or Jinja is not installed, there is no such version or portal, or `out` holds something
            else.
        StoreError: nothing is published yet, or the dataset has no file to browse.
        ExportError: `out` cannot be written, or the search index cannot be made.
        LockHeldError: another process is making a site there.
    """
    try:
        from exports.site.build_site import build_site
    except ModuleNotFoundError as error:
        raise UsageError(
            f"site needs {error.name}, which is not installed: install it with `pip install 'vnportal[site]'`"
        ) from None
    with chosen_dataset(data, version, globs, PUBLISHED) as shown:
        built = build_site(shown.folder, shown.file, out)
    size = f"{built.size / 1e6:.1f} MB without the data files"
    typer.echo(f"Site: {out}: {built.pages} pages of {built.articles} articles, {size}")
    typer.echo(f"Open {out / 'index.html'}; search needs a web server, such as `python -m http.server -d {out}`")
    return 0
