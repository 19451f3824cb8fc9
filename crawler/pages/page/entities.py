"""Character references that a CMS escaped twice or robbed of their `&`: `&ndash;` as text, `TTamp;TT`.

Only names of a closed list are mended: those of letters with marks and of signs that Vietnamese texts use.
"""

import re
from html import unescape

_LETTERS = "[AEIOUYaeiouy](?:grave|acute)|[AONaon]tilde|[AEIOUaeiou]circ"
_SIGNS = "[nm]dash|[lr][sd]quo|hellip|nbsp|quot|sup[23]"
#: Escaped twice: what follows the `&` is a whole reference.
_TWICE = re.compile(rf"&(?:amp;)*(?:{_LETTERS}|{_SIGNS}|ETH|amp|lt|gt|#\d{{2,5}});")
#: Without its `&`, or with `;` in its place, which goes. "ETH" and "amp" may end a word: their surroundings decide.
_ROBBED = re.compile(
    rf";?(?<!&)({_LETTERS}|{_SIGNS}|(?<=;)ETH|ETH(?=;[^\W\dA-Z])|(?<![^\W\dA-Z])amp(?=;\s*[^\W\da-z]));"
)

#: How the names of the list end: what stands before no `;` of a text was robbed of its `&`.
_ENDS = ("grave", "acute", "tilde", "circ", "dash", "quo", "hellip", "nbsp", "quot", "sup2", "sup3", "ETH", "amp")


def mend(text: str) -> str:
    """The text with its broken character references read; `ETH` is written for the Vietnamese Đ.

    >>> mend("Sở TTamp;TT, nghegrave;o, ldquo;một&ndash;hairdquo; ;ETH;ống ;ETH;a, Ocirc;ng")
    'Sở TT&TT, nghèo, “một–hai” Đống Đa, Ông'
    """
    text = _TWICE.sub(lambda found: _read(found[0]), text)
    may_be_robbed = any(part.endswith(_ENDS) for part in text.split(";"))
    return _ROBBED.sub(lambda found: _read(f"&{found[1]};"), text) if may_be_robbed else text


def _read(reference: str) -> str:
    return unescape(unescape(reference)).replace("\u00d0", "Đ")
