r"""The slope of a spike time: in closed form for one input spike, and backwards through every event
of a network.

A spike that arrives at t = 0 through a synapse of weight w, with a current that decays with
:math:`\tau_s`, moves the voltage of a membrane with the time constant :math:`\tau_m` away from its
rest by

.. math::

    V(t) = w\, \kappa(t), \quad
    \kappa(t) = \frac{\tau_s}{\tau_m - \tau_s} \left(e^{-t/\tau_m} - e^{-t/\tau_s}\right) \tag{1}
    t_p = \frac{\tau_m \tau_s}{\tau_m - \tau_s} \ln\frac{\tau_m}{\tau_s} \tag{2}

with the peak at :math:`t_p`. The neuron fires at the first time :math:`t^*` at which V reaches the
threshold :math:`\theta`. If w grows, the voltage at :math:`t^*` grows, and the crossing moves back
by as much as the slope of V allows:

.. math::

    \frac{dt^*}{dw} = -\frac{\kappa(t^*)}{w\, \kappa'(t^*)} \tag{3}

It diverges where the peak just touches the threshold, and there is no spike below. Where
:math:`\tau_m = 2 \tau_s`, equation (1) is a quadratic one in :math:`e^{-t/\tau_m}`, and

.. math::

    t^* = -\tau_m \ln \frac{1 + \sqrt{1 - 4 \theta / w}}{2} \tag{4}

In a network the spike time moves what it causes. With the slope :math:`\dot V` of the voltage right
before a spike at :math:`t_k`, and :math:`\lambda_k = dL/dt_k` of a loss L, its later effects
included, each neuron carries two adjoint variables, which decay backwards in time and jump at its
spikes:

.. math::

    \lambda_m(t) = \sum_{t_k > t} q_k\, e^{-(t_k - t)/\tau_m}, \quad
    \lambda_s(t) = \sum_{t_k > t} q_k\, e^{-(t_k - t)/\tau_s},
        \quad q_k = -\frac{\lambda_k}{\dot V(t_k)} \tag{5}

A spike that arrives at time a through a weight w adds to the gradient, and passes on to the time of
its sender,

.. math::

    \frac{dL}{dw} \mathrel{+}= \frac{\tau_s}{\tau_m - \tau_s} \left(\lambda_m(a)
        - \lambda_s(a)\right) \tag{6}
    \lambda_\mathrm{pre} \mathrel{+}= \frac{w\, \tau_s}{\tau_m - \tau_s}
        \left(\frac{\lambda_m(a)}{\tau_m} - \frac{\lambda_s(a)}{\tau_s}\right) \tag{7}

and the reset by :math:`V_T - V_R` passes on to the neuron's own earlier spike

.. math::

    \lambda_k \mathrel{+}= -\frac{V_T - V_R}{\tau_m}\, \lambda_m(t_k) \tag{8}

Sources: J. Göltz et al., Nature Machine Intelligence 3:823 (2021), doi:10.1038/s42256-021-00388-x;
T. C. Wunderlich and C. Pehle, Scientific Reports 11:12829 (2021), doi:10.1038/s41598-021-91786-z
(EventProp). Used in chapter 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...engines import EventDriven
from ...model import ParameterError, Quantity, expect
from ...network import Population, Projection
from ...neurons import LIF
from ...recording import NetworkRun
from ...units import ms, s

TIME = Quantity("ms", "time since the spike arrived", -1e6 * s, 1e6 * s)
CONSTANT = Quantity("ms", "time constant", 1e-9 * s, 1e3 * s, (1 * ms, 50 * ms))
WEIGHT = Quantity("", "weight, in units of the threshold's", -1e9, 1e9)
THRESHOLD = Quantity("", "threshold", 1e-12, 1e9)
SLOPE = Quantity("", "derivative of the loss by a spike time, 1/s", -1e30, 1e30)


def psp(t: Any, tau_m: float, tau_s: float) -> Any:
    """Return the postsynaptic potential κ at the time ``t`` (s) after a spike, for a weight of 1:
    equation (1); 0 before it.

    ``tau_m`` and ``tau_s`` are the time constants of the membrane and of the synapse in s, which
    may be equal.
    """
    t = TIME.array(t, "psp's t")
    tau_m, tau_s = _constants(tau_m, tau_s, "psp")
    return np.where(t > 0, kappa(np.maximum(t, 0.0), tau_m, tau_s), 0.0)[()]


def psp_peak(tau_m: float, tau_s: float) -> tuple[float, float]:
    """Return when the postsynaptic potential is largest, s, and how large it is for a weight of 1:
    equations (2) and (1).
    """
    tau_m, tau_s = _constants(tau_m, tau_s, "psp_peak")
    t_p = peak_time(tau_m, tau_s)
    return float(t_p), float(kappa(t_p, tau_m, tau_s))


def spike_time(w: Any, tau_m: float, tau_s: float, theta: float = 1.0) -> Any:
    """Return the time t* in s at which one input spike of weight ``w`` makes the neuron fire,
    ``inf`` where it does not.

    ``theta`` is the threshold above rest, in the unit of ``w``.
    """
    w, theta = WEIGHT.array(w, "spike_time's w"), THRESHOLD.number(theta, "spike_time's theta")
    tau_m, tau_s = _constants(tau_m, tau_s, "spike_time")
    return np.vectorize(crossing, otypes=[float])(w, tau_m, tau_s, theta)[()]


def spike_time_slope(w: Any, tau_m: float, tau_s: float, theta: float = 1.0) -> Any:
    """Return dt*/dw of :func:`spike_time`, s per unit of ``w``: equation (3); −inf where the peak
    just touches. Raises :class:`ParameterError` for a weight that makes no spike.
    """
    w, theta = (
        np.asarray(WEIGHT.array(w, "spike_time_slope's w")),
        THRESHOLD.number(theta, "spike_time_slope's theta"),
    )
    tau_m, tau_s = _constants(tau_m, tau_s, "spike_time_slope")
    top = psp_peak(tau_m, tau_s)[1]
    t = np.asarray(spike_time(w, tau_m, tau_s, theta))
    if not np.isfinite(t).all():
        raise ParameterError(
            f"spike_time_slope's w holds {w[~np.isfinite(t)].flat[0]:.6g}, for which there is no "
            f"spike and therefore no slope; expected weights of at least {theta / top:.6g}, "
            "as in w = 1.5 * theta / psp_peak(tau_m, tau_s)[1]."
        )
    with np.errstate(divide="ignore"):
        return crossing_slope(w, t, tau_m, tau_s)[()]


def spike_time_closed(w: Any, tau_m: float, theta: float = 1.0) -> Any:
    """Return the spike time t* in s where τ_s is half of ``tau_m``, in closed form: equation (4);
    ``inf`` without a spike.
    """
    w, theta = (
        WEIGHT.array(w, "spike_time_closed's w"),
        THRESHOLD.number(theta, "spike_time_closed's theta"),
    )
    tau_m = CONSTANT.number(tau_m, "spike_time_closed's tau_m")
    fires = w >= 4 * theta
    share = np.where(fires, 4 * theta / np.where(fires, w, 4 * theta), 1.0)
    return np.where(fires, -tau_m * np.log((1 + np.sqrt(1 - share)) / 2), np.inf)[()]  # (4)


def exact_gradient(run: NetworkRun, slopes: Mapping[Any, Any]) -> dict[Any, np.ndarray]:
    """Return the exact derivatives of a loss of spike times by every weight of a network, from the
    spikes of one run.

    ``run`` is that of :class:`~neurolib.EventDriven` and of a network of LIF neurons without
    refractory time and noise, joined by exponential synapses. ``slopes`` maps a population to dL/dt
    of each of its spikes, in the order of ``run.spikes(population)``, 1/s. The result maps each
    projection to dL/dw, shape (pre, post), per A. One backward pass visits each event once:
    equations (5) to (8). The derivative holds as long as no spike appears or vanishes. Raises
    :class:`ParameterError` for any other network.
    """
    _expect_smooth(run)
    events, rising = _events(run)
    loss_by_time = _by_time(run, slopes)
    gradient = {each: np.zeros((each.pre.n, each.post.n)) for each in run.net.projections}
    weights = {each: _matrix(run, each) for each in run.net.projections}
    slow = {each: np.zeros(each.n) for each in run.net.populations}  # λ_m, as of `last`
    fast = {each: np.zeros(each.post.n) for each in run.net.projections}  # λ_s of each projection
    last = run.duration
    for when, arrival, where, who, k in reversed(events):
        for population in slow:
            slow[population] *= np.exp(-(last - when) / population.neuron.tau)  # (5)
        for each in fast:
            fast[each] *= np.exp(-(last - when) / each.synapse.tau)  # (5)
        last = when
        if arrival:
            tau_m, tau_s = where.post.neuron.tau, where.synapse.tau
            gain = tau_s / (tau_m - tau_s) / where.post.neuron.g_L
            lambda_m, lambda_s = slow[where.post], fast[where]
            there = weights[where][1][who]
            gradient[where][who] += np.where(there, gain * (lambda_m - lambda_s), 0.0)  # (6)
            passed = gain * (lambda_m / tau_m - lambda_s / tau_s)
            loss_by_time[where.pre][k] += float(weights[where][0][who] @ passed)  # (7)
        else:
            neuron = where.neuron
            jump = (neuron.V_T - neuron.V_R) / neuron.tau
            loss_by_time[where][k] -= jump * slow[where][who]  # (8)
            g = -loss_by_time[where][k] / rising[where][k]  # (5)
            slow[where][who] += g
            for each in fast:
                if each.post is where:
                    fast[each][who] += g
    return gradient


def _by_time(run: NetworkRun, slopes: Mapping[Any, Any]) -> dict[Any, np.ndarray]:
    """Return the derivatives of the loss by the times of all spikes, as far as they are given."""
    example = "expected derivatives of the loss by a population, as in {out: [1.0, 0.0]}"
    if not isinstance(slopes, Mapping):
        given = " ".join(repr(slopes).split())
        raise ParameterError(f"exact_gradient's slopes are {given:.60}; {example}.")
    slopes_of = {
        population: _slopes_of(run, population, slopes) for population in run.net.populations
    }
    for group in slopes:
        if group not in slopes_of:
            raise ParameterError(
                f"exact_gradient's slopes name {group!r:.60}, which is no population of the run; "
                f"{example}."
            )
    return {group: np.zeros(len(run.spikes(group)[0])) for group in run.net.groups} | slopes_of


# What the events of a run were


def _events(run: NetworkRun) -> tuple[list[Any], dict[Any, np.ndarray]]:
    """Return all arrivals and spikes in order, and the slope of the voltage right before each spike
    of a population, V/s.
    """
    events: list[Any] = []
    for group in run.net.groups:
        for k, (when, who) in enumerate(zip(*run.spikes(group), strict=True)):
            if isinstance(group, Population):
                events.append((float(when), False, group, int(who), k))
            events += [
                (float(when) + float(each.delay), True, each, int(who), k)
                for each in run.net.projections
                if each.pre is group and when + float(each.delay) <= run.duration
            ]
    events.sort(
        key=lambda event: (event[0], not event[1])
    )  # what arrives at an instant acts before a spike there
    current = {each: np.zeros(each.post.n) for each in run.net.projections}
    weights = {each: _matrix(run, each)[0] for each in run.net.projections}
    rising = {
        population: np.zeros(len(run.spikes(population)[0])) for population in run.net.populations
    }
    last = 0.0
    for when, arrival, where, who, k in events:
        for each in current:
            current[each] *= np.exp(-(when - last) / each.synapse.tau)
        last = when
        if arrival:
            current[where] += weights[where][who]
        else:
            neuron = where.neuron
            I = float(where.I if np.ndim(where.I) == 0 else where.I[who])
            I += sum(float(current[each][who]) for each in current if each.post is where)
            rising[where][k] = (neuron.g_L * (neuron.E_L - neuron.V_T) + I) / neuron.C
    return events, rising


def _matrix(run: NetworkRun, projection: Projection) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of a projection as a matrix (pre, post), and where there is a synapse."""
    W, there = (
        np.zeros((projection.pre.n, projection.post.n)),
        np.zeros((projection.pre.n, projection.post.n), dtype=bool),
    )
    i, j = run.pairs(projection)
    W[i, j], there[i, j] = run.weights(projection), True
    return W, there


def _slopes_of(run: NetworkRun, population: Any, slopes: Mapping[Any, Any]) -> np.ndarray:
    n = len(run.spikes(population)[0])
    if population not in slopes:
        return np.zeros(n)
    found = (
        np.array(SLOPE.array(slopes[population], "exact_gradient's slopes"), dtype=float)
        if n
        else np.zeros(0)
    )
    if found.shape != (n,):
        raise ParameterError(
            f"exact_gradient's slopes of {population.name} have shape {found.shape}; expected "
            f"({n},), a derivative for each of its spikes."
        )
    return found


def _expect_smooth(run: NetworkRun) -> None:
    """Refuse a run whose spike times are not those of equations (1) to (8)."""
    expect(
        run,
        NetworkRun,
        "exact_gradient's run",
        "a run of a network, as in EventDriven().run(net, 0.1)",
    )
    whole = isinstance(run.by, EventDriven)
    if not whole and run.engine.startswith(EventDriven.__name__):
        raise ParameterError(
            "exact_gradient's run is a part of a session, whose earlier events it does not hold; "
            "expected a run from the start, as in EventDriven().run(net, 0.1)."
        )
    if not whole:
        raise ParameterError(
            f"exact_gradient's run is one of {run.engine}, whose spike times lie on ticks; "
            "expected one of EventDriven, "
            "as in EventDriven().run(net, 0.1)."
        )
    for population in run.net.populations:
        if (
            type(population.neuron) is not LIF
            or population.neuron.t_ref
            or population.drive is not None
            or population.own
        ):
            raise ParameterError(
                f"exact_gradient's run has {population!r:.80}; expected LIF neurons that are "
                "alike, without refractory time and drive, "
                "as in net.population(LIF(t_ref=0), 2)."
            )
    for each in run.net.projections:
        plain = (
            each.synapse.kind == "exponential" and each.plasticity is None and each.crossbar is None
        )
        if not plain or np.ndim(each.delay) or each.synapse.tau == each.post.neuron.tau:
            raise ParameterError(
                f"exact_gradient's run has the projection {each!r:.80}; expected exponential "
                "synapses with constant weights, one delay, "
                "and a time constant that is not the membrane's."
            )
        if len(set(zip(*map(np.ravel, run.pairs(each)), strict=True))) < np.size(
            run.pairs(each)[0]
        ):
            raise ParameterError(
                f"exact_gradient's run has the projection {each!r:.80} with two synapses between "
                "the same two neurons; expected one for each pair, with the sum of their weights."
            )


def _constants(tau_m: Any, tau_s: Any, verb: str) -> tuple[float, float]:
    return CONSTANT.number(tau_m, f"{verb}'s tau_m"), CONSTANT.number(tau_s, f"{verb}'s tau_s")


def kappa(t: Any, tau_m: Any, tau_s: Any) -> Any:
    """Return κ for t from 0 on: equation (1), with its limit where the time constants meet."""
    x = t / tau_s - t / tau_m
    # (1) as e^(-t/τ_m) (1 - e^(-x)) τ_s / (τ_m - τ_s), whose last two factors have a limit
    share = np.where(x == 0, 1.0, -np.expm1(-x) / np.where(x == 0, 1.0, x))
    return t / tau_m * np.exp(-t / tau_m) * share  # (1)


def peak_time(tau_m: Any, tau_s: Any) -> Any:
    """Return when κ is largest, s: equation (2), with its limit where the time constants meet."""
    apart = np.where(tau_m == tau_s, 1.0, tau_m - tau_s)
    return np.where(tau_m == tau_s, tau_m, tau_m * tau_s / apart * np.log(tau_m / tau_s))  # (2)


def crossing(w: Any, tau_m: Any, tau_s: Any, theta: Any) -> Any:
    """Return the first root of w κ(t) = θ for floats, s, or ``inf`` where there is none.

    Up to its peak κ bends downwards, so that Newton's method, from t = 0 on, comes to the first
    root from below, and no step passes it.
    """
    t_p = peak_time(tau_m, tau_s)
    top = w * kappa(t_p, tau_m, tau_s)
    if top <= theta:
        return t_p if top == theta else np.inf
    t = 0.0
    for _ in range(100):  # where the peak just touches, a step halves the distance
        later = t + (theta - w * kappa(t, tau_m, tau_s)) / (w * kappa_slope(t, tau_m, tau_s))
        if not t < later < t_p:
            break
        t = later
    return t


def kappa_slope(t: Any, tau_m: Any, tau_s: Any) -> Any:
    """Return the derivative of κ, 1/s: (e^(-t/τ_s) - κ) / τ_m, which holds where the time constants
    meet, too.
    """
    return (np.exp(-t / tau_s) - kappa(t, tau_m, tau_s)) / tau_m


def crossing_slope(w: Any, t: Any, tau_m: Any, tau_s: Any) -> Any:
    """Return dt*/dw of a crossing at t, s per unit of w: equation (3), −inf at the peak, where
    rounding leaves no exact zero of κ'.
    """
    found = -kappa(t, tau_m, tau_s) / (w * kappa_slope(t, tau_m, tau_s))  # (3)
    return np.where(t >= peak_time(tau_m, tau_s), -np.inf, found)
