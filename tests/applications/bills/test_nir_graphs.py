"""Every node of NIR and the usual graphs: maps against SciPy and NumPy, chains against a loop over
NIR's equations, and what is refused, for a reason of physics.
"""

import itertools
import warnings

import nir
import numpy as np
import pytest
from scipy import signal

import neurolib as nl
from neurolib import Clocked, EventDriven, _jit, from_nir
from neurolib.applications.bills.nir import Readout, Summer, rising
from neurolib.applications.bills.nir_area import UnknownArea, area_of
from neurolib.applications.bills.nir_graph import laid_open, map_of, ways
from neurolib.model import ParameterError
from neurolib.units import Hz, ms
from tests.applications.bills.test_nir import by_hand, cuba, integrate_and_fire, li, lif, summed

DT = 0.25 * ms
STEPS = 800


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Run on the plain path: a graph takes less time than its kernels take to compile."""
    monkeypatch.setattr(_jit, "enabled", lambda: False)


def RNG(seed=4):
    return np.random.default_rng(seed)


# --- linear maps ----------------------------------------------------------------------------------


def correlated(x, node):
    """Return NIR's convolution of an image (channels, …), by SciPy, a pair of channels at a time."""
    W, axes = node.weight, node.weight.ndim - 2
    stride, dilation = (np.broadcast_to(each, axes) for each in (node.stride, node.dilation))
    kernel = np.zeros(
        (*W.shape[:2], *((k - 1) * d + 1 for k, d in zip(W.shape[2:], dilation, strict=True)))
    )
    kernel[(slice(None), slice(None), *(slice(None, None, d) for d in dilation))] = W
    if node.padding == "same":
        grown = [((n - 1) // 2, (n - 1) - (n - 1) // 2) for n in kernel.shape[2:]]
    elif node.padding == "valid":
        grown = [(0, 0)] * axes
    else:
        grown = [(p, p) for p in np.broadcast_to(node.padding, axes)]
    x = np.pad(x, [(0, 0), *grown])
    out, each = W.shape[:2]
    found = []
    for o in range(out):
        first = o // (out // node.groups) * each
        parts = [signal.correlate(x[first + c], kernel[o, c], "valid") for c in range(each)]
        found.append(sum(parts)[tuple(slice(None, None, s) for s in stride)])
    return np.array(found)


CONVOLUTIONS = {
    "plain": {"stride": 1, "padding": 0, "dilation": 1, "groups": 1},
    "strided": {"stride": (2, 3), "padding": (1, 2), "dilation": 1, "groups": 1},
    "dilated": {"stride": 1, "padding": 2, "dilation": (2, 1), "groups": 1},
    "in groups": {"stride": 2, "padding": 1, "dilation": 1, "groups": 2},
    "of depth": {"stride": 1, "padding": "same", "dilation": 2, "groups": 4},
    "of an even kernel": {"stride": 1, "padding": "same", "dilation": 1, "groups": 1},
    "valid": {"stride": 1, "padding": "valid", "dilation": 1, "groups": 1},
}


@pytest.mark.parametrize("options", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
@pytest.mark.parametrize("axes", [1, 2])
def test_a_convolution_is_the_matrix_that_scipys_correlation_is(options, axes):
    rng, size, k = RNG(), (9, 11)[:axes], (3, 2)[:axes]
    options = {
        key: (value[0] if axes == 1 and isinstance(value, tuple) else value)
        for key, value in options.items()
    }
    weight = rng.normal(size=(8, 4 // options["groups"], *k))
    kind = (nir.Conv1d, nir.Conv2d)[axes - 1]
    node = kind(size[0] if axes == 1 else size, weight=weight, bias=np.zeros(8), **options)
    matrix, shape = map_of("conv", node, (4, *size), "input")
    x = rng.normal(size=(4, *size))
    wanted = correlated(x, node)
    assert shape == wanted.shape
    np.testing.assert_allclose((matrix @ x.ravel()).reshape(shape), wanted, atol=1e-12)


def test_a_convolution_of_one_number_is_known_by_hand():
    """An edge detector [-1, 1] over 0 0 1 1 0, not flipped: 0 1 0 -1."""
    node = nir.Conv1d(5, np.array([[[-1.0, 1.0]]]), 1, 0, 1, 1, np.zeros(1))
    matrix, shape = map_of("conv", node, (1, 5), "input")
    assert (matrix @ np.array([0, 0, 1, 1, 0.0])).tolist() == [0, 1, 0, -1] and shape == (1, 4)


@pytest.mark.parametrize("kind", [nir.SumPool2d, nir.AvgPool2d])
def test_pooling_is_a_sum_or_mean_over_windows_of_each_channel(kind):
    x = RNG().normal(size=(3, 6, 9))
    node = kind(np.array([2, 3]), np.array([2, 3]), np.array([0, 0]))
    matrix, shape = map_of("pool", node, x.shape, "input")
    windows = x.reshape(3, 3, 2, 3, 3)
    wanted = windows.sum(axis=(2, 4)) if kind is nir.SumPool2d else windows.mean(axis=(2, 4))
    np.testing.assert_allclose((matrix @ x.ravel()).reshape(shape), wanted, atol=1e-13)
    node = kind(np.array([3, 3]), np.array([1, 1]), np.array([1, 1]))  # overlapping, padded
    matrix, shape = map_of("pool", node, x.shape, "input")
    padded = np.pad(x, [(0, 0), (1, 1), (1, 1)])
    wanted = sum(padded[:, i : i + 6, j : j + 9] for i, j in itertools.product(range(3), repeat=2))
    wanted = wanted / (9 if kind is nir.AvgPool2d else 1)
    np.testing.assert_allclose((matrix @ x.ravel()).reshape(shape), wanted, atol=1e-13)


def test_files_that_hold_sizes_as_floats_or_bytes_are_read(tmp_path):
    """As the convolutional network of NIR's paper does: 34.0 × 34.0 and strides of 2.0."""
    graph = nir.NIRGraph.from_list(
        nir.Input({"input": np.array([1, 4, 4])}),
        nir.Conv2d((4.0, 4.0), np.ones((2, 1, 2, 2)), np.array([2.0, 2.0]), "valid", np.array([1.0, 1.0]), 1, np.zeros(2)),
        integrate_and_fire(8),
        type_check=False,
    )  # fmt: skip
    nir.write(tmp_path / "model.nir", graph)
    net = from_nir(tmp_path / "model.nir", ([], []))
    assert net.populations[0].n == 8 and len(net.projections[0].weight) == 2 * 16


# --- graphs ---------------------------------------------------------------------------------------


def image(kind, shape):
    each = kind(int(np.prod(shape)))
    fields = {
        key: value.reshape(shape)
        for key, value in vars(each).items()
        if isinstance(value, np.ndarray)
    }
    return type(each)(**fields)


def through(node, x):
    """Return what a map makes of a signal (steps, …), its bias included, without the library."""
    kind = type(node).__name__
    if kind == "Linear":
        return x @ node.weight.T
    if kind == "Affine":
        return x @ node.weight.T + node.bias
    if kind == "Scale":
        return x * node.scale
    if kind == "Flatten":
        return x.reshape(len(x), -1)
    if kind == "Delay":
        late = np.rint(node.delay / DT).astype(int)
        rows = np.arange(len(x))[:, None] - late
        return np.where(rows >= 0, np.take_along_axis(x, np.maximum(rows, 0), axis=0), 0.0)
    if kind.startswith("Conv"):
        bias = node.bias.reshape(-1, *[1] * (node.weight.ndim - 2))
        return np.array([correlated(each, node) + bias for each in x])
    windows = x.reshape(*x.shape[:2], x.shape[2] // 2, 2, x.shape[3] // 2, 2)  # 2 × 2
    return windows.sum(axis=(3, 5)) if kind == "SumPool2d" else windows.mean(axis=(3, 5))


def flat(nodes):
    for node in nodes:
        if isinstance(node, nir.NIRGraph):
            yield from flat(
                each
                for each in node.nodes.values()
                if not isinstance(each, (nir.Input, nir.Output))
            )
        else:
            yield node


def expected(nodes, x):
    """Return the spikes (step, neuron) of each node of neurons of a chain, by NIR's equations."""
    found, still, delayed = [], np.zeros_like(x), False
    for node in flat(nodes):
        if type(node).__name__ in ("LIF", "CubaLIF", "IF"):
            one = type(node)(
                **{
                    k: v.ravel()
                    for k, v in vars(node).items()
                    if k != "metadata" and "type" not in k
                }
            )
            arriving = (x - still).reshape(len(x), -1)
            if not delayed:  # a connection takes a step, or its Delay
                arriving = np.concatenate([np.zeros((1, arriving.shape[1])), arriving])[: len(x)]
            delayed = False
            found.append(by_hand(one, still.reshape(len(x), -1)[0], arriving))
            x = np.zeros((len(x), arriving.shape[1]))
            for k, j in found[-1]:
                x[k, j] = 1.0
            still = np.zeros_like(x)
            shape = np.shape(node.r)
            x, still = x.reshape(len(x), *shape), still.reshape(len(x), *shape)
        elif type(node).__name__ not in ("LI", "CubaLI", "I"):
            x, still = through(node, x), through(node, still)
            delayed |= type(node).__name__ == "Delay"
    return found


def drawn(n, shape, scale=0.006, seed=5):
    return RNG(seed).normal(scale / 3, scale, (n, shape))


def nested():
    inner = nir.NIRGraph.from_list(nir.Scale(np.full(6, 2.0)), lif(6))
    return nir.NIRGraph.from_list(inner, nir.Linear(drawn(6, 6, 0.01)))


CONV = {"stride": 1, "padding": 1, "dilation": 1, "groups": 1}
CHAINS = {
    "LIF": ((12,), [nir.Linear(drawn(8, 12)), lif(8)]),
    "Affine": ((12,), [nir.Affine(drawn(8, 12), RNG().uniform(0, 1.5, 8)), lif(8)]),
    "CubaLIF": ((12,), [nir.Linear(drawn(8, 12)), cuba(8)]),
    "IF": ((12,), [nir.Linear(drawn(8, 12, 0.3)), integrate_and_fire(8)]),
    "neurons alone": ((8,), [nir.Scale(np.full(8, 0.03)), lif(8)]),
    "two layers": ((12,), [nir.Linear(drawn(8, 12)), lif(8), nir.Linear(drawn(5, 8, 0.01)), cuba(5)]),
    "with an LI": ((12,), [nir.Linear(drawn(8, 12)), lif(8), nir.Linear(drawn(5, 8)), li(5)]),
    "Delay": ((12,), [nir.Linear(drawn(8, 12)), nir.Delay(DT * RNG().integers(1, 9, 8)), lif(8)]),
    "Conv1d": ((2, 10), [nir.Conv1d(10, RNG().normal(0.01, 0.01, (3, 2, 3)), bias=np.array([0.1, 0.9, 1.2]), **CONV), image(lif, (3, 10))]),
    "Conv2d": ((2, 6, 4), [nir.Conv2d((6, 4), RNG().normal(0.006, 0.006, (3, 2, 3, 3)), bias=np.array([0.1, 0.9, 1.2]), **CONV), image(lif, (3, 6, 4))]),
    "SumPool2d": ((2, 6, 4), [nir.SumPool2d(*np.array([[2, 2], [2, 2], [0, 0]])), nir.Scale(np.full((2, 3, 2), 0.008)), image(lif, (2, 3, 2))]),
    "AvgPool2d": ((2, 6, 4), [nir.AvgPool2d(*np.array([[2, 2], [2, 2], [0, 0]])), nir.Scale(np.full((2, 3, 2), 0.03)), image(lif, (2, 3, 2))]),
    "Flatten": ((2, 3, 2), [nir.Flatten({"input": np.array([2, 3, 2])}, 0), nir.Linear(drawn(8, 12)), lif(8)]),
    "CNN": ((1, 6, 6), [nir.Conv2d((6, 6), RNG().normal(0.3, 0.3, (4, 1, 3, 3)), bias=np.zeros(4), **CONV), image(integrate_and_fire, (4, 6, 6)),
        nir.SumPool2d(*np.array([[2, 2], [2, 2], [0, 0]])), nir.Flatten({"input": np.array([4, 3, 3])}, 0), nir.Linear(drawn(5, 36, 0.1)), integrate_and_fire(5)]),
    "two maps in a row": ((12,), [nir.Affine(drawn(9, 12, 0.1), np.ones(9)), nir.Affine(drawn(8, 9, 0.1), np.full(8, 0.8)), lif(8)]),
    "a Delay between two maps": ((12,), [nir.Linear(drawn(9, 12, 0.1)), nir.Delay(DT * RNG().integers(1, 9, 9)), nir.Linear(drawn(8, 9, 0.1)), lif(8)]),
    "Delays on both sides": ((12,), [nir.Delay(DT * RNG(1).integers(1, 6, 12)), nir.Linear(drawn(8, 12)), nir.Delay(DT * RNG(2).integers(2, 6, 8)), lif(8)]),
    "a graph in a graph": ((6,), [nir.Linear(drawn(6, 6)), nested(), lif(6)]),
    "31 kinds": ((12,), [nir.Linear(drawn(31, 12, 0.01)), lif(31, tau=np.linspace(10, 40, 31) * ms)]),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "nodes"), CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("saved", [False, True], ids=["graph", "file"])
def test_a_chain_spikes_as_a_loop_over_nirs_equations_does(shape, nodes, saved, tmp_path):
    n = int(np.prod(shape))
    graph = nir.NIRGraph.from_list(nir.Input({"input": np.array(shape)}), *nodes, type_check=False)
    if saved:
        nir.write(tmp_path / "model.nir", graph)
    step, who = np.nonzero(RNG(7).random((STEPS - 20, n)) < 60 * Hz * DT)
    net = from_nir(tmp_path / "model.nir" if saved else graph, (step * DT, who), DT, area=1.0)
    run = Clocked(dt=DT).run(net, (STEPS - 1) * DT)
    x = np.zeros((STEPS, n))
    x[step, who] = 1.0
    wanted = expected(nodes, x.reshape(STEPS, *shape))
    firing = [p for p in net.populations if not isinstance(p.neuron, (Readout, Summer))]
    names = list(dict.fromkeys(p.name.partition(", kind")[0] for p in firing))
    assert len(names) == len(wanted)
    for name, each in zip(names, wanted, strict=True):
        found = []
        parts = [p for p in firing if p.name.partition(", kind")[0] == name]
        taus = nodes[-1].tau if len(parts) > 1 else None
        for k, part in enumerate(parts):
            t, i = run.spikes(part)
            members = i if taus is None else np.full(len(i), np.argsort(taus)[k])
            found += zip(np.rint(t / DT).astype(int).tolist(), members.tolist(), strict=True)
        assert sorted(found) == sorted(each) and len(each) > 5, name


def test_a_threshold_compares_what_arrives_in_one_instant_and_forgets_it():
    """Three of four spikes of 0.4 at once pass 1; two and two a step later do not."""
    graph = nir.NIRGraph.from_list(nir.Linear(np.full((1, 4), 0.4)), nir.Threshold(np.ones(1)))
    times = np.array([1, 1, 2, 2, 4, 4, 4, 6, 6, 6, 6]) * ms
    who = np.array([0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3])
    for area in (1.0, 1e-4):
        net = from_nir(graph, (times, who), 1 * ms, area)
        for engine in (Clocked(dt=1 * ms), Clocked(dt=0.1 * ms), EventDriven()):
            t = engine.run(net, 0.02).spikes(net.populations[0])[0]
            np.testing.assert_allclose(t, [5 * ms, 7 * ms], atol=0.101 * ms)
    for level, spikes in (0.0, 4), (0.9, 2):
        graph = nir.NIRGraph.from_list(
            nir.Linear(np.full((1, 4), 0.4)), nir.Threshold(np.full(1, level))
        )
        run = Clocked(dt=1 * ms).run(from_nir(graph, (times, who), 1 * ms, 1.0), 0.02)
        assert len(run.spikes("threshold")[0]) == spikes


def test_an_integrator_sums_and_a_cuba_li_is_the_closed_form():
    W = nir.Linear(np.array([[0.02]]))
    net = from_nir(nir.NIRGraph.from_list(W, nir.I(np.array([2.0]))), ([0.0, 10 * ms], [0, 0]), DT)
    V = Clocked(dt=DT).run(net, 0.03, record="all").V(net.populations[0])[0]
    np.testing.assert_allclose(
        V / V[-1], np.where(np.arange(121) < 1, 0, np.where(np.arange(121) < 41, 0.5, 1))
    )
    one = (np.array([value]) for value in (5 * ms, 20 * ms, 2.0, 0.1))
    graph = nir.NIRGraph.from_list(W, nir.CubaLI(*one, w_in=np.array([1.5])))
    net = from_nir(graph, ([0.0], [0]), DT, area=1.0)
    V = Clocked(dt=DT).run(net, 0.06, record="all").V(net.populations[0])[0][1:]
    t = np.arange(len(V)) * DT
    wanted = np.exp(-t / (20 * ms)) - np.exp(-t / (5 * ms))
    np.testing.assert_allclose(V / V.max(), wanted / wanted.max(), atol=1e-12)
    assert isinstance(net.populations[0].neuron, Readout)


@pytest.mark.parametrize("tau_syn", [0.4 * ms, 5 * ms])
def test_a_bias_into_a_current_lets_it_rise_as_its_equation_says(tau_syn):
    """v of a CubaLI under a constant b: r w b [1 - (τ e^(-t/τ) - τ_s e^(-t/τ_s)) / (τ - τ_s)]. The
    error falls with the square of the step.
    """
    tau, r, w_in, b = 20 * ms, 2.0, 1.5, 0.3
    node = nir.CubaLI(*(np.array([each]) for each in (tau_syn, tau, r, 0.0)), w_in=np.array([w_in]))
    graph = nir.NIRGraph.from_list(nir.Affine(np.zeros((1, 1)), np.array([b])), node)
    errors = []
    for dt in (0.2 * ms, 0.05 * ms):
        net = from_nir(graph, ([], []), dt, area=1.0)
        run = Clocked(dt=dt).run(net, 0.2, record="all")
        V, t = run.V(net.populations[0])[0], run.t
        decays = tau * np.exp(-t / tau) - tau_syn * np.exp(-t / tau_syn)
        wanted = 1 - decays / (tau - tau_syn)
        errors.append(np.abs(V / V[-1] * wanted[-1] - wanted).max())
    assert errors[1] < 2e-5 and (tau_syn > 1 * ms or errors[1] < errors[0] / 10)


def test_a_bias_makes_a_cuba_lif_fire_when_its_equation_says():
    """The crossing of 1 by r w_in b [1 - …] at b = 0.5, r = 2 and w_in = 1.5, solved by Newton."""
    graph = nir.NIRGraph.from_list(
        nir.Affine(np.zeros((1, 1)), np.array([0.5])),
        nir.CubaLIF(*(np.array([each]) for each in (5 * ms, 20 * ms, 2.0, 0.0, 1.0, 0.0)), w_in=np.array([1.5])),
    )  # fmt: skip
    t = 30 * ms
    for _ in range(50):
        v = 1.5 * (1 - (20 * np.exp(-t / (20 * ms)) - 5 * np.exp(-t / (5 * ms))) / 15)
        slope = 1.5 * (np.exp(-t / (20 * ms)) - np.exp(-t / (5 * ms))) / (15 * ms)
        t -= (v - 1) / slope
    dt = 0.02 * ms
    for engine in Clocked(dt=dt), EventDriven():
        net = from_nir(graph, ([], []), dt, area=1.0)
        first = engine.run(net, 0.06).spikes("cubalif")[0][0]
        assert first == pytest.approx(t, abs=dt)


def test_as_many_kinds_as_neurons_are_one_population_with_its_own_parameters():
    """Beside a loop over NIR's equations. Parameters of one's own are integrated, not solved, so
    that at a fine step nearly all spikes are equal.
    """
    n, rng = 200, RNG()
    node = lif(
        n,
        tau=rng.uniform(10, 40, n) * ms,
        v_threshold=rng.uniform(0.8, 1.2, n),
        v_leak=rng.uniform(-0.1, 0.1, n),
    )
    W = drawn(n, 12, 0.006)
    step, who = np.nonzero(rng.random((STEPS, 12)) < 60 * Hz * DT)
    graph = nir.NIRGraph.from_list(nir.Linear(W), node)
    net = from_nir(graph, (step * DT, who), DT, area=1.0)
    (cells,) = net.populations
    assert cells.n == n and set(cells.own) == {"g_L", "V_T", "V_R"}
    run = Clocked(dt=DT).run(net, STEPS * DT)
    arriving = summed(zip(step.tolist(), who.tolist(), strict=True), W, STEPS + 1)
    wanted = by_hand(node, 0.0, arriving)
    t, i = run.spikes(cells)
    found = set(zip(np.rint(t / DT).astype(int).tolist(), i.tolist(), strict=True))
    assert len(found ^ set(wanted)) <= 0.02 * len(wanted) and len(wanted) > 200


def test_time_constants_of_synapses_may_differ_between_neurons():
    n = 40
    node = cuba(n)
    node.tau_syn = np.linspace(2, 9, n) * ms
    W = drawn(n, 12, 0.008)
    step, who = np.nonzero(RNG(9).random((STEPS, 12)) < 60 * Hz * DT)
    net = from_nir(nir.NIRGraph.from_list(nir.Linear(W), node), (step * DT, who), DT, area=1.0)
    assert len(net.populations) == 1 and len(net.projections) == n
    t, i = Clocked(dt=DT).run(net, STEPS * DT).spikes("cubalif")
    found = list(zip(np.rint(t / DT).astype(int).tolist(), i.tolist(), strict=True))
    arriving = summed(zip(step.tolist(), who.tolist(), strict=True), W, STEPS + 1)
    assert sorted(found) == sorted(by_hand(node, 0.0, arriving)) and len(found) > 20


def two_inputs():
    nodes = {
        "left": nir.Input({"input": np.array([3])}), "right": nir.Input({"input": np.array([2])}),
        "a": nir.Linear(np.full((4, 3), 0.01)), "b": nir.Linear(np.full((4, 2), 0.02)),
        "cells": lif(4), "output": nir.Output({"output": np.array([4])}),
    }  # fmt: skip
    edges = [("left", "a"), ("right", "b"), ("a", "cells"), ("b", "cells"), ("cells", "output")]
    return nir.NIRGraph(nodes, edges)


def test_two_inputs_are_named(tmp_path):
    given = {"left": ([1 * ms], [0]), "right": ([2 * ms, 2 * ms], [0, 1])}
    net = from_nir(two_inputs(), given, 1 * ms, 1.0)
    assert [(p.pre.name, p.post.name) for p in net.projections] == [
        ("left", "cells"),
        ("right", "cells"),
    ]
    t, _ = Clocked(dt=1 * ms).run(net, 0.01).spikes("cells")
    assert len(t) == 4 and np.allclose(t, 3 * ms), "0.5 from the left, and 2 from the right"
    rates = from_nir(two_inputs(), rate={"left": 20 * Hz, "right": np.array([5.0, 10.0])}, area=1.0)
    assert [g.kind for g in rates.groups][:2] == ["Poisson, 20 Hz", "Poisson, 7.5 Hz on average"]
    for wrong, said in (
        ({"spikes": ([1 * ms], [0])}, "graph has 2 inputs, left, right, .* expected a mapping"),
        (
            {"spikes": {"left": ([], [])}},
            "has what left sends; expected it of each .* left, right",
        ),
        ({}, "from_nir has no spikes for left, right; expected one of times"),
        ({"spikes": given, "rate": 1.0}, "from_nir has spikes and a rate"),
    ):
        with pytest.raises(ParameterError, match=said):
            from_nir(two_inputs(), area=1.0, **wrong)


def test_parallel_ways_between_two_nodes_add():
    nodes = {
        "input": nir.Input({"input": np.array([2])}), "a": nir.Linear(np.full((3, 2), 0.01)),
        "b": nir.Linear(np.full((3, 2), 0.02)), "late": nir.Delay(np.full(2, 5 * ms)), "c": nir.Linear(np.full((3, 2), 0.04)),
        "cells": lif(3), "output": nir.Output({"output": np.array([3])}),
    }  # fmt: skip
    edges = [("input", "a"), ("input", "b"), ("input", "late"), ("late", "c"), ("cells", "output")]
    edges += [(name, "cells") for name in "abc"]
    (way,) = ways(laid_open(nir.NIRGraph(nodes, edges)), "input")
    assert [(delay, matrix.toarray()[0, 0]) for delay, matrix in way.terms] == [
        (0.0, pytest.approx(0.03)),
        (5 * ms, 0.04),
    ]


def test_a_recurrent_subgraph_is_the_same_network_laid_open():
    """As snnTorch writes a recurrent layer: neurons and their own weights in a graph of their own."""
    back = nir.Linear(drawn(6, 6, 0.01))
    inner = nir.NIRGraph(
        {"input": nir.Input({"input": np.array([6])}), "lif": lif(6), "w": back, "output": nir.Output({"output": np.array([6])})},
        [("input", "lif"), ("lif", "w"), ("w", "lif"), ("lif", "output")],
    )  # fmt: skip
    first, ends = nir.Linear(drawn(6, 12)), nir.Linear(drawn(3, 6, 0.01))
    nested_graph = nir.NIRGraph.from_list(first, inner, ends, lif(3))
    open_graph = nir.NIRGraph(
        {"input": nir.Input({"input": np.array([12])}), "first": first, "lif": lif(6), "w": back, "ends": ends, "last": lif(3),
         "output": nir.Output({"output": np.array([3])})},
        [("input", "first"), ("first", "lif"), ("lif", "w"), ("w", "lif"), ("lif", "ends"), ("ends", "last"), ("last", "output")],
    )  # fmt: skip
    step, who = np.nonzero(RNG(3).random((STEPS, 12)) < 60 * Hz * DT)
    runs = [
        Clocked(dt=DT).run(from_nir(graph, (step * DT, who), DT, area=1.0), STEPS * DT)
        for graph in (nested_graph, open_graph)
    ]
    for name, other in ("nirgraph.lif", "lif"), ("lif", "last"):
        for one, two in zip(runs[0].spikes(name), runs[1].spikes(other), strict=True):
            np.testing.assert_array_equal(one, two)
        assert len(runs[0].spikes(name)[0]) > 0
    assert [p.name for p in runs[0].net.populations] == ["nirgraph.lif", "lif"]


# --- refused --------------------------------------------------------------------------------------


def missing():
    graph = nir.NIRGraph.from_list(nir.Linear(np.ones((3, 2))), lif(3))
    graph.edges.append(("linear", "lif2"))
    return graph


def circle():
    nodes = {
        "input": nir.Input({"input": np.array([3])}),
        "a": nir.Linear(np.eye(3)),
        "lif": lif(3),
        "output": nir.Output({"output": np.array([3])}),
    }
    return nir.NIRGraph(nodes, [("input", "a"), ("a", "a"), ("a", "lif"), ("lif", "output")])


def chain(*nodes):
    return nir.NIRGraph.from_list(*nodes, type_check=False)


W = nir.Linear(np.full((3, 2), 0.01))
INPUT = nir.Input({"input": np.array([2, 5, 5])})
REFUSED = {
    "a voltage that is sent on": (lambda: chain(W, li(3), nir.Linear(np.ones((3, 3))), lif(3)), "li is an LI, which sends no spikes, and leads to lif; .* its voltage is none"),
    "a voltage against a threshold": (lambda: chain(W, nir.I(np.ones(3)), nir.Threshold(np.ones(3))), "i is an I, which sends no spikes, and leads to threshold"),
    "milliseconds": (lambda: chain(W, lif(3, tau=20.0)), "tau of lif .* is 20 s; expected 10 µs to 10 s"),
    "fires for ever": (lambda: chain(W, nir.Threshold(np.full(3, -1.0))), "threshold is reset to -1, not below its threshold -1"),
    "a misfit": (lambda: chain(W, nir.Scale(np.ones(4)), lif(3)), r"scale takes 4 values, and linear gives it 3, of the shape \(3,\); expected as many"),
    "channels": (lambda: chain(INPUT, nir.Conv2d((5, 5), np.ones((4, 3, 3, 3)), 1, 0, 1, 1, np.zeros(4)), lif(36)), "conv2d takes 3 channels, and input gives it 50"),
    "a kernel beyond the image": (lambda: chain(INPUT, nir.Conv2d((5, 5), np.ones((4, 2, 7, 7)), 1, 0, 1, 1, np.zeros(4)), lif(4)), r"kernel of conv2d, \(7, 7\), is larger than the image"),
    "no image": (lambda: chain(W, nir.SumPool2d(*np.array([[2, 2], [2, 2], [0, 0]])), lif(3)), r"sumpool2d takes values of the form \(channels, height, width\)"),
    "half a stride": (lambda: chain(INPUT, nir.SumPool2d(np.array([2, 2]), np.array([1.5, 1]), np.array([0, 0])), lif(3)), "stride of sumpool2d is .* expected 2 whole numbers from 1 on"),
    "a circle of maps": (circle, "a leads back to itself without a neuron between"),
    "an edge to nowhere": (missing, "An edge leads to lif2, and the graph has no such node; it has .*linear.* contradicts itself"),
    "no shape": (lambda: chain(W, nir.LIF(*[np.array(each) for each in (0.02, 1.0, 0.0, 1.0, 0.0)])), r"lif has the shape \(\), which does not say how many neurons"),
    "a bias of another size": (lambda: chain(nir.Affine(np.ones((3, 2)), np.ones(4)), lif(3)), r"bias of affine has shape \(4,\); expected \(3,\), one for each output"),
    "delays that add up": (lambda: chain(nir.Delay(np.full(2, 0.3)), nir.Delay(np.full(2, 0.3)), W, lif(3)), "Delays from input add up to 600 ms; expected at most 500 ms"),
}  # fmt: skip


@pytest.mark.parametrize(("graph", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_refused_for_a_reason(graph, said):
    with pytest.raises(ParameterError, match=said):
        from_nir(graph(), ([1 * ms], [0]), DT, area=1.0)


@pytest.mark.parametrize("value", ["x", object(), np.zeros((2, 3, 4)), np.nan, 1 + 1j, None])
@pytest.mark.parametrize(
    ("node", "field"),
    [
        ("input", "input_type"),
        ("conv2d", "stride"),
        ("conv2d", "groups"),
        ("conv2d", "padding"),
        ("sumpool2d", "kernel_size"),
        ("flatten", "start_dim"),
        ("linear", "weight"),
        ("lif", "tau"),
        ("lif", "v_leak"),
        ("lif", "v_threshold"),
    ],
)
def test_a_field_that_holds_no_numbers_gets_a_sentence(node, field, value):
    """A tau that was text was left out in silence, and the neuron had one of 1 s."""
    graph = nir.NIRGraph.from_list(
        nir.Conv2d((4, 4), np.ones((1, 1, 1, 1)), 1, 0, 1, 1, np.zeros(1)),
        nir.SumPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 0])),
        nir.Flatten({"input": np.array([1, 2, 2])}, 0, -1),
        nir.Linear(np.ones((2, 4))),
        lif(2),
    )
    assert from_nir(graph, ([1 * ms], [0]), area=DT).populations
    setattr(graph.nodes[node], field, value)
    with pytest.raises(ParameterError):
        from_nir(graph, ([1 * ms], [0]), area=DT)


# --- the area of a spike --------------------------------------------------------------------------


def test_the_area_is_never_taken_as_one_where_a_neuron_has_a_time_constant():
    """The two neurons of paper/01_lif/debug_spike_representation in NIR's repository: its README
    says that the second never fires. With the area 1 it would, at each spike that arrives.
    """
    each = [np.array([value]) for value in (10 * ms, 1.0, 1.2, 1.0, 0.0)]
    other = [np.array([value]) for value in (10 * ms, 1.0, 0.0, 20.0, 0.0)]
    one = nir.Linear(np.ones((1, 1)))
    graph = nir.NIRGraph.from_list(one, nir.LIF(*each), one, nir.LIF(*other))
    with pytest.raises(UnknownArea, match="lifts lif_1 by 5 times the way"):
        from_nir(graph, ([], []))
    counts = []
    for area in (1 * ms, 1.0):
        net = from_nir(graph, ([], []), 1 * ms, area)
        run = Clocked(dt=1 * ms).run(net, 1.0)
        counts.append([len(run.spikes(p)[0]) for p in net.populations])
    # from v_leak at once, then every τ ln 6 = 17.9 ms, the interval under 1.2: 18 steps
    assert counts[0] == [56, 0] and counts[1][0] == 56 and counts[1][1] > 10


def test_metadata_may_say_the_area(tmp_path):
    graph = nir.NIRGraph.from_list(W, lif(3))
    graph.metadata = {"spike_area": 1 * ms}
    nir.write(tmp_path / "model.nir", graph)
    again = nir.read(tmp_path / "model.nir")
    assert area_of(again) == (1 * ms, "as the metadata of the file say")
    graph.metadata = {"spike_area": "one"}
    with pytest.raises((ParameterError, ValueError)):
        area_of(graph)


def test_where_no_neuron_has_a_time_constant_a_spike_adds_its_weight():
    graph = nir.NIRGraph.from_list(nir.Linear(np.full((3, 2), 0.3)), integrate_and_fire(3))
    assert area_of(graph) == (1.0, "as NIR's equations have it, and no neuron has a time constant")
    graph = nir.NIRGraph.from_list(nir.Linear(np.full((3, 2), 300.0)), integrate_and_fire(3))
    with pytest.raises(UnknownArea, match="450 times the way"):
        area_of(graph)


# --- paper/01_lif of NIR's repository -------------------------------------------------------------

# The four spikes in each of the results that are stored there (lif_*.csv), as rows of the file: two
# of nine have 450, 500, 710 and 760, and six 460, 510, 710 and 760, or the same a row later
FIRST = [450, 500, 710, 760]
LATER = [460, 510, 710, 760]


@pytest.mark.parametrize(
    ("weight", "r", "wanted"),
    [
        pytest.param(1.0, 1.0, FIRST, id="lif_norse.nir"),
        pytest.param(0.04, 24.019737, LATER, id="lif_rockpool.nir"),
    ],
)
def test_task_1_has_four_spikes_as_all_nine_simulators_have(weight, r, wanted):
    from tests.applications.bills.test_nir import TASK_1

    dt = 0.1 * ms
    node = nir.LIF(*(np.array([each]) for each in (2.5 * ms, r, 0.0, 0.1, 0.0)))
    graph = nir.NIRGraph.from_list(nir.Affine(np.full((1, 1), weight), np.zeros(1)), node)
    net = from_nir(graph, (np.array(TASK_1) * dt, np.zeros(len(TASK_1), int)), dt, area=dt)
    t = Clocked(dt=dt).run(net, 1000 * dt).spikes("lif")[0]
    assert (np.rint(t / dt) - 1).astype(int).tolist() == wanted, "a connection takes a step"


def test_the_rise_of_a_current_brings_its_whole_charge():
    """∫ (1 - e^(-t/τ)) dt over each step, in closed form."""
    tau, h = np.array([3 * ms, 7 * ms]), 0.5 * ms
    t, values = rising(np.array([2.0, 4.0]), tau, h)
    t0 = t[:-1, None]
    wanted = h + tau * (np.exp(-(t0 + h) / tau) - np.exp(-t0 / tau))
    np.testing.assert_allclose(values[:-1] * h, np.array([2.0, 4.0]) * wanted, rtol=1e-9)


def test_a_light_library_names_the_extra(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "nir", None)
    with pytest.raises(ModuleNotFoundError, match=r"nir.*neurolib-course\[nir\]"):
        nl.from_nir("model.nir", ([], []))


def test_a_run_of_a_graph_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = from_nir(nir.NIRGraph.from_list(W, lif(3)), rate=20 * Hz, area=1.0)
        Clocked(dt=0.1 * ms).run(net, 0.1, seed=1)
