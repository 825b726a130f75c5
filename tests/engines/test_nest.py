"""What the engine of NEST refuses, and that its spikes, states, weights and counts are those of
Clocked.

What runs NEST is skipped where this Python has none; CONTRIBUTING.md says how to install it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from neurolib import (
    LIF,
    STDP,
    AdaptiveLIF,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    Nest,
    Network,
    ParameterError,
    SoftBounds,
    TripletSTDP,
)
from neurolib.energy import LOIHI
from neurolib.units import Hz, ms, mV, nA, nS, ns, pA, us

ROOT = Path(__file__).parents[2]
DT = 0.1 * ms
NO_NEST = 'this Python has no NEST: pip install "nest-simulator==3.10.*"'


@pytest.fixture
def nest():
    os.environ["PYNEST_QUIET"] = "1"
    # threads that wait for each other on a busy machine leave the processor to others
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    return pytest.importorskip("nest", reason=NO_NEST)


def cuba(n=1000, delay=0.1 * ms):
    """CUBA of Brette et al. (2007), as the benchmarks have it."""
    neuron = LIF(E_L=-49 * mV, t_ref=5 * ms)
    net = Network()
    cells = net.population(neuron, n, V="uniform", name="cells")
    common = {"delay": delay, "probability": 80 / n, "synapse": "exponential"}
    net.project(cells[: n * 4 // 5], cells, 16.2 * pA, tau=5 * ms, **common)
    net.project(cells[n * 4 // 5 :], cells, -90 * pA, tau=10 * ms, **common)
    return net


def any_network(seed, synapse):
    """A network with all that the two engines do alike on the grid, drawn with a seed."""
    net, rng = Network(), np.random.default_rng(seed)
    unit = {"delta": 0.1 * mV, "exponential": pA}[synapse]
    taus = [3 * ms, 5 * ms, 12 * ms] if synapse == "exponential" else [None]
    steps = np.sort(rng.uniform(0, 200, 3)) * ms
    n = int(rng.integers(5, 30))
    groups = [
        net.population(LIF(), n, I=(steps, rng.uniform(-100, 300, (3, n)) * pA), V="uniform"),
        net.population(LIF(t_ref=0.0), 6, I=180 * pA, V_T=rng.uniform(-53, -48, 6) * mV),
        net.population(LIF(), 3, I=250 * pA, t_ref=rng.integers(0, 30, 3) * DT),
        net.population(LIF(C=100e-12), 4, I=rng.uniform(0, 300, 4) * pA),
        net.poisson(10, rng.uniform(10, 200, 10) * Hz),
        net.spikes([np.sort(rng.uniform(1, 200, 20)) * ms for _ in range(5)]),
    ]
    for k in range(8):
        pre, post = groups[rng.integers(6)], groups[rng.integers(4)]
        weight = rng.uniform(-30, 60, (pre.n, post.n)) if k % 2 else rng.uniform(-30, 60)
        delay = (
            rng.integers(1, 40, (pre.n, post.n)) * DT if k % 3 else int(rng.integers(1, 40)) * DT
        )
        net.project(
            pre,
            post,
            weight * unit,
            delay,
            probability=0.5,
            synapse=synapse,
            tau=taus[k % len(taus)],
            name=f"inputs {k}",
        )
    return net


def both(net, seconds, dt=DT, threads=1, **more):
    return (engine.run(net, seconds, **more) for engine in (Clocked(dt), Nest(dt, threads)))


def assert_equal(ours, theirs):
    """Every spike is of the same neuron in the same tick, and every count the same."""
    for group in ours.net.groups:
        for mine, other in zip(ours.spikes(group), theirs.spikes(group), strict=True):
            np.testing.assert_array_equal(mine, other)
    assert ours.counts == theirs.counts


# --- equal on the grid ----------------------------------------------------------------------------


@pytest.mark.parametrize(("delay", "threads"), [(0.1 * ms, 1), (1.5 * ms, 1), (1.5 * ms, 2)])
def test_every_spike_of_cuba_is_that_of_clocked(nest, delay, threads):
    ours, theirs = both(cuba(delay=delay), 0.3, threads=threads, seed=3)
    assert len(ours.spikes("cells")[0]) > 1000
    assert_equal(ours, theirs)
    assert ours.ledger.bill(LOIHI).total == theirs.ledger.bill(LOIHI).total


@pytest.mark.parametrize("synapse", ["delta", "exponential"])
@pytest.mark.parametrize("seed", range(8))
def test_every_spike_and_state_of_any_network_is_that_of_clocked(nest, synapse, seed):
    net = any_network(seed, synapse)
    onto = [p for p in net.projections if synapse == "exponential"]
    record = {p: {"V": "all"} for p in net.populations}
    for p in onto:
        record[p.post][p.name] = "all"
    ours, theirs = both(net, 0.2, seed=seed, record=record)
    assert sum(len(ours.spikes(p)[0]) for p in net.populations) > 20
    assert_equal(ours, theirs)
    for (population, name), values in ours.states.items():
        scale = 1.0 if name == "V" else pA / mV
        np.testing.assert_allclose(
            theirs.state(population, name), values, rtol=0, atol=1e-11 * scale
        )


def test_a_neuron_without_input_and_a_source_without_spikes(nest):
    net = Network()
    silent, driven = net.spikes([[]], n=3), net.population(LIF(), 1, I=400 * pA)
    net.project(silent, net.population(AdEx(), 2), 1 * mV, 1 * ms)
    ours, theirs = both(net, 0.1)
    assert len(ours.spikes(driven)[0]) > 3
    assert_equal(ours, theirs)


def test_pieces_and_what_was_run_again(nest):
    net = cuba(200)
    whole = Nest().run(net, 0.1, seed=1)
    *_, last = Nest().stream(net, 0.1, every=0.03, seed=1)
    assert_equal(whole, last)
    assert whole.repeat().agrees
    found = whole.check(on=Clocked())
    assert found.agrees and found.kind == "same"
    assert Clocked().run(net, 0.1, seed=1).check(on=Nest(threads=2)).kind == "same"


# --- what is solved in another way ----------------------------------------------------------------


def conducting(neuron):
    net = Network()
    inputs, cells = net.poisson(80, 30 * Hz), net.population(neuron, 10, I=100 * pA)
    act = {"synapse": "conductance", "delay": 1 * ms}
    net.project(inputs[:60], cells, 3 * nS, tau=5 * ms, name="up", **act)
    net.project(inputs[60:], cells, 3 * nS, tau=8 * ms, E_rev=-80 * mV, name="down", **act)
    return net, cells


def test_under_conductances_the_difference_falls_with_the_square_of_the_tick(nest):
    """NEST's own error is below that of the closed step of Clocked, which has order 2."""
    off, ticks = [], np.array([0.5, 0.25, 0.125]) * ms
    net, cells = conducting(LIF(V_T=40 * mV))
    for dt in ticks:
        ours, theirs = both(
            net, 0.1, dt=dt, record={cells: {"V": "all", "up": "all", "down": "all"}}
        )
        for name in "up", "down":
            np.testing.assert_allclose(
                theirs.state(cells, name), ours.state(cells, name), atol=1e-4 * nS
            )
        off.append(np.abs(ours.V(cells) - theirs.V(cells)).max())
    assert off[-1] < 2e-6
    assert np.polyfit(np.log(ticks), np.log(off), 1)[0] == pytest.approx(2, abs=0.4)


def test_under_conductances_no_spike_of_a_feed_forward_network_is_more_than_a_tick_off(nest):
    net, _ = conducting(LIF())
    found = Clocked().run(net, 0.3, seed=1).check(on=Nest())
    assert found.agrees and found.kind in ("same", "tick"), found.verdict
    assert found.rates[0].spikes > 100


@pytest.mark.parametrize("pattern", sorted(AdEx.patterns))
def test_adex_is_the_same_up_to_its_first_spike_which_is_at_most_two_ticks_late_in_clocked(
    nest, pattern
):
    net, neuron = Network(), AdEx.pattern(pattern)
    cells = net.population(
        neuron, 2, I=np.array([0.02, 1.0]) * AdEx.patterns[pattern], w=np.array([5, 0]) * pA
    )
    ours, theirs = both(net, 0.3, dt=0.05 * ms, record={cells: {"V": "all", "w": "all"}})
    for name, scale in ("V", 1e-6), ("w", 1e-13):
        mine, other = ours.state(cells, name)[0], theirs.state(cells, name)[0]
        np.testing.assert_allclose(other, mine, rtol=0, atol=scale)
    mine, other = ours.trains(cells)[1], theirs.trains(cells)[1]
    assert len(mine) and abs(len(mine) - len(other)) <= 1
    assert -1e-9 <= mine[0] - other[0] <= 2.01 * 0.05 * ms


def test_adex_takes_jumps_and_currents(nest):
    net, neuron = Network(), AdEx()
    source = net.spikes([[5 * ms, 9 * ms]])
    jumped, pushed = net.population(neuron, 2), net.population(neuron, 2)
    net.project(source, jumped, 3 * mV, 1 * ms)
    net.project(source, pushed, 100 * pA, 1 * ms, synapse="exponential", name="up")
    ours, theirs = both(net, 40 * ms, record={jumped: "all", pushed: {"V": "all", "up": "all"}})
    # a jump acts within the tick before which it arrives, and decays for that long
    assert np.abs(ours.V(jumped) - theirs.V(jumped)).max() < 0.02 * mV
    assert np.abs(ours.V(pushed) - theirs.V(pushed)).max() < 1e-7
    np.testing.assert_allclose(theirs.state(pushed, "up"), ours.state(pushed, "up"), atol=1e-17)


# --- learning -------------------------------------------------------------------------------------


def learning(bounds="hard", largest=1 * pA, A_plus=0.02, synapse="exponential"):
    """Inputs that learn, and teachers that make the targets fire; all synapses have a last arrival
    after the last spike.
    """
    net, rng = Network(), np.random.default_rng(5)
    trains = [np.unique(rng.integers(10, 5000, 8)) * DT for _ in range(20)]
    inputs = net.spikes([np.append(train, 560 * ms) for train in trains], name="inputs")
    teachers = net.spikes([np.unique(rng.integers(10, 5000, 9)) * DT for _ in range(6)])
    cells = net.population(LIF(), 6, name="cells")
    strong = 2 * nA if synapse == "exponential" else 30 * nS
    net.project(teachers, cells, strong, 1 * ms, pairs="one_to_one", synapse=synapse)
    rule = STDP(A_plus, 0.022, tau_plus=15 * ms, tau_minus=25 * ms, bounds=bounds)
    act = {"synapse": synapse, "plasticity": rule, "w_max": largest, "name": "learning"}
    net.project(inputs, cells, 0.3 * largest, 1.5 * ms, **act)
    return net


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"threads": 2},
        {"bounds": "soft", "largest": 1e-4 * pA},
        {"bounds": "multiplicative"},
        {"largest": -1 * pA},
        {"A_plus": 0.0},
        {"synapse": "conductance", "largest": 1e-3 * nS},
    ],
    ids=str,
)
def test_weights_are_those_of_clocked_where_no_pair_has_a_lag_of_0_to_minus_2_ticks(nest, more):
    more, threads = dict(more), more.get("threads", 1)
    more.pop("threads", None)
    net = learning(**more)
    ours, theirs = both(net, 0.6, threads=threads)
    for group in net.groups:
        np.testing.assert_array_equal(ours.spikes(group)[0], theirs.spikes(group)[0])
    i, j = ours.pairs("learning")
    pre, post = ours.trains("inputs"), ours.trains("cells")
    lags = [(post[b][None] - pre[a][:, None] - 1.5 * ms) / DT for a, b in zip(i, j, strict=True)]
    near = np.array([np.isin(np.rint(each), (0, -1, -2)).any() for each in lags])
    largest = net.projections[1].w_max
    mine, other = ours.weights("learning") / largest, theirs.weights("learning") / largest
    assert np.abs(mine - 0.3).max() > 0.05 and near.sum() < len(near) / 4
    np.testing.assert_allclose(other[~near], mine[~near], rtol=0, atol=1e-12)
    # a pair at one of these lags changes the weight by at most both amplitudes
    assert np.abs(other - mine).max() <= 3 * (0.02 + 0.022)


def test_weights_from_neurons_and_at_several_times(nest):
    net = Network()
    first = net.population(LIF(), 3, I=np.array([300, 350, 420]) * pA)
    second = net.population(LIF(), 2, I=np.array([310, 380]) * pA)
    net.project(
        first, second, 0.3 * pA, 2 * ms, synapse="exponential", plasticity=STDP(), w_max=1 * pA
    )
    ours, theirs = both(net, 1.0, snapshots=5, record=[first])
    times, films = theirs.snapshots(net.projections[0])
    np.testing.assert_allclose(times, ours.snapshots(net.projections[0])[0])
    assert films.shape == (5, 6) and (films[0] == ours.snapshots(net.projections[0])[1][0]).all()
    np.testing.assert_array_equal(films[-1], theirs.weights(net.projections[0]))
    change = theirs.weights(net.projections[0]) - 0.3 * pA
    np.testing.assert_allclose(change, ours.weights(net.projections[0]) - 0.3 * pA, atol=0.03 * pA)


# --- what is refused, before NEST is asked --------------------------------------------------------


def neurons(neuron=None, **more):
    net = Network()
    return net, net.population(neuron or LIF(), 4, **more)


def projecting(times=(5 * ms,), neuron=None, **more):
    net, cells = neurons(neuron)
    act = {"weight": 30 * pA, "delay": 1 * ms, "synapse": "exponential"} | more
    net.project(net.spikes([list(times)] * 4), cells, **act)
    return net


def two_taus(neuron, kind, unit, taus, signs):
    net, cells = neurons(neuron)
    source = net.spikes([[5 * ms]])
    for tau, sign in zip(taus, signs, strict=True):
        net.project(source, cells, sign * unit, 1 * ms, synapse=kind, tau=tau)
    return net


def two_rules():
    net, cells = neurons()
    for tau in 20 * ms, 30 * ms:
        act = {"synapse": "exponential", "plasticity": STDP(tau_minus=tau)}
        net.project(net.spikes([[5 * ms]]), cells, 30 * pA, 1 * ms, **act)
    return net


def mixed():
    net, cells = neurons()
    source = net.spikes([[5 * ms]])
    net.project(source, cells, 1 * mV, 1 * ms)
    net.project(source, cells, 30 * pA, 1 * ms, synapse="exponential")
    return net


REFUSED = {
    "learning delays": (
        lambda: projecting(plasticity=STDP(), delay=np.linspace(1, 2.5, 16).reshape(4, 4) * ms),
        "learns and has a delay for each synapse; Nest needs one delay for all",
    ),
    "another neuron": (lambda: neurons(AdaptiveLIF())[0], "AdaptiveLIF, which Nest does not know"),
    "noise": (lambda: neurons(noise=1e-12)[0], "has a noise current, of which NEST would draw"),
    "a crossbar": (
        lambda: projecting(
            plasticity=STDP(), crossbar=Crossbar(SoftBounds()), w_max=60 * pA, delay=2 * ms
        ),
        "reads its weights from a crossbar",
    ),
    "a current at the start": (
        lambda: projecting(initial=10 * pA),
        "has a current or conductance at the start",
    ),
    "another rule": (lambda: projecting(plasticity=TripletSTDP()), "learn by TripletSTDP"),
    "another pairing": (lambda: projecting(plasticity=STDP(pairing="symmetric")), "symmetric"),
    "delta synapses that learn": (
        lambda: projecting(plasticity=STDP(), weight=1 * mV, synapse="delta"),
        "has delta synapses that learn by STDP",
    ),
    "a delay of a tick": (
        lambda: projecting(plasticity=STDP(), delay=DT),
        "expected two ticks or more, 200 µs",
    ),
    "two tau_minus": (two_rules, "expected one, because NEST keeps it with the neuron"),
    "a spike at 0 s": (lambda: projecting(times=(0.0, 1 * ms)), "sends a spike at 0 s"),
    "two kinds of synapses": (mixed, "delta and exponential synapses, and NEST has no model"),
    "three conductances": (
        lambda: two_taus(LIF(), "conductance", nS, [2 * ms, 5 * ms, 9 * ms], [1, 1, 1]),
        "has 3 kinds of conductance synapses",
    ),
    "two taus of one sign": (
        lambda: two_taus(AdEx(), "exponential", 30 * pA, [2 * ms, 5 * ms], [1, 1]),
        "aeif_psc_exp has two, of which one excites and one inhibits",
    ),
    "the tau of the membrane": (
        lambda: two_taus(LIF(), "exponential", 30 * pA, [20 * ms, 5 * ms, 9 * ms], [1, 1, 1]),
        "one with the time constant of its membrane, 20 ms",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_nest_cannot_do_alike_is_refused_before_anything_runs(case):
    make, sentence = REFUSED[case]
    net = make()
    with pytest.raises(ParameterError, match=sentence) as refused:
        Nest().run(net, 0.1)
    assert "Clocked(dt=0.1*ms)" in str(refused.value)
    assert Clocked().run(net, 0.01).duration == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"dt": 33.3 * us}, "expected a whole number of microseconds"),
        ({"dt": 100 * ns}, "expected a whole number of microseconds"),
        ({"dt": 0.1}, "Nest's dt"),
        ({"threads": 0}, "Nest's threads"),
        ({"threads": 1.5}, "Nest's threads"),
    ],
)
def test_ticks_and_threads_out_of_range(arguments, sentence):
    with pytest.raises(ParameterError, match=sentence):
        Nest(**arguments)
    assert repr(Nest(1 * ms, 2)) == "Nest(dt=1*ms, threads=2)" and repr(Nest()) == "Nest(dt=0.1*ms)"


def test_a_session_is_refused():
    with pytest.raises(ParameterError, match=r"no sessions.*Clocked\(dt=0.1\*ms\).start\(net\)"):
        Nest().start(cuba(100))


def test_delays_are_whole_ticks_as_they_are_with_clocked():
    with pytest.raises(ParameterError, match="not a whole number of ticks"):
        Nest().run(projecting(delay=1.23 * ms), 0.1)


def test_without_nest_a_sentence_says_what_to_type(monkeypatch):
    monkeypatch.setitem(sys.modules, "nest", None)
    with pytest.raises(ModuleNotFoundError, match=r'Nest needs .*"neurolib-course\[nest\]"'):
        Nest().run(cuba(100), 0.01)


def test_clocked_names_nest_where_a_network_is_large_for_one_processor():
    for n, named in (1000, False), (250_000, True):
        net = Network()
        net.population(LIF(), n)
        engine = Clocked(1 * ms)
        engine.run(net, 1 * ms)
        assert ("Nest(dt=1*ms, threads=…)" in engine.explain()) is named


# --- NEST's kernel --------------------------------------------------------------------------------


def test_it_says_how_it_ran(nest):
    engine = Nest(threads=2)
    engine.run(cuba(100), 0.01)
    assert engine.explain() == (
        f"Nest(dt=0.1*ms, threads=2): 100 ticks of 100 neurons by NEST {nest.__version__} "
        f"(iaf_psc_exp), with 2 threads in 1 process."
    )


def test_a_run_resets_the_kernel_and_ends_the_one_before(nest):
    pieces = Nest().stream(cuba(100), 0.1, every=0.05)
    next(pieces)
    Nest().run(cuba(100), 0.01)
    with pytest.raises(ParameterError, match="has reset NEST's kernel"):
        next(pieces)


def test_what_nest_refuses_is_said_as_a_sentence(nest, monkeypatch):
    def refuse(*arguments, **more):
        raise nest.NESTError("no memory")

    monkeypatch.setattr("neurolib.engines.nest.NestSteps._connect", refuse)
    with pytest.raises(ParameterError, match="NEST refuses this network"):
        Nest().run(cuba(100), 0.01)


PROGRAM = """
import json, sys
import numpy as np
sys.path.insert(0, {folder!r})
from test_nest import LIF, STDP, Hz, Nest, Network, cuba, learning, mV, ms, pA
runs = [Nest(threads={threads}).run(cuba(400), 0.2, seed=3)]
runs.append(Nest(threads={threads}).run(learning(), 0.6, record={{"cells": [0, 5]}}))
found = []
for run in runs:
    found.append([each.tolist() for each in run.spikes("cells")])
    found.append(sorted((*key, int(n)) for key, n in run.counts.items()))
found += [runs[1].weights("learning").tolist(), runs[1].V("cells").tolist()]
name = {out!r} + sys.argv[1]
import nest
open(name + str(nest.Rank()), "w").write(json.dumps(found))
"""


def test_it_prints_nothing(nest, tmp_path):
    text = PROGRAM.format(folder=str(Path(__file__).parent), threads=1, out=str(tmp_path / "of "))
    command = [sys.executable, "-c", text, "one "]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_of_two_processes_returns_the_whole_run(nest, tmp_path):
    """Spikes, counts, weights and states do not depend on the number of processes."""
    if not nest.build_info["have_mpi"]:
        pytest.skip("this NEST was built without MPI; engines of several processes need one")
    if not (mpirun := shutil.which("mpirun")):
        pytest.skip("there is no mpirun on this machine")
    pytest.importorskip("mpi4py", reason="this Python has no mpi4py: pip install mpi4py")
    for processes, threads in (1, 2), (2, 1):
        text = PROGRAM.format(
            folder=str(Path(__file__).parent), threads=threads, out=str(tmp_path / "of ")
        )
        many = ["--allow-run-as-root", "--oversubscribe", "-n", str(processes)]
        command = [mpirun, *many, sys.executable, "-c", text, f"{processes} "]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    one, first, second = (
        json.loads((tmp_path / f"of {name}").read_text()) for name in ("1 0", "2 0", "2 1")
    )
    assert one[:4] == first[:4] == second[:4]
    np.testing.assert_allclose(first[4], one[4], rtol=1e-12)
    np.testing.assert_allclose(first[5], one[5], rtol=1e-12)
    assert first == second


def test_the_three_engines_agree_on_a_network_of_the_grid(nest):
    net = Network()
    inputs = net.spikes([np.arange(1, 60) * (k + 3) * DT * 7 for k in range(12)])
    cells = net.population(LIF(), 8)
    net.project(inputs, cells, 3.3 * mV, 1 * ms, probability=0.5, name="inputs")
    ours, exact, theirs = (
        engine.run(net, 0.3, seed=2) for engine in (Clocked(), EventDriven(), Nest())
    )
    assert len(ours.spikes(cells)[0]) > 20
    assert_equal(ours, theirs)
    np.testing.assert_allclose(exact.spikes(cells)[0], theirs.spikes(cells)[0], rtol=1e-12)
