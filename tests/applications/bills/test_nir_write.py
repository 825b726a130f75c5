"""A network as a graph of NIR and back: the same spikes on what NIR can say, and the rest refused,
or left out by name.
"""

import nir
import numpy as np
import pytest

from neurolib import LIF, STDP, AdEx, Clocked, EventDriven, Network, _jit, from_nir
from neurolib.applications.bills.nir_area import area_of, tick
from neurolib.model import ParameterError
from neurolib.units import Hz, ms, mV, nS, pA, pF
from tests.applications.bills.test_nir import cuba, layers
from tests.applications.bills.test_nir_graphs import CHAINS

DT = 0.1 * ms


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Run on the plain path: a graph takes less time than its kernels take to compile."""
    monkeypatch.setattr(_jit, "enabled", lambda: False)


def neuron(**more):
    return LIF(C=250 * pF, g_L=12.5 * nS, t_ref=0, **more)


def delta_network():
    net, rng = Network(), np.random.default_rng(1)
    source = net.poisson(30, 40 * Hz)
    first = net.population(neuron(), 20, I=rng.uniform(100, 255, 20) * pA, name="first")
    second = net.population(neuron(V_T=-52 * mV), 10, name="second")
    net.project(source, first, 1.5 * mV, 1 * ms, probability=0.5)
    net.project(
        first,
        second,
        lambda rng, n: rng.normal(2, 1, n) * mV,
        lambda rng, n: rng.uniform(0.3, 2.2, n) * ms,
    )
    net.project(second, first, -0.7 * mV, 0.1 * ms)
    net.project(first, first, 0.3 * mV, 2 * ms, out_degree=5)
    return net


def current_network():
    net, rng = Network(), np.random.default_rng(2)
    source = net.spikes((np.sort(rng.uniform(0, 0.4, 300)), rng.integers(0, 10, 300)), 10, "pre")
    cells = net.population(neuron(E_L=-65 * mV), 8, name="cells", g_L=rng.uniform(9, 15, 8) * nS)
    readout = net.population(neuron(V_T=-45 * mV), 3, name="readout")
    net.project(
        source, cells, rng.uniform(20, 300, (10, 8)) * pA, 1 * ms, synapse="exponential", tau=4 * ms
    )
    net.project(cells, readout, 150 * pA, 0.5 * ms, synapse="exponential", tau=7 * ms)
    net.project(readout, cells, -90 * pA, 1.5 * ms, synapse="exponential", tau=4 * ms)
    return net


def back(net, graph, seed, duration):
    """Return spikes of both networks, the second on the spikes of the sources of the first."""
    first = Clocked(dt=DT).run(net, duration, seed=seed)
    inputs = [group for group in net.groups if group not in net.populations]
    again = from_nir(graph, {group.name: first.spikes(group) for group in inputs}, DT)
    return first, Clocked(dt=DT).run(again, duration)


@pytest.mark.parametrize("made", [delta_network, current_network])
@pytest.mark.parametrize("seed", range(12))
def test_out_and_back_gives_the_same_spikes(made, seed, tmp_path):
    net = made()
    graph = net.to_nir(DT, seed)
    nir.write(tmp_path / "model.nir", graph)
    first, second = back(net, nir.read(tmp_path / "model.nir"), seed, 0.3)
    for population in net.populations:
        t, _ = first.spikes(population)
        parts = [
            p for p in second.net.populations if p.name.partition(", kind")[0] == population.name
        ]
        found = np.concatenate([second.spikes(part)[0] for part in parts])
        np.testing.assert_array_equal(np.rint(np.sort(found) / DT), np.rint(t / DT))
        assert len(t) > 10, population.name


def test_what_is_written_is_what_nirs_equations_need():
    """τ = C/g_L = 20 ms, r = τ/dt; a drive of 100 pA lifts V∞ by I/g_L = 8 mV, which is r b."""
    net = Network()
    pre, cells = (
        net.poisson(2, 5 * Hz, name="pre"),
        net.population(neuron(), 3, I=100 * pA, name="cells"),
    )
    net.project(pre, cells, 1.5 * mV, 1 * ms, name="in")
    graph = net.to_nir(DT)
    node, map_, delay = graph.nodes["cells"], graph.nodes["in"], graph.nodes["delay of in"]
    assert type(node) is nir.LIF and type(map_) is nir.Affine and type(delay) is nir.Delay
    np.testing.assert_allclose(node.tau, 20 * ms)
    np.testing.assert_allclose(node.r, 200)
    np.testing.assert_allclose(node.v_leak, -70 * mV)
    np.testing.assert_allclose(node.v_threshold, -50 * mV)
    np.testing.assert_allclose(map_.weight, 1.5 * mV)
    np.testing.assert_allclose(node.r * map_.bias, 8 * mV)
    np.testing.assert_allclose(delay.delay, 1 * ms)
    assert graph.edges == [
        ("pre", "delay of in"),
        ("delay of in", "in"),
        ("in", "cells"),
        ("cells", "output"),
    ]
    assert area_of(graph) == (DT, "as the metadata of the file say")
    nir.NIRGraph(graph.nodes, graph.edges)  # NIR's own check of types


def test_a_current_is_written_so_that_a_tool_in_steps_takes_weights_as_they_are():
    """r/τ_mem = w_in/τ_syn = 1/dt, which shows the step; 50 pA in C = 250 pF move V by 50 pA dt/C."""
    net = current_network()
    graph = net.to_nir(DT)
    node = graph.nodes["readout"]
    assert type(node) is nir.CubaLIF
    np.testing.assert_allclose([node.r / node.tau_mem, node.w_in / node.tau_syn], 1 / DT)
    assert tick(graph) == pytest.approx(DT)
    np.testing.assert_allclose(graph.nodes["cells → readout"].weight, 150 * pA * DT / (250 * pF))


ROUND = {**{name: each for name, each in CHAINS.items() if name != "31 kinds"},
    "a bias into a CubaLIF": ((12,), [nir.Affine(np.full((8, 12), 0.003), np.linspace(0, 0.5, 8)), cuba(8)]),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "nodes"), ROUND.values(), ids=ROUND)
def test_a_graph_that_was_read_is_written_with_the_same_spikes(shape, nodes):
    dt, n, rng = 0.25 * ms, int(np.prod(shape)), np.random.default_rng(3)
    graph = nir.NIRGraph.from_list(nir.Input({"input": np.array(shape)}), *nodes, type_check=False)
    step, who = np.nonzero(rng.random((800, n)) < 60 * Hz * dt)
    spikes = step * dt, who
    net = from_nir(graph, spikes, dt, area=1.0)
    again = from_nir(net.to_nir(dt), spikes, dt)
    one, two = (Clocked(dt=dt).run(each, 0.2) for each in (net, again))
    assert [p.name for p in net.populations] == [p.name for p in again.populations]
    total = 0
    for p in net.populations:
        for a, b in zip(one.spikes(p.name), two.spikes(p.name), strict=True):
            np.testing.assert_array_equal(a, b)
        total += len(one.spikes(p.name)[0])
    assert total > 5


def test_the_event_driven_engine_runs_it_too():
    graph = layers(second=cuba(6))
    spikes = [np.arange(1, 40) * 3 * ms + k * 0.25 * ms for k in range(14)]
    net = from_nir(graph, spikes, 0.25 * ms, area=1.0)
    again = from_nir(net.to_nir(0.25 * ms), spikes, 0.25 * ms)
    one, two = (EventDriven().run(each, 0.15) for each in (net, again))
    for name in ("lif", "cubalif"):
        assert len(one.spikes(name)[0]) > 5
        np.testing.assert_array_equal(one.spikes(name)[1], two.spikes(name)[1])
        np.testing.assert_allclose(one.spikes(name)[0], two.spikes(name)[0], atol=1e-9)


def test_a_network_without_synapses_or_sources_is_whole():
    net = Network()
    net.population(neuron(), 2, I=np.array([0.0, 260.0]) * pA)
    graph = net.to_nir(DT)
    again = from_nir(graph, ([], []), DT)
    one, two = (Clocked(dt=DT).run(each, 0.2).spikes("LIF") for each in (net, again))
    np.testing.assert_array_equal(one, two)
    assert len(one[0]) > 2
    nir.NIRGraph(graph.nodes, graph.edges)


def with_(**more):
    net = Network()
    given = {
        "model": neuron(),
        "n": 3,
        "I": 0.0,
        "V": None,
        "noise": 0.0,
        "name": "cells",
    } | more.pop("cells", {})
    pre = net.poisson(2, 5 * Hz, name="pre")
    cells = net.population(given.pop("model"), given.pop("n"), **given)
    net.project(pre, cells, **{"weight": 1 * mV, "delay": 1 * ms} | more)
    return net


def both_kinds():
    net = with_()
    net.project(net.groups[0], net.groups[1], 5 * pA, 1 * ms, synapse="exponential")
    return net


def two_taus():
    net = with_(weight=5 * pA, synapse="exponential")
    net.project(net.groups[0], net.groups[1], 5 * pA, 1 * ms, synapse="exponential", tau=8 * ms)
    return net


REFUSED = {
    "t_ref": (lambda: with_(cells={"model": LIF()}), "cells has a refractory time of 2 ms, which NIR cannot say; .* type without='t_ref' to leave"),
    "a t_ref of one": (lambda: with_(cells={"t_ref": np.array([0, 3 * ms, 0])}), "cells has a refractory time of 3 ms"),
    "V": (lambda: with_(cells={"V": "uniform"}), "cells has voltages at the start, which NIR cannot say; .* without='V'"),
    "initial": (lambda: with_(weight=5 * pA, synapse="exponential", initial=3 * pA), "pre → cells has currents at the start, which NIR cannot say; .* without='initial'"),
    "noise": (lambda: with_(cells={"noise": 1e-12}), "cells has a noise current"),
    "plasticity": (lambda: with_(plasticity=STDP()), "pre → cells has the rule STDP, which NIR cannot say; .* without='plasticity'"),
    "another neuron": (lambda: with_(cells={"model": AdEx()}), "cells is AdEx, which NIR does not have; expected LIF"),
    "conductances": (lambda: with_(weight=1 * nS, synapse="conductance"), "pre → cells has conductance synapses, which NIR cannot say"),
    "both kinds": (both_kinds, "cells has delta and exponential synapses; NIR gives a neuron one kind"),
    "two time constants": (two_taus, "Neuron 0 of cells has synapses with time constants of 5 ms and 8 ms"),
    "a current in time": (lambda: with_(cells={"I": ([0.0, 0.1], [0.0, 1e-10])}), "cells has a current that changes in time, which NIR cannot say"),
    "a current beside currents": (lambda: with_(cells={"I": 50 * pA}, weight=5 * pA, synapse="exponential"), "cells has a current that does not pass its synapses"),
    "a short delay": (lambda: with_(delay=0.05 * ms), "pre → cells has a delay of 50 µs, below the time step of the graph, 100 µs; .* dt=5e-05"),
    "nobody": (Network, "to_nir's network has no neurons; expected some"),
    "a name": (lambda: with_(cells={"name": "a/b"}), "name 'a/b' has a /"),
}  # fmt: skip


@pytest.mark.parametrize(("net", "said"), REFUSED.values(), ids=REFUSED)
def test_what_nir_cannot_say_is_refused(net, said):
    with pytest.raises(ParameterError, match=said):
        net().to_nir(DT)


def test_what_is_left_out_is_named(tmp_path):
    net = with_(cells={"model": LIF(), "V": "uniform"}, plasticity=STDP())
    graph = net.to_nir(DT, without=("t_ref", "V", "plasticity"))
    nir.write(tmp_path / "model.nir", graph)
    assert nir.read(tmp_path / "model.nir").metadata["left_out"] == "V, plasticity, t_ref"
    assert from_nir(tmp_path / "model.nir", rate=5 * Hz).populations[0].neuron.t_ref == 0
    with pytest.raises(ParameterError, match="without is 'conductance'; expected some of t_ref, V"):
        net.to_nir(DT, without="conductance")


def test_lif_alone_is_what_the_paper_says():
    """Four spikes of task 1 of NIR's paper, out and back: 450, 500, 710 and 760 steps of 0.1 ms."""
    from tests.applications.bills.test_nir import TASK_1, task_1

    spikes = np.array(TASK_1) * DT, np.zeros(len(TASK_1), int)
    again = from_nir(from_nir(task_1(), spikes, DT, area=DT).to_nir(DT), spikes, DT)
    t = Clocked(dt=DT).run(again, 1000 * DT).spikes("lif")[0]
    assert (np.rint(t / DT) - 1).astype(int).tolist() == [450, 500, 710, 760]
