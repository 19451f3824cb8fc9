"""The profiles that a command works with: by name, by file, by address."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from crawler import portals
from crawler.pages.page.address import is_on_portal
from crawler.records import processes
from crawler.records.errors import UsageError
from crawler.records.profile import Portal
from crawler.store import shards


def chosen(
    names: Sequence[str],
    base_url: str | None,
    file: Path | None,
    data: Path,
    delay: float | None,
    globs: Sequence[str] = (),
) -> list[Portal]:
    """The profiles of these portals, each served at `base_url` if one is given.

    A portal may be named by its address. Globs stand for all portals that any of them matches.

    A profile in a file of its own, and one that is inferred, is kept in the data directory, where later commands find
    it. `delay` is that of the requests by which a portal is looked at whose profile is inferred.

    Raises:
        UsageError: no portal at all, one address for several, globs beside names or a file, or a glob matches none.
        ProfileError: there is no such portal, or its profile is wrong.
    """
    wanted = list(dict.fromkeys(names))
    if globs and (wanted or file is not None):
        raise UsageError(f"--portal beside {wanted[0] if wanted else '--profile'}: give one of the two alone")
    if globs:
        wanted = named(globs, data)
    if file is not None:
        name = portals.load_file(file).name
        if wanted not in ([], [name]):
            raise UsageError(f'--profile {file}: it is the profile of "{name}": name that portal, or none')
        keep(file, data)
        wanted = [name]
    if not wanted:
        raise UsageError("PORTAL: missing: name one, or a web address, or --portal GLOB: see `vnportal crawl --help`")
    profiles = [_of_address(name, data, delay) if "://" in name else portals.load(name, data=data) for name in wanted]
    return served_at(base_url, profiles)


def served_at(base_url: str | None, profiles: list[Portal]) -> list[Portal]:
    """The profiles as they are, or the only one served at another address.

    Raises:
        UsageError: one address for several.
    """
    if base_url is None:
        return profiles
    if len(profiles) > 1:
        raise UsageError("--base-url: one address cannot be several portals: name one, as with --portal")
    return [profiles[0].at(base_url)]


def named(globs: Sequence[str], data: Path) -> list[str]:
    """The portals with a profile that any of the globs matches, sorted; all without a glob.

    Raises:
        UsageError: a glob matches none.
        ProfileError: there is no portal of a name.
    """
    for glob in globs:
        if not shards.is_glob(glob):
            portals.load(glob, data=data)  # says which there are
    return shards.matching(globs, portals.names(data=data))


def keep(file: Path, data: Path) -> None:
    """Copy a profile, and what stands beside it for it to build on, to the profiles of the data directory."""
    folder = data / "portals"
    if file.resolve().parent in {place.resolve() for place in portals.folders(data)}:
        return
    (folder / "platforms").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / file.name)
    for family in file.parent.glob("_*.toml"):
        shutil.copyfile(family, folder / family.name)
    for declared in (file.parent / "platforms").glob("*.toml"):
        shutil.copyfile(declared, folder / "platforms" / declared.name)


def _of_address(url: str, data: Path, delay: float | None) -> Portal:
    """The profile of the portal at an address: the one that there is, else one that is inferred now."""
    known = at_address(url, data)
    if known is not None:
        say = f"{url}: the portal {known.name}"
    else:
        known = _inferred(url, data / "portals" / f"{name_of(url)}.toml", delay)
        say = f"{url}: the portal {known.name}, as {data / 'portals' / known.name}.toml says: look at that file"
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(say)
    return known


def _inferred(url: str, file: Path, delay: float | None) -> Portal:
    from crawler.commands.probe import infer  # half a second that only this crawl needs

    with processes.pool(1) as process:
        process.submit(infer, url, file, delay).result()
    return portals.load_file(file)


def at_address(url: str, data: Path) -> Portal | None:
    """The profile that there is already of the portal at a web address."""
    for name in portals.names(data=data):
        profile = portals.load(name, data=data)
        if is_on_portal(url, profile):
            return profile
    return None


def name_of(url: str) -> str:
    """The name of the portal at an address, made of its host and port: "thoson_gov_vn"."""
    host = urlsplit(url).netloc.lower().rpartition("@")[2].removeprefix("www.")
    name = re.sub(r"[^a-z0-9]+", "_", host).strip("_")
    return name if name[:1].isalpha() else f"p{name}"
