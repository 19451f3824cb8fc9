"""Stages that clean and annotate an article, each a pure function."""
