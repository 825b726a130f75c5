r"""Memories that write over themselves: binary synapses that forget at one pace, or at many, and
phase-change cells that drift.

A memory is a pattern of N values of ±1, one a synapse. In a palimpsest each synapse takes the value
of each new pattern with probability q, and keeps its old one otherwise. The overlap with a pattern
that t others have followed, its mean product with the synapses, stands against a noise of
:math:`1/\sqrt N`, and is read as long as it is larger:

.. math::

    m(t) = q\, (1 - q)^t \tag{1}
    \mathrm{SNR}(t) = \sqrt{N}\, q\, (1 - q)^t \tag{2}
    t^* = \frac{\ln(\sqrt{N}\, q)}{-\ln(1 - q)} \tag{3}

and :math:`t^* = 0` where :math:`\sqrt N q \le 1`: such a pattern is lost at once. (3) is largest
near :math:`q = e/\sqrt N`, at about :math:`\sqrt N / e` patterns (D. J. Amit and S. Fusi (1994),
doi:10.1162/neco.1994.6.5.957).

Weights in pairs of phase-change cells drift by (5) of :mod:`~neurolib.devices.statistics`. Drift
compensation reads the currents :math:`I_j` of all columns at a fixed input right after writing, and
:math:`J_j` now, and multiplies what is read by

.. math::

    \alpha = \frac{\sum_j I_j}{\sum_j J_j} \tag{4}

one factor for each layer, or, without the sums, one for each column (V. Joshi et al. (2020),
doi:10.1038/s41467-020-16108-9). Used in chapter 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...devices.statistics import AGE, drifted, nu_mean, nu_std
from ...model import Model, ParameterError, Quantity, Words, generator, needs, param
from .continual import all_weights, layers

SYNAPSES = Quantity("", "number of synapses", 1.0, 1e15, (1e3, 1e6))
CHANCE = Quantity("", "chance that a synapse takes the new value", 1e-12, 1 - 1e-12, (0.005, 0.5))
PATTERNS = Quantity("", "patterns since", 0.0, 1e12, (0.0, 100.0))
MOST = 1e8  # values that are drawn for one memory: 0.8 GB
REMEDY = Words("what is done about drift", ("none", "global", "column"))


def palimpsest_overlap(q: float, t: Any) -> Any:
    """Return the mean overlap with a pattern that ``t`` others have followed: equation (1)."""
    q = CHANCE.number(q, "palimpsest_overlap's q")
    return overlap_after(q, PATTERNS.array(t, "palimpsest_overlap's t"))


def overlap_after(q: Any, t: Any) -> Any:
    """Return equation (1) for what has been checked."""
    return q * (1 - q) ** t  # (1)


def palimpsest_lifetime(N: float, q: float) -> float:
    """Return after how many patterns the signal has fallen to the noise: equation (3), with the SNR
    of (2); 0 where it starts below.
    """
    N, q = (
        SYNAPSES.number(N, "palimpsest_lifetime's N"),
        CHANCE.number(q, "palimpsest_lifetime's q"),
    )
    return float(lifetime_of(N, q))


def lifetime_of(N: Any, q: Any) -> Any:
    """Return equation (3) for what has been checked."""
    first = np.sqrt(N) * q  # (2)
    return np.log(first) / -np.log1p(-q) if first > 1 else 0.0  # (3)


def best_q(N: float) -> float:
    """Return the q with the longest lifetime of ``N`` synapses, of which there are two at least."""
    edge = -0.5 * np.log(replace(SYNAPSES, low=2.0).number(N, "best_q's N"))
    minimize_scalar = needs("scipy.optimize", "best_q").minimize_scalar
    found = minimize_scalar(
        lambda u: -palimpsest_lifetime(N, np.exp(u)),
        bounds=(edge, -1e-9),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(np.exp(found.x))


def palimpsest(N: int, q: float, patterns: int, rng: np.random.Generator) -> np.ndarray:
    """Store ``patterns`` one after the other in ``N`` synapses; return the overlap of the last
    state with each, the newest first.
    """
    N, patterns = _drawable(N, patterns, "palimpsest")
    q = CHANCE.number(q, "palimpsest's q")
    rng, stored = generator(rng, "palimpsest"), []
    w = rng.choice([-1, 1], N)
    for _ in range(patterns):
        stored.append(rng.choice([-1, 1], N))
        w = np.where(rng.random(N) < q, stored[-1], w)
    return np.array([np.mean(w * each) for each in reversed(stored)])


def _drawable(N: Any, patterns: Any, verb: str) -> tuple[int, int]:
    """Return the numbers of synapses and patterns, or refuse more values than memory and patience
    hold.
    """
    N, patterns = SYNAPSES.whole(N, f"{verb}'s N"), PATTERNS.whole(patterns, f"{verb}'s patterns")
    if (values := N * (patterns + 1)) > MOST:
        raise ParameterError(
            f"{verb} would draw {values:.2g} values, N = {N:.3g} synapses for each of "
            f"{patterns:.3g} patterns; expected "
            f"{MOST:.0e} at most. Type a smaller N or fewer patterns: the closed forms "
            f"take any number."
        )
    return N, patterns


@dataclass(frozen=True, repr=False)
class Cascade(Model):
    r"""Binary synapse with n levels of stability: each repeat of its value takes it one level
    deeper, where it is harder to switch.

    A synapse is weak (−1) or strong (+1), at level i from 1 to n. A new pattern that asks for the
    other value switches it, to level 1, with chance :math:`q_i`; one that asks for the value it has
    takes it to level i + 1 with chance :math:`p_i`:

    .. math::

        q_i = r^{i - 1} \;\text{ for } i < n, \quad q_n = \frac{r^{n - 1}}{1 - r} \tag{1}
        p_i = \frac{r^i}{1 - r} \;\text{ for } i < n, \quad p_n = 0 \tag{2}

    With these, each of the 2n states is held by the same share of the synapses, 1/2n, when patterns
    are random. With :math:`\pi` these shares, :math:`M_+` what a potentiation does to them,
    :math:`M_-` a depression, and w the two values, the signal of a pattern after t others is

    .. math::

        S(t) = w^{\mathsf T} M^t M_+ \pi, \quad M = \tfrac{1}{2} (M_+ + M_-) \tag{3}

    which starts at 2/n for r = ½. Source: S. Fusi, P. J. Drew and L. F. Abbott, Neuron 45:599
    (2005), doi:10.1016/j.neuron.2005.02.001. Used in chapter 8.
    """

    n: float = param(10.0, "", "number of levels of stability", 1.0, 60.0, (1.0, 20.0))
    r: float = param(
        0.5, "", "ratio of the probabilities at neighbouring levels", 0.01, 0.5, (0.2, 0.5)
    )

    @property
    def levels(self) -> int:
        """n as a whole number."""
        return round(self.n)

    def chances(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the chances to switch and to go deeper at each level: equations (1) and (2)."""
        i = np.arange(1, self.levels + 1)
        q, p = self.r ** (i - 1.0), self.r**i / (1 - self.r)  # (1), (2)
        q[-1], p[-1] = self.r ** (self.levels - 1.0) / (1 - self.r) if self.levels > 1 else 1.0, 0.0
        return q, p

    def potentiation(self) -> np.ndarray:
        """Return M₊: column after column, where a potentiation takes each state, weak levels
        first.
        """
        n, (q, p) = self.levels, self.chances()
        M = np.zeros((2 * n, 2 * n))
        for i in range(n):
            M[i, i], M[n, i] = 1 - q[i], q[i]
            M[n + i, n + i] += 1 - p[i]
            if i < n - 1:
                M[n + i + 1, n + i] = p[i]
        return M

    def mean_change(self) -> np.ndarray:
        """Return M: what one random pattern does to the shares."""
        up, n = self.potentiation(), self.levels
        swap = np.roll(np.arange(2 * n), n)
        return np.asarray((up + up[np.ix_(swap, swap)]) / 2)

    def _chain(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the two values of a synapse, M, and the shares right after a pattern was
        stored.
        """
        n = self.levels
        return (
            np.repeat([-1.0, 1.0], n),
            self.mean_change(),
            self.potentiation() @ np.full(2 * n, 1 / (2 * n)),
        )

    def signal(self, t: Any) -> np.ndarray:
        """Return the mean overlap with a pattern that ``t`` others have followed: equation (3)."""
        t = np.atleast_1d(PATTERNS.array(t, "Cascade.signal's t")).astype(int)
        if t.ndim > 1:
            raise ParameterError(
                f"Cascade.signal's t has shape {t.shape}; expected a number of "
                f"patterns, or a row of them."
            )
        w, M, shares = self._chain()
        return np.array([w @ np.linalg.matrix_power(M, k) @ shares for k in t])  # (3)

    def lifetime(self, N: float) -> int:
        """Return the last whole number of patterns after which the signal of ``N`` synapses is not
        below its noise; 0 if none.
        """
        root, (w, M, shares) = np.sqrt(SYNAPSES.number(N, "Cascade.lifetime's N")), self._chain()
        # the signal falls from here on; of the very next pattern a part is hidden, and comes back
        last, shares = 2, M @ M @ shares
        if root * (w @ shares) < 1:
            return int(root * self.signal(1)[0] >= 1)
        powers = [M]  # of M: 1, 2, 4, …
        while root * (w @ powers[-1] @ shares) >= 1:
            powers.append(powers[-1] @ powers[-1])
        for k in reversed(range(len(powers) - 1)):
            later = powers[k] @ shares
            if root * (w @ later) >= 1:
                last, shares = last + 2**k, later
        return last

    def simulate(self, N: int, patterns: int, rng: np.random.Generator) -> np.ndarray:
        """Store ``patterns`` in ``N`` synapses, from equal shares; return the overlap of the last
        state with each, the newest first.
        """
        n, (q, p), rng = self.levels, self.chances(), generator(rng, "Cascade.simulate")
        N, patterns = _drawable(N, patterns, "Cascade.simulate")
        w, level, stored = rng.choice([-1, 1], N), rng.integers(0, n, N), []
        for _ in range(patterns):
            new, u = rng.choice([-1, 1], N), rng.random(N)
            switch, deeper = (new != w) & (u < q[level]), (new == w) & (u < p[level])
            w, level = np.where(switch, new, w), np.where(switch, 0, level + deeper)
            stored.append(new)
        return np.array([np.mean(w * each) for each in reversed(stored)])


class Drifting:
    """The network of :mod:`.continual` with its weights in pairs of drifting phase-change cells,
    one cell of each pair at 0.

    Each cell has a drift exponent of its own, drawn with ``rng`` from the published fits. The
    biases are kept as digital numbers, which do not drift. Writing is exact: errors of writing are
    left out.
    """

    def __init__(self, theta: np.ndarray, rng: np.random.Generator) -> None:
        rng, self.layers = (
            generator(rng, "Drifting"),
            [layer.copy() for layer in layers(all_weights(theta, "Drifting"))],
        )
        self.exponents = []
        for layer in self.layers:
            g = np.abs(layer[:-1]) / np.abs(layer[:-1]).max()
            self.exponents.append(nu_mean(g) + nu_std(g) * rng.standard_normal(g.shape))

    def weights(self, t: float, remedy: str = "none") -> np.ndarray:
        """Return the weights ``t`` seconds after writing; the remedy is a factor (4) for each layer
        ("global") or for each column.
        """
        REMEDY.word(remedy, "Drifting.weights' remedy")
        found, t = [], AGE.number(t, "Drifting.weights' t")
        for layer, nu in zip(self.layers, self.exponents, strict=True):
            W, fresh = np.sign(layer[:-1]) * drifted(np.abs(layer[:-1]), t, nu), np.abs(layer[:-1])
            if remedy == "global":
                W = W * fresh.sum() / np.abs(W).sum()  # (4)
            elif remedy == "column":
                W = W * (fresh.sum(0) / np.abs(W).sum(0))
            found += [W.ravel(), layer[-1]]
        return np.concatenate(found)
