"""One slip of the pen does not cost a whole problem: tests of other ideas do not ask for it again.

What every slip costs is printed by :mod:`tests.course.slips`.
"""

import statistics

import pytest

from neurolib.classroom.hidden import PUBLIC
from tests.course.slips import left
from tests.course.test_answers import grade, notebook, problems, solution

SLIPS = [
    ("2.5", "T / L[1]) / 2,", "T / L[1]) / 3,"),  # the threshold of the rate decoder
    ("2.5", "(L[0] + L[1]) / 2]", "(L[0] + L[1]) / 3]"),  # that of the latency decoder
    ("4.2", "-slope", "slope"),  # a lost sign
    ("4.2", "/ t0", "* t0"),
    ("4.4", "tau_post) - spike", "tau_pre) - spike"),  # the neighbouring argument
    ("1.5", "time % tick != 0", "time % tick != 1"),
    ("1.5", "not at_once", "at_once"),
    ("1.5", "current >= needed", "needed >= current"),
    ("5.3", "np.floor", "np.ceil"),
    ("5.3", "x / lsb", "x * lsb"),
    ("L5.4", "[2 * sum", "[3 * sum"),  # a factor in p, which is the subject of L5.3
]


@pytest.mark.parametrize(("problem", "right", "slip"), SLIPS)
@pytest.mark.parametrize(
    "secret", [PUBLIC, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in ("one", "another"))]
)
def test_one_slip_leaves_at_least_half_of_the_points(problem, right, slip, secret):
    nb = notebook(f"{'lab' if problem[0] == 'L' else 'ps'}{problem.strip('L').split('.')[0]}")
    answer = solution(nb, problem)
    assert answer.count(right) == 1
    score, said = grade(nb, problem, answer.replace(right, slip), secret)
    assert said and score >= problems(nb)[problem] / 2, said


def test_a_program_that_stops_in_every_test_is_told_from_one_that_earns_nothing():
    found = left("ps5", "5.3", 1000)
    stops = {said for part, stops, _, said, _ in found if stops and part == 0}
    assert stops == {"rng → x", "lsb → rng", "x → lsb"}
    assert sum(part == 0 for part, *_ in found) > len(stops)


@pytest.mark.exhaustive
@pytest.mark.parametrize("problem", ["1.5", "4.4", "5.2", "5.3"])
def test_a_typical_slip_that_still_runs_leaves_two_fifths_of_the_points(problem):
    run = [
        part for part, stops, *_ in left(f"ps{problem[0]}", problem, 1000) if part < 1 and not stops
    ]
    assert statistics.median(run) >= 0.4
