"""BCM: order of a step, fixed points, selectivity, the Hopf bifurcation, silence, a closed eye
(known_answers.md B01–B06, B12–B14, T07, T08).
"""

from itertools import combinations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurolib import BCM, ParameterError
from neurolib.plasticity.bcm import selectivity
from neurolib.units import Hz, ms, s

ONE = np.ones((1, 1))  # the scalar model: one input of 1


def test_a_step_in_numbers_and_in_order():
    """By hand: y = 0.5*1 + 0.2*2 = 0.9; w gains 0.1*0.5*0.9*(0.9 - 0.4)*x; then the threshold moves
    with the same y.
    """
    w, theta = BCM(eta=0.5 * Hz, tau_theta=2 * s).step([0.5, 0.2], 0.4, [1.0, 2.0], 100 * ms)
    np.testing.assert_allclose(w, [0.5225, 0.245], rtol=1e-12)
    assert theta == pytest.approx(0.4205, rel=1e-12)
    w, theta = BCM(eta=0.5 * Hz, tau_theta=2 * s, y_0=0.1).step(
        [0.5, 0.2], 0.4, [1.0, 2.0], 100 * ms
    )
    np.testing.assert_allclose(w, [0.53, 0.26], rtol=1e-12)  # y = 1.0
    assert theta == pytest.approx(0.43, rel=1e-12)


def test_steps_converge_with_order_one():
    rule, x, T = BCM(eta=0.4, tau_theta=1.0), np.array([0.6, 0.8]), 5.0
    start = np.array([0.5, 0.2, 0.3])
    there = solve_ivp(
        lambda t, z: np.append(*rule.flow(z[:2], z[2], x[None])),
        (0, T),
        start,
        rtol=1e-11,
        atol=1e-13,
    ).y[:, -1]
    ends = [
        np.append(*rule.learn(start[:2], start[2], np.tile(x, (n, 1)), T / n))
        for n in (100, 200, 400)
    ]
    errors = [np.abs(end - there).max() for end in ends]
    np.testing.assert_allclose(np.diff(np.log2(errors)), -1, atol=0.05)


def test_a_mean_over_patterns_is_the_averaged_rule():
    rng = np.random.default_rng(1)
    X, p, w, theta, dt = (
        rng.uniform(0, 1, (3, 4)),
        np.array([0.2, 0.3, 0.5]),
        rng.uniform(0, 1, 4),
        0.8,
        10 * ms,
    )
    rule = BCM(eta=0.3, tau_theta=2.0, y_0=0.1)
    steps = [rule.step(w, theta, x, dt) for x in X]
    dw, dtheta = rule.flow(w, theta, X, p)
    np.testing.assert_allclose(p @ [(new - w) / dt for new, _ in steps], dw, rtol=1e-9)
    assert p @ [(new - theta) / dt for _, new in steps] == pytest.approx(dtheta, rel=1e-9)


def test_its_table_names_the_threshold_in_greek():
    assert r"| $\tau_{\theta}$ | time constant of the threshold | 1 s |" in BCM()._repr_markdown_()


# --- fixed points ---------------------------------------------------------------------------------


@pytest.mark.parametrize("y_0", [0.0, 0.05])
def test_each_choice_of_patterns_rests_and_only_single_ones_are_stable(y_0):
    rng = np.random.default_rng(2)
    X, p = rng.uniform(0, 1, (3, 3)) + 2 * np.eye(3), np.array([0.2, 0.3, 0.5])
    rule = BCM(eta=0.02, tau_theta=1.0, y_0=y_0)
    for size in range(4):
        for chosen in combinations(range(3), size):
            w, theta = rule.fixed_point(X, chosen, p)
            y = X @ w + y_0
            np.testing.assert_allclose(
                y, [theta if k in chosen else 0 for k in range(3)], atol=1e-12
            )
            assert theta == pytest.approx(1 / p[list(chosen)].sum() if chosen else 0)
            np.testing.assert_allclose(np.append(*rule.flow(w, theta, X, p)), 0, atol=1e-12)
            largest = rule.eigenvalues(w, theta, X, p)[0].real
            if size == 1:
                assert largest < -1e-4
            elif size > 1:
                assert largest > 1e-4


def test_the_jacobian_is_that_of_the_flow():
    """Eigenvalues from finite differences of ``flow`` at a point that is no fixed point."""
    rng = np.random.default_rng(3)
    X, z = rng.uniform(0, 1, (4, 2)), np.array([0.7, 0.3, 0.9])
    rule = BCM(eta=0.5, tau_theta=0.8, y_0=0.1)
    moved = [
        [np.append(*rule.flow(v[:2], v[2], X)) for v in (z + h, z - h)] for h in 1e-5 * np.eye(3)
    ]
    numeric = np.linalg.eigvals(np.transpose([(up - down) / 2e-5 for up, down in moved]))
    np.testing.assert_allclose(
        rule.eigenvalues(z[:2], z[2], X), numeric[np.argsort(-numeric.real)], rtol=1e-7
    )


def test_two_orthogonal_patterns_end_in_one():
    rule, X = BCM(eta=0.05, tau_theta=1.0), np.eye(2)
    there = solve_ivp(
        lambda t, z: np.append(*rule.flow(z[:2], z[2], X)),
        (0, 4000),
        [0.3, 0.2, 0.1],
        rtol=1e-10,
        atol=1e-12,
    )
    np.testing.assert_allclose(X @ there.y[:2, -1], [2, 0], atol=2e-6)  # B04
    np.testing.assert_allclose(rule.fixed_point(X, [0])[0], [2, 0], atol=1e-12)


def test_four_patterns_drawn_at_random_end_in_one():
    """B04c and B05: eta = 4e-4 and a threshold leak of 4e-3 a presentation, the threshold updated
    after the weights.
    """
    rng = np.random.default_rng(4)
    X = np.eye(4)
    rule = BCM(eta=4e-4 * Hz, tau_theta=250 * s)
    w, theta = rule.learn(
        rng.uniform(0, 0.5, (100, 4)), 0.25, X[rng.integers(4, size=80_000)], 1 * s
    )
    y = w @ X.T
    assert y.max(axis=1).mean() == pytest.approx(4, rel=0.03)  # B04c
    assert theta.mean() == pytest.approx(4, rel=0.03)
    assert selectivity(y).mean() == pytest.approx(0.75, abs=0.002)
    assert selectivity(X @ rule.fixed_point(X, [2])[0]) == pytest.approx(0.75, rel=1e-12)  # B05


def test_patterns_that_overlap():
    angle = np.deg2rad(40)
    X = np.array([[1.0, 0.0], [np.cos(angle), np.sin(angle)]])
    w, theta = BCM().fixed_point(X, [0])
    assert np.linalg.norm(w) == pytest.approx(3.111447654, rel=1e-9) == 2 / np.sin(angle)  # B06
    np.testing.assert_allclose(X @ w, [2, 0], atol=1e-12)
    assert theta == 2


# --- stability ------------------------------------------------------------------------------------


def test_the_scalar_model_loses_stability_at_eta_tau_one():
    at = {
        product: BCM(eta=product, tau_theta=1.0).eigenvalues([1.0], 1.0, ONE)
        for product in (0.8, 0.999, 1.0, 1.001)
    }
    np.testing.assert_allclose(at[0.8].real, -0.1, rtol=1e-9)  # B02: (eta tau - 1)/2 per tau
    assert at[0.999].real.max() < 0 < at[1.001].real.max()  # B01
    np.testing.assert_allclose(at[1.0].real, 0, atol=1e-12)
    np.testing.assert_allclose(np.abs(at[1.0].imag), 1.0, rtol=1e-9)  # B03: 1/tau
    np.testing.assert_allclose(
        np.abs(BCM(eta=0.25, tau_theta=4.0).eigenvalues([1.0], 1.0, ONE).imag), 0.25, rtol=1e-9
    )
    # |x|² = 4: eta |x|² tau = 1.2
    strong = BCM(eta=0.3, tau_theta=1.0).eigenvalues([0.5], 1.0, [[2.0]])
    np.testing.assert_allclose(strong.real, 0.1, rtol=1e-9)


@pytest.mark.parametrize(("product", "settles"), [(0.7, True), (1.3, False)])
def test_steps_settle_below_and_swing_above_it(product, settles):
    rule = BCM(eta=product * Hz, tau_theta=1 * s)
    w, theta = rule.learn([1.05], 1.0, np.ones((40_000, 1)), 2 * ms)
    later, _ = rule.learn(w, theta, np.ones((2000, 1)), 2 * ms)
    assert (abs(w[0] - 1) < 1e-3 and abs(later[0] - 1) < 1e-3) == settles


# --- silence --------------------------------------------------------------------------------------


def test_silence_is_for_ever_though_the_threshold_comes_down():
    w, theta = BCM().learn(
        [0.0, 0.0], 1.0, np.random.default_rng(5).uniform(0, 1, (2000, 2)), 50 * ms
    )
    assert np.array_equal(w, [0, 0]) and 0 <= theta < 1e-12  # T07
    assert BCM().fixed_point(np.eye(2), []) == (pytest.approx([0, 0]), 0)


def test_spontaneous_activity_ends_the_silence():
    rule = BCM(eta=0.5 * Hz, tau_theta=1 * s, y_0=0.05)
    w, theta = rule.learn([0.0], 1.0, np.ones((20_000, 1)), 50 * ms)
    assert w[0] + 0.05 == pytest.approx(1, rel=0.02)  # T08
    assert theta == pytest.approx(1, rel=0.02)


# --- a closed eye ---------------------------------------------------------------------------------


def test_closed_eye_decay_in_closed_form():
    rule = BCM(eta=1e-4 * Hz)
    # B12
    assert np.exp(-rule.closed_eye_decay(0.3, 1 / 6) * 120_000) == pytest.approx(
        0.01329988354, rel=1e-6
    )
    half = rule.closed_eye_decay(0.3 / np.sqrt(2), 1 / 6) / rule.closed_eye_decay(0.3, 1 / 6)
    assert half == pytest.approx(0.5, rel=1e-12)  # B13
    assert rule.closed_eye_decay(0.0, 1 / 6) == pytest.approx(0, abs=1e-15)  # B14
    assert rule.closed_eye_decay(0.3, 0.5) == pytest.approx(0, abs=1e-15)


def test_closed_eye_decay_by_simulation():
    """B12: the open eye's weights and the threshold held at the selective state of six patterns,
    noise to the closed eye.
    """
    rng = np.random.default_rng(6)
    p, sigma, steps, eta = 1 / 6, 0.3, 24_000, 5e-4
    closed = np.full(40, 0.1)
    for preferred, noise in zip(
        rng.random((steps, 40)) < p, rng.normal(0, sigma, (steps, 40)), strict=True
    ):
        y = preferred / p + closed * noise
        closed = closed + BCM.change(y, 1 / p, noise, eta)
    assert closed.mean() / 0.1 == pytest.approx(0.01329988354, rel=0.1)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda: BCM(tau_theta=1 * s).step([0.1], 1.0, [1.0], 2.0),
            r"dt is 2 s, longer than tau_theta, 1 s: .* as in dt=50\*ms",
        ),
        (
            lambda: BCM().step([0.1], [1.0, 1.0], [1.0], 0.1),
            r"theta has shape \(2,\) and w \(1,\); expected one number",
        ),
        (lambda: BCM().step([0.1], -1.0, [1.0], 0.1), r"theta \(sliding threshold\) is -1"),
        (lambda: BCM().flow([0.1], 1.0, np.eye(2)), r"weights of shape \(1,\)"),
        (lambda: BCM().flow([[0.1, 0.2]], 1.0, np.eye(2)), "expected the weights of one neuron"),
        (
            lambda: BCM().flow([0.1, 0.2], 1.0, [1.0, 2.0]),
            r"patterns have shape \(2,\); expected \(K, n\)",
        ),
        (
            lambda: BCM().flow([0.1, 0.2], 1.0, np.eye(2), [0.5, 0.6]),
            r"p has shape \(2,\) and sum 1.1",
        ),
        (
            lambda: BCM().fixed_point([[1, 0], [2, 0]], [0]),
            "2 patterns are not linearly independent",
        ),
        (lambda: BCM().fixed_point(np.eye(2), [2]), "expected indexes of patterns from 0 to 1"),
        (lambda: BCM().fixed_point(np.eye(2), [True, False]), "expected indexes"),
        (lambda: BCM().closed_eye_decay(-0.1, 0.5), "standard deviation of the closed eye"),
        (lambda: selectivity([0.0, 0.0]), "none above 0"),
        (lambda: selectivity(0.0), "none above 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(ask, said):
    with pytest.raises(ParameterError, match=said):
        ask()


@pytest.mark.parametrize("verb", ["step", "learn"])
def test_weights_that_no_step_would_take_are_not_handed_out(verb):
    """Of a step at the ends of what is allowed the result is a number, but not one that the next
    step takes.
    """
    x = np.array([1e6])
    with pytest.raises(
        ParameterError,
        match=rf"BCM.{verb}'s weights grew to 1.0e\+45; expected at most 1e\+12. The "
        rf"threshold was too slow",
    ):
        getattr(BCM(eta=1000.0), verb)([1e12], 0.0, x if verb == "step" else x[None], 1.0)
