"""What a child under limits may use: so much and no less, and never more than the machine itself
allows. Who takes more: test_intake.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from neurolib.classroom.intake import limited_process
from neurolib.classroom.intake.limited_process import run_limited

ROOT = Path(__file__).parents[3]

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
@pytest.mark.parametrize(("size", "given"), [(150, True), (250, False)])
def test_a_child_has_its_memory_beyond_that_of_this_process(size: int, given: bool) -> None:
    """Tried in a new process: memory that this one once had and freed counts as what it has, so
    that after many tests a child would find 250 MB there.
    """
    tried = f"""
from neurolib.classroom.intake import limited_process as limited

limited.MEMORY = 200
try:
    print(limited.run_limited(lambda: len(bytearray({size} * 10**6))))
except limited.Refused as refusal:
    print(refusal)
"""
    done = subprocess.run(
        [sys.executable, "-c", tried], capture_output=True, text=True, check=True, cwd=ROOT
    )
    sentence = "Reading it takes more than 200 MB of memory."
    assert done.stdout.strip() == (str(size * 10**6) if given else sentence)


@needs_fork
@pytest.mark.parametrize("own", [5, 10**6])
def test_a_limit_of_the_machine_that_is_lower_stays(own: int) -> None:
    """A child of a child, whose limit is that of the machine to it."""
    import resource

    def lower() -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (own, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        return int(run_limited(lambda: resource.getrlimit(resource.RLIMIT_CPU)[0]))

    assert run_limited(lower) == min(own, limited_process.PROCESSOR)


def test_where_a_system_cannot_fork_it_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    here: list[int] = []
    run_limited(lambda: here.append(1))
    assert here == [1]
