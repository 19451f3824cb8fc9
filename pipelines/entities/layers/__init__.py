"""The layers of entity tagging in their order; each sees only what those before it left free.

A layer is a function that marks spans on the board of a sentence; `LAYERS` names them.
"""

from collections.abc import Callable

from pipelines.entities.board import Board
from pipelines.entities.layers.lists import settle_lists
from pipelines.entities.layers.organisations import tag_abbreviations, tag_bodies, tag_known_bodies
from pipelines.entities.layers.people import (
    tag_after_bodies,
    tag_after_countries,
    tag_foreign_names,
    tag_proposed,
    tag_shaped_people,
    tag_titled_people,
)
from pipelines.entities.layers.places import (
    tag_enumerated,
    tag_known_places,
    tag_listed_streets,
    tag_placed_names,
    tag_places,
    tag_streets,
)
from pipelines.entities.layers.teams import tag_teams
from pipelines.entities.layers.titles import block_phrases

Layer = Callable[[Board], None]

LAYERS: dict[str, Layer] = {
    "organisations by head noun": tag_bodies,
    "phrases that are no entities": block_phrases,
    "known organisations": tag_known_bodies,
    "places by type noun": tag_places,
    "streets by house number": tag_streets,
    "streets in lists": tag_listed_streets,
    "persons by title": tag_titled_people,
    "persons behind offices": tag_after_bodies,
    "teams in matches": tag_teams,
    "known places": tag_known_places,
    "persons behind countries": tag_after_countries,
    "persons by shape": tag_shaped_people,
    "lists of one kind": settle_lists,
    "names after prepositions": tag_placed_names,
    "enumerations": tag_enumerated,
    "abbreviations": tag_abbreviations,
    "proposals of the tagger": tag_proposed,
    "foreign names": tag_foreign_names,
}
