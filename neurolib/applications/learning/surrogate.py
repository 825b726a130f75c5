r"""A layer of leaky integrate-and-fire neurons with a readout, and three ways to its gradient:
through time, locally, and by finite steps.

In each time step the voltages decay, the input spikes x and those of the layer itself arrive, and
each neuron that fired in the step before falls by the threshold:

.. math::

    V_j^t = \alpha V_j^{t-1} + \sum_i W_{ij} x_i^t + \sum_l R_{lj} z_l^{t-1} - \theta z_j^{t-1},
        \quad \alpha = \exp(-\Delta t/\tau) \tag{1}
    z_j^t = H(V_j^t - \theta) \tag{2}
    y_k^t = \beta\, y_k^{t-1} + \sum_j U_{jk} z_j^t, \quad \beta = \exp(-\Delta t/\tau_o) \tag{3}

The step H has the slope 0 nearly everywhere. On the way back, a surrogate stands in its place,

.. math::

    \psi_j^t = \frac{1}{\left(1 + |V_j^t - \theta| / b\right)^2} \tag{4}

or a triangle of half width b, :math:`\max(0, 1 - |V - \theta|/b)`. With :math:`g_k^t` the
derivative of the loss by the readout of step t alone, backpropagation through time goes from the
last step to the first:

.. math::

    Y_k^t = g_k^t + \beta\, Y_k^{t+1} \tag{5}
    \delta_j^t = \psi_j^t \Bigl(\sum_k U_{jk} Y_k^t + \sum_l R_{jl} \delta_l^{t+1}
        - \theta\, \delta_j^{t+1}\Bigr)
        + \alpha\, \delta_j^{t+1} \tag{6}
    \frac{dL}{dW_{ij}} = \sum_t x_i^t\, \delta_j^t, \quad \frac{dL}{dU_{jk}} = \sum_t z_j^t\, Y_k^t
        \tag{7}

The term with :math:`\theta` is the path through the reset; it is usually cut. e-prop goes forwards
and keeps a trace for each synapse:

.. math::

    \epsilon_i^t = \alpha\, \epsilon_i^{t-1} + x_i^t, \quad e_{ij}^t
        = \psi_j^t\, \epsilon_i^t, \quad
    \bar e_{ij}^t = \beta\, \bar e_{ij}^{t-1} + e_{ij}^t \tag{8}
    \frac{dL}{dW_{ij}} = \sum_t L_j^t\, \bar e_{ij}^t, \quad L_j^t = \sum_k U_{jk}\, g_k^t \tag{9}

Without R and with the reset's path cut, (9) is (7), summed in another order. The reset is an event
of the neuron itself, so that a trace can follow its path, too. With the path kept, the filtered
input becomes one of each synapse,

.. math::

    \epsilon_{ij}^t = (\alpha - \theta\, \psi_j^{t-1})\, \epsilon_{ij}^{t-1} + x_i^t \tag{10}

and (9) is (7) again. With R it leaves out what a spike does to other neurons, and through them to
its own, later. For a layer whose spikes are made
smooth, by the integral of the surrogate in place of H, (6) with the reset's path kept is the
gradient itself, which finite differences can check.

Sources: E. O. Neftci, H. Mostafa and F. Zenke, IEEE Signal Processing Magazine 36:51 (2019),
doi:10.1109/MSP.2019.2931595; F. Zenke and T. P. Vogels, Neural Computation 33:899 (2021),
doi:10.1162/neco_a_01367; G. Bellec et al., Nature Communications 11:3625 (2020),
doi:10.1038/s41467-020-17236-y (e-prop). Used in chapter 6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ...model import Model, ParameterError, Quantity, expect, flag, param, word
from ...neurons import LIF
from ...units import V, ms, mV, s

INPUT = Quantity("", "input spikes", -1e6, 1e6, (0.0, 1.0))
WEIGHT = Quantity("", "weights, in units of the threshold", -1e6, 1e6, (-2.0, 2.0))
SLOPE = Quantity("", "derivatives of the loss by the readout", -1e12, 1e12)
SIZE = Quantity("", "number of steps, inputs, neurons or outputs", 1, 1e6)


class Weights(NamedTuple):
    """Weights of a layer, or derivatives by them: W (inputs, neurons), U (neurons, outputs), R
    (neurons, neurons) or none.
    """

    W: np.ndarray
    U: np.ndarray
    R: np.ndarray | None = None


class Pass(NamedTuple):
    """What a layer did: voltages and spikes (steps, samples, neurons), and readouts (steps,
    samples, outputs).
    """

    V: np.ndarray
    z: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, repr=False)
class SpikingLayer(Model):
    """One layer of leaky integrate-and-fire neurons and a leaky readout in discrete time: equations
    (1) to (4) of this module.

    Voltages and weights are in units of which the threshold ``theta`` has as many as it says, 1 by
    default. ``surrogate`` is "fast sigmoid" or "triangle" of the half width ``b``; ``reset_path``
    says whether the derivative runs through the reset: "cut" or "kept".
    """

    tau: float = param(15 * ms, "ms", "membrane time constant", 0.1 * ms, 10 * s, (5 * ms, 50 * ms))
    tau_o: float = param(
        30 * ms, "ms", "time constant of the readout", 0.1 * ms, 1e3 * s, (5 * ms, 100 * ms)
    )
    dt: float = param(1 * ms, "ms", "time step", 1e-3 * ms, 100 * ms, (0.5 * ms, 5 * ms))
    theta: float = param(1.0, "", "threshold above rest", 1e-6, 1e6, (0.5, 2.0))
    b: float = param(0.1, "", "width of the surrogate", 1e-9, 1e9, (0.001, 10.0))
    surrogate: str = word(
        "fast sigmoid", "shape of the surrogate's slope", ("fast sigmoid", "triangle")
    )
    reset_path: str = word("cut", "the derivative's path through the reset", ("cut", "kept"))

    @property
    def alpha(self) -> float:
        """What is left of a voltage after a step."""
        return math.exp(-self.dt / self.tau)

    @property
    def beta(self) -> float:
        """What is left of a readout after a step."""
        return math.exp(-self.dt / self.tau_o)

    def psi(self, V: Any) -> np.ndarray:
        """Return the surrogate's slope at the voltages ``V``: equation (4), or the triangle."""
        V = np.asarray(WEIGHT.within(V, "SpikingLayer.psi's V"))
        return np.asarray(slope(V, self.theta, self.b, self.surrogate == "triangle"))

    def smooth_spike(self, V: Any) -> np.ndarray:
        """Return the integral of the surrogate's slope, 0 at the threshold: what a smoothed layer
        has in the place of a spike.
        """
        v = (np.asarray(WEIGHT.within(V, "SpikingLayer.smooth_spike's V")) - self.theta) / self.b
        if self.surrogate == "triangle":
            inside = np.clip(v, -1, 1)
            return np.asarray(self.b * (inside - inside * np.abs(inside) / 2))
        return np.asarray(self.b * v / (1 + np.abs(v)))

    def neuron(self, threshold: float = 20 * mV) -> FallingLIF:
        """Return the same neuron for networks of this library, where a weight of ``theta`` is the
        ``threshold`` in V above rest.
        """
        threshold = Quantity("mV", "threshold", 0.1 * mV, 100 * mV).number(
            threshold, "SpikingLayer.neuron's threshold"
        )
        plain = LIF()
        return FallingLIF(
            g_L=plain.C / self.tau,
            V_T=plain.E_L + threshold,
            V_R=plain.E_L,
            t_ref=0.0,
            fall=threshold / self.alpha,
        )


def slope(V: Any, theta: Any, b: Any, triangle: Any) -> Any:
    """Return the surrogate's slope at V: equation (4), or the triangle."""
    v = np.abs(V - theta) / b
    return np.where(triangle, np.maximum(1 - v, 0.0), 1 / (1 + v) ** 2)  # (4)


@dataclass(frozen=True, repr=False)
class FallingLIF(LIF):
    r"""A LIF neuron whose voltage falls by a constant at a spike, instead of being set to a value:
    what is above the threshold stays.

    .. math::

        V \ge V_T \;\Rightarrow\; V \leftarrow V - \Delta_V \tag{11}
    """

    fall: float = param(
        20 * mV, "mV", "fall of the voltage at a spike", 0.0, 10 * V, (10 * mV, 40 * mV)
    )

    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def reset(V, fall):  # type: ignore[no-untyped-def]
        """Return the state after a spike."""
        return (V - fall,)  # (11)


# Forwards


def forward(layer: SpikingLayer, weights: Weights, x: Any, smooth: bool = False) -> Pass:
    """Return what the layer does with input spikes ``x`` (steps, samples, inputs), from rest:
    equations (1) to (3).

    ``smooth`` puts :meth:`SpikingLayer.smooth_spike` in the place of the step (2): a layer that has
    a gradient.
    """
    expect(layer, SpikingLayer, "forward's layer", "a layer, as in SpikingLayer()")
    weights, x, smooth = (
        _fitting(weights, "forward"),
        _spikes(x, "forward"),
        flag(smooth, "forward's smooth"),
    )
    if x.shape[2] != len(weights.W):
        raise ParameterError(
            f"forward's x has {x.shape[2]} inputs, and W has {len(weights.W)}; expected as many."
        )
    T = len(x)
    drive = x @ weights.W
    V, z = np.empty_like(drive), np.empty_like(drive)
    v, fired, alpha, theta = (
        np.zeros(drive.shape[1:]),
        np.zeros(drive.shape[1:]),
        layer.alpha,
        layer.theta,
    )
    for t in range(T):
        v = alpha * v + drive[t] - theta * fired  # (1)
        if weights.R is not None:
            v += fired @ weights.R  # (1)
        fired = layer.smooth_spike(v) if smooth else (v >= theta).astype(float)  # (2)
        V[t], z[t] = v, fired
    return Pass(V, z, _leaky(z @ weights.U, layer.beta))  # (3)


def _leaky(x: np.ndarray, beta: float) -> np.ndarray:
    """Return the leaky sum over the first axis."""
    found, filtered = np.empty_like(x), np.zeros(x.shape[1:])
    for t, each in enumerate(x):
        filtered = beta * filtered + each
        found[t] = filtered
    return found


# Backwards


def bptt(layer: SpikingLayer, weights: Weights, x: Any, done: Pass, g: Any) -> Weights:
    """Return the derivatives by all weights by backpropagation through time: equations (5) to (7).

    ``done`` is what :func:`forward` returned for ``x``, and ``g`` (steps, samples, outputs) the
    derivative of the loss by the readout of each step alone.
    """
    weights, x, g = _checked(layer, weights, x, done, g, "bptt")
    through_reset = layer.theta if layer.reset_path == "kept" else 0.0
    Y = _leaky(g[::-1], layer.beta)[::-1]  # (5)
    back, psi = Y @ weights.U.T, layer.psi(done.V)
    delta, later = np.empty_like(back), np.zeros(back.shape[1:])
    for t in range(len(x) - 1, -1, -1):
        through = back[t] - through_reset * later
        if weights.R is not None:
            through += later @ weights.R.T
        later = psi[t] * through + layer.alpha * later  # (6)
        delta[t] = later
    before = None if weights.R is None else _summed(done.z[:-1], delta[1:])
    return Weights(_summed(x, delta), _summed(done.z, Y), before)  # (7)


def eprop(
    layer: SpikingLayer, weights: Weights, x: Any, done: Pass, g: Any, feedback: Any = None
) -> Weights:
    """Return the derivatives as e-prop estimates them, with one trace for each synapse: equations
    (8) and (9), with (10) where the layer keeps the path through the reset.

    Arguments are those of :func:`bptt`; ``feedback`` (neurons, outputs) brings the error to the
    neurons in the place of U.
    """
    weights, x, g = _checked(layer, weights, x, done, g, "eprop")
    B = weights.U if feedback is None else WEIGHT.array(feedback, "eprop's feedback")
    if B.shape != weights.U.shape:
        raise ParameterError(
            f"eprop's feedback has shape {B.shape}; expected {weights.U.shape}, as U."
        )
    signal, psi = g @ B.T, layer.psi(done.V)  # (9)
    W = _traced(layer, x, psi, signal)
    late = np.concatenate(
        [np.zeros_like(done.z[:1]), done.z[:-1]]
    )  # spikes of the layer arrive a step later
    R = None if weights.R is None else _traced(layer, late, psi, signal)
    return Weights(W, _summed(_leaky(done.z, layer.beta), g), R)


def _traced(layer: SpikingLayer, x: np.ndarray, psi: np.ndarray, signal: np.ndarray) -> np.ndarray:
    """Return the sum over time of the learning signal and the filtered eligibility traces of one
    kind of synapse.
    """
    through_reset = layer.theta if layer.reset_path == "kept" else 0.0
    epsilon = np.zeros((*x.shape[1:], psi.shape[2] if through_reset else 1))
    trace, found = np.zeros((*x.shape[1:], psi.shape[2])), np.zeros((x.shape[2], psi.shape[2]))
    for t in range(len(x)):
        left = (
            layer.alpha - through_reset * psi[t - 1][:, None, :]
            if through_reset and t
            else layer.alpha
        )
        epsilon = left * epsilon + x[t][:, :, None]  # (8), (10)
        trace *= layer.beta
        trace += epsilon * psi[t][:, None, :]  # (8)
        found += np.einsum("bj,bij->ij", signal[t], trace)  # (9)
    return found


def _summed(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Return the sum over steps and samples of the products of senders and what comes back to
    targets.
    """
    return np.asarray(x.reshape(-1, x.shape[-1]).T @ delta.reshape(-1, delta.shape[-1]))


# The loss


def readout_loss(y: Any, c: Any, since: int = 0) -> tuple[float, np.ndarray]:
    """Return the cross-entropy of softmax(y) and the classes ``c``, a mean over samples and steps
    from ``since`` on, and its slopes g.

    ``y`` are readouts (steps, samples, outputs), and g (of the same shape) is the derivative by the
    readout of each step alone.
    """
    y = np.asarray(SLOPE.within(y, "readout_loss's y"))
    if y.ndim != 3:
        raise ParameterError(
            f"readout_loss's y has shape {y.shape}; expected (steps, samples, outputs)."
        )
    c = np.asarray(Quantity("", "classes", 0, y.shape[2] - 1).array(c, "readout_loss's c")).astype(
        int
    )
    since = Quantity("", "first step that counts", 0, len(y) - 1).whole(
        since, "readout_loss's since"
    )
    if c.shape != y.shape[1:2]:
        raise ParameterError(
            f"readout_loss's c has shape {c.shape}; expected ({y.shape[1]},), a class for "
            "each sample."
        )
    counted = y[since:] - y[since:].max(axis=2, keepdims=True)
    p = np.exp(counted)
    p /= p.sum(axis=2, keepdims=True)
    n, at = p.shape[0] * p.shape[1], np.arange(len(c))
    g = np.zeros_like(y)
    g[since:] = p
    g[since:, at, c] -= 1
    return float(-np.log(np.maximum(p[:, at, c], 1e-300)).mean()), g / n


# What a learning machine must keep


def kept_words(steps: Any, inputs: Any, neurons: Any, outputs: Any) -> tuple[int, int]:
    """Return how many numbers of one sample learning must keep: backpropagation through time, and
    e-prop.

    The first keeps a voltage and a spike of each neuron and an input spike of each line for each of
    the ``steps``. The second keeps a filtered input for each line, a trace for each synapse, and a
    leaky sum of spikes for each neuron, whatever the number of steps.
    """
    T, n, m = (
        SIZE.whole(each, f"kept_words' {name}")
        for each, name in ((steps, "steps"), (inputs, "inputs"), (neurons, "neurons"))
    )
    SIZE.whole(outputs, "kept_words' outputs")
    return T * (n + 2 * m), n + n * m + m


# Arguments


def _fitting(weights: Any, verb: str) -> Weights:
    expect(
        weights, Weights, f"{verb}'s weights", "weights, as in start(SpikingLayer(), 5, 60, 3, rng)"
    )
    W, U = (np.asarray(WEIGHT.within(each, f"{verb}'s weights")) for each in weights[:2])
    R = None if weights.R is None else np.asarray(WEIGHT.within(weights.R, f"{verb}'s weights"))
    if (
        W.ndim != 2
        or U.ndim != 2
        or len(U) != W.shape[1]
        or (R is not None and R.shape != (len(U), len(U)))
    ):
        shapes = W.shape, U.shape, None if R is None else R.shape
        raise ParameterError(
            f"{verb}'s weights W, U and R have shapes {shapes}; expected (inputs, n), (n, "
            "outputs) and (n, n) or None."
        )
    return Weights(W, U, R)


def _spikes(x: Any, verb: str) -> np.ndarray:
    x = np.asarray(INPUT.within(x, f"{verb}'s x"))
    if x.ndim != 3:
        raise ParameterError(f"{verb}'s x has shape {x.shape}; expected (steps, samples, inputs).")
    return x


def _checked(
    layer: Any, weights: Any, x: Any, done: Any, g: Any, verb: str
) -> tuple[Weights, np.ndarray, np.ndarray]:
    expect(layer, SpikingLayer, f"{verb}'s layer", "a layer, as in SpikingLayer()")
    expect(done, Pass, f"{verb}'s done", "what forward(layer, weights, x) returned")
    weights, x, g = (
        _fitting(weights, verb),
        _spikes(x, verb),
        np.asarray(SLOPE.within(g, f"{verb}'s g")),
    )
    if (
        g.shape != done.y.shape
        or done.z.shape != (*x.shape[:2], weights.W.shape[1])
        or x.shape[2] != len(weights.W)
    ):
        raise ParameterError(
            f"{verb}'s x, done.y and g have shapes {x.shape}, {done.y.shape} and {g.shape}, "
            "which do not go together; "
            "expected done = forward(layer, weights, x) of the same x, and a slope for each "
            "readout."
        )
    return weights, x, g
