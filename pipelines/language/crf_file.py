"""Read a model of two labels from CRFsuite's file format, in which underthesea keeps its segmenter.

The file (little-endian) holds a header, the weights ("FEAT"), and two tables of strings ("CQDB"): labels, attributes.
"""

import struct
from pathlib import Path
from typing import NamedTuple

_HEADER = struct.Struct("<4sI4sIIIIIII")
_FEATURES = struct.Struct("<4sII")
_FEATURE = struct.Struct("<IIId")
_STRINGS = struct.Struct("<4sIIIII")
_RECORD = struct.Struct("<II")
_STATE = 0


class TwoLabels(NamedTuple):
    """A chain model of two labels.

    `weights` says for each attribute how much more it speaks for `second` than for `first`; `transitions[a][b]` is the
    weight of label b behind label a (0: first, 1: second).
    """

    first: str
    second: str
    weights: dict[str, float]
    transitions: tuple[tuple[float, float], tuple[float, float]]


def read(path: Path) -> TwoLabels:
    """The model of the file.

    Raises:
        ValueError: the file is not of that format, or its model has more than two labels.
    """
    data = path.read_bytes()
    magic, _, _, _, _, label_count, _, features_at, labels_at, attributes_at = _HEADER.unpack_from(data)
    if magic != b"lCRF" or label_count != 2:
        raise ValueError(f"{path}: expected a CRFsuite model of two labels")
    attributes = _strings(data, attributes_at)
    weights = dict.fromkeys(attributes, 0.0)
    transitions = [[0.0, 0.0], [0.0, 0.0]]
    _, size, _ = _FEATURES.unpack_from(data, features_at)
    features = data[features_at + _FEATURES.size : features_at + size]
    for kind, source, label, weight in _FEATURE.iter_unpack(features):
        if kind == _STATE:
            weights[attributes[source]] += weight if label else -weight
        else:
            transitions[source][label] = weight
    first, second = _strings(data, labels_at)
    (begin, onward), (back, further) = transitions
    return TwoLabels(first, second, weights, ((begin, onward), (back, further)))


def _strings(data: bytes, table_at: int) -> list[str]:
    """The strings of a table in the order of their numbers."""
    _, _, _, _, count, offsets_at = _STRINGS.unpack_from(data, table_at)
    found = []
    for (offset,) in struct.iter_unpack("<I", data[table_at + offsets_at : table_at + offsets_at + 4 * count]):
        _, size = _RECORD.unpack_from(data, table_at + offset)
        start = table_at + offset + _RECORD.size
        found.append(data[start : start + size - 1].decode())
    return found
