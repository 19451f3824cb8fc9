"""Words by the rules of RDRsegmenter (Nguyen et al., 2018), from the files of its repository that a user has fetched.

A first cut joins the longest words of the lexicon and capitals that follow each other. Then a tree of rules and their
exceptions (single classification ripple-down rules) corrects it, syllable by syllable. Of three files `Model.RDR`
holds the tree, `VnVocab` the lexicon (a set of strings, serialised by Java), `Vocabulary.java` names and first words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.records.errors import UsageError
from pipelines.language.syllables import older_spelling

TREE, LEXICON, NAMES = FILES = ("Model.RDR", "VnVocab", "Vocabulary.java")

#: A rule's condition: values that slots of the window must have.
_Condition = tuple[tuple[int, str], ...]
#: What a rule sees of a syllable: its tag and itself, then word and tag of the two before and the two behind.
_WINDOW = "tag word prevWord1 prevTag1 prevWord2 prevTag2 nextWord1 nextTag1 nextWord2 nextTag2"
_SLOTS = {name: slot for slot, name in enumerate(_WINDOW.split())}
#: Word and tag beyond a sentence's ends.
_EDGE = ("<W>", "<T>")
_TERM = re.compile(r'object\.(\w+) == "([^"]*)"')
_RULE = re.compile(r'(\t*)(.+) : object\.conclusion = "(\w+)"')
_ADDED = re.compile(r'(\w+)\.add\("([^"]*)"\)')
#: How a set of strings begins that Java has serialised: class, block of capacity, load factor and size.
_JAVA_SET = b"\xac\xed\x00\x05sr\x00\x11java.util.HashSet"
_STRING, _END = b"t", b"x"
_LONGEST_WORD = 4

_chosen: Path | None = None


def choose(folder: Path | None) -> None:
    """Let words be those of the rules in `folder`; `None`: those of underthesea.

    Raises:
        UsageError: a file is missing.
    """
    global _chosen
    missing = [name for name in FILES if folder is not None and not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder}: {missing[0]} is missing: fetch it with `vnportal models get rdr`")
    _chosen = folder


def chosen() -> Path | None:
    """The folder of the rules that words are made by; `None` where they are underthesea's."""
    return _chosen


def rules() -> "Rules | None":
    """The chosen rules, read once.

    Raises:
        UsageError: a file is none of RDRsegmenter's.
    """
    return _read(_chosen) if _chosen else None


@dataclass(frozen=True, slots=True)
class Rules:
    """A tree of rules with the lexicon of the first cut.

    `lexicon` holds words of several syllables, `alone` syllables that are words though a capital follows, `families`
    and `middles` parts of Vietnamese names; all in lower case.
    """

    tree: "_Level"
    lexicon: frozenset[str]
    alone: frozenset[str]
    families: frozenset[str]
    middles: frozenset[str]

    def joined(self, tokens: Sequence[str]) -> list[bool]:
        """Of each token of a sentence, whether it goes on with the word before it."""
        forms = [older_spelling(token) for token in tokens]  # as the rules are written
        low = [form.lower() for form in forms]
        tags = self._first_cut(forms, low)
        edge = [_EDGE, _EDGE]
        pairs = [*edge, *zip(low, tags, strict=True), *edge]
        found = []
        for index, tag in enumerate(tags, 2):
            word = pairs[index][0]
            window = (tag, word, *pairs[index - 1], *pairs[index - 2], *pairs[index + 1], *pairs[index + 2])
            found.append((self.tree.conclusion(window) or tag) == "I")
        return found

    def _first_cut(self, forms: Sequence[str], low: Sequence[str]) -> list[str]:
        tags: list[str] = []
        count = len(forms)
        while (i := len(tags)) < count:
            tags.append("B")
            small = forms[i][0].islower()
            if not forms[i].isalpha() or (small and i + 1 < count and forms[i + 1][0].isupper()):
                continue
            ends = range(min(i + _LONGEST_WORD, count), i + 1, -1)
            end = next((end for end in ends if " ".join(low[i:end]) in self.lexicon), 0)
            if not end and not (small or forms[i].isupper() or low[i] in self.alone):
                end = i + 1
                while end < min(i + _LONGEST_WORD, count) and forms[end].isalpha() and not forms[end][0].islower():
                    end += 1
                if end > i + 1 and low[i] in self.middles and i and forms[i - 1][0].isupper():
                    tags[i] = "I" if low[i - 1] in self.families else "B"
            tags += ["I"] * (end - i - 1)
        return tags


class _Level:
    """Rules of which the first that holds counts, unless one of its exceptions does; found by a value they need."""

    def __init__(self) -> None:
        self._by_value: dict[int, dict[str, list[tuple[int, _Condition, str, _Level]]]] = {}
        self._count = 0

    def add(self, condition: _Condition, conclusion: str) -> "_Level":
        """Enter a rule behind the others; returns the level of its exceptions."""
        exceptions = _Level()
        # Words are rarer than tags: a rule is looked up by a word, if it needs one.
        slot, value = max(condition, key=lambda term: term[1] not in ("B", "I", "<T>", "<W>"))
        self._by_value.setdefault(slot, {}).setdefault(value, []).append(
            (self._count, condition, conclusion, exceptions)
        )
        self._count += 1
        return exceptions

    def conclusion(self, window: Sequence[str]) -> str | None:
        """What the rules say of a syllable in its window; `None` if none holds."""
        first = None
        for slot, by_value in self._by_value.items():
            for rule in by_value.get(window[slot], ()):
                if first is not None and rule[0] > first[0]:
                    break
                if all(window[needed] == value for needed, value in rule[1]):
                    first = rule
                    break
        if first is None:
            return None
        return first[3].conclusion(window) or first[2]


@cache
def _read(folder: Path) -> Rules:
    try:
        tree = _tree((folder / TREE).read_text(encoding="utf-8").splitlines())
        lexicon = frozenset(_java_set((folder / LEXICON).read_bytes()))
        lists: dict[str, set[str]] = {}
        for name, entry in _ADDED.findall((folder / NAMES).read_text(encoding="utf-8")):
            lists.setdefault(name, set()).add(entry)
        return Rules(
            tree,
            lexicon | lists["VN_LOCATIONS"] | lists["COUNTRY_L_NAME"],
            frozenset(lists["VN_FIRST_SENT_WORDS"] | lists["COUNTRY_S_NAME"] | lists["WORLD_COMPANY"]),
            frozenset(lists["VN_FAMILY_NAMES"]),
            frozenset(lists["VN_MIDDLE_NAMES"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"{folder}: not the files of RDRsegmenter: {error}: fetch them with `vnportal models get rdr`"
        ) from None


def _tree(lines: Sequence[str]) -> _Level:
    """The level of the rules below the root, which lets the first cut stand."""
    root = _Level()
    levels = [root, root]
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or "cc:" in line:
            continue
        rule = _RULE.fullmatch(line.rstrip())
        terms = _TERM.findall(rule[2]) if rule else []
        if rule is None or not terms or not 0 < len(rule[1]) < len(levels):
            raise ValueError(f"line {number} of {TREE} is no rule")
        del levels[len(rule[1]) + 1 :]
        condition = tuple((_SLOTS[name], value or _EDGE["Tag" in name]) for name, value in terms)
        levels.append(levels[-1].add(condition, rule[3]))
    return root


def _java_set(content: bytes) -> Iterator[str]:
    """The members of a set of strings that Java has serialised."""
    if not content.startswith(_JAVA_SET):
        raise ValueError(f"{LEXICON} is no set of strings")
    position = content.index(b"\x00\x00xpw\x0c") + 5 + 13
    while content[position : position + 1] == _STRING:
        length = int.from_bytes(content[position + 1 : position + 3])
        position += 3
        if position + length > len(content):
            break
        yield content[position : position + length].decode()
        position += length
    if content[position:] != _END:
        raise ValueError(f"{LEXICON} ends within a string")
