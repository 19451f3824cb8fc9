"""The themes of the demonstration portal; no two share a class name or an id."""

from crawler.demo.layouts.base import Layout
from crawler.demo.layouts.liferay6 import Liferay6
from crawler.demo.layouts.soup import Soup

LAYOUTS: dict[str, type[Layout]] = {layout.name: layout for layout in (Liferay6, Soup)}
DEFAULT = "liferay6"
