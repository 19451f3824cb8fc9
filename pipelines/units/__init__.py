"""Vietnam's administrative units before and since the reform of 1 July 2025, and what became of them."""

from pipelines.units.registry import REFORM, Unit, Units, load_units, unit_names
from pipelines.units.unit_names import fold, spelled_out

__all__ = ["REFORM", "Unit", "Units", "fold", "load_units", "spelled_out", "unit_names"]
