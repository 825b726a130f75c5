"""Conductances: a step that stays in its range at any tick, its order, SciPy, ticks that are too
long, and equal paths.
"""

import itertools
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from neurolib import _jit, param
from neurolib.engines import Clocked
from neurolib.engines.clocked import conductances
from neurolib.model import ParameterError
from neurolib.network import Network
from neurolib.neurons import LIF, AdaptiveLIF, AdEx
from neurolib.neurons.neuron import Neuron, conducts
from neurolib.units import Hz, ms, mV, nS, pA, pF, s

needs_numba = pytest.mark.skipif(
    not _jit.enabled(), reason="Numba is not installed or is switched off"
)
BOTH = [pytest.param("plain"), pytest.param("compiled", marks=needs_numba)]
# no default among its parameters
OFF = LIF(C=150 * pF, g_L=14 * nS, E_L=-66 * mV, V_T=-47 * mV, V_R=-61 * mV, t_ref=1.5 * ms)


def take(path, patch):
    if path == "plain":
        patch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, it is used


@pytest.fixture(params=BOTH)
def path(request, monkeypatch):
    """Run the test on one path, then on the other."""
    take(request.param, monkeypatch)
    return request.param


def both(net, duration, dt, method="RK4", **more):
    """Run on the plain path and, where there is Numba, on the compiled one."""
    with pytest.MonkeyPatch.context() as patch:
        take("plain", patch)
        runs = [Clocked(dt, method).run(net, duration, **more)]
    if _jit.enabled():
        import numba  # noqa: F401

        engine = Clocked(dt, method)
        runs.append(engine.run(net, duration, **more))
        assert "compiled path" in engine.explain()
    return runs


@dataclass(frozen=True, repr=False)
class Fatigued(Neuron):
    r"""A leaky neuron with a current w that each spike lifts and that V feeds as well: linear in V
    and in w, but in both at once.

    .. math::

        C \frac{dV}{dt} = -g_L (V - E_L) - w + I \tag{1}
        \tau_w \frac{dw}{dt} = a (V - E_L) - w \tag{2}
    """

    C: float = param(170 * pF, "pF", "membrane capacitance", 1 * pF, 10e3 * pF)
    g_L: float = param(12 * nS, "nS", "leak conductance", 0.1 * nS, 1e3 * nS)
    E_L: float = param(-68 * mV, "mV", "resting potential", -150 * mV, 50 * mV)
    V_T: float = param(-50 * mV, "mV", "threshold", -150 * mV, 50 * mV)
    V_R: float = param(-60 * mV, "mV", "reset", -150 * mV, 50 * mV)
    a: float = param(5 * nS, "nS", "coupling", 0.0, 100 * nS)
    b: float = param(30 * pA, "pA", "lift by a spike", 0.0, 1e3 * pA)
    tau_w: float = param(40 * ms, "ms", "time constant of w", 1 * ms, 1 * s)

    state: ClassVar[tuple[str, ...]] = ("V", "w")

    @staticmethod
    def flow(V, w, I, C, g_L, E_L, a, tau_w):
        return (-g_L * (V - E_L) - w + I) / C, (a * (V - E_L) - w) / tau_w  # (1), (2)

    @staticmethod
    def linear(V, w, I, G, C, g_L, E_L, a, tau_w):
        return ((g_L + G) / C, (g_L * E_L - w + I) / C), (1 / tau_w, a * (V - E_L) / tau_w)

    @staticmethod
    def fires(V, w, V_T):
        return V >= V_T

    @staticmethod
    def reset(V, w, V_R, b):
        return V_R, w + b

    def rest(self):
        return self.E_L, 0.0


class Integrated(LIF):
    """The same flow without a closed form, which Runge and Kutta's method integrates."""

    @staticmethod
    def flow(V, I, C, g_L, E_L):
        return ((-g_L * (V - E_L) + I) / C,)


# --- what inhibition does -------------------------------------------------------------------------


def inhibited(neuron, weight, n=20, **own):
    """Return neurons that only an inhibitory train reaches, through 80 synapses each."""
    net = Network()
    inputs, cells = net.poisson(80, 20 * Hz), net.population(neuron, n, name="cells", **own)
    net.project(inputs, cells, weight, 1 * ms, synapse="conductance", tau=10 * ms, E_rev=-80 * mV)
    return net, cells


@pytest.mark.exhaustive("compiled")
@pytest.mark.parametrize("dt", [0.1, 1.0])
@pytest.mark.parametrize("weight", [67, 500])
@pytest.mark.parametrize(
    ("neuron", "own"),
    [
        (LIF(), {}),
        (LIF(t_ref=0.0), {}),
        (AdaptiveLIF(), {}),
        (LIF(), {"V_T": np.linspace(-52, -48, 20) * mV}),
        (Fatigued(a=0.0), {}),
    ],
    ids=["LIF", "no refractory time", "AdaptiveLIF", "own thresholds", "a model of one's own"],
)
def test_inhibition_alone_makes_no_neuron_fire(neuron, own, weight, dt, path):
    net, cells = inhibited(neuron, weight * nS, **own)
    run = Clocked(dt * ms).run(net, 0.3, seed=1, record={cells: "all"})
    rest = neuron.rest()[0]
    assert len(run.spikes(cells)[0]) == 0
    assert -80 * mV - 1e-12 <= run.V(cells).min() and run.V(cells).max() <= rest + 1e-12
    session = Clocked(dt * ms).start(net, seed=1, record={cells: "all"})
    pieces = [session.run(0.1) for _ in range(3)]
    np.testing.assert_array_equal(
        np.concatenate([piece.V(cells)[:, :-1] for piece in pieces], axis=1), run.V(cells)[:, :-1]
    )


@st.composite
def membranes(draw):
    """Draw a neuron under conductances and a current of any size, and a tick."""
    real = st.floats(0.0, 1.0)
    neuron = LIF(
        C=10 ** draw(st.floats(0, 4)) * pF, g_L=10 ** draw(st.floats(-2, 3)) * nS, E_L=(-100 + 60 * draw(real)) * mV,
        V_T=50 * mV, V_R=-60 * mV, t_ref=0.0,
    )  # fmt: skip
    net, lowest = Network(), neuron.E_L + 0.0
    I = neuron.g_L * (-40 + 80 * draw(real)) * mV
    start, reversals = (-120 + 140 * draw(real)) * mV, [neuron.E_L + I / neuron.g_L]
    cells = net.population(neuron, 3, V=start, I=I)
    for _ in range(draw(st.integers(1, 4))):
        E_rev = (-110 + 140 * draw(real)) * mV
        times = np.sort([draw(st.floats(0.0, 0.04)) for _ in range(draw(st.integers(1, 6)))])
        weight, tau = 10 ** draw(st.floats(-3, 4)) * nS, 10 ** draw(st.floats(-2, 2)) * ms
        net.project(
            net.spikes([times]), cells, weight, 10 * ms, synapse="conductance", tau=tau, E_rev=E_rev
        )
        reversals.append(E_rev)
    return (
        net,
        cells,
        [start, *reversals],
        lowest,
        draw(st.sampled_from([0.05, 0.2, 1.0, 5.0, 10.0])),
    )


@settings(max_examples=100, deadline=None)
@given(membranes())
def test_the_voltage_stays_between_the_reversal_potentials_at_any_tick(drawn):
    """An invariant of equation (5): every step takes a mean with positive weights."""
    net, cells, reversals, _, dt = drawn
    runs = both(net, 80 * ms, dt * ms, record={cells: "all"})
    for run in runs:
        V = run.V(cells)
        assert len(run.spikes(cells)[0]) == 0
        assert min(reversals) - 1e-12 <= V.min() and V.max() <= max(reversals) + 1e-12
    for one, other in itertools.pairwise(runs):
        np.testing.assert_allclose(one.V(cells), other.V(cells), rtol=1e-12, atol=1e-15)


# --- its accuracy ---------------------------------------------------------------------------------

# time constant, reversal potential (None: a current), weights, arrivals in ms
INPUTS = [
    (3 * ms, 4 * mV, 4 * nS, [5, 9, 20]),
    (8 * ms, -83 * mV, 40 * nS, [2, 11]),
    (1.3 * ms, -40 * mV, 25 * nS, [7, 16]),
    (6 * ms, None, 90 * pA, [3, 18]),
    (2.2 * ms, None, -70 * pA, [13]),
]


def fed(neuron, inputs=INPUTS, I=60 * pA, n=1):
    """Return a neuron, and the trains that reach it 1 ms after their spikes."""
    net = Network()
    cells = net.population(neuron, n, I=I)
    for tau, E_rev, weight, times in inputs:
        kind = (
            {"synapse": "exponential"}
            if E_rev is None
            else {"synapse": "conductance", "E_rev": E_rev}
        )
        net.project(
            net.spikes([(np.array(times) - 1) * ms]), cells, weight, 1 * ms, tau=tau, **kind
        )
    return net, cells


def solved(neuron, t, inputs=INPUTS, I=60 * pA, start=None):
    """Return the state at the times ``t``, by SciPy from arrival to arrival, where the flow is
    smooth.
    """
    p = neuron.values(neuron.flow, *neuron.state, "I")

    def derivative(now, y, since):
        i, G = I, 0.0
        for tau, E_rev, weight, times in inputs:
            value = sum(
                weight * np.exp(-(now - a * ms) / tau) for a in times if a * ms <= since + 1e-9
            )
            i, G = (i + value, G) if E_rev is None else (i + value * E_rev, G + value)
        return neuron.flow(*y, i - G * y[0], *p)

    y, found = np.array(start or neuron.rest()), np.empty((len(neuron.rest()), len(t)))
    cuts = sorted({0.0, *(a * ms for *_, times in inputs for a in times), t[-1] + 1e-12})
    for begin, end in itertools.pairwise(cuts):
        own = (t >= begin - 1e-9) & (t < end + (end == cuts[-1]) - 1e-9)
        piece = solve_ivp(
            derivative,
            (begin, end),
            y,
            "DOP853",
            np.clip(t[own], begin, end),
            args=(begin,),
            rtol=1e-12,
            atol=1e-16,
            dense_output=True,
        )
        found[:, own], y = piece.sol(np.clip(t[own], begin, end)), piece.sol(end)
    return found


def error(neuron, dt, own=(), inputs=INPUTS):
    """Return the largest error of the voltage in the runs of both paths, or of the one that is
    chosen.
    """
    net, cells = fed(neuron, inputs)
    if own:
        (name, value), net = own, Network()
        cells = net.population(neuron, 2, I=60 * pA, **{name: np.array([value, value])})
        for tau, E_rev, weight, times in inputs:
            kind = (
                {"synapse": "exponential"}
                if E_rev is None
                else {"synapse": "conductance", "E_rev": E_rev}
            )
            net.project(
                net.spikes([(np.array(times) - 1) * ms]), cells, weight, 1 * ms, tau=tau, **kind
            )
    run = Clocked(dt).run(net, 30 * ms, record={cells: [0]})
    return np.abs(run.V(cells)[0] - solved(neuron, run.t, inputs)[0]).max()


TALL = {"V_T": 40 * mV}  # no spike


@pytest.mark.parametrize(
    ("neuron", "own"),
    [
        (LIF(C=150 * pF, g_L=14 * nS, E_L=-66 * mV, **TALL), ()),
        pytest.param(
            LIF(C=150 * pF, g_L=14 * nS, E_L=-66 * mV, **TALL),
            ("V_R", -61 * mV),
            marks=pytest.mark.exhaustive("compiled"),
        ),
        pytest.param(
            AdaptiveLIF(C=120 * pF, g_L=9 * nS, E_L=-63 * mV, tau_theta=70 * ms, **TALL),
            (),
            marks=pytest.mark.exhaustive("compiled"),
        ),
        pytest.param(
            Fatigued(C=140 * pF, g_L=11 * nS, E_L=-64 * mV, a=7 * nS, tau_w=17 * ms, **TALL),
            (),
            marks=pytest.mark.exhaustive("compiled"),
        ),
    ],
    ids=["LIF", "own resets", "AdaptiveLIF", "two variables that act on each other"],
)
def test_the_closed_step_is_of_order_2_between_arrivals(neuron, own, path):
    """Conductances and currents that decay with five time constants, against SciPy, off the default
    parameters.
    """
    ticks = np.array([0.5, 0.25, 0.125, 0.0625]) * ms
    errors = [error(neuron, dt, own) for dt in ticks]
    assert np.polyfit(np.log(ticks), np.log(errors), 1)[0] == pytest.approx(2, abs=0.1)
    assert errors[1] < 20e-6 and errors[-1] < 2e-6, errors


@pytest.mark.exhaustive("compiled")
def test_what_runge_and_kutta_integrate_is_of_order_4(path):
    neuron, ticks = (
        Integrated(C=150 * pF, g_L=14 * nS, E_L=-66 * mV, **TALL),
        np.array([1.0, 0.5, 0.25, 0.125]) * ms,
    )
    errors = [error(neuron, dt) for dt in ticks]
    assert np.polyfit(np.log(ticks), np.log(errors), 1)[0] == pytest.approx(4, abs=0.4)


def test_the_error_of_a_step_is_that_of_equation_6():
    """One step from a state that is not the end value, under two conductances and a current."""
    C, g_L, E_L = OFF.C, OFF.g_L, OFF.E_L
    for h in 0.2 * ms, 0.1 * ms:
        inputs = [(3 * ms, 4 * mV, 7 * nS, [0]), (5 * ms, -83 * mV, 30 * nS, [0])]
        (exact,) = solved(OFF, np.array([0.0, h]), inputs, I=0.0, start=(-70 * mV,))
        g = [weight * float(conductances.means(tau, h)) for tau, _, weight, _ in inputs]
        A, B = (
            h * (g_L + sum(g)) / C,
            h * (g_L * E_L + sum(x * each[1] for x, each in zip(g, inputs, strict=True))) / C,
        )
        step = float(conductances.step_of_arrays(np.array(-70 * mV), np.array(A), np.array(B)))
        V_inf, rate = B / A, A / h
        expected = (
            -rate
            * h**3
            / 12
            * sum(weight * (E - V_inf) / (C * tau) for tau, E, weight, _ in inputs)
        )
        assert exact[1] - step == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("tau", [0.02, 0.1, 0.4])
@pytest.mark.parametrize("dt", [0.5, 1.0])
def test_a_conductance_that_decays_faster_than_a_tick_has_its_whole_effect(tau, dt, path):
    """It counts as spread over its tick, so that what is off is that the leak has less, or more,
    time to act on it.
    """
    inputs = [(tau * ms, 0.0, 8 * nS / tau, [2, 7])]
    net, cells = fed(LIF(C=210 * pF, g_L=9 * nS), inputs, I=0.0)
    run = Clocked(dt * ms).run(net, 20 * ms, record={cells: [0]})
    exact = solved(LIF(C=210 * pF, g_L=9 * nS), run.t, inputs, I=0.0)[0]
    kick = (exact - exact[0]).max()
    assert kick > 2 * mV
    assert np.abs(run.V(cells)[0] - exact).max() < 0.04 * kick


def spiking(neuron, trains, duration, inputs):
    """Return the spike times of a LIF by SciPy: held for the refractory time, with the event of its
    threshold.
    """
    p, spikes, V, now = neuron.values(neuron.flow, "V", "I"), [], neuron.E_L, 0.0
    arrivals = [
        (tau, E_rev, weight, np.asarray(times))
        for (tau, E_rev, weight), times in zip(inputs, trains, strict=True)
    ]
    cuts = np.unique(np.concatenate([[duration], *(times for *_, times in arrivals)]))

    def derivative(t, y, since):
        i, G = 0.0, 0.0
        for tau, E_rev, weight, times in arrivals:
            value = (weight * np.exp(-(t - times[times <= since + 1e-9]) / tau)).sum()
            i, G = i + value * E_rev, G + value
        return neuron.flow(y[0], i - G * y[0], *p)

    def reached(t, y, since):
        return y[0] - neuron.V_T

    reached.terminal, reached.direction = True, 1
    while now < duration:
        end = (
            cuts[np.searchsorted(cuts, now + 1e-12, side="right")]
            if now + 1e-12 < cuts[-1]
            else duration
        )
        piece = solve_ivp(
            derivative,
            (now, end),
            [V],
            "DOP853",
            args=(now,),
            events=reached,
            rtol=1e-10,
            atol=1e-14,
            max_step=1 * ms,
        )
        now, V = piece.t[-1], piece.y[0, -1]
        if piece.status == 1:
            spikes.append(now)
            now, V = now + neuron.t_ref, neuron.V_R
        elif now >= duration - 1e-12:
            break
    return np.array(spikes)


def test_twenty_neurons_fire_when_scipy_says_at_most_a_tick_late(path):
    """Excitation and inhibition by conductances, off the defaults: the first spike of each within a
    tick, all to order 1 in the tick.
    """
    neuron, rng, dt, duration = OFF, np.random.default_rng(11), 0.01 * ms, 100 * ms
    inputs = [(4 * ms, 2 * mV, 3.0 * nS), (9 * ms, -78 * mV, 9.0 * nS)]
    net = Network()
    cells = net.population(neuron, 20)
    trains = [
        [np.unique(rng.integers(1, 9800, count)) * dt for _ in range(20)] for count in (60, 10)
    ]
    for (tau, E_rev, weight), own in zip(inputs, trains, strict=True):
        source = net.spikes([times - dt for times in own])
        net.project(
            source,
            cells,
            weight,
            dt,
            pairs=(np.arange(20), np.arange(20)),
            synapse="conductance",
            tau=tau,
            E_rev=E_rev,
        )
    when, who = Clocked(dt).run(net, duration).spikes(cells)
    late = []
    for k in range(20):
        exact = spiking(neuron, [trains[0][k], trains[1][k]], duration, inputs)
        found = when[who == k]
        assert len(found) == len(exact)
        late += list(found[:1] - exact[:1])
        assert len(found) == 0 or np.abs(found - exact).max() < 30 * dt
    assert len(late) >= 12 and min(late) > -1e-9 and max(late) <= dt + 1e-9


def test_spikes_of_a_feed_forward_network_converge_with_the_tick():
    """Three layers, each of 100 neurons that excite and inhibit the next: what the tick does to
    their spikes shrinks with order 1.
    """
    net, rng = Network(), np.random.default_rng(5)
    layers = [net.spikes([np.unique(rng.integers(1, 400, 12)) * ms for _ in range(100)])]
    for k in range(3):
        layers.append(net.population(OFF, 100, V="uniform", I=150 * pA, name=f"layer {k}"))
        for tau, E_rev, weight, first in (
            (4 * ms, 0 * mV, 2.0 * nS, 0),
            (9 * ms, -80 * mV, 6.0 * nS, 80),
        ):
            pre = layers[-2][first : first + 80] if first == 0 else layers[-2][first:100]
            net.project(
                pre, layers[-1], weight, 1 * ms, 0.3, synapse="conductance", tau=tau, E_rev=E_rev
            )
    ticks, means = np.array([1.0, 0.5, 0.2, 0.1]), []
    reference = _first_spikes(net, layers[1:], 0.01)
    for dt in ticks:
        means.append(
            [
                np.nanmean(found - exact) / ms
                for found, exact in zip(_first_spikes(net, layers[1:], dt), reference, strict=True)
            ]
        )
    for late in np.transpose(means):
        assert 0.6 < np.polyfit(np.log(ticks), np.log(late), 1)[0] < 1.4
        assert late[-1] < 0.2 < 2.0


def _first_spikes(net, layers, dt):
    """Return the first spike of each neuron of each layer, NaN where there is none."""
    run, found = Clocked(dt * ms).run(net, 60 * ms, seed=3), []
    for layer in layers:
        when, who = run.spikes(layer)
        first = np.full(layer.n, np.nan)
        first[who[::-1]] = when[::-1]
        found.append(first)
    return found


def test_the_polynomial_and_the_exponential_are_the_closed_form():
    A = np.concatenate(
        [np.linspace(0, 0.76, 400), np.geomspace(0.7, 900, 300), [1e-300, 1e-9, 1e-5]]
    )
    exact = np.where(A > 0, -np.expm1(-A) / np.where(A > 0, A, 1), 1.0)
    any_step = _jit.plain(conductances.any_step, {"exp": np.exp})
    with np.errstate(all="ignore"):
        shares = np.array([any_step(0.0, a, 1.0) for a in A])
        np.testing.assert_allclose(shares, exact, rtol=3e-14)
        np.testing.assert_allclose(
            [any_step(1.0, a, 0.0) for a in A[A < 700]], np.exp(-A[A < 700]), rtol=1e-13
        )
    np.testing.assert_allclose(
        conductances.step_of_arrays(np.zeros(len(A)), A, np.ones(len(A))), exact, rtol=1e-14
    )
    # masked
    assert (
        conductances.step_of_arrays(np.array([-np.inf]), np.array([1e6]), np.array([1.0]))
        == -np.inf
    )


# --- all paths ------------------------------------------------------------------------------------


def mixed(neuron, own=None, **more):
    """Return a network with all that a neuron can have beside conductances."""
    net, rng = Network(), np.random.default_rng(2)
    inputs = net.poisson(200, 30 * Hz)
    cells = net.population(neuron, 150, V="uniform", **(own or {}), **more)
    net.project(
        inputs, cells, 2.0 * nS, 1 * ms, 0.2, synapse="conductance", tau=4 * ms, name="excitation"
    )
    net.project(
        inputs[:40], cells, 8 * nS, 2 * ms, 0.2, synapse="conductance", tau=9 * ms, E_rev=-81 * mV
    )
    net.project(
        cells,
        cells,
        rng.uniform(0, 3, (150, 150)) * nS,
        1.5 * ms,
        synapse="conductance",
        tau=2 * ms,
        E_rev=-75 * mV,
    )
    net.project(inputs, cells, 12 * pA, 1 * ms, 0.1, synapse="exponential", tau=3 * ms)
    net.project(cells, cells, 0.3 * mV, rng.integers(1, 30, (150, 150)) * 0.1 * ms)
    return net, cells


CASES = {
    "LIF": (OFF, {}, {"I": 200 * pA}),
    "without a refractory time": (LIF(t_ref=0.0), {}, {"I": 150 * pA}),
    "own currents": (OFF, {}, {"I": np.linspace(0, 300, 150) * pA}),
    "driven, with noise": (
        OFF,
        {},
        {"I": ([0, 30 * ms, 90 * ms], [100 * pA, 350 * pA, 0.0]), "noise": 3e-12},
    ),
    "own thresholds and capacitances": (
        OFF,
        {"V_T": np.linspace(-50, -45, 150) * mV, "C": np.linspace(100, 300, 150) * pF},
        {"I": 200 * pA},
    ),
    "AdaptiveLIF": (AdaptiveLIF(theta_plus=1 * mV, tau_theta=50 * ms), {}, {"I": 250 * pA}),
    "a model of one's own": (Fatigued(), {}, {"I": 300 * pA}),
    "AdEx": (AdEx(), {}, {"I": 700 * pA}),
}
# each is compiled for its one case
OF_THEIR_OWN = "driven, with noise", "own thresholds and capacitances"


@needs_numba
@pytest.mark.parametrize(
    "case",
    [pytest.param(name, marks=[pytest.mark.exhaustive] * (name in OF_THEIR_OWN)) for name in CASES],
)
def test_both_paths_give_equal_spikes_and_voltages(case):
    neuron, own, more = CASES[case]
    net, cells = mixed(neuron, own, **more)
    plain, compiled = both(
        net, 150 * ms, 0.1 * ms, seed=4, record={cells: {"V": "all", "excitation": "all"}}
    )
    assert len(plain.spikes(cells)[0]) > 100
    for one, other in zip(plain.spikes(cells), compiled.spikes(cells), strict=True):
        np.testing.assert_array_equal(one, other)
    for name in "V", "excitation":
        rtol = 1e-6 if case == "AdEx" else 1e-12  # its upswing multiplies what rounding leaves
        np.testing.assert_allclose(
            plain.state(cells, name), compiled.state(cells, name), rtol=rtol, atol=1e-22
        )


@pytest.mark.parametrize("case", CASES)
def test_pieces_of_a_session_are_one_run_and_a_stored_state_goes_on(case, path):
    neuron, own, more = CASES[case]
    net, cells = mixed(neuron, own, **more)
    whole = Clocked(0.1 * ms).run(net, 60 * ms, seed=4, record={cells: "all"})
    session = Clocked(0.1 * ms).start(net, seed=4, record={cells: "all"})
    session.run(13 * ms)
    state = session.store()
    first = session.run(20 * ms)
    session.restore(state)
    again = session.run(20 * ms)
    np.testing.assert_array_equal(first.V(cells), again.V(cells))
    session.run(27 * ms)
    np.testing.assert_array_equal(session.so_far().V(cells), whole.V(cells))
    for one, other in zip(session.so_far().spikes(cells), whole.spikes(cells), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_current_that_a_session_sets_acts_from_the_next_tick_on(path):
    net, cells = fed(OFF, n=3)
    session = Clocked(0.1 * ms).start(net, record={cells: "all"})
    session.run(6 * ms)
    session.set(cells, I=[100 * pA, 60 * pA, 0.0])
    found = session.run(10 * ms).V(cells)
    steps = Network()
    stepped = steps.population(OFF, 3, I=([0, 6 * ms], [[60 * pA] * 3, [100 * pA, 60 * pA, 0.0]]))
    for tau, E_rev, weight, times in INPUTS:
        kind = (
            {"synapse": "exponential"}
            if E_rev is None
            else {"synapse": "conductance", "E_rev": E_rev}
        )
        steps.project(
            steps.spikes([(np.array(times) - 1) * ms]), stepped, weight, 1 * ms, tau=tau, **kind
        )
    whole = Clocked(0.1 * ms).run(steps, 16 * ms, record={stepped: "all"})
    np.testing.assert_allclose(found, whole.V(stepped)[:, 60:], rtol=1e-14)


@needs_numba
def test_neurons_with_conductances_and_another_model_run_compiled_together():
    net = Network()
    adex, cells = net.population(AdEx(), 3, I=800 * pA), net.population(LIF(), 3)
    net.project(adex, cells, 20 * nS, 1 * ms, synapse="conductance")
    runs = both(net, 200 * ms, 0.1 * ms)
    assert len(runs[0].spikes(cells)[0]) > 0
    np.testing.assert_array_equal(runs[0].spikes(cells)[0], runs[1].spikes(cells)[0])


# --- ticks that are too long ----------------------------------------------------------------------


def stiff(neuron, A, dt, method="RK4", tau=5 * ms):
    """Return neurons of which the second has a conductance so large that A of equation (7) is just
    that at 2 ms.
    """
    leak, gain = conductances.stiffness(neuron, np.array(neuron.rest())[:, None], dt)
    weight = float((A - leak[0]) / gain[0])
    net = Network()
    cells = net.population(neuron, 3, name="cells")
    net.project(
        net.spikes([[1 * ms]]),
        cells[1:2],
        weight,
        1 * ms,
        synapse="conductance",
        tau=tau,
        E_rev=-85 * mV,
    )
    return net, cells


@pytest.mark.parametrize("method", ["RK4", "Euler"])
@pytest.mark.parametrize(
    "neuron", [AdEx(), Integrated(C=130 * pF)], ids=["AdEx", "a model of one's own"]
)
def test_just_below_the_bound_a_voltage_stays_in_range_and_above_it_the_run_stops(
    neuron, method, path
):
    dt, most = 0.2 * ms, conductances.MOST_STIFF[method]
    net, cells = stiff(neuron, 0.999 * most, dt)
    V = Clocked(dt, method).run(net, 20 * ms, record={cells: "all"}).V(cells)
    assert V.min() >= -85 * mV and V.max() <= neuron.rest()[0] + 0.1 * mV
    net, cells = stiff(neuron, 1.02 * most, dt)
    said = (
        rf"At 2 ms the synapses of neuron 1 of cells had .* relaxes {1.02 * most:.3g} times "
        rf"within one tick of 200 µs; expected at most {most:g}"
    )
    with pytest.raises(ParameterError, match=said) as raised:
        Clocked(dt, method).run(net, 20 * ms)
    advised = str(raised.value).split("Clocked(dt=")[1].split("*ms")[0]
    V = Clocked(float(advised) * ms, method).run(net, 20 * ms, record={cells: "all"}).V(cells)
    assert V.min() >= -85 * mV and V.max() <= neuron.rest()[0] + 0.1 * mV


@pytest.mark.parametrize("weight", [67, 500])
@pytest.mark.parametrize("method", ["RK4", "Euler"])
@pytest.mark.parametrize("dt", [0.1, 0.2, 1.0])
def test_inhibition_of_adex_makes_no_spike_or_is_refused(dt, method, weight, path):
    net, cells = inhibited(AdEx(), weight * nS)
    try:
        run = Clocked(dt * ms, method).run(net, 0.3, seed=1, record={cells: "all"})
    except ParameterError as refused:
        assert "Clocked(dt=" in str(refused) and dt * weight > (20 if method == "RK4" else 10)
    else:
        assert len(run.spikes(cells)[0]) == 0 and -80 * mV <= run.V(cells).min()


@pytest.mark.exhaustive("compiled")
def test_a_refractory_neuron_does_not_move_so_no_tick_is_too_long_for_it(path):
    """A conductance that is over the bound while the neuron is held, and under it when it is
    released, is no reason to stop.
    """

    class Held(Integrated):
        """The same."""

    net = Network()
    cells = net.population(Held(t_ref=10 * ms), 1)
    net.project(net.spikes([[1 * ms]]), cells, 30 * mV, 1 * ms)  # fires at 2 ms
    net.project(
        net.spikes([[2 * ms]]),
        cells,
        8000 * nS,
        1 * ms,
        synapse="conductance",
        tau=2 * ms,
        E_rev=-80 * mV,
    )
    run = Clocked(0.1 * ms).run(net, 30 * ms, record={cells: [0]})
    assert len(run.spikes(cells)[0]) == 1 and run.V(cells).min() >= -80 * mV


def test_a_session_that_was_stopped_goes_on_from_a_stored_state(path):
    net = Network()
    inputs, cells = net.spikes([[15 * ms]]), net.population(AdEx(), 2)
    strong = net.project(inputs, cells, 10_000 * nS, 1 * ms, synapse="conductance", E_rev=-80 * mV)
    session = Clocked(0.1 * ms).start(net)
    session.run(10 * ms)
    state = session.store()
    with pytest.raises(
        ParameterError,
        match=r"At 16 ms the synapses of neuron 0 of AdEx had a conductance of 10 µS",
    ):
        session.run(10 * ms)
    session.restore(state)
    session.set(strong, weight=10 * nS)
    session.run(20 * ms)


@pytest.mark.parametrize(("method", "tau"), [("RK4", 0.1), ("Euler", 2.0)])
def test_synapses_that_decay_within_a_tick_are_refused_where_a_method_misses_their_charge(
    method, tau, path
):
    net = Network()
    cells = net.population(AdEx(), 1, name="cells")
    net.project(net.spikes([[1 * ms]]), cells, 1 * nS, 1 * ms, synapse="conductance", tau=tau * ms)
    with pytest.raises(
        ParameterError,
        match=r"Synapses onto cells decay with tau = .* at ticks of 500 µs the .* step of "
        r"AdEx takes",
    ) as raised:
        Clocked(0.5 * ms, method).run(net, 0.1)
    advised = float(str(raised.value).split("Clocked(dt=")[1].split("*ms")[0]) * ms
    assert advised < 0.5 * ms
    Clocked(advised, method).run(net, 5 * ms)
    exponential = Network()
    cells = exponential.population(AdEx(), 1)
    exponential.project(
        exponential.spikes([[1 * ms]]), cells, 1 * pA, 1 * ms, synapse="exponential", tau=tau * ms
    )
    with pytest.raises(ParameterError, match="expected at most 10 % off"):
        Clocked(0.5 * ms, method).run(exponential, 0.1)


# --- a model's own word ---------------------------------------------------------------------------


def test_which_neurons_leap_under_conductances():
    assert conducts(LIF()) and conducts(OFF)
    assert not any(map(conducts, (AdEx(), AdaptiveLIF(), Fatigued(), Integrated())))


def test_a_kernel_that_is_not_the_flow_is_refused_when_the_class_is_made():
    with pytest.raises(
        TypeError, match=r"Wrong.linear gives dV/dt = .* where flow gives .* expected a pair"
    ):

        class Wrong(LIF):
            @staticmethod
            def flow(V, I, C, g_L, E_L):
                return ((-2 * g_L * (V - E_L) + I) / C,)

            @staticmethod
            def linear(V, I, G, C, g_L, E_L):
                return (((g_L + G) / C, (g_L * E_L + I) / C),)

    with pytest.raises(TypeError, match=r"Bare.linear returns .* expected a pair"):

        class Bare(LIF):
            @staticmethod
            def linear(V, I, G, C, g_L, E_L):
                return ((g_L + G) / C,)

    with pytest.raises(TypeError, match=r"Other.linear takes \(V, I, C\); expected \(V, I, G, "):

        class Other(LIF):
            @staticmethod
            def linear(V, I, C):
                return ((V / C, I / C),)
