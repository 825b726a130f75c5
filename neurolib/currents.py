r"""Currents that change in time: steps that are given, and white noise, for each neuron of a
population its own or for all the same.

The clocked engine holds a current for each tick, from :math:`t_k = k\,\Delta t` on, at its mean
over that tick, so that a current that changes between two ticks, or for less than a tick, brings
its whole charge. Of white noise, which has no value at an instant, that mean is a normal draw for
each neuron and tick, here :math:`\xi_{k,i} \sim N(0, 1)`:

.. math::

    I_{k,i} = \frac{1}{\Delta t} \int_{t_k}^{t_k + \Delta t} I_i\, dt
        + \frac{\sigma}{\sqrt{\Delta t}}\, \xi_{k,i} \tag{1}

so that what flows in a time T has standard deviation :math:`\sigma \sqrt{T}`, whatever the tick is.
Of a leaky membrane without a threshold the voltage then has the variance

.. math::

    \mathrm{Var}\, V = \frac{\sigma^2}{2\, C g_L} \cdot \frac{2\tau}{\Delta t}
        \tanh\frac{\Delta t}{2\tau} \tag{2}

whose second factor is the error of the discretisation, 1 for short ticks. :meth:`neurolib.LIF.rate`
calls its noise by the voltage :math:`\sigma_V = \sigma / \sqrt{C g_L}`. Draws are made for 256
ticks at a time, each from a stream of random numbers of its own, so that a run that goes on, or
goes back, meets the same noise. Source of (1): the Ornstein–Uhlenbeck process, W. Gerstner et al.,
*Neuronal Dynamics* (2014), chapter 8, doi:10.1017/CBO9781107447615.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .model import ParameterError, Quantity
from .neurons.lif import CURRENT
from .units import A, ms, s, show

__all__ = ["Drive"]

CHUNK = 256  # ticks for which currents are made at a time
INTENSITY = Quantity(
    "", "intensity σ of a white-noise current, in A √s", 0.0, 1e-6 * A, (0.0, 1e-10)
)
TIME = Quantity("ms", "times at which the current changes", 0.0, 1e7 * s, (0 * ms, 1000 * ms))
NEAR = 1e-6  # of a tick: what rounding of times in s may leave


@dataclass(frozen=True, eq=False)
class Drive:
    """A current that has ``values`` (A: one a time, or one a time and neuron) from each of its
    ``times`` (s) on, 0 before; and noise.

    ``noise`` is σ of equation (1), one number or one for each neuron.
    """

    times: np.ndarray
    values: np.ndarray
    noise: np.ndarray

    def at(self, t: Any) -> np.ndarray:
        """Return the current at one time or several, s, without the noise: one value a time, or one
        a time and neuron.
        """
        last = np.searchsorted(self.times, t, side="right") - 1
        now = self.values[np.maximum(last, 0)]
        silent = last < 0
        return np.where(silent[..., None] if self.values.ndim == 2 else silent, 0.0, now)

    def in_ticks(self, first: int, dt: float, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return the currents of ``n`` neurons in a chunk of ticks from ``first`` on (ticks,
        neurons).
        """
        I = self._means(first + np.arange(CHUNK + 1), dt)
        I = np.array(np.broadcast_to(I if I.ndim == 2 else I[:, None], (CHUNK, n)))
        if self.noise.any():
            I += self.noise / np.sqrt(dt) * rng.standard_normal((CHUNK, n))  # (1)
        return I

    def _means(self, borders: np.ndarray, dt: float) -> np.ndarray:
        """Return the mean current in each tick between these ``borders``: one value a tick, or one
        a tick and neuron.
        """
        I = self.at((borders[:-1] + NEAR) * dt)
        low, high = np.searchsorted(self.times, [borders[0] * dt, borders[-1] * dt])
        changes = self.times[low:high] / dt
        changes = changes[np.abs(changes - np.rint(changes)) > NEAR]
        if changes.size:
            edges = np.sort(np.concatenate([borders, changes]))
            within, charge = self.at((edges[:-1] + NEAR) * dt), np.diff(edges)
            charge = within * (charge[:, None] if within.ndim == 2 else charge)
            some = np.unique(np.floor(changes)).astype(int) - borders[0]
            I[some] = np.add.reduceat(charge, np.searchsorted(edges, borders[:-1]))[some]
        return I

    def __str__(self) -> str:
        steps = (
            f", I of {len(self.times)} steps" if len(self.times) > 1 or self.times[0] > 0 else ""
        )
        return steps + (
            f", noise of {show(float(self.noise.max()), 'A')} √s" if self.noise.any() else ""
        )


def steps(
    given: tuple[Any, Any], n: int, quantity: Quantity, verb: str, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the times at which something changes, and its values from each of them on, one a time
    or one a time and member of ``n``; or refuse them.
    """
    times = TIME.array(np.ravel(given[0]), f"{verb}'s times of {name}")
    values = quantity.array(given[1], f"{verb}'s values of {name}")
    if values.shape not in ((len(times),), (len(times), n)):
        expected = (
            f"({len(times)},), one for each time, or {(len(times), n)}, one for each time and "
        )
        raise ParameterError(
            f"{verb}'s values of {name} have shape {values.shape}; expected {expected}neuron."
        )
    if (np.diff(times) <= 0).any():
        late = int(np.flatnonzero(np.diff(times) <= 0)[0])
        gap = f"{show(float(times[late + 1]), 's')} after {show(float(times[late]), 's')}"
        raise ParameterError(
            f"{verb}'s times of {name} go back: {gap}; expected times that grow, as in [0, 100*ms]."
        )
    return times, values


def driving(I: Any, noise: Any, n: int) -> tuple[np.ndarray, Drive | None]:
    """Return the current of ``n`` neurons at the start, and what changes it or ``None``, or refuse
    the arguments of a population.
    """
    sigma = INTENSITY.array(noise, "population's noise")
    if sigma.shape not in ((), (n,)):
        raise ParameterError(
            f"population's noise has shape {sigma.shape}; expected one number, or {n}, "
            f"one for each neuron."
        )
    if isinstance(I, tuple):
        if len(I) != 2:
            raise ParameterError(
                f"population's I is a tuple of {len(I)}; expected (times, values), or "
                f"one current for each neuron."
            )
        times, values = steps(I, n, CURRENT, "population", "I")
        drive = Drive(times, values, sigma)
        return drive.at(0.0), drive
    current = CURRENT.array(I, "population's I")
    if current.shape not in ((), (n,)):
        raise ParameterError(
            f"population's I ({CURRENT.meaning}) has shape {current.shape}; expected "
            f"one number, or {n}, one for each."
        )
    return current, Drive(
        np.zeros(1), current[None] if current.ndim else current.reshape(1), sigma
    ) if sigma.any() else None


def of_block(block: Any, chunk: int, dt: float, seed: int) -> np.ndarray:
    """Return the currents of a block of neurons in a chunk of ticks (ticks, neurons), some of whose
    populations are driven.
    """
    I = np.array(np.broadcast_to(block.I, (CHUNK, block.n)))
    for population, start in block.driven:
        I[:, start : start + population.n] = population.currents(chunk, dt, seed)
    return I


def table(
    layout: Any, chunk: int, effect: Callable[[Any, np.ndarray], tuple[float, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first column of each block, -1 where none is driven, and a table of the effect of
    currents in a chunk (ticks, columns).
    """
    parts, sizes = [np.zeros((CHUNK, 0))], [block.n * bool(block.driven) for block in layout.blocks]
    for block in layout.blocks:
        if block.driven:
            parts.append(effect(block, of_block(block, chunk, layout.unit, layout.seed))[1])
    return np.where(sizes, np.cumsum([0, *sizes[:-1]]), -1), np.concatenate(parts, axis=1)
