"""Text as every record holds it: composed, on one line, without characters that nobody sees."""

import re
import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Result = TypeVar("_Result")

#: Zero width signs, the soft hyphen, the byte order mark, bidirectional controls, C0 and C1 controls that are no white
#: space, interlinear marks, lone surrogates (they cannot be written as UTF-8).
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
#: Combining marks that one letter may carry: the number of Unicode's Stream-Safe Text Format (UAX #15, section 13).
MOST_MARKS = 30
#: Results of one function that are kept.
_MOST_REMEMBERED = 4096
#: Characters of a run that is looked at for its marks.
_LONG = 500
_LONG_RUN = re.compile(rf"(?<!\S)\S{{{_LONG},}}")

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
#: The capital letters of the Latin script, as members of a character class. Ranges such as `À-Ỹ` will not do: capitals
#: and small letters alternate there.
CAPITALS = "".join(letter for letter in _LATIN if letter.isupper())
#: The small letters of the Latin script, likewise.
SMALL = "".join(letter for letter in _LATIN if letter.islower())


class _Results(dict[str, _Result]):
    """What a function gave for texts, the last few thousand of them; a text that is not in it is asked for."""

    def __init__(self, function: Callable[[str], _Result], longest: int) -> None:
        self._function = function
        self._longest = longest

    def __missing__(self, text: str) -> _Result:
        result = self._function(text)
        if len(text) <= self._longest:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = result
        return result


def remembered(longest: int) -> Callable[[Callable[[str], _Result]], Callable[[str], _Result]]:
    """Have a pure function of a text keep its results, but for texts of more than `longest` characters: pages of a
    portal say the same in their menus, and one line is asked several times. A full memory is emptied: that costs less
    than to know which text was asked for last.
    """

    def decorate(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
        results = _Results(function, longest)

        @wraps(function)
        def answer(text: str) -> _Result:
            return results[text]

        answer.cache_clear = results.clear  # type: ignore[attr-defined]
        return answer

    return decorate


def normalize(text: str) -> str:
    """The text in NFC, with one blank for any white space, none around it, and no invisible characters. Idempotent.

    >>> normalize("  Thường\\u00a0vụ Thi\\u0323 u\\u0309y\\u200b\\n")
    'Thường vụ Thị ủy'
    """
    printable = text.isprintable()  # without all that is invisible (categories Cc, Cf, Cs), and blanks but for U+0020
    if not printable:
        text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = compose(text)
    is_one_line = printable and "  " not in text and text[:1] != " " and text[-1:] != " "
    return text if is_one_line else " ".join(text.split())


def compose(text: str) -> str:
    """The text in NFC, in linear time; what a letter carries beyond `MOST_MARKS` combining marks is dropped.

    `unicodedata.normalize` sorts a run of marks in time that grows with the square of its length: half a million of
    them take minutes.

    >>> compose("Thi\\u0323 u\\u0309y")
    'Thị ủy'
    """
    if text.isascii():
        return text
    # In a run shorter than 500 characters the square does not matter.
    has_run = len(text) >= _LONG and max(map(len, text.split()), default=0) >= _LONG
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_bounded, text) if has_run else text)


def _bounded(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
