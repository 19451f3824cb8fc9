"""The themes of the demonstration portal; no two share a class name or an id."""

from crawler.demo.layouts.layout import Layout
from crawler.demo.layouts.liferay6 import Liferay6
from crawler.demo.layouts.liferay7 import Liferay7
from crawler.demo.layouts.retro import Retro
from crawler.demo.layouts.semantic import Semantic
from crawler.demo.layouts.soup import Soup

LAYOUTS: dict[str, type[Layout]] = {layout.name: layout for layout in (Liferay6, Liferay7, Retro, Soup, Semantic)}
DEFAULT = "liferay6"
