"""What the engine of NEST refuses, and that its spikes, states, weights and counts are those of
Clocked.

What runs NEST is skipped where this Python has none, and what needs several processes where no
Python with an MPI build of it is found: this one, or that of NEUROLIB_NEST_MPI. CONTRIBUTING.md
says how to install both.
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
from neurolib.units import ms, mV, nS, ns, pA, us
from tests.engines import nest_processes
from tests.engines.nest_processes import DT, any_network, conducting, cuba, learning

ROOT = Path(__file__).parents[2]
PROGRAM = nest_processes.__file__
NO_NEST = 'this Python has no NEST: pip install "nest-simulator==3.10.*"'


@pytest.fixture
def nest():
    os.environ["PYNEST_QUIET"] = "1"
    # threads that wait for each other on a busy machine leave the processor to others
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    return pytest.importorskip("nest", reason=NO_NEST)


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


def test_it_prints_nothing(nest, tmp_path):
    command = [sys.executable, PROGRAM, tmp_path / "of ", "1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- several processes ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_mpi():
    """Return the commands mpirun and a Python whose NEST was built with MPI."""
    if not (mpirun := shutil.which("mpirun")):
        pytest.skip("there is no mpirun on this machine")
    python = os.environ.get("NEUROLIB_NEST_MPI", sys.executable)
    ask = "import mpi4py, nest; assert nest.build_info['have_mpi']"
    try:
        subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(
            f"{python} has no NEST with MPI and mpi4py; NEUROLIB_NEST_MPI names a Python that has"
        )
    return mpirun, python


def of_processes(with_mpi, folder, processes, threads):
    """Return what each of several processes found."""
    mpirun, python = with_mpi
    many = ["--allow-run-as-root", "--oversubscribe", "-n", str(processes)]
    many += ["--mca", "btl", "self,sm"]  # without a network, as on one machine
    out = folder / f"{processes} times {threads} of "
    command = [mpirun, *many, python, PROGRAM, out, str(threads)]
    more = {"PYTHONPATH": str(ROOT), "OMP_WAIT_POLICY": "passive"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **more})
    assert done.returncode == 0, done.stderr
    return [json.loads(Path(f"{out}{rank}").read_text()) for rank in range(processes)]


@pytest.mark.parametrize("shares", [[(1, 2), (2, 1)], [(1, 4), (2, 2), (4, 1)]], ids=str)
def test_each_process_returns_the_whole_run_of_its_own_part(with_mpi, tmp_path, shares):
    """Spikes, counts, bills, weights and states do not depend on the number of processes, and are
    those of Clocked.
    """
    alone = nest_processes.clocked()
    for processes, threads in shares:
        found = of_processes(with_mpi, tmp_path, processes, threads)
        for each in found:
            assert each["refused"] == found[0]["refused"] and len(each["refused"]) == 3
            for name, run in each["runs"].items():
                whole = found[0]["runs"][name]
                assert run == whole, name
                for what, values in alone[name].items():
                    if isinstance(values, dict):
                        for state, expected in values.items():
                            scale = np.abs(expected).max()
                            np.testing.assert_allclose(
                                run[what][state], expected, rtol=0, atol=1e-9 * scale
                            )
                    else:
                        assert run[what] == values, (name, what)
        parts = [each["synapses"] for each in found]
        assert sum(parts) == nest_processes.LEARNING and min(parts) > 0


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
