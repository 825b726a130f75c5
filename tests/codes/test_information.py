"""Entropies, information and phase locking of spike trains: closed forms, bias by counting,
independence of names.
"""

import inspect
import math
import re

import numpy as np
import pytest
from scipy import signal, special, stats

from neurolib import codes
from neurolib.codes import information, phase
from neurolib.model import ParameterError
from neurolib.units import Hz


@pytest.mark.parametrize("module", [information, phase])
def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(module):
    source = inspect.getsource(module)
    tags, comments = re.findall(r"\\tag\{(\d+)\}", source), re.findall(r"# \((\d+)\)", source)
    assert sorted(map(int, tags)) == sorted(map(int, comments)) == list(range(1, len(tags) + 1))


def h(p):
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


# Entropy


def test_entropies_by_hand():
    assert codes.entropy([0, 1, 2, 3], corrected=False) == 2
    assert codes.entropy([7, 7, 7, 7]) == 0
    assert codes.entropy([0, 0, 0, 1], corrected=False) == pytest.approx(h(0.25))
    assert codes.entropy([0, 0, 0, 1]) == pytest.approx(h(0.25) + 1 / (8 * math.log(2)))
    assert codes.entropy([[0, 1], [1, 0], [0, 1], [1, 1]], corrected=False) == 1.5
    assert codes.entropy([True, False], corrected=False) == 1
    assert codes.entropy([2, 1, 0, 1], corrected=False) == 1.5


def test_counts_of_a_poisson_train_have_the_entropy_of_their_distribution():
    """A mean of 1 spike in a window: 1.882 bits, from the probabilities themselves."""
    p = stats.poisson.pmf(np.arange(30), 1.0)
    exact = float(-(p * np.log2(p)).sum())
    assert exact == pytest.approx(1.8825, abs=1e-4)
    found = [codes.entropy(np.random.default_rng(seed).poisson(1.0, 2000)) for seed in range(12)]
    assert abs(np.mean(found) - exact) < 5 * np.std(found, ddof=1) / math.sqrt(12) < 0.05


def test_words_of_independent_bins_have_the_sum_of_their_entropies():
    p = 1 - math.exp(-0.2)  # of a spike or more in a bin of 10 ms at 20 Hz
    found = [
        codes.entropy((np.random.default_rng(seed).random((13_333, 3)) < p).astype(int))
        for seed in range(12)
    ]
    assert abs(np.mean(found) - 3 * h(p)) < 5 * np.std(found, ddof=1) / math.sqrt(12) < 0.03
    assert codes.entropy(np.tile([1, 0], (100, 1))) == 0


def test_the_correction_takes_away_the_bias():
    """64 draws of 16 equally likely symbols, many times: too small by 0.17 bits, corrected by less
    than 0.02.
    """
    rng = np.random.default_rng(1)
    draws = rng.integers(16, size=(1000, 64))
    plain, corrected = (
        np.mean([codes.entropy(row, way) for row in draws]) for way in (False, True)
    )
    assert 4 - plain == pytest.approx(15 / (2 * 64 * math.log(2)), abs=0.02)
    assert abs(corrected - 4) < 0.02


# Information


def test_information_of_a_channel_that_turns_bits_round():
    x = np.repeat([0, 1], 500)
    y = np.where(np.arange(1000) % 10 == 0, 1 - x, x)  # one in ten
    assert codes.mutual_information(x, y, corrected=False) == pytest.approx(1 - h(0.1))
    assert codes.mutual_information(x, y) == pytest.approx(1 - h(0.1) - 1 / (2000 * math.log(2)))
    # names do not matter
    assert codes.mutual_information(x, 7 - 3 * x, corrected=False) == pytest.approx(1)
    words = np.stack([x, y], axis=1)
    assert codes.mutual_information(x, words, corrected=False) == pytest.approx(1)


def test_responses_that_say_nothing_seem_to_say_something_without_the_correction():
    rng = np.random.default_rng(2)
    both = [(rng.integers(4, size=400), rng.poisson(1.5, 400)) for _ in range(400)]
    plain, corrected = (
        np.array([codes.mutual_information(*each, way) for each in both]) for way in (False, True)
    )
    assert plain.mean() > 0.02 and (plain >= 0).all()
    assert abs(corrected.mean()) < plain.mean() / 3 and (corrected < 0).any()


def test_information_of_counts_about_a_rate():
    """Counts of two Poisson rates, against the sum over their distributions."""
    p = stats.poisson.pmf(np.arange(60)[None, :], np.array([[2.0], [6.0]]))
    mean = p.mean(axis=0)
    exact = np.sum(p / 2 * np.log2(p / mean))
    found = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        stimulus = rng.integers(2, size=4000)
        found.append(codes.mutual_information(stimulus, rng.poisson(np.where(stimulus, 6.0, 2.0))))
    assert abs(np.mean(found) - exact) < 5 * np.std(found, ddof=1) / math.sqrt(12) < 0.03


# Phase


def test_vector_strength_by_hand_and_as_scipy_has_it():
    assert codes.vector_strength(np.arange(10) / 50 + 0.003, 50 * Hz) == pytest.approx(1)
    # half a period apart
    assert codes.vector_strength([0.0, 0.01], 50 * Hz) == pytest.approx(0, abs=1e-15)
    assert codes.vector_strength([0.0, 0.005], 50 * Hz) == pytest.approx(1 / math.sqrt(2))
    times = np.random.default_rng(1).random(40)
    assert codes.vector_strength(times, 7 * Hz) == pytest.approx(
        signal.vectorstrength(times, 1 / 7)[0]
    )


def test_vector_strength_of_von_mises_phases():
    rng = np.random.default_rng(2)
    times = (rng.vonmises(0.4, 2.0, 40_000) / (2 * np.pi) + np.arange(40_000)) / 5
    assert codes.vector_strength(times, 5 * Hz) == pytest.approx(
        special.iv(1, 2) / special.iv(0, 2), abs=0.01
    )


@pytest.mark.parametrize("n", [10, 30, 200])
def test_rayleighs_test_is_wrong_as_often_as_it_says(n):
    rng = np.random.default_rng(n)
    p = np.array([codes.rayleigh(rng.random(n), 1 * Hz) for _ in range(4000)])
    for level in 0.3, 0.05, 0.01:
        assert np.mean(p < level) == pytest.approx(level, abs=5 * math.sqrt(level / 4000))
    R = codes.vector_strength(times := rng.random(200), 1 * Hz)
    assert codes.rayleigh(times, 1 * Hz) == pytest.approx(math.exp(-200 * R**2), abs=0.01)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: codes.entropy([0.5, 1.0]), r"entropy's symbols has shape \(2,\); expected whole numbers"),
        (lambda: codes.entropy([]), "entropy's symbols .* is empty"),
        (lambda: codes.entropy([1, 2], corrected="yes"), "entropy's corrected is 'yes'; expected True or False"),
        (lambda: codes.mutual_information([0, 1], [0, 1, 1]), "x has 2 trials and y 3; expected a response for each"),
        (lambda: codes.correlogram([0.1], [0.2], 1.0, 0.5, 0.1, biased=1), "correlogram's biased is 1; expected True or False"),
        (lambda: codes.vector_strength([], 5.0), "vector_strength needs at least 1 spikes; this train has 0"),
        (lambda: codes.rayleigh([0.1] * 9, 5.0), "rayleigh needs at least 10 spikes; this train has 9"),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_refused(call, said):
    with pytest.raises(ParameterError, match=said):
        call()
