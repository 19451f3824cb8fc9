"""The themes of the demonstration portal, a file of templates each; no two share a class name or an id."""

from functools import partial
from pathlib import Path

from crawler.demo.layouts.layout import Layout
from crawler.demo.layouts.newszone import Newszone, NewszoneTold
from crawler.demo.layouts.nukeviet import Nukeviet
from crawler.demo.layouts.other_platform import PlatformLayout
from crawler.demo.layouts.theme import Theme
from crawler.demo.layouts.timelinelist import Timelinelist

_FILES = sorted(Path(__file__).parent.glob("*.toml"))
LAYOUTS = {path.stem: partial(Layout, Theme.load(path)) for path in _FILES}
#: Portals on other platforms than Liferay.
PLATFORMS: dict[str, type[PlatformLayout]] = {
    layout.name: layout for layout in (Newszone, NewszoneTold, Timelinelist, Nukeviet)
}
DEFAULT = "liferay6"
