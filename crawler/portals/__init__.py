"""The portals that can be crawled: a profile in TOML each, families that profiles build on, and platforms."""

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler.monitoring.monitors import KEYS
from crawler.records.errors import ProfileError, nearest
from crawler.records.platform import Platform
from crawler.records.profile import Portal, validate, validated

PROFILES = Path(__file__).parent
#: The platform of a profile that names none: profiles are older than platforms.
FIRST_PLATFORM = "liferay"


def folders(data: Path | None = None) -> list[Path]:
    """The folders with profiles, the first to win: those of the data directory, of VNPORTAL_PORTALS (parted by ":"),
    and the program's.
    """
    named = [Path(folder).expanduser() for folder in os.environ.get("VNPORTAL_PORTALS", "").split(":") if folder]
    return [*([data / "portals"] if data is not None else []), *named, PROFILES]


def load(name: str, folder: Path | None = None, *, data: Path | None = None) -> Portal:
    """The profile of the portal `name`.

    Args:
        name: the name of its file.
        folder: where it must be, instead of in one of `folders`.
        data: the data directory, whose profiles go before all others.

    Raises:
        ProfileError: there is no such profile, or it is wrong.
    """
    known = _files(folder, data)
    if name not in known:
        where = folder.name if folder is not None else PROFILES.name
        raise ProfileError(
            f"{name}: no such portal{nearest(name, known)}: expected one of {', '.join(sorted(known)) or 'none'},"
            f' or add "{name}.toml" to {where}/'
        )
    return load_file(known[name])


def file_of(name: str, *, data: Path | None = None) -> Path | None:
    """The file of the portal's profile."""
    return _files(None, data).get(name)


def load_file(path: Path) -> Portal:
    """The profile in a file, whose name is the portal's.

    Raises:
        ProfileError: the file is no profile.
    """
    return _profile({**_with_platforms(_read(path, ()), path), "name": path.stem}, _shown(path))


def names(folder: Path | None = None, *, data: Path | None = None) -> list[str]:
    """The names of all portals, sorted; a file whose name begins with an underscore is a family, not a portal."""
    return sorted(_files(folder, data))


def unnamed(base_url: str, name: str = "unnamed") -> Portal:
    """A profile for a portal that has none yet, at that address, on no platform.

    Raises:
        ProfileError: `base_url` is not a web address.
    """
    family = _read(PROFILES / "_portal.toml", ())
    return _profile({**family, "name": name, "title": base_url, "base_url": base_url}, "URL")


def platform(name: str, folder: Path | None = None) -> Platform:
    """The declaration of a platform: from the folder `platforms` beside the profiles, or else from the program's.

    Raises:
        ProfileError: there is no such platform, or its declaration is wrong.
    """
    places = [PROFILES] if folder is None else [PROFILES, folder]
    known = {path.stem: path for place in places for path in sorted((place / "platforms").glob("*.toml"))}
    if name not in known:
        raise ProfileError(
            f"{name}: no such platform{nearest(name, known)}: expected one of {', '.join(sorted(known))},"
            " or a declaration in platforms/"
        )
    return _declared(known[name])


def platforms() -> list[Platform]:
    """The platforms that the program knows."""
    return [_declared(path) for path in sorted((PROFILES / "platforms").glob("*.toml"))]


def _files(folder: Path | None, data: Path | None) -> dict[str, Path]:
    """The file of each portal by its name."""
    places = [folder] if folder is not None else folders(data)
    return {
        path.stem: path
        for place in reversed(places)
        for path in sorted(place.glob("*.toml"))
        if not path.stem.startswith("_")
    }


def _profile(data: dict[str, Any], where: str) -> Portal:
    profile = validate(data, where)
    validated(KEYS, profile.monitors, where, "monitors")
    return profile


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@lru_cache
def _declared(path: Path) -> Platform:
    return validated(Platform, {**_toml(path), "name": path.stem}, _shown(path))


def _with_platforms(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """The profile's data with its platforms declared in full instead of named."""
    single = data.pop("platform", FIRST_PLATFORM)
    ages = data.get("ages") or [{"platform": single}]
    if not isinstance(ages, list) or not all(isinstance(age, dict) for age in ages):
        return data  # whose error the validation names
    return {**data, "ages": [_with_platform(age, path) for age in ages]}


def _with_platform(age: dict[str, Any], path: Path) -> dict[str, Any]:
    named = age.get("platform")
    if isinstance(named, dict):  # declared in the profile itself: one that was inferred
        return {**age, "platform": {"name": path.stem, **named}}
    if not isinstance(named, str):
        return age
    try:
        return {**age, "platform": platform(named, path.parent).model_dump()}
    except ProfileError as error:
        raise ProfileError(f"{_shown(path)}: platform = {error}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{_shown(path)}: not valid TOML: {error}: mend the line named") from None
    except OSError as error:
        raise ProfileError(f"{_shown(path)}: cannot be read: {error.strerror}: check the file's rights") from None


def _read(path: Path, below: tuple[str, ...]) -> dict[str, Any]:
    data = _toml(path)
    family = data.pop("extends", None)
    if family is None:
        return data
    beside = [place / f"{family}.toml" for place in (path.parent, PROFILES)]
    parent = next((one for one in beside if one.is_file() and one != path), None)
    if not isinstance(family, str) or parent is None or family in below:
        raise ProfileError(
            f"{_shown(path)}: extends = {family!r}: expected the name of another profile in {path.parent.name}/"
        )
    return _laid_over(_read(parent, (*below, family)), data)


def _laid_over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged
