"""The monitors, a file each. Every module that lies here has a `MONITOR`, whose thresholds are keys of profiles."""

from importlib import import_module
from pkgutil import iter_modules

from crawler.monitoring.monitor import Monitor, Thresholds, Usual

_NAMES = sorted(module.name for module in iter_modules(__path__))
#: Those that judge all runs first, then by name.
MONITORS: list[Monitor] = sorted(
    (import_module(f"{__name__}.{name}").MONITOR for name in _NAMES),
    key=lambda monitor: (not monitor.always, monitor.name),
)
#: What reads the keys of a profile's `[monitors]`, each once.
READERS: list[type[Thresholds]] = [Usual, *(monitor.limits for monitor in MONITORS if monitor.limits is not Thresholds)]
#: All these keys: a profile that has another one, or a wrong value, is refused.
KEYS: type[Thresholds] = type("Keys", tuple(READERS), {"__doc__": "All keys."})
