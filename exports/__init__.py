"""Datasets: the columns, the files, and loading them again.

`exports.load("FOLDER")` gives the tables of an exported dataset as pandas data frames.
"""

from exports.loading import Tables, load

__all__ = ["Tables", "load"]
