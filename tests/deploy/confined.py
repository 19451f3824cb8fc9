"""Run a command under the system call rules of a systemd unit, without systemd: `confined.py UNIT COMMAND...`.

The groups of SystemCallFilter are expanded by `systemd-analyze`, and libseccomp loads the filter that systemd would:
what the unit does not list fails with EPERM. MemoryDenyWriteExecute, RestrictAddressFamilies and NoNewPrivileges are
applied likewise.
"""

import ctypes
import mmap
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ALLOW, EPERM = 0x7FFF0000, 0x00050000 | 1
MASKED_EQ = 7
PR_SET_NO_NEW_PRIVS = 38
LIBRARY = "libseccomp.so.2"


class Compare(ctypes.Structure):
    """`struct scmp_arg_cmp`: argument number, comparison, mask, value."""

    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def settings(unit: str, name: str) -> list[str]:
    """The words of a setting of a unit, over all its lines."""
    return [word for line in re.findall(rf"^{name}=(.*)$", unit, re.M) for word in line.split()]


def group(name: str) -> set[str]:
    """The system calls of a group such as `@system-service`."""
    if not name.startswith("@"):
        return {name}
    command = ["systemd-analyze", "syscall-filter", name]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    members = (line.strip() for line in lines[1:])
    return set().union(*(group(member) for member in members if member and not member.startswith("#")))


def allowed(unit: str) -> set[str]:
    """The system calls that the lines of SystemCallFilter leave."""
    found: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.M):
        listed = set().union(*(group(word) for word in line.lstrip("~").split()))
        found = found - listed if line.startswith("~") else found | listed
    return found


def rules(unit: str) -> dict[str, list[Compare]]:
    """For the system calls that are allowed with some arguments only: with which."""
    write, execute = mmap.PROT_WRITE, mmap.PROT_EXEC
    families = [getattr(socket, name) for name in settings(unit, "RestrictAddressFamilies")]
    found = {"socket": [Compare(0, MASKED_EQ, 2**32 - 1, family) for family in families]}
    if settings(unit, "MemoryDenyWriteExecute") == ["yes"]:
        both = write | execute
        found["mmap"] = [Compare(2, MASKED_EQ, both, prot) for prot in (0, write, execute)]
        found["mprotect"] = found["pkey_mprotect"] = [Compare(2, MASKED_EQ, execute, 0)]
        found["shmat"] = [Compare(2, MASKED_EQ, 0o100000, 0)]
    return found


def confine(unit: str) -> None:
    """Lay the unit's rules on this process and all that it starts."""
    calls, with_arguments = allowed(unit), rules(unit)
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(EPERM))
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        for compare in with_arguments.get(call, [None]):
            count, array = (0, None) if compare is None else (1, ctypes.byref(compare))
            library.seccomp_rule_add_array(context, ALLOW, number, count, array)
    assert ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert library.seccomp_load(context) == 0


if __name__ == "__main__":
    confine(Path(sys.argv[1]).read_text(encoding="utf-8"))
    os.execv(sys.argv[2], sys.argv[2:])
