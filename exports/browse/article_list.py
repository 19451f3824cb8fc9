"""The list of articles: searched, narrowed down, ordered and counted."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exports.browse.catalog import Articles
from exports.browse.labels import KINDS, LABELS
from exports.browse.query_words import NameTerm, Query, Term, parse
from exports.browse.reader import Hit, Name, Reader
from exports.browse.search import match_phrase, prefix_match
from exports.formats.sqlite import ACCENTS, SEARCH, accented, folded

#: Articles on a page, values of a facet, values when all are asked for, and names that a search suggests.
PAGE, FEW, MANY, SUGGESTED = 20, 10, 1000, 6
#: How much more a word counts in the title and in the lead than in the text.
_WEIGHTS = "10.0, 4.0, 1.0"
#: Names that a name in a search may stand for, and words that it may have.
_MOST_NAMES, _MOST_WORDS = 2000, 8


@dataclass(frozen=True)
class Conditions:
    """What a list is narrowed down by: the reader's words, keys or names by kind, and a month (`2020-06`).

    `order` is "newest", or empty for the best first where words are searched. `whole` is the kind of the facet that is
    shown with all its values.
    """

    search: str = ""
    names: tuple[tuple[str, str], ...] = ()
    month: str = ""
    order: str = ""
    page: int = 1
    whole: str = ""

    @property
    def query(self) -> dict[str, list[str]]:
        """The conditions as the arguments of an address, from the first page on."""
        found: dict[str, list[str]] = {"search": [self.search]} if self.search else {}
        for kind, value in self.names:
            found.setdefault(kind, []).append(value)
        return found | {name: [value] for name in ("month", "order") if (value := getattr(self, name))}

    def narrowed(self, kind: str, value: str) -> dict[str, list[str]]:
        """The arguments with one condition more."""
        return self.query | {kind: [*self.query.get(kind, []), value]}

    def widened(self, kind: str, value: str) -> dict[str, list[str]]:
        """The arguments without one condition."""
        left = self.query | {kind: [other for other in self.query.get(kind, []) if other != value]}
        return {name: values for name, values in left.items() if values}


class Chosen(NamedTuple):
    """A condition as readers see it; `name` is there where it is a single name."""

    kind: str
    value: str
    label: str
    name: Name | None


class Facet(NamedTuple):
    """The names of a kind in the list; `chosen` has the keys among the conditions, `more`: some are left out."""

    kind: str
    names: list[Name]
    chosen: frozenset[str]
    more: bool


class Step(NamedTuple):
    """A way on where nothing was found: without the condition `label`, or with that word `alone`."""

    label: str
    alone: bool
    query: dict[str, list[str]]
    articles: int


@dataclass
class ArticleList:
    """A page of the list."""

    conditions: Conditions
    found: int
    pages: int
    hits: list[Hit]
    months: dict[str, int]
    facets: list[Facet]
    chosen: list[Chosen]
    suggested: list[Name] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def article_list(reader: Reader, conditions: Conditions) -> ArticleList:
    """The page of the list that the conditions ask for."""
    catalog, query = reader.catalog, parse(conditions.search)
    articles = matching(reader, conditions)
    found = int(articles.sum())
    pages = max(1, -(-found // PAGE))
    page = min(max(conditions.page, 1), pages)
    conditions = replace(conditions, page=page)
    words, _ = _resolved(reader, query)
    ranked = bool(words) and conditions.order != "newest"
    rows = _best(reader, words, articles) if ranked else catalog.newest(articles)
    return ArticleList(
        conditions=conditions,
        found=found,
        pages=pages,
        hits=reader.hits(rows[PAGE * (page - 1) : PAGE * page], query=" ".join(f'"{term.text}"' for term in words)),
        months=catalog.months(articles),
        facets=_facets(reader, conditions, articles),
        chosen=_chosen(reader, conditions),
        suggested=_suggested(reader, words),
        steps=[] if found else _steps(reader, conditions, query),
    )


def matching(reader: Reader, conditions: Conditions) -> Articles:
    """The articles that meet all conditions."""
    catalog = reader.catalog
    query = parse(conditions.search)
    words, names = _resolved(reader, query)
    found = catalog.everything
    for numbers in names:
        found &= catalog.named(numbers)
    for kind, value in conditions.names:
        found &= catalog.named(_numbers(reader, kind, value))
    for first, last in query.years:
        found &= catalog.in_years(first, last)
    if conditions.month:
        found &= catalog.in_month(conditions.month)
    if words:
        found &= catalog.of_rows(_rows(reader, SEARCH, " ".join(match_phrase(term.text, folded) for term in words)))
    for term in query.without:
        found &= ~catalog.of_rows(_rows(reader, SEARCH, match_phrase(term.text, folded)))
    return found


def _best(reader: Reader, words: list[Term], articles: Articles) -> NDArray[np.int64]:
    """The `rowid` of the articles: first those with the words as typed, then the most relevant, then the newest."""
    catalog = reader.catalog
    texts = [term.text for term in words]
    typed, bare = match_phrase(" ".join(texts), accented), match_phrase(" ".join(texts), folded)
    # The phrase with its accents counts most, in the title above all; then all words with theirs, then the phrase.
    asked = [(ACCENTS, f"title : {typed}"), (ACCENTS, typed)]
    if len(texts) > 1:
        asked += [(ACCENTS, " ".join(match_phrase(text, accented) for text in texts)), (SEARCH, bare)]
    tier = np.zeros(len(articles), int)
    for index, match in asked:
        tier = 2 * tier + catalog.of_rows(_rows(reader, index, match))
    ranks = reader.numbers(
        f"SELECT rowid, bm25({SEARCH}, {_WEIGHTS}) FROM {SEARCH} WHERE {SEARCH} MATCH :match",  # noqa: S608 - of ours
        match=" ".join(match_phrase(text, folded) for text in texts),
    )
    score = np.zeros(len(articles))
    score[ranks[:, 0].astype(int) - 1] = ranks[:, 1]
    rows = np.flatnonzero(articles)
    return rows[np.lexsort((catalog.place[rows], score[rows], -tier[rows]))] + 1


def _rows(reader: Reader, index: str, match: str) -> NDArray[np.float64]:
    return reader.numbers(f"SELECT rowid FROM {index} WHERE {index} MATCH :match", match=match)[:, 0]  # noqa: S608


def _resolved(reader: Reader, query: Query) -> tuple[list[Term], list[list[int]]]:
    """The words of a search, and the numbers of the names that each name in it may stand for.

    Of words behind "người:" the name is as many as there is a name with; the others are words of the search.
    """
    words, names = list(query.terms), []
    for term in query.names:
        used, numbers = _standing_for(reader, term)
        names.append(numbers)
        words += [Term(word, False) for word in term.words[used:]]
    return words, names


def _standing_for(reader: Reader, term: NameTerm) -> tuple[int, list[int]]:
    lengths = [len(term.words)] if term.quoted else range(min(len(term.words), _MOST_WORDS), 0, -1)
    for length in lengths:
        rows = reader.all(
            "SELECT names.rowid FROM names_search JOIN names ON names.rowid = names_search.rowid"
            " WHERE names_search MATCH :match AND kind = :kind ORDER BY names.rowid LIMIT :most",
            match=match_phrase(" ".join(term.words[:length]), folded),
            kind=term.kind,
            most=_MOST_NAMES,
        )
        if rows:
            return length, [number for (number,) in rows]
    return lengths[-1], []


def _numbers(reader: Reader, kind: str, value: str) -> list[int]:
    """The names that a condition means, by its key or by a value of `facets`."""
    rows = reader.all(
        "SELECT rowid FROM names WHERE kind = :kind AND (key = :value OR key IN ("
        "SELECT key FROM facets WHERE kind = :kind AND value = :value))",
        kind=kind,
        value=value,
    )
    return [number for (number,) in rows]


def _facets(reader: Reader, conditions: Conditions, articles: Articles) -> list[Facet]:
    counts = reader.catalog.counts(articles)
    found = []
    for kind in KINDS:
        most = MANY if kind == conditions.whole else FEW
        names = reader.most(counts, kind, most + 1)
        if kind == "year":
            names.sort(key=lambda name: name.key, reverse=True)
        if names:
            keys = frozenset(
                name.key
                for name in names
                if (kind, name.key) in conditions.names or (kind, name.name) in conditions.names
            )
            found.append(Facet(kind, names[:most], keys, len(names) > most and most == FEW))
    return found


def _chosen(reader: Reader, conditions: Conditions) -> list[Chosen]:
    found = []
    for kind, value in conditions.names:
        name = reader.name(kind, value)
        found.append(Chosen(kind, value, name.name if name else value, name if name and name.subject else None))
    return found


def _suggested(reader: Reader, words: list[Term]) -> list[Name]:
    """The names with pages that hold all words; the last word may be the beginning of one."""
    if not words:
        return []
    rows = reader.all(
        "SELECT names.rowid, articles FROM names_search JOIN names ON names.rowid = names_search.rowid"
        " WHERE names_search MATCH :match AND page AND kind <> 'place' ORDER BY articles DESC, names.rowid LIMIT :most",
        match=prefix_match([term.text for term in words]),
        most=SUGGESTED,
    )
    return reader.named({row["rowid"]: row["articles"] for row in rows})


def _steps(reader: Reader, conditions: Conditions, query: Query) -> list[Step]:
    """What finds something where all conditions together find nothing: all but one of them, or one word alone."""
    found = []
    for kind, values in conditions.query.items():
        if kind != "order":
            for value in values:
                found.append(_step(reader, _said(reader, kind, value), conditions.widened(kind, value)))
    if len(query.terms) > 1:
        for term in query.terms[:FEW]:
            found.append(_step(reader, term.text, {"search": [term.text]}, alone=True))
    return [step for step in found if step.articles]


def _said(reader: Reader, kind: str, value: str) -> str:
    name = reader.name(kind, value)
    return name.name if name else value


def _step(reader: Reader, label: str, query: dict[str, list[str]], *, alone: bool = False) -> Step:
    names = tuple((kind, value) for kind, values in query.items() if kind in LABELS for value in values)
    changed = Conditions("".join(query.get("search", [])), names, "".join(query.get("month", [])))
    return Step(label, alone, query, int(matching(reader, changed).sum()))
