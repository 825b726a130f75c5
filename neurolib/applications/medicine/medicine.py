r"""Plasticity in medicine: theta bursts, primed synapses, gains that make up for a loss, calcium,
and the two eyes.

Models, not treatment advice: each says what it reproduces, and none is fitted to a patient. Theta
bursts are pulses in threes, at 50 Hz, and the threes follow one another at 5 Hz. Pulse c of burst b
of train a comes at

.. math::

    t_{abc} = a\, P + \frac{b}{5\,\mathrm{Hz}} + \frac{c}{50\,\mathrm{Hz}} \qquad c = 0, 1, 2
        \tag{1}

with the period P from the start of one train to that of the next. A BCM threshold that is counted
in Hz, with the rate :math:`\nu_0` at which it equals the rate, has after a time t at the constant
rate ν

.. math::

    \theta(t) = \frac{\nu^2}{\nu_0} + \Big( \theta(0)
        - \frac{\nu^2}{\nu_0} \Big)\, e^{-t/\tau_\theta} \tag{2}

A test at rate :math:`\nu_\mathrm{test}` potentiates before, and depresses after

.. math::

    t^* = \tau_\theta \ln \frac{\nu^2/\nu_0 - \theta(0)}{\nu^2/\nu_0 - \nu_\mathrm{test}}
    \qquad \theta(0) < \nu_\mathrm{test} < \nu^2/\nu_0 \tag{3}

A neuron that keeps its mean rate at :math:`\nu^*` settles, under the mean drive
:math:`\langle \nu \rangle`, at the gain

.. math::

    g = \min\!\Big( \frac{\nu^*}{\langle \nu \rangle},\, g_\mathrm{max} \Big) \tag{4}

Paired associative stimulation sends a stimulus to a nerve, and after an interval ISI a pulse to the
cortex. With the time ℓ that the first one needs on its way, the two meet at the lag

.. math::

    \Delta t = \mathrm{ISI} - \ell \tag{5}

Ocular dominance compares what the two halves of a neuron's weights make of the same views x, by
their standard deviations:

.. math::

    O = \frac{s_1 - s_2}{s_1 + s_2}, \qquad s_k = \mathrm{sd}(\mathbf{w}_k \cdot \mathbf{x}) \tag{6}

1 where the first eye alone counts, −1 where the second does. Sources: Y.-Z. Huang et al., Neuron
45:201 (2005), doi:10.1016/j.neuron.2004.12.033, for (1); R. Schaette and R. Kempter, Frontiers in
Systems Neuroscience 6:34 (2012), doi:10.3389/fnsys.2012.00034, a review, for (4). Used in chapter
9.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ...model import Model, ParameterError, Quantity, Words, flag, generator, needs, param, word
from ...plasticity.timing import LAG, WEIGHT, sorted_train
from ...trains import RATE
from ...units import Hz, ms, s

BURSTS = Quantity("", "bursts in a train", 1, 1e5, (5, 200))
TRAINS = Quantity("", "number of trains", 1, 1e4, (1, 20))
PERIOD = Quantity(
    "s", "time from the start of a train to that of the next", 0.0, 1e5 * s, (2 * s, 20 * s)
)
PRIMING = Quantity("s", "time of priming", 0.0, 1e6 * s, (1 * s, 100 * s))
RELAXING = Quantity("s", "time constant of the threshold", 1 * ms, 1e6 * s, (10 * s, 100 * s))
POSITIVE = Quantity("Hz", "rate", 1e-9 * Hz, 1e5 * Hz, (1 * Hz, 100 * Hz))
LARGEST = Quantity("", "largest gain", 1e-9, 1e30, (1.0, 5.0))
TRAVEL = Quantity("ms", "time on the way to the cortex", 0.0, 1 * s, (10 * ms, 30 * ms))
TIMES = Quantity("s", "times of spikes", -1e6 * s, 1e6 * s, (0 * s, 10 * s))
VIEWS = Quantity("", "views", -1e6, 1e6)
NUMBER = Quantity("", "number of views", 1, 1e7, (1000, 20000))
BLUR = Quantity("", "blur in pixels", 0.0, 1e3, (0.0, 4.0))
CONTRAST = Quantity("", "contrast, as a factor", 0.0, 100.0, (0.0, 1.0))
STRENGTH = Quantity("", "weights", -1e12, 1e12)
LOUDNESS = Quantity("", "standard deviation of an eye's own noise", 0.0, 100.0, (0.0, 2.0))
PATTERNS = Quantity("", "number of patterns", 2, 1000, (2, 10))


class Pattern(NamedTuple):
    """A schedule of theta bursts: bursts in a train, number of trains, and the time in s from the
    start of a train to that of the next.
    """

    bursts: int
    trains: int = 1
    period: float = 0.0

    @property
    def gap(self) -> float:
        """Time without bursts between two trains, s: a train of B bursts takes B/5 Hz."""
        return self.period - self.bursts / (5 * Hz)


PATTERNS_OF_BURSTS = {
    "iTBS": Pattern(10, 20, 10 * s),
    "imTBS": Pattern(25, 8, 15 * s),
    "cTBS": Pattern(200),
    "cTBS300": Pattern(100),
}
KINDS = Words("kind of theta burst stimulation", tuple(PATTERNS_OF_BURSTS))


def pattern(kind: Any) -> Pattern:
    """Return a schedule by its name, "iTBS", "imTBS", "cTBS" or "cTBS300", or a :class:`Pattern` of
    one's own after a look at it.
    """
    if isinstance(kind, str):
        return PATTERNS_OF_BURSTS[KINDS.word(kind, "pattern's kind")]
    if not isinstance(kind, (tuple, list)) or len(kind) != 3:
        raise ParameterError(
            f"pattern's kind is {kind!r:.60}; expected a name, as in 'iTBS', or "
            f"(bursts, trains, period), as in (3, 2, 2*s)."
        )
    B, M = BURSTS.whole(kind[0], "pattern's bursts"), TRAINS.whole(kind[1], "pattern's trains")
    new = Pattern(B, M, PERIOD.number(kind[2], "pattern's period"))
    if M > 1 and new.gap < -1e-9:
        raise ParameterError(
            f"pattern's period is {new.period:g} s, but a train of {B} bursts takes "
            f"{B / 5:g} s. Type a longer one."
        )
    return new


def tbs_schedule(kind: Any) -> np.ndarray:
    """Return the times of all pulses in s, sorted: equation (1). ``kind`` as for
    :func:`pattern`.
    """
    shape = pattern(kind)
    a, b, c = np.ogrid[: shape.trains, : shape.bursts, :3]
    return np.asarray((a * shape.period + b / (5 * Hz) + c / (50 * Hz)).ravel())  # (1)


class Effect(NamedTuple):
    """Amounts of the facilitating and of the inhibiting substance at the end of a stimulation, and
    their difference: above 0 is LTP.
    """

    facilitation: float
    inhibition: float
    net: float


@dataclass(frozen=True, repr=False)
class TwoSubstances(Model):
    r"""Two substances compete at a synapse: one follows how calcium changes from burst to burst,
    the other follows its amount.

    At the end of burst n of a train, Δ after the one before, calcium and the amounts of the two
    substances are

    .. math::

        C_n = C\, q\, \frac{1 - q^n}{1 - q}, \quad q = e^{-k \Delta} \tag{1}
        F_n = \left( R_F\, (C_n - C_{n-j}) + F_{n-1} \right) e^{-f/C} \tag{2}
        I_n = \left( \frac{R_I}{C^2}\, C_n + I_{n-1} \right) e^{-h/C^2} \tag{3}

    with nothing before burst 1. M trains of B bursts, a gap G apart in which both substances decay,
    end with

    .. math::

        F = F_B\, \frac{1 - e^{-b M G}}{1 - e^{-b G}}, \qquad I
            = I_B\, \frac{1 - e^{-b M G}}{1 - e^{-b G}} \tag{4}
        A = F - I \tag{5}

    and A > 0 means potentiation. ``index`` is j: "stated" is j = 1, the change of calcium since the
    last burst, as the paper's equation has it; "coded" is j = 2, as the authors' program does
    according to a public transcription, github.com/BIOMAKE/Revised_Huang_Model. That program also
    starts with :math:`F_1 = C_1` rather than with (2), which changes none of the five known effects
    by more than 0.02. A contraction of the muscle before the stimulation lowers C from 3 to 1. A
    phenomenological model in arbitrary units, not treatment advice: it has no dose effect that
    reverses. After Y.-Z. Huang et al. (2011), doi:10.1016/j.clinph.2010.08.016. Used in chapter 9.
    """

    index: str = word(
        "coded", "which earlier calcium level the change is counted from", ("coded", "stated")
    )
    R_F: float = param(1.0, "", "gain of facilitation", 0.0, 100.0, (0.5, 2.0))
    f: float = param(0.01, "", "decay of facilitation per burst", 0.0, 10.0, (0.0, 0.05))
    R_I: float = param(0.14, "", "gain of inhibition", 0.0, 100.0, (0.05, 0.3))
    h: float = param(0.055, "", "decay of inhibition per burst", 0.0, 10.0, (0.0, 0.2))
    k: float = param(
        1.2 * Hz, "Hz", "decay rate of calcium", 1e-3 * Hz, 100 * Hz, (0.5 * Hz, 3 * Hz)
    )
    b: float = param(
        0.1 * Hz,
        "Hz",
        "decay rate of both substances in a gap",
        1e-6 * Hz,
        10 * Hz,
        (0.02 * Hz, 0.5 * Hz),
    )
    Delta: float = param(
        160 * ms,
        "ms",
        "time from the end of a burst to the next burst",
        1 * ms,
        10 * s,
        (100 * ms, 500 * ms),
    )

    @classmethod
    def refitted(cls) -> TwoSubstances:
        """Return the stated equations with parameters that were fitted anew, from the same
        transcription.
        """
        return cls("stated", R_F=1.45, f=0.005, R_I=0.123, h=0.07)

    @staticmethod
    def calcium(n: Any, C: Any, k: Any, Delta: Any) -> Any:
        """Return the calcium at the end of burst ``n`` of a train, from that of one burst."""
        q = np.exp(-k * Delta)
        return C * q * (1 - q**n) / (1 - q)  # (1)

    @staticmethod
    def facilitate(before: Any, change: Any, C: Any, R_F: Any, f: Any) -> Any:
        """Return the facilitating substance after a burst with this ``change`` of calcium."""
        return (R_F * change + before) * np.exp(-f / C)  # (2)

    @staticmethod
    def inhibit(before: Any, amount: Any, C: Any, R_I: Any, h: Any) -> Any:
        """Return the inhibiting substance after a burst with this ``amount`` of calcium."""
        return (R_I / C**2 * amount + before) * np.exp(-h / C**2)  # (3)

    def train(
        self, bursts: int, contraction: bool = True
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return calcium, facilitation and inhibition after 0, 1, … ``bursts`` bursts of one train:
        equations (1) to (3).
        """
        B, C = (
            BURSTS.whole(bursts, "TwoSubstances.train's bursts"),
            1.0 if flag(contraction, "TwoSubstances' contraction") else 3.0,
        )
        back = 2 if self.index == "coded" else 1
        Ca = self.calcium(np.arange(B + 1), C, self.k, self.Delta)
        F, I = np.zeros(B + 1), np.zeros(B + 1)
        for n in range(1, B + 1):
            F[n] = self.facilitate(F[n - 1], Ca[n] - Ca[max(n - back, 0)], C, self.R_F, self.f)
            I[n] = self.inhibit(I[n - 1], Ca[n], C, self.R_I, self.h)
        return Ca, F, I

    def after(self, kind: Any, contraction: bool = True) -> Effect:
        """Return both amounts and their difference after a stimulation: equations (4) and (5).
        ``kind`` as for :func:`pattern`.
        """
        shape = pattern(kind)
        B, M = (
            (shape.bursts, shape.trains)
            if shape.trains > 1 and shape.gap > 1e-9
            else (shape.bursts * shape.trains, 1)
        )
        _, F, I = self.train(B, contraction)
        trains = np.sum(np.exp(-self.b * shape.gap * np.arange(M)))
        # (4) (5)
        return Effect(float(F[-1] * trains), float(I[-1] * trains), float((F[-1] - I[-1]) * trains))


def primed_threshold(
    rate: float, time: Any, nu_0: float = 10 * Hz, tau: float = 60 * s, before: float | None = None
) -> Any:
    """Return the BCM threshold in Hz after ``time`` s at a constant ``rate`` in Hz: equation (2),
    of ``before`` = nu_0 if not given.
    """
    r, fixed = (
        RATE.number(rate, "primed_threshold's rate"),
        POSITIVE.number(nu_0, "primed_threshold's nu_0"),
    )
    t, tau = (
        PRIMING.array(time, "primed_threshold's time"),
        RELAXING.number(tau, "primed_threshold's tau"),
    )
    aim, first = (
        r**2 / fixed,
        fixed if before is None else RATE.number(before, "primed_threshold's before"),
    )
    theta = aim + (first - aim) * np.exp(-t / tau)  # (2)
    return theta if theta.ndim else float(theta)


def flip_time(rate: float, test: float, nu_0: float = 10 * Hz, tau: float = 60 * s) -> float:
    """Return the time in s at ``rate`` Hz after which a ``test`` rate no longer potentiates, from
    the threshold nu_0: equation (3).

    Infinite where it never flips. Raises :class:`ParameterError` where the test depresses from the
    beginning.
    """
    r, probe = RATE.number(rate, "flip_time's rate"), RATE.number(test, "flip_time's test")
    fixed, tau = POSITIVE.number(nu_0, "flip_time's nu_0"), RELAXING.number(tau, "flip_time's tau")
    if probe <= fixed:
        raise ParameterError(
            f"flip_time's test is {probe:g} Hz and the threshold starts at {fixed:g} "
            f"Hz; expected a test above it, as in {2 * fixed:g}."
        )
    aim = r**2 / fixed
    # (3)
    return float(tau * np.log((aim - fixed) / (aim - probe))) if aim > probe else float("inf")


def homeostatic_gain(target: float, drive: Any, largest: float = 1e30) -> Any:
    """Return the gain at which a neuron keeps its mean rate at ``target``, from its mean ``drive``,
    both in Hz: equation (4).
    """
    wanted, mean = (
        RATE.number(target, "homeostatic_gain's target"),
        POSITIVE.array(drive, "homeostatic_gain's drive"),
    )
    g = np.minimum(wanted / mean, LARGEST.number(largest, "homeostatic_gain's largest"))  # (4)
    return g if g.ndim else float(g)


def paired_lag(isi: float, latency: float) -> float:
    """Return the lag in s at which a stimulus and a pulse ``isi`` s later meet, after ``latency`` s
    on the way: equation (5).
    """
    # (5)
    return LAG.number(isi, "paired_lag's isi") - TRAVEL.number(latency, "paired_lag's latency")


@dataclass(frozen=True, repr=False)
class Calcium(Model):
    r"""Calcium decides: a synapse grows while calcium is above one threshold, and shrinks while it
    is above a lower one.

    Spikes leave calcium that decays, those of the presynaptic side D after they arrive:

    .. math::

        c(t) = \sum_{t_i + D \le t} C_\mathrm{pre}\, e^{-(t - t_i - D)/\tau_c}
        + \sum_{t_j \le t} C_\mathrm{post}\, e^{-(t - t_j)/\tau_c} \tag{1}

    From one event to the next, g later, an amount :math:`c` is above a threshold θ for

    .. math::

        T = \min\!\big( g,\, \tau_c \ln (c/\theta) \big) \qquad c > \theta \tag{2}

    and no time else. With the sums :math:`T_p, T_d` of these times the efficacy ρ, from 0 to 1,
    changes by

    .. math::

        \Delta\rho = \frac{\gamma_p (1 - \rho)\, T_p - \gamma_d\, \rho\, T_d}{\tau} \tag{3}

    as long as the change is small. A lone postsynaptic spike changes nothing at ρ = ½ if

    .. math::

        \gamma_p = \gamma_d\, \frac{\ln (C_\mathrm{post}/\theta_d)}{\ln (C_\mathrm{post}/\theta_p)}
            \tag{4}

    which the default set obeys. The bistable drift of the source, which is 0 at ρ = ½, and its
    noise are left out here. Source: M. Graupner and N. Brunel, PNAS 109:3991 (2012),
    doi:10.1073/pnas.1109359109. A model, not treatment advice. Used in chapter 9.
    """

    tau_c: float = param(
        20 * ms, "ms", "time constant of calcium", 1 * ms, 1 * s, (10 * ms, 50 * ms)
    )
    C_pre: float = param(1.0, "", "calcium of a presynaptic spike", 0.0, 100.0, (0.5, 2.0))
    C_post: float = param(2.0, "", "calcium of a postsynaptic spike", 0.0, 100.0, (0.5, 3.0))
    theta_d: float = param(1.0, "", "threshold of depression", 1e-3, 100.0, (0.5, 2.0))
    theta_p: float = param(1.3, "", "threshold of potentiation", 1e-3, 100.0, (0.5, 3.0))
    gamma_d: float = param(
        200.0, "", "rate of depression, relative to 1/tau", 0.0, 1e6, (0.0, 500.0)
    )
    gamma_p: float = param(
        321.808, "", "rate of potentiation, relative to 1/tau", 0.0, 1e6, (0.0, 1000.0)
    )
    D: float = param(
        13.7 * ms, "ms", "delay of the presynaptic calcium", 0.0, 100 * ms, (0.0 * ms, 30 * ms)
    )
    tau: float = param(
        150 * s, "s", "time constant of the efficacy", 0.1 * s, 1e5 * s, (10 * s, 500 * s)
    )

    @staticmethod
    def left(since: Any, amount: Any, tau_c: Any) -> Any:
        """Return what is left of the calcium of one spike, ``since`` s after it came."""
        return np.where(since >= 0, amount * np.exp(-np.maximum(since, 0) / tau_c), 0.0)  # (1)

    @staticmethod
    def stay(c: Any, theta: Any, gap: Any, tau_c: Any) -> Any:
        """Return for how long, in s, calcium that falls from ``c`` stays above ``theta``, at most
        ``gap`` s.
        """
        return np.minimum(gap, tau_c * np.log(np.maximum(c / theta, 1.0)))  # (2)

    @staticmethod
    def shift(rho: Any, up: Any, down: Any, gamma_p: Any, gamma_d: Any, tau: Any) -> Any:
        """Return the change of the efficacy by ``up`` and ``down`` s above the two thresholds."""
        return (gamma_p * (1 - rho) * up - gamma_d * rho * down) / tau  # (3)

    def level(self, t: Any, pre_times: Any, post_times: Any) -> np.ndarray:
        """Return calcium at the times ``t``, all times in s: equation (1)."""
        at, total = TIMES.array(t, "Calcium.level's t"), 0.0
        for times, amount, delay in zip(
            _both(pre_times, post_times), (self.C_pre, self.C_post), (self.D, 0.0), strict=True
        ):
            since = at[..., None] - times - delay
            total = total + self.left(since, amount, self.tau_c).sum(axis=-1)  # (1)
        return np.asarray(total)

    def times_above(self, pre_times: Any, post_times: Any) -> tuple[float, float]:
        """Return for how long, in s, calcium is above the threshold of potentiation and of
        depression: equation (2), summed.
        """
        pre, post = _both(pre_times, post_times)
        t = np.concatenate([pre + self.D, post])
        if not t.size:
            return 0.0, 0.0
        order = np.argsort(t, kind="stable")
        t, amount = t[order], np.repeat([self.C_pre, self.C_post], [len(pre), len(post)])[order]
        gaps = np.append(np.diff(t), np.inf)
        fade, c, high = np.exp(-gaps / self.tau_c), 0.0, np.empty(len(t))
        for k in range(len(t)):
            high[k] = c + amount[k]
            c = high[k] * fade[k]
        up, down = (
            self.stay(high, theta, gaps, self.tau_c) for theta in (self.theta_p, self.theta_d)
        )
        return float(up.sum()), float(down.sum())

    def change(self, pre_times: Any, post_times: Any, rho: float = 0.5) -> float:
        """Return the change of the efficacy ``rho`` by two trains of spikes, times in s: equation
        (3).
        """
        up, down = self.times_above(pre_times, post_times)
        rho = WEIGHT.number(rho, "Calcium.change's rho")
        return self.shift(rho, up, down, self.gamma_p, self.gamma_d, self.tau)

    def pairs(self, dt: float, rate: float = 0.1 * Hz, n: int = 1, rho: float = 0.5) -> float:
        """Return the change of ``rho`` by ``n`` pairs of spikes at a ``rate`` in Hz, the
        postsynaptic one ``dt`` s after the other.
        """
        pre = np.arange(BURSTS.whole(n, "Calcium.pairs's n")) / POSITIVE.number(
            rate, "Calcium.pairs's rate"
        )
        return self.change(pre, pre + LAG.number(dt, "Calcium.pairs's dt"), rho)

    @property
    def neutral_gamma_p(self) -> float:
        """The rate of potentiation with which a lone postsynaptic spike changes nothing at ρ = ½:
        equation (4).
        """
        if self.C_post <= max(self.theta_p, self.theta_d):
            raise ParameterError(
                "A lone postsynaptic spike stays below a threshold of Calcium; expected "
                "C_post above both, as in C_post=2."
            )
        # (4)
        return float(
            self.gamma_d * np.log(self.C_post / self.theta_d) / np.log(self.C_post / self.theta_p)
        )


def _both(pre_times: Any, post_times: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return two trains, or refuse what is none."""
    return sorted_train(pre_times, "Calcium's pre_times"), sorted_train(
        post_times, "Calcium's post_times"
    )


def two_eyes(n: int, K: int, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Return ``n`` inputs of a neuron with two eyes, shape (n, 2 K): the first sees one of ``K``
    orthonormal patterns, the second noise.

    ``sigma`` is the standard deviation of the closed eye's noise. What BCM makes of them is its
    equation (6).
    """
    count, patterns = NUMBER.whole(n, "two_eyes's n"), PATTERNS.whole(K, "two_eyes's K")
    loud, rng = LOUDNESS.number(sigma, "two_eyes's sigma"), generator(rng, "two_eyes")
    return np.hstack(
        [
            np.eye(patterns)[rng.integers(0, patterns, count)],
            loud * rng.standard_normal((count, patterns)),
        ]
    )


SIDE = 6  # pixels of a patch


@cache
def _photographs(blur: float) -> np.ndarray:
    """Return the two photographs of scikit-learn, as the retina's edges, scaled by the local
    contrast of the sharp picture.
    """
    gaussian_filter = needs("scipy.ndimage", "patches").gaussian_filter
    pictures = []
    for picture in needs("sklearn.datasets", "patches", "scikit-learn").load_sample_images().images:
        grey = picture.mean(axis=2)
        seen = gaussian_filter(grey, blur) if blur else grey
        sharp, edges = (
            gaussian_filter(each, 1) - gaussian_filter(each, 3) for each in (grey, seen)
        )
        pictures.append(edges / (np.sqrt(gaussian_filter(sharp**2, 8)) + 1))
    return np.stack(pictures) / SIDE


def patches(
    n: int,
    rng: np.random.Generator,
    eyes: tuple[float | None, float | None] = (0.0, 0.0),
    noise: tuple[float, float] = (1.0, 1.0),
    contrast: tuple[float, float] = (1.0, 1.0),
    masked: bool = False,
) -> np.ndarray:
    """Return ``n`` views of one place by two eyes, shape (n, 144): edges brighter and darker than
    around, in patches of two photographs.

    ``eyes`` is the blur of each eye in pixels, ``None`` for a patched one, which sees nothing;
    ``contrast`` the factor of what each eye sees; ``noise`` the standard deviation of what each eye
    adds of its own, over all its inputs together. With ``masked``, a straight line at random cuts
    each view in two, and the first eye sees one side of it, the second the other. The photographs
    are those of scikit-learn, and no download.
    """
    n, rng, cut = (
        NUMBER.whole(n, "patches's n"),
        generator(rng, "patches"),
        flag(masked, "patches's masked"),
    )
    for name, pair in ("eyes", eyes), ("noise", noise), ("contrast", contrast):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ParameterError(
                f"patches's {name} is {pair!r:.60}; expected a number for each of two "
                f"eyes, as in (0.0, 2.0)."
            )
    first = _photographs(0.0)
    place = tuple(
        rng.integers(0, limit - margin, n)
        for limit, margin in zip(first.shape, (0, SIDE, SIDE), strict=True)
    )
    side = _sides(n, rng) if cut else True
    loud = [LOUDNESS.number(each, "patches's noise") / np.sqrt(2 * SIDE**2) for each in noise]
    views = rng.standard_normal((n, 2, 2, SIDE**2))  # eye, then edges brighter and darker
    views *= np.reshape(loud, (2, 1, 1))
    for k, (blur, strength) in enumerate(zip(eyes, contrast, strict=True)):
        factor = CONTRAST.number(strength, "patches's contrast") * (
            np.logical_not(side) if cut and k else side
        )
        if blur is not None:
            pictures = _photographs(BLUR.number(blur, "patches's eyes"))
            windows = np.lib.stride_tricks.sliding_window_view(pictures, (SIDE, SIDE), axis=(1, 2))
            edges = windows[place].reshape(n, -1) * factor
            views[:, k, 0] += np.maximum(edges, 0)
            views[:, k, 1] += np.maximum(-edges, 0)
    return views.reshape(n, -1)


def _sides(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return which pixels of ``n`` patches lie on one side of a line in a random direction through
    a random pixel, shape (n, 36).
    """
    place = np.arange(SIDE**2)
    angle, through = rng.uniform(0, 2 * np.pi, (n, 1)), rng.integers(0, SIDE**2, (n, 1))
    return (
        np.cos(angle) * (place // SIDE - through // SIDE)
        + np.sin(angle) * (place % SIDE - through % SIDE)
        > 0
    )


def dominance(w: Any, views: Any) -> float:
    """Return which eye counts for a neuron of weights ``w``, shape (2 m,), from ``views`` of one
    eye, shape (n, m): equation (6).
    """
    weights, x = STRENGTH.array(w, "dominance's w"), VIEWS.array(views, "dominance's views")
    if x.ndim != 2 or weights.shape != (2 * x.shape[1],):
        raise ParameterError(
            f"dominance's w has shape {weights.shape} and views {x.shape}; expected (2 "
            f"m,) and (n, m)."
        )
    first, second = (float((x @ half).std()) for half in np.split(weights, 2))
    return (first - second) / (first + second) if first + second else 0.0  # (6)
