"""Spiking digits on a crossbar: the code and its precision, both ways of reading, the counts, and
the threshold that follows drift.
"""

import numpy as np
import pytest

from neurolib import LIF, PCM, Crossbar, SoftBounds
from neurolib.applications.chip.spiking_digits import (
    array_prices,
    credit,
    followed,
    matched_ledger,
    picture_run,
    random_error,
    rate_coded,
    reading_ledger,
    responses,
    steps_for_bits,
    with_reference,
)
from neurolib.energy import CMOS_45NM, Price
from neurolib.model import ParameterError
from neurolib.units import day, mV, ns, s, us

NEURON = LIF(E_L=-70 * mV, V_R=-70 * mV, t_ref=0)
RNG = np.random.default_rng(7)
X, W = RNG.random((5, 20)) * (RNG.random((5, 20)) < 0.6), 5 * mV * RNG.uniform(-1, 1, (20, 4))


def test_the_regular_code_counts_the_rounded_brightness_and_spreads_its_spikes():
    x = np.linspace(0, 1, 33)[None]
    for T in 1, 5, 16:
        spikes = rate_coded(x, T)
        assert spikes.shape == (T, 1, 33) and spikes.dtype == bool
        np.testing.assert_array_equal(spikes.sum(axis=0), np.floor(T * x + 0.5))
        so_far = np.cumsum(spikes, axis=0)
        assert np.all(np.abs(so_far - np.arange(1, T + 1)[:, None, None] * x) <= 0.5)


def test_a_random_count_is_as_precise_as_the_equations_say():
    spikes = rate_coded(np.full((1, 4000), 0.3), 50, np.random.default_rng(1))
    assert spikes.mean() == pytest.approx(0.3, abs=0.004)
    assert spikes.mean(axis=0).std() == pytest.approx(random_error(0.3, 50), rel=0.05)
    assert steps_for_bits(0.5, 4) == 768
    b = 5  # at this many steps, the variance is that of rounding
    assert random_error(0.2, round(steps_for_bits(0.2, b))) ** 2 == pytest.approx(
        4.0**-b / 12, rel=0.001
    )


@pytest.mark.parametrize(
    "faults", [{}, {"d2d": 0.2, "c2c": 0.1}, {"adc_bits": 6, "stuck_on": 0.05}]
)
def test_pictures_side_by_side_are_the_network_one_by_one_in_every_spike_and_count(faults):
    spikes, crossbar = rate_coded(X, 9), Crossbar(PCM(), seed=2, **faults)
    runs = [picture_run(W, spikes[:, k], NEURON, crossbar) for k in range(len(X))]
    fired = responses(crossbar.fresh(0, 0).program(W), spikes, NEURON).sum(axis=0)
    assert fired.any()
    np.testing.assert_array_equal(
        fired, [np.bincount(run.spikes("neurons")[1], minlength=4) for run in runs]
    )
    engine, ours = sum(run.ledger for run in runs), reading_ledger(spikes, fired)
    left_out = {"cell write", "synaptic event", "plasticity update"} | (
        {"conversion"} if "adc_bits" not in faults else set()
    )
    assert ours.duration == pytest.approx(engine.duration)
    for what in {*engine.components, *ours.components} - left_out:
        assert ours.count(what) == engine.count(what), what


def test_the_joules_of_the_cells_are_those_of_the_engine():
    spikes, crossbar = rate_coded(X, 9), Crossbar(PCM(), seed=2, adc_bits=6)
    chip = crossbar.fresh(0, 0).program(W)
    fired = responses(chip, spikes, NEURON).sum(axis=0)
    ledger, clock = (
        reading_ledger(spikes, fired),
        Price("clock tick", 0.0, "none", "none", "assumed"),
    )
    prices = CMOS_45NM.adding(clock)
    rows = {
        row.component: row.joules for row in ledger.bill(array_prices(prices, chip, ledger)).rows
    }
    runs = [picture_run(W, spikes[:, k], NEURON, crossbar) for k in range(len(X))]
    engine = sum(
        row.joules
        for run in runs
        for row in run.ledger.bill(run.prices(prices)).rows
        if row.component == "cell read"
    )
    assert rows["cell read"] == pytest.approx(engine, rel=1e-9)


def test_without_faults_the_sums_are_those_of_the_counts():
    spikes, chip = rate_coded(X, 12), Crossbar(PCM()).program(W)
    np.testing.assert_allclose(
        sum(chip.read(step.astype(float)) for step in spikes),
        spikes.sum(axis=0) @ W,
        rtol=1e-9,
        atol=1e-12,
    )
    # control: out of reach
    assert not responses(chip, spikes, LIF(E_L=-70 * mV, V_R=-70 * mV, V_T=40 * mV, t_ref=0)).any()


def test_the_matched_network_is_counted_once_a_picture():
    counts = np.array([[0, 3, 8], [1, 0, 0]])
    ledger = matched_ledger(counts, 10, 8, dt=1 * us)
    assert dict(ledger.counts) == {
        ("word read", "pixels"): 2, ("row conversion", "array"): 3, ("cell read", "array"): 60, ("conversion", "array"): 20,
        ("word written", "outputs"): 10, ("clock tick", "clock"): 2,
    }  # fmt: skip
    assert ledger.duration == pytest.approx(2 * us)
    packed = reading_ledger(rate_coded(X, 9), np.zeros((5, 4)), packed=True)
    # two membranes in a word
    assert packed.count("word read") == packed.count("word written") == 5 * 9 * 2


def test_credit_shares_a_first_place():
    fired = np.array([[3, 1, 0], [2, 2, 0], [0, 0, 0], [0, 1, 4]])
    np.testing.assert_allclose(credit(fired, [0, 0, 1, 1]), [1, 1 / 2, 1 / 3, 0])


def test_a_threshold_that_follows_undoes_a_common_drift_exactly():
    """With one exponent for all devices, all inputs and the threshold shrink alike; control: a
    fixed threshold loses spikes.
    """
    wide, spikes = with_reference(W), rate_coded(X, 9)
    assert wide.shape == (20, 5) and np.allclose(wide[:, 4], np.abs(W).mean())
    old, new = (Crossbar(SoftBounds(), seed=1, drift=0.05).program(wide) for _ in range(2))
    first, later = (old.read(np.ones(20), t=t)[4] for t in (20 * s, 1 * day))
    assert later / first == pytest.approx((86400 / 20) ** -0.05, rel=1e-6)
    fresh = responses(new, spikes, NEURON, 20 * s)
    np.testing.assert_array_equal(
        responses(old, spikes, followed(NEURON, later / first), 1 * day), fresh
    )
    assert responses(old, spikes, NEURON, 1 * day).sum() < fresh.sum()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: rate_coded(X[0], 4), r"expected \(pictures, inputs\)"),
        (lambda: rate_coded(2 * X + 1, 4), "brightness"),
        (lambda: responses(Crossbar(PCM()).program(W), 3 * X[None], NEURON), "zeros and ones"),
        (lambda: responses(Crossbar(PCM()).program(W), rate_coded(X, 2), LIF()), "refractory time"),
        (lambda: responses(W, rate_coded(X, 2), NEURON), "expected a crossbar"),
        (lambda: matched_ledger(np.ones(3), 10, 8), r"expected \(pictures, inputs\)"),
        (lambda: followed(NEURON, -1), "ratio"),
        (lambda: reading_ledger(rate_coded(X, 2), np.zeros((5, 4)), dt=1 * ns), "time step"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(wrong, sentence):
    with pytest.raises(ParameterError, match=sentence):
        wrong()
