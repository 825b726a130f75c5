"""One slip of the pen does not cost a whole problem: tests of other ideas do not ask for it again.

What every slip costs is printed by :mod:`tests.course.slips`.
"""

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
    ("5.3", "np.floor", "np.ceil"),
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
    found = left("ps1", "1.5", 1000)
    stops = {said for part, stops, _, said, _ in found if stops and part == 0}
    assert stops == {"times → at_once", "tick → times"}
    assert sum(part == 0 for part, *_ in found) > len(stops)
