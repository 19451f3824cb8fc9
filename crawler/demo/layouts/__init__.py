"""The themes of the demonstration portal, a file of templates each; no two share a class name or an id."""

from functools import partial
from pathlib import Path

from crawler.demo.layouts.layout import Layout
from crawler.demo.layouts.theme import Theme

_FILES = sorted(Path(__file__).parent.glob("*.toml"))
LAYOUTS = {path.stem: partial(Layout, Theme.load(path)) for path in _FILES}
DEFAULT = "liferay6"
