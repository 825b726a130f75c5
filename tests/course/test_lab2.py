"""The reference solutions of lab2-digits beside the library they rebuild, and beside known answers."""

import numpy as np
import pytest

from neurolib import LIF, PCM, Crossbar
from neurolib.applications.chip.silicon import count_bits
from neurolib.applications.chip.spiking_digits import (
    matched_ledger,
    rate_coded,
    reading_ledger,
    responses,
    steps_for_bits,
)
from neurolib.energy import conversion
from neurolib.units import fJ, mV, nJ, pJ, uS
from tests.course.test_answers import PUBLIC, grade, notebook, reference

NEURON = LIF(E_L=-70 * mV, V_R=-70 * mV, t_ref=0)


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions, and the small world that the set gives."""
    return reference("lab2", "L2-4-world")


def test_a_pair_is_what_a_crossbar_writes_and_reads(solved):
    rng = np.random.default_rng(1)
    W, x, device = rng.uniform(-1, 1, (6, 3)), rng.random((4, 6)), PCM()
    chip = Crossbar(device, d2d=0.2, seed=3).program(W, w_max=1.3)
    wanted = solved["pair"](W, 1.3, *device.conductances)
    ideal = Crossbar(device).program(W, w_max=1.3)
    np.testing.assert_allclose(wanted[0] - wanted[1], ideal.weights * ideal.k, rtol=1e-9)
    np.testing.assert_allclose(
        solved["outputs"](x, *wanted, 1.3, *device.conductances, 0.2), x @ W, rtol=1e-9
    )
    G = chip._conductances(device.t_0)
    np.testing.assert_allclose(
        solved["outputs"](x, *G, 1.3, *device.conductances, 0.2), chip.read(x), rtol=1e-9
    )
    assert solved["pair"](-0.5, 2.0, 1 * uS, 21 * uS) == pytest.approx((1 * uS, 6 * uS))


def test_steps_for_bits(solved):
    assert solved["steps_for_bits"](0.5, 4) == 768
    for x, b in (0.3, 2), (0.77, 5), (0.05, 6):
        assert solved["steps_for_bits"](x, b) == np.ceil(steps_for_bits(x, b))


def test_energies_are_those_of_the_ledgers(solved):
    pictures, T, m = np.random.default_rng(2).random((3, 20)), 6, 10
    spikes = rate_coded(pictures, T)
    counts, F, cell, each = spikes.sum(axis=0), 50 * fJ, 20 * fJ, 3 * pJ
    found = np.sum([solved["energies"](one, T, m, 6, F, cell, each) for one in counts], axis=0)
    spiking, matched = reading_ledger(spikes, np.zeros((3, m))), matched_ledger(counts, m, T)
    assert spikes.any(axis=2).all()  # the set assumes that each step has a spike
    price = conversion(6, F).value
    expected = (
        spiking.count("cell read") * cell
        + spiking.count("conversion") * price
        + spiking.count("neuron update") * each
    )
    assert found[0] == pytest.approx(expected)
    rows = matched.count("row conversion") * conversion(count_bits(T), F).value
    expected = (
        2 * m * np.sum((counts / T) ** 2) * cell
        + rows
        + matched.count("conversion") * (price + each)
    )
    assert found[1] == pytest.approx(expected)


def test_count_is_the_ledger_of_one_picture(solved):
    spikes = rate_coded(np.random.default_rng(4).random((1, 12)) * 0.2, 9)
    chip = Crossbar(PCM(), seed=1).program(
        np.random.default_rng(5).uniform(-1, 1, (12, 4)) * 10 * mV
    )
    fired = responses(chip, spikes, NEURON).sum(axis=0)
    ledger = reading_ledger(spikes, fired)
    assert not spikes.any(axis=2).all()  # a silent step
    what = [
        ledger.count("spike", "pixels"),
        *(ledger.count(each) for each in ("cell read", "conversion", "neuron update")),
    ]
    assert list(solved["count"](spikes[:, 0], fired[0])) == [
        *what,
        ledger.count("spike", "neurons"),
    ]


def test_bill(solved):
    counts, prices = (1, 2, 3, 4, 5), np.arange(1, 6) * pJ
    assert solved["bill"](counts, prices, 10, 1e-3, 30e-6, 40 * nJ, 4) == pytest.approx(
        55 * pJ + 300 * nJ + 10 * nJ
    )


def test_a_design_spends_its_budget_where_it_counts(solved):
    seeds = range(500, 512)
    for budget, target in (0.6, 0.45), (0.9, 0.66), (1.4, 0.865):
        steps, rounds = solved["design"](budget * nJ, target)
        assert budget * nJ - 45 * pJ < solved["energy"](steps, rounds) <= budget * nJ
        assert np.mean([solved["simulate"](steps, rounds, seed) for seed in seeds]) > target
        for other in 0, 8:  # no round, or only rounds
            left = int((budget * nJ - solved["energy"](0, other)) / (45 * pJ) + 1e-9)
            assert (
                left < 1
                or np.mean([solved["simulate"](left, other, seed) for seed in seeds]) < target
            )


def test_what_the_notebook_hides_would_be_right():
    """So the tests ask for what the library does, and hiding it is not in vain."""
    source = (
        "import math\nfrom neurolib.applications.chip import spiking_digits\n\ndef "
        "steps_for_bits(x, b):\n"
    )
    source += (
        "    return math.ceil(spiking_digits.steps_for_bits(x, b) - 1e-9)\n\ndef "
        "energies(*given):\n    return 0.0, 0.0\n"
    )
    score, said = grade(notebook("lab2"), "L2.2", source, PUBLIC)
    assert score > 0 and "L2-2-steps" not in said, said
