"""How much a submission may use: a look ten times a second, and a control group where one is delegated.

Limits of single processes are set inside (:data:`LIMITS`); this adds what they hold together. What belongs to no process
is bounded elsewhere: files in memory by their mounts, shared segments and memory files by the filter on system calls.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from .zygote import Process

MEMORY = 2 * 2**30  # bytes, all processes of a submission together
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
    "CORE": 1,  # not 0: a program that collects dumps is not even started at 1
}


class Watch(threading.Thread):
    """Kills a submission that uses too much, and says so in :attr:`reason`."""

    def __init__(self, first: Process) -> None:
        super().__init__(name="neurolib-watch", daemon=True)
        self.reason = ""
        self.first = first
        self._own = _resident("self")
        self._group = Group.of(first.pid)

    def run(self) -> None:
        """Look until the first process has ended."""
        while not self.first.ended(INTERVAL):
            if reason := self._trouble():
                self.reason = reason
                self.first.kill()
        if self._group:
            self.reason = self.reason or self._group.reason()
            self._group.remove()

    def _trouble(self) -> str:
        pids = list(descendants(self.first.pid))
        if len(pids) > PROCESSES:
            return f"It started more than {PROCESSES} processes and was stopped."
        if sum(map(_resident, pids)) > MEMORY and sum(map(_share, pids)) > MEMORY:
            return f"It used more than {MEMORY // 2**30} GB of memory and was stopped."
        if _resident("self") - self._own > OURS:
            return "It sent too much output and was stopped."
        return ""


def descendants(pid: int) -> Iterator[int]:
    """Yield a process and all below it, by their numbers in this namespace."""
    if pid <= 0:
        return
    yield pid
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for task in tasks:
        try:
            children = Path(f"/proc/{pid}/task/{task}/children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from descendants(int(child))


def _resident(pid: int | str) -> int:
    """Memory in use, shared pages counted in full."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _share(pid: int) -> int:
    """Memory in use, shared pages divided by who shares them; slower to find."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    return _resident(pid)


class Group:
    """A control group (version 2) for one submission, where this process has been given some to make (systemd's ``Delegate=``)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, pid: int, root: Path = Path("/sys/fs/cgroup"), member: str = "") -> Group | None:
        """Put a process into a new group with limits; None where groups are not delegated."""
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
        try:
            events = dict(line.split() for line in (self.path / "memory.events").read_text().splitlines())
        except (OSError, ValueError):
            return ""
        return f"It used more than {MEMORY // 2**30} GB of memory and was stopped." if int(events.get("oom_kill", 0)) else ""

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
