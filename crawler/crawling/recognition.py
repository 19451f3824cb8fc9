"""Which platform a portal is made with, told by some of its pages: a declared one, or one inferred from them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.pages.listing.link_groups import Link, links
from crawler.pages.listing.shapes import infer, matching
from crawler.records.platform import Platform
from crawler.records.profile import Age, Portal

#: Articles whose addresses have a platform's shapes, before it is the portal's.
_LEAST = 3
#: Name and title of a platform that is inferred.
_NAME = "inferred"
_TITLE = "Inferred from the links of its pages"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a portal is made with. `examples` are articles by address and title, `marks` what told the platform."""

    platforms: tuple[Platform, ...]
    examples: tuple[tuple[str, str], ...]
    marks: tuple[str, ...] = ()

    @property
    def is_declared(self) -> bool:
        """Whether the platform is one that is declared."""
        return self.platforms[0].name != _NAME

    def and_shapes(self, shapes: Iterable[str]) -> "Guess":
        """The guess with platforms for further shapes of addresses, each with ids of its own."""
        told = [
            Platform.model_validate({"name": _NAME, "title": _TITLE, "articles": [shape], "ids": f"shape_{number}"})
            for number, shape in enumerate(shapes, len(self.platforms) + 1)
        ]
        return replace(self, platforms=(*self.platforms, *told))

    def of(self, portal: Portal) -> Portal:
        """The portal on this platform."""
        return portal.model_copy(
            update={"ages": [Age.model_validate({"platform": platform}) for platform in self.platforms]}
        )


def recognise(pages: Sequence[tuple[str, bytes]], portal: Portal, platforms: Iterable[Platform]) -> Guess | None:
    """The platforms of a portal, `None` where no shape of an address carries titles.

    Args:
        pages: address and body of its home page and some others.
        portal: the portal, without a platform.
        platforms: those that are declared. One is taken when some articles have its shapes and any of its marks is
            seen; several are where the portal shows articles of several ages.
    """
    shown = [links(body, url, portal) for url, body in pages]
    found = [link for page in shown for link in page]
    source = b"\n".join(body for _, body in pages).decode("utf-8", "replace")
    declared = []
    for platform in platforms:
        articles, marks = matching(found, platform), _marks(platform, found, source)
        if len(articles) >= _LEAST and marks:
            declared.append((len(articles) * (1 + len(marks)), platform, articles, marks))
    if declared:
        declared.sort(key=lambda one: -one[0])
        chosen = [one for one in declared if one[0] * 4 >= declared[0][0] and not _same_articles(one, declared[0])]
        chosen = [declared[0], *chosen]
        examples = tuple(example for _, _, articles, _ in chosen for example in list(articles.values())[:5])
        seen = tuple(mark for _, _, _, held in chosen for mark in held)
        return Guess(tuple(platform for _, platform, _, _ in chosen), examples, seen)
    inferred = infer(shown)
    if inferred is None:
        return None
    return Guess(
        (Platform.model_validate({"name": _NAME, "title": _TITLE, "articles": [inferred.shape]}),), inferred.examples
    )


_Declared = tuple[int, Platform, dict[str, tuple[str, str]], list[str]]


def _same_articles(one: _Declared, best: _Declared) -> bool:
    """Whether both read the same addresses as articles: then one of them is enough."""
    shown = {url for url, _ in best[2].values()}
    return one is best or any(url in shown for url, _ in one[2].values())


def _marks(platform: Platform, found: Iterable[Link], source: str) -> list[str]:
    """The marks of a platform that are seen."""
    seen = [mark for mark in platform.marks.pages if mark in source]
    urls = "\n".join({link.url for link in found})
    return seen + [mark for mark in platform.marks.addresses if re.search(mark, urls, re.MULTILINE)]
