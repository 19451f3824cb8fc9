"""The report on a store: one HTML file with charts, their numbers, and the queries that the numbers come from."""

from exports.report.edition import Edition
from exports.report.page import report

__all__ = ["Edition", "report"]
