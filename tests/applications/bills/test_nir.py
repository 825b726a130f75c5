"""NIR files on our engines: what is read is what was written, spikes are those of NIR's equations,
and the rest is refused with a sentence.
"""

from pathlib import Path

import nir
import numpy as np
import pytest

from neurolib import Clocked, EventDriven, _jit
from neurolib.applications.bills.nir import Readout, checked, events, from_nir, read_nir
from neurolib.applications.bills.nir_area import UnknownArea, area_of, lift, tick
from neurolib.model import ParameterError
from neurolib.units import ms

DT = 0.25 * ms
HERE = Path(__file__).parents[1]
COMPILED = [
    pytest.mark.slow,
    pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off"),
]


@pytest.fixture(autouse=True)
def path(request, monkeypatch):
    """Run on the plain path, in which a whole file of short runs takes less time than one graph
    needs to be compiled.
    """
    if "compiled" in request.node.name:
        import numba  # noqa: F401 - once it is loaded, it is used
    else:
        monkeypatch.setattr(_jit, "enabled", lambda: False)


def lif(n, tau=20 * ms, r=1.0, v_leak=0.0, v_threshold=1.0, v_reset=0.0):
    return nir.LIF(
        *(
            np.full(n, each) if np.ndim(each) == 0 else np.array(each)
            for each in (tau, r, v_leak, v_threshold, v_reset)
        )
    )


def cuba(n, tau_syn=5 * ms, tau_mem=20 * ms, r=2.0, w_in=1.5):
    each = (np.full(n, value) for value in (tau_syn, tau_mem, r, 0.1, 1.0, -0.2))
    return nir.CubaLIF(*each, w_in=np.full(n, w_in))


def integrate_and_fire(n):
    return nir.IF(r=np.full(n, 1.5), v_threshold=np.ones(n), v_reset=np.full(n, -0.25))


def network(graph, times, indices, dt=0.1 * ms, area=1.0):
    return from_nir(graph, (times, indices), dt, area)


def li(n):
    return nir.LI(tau=np.full(n, 20 * ms), r=np.ones(n), v_leak=np.zeros(n))


def input_spikes(n, duration=0.5, rate=60.0, seed=1):
    """Return spikes on the grid of DT, one of an input in a step at most."""
    rng = np.random.default_rng(seed)
    step, who = np.nonzero(rng.random((round(duration / DT), n)) < rate * DT)
    return step * DT, who


def layers(seed=2, second=None):
    rng = np.random.default_rng(seed)
    first = nir.Affine(rng.normal(0.006, 0.006, (9, 14)), rng.normal(0.4, 0.3, 9))
    return nir.NIRGraph.from_list(
        first,
        lif(9, v_leak=0.05),
        nir.Linear(rng.normal(0.004, 0.01, (6, 9))),
        second or lif(6),
        li(6),
    )


def written(graph, tmp_path):
    nir.write(tmp_path / "model.nir", graph)
    return read_nir(tmp_path / "model.nir")


def spikes(run, name):
    t, who = run.spikes(name)
    return list(zip(np.rint(t / DT).astype(int).tolist(), who.tolist(), strict=True))


def by_hand(node, drive, arriving, dt=DT):
    """Return the spikes (step, neuron) of NIR's equations for a node, each step exact: `arriving`
    is the sum of w S in each step.
    """
    n = len(node.r)
    tau = getattr(node, "tau", getattr(node, "tau_mem", None))
    v, I, found = np.array(getattr(node, "v_leak", np.zeros(n)), float), np.zeros(n), []
    for k in range(len(arriving)):
        if k:  # what holds at the end of the step k
            if tau is None:
                v = v + node.r * drive * dt
            else:
                decay, leak = np.exp(-dt / tau), node.v_leak + node.r * drive
                v = leak + (v - leak) * decay
                if hasattr(node, "tau_syn"):
                    fading = np.exp(-dt / node.tau_syn)
                    v = v + node.r * I * node.tau_syn / (node.tau_syn - tau) * (fading - decay)
                    I = I * fading
        if hasattr(node, "tau_syn"):
            I = I + node.w_in * arriving[k] / node.tau_syn
        else:
            v = v + node.r * arriving[k] / (1.0 if tau is None else tau)
        if k:
            fired = v > node.v_threshold
            found += [(k, int(j)) for j in np.flatnonzero(fired)]
            v = np.where(fired, node.v_reset, v)
    return found


def summed(spikes, W, steps, late=1):
    """Return the sum of w S in each step, `late` steps after the spikes."""
    found = np.zeros((steps, len(W)))
    for k, i in spikes:
        if k + late < steps:
            found[k + late] += W[:, i]
    return found


def test_what_nirs_own_package_wrote_is_read_number_by_number(tmp_path):
    graph = layers(second=cuba(6))
    again = written(graph, tmp_path)
    assert set(again.edges) == set(graph.edges) and set(again.nodes) == set(graph.nodes)
    for name, node in graph.nodes.items():
        for key, value in vars(node).items():
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(getattr(again.nodes[name], key), value)
    nir.write(tmp_path / "second.nir", again)
    assert (tmp_path / "second.nir").stat().st_size == (tmp_path / "model.nir").stat().st_size
    t, who = input_spikes(14)
    one, two = (Clocked(dt=DT).run(network(each, t, who, DT), 0.2) for each in (graph, again))
    assert spikes(one, "lif") == spikes(two, "lif") != []


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(lif(6), id="LIF"),
        pytest.param(cuba(6), id="CubaLIF"),
        pytest.param(integrate_and_fire(6), id="IF"),
        pytest.param(
            integrate_and_fire(6), id="IF, compiled", marks=[*COMPILED, pytest.mark.exhaustive]
        ),
        pytest.param(cuba(6), id="CubaLIF, compiled", marks=[*COMPILED, pytest.mark.whole]),
        pytest.param(lif(6), id="LIF, compiled", marks=[*COMPILED, pytest.mark.whole]),
    ],
)
def test_two_layers_spike_as_a_loop_over_nirs_equations_does(second, tmp_path):
    graph = written(layers(second=second), tmp_path)
    t, who = input_spikes(14)
    steps = 2000
    run = Clocked(dt=DT).run(network(graph, t, who, DT), steps * DT)
    affine = graph.nodes["affine"]
    first = by_hand(
        graph.nodes["lif"], affine.bias, summed(spikes(run, "input"), affine.weight, steps + 1)
    )
    assert spikes(run, "lif") == first and len(first) > 100
    name = next(name for name in ("lif_1", "cubalif", "if") if name in graph.nodes)
    then = by_hand(graph.nodes[name], 0.0, summed(first, graph.nodes["linear"].weight, steps + 1))
    assert spikes(run, name) == then and len(then) > 15
    assert len(run.spikes("li")[0]) == 0, "an LI has no threshold"


def test_the_engines_agree_ever_better_as_the_step_shrinks_with_order_one():
    """The median, since a jump downwards may take back a crossing that a tick has not seen yet."""
    rng = np.random.default_rng(5)
    graph = nir.NIRGraph.from_list(
        nir.Affine(rng.normal(0, 0.0004, (200, 14)), rng.uniform(1.2, 2.0, 200)), lif(200)
    )
    t, who = input_spikes(14, 0.1)  # so weak that crossings lie between arrivals
    net = network(graph, t, who, 1 * ms)  # the delay stays while the step shrinks
    exact = EventDriven().run(net, 0.1)
    first = np.array([train[0] for train in exact.trains("lif")])
    late = [
        np.median([train[0] for train in Clocked(dt=dt).run(net, 0.1).trains("lif")] - first)
        for dt in (0.25 * ms, 0.0625 * ms)
    ]
    assert 0 < late[0] <= 0.25 * ms and np.log(late[0] / late[1]) / np.log(4) == pytest.approx(
        1.0, abs=0.25
    )


def test_a_threshold_must_be_passed_not_reached():
    """NIR: z = 1 where v > v_threshold. Four impulses of a quarter reach 1 exactly, and a fifth
    passes it.
    """
    graph = nir.NIRGraph.from_list(
        nir.Linear(np.array([[0.25]])), nir.IF(np.ones(1), np.ones(1), np.zeros(1))
    )
    run = Clocked(dt=1 * ms).run(
        network(graph, np.arange(1, 6) * ms, np.zeros(5, int), 1 * ms), 0.02
    )
    assert run.spikes("if")[0] == pytest.approx([6 * ms])


def test_the_area_of_a_spike_and_a_change_of_all_units_of_voltage_are_what_they_say():
    t, who = input_spikes(14)
    graph = layers()
    base = spikes(Clocked(dt=DT).run(network(graph, t, who, DT), 0.2), "lif")
    for node in graph.nodes.values():
        if isinstance(node, nir.Affine):
            node.weight = node.weight / DT
    assert spikes(Clocked(dt=DT).run(network(graph, t, who, DT, area=DT), 0.2), "lif") == base, (
        "a spike of the height 1 for one step"
    )
    graph = layers()
    for node in graph.nodes.values():
        for key in ("v_threshold", "v_reset", "v_leak", "r"):
            if hasattr(node, key):
                setattr(node, key, 1024 * getattr(node, key))
    assert spikes(Clocked(dt=DT).run(network(graph, t, who, DT), 0.2), "lif") == base


def test_delays_add_up_and_stand_on_either_side_of_the_weights():
    W = np.array([[0.03, 0.0], [0.0, 0.03]])
    before, after = nir.Delay(np.array([2 * ms, 5 * ms])), nir.Delay(np.array([1 * ms, 3 * ms]))
    graph = nir.NIRGraph.from_list(before, nir.Linear(W), after, lif(2))
    run = Clocked(dt=1 * ms).run(network(graph, [1 * ms, 1 * ms], [0, 1], 1 * ms), 0.02)
    t, who = run.spikes("lif")
    np.testing.assert_allclose(t, [4 * ms, 9 * ms])
    assert who.tolist() == [0, 1]


def test_neurons_that_differ_become_populations_of_their_own():
    tau = np.array([10 * ms, 30 * ms, 10 * ms])
    graph = nir.NIRGraph.from_list(nir.Linear(np.full((3, 2), 0.02)), lif(3, tau=tau))
    net = network(graph, *input_spikes(2, rate=200.0), DT)
    assert [p.n for p in net.populations] == [2, 1] and [p.name for p in net.populations] == [
        "lif, kind 1",
        "lif, kind 2",
    ]
    run = Clocked(dt=DT).run(net, 0.3)
    alone = by_hand(
        graph.nodes["lif"], 0.0, summed(spikes(run, "input"), np.full((3, 2), 0.02), 1201)
    )
    found = [(k, (0, 2)[i]) for k, i in spikes(run, "lif, kind 1")] + [
        (k, 1) for k, _ in spikes(run, "lif, kind 2")
    ]
    assert sorted(found) == alone != []


def test_a_network_may_lead_back_to_itself_and_its_affine_has_one_bias():
    nodes = {
        "input": nir.Input({"input": np.array([2])}), "in": nir.Affine(np.full((3, 2), 0.01), np.full(3, 1.5)),
        "lif": lif(3), "back": nir.Linear(np.full((3, 3), -0.004)), "output": nir.Output({"output": np.array([3])}),
    }  # fmt: skip
    graph = nir.NIRGraph(
        nodes, [("input", "in"), ("in", "lif"), ("lif", "back"), ("back", "lif"), ("lif", "output")]
    )
    net = network(graph, *input_spikes(2), DT)
    assert [(p.pre.name, p.post.name) for p in net.projections] == [
        ("input", "lif"),
        ("lif", "lif"),
    ]
    free = network(nir.NIRGraph.from_list(nodes["in"], lif(3)), *input_spikes(2), DT)
    count = [len(Clocked(dt=DT).run(each, 0.3).spikes("lif")[0]) for each in (net, free)]
    assert 0 < count[0] < count[1]
    np.testing.assert_allclose(net.populations[0].I, free.populations[0].I)


def test_an_li_integrates_as_its_equation_says():
    graph = nir.NIRGraph.from_list(nir.Linear(np.array([[0.02]])), li(1))
    net = network(graph, [0.0], [0], DT)
    (readout,) = net.populations
    assert isinstance(readout.neuron, Readout)
    V = Clocked(dt=DT).run(net, 0.04, record="all").V(readout)[0]
    np.testing.assert_allclose(
        V / V.max(),
        np.where(np.arange(161) < 1, 0, np.exp(-(np.arange(161) - 1) * DT / (20 * ms))),
        atol=1e-12,
    )


# What cannot be said or run


def refused(graph, said, **given):
    with pytest.raises(ParameterError, match=said):
        checked(graph)
        network(graph, **{"times": [1 * ms], "indices": [0], "dt": DT} | given)


def chain(*nodes):
    return nir.NIRGraph.from_list(*nodes, type_check=False)


W = nir.Linear(np.full((3, 2), 0.01))


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (lambda: chain(W, li(3), nir.Linear(np.ones((3, 3))), lif(3)), "li is an LI, which sends no spikes, and leads to lif"),
        (lambda: chain(W, lif(3, v_reset=1.0)), "lif is reset to 1, not below its threshold 1: it would fire for ever"),
        (lambda: chain(W, lif(3, tau=20.0)), "tau of lif .* is 20 s; expected 10 µs to 10 s"),
        (lambda: chain(W, lif(3, r=np.nan)), "r of lif .* is nan"),
        (lambda: chain(W, lif(4)), r"weight that leads to lif from input has shape \(3, 2\); expected one that "
            r"fits its 4 neurons"),
        (lambda: chain(nir.Delay(np.full(2, 0.9)), W, lif(3)), "delay of delay .* is 900 ms; expected 0 s to 500 ms"),
        (lambda: nir.NIRGraph({"in": nir.Input({"input": np.array([2])})}, [], type_check=False), "0 nodes of the kind Output; expected one or more"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_a_sentence(graph, said):
    refused(graph(), said)


@pytest.mark.parametrize("word", ["t_ref", "plasticity", "conductance", "units"])
def test_what_nir_cannot_say_is_refused_where_the_metadata_ask_for_it(word, tmp_path):
    graph = layers()
    graph.nodes["lif"].metadata = {word: 2.0}
    nir.write(tmp_path / "model.nir", graph)
    with pytest.raises(
        ParameterError, match=f"The metadata of lif give {word}, which NIR does not define"
    ):
        read_nir(tmp_path / "model.nir")


def test_pictures_and_numbers_without_neurons_are_refused():
    refused(
        chain(
            nir.Linear(np.full((3, 2), 0.01)),
            nir.LIF(*[np.array(each) for each in (0.02, 1.0, 0.0, 1.0, 0.0)]),
        ),
        r"has the shape \(\)",
    )
    refused(chain(W, lif(3)), "area of a spike", area=0.0)
    refused(chain(W, lif(3)), "indices", indices=[2])


def test_files_that_are_none_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="There is no file .*none.nir; expected a NIR file"):
        read_nir(tmp_path / "none.nir")
    (tmp_path / "text.nir").write_text("not HDF5")
    with pytest.raises(ParameterError, match="is no file that nir .* reads"):
        read_nir(tmp_path / "text.nir")
    with pytest.raises(ParameterError, match="cannot be read as events"):
        events(tmp_path / "text.nir")
    np.savez(tmp_path / "other.npz", t=[1.0])
    with pytest.raises(ParameterError, match="holds t; expected the arrays times"):
        events(tmp_path / "other.npz")
    np.savez(tmp_path / "good.npz", times=[1 * ms], indices=[0], duration=0.5)
    (times, who), duration = events(tmp_path / "good.npz")
    assert (times.tolist(), who.tolist(), duration) == ([1 * ms], [0], 0.5)
    both = {"left.times": [1 * ms], "left.indices": [0], "right.times": [], "right.indices": []}
    np.savez(tmp_path / "both.npz", **both)
    found, duration = events(tmp_path / "both.npz")
    assert list(found) == ["left", "right"] and duration is None
    assert [len(times) for times, _ in found.values()] == [1, 0]
    np.savez(tmp_path / "bad.npz", times=[np.nan], indices=[0])
    with pytest.raises(ParameterError, match="events' times"):
        events(tmp_path / "bad.npz")


# Files that other tools wrote: the networks of NIR's paper, from its repository,
# github.com/neuromorphs/NIR, whose licence lies beside them


def test_a_neuron_that_norse_wrote_spikes_as_its_equations_say():
    """A tool reads a spike as a value of 1 for one step, 0.1 ms: that is its area. The neuron has
    tau = 2.5 ms and a threshold of 0.1.
    """
    graph, dt = read_nir(HERE / "from_nir" / "lif_norse.nir"), 0.1 * ms
    step = np.array([10, 12, 13, 40, 41, 42, 60, 90, 91, 92, 93, 94])
    run = Clocked(dt=dt).run(network(graph, step * dt, np.zeros(len(step), int), dt, area=dt), 0.02)
    found = by_hand(
        graph.nodes["1"],
        graph.nodes["0"].bias,
        dt * summed([(k, 0) for k in step], graph.nodes["0"].weight, 201),
        dt,
    )
    assert np.rint(run.spikes("1")[0] / dt).tolist() == [k for k, _ in found] == [14, 43, 93]


def test_a_recurrent_network_that_snntorch_trained_runs():
    graph, dt = read_nir(HERE / "from_nir" / "braille_snntorch.nir"), 0.1 * ms
    step, who = np.nonzero(np.random.default_rng(1).random((256, 12)) < 0.1)
    net = network(graph, step * dt, who, dt, area=dt)
    assert {(p.pre.name, p.post.name) for p in net.projections} == {
        ("input", "lif1.lif"),
        ("lif1.lif", "lif1.lif"),
        ("lif1.lif", "lif2"),
    }
    run = Clocked(dt=dt).run(net, 256 * dt)
    one = [(int(k), int(i)) for k, i in zip(step, who, strict=True)]
    own = [(round(t / dt), int(i)) for t, i in zip(*run.spikes("lif1.lif"), strict=True)]
    arriving = summed(one, graph.nodes["fc1"].weight, 257) + summed(
        own, graph.nodes["lif1.w_rec"].weight, 257
    )
    assert own == by_hand(graph.nodes["lif1.lif"], 0.0, dt * arriving, dt) != []


# The area of a spike


def task_1():
    """The LIF of the first task of NIR's paper: as Norse wrote it, tau = 2.5 ms, r = 1 and a
    threshold of 0.1.
    """
    return nir.NIRGraph.from_list(
        nir.Affine(np.ones((1, 1)), np.zeros(1)), lif(1, tau=2.5 * ms, v_threshold=0.1)
    )


def test_a_graph_that_does_not_show_its_area_is_asked_for_it():
    graph = task_1()
    assert tick(graph) is None
    assert lift(graph, 1.0) == (pytest.approx(1 / (2.5 * ms) / 0.1), "input", "lif")
    sentence = (
        "one spike of input lifts lif by 4e\\+03 times the way to its threshold; .* 0.4 "
        "times for 100 µs. Type area=0.0001 .* or area=1 "
    )
    for asked in lambda: area_of(graph), lambda: network(graph, [1 * ms], [0], area=None):
        with pytest.raises(UnknownArea, match=sentence):
            asked()
    assert area_of(graph, area=1) == (1.0, "as given")


TASK_1 = [
    60,
    220,
    270,
    310,
    320,
    350,
    370,
    400,
    410,
    430,
    440,
    450,
    460,
    470,
    480,
    490,
    500,
    510,
    520,
    530,
    670,
    680,
    690,
]
TASK_1 += [700, 710, 720, 730, 740, 750, 760, 770, 780, 840, 850]


def test_task_1_of_the_paper_has_four_spikes_with_the_area_of_its_tools():
    """The input of paper/01_lif in NIR's repository, at steps of 0.1 ms: Sinabs and Rockpool fire
    at steps 450, 500, 710 and 760.
    """
    dt = 0.1 * ms
    step = np.array(TASK_1)
    for area, spikes_ in (dt, [450, 500, 710, 760]), (1.0, None):
        run = Clocked(dt=dt).run(
            network(task_1(), step * dt, np.zeros(len(step), int), dt, area), 1000 * dt
        )
        if spikes_:
            assert (np.rint(run.spikes("lif")[0] / dt) - 1).astype(int).tolist() == spikes_, (
                "a connection takes a step"
            )
        else:
            assert len(run.spikes("lif")[0]) == len(step)


def written_in_steps(tau_mem, tau_syn, dt, n=2):
    """Return a CubaLIF as snnTorch writes one: v and I rise by w at a spike."""
    each = (np.full(n, value) for value in (tau_syn, tau_mem, tau_mem / dt, 0.0, 1.0, 0.0))
    return nir.CubaLIF(*each, w_in=np.full(n, tau_syn / dt))


@pytest.mark.parametrize("dt", [0.1 * ms, 1 * ms])
def test_the_time_step_of_the_tool_is_seen_where_the_neurons_agree_on_it(dt):
    neurons = (
        written_in_steps(np.float32(0.6667 * ms), np.float32(0.4 * ms), dt),
        written_in_steps(3.5 * ms, 0.9 * ms, dt),
    )
    graph = nir.NIRGraph.from_list(
        nir.Linear(np.eye(2)), neurons[0], nir.Linear(np.eye(2)), neurons[1]
    )
    assert tick(graph) == pytest.approx(dt, rel=1e-6)
    area, why = area_of(graph, 0.5 * ms)
    assert area == tick(graph) and "time step that r / tau and w_in / tau_syn" in why
    net, same = (network(graph, [1 * ms], [0], 0.1 * ms, each) for each in (None, dt))
    np.testing.assert_allclose(net.projections[0].weight, same.projections[0].weight, rtol=1e-6)
    graph.nodes["cubalif_1"].w_in = graph.nodes["cubalif_1"].w_in * 1.01
    assert tick(graph) is None


def test_the_file_of_snntorch_shows_its_time_step():
    assert tick(read_nir(HERE / "from_nir" / "braille_snntorch.nir")) == pytest.approx(
        0.1 * ms, rel=1e-4
    )
    with pytest.raises(UnknownArea):
        area_of(read_nir(HERE / "from_nir" / "lif_norse.nir"))


def test_time_constants_alone_are_no_time_step():
    """With r = w_in = 1 a single time constant would always be one; the area has to be said."""
    for node in (
        lif(3, tau=5 * ms),
        lif(2, tau=[5 * ms, 8 * ms]),
        cuba(2, tau_syn=5 * ms, tau_mem=5 * ms, r=1.0, w_in=1.0),
        li(2),
    ):
        graph = nir.NIRGraph.from_list(nir.Linear(np.full((len(node.r), 2), 0.001)), node)
        assert tick(graph) is None
        with pytest.raises(UnknownArea, match="does not say the area of a spike"):
            area_of(graph)


@pytest.mark.parametrize(
    ("tau_syn", "tau_mem"), [(5 * ms, 20 * ms), (20 * ms, 5 * ms), (10 * ms, 10 * ms)]
)
def test_the_lift_of_a_spike_is_the_peak_of_a_run(tau_syn, tau_mem):
    node = cuba(1, tau_syn=tau_syn, tau_mem=tau_mem)
    graph = nir.NIRGraph.from_list(nir.Linear(np.array([[0.004]])), node)
    net = network(graph, [0.0], [0], 0.1 * ms)
    (cell,) = net.populations
    V = Clocked(dt=0.01 * ms).run(net, 0.1, record="all").V(cell)[0]
    assert (
        lift(graph, 1.0)[0] == pytest.approx(V.max() / cell.neuron.V_T, rel=1e-4)
        and 0.1 < lift(graph, 1.0)[0] < 1
    )
