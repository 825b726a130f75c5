"""The rule of Bienenstock, Cooper and Munro: a threshold between depression and potentiation that
slides with the response.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import Model, ParameterError, Quantity, param
from ..units import Hz, kHz, ms, s, show
from . import rates as given

NOISE = Quantity("", "standard deviation of the closed eye's input", 0.0, 1e3, (0.1, 0.5))
RUNAWAY = "The threshold was too slow or a step too long: eta*|x|²*tau_theta should be below 1."
RESPONSE = Quantity("", "responses, one for each pattern", -1e12, 1e12)


@dataclass(frozen=True, repr=False)
class BCM(Model):
    r"""BCM: responses above a threshold potentiate, below it depress, and the threshold follows the
    mean square response.

    .. math::

        y = \mathbf{w} \cdot \mathbf{x} + y_0 \tag{1}
        \frac{d\mathbf{w}}{dt} = \eta\, y\, (y - \theta)\, \mathbf{x} \tag{2}
        \tau_\theta \frac{d\theta}{dt} = y^2 - \theta \tag{3}

    A step takes (1), then (2), then (3) with the same y: the order matters. Averaged over patterns
    :math:`\mathbf{x}_k` that come with probabilities :math:`p_k`, each of (2) and (3) becomes its
    mean. Where the patterns are linearly independent, any choice S of those that respond gives a
    fixed point,

    .. math::

        y_k = \theta = \Big(\sum_{j \in S} p_j\Big)^{-1} \text{ for } k \in S,
            \quad y_k = 0 \text{ else} \tag{4}

    of which only the selective ones, S a single pattern, can be stable. For one pattern or
    orthogonal ones they are while :math:`\eta\, |\mathbf{x}|^2 \tau_\theta < 1`; there a Hopf
    bifurcation begins to swing. In general the Jacobian decides,

    .. math::

        \mathbf{J} = \begin{pmatrix} \eta \mathbf{A} & -\eta \mathbf{v} \\ 2
            \mathbf{v}^T/\tau_\theta & -1/\tau_\theta \end{pmatrix} \tag{5}

    where :math:`\mathbf{A} = \langle (2y - \theta)\, \mathbf{x} \mathbf{x}^T \rangle`,
    :math:`\mathbf{v} = \langle y\, \mathbf{x} \rangle`.

    A neuron of two eyes that one of them keeps selective, :math:`\theta = 1/p`, loses the weights
    of the other, which sends noise of variance :math:`\sigma^2` and mean 0, at the rate

    .. math::

        r = \eta \sigma^2 (1/p - 2) \tag{6}

    Without spontaneous activity, :math:`y_0 = 0`, a silent neuron never learns again, whatever its
    threshold does.

    Source: E. L. Bienenstock, L. N. Cooper and P. W. Munro (1982),
    doi:10.1523/JNEUROSCI.02-01-00032.1982; the mean square as threshold: N. Intrator and L. N.
    Cooper (1992), doi:10.1016/S0893-6080(05)80003-6. The defaults are teaching choices. Used in
    chapters 3 and 9.
    """

    eta: float = param(0.1 * Hz, "Hz", "learning rate", 0.0, 1 * kHz, (0.01 * Hz, 1 * Hz))
    tau_theta: float = param(
        1 * s, "s", "time constant of the threshold", 1 * ms, 1e6 * s, (0.1 * s, 20 * s)
    )
    y_0: float = param(0.0, "", "spontaneous activity", 0.0, 1e3, (0.0, 0.5))

    @staticmethod
    def response(w, x, y_0):
        return np.dot(w, x) + y_0  # (1)

    @staticmethod
    def change(y, theta, x, eta):
        return eta * y * (y - theta) * x  # (2)

    @staticmethod
    def slide(y, theta, tau_theta):
        return (y * y - theta) / tau_theta  # (3)

    @staticmethod
    def loss(sigma, p, eta):
        return eta * sigma**2 * (1 / p - 2)  # (6)

    def step(self, w: Any, theta: Any, x: Any, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """Return weights and threshold after a step under one input, by Euler's method.

        Parameters
        ----------
        w : array of shape (n,) or (neurons, n)
            Weights; they stay as they are.
        theta : float or array of shape (neurons,)
            Sliding threshold; it stays as it is.
        x : array of shape (n,)
            Input.
        dt : float
            Length of the step, s; at most ``tau_theta``.

        Returns
        -------
        tuple of two arrays
            New weights and new threshold, in the shapes of ``w`` and ``theta``.

        Raises
        ------
        ParameterError
            For shapes that do not fit, a step beyond ``tau_theta``, and weights that run away.
        """
        weights, x = given.weights_and_inputs(w, x, "BCM.step", rows=False)
        weights, theta = self._step(
            weights, self._threshold(theta, weights, "BCM.step"), x, self._shown(dt, "BCM.step")
        )
        return given.finite(weights, "BCM.step", RUNAWAY, given.WEIGHT.high), theta

    def learn(self, w: Any, theta: Any, inputs: Any, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """Return weights and threshold after all ``inputs``, shape (K, n), one after the other for
        ``dt`` seconds each.
        """
        weights, inputs = given.weights_and_inputs(w, inputs, "BCM.learn", rows=True)
        theta, dt = self._threshold(theta, weights, "BCM.learn"), self._shown(dt, "BCM.learn")
        with np.errstate(over="ignore", invalid="ignore"):
            for x in inputs:
                weights, theta = self._step(weights, theta, x, dt)
        return given.finite(weights, "BCM.learn", RUNAWAY, given.WEIGHT.high), theta

    def flow(self, w: Any, theta: float, patterns: Any, p: Any = None) -> tuple[np.ndarray, float]:
        """Return dw/dt and dθ/dt in 1/s of one neuron, averaged over ``patterns``, shape (K, n), of
        probabilities ``p``, 1/K by default.
        """
        y, theta, X, p = self._averaged(w, theta, patterns, p, "BCM.flow")
        return p @ self.change(y[:, None], theta, X, self.eta), float(
            p @ self.slide(y, theta, self.tau_theta)
        )

    def fixed_point(
        self, patterns: Any, responding: Any, p: Any = None
    ) -> tuple[np.ndarray, float]:
        """Return weights and threshold where the averaged rule rests while the patterns with the
        indexes ``responding`` respond: (4).

        ``responding=[2]`` is the selective state of pattern 2, ``[]`` is silence. Raises
        :class:`ParameterError` for patterns that are not linearly independent.
        """
        X, p = given.ensemble(patterns, p, "BCM.fixed_point")
        if np.linalg.matrix_rank(X) < len(X):
            raise ParameterError(
                f"BCM.fixed_point's {len(X)} patterns are not linearly independent: no "
                f"weights give each its own response."
            )
        chosen = np.isin(np.arange(len(X)), self._indexes(responding, len(X)))
        theta = 1 / p[chosen].sum() if chosen.any() else 0.0  # (4)
        return np.linalg.pinv(X) @ (np.where(chosen, theta, 0.0) - self.y_0), float(theta)

    def eigenvalues(self, w: Any, theta: float, patterns: Any, p: Any = None) -> np.ndarray:
        """Return the eigenvalues of (5) in 1/s, the largest real part first: a fixed point is
        stable where none is above 0.

        An eigenvalue of 0 belongs to each direction of the weights that no pattern has a part of.
        """
        y, theta, X, p = self._averaged(w, theta, patterns, p, "BCM.eigenvalues")
        n = X.shape[1]
        J = np.empty((n + 1, n + 1))
        A, v = (p * (2 * y - theta) * X.T) @ X, (p * y) @ X
        # (5)
        J[:n, :n], J[:n, n], J[n, :n], J[n, n] = (
            self.eta * A,
            -self.eta * v,
            2 * v / self.tau_theta,
            -1 / self.tau_theta,
        )
        values = np.linalg.eigvals(J)
        return values[np.argsort(-values.real)]

    def closed_eye_decay(self, sigma: float, p: float) -> float:
        """Return the rate in 1/s at which the weights of a closed eye decay while the open one
        keeps the neuron selective: (6).

        ``sigma`` is the standard deviation of the closed eye's noise, ``p`` the probability of the
        preferred pattern. Less noise, slower loss; none, no loss. After B. S. Blais, H. Z. Shouval
        and L. N. Cooper (1999); the premise, that lid suture and silence differ in this, is
        disputed: J. F. Linden et al. (2009), doi:10.1038/nn.2284. Used in chapter 9.
        """
        sigma, p = (
            NOISE.number(sigma, "BCM.closed_eye_decay's sigma"),
            given.PROBABILITY.number(p, "BCM.closed_eye_decay's p"),
        )
        return self.loss(sigma, p, self.eta)

    def _step(
        self, w: np.ndarray, theta: np.ndarray, x: np.ndarray, dt: float
    ) -> tuple[np.ndarray, np.ndarray]:
        y = self.response(w, x, self.y_0)
        # one neuron: plain numbers, which are faster
        each = (y, theta) if w.ndim == 1 else (y[..., None], theta[..., None])
        w = w + dt * self.change(*each, x, self.eta)
        return w, theta + dt * self.slide(y, theta, self.tau_theta)

    def _averaged(
        self, w: Any, theta: float, patterns: Any, p: Any, verb: str
    ) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
        X, p = given.ensemble(patterns, p, verb)
        weights, _ = given.weights_and_inputs(w, X[0], verb, rows=False)
        if weights.ndim != 1:
            raise ParameterError(
                f"{verb}'s w has shape {weights.shape}; expected the weights of one "
                f"neuron, shape ({X.shape[1]},)."
            )
        return (
            self.response(X, weights, self.y_0),
            given.THETA.number(theta, f"{verb}'s theta"),
            X,
            p,
        )

    def _shown(self, dt: float, verb: str) -> float:
        dt = given.SHOWN.number(dt, f"{verb}'s dt")
        if dt > self.tau_theta:
            raise ParameterError(
                f"{verb}'s dt is {show(dt, 's')}, longer than tau_theta, "
                f"{show(self.tau_theta, 's')}: the threshold would pass its aim. "
                f"Type a shorter one, as in dt={self.tau_theta / 20 / ms:g}*ms."
            )
        return dt

    @staticmethod
    def _threshold(theta: Any, w: np.ndarray, verb: str) -> np.ndarray:
        array = given.THETA.array(theta, f"{verb}'s theta")
        if array.shape not in ((), w.shape[:-1]):
            raise ParameterError(
                f"{verb}'s theta has shape {array.shape} and w {w.shape}; expected one "
                f"number, or one for each neuron, {w.shape[:-1]}."
            )
        return np.broadcast_to(array, w.shape[:-1])

    @staticmethod
    def _indexes(responding: Any, K: int) -> list[int]:
        indexes = np.ravel(np.array(responding, dtype=object)).tolist()
        if any(
            type(k) is bool or not isinstance(k, (int, np.integer)) or not 0 <= k < K
            for k in indexes
        ):
            raise ParameterError(
                f"BCM.fixed_point's responding is {responding!r}; expected indexes of "
                f"patterns from 0 to {K - 1}, as in [0]."
            )
        return indexes


def selectivity(responses: Any) -> Any:
    r"""Return how much a neuron prefers one pattern, from its responses to all (the last axis):
    near 1 for one alone, 0 for all alike.

    .. math::

        \mathrm{Sel} = 1 - \frac{\langle y \rangle}{\max y} \tag{7}

    A neuron that is selective to one of K patterns has 1 − 1/K. Raises :class:`ParameterError`
    where no response is above 0. Source: as for :class:`BCM`. Used in chapter 3.
    """
    y = np.atleast_1d(RESPONSE.array(responses, "selectivity's responses"))
    if not (np.max(y, axis=-1) > 0).all():
        raise ParameterError(
            "selectivity's responses have none above 0; a silent neuron prefers "
            "nothing. Let it learn first."
        )
    result = 1 - np.mean(y, axis=-1) / np.max(y, axis=-1)  # (7)
    return result if result.ndim else float(result)
