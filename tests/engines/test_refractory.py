"""Refractory times that differ between the neurons of a population, on both engines and both
paths: against the closed form, and against a population for each neuron.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from neurolib import LIF, AdaptiveLIF, Clocked, EventDriven, Network, ParameterError, param
from neurolib.units import ms, mV, nS, pA

CLOCKED, EVENTS = Clocked(0.1 * ms), EventDriven()
T_REF = np.array([0.0, 0.1, 2.0, 0.7, 2.0, 5.3]) * ms
LINKS = {
    "delta": {"weight": 9 * mV},  # the network is quiescent
    "exponential": {"weight": 80 * pA, "synapse": "exponential"},
    "conductance": {"weight": 4 * nS, "synapse": "conductance"},
}


def network(kind, neuron=LIF, apart=False):
    """Return a network, and its neurons: one population, or one for each neuron."""
    net = Network()
    inputs = net.spikes([np.arange(3, 200, 0.7 * k) * ms for k in (1, 2, 3)])
    I = 0.0 if kind == "delta" else 200 * pA
    cells = (
        [net.population(neuron(t_ref=t), 1, I=I) for t in T_REF.tolist()]
        if apart
        else [net.population(neuron(), len(T_REF), I=I, t_ref=T_REF)]
    )
    for each in cells:
        net.project(inputs, each, delay=1 * ms, **LINKS[kind])
    return net, cells


@pytest.mark.parametrize(
    ("engine", "kind", "neuron"),
    [
        *((CLOCKED, kind, LIF) for kind in LINKS),
        *((EVENTS, kind, LIF) for kind in ("delta", "exponential")),
        (CLOCKED, "exponential", AdaptiveLIF),
    ],
)
def test_each_neuron_rests_as_one_of_a_population_of_its_own_does(engine, kind, neuron, path):
    net, (cells,) = network(kind, neuron)
    run = engine.run(net, 0.2, record="all")
    alone, each = network(kind, neuron, apart=True)
    by_itself = engine.run(alone, 0.2, record="all")
    when, who = run.spikes(cells)
    for k, population in enumerate(each):
        train = by_itself.spikes(population)[0]
        assert len(train) > 20 and np.array_equal(when[who == k], train)
        assert np.array_equal(run.V(cells)[k], by_itself.V(population)[0])
    for what in ("spike", "neuron update", "word read", "word written"):
        counts = (by_itself.counts[what, population.name] for population in each)
        assert run.counts[what, cells.name] == sum(counts)


@pytest.mark.parametrize("engine", [CLOCKED, EVENTS])
def test_intervals_are_those_of_the_closed_form(engine, path):
    """t_ref + tau ln((V_inf - V_R) / (V_inf - V_T)), up to a tick with Clocked."""
    net = Network()
    cells = net.population(LIF(), len(T_REF), I=500 * pA, t_ref=T_REF)
    when, who = engine.run(net, 0.5).spikes(cells)
    for k, t_ref in enumerate(T_REF.tolist()):
        expected = 1 / LIF(t_ref=t_ref).rate(500 * pA)
        late = 0.1 * ms if engine is CLOCKED else 1e-12
        intervals = np.diff(when[who == k])
        assert expected - 1e-12 <= intervals.min() and intervals.max() <= expected + late


@pytest.mark.parametrize("engine", [CLOCKED, EVENTS])
@pytest.mark.parametrize("kind", ["delta", "exponential"])
def test_a_session_goes_on_and_back_within_refractory_times(engine, kind, path):
    net, (cells,) = network(kind)
    whole = engine.run(net, 0.1)
    session = engine.start(net, record="all")
    first = [session.run(7.3 * ms) for _ in range(4)]
    session.forget()
    state = session.store()
    rest = session.run(0.1 - session.t)
    trains = [(run.spikes(cells)[0] + k * 7.3 * ms) for k, run in enumerate(first)]
    trains.append(rest.spikes(cells)[0] + 4 * 7.3 * ms)
    assert np.allclose(np.concatenate(trains), whole.spikes(cells)[0], rtol=0, atol=1e-12)
    session.restore(state)
    again = session.run(0.1 - session.t)
    assert np.array_equal(again.spikes(cells), rest.spikes(cells))
    assert np.array_equal(again.V(cells), rest.V(cells))
    session.restore(state)
    session.set(cells, I=400 * pA)  # a quiescent network is none from now on
    assert len(session.run(0.05).spikes(cells)[0]) > 40


def test_neurons_with_equal_refractory_times_share_the_block_of_the_others(path):
    """The refractory time is no state, so neurons leap on both engines."""
    for engine in (CLOCKED, EVENTS):
        net = Network()
        same = net.population(LIF(), 3, I=500 * pA)
        apart = net.population(LIF(), 3, I=500 * pA, t_ref=[2 * ms, 2 * ms, 9 * ms])
        run = engine.run(net, 0.3)
        assert np.array_equal(run.spikes(same)[0][::3], run.spikes(apart[:2])[0][::2])
        assert run.spikes(apart[2:])[0].size < run.spikes(same)[0].size / 3


def test_what_refractory_times_of_their_own_must_be():
    net = Network()
    with pytest.raises(ParameterError, match="t_ref has shape"):
        net.population(LIF(), 3, t_ref=[1 * ms, 2 * ms])
    with pytest.raises(ParameterError, match="t_ref"):
        net.population(LIF(), 2, t_ref=[1 * ms, -1 * ms])
    net.population(LIF(), 2, t_ref=[1 * ms, 2.04 * ms], I=500 * pA)
    CLOCKED.run(net, 0.01)
    assert "2.04 ms, was rounded to ticks, 2 ms" in CLOCKED.explain()


@dataclass(frozen=True)
class Lengthened(LIF):
    """A neuron whose refractory time is not its parameter alone."""

    longer: float = param(1.0, "", "factor of the refractory time", 0.1, 10.0)

    @property
    def refractory(self):
        return self.t_ref * self.longer


def test_a_model_that_computes_its_refractory_time_is_asked_for_each_neuron():
    net = Network()
    cells = net.population(Lengthened(longer=2.0), 2, t_ref=[1 * ms, 3 * ms])
    assert cells.refractory == pytest.approx([2 * ms, 6 * ms])
