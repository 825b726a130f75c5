"""Hostile and broken submissions of ``hostile/``, graded in one batch by each of the two commands.

Each must earn exactly what it deserves, leave no trace outside its own folder, learn nothing that
was planted, and show a reader no script; none may stop the batch. So that this ends within minutes,
each command gets a part of them, spread over all families and not the same ones: every 36th, and
with ``--all`` every 24th for ``neurolib grade`` and every 72nd for ``nbgrader``. With
``NEUROLIB_HOSTILE=all`` in the environment each gets all; ``python -m hostile`` (see there) tries
single ones by hand.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

if not shutil.which("bwrap") and not os.environ.get("CI"):
    pytest.skip(
        "bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True
    )

sys.path.insert(0, str(Path(__file__).parent))
from hostile import CASES
from hostile.assignment import NAME
from hostile.batch import CONTROLS, World


@pytest.mark.slow
@pytest.mark.parametrize(
    "by", ["neurolib grade", pytest.param("nbgrader autograde", marks=pytest.mark.exhaustive)]
)
def test_each_earns_what_it_deserves_and_reaches_nothing(
    by: str, pytestconfig: pytest.Config
) -> None:
    """One test for all: they share a course, whose gradebook and classmates' work they attack."""
    most = (24 if by == "neurolib grade" else 72) if pytestconfig.getoption("--all") else 36
    every = 1 if os.environ.get("NEUROLIB_HOSTILE") == "all" else most
    part = CASES[every > 1 and by != "neurolib grade" :: every]
    assert len(part) * every >= 350
    world = World([*part, *(case for case in CASES if case.who in CONTROLS and case not in part)])
    decoy = world.decoy()
    try:
        done = world.grade() if by == "neurolib grade" else world.run("nbgrader", "autograde", NAME)
        world.run("neurolib.cli", "feedback", NAME, "--course", str(world.course))
        world.settle()
        assert done.returncode in (0, 1), done.stdout[-2000:]
        if by == "neurolib grade":
            assert {case.who for case in world.cases} == set(world.reports)
            assert all(
                report["score"] is not None or report["error"] for report in world.reports.values()
            )
            assert "Traceback" not in done.stdout, done.stdout[-2000:]
        assert "\x1b" not in done.stdout, "a terminal would obey a name"
        assert not {case.who: found for case in world.cases if (found := world.findings(case))}
        assert not world.changed() and not world.survivors()
        assert not world.marks() and not world.server.heard  # under any name
    finally:
        decoy.kill()
        decoy.wait()
        world.remove()
