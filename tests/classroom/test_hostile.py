"""Every hostile and every broken submission of ``hostile/``, graded in one batch by each of the two commands.

Each must earn exactly what it deserves, leave no trace outside its own folder, learn nothing that was planted, and show a
reader no script; none may stop the batch. ``python -m hostile`` (see there) tries single cases by hand.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# REMOVE THIS LINE when the isolated grader is switched on: without it these cases read, kill and fill whatever they can reach.
pytest.skip("the grader is not isolated yet", allow_module_level=True)

if not shutil.which("bwrap") and not os.environ.get("CI"):
    pytest.skip("bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).parent))
from hostile import CASES  # noqa: E402
from hostile.assignment import NAME  # noqa: E402
from hostile.batch import CONTROLS, World  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["neurolib grade", "nbgrader autograde"])
def world(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The course with every chosen case (``-k``) and the controls handed in and graded; ``world.done`` is the command's end."""
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = {id(found["case"]) for found in params if "case" in found}
    world = World(case for case in CASES if id(case) in chosen or case.who in CONTROLS)
    decoy = world.decoy()
    try:
        world.by = request.param
        world.done = world.grade() if world.by == "neurolib grade" else world.run("nbgrader", "autograde", NAME)
        world.run("neurolib.cli", "feedback", NAME, "--course", str(world.course))
        world.settle()
        world.left = world.survivors()
        yield world
    finally:
        decoy.kill()
        decoy.wait()
        world.remove()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.family}-{case.name}")
def test_earns_what_it_deserves_and_reaches_nothing(world: Any, case: Any) -> None:
    assert not world.findings(case), case.doc


def test_nothing_stops_the_batch(world: Any) -> None:
    assert world.done.returncode in (0, 1), world.done.stdout[-2000:]
    if world.by == "neurolib grade":
        missing = [case.who for case in world.cases if case.who not in world.reports]
        assert not missing, world.done.stdout[-2000:]
        speechless = [who for who, report in world.reports.items() if report["score"] is None and not report["error"]]
        assert not speechless


def test_nothing_of_the_teachers_or_of_a_classmates_is_changed(world: Any) -> None:
    assert not world.changed()


def test_nothing_survives(world: Any) -> None:
    assert not world.left


def test_nobody_called_or_wrote_under_another_name(world: Any) -> None:
    assert not world.marks()
    assert not world.server.heard
