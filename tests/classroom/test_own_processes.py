"""Who had the processor: a submission's own processes, whose time it must not get back, or others,
whose time it must.

Each attacker's processes write down how long they ran. What a kernel waited for others is at most
the rest of the time, on one core that nobody leaves; so a test holds on a busy machine, too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from neurolib.classroom.sandbox import kernel as kernel_module
from neurolib.classroom.sandbox.kernel import Kernel

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and "CI" not in os.environ,
    reason="bubblewrap is not installed: apt install bubblewrap",
)
ENOUGH = 1.5  # s for which an attacker's processes run
SLACK = 0.5  # s of which nobody knows: what ran across the beginning
BURN = """
import os, signal, threading, time
written = os.open("ran", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def burn(seconds):
    begin = time.process_time()
    while time.process_time() < begin + seconds: pass
    os.write(written, b"%f\\n" % (time.process_time() - begin))

def ran():
    with open("ran") as file: return sum(map(float, file)) + time.process_time()

def children(count, live):
    for _ in range(count):
        if os.fork() == 0:
            try:
                while True: live()
            finally:
                os._exit(0)

def short_lives():
    if (child := os.fork()) == 0:
        burn(0.02)
        os._exit(0)
    try: os.waitpid(child, 0)
    except ChildProcessError: pass
"""
ATTACKERS = {
    "children whose end is ignored": "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nchildren(4, short_lives)",
    "children that nobody waits for": """
import ctypes
action = (ctypes.c_ubyte * 152)()
action[136] = 2  # SA_NOCLDWAIT
ctypes.CDLL(None).sigaction(signal.SIGCHLD, action, None)
children(4, short_lives)
""",
    "a chain of heirs": """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def heirs():
    burn(0.02)
    if os.fork(): os._exit(0)
children(6, heirs)
""",
    "daemons": """
for _ in range(6):
    if (child := os.fork()) == 0:
        children(1, lambda: burn(0.02))
        os._exit(0)
    os.waitpid(child, 0)
""",
    "one that makes itself less urgent": """
children(8, lambda: burn(0.02))
os.nice(19)
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
""",
    "threads": """
for _ in range(5):
    threading.Thread(target=lambda: [sum(range(1000)) for _ in iter(int, 1)], daemon=True).start()
""",
}  # fmt: skip


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    """A kernel on one core."""
    monkeypatch.setattr(kernel_module, "core", max(os.sched_getaffinity(0)))
    kernel = Kernel(tmp_path)
    kernel.start()
    yield kernel
    kernel.stop()


def told(kernel: Kernel, source: str, seconds: float = 60.0) -> list[float]:
    """Run code that prints numbers."""
    outputs = kernel.run(source, seconds)
    return [float(word) for output in outputs for word in output["text"].split()]


@pytest.mark.parametrize("attacker", ATTACKERS)
def test_what_its_own_processes_took_was_not_taken_by_others(kernel: Kernel, attacker: str) -> None:
    kernel.run(BURN + ATTACKERS[attacker], 60)
    began = time.monotonic()
    (own,) = told(
        kernel, f"begin = ran()\nwhile ran() < begin + {ENOUGH}: pass\nprint(ran() - begin)"
    )
    waited, passed = kernel.waited(began), time.monotonic() - began
    assert own > ENOUGH and waited < passed - own + SLACK, (waited, passed, own)


def test_who_sleeps_does_not_wait_for_others(kernel: Kernel) -> None:
    began = time.monotonic()
    kernel.run("import time\ntime.sleep(2)", 60)
    assert kernel.waited(began) < time.monotonic() - began - 1.9, (
        "on a busy machine it may wait before and after"
    )


def test_its_priority_and_the_fate_of_its_children_stay_as_they_are(kernel: Kernel) -> None:
    """Each call says that all was done."""
    asked = """
import os, signal
os.nice(10), os.setpriority(os.PRIO_PROCESS, 0, 19), os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(os.nice(0), os.sched_getscheduler(0), int(open("/proc/self/status").read().split("SigIgn:")[1].split()[0], 16) >> 16 & 1)
"""
    assert told(kernel, asked) == [5, os.SCHED_OTHER, 0]


HONEST = {
    "work": "work()",
    "work in a child": "child = os.fork()\nif child: os.waitpid(child, 0)\nelse: work(), os._exit(0)",
    "work in a child, and a rest": "child = os.fork()\nif child: os.waitpid(child, 0), time.sleep(0.5)\nelse: work(), os._exit(0)",
    "work in a thread": "thread = threading.Thread(target=work)\nthread.start()\nthread.join()",
    "a program beside it": "subprocess.run('ls; ls', shell=True, capture_output=True)\nwork()",
}
HOW = "work in a child, and a rest"  # the child is no longer there at the last look
WORK = """
import os, subprocess, threading, time
def work():
    end = time.monotonic() + 4
    while time.monotonic() < end: pass
"""


@pytest.mark.parametrize(
    "how", [HOW, *(pytest.param(how, marks=pytest.mark.exhaustive) for how in HONEST if how != HOW)]
)
def test_on_a_busy_machine_honest_work_gets_back_what_others_took(kernel: Kernel, how: str) -> None:
    """Twelve programs of others run on its core; where each session has a share of its own, as on
    many desktops, they take half of it together.
    """
    pinned = f"import os\nos.sched_setaffinity(0, [{kernel_module.core}])"
    spin = f"{pinned}\nprint(flush=True)\nwhile True: pass"
    others = [
        subprocess.Popen([sys.executable, "-c", spin], stdout=subprocess.PIPE) for _ in range(12)
    ]
    try:
        for each in others:  # all of them compute before the kernel begins
            assert each.stdout and each.stdout.readline()
        began = time.monotonic()
        kernel.run(WORK + HONEST[how], 60)
        waited = kernel.waited(began)
    finally:
        for each in others:
            each.kill()
            each.wait()
    assert waited > 1, waited  # a quarter of the four seconds of its work


def test_what_earlier_kernels_waited_counts_from_their_beginning(tmp_path: Path) -> None:
    """A notebook whose kernel was restarted has the time back that others took before."""
    kernel = Kernel(tmp_path)
    for began, waited in (10.0, 5.0), (20.0, 3.0):
        kernel.channel = SimpleNamespace(
            waited=lambda *_, waited=waited: waited, close=lambda: None
        )  # type: ignore[assignment]
        kernel._began = began
        kernel.stop()
    assert [kernel.waited(since) for since in (10.0, 10.5, 20.0, 21.0)] == [8.0, 3.0, 3.0, 0.0]
