"""Instruments, mismatch, precision, memory and the crossbar as a lens: closed forms, known answers
(science.md D1) and bands, with controls.
"""

import numpy as np
import pytest

from neurolib import Crossbar, SoftBounds
from neurolib.applications import Digits, Numbers, accuracy, learn
from neurolib.applications.bills.claim import Claim
from neurolib.applications.chip.silicon import (
    Instrument,
    Mismatched,
    analog_energy,
    break_even_density,
    break_even_rate,
    count_bits,
    digital_energy,
    dpi_tau,
    hartley,
    layer_shares,
    memory_break_even,
    mismatch_cv,
    mismatch_sigma,
    pelgrom,
    psnr,
    quantised_layer,
    rails,
    spiking_layer,
    straight_line,
    synapse_memory,
    there_and_back,
    thermal_voltage,
)  # fmt: skip
from neurolib.crossbar import quantise
from neurolib.energy import CMOS_45NM, TEACHING, Ledger, Price, PriceList
from neurolib.model import ParameterError
from neurolib.units import mV, nA, pA, pF, pJ, um

SEEDS = range(3)


@pytest.fixture(scope="module")
def data():
    return [Digits.split(np.random.default_rng(seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def trained(data):
    memories = [Numbers(bound=4.0) for _ in SEEDS]
    for seed, memory in enumerate(memories):
        learn(memory, data[seed], np.random.default_rng(seed), epochs=3)
    return memories


# The instrument


def test_a_line_is_the_one_of_least_squares():
    rng = np.random.default_rng(1)
    x, noise = np.linspace(0, 9, 40), rng.normal(0, 0.3, 40)
    line = straight_line(x, 2 * x - 5 + noise)
    np.testing.assert_allclose(line[:2], np.polyfit(x, 2 * x - 5 + noise, 1), rtol=1e-9)
    covariance = np.polyfit(x, 2 * x - 5 + noise, 1, cov=True)[1]
    np.testing.assert_allclose(line[2:], np.sqrt(np.diag(covariance)), rtol=1e-9)
    assert line.inverse(line.slope * 3.3 + line.offset) == pytest.approx(3.3)


def test_calibration_takes_the_instruments_gain_and_leak_away():
    meter, rng = Instrument(), np.random.default_rng(2)
    known = np.linspace(0, 200, 11) * pA
    line, nominal = straight_line(known, meter.count(known, rng)), 1 * pF * meter.Delta_U
    unknown = 20 * pA
    reading = meter.count(np.full(400, unknown), rng)
    assert abs((reading * nominal).mean() / unknown - 1) > 0.3, (
        "by its data sheet the meter reads the leak too"
    )
    assert line.inverse(reading).mean() == pytest.approx(unknown, rel=0.02)
    assert line.offset / line.slope == pytest.approx(meter.I_0, rel=0.05)
    assert meter.count(0.0, rng) in (22, 23)  # 22.2 counts of the leak alone


def test_counting_is_wrong_by_up_to_one_and_right_on_average():
    meter, rng = Instrument(), np.random.default_rng(3)
    for current in 3 * pA, 77.7 * pA:
        exact = (current + meter.I_0) / (meter.C * meter.Delta_U) * meter.gate
        counts = meter.count(np.full(40_000, current), rng)
        share = exact % 1
        assert abs(counts - exact).max() < 1 and counts.mean() == pytest.approx(exact, abs=0.01)
        # of a whole number that is the next lower or higher one
        assert counts.var() == pytest.approx(share * (1 - share), abs=0.01)


def test_voltages_come_in_steps_and_ranges_have_a_floor_and_an_end():
    bench = Instrument()
    asked = np.linspace(0, 1.8, 4001)
    assert (
        abs(bench.set(asked) - asked).max() <= bench.Delta_V / 2 + 1e-12
        and len(np.unique(bench.set(asked))) == 1024
    )
    assert bench.set(5.0) == pytest.approx(1023 * 1.76 * mV)
    for coarse, step in (False, 0.244 * nA), (True, 2.44 * nA):
        inside = np.linspace(10 * nA, 1000 * step, 500)
        assert abs(bench.read(inside, coarse) * step - inside).max() <= step / 2 * (1 + 1e-9)
        assert (bench.read([0.0, 1 * pA, 3 * nA], coarse) == bench.read(10 * nA, coarse)).all(), (
            "below the floor all currents read alike"
        )
        assert (bench.read(np.array([1024, 5000]) * step, coarse) == 1023).all(), (
            "and above the end"
        )
    assert bench.read(500 * nA) == 1023 > bench.read(500 * nA, coarse=True) == 205


def test_rails_split_a_bill_and_together_deliver_its_power():
    ledger = Ledger(
        {
            ("spike", "cells"): 1000,
            ("synaptic event", "fast"): 50_000,
            ("synaptic event", "slow"): 20_000,
        },
        0.5,
    )
    bill = ledger.bill(TEACHING)
    power = rails(bill, {"leak": "core", "spike": "core", "synaptic event": "memory"})
    event = TEACHING["synaptic event"].value
    assert power == pytest.approx(
        {
            "core": TEACHING["leak"].value + 2000 * TEACHING["spike"].value,
            "memory": 140_000 * event,
        },
        rel=1e-12,
    )
    assert sum(power.values()) == pytest.approx(bill.power, rel=1e-12)
    split = rails(bill, {"machine": "core", "cells": "core", "fast": "one", "slow": "two"})
    assert split["one"] == pytest.approx(100_000 * event) and split["two"] == pytest.approx(
        40_000 * event
    )
    silent = rails(
        Ledger({}, 0.5).bill(TEACHING),
        {"leak": "core", "spike": "core", "synaptic event": "memory"},
    )
    assert silent == {"core": TEACHING["leak"].value, "memory": 0.0}, (
        "at rest the idle floor is left"
    )
    with pytest.raises(ParameterError, match="none feeds 'synaptic event'. Type a rail for it"):
        rails(bill, {"leak": "core", "spike": "core"})


# Mismatch


def test_mismatch_and_time_constants():
    assert thermal_voltage(300) == pytest.approx(0.025852, rel=1e-4)
    assert mismatch_sigma(5 * mV) == pytest.approx(0.1353860448, rel=1e-9)  # U13
    assert mismatch_cv(5 * mV) == pytest.approx(0.1360088059, rel=1e-9)  # U14
    assert pelgrom(3.5 * mV * um, 1 * um, 1 * um) == pytest.approx(3.5 * mV) and pelgrom(
        3.5 * mV * um, 0.5 * um, 0.5 * um
    ) == pytest.approx(7 * mV)
    assert dpi_tau(1 * pF, 1 * pA) == pytest.approx(0.03693142827, rel=1e-9)  # U16
    factors = np.exp(
        mismatch_sigma(20 * mV, 0.7, 350) * np.random.default_rng(1).standard_normal(400_000)
    )
    assert factors.std() / factors.mean() == pytest.approx(mismatch_cv(20 * mV, 0.7, 350), rel=0.01)


def test_training_on_the_mismatched_chip_beats_training_then_breaking(data, trained):
    sigma = mismatch_sigma(20 * mV)
    broken, in_place = [], []
    for seed in SEEDS:
        broken.append(
            accuracy(
                Mismatched(sigma, np.random.default_rng(70 + seed), W=trained[seed].W), data[seed]
            )
        )
        chip = Mismatched(sigma, np.random.default_rng(70 + seed))
        in_place.append(learn(chip, data[seed], np.random.default_rng(seed), epochs=3)[-1])
    ideal = np.mean([accuracy(memory, each) for memory, each in zip(trained, data, strict=True)])
    assert (
        0.94 < ideal < 0.97
        and 0.82 < np.mean(broken) < 0.91
        and np.mean(in_place) > np.mean(broken) + 0.03
    )
    assert accuracy(Mismatched(0.0, np.random.default_rng(1), W=trained[0].W), data[0]) == accuracy(
        trained[0], data[0]
    )


# Precision


def test_few_bits_are_enough_for_trained_weights_and_two_are_not(data, trained):
    def at(bits):
        scaled = [quantise(memory.W, bits, 3 * memory.W.std(), zero=True) for memory in trained]
        return np.mean([accuracy(Numbers(W=W), each) for W, each in zip(scaled, data, strict=True)])

    exact = np.mean([accuracy(memory, each) for memory, each in zip(trained, data, strict=True)])
    assert (
        at(2) < exact - 0.1
        and at(4) == pytest.approx(exact, abs=0.015)
        and at(8) == pytest.approx(exact, abs=0.006)
    )


def test_the_bit_matched_network_computes_the_same_and_its_bill_is_smaller(data):
    x, T = data[0].x_test[:, :64], 6
    n = np.rint(x * T)
    assert count_bits(T) == 3 and count_bits(7) == 3 and count_bits(8) == 4 and count_bits(1) == 1
    spikes = np.zeros((T, *n.shape))
    for step in range(T):
        spikes[step] = n > step
    W = np.random.default_rng(1).normal(size=(64, 10))
    np.testing.assert_allclose(sum(each @ W for each in spikes), n @ W, atol=1e-9)
    spiking, quantised = (
        layer(n, 10, T).bill(CMOS_45NM).total for layer in (spiking_layer, quantised_layer)
    )
    assert 3.5 < spiking / quantised < 4.5
    once = np.rint(x)
    ratio = (
        spiking_layer(once, 10, 1).bill(CMOS_45NM).total
        / quantised_layer(once, 10, 1).bill(CMOS_45NM).total
    )
    assert ratio == pytest.approx(1.05, abs=0.03), "with one step and one bit they nearly agree"


def priced(name, add, multiply, read, written):
    """A price list of the four operations of a layer, in J."""
    values = {
        "int32 add": add,
        "int8 multiply": multiply,
        "word read": read,
        "word written": written,
    }
    return PriceList(
        name,
        tuple(
            Price(part, value, "One.", "Teaching choice.", "assumed")
            for part, value in values.items()
        ),
    )


DEAR_WORDS = priced("dear words", 0.1 * pJ, 0.2 * pJ, 100 * pJ, 130 * pJ)
DEAR_PRODUCTS = priced("dear products", 0.05 * pJ, 3.1 * pJ, 2 * pJ, 5 * pJ)
LAYERS = (  # inputs, outputs, time steps, bits of a weight, bits of a membrane, price list
    (64, 10, 6, 8, 32, CMOS_45NM),
    (300, 10, 2, 8, 8, CMOS_45NM),
    (1000, 33, 3, 4, 16, DEAR_WORDS),
    (77, 128, 1, 16, 32, DEAR_PRODUCTS),
    (500, 12, 15, 6, 20, DEAR_PRODUCTS),
)


def spikes_at_equal_cost(difference, most):
    """Return the largest number of spikes, up to ``most``, at which a rising difference is not
    above 0.
    """
    few, many = 0, most
    assert difference(few) <= 0 < difference(many)
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if difference(middle) <= 0 else (few, middle)
    return few


@pytest.mark.parametrize(("n", "m", "T", "b_w", "b_s", "prices"), LAYERS)
def test_the_break_even_is_where_the_two_ledgers_cross(n, m, T, b_w, b_s, prices):
    """Root finding on the number of input spikes: there, both complete ledgers have one total."""
    pictures, rng = 400, np.random.default_rng(5)
    places, shares = pictures * n, layer_shares(n, m, T, prices, b_w, b_s)
    met = 0
    for density in 0.1, 0.47, 0.8, 1.0:
        active = rng.permutation(places) < round(density * places)
        numbers = (
            quantised_layer(active.reshape(pictures, n) * 1, m, T, b_w, b_s).bill(prices).total
        )

        def more_with_spikes(spikes, numbers=numbers):
            counts = np.full(places, spikes // places)
            counts[: spikes % places] += 1
            return (
                spiking_layer(counts.reshape(pictures, n), m, T, b_w, b_s).bill(prices).total
                - numbers
            )

        rate = break_even_rate(active.mean(), T, *shares)
        if more_with_spikes(0) > 0:
            assert rate == 0, "the membranes alone cost more"
        elif rate < 1:
            met += 1
            assert rate == pytest.approx(
                spikes_at_equal_cost(more_with_spikes, T * places) / (T * places),
                abs=1.001 / (T * places),
            )
        else:
            assert more_with_spikes(T * places) < 0
    assert met, "no density of this layer has a crossing"


@pytest.mark.parametrize(
    ("n", "m", "T", "prices"),
    [(4096, 16, 2, CMOS_45NM), (64, 10, 1, CMOS_45NM), (2000, 8, 4, DEAR_WORDS)],
)
def test_where_inputs_fire_at_random_the_ledgers_cross_at_the_break_even_of_their_own_density(
    n, m, T, prices
):
    """The rate rises for both layers together, and with it the active inputs, until the verdict
    turns.
    """
    chance, shares = np.random.default_rng(6).random((T, 60, n)), layer_shares(n, m, T, prices)

    def at(rate):
        counts = (chance < rate).sum(axis=0)
        one, two = (
            layer(counts, m, T).bill(prices).total for layer in (spiking_layer, quantised_layer)
        )
        return counts, one - two

    low, high = 1e-4, 0.9
    assert at(low)[1] * at(high)[1] < 0
    rises = at(high)[1] > 0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if (at(middle)[1] > 0) == rises else (middle, high)
    counts, _ = at(low)
    assert counts.mean() / T == pytest.approx(
        break_even_rate((counts > 0).mean(), T, *shares), rel=1e-3
    )


def test_the_digits_of_the_chapter_need_more_spikes_than_their_break_even_allows(data):
    """1.7 % at T = 6 by root finding; each active pixel would have to fire once at least: 7.9 %."""
    T, x = 6, data[0].x_test[:, :64]
    counts = np.rint(T * x)
    numbers = quantised_layer(counts, 10, T).bill(CMOS_45NM).total

    def more_with_spikes(spikes):
        spread = np.full(counts.size, spikes // counts.size)
        spread[: spikes % counts.size] += 1
        return spiking_layer(spread.reshape(counts.shape), 10, T).bill(CMOS_45NM).total - numbers

    rate = break_even_rate((counts > 0).mean(), T, *layer_shares(64, 10, T, CMOS_45NM))
    assert rate == pytest.approx(
        spikes_at_equal_cost(more_with_spikes, T * counts.size) / (T * counts.size), rel=1e-3
    )
    assert rate == pytest.approx(0.017, abs=0.001) and (counts > 0).mean() / T == pytest.approx(
        0.079, abs=0.001
    )
    claim = Claim.measured(s=counts.mean() / T, d=(counts > 0).mean(), T=T, n=64, m=10)
    assert claim.break_even == pytest.approx(rate, rel=1e-12)


def test_the_break_even_is_never_below_0_and_the_shares_are_those_of_a_layer():
    assert break_even_rate(0.5, 100, 1 * pJ, 0, 1 * pJ, 0) == 0
    shares = layer_shares(64, 10, 6, CMOS_45NM)
    p = {each.component: each.value for each in CMOS_45NM.prices}
    assert shares == pytest.approx(
        (
            10 * p["int32 add"] + 2 * p["word read"],
            10 * p["int8 multiply"],
            10 * p["word read"] / 64,
            8 * p["word read"] / 64,
        ),
        rel=1e-12,
    )


def test_with_memory_alone_the_break_even_is_that_of_a_published_study():
    found = [memory_break_even(T) for T in range(5, 11)]
    np.testing.assert_allclose(found, [0.075, 0.0625, 0.0536, 0.0625, 0.0556, 0.05], atol=5e-5)
    assert np.mean(found) == pytest.approx(0.0599, abs=5e-5)
    dram = PriceList(
        "DRAM",
        (
            Price(
                "word read",
                20 * 64 * pJ,
                "64 bits, at 20 pJ per bit.",
                "Teaching choice.",
                "assumed",
            ),
        ),
    )
    inputs, outputs, rng = 4000, 256, np.random.default_rng(1)
    for T in 6, 8, 10:
        spikes = np.zeros((1, inputs), dtype=int)
        np.add.at(
            spikes[0],
            rng.permutation(inputs * T)[: round(memory_break_even(T) * T * inputs)] // T,
            1,
        )
        dense = np.maximum(rng.binomial(T, 0.5, (1, inputs)), 1)
        one, two = (
            spiking_layer(spikes, outputs, T),
            quantised_layer(dense, outputs, T, weight_bits=count_bits(T)),
        )
        fetched = [
            sum(leaf.joules for leaf in layer.bill(dram).leaves if leaf.where == "weights")
            for layer in (one, two)
        ]
        assert fetched[0] == pytest.approx(fetched[1], rel=1e-3)


def test_ledgers_count_what_they_say():
    n = np.array([[2, 0, 1], [0, 0, 3]])
    spiking, quantised = spiking_layer(n, 10, 3), quantised_layer(n, 10, 3)
    assert spiking.count("int32 add") == 60 and spiking.count("word read", "weights") == 12
    assert spiking.count("word read", "membranes") == spiking.count("word written") == 2 * 3 * 5
    assert (
        quantised.count("int8 multiply") == quantised.count("int32 add") == 30
        and quantised.count("word read", "weights") == 6
    )
    assert quantised.count("word read", "inputs") == 2 and quantised.count("word written") == 10


def test_memory():
    assert synapse_memory(1e6, 8, 16) / 8 == 3e6  # Q12
    assert break_even_density(256, 8) == 0.5  # Q13
    assert break_even_density(1024, 4) == pytest.approx(4 / 14)


def test_analogue_costs_four_times_a_bit_and_meets_the_digital_square():
    assert analog_energy(8, factor=1) == pytest.approx(3.257359666e-15, rel=1e-6)  # Q14
    assert analog_energy(9) / analog_energy(8) == 4 and digital_energy(8) / digital_energy(4) == 4
    bits = np.arange(1, 17)
    assert bits[np.argmax(analog_energy(bits) > digital_energy(bits))] == 5  # Q15


# A picture through a crossbar


def test_the_hartley_transform_is_its_own_inverse_and_holds_the_fourier_transform():
    H, x = hartley(32), np.random.default_rng(1).normal(size=32)
    np.testing.assert_allclose(H @ H, np.eye(32), atol=1e-12)
    fourier = np.fft.fft(x) / np.sqrt(32)
    np.testing.assert_allclose(H @ x, fourier.real - fourier.imag, atol=1e-12)


def test_wrong_conductances_show_as_streaks_and_noise_that_is_new_each_time_less():
    picture = 0.5 + 0.1 * np.cos(np.linspace(0, 3, 48))[:, None] * np.ones(48)

    def seen(**faults):
        chip = Crossbar(SoftBounds(), seed=1, **faults).program(hartley(48))
        return there_and_back(chip, picture)[1] - picture

    assert psnr(picture, picture + seen()) > 200
    wrong = seen(d2d=0.02)
    along = np.var(wrong.mean(axis=1)) + np.var(wrong.mean(axis=0))
    assert along > 0.3 * wrong.var(), "with independent errors it would be 2/48 of the variance"
    assert psnr(picture, picture + seen(d2d=0.1)) < psnr(picture, picture + wrong) - 10
    noise = np.random.default_rng(1).normal(0, 0.1, (48, 48))
    assert np.var(noise.mean(axis=1)) + np.var(noise.mean(axis=0)) < 0.1 * noise.var(), (
        "the control"
    )


def test_what_is_refused_is_refused_with_a_sentence():
    for call, said in (
        (lambda: straight_line([1.0, 1.0], [1.0, 2.0]), "two values or more"),
        (lambda: mismatch_cv(5), "spread of threshold voltages"),
        (lambda: mismatch_cv(5 * mV, T=-3), "temperature"),
        (lambda: spiking_layer([[3, 0]], 10, 2), "whole numbers from 0 to 2"),
        (lambda: quantised_layer([1, 0], 10, 2), "pictures, inputs"),
        (lambda: break_even_rate(0.5, 4, 0, 0, 0, 0), "expected the energy of one row"),
        (lambda: break_even_rate(0.5, 4, 1 * pJ, 0, 0, -1 * pJ), "break_even_rate's traffic"),
        (lambda: layer_shares(64, 10, 6, 20 * pJ), "expected a price list, as in CMOS_45NM"),
        (lambda: layer_shares(64, 0, 6, CMOS_45NM), "layer_shares's outputs"),
        (lambda: Instrument().count(1 * pA, 3), "default_rng"),
        (lambda: Instrument().count(-1 * pA, np.random.default_rng(1)), "current that is measured"),
        (lambda: Instrument().read([1 * nA, np.nan]), "current that is measured"),
        (lambda: Instrument().set(500), "voltage that is asked for"),
        (lambda: Instrument(b=2.5), "whole number"),
        (lambda: memory_break_even(0), "time steps"),
        (lambda: Mismatched(0.1, None), "default_rng"),
    ):
        with pytest.raises(ParameterError, match=said):
            call()


def test_the_signal_to_noise_ratio_of_a_known_error():
    picture = np.full((4, 4), 0.5)
    assert psnr(picture, picture + 0.1) == pytest.approx(20)  # the mean square is 0.01
    assert psnr(picture, picture + 0.01) == pytest.approx(40) and psnr(picture, picture) == np.inf
