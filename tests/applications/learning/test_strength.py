"""How strongly to protect: vertices that are known, an error that is known, and what luck is worth
(simulated and in closed form).
"""

import numpy as np
import pytest

from neurolib.applications import fisher, implicit_step, in_sequence, tasks
from neurolib.applications.learning.continual import hits, score, start
from neurolib.applications.learning.strength import (
    as_good_as_the_best,
    chosen_elsewhere,
    luck_of_the_best,
    optimum,
    selection_bias,
    stability_limit,
)
from neurolib.model import ParameterError

LAMS = np.geomspace(0.1, 1e4, 11)


def drawn(rng, best=1.3, seeds=8, noise=0.01, curvature=0.03):
    """A table whose mean is a parabola with its vertex at ``best``; seeds differ in height too."""
    u = np.log10(LAMS)
    heights = 0.6 + 0.05 * rng.standard_normal((seeds, 1))
    return np.clip(
        heights - curvature * (u - best) ** 2 + noise * rng.standard_normal((seeds, u.size)), 0, 1
    )


# The optimum


def test_a_parabola_is_found_where_it_lies_whatever_the_window():
    for window in 1, 2, 3, 9:
        found = optimum(LAMS, drawn(np.random.default_rng(0), noise=0.0), window)
        assert (
            found.u == pytest.approx(1.3, abs=1e-9)
            and found.error < 1e-9
            and found.located
            and found.lam == pytest.approx(10**1.3)
        )
        assert len(found.fitted) == min(2 * window + 1, 11)
    by_hand = optimum([1, 10, 100], [[0.6, 0.8, 0.6], [0.5, 0.7, 0.7]])
    # vertices 1 and 1.5: half of their distance
    assert by_hand.u == pytest.approx(7 / 6) and by_hand.error == pytest.approx(0.25)


def test_the_jackknife_error_is_how_far_optima_of_other_seeds_scatter():
    rng = np.random.default_rng(1)
    found = [optimum(LAMS, drawn(rng)) for _ in range(300)]
    spread, said = np.std([each.u for each in found]), np.median([each.error for each in found])
    assert np.mean([each.u for each in found]) == pytest.approx(
        1.3, abs=0.01
    ) and said == pytest.approx(spread, rel=0.15)


def test_what_has_no_maximum_inside_is_not_located():
    u = np.log10(LAMS)
    rising, flat = (
        np.tile(0.5 + 0.05 * u, (4, 1)),
        np.clip(0.5 + 0.01 * np.random.default_rng(3).standard_normal((4, 11)), 0, 1),
    )
    assert (
        not optimum(LAMS, rising).located
        and not optimum(LAMS, np.tile(0.5 + 0.02 * u**2, (3, 1)), 9).located
    )
    assert sum(optimum(LAMS, np.roll(flat, k, 1)).error > 0.3 for k in range(5)) >= 3
    # beside an end
    assert optimum(LAMS, np.tile(0.6 - 0.02 * (u + 0.9) ** 2, (3, 1))).u == pytest.approx(-0.9)


@pytest.mark.parametrize(
    ("lams", "rows"), [([1, 10, 100], [[0.5, 0.6, 0.5]]), ([1, 10], [[0.5, 0.6, 0.5]] * 2), ([0, 1, 10], [[0.5, 0.6, 0.5]] * 2), ([10, 1, 100], [[0.5, 0.6, 0.5]] * 2), ([1, 2], [[0.5, 0.6]] * 2)]
)  # fmt: skip
def test_what_is_no_sweep_is_refused(lams, rows):
    with pytest.raises(ParameterError):
        optimum(lams, rows)


# Choices


def test_pairs_find_differences_that_separate_means_hide():
    rng = np.random.default_rng(4)
    heights = 0.6 + 0.2 * (rng.random((9, 1)) - 0.5)
    rows = heights + np.array([-0.02, 0.0, -0.0005, -0.02]) + 0.002 * rng.standard_normal((9, 4))
    good = as_good_as_the_best(rows)
    assert good[1] and not good[[0, 3]].any()
    unpaired = rows.mean(0) >= rows.mean(0).max() - rows[:, 1].std(ddof=1) / 3
    assert unpaired.all(), "with the error of a single mean, all four look alike"


def test_luck_is_told_and_an_honest_choice_is_not_lucky():
    rng = np.random.default_rng(5)
    told, honest = np.mean(
        [
            (lambda both: (both[0], both[1].mean()))(
                chosen_elsewhere(rng.normal(0.7, 0.02, (5, 20)))
            )
            for _ in range(400)
        ],
        0,
    )
    assert honest == pytest.approx(0.7, abs=0.001)
    assert told - 0.7 == pytest.approx(selection_bias(0.02 / np.sqrt(5), 20), rel=0.05)
    one = np.array([[0.9, 0.8, 0.7], [0.6, 0.7, 0.9]])
    assert chosen_elsewhere(one)[0] == pytest.approx(0.8) and chosen_elsewhere(one)[
        1
    ] == pytest.approx([0.7, 0.6])


def test_the_luck_of_the_best():
    # order statistics
    known = {
        1: 0.0,
        2: 1 / np.sqrt(np.pi),
        3: 1.5 / np.sqrt(np.pi),
        10: 1.5387527308,
        30: 2.0428,
        100: 2.5076,
    }
    for n, mean in known.items():
        assert luck_of_the_best(n) == pytest.approx(mean, abs=1e-4 if n > 10 else 1e-9)
    rng = np.random.default_rng(6)
    shared, own = rng.standard_normal((40_000, 1)), rng.standard_normal((40_000, 12))
    best = (0.6 * shared + 0.8 * own).max(1)  # correlation 0.36
    assert (
        best.mean() == pytest.approx(selection_bias(1.0, 12, 0.36), rel=0.02)
        and selection_bias(1.0, 12, 1.0) == 0
    )
    for bad in (1.0, 0), (1.0, 5, 1.2), (-1.0, 5):
        with pytest.raises(ParameterError):
            selection_bias(*bad)


# The step


def test_the_explicit_step_breaks_at_the_limit_and_not_before():
    F = np.array([0.4, 3.0, 0.0])
    limit = stability_limit(F, 0.1)
    assert limit == pytest.approx(20 / 3)
    for lam, settles in (0.99 * limit, True), (1.01 * limit, False):
        theta = np.ones(3)
        for _ in range(2000):
            theta = theta - 0.1 * lam * F * theta
        assert (abs(theta[1]) < 1) == settles
    with pytest.raises(ParameterError, match="no springs"):
        stability_limit(np.zeros(3), 0.1)


# Many strengths side by side


@pytest.mark.parametrize("importance", ["exact", "sampled", "empirical", "batch", "summed", "ones"])
def test_strengths_that_learn_side_by_side_learn_what_each_learns_alone(importance):
    two, how = (
        tasks("permuted", np.random.default_rng(0), train=100)[:2],
        {"epochs": 2, "importance": importance},
    )
    lams = [0.0, 0.5, 30.0]
    together = in_sequence(two, np.random.default_rng(0), "EWC", lams, **how)
    assert (
        together.R.shape == (3, 2, 2)
        and together.weights.shape == (2, 3, 7510)
        and together.F.shape == (3, 7510)
    )
    for k, lam in enumerate(lams):
        alone = in_sequence(two, np.random.default_rng(0), "EWC", lam, **how)
        np.testing.assert_allclose(together.weights[:, k], alone.weights, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(together.F[k], alone.F, rtol=1e-9, atol=1e-15)
        np.testing.assert_array_equal(together.R[k], alone.R)
    naive = in_sequence(two, np.random.default_rng(0), "naive", epochs=2)
    if importance != "sampled":  # which draws random numbers between the tasks
        np.testing.assert_allclose(together.weights[:, 0], naive.weights, rtol=1e-9, atol=1e-12)
    assert together.ledger.count("fp32 multiply", "network") == 3 * naive.ledger.count(
        "fp32 multiply", "network"
    )


@pytest.mark.parametrize("method", ["SI", "replay", "joint"])
def test_the_other_methods_take_several_strengths_too(method):
    two = tasks("domain-incremental", np.random.default_rng(0), train=200)[:2]
    together = in_sequence(two, np.random.default_rng(0), method, [0.1, 10.0], epochs=2, hidden=12)
    alone = in_sequence(two, np.random.default_rng(0), method, 10.0, epochs=2, hidden=12)
    np.testing.assert_allclose(together.weights[:, 1], alone.weights, rtol=1e-9, atol=1e-12)


def test_springs_depend_on_strength_times_importance_alone():
    two = tasks("domain-incremental", np.random.default_rng(0), train=200)[:2]

    def summed(theta, gradient, theta_star, F, rate, lam):
        return implicit_step(theta, gradient, theta_star, 600 * F, rate, lam)

    one = in_sequence(two, np.random.default_rng(0), "EWC", [3.0, 300.0], epochs=2, hidden=12)
    other = in_sequence(
        two, np.random.default_rng(0), "EWC", [0.005, 0.5], epochs=2, hidden=12, step=summed
    )
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9, atol=1e-12)


def test_hits_are_counted_by_score_and_stacks_that_do_not_fit_are_refused():
    task = tasks("permuted", np.random.default_rng(0), train=100)[0]
    several = np.array([start(np.random.default_rng(k), 5) for k in range(3)])
    assert hits(several, task).shape == (3, len(task.c_test)) and isinstance(
        score(several[0], task), float
    )
    np.testing.assert_array_equal(score(several, task), hits(several, task).mean(1))
    np.testing.assert_allclose(fisher(several, task)[1], fisher(several[1], task), rtol=1e-12)
    for bad in np.zeros(7511), np.zeros((2, 2, 385)), np.zeros(10), np.array(1.0):
        with pytest.raises(ParameterError, match="theta has shape"):
            score(bad, task)
    with pytest.raises(ParameterError, match="expected one strength, or a list"):
        in_sequence([task], np.random.default_rng(0), "EWC", [[1.0]])


def test_as_good_as_the_best_of_three_rows_by_hand():
    """The second column is behind by 10, 0 and −1 %: 3 % on the mean, with a standard error of 3.51
    % (2.87 % if n were taken for n − 1).
    """
    best = np.array([0.9, 0.8, 0.7])
    table = np.stack(
        [best, best - [0.1, 0.0, -0.01], best - [0.11, 0.0, -0.01], best - 0.01], axis=1
    )
    assert as_good_as_the_best(table).tolist() == [True, True, True, False]
    behind = best - [0.12, 0.02, 0.0]  # 4.67 %, with a standard error of 3.71 %
    assert as_good_as_the_best(np.stack([best, behind, best - 0.2], axis=1)).tolist() == [
        True,
        False,
        False,
    ]
