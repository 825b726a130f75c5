"""Digits on imperfect memories: what was measured once (bands over three splits), and what a pulse
adds on average.
"""

from dataclasses import replace

import numpy as np
import pytest

from neurolib import PCM, Crossbar, SoftBounds
from neurolib.applications import Devices, Digits, Numbers, accuracy, learn
from neurolib.model import ParameterError

SEEDS = range(3)
IDEAL = SoftBounds(gamma_plus=0.01, gamma_minus=0.01, slope_plus=0, slope_minus=0)


@pytest.fixture(scope="module")
def data():
    return [Digits.split(np.random.default_rng(seed)) for seed in SEEDS]


def final(data, make, seeds=SEEDS, **how):
    """Mean accuracy after learning, over three splits."""
    return np.mean(
        [
            learn(make(np.random.default_rng(50 + k)), data[k], np.random.default_rng(k), **how)[-1]
            for k in seeds
        ]
    )


def test_a_split_has_each_image_once_and_a_row_for_the_bias(data):
    one = data[0]
    assert one.x.shape == (1297, 65) and one.x_test.shape == (500, 65) and len(one.c) == 1297
    assert (one.x[:, -1] == 1).all() and one.x.min() == 0 and one.x.max() == 1
    assert len(np.unique(np.vstack([one.x, one.x_test]), axis=0)) > 1790, "no image on both sides"
    again = Digits.split(np.random.default_rng(0))
    assert (
        (again.x == one.x).all()
        and (again.c_test == one.c_test).all()
        and not (data[1].x == one.x).all()
    )
    with pytest.raises(ParameterError, match=r"images to learn from\) is 1500; expected 1 to 1297"):
        Digits.split(np.random.default_rng(0), train=1500)


def test_learning_follows_the_gradient_of_the_log_likelihood(data):
    few = Digits(data[0].x[:7], data[0].c[:7], data[0].x_test, data[0].c_test)
    W = np.random.default_rng(4).normal(0, 0.1, (65, 10))

    def loss(W):
        z = few.x @ W
        return (np.log(np.exp(z).sum(1)) - z[np.arange(7), few.c]).sum()

    memory = Numbers(W.copy(), bound=10.0)
    learn(memory, few, np.random.default_rng(1), rate=1e-3, epochs=1, batch=7)
    direction = np.random.default_rng(5).normal(size=W.shape)
    slope = (loss(W + 1e-5 * direction) - loss(W - 1e-5 * direction)) / 2e-5
    assert np.vdot(memory.W - W, direction) == pytest.approx(-1e-3 * slope, rel=1e-6)


def test_exact_numbers_and_ideal_steps_learn(data):
    assert final(data, lambda rng: Numbers(bound=4)) == pytest.approx(0.960, abs=0.012)
    assert final(data, lambda rng: Devices(IDEAL, rng)) == pytest.approx(0.941, abs=0.015)


@pytest.mark.parametrize(
    ("lsb", "nearest", "chance"),
    [(1 / 128, 0.89, 0.945), (1 / 32, 0.645, 0.937), (1 / 8, 0.1, 0.9)],
)
def test_rounding_by_chance_keeps_learning_alive(data, lsb, nearest, chance):
    assert final(data, lambda rng: Numbers(lsb=lsb, rounding="nearest")) == pytest.approx(
        nearest, abs=0.03
    )
    assert final(data, lambda rng: Numbers(lsb=lsb, rng=rng)) == pytest.approx(chance, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    "split", [0, pytest.param(1, marks=pytest.mark.whole), pytest.param(2, marks=pytest.mark.whole)]
)
def test_asymmetry_and_soft_bounds_break_learning_and_fewer_requests_repair_it(data, split):
    """On each split, since the loss is many times as large as what splits differ by."""
    for device in replace(IDEAL, gamma_plus=0.007), replace(IDEAL, slope_plus=1, slope_minus=1):
        assert 0.77 < final(data, lambda rng, device=device: Devices(device, rng), [split]) < 0.89
        assert (
            final(
                data, lambda rng, device=device: Devices(device, rng), [split], batch=50, rate=0.02
            )
            > 0.91
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    "split", [0, pytest.param(1, marks=pytest.mark.whole), pytest.param(2, marks=pytest.mark.whole)]
)
def test_spread_of_steps_costs_nothing_that_shows(data, split):
    for device in replace(IDEAL, d2d=0.3), replace(IDEAL, c2c=0.3):
        assert final(data, lambda rng, device=device: Devices(device, rng), [split]) > 0.93


def test_what_pulses_do_on_average():
    device, request = (
        SoftBounds(gamma_plus=0.007, gamma_minus=0.01, slope_plus=0, slope_minus=0),
        np.array([0.003, -0.003]),
    )
    memory = Devices(device, np.random.default_rng(3), shape=(20_000, 2))
    memory.update(np.tile(request, (20_000, 1)))
    expected = (0.017 * request - 0.003 * np.abs(request)) / (2 * 0.0085)  # (3)
    np.testing.assert_allclose(memory.W.mean(0), expected, atol=4 * 0.005 / 20_000**0.5)


def test_each_device_is_drawn_once_and_many_pulses_come_one_after_the_other():
    memory = Devices(
        replace(IDEAL, d2d=0.3), np.random.default_rng(1), rounding="nearest", shape=(50, 4)
    )
    memory.update(np.full((50, 4), 0.03))
    first = memory.W.copy()
    memory.update(np.full((50, 4), 0.03))
    np.testing.assert_allclose(memory.W, 2 * first)
    assert first.mean() == pytest.approx(0.03, rel=0.1) and first.std() == pytest.approx(
        0.009, rel=0.2
    )
    soft = Devices(SoftBounds(), np.random.default_rng(1), rounding="nearest", shape=(1, 1))
    soft.update(np.array([[3 * soft.step]]))
    assert soft.W[0, 0] == pytest.approx(1 - 0.98**3, rel=1e-12)


def test_a_crossbar_is_a_memory(data):
    chip = Crossbar(replace(IDEAL, c2c=0.3), seed=1, adc_bits=8, adc_range=16).program(
        np.zeros((65, 10)), w_max=2
    )
    assert (
        learn(chip, data[0], np.random.default_rng(1), epochs=2, batch=10)[-1] > 0.9
        and accuracy(chip, data[0]) > 0.9
    )


def test_what_is_refused_is_refused_with_a_sentence():
    with pytest.raises(
        ParameterError, match=r"Numbers.rounding.*expected one of 'stochastic', 'nearest'"
    ):
        Numbers(rounding="up")
    with pytest.raises(ParameterError, match="default_rng"):
        Numbers(lsb=0.1)
    with pytest.raises(ParameterError, match="learning rate"):
        learn(Numbers(), Digits(*[np.zeros(0)] * 4), np.random.default_rng(1), rate=-1)
    for wrong, said in (
        ({"batch": -1}, "images at a time"),
        ({"epochs": -1}, "times through the images"),
    ):
        with pytest.raises(ParameterError, match=said):
            learn(Numbers(), Digits(*[np.zeros(0)] * 4), np.random.default_rng(1), **wrong)
    with pytest.raises(ParameterError, match="expected one that steps both ways"):
        Devices(PCM(), np.random.default_rng(1))
    for memory in Numbers(), Devices(SoftBounds(), np.random.default_rng(1)):
        with pytest.raises(ParameterError, match="dW, is not finite"):
            memory.update(np.full((65, 10), np.nan))
        with pytest.raises(ParameterError, match=r"dW, has shape \(3, 3\); expected \(65, 10\)"):
            memory.update(np.ones((3, 3)))
