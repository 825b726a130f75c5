"""The reference solutions of lab5-controls beside the library they rebuild, and beside known
answers.
"""

import itertools
import math

import numpy as np
import pytest

from neurolib.applications import reset_times
from neurolib.applications.medicine import trials
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions."""
    return reference("lab5", math=math)


def test_dose(solved):
    rng = np.random.default_rng(1)
    for sites, n in (1, 1), (3, 8), (4, 30):
        t = rng.uniform(0, 20, (sites, n))
        pulses, rate, on = solved["dose"](t, 1.3, 30.0)
        known = trials.dose(t, 1.3)
        np.testing.assert_array_equal(pulses, known.pulses)
        np.testing.assert_allclose(on, known.on)
        np.testing.assert_allclose(rate, n / 30)
        grid = np.arange(0, 12, 1e-3) + 5e-4
        cut = [
            ((row[:, None] <= grid) & (grid < row[:, None] + 1.3)).any(axis=0).sum() * 1e-3
            for row in t
        ]
        np.testing.assert_allclose(solved["dose"](t, 1.3, 12.0)[2], cut, atol=0.03)
    orders = [reset_times(order, np.pi, 16, rng=rng) for order in ("fixed", "together", "shuffled")]
    assert all(
        solved["same_dose"](a, b, np.pi / 4, 60.0) for a, b in itertools.combinations(orders, 2)
    )
    assert not solved["same_dose"](orders[0], orders[2], np.pi / 2, 60.0)


def test_shuffled_times(solved):
    times = solved["shuffled_times"](4, 50, 0.3, np.random.default_rng(2))
    known = reset_times("shuffled", 0.3, 50, rng=np.random.default_rng(3))
    assert times.shape == known.shape
    np.testing.assert_allclose(np.sort(times, axis=0), np.sort(known, axis=0), atol=1e-12)


def test_few_pairs(solved):
    rng = np.random.default_rng(4)
    for n in 6, 9, 14:
        a, b = rng.integers(0, 4, (2, n)) / 4
        assert solved["sign_test"](a, b) == pytest.approx(trials.sign_test(a - b), rel=1e-12)
        assert solved["paired_effect"](a, b) == pytest.approx(tuple(trials.paired(a - b)), rel=1e-9)
    for alpha in 0.05, 0.01, 2.0**-7, 0.2:
        assert solved["smallest_trial"](alpha) == trials.smallest_trial(alpha)


def test_false_positive_rate(solved):
    rng = np.random.default_rng(5)
    D = rng.standard_normal((9, 1)) + rng.standard_normal((9, 4))
    exact = [solved["false_positive_rate"](D[:, :k], 0.05) for k in range(1, 5)]
    np.testing.assert_allclose(exact, trials.false_positives(D, rng, repeats=40_000), atol=0.006)
    assert exact[0] == 2 * trials.power(9, 0.5)
    assert solved["false_positive_rate"](D[:, :1].repeat(3, axis=1), 0.05) == exact[0]


def test_the_numbers_of_the_report_that_is_judged():
    assert trials.sign_test([-1] * 9 + [1]) == pytest.approx(0.0215, abs=1e-4)
    assert trials.sign_test([-1] * 7 + [1] * 3) == pytest.approx(0.34375)
    assert trials.sign_test([-1] * 9 + [1] * 3) == pytest.approx(0.146, abs=1e-3)
    assert 2 * trials.power(10, 0.5) == pytest.approx(0.021, abs=1e-3)
    assert trials.any_positive(2 * trials.power(10, 0.5), 5) == pytest.approx(0.10, abs=0.005)
    assert 1 - 0.95**5 == pytest.approx(0.23, abs=0.005)


@pytest.mark.parametrize(
    ("problem", "source"),
    [
        ("L5.2", "from neurolib.applications import reset_times\ndef shuffled_times(s, c, T, "
            "rng):\n"
                 "    return reset_times('shuffled', T, c, s, rng=rng)"),
        ("L5.3", "from neurolib.applications.medicine import trials\nfrom "
            "neurolib.applications.medicine.trials import smallest_trial\n"
                 "def sign_test(a, b):\n    return trials.sign_test(a - b)\ndef "
                     "paired_effect(a, b):\n    return tuple(trials.paired(a - b))"),
    ],
)  # fmt: skip
def test_what_the_notebook_hides_would_be_right(problem, source):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    nb = notebook("lab5")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_the_pictures_show_what_their_titles_promise():
    assert "difference from the bars: 0.00 s" in picture("lab5", 1, 3)[0]
    assert (
        "24 orders, " in (title := picture("lab5", 2, 3)[0])
        and abs(int(title.split("24 orders, ")[1].split()[0]) - 200) < 80
    )
    assert "yours 6 pairs, known 6" in picture("lab5", 3)[0]
    assert "yours 0.0391, known 0.0391" in picture("lab5", 4, 3)[0]
