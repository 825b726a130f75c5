"""Limits of what a submission may use: a watchdog checks ten times a second.

Limits of single processes are set in the sandbox (:data:`LIMITS`). The watchdog limits what all
processes use together, including unread data in their sockets. Memory that belongs to no process is
limited elsewhere: files in memory by their mounts, shared segments and memory files by the filter
on system calls.

A time limit counts every second, except those in which others had the processor: a task of the
submission (a process or a thread) was ready to run, and none of its tasks ran. These seconds are at
least the time for which one of its tasks ran or was ready, less the time for which all of its
processes together ran; the task for which this is the most counts. Therefore, a submission gains
nothing by processes of its own that take the processor from each other, nor by sleeping, and it
loses nothing on a busy machine. The time of processes that have ended is in the sum, too: it goes
to the parent that waits for them, at last to the first process of the sandbox. The filter on system
calls closes two ways around the sum: a process cannot ignore SIGCHLD, with which Linux forgets the
time of its children, and it cannot lower its priority, in order to wait for others by its own
choice. A task that has ended counts up to when it was last seen. As one task counts, work that
starts many short processes gets back too little.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .zygote import Process

MEMORY = 2 * 2**30  # bytes, all processes of a submission together
TOO_MUCH = f"It used more than {MEMORY // 2**30} GB of memory and was stopped."
_CORES = os.cpu_count() or 1
PROCESSES = 32 + _CORES
OURS = 2**30  # bytes by which messages may make the grader itself grow
INTERVAL = 0.1  # s
# that are kept of a submission; of older ones, every other goes where there are more
SAMPLES = 2000
LONGEST = 20  # times its limit that a cell may take on a busy machine
LIMITS = {
    # address space: more than memory, for libraries reserve without using
    "AS": MEMORY + 2 * 2**30,
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
        # when; how long all ran until then; each task ran or was ready
        self._samples: list[tuple[float, float, dict[int, float]]] = []
        _memory_at_start()

    def run(self) -> None:
        """Check until the first process has ended."""
        while not self.first.ended(INTERVAL):
            if reason := self._trouble():
                self.reason = reason
                self.first.kill()
        words = self.first.final_message()
        self.reason = (
            self.reason
            or words.get("failed")
            or (ending(words["ended"]) if "ended" in words else "")
        )

    def _trouble(self) -> str:
        first, *pids = descendants(self.first.pid) or [0]  # the first runs no student code
        if pids:
            self._sample(first, pids)
        if len(pids) >= PROCESSES:
            return f"It started more than {PROCESSES} processes and was stopped."
        unread = _unread(first)
        if sum(map(_resident, pids)) + unread > MEMORY and sum(map(_share, pids)) + unread > MEMORY:
            return TOO_MUCH
        if _resident("self") - _memory_at_start() > OURS:
            return "It sent too much output and was stopped."
        return ""

    def _sample(self, first: int, pids: list[int]) -> None:
        """Note how long the submission has run and how long its tasks have been ready.

        Parents are read before their children: a child that ends meanwhile is missed for now, and
        never counted twice.
        """
        ran = sum(processor(pid)[0] for pid in dict.fromkeys([first, *pids]))
        before = self._samples[-1][1] if self._samples else 0.0
        self._samples.append(
            (
                time.monotonic(),
                max(ran, before),
                {task: each for pid in pids for task, each in _ready(pid)},
            )
        )
        if len(self._samples) > SAMPLES:
            del self._samples[1:-1:2]

    def waited(self, since: float, ready: float = 0.0, ran: float = 0.0) -> float:
        """Return for how many seconds since a time others had the processor: see above.

        ``ready`` and ``ran`` are the seconds for which another process, on whose behalf the
        submission works, ran or was ready, and ran.
        """
        seen = [sample for sample in self._samples if sample[0] >= since]
        if seen:
            _, before, begun = seen[0]
            last = {task: each for _, _, tasks in seen for task, each in tasks.items()}
            ready += max((each - begun.get(task, 0.0) for task, each in last.items()), default=0.0)
            ran += seen[-1][1] - before
        return max(0.0, min(ready, time.monotonic() - since) - ran)


def processor(pid: int) -> tuple[float, float]:
    """Seconds in which a process and its ended children ran, and in which its first thread waited
    for the processor.
    """
    words, times = _words(f"/proc/{pid}/stat"), _words(f"/proc/{pid}/schedstat")
    ran = (
        sum(map(int, " ".join(words).rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")
        if words
        else 0.0
    )
    return ran, int(times[1]) / 1e9 if times else 0.0


def own_thread() -> tuple[float, float]:
    """Seconds in which the thread that calls this ran, and in which it waited for the processor."""
    times = _words("/proc/thread-self/schedstat")
    return (int(times[0]) / 1e9, int(times[1]) / 1e9) if times else (0.0, 0.0)


def _ready(pid: int) -> Iterator[tuple[int, float]]:
    """Yield each thread of a process, and the seconds in which it ran or waited for the
    processor.
    """
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            if times := _words(f"/proc/{pid}/task/{task}/schedstat"):
                yield int(task), (int(times[0]) + int(times[1])) / 1e9


def left(passed: float, seconds: float, waited: Callable[[], float]) -> float:
    """Return what is left of a time limit: time in which others had the processor does not count,
    up to :data:`LONGEST` times as much.
    """
    return min(seconds + waited(), LONGEST * seconds) - passed


def out_of_memory() -> int:
    """Return how many processes Linux has ended on this machine for want of memory."""
    words = _words("/proc/vmstat")
    return int(words[words.index("oom_kill") + 1]) if "oom_kill" in words else 0


def ending(code: int) -> str:
    """Say how a process ended, given its exit code as Python has it: below zero, the number of a
    signal.
    """
    if code >= 0:
        return f"It ended itself with the exit code {code}."
    try:
        name = f"{signal.Signals(-code).name} ({(signal.strsignal(-code) or '').lower()})"
    except ValueError:
        name = str(-code)
    more = " It sent that itself, or the machine had no memory left." if code == -9 else ""
    return f"It was ended by the signal {name}.{more}"


# which nothing tells: the submission may have done it, or somebody on the machine
KILLED = ending(-9)


@functools.cache
def _memory_at_start() -> int:
    """Memory of this process before its first submission; its growth by all submissions together is
    limited.
    """
    return _resident("self")


def descendants(pid: int) -> list[int]:
    """Return the numbers of a process and its descendants in this namespace; none if it has
    ended.
    """
    found = [pid] if pid > 0 else []
    for process in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{process}/task"):
                found += map(int, _words(f"/proc/{process}/task/{task}/children"))
    return found


def _unread(pid: int) -> int:
    """Upper bound on unread bytes in the sockets of a process's network: their number, times the
    size that :mod:`.seccomp` allows.
    """
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
