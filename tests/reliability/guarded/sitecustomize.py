"""Python imports this at the start of every process: it refuses and records what a crawl has no business doing.

GUARD_HOSTS are the `host:port` that may be connected to, GUARD_FOLDERS those that may be written in; GUARD_LOG is the
file that gets a line for each attempt at anything else; without it nothing is watched. Subprocesses inherit all of it.
"""

import os
import sys

_HOSTS = set(os.environ.get("GUARD_HOSTS", "").split())
_FOLDERS = tuple(os.environ.get("GUARD_FOLDERS", "").split())
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Worker processes, and what Python's `platform` asks for the name of the processor.
_PROGRAMS = {sys.executable, "uname"}
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.truncate")
_STARTING = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "os.startfile", "webbrowser.open")


def _refuse(event: str, what: object) -> None:
    descriptor = os.open(os.environ["GUARD_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{event} {what!r}\n".encode())
    os.close(descriptor)
    raise PermissionError(f"refused: {event} {what!r}")


def _outside(path: object) -> bool:
    if isinstance(path, int):
        return False
    real = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
    if real.rpartition(os.sep)[0] == "/dev/shm":  # semaphores
        return False
    return real != os.devnull and not any(real == each or real.startswith(each + os.sep) for each in _FOLDERS)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and f"{address[0]}:{address[1]}" not in _HOSTS:
            _refuse(event, address)
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        if f"{arguments[0]}" not in {host.rpartition(":")[0] for host in _HOSTS}:
            _refuse(event, arguments[0])
    elif event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _WRITING and path != os.environ["GUARD_LOG"] and _outside(path):
            _refuse(event, path)
    elif event in _CHANGING:
        # What a symbolic link says is a text; where it stands counts.
        for path in arguments[1:2] if event == "os.symlink" else arguments[:2]:
            if isinstance(path, str | bytes) and _outside(path):
                _refuse(event, path)
    elif event in _STARTING and os.fsdecode(arguments[0]) not in _PROGRAMS:  # type: ignore[arg-type]
        _refuse(event, arguments[:2])


if "GUARD_LOG" in os.environ:
    sys.addaudithook(_watch)
