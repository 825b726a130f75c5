"""Synapses that learn, each with a delay of its own: as a projection for each synapse, and by the
rule itself, on both engines and both paths.
"""

import pickle

import numpy as np
import pytest

from neurolib import (
    LIF,
    STDP,
    Clocked,
    EventDriven,
    Network,
    ParameterError,
    RewardSTDP,
    TripletSTDP,
    TsodyksMarkram,
)
from neurolib.units import Hz, ms, mV, pA

DELAYS = np.array([[1.0, 2.3, 4.9], [3.2, 1.0, 1.0], [4.9, 0.4, 2.3], [0.1, 0.2, 3.2]]) * ms
ENGINES = pytest.mark.parametrize("engine", [Clocked(0.1 * ms), EventDriven()])
RULES = [
    STDP(0.02, 0.021),
    STDP(0.02, 0.021, pairing="symmetric", bounds="soft"),
    STDP(0.02, 0.021, pairing="presynaptic-centred"),
    TripletSTDP(),
    RewardSTDP(reward=1.0),
    TsodyksMarkram(),
]


def network(rule, apart=False, kind="delta", delays=DELAYS):
    """Return a network, its neurons and the synapses: one projection, or one for each synapse."""
    net = Network()
    inputs = net.poisson(4, 50 * Hz, name="inputs")
    cells = net.population(LIF(), 3, I=300 * pA, name="cells")
    link = {"synapse": kind, "weight": 1.0 * mV if kind == "delta" else 30 * pA}
    link |= {"w_max": 2 * link["weight"]} if rule.learner.weights_change else {}
    if not apart:
        return net, cells, [net.project(inputs, cells, delay=delays, plasticity=rule, **link)]
    return (
        net,
        cells,
        [
            net.project(inputs, cells, delay=delays[i, j], pairs=[(i, j)], plasticity=rule, **link)
            for i in range(4)
            for j in range(3)
        ],
    )


def counted(run, projections, what):
    return sum(run.counts[what, projection.name] for projection in projections)


@ENGINES
@pytest.mark.parametrize(
    "rule",
    [
        RULES[0],
        *(pytest.param(rule, marks=pytest.mark.exhaustive("compiled")) for rule in RULES[1:]),
    ],
    ids=lambda rule: type(rule).__name__,
)
@pytest.mark.parametrize("kind", ["delta", "exponential"])
def test_each_synapse_learns_as_one_in_a_projection_of_its_own_does(engine, rule, kind, path):
    net, cells, synapses = network(rule, kind=kind)
    together = engine.run(net, 0.3, seed=2, snapshots=3 if rule.learner.weights_change else 0)
    other, neurons, each = network(rule, apart=True, kind=kind)
    apart = engine.run(other, 0.3, seed=2)
    for one, two in zip(together.spikes(cells), apart.spikes(neurons), strict=True):
        assert len(one) > 30 and np.allclose(one, two, rtol=0, atol=1e-12)
    weights = together.weights(synapses[0])
    expected = np.concatenate([apart.weights(projection) for projection in each])
    assert np.allclose(weights, expected, rtol=1e-12, atol=0)
    for what in ("synaptic event", "plasticity update")[: 1 + rule.learner.weights_change]:
        assert counted(together, synapses, what) == counted(apart, each, what) > 0
    if rule.learner.weights_change:
        assert np.ptp(weights) > 0
        _, snapshots = together.snapshots(synapses[0])
        assert np.array_equal(snapshots[-1], weights)


@ENGINES
def test_weights_are_those_that_the_rule_makes_of_the_arrivals(engine, path):
    """``rule.apply`` on the trains of both ends, those of the sender one delay later."""
    rule = RULES[0]
    net, cells, (synapses,) = network(rule)
    run = engine.run(net, 1.0, seed=5)
    (sent, senders), (fired, targets) = run.spikes(net.groups[0]), run.spikes(cells)
    if isinstance(engine, Clocked):
        sent = np.ceil(sent / engine.dt - 1e-6) * engine.dt
    for i, j, w in zip(*run.pairs(synapses), run.weights(synapses), strict=True):
        arrivals = sent[senders == i] + DELAYS[i, j]
        expected = 0.5 + rule.apply(arrivals[arrivals <= 1.0], fired[targets == j])
        assert w / (2 * mV) == pytest.approx(expected, abs=1e-9)


@ENGINES
@pytest.mark.parametrize("rule", [RULES[0], RULES[4], RULES[5]], ids=["STDP", "reward", "terminal"])
def test_a_session_goes_on_back_and_forgets(engine, rule, path):
    net, cells, (synapses,) = network(rule)
    whole = engine.run(net, 0.3, seed=4)
    session = engine.start(net, seed=4)
    first = session.run(0.0521)
    session.forget()
    state = pickle.loads(pickle.dumps(session.store()))
    rest = session.run(0.3 - session.t)
    fired = np.concatenate([first.spikes(cells)[0], 0.0521 + rest.spikes(cells)[0]])
    assert np.allclose(fired, whole.spikes(cells)[0], rtol=0, atol=1e-12)
    assert np.allclose(rest.weights(synapses), whole.weights(synapses), rtol=1e-12, atol=0)
    session.restore(state)
    again = session.run(0.3 - session.t)
    assert np.array_equal(again.weights(synapses), rest.weights(synapses))
    if rule.learner.weights_change:
        new = np.linspace(0.1, 1.9, 12) * mV
        session.set(synapses, weight=new)
        assert np.allclose(session.run(0.1 * ms).weights(synapses), new, rtol=0.2)


@ENGINES
def test_recorded_states_and_voltages_follow_the_delay_of_each_synapse(engine, path):
    rule = RULES[0]
    net, cells, (synapses,) = network(rule)
    record = {cells: {"V": "all"}, synapses: {"r1": "all"}}
    run = engine.run(net, 0.2, seed=3, record=record)
    other, neurons, each = network(rule, apart=True)
    names = {projection: {"r1": [0]} for projection in each}
    apart = engine.run(other, 0.2, seed=3, record={neurons: {"V": "all"}, **names})
    assert np.allclose(run.V(cells), apart.V(neurons), rtol=0, atol=1e-12)
    traces = [apart.state(projection, "r1")[0] for projection in each]
    assert np.allclose(run.state(synapses, "r1"), traces, rtol=0, atol=1e-9)


@ENGINES
def test_delays_that_a_seed_draws_and_several_groups_that_learn(engine, path):
    def drawn(rng, n):
        return rng.uniform(1, 5, n) * ms

    net = Network()
    inputs, cells = net.poisson(20, 50 * Hz), net.population(LIF(), 10, I=300 * pA)
    link = {"plasticity": STDP(0.02, 0.021), "probability": 0.5}
    one = net.project(inputs, cells, 1 * mV, drawn, **link)
    two = net.project(cells, cells, 0.5 * mV, 2 * ms, **link)
    three = net.project(cells, cells, 0.5 * mV, drawn, **link)
    fixed = net.project(inputs, cells, np.full((20, 10), 0.1) * mV, DELAYS[2, 0])
    run = engine.run(net, 0.3, seed=1)
    assert all(np.ptp(run.weights(each)) > 0 for each in (one, two, three))
    session = engine.start(net, seed=1)
    session.run(0.1)
    session.set(fixed, weight=0.2 * mV)  # the weights of all groups move in the tables
    session.set(fixed, weight=np.linspace(0, 0.2, len(session.run(0.1).pairs(fixed)[0])) * mV)
    assert np.ptp(session.run(0.1).weights(three)) > 0


def test_too_many_different_delays_are_refused_with_a_sentence():
    net = Network()
    inputs, cells = net.poisson(101, 10 * Hz), net.population(LIF(), 100)
    delays = 1 * ms + np.linspace(0, 1, 10_100).reshape(101, 100) * ms
    net.project(inputs, cells, 1 * mV, delays, plasticity=STDP())
    with pytest.raises(
        ParameterError, match="has 10,100 different delays; expected at most 10,000"
    ):
        EventDriven().run(net, 0.01)
