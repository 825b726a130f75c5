"""When a submission is stopped and what is said then, with files of /proc that are made here."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib.classroom.sandbox import limits
from neurolib.classroom.sandbox.limits import MEMORY, OURS, PROCESSES, TOO_MUCH, Watchdog

pytestmark = pytest.mark.whoever
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
MB = 2**20


class First:
    """The first process of a submission, which lives for one look of the watchdog, or until it is
    killed.
    """

    pid = 10

    def __init__(self, looks: int = 1, **words: Any) -> None:
        self.looks, self.words, self.killed = looks, words, False

    def ended(self, seconds: float) -> bool:
        self.looks -= 1
        return self.killed or self.looks < 0

    def kill(self) -> None:
        self.killed = True

    def final_message(self) -> dict[str, Any]:
        return self.words


Watch = Callable[..., tuple[str, bool]]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """``watch(processes, …)`` watches a submission with these resident and own bytes of each
    process; it returns the reason of its end and whether it was killed.
    """

    def run(
        *processes: tuple[int, int | None],
        sockets: int = 0,
        before: int = 0,
        now: int = 0,
        first: Any = None,
    ) -> tuple[str, bool]:
        files = {"/proc/sys/net/core/wmem_default": f"{MB}"}
        if processes:
            files["/proc/10/net/sockstat"] = f"sockets: used {sockets} TCP:"
        for pid, (resident, own) in enumerate(processes, 11):
            files[f"/proc/{pid}/statm"] = f"999999999 {resident // PAGE} 5"
            if own is not None:
                files[f"/proc/{pid}/smaps_rollup"] = (
                    f"5-6 ---p [rollup]\nRss: {resident // 1024} kB\nPss: {own // 1024} "
                    f"kB\nPss_Dirty: 1 kB"
                )
        ours = iter([before, now])
        looked = functools.partial(next, ours, now)
        monkeypatch.setattr(
            limits, "_memory_at_start", functools.cache(limits._memory_at_start.__wrapped__)
        )
        monkeypatch.setattr(
            limits,
            "_words",
            lambda path: (
                f"0 {looked() // PAGE}".split()
                if path == "/proc/self/statm"
                else files.get(path, "").split()
            ),
        )
        monkeypatch.setattr(
            limits,
            "descendants",
            lambda pid: [10, *range(11, 11 + len(processes))] if processes else [],
        )
        first = first or First()
        dog = Watchdog(first)
        dog.run()
        return dog.reason, first.killed

    return run


# What is too much


@pytest.mark.parametrize(
    ("processes", "sockets", "stopped"),
    [
        ([(MEMORY, MEMORY)], 0, False),  # all that it may have
        ([(MEMORY + PAGE, MEMORY + PAGE)], 0, True),
        ([(MEMORY // 2, MEMORY // 2)] * 2, 0, False),
        ([(MEMORY // 2 + PAGE, MEMORY // 2 + PAGE)] * 2, 0, True),
        ([(MEMORY, MEMORY // 4)] * 3, 0, False),  # shared pages count once
        ([(MEMORY, MEMORY // 3 + PAGE)] * 3, 0, True),
        ([(MEMORY - 100 * MB, MEMORY - 100 * MB)], 50, False),
        ([(MEMORY - 100 * MB, MEMORY - 100 * MB)], 51, True),  # what nobody has read yet counts
        ([(MEMORY - 100 * MB, MEMORY - 102 * MB)], 51, False),
        ([(MEMORY + PAGE, MEMORY)], 0, False),  # one measure alone decides nothing
        ([(MEMORY, MEMORY + PAGE)], 0, False),
        ([(MEMORY + PAGE, None)], 0, True),  # a system that does not tell the shares
    ],
)
def test_memory_counts_of_all_processes_together(
    watch: Watch, processes: list[Any], sockets: int, stopped: bool
) -> None:
    assert watch(*processes, sockets=sockets) == ((TOO_MUCH, True) if stopped else ("", False))


@pytest.mark.parametrize(("count", "stopped"), [(PROCESSES - 1, False), (PROCESSES, True)])
def test_processes_are_counted_but_for_the_first(watch: Watch, count: int, stopped: bool) -> None:
    reason, killed = watch(*[(PAGE, PAGE)] * count)
    assert killed == stopped and (f"more than {PROCESSES} processes" in reason) == stopped


def test_a_machine_of_more_cores_has_room_for_more_processes() -> None:
    """For libraries begin one on each core."""
    assert PROCESSES >= 32 + (os.cpu_count() or 1) and limits.LIMITS["AS"] > MEMORY


@pytest.mark.parametrize(("more", "stopped"), [(OURS, False), (OURS + PAGE, True), (-OURS, False)])
def test_the_grader_itself_may_grow_by_so_much(watch: Watch, more: int, stopped: bool) -> None:
    reason, killed = watch((PAGE, PAGE), before=3 * OURS, now=3 * OURS + more)
    assert killed == stopped and ("too much output" in reason) == stopped


def test_one_that_has_ended_meanwhile_has_nothing(watch: Watch) -> None:
    assert watch() == ("", False)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system has no /proc")
def test_of_no_process_nothing_descends() -> None:
    assert limits.descendants(0) == [] and os.getpid() in limits.descendants(os.getpid())


# What is said


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({}, ""),
        ({"ended": -9}, limits.KILLED),
        ({"ended": 0}, limits.ending(0)),
        ({"failed": "mount: no"}, "mount: no"),
    ],
)
def test_the_reason_of_an_end_is_the_first_that_is_known(
    watch: Watch, words: dict[str, Any], reason: str
) -> None:
    assert watch((PAGE, PAGE), first=First(**words)) == (reason, False)


def test_what_the_watchdog_saw_counts_more_than_how_the_process_ended(watch: Watch) -> None:
    assert watch((2 * MEMORY, 2 * MEMORY), first=First(ended=-9)) == (TOO_MUCH, True)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (0, "It ended itself with the exit code 0."),
        (3, "It ended itself with the exit code 3."),
        (-signal.SIGTERM, "It was ended by the signal SIGTERM (terminated)."),
        (
            -signal.SIGKILL,
            "It was ended by the signal SIGKILL (killed). It sent that itself, or the "
            "machine had no memory left.",
        ),
        (-99, "It was ended by the signal 99."),
    ],
)
def test_an_end_is_told_in_a_sentence(code: int, sentence: str) -> None:
    assert limits.ending(code) == sentence


# Who waited for the processor, and whose memory it was


def test_a_process_that_runs_is_told_from_one_that_waits() -> None:
    """Two processes on one core: each waits while the other runs."""
    core = min(os.sched_getaffinity(0))
    spin = (
        f"import os, time\nos.sched_setaffinity(0, [{core}])\nend = time.monotonic() + "
        f"1800\nwhile time.monotonic() < end: pass"
    )
    both = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(2)]
    try:
        while any(limits.processor(each.pid)[0] < 0.5 for each in both):
            time.sleep(0.1)
        for each in both:
            ran, waited = limits.processor(each.pid)
            assert waited > ran / 4, (ran, waited)
    finally:
        for each in both:
            each.kill()
            each.wait()
    assert limits.processor(0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("samples", "since", "waited"),
    [
        ([], 0, 0),
        ([(10, 1, {1: 2}), (20, 2, {1: 11})], 5, 8),
        ([(10, 1, {1: 2}), (20, 6, {1: 11})], 5, 4),  # its own processes had a part of it
        ([(10, 1, {1: 2}), (20, 11, {1: 12})], 5, 0),  # and all of it
        ([(10, 1, {1: 2}), (20, 21, {1: 12})], 5, 0),  # on two cores
        # the task that was ready for the longest time
        ([(10, 1, {1: 2, 2: 3}), (20, 2, {1: 3, 2: 11})], 5, 7),
        ([(10, 1, {1: 2, 2: 3}), (20, 2, {1: 2, 2: 3})], 5, 0),  # all slept
        ([(10, 1, {1: 2}), (20, 2, {1: 2, 2: 6})], 5, 5),  # one that began meanwhile
        ([(10, 1, {1: 2, 2: 3}), (20, 2, {1: 4})], 5, 1),  # one that ended meanwhile
        ([(0, 0, {1: 0}), (10, 1, {1: 2}), (20, 2, {1: 11})], 9, 8),
        ([(0, 0, {1: 0}), (10, 1, {1: 2}), (20, 2, {1: 11})], 21, 0),
    ],
)
def test_waiting_counts_from_a_time_on_and_where_others_had_the_core(
    samples: list[Any], since: float, waited: float
) -> None:
    dog = Watchdog(First())  # type: ignore[arg-type]
    dog._samples = samples
    assert dog.waited(since) == waited


@pytest.mark.parametrize(
    ("ready", "ran", "waited"),
    [
        (0, 0, 30),
        # of the 100 s, the submission was ready for 40 and ran for 10, the other process was ready
        # when it was not
        (20, 2, 48),
        (80, 5, 85),  # they were ready together for 20 s at least
        (80, 70, 20),
        (100, 95, 0),
    ],
)
def test_who_works_for_another_process_waits_with_it(
    monkeypatch: pytest.MonkeyPatch, ready: float, ran: float, waited: float
) -> None:
    """One account for both, so that the one does not wait for the other."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 200.0))
    dog = Watchdog(First())  # type: ignore[arg-type]
    dog._samples = [(100.0, 1.0, {1: 2.0}), (200.0, 11.0, {1: 42.0})]
    assert dog.waited(100.0, ready, ran) == waited


def test_of_old_samples_some_are_left_out_and_the_first_and_last_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SAMPLES", 10)
    times = iter(range(1, 100))
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(limits, "processor", lambda pid: (float(pid), 0.0))
    monkeypatch.setattr(limits, "_ready", lambda pid: [(pid, 1.0)])
    dog = Watchdog(First())  # type: ignore[arg-type]
    for _ in range(40):
        dog._sample(10, [11, 12, 11])
        assert len(dog._samples) <= 10
    assert [dog._samples[0], dog._samples[-1][0]] == [(1, 33.0, {11: 1.0, 12: 1.0}), 40], (
        "each process counts once"
    )
    dog._sample(10, [11])
    assert dog._samples[-1][1] == 33, "what has run is not taken back where a process was missed"


@pytest.mark.parametrize(
    ("passed", "waited", "rest"),
    [
        (0, 9, 15),
        (5, 9, 10),
        (6, 0, 0),
        (6, 5, 5),
        (11, 5, 0),
        (12, 5, -1),
        (119, 199, 1),
        (120, 199, 0),
    ],
)
def test_a_time_limit_is_extended_by_what_was_waited_up_to_twenty_times(
    passed: float, waited: float, rest: float
) -> None:
    assert limits.left(passed, 6, lambda: waited) == rest


@pytest.mark.parametrize(
    ("text", "count"), [("nr_free_pages 5\noom_kill 3\n", 3), ("nr_free_pages 5\n", 0), ("", 0)]
)
def test_linux_counts_what_it_has_ended_for_want_of_memory(
    monkeypatch: pytest.MonkeyPatch, text: str, count: int
) -> None:
    monkeypatch.setattr(
        limits, "_words", lambda path: text.split() if path == "/proc/vmstat" else []
    )
    assert limits.out_of_memory() == count
