"""The text of DOC files, which `antiword` or `catdoc` read as a process of their own."""

import shutil
import subprocess

from pipelines import legacy_fonts
from pipelines.file_texts.pages import NotReadError, Page, Reading, damaged

#: The programs, the better one first, each with what it is told: UTF-8, one line per paragraph, from standard input.
_PROGRAMS = (("antiword", "-m", "UTF-8.txt", "-w", "0", "-"), ("catdoc", "-d", "utf-8", "-w", "-"))
#: Seconds that a program may take.
_SECONDS = 60


def read(content: bytes) -> Reading:
    """The text of a DOC as one page.

    Raises:
        NotReadError: neither program is installed, or none can read the file.
    """
    installed = [command for command in _PROGRAMS if shutil.which(command[0])]
    if not installed:
        message = "a DOC file, which antiword or catdoc would read: install one of them"
        raise NotReadError("not_read", "file_not_read", message)
    said = ""
    for command in installed:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - named above
        except subprocess.TimeoutExpired:
            said = f"takes more than {_SECONDS} s"
            continue
        text = done.stdout.decode("utf-8", "replace")
        if done.returncode == 0 and text.strip():
            lines = [line.strip("\x07\x0c |") for line in text.splitlines()]
            return Reading("read", [Page(1, "\n".join(legacy_fonts.in_unicode(lines)))])
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200] or "no text"
    raise damaged(f"a DOC file that {installed[-1][0]} cannot read: {said}")
