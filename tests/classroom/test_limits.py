"""When a submission is stopped and what is said then, with files of /proc and of control groups that are made here."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib.classroom.sandbox import limits
from neurolib.classroom.sandbox.limits import MEMORY, OURS, PROCESSES, TOO_MUCH, Group, Watchdog

pytestmark = pytest.mark.whoever
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
MB = 2**20


class First:
    """The first process of a submission, which lives for one look of the watchdog, or until it is killed."""

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
    """``watch(processes, …)`` watches a submission with these resident and own bytes of each process; it returns the reason of its
    end and whether it was killed."""

    def run(
        *processes: tuple[int, int | None], sockets: int = 0, before: int = 0, now: int = 0, group: str | None = None, first: Any = None
    ) -> tuple[str, bool]:
        files = {"/proc/sys/net/core/wmem_default": f"{MB}"}
        if processes:
            files["/proc/10/net/sockstat"] = f"sockets: used {sockets} TCP:"
        for pid, (resident, own) in enumerate(processes, 11):
            files[f"/proc/{pid}/statm"] = f"999999999 {resident // PAGE} 5"
            if own is not None:
                files[f"/proc/{pid}/smaps_rollup"] = f"5-6 ---p [rollup]\nRss: {resident // 1024} kB\nPss: {own // 1024} kB\nPss_Dirty: 1 kB"
        ours = iter([before, now])
        looked = functools.partial(next, ours, now)
        monkeypatch.setattr(limits, "_memory_at_start", functools.cache(limits._memory_at_start.__wrapped__))
        monkeypatch.setattr(
            limits, "_words", lambda path: f"0 {looked() // PAGE}".split() if path == "/proc/self/statm" else files.get(path, "").split()
        )
        monkeypatch.setattr(limits, "descendants", lambda pid: [10, *range(11, 11 + len(processes))] if processes else [])
        made = None if group is None else SimpleNamespace(reason=lambda: group, remove=lambda: None)
        monkeypatch.setattr(limits.Group, "of", lambda pid: made)
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
def test_memory_counts_of_all_processes_together(watch: Watch, processes: list[Any], sockets: int, stopped: bool) -> None:
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
    ("words", "group", "reason"),
    [
        ({}, None, ""),
        ({}, "", ""),
        ({}, TOO_MUCH, TOO_MUCH),  # the system's own limit came first
        ({"ended": -9}, TOO_MUCH, TOO_MUCH),
        ({"ended": -9}, "", limits.ending(-9)),
        ({"ended": 0}, None, limits.ending(0)),
        ({"failed": "mount: no"}, None, "mount: no"),
    ],
)
def test_the_reason_of_an_end_is_the_first_that_is_known(watch: Watch, words: dict[str, Any], group: str | None, reason: str) -> None:
    assert watch((PAGE, PAGE), group=group, first=First(**words)) == (reason, False)


def test_what_the_watchdog_saw_counts_more_than_how_the_process_ended(watch: Watch) -> None:
    assert watch((2 * MEMORY, 2 * MEMORY), group="another", first=First(ended=-9)) == (TOO_MUCH, True)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (0, "It ended itself with the exit code 0."),
        (3, "It ended itself with the exit code 3."),
        (-signal.SIGTERM, "It was ended by the signal SIGTERM (terminated)."),
        (-signal.SIGKILL, "It was ended by the signal SIGKILL (killed). It sent that itself, or the machine had no memory left."),
        (-99, "It was ended by the signal 99."),
    ],
)
def test_an_end_is_told_in_a_sentence(code: int, sentence: str) -> None:
    assert limits.ending(code) == sentence


# Control groups


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A group of this process's own in a tree of groups that is made here; ``user.delegate`` of it is in a file."""
    folder = tmp_path / "user.slice" / "grading.scope"
    folder.mkdir(parents=True)
    for name, text in {"cgroup.controllers": "memory pids", "cgroup.procs": "", "cgroup.subtree_control": "", "user.delegate": "1"}.items():
        (folder / name).write_text(text)
    monkeypatch.setattr(os, "getxattr", lambda path, name: Path(path, name).read_bytes(), raising=False)
    return folder


def grouped(ours: Path, below: str = "") -> Group | None:
    return Group.of(1234, ours.parents[1], f"1:name=other:/\n0::/user.slice/grading.scope{below}\n")


@pytest.mark.parametrize(
    ("file", "text", "given"),
    [
        ("cgroup.controllers", "memory pids", True),
        ("cgroup.controllers", "cpu io memory pids", True),
        ("cgroup.controllers", "cpu memory", False),
        ("user.delegate", "0", False),
    ],
)
def test_a_group_is_made_where_its_limits_are_given_to_make(ours: Path, file: str, text: str, given: bool) -> None:
    (ours / file).write_text(text)
    group = grouped(ours)
    assert bool(group) == given == (ours / "neurolib-grader").exists()
    if group:
        assert MEMORY < int((group.path / "memory.max").read_text()) < 2 * MEMORY
        assert (group.path / "cgroup.procs").read_text() == "1234"


def test_the_next_group_lies_beside_that_of_the_grader(ours: Path) -> None:
    """Into which the first one has moved it."""
    one, other = grouped(ours), grouped(ours, "/neurolib-grader")
    assert one and other and one.path != other.path and one.path.parent == other.path.parent == ours


@pytest.mark.parametrize(("events", "reason"), [("oom 3\noom_kill 0\n", ""), ("oom 3\noom_kill 2\n", TOO_MUCH), ("", "")])
def test_a_group_tells_whether_its_memory_was_used_up(ours: Path, events: str, reason: str) -> None:
    group = grouped(ours)
    assert group
    (group.path / "memory.events").write_text(events)
    assert group.reason() == reason
