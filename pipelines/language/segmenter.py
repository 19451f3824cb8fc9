"""Underthesea's word segmenter: which tokens of a sentence go on with the word before them.

The model is underthesea's own, and so are the answers. Its tagger takes 43 strings for each token, of which the model
knows two thirds. Here the weights of those strings are added up without writing them. A window of one, two or three
tokens is looked up once, and what it tells for each of the tokens around it is added there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pipelines.language.crf_file import TwoLabels
from pipelines.language.features import joined, parse

#: Distinct tokens remembered before all are forgotten.
CACHE_SIZE = 10_000
#: Templates look so many tokens to either side.
_REACH = 2
_WIDEST = 3
#: Sums of so many weights differ by less, in whatever order they are added.
_ROUNDING = 1e-9

#: What a window tells for the five tokens around its beginning, from the second behind it to the second before it.
_Weights = tuple[float, float, float, float, float]


#: Whether a token is a number, and whether it begins with a capital, as underthesea's featurizer sees it.
Signs = Callable[[str], tuple[bool, bool]]


class _Token(NamedTuple):
    low: str
    capital: bool
    weights: _Weights


class Segmenter:
    """A chain model over tokens, with the templates and the dictionary (in lower case) that it was trained with."""

    def __init__(self, model: TwoLabels, templates: Iterable[str], dictionary: frozenset[str], signs: Signs) -> None:
        self._model = model
        self._names = {(one.width, one.function, one.offset): one.name for one in map(parse, templates)}
        self._dictionary = dictionary
        self._signs = signs
        self._tokens: dict[str, _Token] = {}
        wide = range(2, _WIDEST + 1)
        told = self._told()
        self._written = {width: told[width, None] for width in wide}
        self._low = {width: self._with_listed(width, told[width, "lower"]) for width in wide}
        self._capital = {width: self._if_true(width, "istitle") for width in wide}
        self._plain = [[self._beside(before, behind) for behind in range(_REACH + 1)] for before in range(_REACH + 1)]

    def goes_on(self, tokens: Sequence[str]) -> list[bool] | None:
        """For each token of a sentence, whether it goes on with the word of the token before it.

        `None` where two ways to label the tokens are equally good: there underthesea's rounding decides.
        """
        (stay, join), (leave, keep) = self._model.transitions
        # By how much the best way to label the tokens so far that ends in one that goes on is better than the best one
        # that ends in one that begins a word.
        lead = 0.0
        # For each token, by how much it is better that the one before goes on: if it begins a word, if it goes on.
        better: list[tuple[float, float]] = []
        for i, score in enumerate(self._scores(tokens)):
            if i:
                begins, goes = lead + leave - stay, lead + keep - join
                better.append((begins, goes))
                lead = join - stay + (goes if goes > 0 else 0.0) - (begins if begins > 0 else 0.0)
            lead += score
        if not tokens:
            return []
        labels = [lead > 0]
        tied = abs(lead) < _ROUNDING
        for begins, goes in reversed(better):
            chosen = goes if labels[-1] else begins
            tied = tied or abs(chosen) < _ROUNDING
            labels.append(chosen > 0)
        return None if tied else labels[::-1]

    def _scores(self, tokens: Sequence[str]) -> list[float]:
        """For each token, by how much its windows speak rather for going on than for beginning a word."""
        last = len(tokens) - 1
        inside = self._plain[_REACH][_REACH]
        score = [0.0, 0.0, *[inside] * len(tokens), 0.0, 0.0]  # windows speak for tokens beyond the ends, too
        for i in {*range(min(_REACH, last + 1)), *range(max(0, last - 1), last + 1)}:
            score[_REACH + i] = self._plain[min(i, _REACH)][min(last - i, _REACH)]
        seen = [self._tokens.get(token) or self._token(token) for token in tokens]
        low = [token.low for token in seen]
        capitals = [token.capital for token in seen]
        for i, token in enumerate(seen):
            _add(score, i, token.weights)
        for width in range(2, _WIDEST + 1):
            written, lower, capital = self._written[width], self._low[width], self._capital[width]
            for i, window in enumerate(joined(tokens, width)):
                if window in written:
                    _add(score, i, written[window])
            for i, window in enumerate(joined(low, width)):
                if window in lower:
                    _add(score, i, lower[window])
                if capitals[i] and all(capitals[i : i + width]):
                    _add(score, i, capital)
        return score[_REACH:-_REACH]

    def _token(self, token: str) -> _Token:
        low = token.lower()
        digit, capital = self._signs(token)
        values = {
            None: token,
            "lower": low,
            "isdigit": str(digit),
            "istitle": str(capital),
            "is_in_dict": str(low in self._dictionary),
        }
        if len(self._tokens) >= CACHE_SIZE:
            self._tokens.clear()
        weights = _sum(*(self._weights(1, function, value) for function, value in values.items()))
        found = self._tokens[token] = _Token(low, capital, weights)
        return found

    def _told(self) -> defaultdict[tuple[int, str | None], dict[str, _Weights]]:
        """What the model knows of windows by their width and function: the weights by the function's value.

        The model is read from end to end: that is faster than asking it for every window that it may know.
        """
        places = {name: (width, function, offset) for (width, function, offset), name in self._names.items()}
        found: defaultdict[tuple[int, str | None], dict[str, list[float]]] = defaultdict(dict)
        for attribute, weight in self._model.weights.items():
            name, _, value = attribute.partition("=")
            width, function, offset = places[name]
            if weight and value.count(" ") == width - 1:
                weights = found[width, function].setdefault(value, [*_NOTHING])
                weights[_REACH + offset] = weight
        told: defaultdict[tuple[int, str | None], dict[str, _Weights]] = defaultdict(dict)
        for place, values in found.items():
            told[place] = {value: _five(weights) for value, weights in values.items()}
        return told

    def _with_listed(self, width: int, told: dict[str, _Weights]) -> dict[str, _Weights]:
        """What windows in lower case tell, if besides the weights of those that the dictionary lists are known."""
        listed = self._if_true(width, "is_in_dict")
        words = (word for word in self._dictionary if word.count(" ") == width - 1)
        return told | {word: _sum(told[word], listed) if word in told else listed for word in words}

    def _weights(self, width: int, function: str | None, value: str) -> _Weights:
        """What a window tells whose function has this value."""
        names = [self._names.get((width, function, offset)) for offset in range(-_REACH, _REACH + 1)]
        return _five(self._model.weights.get(f"{name}={value}", 0.0) for name in names)

    def _if_true(self, width: int, function: str) -> _Weights:
        """What it changes that the function of a window is true."""
        true, false = (self._weights(width, function, value) for value in ("True", "False"))
        return _five(one - other for one, other in zip(true, false, strict=True))

    def _beside(self, before: int, behind: int) -> float:
        """What a token's windows tell beside all that, with so many tokens before and behind it.

        Windows that reach beyond an end of the sentence, whatever they hold, and wider ones where a function is false.
        """
        score = 0.0
        for (width, function, offset), name in self._names.items():
            if offset < -before:
                value = "BOS"
            elif offset + width - 1 > behind:
                value = "EOS"
            elif width == 1 or function in (None, "lower"):
                continue
            else:
                value = "False"
            score += self._model.weights.get(f"{name}={value}", 0.0)
        return score


_NOTHING: _Weights = (0.0, 0.0, 0.0, 0.0, 0.0)


def _five(weights: Iterable[float]) -> _Weights:
    first, second, third, fourth, fifth = weights
    return first, second, third, fourth, fifth


def _sum(*weights: _Weights) -> _Weights:
    return _five(map(sum, zip(*weights, strict=True)))


def _add(score: list[float], i: int, weights: _Weights) -> None:
    """Add what the window that begins at token i tells."""
    second_behind, behind, here, before, second_before = weights
    score[i + 4] += second_behind
    score[i + 3] += behind
    score[i + 2] += here
    score[i + 1] += before
    score[i] += second_before
