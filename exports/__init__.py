"""Datasets: the columns, the files, and loading them again."""
