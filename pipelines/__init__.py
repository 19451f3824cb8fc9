"""Stages that clean and annotate an article, each a pure function; `annotate` runs the language stages on any text."""

from pipelines.annotate_text import annotate

__all__ = ["annotate"]
