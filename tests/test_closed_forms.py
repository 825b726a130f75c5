"""Every closed form of every neuron, rule and device against a run, at parameters drawn off the
default.

A closed form is derived for a model as it stands in a paper, and an engine runs the model as it
stands in the code: a refractory time, a reset that is not the rest or a second time constant may be
in one and not in the other, and at a default of 0 nobody sees it. So what a model offers is found,
not listed: each public name of each model is either part of what a run itself uses
(``USED_BY_RUNS``), or has a comparison here, under ``@compares``. A name that is neither fails, and
so does a comparison with no name.
"""

import inspect
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from neurolib import LIF, Clocked, Network, devices, neurons, plasticity, simulate, trains
from neurolib.devices.continuous import Continuous
from neurolib.model import Model, ParameterError
from neurolib.neurons.neuron import Neuron
from neurolib.plasticity.timing import SpikeTiming
from neurolib.units import Hz, V, kHz, ms, mV, ns, pA, s

SETTINGS = 6  # of each comparison, each with parameters of its own
ERRORS = 5  # standard errors by which a mean over random trains may miss its closed form
MODELS = [getattr(room, name) for room in (neurons, plasticity, devices) for name in room.__all__]

MODEL = {"bounds", "check", "misplaced", "values"}
DEVICE = {"called", "fill", "rest", "scale"} | {"current", "flow", "simulate", "stepper"}
DEVICE |= (
    {"down", "drawn", "up", "vary"}
    | {"cell_current", "melted", "quenched", "temperature"}
    | {"post", "pre", "spike", "voltage"}
)
RULE = {
    "apply",
    "constants",
    "delivered",
    "depression",
    "lowered",
    "pairs",
    "potentiation",
    "raised",
    "shares",
    "strengths",
    "taus",
}
RULE |= {"change", "learn", "response", "slide", "step"} | {
    "later",
    "left",
    "raised_use",
    "recovered",
}
USED_BY_RUNS = {  # kernels and verbs that make a run, in each room
    "neurons": MODEL - {"bounds"} | {"fires", "flow", "linear", "reset", "rest"},
    "plasticity": MODEL | RULE,
    "devices": MODEL | DEVICE,
}
NOT_OFFERED = {"Neuron.propagator"}  # raises: a neuron that has a closed form gives its own
# the arithmetic of STDP.drift and STDP.window, of PCM.conductance, of BCM.closed_eye_decay and of
# SoftBounds.symmetry_point and SoftBounds.contraction, which kernels of figures call, too
NOT_OFFERED |= {"STDP.areas", "STDP.mean_change", "STDP.pair", "PCM.aged", "BCM.loss"}
NOT_OFFERED |= {"SoftBounds.equal_steps", "SoftBounds.pair_factor"}

COMPARISONS = {}


def compares(*names):
    """Enter a comparison of one setting, a function of a model and a generator, for the closed
    forms with these names.
    """

    def enter(comparison):
        COMPARISONS.update(dict.fromkeys(names, comparison))
        return comparison

    return enter


def offered():
    """Return (model, name, where it is defined) of every public name of every model that no run
    uses.
    """
    found = []
    for model in MODELS:
        room = model.__module__.split(".")[1]
        for name in dir(model):
            static = inspect.getattr_static(model, name)
            if (
                name.startswith("_")
                or name in USED_BY_RUNS[room]
                or isinstance(static, classmethod)
            ):
                continue
            if isinstance(static, property | staticmethod) or inspect.isfunction(static):
                owner = next(base for base in model.__mro__ if name in vars(base))
                if f"{owner.__name__}.{name}" not in NOT_OFFERED:
                    found.append((model, name, owner.__name__))
    return found


def drawn(model, rng, where=lambda made: True, **given):
    """Return a model whose parameters are drawn from their teaching ranges, but for those
    ``given``, and which is as ``where`` asks.
    """
    words = {name: choice.words for name, choice in model.choices().items()}
    for _ in range(1000):
        numbers = {
            name: float(rng.uniform(*quantity.teaching))
            for name, quantity in model.quantities().items()
        }
        chosen = {name: str(rng.choice(each)) for name, each in words.items()}
        try:
            made = model(**numbers | chosen | given)
        except ParameterError:
            continue
        if where(made):
            return made
    raise AssertionError(f"no {model.__name__} of 1000 is as it should be")


def ways():
    return [
        pytest.param(*each, id=f"{each[0].__name__}.{each[1]}")
        for each in offered()
        if comparison(*each)
    ]


def comparison(model, name, owner):
    """Return what compares a closed form: of the model's own, or else for all that inherit it."""
    return COMPARISONS.get(f"{model.__name__}.{name}") or COMPARISONS.get(f"{owner}.{name}")


# --- neurons --------------------------------------------------------------------------------------


def lif(rng, **given):
    """Return a LIF that rests well below its threshold, with a refractory time, and with a reset
    that is neither rest nor threshold.
    """
    return drawn(LIF, rng, fit, t_ref=rests(rng), **given)


def rests(rng):
    """Return a refractory time that is a whole number of ticks, as that of a clocked run is."""
    return int(rng.integers(5, 100)) * 0.1 * ms


def fit(neuron):
    at = neuron.E_L, neuron.V_R
    return (
        neuron.V_T - max(at) > 4 * mV
        and abs(at[0] - at[1]) > 2 * mV
        and 5 * ms < neuron.tau < 60 * ms
    )


@compares("LIF.rheobase")
def rheobase(model, rng):
    neuron = lif(rng)
    I, duration = neuron.rheobase, 20 * neuron.tau
    assert len(simulate(neuron, 1.01 * I, duration).spikes) and not len(
        simulate(neuron, 0.99 * I, duration).spikes
    )


@compares("LIF.tau", "AdaptiveLIF.tau", "AdEx.tau_m")
def time_constant(model, rng):
    """Without an input, a voltage far below threshold falls to 1/e of its distance from rest."""
    if model is neurons.AdEx:
        given = {"a": 0.0, "Delta_T": 0.5 * mV}
        neuron = drawn(
            model,
            rng,
            lambda made: made.V_T - made.E_L > 8 * mV and 2 * ms < made.tau_m < 60 * ms,
            **given,
        )
    else:
        neuron = drawn(model, rng, fit, t_ref=rests(rng))
    tau = getattr(neuron, "tau_m", None) or neuron.tau
    below = simulate(neuron, 0.0, 2 * tau, start=(neuron.E_L - 10 * mV, *neuron.rest()[1:]))
    assert np.interp(tau, below.t, (neuron.E_L - below.V) / (10 * mV)) == pytest.approx(
        1 / math.e, rel=1e-4
    )


@compares("LIF.propagator", "LIF.leap")
def exact_step(model, rng):
    """One step in closed form against a fine Runge–Kutta integration of the flow."""
    neuron, I, dt = lif(rng), rng.uniform(-1e-9, 1e-9), rng.uniform(1e-5, 0.1)
    start = neuron.E_L + rng.uniform(-20, 20) * mV
    p = neuron.values(neuron.flow, "V", "I")
    there = solve_ivp(
        lambda t, y: neuron.flow(*y, I, *p), (0, dt), [start], rtol=1e-11, atol=1e-14
    ).y[0, -1]
    (leapt,) = neuron.leap(
        start, I, neuron.propagator(dt), *neuron.values(neuron.leap, "V", "I", "decay")
    )
    assert leapt == pytest.approx(there, rel=1e-8)


@compares("LIF.response")
def response(model, rng):
    neuron, tau, dt = lif(rng), rng.uniform(2, 40) * ms, rng.uniform(5, 60) * ms
    amplitude = 0.1 * neuron.rheobase
    run = simulate(neuron, lambda t: amplitude * np.exp(-t / tau), dt)
    assert run.V[-1] - neuron.E_L == pytest.approx(
        amplitude * neuron.response(tau, float(run.t[-1])), rel=1e-5
    )


@compares("LIF.time_to_threshold", "LIF.latency")
def first_spike(model, rng):
    neuron, dt = lif(rng), 0.01 * ms
    I = rng.uniform(1.05, 3) * neuron.rheobase
    V_0 = neuron.V_T - rng.uniform(1, 20) * mV
    for start, closed in ((V_0,), neuron.time_to_threshold(V_0, I)), (None, neuron.latency(I)):
        first = simulate(neuron, I, float(closed) + 5 * ms, dt, start=start).spikes[0]
        assert closed - 1e-9 <= first <= closed + dt + 1e-9  # spikes are at the end of a step
    assert np.isinf(neuron.latency(0.9 * neuron.rheobase))


@compares("LIF.rate")
def rate(model, rng):
    """Constant current: the interval of a run is longer by at most a step. White noise: the rate of
    many neurons, with its error.
    """
    neuron, dt = lif(rng), 0.01 * ms
    I = rng.uniform(1.05, 3) * neuron.rheobase
    closed = neuron.rate(I)
    interval = float(np.diff(simulate(neuron, I, 5 / closed, dt).spikes).mean())
    assert 1 / closed - 1e-9 <= interval <= 1 / closed + dt + 1e-9

    sigma, dt, n = rng.uniform(3, 8) * mV, 0.1 * ms, 200
    I, net = rng.uniform(0.8, 1.2) * neuron.rheobase, Network()
    closed = neuron.rate(I, sigma, dt)
    cells = net.population(
        neuron, n, I=I, noise=neuron.g_L * sigma * math.sqrt(neuron.tau), V="uniform"
    )
    run = Clocked(dt).run(net, 0.8 * s, seed=int(rng.integers(1e6)))
    # once settled
    counts = np.array([np.count_nonzero(train > 0.2 * s) for train in run.trains(cells)])
    counted, error = counts.mean() / (0.6 * s), counts.std(ddof=1) / math.sqrt(n) / (0.6 * s)
    assert abs(counted - closed) < ERRORS * error + 0.01 * closed, (counted, closed, error)


@compares("LIF.cv")
def cv(model, rng):
    """White noise: the intervals of many neurons, with their error and 3 % for the time step."""
    neuron, sigma, dt = lif(rng), rng.uniform(3, 8) * mV, 0.05 * ms
    I, net = rng.uniform(0.8, 1.2) * neuron.rheobase, Network()
    noise = neuron.g_L * sigma * math.sqrt(neuron.tau)
    cells = net.population(neuron, 100, I=I, noise=noise, V="uniform")
    run = Clocked(dt).run(net, 2 * s, seed=int(rng.integers(1e6)))
    intervals = np.concatenate([np.diff(train) for train in run.trains(cells)])
    closed, found = neuron.cv(I, sigma), intervals.std() / intervals.mean()
    error = closed * math.sqrt((0.5 + closed**2) / intervals.size)
    assert abs(found - closed) < ERRORS * error + 0.03 * closed, (found, closed, error)


@compares("LIF.peak")
def peak(model, rng):
    """The largest voltage of a fine integration, and its time."""
    neuron, tau = lif(rng), rng.uniform(2, 40) * ms
    at, height = neuron.peak(tau)
    t = np.linspace(0, 3 * at, 3001)

    def flow(t, V):
        return -V / neuron.tau + np.exp(-t / tau) / neuron.C

    V = solve_ivp(flow, (0, t[-1]), [0.0], t_eval=t, rtol=1e-10, atol=1e-9 * height).y[0]
    assert V.max() == pytest.approx(height, rel=1e-5)
    assert t[V.argmax()] == pytest.approx(at, rel=2e-3)


@compares("LIF.shot_noise")
def shot_noise(model, rng):
    neuron = replace(lif(rng), V_T=50 * mV)  # out of reach
    q, r, dt, n = rng.uniform(0.05, 0.3) * mV, rng.uniform(0.5, 2) * kHz, 0.1 * ms, 200
    net = Network()
    inputs, cells = net.poisson(n, rate=r), net.population(neuron, n)
    net.project(inputs, cells, weight=q, delay=dt, pairs="one_to_one")
    mean, std = neuron.shot_noise(q, r)
    T = 20 * neuron.tau
    states = Clocked(dt).run(net, T, seed=int(rng.integers(1e6)), record={cells: "all"}).V(cells)
    settled = states[:, states.shape[1] // 2 :] - neuron.E_L
    independent = n * T / 2 / (2 * neuron.tau)
    assert (
        abs(settled.mean() - mean) < ERRORS * std / math.sqrt(independent) + mean * dt / neuron.tau
    )
    assert settled.std() == pytest.approx(
        std, rel=ERRORS / math.sqrt(independent) + dt / neuron.tau
    )


@compares("Neuron.refractory", "AdaptiveLIF.refractory")
def refractory(model, rng):
    """After a spike, V stays where the reset has put it for so long, and no longer."""
    dt = 0.01 * ms
    given = {"t_ref": rests(rng)} if "t_ref" in model.quantities() else {}
    neuron = drawn(
        model, rng, lambda made: made.V_R < made.V_T - 5 * mV and made.V_R < made.E_L, **given
    )
    run = simulate(neuron, 3000 * pA, 0.1 * s, dt)
    at = round(run.spikes[0] / dt)
    held = np.argmax(run.V[at:] != run.V[at]) - 1
    assert held == round(neuron.refractory / dt) and run.V[at] == neuron.V_R


@compares("AdaptiveLIF.lift", "AdaptiveLIF.lifted")
def lift(model, rng):
    dt, given = (
        0.05 * ms,
        {
            "t_ref": rests(rng),
            "theta_plus": rng.uniform(0.1, 1) * mV,
            "tau_theta": rng.uniform(0.02, 0.15) * s,
        },
    )
    neuron = drawn(model, rng, fit, **given)
    I = rng.uniform(2, 6) * neuron.g_L * (neuron.V_T - neuron.E_L)
    run = simulate(neuron, I, 1 * s + 20 * neuron.tau_theta, dt)
    late = run.spikes[run.spikes > run.t[-1] / 2]
    after = run.theta[np.rint(late / dt).astype(int)].mean()
    assert neuron.lift(1 / np.diff(late).mean()) == pytest.approx(after, rel=0.01)
    for time in run.spikes[0], run.spikes[-1], run.spikes[-1] + neuron.t_ref / 2, run.t[-1]:
        assert neuron.lifted(run.spikes[::-1], time) == pytest.approx(
            np.interp(time, run.t, run.theta), rel=1e-3
        )
    assert neuron.lift(0.0) == pytest.approx(neuron.theta_plus)


def resting(neuron, voltage):
    """Return w and the current with which a voltage rests."""
    w = neuron.a * (voltage - neuron.E_L)
    return w, -neuron.C * neuron.flow(voltage, w, 0.0, *neuron.values(neuron.flow, "V", "w", "I"))[
        0
    ]


def jacobian(neuron, voltage):
    """Return the derivatives of the flow at rest, by differences."""
    y, p = (
        np.array([voltage, resting(neuron, voltage)[0]]),
        neuron.values(neuron.flow, "V", "w", "I"),
    )
    step = np.array([1e-7, 1e-15])
    columns = [
        np.subtract(neuron.flow(*(y + h), 0.0, *p), neuron.flow(*(y - h), 0.0, *p)) / (2 * h.sum())
        for h in np.diag(step)
    ]
    return np.array(columns).T


def lost(neuron):
    """Return the lowest voltage at which rest gives way, the scan of the Jacobian by differences,
    and in what way.
    """

    def stable(voltage):
        return np.linalg.eigvals(jacobian(neuron, voltage)).real.max() < 0

    grid = np.arange(neuron.E_L, neuron.V_T + 5 * neuron.Delta_T, neuron.Delta_T / 20)
    first = next(k for k, voltage in enumerate(grid) if not stable(voltage))
    low, high = grid[first - 1], grid[first]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if stable(middle) else (low, middle)
    # a pair on the imaginary axis, or one of the two at 0
    sizes = np.abs(np.linalg.eigvals(jacobian(neuron, low)))
    return low, "Hopf" if sizes.min() > 0.01 * sizes.max() else "saddle-node"


def resonant(made):
    """A neuron that rests below its threshold, and whose two time constants and conductances are
    not near the border of two cases.
    """
    apart = abs(made.a / made.g_L - made.tau_m / made.tau_w)
    return made.V_T - made.E_L > 8 * mV and made.a > -0.8 * made.g_L and apart > 0.1


@compares("AdEx.rheobase", "AdEx.bifurcation")
def rest_lost(model, rng):
    """A run that begins at rest stays there just below the rheobase, and fires just above."""
    neuron = drawn(model, rng, lambda made: resonant(made) and made.V_R < made.V_T - 5 * mV, b=0.0)
    if rng.random() < 0.8:  # near the border between the two cases
        tau_w, factor = (
            rng.uniform(0.5, 3) * neuron.tau_m,
            rng.choice([rng.uniform(0.7, 0.9), rng.uniform(1.1, 1.4)]),
        )
        neuron = replace(neuron, tau_w=tau_w, a=factor * neuron.g_L * neuron.tau_m / tau_w)
    voltage, way = lost(neuron)
    assert neuron.bifurcation == way
    assert neuron.rheobase == pytest.approx(resting(neuron, voltage)[1], rel=1e-4)
    margin = 0.1 * neuron.g_L * neuron.Delta_T
    low = brentq(
        lambda each: resting(neuron, each)[1] - (neuron.rheobase - margin),
        neuron.E_L - 0.2,
        voltage,
    )
    duration = 30 * max(neuron.tau_m, neuron.tau_w)
    quiet = simulate(
        neuron, neuron.rheobase - margin, duration, 0.1 * ms, start=(low, resting(neuron, low)[0])
    )
    loud = simulate(
        neuron,
        neuron.rheobase + margin,
        duration,
        0.1 * ms,
        start=(voltage + 1 * mV, resting(neuron, voltage)[0]),
    )
    assert not len(quiet.spikes) and np.abs(quiet.V - low).max() < 0.01 * mV and len(loud.spikes)


@compares("AdEx.rheobase_saddle_node")
def rest_points_meet(model, rng):
    """The largest current with which any voltage rests."""
    neuron = drawn(model, rng, resonant)
    voltages = np.linspace(neuron.E_L, neuron.V_T + 20 * neuron.Delta_T, 200_001)
    assert neuron.rheobase_saddle_node == pytest.approx(
        resting(neuron, voltages)[1].max(), rel=1e-6
    )


@compares("AdEx.rheobase_hopf")
def oscillation_grows(model, rng):
    """The current with which the trace of the flow's derivatives, growth of an oscillation, is 0."""
    neuron = drawn(model, rng, lambda made: resonant(made) and made.bifurcation == "Hopf")
    voltage = brentq(
        lambda each: np.trace(jacobian(neuron, each)), neuron.E_L, neuron.V_T + 10 * neuron.Delta_T
    )
    assert neuron.rheobase_hopf == pytest.approx(resting(neuron, voltage)[1], rel=1e-5)


# --- rules for spikes -----------------------------------------------------------------------------


def measured(rule, pairs_of_trains, T, w=None):
    """Return the mean change per s by ``apply`` over pieces of ``T`` seconds, and its standard
    error.
    """
    changes = np.array([rule.apply(pre, post, w) - (w or 0.0) for pre, post in pairs_of_trains]) / T
    return changes.mean(), changes.std(ddof=1) / math.sqrt(len(changes))


def independent(r_pre, r_post, rng, T, pieces=24):
    return [(trains.poisson(r_pre, T, rng), trains.poisson(r_post, T, rng)) for _ in range(pieces)]


def agree(found, closed, gross):
    """A mean over trains agrees with its closed form within its error, which is small beside what
    goes up and down in it.
    """
    mean, error = found
    assert error < 0.06 * gross, "too few spikes to tell"
    assert abs(mean - closed) < ERRORS * error + 0.005 * gross, (mean, closed, error)


def rates_of(rng, low=8, high=40):
    return rng.uniform(low, high) * Hz, rng.uniform(low, high) * Hz


def stdp(rng, **given):
    """Return a rule that moves a weight so little that it stays where it is, with unequal time
    constants.
    """
    usual = {
        "eta": 1e-4,
        "A_plus": rng.uniform(0.2, 2) * 1e-2,
        "A_minus": rng.uniform(0.2, 2) * 1e-2,
    }
    return drawn(
        plasticity.STDP,
        rng,
        lambda made: abs(made.tau_plus - made.tau_minus) > 3 * ms,
        **usual | given,
    )


@compares("STDP.window", "TripletSTDP.window", "Vogels.window", "RewardSTDP.window")
def window(model, rng):
    """What a single pair does; Vogels' rule takes ηα from it for the arrival, and the eligibility
    is what a held reward makes of it.
    """
    rule = drawn(model, rng, **{"bounds": "hard"} if "bounds" in model.choices() else {})
    lags = np.array([-31.0, -9.0, -0.4, 0.4, 9.0, 31.0]) * ms
    for lag, change in zip(lags, rule.window(lags), strict=True):
        if model is plasticity.RewardSTDP:
            held = replace(rule, tau_d=1e6 * s, reward=1e-3)
            done = (held.apply([0.5], [0.5 + lag], 0.5) - 0.5) / (1e-3 * held.tau_e)
        elif model is plasticity.Vogels:
            done = rule.apply([0.5], [0.5 + lag]) + rule.eta * rule.alpha
        else:
            done = rule.apply([0.5], [0.5 + lag])
        assert change == pytest.approx(done, rel=1e-5, abs=1e-12)
    assert rule.window(0.0) == 0


@compares("STDP.drift")
def stdp_drift(model, rng):
    """Independent trains in each pairing and with any bounds; then trains of which one copies the
    other, before or after it.
    """
    rule, (r_pre, r_post), T, w = stdp(rng), rates_of(rng), 40 * s, rng.uniform(0.2, 0.8)
    areas = np.abs(rule._areas(r_pre, r_post)).sum() * r_pre * r_post
    agree(
        measured(rule, independent(r_pre, r_post, rng, T), T, w),
        rule.drift(r_pre, r_post, w),
        areas,
    )

    rule = replace(rule, pairing="all-to-all")
    p, delay, jitter, both = (
        rng.uniform(0.2, 0.5),
        rng.uniform(-15, 15) * ms,
        rng.uniform(0, 20) * ms,
        [],
    )
    for pre, others in independent(r_pre, r_post, rng, T, 48):
        copied = pre[rng.random(len(pre)) < p]
        both.append(
            (pre, np.concatenate([others, copied + delay + rng.exponential(jitter, len(copied))]))
        )
    closed = rule.drift(r_pre, r_post + p * r_pre, w, p_copy=p, delay=delay, jitter=jitter)
    gross = (
        (rule.eta * (rule.A_plus * rule.tau_plus + rule.A_minus * rule.tau_minus))
        * r_pre
        * (r_post + p * r_pre)
    )
    agree(measured(rule, both, T, w), closed, gross)


@compares("STDP.fixed_point")
def stdp_fixed_point(model, rng):
    """The weight at which trains leave it, found between two weights from what the same trains do
    to each.
    """
    bounds = str(rng.choice(["soft", "multiplicative"]))
    rule, (r_pre, r_post), T = (
        stdp(rng, bounds=bounds, A_plus=0.005, A_minus=0.02),
        rates_of(rng),
        40 * s,
    )
    both = independent(r_pre, r_post, rng, T)
    low, high = (np.array([rule.apply(*each, w) - w for each in both]) for w in (0.1, 0.9))
    slope = (high.mean() - low.mean()) / 0.8
    point, error = 0.1 - low.mean() / slope, low.std(ddof=1) / math.sqrt(len(both)) / abs(slope)
    closed = rule.fixed_point(r_pre, r_post)
    assert closed < 1 and error < 0.05 and abs(point - closed) < ERRORS * error, (
        point,
        closed,
        error,
    )


@compares("STDP.threshold")
def stdp_threshold(model, rng):
    given = {
        "pairing": "presynaptic-centred",
        "bounds": "hard",
        "A_plus": 0.01,
        "A_minus": rng.uniform(0.004, 0.008),
    }
    rule = stdp(rng, **given, tau_plus=rng.uniform(10, 15) * ms, tau_minus=rng.uniform(35, 50) * ms)
    nothing_at(rule, rule.threshold(), rng, lambda r: rule._areas(20 * Hz, r)[0] * 20 * Hz * r)


def nothing_at(rule, threshold, rng, gross, w=None):
    """At its threshold, a rate of the postsynaptic neuron, a drift is 0 beside what goes up and
    down.
    """
    T = max(20 * s, 800 / threshold)
    agree(measured(rule, independent(20 * Hz, threshold, rng, T), T, w), 0.0, gross(threshold))


def triplet(rng, **given):
    amplitudes = {name: rng.uniform(0.5, 1.5) * value for name, value in TRIPLET.items()}
    return drawn(
        plasticity.TripletSTDP,
        rng,
        **amplitudes
        | {"tau_y": rng.uniform(40, 150) * ms, "tau_x": rng.uniform(40, 150) * ms}
        | given,
    )


# a thousandth of the usual: a weight hardly moves
TRIPLET = {"A2_plus": 1e-6, "A3_plus": 6e-6, "A2_minus": 7e-6, "A3_minus": 2e-6}


@compares("TripletSTDP.drift")
def triplet_drift(model, rng):
    rule, (r_pre, r_post), T, w = triplet(rng), rates_of(rng), 40 * s, rng.uniform(0.2, 0.8)
    agree(
        measured(rule, independent(r_pre, r_post, rng, T), T, w),
        rule.drift(r_pre, r_post, w),
        triplet_gross(rule, r_post, r_pre),
    )


def triplet_gross(rule, r_post, r_pre=20 * Hz):
    up = rule.tau_plus * (rule.A2_plus + rule.A3_plus * rule.tau_y * r_post)
    return (
        r_pre
        * r_post
        * (up + rule.tau_minus * (rule.A2_minus + rule.A3_minus * rule.tau_x * r_pre))
    )


@compares("TripletSTDP.threshold")
def triplet_threshold(model, rng):
    rule = triplet(rng, bounds="hard", A2_minus=12e-6)
    nothing_at(rule, rule.threshold(20 * Hz), rng, lambda r: triplet_gross(rule, r))


@compares("Vogels.drift", "Vogels.fixed_point")
def vogels_drift(model, rng):
    rule, (r_pre, r_post), T = drawn(model, rng, eta=1e-6), rates_of(rng), 40 * s
    gross = 2 * rule.eta * rule.tau * r_pre
    agree(
        measured(rule, independent(r_pre, r_post, rng, T), T, 0.5),
        rule.drift(r_pre, r_post),
        gross * (r_post + rule.r_0),
    )
    nothing_at(
        rule, rule.fixed_point(), rng, lambda r: 2 * rule.eta * rule.tau * 20 * Hz * 2 * r, 0.5
    )


@compares("Vogels.alpha")
def vogels_alpha(model, rng):
    rule = drawn(model, rng)
    assert 0.5 - rule.apply([0.1], [], 0.5) == pytest.approx(rule.eta * rule.alpha)


@compares("TargetTrace.drift", "TargetTrace.threshold")
def target_drift(model, rng):
    rule, (r_pre, r_post), T, w = (
        drawn(model, rng, eta=1e-6, x_tar=rng.uniform(0.2, 1)),
        rates_of(rng),
        40 * s,
        rng.uniform(0.2, 0.8),
    )
    left = rule.eta * r_post * (1 - w) ** rule.mu
    agree(
        measured(rule, independent(r_pre, r_post, rng, T), T, w),
        rule.drift(r_pre, r_post, w),
        left * (r_pre * rule.tau + rule.x_tar),
    )
    agree(
        measured(rule, independent(rule.threshold(), r_post, rng, T), T, w),
        0.0,
        left * 2 * rule.x_tar,
    )


@compares("RewardSTDP.drift")
def reward_drift(model, rng):
    (r_pre, r_post), T, reward = rates_of(rng), 40 * s, rng.uniform(-1, 1) * 1e-5
    rule = drawn(model, rng, tau_e=rng.uniform(0.1, 0.5) * s, tau_d=1e6 * s, reward=reward)
    each = rule.A_plus * rule.tau_plus + rule.A_minus * rule.tau_minus
    gross = abs(reward) * rule.tau_e * r_pre * r_post * each
    agree(
        measured(rule, independent(r_pre, r_post, rng, T), T, 0.5),
        rule.drift(r_pre, r_post, reward),
        gross,
    )


@compares("RewardSTDP.credit", "RewardSTDP.joint")
def reward_credit(model, rng):
    """A reward that comes a time after a pair, step by step; and a pair that comes a time after a
    reward has begun to decay.
    """
    rule, lag, delay, reward = (
        drawn(model, rng),
        rng.uniform(-40, 40) * ms,
        rng.uniform(0, 2) * s,
        rng.uniform(-1, 1),
    )
    eligible = rule.window(lag) * math.exp(-delay / rule.tau_e)
    whole = quad(
        lambda t: eligible * reward * math.exp(-t / rule.tau_e - t / rule.tau_d), 0, 60 * rule.joint
    )[0]
    assert rule.credit(lag, delay, reward) == pytest.approx(whole, rel=1e-6)
    given = replace(rule, reward=reward)
    change = given.apply([0.5], [0.5 + lag], 0.5) - 0.5
    left = reward * math.exp(-(0.5 + max(lag, 0.0)) / rule.tau_d)
    assert rule.credit(lag, 0.0, left) == pytest.approx(change, rel=1e-5)


@compares("TsodyksMarkram.steady", "TsodyksMarkram.efficacy")
def terminal(model, rng):
    rule, r = drawn(model, rng), rng.uniform(2, 60) * Hz
    u, x = 0.0, 1.0
    for _ in range(1 + int(20 * r * max(rule.tau_rec, rule.tau_facil))):
        u, x = (
            rule.raised_use(u, 1 / r, rule.U, rule.tau_facil),
            rule.recovered(x, 1 / r, rule.tau_rec),
        )
        there = u, x
        x = rule.left(x, u)
    assert rule.steady(r) == pytest.approx(there, rel=1e-6)
    regular = np.arange(1 + int(20 * r * max(rule.tau_rec, rule.tau_facil))) / r
    assert rule.efficacy(r) == pytest.approx(rule.delivered(regular)[-1], rel=1e-6)


# --- rules for rates ------------------------------------------------------------------------------


def inputs(rng, K=3, n=4):
    X = rng.standard_normal((K, n))
    return X, X.T @ X / K


@compares("BCM.flow")
def bcm_flow(model, rng):
    rule, (X, _), p = drawn(model, rng), inputs(rng), rng.dirichlet(np.full(3, 5.0))
    w, theta, dt = rng.uniform(-1, 1, 4), rng.uniform(0.5, 2), 1e-6
    steps = [rule.step(w, theta, x, dt) for x in X]
    dw, dtheta = (
        sum(share * (step[k] - start) / dt for share, step in zip(p, steps, strict=True))
        for k, start in ((0, w), (1, theta))
    )
    there = rule.flow(w, theta, X, p)
    np.testing.assert_allclose(there[0], dw, rtol=1e-5, atol=1e-8)
    assert there[1] == pytest.approx(dtheta, rel=1e-5)


@compares("BCM.fixed_point", "BCM.eigenvalues")
def bcm_rests(model, rng):
    """A run of the averaged rule stays at a selective point, and comes back to it where the
    eigenvalues say that it is stable.
    """
    p = np.array([0.5, 0.3, 0.2])
    rule = drawn(model, rng, y_0=0.0, eta=rng.uniform(0.02, 0.1), tau_theta=rng.uniform(0.2, 1) * s)
    X = np.linalg.qr(rng.standard_normal((4, 4)))[0][:3] + 0.05 * rng.standard_normal((3, 4))
    w, theta = rule.fixed_point(X, [1], p)
    assert np.abs(np.append(*rule.flow(w, theta, X, p))).max() < 1e-9
    y, step = np.append(w, theta), 1e-6
    J = np.array(
        [
            np.subtract(packed(rule, y + d, X, p), packed(rule, y - d, X, p)) / (2 * step)
            for d in step * np.eye(5)
        ]
    ).T
    np.testing.assert_allclose(
        np.sort_complex(rule.eigenvalues(w, theta, X, p)),
        np.sort_complex(np.linalg.eigvals(J)),
        atol=1e-6,
    )
    slowest = rule.eigenvalues(w, theta, X, p).real
    assert (slowest < 1e-9).all()
    start = y + np.append(X.T @ rng.uniform(-0.02, 0.02, 3), 0.0)
    T = 8 / -slowest[slowest < -1e-9].max()
    end = solve_ivp(lambda t, z: packed(rule, z, X, p), (0, T), start, rtol=1e-8, atol=1e-10).y[
        :, -1
    ]
    assert np.abs(end - y).max() < 0.05 * np.abs(start - y).max()


def packed(rule, y, X, p):
    return np.append(*rule.flow(y[:-1], max(y[-1], 0.0), X, p))


@compares("BCM.closed_eye_decay")
def bcm_closed_eye(model, rng):
    """An open eye with orthonormal patterns, and a closed one whose many inputs are noise: the mean
    share of a weight that is left.

    Patterns come in turn and for a short time each, so that the threshold is at the mean that the
    closed form takes it for.
    """
    K, closed, steps, dt, small = int(rng.integers(3, 7)), 300, 12_000, 4 * ms, 0.01
    rule, sigma = (
        drawn(model, rng, y_0=0.0, eta=rng.uniform(0.02, 0.04), tau_theta=4 * s),
        rng.uniform(0.2, 0.4),
    )
    w = np.append(K * np.eye(K)[0], np.full(closed, small))
    shown = np.hstack(
        [np.eye(K)[np.arange(steps) % K], sigma * rng.standard_normal((steps, closed))]
    )
    after, _ = rule.learn(w, float(K), shown, dt)
    measured_rate = -math.log(after[K:].mean() / small) / (steps * dt)
    assert measured_rate == pytest.approx(rule.closed_eye_decay(sigma, 1 / K), rel=0.15)


@compares("Hebb.flow", "Oja.flow")
def mean_step(model, rng):
    rule, (X, C), w, dt = drawn(model, rng), inputs(rng), rng.uniform(-1, 1, 4), 1e-6
    mean = np.mean([(rule.step(w, x, dt) - w) / dt for x in X], axis=0)
    np.testing.assert_allclose(rule.flow(w, C), mean, rtol=1e-5, atol=1e-9)


@compares("Oja.drift")
def oja_drift(model, rng):
    rule, (_, C), w = drawn(model, rng), inputs(rng), rng.uniform(-1, 1, 4)
    np.testing.assert_allclose(
        model.drift(w, C @ w, w @ C @ w, rule.eta), rule.flow(w, C), rtol=1e-12
    )


@compares("Hebb.solution", "Hebb.growth", "Hebb.grown", "Oja.solution")
def rate_rule_run(model, rng):
    """All inputs in turn, in steps so short that Euler's method hardly errs; and the error falls
    with the step.
    """
    rule, (X, C), w = drawn(model, rng), inputs(rng), rng.uniform(-0.5, 0.5, 4)
    T = 1 / (rule.eta * np.linalg.eigvalsh(C)[-1])
    errors = []
    for rounds in 500, 1000:
        learnt = rule.learn(w, np.tile(X, (rounds, 1)), T / (rounds * len(X)))
        errors.append(np.abs(learnt - rule.solution(w, C, T)).max())
    assert errors[1] < 2e-3 and errors[1] == pytest.approx(errors[0] / 2, rel=0.1)
    if model is plasticity.Hebb:
        principal = np.linalg.eigh(C)[1][:, -1]
        learnt = rule.learn(principal, np.tile(X, (1000, 1)), T / 3000)
        assert rule.growth(C, T) == pytest.approx(learnt @ principal, rel=2e-3)
        np.testing.assert_allclose(
            model.grown(w, C, T, rule.eta), rule.solution(w, C, T), rtol=1e-12
        )


# --- devices --------------------------------------------------------------------------------------


def state(device, rng, low=0.1, high=0.9):
    bottom, top = device.bounds
    return bottom + rng.uniform(low, high) * (top - bottom)


@compares("Device.set_conductance")
def inverse(model, rng):
    device = drawn(model, rng)
    low, high = device.conductances
    for G in low, high, low + rng.uniform() * (high - low):
        assert device.conductance(device.set_conductance(G)) == pytest.approx(G, rel=1e-6)


@compares("Device.conductances")
def ends(model, rng):
    """The conductances of all states lie between the two, and reach them; each is current over
    voltage.
    """
    device = drawn(model, rng)
    states = np.linspace(*device.bounds, 101)
    read = device.conductance(states)
    assert device.conductances == pytest.approx((read.min(), read.max()))
    if isinstance(device, Continuous):
        np.testing.assert_allclose(device.current(states, device.V_read) / device.V_read, read)


@compares("Continuous.conductance", "Weighted.conductance")
def read_back(model, rng):
    ends(model, rng)


@compares("PCM.conductance", "PCM.exponent")
def drift_of_a_cell(model, rng):
    """Read at two times, and the exponent from the ratio, at a fraction near and far from the bend
    of the mixture.
    """
    device, t = drawn(model, rng), 10 ** rng.uniform(1, 6) * s
    ends(model, rng)
    for f in 0.0, 0.3, 0.34, rng.uniform():
        early, late = (device.conductance(f, t=t * factor) for factor in (0.99, 1.01))
        assert device.exponent(f, t) == pytest.approx(
            -math.log(late / early) / math.log(1.01 / 0.99), rel=1e-3, abs=1e-9
        )
    assert device.exponent(0.0, t) == pytest.approx(device.nu_amorphous, rel=1e-6)
    G_a = device.G_a * (t / device.t_0) ** -device.nu_amorphous
    assert device.conductance(0.4, t=t) == pytest.approx(
        replace(device, G_a=G_a).conductance(0.4), rel=1e-12
    )


@compares("Device.read_energy")
def energy_of_a_reading(model, rng):
    """The energy of a run under the reading voltage, so short that the state stays; of a pulsed
    device, that of its conductance.
    """
    device, t = drawn(model, rng), 1e-12 * s
    x = state(device, rng)
    if isinstance(device, Continuous):
        run = device.simulate(device.V_read, t / 10, t, x0=x)
        assert run.energy == pytest.approx(device.read_energy(x, t=t), rel=1e-4)
    else:
        assert device.read_energy(x, t=t) == pytest.approx(
            device.conductance(x) * device.V_read**2 * t
        )


@compares("Pulsed.pulse_energy")
def energy_of_a_pulse(model, rng):
    device = drawn(model, rng)
    x = np.array([state(device, rng), state(device, rng), state(device, rng)])
    heat = device.conductance(x) * device.V_pulse**2 * device.t_pulse
    np.testing.assert_allclose(device.pulse_energy(x, np.array([1, -1, 0])), heat * [1, 1, 0])


def symmetric(made):
    try:
        made.symmetry_point()
    except ParameterError:
        return False
    point = made.symmetry_point()
    return made.up(point) < min(point - made.bounds[0], made.bounds[1] - point)


@compares("Pulsed.symmetry_point", "SoftBounds.symmetry_point")
def alike(model, rng):
    """A pulse up and a pulse down from there move a weight equally far."""
    device = drawn(model, rng, symmetric, c2c=0.0)
    point = device.symmetry_point()
    up, down = device.pulse(point, 1.0) - point, point - device.pulse(point, -1.0)
    assert up == pytest.approx(down, rel=1e-6) and up > 0


@compares("SoftBounds.contraction", "SoftBounds.fixed_point", "Pulsed.pulse")
def pairs_of_pulses(model, rng):
    if model is not devices.SoftBounds:
        return steps_of_pulses(model, rng)
    device = drawn(
        model,
        rng,
        lambda made: (
            made.contraction < 0.999 and made.bounds[0] < made.fixed_point < 0.9 * made.bounds[1]
        ),
        c2c=0.0,
    )
    start = np.array([0.9, 1.0]) * device.fixed_point + np.array([0.0, 0.01])
    after = device.pulse(device.pulse(start, 1.0), -1.0)
    assert np.ptp(after) / np.ptp(start) == pytest.approx(device.contraction, rel=1e-6)
    w = device.rest()
    for _ in range(int(20 / (1 - device.contraction))):
        w = device.pulse(device.pulse(w, 1.0), -1.0)
    assert w == pytest.approx(device.fixed_point, abs=1e-6)
    return None


def steps_of_pulses(model, rng):
    """A pulse moves a state by its kernel's step, and no farther than the bound."""
    device = drawn(model, rng, c2c=0.0)
    x, (low, high) = state(device, rng), device.bounds
    assert device.pulse(x, 1.0) == pytest.approx(min(x + device.up(x), high))
    assert device.pulse(x, -1.0) == pytest.approx(max(x - device.down(x), low))


@compares("Weighted.relative", "SoftBounds.relative")
def spread_of_bounds(model, rng):
    device = drawn(
        model,
        rng,
        lambda made: made.relative("w_max") < 0.25 and made.relative("w_min") < 0.25,
        d2d_range=rng.uniform(0.02, 0.2),
    )
    made = device.drawn((20_000,), rng)
    for bound in "w_min", "w_max":
        spread = made[bound].std()
        assert spread == pytest.approx(
            abs(getattr(device, bound)) * device.relative(bound), rel=0.03, abs=1e-12
        )


def pcm(rng, **given):
    return drawn(devices.PCM, rng, **{"V_th": 0.15 * V} | given)


@compares("PCM.melt_onset")
def melts(model, rng):
    device = pcm(rng)
    cold, hot = (
        device.simulate(factor * device.melt_onset * device.R_dyn, 1 * ns, 1 * ns, x0=1.0).f[-1]
        for factor in (0.999, 1.001)
    )
    assert cold == 1 > hot


@compares("PCM.I_set")
def grows_fastest(model, rng):
    device = pcm(rng)
    t = 0.1 / device.K_max
    grown = [
        device.simulate(factor * device.I_set * device.R_dyn, t, t, x0=0.3).f[-1]
        for factor in (0.95, 1.0, 1.05)
    ]
    assert grown[1] > max(grown[0], grown[2])


@compares("PCM.set", "PCM.leap")
def set_pulse(model, rng):
    """The closed form of growth against an integration of its flow, from some crystal on, at a
    current off the best one.
    """
    device, f, t = pcm(rng), rng.uniform(0.05, 0.5), rng.uniform(0.1, 1) / 2e7 * s
    i = device.I_set * rng.uniform(0.93, 1.05)
    there = solve_ivp(
        lambda _, y: [device.flow(min(y[0], 1.0), i * device.R_dyn)],
        (0, t),
        [f],
        rtol=1e-10,
        atol=1e-13,
    ).y[0, -1]
    assert device.set(f, t, i) == pytest.approx(there, rel=1e-6)
    assert device.simulate(i * device.R_dyn, t / 3, t, x0=f).f[-1] == pytest.approx(there, rel=1e-6)


@compares("PCM.reset", "PCM.recrystallised", "PCM.pulse")
def reset_pulse(model, rng):
    """A pulse that melts and ends at once; then one whose temperature falls evenly, in a run of
    which some melt crystallises again.

    In a run, the cell is cold below the threshold voltage: it is chosen so low that no crystal
    grows there.
    """
    device = pcm(rng, c2c=0.0)
    i, t = device.melt_onset * rng.uniform(1.05, 1.3), 1 * ns
    assert device.reset(0.9, i) == pytest.approx(
        device.simulate(i * device.R_dyn, t, t, x0=0.9).f[-1], rel=1e-9
    )
    assert device.pulse(0.3, 1.0) == pytest.approx(
        device.simulate(device.I_set * device.R_dyn, device.t_set, device.t_set, x0=0.3).f[-1]
    )
    assert device.pulse(0.9, -1.0) == pytest.approx(device.reset(0.9))

    device = drawn(
        model,
        rng,
        lambda made: made.temperature(made.V_th / made.R_dyn) < made.T_opt - 3 * made.sigma_T,
        V_th=0.15 * V,
    )
    t_q, steps = rng.uniform(0.05, 1) / device.K_max * s, 400
    T = np.linspace(device.T_m, device.T_0, steps + 1)  # at the ends of steps
    v = np.sqrt((T[:-1] + T[1:]) / 2 - device.T_0) * math.sqrt(device.R_dyn / device.R_th)
    cooled = device.simulate(v, t_q / steps, x0=0.0).f[-1]
    assert device.recrystallised(t_q) == pytest.approx(cooled, rel=2e-3)


@compares("PCM.pulse_energy")
def energy_of_heat(model, rng):
    device = pcm(rng)
    for sign, i, t in (1.0, device.I_set, device.t_set), (-1.0, device.I_reset, device.t_reset):
        run = device.simulate(i * device.R_dyn, t / 10, t, x0=0.5)
        assert device.pulse_energy(0.5, sign) == pytest.approx(run.energy, rel=1e-6)


@compares("RRAM.threshold")
def closes(model, rng):
    """Just above this voltage across the gap the widest one closes, just below it stays for an
    hour.
    """
    device = drawn(model, rng, F_min=rng.uniform(1, 2) * 1e9, E_a=0.5, R_th=0.0)
    for factor, moves in (0.999, False), (1.001, True):
        cell = factor * device.threshold
        terminals = cell + device.R_s * device.cell_current(device.g_max, cell)
        if terminals < 10 * V:
            assert (device.simulate(terminals, 3600 * s, 3600 * s).g[-1] < device.g_max) == moves


@compares("HPMemristor.k")
def charge(model, rng):
    device = drawn(model, rng, window="none")
    run = device.simulate(0.1 * V, 1e-4 / device.k * s, 0.05 / device.k * s, x0=0.5)
    assert (run.x[-1] - 0.5) / np.trapezoid(run.i, run.t) == pytest.approx(device.k, rel=1e-5)


@compares("HPMemristor.leap")
def flux(model, rng):
    """The closed form of a device without a window against an integration of its flow, under a
    voltage that turns round.
    """
    device, x = drawn(model, rng, window="none"), rng.uniform(0.3, 0.7)
    span = 0.1 / (device.k * device.conductance(x))  # V s, in which it moves by about a tenth
    there = solve_ivp(
        lambda t, y: device.flow(y[0], math.sin(2 * t) + 0.4),
        (0, span),
        [x],
        rtol=1e-10,
        atol=1e-12,
    ).y[0, -1]
    assert device.leap(x, (1 - math.cos(2 * span)) / 2 + 0.4 * span) == pytest.approx(
        there, rel=1e-7
    )


@compares("HPMemristor.lobe_area")
def lobe(model, rng):
    device, x, V_0 = (
        drawn(model, rng, window="none"),
        rng.uniform(0.2, 0.6),
        rng.uniform(0.3, 1.5) * V,
    )
    M = 1 / device.conductance(x)
    f = 300 * device.k * (device.R_off - device.R_on) * V_0 / M**2
    run = device.simulate(lambda t: V_0 * np.sin(2 * np.pi * f * t), 1 / f / 2000, 1 / f, x0=x)
    assert run.lobe_area() == pytest.approx(device.lobe_area(V_0, f, x), rel=0.01)


def overlap(rng, **given):
    return drawn(
        devices.OverlapSTDP, rng, lambda made: abs(made.tau_pre - made.tau_post) > 3 * ms, **given
    )


def by_sum(device, lag, n=20_000):
    """Return ΔG by summing the flow over the two waveforms, on a fine grid in each part between two
    of their edges.
    """
    edges = sorted({0.0, device.delta, lag, lag + device.delta})
    slowest = max(device.tau_pre, device.tau_post)
    edges += [edges[-1] + factor * slowest for factor in (1, 5, 30)]
    parts = [np.linspace(a, b, n, endpoint=False, retstep=True) for a, b in pairwise(edges)]
    return sum(device.flow(device.voltage(t + width / 2, lag)).sum() * width for t, width in parts)


@compares("OverlapSTDP.window", "OverlapSTDP.integral")
def overlapping(model, rng):
    """Pulses as high as the threshold, lower and higher, each with another exponent of the device."""
    for V_p, alpha in (1.0, 1.0), (1.0, 1.7), (0.9, 1.0), (0.9, 2.2), (1.1, 1.0):
        device, lag = (
            overlap(rng, V_p=V_p, v_th=1.0, V_t=rng.uniform(0.3, 0.9), alpha=alpha),
            rng.uniform(-30, 30) * ms,
        )
        closed, whole = device.window(lag), by_sum(device, lag)
        size = device.k * device.V_t**alpha * max(device.tau_pre, device.tau_post)
        assert closed == pytest.approx(whole, rel=2e-3, abs=1e-5 * size)
        assert device.integral(lag) == pytest.approx(whole, rel=2e-3, abs=1e-5 * size)


@compares("OverlapSTDP.cutoff")
def window_ends(model, rng):
    device = overlap(rng, V_p=rng.uniform(0.6, 0.9), v_th=1.0, V_t=rng.uniform(0.5, 0.9), alpha=1.0)
    for end in device.cutoff():
        outside, inside = (
            abs(by_sum(device, end + step))
            for step in (np.sign(end) * 0.02 * ms, -np.sign(end) * 0.2 * ms)
        )
        assert outside == 0 < inside


@compares("OverlapSTDP.drift")
def overlap_drift(model, rng):
    """The window summed over lags, where it has a closed form and where it has none."""
    for V_p in 1.0, rng.uniform(0.7, 0.9):
        device, (r_pre, r_post) = (
            overlap(rng, V_p=V_p, v_th=1.0, V_t=rng.uniform(0.4, 0.9), alpha=1.0),
            rates_of(rng),
        )
        edge = device.delta + 20 * max(device.tau_pre, device.tau_post)
        lags, width = np.linspace(-edge, edge, 200_000, endpoint=False, retstep=True)
        both = device.window(lags + width / 2) * width
        assert device.drift(r_pre, r_post) == pytest.approx(
            r_pre * r_post * both.sum(), abs=2e-3 * r_pre * r_post * np.abs(both).sum()
        )


# --- the contract ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "name", "owner"), ways())
def test_a_closed_form_is_what_a_run_does(model, name, owner):
    for setting in range(SETTINGS):
        comparison(model, name, owner)(
            model, np.random.default_rng([11, setting, *map(ord, f"{model.__name__}.{name}")])
        )


def test_every_closed_form_has_a_comparison():
    found = offered()
    missing = sorted(
        {f"{owner}.{name}" for model, name, owner in found if not comparison(model, name, owner)}
    )
    assert not missing, (
        f"{', '.join(missing)}: compare each with a run, under @compares, or enter it "
        f"in USED_BY_RUNS if a run uses it"
    )
    known = {f"{owner}.{name}" for _, name, owner in found} | {
        f"{model.__name__}.{name}" for model, name, _ in found
    }
    assert sorted(set(COMPARISONS) - known) == [], "a comparison of nothing"


def test_a_closed_form_without_a_comparison_is_found(monkeypatch):
    monkeypatch.setattr(LIF, "half_time", lambda self: self.tau * math.log(2), raising=False)
    assert (LIF, "half_time", "LIF") in offered() and not comparison(LIF, "half_time", "LIF")
    with pytest.raises(AssertionError, match=r"LIF\.half_time: compare each with a run"):
        test_every_closed_form_has_a_comparison()


def test_words_of_runs_are_words_of_models():
    """A word of a run that no model has would hide a closed form of that name later."""
    for room, words in USED_BY_RUNS.items():
        names = {
            name
            for model in MODELS
            if model.__module__.split(".")[1] == room
            for name in dir(model)
        }
        assert words <= names, words - names
    assert (
        issubclass(LIF, Neuron)
        and issubclass(plasticity.STDP, SpikeTiming)
        and all(issubclass(model, Model) for model in MODELS)
    )
