"""MinHash signatures, cut into bands: texts that share a band are worth comparing.

Method: A. Broder, On the resemblance and containment of documents (1997), and locality-sensitive hashing as in
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3: with b bands of r rows, texts of Jaccard
similarity s share a band with probability 1 - (1 - s^r)^b.
"""

from hashlib import blake2b

from rensa import RMinHash

from pipelines.duplicates.compare import SHORTEST, shingles
from pipelines.duplicates.shingles import Words

_SEED = 20251124
_ROWS = 4
#: Of the whole text: similarity 0.5 is found in 79 of 100 cases, 0.6 in 96, 0.7 in more than 99. Fewer rows would let
#: the set phrases of official prose (similarity 0.05) share bands, and more bands would need more room in the store.
_WHOLE = 24
#: Of the text's opening, for reposts that were cut short: similarity 0.7 is found in 89 of 100 cases, 0.8 in 99.
_OPENING = 8
#: Words of the opening: what is left of a text that was cut down to its first sentence.
_OPENING_WORDS = 25

#: Raised whenever the words, the bands or the comparison change: what another method has found is found anew.
METHOD = f"1.{RMinHash.ALGORITHM_VERSION}"


def bands(text: Words) -> list[int]:
    """The bands of a text as 64-bit signed integers; none for a text too short to be compared."""
    if len(text.words) < SHORTEST:
        return []
    whole = _signature(text.words, _WHOLE)
    return _hashed("whole", whole) + _hashed("opening", _signature(text.words[:_OPENING_WORDS], _OPENING))


def _signature(words: list[str], count: int) -> list[int]:
    sketch = RMinHash(num_perm=count * _ROWS, seed=_SEED)
    sketch.update([" ".join(shingle) for shingle in sorted(shingles(words))])
    signature: list[int] = sketch.digest()
    return signature


def _hashed(part: str, signature: list[int]) -> list[int]:
    found = []
    for start in range(0, len(signature), _ROWS):
        rows = ",".join(map(str, signature[start : start + _ROWS]))
        digest = blake2b(f"{part} {start} {rows}".encode(), digest_size=8).digest()
        found.append(int.from_bytes(digest, "big", signed=True))
    return found
