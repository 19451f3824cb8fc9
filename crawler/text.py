"""Text as every record holds it: composed, on one line, without characters that nobody sees."""

import re
import unicodedata

#: Zero width signs, the soft hyphen, the byte order mark, bidirectional controls, C0 and C1 controls that are no white
#: space, interlinear marks, lone surrogates (they cannot be written as UTF-8).
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
#: Members of a character class that matches the capital letters of Vietnamese (and all other Latin ones). Ranges such as
#: `À-Ỹ` will not do: capitals and small letters alternate there.
CAPITALS = "A-Z" + "".join(sign for sign in map(chr, range(0xC0, 0x1EFF)) if sign.isupper())


def normalize(text: str) -> str:
    """The text in NFC, with one blank for any white space, none around it, and no invisible characters. Idempotent.

    >>> normalize("  Thường\\u00a0vụ Thi\\u0323 u\\u0309y\\u200b\\n")
    'Thường vụ Thị ủy'
    """
    if not text.isascii() or not text.isprintable():
        text = _INVISIBLE.sub("", text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())
