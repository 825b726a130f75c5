"""Recorded states of synapses: traces of rules of spike timing, resource and utilisation of a
terminal, against sums over the spikes and against the definition, on both engines and both paths.
"""

import numpy as np
import pytest

from neurolib import (
    LIF,
    STDP,
    Clocked,
    EventDriven,
    Network,
    ParameterError,
    TripletSTDP,
    TsodyksMarkram,
    load,
)
from neurolib.units import Hz, ms, mV, pA

ENGINES = pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()])


DELAYS = np.array([[1.5], [2.5]]) * ms


def network(rule, weight=0.5 * mV):
    net = Network()
    inputs = net.poisson(3, 40 * Hz, name="inputs")
    cells = net.population(LIF(), 2, I=300 * pA, name="cells")
    synapses = net.project(
        inputs, cells, weight, 1.5 * ms, pairs=[(2, 0), (0, 1), (0, 0), (1, 1)], plasticity=rule
    )
    return net, inputs, cells, synapses


def decaying(t, spikes, tau):
    """Return the sum of what each spike has left of 1."""
    passed = t[:, None] - spikes[None, :]
    return np.where(passed > -1e-12, np.exp(-np.maximum(passed, 0) / tau), 0).sum(axis=1)


@ENGINES
@pytest.mark.parametrize("rule", [STDP(tau_minus=30 * ms), TripletSTDP()])
def test_traces_are_sums_over_the_spikes_of_either_side(engine, rule, path):
    net, inputs, cells, synapses = network(rule)
    taus = dict(zip(("r1", "r2", "o1", "o2"), rule.taus, strict=True))
    names = [name for name, tau in taus.items() if np.isfinite(tau)]
    run = engine.run(net, 0.3, seed=2, record={synapses: dict.fromkeys(names, "all")})
    i, j = run.pairs(synapses)
    (sent, senders), (fired, targets) = run.spikes(inputs), run.spikes(cells)
    if isinstance(engine, Clocked):  # inputs count at the end of their tick
        sent = np.ceil(sent / engine.dt - 1e-6) * engine.dt
    assert len(sent) > 20 and len(fired) > 10
    for name in names:
        values = run.state(synapses, name)
        assert values.shape == (4, len(run.t))
        for k in range(4):
            at = sent[senders == i[k]] + 1.5 * ms if name[0] == "r" else fired[targets == j[k]]
            assert np.allclose(values[k], decaying(run.t, at, taus[name]), rtol=0, atol=1e-9)


@ENGINES
def test_a_terminal_is_recorded_as_its_equations_say(engine, path):
    rule = TsodyksMarkram.facilitating()
    net, inputs, _, synapses = network(rule, weight=2 * mV)
    run = engine.run(net, 0.3, seed=2, record={synapses: {"u": [1], "x": slice(1, 3)}})
    i, _ = run.pairs(synapses)
    sent, senders = run.spikes(inputs)
    if isinstance(engine, Clocked):
        sent = np.ceil(sent / engine.dt - 1e-6) * engine.dt
    u, x, last, values = 0.0, 1.0, 0.0, []
    arrivals = (sent[senders == i[1]] + 1.5 * ms).tolist()
    for t in run.t.tolist():
        while arrivals and arrivals[0] <= t + 1e-12:
            at = arrivals.pop(0)
            x = 1 - (1 - x) * np.exp(-(at - last) / rule.tau_rec)
            u = u * np.exp(-(at - last) / rule.tau_facil)
            u, last = u + rule.U * (1 - u), at
            x = x * (1 - u)
        passed = t - last
        rest = 1 - (1 - x) * np.exp(-passed / rule.tau_rec)
        values.append((u * np.exp(-passed / rule.tau_facil), rest))
    expected = np.array(values).T
    assert expected[0].max() > 0.1 and expected[1].min() < 0.9
    assert np.allclose(run.state(synapses, "u")[0], expected[0], rtol=0, atol=1e-9)
    assert np.allclose(run.state(synapses, "x")[0], expected[1], rtol=0, atol=1e-9)


def test_states_of_synapses_are_saved_with_the_run(tmp_path):
    net, _, cells, synapses = network(STDP())
    onto = net.project(
        cells, cells[1:], 9 * pA, DELAYS, synapse="exponential", initial=20 * pA, plasticity=STDP()
    )
    record = {synapses: {"r1": [0]}, onto: {"r1": "all", "o1": slice(1, None)}, cells: "all"}
    for engine in EventDriven(), Clocked(0.1 * ms):
        run = engine.run(net, 0.1, record=record)
        run.save(tmp_path / "run.npz")
        again = load(tmp_path / "run.npz")
        assert np.array_equal(again.state(synapses.name, "r1"), run.state(synapses, "r1"))
        assert np.array_equal(again.V("cells"), run.V(cells))
        repeated = again.repeat()
        assert "All is equal bit for bit" in str(repeated)


@ENGINES
def test_what_of_synapses_can_be_recorded(engine):
    net, inputs, cells, synapses = network(STDP())
    fixed = net.project(inputs, cells, 1 * mV, 1 * ms, name="fixed")
    for record, sentence in (
        ({synapses: "all"}, r"expected the name of a state of these synapses"),
        ({synapses: {"x": [0]}}, r"names 'x'; it has r1, o1"),
        ({fixed: {"r1": [0]}}, r"record\[fixed\] names 'r1'; it has no states"),
        ({synapses: {"r1": [4]}}, r"numbers of synapses, in the order of run.pairs, from 0 to 3"),
        ({synapses: {"r1": [0.5]}}, r"numbers of synapses"),
    ):
        with pytest.raises(ParameterError, match=sentence):
            engine.run(net, 0.1, record=record)
    with pytest.raises(ParameterError, match="a session records states of neurons alone"):
        engine.start(net, record={synapses: {"r1": "all"}})
    with pytest.raises(ParameterError, match="expected at most"):
        engine.run(net, 1e4, record={synapses: {"r1": "all", "o1": "all"}})
