r"""Gradient descent on a spiking layer: start, steps by Adam, noise on the weights, and what is
measured after each epoch.

A gradient g moves a weight by Adam's rule (D. P. Kingma and J. Ba, 2015,
doi:10.48550/arXiv.1412.6980), with the rate falling as the square root of what is left of the
training:

.. math::

    m \leftarrow 0.9\, m + 0.1\, g, \quad v \leftarrow 0.999\, v + 0.001\, g^2, \quad
    w \leftarrow w - \eta \sqrt{1 - e/E}\,
        \frac{m / (1 - 0.9^n)}{\sqrt{v / (1 - 0.999^n)} + 10^{-8}} \tag{1}

With noise, each batch is computed with weights that are off, as those that a device holds, and the
step is taken on the clean ones:

.. math::

    \tilde w = w + \sigma_w\, w_{\max}\, \xi \tag{2}

with a standard normal number ξ for each weight, and the largest weight :math:`w_{\max}` of its
matrix. Source: V. Joshi et al., Nature Communications 11:2473 (2020),
doi:10.1038/s41467-020-16108-9. Used in chapter 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ...model import ParameterError, Quantity, Words, expect, generator
from .surrogate import Pass, SpikingLayer, Weights, bptt, eprop, forward, readout_loss
from .tasks import Samples

SIZE = Quantity("", "number of inputs, neurons or outputs", 1, 1e5)
MEAN = Quantity("", "mean weight of the inputs, in thresholds", -1e3, 1e3)
SPREAD = Quantity("", "spread of weights, in thresholds", 0.0, 1e3)
EPOCHS = Quantity("", "times through the samples", 1, 1e5, (1, 50))
RATE = Quantity("", "learning rate", 1e-9, 1e3, (0.001, 0.1))
BATCH = Quantity("", "samples at a time", 1, 1e6, (10, 500))
NOISE = Quantity("", "noise of the weights, relative to the largest", 0.0, 10.0, (0.0, 0.5))
SINCE = Quantity("", "first step that counts", 0, 1e6)
PRICE = Quantity("", "loss for each spike of a neuron", 0.0, 1e6)
BOUND = Quantity("", "largest weight, in thresholds", 1e-6, np.inf)
METHOD = Words("how the gradient is found", ("bptt", "eprop", "random feedback"))
TASK = "samples of a task, as in yin_yang_spikes(1000, rng)"


class Epoch(NamedTuple):
    """What is known after an epoch: its number from 1 on, the weights, the mean loss, and accuracy
    and spikes per sample on a test.
    """

    number: int
    weights: Weights
    loss: float
    accuracy: float
    spikes: float


def start(
    inputs: Any,
    neurons: Any,
    outputs: Any,
    rng: np.random.Generator,
    mean: Any = 0.3,
    spread: Any = 0.6,
    recurrent: Any = 0.0,
) -> Weights:
    """Return weights to start from: those of the inputs normal with this ``mean`` and ``spread``,
    so that neurons fire at all.

    Weights of the readout have mean 0 and the spread 1/√neurons. With ``recurrent`` above 0 the
    neurons reach each other by weights of this spread.
    """
    n, m, k = (
        SIZE.whole(each, f"start's {name}")
        for each, name in ((inputs, "inputs"), (neurons, "neurons"), (outputs, "outputs"))
    )
    rng, mean, spread = (
        generator(rng, "start"),
        MEAN.number(mean, "start's mean"),
        SPREAD.number(spread, "start's spread"),
    )
    within = SPREAD.number(recurrent, "start's recurrent")
    W, U = rng.normal(mean, spread, (n, m)), rng.normal(0.0, 1 / np.sqrt(m), (m, k))
    return Weights(W, U, rng.normal(0.0, within, (m, m)) if within else None)


def answers(
    layer: SpikingLayer, weights: Weights, samples: Samples, since: Any = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the class that each sample is given, by the largest mean readout from step ``since``
    on, and its number of spikes.
    """
    expect(samples, Samples, "answers' samples", TASK)
    done, since = forward(layer, weights, samples.x), SINCE.whole(since, "answers' since")
    if since >= len(done.y):
        raise ParameterError(
            f"answers' since is {since}, and the samples have {len(done.y)} steps; expected a "
            f"step that they have, 0 to {len(done.y) - 1}, as in since=0."
        )
    return done.y[since:].mean(axis=0).argmax(axis=1), done.z.sum(axis=(0, 2))


def accuracy(layer: SpikingLayer, weights: Weights, samples: Samples, since: Any = 0) -> float:
    """Return the share of the samples that are given the right class."""
    return float(np.mean(answers(layer, weights, samples, since)[0] == samples.c))


def epochs(
    layer: SpikingLayer,
    weights: Weights,
    samples: Samples,
    test: Samples,
    rng: np.random.Generator,
    n: Any = 20,
    rate: Any = 0.02,
    batch: Any = 100,
    since: Any = 30,
    method: str = "bptt",
    noise: Any = 0.0,
    spike_price: Any = 0.0,
    bound: Any = np.inf,
) -> Iterator[Epoch]:
    """Yield an :class:`Epoch` after each of ``n`` times through the ``samples``: gradient descent
    by equation (1), ``test`` after each.

    ``method`` is "bptt", "eprop", or "random feedback": e-prop whose errors come back through
    random weights, drawn once. ``since`` is the first step whose readout counts. With ``noise`` the
    weights of each batch are off by equation (2). ``spike_price`` adds that much for each spike of
    a sample to the loss, so that the layer learns to fire less. Weights stay within ± ``bound``, as
    in devices, whose errors are relative to the largest weight.
    """
    expect(samples, Samples, "epochs' samples", TASK), expect(test, Samples, "epochs' test", TASK)
    n, rate, batch = (
        EPOCHS.whole(n, "epochs' n"),
        RATE.number(rate, "epochs' rate"),
        BATCH.whole(batch, "epochs' batch"),
    )
    rng, since, noise = (
        generator(rng, "epochs"),
        SINCE.whole(since, "epochs' since"),
        NOISE.number(noise, "epochs' noise"),
    )
    spike_price = PRICE.number(spike_price, "epochs' spike_price")
    bound, method = BOUND.number(bound, "epochs' bound"), METHOD.word(method, "epochs' method")
    forward(layer, weights, samples.x[:, :1])  # refuses what does not fit
    return _epochs(
        layer, weights, samples, test, rng, n, rate, batch, since, method, noise, spike_price, bound
    )


def _epochs(  # type: ignore[no-untyped-def]
    layer, weights, samples, test, rng, n, rate, batch, since, method, noise, spike_price, bound
):
    B = (
        rng.normal(0.0, 1 / np.sqrt(len(weights.U)), weights.U.shape)
        if method == "random feedback"
        else None
    )
    adam = _Adam(weights)
    for epoch in range(n):
        order, losses = rng.permutation(len(samples.c)), []
        for k in range(0, len(order), batch):
            some = samples.some(order[k : k + batch])
            off = _noisy(weights, noise, rng)
            done = forward(layer, off, some.x)
            loss, g = readout_loss(done.y, some.c, since)
            found = (
                bptt(layer, off, some.x, done, g)
                if method == "bptt"
                else eprop(layer, off, some.x, done, g, B)
            )
            if spike_price:
                found = found._replace(
                    W=found.W + _sparing(layer, some.x, done, spike_price / len(some.c))
                )
            weights = adam.step(weights, found, rate * np.sqrt(1 - epoch / n))
            weights = _each(weights, lambda w: np.clip(w, -bound, bound))
            losses.append(loss)
        given, spikes = answers(layer, weights, test, since)
        yield Epoch(
            epoch + 1,
            weights,
            float(np.mean(losses)),
            float(np.mean(given == test.c)),
            float(spikes.mean()),
        )


def train(
    layer: SpikingLayer,
    weights: Weights,
    samples: Samples,
    test: Samples,
    rng: np.random.Generator,
    n: Any = 20,
    progress: Callable[[int, int], Any] | None = None,
    **how: Any,
) -> list[Epoch]:
    """Return all :func:`epochs`; ``progress`` is called with the number of epochs that are done and
    of all, and ``how`` goes on to them.
    """
    if progress is not None and not callable(progress):
        raise ParameterError(
            f"train's progress is {progress!r:.60}; expected a function of two numbers, as in "
            "progress=print."
        )
    n, found = EPOCHS.whole(n, "train's n"), []
    for each in epochs(layer, weights, samples, test, rng, n, **how):
        found.append(each)
        if progress is not None:
            progress(each.number, n)
    return found


class _Adam:
    """The moments of equation (1)."""

    def __init__(self, weights: Weights) -> None:
        self.n = 0
        self.first = [np.zeros_like(each) for each in weights if each is not None]
        self.second = [np.zeros_like(each) for each in weights if each is not None]

    def step(self, weights: Weights, gradient: Weights, rate: float) -> Weights:
        self.n += 1
        pairs = ((w, g) for w, g in zip(weights, gradient, strict=True) if w is not None)
        return Weights(*(self._moved(k, w, g, rate) for k, (w, g) in enumerate(pairs)))

    def _moved(self, k: int, w: Any, g: Any, rate: float) -> np.ndarray:
        self.first[k] = 0.9 * self.first[k] + 0.1 * g
        self.second[k] = 0.999 * self.second[k] + 0.001 * g**2
        mean, square = self.first[k] / (1 - 0.9**self.n), self.second[k] / (1 - 0.999**self.n)
        return np.asarray(w - rate * mean / (np.sqrt(square) + 1e-8))  # (1)


def _noisy(weights: Weights, noise: float, rng: np.random.Generator) -> Weights:
    if not noise:
        return weights
    return _each(
        weights, lambda w: w + noise * np.abs(w).max() * rng.standard_normal(w.shape)
    )  # (2)


def _each(weights: Weights, change: Callable[[np.ndarray], Any]) -> Weights:
    """Return changed weights; those between the neurons stay none where there are none."""
    return Weights(
        change(weights.W), change(weights.U), None if weights.R is None else change(weights.R)
    )


def _sparing(layer: SpikingLayer, x: np.ndarray, done: Pass, price: float) -> np.ndarray:
    """Return the derivative of a price of each spike by W, through the surrogate and without the
    reset's path.
    """
    psi, later, delta = layer.psi(done.V), np.zeros(done.z.shape[1:]), np.empty_like(done.z)
    for t in range(len(x) - 1, -1, -1):
        later = price * psi[t] + layer.alpha * later
        delta[t] = later
    return np.asarray(np.tensordot(x, delta, axes=([0, 1], [0, 1])))
