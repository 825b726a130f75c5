"""Learners: a rule with a state of its own is one class more, on all paths that can run it, and its
state is stored and restored.
"""

import copy
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from neurolib import (
    LIF,
    PCM,
    STDP,
    AdEx,
    Clocked,
    Crossbar,
    EventDriven,
    Network,
    RewardSTDP,
    TsodyksMarkram,
    param,
)
from neurolib.model import ParameterError
from neurolib.plasticity.learner import Activity, Operations, SynapseRows, TraceLearner
from neurolib.units import Hz, ms, mV, pA, s

DT = 0.1 * ms
ENGINES = {"clocked": Clocked(DT), "event": EventDriven()}
on_both = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


# --- a rule with a state of its own, in twenty lines --------------------------------------------


class TiringLearner(TraceLearner):
    """Targets tire: all changes at a target shrink with the number of its spikes of late."""

    def __init__(self, rule, synapses):
        super().__init__(rule, synapses)
        self.tired, self.last = np.zeros(synapses.posts), np.zeros(synapses.posts)

    def fire(self, t, target):
        passed = (t - self.last[target]) * self.synapses.unit
        self.tired[target] = 1 + self.tired[target] * np.exp(-passed / self.rule.tau)
        self.last[target] = t
        super().fire(t, target)

    def change(self, where, moved, amount, *bounds):
        super().change(
            where, moved, amount / (1 + self.tired[self.synapses.targets[where]]), *bounds
        )


@dataclass(frozen=True, repr=False)
class Tiring(STDP):
    tau: float = param(0.5 * s, "s", "time constant of rest", 1 * ms, 100 * s)
    learner = TiringLearner


# --- and one that reads voltages ----------------------------------------------------------------


class VoltageLearner(TraceLearner):
    """Each target's voltage beyond a level raises weights with the trace of arrivals; an arrival
    lowers them with the mean voltage.
    """

    def __init__(self, rule, synapses):
        super().__init__(rule, synapses)
        self.mean = np.full(synapses.posts, rule.level)

    def watch(self, t, V):
        self.settle(t)
        self.mean += (V - self.mean) * self.synapses.unit / self.rule.tau_mean
        raised = (
            self.r1[self.synapses.senders]
            * np.maximum(V - self.rule.level, 0)[self.synapses.targets]
        )
        self.u = np.minimum(self.u + self.rule.A_plus * raised * self.synapses.unit / ms / mV, 1.0)

    def change(self, where, moved, amount, *bounds):
        if bounds[-1] == 0.0:
            beyond = np.maximum(self.mean - self.rule.level, 0)[self.synapses.targets[where]]
            self.u[where] = np.maximum(self.u[where] - self.rule.A_minus * beyond / mV, 0.0)


@dataclass(frozen=True, repr=False)
class VoltageRule(STDP):
    level: float = param(-62 * mV, "mV", "level of the voltage", -100 * mV, 0.0)
    tau_mean: float = param(10 * ms, "ms", "time constant of the mean voltage", 1 * ms, 1 * s)
    learner = VoltageLearner


def network(rule, I=240 * pA):
    """Trains onto neurons that fire, by synapses that learn, and among the neurons."""
    net, rng = Network(), np.random.default_rng(5)
    pre, post = (
        net.poisson(12, 30 * Hz, name="inputs"),
        net.population(LIF(), 4, I=I, V="uniform", name="cells"),
    )
    net.project(
        pre,
        post,
        2 * mV * rng.random((12, 4)),
        1.5 * ms,
        plasticity=rule,
        w_max=3 * mV,
        name="learns",
    )
    net.project(post, post, 1 * mV, 2 * ms, plasticity=rule, w_max=3 * mV, name="recurrent")
    return net


def one_to_one(rule, pre, post):
    """Two trains on a grid, of which the second makes its neuron fire at once."""
    net = Network()
    cell = net.population(LIF(t_ref=0), 1, name="cell")
    net.project(net.spikes([post]), cell, 60 * mV, DT)
    net.project(
        net.spikes([pre]), cell, 1e-3 * mV, DT, plasticity=rule, w_max=2e-3 * mV, name="learns"
    )
    return net


def test_a_rule_of_ones_own_is_what_its_equations_say_on_both_engines(path):
    rule = Tiring(0.1, 0.08, tau=0.1)
    pre, post = np.array([10, 31, 58, 77]) * ms, np.array([13, 29, 60, 64, 81]) * ms
    u, tired, last, events = (
        0.5,
        0.0,
        0.0,
        sorted([(t + DT, 0) for t in pre] + [(t + DT, 1) for t in post]),
    )
    for t, fired in events:
        if fired:
            tired, last = 1 + tired * math.exp(-(t - last) / 0.1), t
            u += sum(0.1 * math.exp((a + DT - t) / rule.tau_plus) for a in pre if a + DT < t) / (
                1 + tired
            )
        else:
            u -= sum(0.08 * math.exp((b + DT - t) / rule.tau_minus) for b in post if b + DT < t) / (
                1 + tired
            )
    for engine in ENGINES.values():
        net = one_to_one(rule, pre, post)
        run = engine.run(net, 0.1)
        np.testing.assert_allclose(run.spikes("cell")[0], post + DT, atol=1e-12)
        assert run.weights("learns")[0] / (2e-3 * mV) == pytest.approx(u, rel=1e-12)
        assert (
            path == "plain"
            or "Tiring has a learner of its own, TiringLearner, which" in engine.explain()
        )
    assert rule.apply(pre + DT, post + DT, w=0.5) == pytest.approx(u, rel=1e-12)
    delivered = rule.delivered(pre + DT, post + DT, w=0.5)
    assert (
        len(delivered) == 4
        and delivered[0] == 0.5
        and delivered[-1] != STDP(0.1, 0.08).delivered(pre, post, w=0.5)[-1]
    )
    with pytest.raises(
        ParameterError,
        match="Tiring.apply has no w, and what TiringLearner makes .* may depend on the weight",
    ):
        rule.apply(pre, post)


def test_the_rule_of_the_guide_is_the_one_above():
    page = (Path(__file__).parents[3] / "course" / "guide" / "extending.md").read_text(
        encoding="utf-8"
    )
    (text,) = [
        text
        for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL)
        if "TiringLearner" in text
    ]
    names = {"__name__": "guide"}
    exec(text, names)
    for engine in ENGINES.values():
        runs = [
            engine.run(network(rule(0.1, 0.08)), 0.2, seed=1) for rule in (Tiring, names["Tiring"])
        ]
        assert (
            np.array_equal(*(run.weights("learns") for run in runs))
            and np.ptp(runs[0].weights("learns")) > 0
        )


@on_both
def test_a_voltage_that_is_recorded_follows_what_a_learner_of_ones_own_delivered(engine):
    """With jumps of V on the grid the engines agree, and the event-driven one computes V from what
    was delivered.
    """
    net = Network()
    ticks = np.sort(np.random.default_rng(2).choice(3000, 80, replace=False))
    cells = net.population(LIF(), 2, name="cells")
    inputs = net.spikes((ticks * DT, np.arange(80) % 8), n=8)
    net.project(inputs, cells, 9 * mV, 1 * ms, plasticity=Tiring(0.2, 0.1), w_max=20 * mV)
    found = [each.run(net, 0.3, record="all") for each in (engine, Clocked(DT))]
    assert len(found[0].spikes(cells)[0]) > 5
    n = found[0].V(cells).shape[1]
    V, expected = (run.V(cells)[:, : n - 1] for run in found)
    np.testing.assert_allclose(V, expected, atol=1e-9)


def test_a_learner_that_watches_sees_every_tick_before_the_threshold_is_tested():
    seen = []

    class Seeing(TraceLearner):
        def watch(self, t, V):
            seen.append((t, *V))

    class See(STDP):
        learner = Seeing

    for neuron in LIF(), AdEx():
        net = Network()
        cells = net.population(neuron, 1, I=700 * pA, name="cells")
        net.project(net.spikes([[5 * ms]]), cells, 1 * mV, DT, plasticity=See())
        seen.clear()
        run = Clocked(DT).run(net, 50 * ms, record="all")
        t, V = np.array(seen).T
        assert np.array_equal(t, np.arange(1, 501))
        fired = np.rint(run.spikes(cells)[0] / DT).astype(int)
        assert (
            len(fired)
            and (
                V[fired - 1] >= -1e-12 + (neuron.V_T if isinstance(neuron, LIF) else neuron.V_peak)
            ).all()
        )
        quiet = np.setdiff1d(np.arange(1, 501), fired)
        np.testing.assert_array_equal(V[quiet - 1], run.V(cells)[0][quiet])
    with pytest.raises(
        ParameterError,
        match="learns by See, which reads the voltages of its targets .* Run it with Clocked",
    ):
        EventDriven().run(net, 0.1) if isinstance(neuron, LIF) else EventDriven().run(
            network(See()), 0.1
        )
    with pytest.raises(
        ParameterError,
        match="See.apply has two trains, and See reads the voltage of the target, too",
    ):
        See().apply([0.1], [0.2], w=0.5)


@pytest.mark.parametrize(
    ("rule", "engine"),
    [
        (Tiring(0.1, 0.08), Clocked(DT)),
        (Tiring(0.1, 0.08), EventDriven()),
        (VoltageRule(2e-4, 5e-3), Clocked(DT)),
    ],
    ids=["tiring, clocked", "tiring, event", "voltage, clocked"],
)
def test_what_a_learner_of_ones_own_keeps_is_stored_and_restored(rule, engine, path):
    """It was lost in silence: only attributes on a list of names were stored."""
    whole = engine.run(network(rule), 0.4, seed=1)
    session = engine.start(network(rule), seed=1)
    session.run(0.15)
    state = session.store()
    session.run(0.25)
    other = engine.start(network(rule), seed=1)
    other.restore(state)
    other.run(0.25)
    for run in session.so_far(), other.so_far():
        assert all(map(np.array_equal, run.spikes("cells"), whole.spikes("cells")))
        for name in "learns", "recurrent":
            assert (
                np.array_equal(run.weights(name), whole.weights(name))
                and np.ptp(run.weights(name)) > 0
            )
    unlike = engine.run(network(STDP(0.1, 0.08)), 0.4, seed=1)
    assert not np.array_equal(unlike.weights("learns"), whole.weights("learns")), (
        "the rule is not plain STDP"
    )


def test_an_attribute_that_a_learner_got_later_goes_with_the_state():
    rows = SynapseRows(np.array([0, 2]), np.array([0, 1]), np.full(2, 0.5), 1.0, 2, 1 * ms)
    learner = TiringLearner(Tiring(), rows)
    state = copy.deepcopy(learner.state())
    learner.arrive(1.0, 0)
    learner.fire(2.0, 1)
    learner.found_later = 3
    later = copy.deepcopy(learner.state())
    assert later["found_later"] == 3 and not np.array_equal(later["tired"], state["tired"])
    learner.restore(state)
    assert not hasattr(learner, "found_later") and learner.state().keys() == state.keys()
    assert np.array_equal(learner.tired, np.zeros(2)) and learner.synapses is rows


class AllAtOnce(TsodyksMarkram):
    """A terminal that releases all that it has."""

    @staticmethod
    def raised_use(u, passed, U, tau_facil):
        return 1.0


class NoReward(RewardSTDP):
    """Its weights stay as they are, whatever the reward."""

    @staticmethod
    def later(u, e, d, passed, tau_e, tau_d):
        return u + 0.0 * e, e, d


@on_both
def test_a_kernel_that_is_overridden_is_the_one_that_runs(engine, path):
    """On the compiled path the loops took the kernels of the library's own class, in silence."""
    net = Network()
    cells = net.population(LIF(), 1, name="cells")
    rule = AllAtOnce(U=0.01, tau_rec=1 * s)
    net.project(
        net.spikes([[5 * ms, 50 * ms]]), cells, 30 * mV, 1 * ms, plasticity=rule, name="all"
    )
    run = engine.run(net, 0.1)
    np.testing.assert_allclose(run.spikes(cells)[0], [6 * ms], atol=1e-12)
    rule = NoReward(A_plus=8.0, reward=1.0)
    still = engine.run(network(rule), 0.2, seed=1)
    started = network(rule).projections[0].weight
    np.testing.assert_allclose(still.weights("learns"), started.ravel(), rtol=1e-12)
    if path == "compiled":
        assert "NoReward overrides later of RewardSTDP, which is compiled" in engine.explain()


class Costly(TiringLearner):
    """It counts a word more for each spike."""

    @classmethod
    def count(cls, rule, activity):
        updates, read, written = super().count(rule, activity)
        return Operations(updates, read + activity.fired, written + activity.fired)


class CostlyRule(Tiring):
    learner = Costly


@on_both
def test_a_learner_counts_its_own_operations(engine):
    runs = [engine.run(network(rule), 0.2, seed=1) for rule in (Tiring(), CostlyRule())]
    for kind in "word read", "word written":
        assert (
            runs[1].counts[kind, "learns"] - runs[0].counts[kind, "learns"]
            == len(runs[0].spikes("cells")[0])
            > 0
        )
    assert STDP.learner.count(STDP(), Activity(2, 10, 3, 12)) == (22, 10 + 24 + 2 + 3, 22 + 2 + 3)


# --- what is refused ----------------------------------------------------------------------------


class Half:
    """It fires and arrives, and says nothing of its weights."""

    def arrive(self, t, sender): ...

    def fire(self, t, target): ...


@pytest.mark.parametrize("kind", [STDP, TsodyksMarkram])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"memory": "eligibility"},
            "Mine has a memory, 'eligibility', which no engine reads; a rule names the class "
            ".* as in learner = TraceLearner",
        ),
        (
            {"learner": "voltage"},
            "Mine.learner is 'voltage'; expected the class of what its synapses keep, as in "
            "learner = TraceLearner",
        ),
        (
            {"learner": Half},
            "Mine.learner is <class .*Half'>, which lacks weights_change, keeps, weights, teach, "
            "state, restore, count; expected",
        ),
    ],
    ids=["a word", "no class", "half a class"],
)
def test_a_rule_that_no_engine_knows_is_refused_where_the_projection_is_made(kind, given, message):
    """Such a rule ran as plain STDP before Numba was loaded, and ended in a KeyError after."""
    mine = type("Mine", (kind,), given)
    net = Network()
    pre, post = net.poisson(5, 20 * Hz), net.population(LIF(), 1)
    with pytest.raises(ParameterError, match=message):
        net.project(pre, post, weight=0.5 * mV, delay=1 * ms, plasticity=mine())


def test_cells_hold_weights_alone():
    net = Network()
    pre, post = net.poisson(5, 20 * Hz), net.population(LIF(), 1)
    with pytest.raises(
        ParameterError,
        match="Tiring keeps a state beside them, its TiringLearner; leave the crossbar out",
    ):
        net.project(
            pre, post, weight=0.5 * mV, delay=1 * ms, plasticity=Tiring(), crossbar=Crossbar(PCM())
        )
