"""Icons of a meta line: pictures right before a day, a count or a name, which themes set as files of any name."""

from crawler.pages.article.meta_lines import read_line
from crawler.pages.page.lines import EYE, Line, Reading, declared_sizes, shows_eye

#: Characters of what an icon may stand before, and lines between two of them.
_LONGEST, _NEAR = 60, 3
#: Declared pixels from which on a picture is an article's: its caption may be a day or a name.
_LARGE = 100


def drop_icons(reading: Reading) -> None:
    """Take the icons out; one that shows an eye leaves its sign in the line behind it."""
    pairs = [
        (picture, line)
        for picture in reading.lines[:-1]
        if picture.picture is not None and _is_before(picture, line := reading.lines[picture.place + 1])
    ]
    pieces = {line.place for picture, line in pairs if _is_piece(picture, line)}
    icons = [(picture, line) for picture, line in pairs if line.place in pieces]
    for line in [line for picture, line in icons if shows_eye(picture.picture)]:
        line.text = line.spaced = f"{EYE} {line.text}"
    reading.drop({picture.place for picture, _ in icons})


def _is_before(picture: Line, line: Line) -> bool:
    """Whether the line goes on behind the picture in the same element, and the picture may be an icon."""
    goes_on = line.node is picture.node and not line.broken and 0 < len(line.text) <= _LONGEST
    return goes_on and not any(size >= _LARGE for size in declared_sizes(picture.picture))


def _is_piece(picture: Line, line: Line) -> bool:
    """Whether the line is a part of a meta line, or begins with the count that an eye stands for."""
    counted = line.text[0].isdigit() and shows_eye(picture.picture)
    return counted or (any(map(str.isalnum, line.text)) and not read_line(line).rest)
