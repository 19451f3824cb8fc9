"""Words, parts of speech and entity tags by underthesea 9.5's own models, loaded once per process.

The tags are those of `underthesea.word_tokenize`, `pos_tag` and `ner`: the same models see the same feature
strings, which `features` writes in linear time where underthesea needs quadratic time. Calls take one sentence each;
they hold the interpreter's lock, so use processes (`pipelines.workers`), not threads.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import joblib  # type: ignore[import-untyped]  # it has no type stubs
import underthesea
from underthesea.pipeline.ner.model_crf import CRFNERPredictor
from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor
from underthesea.pipeline.pos_tag.tagged_feature import text_istitle
from underthesea_core import CRFFeaturizer, CRFTagger

from pipelines.language import rdr
from pipelines.language.crf_file import read
from pipelines.language.features import Featurizer, joined, lower, windows
from pipelines.language.segmenter import Segmenter
from pipelines.language.syllables import older_spelling
from pipelines.language.tokens import raw_tokens

#: Tokens (words) that a model sees at a time. No sentence is that long; what is gets cut, so that memory stays bounded.
BLOCK = 2_000

_SEGMENTER = Path(underthesea.__file__).parent / "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
#: What stands in the columns of tags that are not known yet, as when underthesea's models were trained.
UNTAGGED = "X"


class Word(NamedTuple):
    """A word: `start:end` cuts it out of the text, `spelling` is underthesea's ("hoàn thành" for "hòan thành")."""

    start: int
    end: int
    spelling: str


class Tagger:
    """A model with its featurizer."""

    def __init__(self, model: CRFTagger, featurizer: Featurizer) -> None:
        self.model = model
        self.featurizer = featurizer

    def tag(self, *columns: Sequence[str]) -> list[str]:
        """One tag for each token of a sentence; a sequence longer than `BLOCK` is tagged block by block."""
        length = len(columns[0])
        if length <= BLOCK:
            return self.model.tag(self.featurizer.rows(*columns)) if length else []
        tags: list[str] = []
        for start in range(0, length, BLOCK):
            tags += self.tag(*(column[start : start + BLOCK] for column in columns))
        return tags


def words(text: str) -> list[Word]:
    """The words of a sentence, in order; they cover all but its blanks.

    Underthesea's segmenter makes them, unless the rules of `rdr` were chosen.
    """
    tokens = raw_tokens(text)
    spellings = [token.spelling for token in tokens]
    rules = rdr.rules()
    joined = rules.joined(spellings) if rules else _goes_on(spellings)
    found: list[Word] = []
    for token, goes_on in zip(tokens, joined, strict=True):
        if goes_on and found:
            before = found[-1]
            found[-1] = Word(before.start, token.end, f"{before.spelling} {token.spelling}")
        else:
            found.append(Word(*token))
    return found


def pos_tags(words: Sequence[str]) -> list[str]:
    """The part of speech of each word of a sentence ("N", "Np", "V", "CH", …), as `underthesea.pos_tag` has it."""
    return pos_tagger().tag(words, [UNTAGGED] * len(words))


def ner_tags(words: Sequence[str], pos: Sequence[str]) -> list[str]:
    """The entity tag of each word of a sentence ("B-PER", "I-LOC", "O", …), as `underthesea.ner` has it.

    `words` may be underthesea's (`Word.spelling`) or the text's own (`Token.text`). The chunk tags that
    `underthesea.ner` works out in between are not needed: its model has no feature that reads them.
    """
    untagged = [UNTAGGED] * len(words)
    return entity_tagger().tag([spelling(word) for word in words], pos, untagged, untagged)


@lru_cache(maxsize=20_000)
def spelling(surface: str) -> str:
    """A word as underthesea writes it, from the word as it stands in the text."""
    # The blank stands for the text that follows: without it an abbreviation ("TP.") would lose its point.
    return " ".join(token.spelling for token in raw_tokens(f"{surface} "))


def _goes_on(tokens: Sequence[str]) -> list[bool]:
    """For each token of a sentence whether it goes on with the word before it, by underthesea's model."""
    found = segmenter().goes_on(tokens)
    return [tag == "I-W" for tag in _slow_segmenter().tag(tokens)] if found is None else found


@cache
def segmenter() -> Segmenter:
    """The model of words, which knows no answer where two are equally good."""
    return Segmenter(read(_SEGMENTER / "models.bin"), joblib.load(_SEGMENTER / "features.bin"), _dictionary(), _signs)


@cache
def _slow_segmenter() -> Tagger:
    """Underthesea's tagger of the same model, which says of each token whether it begins a word or goes on ("I-W")."""
    model = CRFTagger()
    model.load(str(_SEGMENTER / "models.bin"))
    dictionary = _dictionary()

    def is_digit(tokens: Sequence[str], width: int) -> list[str]:
        return joined([str(_signs(token)[0]) for token in tokens], width)

    def is_title(tokens: Sequence[str], width: int) -> list[str]:
        return [str(all(window)) for window in windows([_signs(token)[1] for token in tokens], width)]

    def is_in_dictionary(tokens: Sequence[str], width: int) -> list[str]:
        return [str(window in dictionary) for window in lower(tokens, width)]

    functions = {"lower": lower, "isdigit": is_digit, "istitle": is_title, "is_in_dict": is_in_dictionary}
    return Tagger(model, Featurizer(joblib.load(_SEGMENTER / "features.bin"), functions))


@lru_cache(maxsize=20_000)
def _signs(token: str) -> tuple[bool, bool]:
    """Whether a token is a number, and whether it begins with a capital.

    That is left to the featurizer that the model was trained with: it differs from Python ("+1" is a number, "1.0" is
    none; signs and Han characters are capitals).
    """
    number = _alone().process([[[token]]])[0][0][0]
    capital = _alone().process([[[token[0]]]])[0][0][1]
    return number.endswith("True"), capital.endswith("True")


@cache
def _alone() -> CRFFeaturizer:
    return CRFFeaturizer(["T[0].isdigit", "T[0].istitle"], set())


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(joblib.load(_SEGMENTER / "dictionary.bin"))


def is_word(syllables: Sequence[str]) -> bool:
    """Whether underthesea's dictionary has the word of these syllables (in lower case, tone marks in the newer place).

    The dictionary spells some words in the newer way alone, some in the older.
    """
    word = " ".join(syllables)
    return word in _dictionary() or older_spelling(word) in _dictionary()


@cache
def pos_tagger() -> Tagger:
    """The tagger of parts of speech; its columns are words and, for each, `UNTAGGED`."""
    return tagger_of(CRFPOSTagPredictor.Instance())


@cache
def entity_tagger() -> Tagger:
    """The tagger of entities; its columns are words, parts of speech, and twice `UNTAGGED`."""
    return tagger_of(CRFNERPredictor.Instance())


def tagger_of(predictor: Any) -> Tagger:
    """One of underthesea's predictors of parts of speech, chunks or entities, with features written in linear time."""
    return Tagger(predictor.model, Featurizer(predictor.transformer.template, {"lower": lower, "istitle": _is_title}))


def _is_title(words: Sequence[str], width: int) -> list[str]:
    return [str(text_istitle(window)) for window in joined(words, width)]
