"""Which unit a name means: names recur all over the country, so what else the article names decides.

The order of evidence: the larger unit right behind the name ("phường Quang Trung, quận Hà Đông"), the same name said
so elsewhere in the article, the units named in the same paragraph, those named anywhere, the portal's own unit. Where
two units are left, none is chosen; where a commune's name fits nothing that is named, it is not chosen either, though
it be the only one of that name that the table knows: a wrong link is worse than none.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crawler.records.profile import Unit as PortalUnit
from pipelines.units.registry import REFORM, Unit, Units
from pipelines.units.unit_names import spelled_out

#: The day of a text without a date: the present, after every change in the table.
UNDATED = "9999-12-31"
#: The larger the unit, the smaller its rank.
RANK = {"province": 0, "district": 1, "commune": 2}


@dataclass(slots=True)
class Evidence:
    """What speaks for a unit in one place of an article; every member holds codes of units.

    `adjacent` are larger units named right behind the name, `near` those of the same text, `article` all of them,
    and `around` what those lie in: who names a district speaks of its province.
    """

    adjacent: Collection[str] = ()
    near: Collection[str] = ()
    article: Collection[str] = ()
    around: Collection[str] = ()


@dataclass(slots=True)
class Home:
    """The portal's own unit, and the district and province that it lies in, as far as the table knows them."""

    chain: list[Unit] = field(default_factory=list)

    @property
    def unit(self) -> Unit | None:
        """The portal's own unit."""
        return self.chain[0] if self.chain else None

    def of_type(self, type_word: str) -> Unit | None:
        """The first unit of that type from the portal's own upwards: what "UBND thị xã" means on it.

        "province" is a type here: that of bodies that every province has once.
        """
        return next((unit for unit in self.chain if type_word in (unit.type, unit.level)), None)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The unit that was chosen, or that several fit."""

    unit: Unit | None = None
    ambiguous: bool = False


NOTHING = Resolution()
AMBIGUOUS = Resolution(ambiguous=True)


def home_of(own: PortalUnit | None, units: Units, day: str) -> Home:
    """The portal's own unit and those above it on a day, found by the names in its profile."""
    chain: list[Unit] = []
    if own is not None:
        for name in (own.province, own.district, own.name):
            if name is None:
                continue
            type_word, bare_name = spelled_out(name)
            codes = {unit.code for unit in chain}
            fitting = [unit for unit in units.named(bare_name, type_word) if codes <= {unit.code, *unit.within}]
            # A province that the reform enlarged is two units of one name: the one of that day is meant.
            fitting.sort(key=lambda unit: not unit.exists_on(day))
            if fitting and fitting[0] not in chain:
                chain.append(fitting[0])
    return Home(chain[::-1])


def candidates(units: Units, bare_name: str, type_word: str | None, day: str) -> list[Unit]:
    """The units of a name that had begun by a day; where one took the place of a namesake, the one of that day."""
    begun = [unit for unit in units.named(bare_name, type_word) if unit.since is None or unit.since <= day]
    levels = {unit.code: unit.level for unit in begun}
    return [
        unit for unit in begun if unit.exists_on(day) or all(levels.get(code) != unit.level for code in unit.successors)
    ]


def codes_for(unit: Unit, day: str) -> list[str]:
    """The codes by which a named unit vouches for others; one that has ended vouches for its successors, too."""
    ended = unit.until is not None and (unit.until <= day or unit.until < REFORM)
    return [unit.code, *(unit.successors if ended else ())]


def resolve(found: list[Unit], typed: bool, day: str, evidence: Evidence, home: Home) -> Resolution:
    """The unit among `found` that the evidence singles out."""
    if not found:
        return NOTHING
    provinces = [unit for unit in found if unit.level == "province"]
    if provinces:
        existing = [unit for unit in provinces if unit.exists_on(day)] or provinces
        return Resolution(existing[0]) if len(existing) == 1 else AMBIGUOUS
    if evidence.adjacent:
        fitting = lying_in(found, evidence.adjacent)
        return _only(fitting, found, typed, day) if fitting else NOTHING

    left, supported = found, False
    for codes in (evidence.near, evidence.article, evidence.around):
        fitting = lying_in(left, codes)
        if fitting:
            left, supported = fitting, True
    own = lying_in(found, [home.unit.code]) if home.unit else []
    if own and supported and not lying_in(own, [unit.code for unit in left]):
        return AMBIGUOUS  # the article speaks of another place that has the name, but the portal's own has it, too
    for unit in home.chain:
        # Or one that the portal's own took the place of: "xã Kim Sơn cũ" on the portal of xã Đoài Phương.
        fitting = lying_in(left, [unit.code]) or [former for former in left if unit.code in former.successors]
        if fitting:
            supported = supported or unit is home.unit or len(found) == 1 or unit.level != "province"
            left = fitting
    chosen = _only(left, found, typed, day)
    if chosen.unit is None:  # a bare name of communes that nothing supports may be no unit's at all
        return AMBIGUOUS if typed or supported or any(unit.level == "district" for unit in found) else NOTHING
    if supported:
        return chosen
    if chosen.unit.level == "district" and any(unit.code in chosen.unit.within for unit in home.chain):
        return chosen
    if chosen.unit.type == "thành phố" and len(lying_in(found, codes_for(chosen.unit, day))) == len(found):
        return chosen  # "Vinh", "Đà Lạt": cities are named without their type, and no other place has the name
    # Districts' names are few; a commune's only namesake may be one that was merged before the table begins.
    alone = typed and len(found) == 1
    if alone and (chosen.unit.level == "district" or not (evidence.article or home.chain)):
        return chosen
    return NOTHING if len(left) == 1 else AMBIGUOUS


def lying_in(found: Iterable[Unit], codes: Collection[str]) -> list[Unit]:
    """The units that are among those of the codes, or lie in one of them."""
    return [unit for unit in found if unit.code in codes or any(code in codes for code in unit.within)]


def _only(left: list[Unit], found: list[Unit], typed: bool, day: str) -> Resolution:
    """The one unit that is left, seen by level where no type was said, and by the day where one succeeded another."""
    if typed:
        left = [unit for unit in left if unit.exists_on(day)] or left
    else:
        rank = min(RANK[unit.level] for unit in left)
        left = [unit for unit in left if RANK[unit.level] == rank]
        # "Sơn Tây" after the reform: the former town, or today's ward that has its name.
        if not left[0].exists_on(day) and any(
            unit.exists_on(day) and not set(unit.within).isdisjoint(left[0].within) for unit in found
        ):
            return AMBIGUOUS
    return Resolution(left[0]) if len(left) == 1 else AMBIGUOUS
