"""Where libxml2 builds another tree than a browser: the markup is mended before it is parsed.

HTML5 makes an empty paragraph of a `</p>` without an open `<p>`, so that the text around it falls into two lines, and a
line break of `</br>`. libxml2 ignores both. On real pages no other difference reached the text.
"""

import re

_END = re.compile(r"</(p|br)\s*>", re.I)
#: Tags that begin a paragraph, or close an open one.
_BLOCK = re.compile(
    r"<(p)(?=[\s>/])|</?(?:address|article|aside|blockquote|body|caption|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|h[1-6]|header|hgroup|hr|li|main|menu|nav|ol|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)"
    r"(?=[\s>/])",
    re.I,
)


def as_browsers_read(text: str) -> str:
    """The markup with `<p></p>` for each `</p>` that closes nothing, and `<br>` for `</br>`.

    >>> as_browsers_read("<div>one</p> two</div>")
    '<div>one<p></p> two</div>'
    """
    kept: list[str] = []
    done = since = 0
    for end in _END.finditer(text):
        mended = "<br>" if end[1] in "brBR" else end[0] if _is_open(text, since, end.start()) else "<p></p>"
        since = end.end() if mended != "<br>" else since
        kept += [text[done : end.start()], mended]
        done = end.end()
    return "".join([*kept, text[done:]])


def _is_open(text: str, since: int, place: int) -> bool:
    """Whether a paragraph that begins behind `since` is open at `place`."""
    start = place
    while (start := text.rfind("<", since, start)) >= 0:
        block = _BLOCK.match(text, start)
        if block is not None:
            return block[1] is not None
    return False
