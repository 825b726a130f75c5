"""Models of one's own, as a beginner writes them: the usual mistakes get a sentence when the class
is made, or when it is first used.
"""

import sys
import textwrap

import numpy as np
import pytest

import neurolib
from neurolib import LIF, AdEx, Clocked, EventDriven, Network, Neuron, _jit, param, simulate
from neurolib.units import ms, mV, nA, nS, pA, pF

RIGHT = """
from __future__ import annotations
from dataclasses import dataclass
from typing import ClassVar
import numpy as np
from neurolib import Neuron, param
from neurolib.units import ms, mV, nS, pF, uS

@dataclass(frozen=True, repr=False)
class Mine(Neuron):
    C: float = param(100*pF, "pF", "membrane capacitance", 1*pF, 10e3*pF)
    k: float = param(700*nS, "nS", "curvature, per volt", 1*nS, 100*uS)
    E_L: float = param(-60*mV, "mV", "resting potential", -150*mV, 0*mV)
    V_T: float = param(-40*mV, "mV", "unstable potential", -150*mV, 50*mV)
    V_R: float = param(-60*mV, "mV", "reset potential", -200*mV, 50*mV)
    V_peak: float = param(35*mV, "mV", "spike peak", -100*mV, 200*mV)
    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def flow(V, I, C, k, E_L, V_T):
        return ((k * (V - E_L) * (V - V_T) + I) / C,)

    @staticmethod
    def fires(V, V_peak):
        return V >= V_peak

    @staticmethod
    def reset(V, V_R):
        return (V_R,)

    def rest(self):
        return (self.E_L,)
"""
FLOW = "return ((k * (V - E_L) * (V - V_T) + I) / C,)"

# What is written instead of what, and the sentence.
MISTAKES = {
    "no state": ('state: ClassVar[tuple[str, ...]] = ("V",)', "pass", r"Mine has no state; name its variables, the voltage first"),
    "state is a word": ('= ("V",)', '= ("V")', r"Mine.state is 'V'; expected a tuple of names"),
    "no flow": ("def flow(", "def flo(", r"Mine has no flow; write @staticmethod def flow\(V, I, …\), which returns a tuple"),
    "no fires": ("def fires(", "def fire(", r"Mine has no fires; write @staticmethod def fires\(V, …\)"),
    "no reset": ("def reset(", "def rest_(", r"Mine has no reset; write @staticmethod def reset\(V, …\), which returns a tuple"),
    "flow returns a number": (FLOW, FLOW.replace(",)", ")"), r"Mine.flow returns a float; expected a tuple with the derivative .* for V"),
    "reset returns a number": ("return (V_R,)", "return V_R", r"Mine.reset returns a float; expected a tuple with each state variable"),
    "flow returns two": (FLOW, "return (I / C, 0.0)", r"Mine.flow returns 2 values; expected .* for V"),
    "reset returns two": ("return (V_R,)", "return V_R, 0.0", r"Mine.reset returns 2 values"),
    "flow returns nothing": (FLOW, "dV = I / C", r"Mine.flow returns nothing"),
    "self in a kernel": ("def flow(V, I, C, k", "def flow(self, V, I, C, k", r"Mine.flow takes self; a kernel is arithmetic on named symbols"),
    "no staticmethod": ("@staticmethod\n    def fires", "def fires", r"Mine.fires is no static method; .* write @staticmethod above def fires\(V, …\)"),
    "rest is a list": ("return (self.E_L,)", "return [self.E_L]", r"Mine.rest returns \[-0.06\]; expected a tuple with a number for each of V"),
    "rest is a number": ("return (self.E_L,)", "return self.E_L", r"Mine.rest returns -0.06; expected a tuple"),
    "rest is no number": ("return (self.E_L,)", "return (float(\"nan\"),)", r"Mine.rest returns \(nan,\); expected a tuple with a number"),
    "no rest": ("def rest(", "def resting(", r"Mine does not say where it rests; define rest\(self\)"),
    "unknown parameter": ("def fires(V, V_peak):\n        return V >= V_peak", "def fires(V, V_peek):\n        return V >= V_peek",
        r"Mine.fires takes V_peek, which is no parameter; Mine has C, .* Did you mean 'V_peak'\?"),
    "not frozen": ("@dataclass(frozen=True, repr=False)", "@dataclass", r"Mine is a dataclass that is not frozen, .* type @dataclass\(frozen=True, "
        r"repr=False\)"),
    "no dataclass": ("@dataclass(frozen=True, repr=False)", "", r"Mine has parameters, and is no dataclass; type @dataclass\(frozen=True"),
    "fires with other names": ("def fires(V, V_peak)", "def fires(v, V_peak)", r"Mine.fires takes \(v, V_peak\); expected \(V, …\): the state, then"),
    "no current": ("def flow(V, I, C", "def flow(V, C, I", r"Mine.flow takes \(V, C, I, k.*\); expected \(V, I, …\): the state, the current"),
    "a condition": (FLOW, "return ((I if V > E_L else 0.0) / C,)", r"Mine.flow has a condition .* np.maximum\(x, 0\)"),
    "and": ("return V >= V_peak", "return V >= V_peak and V > 0", r"Mine.fires has a condition"),
    "a name that is not there": (FLOW, "return ((g * V + I) / C,)", r"Mine.flow fails: name 'g' is not defined"),
}  # fmt: skip


def made(text):
    space = {"__name__": "__main__"}
    exec(textwrap.dedent(text), space)
    return space["Mine"]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_each_usual_mistake_gets_a_sentence(old, new, message):
    assert RIGHT.count(old) == 1
    with pytest.raises(TypeError, match=message) as caught:
        net = Network()
        net.population(made(RIGHT.replace(old, new))(), 2)
    assert len(str(caught.value)) < 300 and "\n" not in str(caught.value)


def test_a_model_of_ones_own_runs_from_a_notebook_on_every_path(monkeypatch):
    model = made(RIGHT)
    net = Network()
    cells = net.population(model(), 3, I=[100 * pA, 200 * pA, 300 * pA])
    compiled = Clocked(0.1 * ms).run(net, 0.3)
    alone = simulate(model(), 200 * pA, 0.3, 0.1 * ms)
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    plain = Clocked(0.1 * ms).run(net, 0.3)
    assert len(alone.spikes) > 3 and np.array_equal(
        plain.trains(cells)[1], compiled.trains(cells)[1]
    )
    np.testing.assert_allclose(plain.trains(cells)[1], alone.spikes, atol=1e-9)
    assert "C=" in repr(model()) and model.__name__ == "Mine"


def test_subclasses_take_over_what_they_do_not_write():
    class Louder(LIF):
        """No kernel of its own."""

    class Other(AdEx):
        """One kernel of its own."""

        @staticmethod
        def reset(V, w, V_R, b):
            return V_R, w + 2 * b

    assert Louder().leap is not None and Other().reset(0.0, 0.0, -0.06, 1.0) == (-0.06, 2.0)
    assert Other.leap is None


def test_the_names_to_build_on_are_public():
    for name in (
        "Neuron param Quantity SpikeTiming Continuous Pulsed Weighted kernel View Knob "
        "Model ParameterError"
    ).split():
        assert getattr(neurolib, name) and name in dir(neurolib), name
    assert neurolib.Neuron is Neuron and neurolib.param is param


@pytest.mark.parametrize("room", ["codes", "energy", "noise", "plot", "style", "trains", "units"])
def test_tab_offers_the_names_of_a_room_alone(room):
    module = getattr(neurolib, room)
    assert dir(module) == sorted(module.__all__) and len(module.__all__) > 4
    for name in dir(module):
        value = getattr(module, name)
        assert not name.startswith("_") and not isinstance(value, type(sys)), name
        assert getattr(value, "__module__", module.__name__).startswith(
            (module.__name__, "builtins")
        ), name


def test_every_room_says_what_is_public():
    for room in (
        "analysis applications codes connections crossbar currents devices energy engines "
        "model network neurons noise plasticity plot recording style trains units widgets"
    ).split():
        module = __import__(f"neurolib.{room}", fromlist=["__all__"])
        assert module.__all__ and all(hasattr(module, name) for name in module.__all__), room


LONG = pytest.mark.whole("compiled")  # one more loop to compile, for an idea that another one shows

# --- neurons that differ --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("neuron", "own"),
    [
        (
            LIF(),
            {
                "V_T": np.linspace(-53, -48, 6) * mV,
                "C": np.linspace(120, 260, 6) * pF,
                "E_L": np.linspace(-72, -66, 6) * mV,
            },
        ),
        pytest.param(
            LIF(),
            {"V_R": np.linspace(-70, -56, 6) * mV, "g_L": np.linspace(7, 12, 6) * nS},
            marks=LONG,
        ),
        pytest.param(
            AdEx(),
            {"b": np.linspace(0, 120, 6) * pA, "tau_w": np.linspace(50, 200, 6) * ms},
            marks=LONG,
        ),
    ],
    ids=["lif", "lif reset and leak", "adex"],
)
@pytest.mark.exhaustive("compiled")
def test_neurons_with_parameters_of_their_own_are_a_population_each(neuron, own, path):
    n, I = 6, np.linspace(300, 800, 6) * pA
    one, many = Network(), Network()
    inputs = [np.sort(np.random.default_rng(k).uniform(0, 0.2, 60)) for k in range(n)]
    cells = one.population(neuron, n, I=I, name="cells", **own)
    one.project(
        one.spikes(inputs), cells, 60 * pA, 1 * ms, pairs="one_to_one", synapse="exponential"
    )
    each = [
        many.population(
            type(neuron)(**{name: values[k] for name, values in own.items()}), 1, I=I[k]
        )
        for k in range(n)
    ]
    source = many.spikes(inputs)
    for k, population in enumerate(each):
        many.project(source[k : k + 1], population, 60 * pA, 1 * ms, synapse="exponential")
    engine = Clocked(0.1 * ms)
    run, other = engine.run(one, 0.2, record="all"), engine.run(many, 0.2, record="all")
    for k, population in enumerate(each):
        assert np.array_equal(run.trains(cells)[k], other.trains(population)[0]), k
        np.testing.assert_allclose(run.V(cells)[k], other.V(population)[0], rtol=0, atol=1e-9)
    assert 10 < len(run.spikes(cells)[0]) and "from" in repr(cells)
    assert run.counts["spike", "cells"] == len(run.spikes(cells)[0])
    if path == "compiled":
        assert "compiled" in engine.explain()


@pytest.mark.exhaustive("compiled")
def test_two_kinds_of_own_parameters_share_a_compiled_loop(path):
    net, rng = Network(), np.random.default_rng(0)
    a = net.population(AdEx(), 4, I=0.9 * nA, b=rng.uniform(20, 100, 4) * pA)
    b = net.population(AdEx(), 3, I=0.9 * nA, V_T=rng.uniform(-52, -49, 3) * mV)
    c = net.population(AdEx(), 2, I=0.7 * nA)
    plainly = Network()
    d = plainly.population(AdEx(), 2, I=0.7 * nA)
    engine = Clocked(0.1 * ms)
    run = engine.run(net, 0.2)
    assert ("compiled" in engine.explain()) == (path == "compiled")
    assert np.array_equal(run.trains(c)[0], engine.run(plainly, 0.2).trains(d)[0])
    assert all(len(train) for group in (a, b) for train in run.trains(group))


def test_what_own_parameters_cannot_be_is_a_sentence(monkeypatch):
    monkeypatch.setattr(_jit, "enabled", lambda: False)
    net, n = Network(), 4
    for own, message in (
        (
            {"v_th": [1] * n},
            r"population has no argument, and LIF no parameter v_th; LIF has C, g_L",
        ),
        ({"V_t": -50 * mV}, r"no parameter V_t; .* Did you mean 'V_T'\?"),
        (
            {"V_T": np.array([-50, -51]) * mV},
            r"LIF.V_T has shape \(2,\); expected one number, or 4, one for each neuron",
        ),
        (
            {"V_T": np.array([-50, -51, -61, -52]) * mV},
            r"LIF.V_R \(reset potential\) is -60 mV, not below LIF.V_T .*, -61 mV",
        ),
        ({"C": [1, 2, 3, 4]}, r"LIF.C \(membrane capacitance\) is 1 F"),
        ({"C": [np.nan] * 4}, r"LIF.C \(membrane capacitance\) is nan"),
    ):
        with pytest.raises(neurolib.ParameterError, match=message):
            net.population(LIF(), n, **own)
    assert net.groups == ()
    cells = net.population(LIF(), n, C=150 * pF, V_T=np.full(n, -51 * mV))
    assert cells.neuron == LIF(C=150 * pF) and list(cells.own) == ["V_T"]
    with pytest.raises(
        neurolib.ParameterError,
        match=r"LIF has neurons with V_T of their own, and the event-driven engine solves equal",
    ):
        EventDriven().run(net, 0.1)
    fast = Network()
    fast.population(LIF(), 2, C=np.array([200, 1]) * pF)
    with pytest.raises(
        neurolib.ParameterError, match="longer than the fastest time of this LIF at rest, 100 µs"
    ):
        Clocked(1 * ms).run(fast, 0.1)


@pytest.mark.exhaustive("compiled")
def test_a_session_of_neurons_that_differ_is_one_run(path):
    net = Network()
    cells = net.population(
        LIF(), 5, I=260 * pA, V_T=np.linspace(-53, -50, 5) * mV, name="cells", noise=3 * pA
    )
    session = Clocked(0.1 * ms).start(net, seed=4, record="all")
    for duration in 0.0333, 0.0567, 0.01:
        session.run(duration)
        session.restore(session.store())
    whole = Clocked(0.1 * ms).run(net, 0.1, seed=4, record="all")
    assert (
        np.array_equal(session.so_far().V(cells), whole.V(cells))
        and len(whole.spikes(cells)[0]) > 5
    )
