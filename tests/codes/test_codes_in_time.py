"""Rates in time, around events and spikes, and spectra: known answers, brute force, sentences."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurolib import codes, trains
from neurolib.codes import in_time
from neurolib.engines import EventDriven
from neurolib.model import ParameterError
from neurolib.network import Network
from neurolib.neurons import LIF
from neurolib.units import Hz, ms, s

POISSON = trains.poisson(40 * Hz, 400 * s, np.random.default_rng(1))
GAMMA = trains.gamma(40 * Hz, 4, 400 * s, np.random.default_rng(2))
CLOCK = np.arange(1, 2001) * 10 * ms - 5 * ms  # 20 s at 100 Hz
grid = st.lists(st.integers(0, 1000), max_size=30).map(
    lambda ticks: np.sort(np.array(ticks)) * 1e-4
)


def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic():
    source = inspect.getsource(in_time)
    tags, comments = (
        re.findall(pattern, source) for pattern in (r"\\tag\{(\d+)\}", r"# \((\d+)\)")
    )
    assert sorted(map(int, tags)) == sorted(map(int, comments)) == list(range(1, 6))


# --- rate in time ---------------------------------------------------------------------------------


@given(st.lists(grid, min_size=1, max_size=4))
def test_the_rate_of_a_population_is_the_mean_of_its_neurons(several):
    centres, rate = codes.population_rate(several, 0.1, 0.02, 0.01)
    each = [codes.windowed_rate(train, 0.1, 0.02, 0.01) for train in several]
    assert np.array_equal(centres, each[0][0]) and np.allclose(
        rate, np.mean([one[1] for one in each], axis=0)
    )


def test_the_rate_of_a_run_in_time():
    net = Network()
    drive = net.poisson(100, 30 * Hz)
    net.population(LIF(), 1)
    run = EventDriven().run(net, 2.0, seed=3)
    t, rate = codes.population_rate(run.trains(drive), run.duration, 100 * ms)
    assert len(t) == 20 and rate.mean() == pytest.approx(run.rates(drive).mean())
    assert np.abs(rate - 30).max() < 5 * np.sqrt(30 / (100 * 0.1))


# --- around a stimulus ----------------------------------------------------------------------------


def test_a_histogram_worked_by_hand():
    """Onsets at 1 and 2 s; a spike on an edge belongs to the later bin."""
    t, rate = codes.psth([[0.95, 1.0, 1.1, 2.05], [1.25, 2.1, 2.9]], 3.0, [1.0, 2.0], 0.1, 0.3, 0.1)
    np.testing.assert_allclose(t, [-0.05, 0.05, 0.15, 0.25])
    np.testing.assert_allclose(rate, np.array([1, 2, 2, 1]) / (2 * 2 * 0.1))


@given(grid, st.lists(st.integers(200, 700), min_size=1, max_size=5), st.integers(1, 50))
def test_a_histogram_is_that_of_brute_force(train, onsets, bin):
    """Times, onsets and bins on one grid, where nothing but whole numbers decides."""
    t, rate = codes.psth([train], 0.1, np.array(onsets) * 1e-4, 200e-4, 300e-4, bin * 1e-4)
    ticks, first, last = np.rint(train / 1e-4).astype(int), 200 // bin, 300 // bin
    counts = [
        sum(k * bin <= tick - onset < (k + 1) * bin for tick in ticks for onset in onsets)
        for k in range(-first, last)
    ]
    np.testing.assert_allclose(rate, np.array(counts) / (len(onsets) * bin * 1e-4), atol=1e-9)
    np.testing.assert_allclose(t, (np.arange(-first, last) + 0.5) * bin * 1e-4)


def test_a_response_to_a_stimulus_is_seen_where_it_is():
    """A Poisson train of 20 Hz that fires at 120 Hz from 50 to 100 ms after each of 200 onsets."""
    onsets = 1.0 + np.arange(200) * 0.5
    train = trains.inhomogeneous_poisson(
        lambda t: np.where((t >= 1) & ((t % 0.5) >= 0.05) & ((t % 0.5) < 0.1), 120, 20),
        120,
        102 * s,
        np.random.default_rng(3),
    )
    t, rate = codes.psth([train], 102.0, onsets, 0.1, 0.2, 0.01)
    expected = np.where((t > 0.05) & (t < 0.1), 120, 20)
    assert (np.abs(rate - expected) < 5 * np.sqrt(expected / (200 * 0.01))).all()


# --- around a spike -------------------------------------------------------------------------------


def test_what_precedes_a_spike_worked_by_hand():
    x = np.arange(10.0) ** 2
    # the last two lack their time before or after
    lags, mean = codes.spike_triggered_average([3.1, 5.0, 0.4, 9.0], x, 1.0, 2.0, 1.0)
    assert lags.tolist() == [-2, -1, 0, 1] and mean.tolist() == [
        (1 + 9) / 2,
        (4 + 16) / 2,
        (9 + 25) / 2,
        (16 + 36) / 2,
    ]


def test_the_average_before_a_spike_is_the_filter_reversed():
    """White noise x of variance 1 sets the chance of a spike, p + c (k ∗ x): the average is k(−τ) c
    / p.
    """
    dt, n, rng = 1 * ms, 400_000, np.random.default_rng(5)
    kernel = np.exp(-np.arange(30) / 8) * np.cos(np.arange(30) / 6)
    noise = rng.standard_normal(n)
    drive = np.convolve(noise, kernel)[:n]
    chance = np.clip(0.05 + 0.008 * drive, 0, 1)
    spikes = np.flatnonzero(rng.random(n) < chance) * dt
    lags, mean = codes.spike_triggered_average(spikes, noise, dt, 40 * ms, 5 * ms)
    expected = np.concatenate([np.zeros(11), kernel[::-1], np.zeros(5)]) * 0.008 / 0.05
    assert (
        lags[0] == pytest.approx(-40 * ms)
        and (np.abs(mean - expected) < 5 / np.sqrt(len(spikes))).all()
    )


def test_the_voltage_before_a_spike_of_a_clock():
    """Regular spikes and a signal of the same period: the average is one period of it."""
    x = np.sin(2 * np.pi * np.arange(20_000) * 1e-3 / 0.01)
    lags, mean = codes.spike_triggered_average(CLOCK, x, 1 * ms, 20 * ms, 20 * ms)
    np.testing.assert_allclose(mean, np.sin(2 * np.pi * (lags + 5 * ms) / 0.01), atol=1e-9)


def test_a_poisson_train_has_its_rate_at_all_lags():
    _, A = codes.autocorrelation(POISSON, 400, 0.2, 0.01)
    assert (
        len(A) == 41
        and A == pytest.approx(A[::-1])
        and np.abs(A - 40).max() < 6 / np.sqrt(0.01 * 400)
    )


def test_a_gamma_train_recurs_as_its_renewal_density():
    """Order 2: A = r (1 − e^(−4 r τ)), averaged over each bin."""
    train = trains.gamma(40 * Hz, 2, 400 * s, np.random.default_rng(4))
    lags, A = codes.autocorrelation(train, 400, 0.1, 0.002)
    r, x = 40.0, lags[51:]
    expected = r * (
        1 - (np.exp(-4 * r * (x - 0.001)) - np.exp(-4 * r * (x + 0.001))) / (4 * r * 0.002)
    )
    assert (np.abs(A[51:] - expected) < 6 * np.sqrt(expected / (400 * 40 * 0.002))).all()


def test_a_clock_recurs_at_its_period_alone():
    lags, A = codes.autocorrelation(CLOCK, 20, 0.03, 0.002)
    k = np.rint(lags / 0.002).astype(int)
    overlap = (2000 - np.abs(k) / 5) / 2000 / (1 - np.abs(lags) / 20)
    np.testing.assert_allclose(
        A, np.where((k % 5 == 0) & (k != 0), overlap / 0.002, 0.0), rtol=1e-9
    )


# --- spectrum -------------------------------------------------------------------------------------


def test_the_spectrum_of_a_poisson_train_is_flat():
    f, S = codes.spectrum(POISSON, 400, 200, 1.0)
    assert f.tolist() == list(range(1, 201)) and np.abs(S - 40).max() < 6 * 40 / np.sqrt(400)
    assert S.mean() == pytest.approx(40, abs=5 * 40 / np.sqrt(400 * 200))


def test_the_spectrum_of_a_gamma_train_is_that_of_a_renewal_process():
    f, S = codes.spectrum(GAMMA, 400, 150, 1.0)
    phi = (1 + 2j * np.pi * f / (4 * 40)) ** -4
    expected = 40 * (1 - abs(phi) ** 2) / abs(1 - phi) ** 2
    assert (np.abs(S / expected - 1)[1:] < 6 / np.sqrt(400)).all()
    assert S[:3].mean() == pytest.approx(40 / 4, rel=0.2), "r CV² at low frequencies"


@pytest.mark.parametrize("late", [0.0, 0.5 * ms])
def test_the_spectrum_of_a_train_on_the_edges_of_pieces_is_that_of_one_between_them(late):
    """0.29 × 100 is below 29 in floats: each piece of 10 ms holds ten spikes, whose sum is 0 at all
    f but 1 kHz.
    """
    power = codes.spectrum(np.arange(10_000) * ms + late, 10 * s, 1000 * Hz, 100 * Hz)[1]
    np.testing.assert_allclose(power, [0.0] * 9 + [10_000.0], atol=1e-9)


def test_the_spectrum_of_a_clock_is_a_comb():
    f, S = codes.spectrum(CLOCK, 20, 300, 2.0)
    comb = f % 100 == 0
    np.testing.assert_allclose(S[comb], 50**2 / 0.5)
    assert S[~comb].max() < 1e-12


@given(grid, st.integers(1, 4))
def test_a_spectrum_is_that_of_brute_force(train, pieces):
    T, df = 0.1001, pieces / 0.1001
    f, S = codes.spectrum(train, T, 10 * df, df)
    which = np.minimum((train * df).astype(int), pieces - 1)
    waves = np.array(
        [[np.exp(-2j * np.pi * one * train[which == k]).sum() for k in range(pieces)] for one in f]
    )
    np.testing.assert_allclose(S, (abs(waves) ** 2).mean(axis=1) * df, rtol=1e-9, atol=1e-9)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: codes.population_rate([0.1, 0.2], 1, 0.1),
            r"population_rate's trains is .*; expected a list of trains, as in run.trains",
        ),
        (lambda: codes.population_rate([], 1, 0.1), r"population_rate's trains is \[\]"),
        (
            lambda: codes.population_rate(([0.1], [0]), 1, 0.1),
            r"population_rate's trains is .* expected a list of trains",
        ),
        (
            lambda: codes.population_rate([[0.1], [2.0]], 1, 0.1),
            r"population_rate's trains\[1\] .* is 2 s",
        ),
        (
            lambda: codes.population_rate([[np.nan]], 1, 0.1),
            r"population_rate's trains\[0\] .* nan",
        ),
        (lambda: codes.psth([[0.1]], 1, [], 0.1, 0.1, 0.01), r"psth's onsets are empty"),
        (
            lambda: codes.psth([[0.1]], 1, [0.05], 0.1, 0.1, 0.01),
            r"psth's onsets are at 50 ms to 50 ms; expected 100 ms to 900 ms",
        ),
        (lambda: codes.psth([[0.1]], 1, [0.95], 0.1, 0.1, 0.01), r"psth's onsets are at"),
        (
            lambda: codes.psth([[0.1]], 1, [0.5], 0.1, 0.1, 0.2),
            r"psth's bin is 200 ms, longer than before and after",
        ),
        (lambda: codes.psth([[0.1]], 1, [0.5], np.nan, 0.1, 0.2), r"psth's before .* is nan"),
        (
            lambda: codes.spike_triggered_average([0.1], np.zeros((2, 5)), 0.1, 0.1),
            r"signal has shape \(2, 5\)",
        ),
        (
            lambda: codes.spike_triggered_average([0.1], [1.0, np.nan], 0.1, 0.1),
            r"signal .* is nan",
        ),
        (
            lambda: codes.spike_triggered_average([0.1], np.zeros(10), 0.1, 0.5),
            r"no spike of 1 with its time before and after",
        ),
        (
            lambda: codes.spike_triggered_average([0.1], np.zeros(10), 0.0, 0.5),
            r"spike_triggered_average's dt .* is 0 s",
        ),
        (
            lambda: codes.autocorrelation([], 1, 0.1, 0.01),
            r"autocorrelation needs at least 1 spike",
        ),
        (
            lambda: codes.spectrum([0.1], 1, 100, 0.5),
            r"spectrum's resolution .* is 500 mHz; expected 1 Hz",
        ),
        (
            lambda: codes.spectrum([0.1], 1, 1, 2),
            r"spectrum's f_max is 1 Hz; expected the resolution, 2 Hz, or more",
        ),
        (lambda: codes.spectrum([0.1], 1, np.nan, 2), r"spectrum's f_max .* is nan"),
        (lambda: codes.spectrum([1.1], 1, 10, 2), r"spectrum's times .* is 1.1 s"),
    ],
)
def test_what_has_no_answer_is_refused(call, said):
    with pytest.raises(ParameterError, match=said):
        call()


@pytest.mark.parametrize(
    "verb",
    [
        lambda trains: codes.population_rate(trains, 1.0, 0.1),
        lambda trains: codes.psth(trains, 1.0, [0.5], 0.1, 0.1, 0.01),
    ],
)
@pytest.mark.parametrize("trains", [[[[0.1], [0.2, 0.3]]], [[0.1, [0.2]]]])
def test_trains_within_trains_are_refused(verb, trains):
    with pytest.raises(
        ParameterError,
        match=r"'s trains\[0\] is a list of lists; expected the spike times of one train",
    ):
        verb(trains)
