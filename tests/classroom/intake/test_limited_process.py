"""What a child under limits may use: so much and no less, and never more than the machine itself
allows. Who takes more: test_intake.py.
"""

from __future__ import annotations

import os
import sys

import pytest

from neurolib.classroom.intake import limited_process
from neurolib.classroom.intake.limited_process import Refused, run_limited

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
@pytest.mark.parametrize(("size", "given"), [(150, True), (250, False)])
def test_a_child_has_its_memory_beyond_that_of_this_process(
    monkeypatch: pytest.MonkeyPatch, size: int, given: bool
) -> None:
    monkeypatch.setattr(limited_process, "MEMORY", 200)
    if given:
        assert run_limited(lambda: len(bytearray(size * 10**6))) == size * 10**6
    else:
        with pytest.raises(Refused, match="more than 200 MB of memory"):
            run_limited(lambda: len(bytearray(size * 10**6)))


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
