"""The cookbook's snippets are run as they stand, in a published version, and agree with what the pages answer."""

import ast
import csv
import io
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from exports.browse.questions import Question, questions
from exports.publish.browsable import browsable

from .dataset import example

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
QUESTIONS = questions()
Answer = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("cookbook") / "data")


@pytest.fixture
def inside(version: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(version)
    return version


def blocks(section: str) -> dict[str, str]:
    """The snippets of a section by their language."""
    return dict(re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL))


def cookbook() -> dict[str, dict[str, str]]:
    """The snippets by their headings; those before the first are the preparation."""
    before, *sections = re.split(r"^## ", COOKBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": blocks(before)} | {text.partition("\n")[0]: blocks(text) for text in sections}


def snippet(question: Question, language: str) -> tuple[str, str]:
    """The preparation and the snippet."""
    found = cookbook()
    return found[""][language], found[question.title.en][language]


def plain(rows: Any) -> Answer:
    """Rows as texts: a number is the same in all languages, a missing value is an empty text."""
    return [tuple("" if value is None or pd.isna(value) else str(value) for value in row) for row in rows]


@pytest.fixture(params=QUESTIONS, ids=lambda question: question.name)
def question(request: pytest.FixtureRequest) -> Question:
    found: Question = request.param
    return found


@pytest.fixture
def expected(version: Path, tmp_path: Path, question: Question) -> Answer:
    with sqlite3.connect(f"file:{browsable(version, tmp_path)}?mode=ro", uri=True) as connection:
        answer = plain(connection.execute(question.sql))
    connection.close()
    assert answer, "a question without an answer shows nothing"
    return answer


def test_the_questions_are_those_of_the_pages() -> None:
    assert list(cookbook())[1:] == [question.title.en for question in QUESTIONS]
    assert len(QUESTIONS) == 14


def test_pandas_gives_the_answer_of_the_page(inside: Path, question: Question, expected: Answer) -> None:
    before, code = snippet(question, "python")
    names: dict[str, Any] = {}
    tree = ast.parse(before + code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "cookbook.md", "exec"), names)
    frame = eval(compile(ast.Expression(last.value), "cookbook.md", "eval"), names)
    assert plain(frame.itertuples(index=False)) == expected


def test_duckdb_gives_the_answer_of_the_page(inside: Path, question: Question, expected: Answer) -> None:
    before, code = snippet(question, "sql")
    with duckdb.connect() as connection:
        connection.execute(before)
        assert plain(connection.execute(code).fetchall()) == expected


#: Behind an answer, so that what R says besides is told from the rows.
_MARK = "--- answer ---"


@pytest.fixture(scope="module")
def answers_of_r(version: Path) -> list[Answer]:
    """The answers of all questions, from one R: it takes longer to start than to answer."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("no R: Rscript is not on the PATH (Debian: apt-get install r-base-core)")
    before = cookbook()[""]["r"]
    parts = [
        f"answer <- local({{\n{snippet(question, 'r')[1]}\n}})\ncat('{_MARK}\\n')\n"
        "write.table(answer, sep = ',', qmethod = 'double', row.names = FALSE, col.names = FALSE, na = '')\n"
        for question in QUESTIONS
    ]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, "-e", before + "".join(parts)],
        cwd=version,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    _, *answers = done.stdout.split(f"{_MARK}\n")
    return [plain(csv.reader(io.StringIO(answer))) for answer in answers]


def test_r_gives_the_answer_of_the_page(answers_of_r: list[Answer], question: Question, expected: Answer) -> None:
    assert answers_of_r[QUESTIONS.index(question)] == expected
