"""Stores of other releases: a made-up next one, whose schema is one step from today's, and unknown ones."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.store import schema

#: A made-up step from today's schema to the next one.
STEP = """
ALTER TABLE articles ADD COLUMN mood TEXT;
CREATE TABLE moods (portal TEXT PRIMARY KEY) STRICT;
"""
NEXT = schema.VERSION + 1


def made_up(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Become the next release: one step more, and tables that have what the step brings. Its SQL is in `folder`."""
    if schema.STEPS.is_dir():
        shutil.copytree(schema.STEPS, folder / "steps")
    (folder / "steps").mkdir(exist_ok=True)
    (folder / "steps" / f"{NEXT}.sql").write_text(STEP, encoding="utf-8")
    (folder / "schema.sql").write_text(schema.SCHEMA.read_text(encoding="utf-8") + STEP, encoding="utf-8")
    patch.setattr(schema, "VERSION", NEXT)
    patch.setattr(schema, "STEPS", folder / "steps")
    patch.setattr(schema, "SCHEMA", folder / "schema.sql")
    return folder


def set_version(path: Path, number: int) -> None:
    """Let a store be of that schema."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
