"""Charts as SVG: pure functions from the rows of a query, one at least, and a frame, to marks.

Each is drawn four times: for a page and for a phone, in each language. The style sheet shows one. A number stands
beside every shade, so that print and greyscale lose nothing.
"""

from collections.abc import Callable

from exports.report.arcs import arcs
from exports.report.bars import cited, named, problems, viewed
from exports.report.cells import coverage, heat
from exports.report.drawing import Chart, Frame, Rows
from exports.report.months import months
from exports.report.multiples import multiples
from exports.report.succession import succession

#: The charts by the names that `figures.toml` gives them.
CHARTS: dict[str, Callable[[Rows, Frame], Chart]] = {
    chart.__name__: chart
    for chart in (months, multiples, heat, named, cited, viewed, problems, arcs, succession, coverage)
}
