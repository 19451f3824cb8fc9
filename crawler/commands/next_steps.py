"""What to do next with what was crawled."""

from pathlib import Path

from crawler.records.errors import hint


def next_steps(data: Path) -> str:
    """The commands that show, draw and write what the data directory holds, in lines."""
    steps = {
        hint("show WORDS", data): "reads it here: articles that hold some words",
        hint("report", data): "draws it, in one HTML file",
        hint("export", data): "writes it as files, to count in",
    }
    width = max(map(len, steps))
    return "\n".join(["next:", *(f"  {command:{width}}  {what}" for command, what in steps.items())])
