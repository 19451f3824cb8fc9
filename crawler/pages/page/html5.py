"""Where libxml2 builds another tree than a browser: the markup is mended before it is parsed.

HTML5 makes an empty paragraph of a `</p>` without an open `<p>`, so that the text around it falls into two lines, and a
line break of `</br>`. libxml2 ignores both. On real pages no other difference reached the text.
"""

import re

#: What follows the `<` of a tag that begins or ends a block, and closes an open paragraph.
_BLOCK = (
    r"/?(?:address|article|aside|blockquote|body|caption|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|h[1-6]|header|hgroup|hr|li|main|menu|nav|ol|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)"
    r"(?=[\s>/])"
)
_BEGIN, _END, _BREAK = r"p(?=[\s>/])", r"/p\s*>", r"/br\s*>"
#: A paragraph with its end, the line breaks in it that are none; an end without a beginning; such a line break.
_PARAGRAPH = re.compile(
    rf"<(?:{_BEGIN}[^<]*+(?:<(?!{_BEGIN}|{_END}|{_BLOCK})({_BREAK})?+[^<]*+)*+<{_END}|({_END})|({_BREAK}))", re.I
)
_BREAKS = re.compile(f"<{_BREAK}", re.I)


def as_browsers_read(text: str) -> str:
    """The markup with `<p></p>` for each `</p>` that closes nothing, and `<br>` for `</br>`.

    >>> as_browsers_read("<div>one</p> two</div>")
    '<div>one<p></p> two</div>'
    """
    # Most pages have neither: they are not written anew.
    needed = any(found.lastindex for found in _PARAGRAPH.finditer(text))
    return _PARAGRAPH.sub(_mended, text) if needed else text


def _mended(found: re.Match[str]) -> str:
    return "<p></p>" if found[2] else "<br>" if found[3] else _BREAKS.sub("<br>", found[0])
