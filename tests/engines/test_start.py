"""The state in which a run starts: other state variables than V, and currents and conductances of
synapses, on both engines and both paths.
"""

import numpy as np
import pytest

from neurolib import LIF, AdEx, Clocked, EventDriven, Network, ParameterError
from neurolib.units import ms, mV, nS, pA, us

CLOCKED, EVENTS = Clocked(0.1 * ms), EventDriven()


def with_currents(tau, unit=pA):
    """Return a network whose synapses begin with 0, 120 and -30 of a current, and its neurons."""
    net = Network()
    inputs, cells = net.spikes([[1.0]]), net.population(LIF(), 3, V=-65 * mV, name="cells")
    link = {"synapse": "exponential", "tau": tau}
    first = [0, 100 * pA, -50 * pA]
    net.project(inputs, cells, 10 * pA, 1 * ms, initial=first, name="some", **link)
    net.project(inputs, cells[1:], 10 * pA, 2 * ms, initial=20 * pA, name="more", **link)
    return net, cells


@pytest.mark.filterwarnings("ignore:The first spike")
@pytest.mark.parametrize("engine", [CLOCKED, EVENTS])
@pytest.mark.parametrize("tau", [5 * ms, LIF().tau, LIF().tau * 1.003])
def test_currents_at_the_start_decay_and_move_the_voltage_by_the_closed_form(engine, tau, path):
    """Those of two projections that act alike add up."""
    net, cells = with_currents(tau)
    run, neuron = engine.run(net, 0.05, record={cells: {"V": "all", "some": "all"}}), LIF()
    I = np.array([[0], [120], [-30]]) * pA
    response = np.array([neuron.response(tau, t) for t in run.t])
    leak = neuron.E_L + (-65 * mV - neuron.E_L) * np.exp(-run.t / neuron.tau)
    assert np.allclose(run.V(cells), leak + I * response, rtol=0, atol=1e-14)
    assert np.allclose(run.state(cells, "some"), I * np.exp(-run.t / tau), rtol=0, atol=1e-24)
    session = engine.start(net, record={cells: {"V": "all"}})
    pieces = [session.run(10 * ms).V(cells) for _ in range(5)]
    joined = np.concatenate([pieces[0], *(piece[:, 1:] for piece in pieces[1:])], axis=1)
    assert np.allclose(joined, run.V(cells), rtol=0, atol=1e-14)


@pytest.mark.filterwarnings("ignore:The first spike")
@pytest.mark.parametrize("engine", [CLOCKED, EVENTS])
def test_a_current_at_the_start_makes_a_neuron_fire(engine, path):
    net = Network()
    inputs, cells = net.spikes([[1.0]]), net.population(LIF(), 2)
    link = {"synapse": "exponential", "tau": 5 * ms}
    net.project(inputs, cells, 10 * pA, 1 * ms, initial=[0, 2000 * pA], **link)
    when, who = engine.run(net, 0.03).spikes(cells)
    neuron, t = LIF(), np.arange(0, 10, 0.0001) * ms
    V = neuron.E_L + 2000 * pA * np.array([neuron.response(5 * ms, h) for h in t])
    first = t[np.argmax(V >= neuron.V_T)]
    assert who.tolist() == [1] * len(who) and first - 1 * us < when[0] < first + 0.1 * ms


def integrated(slope, y, T, n):
    """Return the state after a time T by n steps of order 4."""
    h, y = T / n, np.array(y)
    for _ in range(n):
        a = slope(y)
        b = slope(y + h / 2 * a)
        c = slope(y + h / 2 * b)
        y = y + h / 6 * (a + 2 * b + 2 * c + slope(y + h * c))
    return y


@pytest.mark.filterwarnings("ignore:The first spike")
def test_conductances_at_the_start_act_and_decay(path):
    net, neuron = Network(), LIF()
    inputs, cells = net.spikes([[1.0]]), net.population(neuron, 2)
    link = {"synapse": "conductance", "tau": 5 * ms, "E_rev": -20 * mV}
    net.project(inputs, cells, 1 * nS, 1 * ms, initial=[0, 3 * nS], name="g", **link)
    run = CLOCKED.run(net, 0.02, record={cells: {"V": "all", "g": "all"}})

    def slope(y):
        V, g = y
        current = neuron.g_L * (neuron.E_L - V) + g * (-20 * mV - V)
        return np.array([current / neuron.C, -g / (5 * ms)])

    V, g = integrated(slope, [neuron.E_L, 3 * nS], 0.02, 2000)
    assert np.allclose(run.V(cells)[0], neuron.E_L, rtol=0, atol=1e-12)
    assert run.V(cells)[1, -1] == pytest.approx(V, abs=0.1 * us) and V > neuron.E_L + 1 * mV
    assert run.state(cells, "g")[1, -1] == pytest.approx(g, rel=1e-9)


def test_another_state_variable_starts_where_it_is_told(path):
    net, neuron = Network(), AdEx()
    cells = net.population(neuron, 3, w=[0, 20 * pA, 200 * pA], V=-65 * mV, I=100 * pA)
    run = CLOCKED.run(net, 0.05, record={cells: {"V": "all", "w": "all"}})
    p = neuron.values(neuron.flow, "V", "w", "I")
    for k, w in enumerate([0, 20 * pA, 200 * pA]):
        assert run.state(cells, "w")[k, 0] == w
        V, w = integrated(
            lambda y: np.array(neuron.flow(*y, 100 * pA, *p)), [-65 * mV, w], 0.05, 1000
        )
        assert run.V(cells)[k, -1] == pytest.approx(V, abs=1e-9)
        assert run.state(cells, "w")[k, -1] == pytest.approx(w, rel=1e-6)
    own = net.population(neuron, 2, w=20 * pA, tau_w=[100 * ms, 200 * ms], name="own")
    run = CLOCKED.run(net, 0.01, record={own: {"w": "all"}})
    assert run.state(own, "w")[:, 0].tolist() == [20 * pA, 20 * pA]


def test_what_a_state_at_the_start_must_be():
    net = Network()
    with pytest.raises(
        ParameterError, match=r"w = 50, from which V of AdEx moves by -1.8e\+11 V/s"
    ):
        net.population(AdEx(), 2, w=50)
    with pytest.raises(ParameterError, match=r"population's w .* has shape \(3,\)"):
        net.population(AdEx(), 2, w=[0, 0, 0])
    with pytest.raises(ParameterError, match="no parameter w"):
        net.population(LIF(), 2, w=0)
    inputs, cells = net.spikes([[0.01]]), net.population(LIF(), 3)
    with pytest.raises(ParameterError, match="delta synapses make V jump and have no current"):
        net.project(inputs, cells, 1 * mV, 1 * ms, initial=1 * mV)
    with pytest.raises(ParameterError, match=r"project's initial .* has shape \(3,\)"):
        net.project(inputs, cells[1:], 1 * pA, 1 * ms, synapse="exponential", initial=[1 * pA] * 3)
    with pytest.raises(ParameterError, match="project's initial"):
        net.project(inputs, cells, 1 * nS, 1 * ms, synapse="conductance", initial=-1 * nS)
