"""Every reference solution of this project gets full points through ``grade``, and every stub none; both get feedback without a test's source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from neurolib.classroom import grading, releasing
from neurolib.classroom.course import Course

ROOT = Path(__file__).parents[2]
SETS = sorted(path.parent.name for path in (ROOT / "solutions").glob("ps*/*.ipynb"))


@pytest.mark.parametrize("name", SETS)
def test_reference_earns_all_and_stub_nothing(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    course = Course.at(tmp_path)
    shutil.copytree(releasing.release(course, name), tmp_path / "submitted" / "stub" / name)
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "submitted" / "reference" / name)
    reference, stub = grading.grade(course, name)
    wrong = [outcome for cells in reference.notebooks.values() for outcome in cells if not outcome.right]
    assert not reference.error and not wrong, wrong
    assert reference.score == reference.max and reference.max
    earned = [outcome for cells in stub.notebooks.values() for outcome in cells if outcome.points]
    assert not stub.error and not earned, earned
    pages, troubles = grading.write_feedback(course, name)
    assert len(pages) == 2 and not troubles, troubles
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "&lt;p&gt;" not in text
        assert "hidden_rng" not in text and "expect(" not in text
