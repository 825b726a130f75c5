"""Spike-timing-dependent plasticity of pairs of spikes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity, param, word
from ..trains import RATE
from ..units import ms, s, show
from .timing import WEIGHT, SpikeTiming
from .traces import BOUNDS, PAIRINGS, share

SHARE = Quantity(
    "", "share of the presynaptic spikes that the postsynaptic train copies", 0.0, 1.0, (0.0, 0.5)
)
JITTER = Quantity(
    "ms", "mean of an exponential jitter of the copies", 0.0, 10 * s, (0 * ms, 50 * ms)
)


@dataclass(frozen=True, repr=False)
class STDP(SpikeTiming):
    r"""Pair-based spike-timing-dependent plasticity: before-then-after strengthens a synapse,
    after-then-before weakens it.

    A pair of spikes with :math:`\Delta t = t_{\mathrm{post}} - t_{\mathrm{pre}}` changes the
    weight, a fraction of the largest, by

    .. math::

        W(\Delta t) = \begin{cases} \eta A_+ e^{-\Delta t/\tau_+} & \Delta t > 0 \\ 0 & \Delta t
            = 0 \end{cases} \tag{1}
        W(\Delta t) = -\eta A_- e^{\Delta t/\tau_-} \quad \Delta t < 0 \tag{2}

    times what the ``bounds`` leave of it, with :math:`t_{\mathrm{pre}}` the arrival at the synapse:
    its delay after the spike was sent. Which pairs count is the ``pairing``: all; "symmetric", each
    spike with the last of the other train; or "presynaptic-centred", each arrival with the
    postsynaptic spikes next before and next after it. An arrival delivers the weight that it finds,
    before it lowers it; at one time arrivals go first.

    Two independent Poisson trains of the rates :math:`r_\mathrm{pre}` and :math:`r_\mathrm{post}`
    change the weight u at the mean rate

    .. math::

        \dot u = r_\mathrm{pre}\, r_\mathrm{post} \left(P - D\right), \quad P = \eta A_+ \tau_+,
            \quad D = \eta A_- \tau_- \tag{3}
        P = \frac{\eta A_+ \tau_+}{1 + r_\mathrm{pre} \tau_+},
        \quad D = \frac{\eta A_- \tau_-}{1 + r_\mathrm{post} \tau_-} \quad \text{(symmetric)}
            \tag{4}
        P = \frac{\eta A_+ \tau_+}{1 + r_\mathrm{post} \tau_+},
        \quad D = \frac{\eta A_- \tau_-}{1 + r_\mathrm{post} \tau_-}
            \quad \text{(presynaptic-centred)} \tag{5}

    which (5) turns from depression to potentiation or back, as in the BCM rule, at the postsynaptic
    rate

    .. math::

        r_\theta = \frac{A_-/\tau_+ - A_+/\tau_-}{A_+ - A_-} \tag{6}

    If the postsynaptic train copies a share p of all arrivals at a lag d, which an exponential
    jitter of mean :math:`\tau_j` lengthens, there is more, for all pairs
    :math:`p\, r_\mathrm{pre}\, (P_c - D_c)` with

    .. math::

        P_c = \eta A_+ \frac{e^{-d/\tau_+}}{1 + \tau_j/\tau_+}, \quad D_c = 0 \qquad d \ge 0 \tag{7}
        P_c = \eta A_+ \frac{e^{d/\tau_j}}{1 + \tau_j/\tau_+},
        \quad D_c = \eta A_- \frac{e^{d/\tau_j} - e^{d/\tau_-}}{\tau_j/\tau_- - 1} \qquad d < 0
            \tag{8}

    Soft and multiplicative bounds weigh P and D by :math:`f_+(u)` and :math:`f_-(u)`. Drift
    vanishes there at

    .. math::

        u^* = \frac{P}{D} \;\text{(soft)}, \qquad u^* = \frac{P}{P + D} \;\text{(multiplicative)}
            \tag{9}

    The default amplitudes are those of S. Song, K. D. Miller and L. F. Abbott, Nature Neuroscience
    3:919 (2000), doi:10.1038/78829. Sources: R. Kempter, W. Gerstner and J. L. van Hemmen, Physical
    Review E 59:4498 (1999), doi:10.1103/PhysRevE.59.4498, for drift and correlation; A. Morrison,
    M. Diesmann and W. Gerstner, Biological Cybernetics 98:459 (2008),
    doi:10.1007/s00422-008-0233-1, for pairings; E. M. Izhikevich and N. S. Desai, Neural
    Computation 15:1511 (2003), doi:10.1162/089976603321891783, for (6); and see
    :mod:`~neurolib.plasticity.traces` for bounds. Used in chapters 3, 4 and 9, and in lab 3.
    """

    A_plus: float = param(
        0.005, "", "potentiation by a pair with a lag just above 0", 0.0, 10.0, (0.0, 0.02)
    )
    A_minus: float = param(
        0.00525, "", "depression by a pair with a lag just below 0", 0.0, 10.0, (0.0, 0.02)
    )
    tau_plus: float = param(
        20 * ms, "ms", "time constant of potentiation", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    tau_minus: float = param(
        20 * ms, "ms", "time constant of depression", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    pairing: str = word("all-to-all", "pairs of spikes that count", tuple(PAIRINGS))
    bounds: str = word("hard", "what holds a weight between 0 and 1", tuple(BOUNDS))
    eta: float = param(1.0, "", "learning rate", 0.0, 1000.0, (0.0, 2.0))

    @staticmethod
    def potentiation(second, A_plus, eta):
        return eta * A_plus  # (1)

    @staticmethod
    def depression(second, A_minus, eta):
        return eta * A_minus  # (2)

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the traces, s: pairs need one on each side."""
        return self.tau_plus, math.inf, self.tau_minus, math.inf

    def window(self, dt: Any) -> Any:
        """Return the change of the weight by one pair of spikes: equations (1) and (2).

        A warning says if every lag is so long that hardly anything is left, as milliseconds without
        a unit are.

        Parameters
        ----------
        dt : float or array
            Time from the arrival of the presynaptic spike to the postsynaptic spike, s.

        Returns
        -------
        float or array of the shape of dt
            Change as a fraction of the largest weight.

        Raises
        ------
        ParameterError
            For lags out of range.
        """
        change = self._change(self._lags(dt, "window's dt", scalar=np.ndim(dt) == 0))
        return float(change) if change.ndim == 0 else change

    @staticmethod
    def pair(lag: Any, A_plus: Any, A_minus: Any, tau_plus: Any, tau_minus: Any, eta: Any) -> Any:
        """Return the change of the weight by one pair of spikes at a lag in s."""
        up = eta * A_plus * np.exp(-np.maximum(lag, 0.0) / tau_plus)  # (1)
        down = -eta * A_minus * np.exp(np.minimum(lag, 0.0) / tau_minus)  # (2)
        return np.where(lag > 0, up, np.where(lag < 0, down, 0.0))

    def _change(self, lag: Any) -> Any:
        amplitudes, taus = (self.A_plus, self.A_minus), (self.tau_plus, self.tau_minus)
        return self.pair(lag, *amplitudes, *taus, self.eta)

    def drift(
        self,
        r_pre: Any,
        r_post: Any,
        w: Any = None,
        p_copy: Any = 0.0,
        delay: Any = 0.0,
        jitter: Any = 0.0,
    ) -> Any:
        """Return the mean change of the weight under two Poisson trains: equations (3) to (8).

        Parameters
        ----------
        r_pre : float or array
            Rate of arrivals, Hz.
        r_post : float or array
            Rate of the postsynaptic spikes, Hz.
        w : float, default None
            Weight, as a fraction of the largest, for bounds that depend on it.
        p_copy : float, default 0.0
            Share of the presynaptic spikes that the postsynaptic train copies; the copies are among
            its ``r_post``.
        delay : float, default 0.0
            Time from an arrival to its copy, s; below 0, the copy comes first.
        jitter : float, default 0.0
            Mean of an exponential time by which a copy is later, s.

        Returns
        -------
        float or array
            Change as a fraction of the largest weight, per s.

        Raises
        ------
        ParameterError
            For values out of range, more copies than postsynaptic spikes, no ``w`` where it is
            needed, and copies with a pairing other than all-to-all, for which there is no closed
            form.
        """
        pre, post = self._rates(r_pre, r_post)
        share, lag = SHARE.number(p_copy, "STDP.drift's p_copy"), self._lags(delay, "drift's delay")
        spread = JITTER.number(jitter, "STDP.drift's jitter")
        up, down = self._shares(w)
        P, D = self._areas(pre, post)
        change = self.mean_change(pre, post, P * up, D * down)
        if share:
            if self.pairing != "all-to-all":
                raise ParameterError(
                    f'With copies and pairing="{self.pairing}" the drift has no closed '
                    f'form. Type pairing="all-to-all", or simulate: '
                    "stdp.apply(pre_times, post_times)."
                )
            if (share * pre > post * (1 + 1e-9)).any():
                raise ParameterError(
                    f"STDP.drift's p_copy is {share:g}: of "
                    f"{show(float(pre.max()), 'Hz')} these are more spikes than the "
                    f"r_post of "
                    f"{show(float(post.min()), 'Hz')}. Expected p_copy*r_pre up to r_post."
                )
            P_c, D_c = self._copies(lag, spread)
            change = change + share * pre * (P_c * up - D_c * down)
        return float(change) if change.ndim == 0 else change

    def fixed_point(self, r_pre: Any = None, r_post: Any = None) -> float:
        """Return the weight to which soft or multiplicative bounds lead under independent Poisson
        trains, at most 1: equation (9).

        It does not depend on the rates in Hz where all pairs count. Raises :class:`ParameterError`
        for hard bounds, which have none.
        """
        if self.bounds == "hard":
            raise ParameterError(
                'With bounds="hard" the drift is the same at every weight and there is '
                "no fixed point but a bound."
            )
        if self.pairing != "all-to-all" and (r_pre is None or r_post is None):
            raise ParameterError(
                f'With pairing="{self.pairing}" the fixed point depends on the rates; '
                f"give r_pre and r_post in Hz."
            )
        rates = (
            RATE.number(0.0 if r is None else r, f"STDP.fixed_point's {name}")
            for r, name in ((r_pre, "r_pre"), (r_post, "r_post"))
        )
        P, D = self._areas(*rates)
        if not P + D:
            raise ParameterError(
                "STDP.A_plus and STDP.A_minus are both 0: nothing changes a weight, and "
                "every one is a fixed point."
            )
        whole = P + D if self.bounds == "multiplicative" else D
        return float(P / whole) if P < whole else 1.0  # (9)

    def threshold(self) -> float:
        """Return the postsynaptic rate in Hz at which the drift of presynaptic-centred pairs
        changes its sign: equation (6).

        Raises :class:`ParameterError` where no such rate exists.
        """
        if self.pairing != "presynaptic-centred":
            raise ParameterError(
                f'With pairing="{self.pairing}" no postsynaptic rate alone decides on '
                f'the sign; type pairing="presynaptic-centred".'
            )
        above = self.A_minus / self.tau_plus - self.A_plus / self.tau_minus
        if above * (self.A_plus - self.A_minus) <= 0:
            raise ParameterError(
                "With these amplitudes and time constants the drift has one sign at all "
                "rates, and there is no threshold."
            )
        return above / (self.A_plus - self.A_minus)  # (6)

    @staticmethod
    def areas(
        pairing: Any, P: Any, D: Any, tau_plus: Any, tau_minus: Any, pre: Any, post: Any
    ) -> Any:
        """Return P and D of all pairs as they are with one of ``PAIRINGS``, by its number."""
        if pairing == 1:
            return P / (1 + pre * tau_plus), D / (1 + post * tau_minus)  # (4)
        if pairing == 2:
            return P / (1 + post * tau_plus), D / (1 + post * tau_minus)  # (5)
        return P, D

    @staticmethod
    def mean_change(pre: Any, post: Any, P: Any, D: Any) -> Any:
        """Return the mean change of the weight per s under trains of these rates in Hz."""
        return pre * post * (P - D)  # (3)

    def _shares(self, w: Any) -> tuple[float, float]:
        """Return f₊ and f₋ at the weight ``w``."""
        if w is None and self.bounds != "hard":
            raise ParameterError(
                f"With bounds={self.bounds!r} the drift depends on the weight; give "
                f"STDP.drift one, as in w=0.5."
            )
        u = 0.0 if w is None else WEIGHT.number(w, "STDP.drift's w")
        return share(u, *BOUNDS[self.bounds].above), share(u, *BOUNDS[self.bounds].below)

    def _areas(self, r_pre: Any, r_post: Any) -> tuple[Any, Any]:
        """Return P and D: what potentiation and depression come to, for each pair of spikes in a
        second.
        """
        # (3)
        P, D = self.eta * self.A_plus * self.tau_plus, self.eta * self.A_minus * self.tau_minus
        taus = self.tau_plus, self.tau_minus
        return self.areas(list(PAIRINGS).index(self.pairing), P, D, *taus, r_pre, r_post)

    def _copies(self, d: float, j: float) -> tuple[float, float]:
        """Return P_c and D_c: the mean of (1) and of (2) over the lags of copies."""
        A_plus, A_minus, spread = (
            self.eta * self.A_plus,
            self.eta * self.A_minus,
            1 + j / self.tau_plus,
        )
        if j == 0:
            change = float(self._change(d))
            return max(change, 0.0), max(-change, 0.0)
        if d >= 0:
            return A_plus * math.exp(-d / self.tau_plus) / spread, 0.0  # (7)
        x = d / self.tau_minus - d / j
        slower = d / self.tau_minus if x > 0 else d / j
        # finite where j meets τ₋
        later = -d / j * math.exp(slower) * (-math.expm1(-abs(x)) / abs(x) if x else 1.0)
        return A_plus * math.exp(d / j) / spread, A_minus * later  # (8)
