"""A class that Dask workers grade into PostgreSQL, although a worker and the database end: see
:mod:`tests.classroom.thousand`, which does the same with any number of submissions.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.classroom import postgres, thousand

if reason := postgres.missing():
    pytest.skip(reason, allow_module_level=True)
if not shutil.which("bwrap") and not os.environ.get("CI"):
    pytest.skip(
        "bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True
    )


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_class_has_its_grades_once_whatever_ends_in_the_middle(tmp_path: Path) -> None:
    """Of six students, of whom two have a wrong answer: the same gradebook as of a quiet run."""
    root = tmp_path / "course"
    root.mkdir()
    name = thousand.made(root, 6, None)
    with postgres.server() as server:
        quiet = thousand.run(root, name, server, 1)
        broken = thousand.run(root, name, server, 2, thousand.breaks(server))
    assert thousand.differences(quiet, broken) == [] and len(quiet.rows) == 6 * 12
    assert sorted(row[3] for row in quiet.rows if row[2].startswith("test-")) == [0] * 2 + [1] * 34
    assert quiet.connections <= 3 and broken.connections <= 4


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_mixed_class_has_what_it_deserves(tmp_path: Path) -> None:
    """Also who ends the kernel, and who is graded twice, because the machine may have ended it."""
    root = tmp_path / "course"
    root.mkdir()
    name = thousand.made(root, 40, "ps0-frame")
    kept = 0, 3, 6, 19, 39  # right, not answered, named answers, ended by an exit and by a kill
    for number in set(range(40)) - {*kept}:
        shutil.rmtree(root / "submitted" / f"student-{number:04}")
    with postgres.server() as server:
        found = thousand.run(root, name, server, 2)
    assert {row[0] for row in found.rows} == {f"student-{number:04}" for number in kept}
    assert thousand.undeserved(name, found.rows) == []
    first, *others = (row for row in found.rows if row[3] and len(row) == thousand.POINTS)
    assert len(thousand.undeserved(name, [(*first[:3], first[3] + 1, *first[4:]), *others])) == 1
