"""Spike-train generators: their statistics within bands derived from the standard error, and what
they refuse.

A band is BAND standard errors wide to either side: of the 200 or so statistics below, all drawn
with fixed seeds, one in ten thousand would leave a band of five by chance. Cox, *Renewal Theory*
(1962), gives the moments used. For intervals with mean 1/r, coefficient of variation c, skewness g
and excess kurtosis e, n of them give

    rate    r        standard error  r c / √n
    CV      c        standard error  c √((c² − c g + (e + 2)/4) / n)      (delta method)
    Fano    c² + d/(r w) in windows of w ≫ 1/r, with d = 1/6 + c⁴/2 − g c³/3; standard error of m windows F √(2/m)
"""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurolib import codes, trains
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, s

BAND = 5
SEEDS = [1, 2, 3, 4, 5]
RATE, T, WINDOW = 50 * Hz, 2000 * s, 1 * s
DEAD = 8 * ms

# name: draw(duration, rng), c, g, e
RENEWAL = {
    "poisson": (lambda T, rng: trains.poisson(RATE, T, rng), 1.0, 2.0, 6.0),
    "dead time": (
        lambda T, rng: trains.poisson_dead_time(RATE, DEAD, T, rng),
        1 - RATE * DEAD,
        2.0,
        6.0,
    ),
    "gamma 4": (lambda T, rng: trains.gamma(RATE, 4, T, rng), 4**-0.5, 2 * 4**-0.5, 6 / 4),
    "gamma 0.5": (lambda T, rng: trains.gamma(RATE, 0.5, T, rng), 2**0.5, 2 * 2**0.5, 12.0),
}
ALL = {
    **{name: draw for name, (draw, *_) in RENEWAL.items()},
    "inhomogeneous": lambda T, rng: trains.inhomogeneous_poisson(
        lambda t: RATE * (1 + np.sin(40 * t)), 2 * RATE, T, rng
    ),
    "source of a, late b": lambda T, rng: trains.common_source(
        RATE, 30 * Hz, 25 * Hz, T, rng, delay=3 * ms
    )[0],
    "source of a, early b": lambda T, rng: trains.common_source(
        RATE, 30 * Hz, 25 * Hz, T, rng, delay=-3 * ms
    )[0],
    "source of late b": lambda T, rng: trains.common_source(
        30 * Hz, RATE, 25 * Hz, T, rng, delay=3 * ms
    )[1],
    "source of early b": lambda T, rng: trains.common_source(
        30 * Hz, RATE, 25 * Hz, T, rng, delay=-3 * ms
    )[1],
}


def test_each_equation_is_said_once_in_latex_and_once_in_arithmetic():
    source = inspect.getsource(trains)
    tags, comments = re.findall(r"\\tag\{(\d+)\}", source), re.findall(r"# \((\d+)\)", source)
    assert sorted(map(int, tags)) == sorted(map(int, comments)) == list(range(1, len(tags) + 1))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RENEWAL)
def test_rate_cv_and_fano_factor_are_those_of_theory(name, seed):
    draw, c, g, e = RENEWAL[name]
    train = draw(T, np.random.default_rng(seed))
    n, m = RATE * T, T / WINDOW
    assert codes.rate(train, T) == pytest.approx(RATE, abs=BAND * RATE * c / np.sqrt(n))
    assert codes.cv(train) == pytest.approx(
        c, abs=BAND * c * np.sqrt((c**2 - c * g + (e + 2) / 4) / n)
    )
    fano = c**2 + (1 / 6 + c**4 / 2 - g * c**3 / 3) / (RATE * WINDOW)
    assert codes.fano(train, T, WINDOW) == pytest.approx(fano, abs=BAND * fano * np.sqrt(2 / m))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [0.5, 1, 2, 4])
def test_gamma_lv_is_3_over_2k_plus_1(k, seed):
    """(I' − I)/(I' + I) = 2B − 1 with B of Beta(k, k): its square has mean 1/(2k+1) and mean square
    3/((2k+1)(2k+3)).

    Neighbouring terms share an interval, so the variance of their mean is at most three times that
    of as many independent ones.
    """
    train = trains.gamma(RATE, k, T, np.random.default_rng(seed))
    variance = 9 * (3 / ((2 * k + 1) * (2 * k + 3)) - 1 / (2 * k + 1) ** 2)
    assert codes.lv(train) == pytest.approx(
        3 / (2 * k + 1), abs=BAND * np.sqrt(3 * variance / (RATE * T))
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_poisson_cv2_is_1(seed):
    """2|I' − I|/(I' + I) is uniform in [0, 2): variance 1/3, and at most three times that for
    neighbours that share intervals.
    """
    train = trains.poisson(RATE, T, np.random.default_rng(seed))
    assert codes.cv2(train) == pytest.approx(1, abs=BAND * np.sqrt(3 * (1 / 3) / (RATE * T)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [4, 6])
def test_the_mean_of_one_over_the_interval_is_biased_by_k_over_k_minus_1(k, seed):
    """E[1/I] = r k/(k−1), E[1/I²] = r² k²/((k−1)(k−2)) of a gamma distribution."""
    train = trains.gamma(RATE, k, T, np.random.default_rng(seed))
    mean, square = RATE * k / (k - 1), RATE**2 * k**2 / ((k - 1) * (k - 2))
    assert np.mean(1 / codes.isi(train)) == pytest.approx(
        mean, abs=BAND * np.sqrt((square - mean**2) / (RATE * T))
    )
    c = k**-0.5
    assert 1 / codes.mean_isi(train) == pytest.approx(RATE, abs=BAND * RATE * c / np.sqrt(RATE * T))


@pytest.mark.parametrize("name", [name for name in ALL if name != "inhomogeneous"])
def test_trains_start_in_equilibrium(name):
    """10 000 records of 4 ms: neither their spikes nor those of their first 1 ms depend on where
    time 0 is.

    A record so short holds at most one spike or two: the variance of its count is at most mean ×
    Fano, 2 for bursts.
    """
    rng = np.random.default_rng(11)
    records = 10_000
    spikes = np.concatenate([ALL[name](4 * ms, rng) for _ in range(records)])
    for end in 1 * ms, 4 * ms:
        mean = RATE * end * records
        assert np.sum(spikes < end) == pytest.approx(mean, abs=BAND * np.sqrt(2 * mean))


def test_no_interval_is_shorter_than_the_dead_time():
    train = trains.poisson_dead_time(100 * Hz, 9 * ms, 100 * s, np.random.default_rng(1))
    assert codes.isi(train).min() >= 9 * ms * (1 - 1e-9)
    assert (
        codes.isi(trains.poisson_dead_time(100 * Hz, 0, 100 * s, np.random.default_rng(1))).min()
        < 0.1 * ms
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_poisson_counts_have_the_poisson_distribution(seed):
    """20 000 windows with a mean of 2: each frequency within its binomial standard error."""
    _, rates = codes.windowed_rate(
        trains.poisson(20 * Hz, 2000 * s, np.random.default_rng(seed)), 2000 * s, 100 * ms
    )
    counts = np.rint(rates * 100 * ms)
    for k, p in enumerate(np.exp(-2) * np.array([1, 2, 2, 4 / 3, 2 / 3])):
        assert np.mean(counts == k) == pytest.approx(p, abs=BAND * np.sqrt(p * (1 - p) / 20_000))


@pytest.mark.parametrize("seed", SEEDS)
def test_thinning_follows_the_rate_in_time(seed):
    """r(t) = r (1 + sin ωt) over whole periods: given n spikes, sin ωt_k has mean 1/2 and variance
    1/4.
    """
    omega = 2 * np.pi / (1 * s)
    train = trains.inhomogeneous_poisson(
        lambda t: RATE * (1 + np.sin(omega * t)), 2.5 * RATE, 400 * s, np.random.default_rng(seed)
    )
    assert codes.rate(train, 400 * s) == pytest.approx(RATE, abs=BAND * np.sqrt(RATE / 400))
    assert np.mean(np.sin(omega * train)) == pytest.approx(
        0.5, abs=BAND * 0.5 / np.sqrt(len(train))
    )
    # intervals of ∫r dt: exponential of mean 1
    rescaled = np.diff(RATE * (train + (1 - np.cos(omega * train)) / omega))
    assert rescaled.mean() == pytest.approx(1, abs=BAND / np.sqrt(len(rescaled)))
    # Var(σ²) = 8/n for an exponential
    assert rescaled.std() == pytest.approx(1, abs=BAND * np.sqrt(2 / len(rescaled)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rate_that_varies_raises_the_fano_factor(seed):
    """10 and 30 Hz by turns: F = 1 + w var(r)/mean(r) = 6 for windows of 1 s.

    The variance 100 + 20 has a standard error of 3 (2.8 from the difference of the two means, 1
    from the variances within), the mean one of 0.14.
    """
    train = trains.inhomogeneous_poisson(
        lambda t: 10 if t % 20 < 10 else 30, 30 * Hz, 1000 * s, np.random.default_rng(seed)
    )
    assert codes.fano(train, 1000 * s, 1 * s) == pytest.approx(6, abs=BAND * 0.16)


def test_a_rate_may_return_any_kind_of_number():
    draw = trains.inhomogeneous_poisson
    for rate in (
        lambda t: np.where(t < 1, 10.0, 20.0),
        lambda t: 10 if t < 1 else 20,
        lambda t: np.float32(10 + 10 * (t >= 1)),
    ):
        expected = draw(lambda t: 10.0 if t < 1 else 20.0, 20 * Hz, 2 * s, np.random.default_rng(1))
        np.testing.assert_array_equal(
            draw(rate, 20 * Hz, 2 * s, np.random.default_rng(1)), expected
        )


def test_a_bound_that_is_exceeded_is_found_between_candidates_too():
    def peak(t):
        return 50.0 if abs(t - 0.5) < 1 * ms else 1.0

    rng = np.random.default_rng(1)
    # a candidate falls into the peak once in 50 draws: the grid finds it each time
    for _ in range(20):
        with pytest.raises(
            ParameterError,
            match=r"^inhomogeneous_poisson's rate at t = (499|500).* is 50 Hz; expected 0 Hz "
            r"to 10 Hz",
        ):
            trains.inhomogeneous_poisson(peak, 10 * Hz, 1 * s, rng)
    assert trains.inhomogeneous_poisson(peak, 50 * Hz, 1 * s, rng).size < 10
    # rounding is no excess
    trains.inhomogeneous_poisson(lambda t: 10 * (1 + 1e-12), 10 * Hz, 1 * s, rng)


@pytest.mark.parametrize("delay", [0.0, 7 * ms, -7 * ms, 0.9 * s])
def test_a_common_source_is_found_at_its_delay(delay):
    rng = np.random.default_rng(3)
    a, b = trains.common_source(20 * Hz, 30 * Hz, 5 * Hz, 1 * s, rng, delay)
    shared = [np.isclose(b - delay, t, rtol=0, atol=1e-12).any() for t in a]
    assert np.isclose(np.subtract.outer(b, a), delay, rtol=0, atol=1e-12).sum() == sum(shared)
    copies = sum(
        len(np.intersect1d(*trains.common_source(20 * Hz, 30 * Hz, 5 * Hz, 1 * s, rng)))
        for _ in range(400)
    )
    assert copies == pytest.approx(2000, abs=BAND * np.sqrt(2000))
    a, b = trains.common_source(20 * Hz, 20 * Hz, 20 * Hz, 10 * s, rng)
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ALL)
def test_trains_are_sorted_in_the_record_and_fixed_by_the_seed(name):
    first, again, other = (ALL[name](20 * s, np.random.default_rng(seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert first.size > 500 and first.dtype == float and first.ndim == 1
    assert not np.array_equal(first, other[: first.size])
    assert (np.diff(first) >= 0).all() and first[0] >= 0 and first[-1] < 20


@settings(max_examples=50, deadline=None)
@given(
    rate=st.floats(0, 300),
    duration=st.floats(1e-6, 3),
    order=st.floats(0.1, 50),
    part=st.floats(0, 0.99),
    seed=st.integers(0, 2**32),
)
def test_any_permitted_argument_gives_a_train(rate, duration, order, part, seed):
    rng = np.random.default_rng(seed)
    drawn = [
        trains.poisson(rate, duration, rng),
        trains.gamma(rate, order, duration, rng),
        trains.poisson_dead_time(rate, part / max(rate, 1), duration, rng),
        *trains.common_source(rate, rate + 1, part * rate, duration, rng, delay=-part * duration),
    ]
    for train in drawn:
        assert (np.diff(train) >= 0).all() and ((train >= 0) & (train < duration)).all()


def test_the_global_random_state_is_left_alone():
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    for draw in ALL.values():
        draw(1 * s, np.random.default_rng(1))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_no_rate_no_spikes():
    rng = np.random.default_rng(1)
    for train in (
        trains.poisson(0, 1, rng),
        trains.gamma(0, 2, 1, rng),
        trains.poisson_dead_time(0, 1 * ms, 1, rng),
    ):
        assert train.shape == (0,)
    assert trains.inhomogeneous_poisson(lambda t: 0.0, 0, 1, rng).shape == (0,)


RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: trains.poisson(-1, 1, RNG),
            r"^poisson's rate \(mean firing rate\) is -1 Hz; expected 0 Hz to 10 kHz",
        ),
        (lambda: trains.poisson(np.nan, 1, RNG), "^poisson's rate .* is nan Hz"),
        (
            lambda: trains.poisson([20, 30], 1, RNG),
            r"^poisson's rate .* array of shape \(2,\); expected one number",
        ),
        (lambda: trains.poisson(20, -1, RNG), r"^poisson's duration .* is -1 s; expected 1 µs to"),
        (lambda: trains.poisson(20, np.inf, RNG), "^poisson's duration .* is inf s"),
        (
            lambda: trains.poisson(1e4, 1e6, RNG),
            r"^poisson would draw about 1e\+10 spikes .* at most 1e\+08",
        ),
        (
            lambda: trains.poisson(20, 1, 42),
            r"^poisson's rng is 42; expected .* np.random.default_rng\(1\)",
        ),
        (lambda: trains.poisson(20, 1, np.random), "^poisson's rng is <module"),
        (
            lambda: trains.poisson_dead_time(20, 5, 1, RNG),
            r"is 5 s; expected 0 s to 49.95 ms. Is a unit missing, as in 5\*ms\?",
        ),
        (lambda: trains.gamma(20, 0, 1, RNG), r"^gamma's order .* is 0; expected 0.1 to 1000"),
        (
            lambda: trains.inhomogeneous_poisson(20, 30, 1, RNG),
            "rate is 20; expected a function of t, as in lambda",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: 40 * t, 30, 1, RNG),
            "rate at t = .* is 3.* Hz; expected 0 Hz to 30 Hz",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: -1, 30, 1, RNG),
            "rate at t = .* is -1 Hz; expected 0 Hz to 30 Hz",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: np.nan, 30, 1, RNG),
            "rate at t = .* is nan Hz",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: None, 30, 1, RNG),
            "rate at t = .* is None, which is not a number",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: [20], 30, 1, RNG),
            r"rate at t = .* is an array of shape \(1,\)",
        ),
        (
            lambda: trains.inhomogeneous_poisson(lambda t: 20, -30, 1, RNG),
            "^inhomogeneous_poisson's bound .* is -30 Hz",
        ),
        (
            lambda: trains.common_source(20, 30, 25, 1, RNG),
            r"^common_source's shared .* is 25 Hz; expected 0 Hz to 20 Hz",
        ),
        (lambda: trains.common_source(20, -30, 5, 1, RNG), r"^common_source's rate_b .* is -30 Hz"),
        (
            lambda: trains.common_source(20, 30, 5, 1, RNG, delay=7),
            r"^common_source's delay .* is 7 s; .* as in 7\*ms",
        ),
    ],
)
def test_what_is_refused_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ParameterError, match=sentence):
        call()
