"""Synapses that learn, in plain NumPy: to be read as the definition of what an arrival and a postsynaptic spike do to them.

At one time arrivals go first and deliver the weights that they find; then postsynaptic spikes are told; and only when time goes
on do the traces take up what happened, so that all that is read is strictly earlier. See :mod:`~neurolib.plasticity.timing`.
"""

from __future__ import annotations

import numpy as np

from ..plasticity.traces import BOUNDS, PAIRINGS, lowered, raised, read, spike
from .layout import Bundle, Layout

Counts = dict[tuple[str, str], int]


class Learning:
    """The synapses of a bundle that learns: weights as fractions ``u`` of the largest, and the traces on both sides.

    Times are in units of ``unit`` seconds.
    """

    def __init__(self, bundle: Bundle, posts: int, unit: float) -> None:
        rule, projection = bundle.rule, bundle.projections[0]
        self.bundle, self.largest, self.now = bundle, projection.w_max or 0.0, 0.0
        self.rule, (self.plus, self.minus) = rule, rule.strengths()
        self.pairing, self.bounds = PAIRINGS[rule.pairing], BOUNDS[rule.bounds]
        self.taus = np.array(rule.taus) / unit
        senders = len(bundle.rows) - 1
        self.u = bundle.weights / self.largest
        self.r1, self.r2, self.o1, self.o2 = np.zeros(senders), np.zeros(senders), np.zeros(posts), np.zeros(posts)
        self.base = np.zeros(len(self.u))  # of r1, as each synapse read it last
        self.senders = np.repeat(np.arange(senders), np.diff(bundle.rows))
        self.onto = np.split(np.argsort(bundle.targets, kind="stable"), np.cumsum(np.bincount(bundle.targets, minlength=posts))[:-1])
        self.arrivals: list[int] = []
        self.fired: list[int] = []

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self._settle(t)
        row = slice(self.bundle.rows[sender], self.bundle.rows[sender + 1])
        delivered = self.u[row] * self.largest
        dose = self.o1[self.bundle.targets[row]] * self.rule.depression(self.r2[sender], *self.minus)
        self.u[row] = lowered(self.u[row], dose, *self.bounds.below, 0.0)
        self.arrivals.append(sender)
        return delivered

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which all its synapses see."""
        self._settle(t)
        own = self.onto[target]
        trace = self.r1[self.senders[own]]
        dose = (trace - self.base[own]) * self.rule.potentiation(self.o2[target], *self.plus)
        self.u[own] = raised(self.u[own], dose, *self.bounds.above, 1.0)
        self.base[own] = read(trace, self.base[own], self.pairing.spent)
        self.fired.append(target)

    def _settle(self, t: float) -> None:
        """Let time go on to ``t``: traces take up the spikes of the last instant, and decay."""
        if t == self.now:
            return
        for sender in self.arrivals:
            self.r1[sender] = spike(self.r1[sender], 1.0, self.pairing.pre)
            self.r2[sender] = spike(self.r2[sender], 1.0, 1.0)
        for target in self.fired:
            self.o1[target] = spike(self.o1[target], 1.0, self.pairing.post)
            self.o2[target] = spike(self.o2[target], 1.0, 1.0)
        fades = np.exp(-(t - self.now) / self.taus)
        for trace, fade in zip((self.r1, self.r2, self.o1, self.o2, self.base), fades[[0, 1, 2, 3, 0]], strict=True):
            if fade < 1.0:
                trace *= fade
        self.now, self.arrivals, self.fired = t, [], []

    def weights(self) -> np.ndarray:
        """Return the weights in their own unit, in the order of the projection's pairs."""
        return ordered(self.bundle, self.u * self.largest)


def ordered(bundle: Bundle, weights: np.ndarray) -> np.ndarray:
    """Return what stands in the order of a bundle's rows in that of its projection's pairs."""
    pairs = np.empty(len(weights))
    pairs[bundle.order] = weights
    return pairs


def count_learning(counts: Counts, bundle: Bundle, layout: Layout, fetched: int, fired: np.ndarray) -> None:
    """Add to the ``counts`` of a bundle that learns what learning did, with ``fetched`` rows and the targets that ``fired``.

    Every arrival at a synapse changes its weight, and so does every spike of its target. An arrival reads a trace more than one
    that teaches nothing, and writes the weight; a spike reads the weight and a trace of each sender, and writes the weight. Each
    row that is fetched, and each spike that someone is to learn from, reads and writes the traces of its neuron.
    """
    if bundle.rule is None:
        return
    name = bundle.projections[0].name
    fan_in = np.bincount(bundle.targets, minlength=layout.slabs[bundle.slab].n)[fired]
    arrivals, seen = counts["synaptic event", name], int(fan_in.sum())
    traces = np.isfinite(bundle.rule.taus)
    own = fetched * int(traces[:2].sum()) + int(np.count_nonzero(fan_in)) * int(traces[2:].sum())
    counts["plasticity update", name] = arrivals + seen
    counts["word read", name] += arrivals + 2 * seen + own
    counts["word written", name] += arrivals + seen + own
