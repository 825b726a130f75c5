"""The crossbar: what wires lose, what converters round, and the statistics of every imperfection."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from scipy.special import ndtr

import neurolib
from neurolib import (
    LIF,
    PCM,
    STDP,
    VTEAM,
    Clocked,
    Crossbar,
    ExpStep,
    HPMemristor,
    Network,
    SoftBounds,
    Weighted,
    _jit,
    kernel,
    param,
)
from neurolib.crossbar import Wires, cells, crossbar, quantise
from neurolib.model import ParameterError
from neurolib.units import day, fJ, ns, uS, year

SEEDS = range(5)
RNG = np.random.default_rng(11)
W, X = RNG.normal(size=(12, 7)), RNG.uniform(-1, 1, (5, 12))


def uniform(n, r=2.0):
    """A square array of 100 µS cells, 0.2 V on every row: the currents of its columns."""
    return Wires(np.full((n, n), 100 * uS), r).currents(np.full(n, 0.2))


# --- wires ----------------------------------------------------------------------------------------


def test_known_currents_behind_wires():
    assert Wires([[1e-3]], 10).currents([1.0])[0] == pytest.approx(0.0009803921569, rel=1e-9)  # X01
    # X01, closed form
    assert Wires([[1e-3]], 10).currents([1.0])[0] == pytest.approx(1 / (1e3 + 20), rel=1e-12)
    # X02
    assert Wires(np.full((1, 8), 1e-4), 10).currents([1.0])[-1] == pytest.approx(
        9.64124678e-05, rel=1e-9
    )
    I = uniform(16)
    # X03, X04
    assert I[0] == pytest.approx(0.0003131744573, rel=1e-9) and I[-1] == pytest.approx(
        0.0003059378066, rel=1e-9
    )
    assert 16 * 100e-6 * 0.2 == pytest.approx(0.00032, rel=1e-12)  # X05, of which X06 is the loss
    wires, V = Wires(np.full((16, 16), 100 * uS), 2.0), np.full(16, 0.2)
    out, entering = wires.both(V)
    assert V @ entering == pytest.approx(0.0009871908895, rel=1e-10)  # X07
    assert out.sum() == pytest.approx(0.004935954447, rel=1e-10)  # X08


@pytest.mark.parametrize(
    ("n", "loss"),
    [(16, 0.04394435427), (32, 0.1511186186), (64, 0.4150063288), (128, 0.7477686688)],
)
def test_loss_of_the_worst_column(n, loss):
    # X06, X10 and X13, X14, X15
    assert 1 - uniform(n).min() / (n * 100e-6 * 0.2) == pytest.approx(loss, rel=1e-6)


def dissipated(wires, V):
    """The power that becomes heat in wires and cells, W: the drop along each, squared, over its
    resistance.
    """
    u, w = wires.voltages(V)
    along = np.diff(u, axis=-1, prepend=V[..., :, None]), np.diff(w, axis=-2, append=0.0)
    return (wires.G * (u - w) ** 2).sum((-2, -1)) + sum(
        (drop**2).sum((-2, -1)) for drop in along
    ) / wires.r


def test_wires_obey_the_laws():
    rng = np.random.default_rng(3)
    G, V = rng.uniform(1e-6, 1e-4, (14, 9)), rng.uniform(-0.2, 0.2, (2, 14))
    wires = Wires(G, 5.0)
    out, entering = wires.both(V)
    # power, as in X07
    np.testing.assert_allclose((V * entering).sum(1), dissipated(wires, V), rtol=1e-10)
    np.testing.assert_allclose(out.sum(1), entering.sum(1), rtol=1e-10)  # charge, as in X08
    both = wires.currents(2 * V[0] - 3 * V[1])
    # superposition, X09
    np.testing.assert_allclose(both, 2 * out[0] - 3 * out[1], atol=1e-15, rtol=0)
    dense = np.linalg.solve(
        wires.matrix().toarray(),
        np.concatenate([np.pad(V[0][:, None] / 5, ((0, 0), (0, 8))).ravel(), np.zeros(126)]),
    )
    # X12
    np.testing.assert_allclose(out[0], dense.reshape(2, 14, 9)[1, -1] / 5, atol=1e-15, rtol=0)
    u, w = wires.voltages(V[0])
    middle = (2 * u[:, 1:-1] - u[:, :-2] - u[:, 2:]) / 5 + (G * (u - w))[:, 1:-1]
    assert np.abs(middle).max() < 1e-15, "Kirchhoff's law at the inner nodes of rows"


def test_wires_without_resistance_lose_nothing_and_loss_grows():
    G, V = np.full((6, 6), 100 * uS), np.full(6, 0.2)
    losses = [
        1 - Wires(G, r).currents(V).min() / (V @ G).min() for r in (1e-4, 1e-3, 0.1, 1, 10, 100)
    ]
    assert losses[0] < 1e-6 and np.all(np.diff(losses) > 0)
    assert losses[1] / losses[0] == pytest.approx(10, rel=1e-3), "in proportion to a small r"
    chip = Crossbar(SoftBounds(), wire_resistance=1e-6).program(W)
    np.testing.assert_allclose(chip.read(X), X @ W, rtol=1e-6, atol=1e-6)


def test_a_vector_of_spikes_may_be_boolean():
    made = Crossbar(PCM(), seed=0).program(np.eye(3))
    spikes = np.array([True, False, True])
    assert np.array_equal(made.read(spikes), made.read(spikes.astype(float)))


def test_a_reading_through_wires_is_that_of_both_planes():
    chip = Crossbar(SoftBounds(), wire_resistance=5.0).program(W)
    G = chip._programmed.conductance()
    I = Wires(G[0], 5.0).currents(0.2 * X) - Wires(G[1], 5.0).currents(0.2 * X)
    np.testing.assert_allclose(chip.read(X), I / (chip.k * 0.2), rtol=1e-12)
    assert np.abs(chip.read(X) - X @ W).max() > 1e-5
    power = sum(dissipated(Wires(plane, 5.0), 0.2 * X).sum() for plane in G)
    before = chip.meter.joules["cell read"]
    chip.read(X)
    assert chip.meter.joules["cell read"] - before == pytest.approx(power * 100 * ns, rel=1e-9)


# --- converters -----------------------------------------------------------------------------------


def test_known_errors_of_a_quantiser():
    x = np.sin(2 * np.pi * 0.6180339887 * np.arange(200_000))
    ratio = [
        10 * np.log10(np.mean(x**2) / np.mean((quantise(x, bits) - x) ** 2)) for bits in (8, 14)
    ]
    # U10, which takes the error as uniform: at its peaks a sine's is not
    assert ratio[0] == pytest.approx(49.9257119, abs=0.2)
    assert ratio[1] == pytest.approx(20 * np.log10(2) * 14 + 10 * np.log10(1.5), abs=0.03)
    for bits in 8, 14:  # with a level at 0, the step is larger by 1 / (1 - 2^(1 - b))
        error = np.mean((quantise(x, bits, zero=True) - x) ** 2)
        ratio = 10 * np.log10(np.mean(x**2) / error)
        expected = 6.0206 * bits + 1.7609 + 20 * np.log10(1 - 2.0 ** (1 - bits))
        assert ratio == pytest.approx(expected, abs=0.2 if bits == 8 else 0.03)
        assert ratio == pytest.approx(6.02 * bits + 1.76, abs=0.2)
    ramp = np.linspace(-1, 1, 160_000, endpoint=False)
    # U11
    assert np.mean((quantise(ramp, 4) - ramp) ** 2) == pytest.approx(0.001302083333, rel=0.005)


def test_a_quantiser_is_symmetric_uniform_and_saturates():
    x = np.linspace(-3, 3, 601) + 1e-4
    for zero, levels in (False, 16), (True, 15):
        y = np.unique(quantise(x, 4, zero=zero))
        assert len(y) == levels
        np.testing.assert_allclose(y, -y[::-1], atol=1e-15)
        np.testing.assert_allclose(np.diff(y), np.diff(y)[0])
        np.testing.assert_array_equal(quantise(y, 4, zero=zero), y)
    assert (
        quantise(9.0, 4) == 1 - 1 / 16
        and quantise(9.0, 4, zero=True) == 1.0
        and quantise(0.0, 4, zero=True) == 0.0
    )
    with pytest.raises(ParameterError, match="bits"):
        quantise(x, 2.5)


def test_converters_stand_on_both_sides_of_the_array():
    chip = Crossbar(SoftBounds(), dac_bits=4, adc_bits=6).program(W)
    full = np.abs(W).sum(0).max()
    np.testing.assert_allclose(
        chip.read(X), quantise(quantise(X, 4, zero=True) @ W, 6, full), atol=1e-12
    )
    tread = Crossbar(SoftBounds(), dac_bits=4, adc_bits=6, adc_zero=True).program(W)
    np.testing.assert_allclose(
        tread.read(X), quantise(quantise(X, 4, zero=True) @ W, 6, full, zero=True), atol=1e-12
    )
    coarse = Crossbar(SoftBounds(), adc_bits=4, adc_range=0.1).program(W)
    assert np.abs(coarse.read(X)).max() == pytest.approx(0.1 * 15 / 16)


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "device", [SoftBounds(), PCM(), VTEAM(), HPMemristor(), SoftBounds.preset("ECRAM")], ids=repr
)
def test_an_ideal_crossbar_is_a_product(device):
    np.testing.assert_allclose(Crossbar(device).program(W).read(X), X @ W, atol=1e-9)
    single = Crossbar(device, differential=False).program(np.abs(W))
    np.testing.assert_allclose(single.read(X), X @ np.abs(W), atol=1e-9)
    np.testing.assert_allclose(single.read(X[0]), X[0] @ np.abs(W), atol=1e-9)
    np.testing.assert_allclose(single.weights, np.abs(W), atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_devices_differ_by_d2d_and_stay_the_same_chip(seed):
    chip = Crossbar(SoftBounds(), seed, d2d=0.2, differential=False).program(
        np.full((100, 100), 0.5), w_max=1
    )
    first = chip.read(np.eye(100))
    G = chip._programmed.conductance()[0]
    assert np.log(G).std() == pytest.approx(0.2, rel=0.03) and np.log(
        G / (5.5 * uS)
    ).mean() == pytest.approx(0, abs=0.01)
    np.testing.assert_array_equal(chip.read(np.eye(100)), first)
    chip.program(np.full((100, 100), 0.5), w_max=1)
    np.testing.assert_array_equal(chip.read(np.eye(100)), first)


@pytest.mark.parametrize("seed", SEEDS)
def test_writing_varies_from_cycle_to_cycle_and_from_device_to_device(seed):
    chip = Crossbar(SoftBounds(), seed, c2c=0.05, differential=False)
    a, b = (
        chip.program(np.full((100, 100), 0.5), w_max=1)._programmed.conductance()[0] / (5.5 * uS)
        - 1
        for _ in range(2)
    )
    assert a.std() == pytest.approx(0.05, rel=0.03) and abs(a.mean()) < 0.002
    assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.04


def test_the_same_seed_is_the_same_chip_bit_for_bit():
    def life(seed):
        every = {
            "d2d": 0.1,
            "c2c": 0.1,
            "drift": 0.05,
            "drift_std": 0.02,
            "stuck_on": 0.05,
            "read_noise": 0.1,
            "white_noise": 0.1,
        }
        chip = Crossbar(
            SoftBounds(c2c=0.3, d2d=0.1), seed, dac_bits=8, adc_bits=12, **every
        ).program(W, verify=2)
        chip.update(0.05 * W).update_batch(X, X[:, :7], 0.01)
        return chip.read(X, t=1 * day)

    np.testing.assert_array_equal(life(3), life(3))
    assert np.abs(life(3) - life(4)).max() > 1e-3


def test_causes_draw_from_streams_of_their_own():
    quiet, noisy = (
        Crossbar(SoftBounds(), 1, d2d=0.1, c2c=0.1, white_noise=noise).program(W)
        for noise in (0.0, 0.2)
    )
    noisy.read(X)
    np.testing.assert_array_equal(quiet.program(W).weights, noisy.program(W).weights)


@pytest.mark.parametrize("seed", SEEDS)
def test_white_noise_is_new_at_each_reading_and_has_its_spread(seed):
    chip = Crossbar(SoftBounds(), seed, white_noise=0.1).program(W)
    y = chip.read(np.tile(X[0], (20_000, 1)))
    G = chip._programmed.conductance()
    expected = 0.1 * np.sqrt(X[0] ** 2 @ (G**2).sum(0)) / chip.k
    np.testing.assert_allclose(y.std(0), expected, rtol=0.03)
    np.testing.assert_allclose(y.mean(0), X[0] @ W, atol=5 * expected.max() / np.sqrt(20_000))


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_of_a_linear_model_adds_an_error_that_knows_the_weights_only_if_it_is_multiplicative(
    seed,
):
    """Noise of equal size on all weights adds s² ⟨|x|²⟩ whatever the weights (law of R10); relative
    noise Σ s² w² ⟨x²⟩ (R11).
    """
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(20_000, 12)), rng.uniform(0.2, 1.0, (12, 1))
    # all cells nearly alike, in pairs: a weight's noise is not its own
    flat = SoftBounds(G_min=9.9 * uS, G_max=10 * uS)
    # of a weight, two devices' noise in units of weights
    s = 0.01 * np.sqrt(2) * 9.95 * uS / (0.1 * uS)
    # one of a pair does not conduct: its noise is relative to the weight
    steep = HPMemristor(R_off=1e9)
    chips = [
        Crossbar(device, seed, white_noise=noise) for device, noise in ((flat, 0.01), (steep, 0.3))
    ]
    for W_ in w, w / 4:
        expected = s**2 * (x**2).sum(1).mean(), 0.3**2 * (x**2 @ W_**2).mean()
        for chip, error in zip(chips, expected, strict=True):
            found = np.mean((chip.program(W_, w_max=1.0).read(x) - x @ W_) ** 2)
            assert found == pytest.approx(error, rel=0.04)


@pytest.mark.parametrize("seed", SEEDS)
def test_readings_close_in_time_agree_and_those_far_apart_do_not(seed):
    chip = Crossbar(SoftBounds(), seed, read_noise=0.1).program(np.zeros((40, 40)))
    relative = [
        chip._conductances(t) / (5.5 * uS) - 1 for t in (1000.0, 1000.0, 1000.0 + 1e-6, 1 * year)
    ]
    assert relative[0].std() == pytest.approx(0.1, rel=0.05)
    np.testing.assert_array_equal(relative[0], relative[1])
    assert (relative[2] - relative[0]).std() < 0.1 * 0.1, (
        "a microsecond apart they differ far less than by σ"
    )
    assert (relative[3] - relative[0]).std() == pytest.approx(np.sqrt(2) * 0.1, rel=0.05)
    with pytest.raises(ParameterError, match="noise knows no way back"):
        chip.read(np.zeros(40), t=1 * year)
        chip.read(np.zeros(40), t=1.0)


def test_time_begins_anew_with_each_writing_while_noise_runs_on():
    chip = Crossbar(SoftBounds(), read_noise=0.1).program(np.zeros((30, 30)))
    first = chip.weights
    np.testing.assert_array_equal(chip.weights, first)
    chip.read(np.zeros(30))
    chip.update(np.zeros((30, 30))).read(np.zeros(30), t=1e-6)
    assert np.corrcoef(first.ravel(), chip.weights.ravel())[0, 1] > 0.99, (
        "a microsecond later nothing has moved far"
    )


def test_devices_with_bounds_far_out_never_conduct_backwards():
    chip = Crossbar(SoftBounds(d2d_range=0.5), 1, differential=False, wire_resistance=1.0).program(
        np.zeros((30, 30)), w_max=1.0
    )
    chip.update(np.full((30, 30), -3.0)).read(np.ones(30))
    assert chip._programmed.x.min() < -1.3 and chip._programmed.conductance().min() == 0.0


# --- drift and disturb ----------------------------------------------------------------------------


def test_drift_falls_by_its_exponent():
    chip = Crossbar(SoftBounds(), drift=0.05).program(W)
    # A45
    np.testing.assert_allclose(
        chip.read(X, t=1 * day), 0.6579998773 * (X @ W), rtol=1e-9, atol=1e-12
    )
    # A46
    np.testing.assert_allclose(
        chip.read(X, t=1 * year), (365.25 * 86400 / 20) ** -0.05 * (X @ W), rtol=1e-3, atol=1e-9
    )
    np.testing.assert_allclose(chip.program(W).read(X), X @ W, atol=1e-12)


def test_phase_change_cells_bring_their_own_drift():
    chip, t = Crossbar(PCM()).program(np.eye(3)), np.geomspace(20, 1e6, 9)
    G = np.array([chip._programmed.conductance(at) for at in t])
    slope = np.polyfit(np.log(t), np.log(G[:, 0, 0, 1]), 1)[0]
    assert slope == pytest.approx(-0.1, abs=1e-6)  # A48: glass
    np.testing.assert_allclose(G[:, 0, 0, 0], 25 * uS, rtol=1e-9)  # crystal stays


@pytest.mark.parametrize("seed", SEEDS)
def test_exponents_are_spread_and_belong_to_the_chip(seed):
    chip = Crossbar(SoftBounds(), seed, drift=0.05, drift_std=0.01).program(np.zeros((60, 60)))
    nu = -np.log(chip._programmed.conductance(2e4) / chip._programmed.conductance(20)) / np.log(
        1000
    )
    assert nu.mean() == pytest.approx(0.05, abs=0.001) and nu.std() == pytest.approx(0.01, rel=0.05)


def test_reading_disturbs_only_devices_without_a_threshold():
    for device in SoftBounds(), VTEAM(v_on=-0.5, v_off=0.5), PCM():
        chip = Crossbar(device).program(W)
        before = chip._programmed.conductance()
        chip.disturb(X[0], 1e6)
        np.testing.assert_array_equal(chip._programmed.conductance(), before)
    device = HPMemristor()
    chip = Crossbar(device, differential=False).program(np.full((2, 1), 0.5), w_max=1.0)
    x0 = chip._programmed.x.copy()
    chip.disturb([1.0, 0.0], 1e3)
    run = device.simulate(0.2, dt=1e3 * 100 * ns / 50, duration=1e3 * 100 * ns, x0=x0[0, 0, 0])
    assert chip._programmed.x[0, 0, 0] == pytest.approx(run.x[-1], rel=1e-6)
    assert chip._programmed.x[0, 0, 0] > x0[0, 0, 0] and chip._programmed.x[0, 1, 0] == x0[0, 1, 0]
    moved = Crossbar(device, read_disturb=True, differential=False).program(
        np.full((2, 1), 0.5), w_max=1.0
    )
    for _ in range(10):
        moved.read([1.0, 0.0])
    other = Crossbar(device, differential=False).program(np.full((2, 1), 0.5), w_max=1.0)
    other.disturb([1.0, 0.0], 10)
    np.testing.assert_allclose(moved._programmed.x, other._programmed.x, rtol=1e-9)
    wide = Crossbar(device, differential=False, x_max=4.0).program(np.full((2, 1), 0.5), w_max=1.0)
    wide.disturb([4.0, 0.0], 10)  # the largest input is the same voltage
    np.testing.assert_allclose(wide._programmed.x, other._programmed.x, rtol=1e-9)


# --- stuck devices --------------------------------------------------------------------------------


def test_stuck_devices_are_counted_and_never_move():
    chip = Crossbar(SoftBounds(c2c=0.3), 5, stuck_off=0.1, stuck_on=0.05, d2d=0.1).program(
        np.zeros((50, 40))
    )
    stuck = chip.stuck
    assert ((stuck < 0).sum(), (stuck > 0).sum()) == (395, 199)
    assert abs((stuck < 0).sum() - 400) < 4 * np.sqrt(400 * 0.9) and abs(
        (stuck > 0).sum() - 200
    ) < 4 * np.sqrt(200 * 0.95)
    low, high = chip.device.conductances
    batch = np.ones((8, 50)), np.ones((8, 40))
    for change in (lambda: chip.update(np.full((50, 40), 0.3)), lambda: chip.update_batch(*batch, 0.01),
                   lambda: chip.update_batch(*batch, 0.01, each=True), lambda: chip.program(np.full((50, 40), 0.2), verify=3)):  # fmt: skip
        change()
        G = chip._programmed.conductance(3000.0)
        assert np.all(G[stuck < 0] == low) and np.all(G[stuck > 0] == high)
        np.testing.assert_array_equal(chip.stuck, stuck)
    ideal = Crossbar(SoftBounds(), 5, stuck_off=0.1, stuck_on=0.05).program(
        np.full((50, 40), 0.2), w_max=1.0
    )
    # all others are as they were written
    np.testing.assert_allclose(ideal.weights[(ideal.stuck == 0).all(axis=0)], 0.2, rtol=1e-9)


def test_a_wanted_pulse_is_the_mean_of_a_step_up_and_one_down():
    device = SoftBounds(gamma_plus=0.02, gamma_minus=0.01)
    chip = Crossbar(device, differential=False).program(np.full((2, 2), 0.5), w_max=1.0)
    assert chip.step == pytest.approx(0.015 / (device.w_max - device.w_min), rel=1e-9)


# --- updates --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_spread_of_many_pulses(seed):
    device = SoftBounds(gamma_plus=0.001, gamma_minus=0.001, slope_plus=0, slope_minus=0, c2c=0.3)
    chip = Crossbar(device, seed, differential=False).program(np.full((50, 50), 0.5), w_max=1.0)
    before = chip._programmed.x.copy()
    chip.update(np.full((50, 50), 100 * chip.step * (1 + 1e-12)))
    moved = chip._programmed.x - before
    assert moved.mean() == pytest.approx(0.1, rel=0.002)
    assert moved.std() == pytest.approx(0.003, rel=0.05)  # U09


def test_rounding_to_pulses_is_right_on_average():
    chip = Crossbar(SoftBounds(), 2).program(np.zeros((100, 100)), w_max=1.0)
    chip.update(np.full((100, 100), 0.25 * chip.step))
    up, down = chip._programmed.x[0] > 1e-3, chip._programmed.x[1] < -1e-3
    for moved in up, down:
        assert moved.mean() == pytest.approx(0.25, abs=0.02)


def changes(each, seed, device, size=150, p=0.8):
    """The change of each state by a batch that wants ``p`` pulses a sample, most of them one way;
    and the pulses wanted.
    """
    rng = np.random.default_rng(7)
    X, D = (
        rng.choice([-1.0, 1.0], (64, size), p=[0.1, 0.9]),
        np.tile(rng.choice([-1.0, 1.0], size), (64, 1)),
    )
    chip = Crossbar(device, seed, differential=False).program(np.full((size, size), 0.5), w_max=1.0)
    before = chip._programmed.x.copy()
    chip.update_batch(X, D, rate=p * chip.step, each=each)
    return (chip._programmed.x - before)[0], p * X.T @ D


@pytest.mark.parametrize("noise", ["step", "fixed"])
def test_a_batch_at_once_has_mean_and_variance_of_pulse_by_pulse(noise):
    """Directly, over 40 chips of 3600 cells: mean and variance of a cell's change agree within 2 %,
    and with the closed form.
    """
    gamma, p = 0.0002, 0.8
    device = SoftBounds(gamma_plus=gamma, gamma_minus=gamma, c2c=0.3, noise=noise)
    found = {}
    for each in False, True:
        runs = [changes(each, seed, device, size=60, p=p) for seed in range(40)]
        pulses = runs[0][1]
        change = np.array([run[0] for run in runs])
        found[each] = (
            np.sum(change.mean(0) * pulses) / np.sum(pulses**2),
            change.var(0, ddof=1).mean(),
        )
    np.testing.assert_allclose(found[False], found[True], rtol=0.02)
    # binomial counts, and the spread of each step
    exact = gamma, 64 * (p - p**2 / 31 + p * 0.3**2) * gamma**2
    for which in found.values():
        np.testing.assert_allclose(which, exact, rtol=0.02)


def test_a_batch_of_pairs_at_once_has_mean_and_variance_of_pulse_by_pulse():
    rng = np.random.default_rng(3)
    X, D, found = rng.uniform(-1, 1, (8, 40)), rng.uniform(-1, 1, (8, 40)), {}
    for each in False, True:
        change = []
        for seed in range(80):
            chip = Crossbar(ExpStep(c2c=0.5, dw_plus=1e-4, dw_minus=1e-4), seed).program(
                np.zeros((40, 40)), w_max=1.0
            )
            change.append(
                chip.update_batch(X, D, rate=8 * chip.step, each=each).weights / chip.step
            )
        found[each] = np.array(change)
    means = [found[each].mean(0) for each in (False, True)]
    assert np.vdot(means[0], means[1]) / np.vdot(means[1], means[1]) == pytest.approx(1, rel=0.02)
    assert found[False].var(0).mean() == pytest.approx(found[True].var(0).mean(), rel=0.02)


def test_pulse_by_pulse_a_row_and_a_column_fire_together():
    """Trains are shared: the pulses of the cells of a row are correlated, those of cells without a
    common wire are not.
    """
    trains = np.random.default_rng(5)
    n = np.zeros((20_000, 9))
    for one in n:
        np.add.at(one, *cells.coincidences(np.ones(3), np.ones(3), 0.8, 31, trains))
    assert set(np.unique(n)) <= set(range(32))
    assert n.mean() == pytest.approx(0.8, rel=0.01) and n.var(0).mean() == pytest.approx(
        0.8 - 0.8**2 / 31, rel=0.02
    )
    chance = np.sqrt(0.8 / 31)  # that a wire fires in a slot
    shared, apart = np.corrcoef(n.T)[0, 1], np.corrcoef(n.T)[0, 4]
    assert (
        shared == pytest.approx(chance * (1 - chance) / (1 - chance**2), abs=0.02)
        and abs(apart) < 0.02
    )


def test_the_draws_of_pulses_are_normal():
    """Moments of the standard normal distribution, and its quantiles: 65,536 values, each as likely
    as the other.
    """
    values = cells.normal()
    np.testing.assert_allclose(
        [(values.astype(float) ** k).mean() for k in (1, 2, 3, 4)], [0, 1, 0, 3], atol=1e-3
    )
    # 65536 Φ(-2), 65536 Φ(-1)
    assert np.abs(np.sort(values)[[1489, 10397, 32768]] - [-2.0, -1.0, 0.0]).max() < 1e-3
    for kind, most in (np.uint16, 2**16), (np.uint32, 2**32):
        drawn = cells.bits(100_001, kind, np.random.default_rng(3))
        assert (
            drawn.shape == (100_001,)
            and drawn.dtype == kind
            and len(cells.bits(0, kind, np.random.default_rng(3))) == 0
        )
        counts = np.bincount((drawn.astype(float) / most * 50).astype(int), minlength=50)
        # chi-squared of 49: beyond it once in 3000
        assert ((counts - 2000.02) ** 2 / 2000.02).sum() < 90
        assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.013


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
@pytest.mark.parametrize(
    "device",
    [SoftBounds(c2c=0.3, d2d=0.3, d2d_range=0.1), ExpStep.preset("ReRAM-ES")],
    ids=["soft bounds, drawn", "exponential steps, drawn"],
)
def test_compiled_pulses_are_the_plain_ones(device, monkeypatch):
    rng = np.random.default_rng(8)
    X, D = rng.normal(size=(6, 30)), rng.normal(size=(6, 21))
    X[0], D[1, :3] = 0.0, 0.0
    chips = []
    for way in False, True:
        monkeypatch.setattr(cells, "uses_numba", lambda pulses, way=way: way)
        chip = Crossbar(device, 3).program(np.full((30, 21), 0.1), w_max=1.0)
        chip.update_batch(X, D, rate=2 * chip.step, each=True).update(
            np.outer(X[1], D[0]) * 2 * chip.step
        )
        chips.append(chip)
    a, b = chips
    np.testing.assert_allclose(
        a._programmed.x, b._programmed.x, rtol=1e-12, atol=1e-12 * np.abs(b._programmed.x).max()
    )
    assert a.meter.counts == b.meter.counts and a.ledger.count("cell write") > 2000
    assert a.meter.joules["cell write"] == pytest.approx(b.meter.joules["cell write"], rel=1e-9)


@dataclass(frozen=True, repr=False)
class Binary(Weighted):
    """A pulse switches the device completely with chance P, or not at all: what is drawn is
    whether, and ``vary`` says so.
    """

    P: float = param(0.05, "", "probability of a switch", 0.0, 1.0)
    c2c: float = param(1.0, "", "1 for one device, 0 for the mean of many", 0.0, 1.0)
    w_max: float = param(1.0, "", "largest weight", 1e-3, 1e3)
    w_min: float = param(0.0, "", "smallest weight", -1e3, 1e3)
    steps: ClassVar[tuple[str, ...]] = ("P",)

    @kernel
    def up(w, P, w_max):
        return P * (w_max - w)

    @kernel
    def down(w, P, w_min):
        return P * (w - w_min)

    def vary(self, step, sign, spread, **other):
        P = other.get("P", self.P)
        return np.where(ndtr((spread - 1) / self.c2c) < P, step / P, 0.0) if self.c2c else step

    def _inverse(self, G):
        w = super()._inverse(G)
        return np.round(w) if self.c2c else w


class DirectedEnergy(SoftBounds):
    """Pulses down take ten times the energy of pulses up."""

    def pulse_energy(self, x, sign):
        return super().pulse_energy(x, sign) * np.where(np.less(sign, 0), 10.0, 1.0)


class OwnPulse(SoftBounds):
    """A pulse moves each device by the same step."""

    def pulse(self, w, sign, rng=None, **other):
        return np.clip(np.asarray(w) + 0.001 * np.asarray(sign), -1.0, 1.0)


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
def test_two_states_stay_two_however_many_pulses_are_applied():
    """In equilibrium a device that switches up as often as down is in each state half of the
    time.
    """
    array = cells.Cells(Binary(), (1, 50, 50), np.random.default_rng(1), 0.0, (0, 0), (0, 0))
    rng = np.random.Generator(np.random.SFC64(2))
    where = rng.integers(0, 2500, 300_000)
    sign = rng.choice(np.array([-1, 1], np.int8), where.size)
    array.pulse(0, where, sign, rng)
    assert set(np.unique(array.x)) <= {0.0, 1.0}
    assert array.x.mean() == pytest.approx(0.5, abs=5 * 0.5 / 50)
    chip = Crossbar(Binary(), 1).program(np.full((50, 50), 0.5), w_max=1.0)
    chip.update_batch(np.ones((40, 50)), np.ones((40, 50)), rate=chip.step)
    assert set(np.unique(chip._programmed.x)) <= {0.0, 1.0}, "drawn at once"


def test_a_mean_step_is_that_of_the_device_without_chance():
    """Also of a device whose states are the two ends: P of the whole range up from one, and none
    from the other.
    """

    class Rounding(Binary):
        def _inverse(self, G):
            return np.round(Weighted._inverse(self, G))

    for kind in Binary, Rounding:
        device = kind(P=0.05)
        low, high = device.conductances
        array = cells.Cells(device, (1, 2, 2), np.random.default_rng(1), 0.0, (0, 0), (0, 0))
        assert array.step == pytest.approx(0.05 * (high - low) / 2, rel=1e-9)


@pytest.mark.parametrize("kind", [DirectedEnergy, OwnPulse])
def test_what_a_class_replaces_is_what_a_crossbar_uses_however_many_pulses(kind, monkeypatch):
    rng = np.random.default_rng(3)
    X, D = rng.uniform(-1, 1, (6, 30)), rng.normal(size=(6, 21))
    assert not cells.summable(kind()) and cells.summable(SoftBounds(noise="fixed", c2c=0.1))
    found = []
    for way in False, True:
        monkeypatch.setattr(cells, "uses_numba", lambda pulses, way=way: way)
        chip = Crossbar(kind(), 3).program(np.full((30, 21), 0.1), w_max=1.0)
        before = chip._programmed.x.copy()
        chip.update_batch(X, D, rate=chip.step, each=True)
        chip.update(-5 * chip.step * np.outer(X[1], D[0]))
        found.append((chip._programmed.x - before, chip.meter.joules["cell write"]))
    np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-12, atol=1e-14)
    assert found[0][1] == pytest.approx(found[1][1], rel=1e-9)
    moved = found[1][0][np.abs(chip._programmed.x) < 1] / 0.001
    assert (kind is OwnPulse) == bool((np.abs(moved - moved.round()) < 1e-9).all())


def test_a_pulse_that_moves_nothing_is_refused():
    chip = Crossbar(SoftBounds(gamma_plus=0, gamma_minus=0)).program(np.full((3, 2), 0.1))
    for verb in (
        lambda: chip.update(np.full((3, 2), 0.1)),
        lambda: chip.update_batch(np.ones((1, 3)), np.ones((1, 2))),
    ):
        with pytest.raises(
            ParameterError, match=r"conductance of SoftBounds\(.* by 0 S .* more than 0\."
        ):
            verb()


def test_pulses_down_of_a_device_that_only_rises_do_nothing_also_many_at_once():
    class Rising(SoftBounds):
        unipolar = True

    chip = Crossbar(Rising(), 3).program(np.full((6, 5), 0.1), w_max=1.0)
    before = chip._programmed.x.copy()
    chip.update_batch(np.ones((3, 6)), -np.ones((3, 5)), rate=0.1)
    assert (chip._programmed.x >= before).all() and (chip._programmed.x > before).any()


def test_pairs_share_a_change_and_phase_change_cells_only_fill():
    chip = Crossbar(SoftBounds(gamma_plus=0.001, gamma_minus=0.001)).program(W, w_max=20.0)
    chip.update(0.1 * W)
    assert np.abs(chip.weights - 1.1 * W).max() < 0.06
    chip = Crossbar(PCM()).program(np.zeros((12, 7)), w_max=3.0)
    before = chip._programmed.x.copy()
    chip.update(0.5 * np.sign(W))
    assert np.all(chip._programmed.x >= before)
    assert np.all((chip._programmed.x[0] > before[0]) == (W > 0)) and np.all(
        (chip._programmed.x[1] > before[1]) == (W < 0)
    )


def test_verified_writing_ends_within_its_tolerance():
    rough = Crossbar(SoftBounds(), 1, c2c=0.1, d2d=0.05).program(0.5 * W, w_max=3.0)
    fine = Crossbar(SoftBounds(), 1, c2c=0.1, d2d=0.05).program(
        0.5 * W, w_max=3.0, verify=10, tolerance=0.01
    )
    assert np.abs(rough.weights - 0.5 * W).max() > 0.15
    assert np.abs(fine.weights - 0.5 * W).max() <= 2 * 0.01 * 3.0
    assert fine.ledger.count("cell write") > rough.ledger.count("cell write") == W.size * 2


# --- energy ---------------------------------------------------------------------------------------


def test_joules_go_with_the_square_of_the_voltages_and_with_the_times(monkeypatch):
    """Of writing, verifying, updating (pulse by pulse and drawn at once) and reading: 1 V and 100
    ns hide a square and a factor.
    """
    rng = np.random.default_rng(11)
    X, D = rng.uniform(-1, 1, (4, 12)), rng.normal(size=(4, 7))

    def joules(**pulse):
        found, chip = [], Crossbar(SoftBounds(c2c=0.1, **pulse), 5, c2c=0.05)
        chip.program(W, w_max=3.0, verify=3)
        works = (
            lambda: None,
            lambda: chip.update(0.1 * W),
            lambda: chip.update_batch(X, D, 0.01),
            lambda: chip.update_batch(X, D, 0.01, each=True),
        )
        for work in works:
            work()
            found.append(chip.meter.joules["cell write"])
        return np.diff(found, prepend=0.0)

    usual = joules()
    assert (usual > 0).all()
    np.testing.assert_allclose(joules(V_pulse=3.0, t_pulse=50 * ns) / usual, 9 * 0.5, rtol=1e-12)
    chips = [
        Crossbar(VTEAM(), 5, c2c=0.05, V_read=V, t_read=t).program(W, verify=3)
        for V, t in ((0.005, 100 * ns), (0.015, 50 * ns))
    ]
    verified = [chip.meter.joules["cell read"] for chip in chips]
    for chip in chips:
        chip.read(X)
    read = [
        chip.meter.joules["cell read"] - before
        for chip, before in zip(chips, verified, strict=True)
    ]
    assert verified[1] / verified[0] == pytest.approx(4.5, rel=1e-12) and read[1] / read[
        0
    ] == pytest.approx(4.5, rel=1e-12)
    written = chips[0].meter.joules["cell write"]
    monkeypatch.setattr(crossbar, "WRITE", (3.0, 50 * ns))
    assert Crossbar(VTEAM(), 5, c2c=0.05).program(W, verify=3).meter.joules[
        "cell write"
    ] / written == pytest.approx(4.5, rel=1e-12)


def test_joules_of_a_reading_and_its_conversions():
    device = SoftBounds(G_min=1 * uS, G_max=25 * uS)
    chip = Crossbar(device, differential=False, adc_bits=8).program(
        np.full((256, 256), 11.5 / 24), w_max=1.0
    )
    chip.read(np.ones(256))
    bill = chip.ledger.bill(chip.prices)
    joules = {row.component: row.joules for row in bill.rows}
    assert joules["cell read"] == pytest.approx(3.2768e-9, rel=1e-12)  # E22
    assert joules["conversion"] == pytest.approx(3.2768e-9, rel=1e-12)  # E23
    assert joules["conversion"] / joules["cell read"] == pytest.approx(1.0, rel=1e-12)  # E24
    # E25
    assert (joules["conversion"] + joules["cell read"]) / 256**2 == pytest.approx(1e-13, rel=1e-12)
    assert device.read_energy(
        device.set_conductance(12.5 * uS), 0.2, 100 * ns
    ) * 256**2 == pytest.approx(joules["cell read"], rel=1e-12)
    assert chip.ledger.count("cell read") == 256**2 and chip.ledger.count("conversion") == 256
    assert joules["cell write"] == pytest.approx(256**2 * 12.5e-6 * 1.0 * 100e-9, rel=1e-9)
    assert 50 * fJ * 256 * 256 == pytest.approx(joules["conversion"])


def test_every_pulse_is_counted_and_paid():
    chip = Crossbar(SoftBounds(), 1).program(np.zeros((4, 3)), w_max=1.0)
    before = chip.ledger.count("cell write"), chip.meter.joules["cell write"]
    x, step = chip._programmed.x.copy(), chip.step
    chip.update(np.full((4, 3), 2 * step * (1 - 1e-13)))
    assert chip.ledger.count("cell write") - before[0] == 2 * 2 * 12
    device, joules = chip.device, 0.0
    for sign, plane in zip((1, -1), x, strict=True):
        after = device.pulse(plane, sign)
        joules += device.pulse_energy(plane, sign).sum() + device.pulse_energy(after, sign).sum()
    assert chip.meter.joules["cell write"] - before[1] == pytest.approx(joules, rel=1e-9)


def test_set_and_reset_of_phase_change_cells_are_paid_each_at_its_price():
    cell, rng = PCM(), np.random.default_rng(4)
    chip = Crossbar(cell, 1).program(rng.uniform(-1, 1, (20, 10)), w_max=1.0)
    set_, reset = cell.pulse_energy(0.5, 1), cell.pulse_energy(0.5, -1)
    assert reset == pytest.approx(25e-12, rel=1e-9) and set_ < reset / 20  # A41
    assert chip.meter.joules["cell write"] == pytest.approx(400 * set_, rel=1e-9), (
        "from glass, cells only crystallise"
    )
    before = chip._programmed.x.copy(), chip.meter.joules["cell write"]
    chip.program(rng.uniform(-1, 1, (20, 10)), w_max=1.0)
    falls = int((chip._programmed.x < before[0]).sum())
    assert 100 < falls < 300
    assert chip.meter.joules["cell write"] - before[1] == pytest.approx(
        falls * reset + (400 - falls) * set_, rel=1e-9
    )
    before = chip.ledger.count("cell write"), chip.meter.joules["cell write"]
    chip.update_batch(rng.uniform(-1, 1, (5, 20)), rng.uniform(-1, 1, (5, 10)), rate=chip.step)
    pulses = chip.ledger.count("cell write") - before[0]
    assert pulses > 0 and chip.meter.joules["cell write"] - before[1] == pytest.approx(
        pulses * set_, rel=1e-9
    )


@pytest.mark.parametrize("each", [False, True])
@pytest.mark.parametrize(
    "device", [SoftBounds(c2c=0.3), ExpStep.preset("ReRAM-ES")], ids=["SoftBounds", "ExpStep"]
)
def test_pulses_of_a_batch_are_counted_and_paid(device, each):
    """Pulses as many as were wanted, each G V² t of its own cell; no other joules."""
    rng = np.random.default_rng(6)
    X, D = rng.uniform(-1, 1, (30, 40)), rng.uniform(-1, 1, (30, 50))
    chip = Crossbar(device, 1, differential=False).program(np.full((40, 50), 0.5), w_max=1.0)
    G, before = (
        chip._programmed.conductance().mean(),
        (chip.ledger.count("cell write"), chip.meter.joules["cell write"]),
    )
    chip.update_batch(X, D, rate=0.2 * chip.step, each=each)
    pulses = chip.ledger.count("cell write") - before[0]
    assert pulses == pytest.approx(0.2 * (np.abs(X).T @ np.abs(D)).sum(), rel=0.05)
    assert chip.meter.joules["cell write"] - before[1] == pytest.approx(
        pulses * G * 1.0 * 100 * ns, rel=0.05
    )


def test_readings_of_a_batch_through_wires_and_without_are_counted_alike():
    for r in 0.0, 2.0:
        chip = Crossbar(SoftBounds(), wire_resistance=r, adc_bits=8).program(W)
        chip.read(X)
        assert (chip.ledger.count("cell read"), chip.ledger.count("conversion")) == (
            5 * 2 * 84,
            5 * 7,
        )
        chip.read(X[0])
        assert (chip.ledger.count("cell read"), chip.ledger.count("conversion")) == (
            6 * 2 * 84,
            6 * 7,
        )


# --- refusals -------------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused_with_a_sentence():
    with pytest.raises(ParameterError, match="type crossbar.program"):
        Crossbar(SoftBounds()).read(X)
    with pytest.raises(ParameterError, match="as in Crossbar\\(SoftBounds\\(\\)\\)"):
        Crossbar(SoftBounds)
    with pytest.raises(ParameterError, match="no option wires"):
        Crossbar(SoftBounds(), wires=2.0)
    with pytest.raises(ParameterError, match="stuck_off and stuck_on add up"):
        Crossbar(SoftBounds(), stuck_on=0.7, stuck_off=0.7)
    for seed in None, -1, 0.5, "1":
        with pytest.raises(
            ParameterError,
            match=r"Crossbar's seed \(seed of all that is random, a whole number\) is",
        ):
            Crossbar(SoftBounds(), seed=seed)
    chip = Crossbar(SoftBounds()).program(W)
    for bad in X[0, 0], X[:, :5]:
        with pytest.raises(
            ParameterError, match=r"Crossbar.disturb's x has shape .*; expected \(12,\)"
        ):
            chip.disturb(bad, 1)
    for bad in X[:, :5], np.full(12, np.nan), ["a"] * 12:
        with pytest.raises(ParameterError, match=r"Crossbar.read's x"):
            chip.read(bad)
    with pytest.raises(ParameterError, match="this chip is"):
        chip.program(W[:5])
    with pytest.raises(ParameterError, match="in 31 slots; type a smaller rate, or slots="):
        chip.update_batch(X, X[:, :7], 100.0)
    with pytest.raises(ParameterError, match=r"slots \(slots of a pulse train\) is 0; expected 1"):
        chip.update_batch(X, np.zeros((len(X), 7)), slots=0)
    with pytest.raises(ParameterError, match=r"rate \(learning rate\) is nan"):
        chip.update_batch(X, np.zeros((len(X), 7)), np.nan)
    with pytest.raises(
        ParameterError, match=r"has shape \(2, 2, 2\); expected \(inputs, outputs\)"
    ):
        Crossbar(SoftBounds()).program(np.zeros((2, 2, 2)))
    with pytest.raises(ParameterError, match=r"w_max .* is 0"):
        Crossbar(SoftBounds()).program(W, w_max=0)
    with pytest.raises(ParameterError, match=r"verify \(rounds of reading back\) is -1"):
        Crossbar(SoftBounds()).program(W, verify=-1)
    with pytest.raises(
        ParameterError,
        match=r"verify \(rounds of reading back\) is 1.5; expected a whole number, as in 2",
    ):
        Crossbar(SoftBounds()).program(W, verify=1.5)
    with pytest.raises(
        ParameterError, match=r"slots \(slots of a pulse train\) is 7.5; expected a whole number"
    ):
        Crossbar(SoftBounds()).program(W).update_batch(
            np.ones(len(W)), np.ones(np.shape(W)[1]), 1e-6, slots=7.5
        )
    with pytest.raises(ParameterError, match=r"reads \(number of readings\) is -5"):
        chip.disturb(X[0], -5)
    with pytest.raises(ParameterError, match="quantise's x .* is nan"):
        quantise(np.nan, 8)
    for bad, said in (
        ((np.nan, 1.0), r"voltages of the rows\) is nan"),
        ((1.0, 1.0, 1.0), "one voltage for each of 2 rows"),
    ):
        with pytest.raises(ParameterError, match=said):
            Wires(np.full((2, 3), 1e-4), 1.0).currents(bad)
    with pytest.raises(ParameterError, match="one device a weight; expected 0 or more"):
        Crossbar(SoftBounds(), differential=False).program(W)
    with pytest.raises(ParameterError, match="VTEAM has no pulses to update"):
        Crossbar(VTEAM()).program(W).update(W)


# --- the protocol of a device ---------------------------------------------------------------------


@dataclass(frozen=True)
class Bare:
    """What the guide's table asks of a device, and nothing else: no base class, steps of 1 % of the
    range.
    """

    c2c: float = 0.0
    t_0: float = 20.0

    conductances = (1e-6, 11e-6)

    def rest(self):
        return 0.0

    def conductance(self, x, t=None):
        return (1e-6 + 10e-6 * x) * (1.0 if t is None else (t / self.t_0) ** -0.01)

    def set_conductance(self, G):
        return (np.asarray(G) - 1e-6) / 10e-6

    def pulse(self, x, sign, rng=None):
        spread = 1.0 if self.c2c == 0 else 1 + self.c2c * rng
        return np.clip(x + 0.01 * np.sign(sign) * spread, 0, 1)

    def pulse_energy(self, x, sign):
        return np.not_equal(sign, 0) * 1e-13


@dataclass(frozen=True, repr=False, kw_only=True)
class Stepper(neurolib.Weighted):
    """A weight that takes equal steps between its bounds, by public names alone."""

    size: float = neurolib.param(0.01, "", "step", 0.0, 1.0)
    w_max: float = neurolib.param(1.0, "", "largest weight", 1e-3, 1e3)
    w_min: float = neurolib.param(-1.0, "", "smallest weight", -1e3, -1e-3)
    steps = ("size",)

    @neurolib.kernel
    def up(w, size):
        return size + 0 * w

    @neurolib.kernel
    def down(w, size):
        return size + 0 * w


@pytest.mark.parametrize(
    "device",
    [Bare(), Bare(c2c=0.3), Stepper(), Stepper(c2c=0.3, d2d=0.1)],
    ids=["bare", "bare, noisy", "weighted", "weighted, noisy"],
)
def test_a_device_of_ones_own_is_programmed_read_updated_and_learns(device):
    W = np.linspace(-1, 1, 12).reshape(4, 3)
    array = Crossbar(device, seed=1).program(W)
    x = np.array([0.2, -0.4, 1.0, 0.5])
    np.testing.assert_allclose(array.read(x), x @ W, atol=0.02 if device.c2c == 0 else 0.1)
    if hasattr(device, "t_0"):
        np.testing.assert_allclose(array.read(x, t=2000.0), x @ W * 100**-0.01, atol=0.05)
    array.update(np.full((4, 3), 0.1))
    np.testing.assert_allclose(array.read(x) - x @ W, x.sum() * 0.1, atol=0.15)
    array.update_batch(x, np.array([0.1, 0, 0.1]), rate=0.5, slots=200)
    assert array.ledger.count("cell write") > 12 and array.ledger.bill(array.prices).total > 0
    net = Network()
    synapses = net.project(
        net.poisson(4, 100.0),
        net.population(LIF(), 3, I=3e-10),
        1e-3,
        1e-3,
        plasticity=STDP(),
        crossbar=Crossbar(device),
    )
    run = Clocked(1e-4).run(net, 0.3, seed=1)
    assert run.array(synapses).pulses.sum() > 0 and not np.allclose(
        run.weights(synapses), 1e-3, rtol=1e-3
    )


def test_the_types_of_the_options_are_those_that_there_are():
    assert crossbar.Options.__optional_keys__ == set(crossbar.OPTIONS)
    with pytest.raises(
        ParameterError,
        match="no option adc_bit; it has dac_bits, adc_bits, .* merit. Did you mean 'adc_bits'",
    ):
        Crossbar(SoftBounds(), adc_bit=3)
