"""The messages that the code can give, read off its syntax trees: errors, warnings, and the kinds of problems.

A message is a template: its constant parts in order, with "…" for what is filled in.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
#: Calls that make a problem, and at which place its kind stands.
KIND_AT = {
    "Problem": 1, "problem": 0, "_problem": 1, "RefusedError": 0, "NotAnArticle": 0, "_LostError": 0,
    "Failure": 0, "Fault": 0, "NotReadError": 1,
}  # fmt: skip
_KIND = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LOGGED = frozenset({"warning", "error", "critical", "exception"})


class Said(NamedTuple):
    """A message template and where it stands in the code."""

    text: str
    place: str


@cache
def trees() -> list[tuple[str, ast.Module]]:
    """The syntax trees of all modules but the demonstration portal's, by their path."""
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8")))
        for package in ("crawler", "pipelines", "exports")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "demo" not in path.relative_to(ROOT).parts
    ]


def error_classes() -> set[str]:
    """The names of `VnportalError` and of all classes below it."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"VnportalError"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


def errors() -> list[Said]:
    """The messages of all errors that end a command or fail a crawl."""
    classes = error_classes()
    found = []
    for path, tree in trees():
        for node, known in _calls(tree, {}):
            if _name(node.func) in classes or _name(node.func) == "fail":
                found += [Said(text, f"{path}:{node.lineno}") for text in _templates(node.args[:1], known)]
    return [said for said in found if any(map(str.isalpha, said.text))]


def warnings() -> list[Said]:
    """The messages that are logged as a warning or graver."""
    return [
        Said(re.sub(r"%[sdrg]|%\.\df", "…", text), f"{path}:{node.lineno}")
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LOGGED
        for text in _templates(node.args[:1])
        if any(map(str.isalpha, re.sub(r"%[sdrg]", "", text)))
    ]


def attention() -> list[Said]:
    """What `vnportal status` says needs attention."""
    return [
        Said(text, f"{path}:{getattr(node, 'lineno', 0)}")
        for path, tree in trees()
        if path.endswith(("monitoring/status.py", "commands/status.py"))
        for node in ast.walk(tree)
        for text in _attention(node)
    ]


def _attention(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name(node.func) == "note":
        yield from _templates(node.args[2:3])
    elif isinstance(node, ast.Assign) and [_name(target) for target in node.targets] == ["message"]:
        yield from _templates([node.value])


def kinds() -> dict[str, str]:
    """The kinds of problems, each with a place where it is made.

    A kind is a constant at its place in a call that makes a problem, is assigned to a variable called `kind`, or stands
    before a sentence in a tuple or a call.
    """
    found: dict[str, str] = {}
    for path, tree in trees():
        if path.startswith("exports"):
            continue
        for node in ast.walk(tree):
            for kind in _kinds(node):
                found.setdefault(kind, f"{path}:{getattr(node, 'lineno', 0)}")
    return found


def _kinds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name(node.func) in KIND_AT:
        place = KIND_AT[_name(node.func)]
        for part in [*node.args[place : place + 1], *(key.value for key in node.keywords if key.arg == "kind")]:
            yield from _constants(part)
    elif isinstance(node, ast.Assign) and [_name(target) for target in node.targets] == ["kind"]:
        yield from _constants(node.value)
    elif isinstance(node, ast.Tuple):
        for first, second in zip(node.elts, node.elts[1:], strict=False):
            if any(" " in text for text in _templates([second])):
                yield from _constants(first)


def _constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


#: The texts that a function's variables may be.
Known = dict[str, list[str]]


def _calls(node: ast.AST, known: Known) -> Iterator[tuple[ast.Call, Known]]:
    """Every call, with the texts that the variables of its function may be."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        known = {}
        for one in ast.walk(node):
            if isinstance(one, ast.Assign) and (texts := list(_templates([one.value]))):
                known.setdefault(_name(one.targets[0]), []).extend(texts)
    elif isinstance(node, ast.Call):
        yield node, known
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, known)


def _joined(parts: list[ast.expr], known: Known) -> Iterator[str]:
    if not parts:
        yield ""
        return
    first = parts[0]
    if isinstance(first, ast.Constant):
        begins = [str(first.value)]
    else:
        begins = known.get(_name(first.value) if isinstance(first, ast.FormattedValue) else "", ["…"])
    for begin in begins:
        for rest in _joined(parts[1:], known):
            yield begin + rest


def _templates(nodes: list[ast.expr], known: Known | None = None) -> Iterator[str]:
    """The texts that an expression may be; nothing where it is a variable that is not known."""
    known = known or {}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from _joined(node.values, known)
        elif isinstance(node, ast.Name):
            yield from known.get(node.id, ())
        elif isinstance(node, ast.IfExp):
            yield from _templates([node.body, node.orelse], known)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
