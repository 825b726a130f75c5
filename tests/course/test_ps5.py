"""The reference solutions of ps5-imperfections beside the library they rebuild, and beside known
answers (science.md A5, A6).
"""

import numpy as np
import pytest

from neurolib import LIF, RRAM, Crossbar, HPMemristor, SoftBounds, noise, simulate
from neurolib.crossbar import Wires
from neurolib.crossbar.cells import Cells
from neurolib.devices.statistics import drifted, flip_time
from neurolib.units import Hz, Ohm, V, ms, ns, pA, s, uS
from tests.course.pictures import picture
from tests.course.test_answers import PUBLIC, grade, notebook, problems, reference

WIDE = SoftBounds(G_min=1e-3 * uS, G_max=1000 * uS)


@pytest.fixture(scope="module")
def solved():
    """The functions and the class of the reference solutions."""
    return reference("ps5")


def test_symmetry_point(solved):
    point = solved["symmetry_point"]
    assert point(0.02, 0.03, 1, -1) == pytest.approx(-0.2, rel=1e-12)  # U01
    for device in (
        SoftBounds.preset("ReRAM-SB"),
        SoftBounds(gamma_plus=0.01, gamma_minus=0.04, w_max=0.7, w_min=-1.9),
    ):
        ours = device.symmetry_point()
        assert point(
            device.gamma_plus, device.gamma_minus, device.w_max, device.w_min
        ) == pytest.approx(ours, rel=1e-12, abs=1e-15)


def test_flicker_noise(solved):
    for n in 4096, 4097:
        ours = noise.flicker(n, 1000 * Hz, np.random.default_rng(1), "spectrum")
        record = solved["flicker_noise"](n, 1000 * Hz, np.random.default_rng(1))
        np.testing.assert_allclose(record, (ours - ours.mean()) / ours.std(), rtol=1e-9, atol=1e-12)


def test_stochastic_round(solved):
    x = np.linspace(-3, 3, 1001)
    ours = noise.stochastic_round(x, 0.05, np.random.default_rng(2))
    np.testing.assert_allclose(
        solved["stochastic_round"](x, 0.05, np.random.default_rng(2)), ours, rtol=1e-12, atol=1e-15
    )


def test_noisy_array(solved):
    G, rng, same = (
        np.linspace(1, 9, 600).reshape(20, 30) * uS,
        np.random.default_rng(3),
        np.random.default_rng(3),
    )
    array, cells = (
        solved["NoisyArray"](G, 0.3, 0.1, rng),
        Cells(WIDE, G.shape, same, 0.3, (0.0, 0.0), (0.0, 0.0)),
    )
    for _ in range(3):  # a cycle writes anew, and reads
        cells.write(G, same, 0.1)
        np.testing.assert_allclose(array.read(), cells.conductance(), rtol=1e-9)


def test_estimate_spreads_finds_what_the_chip_was_made_with(solved):
    for seed in range(3):
        array = solved["NoisyArray"](np.full(2000, 5 * uS), 0.2, 0.3, np.random.default_rng(seed))
        (d2d, low, high), (c2c, c_low, c_high) = solved["estimate_spreads"](
            np.array([array.read() for _ in range(40)])
        )
        assert (
            d2d == pytest.approx(0.2, rel=0.07)
            and low < d2d < high
            and c2c == pytest.approx(0.3, rel=0.02)
            and c_low < c2c < c_high
        )


def test_drift_and_reads(solved):
    pairs = np.random.default_rng(4).uniform((1e-6, 1e-6, 0, 0), (9e-6, 9e-6, 0.1, 0.1), (40, 4))
    for pair in [*pairs, (10e-6, 8e-6, 0.05, 0.05), (10e-6, 8e-6, 0.06, 0.03)]:
        mine, ours = solved["sign_time"](*pair), flip_time(*pair)
        # so late is never, for the library
        assert mine == pytest.approx(ours, rel=1e-9) or (mine > 1e300 and ours == np.inf), pair
    rng = np.random.default_rng(5)
    x, G_plus, G_minus, nu_plus, nu_minus = (
        rng.random((20, 6)),
        *rng.uniform(1e-6, 9e-6, (2, 6, 4)),
        *rng.uniform(0.02, 0.08, (2, 6, 4)),
    )
    ours = (x @ (drifted(G_plus, 1e7, nu_plus) - drifted(G_minus, 1e7, nu_minus))).argmax(axis=1)
    np.testing.assert_array_equal(
        solved["classes"](x, G_plus, G_minus, nu_plus, nu_minus, 1e7), ours
    )
    run = HPMemristor().simulate(0.1 * V, dt=1 * ms, duration=2 * s, x0=0.5)
    doubled = run.t[np.argmax(run.G >= 2 * run.G[0])] / (100 * ns)
    assert solved["reads"](8050, 15900 / 100e-6, 0.1 * V, 0 * V, 100 * ns, 1.0) == pytest.approx(
        doubled, rel=2e-3
    )


def test_row_voltages(solved):
    G = np.random.default_rng(6).uniform(1, 100, 30) * uS
    u, _ = Wires(G[None], 5 * Ohm).voltages(np.array([0.2 * V]))
    at_columns = G / (1 + 5 * Ohm * G)  # the library's columns have a segment of their own
    np.testing.assert_allclose(
        solved["row_voltages"](at_columns, 5 * Ohm, 0.2 * V), np.ravel(u), rtol=1e-9
    )


@pytest.mark.parametrize(
    ("window", "lost"), [(50 * ms, 0.0), (50 * ms, 0.2), (63 * ms, 0.15), (130 * ms, 0.35)]
)
def test_the_rate_code_is_that_of_the_lif_neuron_of_the_chapter(solved, window, lost):
    """4000 windows of each of two simulated neurons, with each spike lost by chance."""
    rng, windows, wrong = np.random.default_rng(11), 4000, []
    grid = np.linspace(201, 600, 4000) * pA
    means = []
    for rate in 40, 60:
        current = np.interp(rate, LIF().rate(grid), grid)
        spikes = simulate(LIF(), current, duration=4 * s, dt=0.01 * ms).spikes
        means.append(LIF().rate(current) * window)
        begin = rng.uniform(0.1 * s, 3.8 * s, windows)
        sent = np.searchsorted(spikes, begin + window) - np.searchsorted(spikes, begin)
        wrong.append(rng.binomial(sent, 1 - lost) > 50 * Hz * window)
    found = np.mean([wrong[0].mean(), 1 - wrong[1].mean()])
    right = solved["rate_error"](*means, lost)
    assert found == pytest.approx(
        right, abs=4 * np.sqrt(0.25 / (2 * windows)) if 0 < right else 1e-9
    )


def test_a_loss_is_not_repaired_by_a_longer_count(solved):
    assert solved["rate_error"](2, 3, 0.2) == pytest.approx((1 - 0.8**3) / 2, rel=1e-12)
    assert solved["rate_error"](8, 12, 0.2) > solved["rate_error"](2, 3, 0.2), (
        "counting longer does not help against a loss"
    )
    assert solved["rate_error"](2, 3, 0.0) == solved["rate_error"](8, 12, 0.0) == 0


FLICKER = """
from neurolib import noise
def flicker_noise(n, fs, rng):
    record = noise.flicker(n, fs, rng, "{}")
    return (record - record.mean()) / record.std()
"""
CELLS = """
from neurolib import SoftBounds
from neurolib.crossbar.cells import Cells
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.c2c, self.rng = G, c2c, rng
        self.cells = Cells(SoftBounds(G_min=1e-9, G_max=1e-3), G.shape, rng, d2d, (0.0, 0.0), (0.0, 0.0))
    def read(self):
        self.cells.write(self.G, self.rng, self.c2c)
        return self.cells.conductance()
"""


@pytest.mark.parametrize(
    ("problem", "source"),
    [
        ("5.2", FLICKER.format("relaxations")),
        ("5.2", FLICKER.format("spectrum")),
        ("5.3", "from neurolib.noise import stochastic_round"),
        ("5.4", CELLS),
    ],
    ids=["relaxations", "spectrum", "rounding", "cells"],
)
def test_what_the_notebook_hides_would_be_right(problem, source):
    """So the tests ask for what the library does, and hiding it is not in vain."""
    nb = notebook("ps5")
    score, said = grade(nb, problem, source, PUBLIC)
    assert score == problems(nb)[problem], said


def test_a_memory_on_faulty_devices(solved):
    store, recall, fit = solved["store"], solved["recall"], solved["patterns_that_fit"]
    rng = np.random.default_rng(510)
    patterns = rng.choice([-1.0, 1.0], (15, 200))
    W = store(patterns)
    np.testing.assert_allclose(np.diag(W), 0)
    np.testing.assert_allclose(
        W[0, 1:], (patterns[:, :1] * patterns[:, 1:]).mean(axis=0) * 15 / 200
    )
    # errors of one step at loads of 0.1 and 0.138: 7.8e-4 and 3.6e-3
    assert (fit(W, W, 7.8e-4), fit(W, W, 7.9e-4)) == (19, 20)
    assert (fit(W, W, 3.7e-3), fit(W, W, 3.77e-3)) == (27, 28)
    # half of the weights are half of the neurons, and a common factor is nothing
    lost = W * (rng.random(W.shape) < 0.5)
    assert fit(0.3 * W, W, 0.01) == fit(W, W, 0.01) and abs(fit(lost, W, 0.01) - 18) <= 1
    # the steps are those of a crossbar whose devices are stuck
    chip = Crossbar(RRAM(), seed=1, stuck_off=0.3, stuck_on=0.02).program(W)
    cue = patterns * rng.choice([1, -1], patterns.shape, p=[0.8, 0.2])
    states = cue
    for steps in 1, 2, 3:
        states = np.where(chip.read(states) < 0, -1.0, 1.0)
        for given, found in zip(cue, states, strict=True):
            # a sum that is 0 but for rounding may go either way
            assert np.sum(recall(chip.weights, given, steps) != found) <= 2
    assert np.mean(states == patterns) > 0.95


def test_the_pictures_show_what_their_titles_promise():
    title, space = picture("ps5", 1)
    assert abs(space["weights"][-9000:].mean() - space["rest"]) < 0.02, title
    assert abs(picture("ps5", 2)[1]["slope"] + 1) < 0.1
    title, space = picture("ps5", 3)
    # three standard errors: 100 steps of variance 0.09 from 200 weights
    assert abs(space["weights"][-1].mean() - 100) < 4, title
    title, space = picture("ps5", 4)
    assert space["between"] == pytest.approx(0.3, rel=0.06) and space["within"] == pytest.approx(
        0.1, rel=0.03
    ), title
