"""The name under which this release presents itself: to portals, in archives and in datasets."""

from importlib.metadata import version

SOFTWARE = f"vnportal/{version('vnportal')}"
