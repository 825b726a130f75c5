"""The two engines agree: spike for spike on the first class of networks, and with order 1 in dt
elsewhere.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurolib import _jit
from neurolib.engines import Clocked, EventDriven
from neurolib.network import Network
from neurolib.neurons import LIF
from neurolib.units import ms, mV, pA

DT = 0.1 * ms


@pytest.fixture(autouse=True)
def compiled():
    if _jit.enabled():
        import numba  # noqa: F401 - once it is loaded, it is used


@st.composite
def first_class(draw):
    """Delta synapses, inputs and delays and refractory times on the grid, no neuron that climbs to
    its threshold by itself.

    Neurons may be equal in all, currents and starting voltages too, so that they spike together and
    at the moment of an arrival.
    """
    net, rng = Network(), np.random.default_rng(draw(st.integers(0, 10**6)))
    neurons = [
        LIF(E_L=-draw(st.sampled_from([70.07, 52.013])) * mV, t_ref=draw(st.integers(0, 30)) * DT)
        for _ in range(2)
    ]
    groups = []
    for neuron in neurons:
        n, V, I = (
            draw(st.integers(1, 6)),
            draw(st.sampled_from(["uniform", neuron.E_L])),
            draw(st.sampled_from([0.0, 7.3, 0.0])),
        )
        groups.append(
            net.population(
                neuron, n, I=I * draw(st.sampled_from([1.0, np.linspace(1, 2, n)])) * pA, V=V
            )
        )
    ticks = np.sort(rng.integers(0, 300, 60))
    groups.append(net.spikes((ticks * DT, rng.integers(0, 4, 60)), n=4))
    for _ in range(draw(st.integers(1, 6))):
        pre, post = draw(st.sampled_from(groups)), draw(st.sampled_from(groups[:2]))
        weight = rng.uniform(-1, 2, draw(st.sampled_from([(), (pre.n, post.n)]))) * 8.123 * mV
        delay = (
            draw(st.integers(1, 20)) * DT
            if draw(st.booleans())
            else rng.integers(1, 20, (pre.n, post.n)) * DT
        )
        net.project(pre, post, weight, delay, probability=draw(st.sampled_from([0.4, 1.0])))
    return net


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first_class(), st.integers(0, 1000))
def test_on_the_first_class_no_spike_differs(net, seed):
    clocked, event = (
        engine.run(net, 40 * ms, seed=seed) for engine in (Clocked(DT), EventDriven())
    )
    for group in net.groups:
        ticks = [
            np.rint(run.spikes(group)[0] / DT).astype(int).tolist() for run in (clocked, event)
        ]
        assert ticks[0] == ticks[1]
        assert clocked.spikes(group)[1].tolist() == event.spikes(group)[1].tolist()
        np.testing.assert_allclose(event.spikes(group)[0], clocked.spikes(group)[0], rtol=1e-15)
    for key in clocked.counts:
        if key[0] in ("spike", "synaptic event"):
            assert clocked.counts[key] == event.counts[key], key


def test_clocked_converges_to_it_with_order_1_on_a_feed_forward_network():
    """Spikes are seen at the end of their tick: the mean lateness falls with the first power of dt,
    and is below a tick a layer.
    """
    net, rng = Network(), np.random.default_rng(1)
    source = net.spikes([np.sort(rng.integers(0, 100, 12)) * 0.8 * ms for _ in range(10)])
    first, second = net.population(LIF(), 30, I=150 * pA), net.population(LIF(), 20, I=150 * pA)
    net.project(
        source,
        first,
        rng.uniform(20, 90, (10, 30)) * pA,
        0.8 * ms,
        synapse="exponential",
        tau=5 * ms,
    )
    net.project(
        source, first, -30 * pA, 1.6 * ms, probability=0.3, synapse="exponential", tau=10 * ms
    )
    net.project(
        first,
        second,
        rng.uniform(10, 40, (30, 20)) * pA,
        0.8 * ms,
        synapse="exponential",
        tau=20 * ms,
    )
    exact = EventDriven().run(net, 50 * ms)
    steps, late = np.array([0.2, 0.1, 0.05, 0.025, 0.0125]) * ms, []
    for dt in steps:
        clocked = Clocked(dt).run(net, 50 * ms)
        ours, theirs = (
            [
                np.sort(run.spikes(p)[0][run.spikes(p)[1] == x])
                for p in (first, second)
                for x in range(p.n)
            ]
            for run in (clocked, exact)
        )
        pairs = [
            (a[k], b[k])
            for a, b in zip(ours, theirs, strict=True)
            for k in range(min(1, len(a), len(b)))
        ]
        assert len(pairs) > 20
        late.append(np.mean([abs(a - b) for a, b in pairs]))
        assert late[-1] < 2 * dt
    assert np.polyfit(np.log(steps), np.log(late), 1)[0] == pytest.approx(1, abs=0.15)
