"""The monitors, a module each. Every class of `Monitor` that stands here is watched; its fields are profile keys."""

from importlib import import_module
from pkgutil import iter_modules

from crawler.monitoring.monitors.monitor import Monitor, Thresholds, Usual

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

#: Those that judge all runs first, then by name.
MONITORS: list[type[Monitor]] = sorted(Monitor.__subclasses__(), key=lambda monitor: (not monitor.always, monitor.name))
#: All keys of a profile's `[monitors]`: a profile that has another one, or a wrong value, is refused.
KEYS: type[Thresholds] = type("Keys", (Usual, *MONITORS), {"__doc__": "All keys."})
