"""What grading takes, computed from measured figures."""

from __future__ import annotations

import pytest

from tests.classroom.sizes import MARKS, PAGE, Measured, needs, table, written


def test_sums_by_hand() -> None:
    """36 students, two sets: 2 s of grading and 0.5 s of the database for each hand-in."""
    figures = Measured(
        hand_in=2, database=0.5, worker=300, grader=100, files=1.5, rows=0.25, empty=10
    )
    assert needs(36, 2, figures) == pytest.approx(
        {
            "minutes to grade one set, 1 core": 1.5,
            "minutes to grade one set, 4 cores": 0.375,
            "memory of the machine that grades with 4 workers, GB": 1.3,
            "hours to grade a term, 1 core": 0.05,
            "disk for hand-ins, grades and feedback of a term, GB": 0.108,
            "gradebook of a term, GB": 0.028,
        }
    )


def test_the_page_shows_what_the_program_computes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(table()) == 1 and written(page) == page
    assert [page.count(mark) for mark in MARKS] == [1, 1]
