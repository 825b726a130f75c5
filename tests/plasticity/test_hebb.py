"""Hebb's rule: exponential growth (known_answers.md B11), each part of the weights by itself, and
Euler's order.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import Hebb, ParameterError

C = np.array([[2.0, 1.0], [1.0, 2.0]])  # eigenvalues 3 along (1, 1) and 1 along (1, -1)


def test_growth_along_the_principal_eigenvector():
    rule = Hebb(eta=0.25)
    assert rule.growth(C, 4.0) == pytest.approx(20.08553692, rel=1e-9)  # B11
    assert rule.growth(C, 4.0) == pytest.approx(np.exp(3), rel=1e-12)
    with pytest.raises(
        ParameterError,
        match=r"Hebb\.growth's weights grew beyond what a number can hold.*earlier time",
    ):
        rule.growth(C, 1e5)
    w = np.array([0.3, 0.3])
    np.testing.assert_allclose(rule.solution(w, C, 4.0), np.exp(3) * w, rtol=1e-12)
    np.testing.assert_allclose(
        rule.solution([0.3, -0.3], C, 4.0), [0.3 * np.e, -0.3 * np.e], rtol=1e-12
    )


def test_solution_solves_the_averaged_rule():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(50, 4))
    rule, matrix, w = Hebb(eta=0.3), X.T @ X / 50, rng.normal(size=4)
    there = solve_ivp(lambda t, w: rule.flow(w, matrix), (0, 5), w, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(rule.solution(w, matrix, 5.0), there.y[:, -1], rtol=1e-7)
    np.testing.assert_allclose(
        rule.solution(rule.solution(w, matrix, 2.0), matrix, 3.0),
        rule.solution(w, matrix, 5.0),
        rtol=1e-12,
    )
    many = rule.solution(np.stack([w, 2 * w]), matrix, 5.0)
    np.testing.assert_allclose(many[1], 2 * many[0], rtol=1e-12)


def test_a_mean_over_inputs_is_the_averaged_rule():
    rng = np.random.default_rng(2)
    X, w = rng.normal(size=(200, 3)), np.array([0.5, -0.2, 0.1])
    rule, dt = Hebb(eta=0.4), 0.01
    mean = np.mean([rule.step(w, x, dt) - w for x in X], axis=0) / dt
    np.testing.assert_allclose(mean, rule.flow(w, X.T @ X / 200), rtol=1e-9)


def test_steps_converge_with_order_one():
    """One input shown for 2 s: the weights along it grow with exp(eta |x|² t)."""
    rule, x, w, T = Hebb(eta=0.2), np.array([0.6, 0.8, 1.0]), np.array([0.1, 0.2, -0.1]), 2.0
    exact = rule.solution(w, np.outer(x, x), T)
    errors = [
        np.abs(rule.learn(w, np.tile(x, (n, 1)), T / n) - exact).max() for n in (50, 100, 200)
    ]
    np.testing.assert_allclose(np.diff(np.log2(errors)), -1, atol=0.05)


def test_without_bound_a_late_time_is_refused():
    with pytest.raises(
        ParameterError, match="grew beyond what a number can hold. Plain Hebb grows without bound"
    ):
        Hebb(eta=1.0).solution([0.3, 0.3], C, 1000.0)
