"""Lines on standard error: as text, or as one JSON object each where `VNPORTAL_LOG=json` asks for it."""

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from crawler.records.errors import UsageError

FORM = "VNPORTAL_LOG"


class JsonLines(logging.Formatter):
    """A log record as a line of JSON: `time` (UTC), `level`, `logger`, `message`, and perhaps `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        fields = {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return _line(record.levelname, fields, record.created)


def in_json(environ: Mapping[str, str]) -> bool:
    """Whether lines are to be JSON.

    Raises:
        UsageError: the variable is neither "json" nor "text".
    """
    form = environ.get(FORM, "") or "text"
    if form not in {"json", "text"}:
        raise UsageError(f"{FORM} = {form}: expected json or text")
    return form == "json"


def formatter(environ: Mapping[str, str]) -> logging.Formatter:
    """The formatter of log lines.

    Raises:
        UsageError: as for `in_json`.
    """
    return JsonLines() if in_json(environ) else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


def tell(message: str, level: str = "ERROR") -> None:
    """A line of the command itself on standard error, such as the error that ends it."""
    if os.environ.get(FORM) == "json":
        message = _line(level, {"logger": "vnportal", "message": message.removeprefix("vnportal: ")})
    sys.stderr.write(f"{message}\n")


def _line(level: str, fields: dict[str, str], moment: float | None = None) -> str:
    time = datetime.now(UTC) if moment is None else datetime.fromtimestamp(moment, UTC)
    return json.dumps({"time": time.isoformat(timespec="milliseconds"), "level": level} | fields, ensure_ascii=False)
