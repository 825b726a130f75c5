"""Synapses of a network on the cells of a crossbar: arrivals are readings, changes are pulses, and
each cell has an age of its own.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..energy import Ledger, PriceList
from ..model import ParameterError, Quantity
from ..plasticity.learner import TraceLearner
from ..units import ms, s, show, us
from .cells import whole_pulses
from .crossbar import Crossbar, rounded

TIME = Quantity("s", "time since the start of the run", 0.0, 1e9 * s, (10 * ms, 100 * s))
SOON = 1 * us  # after a pulse, when drift begins to count
MOST = 2e7  # weights of one array
# of the range of conductances: where a pair of cells that step only upward is written anew
FULL, LEFT = 0.9, 0.1
KINDS = "cell read", "conversion", "cell write"


class SynapticArray:
    r"""The weights W (n senders, m targets) of one projection, held by a chip that is made anew for
    a run.

    The array is written ``crossbar.age`` seconds :math:`t_a` before the run begins, with ``w_max``
    at the ends of the conductances. The spikes S that arrive at one time drive their rows together,
    and what the columns give is added to the targets:

    .. math::

        y_j(t) = \frac{1}{k} \sum_{i \in S} \left(G^+_{ij}(a_{ij}) - G^-_{ij}(a_{ij})\right),
            \quad a_{ij} = t - t_{ij} \tag{1}

    with k of :class:`Crossbar`, all that its options say, and :math:`t_{ij}` the time of the last
    pulse on a cell, at first :math:`-t_a`; drift begins 1 µs after a pulse. Converters of
    ``adc_bits`` have a level at 0, so that a column whose weights are 0 adds nothing;
    ``Crossbar(…, adc_zero=False)`` has none. Their range is the largest sum of a column: what is
    below half a step of it reads 0, so that few bits need an ``adc_range`` for the spikes that
    arrive at one time. A change of a weight is rounded to whole pulses by chance. For it the cell
    is read, without noise, because a rule keeps weights within bounds; cells may leave these by a
    step. Where pulses step only upward (PCM), a pair of which one is full and the other is not
    empty is erased and written anew with its difference.

    A row that is driven counts a "cell read" for each device in it (with a resistance of wires, all
    rows), a rule one for each device of the weights that it changes; pulses, and devices written
    anew, are "cell write". ``conductances``, ``weights`` and ``pulses`` are those at the end of the
    run, ``prices`` the mean joules of its cells. Devices and defects follow from the crossbar's
    seed alone; errors of writing, pulses and noise from that, the run's and the projection's
    number.

    The pairs and their erasing follow M. Suri et al., IEDM (2011).
    """

    def __init__(
        self, crossbar: Crossbar, W: np.ndarray, w_max: float | None, seed: int, number: int
    ) -> None:
        chip = self.chip = crossbar.fresh(seed, number)
        chip.program(W, w_max)
        if w_max is not None:  # all weights may grow
            chip._largest = len(W) * w_max * chip.x_max
        self._warn_if_coarse(float(np.abs(W).max()) if w_max is None else w_max)
        self.shape, self.now = W.shape, 0.0
        self.programming = chip.meter.counts["cell write"]
        self.pulses = np.zeros(W.shape, dtype=np.int64)
        self._written: Any = -chip.age  # s, of each device once there were pulses

    def _warn_if_coarse(self, largest: float) -> None:
        """Warn where the converters read 0 at each spike that arrives alone, whatever its
        weight.
        """
        chip = self.chip
        if not (chip.adc_bits and chip.zero_in_networks and largest):
            return
        half = (chip.adc_range or chip._largest) / (2**chip.adc_bits - 2)
        if half >= largest:
            warnings.warn(
                f"Half a step of the converters of {chip.adc_bits} bits is "
                f"{half / largest:.2g} times the largest weight of "
                f"this array, so that a spike that arrives alone is read as 0. Type "
                f"more adc_bits, or an adc_range for what "
                f"arrives at one time: adc_range={4 * largest:.2g} holds four spikes at "
                f"the largest weight.",
                stacklevel=2,
            )

    def arrive(self, rows: np.ndarray, t: float) -> np.ndarray:
        """Return y of all targets where spikes of these senders arrive at ``t`` seconds of the run:
        equation (1).
        """
        rows, times = np.unique(rows, return_counts=True)
        if times.max(initial=1) > 1:  # a row that is driven again is read again
            return self.arrive(rows, t) + self.arrive(np.repeat(rows, times - 1), t)
        chip, x = self.chip, np.ones(len(rows))
        V = (rounded(x, chip.dac_bits, chip.x_max, zero=True) if chip.dac_bits else x) * (
            chip.V_read / chip.x_max
        )
        if not (chip.wire_resistance or chip.read_disturb):
            at = chip._reading(self._conductances(t, (slice(None), rows), noise=True))
            return chip._outputs(V, at, chip.zero_in_networks)  # (1)
        all_rows = np.zeros(self.shape[0])
        all_rows[rows] = V
        at = chip._reading(self._conductances(t, ..., noise=True))
        y = chip._outputs(all_rows, at, chip.zero_in_networks)
        if chip.read_disturb:
            chip._programmed.disturb(all_rows, chip.t_read)
        return y

    def change(self, flat: np.ndarray, new: Any, t: float) -> None:
        """Change the weights ``flat`` (indices, counted row by row) at ``t`` by about what ``new``
        returns of them, in whole pulses.
        """
        chip = self.chip
        i, j = np.divmod(flat, self.shape[1])
        G = self._conductances(t, (slice(None), i, j))
        w = self._difference(G)
        chip.meter.add(
            "cell read", G.size, float(G.sum()) * chip.V_read**2 * chip.t_read, chip.t_read
        )
        wanted = new(w) / chip.step
        planes = [whole_pulses(sign * wanted, chip._pulsed) for sign in chip._signs]
        upward = [signs > 0 if chip._programmed.unipolar else slice(None) for _, signs in planes]
        planes = [
            (flat[cells][selected], signs[selected])
            for (cells, signs), selected in zip(planes, upward, strict=True)
        ]
        if not any(len(cells) for cells, _ in planes):
            return
        chip._pulse(planes)
        written = self._each_written()
        for plane, (cells, _) in enumerate(planes):
            written[plane].reshape(-1)[cells] = t
            np.add.at(self.pulses.reshape(-1), cells, 1)
        if chip._programmed.unipolar:
            touched = np.unique(np.concatenate([cells for cells, _ in planes]))
            self._write_anew(*np.divmod(touched, self.shape[1]), t)

    def write(self, W: np.ndarray, t: float) -> None:
        """Write other weights at ``t`` seconds of the run, a pulse for each device, or refuse those
        that the chip cannot hold.
        """
        low, high = -self.chip.w_max if self.chip.differential else 0.0, self.chip.w_max
        for w in W[(W < low) | (W > high)][:1]:
            raise ParameterError(
                f"A weight for the cells is {w:.3g}; expected {low:.3g} to {high:.3g}, "
                f"for which the array was made."
            )
        self.chip._write(self.chip._targets(np.reshape(W, self.shape)), ...)
        self._written, self.now = t, t

    def _write_anew(self, i: np.ndarray, j: np.ndarray, t: float) -> None:
        """Erase the pairs among these that are full, and write their differences."""
        chip, (low, high) = self.chip, self.chip._programmed.ends
        G = self._conductances(t, (slice(None), i, j))
        share = (G - low) / (high - low)
        full = (share.max(0) > FULL) & (share.min(0) > LEFT)
        if full.any():
            where = slice(None), i[full], j[full]
            chip._write(
                chip._targets(np.clip(self._difference(G[:, full]), -chip.w_max, chip.w_max)), where
            )
            self._each_written()[where] = t

    def _each_written(self) -> np.ndarray:
        if np.ndim(self._written) == 0:
            self._written = np.full(self.chip._programmed.shape, self._written)
        return np.asarray(self._written)

    def _conductances(self, t: float, where: Any, noise: bool = False) -> np.ndarray:
        self.now = t
        written = self._written if np.ndim(self._written) == 0 else self._written[where]
        age = np.maximum(t - written, SOON)
        return (
            self.chip._conductances(age, where, t)
            if noise
            else self.chip._programmed.conductance(age, where)
        )

    def _difference(self, G: np.ndarray) -> np.ndarray:
        chip = self.chip
        return np.asarray(
            (G[0] - (G[1] if chip.differential else chip._programmed.ends[0])) / chip.k
        )

    @property
    def conductances(self) -> np.ndarray:
        """The conductances in S, (devices a weight, n, m), at the time of the last reading or
        pulse, without noise.
        """
        return self._conductances(self.now, ...)

    @property
    def weights(self) -> np.ndarray:
        """The weights that :attr:`conductances` make, (n, m), in the unit of the projection."""
        return self._difference(self.conductances)

    def at(self, t: float) -> SynapticArray:
        """Return the array as it is ``t`` seconds after the start of the run, if no pulses come
        until then.
        """
        self.now = TIME.number(t, "SynapticArray.at's t")
        return self

    @property
    def counts(self) -> dict[str, int]:
        """Devices read, conversions, and devices that got a pulse since the run began."""
        counts = dict(self.chip.meter.counts)
        counts["cell write"] -= self.programming
        return counts

    @property
    def ledger(self) -> Ledger:
        """All counts of the chip, its programming before the run included;
        ``array.ledger.bill(array.prices)`` pays for them.
        """
        return self.chip.ledger

    @property
    def prices(self) -> PriceList:
        """Prices of this array: mean joules of its own reads and pulses, its programming included,
        and Walden's of a conversion.
        """
        return self.chip.prices

    def state(self) -> dict[str, Any]:
        """Return all that time changes, the chip with it; the caller copies it."""
        return dict(vars(self))

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what :meth:`state` returned."""
        vars(self).update(state)

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.counts[kind]:,} × {kind}" for kind in KINDS)
        return f"{self.chip!r}, at {show(self.now, 's')} of a run: {counts}"


def expect_cells(projection: Any, others: list[Any]) -> None:
    """Refuse a projection whose weights cells cannot hold: ``others`` are the crossbars of its
    network that are in use.
    """
    crossbar, name = projection.crossbar, "project's crossbar"
    if not isinstance(crossbar, Crossbar):
        raise ParameterError(
            f"{name} is {crossbar!r:.60}; expected a crossbar, as in crossbar=Crossbar(PCM())."
        )
    device = type(crossbar.device).__name__
    if crossbar._cells is not None:
        raise ParameterError(
            f"{name} holds weights already; expected a new one, as in "
            f"Crossbar({device}()): each run programs its own."
        )
    if any(crossbar is other for other in others):
        raise ParameterError(
            f"{name} serves another projection; expected one of its own, as in "
            f"Crossbar({device}(), seed=1)."
        )
    cells = projection.pre.n * projection.post.n
    if cells > MOST:
        raise ParameterError(
            f"{name} would hold {cells:.2g} weights; expected {MOST:.0e} at most, for "
            f"senders × targets."
        )
    if not _all_pairs(projection):
        raise ParameterError(
            f"{name} has a cell for every pair; expected all of them. Type a matrix of "
            f"weights, 0 where there is none."
        )
    if projection.delay.ndim:
        raise ParameterError(
            f"{name} reads a row at once; expected one delay for all, as in delay=1*ms."
        )
    if projection.synapse.kind == "conductance":
        raise ParameterError(
            f'{name} gives currents, which may be negative; expected synapse="delta" or '
            f'synapse="exponential".'
        )
    weights = projection.weight
    if not crossbar.differential and isinstance(weights, np.ndarray) and weights.min() < 0:
        raise ParameterError(
            f"{name} has one device a weight, but weights are negative; type "
            f"Crossbar({device}(), differential=True)."
        )
    if projection.plasticity is None:
        return
    if (learner := projection.plasticity.learner) is not TraceLearner:
        rule = type(projection.plasticity).__name__
        raise ParameterError(
            f"{name} holds weights, and {rule} keeps a state beside them, its "
            f"{learner.keeps or learner.__name__}; "
            "leave the crossbar out, or type plasticity=STDP()."
        )
    if projection.w_max is not None and projection.w_max < 0:
        raise ParameterError(
            f"{name} learns weights of 0 or more; expected a w_max above 0, and "
            f"inhibition without a crossbar."
        )
    if not hasattr(crossbar.device, "pulse"):
        raise ParameterError(
            f"{name} cannot learn: {device} has no pulses; type Crossbar(PCM()) or "
            f"Crossbar(SoftBounds())."
        )
    if getattr(crossbar.device, "unipolar", False) and not crossbar.differential:
        raise ParameterError(
            f"{name} cannot learn: {device} steps only upward; type "
            f"Crossbar({device}(), differential=True)."
        )


def _all_pairs(projection: Any) -> bool:
    """Return whether every sender reaches every target."""
    rule = projection.connections
    free = (
        rule.given is None
        and rule.probability == 1.0
        and rule.in_degree is None
        and rule.out_degree is None
    )
    whole = rule.senders == range(projection.pre.n) and rule.targets == range(projection.post.n)
    return bool(free and whole and (rule.autapses or not rule.same))
