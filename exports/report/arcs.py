"""Who is named with whom: names one below the other, and an arc for each pair.

Names in rows never cover each other, on a phone and on paper neither. They are ordered so that arcs are short: people
who are named together stand together.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from exports.report.drawing import Chart, Frame, Rows, apart, cut, rect, short, text, wrapped

_STEP = 23
#: The room of a line below a name.
_BELOW = 13
#: How often all names are tried in other places, and what is the fewest articles for the thickest arc.
_PASSES, _THICK = 8, 8


def arcs(rows: Rows, frame: Frame) -> Chart:
    """Rows of a person, another, the articles that name both, and the articles that name each."""
    pairs = {(one, other): count for one, other, count, _, _ in rows}
    articles = {name: count for one, other, _, first, second in rows for name, count in ((one, first), (other, second))}
    order = _ordered(tuple((*pair, count) for pair, count in pairs.items()), tuple(articles.items()))
    left = 228.0 if frame.narrow else 290.0
    lines = {name: _written(name, left - 54) for name in order}
    height, low = {}, 4.0
    for name in order:
        height[name] = low + _STEP / 2
        low += _STEP + _BELOW * (len(lines[name]) - 1)
    most, largest = max(*pairs.values(), _THICK), max(articles.values())
    company: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (one, other), count in pairs.items():
        company[one].append((count, other))
        company[other].append((count, one))
    paths = {pair: _arc(left, height, pair, frame, order) for pair in pairs}
    marks = [
        f'<path d="{paths[pair]}" class="arc" stroke-width="{short(1 + 5 * count / most)}"'
        f' stroke-opacity="{0.2 + 0.5 * count / most:.2f}"/>'
        for pair, count in sorted(pairs.items(), key=lambda item: (item[1], item[0]))
    ]
    for name in order:
        with_whom = sorted(company[name], key=lambda item: (-item[0], item[1]))
        others = ", ".join(f"{other} ({frame.number(count)})" for count, other in with_whom)
        words = frame.say("tip_pair", name=name, count=frame.number(articles[name]), others=others)
        own = "".join(paths[pair] for pair in pairs if name in pair)
        radius = short(2.5 + 5.5 * (articles[name] / largest) ** 0.5)
        y, number = height[name] + 4.5, frame.number(articles[name])
        person = (
            rect(0, height[name] - _STEP / 2, left + 10, _STEP + _BELOW * (len(lines[name]) - 1), look="hit")
            + f'<circle cx="{short(left)}" cy="{short(height[name])}" r="{radius}" class="mark"/>'
            + text(left - 52, y, lines[name][0], anchor="end")
            + "".join(
                text(left - 52, y + _BELOW * row, words, anchor="end", look="soft", size=11)
                for row, words in enumerate(lines[name][1:], 1)
            )
            + text(left - 14, y, number, anchor="end", look="soft", size=11)
        )
        marks.append(f'<g class="person">{frame.linked(words, person, name)}<path d="{own}" class="own"/></g>')
    (one, other), count = max(pairs.items(), key=lambda item: (item[1], item[0]))
    summary = frame.say(
        "arcs_say",
        people=frame.number(len(order)),
        pairs=frame.number(len(pairs)),
        one=one,
        other=other,
        count=frame.number(count),
    )
    return Chart(low + 8, "".join(marks), summary)


def _written(name: str, room: float) -> list[str]:
    """The name, and below it in two lines at the most what tells it from others of the name."""
    shown, hint = apart(name)
    return [cut(shown, room), *(wrapped(hint, room, 11) if hint else [])]


def _arc(left: float, height: dict[str, float], pair: tuple[str, str], frame: Frame, order: Sequence[str]) -> str:
    """Half an ellipse to the right of the names, as far out as the names stand apart."""
    start, end = sorted(height[name] for name in pair)
    out = (frame.width - left - 16) * ((end - start) / (_STEP * max(len(order) - 1, 1))) ** 0.6
    return f"M{short(left)} {short(start)}A{short(out)} {short((end - start) / 2)} 0 0 1 {short(left)} {short(end)}"


@lru_cache(maxsize=1)
def _ordered(pairs: tuple[tuple[str, str, int], ...], articles: tuple[tuple[str, int], ...]) -> list[str]:
    """The names so that strong pairs stand near each other.

    It begins with chains along the strongest pairs. Then each name is moved to the place where the arcs are shortest,
    as long as that makes them shorter.
    """
    order = _chained({(one, other): count for one, other, count in pairs}, dict(articles))
    shortest = _length(order, pairs)
    for _ in range(_PASSES):
        before = shortest
        for name in tuple(order):
            rest = [other for other in order if other != name]
            for place in range(len(order)):
                tried = [*rest[:place], name, *rest[place:]]
                if (length := _length(tried, pairs)) < shortest:
                    order, shortest = tried, length
        if shortest == before:
            break
    return order


def _chained(pairs: dict[tuple[str, str], int], articles: dict[str, int]) -> list[str]:
    """Chains of names: the strongest pairs join the ends of chains first; the chain of whoever is named most leads."""
    chains = {name: [name] for name in articles}
    for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        first, second = chains[one], chains[other]
        if first is second or one not in (first[0], first[-1]) or other not in (second[0], second[-1]):
            continue
        joined = (first if first[-1] == one else first[::-1]) + (second if second[0] == other else second[::-1])
        chains.update(dict.fromkeys(joined, joined))
    leading = sorted(articles, key=lambda name: (-articles[name], name))
    return list(dict.fromkeys(name for leader in leading for name in chains[leader]))


def _length(order: Sequence[str], pairs: Sequence[tuple[str, str, int]]) -> int:
    """How long all arcs are together, each as often as articles name its pair."""
    place = {name: number for number, name in enumerate(order)}
    return sum(count * abs(place[one] - place[other]) for one, other, count in pairs)
