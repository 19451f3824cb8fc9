"""The title of a dataset, as its pages show it."""

import json
from pathlib import Path

from exports.publish.versions import MANIFEST


def dataset_title(folder: Path) -> str:
    """The portals and the name of the version in a folder; the folder's name where no version is."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return folder.name
    found = json.loads(manifest.read_text(encoding="utf-8"))
    return f"{', '.join(found['portals'])} · {found['version']}"
