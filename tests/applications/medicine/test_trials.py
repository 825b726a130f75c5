"""Doses, few pairs, and outcomes that are chosen afterwards: known answers, counting by hand, and
refusals.
"""

import itertools

import numpy as np
import pytest

from neurolib.applications import reset_times
from neurolib.applications.medicine.trials import (
    Registration,
    agreeing,
    any_positive,
    bootstrap,
    dose,
    false_positives,
    paired,
    power,
    sign_test,
    smallest_trial,
)
from neurolib.model import ParameterError

PLAN = Registration(
    "Is R lower after pulses in turn than after the same pulses at once?",
    "mean R of 20 s",
    60.0,
    8,
    0.3,
)


def test_overlapping_pulses_are_on_once():
    given = dose([[0.0, 2.0, 4.0], [4.0, 1.0, 1.5]], 1.0)
    np.testing.assert_allclose(given.on, [3.0, 2.5])  # (1)
    np.testing.assert_array_equal(given.pulses, [3, 3])
    t = np.sort(np.random.default_rng(1).uniform(0, 30, (3, 25)), axis=1)
    grid = np.arange(0, 40, 1e-3) + 5e-4
    counted = [
        ((row[:, None] <= grid) & (grid < row[:, None] + 1.7)).any(axis=0).sum() * 1e-3 for row in t
    ]
    np.testing.assert_allclose(dose(t, 1.7).on, counted, atol=0.05)


@pytest.mark.parametrize("order", ["fixed", "shuffled", "together"])
def test_short_pulses_have_the_same_dose_in_every_order_and_long_ones_do_not(order):
    times = reset_times(order, np.pi, 50, rng=np.random.default_rng(3))
    np.testing.assert_allclose(dose(times, np.pi / 4).on, 50 * np.pi / 4)
    long = dose(times, np.pi / 2).on
    assert (
        long.mean() < 50 * np.pi / 2 - 1
        if order == "shuffled"
        else np.allclose(long, 50 * np.pi / 2)
    )


def test_the_mean_of_pairs_and_its_error():
    effect = paired([-0.4, -0.45, -0.45, -0.35, -0.45])
    assert effect.mean == pytest.approx(-0.42) and effect.error == pytest.approx(0.02)  # (2)
    many = np.random.default_rng(2).normal(1.0, 2.0, 4000)
    assert paired(many).error == pytest.approx(2 / np.sqrt(4000), rel=0.05)


def test_the_sign_test_counts_all_ways_in_which_signs_can_fall():
    for n in 3, 6, 9:
        negative = np.array([sum(signs) for signs in itertools.product([0, 1], repeat=n)])
        for w in range(n + 1):
            found = sign_test(np.where(np.arange(n) < w, -1.0, 2.0))
            # (3)
            assert found == pytest.approx(np.mean(np.abs(2 * negative - n) >= abs(2 * w - n)))
    assert sign_test([-1, -1, -1, -1, -1, -1, 0, 0]) == 2**-5 and sign_test([0.0, 0.0]) == 1
    assert sign_test([-1] * 7 + [1]) == 0.0703125


def test_how_many_pairs_a_trial_needs():
    assert [smallest_trial(alpha) for alpha in (0.05, 0.01, 2.0**-5, 0.1)] == [6, 8, 6, 5]  # (4)
    assert agreeing(10) == 9 and agreeing(12) == 10 and agreeing(5) == 6


def test_power_is_what_a_simulation_finds():
    rng = np.random.default_rng(4)
    D = np.where(rng.random((20_000, 12)) < 0.85, -1.0, 1.0)
    shown = np.mean([sign_test(d) <= 0.05 and d.sum() < 0 for d in D[:4000]])
    assert power(12, 0.85) == pytest.approx(shown, abs=0.03)  # (5)
    assert power(10, 1.0) == 1 and power(5, 1.0) == 0 and power(10, 0.5) == pytest.approx(11 / 1024)


def test_false_positives_of_copies_and_of_independent_outcomes():
    rng, single = np.random.default_rng(5), 2 * power(10, 0.5)
    one = rng.normal(size=10)
    copies = false_positives(np.column_stack([one, 3 * one, -one]), rng, repeats=20_000)
    np.testing.assert_allclose(copies, single, atol=0.005)
    rates = np.mean(
        [false_positives(rng.normal(size=(10, 6)), rng, repeats=400) for _ in range(60)], axis=0
    )
    np.testing.assert_allclose(rates, any_positive(single, np.arange(1, 7)), atol=0.012)  # (6)
    assert (false_positives(np.ones((4, 3)), rng) == 0).all()


def test_false_positives_leaves_ties_out():
    D = np.column_stack([np.r_[np.zeros(4), np.ones(6)]])
    assert false_positives(D, np.random.default_rng(6), repeats=40_000)[0] == pytest.approx(
        2 / 64, abs=0.004
    )


def test_the_bootstrap_covers_the_mean_about_as_often_as_it_says():
    rng = np.random.default_rng(7)
    inside = [
        low <= 1.0 <= high
        for low, high in (bootstrap(rng.normal(1.0, 2.0, 30), rng, 500) for _ in range(400))
    ]
    assert 0.88 < np.mean(inside) < 0.98
    assert bootstrap([2.0, 2.0, 2.0], rng) == (2.0, 2.0)


def test_a_registered_plan_decides_and_shows_changes():
    assert len(PLAN.seal) == 12 and PLAN.seal == Registration(**vars(PLAN)).seal
    assert PLAN.seal != Registration(**(vars(PLAN) | {"waiting": 5.0})).seal
    assert PLAN.decide([-0.8] * 8) == "lower" and PLAN.decide([0.8] * 8) == "higher"
    assert PLAN.decide([-0.1] * 8) == "not shown" == PLAN.decide([-0.9] * 6 + [0.1] * 2)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: PLAN.decide([-0.8] * 7), "got 7 differences; 8 pairs are registered"),
        (lambda: Registration("Is R lower?", "R", 60.0, 5, 0.3), "expected at least 6 pairs"),
        (lambda: Registration(" ", "R", 60.0, 8, 0.3), "question is empty"),
        (lambda: dose([1.0, 2.0], 1.0), "expected onsets in s"),
        (lambda: paired([1.0]), "at least 2 pairs"),
        (
            lambda: false_positives([1.0, 2.0], np.random.default_rng(0)),
            "expected .pairs, outcomes.",
        ),
        (lambda: bootstrap([1.0, 2.0], None), "rng"),
        (lambda: power(10, 1.2), "power's q"),
    ],
)
def test_what_is_no_trial_is_refused(make, says):
    with pytest.raises(ParameterError, match=says):
        make()
