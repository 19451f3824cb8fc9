"""Datasets: the columns, the files, and loading them again.

`exports.load("FOLDER")` gives the tables of a dataset as pandas data frames, `exports.scan("FOLDER")` those of a
published version unread, for pyarrow and DuckDB. `exports.Selection` says which articles and columns.
"""

from exports.loading import Tables, load
from exports.scanning import Scan, scan
from exports.selection import Selection, Wanted

__all__ = ["Scan", "Selection", "Tables", "Wanted", "load", "scan"]
