"""The tables that are made of all articles together: the one place that lists what makes them."""

from crawler.records.derived import Deriver
from pipelines.list_bodies import BodiesNamed
from pipelines.list_people import PeopleNamed
from pipelines.list_units import UnitsNamed


def derivers() -> tuple[Deriver, ...]:
    """New ones, for one dataset. Loading models is not needed, as all that they see is annotated already."""
    return UnitsNamed(), BodiesNamed(), PeopleNamed()
