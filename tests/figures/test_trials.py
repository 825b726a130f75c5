"""What the live figures of lab 5 compute is what the library's own functions return."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from neurolib.applications.trials import agreeing, any_positive, paired, power, sign_test

from neurolib import figures
from neurolib.model import Model
from tests.figures.test_kernels import SEEDS, computed


@dataclass(frozen=True, repr=False)
class Trial(Model):
    """A model whose parameters are knobs here."""


def useless(pairs: int, outcomes: int, correlation: float) -> dict[str, float]:
    of = figures.trials
    knobs = {"pairs": float(pairs), "outcomes": float(outcomes), "correlation": correlation}
    more = {"tables": of.USELESS_TABLES, "compiled": True}
    return computed(of.useless, of.USELESS_OUTPUTS, Trial(), knobs, **more)


@pytest.mark.parametrize("pairs", [6, 8, 9, 12, 17, 30])
def test_independent_outcomes_succeed_as_often_as_their_formula_says(pairs: int) -> None:
    found, k = useless(pairs, 20, 0.0), np.arange(1, 21)
    single = 2 * power(pairs, 0.5)
    assert found["alone"] == pytest.approx(single, rel=1e-12)
    exact = any_positive(single, k)
    assert np.allclose(found["independent"], exact, rtol=1e-12)
    error = np.sqrt(exact * (1 - exact) / figures.trials.TRIALS)
    assert np.abs((found["found"] - exact) / error).max() < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_related_outcomes_succeed_as_often_as_those_that_are_drawn_as_normal_numbers(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    n, last, r, runs = int(rng.integers(6, 31)), int(rng.integers(1, 21)), rng.random(), 3000
    found = useless(n, last, r)
    D = np.sqrt(r) * rng.standard_normal((runs, n, 1))
    D = D + np.sqrt(1 - r) * rng.standard_normal((runs, n, last))
    negative = (D < 0).sum(axis=1)
    succeeds = np.maximum(negative, n - negative) >= agreeing(n)
    rate = np.logical_or.accumulate(succeeds, axis=1).mean(axis=0)
    error = np.sqrt(0.25 * (1 / runs + 1 / figures.trials.TRIALS))
    assert np.abs(found["found"][:last] - rate).max() < 4 * error
    assert not found["found"][last:].any() and found["best"] == found["found"][last - 1]


def test_outcomes_that_are_one_and_the_same_leave_no_choice() -> None:
    found = useless(12, 20, 1.0)
    assert (found["found"] == found["found"][0]).all()
    assert abs(found["best"] - 2 * power(12, 0.5)) < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_an_analysis_is_that_of_the_sign_test_and_of_the_paired_differences(seed: int) -> None:
    rng, of = np.random.default_rng(seed), figures.trials
    n, waiting, control = int(rng.integers(6, 13)), float(rng.integers(2, 61)), seed % 3
    if seed == 1:
        n, waiting = 12, 60.0
    curves = rng.random((4, 12, 120)) * rng.random((4, 12, 1))
    curves[3] = curves[2] if seed == 2 else curves[3]  # differences of 0 have no sign
    tables = of.ANALYSIS_TABLES | {"curves": curves.ravel()}
    knobs = {"waiting": waiting, "pairs": float(n), "control": float(control)}
    found = computed(
        of.analysis, of.ANALYSIS_OUTPUTS, Trial(), knobs, tables=tables, compiled=seed > 5
    )

    def order(arm: int, until: float) -> np.ndarray:
        values: np.ndarray = curves[arm, :n, max(0, int(2 * until) - 20) : int(2 * until)]
        return values.mean(axis=1)

    D = order(3, waiting) - order(control, waiting)
    assert np.allclose(found["treated"][:n], order(3, waiting), rtol=1e-12)
    assert np.allclose(found["others"][:n], order(control, waiting), rtol=1e-12)
    assert (found["mean"], found["error"]) == pytest.approx(paired(D), rel=1e-9, abs=1e-15)
    assert found["negative"] == (D < 0).sum() and found["p_here"] == sign_test(D)
    known = [sign_test(order(3, t) - order(control, t)) for t in of.ANALYSIS_TABLES["times"]]
    assert found["p"].tolist() == known
    joined = np.stack([found["across"], found["up"]]).reshape(2, 12, 3)[:, :n, :2]
    assert (joined[0] == [0, 1]).all()
    assert np.array_equal(joined[1], np.stack([found["others"], found["treated"]], 1)[:n])
    assert np.isnan(found["up"][3 * n :]).all()
    assert found["registered"] == (control == 1 and waiting == 60 and n == 12) == (seed == 1)
