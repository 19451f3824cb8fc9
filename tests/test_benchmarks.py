"""Benchmarks can be started: what they measure has not moved away from under them."""

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import benchmarks
from benchmarks import exports
from crawler.store.snapshot import Observation
from exports.formats import NAMES
from exports.write import write


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)))
def test_every_benchmark_finds_what_it_measures(name: str) -> None:
    assert importlib.import_module(f"benchmarks.{name}").__doc__


def test_articles_of_the_exports_benchmark_have_the_form_of_the_stores(tmp_path) -> None:
    readings: list[Observation] = list(exports.observations(2))
    assert write([exports.article(1), exports.article(2)], tmp_path, NAMES, observations=readings) == 2
    assert {path.suffix for path in tmp_path.iterdir()} >= {".csv", ".jsonl", ".parquet", ".conllu", ".sqlite", ".gexf"}


def test_the_benchmark_of_rules_reads_the_articles_of_an_export(tmp_path) -> None:
    assert write([exports.article(1)], tmp_path, ["jsonl"]) == 1
    line = [sys.executable, "-m", "benchmarks.rules", "--articles", tmp_path / "articles.jsonl"]
    first, *rules = subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()
    assert first == "1 articles"
    assert any(re.search(r": [1-9]\d* mentions gone, ", rule) for rule in rules)
