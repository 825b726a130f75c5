"""Models from equations as text: the same neurons as classes written by hand, on every path; units
that are checked; and texts of strangers, which run no code.

E. M. Izhikevich, IEEE Transactions on Neural Networks 14:1569 (2003), doi:10.1109/TNN.2003.820440;
A. L. Hodgkin and A. F. Huxley, J. Physiology 117:500 (1952), doi:10.1113/jphysiol.1952.sp004764.
"""

import builtins
import copy
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from scipy import integrate, special

from neurolib import (
    LIF,
    AdEx,
    Clocked,
    EventDriven,
    Network,
    Neuron,
    ParameterError,
    _jit,
    f_i_curve,
    param,
    simulate,
)
from neurolib.neurons import equations
from neurolib.units import Hz, V, ms, mV, nA, nS, pA, pF, uV
from tests.neurons.test_crossings import Squid, crossings

IZHIKEVICH = {
    "equations": "dV/dt = (0.04*V**2/mV + 5*V + 140*mV - u)/ms + I/C; du/dt = a*(b*V - u)",
    "spike": "V >= 30*mV",
    "reset": "V = c; u += d",
    "rest": "V = c; u = b*V",
    "name": "Izhikevich",
}
SQUID = {
    "equations": """v = V/mV
        dV/dt = (g_L*(E_L - V) + g_Na*m**3*h*(E_Na - V) + g_K*n**4*(E_K - V) + I)/C
        dm/dt = (0.1*(v + 40)/(1 - exp(-(v + 40)/10))*(1 - m) - 4*exp(-(v + 65)/18)*m)/ms
        dh/dt = (0.07*exp(-(v + 65)/20)*(1 - h) - h/(1 + exp(-(v + 35)/10)))/ms
        dn/dt = (0.01*(v + 55)/(1 - exp(-(v + 55)/10))*(1 - n) - 0.125*exp(-(v + 65)/80)*n)/ms""",
    "spike": "V >= -20*mV",
    "rest": "V = -65*mV; m = 0.0529325; h = 0.5961208; n = 0.3176769",
    "name": "HodgkinHuxley",
}
LEAKY = {
    "equations": "dV/dt = (E_L - V)/tau + I/C",
    "spike": "V >= V_T",
    "reset": "V = V_R",
    "rest": "V = E_L",
    "name": "Leaky",
}
LEAK = {"E_L": "-70*mV", "V_T": "-50*mV", "V_R": "-60*mV", "tau": "20*ms", "C": "200*pF"}


def izhikevich(**own):
    usual = {"C": "1*pF", "a": "0.02/ms", "b": 0.2, "c": "-65*mV", "d": "8*mV"}
    return Neuron.from_equations(**IZHIKEVICH, **usual | own)


def squid(**changed):
    return Neuron.from_equations(
        **SQUID | changed,
        C="200*pF",
        g_L="60*nS",
        E_L="-54.387*mV",
        g_Na="24*uS",
        E_Na="50*mV",
        g_K="7.2*uS",
        E_K="-77*mV",
    )


def leaky(**changed):
    return Neuron.from_equations(**LEAKY | changed.pop("texts", {}), **LEAK | changed)


@dataclass(frozen=True, repr=False)
class ByHand(Neuron):
    """Izhikevich's neuron as a class."""

    C: float = param(1 * pF, "pF", "capacitance", 0.1 * pF, 10 * pF)
    a: float = param(20.0, "Hz", "rate of u", 0.0, 1e3)
    b: float = param(0.2, "", "slope", -1.0, 1.0)
    c: float = param(-65 * mV, "mV", "reset", -100 * mV, 0.0)
    d: float = param(8 * mV, "mV", "jump of u", 0.0, 100 * mV)
    state: ClassVar[tuple[str, ...]] = ("V", "u")

    @staticmethod
    def flow(V, u, I, C, a, b):
        return (0.04 * V**2 / 1e-3 + 5 * V + 0.14 - u) / 1e-3 + I / C, a * (b * V - u)

    @staticmethod
    def fires(V, u):
        return V >= 0.03

    @staticmethod
    def reset(V, u, c, d):
        return c, u + d

    def rest(self):
        return self.c, self.b * self.c


# --- known answers --------------------------------------------------------------------------------

KINDS = {  # a, b, c, d of the paper's figure 2, and a current
    "regular spiking": (0.02, 0.2, -65, 8, 10),
    "intrinsically bursting": (0.02, 0.2, -55, 4, 10),
    "chattering": (0.02, 0.2, -50, 2, 10),
    "fast spiking": (0.1, 0.2, -65, 2, 10),
    "low-threshold spiking": (0.02, 0.25, -65, 2, 10),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.exhaustive("compiled")
def test_izhikevichs_neuron_spikes_as_the_class_written_by_hand(kind, path):
    a, b, c, d, current = KINDS[kind]
    own = {"a": a / ms, "b": b, "c": c * mV, "d": d * mV}
    text, hand = izhikevich()(**own), ByHand(**own)
    mine, other = (simulate(each, current * pA, 0.3, 0.05 * ms) for each in (text, hand))
    assert len(mine.spikes) > 4
    assert np.array_equal(mine.spikes, other.spikes)
    np.testing.assert_allclose(mine.V, other.V, rtol=1e-9, atol=1e-12)


def test_a_network_of_neurons_that_differ_spikes_as_those_written_by_hand(path):
    trains = []
    for model in izhikevich(), ByHand:
        net, rng = Network(), np.random.default_rng(1)
        r = rng.random(20)
        cells = net.population(
            model(), 20, I=10 * pA, a=(0.02 + 0.08 * r) / ms, c=(-65 + 15 * r**2) * mV
        )
        net.project(net.poisson(20, 50 * Hz), cells, 3 * mV, 1 * ms, probability=0.3)
        net.project(cells, cells, -1 * mV, 1 * ms, probability=0.2)
        engine = Clocked(0.1 * ms)
        run = engine.run(net, 0.3, seed=3)
        assert ("compiled" in engine.explain()) == (path == "compiled")
        trains.append(run.trains(cells))
    assert sum(map(len, trains[0])) > 150
    for mine, other in zip(*trains, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)


def test_the_squid_axon_rests_and_fires_as_scipy_and_the_textbooks_say(path):
    neuron, hand = squid()(), Squid()
    assert neuron.rest() == hand.rest()
    p = neuron.values(neuron.flow, *neuron.state, "I")
    # −65 mV is the voltage of rest but for a few microvolts, which pass within a millisecond
    assert np.abs(neuron.flow(*neuron.rest(), 0.0, *p)).max() < 10 * uV / ms
    still = simulate(neuron, 0.0, 50 * ms, 0.02 * ms)
    assert len(still.spikes) == 0 and np.abs(still.V + 65 * mV).max() < 0.01 * mV
    true = crossings(hand, 2 * nA, 0.15, -20 * mV)
    run = simulate(neuron, 2 * nA, 0.15, 0.02 * ms)
    assert len(run.spikes) == len(true) > 8
    assert np.abs(run.spikes - true - 0.01 * ms).max() < 0.02 * ms  # at the end of a step
    assert f_i_curve(neuron, [2 * nA], 0.1, 0.1, 0.02 * ms)[0] == pytest.approx(68, abs=1)
    first = run.V[: int(12 * ms / run.dt)]
    # the action potential of 1952: it overshoots 0 by about 40 mV and undershoots rest
    assert first.max() == pytest.approx(40 * mV, abs=3 * mV)
    assert first.min() == pytest.approx(-75 * mV, abs=1.5 * mV)


def test_a_leaky_neuron_has_the_rate_of_the_closed_form(path):
    neuron = leaky(t_ref="2*ms")()
    closed = LIF(E_L=-70 * mV, V_T=-50 * mV, V_R=-60 * mV, C=200 * pF, g_L=10 * nS, t_ref=2 * ms)
    I = np.array([250, 300, 500]) * pA
    np.testing.assert_allclose(f_i_curve(neuron, I), closed.rate(I), rtol=1e-3)
    assert neuron.refractory == 2 * ms and neuron.leap is None
    assert closed.rate(300 * pA) == pytest.approx(63.04000219)


def test_conductances_and_voltages_drawn_at_the_start_work(path):
    net = Network()
    cells = net.population(leaky()(), 10, V="uniform", noise=2 * pA)
    net.project(net.poisson(50, 20 * Hz), cells, 2 * nS, 1 * ms, synapse="conductance")
    assert len(Clocked(0.1 * ms).run(net, 0.2).spikes(cells)[0]) > 5
    still = Network()
    still.population(leaky()(), 1)
    with pytest.raises(ParameterError, match="Leaky has no closed-form solution"):
        EventDriven().run(still, 0.1)


FUNCTIONS = """dV/dt = -V/tau + I/C
    x = V/(10*mV)
    high = 1 if x > 0.5 and V < 1*V_1 or x < -3 else abs(x)**1.5
    dw/dt = (min(high, 0.7) + max(x, 0) + tanh(x)*sin(x) + cos(x)**2 - sqrt(abs(x)) - log(2 + x**-2)
             + 0.25*x**3 + exp(-x) - w*(0 if V > 0 else 2)
             + sinh(x)/cosh(x) + expm1(x/3) - 0.1/exprel(-x))/tau"""


def test_every_function_and_condition_is_that_of_numpy(path):
    model = Neuron.from_equations(
        FUNCTIONS, spike="V > V_1", rest="V = 1*mV; w = 0.1", name="All", tau="10*ms",
        V_1="1*mV*100", C="100*pF",
    )  # fmt: skip
    run = simulate(model(), lambda t: 60 * pA * np.sin(40 * t), 0.2, 0.1 * ms)
    x, w, tau = run.V / (10 * mV), run.w, 10 * ms
    high = np.where((x > 0.5) | (x < -3), 1.0, np.abs(x) ** 1.5)
    expected = np.minimum(high, 0.7) + np.maximum(x, 0) + np.tanh(x) * np.sin(x) + np.cos(x) ** 2
    expected += -np.sqrt(np.abs(x)) - np.log(2 + 1 / x**2) + 0.25 * x**3 + np.exp(-x)
    expected += np.tanh(x) + np.expm1(x / 3) - 0.1 / special.exprel(-x)
    expected = (expected - w * np.where(run.V > 0, 0, 2)) / tau
    with np.errstate(all="ignore"):
        found = model.flow(run.V, w, 0.0, *model().values(model.flow, "V", "w", "I"))[1]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    slope = np.gradient(w, run.dt)
    assert x.max() > 0.5 and x.min() < -0.5
    smooth = slice(5, 200)
    np.testing.assert_allclose(slope[smooth], expected[smooth], rtol=0.02, atol=1)


def test_exprel_is_that_of_scipy_and_continuous_at_0(path):
    """Its integral along a voltage that moves by 1 mV/ms, from 0 up and down, is that by
    quadrature; in steps of 1e-7 about 0 it is 1 + x/2.
    """
    x = np.concatenate([[-800, -40, -3.0, 0.0, 2.0, 700.0], np.logspace(-320, 1, 400)])
    x = np.concatenate([x, -x[6:], np.linspace(-1, 1, 4001), np.nextafter([0.5, -0.5], 0)])
    np.testing.assert_allclose(equations.exprel(x), special.exprel(x), rtol=2e-15)
    near = np.arange(-5, 6) * 1e-7
    np.testing.assert_allclose(equations.exprel(near), 1 + near / 2, rtol=1e-13)
    model = Neuron.from_equations(
        "dV/dt = I/C; dy/dt = exprel(V/mV)/ms", spike="V > 100*mV", rest="V = 0*mV; y = 0",
        C="1*pF",
    )  # fmt: skip
    net = Network()
    cells = net.population(model(), 2, I=[1 * pA, -1 * pA])
    many = Clocked(0.02 * ms).run(net, 4 * ms, record={cells: {"y": "all"}})
    for way, y in zip((1, -1), many.state(cells, "y"), strict=True):
        expected = way * integrate.quad(special.exprel, 0, way * 4)[0] * way
        alone = simulate(model(), way * 1 * pA, 4 * ms, 0.02 * ms)
        assert alone.y[-1] * way == pytest.approx(expected, rel=1e-8)
        np.testing.assert_allclose(y, alone.y, rtol=1e-12)


def test_a_flow_that_is_not_a_number_says_where(path):
    """At -40 mV the rate of m in the squid's usual equations is 0/0; with exprel it is 1/ms."""
    there = (-40 * mV, 0.05, 0.6, 0.3)
    lost = "the flow of HodgkinHuxley is not a number at V=-40 mV, where dm/dt is 0/0"
    with pytest.raises(ParameterError, match=f"At 0 s {lost}.*exprel"):
        simulate(squid()(), 0.0, 20 * ms, 0.02 * ms, start=there)
    for start in -40 * mV, [-65 * mV, -40 * mV]:
        with pytest.raises(ParameterError, match=f"population's V at the start: {lost}"):
            Network().population(squid()(), 2, V=start)
    texts = SQUID["equations"].replace(
        "0.1*(v + 40)/(1 - exp(-(v + 40)/10))", "1/exprel(-(v + 40)/10)"
    )
    texts = texts.replace("0.01*(v + 55)/(1 - exp(-(v + 55)/10))", "0.1/exprel(-(v + 55)/10)")
    assert texts.count("exprel") == 2
    safe = squid(equations=texts)()
    p = safe.values(safe.flow, *safe.state, "I")
    assert safe.flow(*there, 0.0, *p)[1] == pytest.approx(
        1e3 * (0.95 - 4 * np.exp(-25 / 18) * 0.05)
    )
    run, usual = (simulate(each, 2 * nA, 60 * ms, 0.02 * ms) for each in (safe, squid()()))
    np.testing.assert_allclose(run.V, usual.V, atol=1e-9)
    assert len(simulate(safe, 0.0, 20 * ms, 0.02 * ms, start=there).V) == 1001
    net = Network()
    cells = net.population(safe, 2, V=-40 * mV)
    V = Clocked(0.02 * ms).run(net, 20 * ms, record="all").V(cells)
    assert np.isfinite(V).all()


def test_a_step_that_is_too_long_is_still_said_to_be(path):
    Runaway = Neuron.from_equations(
        "dV/dt = V**2/(10*mV*ms) - V/ms + I/C", spike="V > 0.4*V_1", rest="V = 0*mV", reset="V = V",
        C="1*pF", V_1="1*V",
    )  # fmt: skip
    with pytest.raises(ParameterError, match="left all bounds before .* Type a shorter one"):
        simulate(Runaway(), 200 * pA, 50 * ms, 0.01 * ms)


def test_one_state_and_a_reset_in_several_steps(path):
    model = leaky(texts={"reset": "V = V_R; V -= 2*mV; V *= 1"})
    run = simulate(model(), 500 * pA, 0.1)
    lowest = run.V[np.rint(run.spikes / run.dt).astype(int)]
    np.testing.assert_allclose(lowest, -62 * mV)


# --- units and ranges -----------------------------------------------------------------------------

Q = r"['\"]"
MISTAKES = {
    "a current is no slope of a voltage": (
        {"equations": "dV/dt = (E_L - V)/tau + I"},
        rf"{Q}I{Q} is in A; expected the same unit as {Q}\(E_L - V\) / tau{Q} has beside it, which is "
        r"in V/s. Divide it by a quantity in F",
    ),
    "a slope without a time": (
        {"equations": "dV/dt = E_L - V + I/C"},
        rf"{Q}I / C{Q} is in V/s; expected .* is in V. Multiply it by a quantity in s",
    ),
    "a whole slope without a time": (
        {"equations": "dV/dt = E_L - V"},
        r"is in V; expected dV/dt, which is in V/s. Divide it by a quantity in s",
    ),
    "an exponential of a voltage": (
        {"equations": "dV/dt = (E_L - V)/tau*exp(V)"},
        rf"{Q}V{Q} is in V; expected what exp takes, which has no unit. Divide it by a quantity in V",
    ),
    "a threshold without a unit": (
        {"spike": "V >= -50"},
        rf"{Q}-50{Q} has no unit; expected the same unit as {Q}V{Q} has beside it, which is in V",
    ),
    "a reset in another unit": ({"reset": "V = tau"}, r"V = tau.* is in s; expected V, which is in V"),
    "a rest in another unit": ({"rest": "V = tau"}, r"V = tau.* is in s; expected V, which is in V"),
    "a plain number for a voltage": (
        {"V_R": -60 * mV},
        r"V_R is a number without a unit; type V_R='-60\*mV'\.",
    ),
    "a plain number for a time": (
        {"tau": 20 * ms},
        r"tau is a number without a unit; type tau='20\*ms'\.",
    ),
    "a plain number for a capacitance": (
        {"C": 200 * pF},
        r"C is a number without a unit; type C='200\*pF'\.",
    ),
    "a plain number among others": (
        {"equations": "dV/dt = (E_L - V)/tau + I/C + a*(V - E_L)*(V - V_T)", "a": 3.0},
        r"a is a number without a unit; type it in quotes, with its unit, as in tau='20\*ms'",
    ),
    "lines out of order": (
        {"equations": "y = 2*x; x = V/tau; dV/dt = (E_L - V)/tau + y + I/C"},
        r"x is defined below; move its line 'x = V/tau' up",
    ),
    "a unit that a line below hides": (
        {"equations": "y = V/(2*s); s = V/mV; dV/dt = (E_L - V)/tau + y*s + I/C"},
        r"s is defined below; .* \(The unit s is hidden by it\.\)",
    ),
    "a unit that the model hides": (
        {"equations": "s = V/mV; dV/dt = (E_L - V)/tau + V/(2*s) + I/C"},
        r"The unit s is hidden by s of the model: rename s there",
    ),
    "a value per area": (
        {"C": "1*uF/cm**2"},
        r"'cm' is no unit .* 1e-4 cm² turn 1 µA/cm² into 100 pA",
    ),
    "a value per area in metres": ({"C": "1*uF/(0.01*m)**2"}, r"'m' is no unit .* choose the area"),
    "a refractory time without a reset": (
        {"t_ref": "2*ms", "reset": None, "rest": "V = V_R"},
        r"Leaky has a refractory time, and its reset leaves V as it is: .* Leave t_ref out",
    ),
    "a power that varies": (
        {"equations": "dV/dt = (E_L - V)/tau + V**(V/E_L)/ms"},
        r"is in V; expected a number as its exponent",
    ),
    "a name of nothing": (
        {"equations": "dV/dt = (E_l - V)/tau + I/C"},
        rf"{Q}E_l{Q} is no unit and no name of the model, which has .*Did you mean {Q}E_L{Q}",
    ),
    "a unit of no neuron": ({"spike": "V >= 5*nJ"}, r"'nJ' is no unit"),
    "time": ({"equations": "dV/dt = (E_L - V)/tau + I/C*t"}, r"I=\(times, values\)"),
    "noise": ({"equations": "dV/dt = (E_L - V)/tau + I/C*xi"}, r"noise=sigma"),
    "no equation of V": (
        {"equations": "dv/dt = (E_L - v)/tau + I/C"},
        r"equations are of v; expected one of each variable, and dV/dt",
    ),
    "two equations of V": (
        {"equations": "dV/dt = I/C; dV/dt = (E_L - V)/tau"},
        r"equations are of V, V; expected one",
    ),
    "a time constant on the left": (
        {"equations": "tau*dV/dt = E_L - V"},
        r"are of nothing; expected one of each variable, and dV/dt = … of the voltage V",
    ),
    "no rest of a variable": (
        {"equations": "dV/dt = (E_L - V)/tau + I/C; dw/dt = -w/tau"},
        r"rest is 'V = E_L'; expected a line for each of V, w",
    ),
    "a variable that rests without a unit": (
        {"equations": "dV/dt = (E_L - V)/tau + (I - w)/C; dw/dt = -w/tau", "rest": "V = E_L; w = 0"},
        r"w has no unit by its line 'w = 0': type one there",
    ),
    "a spike that depends on I": ({"spike": "V + 0*mV*I/I >= V_T"}, r"it depends on I"),
    "a spike that is a number": ({"spike": "V - V_T"}, r"is no condition; expected a comparison"),
    "equality": ({"spike": "V == V_T"}, r"is no condition; expected a comparison by <"),
    "a condition in a sum": ({"equations": "dV/dt = (E_L - V)/tau + (V > V_T)"}, r"is not allowed"),
    "a number in a condition": (
        {"equations": "dV/dt = (E_L - V)/tau*(1 if V else 2) + I/C"},
        r"is no condition",
    ),
    "not allowed in a spike": ({"spike": "not V >= V_T"}, r"is no condition"),
    "a reset of a parameter": ({"reset": "V_T = V_R"}, r"expected one of V, and its value"),
    "no arithmetic": ({"equations": "dV/dt = (E_L - V))/tau"}, r"is no arithmetic"),
    "a state that is a parameter": ({"V": "3*mV"}, r"expected a name that has no value yet"),
    "a refractory time without a unit": ({"t_ref": 2.0}, r"t_ref is no time; expected one"),
    "an unused parameter": ({"g": "3*nS"}, r"g is given, and no text uses it; leave it out"),
    "a divisor of 0": ({"tau": "0*ms"}, r"divides by it; expected another value than 0"),
    "words for a value": ({"tau": "20 ms"}, r"'20 ms' is no arithmetic"),
    "a value of other parameters": ({"tau": "C*V_R"}, r"'C' is no unit .* which has none here"),
    "an infinite value": ({"tau": "1e308*1e308*s"}, r"expected a finite number"),
    "a division by zero": ({"tau": "1/0*s"}, r"expected a finite number"),
    "a root of a negative one": ({"tau": "sqrt(-1)*s"}, r"expected a finite number"),
    "a list": ({"tau": [1, 2]}, r"tau is \[1, 2\]; expected a number, a text with its unit"),
    "a truth value": ({"tau": True}, r"tau is True; expected a number"),
    "nan": ({"tau": float("nan")}, r"tau .*is nan"),
    "a name of the class": ({"check": "1*mV"}, r"Leaky cannot have the name 'check'"),
    "a name of a function": ({"exp": "1*mV"}, r"Leaky cannot have the name 'exp'"),
    "a name of Python": ({"lambda": "1*mV"}, r"Leaky cannot have the name 'lambda'"),
    "a name with an accent": ({"τ": "1*ms"}, r"Leaky cannot have the name"),
    "a name of no class": ({"name": "a b"}, r"name is 'a b'; expected the name of a class"),
    "no text": ({"equations": 3}, r"from_equations' equations is 3; expected a text"),
    "no text of a reset": ({"reset": 0}, r"from_equations' reset is 0; expected a text"),
    "an empty text": ({"equations": ""}, r"equations are of nothing"),
    "an empty spike": ({"spike": ""}, r"is no arithmetic"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_gets_a_sentence(changed, message):
    texts = {key: value for key, value in changed.items() if key in LEAKY}
    own = {key: value for key, value in changed.items() if key not in LEAKY}
    with pytest.raises(ParameterError, match=message) as caught:
        leaky(texts=texts, **own)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 500


def test_a_reset_above_the_threshold_and_a_missing_unit_are_refused_as_by_any_model():
    with pytest.raises(ParameterError, match=r"Leaky.reset takes V to -40 mV, where the neuron"):
        leaky()(V_R=-40 * mV)
    with pytest.raises(
        ParameterError, match=r"Leaky.tau \(time\) is 21 s; expected 20 µs to 20 s.* as in 21\*ms\?"
    ):
        leaky()(tau=21)
    with pytest.raises(ParameterError, match=r"V_T \(voltage\) is -50 V; .* as in -50\*mV\?"):
        leaky()(V_T=-50)
    with pytest.raises(ParameterError, match=r"tau \(time\) is 0 s"):
        leaky()(tau=0.0)
    with pytest.raises(ParameterError, match="Leaky has no parameter tua; it has E_L, V_T"):
        leaky()(tua=1 * ms)
    singular = leaky(texts={"rest": "V = E_L*V_T/V_R"})
    with pytest.raises(ParameterError, match="Leaky.V_R .* is 0 V"):
        singular(V_R=0.0)


def test_parameters_have_the_unit_in_which_they_were_typed_and_param_says_the_rest():
    model = leaky(
        C=param(0.3e-9, "nF", "membrane capacitance", 0.1e-9, 1e-9, (0.2e-9, 0.5e-9)),
        texts={"equations": "dV/dt = (E_L - V)/tau + k*V*(V - V_T)/tau + I/C"},
        k=param(2.0, "", "steepness, 1/V", 0.0, 10.0),
    )
    assert repr(model()) == (
        "Leaky(E_L=-70*mV, V_T=-50*mV, V_R=-60*mV, tau=20*ms, C=0.3*nF, k=2.0)"
    )
    known = model.quantities()
    assert known["C"].meaning == "membrane capacitance" and known["C"].teaching == (0.2e-9, 0.5e-9)
    assert known["tau"].low == pytest.approx(20e-6) and known["E_L"].high == 0.5
    with pytest.raises(ParameterError, match=r"membrane capacitance\) is 2 nF; expected 100 pF"):
        model(C=2e-9)
    page = model()._repr_markdown_()
    assert (
        r"\texttt{V >= V\_T} \tag{2}" in page and "| $C$ | membrane capacitance | 0.3 nF |" in page
    )
    assert list(model.equations()) == [1, 2, 3]
    cubic = leaky(texts={"equations": "dV/dt = (E_L - V)*k*V**2/tau + I/C"}, k="3/mV**2")
    assert "| $k$ | value | 3×10⁶ 1/V**2 |" in cubic()._repr_markdown_()


def test_units_of_names_are_hidden_by_names_of_the_model():
    model = Neuron.from_equations(
        "dV/dt = (K - V)/F; dm/dt = -m/F", spike="V > 0*mV", rest="V = K; m = 1", K="-1*V",
        F="2*s",
    )  # fmt: skip
    assert model.state == ("V", "m") and model().rest() == (-1 * V, 1.0)


# --- strangers ------------------------------------------------------------------------------------

ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "V.__class__",
    "(lambda: V)()",
    "[V for V in (1, 2)][0]",
    "f'{V}'",
    "(V := 1)",
    "exp.__globals__",
    "np.exp(1)",
    "np",
    "open('x')",
    "exp(*V)",
    "exp(x=1)",
    "min(*[V, V])",
    "V[0]",
    "V if V else V",
    "{}",
    "'V'",
    "None",
    "True",
    "1j",
    "V @ V",
    "V % 2",
    "V // 2",
    "V << 2",
    "~V",
    "await V",
    "...",
    "10**400",
    "_dV",
    "I.real",
    "quantity",
    "show",
    "(" * 150 + "V" + ")" * 150 + "()",
    "-" * 9000 + "V",
    "(" * 9000,
    "V\x00",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: text[:20])
@pytest.mark.parametrize("where", ["equations", "spike", "reset", "rest", "tau", "second line"])
def test_a_strangers_text_runs_no_code(attack, where, monkeypatch):
    def never(*_, **__):
        raise AssertionError("ran")

    monkeypatch.setattr(os, "system", never)
    texts = {
        "equations": {"equations": f"dV/dt = {attack}"},
        "second line": {"equations": f"dV/dt = (E_L - V)/tau + I/C\n{attack}"},
        "spike": {"spike": f"V >= {attack}"},
        "reset": {"reset": f"V = {attack}"},
        "rest": {"rest": f"V = {attack}"},
    }.get(where)
    with pytest.raises(ParameterError) as caught:
        leaky(texts=texts) if texts else leaky(tau=attack)
    assert len(str(caught.value)) < 700


def test_a_text_that_would_compute_for_ever_ends_at_once():
    """Whole numbers of Python would grow without bound; floats end at 1.8e308."""
    with pytest.raises(ParameterError, match="finite number"):
        leaky(tau="9**9**9**9*s")
    endless = leaky(texts={"equations": "dV/dt = (E_L - V)/tau + I/C + 1*mV/ms*9**9**9**9"})
    with pytest.raises(ParameterError, match="Leaky's equations have no finite value at rest"):
        endless()
    with pytest.raises(ParameterError, match="'V = -40[*]mV; .* where none divides by 0"):
        squid(rest=SQUID["rest"].replace("-65", "-40"))()


def test_only_what_was_understood_is_in_a_kernel():
    """The kernels see NumPy and nothing else, not even what is built in."""
    kernel = squid().flow
    assert set(kernel.__code__.co_names) <= {"np", "exp"}
    assert not set(vars(builtins)) & set(kernel.__code__.co_names)


# --- pickles and caches ---------------------------------------------------------------------------


def test_a_pickle_makes_the_class_again_from_its_text():
    neuron = izhikevich(d=param(8 * mV, "mV", "jump", 0.0, 1.0))(a=0.1 / ms)
    again = pickle.loads(pickle.dumps(neuron))
    assert again == neuron and type(again) is type(neuron) and again.a == 0.1 / ms
    assert copy.deepcopy(neuron) == neuron
    assert pickle.loads(pickle.dumps(type(neuron))) is type(neuron)
    assert izhikevich() is izhikevich() and izhikevich() is not izhikevich(b=0.3)
    script = "import pickle, sys; neuron = pickle.load(sys.stdin.buffer); print(repr(neuron))"
    done = subprocess.run(
        [sys.executable, "-c", script], input=pickle.dumps(neuron), capture_output=True
    )
    assert done.stdout.decode().strip() == repr(neuron), done.stderr.decode()


SCRIPT = """
import sys
import numba
from neurolib import Clocked, Network, Neuron, simulate
from neurolib.engines.clocked import integrators, numba_steps
from neurolib.units import ms, pA

found = []
bind = integrators._jit.bind
def kept(*arguments, **options):
    made = bind(*arguments, **options)
    found.append(made)
    return made
integrators._jit.bind = kept
Leaky = Neuron.from_equations(
    "dV/dt = (E_L - V)/tau + I/C", spike="V >= V_T", reset="V = " + sys.argv[1], rest="V = E_L",
    name="Leaky", E_L="-70*mV", V_T="-50*mV", tau="20*ms", C="200*pF")
spikes = simulate(Leaky(), 300*pA, 0.2).spikes
net = Network()
cells = net.population(Leaky(), 3, I=300*pA)
run = Clocked(0.1*ms).run(net, 0.2)
stats = [each.stats for each in found if hasattr(each, "stats")]
hits, misses = (sum(sum(getattr(s, k).values()) for s in stats) for k in ("cache_hits", "cache_misses"))
print(len(spikes), len(run.spikes(cells)[0]), hits, misses)
"""


@pytest.mark.skipif(not _jit.enabled(), reason="Numba is not installed or is switched off")
def test_a_second_process_finds_the_compiled_loops_of_a_text_and_another_text_does_not(tmp_path):
    rows = []
    for reset in "E_L", "E_L", "E_L + 10*mV":
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, reset],
            capture_output=True,
            text=True,
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
        rows.append([int(each) for each in done.stdout.split()])
    first, again, other = rows
    assert first[:2] == again[:2] and other[0] > first[0]
    assert first[2] == 0 < first[3]
    assert again[2] == first[3] and again[3] == 0
    assert other[2] == 0 < other[3]


def test_the_kernels_of_a_text_are_those_of_the_class_that_one_would_write():
    """AdEx from its equations flows as the library's AdEx."""
    model = Neuron.from_equations(
        "dV/dt = (g_L*(E_L - V) + g_L*Delta_T*exp((min(V, V_peak) - V_T)/Delta_T) - w + I)/C"
        "\n dw/dt = (a*(V - E_L) - w)/tau_w",
        spike="V >= V_peak",
        reset="V = V_R; w += b",
        rest="V = E_L; w = 0*pA",
        name="AdExText",
        C="281*pF",
        g_L="30*nS",
        E_L="-70.6*mV",
        V_T="-50.4*mV",
        Delta_T="2*mV",
        a="4*nS",
        tau_w="144*ms",
        b="80.5*pA",
        V_R="-70.6*mV",
        V_peak="20*mV",
    )
    rng, one, other = np.random.default_rng(1), model(), AdEx()
    V, w = rng.uniform(-80, 15, 50) * mV, rng.uniform(-100, 300, 50) * pA
    mine, theirs = (
        each.flow(V, w, 0.5 * nA, *each.values(each.flow, "V", "w", "I")) for each in (one, other)
    )
    np.testing.assert_allclose(mine, theirs, rtol=1e-11)
    assert equations.unit_of((1.0, 0.0, -2.0)) == "V/s**2"


def test_trees_that_are_too_deep_get_a_sentence():
    for text in "+V" * 4900, "-" * 4900 + "V", "(" * 190 + "V" + ")" * 190, "V**" * 2000 + "1":
        with pytest.raises(ParameterError):
            leaky(texts={"equations": f"dV/dt = (E_L - V)/tau + I/C + ({text})"})
    deep = "+".join(["I/C"] * 150)
    model = leaky(texts={"equations": f"dV/dt = (E_L - V)/tau + {deep}"})
    assert len(simulate(model(), 2 * pA, 0.1, 0.1 * ms).spikes)
    with pytest.raises(ParameterError, match="too many brackets|no arithmetic"):
        leaky(texts={"equations": "dV/dt = (E_L - V)/tau" + "+I/C" * 2400})
