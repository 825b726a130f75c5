"""Jumps of V whose sum is the distance to the threshold reach it, however floats round: on both
engines, compiled or not.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from neurolib import STDP, Neuron, _jit, param
from neurolib.engines import Clocked, EventDriven
from neurolib.network import Network
from neurolib.neurons import LIF, AdaptiveLIF
from neurolib.units import ms, mV, nS, pA, pF

COUNTS = 2, 3, 6, 7, 10, 12, 15, 30, 49, 100
GAPS = 15 * mV, 20 * mV, 7.2 * mV
STARTS = 1 * ms, 37 * ms, 133 * ms  # at which the rotating frame has other factors
ENGINES = Clocked(0.1 * ms), Clocked(0.01 * ms), EventDriven()
PATHS = [
    False,
    pytest.param(
        True,
        marks=pytest.mark.skipif(
            not _jit.enabled(), reason="Numba is not installed or is switched off"
        ),
    ),
]


@pytest.fixture(params=PATHS, ids=lambda compiled: "compiled" if compiled else "plain")
def path(request, monkeypatch):
    """Take one of both paths."""
    if request.param:
        import numba  # noqa: F401 - once it is loaded, it is used
    else:
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    return request.param


@dataclass(frozen=True, repr=False)
class Counter(Neuron):
    """A capacitor without a leak, which adds up what it gets."""

    C: float = param(100 * pF, "pF", "membrane capacitance", 1 * pF, 1000 * pF)
    V_T: float = param(15 * mV, "mV", "threshold", 1 * mV, 100 * mV)
    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def flow(V, I, C):
        return (I / C + 0.0 * V,)

    @staticmethod
    def fires(V, V_T):
        return V >= V_T

    @staticmethod
    def reset(V):
        return (0.0 * V,)

    def rest(self):
        return (0.0,)


def networks(make, sizes=COUNTS):
    """Return one network with a source, a weight and a neuron for each number of jumps, gap and
    start, and its populations.
    """
    net, found = Network(), []
    for n in sizes:
        for gap in GAPS:
            for start in STARTS:
                found.append(make(net, net.spikes([[start]] * n), gap, gap / n))
    return net, found


def quiescent(net, source, gap, weight):
    cells = net.population(LIF(V_T=-70 * mV + gap, V_R=-75 * mV), 1)
    net.project(source, cells, weight, 1 * ms)
    return cells


def different_currents(net, source, gap, weight):
    m = LIF(V_T=-70 * mV + gap, V_R=-75 * mV)
    cells = net.population(m, 2, I=np.array([0.0, -10 * pA]))
    net.project(source, cells, np.repeat([[weight, weight - 1e-3 * mV]], source.n, axis=0), 1 * ms)
    return cells


def with_currents(net, source, gap, weight):
    cells = quiescent(net, source, gap, weight)
    net.project(net.spikes([[]]), cells, 1 * pA, 1 * ms, synapse="exponential")
    return cells


def with_delays(net, source, gap, weight):
    cells = net.population(LIF(V_T=-70 * mV + gap, V_R=-75 * mV), 1)
    net.project(source, cells, weight, np.full((source.n, 1), 1 * ms))
    return cells


def under_conductances(net, source, gap, weight):
    cells = quiescent(net, source, gap, weight)
    net.project(net.spikes([[]]), cells, 1 * nS, 1 * ms, synapse="conductance", E_rev=0 * mV)
    return cells


def adaptive(net, source, gap, weight):
    cells = net.population(AdaptiveLIF(V_T=-70 * mV + gap, V_R=-75 * mV), 1)
    net.project(source, cells, weight, 1 * ms)
    return cells


def learning(net, source, gap, weight):
    cells = net.population(LIF(V_T=-70 * mV + gap, V_R=-75 * mV), 1)
    net.project(source, cells, weight, 1 * ms, plasticity=STDP(), w_max=weight)
    return cells


EVERYWHERE = quiescent, different_currents, with_currents, with_delays, learning
CASES = [(make, engine) for make in EVERYWHERE for engine in ENGINES]
CASES += [(make, engine) for make in (under_conductances, adaptive) for engine in ENGINES[:2]]


@pytest.mark.parametrize(
    ("make", "engine"), CASES, ids=lambda each: getattr(each, "__name__", repr(each))
)
def test_a_sum_that_is_the_distance_to_the_threshold_reaches_it(make, engine, path):
    sizes = COUNTS if make is not learning else COUNTS[:3]
    net, found = networks(make, sizes)
    run = engine.run(net, 150 * ms, seed=1)
    assert ("compiled path" in engine.explain()) == path
    spikes = [[t for t, who in zip(*run.spikes(cells), strict=True) if who == 0] for cells in found]
    assert [len(each) for each in spikes] == [1] * len(found)


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_a_sum_that_is_less_by_a_nanovolt_does_not(engine, path):
    net, found = networks(
        lambda net, source, gap, weight: quiescent(net, source, gap + 1e-9, weight)
    )
    run = engine.run(net, 150 * ms, seed=1)
    assert sum(len(run.spikes(cells)[0]) for cells in found) == 0


@pytest.mark.exhaustive("compiled")
def test_one_that_counts_fires_at_each_tenth_jump(path):
    net = Network()
    cells = net.population(Counter(), 1)
    net.project(net.spikes([np.arange(1, 101) * ms]), cells, 1.5 * mV, 1 * ms)
    run = Clocked(0.1 * ms).run(net, 150 * ms)
    np.testing.assert_allclose(run.spikes(cells)[0], np.arange(11, 102, 10) * ms)


@pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()], ids=repr)
def test_who_is_held_at_the_threshold_for_ever_does_not_reach_it_by_itself(engine, path):
    """At the rheobase V comes near the threshold without end; jumps that could make it fire change
    nothing before they come.
    """
    net, neuron = Network(), LIF(E_L=-64 * mV, V_T=-48 * mV, g_L=2**-27, C=2**-27 * 16 * ms)
    cells = net.population(neuron, 1, I=neuron.rheobase)
    net.project(net.spikes([[600 * ms]]), cells, 1 * mV, 1 * ms)
    run = engine.run(net, 605 * ms)
    assert run.spikes(cells)[0] == pytest.approx([601 * ms])
