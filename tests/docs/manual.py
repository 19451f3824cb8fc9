"""Write what docs/ says of the monitors: run this module with `--write`.

Two tables are made from the monitors: what each saw and what to do (messages.md), and the keys of a profile's
`[monitors]` (monitoring.md). Each stands between two comments in its page.
"""

import sys
from inspect import cleandoc
from pathlib import Path

from crawler.monitoring.monitors import MONITORS
from crawler.monitoring.monitors.monitor import Monitor, Thresholds, Usual

_DOCS = Path(__file__).parents[2] / "docs"


def monitors() -> str:
    """A row per monitor: its name, what it saw, what to do."""
    rows = [f"| `{one.name}` | {_meaning(one)} | {one.remedy} |" for one in MONITORS]
    return "\n".join(["| monitor | what it saw | what to do |", "| --- | --- | --- |", *rows])


def _meaning(monitor: type[Monitor]) -> str:
    return cleandoc(monitor.__doc__ or "").replace("\n", " ").rstrip(".")


def thresholds() -> str:
    """A row per key: its name, what it means."""
    readers: list[type[Thresholds]] = [Usual, *MONITORS]
    fields = [item for reader in readers for item in reader.model_fields.items()]
    rows = [f"| `{name}` | {field.description} |" for name, field in fields]
    return "\n".join(["| key | meaning |", "| --- | --- |", *rows])


def pages() -> dict[Path, str]:
    """The pages as they should be."""
    return {
        _DOCS / name: _with_table((_DOCS / name).read_text(encoding="utf-8"), table)
        for name, table in (("messages.md", monitors()), ("monitoring.md", thresholds()))
    }


def _with_table(page: str, table: str) -> str:
    before, begin, rest = page.partition("<!-- made from the monitors -->\n\n")
    _, end, behind = rest.partition("\n\n<!-- end -->")
    return f"{before}{begin}{table}{end}{behind}"


def main() -> int:
    """Write the pages with `--write`; else the status tells whether they are as they should be."""
    changed = {path: text for path, text in pages().items() if path.read_text(encoding="utf-8") != text}
    if "--write" not in sys.argv[1:]:
        return 1 if changed else 0
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
