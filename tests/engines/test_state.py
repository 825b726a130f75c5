"""State has one owner: a run that is paused, stored and restored elsewhere goes on as if nothing
had been, for every rule and path.
"""

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from neurolib import (
    LIF,
    STDP,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    Network,
    ParameterError,
    RewardSTDP,
    SoftBounds,
    TargetTrace,
    TripletSTDP,
    TsodyksMarkram,
    Vogels,
    plasticity,
)
from neurolib.plasticity.learner import LearningRule, Watching
from neurolib.units import Hz, ms, mV, nS, pA

HERE = Path(__file__).parent
DT = 0.1 * ms
ENGINES = {"clocked": Clocked(DT), "event": EventDriven()}
RECORD = {"cells": [0, 2]}


def of_the_guide(name):
    """Return a rule with a state of its own that the guide defines."""
    page = (HERE.parents[1] / "course" / "guide" / "extending.md").read_text(encoding="utf-8")
    (text,) = [
        text
        for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL)
        if f"class {name}Learner" in text
    ]
    names = {"__name__": "guide"}
    exec(text, names)
    return names[name]


RULES = {
    "STDP": STDP(0.05, 0.0525),
    "STDP, presynaptic-centred": STDP(
        0.05, 0.0525, pairing="presynaptic-centred", bounds="multiplicative"
    ),
    "triplets": TripletSTDP.full(),
    "target trace": TargetTrace(0.003, x_tar=1.0),
    "Vogels": Vogels(0.01, r_0=50 * Hz),
    "reward": RewardSTDP(A_plus=8.0, A_minus=6.0, reward=1.0),
    "short-term": TsodyksMarkram.facilitating(),
    "of the guide": of_the_guide("Tiring")(0.05, 0.04),
    "of the guide, on voltages": of_the_guide("VoltageBased")(),
}
# and each other rule that the library exports, as it is without an argument
RULES |= {
    rule.__name__: rule()
    for rule in (getattr(plasticity, name) for name in plasticity.__all__)
    if issubclass(rule, LearningRule) and rule not in set(map(type, RULES.values()))
}
COMPILED_BY_THE_SETUP = {"STDP", "STDP, presynaptic-centred", "of the guide"}
EVERY = [
    pytest.param(
        name,
        id=name,
        marks=[] if name in COMPILED_BY_THE_SETUP else pytest.mark.exhaustive("compiled"),
    )
    for name in RULES
]


def network(rule):
    """Inputs that learn onto cells that fire by themselves, and are connected by delays that differ
    and by synapses that learn.
    """
    net, rng = Network(), np.random.default_rng(5)
    inputs, given = (
        net.poisson(12, 30 * Hz, name="inputs"),
        net.spikes([[5 * ms, 60 * ms, 140 * ms]], name="given"),
    )
    cells = net.population(LIF(), 4, I=230 * pA, V="uniform", name="cells")
    sign = -1 if rule.inhibitory else 1
    bound = {"w_max": 3 * sign * mV} if rule.learner.weights_change else {}
    net.project(
        inputs,
        cells,
        2 * sign * mV * rng.random((12, 4)),
        1.5 * ms,
        plasticity=rule,
        name="learns",
        **bound,
    )
    net.project(cells, cells, 1 * sign * mV, 2 * ms, plasticity=rule, name="recurrent", **bound)
    net.project(given, cells, 5 * mV, 1 * ms, name="given in")
    net.project(
        cells,
        cells,
        0.4 * rng.random((4, 4)) * mV,
        (1 + np.arange(16).reshape(4, 4) % 5) * ms,
        name="late",
    )
    return net


def change(session, rule):
    """Change something of each kind, halfway between two events."""
    session.set("inputs", rate=45 * Hz)
    session.set("cells", I=np.array([150, 250, 260, 0]) * pA)
    for name in "learns", "late", "given in":
        session.set(name, weight=0.7 * session.so_far().weights(name))
    session.set("given", times=[[session.t + 3 * ms, session.t + 31 * ms]])
    if isinstance(rule, RewardSTDP):
        session.set("learns", reward=-2.0)


def results(run):
    """Return all that a run holds: spikes, weights, counts, records."""
    spikes = [run.spikes(group) for group in run.net.groups]
    weights = [run.weights(projection) for projection in run.net.projections]
    return {
        "spikes": spikes,
        "weights": weights,
        "counts": dict(run.counts),
        "V": run.V("cells"),
        "duration": run.duration,
    }


def expect_equal(found, expected, but=()):
    """Compare two results bit for bit."""
    for key in expected.keys() - set(but):
        if key in ("counts", "duration"):
            assert found[key] == expected[key]
            continue
        for one, other in zip(found[key], expected[key], strict=True):
            assert np.array_equal(one, other), key


def test_every_rule_of_the_library_is_here():
    found = {getattr(plasticity, name) for name in plasticity.__all__}
    rules = {rule for rule in found if issubclass(rule, LearningRule)}
    assert len(rules) >= 6 and rules <= {type(rule) for rule in RULES.values()}


def skip_if_refused(engine, rule):
    """Skip what the event-driven engine has to refuse, a rule that reads voltages, with the
    sentence of the refusal.
    """
    if isinstance(engine, EventDriven) and issubclass(rule.learner, Watching):
        with pytest.raises(ParameterError) as refused:
            engine.run(network(rule), 0.2, seed=4)
        pytest.skip(str(refused.value))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_a_run_that_was_stored_and_restored_elsewhere_is_the_run_without_a_pause(
    engine, name, path
):
    rule = RULES[name]
    skip_if_refused(engine, rule)
    whole = results(engine.run(network(rule), 0.2, seed=4, record=RECORD))
    assert all(len(times) > 2 for times, _ in whole["spikes"])
    one, other, third = (engine.start(network(rule), seed=4, record=RECORD) for _ in range(3))
    one.run(0.07)
    state = pickle.loads(pickle.dumps(one.store()))
    one.run(0.13)
    other.run(0.0123)  # it has a past of its own
    other.restore(state)
    other.run(0.13)
    but = (
        () if isinstance(engine, Clocked) else ("V",)
    )  # which a run computes from all spikes, when it is over
    for session in one, other:
        expect_equal(results(session.so_far()), whole, but)
        np.testing.assert_allclose(session.so_far().V("cells"), whole["V"], rtol=0, atol=1e-12)
    expect_equal(results(other.so_far()), results(one.so_far()))
    for session in one, other:
        change(session, rule)
    state = pickle.loads(pickle.dumps(one.store()))
    third.restore(state)
    for session in one, other, third:
        session.run(0.05)
    for session in other, third:
        expect_equal(results(session.so_far()), results(one.so_far()))
    for session in one, third:
        session.restore(state)
        session.forget()
        session.run(0.05)
    expect_equal(results(third.so_far()), results(one.so_far()))
    unchanged = engine.run(network(rule), 0.25, seed=4)
    assert not np.array_equal(one.so_far().weights("learns"), unchanged.weights("learns"))


GO_ON = """
import pickle, sys
if sys.argv[3] == "compiled":
    import numba
sys.path.insert(0, sys.argv[1])
import test_state as here
state, name, engine = pickle.loads(sys.stdin.buffer.read())
session = here.ENGINES[engine].start(here.network(here.RULES[name]), seed=4, record=here.RECORD)
session.restore(state)
session.run(0.13)
with open(sys.argv[2], "wb") as file:
    pickle.dump(here.results(session.so_far()), file)
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["STDP", "of the guide"])
def test_and_so_in_another_process(engine, name, path, tmp_path):
    session = ENGINES[engine].start(network(RULES[name]), seed=4, record=RECORD)
    session.run(0.07)
    sent = pickle.dumps((session.store(), name, engine))
    env = {**os.environ, "NEUROLIB_NUMBA": str(int(path == "compiled"))}
    subprocess.run(
        [sys.executable, "-c", GO_ON, HERE, tmp_path / "found", path],
        input=sent,
        env=env,
        check=True,
    )
    session.run(0.13)
    expect_equal(pickle.loads((tmp_path / "found").read_bytes()), results(session.so_far()))


def integrated(neuron):
    """Neurons that are integrated, under conductances that learn."""
    net = Network()
    inputs, cells = (
        net.poisson(40, 30 * Hz, name="inputs"),
        net.population(neuron, 4, I=300 * pA, name="cells"),
    )
    net.project(
        inputs,
        cells,
        1 * nS,
        1 * ms,
        synapse="conductance",
        plasticity=STDP(0.05, 0.0525),
        name="learns",
    )
    return net


def on_cells():
    """Weights that are cells of a crossbar, with a seed of their own, and learn."""
    net = Network()
    inputs, cells = (
        net.poisson(20, 30 * Hz, name="inputs"),
        net.population(LIF(E_L=-55 * mV), 4, V="uniform", name="cells"),
    )
    crossbar = Crossbar(SoftBounds(), seed=0)
    net.project(
        inputs,
        cells,
        np.full((20, 4), 1.5 * mV),
        1 * ms,
        plasticity=STDP(0.05, 0.0525),
        w_max=3 * mV,
        crossbar=crossbar,
        name="learns",
    )
    return net


MORE = {
    "AdEx": lambda: integrated(AdEx()),
    "LIF under conductances": lambda: integrated(LIF(t_ref=0)),
    "cells": on_cells,
}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name, marks=pytest.mark.exhaustive("compiled"))
        for name, make in MORE.items()
    ],
)
def test_other_neurons_and_cells_go_on_as_well(make, path):
    engine = Clocked(DT)
    whole = results(engine.run(make(), 0.2, seed=4, record=RECORD))
    one, other = (engine.start(make(), seed=4, record=RECORD) for _ in range(2))
    one.run(0.07)
    state = pickle.loads(pickle.dumps(one.store()))
    one.run(0.13)
    other.run(0.0123)
    other.restore(state)
    other.run(0.13)
    for session in one, other:
        expect_equal(results(session.so_far()), whole)
    assert np.ptp(whole["weights"][0]) > 0 and len(whole["spikes"][1][0]) > 3
