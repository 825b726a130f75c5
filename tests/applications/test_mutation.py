"""Mutation testing: scores of tests with known mistakes, rates against simulation and known limits,
and observed orders.
"""

import numpy as np
import pytest

from neurolib.applications.mutation import mutation_score, observed_order, rejection, spread_error
from neurolib.model import ParameterError

CORRECT = {"two": (2.0,), "four": (4.0,)}
WRONG = {"three": (3.0,), "five": (5.0,), "minus two": (-2.0,)}


def test_scores_of_tests_that_pass_everything_nothing_and_some():
    assert mutation_score(lambda x: True, CORRECT, WRONG) == (0.0, 0.0, tuple(WRONG), ())
    assert mutation_score(lambda x: False, CORRECT, WRONG) == (1.0, 1.0, (), tuple(CORRECT))
    even = mutation_score(lambda x: x % 2 == 0, CORRECT, WRONG)
    assert (
        even.killed == pytest.approx(2 / 3)
        and even.survivors == ("minus two",)
        and even.alarm_rate == 0
    )
    stored = mutation_score(lambda x: np.bool_(x == 2), CORRECT, WRONG)
    assert stored.killed == 1 and stored.alarm_rate == 0.5 and stored.alarms == ("four",)


def test_a_test_that_returns_no_truth_value_is_refused():
    with pytest.raises(ParameterError, match="returns 1 for two; expected True or False"):
        mutation_score(lambda x: 1, CORRECT, WRONG)
    with pytest.raises(ParameterError, match="holds no model"):
        mutation_score(lambda x: True, CORRECT, {})


def test_the_standard_error_of_a_standard_deviation():
    assert spread_error(51) == pytest.approx(0.1)
    estimates = np.random.default_rng(1).standard_normal((4000, 200)).std(axis=1, ddof=1)
    assert estimates.std() == pytest.approx(spread_error(200), rel=0.06)


@pytest.mark.parametrize(("ratio", "factor"), [(1.0, 1.2), (0.8, 1.2), (0.7, 1.3), (1.5, 1.4)])
def test_rates_of_rejection_are_those_of_a_simulation(ratio, factor):
    rng = np.random.default_rng(2)
    first, second = (
        scale * rng.standard_normal((6000, 80)).std(axis=1, ddof=1) for scale in (1.0, ratio)
    )
    seen = (np.abs(np.log(second / first)) > np.log(factor)).mean()
    assert seen == pytest.approx(rejection(80, factor, ratio), abs=0.025)


def test_limits_of_the_rate_of_rejection():
    assert rejection(100, 1.0) == pytest.approx(1.0)  # nothing is tolerated
    assert rejection(100, np.exp(3.29 / np.sqrt(99))) == pytest.approx(
        1e-3, rel=0.01
    )  # 3.29: a normal variable lies beyond it once in a thousand
    # on the edge of what is tolerated
    assert rejection(1e6, 1.1, 1.1) == pytest.approx(0.5, abs=1e-3)
    # the same either way
    assert rejection(50, 1.3, 0.6) == pytest.approx(rejection(50, 1.3, 1 / 0.6), rel=1e-9)
    rates = rejection(50, 1.3, np.geomspace(1, 4, 30))
    assert rates.shape == (30,) and (np.diff(rates) > 0).all()


def test_observed_orders():
    h = 0.1 / 2.0 ** np.arange(5)
    for p in 1, 2, 4:
        np.testing.assert_allclose(observed_order(h, -3 * h**p), p)
    assert observed_order([0.3, 0.1], [0.09, 0.01])[0] == pytest.approx(2)
    with pytest.raises(ParameterError, match="the largest first"):
        observed_order([0.1, 0.2], [1.0, 2.0])
    with pytest.raises(ParameterError, match="hold a 0"):
        observed_order([0.2, 0.1], [1.0, 0.0])
