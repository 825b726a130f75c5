"""The experiment of Song, Miller and Abbott: its network, scaled down too, its balance in theory,
and pairs within a tick.
"""

import numpy as np
import pytest

from neurolib import STDP, Clocked, _jit
from neurolib.applications.learning.competition import (
    FRACTIONS,
    INHIBITION,
    INHIBITORY,
    INHIBITORY_RATE,
    INPUTS,
    LARGEST,
    NEURON,
    PIECES,
    TAU_S,
    Balance,
    competition,
    counted_ratio,
    outer_fifths,
)
from neurolib.model import ParameterError
from neurolib.units import Hz, ms

slow = pytest.mark.skipif(
    not _jit.enabled(), reason="minutes of a neuron's time: for the compiled path"
)


def late(net, seconds, tick, seed=1):
    """Return the output rate in the second half of a run, and the weights as fractions."""
    run, synapses = Clocked(tick).run(net, seconds, seed=seed), net.projections[0]
    return (run.spikes("neuron")[0] > seconds / 2).sum() / (seconds / 2), run.weights(
        synapses
    ).ravel() / synapses.w_max


def test_pairs_within_a_tick_change_the_ratio_as_the_sums_say():
    dt, tau, n = 0.5 * ms, 20 * ms, np.arange(5000)
    areas = 1.05 * np.exp(-n[1:] * dt / tau).sum() / np.exp(-n * dt / tau).sum()
    assert counted_ratio(1.05, dt, tau) == pytest.approx(areas, rel=1e-12)
    assert counted_ratio(1.05, 0.1 * ms) == pytest.approx(1.05 / 1.005, rel=2e-5)
    assert counted_ratio(1.05, 20 * ms * np.log(1.05)) == pytest.approx(1)


@pytest.mark.parametrize("groups", [1000, 200, 50])
def test_groups_leave_the_drive_as_it_is(groups):
    net = competition(20 * Hz, groups=groups)
    learning, inhibiting = net.projections
    assert learning.pre.n == groups and np.sum(
        learning.pre.rate * np.ones(groups)
    ) == pytest.approx(20_000)
    assert np.sum(inhibiting.pre.rate * np.ones(inhibiting.pre.n)) == pytest.approx(2000)
    assert np.mean(learning.weight) == pytest.approx(0.5 * 0.015 * NEURON.g_L)
    assert learning.plasticity == STDP() and learning.w_max == pytest.approx(0.015 * NEURON.g_L)


def test_the_balance_solves_its_own_equations():
    for rate in 10 * Hz, 40 * Hz:
        model = Balance(rate=rate)
        end, u = model.settled(), FRACTIONS
        assert np.sum((end.density[1:] + end.density[:-1]) / 2 * np.diff(u)) == pytest.approx(1)
        assert model.drift(end.critical) == pytest.approx(0, abs=1e-9) and model.drift(
            0.0
        ) < 0 < model.drift(1.0)
        slope = np.gradient(np.log(end.density), u)[1:-1]
        # (5)
        assert slope == pytest.approx(
            4 * 0.05 / (0.005 * (1 + 1.05**2)) * (u[1:-1] / end.critical - 1), abs=1e-6
        )
        nu = model.drift(0.0) / -(rate * 0.005 * 0.05 * 20 * ms)  # (2) at u = 0
        assert nu == pytest.approx(end.rate)
    many = model.settled([10 * Hz, 40 * Hz])
    assert many.rate[1] == pytest.approx(end.rate) and many.density.shape == (2, 401)


def test_the_balance_is_that_of_the_full_experiment():
    """tests/benchmarks/song_miller_abbott.py: rates within a fourth, mean weights within 0.02."""
    end = Balance().settled([10 * Hz, 20 * Hz, 30 * Hz, 40 * Hz])
    assert end.rate == pytest.approx([10.8, 13.6, 13.7, 15.0], rel=0.25)
    assert end.weight == pytest.approx([0.544, 0.276, 0.186, 0.140], abs=0.02)


def test_without_a_lead_of_depression_there_is_no_balance():
    for ratio in 0.95, 1.0, 1.005:
        assert np.isnan(Balance(ratio=ratio).settled().rate)


@pytest.mark.slow
@slow
def test_groups_end_as_the_whole_does():
    """Learning is five times as fast with 200 groups of five inputs, and nothing else differs."""
    rates, weights = zip(
        *(
            late(competition(20 * Hz, groups=200, tick=0.5 * ms), 100.0, 0.5 * ms, seed)
            for seed in (1, 2, 3)
        ),
        strict=True,
    )
    whole, all_weights = late(competition(20 * Hz, tick=0.5 * ms), 500.0, 0.5 * ms)
    assert np.mean(rates) == pytest.approx(whole, rel=0.25) and np.mean(weights) == pytest.approx(
        all_weights.mean(), abs=0.02
    )
    assert outer_fifths(all_weights) > 0.75 and outer_fifths(np.concatenate(weights)) > 0.75


@pytest.mark.slow
@slow
def test_controls_leave_the_balance():
    for ratio, end in (0.95, 1), (counted_ratio(1.05, 1 * ms), 0.86):
        rate, u = late(competition(20 * Hz, ratio, 200, tick=0.5 * ms), 60.0, 0.5 * ms)
        assert rate > 200 and u.mean() == pytest.approx(end, abs=0.08)


def test_refusals():
    for call in (
        lambda: competition(20 * ms * 1e6 * Hz),
        lambda: competition(20 * Hz, groups=INPUTS + 1),
        lambda: competition(20 * Hz, start=1.5),
        lambda: outer_fifths([0.1, 2.0]),
        lambda: counted_ratio(1.05, 1.0),
    ):
        with pytest.raises(ParameterError, match="expected"):
            call()


def test_the_noise_of_the_voltage_comes_from_the_mean_square_of_the_weights():
    """With large steps the weights have one broad heap, in which the mean is far from the mean
    square.
    """
    model = Balance(rate=20 * Hz, A_plus=0.02)
    end = model.settled()
    u, shares = FRACTIONS, end.density * PIECES
    assert shares.sum() == pytest.approx(1)
    mean, square = shares @ u, shares @ u**2
    assert end.weight == pytest.approx(mean) and square < 0.75 * mean
    g_E, g_I = (
        INPUTS * model.rate * LARGEST * mean * TAU_S,
        INHIBITORY * INHIBITORY_RATE * INHIBITION * TAU_S,
    )
    total = 1 + g_E + g_I
    shots = INPUTS * model.rate * square * (LARGEST * end.mean) ** 2
    shots += INHIBITORY * INHIBITORY_RATE * (INHIBITION * (end.mean - NEURON.E_L)) ** 2
    assert end.spread == pytest.approx(
        TAU_S / total * np.sqrt(shots / (2 * (TAU_S + NEURON.tau / total))), rel=1e-6
    )
