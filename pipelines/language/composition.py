"""Compose characters (NFC) in linear time whatever the text.

`unicodedata.normalize` sorts a run of combining marks in time that grows with the square of its length: half a
million of them take minutes. Unicode's Stream-Safe Text Format (UAX #15, section 13) allows to cut such a run.
"""

import re
import unicodedata
from collections.abc import Iterator

#: Combining marks in a row before the run is cut, as UAX #15 has it; no script needs as many.
MOST_MARKS = 30

_LONG_RUN = re.compile(r"(\S{500,})")


def compose(text: str) -> str:
    """The text in NFC; of more than `MOST_MARKS` combining marks in a row each lot is composed by itself.

    >>> compose("Thi\\u0323 u\\u0309y")
    'Thị ủy'
    """
    if text.isascii():
        return text
    # Blanks compose with nothing. In a run shorter than 500 characters the square does not matter.
    parts = _LONG_RUN.split(text)
    parts[1::2] = ["".join(unicodedata.normalize("NFC", lot) for lot in _lots(run)) for run in parts[1::2]]
    parts[0::2] = [unicodedata.normalize("NFC", part) for part in parts[0::2]]
    return "".join(parts)


def _lots(run: str) -> Iterator[str]:
    start = marks = 0
    for index, character in enumerate(run):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            yield run[start:index]
            start, marks = index, 0
    yield run[start:]
