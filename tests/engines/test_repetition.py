"""A run that is saved with its network runs again from its file, bit for bit; or a sentence says
what differs. A file of a stranger runs no code.
"""

import io
import json
import os
import pickle
import subprocess
import sys
import warnings
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import neurolib
from neurolib import (
    LIF,
    STDP,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    Network,
    Neuron,
    ParameterError,
    TsodyksMarkram,
    devices,
    load,
    neurons,
    param,
)
from neurolib.connections import Connections
from neurolib.crossbar.synapses import SynapticArray
from neurolib.currents import Drive
from neurolib.engines import repetition
from neurolib.network import Group, Poisson, Population, Projection, Replay, Synapse
from neurolib.units import Hz, ms, mV, nA, nS, pA, pF, s
from tests.engines.test_state import EVERY, RULES

HERE = Path(__file__).parent
ENGINES = {"clocked": Clocked(0.1 * ms), "event": EventDriven()}
RNG = np.random.default_rng(5)


def again(run, tmp_path, models=()):
    """Save a run, and return what repeating it from its file finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run.save(tmp_path / "run.npz")
    return load(tmp_path / "run.npz", models).repeat()


def expect_equal(run, tmp_path, models=()):
    found = again(run, tmp_path, models)
    assert found and found.agrees and found.differing == 0 and found.versions == {}, found
    assert "All is equal bit for bit" in found.verdict and "_" not in found.verdict
    assert repr(found.again) == repr(run) and repr(found.again.net) == repr(run.net)
    for one, two in zip(run.net.groups, found.again.net.groups, strict=True):
        assert one.number == two.number and np.array_equal(run.spikes(one), found.again.spikes(two))
    for one, two in zip(run.net.projections, found.again.net.projections, strict=True):
        assert one.number == two.number and one.w_max == two.w_max
        assert np.array_equal(run.weights(one), found.again.weights(two))
    return found


def spiking(run):
    return sum(len(run.spikes(each)[0]) for each in run.net.populations)


def driven(neuron, onto=None, **parameters):
    """A network in which sources drive neurons of one model, and what is ``onto`` them."""
    net = Network()
    pre = net.poisson(20, 150 * Hz)
    post = net.population(neuron, 4, **parameters)
    arguments = {"weight": 4 * mV, "delay": 1 * ms, "name": "synapses"} | (onto or {})
    net.project(pre, post, **arguments)
    return net


# --- every model ----------------------------------------------------------------------------------


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize("synapse", ["delta", "exponential", "conductance"])
@pytest.mark.parametrize("neuron", [getattr(neurons, name) for name in neurons.__all__])
@pytest.mark.parametrize("kind", ENGINES)
def test_every_neuron_repeats(kind, neuron, synapse, path, tmp_path):
    weight = {"delta": 5 * mV, "exponential": 300 * pA, "conductance": 20 * nS}[synapse]
    changed = neuron(C=190e-12) if "C" in neuron.quantities() else neuron()
    net = driven(changed, {"weight": weight, "synapse": synapse}, V="uniform")
    try:
        run = ENGINES[kind].run(net, 0.1, seed=3, record="all")
    except ParameterError:
        assert kind == "event"
        return
    assert spiking(run) > 0
    expect_equal(run, tmp_path)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", ENGINES)
def test_every_rule_repeats(kind, name, path, tmp_path):
    rule, sign = RULES[name], -1 if RULES[name].inhibitory else 1
    net = driven(LIF(), None, I=0.5 * nA)
    pre, post = net.groups
    largest = {"w_max": 3 * sign * mV} if rule.learner.weights_change else {}
    net.project(pre, post, sign * mV, 1 * ms, 0.6, plasticity=rule, name="learning", **largest)
    own = [] if getattr(neurolib, type(rule).__name__, None) is type(rule) else [type(rule)]
    try:
        run = ENGINES[kind].run(net, 0.1, seed=4, snapshots=3 if largest else 0)
    except ParameterError:
        assert kind == "event"
        return
    assert spiking(run) > 0
    expect_equal(run, tmp_path, own)


@pytest.mark.parametrize("device", [getattr(devices, name) for name in devices.__all__])
def test_every_device_repeats(device, tmp_path):
    options = {"seed": 3, "d2d": 0.1, "read_noise": 0.05, "adc_bits": 6, "age": 60 * s}
    learns = {"plasticity": STDP()} if hasattr(device, "pulse") else {}
    try:
        net = driven(LIF(), {"weight": 2 * mV, "crossbar": Crossbar(device(), **options), **learns})
        run = Clocked(0.1 * ms).run(net, 0.1, seed=5)
    except ParameterError:
        assert device is devices.OverlapSTDP  # a rule of learning by a device
        return
    found = expect_equal(run, tmp_path)
    assert isinstance(found.again.array("synapses"), SynapticArray)
    assert found.again.array("synapses").chip.age == 60 * s
    back = load(tmp_path / "run.npz")
    assert np.array_equal(back.weights("synapses"), run.weights("synapses"))


def frozen(rng, n):
    return rng.uniform(2, 4, n) * mV


WAYS = {
    "probability": {"probability": 0.4, "autapses": False},
    "pairs": {"pairs": ([0, 3, 1, 3], [0, 1, 1, 1]), "weight": np.array([1, 2, 3, 4]) * mV},
    "one to one": {"pairs": "one_to_one"},
    "in-degree": {"in_degree": 2, "autapses": False},
    "out-degree": {"out_degree": 3},
    "matrix": {"weight": RNG.uniform(0, 4, (4, 4)) * mV, "delay": RNG.integers(1, 9, (4, 4)) * ms},
    "zeros": {"weight": np.array([[0, 1], [2, 0]] * 2) * mV, "narrow": True},
    "drawn": {"weight": frozen, "delay": lambda rng, n: rng.uniform(1, 5, n) * ms},
    "scipy": {"weight": stats.norm(2 * mV, 0.1 * mV), "in_degree": 2},
    "drawn, none": {
        "weight": frozen,
        "delay": lambda rng, n: rng.uniform(1, 5, n) * ms,
        "probability": 0.0,
    },
    "drawn, learning": {"weight": frozen, "plasticity": STDP(), "w_max": 5 * mV},
    "large": {"weight": 0.4, "plasticity": STDP()},
    "inhibition": {"weight": -1 * mV, "w_max": -3 * mV, "plasticity": neurolib.Vogels()},
    "short-term": {"plasticity": TsodyksMarkram.depressing(), "weight": 2 * mV},
}


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ENGINES)
def test_every_way_to_connect_repeats(kind, way, path, tmp_path):
    net = Network()
    drive = net.poisson(4, np.array([90, 100, 110, 120]) * Hz, name="driving")
    cells = net.population(LIF(), 4, I=0.4 * nA, V=np.linspace(-70, -60, 4) * mV)
    arguments = {"weight": 2 * mV, "delay": 1 * ms} | WAYS[way]
    net.project(drive, cells, 12 * mV, 2 * ms, pairs="one_to_one")
    onto = cells[1:3] if arguments.pop("narrow", False) else cells
    net.project(cells, onto, name="asked", **arguments)
    run = ENGINES[kind].run(net, 0.2, seed=11)
    assert spiking(run) > 10
    found = expect_equal(run, tmp_path)
    i, j = found.again.pairs("asked")
    assert np.array_equal(run.pairs("asked"), (i, j))
    for name in "weight", "delay":
        ours, theirs = (each.net.projections[1] for each in (run, found.again))
        one = ours.each(getattr(ours, name), i, j, 11)
        assert np.array_equal(one, theirs.each(getattr(theirs, name), i, j, 11))
    expect_equal(found.again, tmp_path)


SOURCES = {
    "current": {"I": np.linspace(0.3, 0.6, 5) * nA},
    "steps": {"I": ([0, 50 * ms], [0.2 * nA, 0.5 * nA])},
    "late steps, of each": {"I": ([10 * ms, 50 * ms], RNG.uniform(0.3, 0.6, (2, 5)) * nA)},
    "noise": {"I": 0.4 * nA, "noise": 3e-12},
    "noise of each": {"I": np.full(5, 0.4 * nA), "noise": np.full(5, 3e-12)},
    "noise on steps": {"I": ([0, 50 * ms], [0.3 * nA, 0.5 * nA]), "noise": 3e-12},
    "parameters": {"I": 0.4 * nA, "V_T": np.linspace(-55, -50, 5) * mV, "E_L": -69 * mV},
    "voltages": {"I": 0.4 * nA, "V": "uniform"},
}


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("kind", ENGINES)
def test_every_current_repeats(kind, source, path, tmp_path):
    net = Network()
    cells = net.population(LIF(), 5, name="cells", **SOURCES[source])
    given = net.spikes(([30 * ms, 10 * ms, 30 * ms], [1, 0, 0]), n=4)
    net.project(given, cells[::2], 3 * mV, 1 * ms)
    try:
        run = ENGINES[kind].run(net, 0.2, seed=6, record={cells: [4, 0]})
    except ParameterError:
        assert kind == "event"
        return
    found = expect_equal(run, tmp_path)
    assert np.array_equal(run.V("cells"), found.again.V("cells")) and spiking(run) > 3


def test_parts_that_were_removed_are_no_part_of_the_file_and_the_rest_keeps_its_chance(tmp_path):
    net = Network()
    net.poisson(3, 100 * Hz, name="first")
    drive, gone = net.poisson(20, 150 * Hz), net.population(LIF(), 3)
    net.project(drive, gone, 2 * mV, 1 * ms, name="gone")
    net.project(drive, cells := net.population(LIF(), 5, V="uniform"), 4 * mV, 1 * ms, 0.5)
    net.remove("gone")
    net.remove(gone)
    net.remove("first")
    run = Clocked().run(net, 0.2, seed=3)
    net.population(AdEx(), 2)
    found = expect_equal(run, tmp_path)
    assert [group.number for group in found.again.net.groups] == [1, 3] and cells.number == 3


@pytest.mark.exhaustive("compiled")
def test_what_was_recorded_is_recorded_again(path, tmp_path):
    net = driven(AdEx(), {"weight": 300 * pA, "synapse": "exponential"})
    record = {"AdEx": {"V": "all", "w": [1, 3], "synapses": [0]}}
    run = Clocked().run(net, 0.1, seed=1, record=record)
    found = expect_equal(run, tmp_path)
    assert np.array_equal(run.state("AdEx", "w"), found.again.state("AdEx", "w"))
    assert np.array_equal(run.state("AdEx", "synapses"), found.again.state("AdEx", "synapses"))


def test_a_run_is_repeated_without_a_file_and_a_piece_of_a_session_is_not(tmp_path):
    net = driven(LIF())
    run = EventDriven().run(net, 0.1, seed=1)
    assert run.repeat() and pickle.loads(pickle.dumps(run)).repeat()
    *_, last = EventDriven().stream(net, 0.1, 0.03, seed=1)
    first = next(EventDriven().stream(net, 0.1, 0.03, seed=1))
    assert expect_equal(last, tmp_path).spikes == run.repeat().spikes
    expect_equal(first, tmp_path)
    piece = EventDriven().start(net, seed=1).run(0.1)
    piece.save(tmp_path / "piece.npz")
    for each in piece, load(tmp_path / "piece.npz"):
        with pytest.raises(ParameterError, match="it is a piece of a session"):
            each.repeat()


def test_an_interrupted_run_is_repeated_as_far_as_it_came(tmp_path):
    def interrupt(done, end):
        if done > 0.02:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match="Interrupted"):
        run = Clocked().run(driven(LIF()), 10 * s, seed=1, progress=interrupt)
    found = again(run, tmp_path)
    assert found and found.again.duration == run.duration < 10


@pytest.mark.parametrize("kind", ["Clocked()", "EventDriven()"])
def test_a_fresh_process_takes_the_path_of_the_run(kind, path, tmp_path):
    """A short run takes the plain path where Numba is not loaded yet, and it rounds otherwise."""
    net = driven(LIF(), {"weight": 900 * pA, "synapse": "exponential", "plasticity": STDP()})
    engine = ENGINES["clocked" if kind == "Clocked()" else "event"]
    run = engine.run(net, 0.2, seed=1, record="all", snapshots=4)
    run.save(tmp_path / "run.npz")
    code = (
        f"import sys, neurolib; found = neurolib.load({str(tmp_path / 'run.npz')!r}).repeat(); "
        f"print(found, found.again.by.explain(), 'numba' in sys.modules)"
    )
    variables = {**os.environ, "NEUROLIB_NUMBA": str(int(path == "compiled"))}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=variables
    ).stdout
    assert "All is equal bit for bit" in said and f"on the {path}" in said, said


# --- models of one's own --------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Leaky(LIF):
    """A neuron of one's own."""

    extra: float = param(1.0, "", "what it has beside a LIF", 0.0, 2.0)


@pytest.mark.exhaustive("compiled")
def test_a_model_of_ones_own_is_given_by_its_class(path, tmp_path):
    run = Clocked().run(driven(Leaky(extra=0.5)), 0.1, seed=1)
    expect_equal(run, tmp_path, [Leaky])
    assert load(tmp_path / "run.npz").spikes("Leaky")[0].size > 0, "without its class"
    with pytest.raises(ParameterError, match=r"has the model Leaky, .* models=\[Leaky\]\)"):
        load(tmp_path / "run.npz").repeat()

    @dataclass(frozen=True, repr=False)
    class Other(LIF):
        """Has no parameter of that name."""

    Other.__name__ = "Leaky"
    with pytest.raises(ParameterError, match="Leaky has no parameter extra"):
        load(tmp_path / "run.npz", models=[Other]).repeat()
    for wrong in LIF(), [LIF()], "LIF", [Leaky, Other], [int], {}, {"Leaky": Leaky}:
        with pytest.raises(ParameterError, match="expected classes of models"):
            load(tmp_path / "run.npz", models=wrong)


@pytest.mark.exhaustive("compiled")
def test_a_class_with_the_name_of_one_of_neurolib_is_not_taken_for_it(path, tmp_path):
    own = type("LIF", (LIF,), {"__doc__": "Fires later.", "fires": staticmethod(_later)})
    run = Clocked().run(driven(own()), 0.1, seed=1)
    with pytest.raises(ParameterError, match=r"has the model LIF, which is not one of neurolib's"):
        again(run, tmp_path)
    expect_equal(run, tmp_path, [own])


def _later(V, V_T):
    return V >= V_T + 1e-3


def test_what_has_no_description_is_said_when_it_is_saved(tmp_path):
    net = driven(LIF())
    first = type("Mine", (LIF,), {"__doc__": "One."})
    second = type("Mine", (LIF,), {"__doc__": "Another."})
    net.population(first(), 1)
    net.population(second(), 1)
    run = Clocked().run(net, 0.05)
    with pytest.warns(UserWarning, match="two classes of its models have the name Mine"):
        run.save(tmp_path / "run.npz")
    with pytest.raises(ParameterError, match="cannot be repeated: two classes"):
        load(tmp_path / "run.npz").repeat()


def test_every_field_of_a_part_has_its_place_in_the_description():
    """Who adds a field says by which argument of the verb a file keeps it, in repetition.py."""
    described = {
        Group: {"name", "number", "n"},
        Population: {"name", "number", "n", "neuron", "I", "V", "own", "drive", "others"},
        Poisson: {"name", "number", "n", "rate", "order"},
        Replay: {"name", "number", "n", "times", "indices"},
        Projection: {
            *("name", "number", "pre", "post", "synapse", "weight", "delay", "connections"),
            *("plasticity", "w_max", "crossbar", "initial"),
        },
        Connections: {
            *("senders", "targets", "probability", "given", "in_degree", "out_degree"),
            *("autapses", "same"),
        },
        Drive: {"times", "values", "noise"},
    }
    assert set(Group.__subclasses__()) <= set(described)
    for kind, names in described.items():
        assert {field.name for field in fields(kind)} == names
    assert Synapse._fields == ("kind", "tau", "E_rev")


WRITTEN = """dV/dt = (E_L - V)/tau + k*(V - E_L)*(V - V_T)/tau + (I - w)/C; dw/dt = -w/tau_w"""


def test_a_model_from_text_a_function_of_pairs_and_rates_in_time_are_in_the_file(path, tmp_path):
    """The text of a model runs no code, so its class need not be given."""
    model = Neuron.from_equations(
        WRITTEN, spike="V >= 0*mV", reset="V = V_R; w += b", rest="V = E_L; w = 0*pA",
        name="Mine", E_L="-70*mV", V_T="-50*mV", V_R="-60*mV", tau="10*ms", tau_w="50*ms",
        C=param(200 * pF, "pF", "capacitance", 1 * pF, 1000 * pF, (100 * pF, 300 * pF)),
        b="20*pA", k="40/V", t_ref="1*ms",
    )  # fmt: skip
    net = Network()
    wave = net.poisson(20, lambda t: 300 * Hz * (1 + np.sin(60 * t)), name="wave")
    steps = net.poisson(20, ([0.0, 0.03], [200 * Hz, 50 * Hz]), order=3, name="steps")
    one = net.poisson(20, np.linspace(1, 99, 20), order=0.5, name="one")
    cells = net.population(model(tau=11 * ms), 6, b=np.linspace(10, 30, 6) * pA, name="cells")
    for source in wave, steps, one:
        near = {"probability": lambda i, j: abs(i - 3 * j) < 5}
        net.project(source, cells, 2 * mV, 1 * ms, name=f"of {source.name}", **near)
    net.project(
        cells[1:],
        cells[[0, 3]],
        1 * mV,
        1 * ms,
        probability=lambda i, j: 0.5 + 0 * i,
        autapses=False,
    )
    run = Clocked(0.1 * ms).run(net, 0.1, seed=3, record="all")
    assert spiking(run) > 10
    run.save(tmp_path / "run.npz")
    found = load(tmp_path / "run.npz").repeat()
    assert found.agrees and found.differing == 0, found
    for mine, other in zip(run.net.groups, found.again.net.groups, strict=True):
        assert np.array_equal(run.spikes(mine), found.again.spikes(other))
    assert np.array_equal(run.V(cells), found.again.V("cells"))
    again = found.again.net.populations[0].neuron
    assert again == cells.neuron and type(again) is type(cells.neuron)
    assert found.again.net.groups[1].order == 3


def test_a_text_of_a_stranger_in_a_file_runs_no_code(tmp_path):
    model = Neuron.from_equations(
        "dV/dt = -V/tau", spike="V > 1*mV", rest="V = 0*mV", name="Mine", tau="10*ms"
    )
    net = Network()
    net.population(model(), 1)
    Clocked(0.1 * ms).run(net, 0.01).save(tmp_path / "run.npz")

    def spoiled(head):
        text = head["recipe"]["calls"][0]["arguments"]["neuron"]["equations"]
        text["typed"][0] = "dV/dt = __import__('os').system('true')*V/tau"

    changed(tmp_path / "run.npz", spoiled)
    with pytest.raises(ParameterError, match="is not allowed; expected names, numbers"):
        load(tmp_path / "run.npz").repeat()


def test_members_by_number_states_at_the_start_and_refractory_times_come_back(tmp_path):
    net = Network()
    senders = net.poisson(20, 40 * Hz)
    cells = net.population(AdEx(), 6, V=-60 * mV, w=np.linspace(0, 50, 6) * pA)
    resting = net.population(LIF(), 5, V="uniform", t_ref=np.linspace(1, 5, 5) * ms)
    current = {"synapse": "exponential", "initial": 0.1 * nA}
    net.project(senders[[1, 5, 7]], cells, weight=3 * nA, delay=1 * ms, **current)
    net.project(senders[3], resting[np.arange(5) > 1], weight=9 * mV, delay=1 * ms)
    run = Clocked().run(net, 0.2)
    run.save(tmp_path / "run.npz")
    assert load(tmp_path / "run.npz").repeat() and all(
        run.rates(part).any() for part in (cells, resting)
    )


# --- what differs ---------------------------------------------------------------------------------


def changed(path, edit, **arrays):
    """Write a file anew, its head edited and some of its arrays others."""
    with np.load(path) as file:
        head, held = json.loads(str(file["head"])), {name: file[name] for name in file.files}
    edit(head)
    np.savez(path, **{**held, "head": np.array(json.dumps(head)), **arrays})


@pytest.fixture
def saved(tmp_path):
    net = driven(LIF(), {"weight": frozen, "plasticity": STDP(), "w_max": 9 * mV}, I=0.3 * nA)
    run = Clocked().run(net, 0.1, seed=1, record={"LIF": [0]})
    run.save(tmp_path / "run.npz")
    return tmp_path / "run.npz"


def test_another_version_is_named_where_all_is_equal_and_where_spikes_differ(saved):
    def older(head):
        head["recipe"]["versions"] |= {"NumPy": "1.26.0", "Python": "3.8.1"}

    changed(saved, older)
    found = load(saved).repeat()
    assert found and found.versions["NumPy"] == ("1.26.0", np.__version__)
    assert "Other versions changed nothing: NumPy was 1.26.0 and is" in found.verdict
    run = load(saved)
    when, _ = run.spikes("LIF")
    ticks, members = run.sent[run.net.groups[1]][:2]
    changed(saved, older, **{"times 1": ticks + (np.arange(len(ticks)) == 3), "members 1": members})
    found = load(saved).repeat()
    assert not found and (found.differing, found.spikes) == (
        1,
        len(when) + len(run.spikes("Poisson")[0]),
    )
    assert (
        f"1 of {found.spikes} spikes have no equal in the repetition, which has 1 others. Of another version: NumPy was 1.26.0"
        in found.verdict
    )
    changed(saved, older, **{"times 1": ticks[:-2], "members 1": members[:-2]})
    assert "0 of" in load(saved).repeat().verdict and "has 2 others" in load(saved).repeat().verdict


@pytest.mark.parametrize(
    ("name", "said"),
    [("weights 0", "the weights of synapses"), ("state 1 V", "V of LIF")],
)
def test_a_last_digit_that_differs_is_found(saved, name, said):
    with np.load(saved) as file:
        values = file[name].copy()
    values.flat[-1] = np.nextafter(values.flat[-1], 1)
    changed(saved, lambda head: None, **{name: values})
    found = load(saved).repeat()
    assert not found and found.differing == 0 and f"are equal, but not {said}" in found.verdict
    assert "No version is another one: the processor may round in another way" in found.verdict


def test_a_run_without_numba_cannot_be_that_with_it(tmp_path, monkeypatch):
    pytest.importorskip("numba")
    net = driven(LIF(), {"weight": 900 * pA, "synapse": "exponential"})
    run = Clocked().run(net, 0.1, seed=1)
    assert run.by._path == "compiled"
    run.save(tmp_path / "run.npz")
    monkeypatch.setattr("neurolib._jit.enabled", lambda: False)
    found = load(tmp_path / "run.npz").repeat()
    assert found.versions["the path"] == ("compiled", "plain")
    assert (
        found.versions["Numba"][1] == "not used"
        and "the path was compiled and is plain" in found.verdict
    )


# --- older files, and files of strangers ----------------------------------------------------------


def test_a_file_of_the_older_form_is_read():
    """Written by version 0.2.0 of the library; the numbers were printed by the run."""
    run = load(HERE.parent / "run_form_2.npz")
    assert len(run.spikes("LIF")[0]) == 64 and run.spikes("LIF")[0].sum() == pytest.approx(1.5957)
    assert run.weights("cells").sum() == pytest.approx(0.15298404845127214, rel=1e-15)
    assert run.weights("learning").sum() == pytest.approx(0.03140490219301944, rel=1e-15)
    assert run.array("cells").weights.shape == (6, 5) and len(run.snapshots("cells")[0]) == 3
    with pytest.raises(ParameterError, match="from a file without its network"):
        run.repeat()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A file whose parts are spoiled one by one."""
    net = driven(LIF(), {"weight": frozen, "plasticity": STDP(), "w_max": 9 * mV})
    net.spikes([[10 * ms]])
    net.project(net.groups[2], net.groups[1], 2 * mV, 1 * ms)
    path = tmp_path_factory.mktemp("template") / "run.npz"
    Clocked().run(net, 0.02, seed=1, record={"LIF": [0]}, snapshots=2).save(path)
    return path.read_bytes()


BAD = [
    None,
    True,
    -1,
    0.5,
    1e400,
    2**70,
    "x",
    "",
    [],
    {},
    [1],
    {"a": 1},
    [[]],
    "__class__",
    [None] * 3,
]


def places(part, way=()):
    """Yield the way to each value in a head."""
    yield way
    for key in (
        part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    ):
        yield from places(part[key], (*way, key))


def ends(path):
    """Read a file and repeat its run; return the sentence, or what came out. All else is raised."""
    try:
        run = load(path)
        run.rates("LIF"), repr(run)
        return run.repeat()
    except ParameterError as refused:
        assert 10 < len(str(refused)) < 700
        return str(refused)


@pytest.mark.parametrize("part", ["recipe", "head"])
@pytest.mark.exhaustive
def test_whatever_stands_in_a_head_is_answered_by_a_sentence(part, template, tmp_path):
    _spoil(part, template, tmp_path, BAD)


@pytest.mark.parametrize("part", ["recipe", "head"])
def test_what_stands_in_a_head_is_answered_by_a_sentence(part, template, tmp_path):
    _spoil(part, template, tmp_path, [None, -1, "x", [None]])


def _spoil(part, template, tmp_path, values):
    path = tmp_path / "run.npz"
    path.write_bytes(template)
    with np.load(path) as file:
        head, held = json.loads(str(file["head"])), {name: file[name] for name in file.files}
    told = 0
    root = head["recipe"] if part == "recipe" else {k: v for k, v in head.items() if k != "recipe"}
    for way in places(root):
        for bad in values:
            spoiled = json.loads(json.dumps(head))
            at, whole = spoiled, (("recipe", *way) if part == "recipe" else way)
            if not whole:
                spoiled = bad
            else:
                for key in whole[:-1]:
                    at = at[key]
                at[whole[-1]] = bad
            np.savez(path, **{**held, "head": np.array(json.dumps(spoiled))})
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                told += isinstance(ends(path), str)
    assert told > 50


def test_whatever_an_array_is_a_sentence_answers(template, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(template)
    with np.load(path) as file:
        held = {name: file[name] for name in file.files}
    others = [
        np.zeros(0),
        np.zeros((2, 2)),
        np.array(3),
        np.array("x"),
        np.full(7, -5),
        np.full(80, np.nan),
        np.full(80, 10**9),
    ]
    for name in held:
        for other in others:
            np.savez(path, **{**held, name: other})
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ends(path)
        np.savez(path, **{key: each for key, each in held.items() if key != name})
        ends(path)


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


def npy(header):
    """Return a file of an array that says of itself what it likes."""
    text = (repr(header) + "\n").encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + b"\0" * 64


def test_no_file_runs_code_or_takes_memory_that_it_does_not_hold(template, tmp_path):
    mark, path = tmp_path / "mark", tmp_path / "run.npz"
    pickled = io.BytesIO()
    np.save(pickled, np.array([Trap(mark)], dtype=object), allow_pickle=True)
    members = {
        "an object": pickled.getvalue(),
        "a pickle": pickle.dumps(Trap(mark)),
        "huge": npy({"descr": "<f8", "fortran_order": False, "shape": (10**12,)}),
        "huge, twice": npy({"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**9)}),
        "negative": npy({"descr": "<f8", "fortran_order": False, "shape": (-1,)}),
        "records": npy({"descr": [("a", "<f8")], "fortran_order": False, "shape": (3,)}),
        "wide": npy({"descr": "<U1000000000", "fortran_order": False, "shape": (1,)}),
        "nothing": b"",
        "text": b"import os; os.system('touch " + str(mark).encode() + b"')",
    }
    for member in members.values():
        for name in "head", "weights 0", "net 0", "members 1":
            with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(path, "w") as new:
                for each in old.namelist():
                    new.writestr(each, member if each == f"{name}.npy" else old.read(each))
            said = ends(path)
            assert isinstance(said, str) and "holds no run" in said
    path.write_bytes(pickle.dumps(Trap(mark)))
    assert "holds no run" in ends(path)
    path.write_bytes(pickled.getvalue())
    assert "holds no run" in ends(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    "name",
    [
        "os",
        "system",
        "load",
        "Network",
        "simulate",
        "replicate",
        "ParameterError",
        "__class__",
        "plot",
        "explore",
        "Knob",
        "sweep",
        "EventDriven",
        "LIF",
        "Neuron",
        3,
        None,
        ["LIF"],
    ],
)
def test_a_name_that_is_no_model_is_refused(name, template, tmp_path):
    path = tmp_path / "run.npz"
    for own in False, True:
        path.write_bytes(template)

        def edit(head, own=own):
            call = head["recipe"]["calls"][1]["arguments"]
            call["neuron"] = {"model": name, "own": own, "parameters": {}}

        changed(path, edit)
        said = ends(path)
        assert (name == "LIF" and not own) or isinstance(said, str), said
        path.write_bytes(template)
        changed(
            path,
            lambda head: head["recipe"].update(
                engine={"model": name, "own": False, "parameters": {}}
            ),
        )
        said = ends(path)
        assert name == "EventDriven" or isinstance(said, str), said


def test_a_verb_that_is_none_of_a_network_is_refused(template, tmp_path):
    path = tmp_path / "run.npz"
    for verb in "remove", "_add", "__init__", "__class__", "groups", None, ["population"]:
        path.write_bytes(template)
        changed(path, lambda head, verb=verb: head["recipe"]["calls"][0].update(verb=verb))
        assert "does not say how its run was made" in ends(path)


def test_what_a_file_says_of_versions_has_the_names_that_are_compared():
    assert list(repetition.versions()) == ["neurolib", "NumPy", "Numba", "Python", "the machine"]
