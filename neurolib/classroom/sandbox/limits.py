"""Limits of what a submission may use: a watchdog that checks ten times a second, and a control group if one is delegated.

Limits of single processes are set in the sandbox (:data:`LIMITS`). The watchdog limits what all processes use together, including
unread data in their sockets. Memory that belongs to no process is limited elsewhere: files in memory by their mounts, shared
segments and memory files by the filter on system calls.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import threading
import time
from pathlib import Path

from .zygote import Process

MEMORY = 2 * 2**30  # bytes, all processes of a submission together
TOO_MUCH = f"It used more than {MEMORY // 2**30} GB of memory and was stopped."
_CORES = os.cpu_count() or 1
PROCESSES = 32 + _CORES
OURS = 2**30  # bytes by which messages may make the grader itself grow
INTERVAL = 0.1  # s
LIMITS = {
    "AS": MEMORY + 2 * 2**30,  # address space: more than memory, for libraries reserve without using
    "FSIZE": 256 * 2**20,
    "NPROC": 100 + _CORES,  # threads too
    "NOFILE": 256,
    "CPU": 3600,
    "MSGQUEUE": 0,  # bytes of messages that belong to no process
    "MEMLOCK": 2**20,
    "SIGPENDING": 1000,
    "RTPRIO": 0,
    "NICE": 0,
    "CORE": 1,  # not 0: at 1, a program that collects dumps is not even started
}


class Watchdog(threading.Thread):
    """Kills a submission that exceeds a limit; :attr:`reason` says why it ended."""

    def __init__(self, first: Process) -> None:
        super().__init__(name="neurolib-watch", daemon=True)
        self.reason = ""
        self.first = first
        _memory_at_start()
        self._group = Group.of(first.pid)

    def run(self) -> None:
        """Check until the first process has ended."""
        while not self.first.ended(INTERVAL):
            if reason := self._trouble():
                self.reason = reason
                self.first.kill()
        if self._group:
            self.reason = self.reason or self._group.reason()
            self._group.remove()
        words = self.first.final_message()
        self.reason = self.reason or words.get("failed") or (ending(words["ended"]) if "ended" in words else "")

    def _trouble(self) -> str:
        first, *pids = descendants(self.first.pid) or [0]  # the first runs no student code
        if len(pids) >= PROCESSES:
            return f"It started more than {PROCESSES} processes and was stopped."
        unread = _unread(first)
        if sum(map(_resident, pids)) + unread > MEMORY and sum(map(_share, pids)) + unread > MEMORY:
            return TOO_MUCH
        if _resident("self") - _memory_at_start() > OURS:
            return "It sent too much output and was stopped."
        return ""


def ending(code: int) -> str:
    """Say how a process ended, given its exit code as Python has it: below zero, the number of a signal."""
    if code >= 0:
        return f"It ended itself with the exit code {code}."
    try:
        name = f"{signal.Signals(-code).name} ({(signal.strsignal(-code) or '').lower()})"
    except ValueError:
        name = str(-code)
    more = " It sent that itself, or the machine had no memory left." if -code == signal.SIGKILL else ""
    return f"It was ended by the signal {name}.{more}"


@functools.cache
def _memory_at_start() -> int:
    """Memory of this process before its first submission; its growth by all submissions together is limited."""
    return _resident("self")


def descendants(pid: int) -> list[int]:
    """Return the numbers of a process and its descendants in this namespace; none if it has ended."""
    found = [pid] if pid > 0 else []
    for process in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                found += map(int, _words(f"/proc/{process}/task/{task}/children"))
    return found


def _unread(pid: int) -> int:
    """Upper bound on unread bytes in the sockets of a process's network: their number, times the size that :mod:`.seccomp` allows."""
    each, sockets = _words("/proc/sys/net/core/wmem_default"), _words(f"/proc/{pid}/net/sockstat")
    return 2 * int(each[0]) * int(sockets[2]) if each and sockets else 0


def _resident(pid: int | str) -> int:
    """Memory in use, shared pages counted in full."""
    words = _words(f"/proc/{pid}/statm")
    return int(words[1]) * os.sysconf("SC_PAGE_SIZE") if words else 0


def _share(pid: int) -> int:
    """Memory in use, shared pages divided by who shares them; slower to find."""
    words = _words(f"/proc/{pid}/smaps_rollup")
    return int(words[words.index("Pss:") + 1]) * 1024 if "Pss:" in words else _resident(pid)


def _words(path: str | Path) -> list[str]:
    """The words in a file of /proc; none if the file is gone."""
    with contextlib.suppress(OSError):
        return Path(path).read_text().split()
    return []


class Group:
    """A control group (version 2) for one submission, where this process has been given some to make (systemd's ``Delegate=``)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, pid: int, root: Path = Path("/sys/fs/cgroup"), member: str = "") -> Group | None:
        """Put a process into a new group with limits; return None if groups are not delegated."""
        if not (ours := _delegated(root, member or Path("/proc/self/cgroup").read_text())):
            return None
        group = cls(ours / f"neurolib-{os.getpid()}-{time.monotonic_ns()}")
        try:
            group.path.mkdir()
            (group.path / "memory.max").write_text(str(MEMORY + 2**29))  # file systems in memory count here
            (group.path / "memory.swap.max").write_text("0")
            (group.path / "pids.max").write_text(str(LIMITS["NPROC"]))
            (group.path / "cgroup.procs").write_text(str(pid))
        except OSError:
            group.remove()
            return None
        return group

    def reason(self) -> str:
        """Say whether the group's limit ended the submission."""
        events = _words(self.path / "memory.events")
        return TOO_MUCH if dict(zip(events[::2], events[1::2], strict=True)).get("oom_kill", "0") != "0" else ""

    def remove(self) -> None:
        """Remove the group; its processes have ended."""
        with contextlib.suppress(OSError):
            self.path.rmdir()


def _delegated(root: Path, member: str) -> Path | None:
    """Return the group in which to make groups. This process moves into one below it: only leaves hold processes."""
    try:
        own = next(line[3:] for line in member.splitlines() if line.startswith("0::"))
        ours = root / own.strip().lstrip("/")
        if ours.name == "neurolib-grader":
            return ours.parent
        if os.getxattr(ours, "user.delegate") != b"1" or not {"memory", "pids"} <= set((ours / "cgroup.controllers").read_text().split()):
            return None
        (ours / "neurolib-grader").mkdir(exist_ok=True)
        for process in (ours / "cgroup.procs").read_text().split():
            (ours / "neurolib-grader" / "cgroup.procs").write_text(process)
        (ours / "cgroup.subtree_control").write_text("+memory +pids")
    except (OSError, StopIteration):
        return None
    return ours
