"""Oja's rule: length one, the principal component, and the averaged rule in closed form
(known_answers.md B08–B10).
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import Oja

C = np.array([[2.0, 1.0], [1.0, 2.0]])


def test_the_length_tends_to_one():
    for start in [0.01, 0.02], [3.0, -1.0], [0.6, 0.8]:
        # B08
        assert np.linalg.norm(Oja(eta=0.5).solution(start, C, 100.0)) ** 2 == pytest.approx(
            1, rel=1e-12
        )


def test_one_weight_in_closed_form():
    w = Oja(eta=0.5).solution([np.sqrt(0.1)], [[2.0]], 3.0)
    assert w[0] ** 2 == pytest.approx(0.9781780512, rel=1e-7)  # B09
    assert w[0] ** 2 == pytest.approx(1 / (1 + 9 * np.exp(-6)), rel=1e-12)


def test_the_direction_tends_to_the_principal_eigenvector():
    w = Oja(eta=1.0).solution([1.0, -0.5], C, 20.0)
    assert abs(w @ [1, 1]) / np.sqrt(2) == pytest.approx(1, abs=1e-8)  # B10


def test_solution_solves_the_averaged_rule():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(50, 4))
    rule, matrix = Oja(eta=0.3), X.T @ X / 50
    for start in rng.normal(size=4), 0.05 * rng.normal(size=4), 3 * rng.normal(size=4):
        there = solve_ivp(lambda t, w: rule.flow(w, matrix), (0, 4), start, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(
            rule.solution(start, matrix, 4.0), there.y[:, -1], rtol=1e-6, atol=1e-9
        )
    np.testing.assert_allclose(
        rule.flow(np.stack([start, 2 * start]), matrix)[0], rule.flow(start, matrix), rtol=1e-12
    )


def test_solution_is_a_group_also_where_hebb_would_overflow():
    rule, w = Oja(eta=1.0), np.array([1.0, -0.5])
    np.testing.assert_allclose(
        rule.solution(rule.solution(w, C, 0.3), C, 0.4), rule.solution(w, C, 0.7), rtol=1e-12
    )
    np.testing.assert_allclose(rule.solution(w, C, 1e5), np.full(2, np.sqrt(0.5)), rtol=1e-12)
    assert np.array_equal(rule.solution([0.0, 0.0], C, 1e5), [0, 0])


@pytest.mark.parametrize("w", [[1e8, 1.0], [1e9, 3e8], [1e12, -1e12]])
def test_large_weights_stay_at_time_0_and_come_down_to_length_one(w):
    """1 + |u|² − |w(0)|² as it is written would be a difference of numbers far above 1."""
    np.testing.assert_allclose(Oja().solution(w, C, 0.0), w, atol=1e-15 * max(np.abs(w)), rtol=0)
    assert np.linalg.norm(Oja(eta=1.0).solution(w, C, 30.0)) == pytest.approx(1, rel=1e-12)


def test_one_large_weight_comes_down_as_the_closed_form_says():
    """As B09, written without a difference of large numbers: 1/w² = 1 − (1 − 1/w(0)²) e^{−2ηλt}."""
    passed = 4e-12  # 2ηλt
    known = (np.exp(-passed) / 1e18 - np.expm1(-passed)) ** -0.5
    assert Oja(eta=1.0).solution([1e9], [[2.0]], passed / 4)[0] == pytest.approx(known, rel=1e-9)


def test_a_direction_that_is_not_there_never_comes():
    assert np.array_equal(Oja(eta=1.0).solution([1.0, 0.0], np.diag([1.0, 2.0]), 1e5), [1, 0])


def test_a_mean_over_inputs_is_the_averaged_rule():
    rng = np.random.default_rng(2)
    X, w = rng.normal(size=(200, 3)), np.array([0.5, -0.2, 0.1])
    rule, dt = Oja(eta=0.4), 0.01
    mean = np.mean([rule.step(w, x, dt) - w for x in X], axis=0) / dt
    np.testing.assert_allclose(mean, rule.flow(w, X.T @ X / 200), rtol=1e-9)


def test_steps_converge_with_order_one():
    rule, x, w, T = Oja(eta=0.4), np.array([0.6, 0.8, 1.0]), np.array([0.3, 0.2, -0.1]), 2.0
    exact = rule.solution(w, np.outer(x, x), T)
    errors = [
        np.abs(rule.learn(w, np.tile(x, (n, 1)), T / n) - exact).max() for n in (50, 100, 200)
    ]
    np.testing.assert_allclose(np.diff(np.log2(errors)), -1, atol=0.05)


def test_random_inputs_are_learnt_to_their_principal_component():
    """A drawn sequence, not its average: the direction is within a few degrees of the eigenvector
    of the drawn inputs.
    """
    rng = np.random.default_rng(3)
    X = rng.multivariate_normal([0, 0], C, 5000)
    w = Oja(eta=0.2).learn([1.0, -0.5], X, 0.01)
    principal = np.linalg.eigh(X.T @ X)[1][:, -1]
    assert abs(w @ principal) > 0.995 and np.linalg.norm(w) == pytest.approx(1, abs=0.05)
