"""Noise: rows N01 to N08, R01 to R05 and R09 to R12, spectra by Welch, statistics under five seeds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.signal import welch

from neurolib import noise
from neurolib.model import ParameterError
from neurolib.noise import (
    Flicker,
    additive_weight_noise,
    allan_variance,
    flicker,
    flicker_allan,
    flicker_psd,
    multiplicative_weight_noise,
    telegraph,
    telegraph_psd,
)
from neurolib.noise.flicker import corners as corners_of
from neurolib.units import Hz, kHz, s, us

SEEDS = range(5)
METHODS = ["relaxations", "spectrum"]


def slope(f, S, low, high):
    inside = (f >= low) & (f <= high)
    return np.polyfit(np.log(f[inside]), np.log(S[inside]), 1)[0]


# --- flicker --------------------------------------------------------------------------------------


def test_spectrum_of_relaxations():
    assert flicker_psd(10.0, 0.1, 1000.0) == pytest.approx(0.01071912643, rel=1e-9)  # N01
    # N02: 1/(f ln(f₂/f₁))
    assert flicker_psd(10.0, 0.1, 1000.0) == pytest.approx(0.01085736205, rel=0.02)
    total, _ = quad(
        lambda u: np.exp(u) * flicker_psd(np.exp(u), 0.1, 1000.0),
        np.log(1e-7),
        np.log(1e9),
        limit=500,
    )
    assert total == pytest.approx(1, rel=2e-3)  # N03
    f = np.geomspace(1, 100, 2001)
    # N04
    assert np.log(flicker_psd(100, 0.1, 1000.0) / flicker_psd(1, 0.1, 1000.0)) / np.log(
        100
    ) == pytest.approx(-1, abs=1e-6)
    assert slope(f, flicker_psd(f, 0.1, 1000.0), 1, 100) == pytest.approx(-1, abs=0.01)


def test_few_corners_a_decade_make_a_smooth_spectrum():
    f = np.geomspace(1e-1, 1e3, 500)
    for per_decade, ripple in (1, 0.1), (3, 1e-3):
        own = corners_of(1e-3, 1e5, per_decade)
        S = (2 / (np.pi * own[:, None]) / (1 + (f / own[:, None]) ** 2)).mean(axis=0)
        assert np.abs(S / flicker_psd(f, 1e-3, 1e5) - 1).max() < ripple


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("method", METHODS)
def test_power_goes_as_1_over_f(method, seed):
    x = flicker(2**17, 1 * kHz, np.random.default_rng(seed), method)
    f, S = welch(x, 1000, nperseg=4096)
    assert slope(f, S, 1, 100) == pytest.approx(-1, abs=0.06)  # N05
    assert slope(f, S, 1, 300) == pytest.approx(-1, abs=0.1)
    assert slope(f, S, 30, 300) == pytest.approx(-1, abs=0.15)


@pytest.mark.parametrize("method", METHODS)
def test_variance_is_one_in_the_mean(method):
    rng = np.random.default_rng(1)
    powers = [(flicker(2**12, 1 * kHz, rng, method) ** 2).mean() for _ in range(200)]
    assert np.mean(powers) == pytest.approx(1, abs=4 * np.std(powers) / 200**0.5)
    assert np.std(powers) / 200**0.5 < 0.05
    assert np.mean(
        [(flicker(1001, 1 * kHz, rng, method, f_low=10.0) ** 2).mean() for _ in range(200)]
    ) == pytest.approx(1, abs=0.06)


def test_level_of_the_spectrum_is_that_of_the_theory():
    x = flicker(2**18, 1 * kHz, np.random.default_rng(1), f_low=0.1, f_high=100.0)
    f, S = welch(x, 1000, nperseg=8192)
    inside = (f > 1) & (f < 20)
    assert np.mean(S[inside] / flicker_psd(f[inside], 0.1, 100.0)) == pytest.approx(1, abs=0.1)


def test_allan_variance_is_flat():
    """For S = h/f it is 2 ln 2 h for every averaging time (N08)."""
    n, m = 2**16, np.array([16, 64, 256])
    h = 1 / np.log(n / 2)  # variance 1 between fs/n and fs/2
    found = np.zeros(3)
    for seed in range(40):
        x = flicker(n, 1.0, np.random.default_rng(seed), "spectrum")
        for k, size in enumerate(m):
            means = x.reshape(-1, size).mean(axis=1)
            found[k] += (np.diff(means) ** 2).mean() / 2 / 40
    np.testing.assert_allclose(found / h, 1.386294361, rtol=0.06)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_readings_a_microsecond_apart_agree_and_a_day_apart_do_not(seed):
    """Another tool draws its 1/f noise anew at each reading (science F2.6)."""
    chip = Flicker((100, 100), 1e-6, 1e4, np.random.default_rng(seed))
    first, again, soon, later = (
        chip.at(1000 * s),
        chip.at(1000 * s),
        chip.at(1000 * s + 1 * us),
        chip.at(87_400 * s),
    )
    assert np.array_equal(first, again)
    assert (soon - first).std() < 0.1 and first.std() == pytest.approx(1, abs=0.05)
    assert 0.9 < (later - first).std() < 1.45 and later.std() == pytest.approx(1, abs=0.05)


def test_the_differences_of_readings_grow_with_the_logarithm_of_time():
    """Mean square of x(t + Δt) − x(t) is 2(1 − mean of exp(−2πf_c Δt)), here for seven times apart."""
    waits = 10.0 ** np.arange(-5, 2)
    chip, t, found = Flicker(20_000, 1e-4, 1e6, np.random.default_rng(1)), 0.0, []
    now = chip.at(t)
    for wait in waits:
        t += wait
        after = chip.at(t)
        found.append(((after - now) ** 2).mean())
        now = after
    expected = [2 * (1 - np.exp(-2 * np.pi * chip.corners * wait).mean()) for wait in waits]
    np.testing.assert_allclose(found, expected, rtol=0.05)
    assert np.diff(expected) == pytest.approx(0.2, abs=0.06), (
        "a fifth a decade: ten decades share 2"
    )


def test_a_chip_sampled_evenly_has_the_spectrum_of_flicker():
    chip = Flicker((), 0.01, 500.0, np.random.default_rng(1), per_decade=3)
    x = np.array([float(chip.at(k / 1000)) for k in range(2**14)])
    f, S = welch(x, 1000, nperseg=2048)
    assert slope(f, S, 2, 300) == pytest.approx(-1, abs=0.12)


def test_noise_does_not_go_back_in_time():
    chip = Flicker(3, 1.0, 1e3, np.random.default_rng(1))
    chip.at(2.0)
    with pytest.raises(
        ParameterError, match=r"Flicker.at's t \(time\) is 1 s, before the last reading, 2 s"
    ):
        chip.at(1.0)
    with pytest.raises(ParameterError, match="is nan s"):
        chip.at(np.nan)


@pytest.mark.parametrize("method", METHODS)
def test_flicker_of_a_seed_is_bit_identical(method):
    one, two, other = (
        flicker(1000, 1 * kHz, np.random.default_rng(seed), method) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, two) and not np.array_equal(one, other)
    paths = [
        [Flicker(10, 1.0, 1e3, np.random.default_rng(1)).at(t) for t in (0.0, 1.0)]
        for _ in range(2)
    ]
    assert np.array_equal(*paths)


# --- telegraph ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_telegraph_noise(seed):
    x = telegraph(2**18, 1 * kHz, np.random.default_rng(seed), 25.0, 25.0)
    assert set(np.unique(x)) == {0.0, 1.0}
    assert x.var() == pytest.approx(0.25, rel=0.02)  # N06
    assert x.mean() == pytest.approx(0.5, abs=0.03)
    f, S = welch(x, 1000, nperseg=4096)
    inside = (f > 0.5) & (f < 60)
    np.testing.assert_allclose(S[inside], telegraph_psd(f[inside], 25.0, 25.0), rtol=0.6)
    assert np.mean(S[inside] / telegraph_psd(f[inside], 25.0, 25.0)) == pytest.approx(1, abs=0.06)


def test_corner_of_the_lorentzian():
    assert 50 / (2 * np.pi) == pytest.approx(7.957747155, rel=1e-9)  # N07
    assert telegraph_psd(7.957747155, 25.0, 25.0) == pytest.approx(
        telegraph_psd(0.0, 25.0, 25.0) / 2, rel=1e-9
    )
    total, _ = quad(lambda f: telegraph_psd(f, 10.0, 40.0, 3.0), 0, np.inf)
    assert total == pytest.approx(0.2 * 0.8 * 9, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_times_in_each_state(seed):
    x = telegraph(400_000, 10 * kHz, np.random.default_rng(seed), 20.0, 80.0, amplitude=2.0)
    assert x.mean() == pytest.approx(2 * 0.2, abs=0.1) and x.max() == 2
    stays = np.diff(np.flatnonzero(np.diff(x)))
    assert sorted([stays[::2].mean(), stays[1::2].mean()]) == pytest.approx([125, 500], rel=0.15)


def test_telegraph_noise_starts_in_equilibrium_and_may_never_switch():
    first = [telegraph(1, 1.0, np.random.default_rng(seed), 1.0, 3.0)[0] for seed in range(2000)]
    assert np.mean(first) == pytest.approx(0.25, abs=0.03)
    assert np.ptp(telegraph(100, 1 * kHz, np.random.default_rng(1), 1e-9, 1e-9)) == 0
    fast = telegraph(100_000, 1.0, np.random.default_rng(1), 1e3, 1e3)
    assert abs(np.corrcoef(fast[1:], fast[:-1])[0, 1]) < 0.02, (
        "far faster than it is read it is white"
    )


# --- rounding -------------------------------------------------------------------------------------


@given(st.integers(-1000, 1000), st.sampled_from([0.25, 0.1, 1.0, 3.0]))
def test_what_is_on_the_grid_stays(k, lsb):
    assert noise.stochastic_round(k * lsb, lsb, np.random.default_rng(1)) == pytest.approx(
        k * lsb, rel=1e-12, abs=1e-12
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("x", "lsb"), [(0.3, 1.0), (-0.3, 1.0), (0.77, 0.25), (-1.9, 0.5)])
def test_rounding_keeps_the_mean(x, lsb, seed):
    y = noise.stochastic_round(np.full(100_000, x), lsb, np.random.default_rng(seed))
    part = x / lsb - np.floor(x / lsb)
    spread = lsb * np.sqrt(part * (1 - part))
    assert y.mean() == pytest.approx(x, abs=5 * spread / 100_000**0.5)
    assert y.std() == pytest.approx(spread, rel=0.02) and len(np.unique(y)) == 2
    assert abs(np.corrcoef(y[1:], y[:-1])[0, 1]) < 0.02, "each value has a draw of its own"


@pytest.mark.parametrize("seed", SEEDS)
def test_one_bit_and_uniform_dither_tell_the_mean(seed):
    """Rounding to ±1 is the sign of the signal plus uniform dither."""
    bits = noise.stochastic_round(np.full(100_000, 0.3) + 1, 2.0, np.random.default_rng(seed)) - 1
    assert set(np.unique(bits)) == {-1.0, 1.0} and bits.mean() == pytest.approx(0.3, rel=0.05)
    assert np.mean(
        [
            noise.stochastic_round(np.full(500_000, 1.3), 2.0, np.random.default_rng(k)).mean() - 1
            for k in SEEDS
        ]
    ) == pytest.approx(0.3, rel=0.02)  # R09


def test_rounding_leaves_its_input_alone():
    x = np.array([0.1, 0.2])
    y = noise.stochastic_round(x, 1.0, np.random.default_rng(1))
    assert (
        (x == [0.1, 0.2]).all()
        and y.shape == (2,)
        and isinstance(noise.stochastic_round(0.5, 1.0, np.random.default_rng(1)), float)
    )


# --- noise that helps -----------------------------------------------------------------------------


def test_stochastic_resonance():
    best = noise.best_noise(0.5, 1.0)
    assert best == pytest.approx(0.6709217064, rel=1e-4)  # R01
    assert noise.information(best) == pytest.approx(0.09407095043, rel=1e-6)  # R02
    # R03
    assert noise.information(0.0) == pytest.approx(0, abs=1e-12) and noise.information(
        0.02
    ) == pytest.approx(0, abs=1e-12)
    assert noise.information(0.05, amplitude=1.5) == pytest.approx(1, abs=1e-9)  # R04
    assert (np.diff(noise.information(np.linspace(0.05, 5, 100), amplitude=1.5)) <= 1e-12).all()


def test_information_by_counting():
    rng, n = np.random.default_rng(1), 2_000_000
    signal = rng.integers(0, 2, n)
    out = (signal - 0.5 + 0.6709217064 * rng.standard_normal(n) > 1).astype(int)
    joint = np.bincount(2 * signal + out, minlength=4).reshape(2, 2) / n
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    # R05
    assert (joint * np.log2(joint / independent)).sum() == pytest.approx(0.09407095043, rel=0.02)


def test_correlated_noise_limits_averaging():
    assert noise.averaged_variance(100, 0.1) == pytest.approx(0.109, rel=1e-12)  # R12
    rng = np.random.default_rng(1)
    readings = np.sqrt(0.1) * rng.standard_normal((20_000, 1)) + np.sqrt(0.9) * rng.standard_normal(
        (20_000, 100)
    )
    assert readings.mean(axis=1).var() == pytest.approx(0.109, rel=0.04)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda rng: flicker(100, 1 * kHz, 1),
            r"flicker's rng is 1; expected a NumPy random generator, as in "
            r"np.random.default_rng\(1\)",
        ),
        (
            lambda rng: flicker(10.5, 1 * kHz, rng),
            r"flicker's n \(number of samples\) is 10.5; expected a whole number",
        ),
        (lambda rng: flicker(100, -1.0, rng), r"flicker's fs \(frequency\) is -1 Hz"),
        (
            lambda rng: flicker(100, 1 * kHz, rng, "white"),
            r"flicker's method \(way to make the noise\) is 'white'; expected one of "
            r"'relaxations', 'spectrum'",
        ),
        (
            lambda rng: flicker(100, 1 * kHz, rng, f_low=500.0, f_high=10.0),
            "flicker's f_low is 500 Hz; expected less than f_high, 10 Hz",
        ),
        (
            lambda rng: flicker(10, 1 * kHz, rng, "spectrum", 110.0, 120.0),
            "has no frequency of a record of 10 samples between 110 Hz and 120 Hz",
        ),
        (
            lambda rng: telegraph(100, 1 * Hz, rng, 0.0, 1.0),
            r"telegraph's rate_up \(frequency\) is 0 Hz",
        ),
        (
            lambda rng: noise.stochastic_round([0.5, np.nan], 0.1, rng),
            r"stochastic_round's x \(value to be rounded\) is nan",
        ),
        (
            lambda rng: noise.stochastic_round(0.5, 0.0, rng),
            r"stochastic_round's lsb \(step of the grid\) is 0",
        ),
        (lambda rng: noise.stochastic_round(1.0, 1e-20, rng), "finer than the numbers it rounds"),
        (
            lambda rng: noise.best_noise(1.5, 1.0),
            r"best_noise's amplitude .* is 1.5 with a threshold of 1: no noise is best",
        ),
        (lambda rng: noise.flicker_psd(0.0, 1.0, 10.0), r"flicker_psd's f \(frequency\) is 0 Hz"),
        (
            lambda rng: noise.Flicker(3, 1.0, 100.0, rng, 0.0),
            r"Flicker's per_decade \(defects a decade\) is 0",
        ),
        (
            lambda rng: noise.Flicker((3, 0.5), 1.0, 100.0, rng),
            r"Flicker's shape \(size of the array\) is 0.5",
        ),
        (
            lambda rng: noise.Flicker(3, 1.0, 100.0, rng).at(np.nan),
            r"Flicker.at's t \(time\) is nan",
        ),
        (
            lambda rng: telegraph(100, 1 * Hz, rng, 1.0, 1.0, np.nan),
            r"telegraph's amplitude \(amplitude\) is nan",
        ),
        (
            lambda rng: noise.telegraph_psd(np.nan, 5.0, 5.0),
            r"telegraph_psd's f \(frequency\) is nan",
        ),
        (
            lambda rng: noise.averaged_variance(100, -1.0),
            r"averaged_variance's rho .* is -1, but 100 readings cannot .* expected -0.0101",
        ),
        (
            lambda rng: noise.information(-1.0),
            r"information's sigma \(standard deviation of the noise\) is -1",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(call, said):
    with pytest.raises(ParameterError, match=said):
        call(np.random.default_rng(1))


# Averages, majorities and weights


def test_allan_variance_by_hand():
    x = [1.0, 3.0, 2.0, 6.0, 5.0]
    assert allan_variance(x, 1) == pytest.approx((4 + 1 + 16 + 1) / 4 / 2)
    assert allan_variance(x, 2) == pytest.approx((4 - 2) ** 2 / 2)  # the last sample is left over
    np.testing.assert_allclose(allan_variance(x, [1, 2]), [2.75, 2.0])


def test_allan_variance_of_white_noise_falls_and_of_flicker_noise_does_not():
    """2 ln 2 h (N08), the mean of 40 records; in twelve of them white noise falls as 1/m."""
    n, m = 2**16, [16, 64, 256]
    found = np.mean(
        [
            allan_variance(flicker(n, 1.0, np.random.default_rng(seed), "spectrum"), m)
            for seed in range(40)
        ],
        axis=0,
    )
    np.testing.assert_allclose(found, flicker_allan(1 / n, 1 / 2), rtol=0.06)
    assert flicker_allan(0.1, 1000.0) * np.log(1e4) == pytest.approx(1.386294361, rel=1e-9)
    white = np.mean(
        [allan_variance(np.random.default_rng(seed).standard_normal(n), m) for seed in range(12)],
        axis=0,
    )
    np.testing.assert_allclose(white * m, 1, rtol=0.1)


def test_noise_on_weights_is_a_term_of_the_error():
    """R10 and R11: additive noise knows nothing of the weights, multiplicative noise is a penalty
    on them. Both by drawing.
    """
    rng = np.random.default_rng(3)
    X, w, sigma = rng.standard_normal((50, 6)) * [1, 2, 0.5, 1, 1, 3], rng.standard_normal(6), 0.3
    noise = sigma * rng.standard_normal((20_000, 6))
    for spread, closed in (
        (noise, additive_weight_noise(X, sigma)),
        (noise * w, multiplicative_weight_noise(w, X, sigma)),
    ):
        assert np.mean((spread @ X.T) ** 2) == pytest.approx(closed, rel=0.03)
    assert multiplicative_weight_noise(2 * w, X, sigma) == pytest.approx(
        4 * multiplicative_weight_noise(w, X, sigma)
    )
    assert additive_weight_noise(np.eye(4), 0.3) == pytest.approx(0.09)
    assert multiplicative_weight_noise([1.0, 2.0], [[3.0, 0.0], [0.0, 1.0]], 0.5) == pytest.approx(
        0.25 * (9 + 4) / 2
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: allan_variance([1.0, 2.0, 3.0], 2), r"m .* is 2; expected whole numbers from 1 to 1, because 3 samples have to hold "
            r"two averages"),
        (lambda: allan_variance(np.ones(10), 1.5), "m .* is 1.5; expected whole numbers from 1 to 5"),
        (lambda: allan_variance(np.ones((3, 4)), 1), r"x has shape \(3, 4\); expected one record"),
        (lambda: flicker_allan(10.0, 1.0), "flicker_allan's f_low is 10 Hz; expected less than f_high, 1 Hz"),
        (lambda: additive_weight_noise([1.0, 2.0], 0.1), r"inputs have shape \(2,\); expected \(K, n\), an input in a row"),
        (lambda: multiplicative_weight_noise([1.0], [[1.0, 2.0]], 0.1), r"weights have shape \(1,\) and inputs \(1, 2\); expected a weight for each of 2"),
    ],
)  # fmt: skip
def test_what_averages_and_weights_cannot_be_is_refused(call, said):
    with pytest.raises(ParameterError, match=said):
        call()
