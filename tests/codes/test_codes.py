"""Statistics and codes of spike trains: known answers (the codes C11 … name their inputs), brute
force, invariances, sentences.

C11–C20 and C27–C29 were computed apart from this library; where one is stochastic its band is given
in standard errors.
"""

import inspect
import math
import re
from functools import cache, lru_cache

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from neurolib import codes, trains
from neurolib.codes import pairs, populations, single
from neurolib.model import ParameterError
from neurolib.units import Hz, kHz, ms, s

BAND = 5  # standard errors to either side
# spikes of a clocked run sit on a grid: pairs then fall on the edges of bins, and must be counted
# right
GRID = 0.1 * ms

ticks = st.lists(st.integers(0, 1000), max_size=25)  # spike times in steps of GRID, within 100 ms
free = st.lists(st.floats(0, 0.1), max_size=25)  # spike times in s, anywhere in 100 ms
distinct = st.lists(st.integers(0, 1000), min_size=3, max_size=25, unique=True)


@pytest.mark.parametrize("module", [single, pairs, populations])
def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic(module):
    source = inspect.getsource(module)
    tags, comments = re.findall(r"\\tag\{(\d+)\}", source), re.findall(r"# \((\d+)\)", source)
    assert sorted(map(int, tags)) == sorted(map(int, comments)) == list(range(1, len(tags) + 1))


# One train


def test_statistics_of_a_train_worked_by_hand():
    """Intervals 1, 3, 2 s: mean 2, variance 2/3, contrasts 1/2 and −1/5."""
    times = [1, 2, 5, 7]
    np.testing.assert_array_equal(codes.isi(times), [1, 3, 2])
    assert codes.rate(times, 10) == 0.4
    assert codes.mean_isi(times) == 2
    assert codes.cv(times) == pytest.approx(math.sqrt(2 / 3) / 2, rel=1e-14)
    assert codes.cv2(times) == pytest.approx((1 + 2 / 5) / 2, rel=1e-14)
    assert codes.lv(times) == pytest.approx(3 * (1 / 4 + 1 / 25) / 2, rel=1e-14)
    assert codes.fano(times, 10, 2) == pytest.approx(0.2 / 0.8, rel=1e-14)  # counts 1, 1, 1, 1, 0
    # 2, 1, 1; the last second is in no window
    assert codes.fano(times, 10, 3) == pytest.approx(1 / 3 / (4 / 3), rel=1e-14)
    assert codes.latency(times, 1.5) == 0.5 and codes.latency(times, 5) == 0


def test_a_regular_train_does_not_vary():
    times = np.arange(100) * 10 * ms
    assert codes.rate(times, 1 * s) == pytest.approx(100)
    assert max(codes.cv(times), codes.cv2(times), codes.lv(times)) < 1e-12
    assert codes.fano(times, 1 * s, 100 * ms) == 0


def test_windows_slide_or_stand_side_by_side():
    times = [0.0, 0.05, 0.1, 0.25, 0.3, 1.0]
    centres, rates = codes.windowed_rate(times, 1, 0.1)
    np.testing.assert_allclose(centres, np.arange(10) / 10 + 0.05)
    # 0.3 is in [0.3, 0.4) though 3*0.1 > 0.3; 1.0 in the last
    np.testing.assert_allclose(rates, [20, 10, 10, 10, 0, 0, 0, 0, 0, 10])
    centres, rates = codes.windowed_rate(times, 1, 0.2, step=0.05)
    np.testing.assert_allclose(centres, np.arange(17) / 20 + 0.1)
    np.testing.assert_allclose(rates[:7], np.array([3, 2, 2, 2, 2, 2, 1]) / 0.2)
    assert codes.windowed_rate([], 1, 0.3)[1].tolist() == [0, 0, 0]


@given(ticks, st.sampled_from([width for width in range(1, 1001) if 1000 % width == 0]))
def test_bins_hold_every_spike_once(train, width):
    _, rates = codes.windowed_rate(np.array(train) * GRID, 1000 * GRID, width * GRID)
    counts = np.rint(rates * width * GRID).astype(int)
    edges = np.append(np.arange(0, 1000, width), 1000.5)  # in whole steps, where nothing rounds
    np.testing.assert_array_equal(counts, np.histogram(train, edges)[0])


def test_an_empty_train_is_a_train():
    assert codes.rate([], 1) == 0
    assert codes.isi([]).shape == codes.isi([0.3]).shape == (0,)
    assert codes.latency([], 0) == codes.latency([0.1], 0.2) == math.inf
    assert codes.victor_purpura([], [], 1) == codes.van_rossum([], [], 1) == 0
    assert (codes.cross_covariance([], [0.3, 0.4], 1, 10 * ms, 1 * ms)[1] == 0).all()


def test_lif_latency_is_that_of_the_course_neuron():
    """L06: 21.97224577 ms at 300 pA from rest with τ = 20 ms and a rheobase of 200 pA; first order
    in 1/s for strong drive.
    """
    assert codes.lif_latency(300 / 200, 20 * ms) == pytest.approx(21.97224577 * ms, rel=1e-9)
    np.testing.assert_array_equal(codes.lif_latency([0, 0.5, 1], 20 * ms), np.inf)
    assert codes.lif_latency(1e6, 1 * s) == pytest.approx(1e-6 + 0.5e-12, rel=1e-12)
    assert codes.lif_latency(np.full((2, 3), 1.5), 20 * ms).shape == (2, 3)


@given(distinct, st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_interval_statistics_ignore_origin_unit_direction_and_order(train, shift, scale, random):
    times = np.array(train) * GRID
    shuffled = random.sample(times.tolist(), len(times))
    for statistic in codes.cv, codes.cv2, codes.lv:
        value = statistic(times)
        assert statistic(shuffled) == value
        for changed in times + shift, times * scale, -times:
            assert statistic(changed) == pytest.approx(value, rel=1e-7, abs=1e-7)
    assert codes.mean_isi(times * scale) == pytest.approx(scale * codes.mean_isi(times), rel=1e-9)
    assert codes.mean_isi(times) == pytest.approx(codes.isi(times).mean(), rel=1e-9)
    T = 1000 * GRID
    assert codes.rate(shuffled, T) == codes.rate(times, T) == pytest.approx(len(times) / 0.1)
    assert codes.rate(times * scale, T * scale) == pytest.approx(
        codes.rate(times, T) / scale, rel=1e-9
    )
    assert codes.fano(shuffled, T, 10 * ms) == codes.fano(times, T, 10 * ms)


def test_arguments_are_left_as_they_were():
    a, b = np.array([0.3, 0.1, 0.2]), np.array([0.25, 0.05])
    (
        codes.cv(a),
        codes.cross_covariance(a, b, 1, 0.1, 0.01),
        codes.van_rossum(a, b, 1),
        codes.victor_purpura(a, b, 1),
    )
    assert a.tolist() == [0.3, 0.1, 0.2] and b.tolist() == [0.25, 0.05]


# Two trains


def test_one_pair_sits_at_its_lag_with_its_sign():
    lags, C = codes.cross_covariance([0.5], [0.507], 1 * s, 20 * ms, 1 * ms)
    np.testing.assert_allclose(lags, np.arange(-20, 21) * ms)
    assert lags[np.argmax(C)] == pytest.approx(7 * ms)
    assert C.max() == pytest.approx(1 / (1 * ms * (1 - 7 * ms)) - 1, rel=1e-12)
    np.testing.assert_allclose(np.delete(C, 27), -1, rtol=1e-12)


def test_a_pair_on_an_edge_counts_half_in_each_bin():
    _, C = codes.cross_covariance([0.1, 0.3], [0.1035, 0.2], 1 * s, 4 * ms, 1 * ms)
    np.testing.assert_allclose(
        (C + 4) * ms * (1 - np.abs(np.arange(-4, 5)) * ms), [0] * 7 + [0.5, 0.5], atol=1e-12
    )


@lru_cache
def grid_pair():
    """C11–C14 made exact: 20 and 30 Hz for 100 s, 500 spikes in common, all other pairs 25 ms or
    more apart.
    """
    a = np.arange(2000) * 50 * ms
    others = np.concatenate([a, a[:500]]) + 25 * ms
    return a, np.concatenate([a[:500], others])


def test_c12_c13_c14_baseline_area_and_counts():
    """C12 600 Hz², C13 5 Hz, C14 60 counts per bin, each to 1e-12 (the arithmetic; their statistics
    below).
    """
    T, w = 100 * s, 1 * ms
    a, b = grid_pair()
    lags, C = codes.cross_covariance(a, b, T, 10 * ms, w)
    peak = np.abs(lags) < w / 2
    np.testing.assert_allclose(-C[~peak], 600, rtol=1e-12)  # C12
    assert (C[peak][0] + 600) * w == pytest.approx(5, rel=1e-12)  # C13
    assert -C[0] * w * T == pytest.approx(60, rel=1e-12)  # C14


def test_c15_the_edge_correction():
    """C15: at a lag of 10 s in a record of 100 s the biased correlogram is 0.9 of the unbiased."""
    lags, C = codes.cross_covariance([30.0], [40.0], 100 * s, 10 * s, 0.5 * s)
    unbiased = C[-1] + 1e-4
    assert lags[-1] == 10 and 1 / (0.5 * 100) / unbiased == pytest.approx(0.9, rel=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_common_source_gives_a_peak_of_its_rate_at_its_delay(seed):
    """C12, C13, C14 as statistics: 20 and 30 Hz with 5 Hz in common, b 7 ms after a.

    Pairs at the lags of a band of width W number (c + r_a r_b W) T, or r_a r_b W T, and fluctuate
    as a Poisson count; that the rates in the baseline fluctuate too (r_a r_b W)² (1/r_a + 1/r_b +
    2c/(r_a r_b))/T adds.
    """
    T, w, c, r_a, r_b = 2000 * s, 1 * ms, 5 * Hz, 20 * Hz, 30 * Hz
    a, b = trains.common_source(r_a, r_b, c, T, np.random.default_rng(seed), delay=7 * ms)
    lags, C = codes.cross_covariance(a, b, T, 50 * ms, w)
    near = np.abs(lags - 7 * ms) < 5.5 * w

    def error(W, c):
        return np.sqrt(
            (c + r_a * r_b * W) / T
            + (r_a * r_b * W) ** 2 * (1 / r_a + 1 / r_b + 2 * c / (r_a * r_b)) / T
        )

    assert lags[np.argmax(C)] == pytest.approx(7 * ms)
    assert C[near].sum() * w == pytest.approx(5, abs=BAND * error(11 * w, c))  # C13
    assert C[~near].mean() == pytest.approx(0, abs=BAND * error(90 * w, 0) / (90 * w))
    counts = (C + codes.rate(a, T) * codes.rate(b, T)) * w * (T - np.abs(lags))
    # C14 in 100 s
    assert counts[~near].mean() / 20 == pytest.approx(
        60, rel=BAND * error(90 * w, 0) / (90 * w * 600)
    )


def test_c11_count_correlation_of_a_common_source():
    """C11: 5/√(20·30) = 0.2041241452 within 2 %; a million windows have a standard error below 0.5
    %.
    """
    T, window = 50_000 * s, 50 * ms
    a, b = trains.common_source(20 * Hz, 30 * Hz, 5 * Hz, T, np.random.default_rng(1))
    assert codes.count_correlation(a, b, T, window) == pytest.approx(0.2041241452, rel=0.02)
    unrelated = codes.count_correlation(
        a, trains.poisson(30 * Hz, T, np.random.default_rng(2)), T, window
    )
    assert unrelated == pytest.approx(0, abs=BAND / np.sqrt(T / window))


def test_count_correlation_is_pearsons():
    rng = np.random.default_rng(1)
    a, b = trains.common_source(20 * Hz, 30 * Hz, 5 * Hz, 20 * s, rng)
    n_a, n_b = (np.histogram(train, np.linspace(0, 20, 201))[0] for train in (a, b))
    assert codes.count_correlation(a, b, 20 * s, 100 * ms) == pytest.approx(
        np.corrcoef(n_a, n_b)[0, 1], rel=1e-12
    )
    assert codes.count_correlation(a, a, 20 * s, 100 * ms) == pytest.approx(1, rel=1e-12)


def brute_force_counts(a, b, last, width):
    """Count pairs in whole grid steps, where nothing rounds: bins of ``width`` steps, half a pair
    for each bin at an edge.
    """
    counts = np.zeros(2 * last + 1)
    for x in a:
        for y in b:
            for k in range(-last, last + 1):
                away = abs(2 * (y - x) - 2 * k * width)
                counts[k + last] += 1.0 if away < width else 0.5 if away == width else 0.0
    return counts


@settings(max_examples=40, deadline=None)
@given(ticks, ticks, st.integers(0, 8), st.integers(1, 20))
@example([0, 5, 10, 1000], [0, 5, 15, 20], 2, 10)
def test_cross_covariance_equals_brute_force(a, b, last, width):
    T, w = 100.1 * ms, width * GRID
    lags, C = codes.cross_covariance(np.array(a) * GRID, np.array(b) * GRID, T, last * w, w)
    expected = (
        brute_force_counts(a, b, last, width) / (w * (T - np.abs(lags))) - len(a) * len(b) / T**2
    )
    np.testing.assert_allclose(C, expected, rtol=1e-9, atol=1e-6)


@given(ticks, ticks, st.integers(1, 20), st.randoms(use_true_random=False))
def test_cross_covariance_turns_round_with_time_and_with_the_pair(a, b, width, random):
    T, w, L = 1000 * GRID, width * GRID, 5 * width * GRID
    a, b = np.array(a) * GRID, np.array(b) * GRID
    lags, C = codes.cross_covariance(a, b, T, L, w)
    np.testing.assert_array_equal(lags, -lags[::-1])
    for other in (b, a), (T - a, T - b):
        np.testing.assert_allclose(
            codes.cross_covariance(*other, T * (1 + 1e-12), L, w)[1], C[::-1], rtol=1e-6, atol=1e-6
        )
    shuffled = random.sample(a.tolist(), len(a)), random.sample(b.tolist(), len(b))
    np.testing.assert_array_equal(codes.cross_covariance(*shuffled, T, L, w)[1], C)


@given(free, free, st.floats(0.1, 10))
def test_cross_covariance_scales_as_one_over_time_squared(a, b, scale):
    a, b = np.array(a), np.array(b)
    C = codes.cross_covariance(a, b, 0.1, 0.02, 0.0037)[1]
    scaled = codes.cross_covariance(
        a * scale, b * scale, 0.1 * scale, 0.02 * scale, 0.0037 * scale
    )[1]
    np.testing.assert_allclose(scaled * scale**2, C, rtol=1e-6, atol=1e-3)


def test_a_trains_covariance_with_itself_has_its_rate_at_zero():
    """The bin at 0 holds each of the n spikes once: r/w − r², plus pairs of different spikes within
    half a bin (here none).
    """
    times = np.arange(100) * 10 * ms
    _, C = codes.cross_covariance(times, times, 1 * s, 4 * ms, 1 * ms)
    assert C[4] == pytest.approx(100 / ms - 1e4, rel=1e-12)


def test_long_trains_need_no_square_of_memory():
    """Two hundred thousand spikes each: all differences at once would take 320 GB."""
    rng = np.random.default_rng(1)
    a, b = trains.poisson(20 * Hz, 1e4, rng), trains.poisson(20 * Hz, 1e4, rng)
    _, C = codes.cross_covariance(a, b, 1e4, 50 * ms, 1 * ms)
    assert abs(C.mean()) < BAND * 400 * np.sqrt((1 / (400 * 0.101) + 2 / 20) / 1e4)


def test_c27_c28_victor_purpura():
    q = 0.5 * kHz  # 0.5 per ms
    assert codes.victor_purpura([10 * ms], [13 * ms], q) == pytest.approx(1.5, rel=1e-12)  # C27
    # C28
    assert codes.victor_purpura([10 * ms, 50 * ms], [12 * ms], q) == pytest.approx(2, rel=1e-12)


def test_c29_van_rossum():
    """C29: two spikes 5 ms apart, τ = 10 ms: D² = 1 − e^(−1/2) = 0.3934693403; a spike more: ½ (van
    Rossum 2001).
    """
    assert codes.van_rossum([100 * ms], [105 * ms], 10 * ms) ** 2 == pytest.approx(
        0.3934693403, rel=1e-9
    )
    assert codes.van_rossum([100 * ms], [], 10 * ms) ** 2 == pytest.approx(0.5, rel=1e-14)


@cache
def recursive_victor_purpura(a, b, q):
    if not a or not b:
        return len(a) + len(b)
    return min(
        recursive_victor_purpura(a[1:], b, q) + 1,
        recursive_victor_purpura(a, b[1:], q) + 1,
        recursive_victor_purpura(a[1:], b[1:], q) + q * abs(a[0] - b[0]),
    )


@settings(deadline=None)
@given(free, free, st.floats(0, 1e4))
def test_victor_purpura_equals_its_recursion(a, b, q):
    a, b = a[:8], b[:8]
    assert codes.victor_purpura(a, b, q) == pytest.approx(
        recursive_victor_purpura(tuple(sorted(a)), tuple(sorted(b)), q), abs=1e-9
    )


@given(free, free, st.floats(1e-3, 0.1))
def test_van_rossum_equals_its_double_sum(a, b, tau):
    """∫ of two traces over τ is ½ e^(−|Δ|/τ), summed over pairs."""

    def overlap(x, y):
        return np.exp(-np.abs(np.subtract.outer(np.array(x), np.array(y))) / tau).sum() / 2

    square = overlap(a, a) + overlap(b, b) - 2 * overlap(a, b)
    assert codes.van_rossum(a, b, tau) ** 2 == pytest.approx(square, abs=1e-10)


@settings(deadline=None)
@given(
    free,
    free,
    free,
    st.floats(1, 1e4),
    st.floats(-5, 5),
    st.floats(0.1, 10),
    st.randoms(use_true_random=False),
)
def test_distances_are_metrics_of_the_spikes_alone(a, b, c, q, shift, scale, random):
    for distance, at_scale in (
        (codes.victor_purpura, lambda f: q / f),
        (codes.van_rossum, lambda f: f / q),
    ):
        d = distance(a, b, at_scale(1))
        assert distance(a, a, at_scale(1)) == 0
        assert distance(b, a, at_scale(1)) == pytest.approx(d, rel=1e-9, abs=1e-7)
        assert d <= distance(a, c, at_scale(1)) + distance(c, b, at_scale(1)) + 1e-7
        assert distance(random.sample(a, len(a)), b, at_scale(1)) == d
        assert distance(np.array(a) + shift, np.array(b) + shift, at_scale(1)) == pytest.approx(
            d, abs=1e-3
        )
        assert distance(np.array(a) * scale, np.array(b) * scale, at_scale(scale)) == pytest.approx(
            d, abs=1e-3
        )


@given(free, free)
def test_distances_at_the_two_ends_of_their_time_scale(a, b):
    """Timing without cost leaves the difference of the counts; timing of any cost leaves the spikes
    that do not coincide.
    """
    assert codes.victor_purpura(a, b, 0) == abs(len(a) - len(b))
    assert codes.van_rossum(a, b, 10 * s) ** 2 == pytest.approx(
        (len(a) - len(b)) ** 2 / 2, abs=0.01 * (len(a) + len(b)) ** 2
    )
    if a and b and np.abs(np.subtract.outer(np.array(a), np.array(b))).min() > 1e-8:
        assert codes.victor_purpura(a, b, 1e9) == len(a) + len(b)


# Populations

PREFERRED = np.linspace(0, 2 * np.pi, 32, endpoint=False)
POPULATION = {"preferred": PREFERRED, "r_max": 30 * Hz, "kappa": 2.0}


def test_c16_c17_fisher_information_and_cramer_rao_bound():
    """C16 41.33170354 rad⁻² and C17 8.912119057° for 32 cells, 30 Hz, κ = 2, 0.1 s; the sum does
    not depend on the direction.
    """
    J = codes.fisher_information(np.linspace(-np.pi, np.pi, 7), **POPULATION, T=0.1 * s)
    np.testing.assert_allclose(J, 41.33170354, rtol=1e-6)
    assert np.rad2deg(codes.cramer_rao(J[0])) == pytest.approx(8.912119057, rel=1e-6)
    assert isinstance(codes.fisher_information(0.3, **POPULATION, T=0.1), float) and isinstance(
        codes.cramer_rao(J[0]), float
    )


def test_fisher_information_is_that_of_the_tuning_curve():
    """T Σ f'²/f with f' by central difference, for uneven directions."""
    uneven = {**POPULATION, "preferred": [0.1, 0.5, 2.0]}
    theta, h = np.linspace(-3, 3, 9), 1e-5
    f = codes.von_mises(theta, **uneven)
    slope = (codes.von_mises(theta + h, **uneven) - codes.von_mises(theta - h, **uneven)) / (2 * h)
    np.testing.assert_allclose(
        codes.fisher_information(theta, **uneven, T=0.2),
        0.2 * np.sum(slope**2 / f, axis=-1),
        rtol=1e-6,
    )


def test_von_mises_tuning():
    f = codes.von_mises(np.full((4, 5), 0.3), **POPULATION)
    assert f.shape == (4, 5, 32)
    assert codes.von_mises(0.7, [0.7], 30, 2).tolist() == [30]
    assert codes.von_mises(0.0, [np.pi], 30, 2)[0] == pytest.approx(30 * np.exp(-4))
    np.testing.assert_allclose(codes.von_mises(1.0, PREFERRED, 30, 0), 30)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_c18_the_population_vector_almost_reaches_the_bound(seed):
    """C18: within 6 % of 8.912119057°, and above it; 10 000 estimates have a standard error of 0.7
    % (and were 9.14° elsewhere).
    """
    rng, theta = np.random.default_rng(seed), 0.4
    counts = rng.poisson(codes.von_mises(theta, **POPULATION) * 0.1, size=(10_000, 32))
    wrong = codes.population_vector(counts, PREFERRED) - theta
    wrong = np.rad2deg((wrong + np.pi) % (2 * np.pi) - np.pi)
    assert wrong.std() == pytest.approx(8.912119057, rel=0.06) and wrong.std() > 8.912119057
    assert wrong.mean() == pytest.approx(0, abs=BAND * 9.14 / 100)


def test_c19_c20_uneven_directions_bend_the_population_vector_but_not_least_squares():
    """C19 26.56505118° and C20 45°: cosine tuning to 0, 0 and 90°, stimulus 45°."""
    preferred = np.deg2rad([0, 0, 90])
    response = np.cos(np.deg2rad(45) - preferred)
    assert np.rad2deg(codes.population_vector(response, preferred)) == pytest.approx(
        26.56505118, rel=1e-9
    )
    shown = np.deg2rad([0, 30, 100, 200, 300])
    weights = codes.least_squares(np.cos(shown[:, None] - preferred), shown)
    assert np.rad2deg(codes.decode(response, weights)) == pytest.approx(45, rel=1e-9)
    np.testing.assert_allclose(weights, [[0.5, 0], [0.5, 0], [0, 1]], atol=1e-12)


def test_least_squares_errs_least():
    """The normal equations, and no small change of the weights errs less."""
    rng = np.random.default_rng(1)
    shown = rng.uniform(-np.pi, np.pi, 200)
    responses = rng.poisson(codes.von_mises(shown, **POPULATION) * 0.1)
    weights, target = (
        codes.least_squares(responses, shown),
        np.stack([np.cos(shown), np.sin(shown)], axis=-1),
    )
    np.testing.assert_allclose(responses.T @ (responses @ weights - target), 0, atol=1e-9)
    best = np.sum((responses @ weights - target) ** 2)
    for _ in range(10):
        assert (
            np.sum(
                (responses @ (weights + 0.01 * rng.standard_normal(weights.shape)) - target) ** 2
            )
            > best
        )


@given(st.lists(st.floats(0, 50), min_size=8, max_size=8), st.floats(-3, 3), st.floats(0.1, 100))
def test_the_population_vector_turns_with_the_population(responses, turn, gain):
    preferred, r = PREFERRED[::4], np.array(responses)
    z = np.sum(r * np.exp(1j * preferred))
    assume(abs(z) > 1e-3 * (1 + r.sum()))
    angle = codes.population_vector(r, preferred)
    assert angle == pytest.approx(np.angle(z), abs=1e-9)
    turned = codes.population_vector(gain * r, (preferred + turn + np.pi) % (2 * np.pi) - np.pi)
    assert np.cos(turned - angle - turn) == pytest.approx(1, abs=1e-9)


def test_decoders_take_many_trials_at_once():
    r = np.random.default_rng(1).poisson(5, size=(3, 4, 32))
    together = codes.population_vector(r, PREFERRED)
    assert together.shape == (3, 4) and isinstance(
        codes.population_vector(r[0, 0], PREFERRED), float
    )
    assert together[2, 3] == pytest.approx(codes.population_vector(r[2, 3], PREFERRED), rel=1e-12)


# Sentences

SINGLE = [
    (codes.rate, (1,)),
    (codes.windowed_rate, (1, 0.1)),
    (codes.isi, ()),
    (codes.mean_isi, ()),
    (codes.cv, ()),
    (codes.cv2, ()),
    (codes.lv, ()),
    (codes.fano, (1, 0.1)),
    (codes.latency, (0,)),
]
PAIRS = [
    (codes.cross_covariance, (1, 0.05, 0.001)),
    (codes.count_correlation, (1, 0.1)),
    (codes.victor_purpura, (1,)),
    (codes.van_rossum, (0.01,)),
]
GOOD = [0.1, 0.2, 0.25]
CALLS = (
    [(verb, "times", lambda t, verb=verb, rest=rest: verb(t, *rest)) for verb, rest in SINGLE]
    + [(verb, "a", lambda t, verb=verb, rest=rest: verb(t, GOOD, *rest)) for verb, rest in PAIRS]
    + [(verb, "b", lambda t, verb=verb, rest=rest: verb(GOOD, t, *rest)) for verb, rest in PAIRS]
)


@pytest.mark.parametrize(
    ("verb", "name", "call"), CALLS, ids=[f"{verb.__name__}-{name}" for verb, name, _ in CALLS]
)
@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([0.1, math.nan, 0.3], r"\(spike times\) is nan s; expected"),
        ([0.1, math.inf], r"\(spike times\) is inf s; expected"),
        (0.5, r"is one number; expected a train. For a train of one spike type \[500\*ms\]"),
        (np.array(0.5), "is one number"),
        (
            [GOOD, GOOD],
            r"is an array of shape \(2, 3\); expected the spike times of one train. For "
            r"several type \[",
        ),
        ([GOOD, [0.1]], "is a list of lists; expected the spike times of one train"),
        ([[]], r"is an array of shape \(1, 0\)"),
        (["0.1"], r"\(spike times\) is .*, which is not a number"),
        ([True, False], r"\(spike times\) is .*, which is not a number"),
        (None, r"\(spike times\) is .*, which is not a number"),
    ],
)
def test_what_is_no_train_is_refused_by_every_verb(verb, name, call, times, sentence):
    with pytest.raises(ParameterError, match=rf"^{verb.__name__}'s {name} {sentence}"):
        call(times)


@pytest.mark.parametrize(
    "verb",
    [codes.rate, codes.windowed_rate, codes.fano, codes.cross_covariance, codes.count_correlation],
)
def test_a_record_has_a_length_and_holds_its_spikes(verb):
    rest = {codes.rate: (), codes.cross_covariance: (0.05, 0.001)}.get(verb, (0.1,))
    given_trains = (
        (GOOD, GOOD) if verb in (codes.cross_covariance, codes.count_correlation) else (GOOD,)
    )
    for T in -1, 0, math.nan, [1, 2], "1", None:
        with pytest.raises(
            ParameterError, match=rf"^{verb.__name__}'s T \(length of the record\) is "
        ):
            verb(*given_trains, T, *rest)
    for outside, text in (
        (500, r"500 s; expected 0 s to 1 s\. Is a unit missing, as in 500\*ms\?"),
        (-0.1, "-100 ms; expected 0 s to 1 s"),
    ):
        with pytest.raises(
            ParameterError, match=rf"^{verb.__name__}'s \w+ \(spike times\) is {text}"
        ):
            verb([0.1, outside], *given_trains[1:], 1, *rest)
    verb([0.1, 0.3, 0.45], *given_trains[1:], 0.45 * (1 - 1e-12), *rest)  # n*dt may round beyond T


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: codes.cv([0.1, 0.2]), "^cv needs at least 3 spikes; this train has 2 spikes"),
        (lambda: codes.cv2([0.1]), "^cv2 needs at least 3 spikes; this train has 1 spike[.]"),
        (lambda: codes.lv([]), "^lv needs at least 3 spikes; this train has 0 spikes"),
        (
            lambda: codes.mean_isi([0.1]),
            "^mean_isi needs at least 2 spikes; this train has 1 spike[.]",
        ),
        (lambda: codes.cv([0.1, 0.1, 0.1]), "^cv met three spikes at 0.1 s"),
        (lambda: codes.lv([0.3, 0.1, 0.1, 0.1]), "^lv met three spikes at 0.1 s"),
        (
            lambda: codes.fano(GOOD, 1, 20),
            r"^fano's window .* is 20 s; expected 1 µs to 1 s. Is a unit missing, as in 20\*ms\?",
        ),
        (
            lambda: codes.fano(GOOD, 1, 0.6),
            r"^fano needs at least two windows in the record; one fits. Type a shorter "
            r"one, as in 100\*ms",
        ),
        (lambda: codes.fano([], 1, 0.1), "^fano needs at least one spike"),
        (lambda: codes.windowed_rate(GOOD, 1, -0.1), "^windowed_rate's window .* is -100 ms"),
        (lambda: codes.windowed_rate(GOOD, 1, 0.1, step=0), "^windowed_rate's step .* is 0 s"),
        (
            lambda: codes.latency(GOOD, [0, 1]),
            r"^latency's onset .* array of shape \(2,\); expected one number",
        ),
        (lambda: codes.latency(GOOD, math.nan), "^latency's onset .* is nan s"),
        (
            lambda: codes.lif_latency([], 0.02),
            r"^lif_latency's drive .* is empty; expected at least one value",
        ),
        (lambda: codes.lif_latency(1.5, 20), r"^lif_latency's tau .* is 20 s; .* as in 20\*ms\?"),
        (lambda: codes.lif_latency(math.nan, 0.02), "^lif_latency's drive .* is nan"),
        (
            lambda: codes.cross_covariance(GOOD, GOOD, 1, 50, 0.001),
            r"max_lag .* is 50 s; expected 0 s to 999 ms. .* as in 50\*ms\?",
        ),
        (
            lambda: codes.cross_covariance(GOOD, GOOD, 1, 0.05, 1),
            r"^cross_covariance's bin .* is 1 s; expected 1 µs to 500 ms",
        ),
        (
            lambda: codes.cross_covariance(GOOD, GOOD, 1, 0.05, 0),
            "^cross_covariance's bin .* is 0 s",
        ),
        (
            lambda: codes.count_correlation([], GOOD, 1, 0.1),
            "^count_correlation's a has the same count, 0, in each of 10 windows",
        ),
        (lambda: codes.victor_purpura(GOOD, GOOD, -1), "^victor_purpura's q .* is -1 Hz"),
        (
            lambda: codes.van_rossum(GOOD, GOOD, 0),
            "^van_rossum's tau .* is 0 s; expected 1 µs to 10 s",
        ),
        (
            lambda: codes.population_vector(np.zeros(32), PREFERRED),
            "^population_vector met responses whose sum has no length",
        ),
        (
            lambda: codes.population_vector(np.ones(32), PREFERRED),
            "^population_vector met responses whose sum has no length",
        ),
        (
            lambda: codes.population_vector([1, 2], [0, 90]),
            r"preferred \(in radians: np.deg2rad\(45\) for 45 degrees\) is 90 rad",
        ),
        (
            lambda: codes.population_vector([1, 2, 3], [0, 1]),
            r"^population_vector's responses has shape \(3,\), which does not fit",
        ),
        (
            lambda: codes.population_vector([1, math.nan], [0, 1]),
            "^population_vector's responses .* is nan",
        ),
        (lambda: codes.population_vector([], []), "^population_vector's preferred .* is empty"),
        (
            lambda: codes.population_vector(1, 0),
            r"^population_vector's preferred has shape \(\); expected one dimension",
        ),
        (
            lambda: codes.decode([1, 2], [1, 2]),
            r"^decode's responses has shape \(2,\), which does not fit weights of shape \(2,\)",
        ),
        (
            lambda: codes.least_squares([[1, 2]], [0, 1]),
            r"^least_squares's responses has shape \(1, 2\) and theta \(2,\); expected a row",
        ),
        (
            lambda: codes.least_squares([1, 2], [0, 1]),
            r"^least_squares's responses has shape \(2,\) and theta \(2,\); expected a row",
        ),
        (lambda: codes.von_mises(0, PREFERRED, -30, 2), "^von_mises's r_max .* is -30 Hz"),
        (
            lambda: codes.fisher_information(math.nan, **POPULATION, T=0.1),
            "^fisher_information's theta .* is nan rad",
        ),
        (
            lambda: codes.fisher_information(0, **POPULATION, T=-0.1),
            "^fisher_information's T .* is -100 ms",
        ),
        (lambda: codes.cramer_rao([1, 0]), "^cramer_rao's information .* is 0; expected"),
    ],
)
def test_what_is_refused_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ParameterError, match=sentence):
        call()


def test_more_windows_or_lags_than_fit_in_memory_are_refused():
    with pytest.raises(
        ParameterError, match="windowed_rate's windows would be 1e[+]13; expected at most 1e[+]07"
    ):
        codes.windowed_rate([0.1], 1e7, 1.0, 1e-6)
    with pytest.raises(ParameterError, match="cross_covariance's lags would be 8e[+]12"):
        codes.cross_covariance([0.1], [0.2], 1e7, 4e6, 1e-6)


def test_as_many_lags_as_fit_are_not_refused_and_two_windows_have_a_fano_factor(monkeypatch):
    from neurolib.codes import _guards

    monkeypatch.setattr(_guards, "MOST", 5)
    assert len(codes.cross_covariance([0.1], [0.2], 1, 0.2, 0.1)[0]) == 5
    with pytest.raises(
        ParameterError, match="cross_covariance's lags would be 7; expected at most 5"
    ):
        codes.cross_covariance([0.1], [0.2], 1, 0.3, 0.1)
    # counts 2 and 1
    assert codes.fano([0.1, 0.2, 0.7], 1, 0.5) == pytest.approx(0.5 / 1.5, rel=1e-12)


def test_c15_a_biased_correlogram_falls_with_the_lag():
    """At a lag of 10 s in a record of 100 s it is 0.9 of the other one; the other one less r_i r_j
    is the covariance.
    """
    rng = np.random.default_rng(1)
    a, b = (np.sort(rng.random(2000)) * 100 for _ in range(2))
    lags, plain = codes.correlogram(a, b, 100, 10, 0.5)
    _, biased = codes.correlogram(a, b, 100, 10, 0.5, biased=True)
    np.testing.assert_allclose(biased / plain, 1 - np.abs(lags) / 100, rtol=1e-12)
    assert biased[-1] / plain[-1] == pytest.approx(0.9, rel=1e-12) and lags[-1] == 10
    np.testing.assert_allclose(
        plain - 20 * 20, codes.cross_covariance(a, b, 100, 10, 0.5)[1], atol=1e-9
    )
    assert plain.mean() == pytest.approx(400, rel=0.03)
