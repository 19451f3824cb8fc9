"""Which rules of the entity layers earn their place: `python -m benchmarks.rules [FOLDER...] [--prune]`.

A rule is an `if` (or `elif`) in `pipelines/entities`, or a case of an `or` that a test returns. Each is switched
off alone, as if its condition never held, and the sentences in which it held are tagged again. Prints for each
rule how many entities the sets lose and win without it, the useless ones first. With `--prune` rules are switched
off one after the other, and stay off where that costs nothing: rules guard each other, so that fewer go together
than alone. Rules whose lines end in "# guard: …" keep time or depth within bounds, or build a table once; those that
end in "# needed: …" say which test needs them, or how many mentions of real articles. Neither are switched off.
FOLDERs of further sets count beside those of `tests/`.

With `--articles` the articles of a file `articles.jsonl` are tagged again instead, each rule off, also those that are
"needed". Prints for each rule how many mentions that takes away and how many it adds.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import json
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = "pipelines.entities"
#: How the end of the line of a rule begins that bounds time or depth, or that something else than a sentence needs.
GUARD, NEEDED = "# guard:", "# needed:"
#: Seconds for a sentence; a loop that a rule ends would last for ever.
LONGEST = 1.0
#: Entities after whose loss a rule is looked at no longer.
ENOUGH = 5
#: Stands for the sentence where a rule held while names of the article were found again.
RECALL = -1

Mentions = set[tuple[Any, ...]]


class Rule(NamedTuple):
    """An `if` and where it stands; `guard` says that it bounds time or depth, `needed` that a mark tells its use."""

    place: str
    text: str
    guard: bool
    needed: bool


class Switches:
    """All rules of the package, which of them are off, and which held since `held` was cleared."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.off: set[int] = set()
        self.held: set[int] = set()

    def __call__(self, number: int, condition: object) -> bool:
        """What the rule's condition counts for."""
        if not condition:
            return False
        self.held.add(number)
        return number not in self.off


SWITCHES = Switches()


class _Switched(ast.NodeTransformer):
    """Puts a switch before the condition of every `if` and every case of an `or` that a test returns."""

    def __init__(self, file: Path, lines: Sequence[str]) -> None:
        self._file = file
        self._lines = lines

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.test = self._switched(node.test)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        if isinstance(node.returns, ast.Name) and node.returns.id == "bool":
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and isinstance(part.value, ast.BoolOp):
                    cases = part.value
                    if isinstance(cases.op, ast.Or):
                        cases.values = [self._switched(case) for case in cases.values]
        return node

    def _switched(self, test: ast.expr) -> ast.Call:
        last = test.end_lineno or test.lineno
        while self._lines[last : last + 1] and self._lines[last].lstrip().startswith(")"):
            last += 1  # the mark stands behind the bracket that closes a long condition
        lines = " ".join(self._lines[test.lineno - 1 : last])
        place = f"{self._file.relative_to(ROOT)}:{test.lineno}"
        SWITCHES.rules.append(Rule(place, ast.unparse(test), GUARD in lines, NEEDED in lines))
        return ast.Call(ast.Name("_switch", ast.Load()), [ast.Constant(len(SWITCHES.rules) - 1), test], [])


class _Loader(importlib.abc.SourceLoader):
    """Loads a module of the package with switches in it."""

    def __init__(self, path: str) -> None:
        self._path = path

    def get_filename(self, fullname: str) -> str:
        return self._path

    def get_data(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def exec_module(self, module: ModuleType) -> None:
        source = Path(self._path).read_text(encoding="utf-8")
        tree = _Switched(Path(self._path), source.splitlines()).visit(ast.parse(source))
        module.__dict__["_switch"] = SWITCHES
        exec(compile(ast.fix_missing_locations(tree), self._path, "exec"), module.__dict__)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of a package for `_Loader`."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with its switches; `None` for modules of other packages."""
        if not fullname.startswith(self._package + "."):
            return None
        found = PathFinder.find_spec(fullname, path)
        if found is None or found.origin is None:
            return None
        package = found.submodule_search_locations
        return importlib.util.spec_from_file_location(
            fullname, found.origin, loader=_Loader(found.origin), submodule_search_locations=package
        )


class Sentences:
    """Sentences with their entities as the rules find them, tagged again only where a rule held."""

    def __init__(self, folders: Iterable[Path]) -> None:
        from benchmarks.entities import prepared
        from tests.pipelines.entities.scoring import read_set

        paths = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
        cases = [case for path in paths for case in read_set(path)]
        self._prepared = [(case.spans, prepared(case.text)) for case in cases]
        self.where: dict[int, set[int]] = defaultdict(set)
        self.right = [0] * len(cases)
        self.wrong = [0] * len(cases)
        for number in range(len(cases)):
            self.right[number], self.wrong[number] = self.tag(number)

    def tag(self, number: int) -> tuple[int, int]:
        """Tag a sentence: its right and wrong entities. Notes which rules held."""
        from benchmarks.entities import ours

        SWITCHES.held.clear()
        gold, article = self._prepared[number]
        found = ours(article)
        for rule in SWITCHES.held:
            self.where[rule].add(number)
        return len(found & gold), len(found - gold)

    def without(self, rule: int) -> tuple[int, int, dict[int, tuple[int, int]]]:
        """What the sets lose (right entities) and win (wrong ones gone) without a rule, and the changed sentences.

        Stops where a rule is needed beyond doubt: `ENOUGH` more lost than won.
        """
        changed: dict[int, tuple[int, int]] = {}
        lost = won = 0
        SWITCHES.off.add(rule)
        try:
            for number in sorted(self.where[rule]):
                right, wrong = self._in_time(number)
                if (right, wrong) != (self.right[number], self.wrong[number]):
                    changed[number] = right, wrong
                    lost += self.right[number] - right
                    won += self.wrong[number] - wrong
                if lost - won >= ENOUGH:
                    break
        finally:
            SWITCHES.off.discard(rule)
        return lost, won, changed

    def _in_time(self, number: int) -> tuple[int, int]:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            return self.tag(number)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def keep(self, changed: dict[int, tuple[int, int]]) -> None:
        """Take over the changed sentences."""
        for number, (right, wrong) in changed.items():
            self.right[number], self.wrong[number] = right, wrong


class Articles:
    """Articles of a data set with their mentions; without a rule only the sentences in which it held are read again."""

    def __init__(self, file: Path) -> None:
        from crawler.records.article import Article, from_dict

        own = {field.name for field in fields(Article)}  # a data set has columns more, which are made of these
        records = (json.loads(line) for line in file.open(encoding="utf-8"))
        self._articles = [from_dict({name: record[name] for name in own & record.keys()}) for record in records]
        self._where: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._boards: list[list[Any]] = []
        self._mentions: list[Mentions] = []
        for number, article in enumerate(self._articles):
            boards = []
            for sentence in range(len(article.sentences)):
                boards.append(self._board(number, sentence))
                for rule in SWITCHES.held:
                    self._where[rule][number].add(sentence)
            self._boards.append(boards)
            self._mentions.append(self._recalled(boards))
            for rule in SWITCHES.held:
                self._where[rule][number].add(RECALL)

    def __len__(self) -> int:
        return len(self._articles)

    def _board(self, article: int, sentence: int) -> Any:
        """One sentence with what the layers mark in it. Notes which rules held."""
        from pipelines.tag_entities import boards, mark

        SWITCHES.held.clear()
        whole = self._articles[article]
        [board] = boards(whole.changed(sentences=[whole.sentences[sentence]]))
        mark([board], with_recall=False)
        return board

    def _recalled(self, boards: Sequence[Any]) -> Mentions:
        """The mentions of an article with those that it names again. Notes which rules held."""
        from pipelines.entities.layers.repeats import recall

        SWITCHES.held.clear()
        copies = [copy.copy(board) for board in boards]
        for board in copies:
            board.taken, board.spans = list(board.taken), list(board.spans)
        recall(copies)
        return {(number, *span[:3]) for number, board in enumerate(copies) for span in board.spans}

    def without(self, rule: int) -> tuple[int, int]:
        """How many mentions are gone without the rule, and how many are new."""
        gone = new = 0
        SWITCHES.off.add(rule)
        try:
            for number, sentences in self._where[rule].items():
                boards = list(self._boards[number])
                for sentence in sentences - {RECALL}:
                    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
                    boards[sentence] = self._board(number, sentence)
                same = all(before.spans == now.spans for before, now in zip(self._boards[number], boards, strict=True))
                signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
                found = self._mentions[number] if same and RECALL not in sentences else self._recalled(boards)
                gone += len(self._mentions[number] - found)
                new += len(found - self._mentions[number])
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            SWITCHES.off.discard(rule)
        return gone, new


def _too_long(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    """Print the rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of further sets")
    parser.add_argument("--prune", action="store_true", help="switch rules off one after the other")
    parser.add_argument("--articles", type=Path, metavar="FILE", help="articles.jsonl of a data set")
    options = parser.parse_args()
    sys.meta_path.insert(0, Finder(PACKAGE))
    signal.signal(signal.SIGVTALRM, _too_long)
    if options.articles:
        print_mentions(Articles(options.articles))
    else:
        sets = sorted((ROOT / "tests/pipelines/entities").glob("sets*"))
        print_sentences(Sentences([*sets, *options.folders]), prune=options.prune)


def print_mentions(articles: Articles) -> None:
    """Print for each rule that is no guard what it does to the mentions of articles."""
    print(f"{len(articles)} articles")
    for number, rule in enumerate(SWITCHES.rules):
        if rule.guard:
            continue
        try:
            gone, new = articles.without(number)
        except Exception:  # a switched-off rule may break anything
            continue
        print(f"{rule.place}: {gone} mentions gone, {new} new: {rule.text[:90]}")


def print_sentences(sentences: Sentences, *, prune: bool) -> None:
    """Print for each rule without a mark what it does to the sentences."""
    rules = [number for number, rule in enumerate(SWITCHES.rules) if not (rule.guard or rule.needed)]
    guards, needed = (sum(kind) for kind in zip(*((rule.guard, rule.needed) for rule in SWITCHES.rules), strict=True))
    print(f"{len(rules)} rules, {guards} guards, {needed} needed elsewhere, {len(sentences.right)} sentences")
    found = []
    for number in rules:
        try:
            lost, won, changed = sentences.without(number)
        except Exception:  # a switched-off rule may break anything
            print(f"{SWITCHES.rules[number].place}: nothing runs without it: {SWITCHES.rules[number].text[:90]}")
            continue
        if prune and lost <= won:
            SWITCHES.off.add(number)
            sentences.keep(changed)
        found.append((lost - won, len(changed), lost, won, SWITCHES.rules[number]))
    for _, sentences_changed, lost, won, rule in sorted(found, key=lambda entry: entry[:2]):
        print(f"{rule.place}: {lost} lost, {won} wrong ones gone, {sentences_changed} sentences: {rule.text[:90]}")
    print(f"{sum(sentences.right)} right, {sum(sentences.wrong)} wrong; {len(SWITCHES.off)} rules off")


if __name__ == "__main__":
    main()
