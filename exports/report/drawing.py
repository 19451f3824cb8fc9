"""What all charts are drawn with: a frame for one width and one language, and the marks in it.

Lengths are user units, which are pixels at the width that the chart is drawn for. Colours are classes of `chart.css`:
`mark`, `soft`, `line`, `on` for text on a dark mark, and `hit` for the room in which a mark is pointed at.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple

from exports.phrases import LANGUAGES, Phrase, counted, dated
from exports.report.wording import WORDS

Rows = Sequence[Sequence[Any]]
#: The address of the articles behind a mark, by its words, their language, and the parts of its key; `None` where there
#: is none.
Link = Callable[..., str | None]

#: The widths that charts are drawn for: a page or a sheet of paper, and a phone.
WIDE, NARROW = 760, 358
#: What a small letter and a capital take of their height. Fonts differ: this is a wide one.
_SMALL, _CAPITAL = 0.58, 0.72


class Chart(NamedTuple):
    """The marks of a chart, `height` high, and what they show in a sentence."""

    height: float
    marks: str
    summary: str


class Frame(NamedTuple):
    """What a chart is drawn for: the room across, the place of its language, and the links of its marks."""

    width: int
    place: int
    link: Link

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.width == NARROW

    @property
    def language(self) -> str:
        """The code of the language."""
        return LANGUAGES[self.place]

    def say(self, key: str, **values: Phrase | str) -> str:
        """The phrase of `words.toml` with that key."""
        return WORDS[key].filled(**values)[self.place]

    def number(self, value: float | int | None) -> str:
        """The number as the language writes it."""
        return counted(value)[self.place]

    def date(self, text: str) -> str:
        """The year, month or day as the language writes it."""
        return dated(text)[self.place]

    def linked(self, words: str, marks: str, *key: Any) -> str:
        """Marks that say `words` under the pointer, and lead to the articles behind them."""
        address = self.link(words, self.language, *key) if key else None
        tip = f"<title>{escape(words)}</title>{marks}"
        return f'<a href="{escape(address)}">{tip}</a>' if address else f"<g>{tip}</g>"


def text(
    x: float, y: float, words: str, *, anchor: str = "", look: str = "", size: float = 13, behind: str = ""
) -> str:
    """A line of text; `anchor` is `middle` or `end`, `behind` stands smaller behind the words."""
    attributes = f' text-anchor="{anchor}"' if anchor else ""
    attributes += f' class="{look}"' if look else ""
    attributes += f' font-size="{size:g}"' if size != 13 else ""
    tail = f'<tspan dx="6" class="soft" font-size="11">{escape(behind)}</tspan>' if behind else ""
    return f'<text x="{short(x)}" y="{short(y)}"{attributes}>{escape(words)}{tail}</text>'


def rect(x: float, y: float, wide: float, high: float, *, look: str = "mark", shade: float = 1) -> str:
    """A rectangle; `shade` is how much of the colour covers the paper, from 0 to 1."""
    attributes = f' fill-opacity="{shade:.2f}"' if shade < 1 else ""
    return (
        f'<rect x="{short(x)}" y="{short(y)}" width="{short(wide)}" height="{short(high)}" class="{look}"{attributes}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, look: str = "line") -> str:
    """A straight line."""
    return f'<line x1="{short(x1)}" y1="{short(y1)}" x2="{short(x2)}" y2="{short(y2)}" class="{look}"/>'


def columns(x: float, floor: float, wide: float, high: float, values: Sequence[float], most: float) -> str:
    """Columns side by side in one path, the highest possible for `most`: a small picture without numbers."""
    slot = wide / len(values)
    steps = []
    for place, value in enumerate(values):
        if value:
            length = max(high * value / most, 1)
            step = f"M{short(x + slot * place)} {short(floor)}v{short(-length)}h{short(slot * 0.8)}v{short(length)}z"
            steps.append(step)
    return f'<path d="{"".join(steps)}" class="mark"/>'


def cut(words: str, room: float, size: float = 13) -> str:
    """The words, cut where they would need more room.

    >>> cut("Ủy ban nhân dân", 60), cut("UBND", 60)
    ('Ủy ban…', 'UBND')
    """
    if breadth(words, size) <= room:
        return words
    kept = words
    while len(kept) > 1 and breadth(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(words: str, room: float, size: float = 13) -> list[str]:
    """The words in two lines at most, the second one cut where it would need more room.

    >>> wrapped("Hoạt động chính quyền", 90), wrapped("Y tế", 90)
    (['Hoạt động', 'chính quyền'], ['Y tế'])
    """
    first: list[str] = []
    rest = words.split()
    while rest and (not first or breadth(" ".join([*first, rest[0]]), size) <= room):
        first.append(rest.pop(0))
    return [cut(" ".join(line), room, size) for line in (first, rest) if line]


def apart(name: str) -> tuple[str, str]:
    """A name, and what stands in brackets behind it and tells it from others of the name.

    >>> apart("Lê Văn An (Sở Y tế)"), apart("Lê Văn An")
    (('Lê Văn An', 'Sở Y tế'), ('Lê Văn An', ''))
    """
    before, found, behind = name.partition(" (")
    return (before, behind[:-1]) if found and behind.endswith(")") else (name, "")


def breadth(words: str, size: float = 13) -> float:
    """About how much room the words take."""
    return size * sum(_CAPITAL if letter.isupper() else _SMALL for letter in words)


def short(value: float) -> str:
    """A coordinate, to a tenth.

    >>> short(3.14159), short(2.0)
    ('3.1', '2')
    """
    return f"{value:.1f}".removesuffix(".0")


def ticks(most: float) -> list[int]:
    """Round numbers from 0 to at least `most`, three to six of them.

    >>> ticks(87), ticks(3)
    ([0, 20, 40, 60, 80, 100], [0, 1, 2, 3])
    """
    step = 1
    while most > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, -int(-max(most, 1) // step) * step + 1, step))


def periods(first: str, last: str) -> list[str]:
    """Every month from `2024-05` to `2024-07`, or every year from `2016` to `2019`.

    >>> periods("2024-11", "2025-01"), periods("2016", "2018")
    (['2024-11', '2024-12', '2025-01'], ['2016', '2017', '2018'])
    """
    if len(first) == 4:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
