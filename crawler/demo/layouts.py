"""The layouts of the demonstration portal: themes, a file of templates each in `themes/`, and other platforms."""

from functools import partial
from pathlib import Path

from crawler.demo.layout import Layout
from crawler.demo.newszone import Newszone, NewszoneTold
from crawler.demo.nukeviet import Nukeviet
from crawler.demo.other_platform import PlatformLayout
from crawler.demo.theme import Theme
from crawler.demo.timelinelist import Timelinelist

_FILES = sorted(Path(__file__).with_name("themes").glob("*.toml"))
LAYOUTS = {path.stem: partial(Layout, Theme.load(path)) for path in _FILES}
#: Portals on other platforms than Liferay.
PLATFORMS: dict[str, type[PlatformLayout]] = {
    layout.name: layout for layout in (Newszone, NewszoneTold, Timelinelist, Nukeviet)
}
DEFAULT = "liferay6"
