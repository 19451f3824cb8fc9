"""The portals that can be crawled: a profile in TOML each, and families that profiles build on."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.records.errors import ProfileError
from crawler.records.profile import Portal, validate

PROFILES = Path(__file__).parent


def load(name: str, folder: Path = PROFILES) -> Portal:
    """The profile of the portal `name`.

    Raises:
        ProfileError: there is no such profile, or it is wrong.
    """
    if name not in names(folder):
        known = ", ".join(names(folder)) or "none"
        raise ProfileError(f'{name}: no such portal: expected one of {known}, or add "{name}.toml" to {folder.name}/')
    path = folder / f"{name}.toml"
    return validate({**_read(path, folder, ()), "name": name}, _shown(path))


def unnamed(base_url: str, family: str = "_liferay", folder: Path = PROFILES) -> Portal:
    """A profile for a portal that has none yet: the family's, at that address.

    Raises:
        ProfileError: `base_url` is not a web address, or the family's file is wrong.
    """
    data = _read(folder / f"{family}.toml", folder, ())
    return validate({**data, "name": "unnamed", "title": base_url, "base_url": base_url}, "URL")


def names(folder: Path = PROFILES) -> list[str]:
    """The names of all portals, sorted; a file whose name begins with an underscore is a family, not a portal."""
    return sorted(path.stem for path in folder.glob("*.toml") if not path.stem.startswith("_"))


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _read(path: Path, folder: Path, below: tuple[str, ...]) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{_shown(path)}: not valid TOML: {error}: mend the line named") from None
    except OSError as error:
        raise ProfileError(f"{_shown(path)}: cannot be read: {error.strerror}: check the file's rights") from None
    family = data.pop("extends", None)
    if family is None:
        return data
    parent = folder / f"{family}.toml"
    if not isinstance(family, str) or not parent.is_file() or family in below:
        raise ProfileError(
            f"{_shown(path)}: extends = {family!r}: expected the name of another profile in {folder.name}/"
        )
    return _laid_over(_read(parent, folder, (*below, family)), data)


def _laid_over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged
