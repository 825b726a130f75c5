r"""Flicker noise, whose power is proportional to 1/f: a sum of many relaxations, or white noise
with its spectrum shaped.

A defect that relaxes with the corner frequency :math:`f_c` gives a noise with the Lorentzian
spectrum of :func:`lorentzian`, (4). Many of them, their corners spread evenly on a logarithmic axis
from :math:`f_1` to :math:`f_2`, with variance 1 in all, give (one-sided)

.. math::

    S(f) = \frac{2}{\pi f L} \left[\arctan\frac{f_2}{f} - \arctan\frac{f_1}{f}\right]
        \approx \frac{1}{f L}, \quad L = \ln(f_2/f_1) \tag{1}

where the right side holds well inside the band. A relaxation x with variance 1 is known now; after
any time Δt it is

.. math::

    x(t + \Delta t) = a\, x(t) + \sqrt{1 - a^2}\; \xi, \quad a = e^{-2 \pi f_c \Delta t} \tag{2}

with a normal draw ξ. That is exact for every Δt: two readings a microsecond apart agree, and after
a day only the slowest relaxations still agree. The other method shapes the spectrum of white noise,
whose amplitudes are multiplied by

.. math::

    H(f) \propto f^{-1/2} \tag{3}

since power is the square of amplitude.

Sources: A. van der Ziel, Physica 16:359 (1950), for (1); J.
Timmer and M. König, Astronomy and Astrophysics 300:707 (1995), for (3). Used in chapter 5.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity, Words, generator, needs
from ..units import show

SAMPLES = Quantity("", "number of samples", 1.0, 1e8, (2.0, 1e6))
FREQUENCY = Quantity("Hz", "frequency", 1e-15, 1e15, (1.0, 1000.0))
DENSITY = Quantity("", "defects a decade", 1e-3, 1e3, (0.5, 4.0))
TIME = Quantity("s", "time", -1e15, 1e15, (0.0, 100.0))
METHOD = Words("way to make the noise", ("relaxations", "spectrum"))


def flicker(
    n: int,
    fs: float,
    rng: np.random.Generator,
    method: str = "relaxations",
    f_low: float | None = None,
    f_high: float | None = None,
) -> np.ndarray:
    """Return ``n`` samples of 1/f noise at the sampling rate ``fs`` in Hz, with an expected
    variance of 1.

    ``method`` is ``"relaxations"``, equation (2), which is the physics; or ``"spectrum"``, equation
    (3), which is faster and has no ends: its record is periodic. The noise goes as 1/f from
    ``f_low`` (``fs/n`` if none is given: once in the record) to ``f_high`` (``fs/2``). Raises
    :class:`ParameterError` for what is no number in range and for another method.
    """
    n, fs, rng = (
        samples(n, "flicker"),
        FREQUENCY.number(fs, "flicker's fs"),
        generator(rng, "flicker"),
    )
    low, high = band(
        fs / n if f_low is None else f_low, fs / 2 if f_high is None else f_high, "flicker"
    )
    make = _relaxations if METHOD.word(method, "flicker's method") == "relaxations" else _spectrum
    return make(n, fs, rng, low, high)


def flicker_psd(f: Any, f_low: float, f_high: float) -> np.ndarray:
    """Return the one-sided power spectral density in 1/Hz of relaxations from ``f_low`` to
    ``f_high``, variance 1: equation (1).
    """
    low, high = band(f_low, f_high, "flicker_psd")
    f = FREQUENCY.array(f, "flicker_psd's f")
    return 2 / (np.pi * f) * (np.arctan(high / f) - np.arctan(low / f)) / np.log(high / low)  # (1)


class Flicker:
    """The 1/f noise of an array of devices as a function of time: variance 1 each, at any times
    that do not fall.

    ``shape`` of the array, corners from ``f_low`` to ``f_high`` in Hz with ``per_decade`` of them a
    decade, by equation (2). A device remembers: readings close in time agree, and two at the same
    time are the same. Memory and time of a reading are those of ``corners`` arrays. The path
    follows from ``rng`` and from the times that are asked for.
    """

    def __init__(
        self,
        shape: Any,
        f_low: float,
        f_high: float,
        rng: np.random.Generator,
        per_decade: float = 1.0,
    ) -> None:
        low, high = band(f_low, f_high, "Flicker")
        self.rng = generator(rng, "Flicker")
        self.corners = corners(low, high, DENSITY.number(per_decade, "Flicker's per_decade"))
        sizes = shape if isinstance(shape, (tuple, list)) else (shape,)
        shape = tuple(samples(size, "Flicker", "size of the array") for size in sizes)
        self._x = self.rng.standard_normal((len(self.corners), *shape))
        self._t: float | None = None

    def at(self, t: float) -> np.ndarray:
        """Return the noise of each device at time ``t`` in s, at or after the last time that was
        asked for.
        """
        t = TIME.number(t, "Flicker.at's t")
        since = 0.0 if self._t is None else t - self._t
        if not since >= 0:
            raise ParameterError(
                f"Flicker.at's t (time) is {show(t, 's')}, before the last reading, "
                f"{show(self._t or 0.0, 's')}: noise knows no way back."
            )
        self._t = t
        if since > 0:
            for k, corner in enumerate(self.corners):
                draws = self.rng.standard_normal(self._x[k].shape)
                self._x[k] = relaxed(self._x[k], corner, since, draws)
        return np.asarray(self._x.sum(axis=0) / np.sqrt(len(self.corners)))


def samples(n: Any, verb: str, meaning: str = SAMPLES.meaning) -> int:
    """Return ``n``, a whole number of samples, or of what else there may be 1 or more."""
    name = f"{verb}'s {'n' if meaning == SAMPLES.meaning else 'shape'}"
    return replace(SAMPLES, meaning=meaning).whole(n, name)


def corners(f_low: float, f_high: float, per_decade: float) -> np.ndarray:
    """Return corner frequencies in Hz, evenly spread on a logarithmic axis, each in the middle of
    its part of it.
    """
    n = parts(f_low, f_high, per_decade)
    return np.asarray(corner(np.arange(n), n, f_low, f_high))


def parts(f_low: Any, f_high: Any, per_decade: Any) -> Any:
    """Return how many corners there are."""
    return max(1, int(np.ceil(np.log10(f_high / f_low) * per_decade - 1e-9)))


def corner(k: Any, n: Any, f_low: Any, f_high: Any) -> Any:
    """Return number ``k``, counted from 0, of ``n`` corner frequencies in Hz."""
    return f_low * (f_high / f_low) ** ((k + 0.5) / n)


def lorentzian(f: Any, corner: Any) -> Any:
    r"""Return the power spectral density at ``f`` of one defect with this corner frequency and with
    variance 1:

    .. math::

        S_c(f) = \frac{2}{\pi f_c}\, \frac{1}{1 + (f/f_c)^2} \tag{4}
    """
    return 2.0 / (np.pi * corner) / (1.0 + (f / corner) ** 2)  # (4)


def relaxed(x: Any, corner: Any, since: Any, draws: Any) -> Any:
    """Return a relaxation x in s ``since`` its value, with normal draws."""
    kept = np.exp(-2.0 * np.pi * corner * since)
    return kept * x + np.sqrt(-np.expm1(-4.0 * np.pi * corner * since)) * draws  # (2)


def _relaxations(
    n: int, fs: float, rng: np.random.Generator, low: float, high: float
) -> np.ndarray:
    lfilter = needs("scipy.signal", "flicker").lfilter
    chosen = corners(low, high, 3)
    total = np.zeros(n)
    for corner in chosen:
        a = np.exp(-2 * np.pi * corner / fs)
        draws = rng.standard_normal(n)
        draws[1:] *= np.sqrt(1 - a**2)  # the first is a draw from equilibrium
        total += lfilter([1.0], [1.0, -a], draws)  # (2)
    return total / np.sqrt(len(chosen))


def _spectrum(n: int, fs: float, rng: np.random.Generator, low: float, high: float) -> np.ndarray:
    f = np.fft.rfftfreq(n, 1 / fs)
    inside = (f > 0) & (f >= low * (1 - 1e-9)) & (f <= high * (1 + 1e-9))
    if not inside.any():
        raise ParameterError(
            f"flicker has no frequency of a record of {n} samples between "
            f"{show(low, 'Hz')} and {show(high, 'Hz')}."
        )
    H = np.zeros(len(f))
    H[inside] = f[inside] ** -0.5  # (3)
    # the last bin of an even record has no mirror image
    power = 2 * (H**2).sum() - (H[-1] ** 2 if n % 2 == 0 else 0.0)
    return np.asarray(np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * H, n) * np.sqrt(n / power))


def band(f_low: Any, f_high: Any, verb: str) -> tuple[float, float]:
    """Return the two ends of a band in Hz, the lower one first."""
    low, high = (
        FREQUENCY.number(f_low, f"{verb}'s f_low"),
        FREQUENCY.number(f_high, f"{verb}'s f_high"),
    )
    if low >= high:
        raise ParameterError(
            f"{verb}'s f_low is {show(low, 'Hz')}; expected less than f_high, {show(high, 'Hz')}."
        )
    return low, high
