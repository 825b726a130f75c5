"""The clocked engine: every neuron of a network advances at every tick, and spikes are seen at the end of a tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from ..network import Network
from ..recording import NetworkRun
from ..units import ms, ns, show
from .engine import Engine, Film, Job, train, watched
from .integrators import known
from .layout import Grid, lay_out, on_grid
from .numba_clocked import CompiledTicks, obstacle
from .numpy_clocked import PlainTicks
from .operations import counted

STEP = Quantity("ms", "time step", 10 * ns, 10 * ms, (0.01 * ms, 1 * ms))
MOST_TICKS = 2e9


class Clocked(Engine):
    r"""Let time pass in ticks of ``dt`` seconds.

    In a tick every neuron advances (exactly where it has a closed form, else by ``method``), synaptic currents and
    conductances decay exactly, spikes that arrive at its end are added up, and then the threshold is tested:

    .. math::

        V_{k+1} = V_\infty + (V_k - V_\infty)\, e^{-\Delta t/\tau} + \sum_s P_s(\Delta t)\, I_{s,k} \tag{1}
        I_{s,k+1} = I_{s,k}\, e^{-\Delta t/\tau_s} + w \text{ for each arrival} \tag{2}

    with P of :class:`~neurolib.neurons.LIF`, its equation (7). Spike times are whole ticks, up to one tick late. Delays
    are whole ticks, one at least; the refractory time is rounded to whole ticks; input counts at the end of its tick.

    Where there is no closed form, ``method="RK4"`` (Runge and Kutta, four evaluations of the flow a tick) has an error of
    order 4 in dt between arrivals; ``"Euler"`` costs a fourth and has order 1. Both see a spike at the end of a tick, order 1,
    but late by different times: of AdEx under 0.7 to 1 nA at dt = 0.1 ms, RK4 is 0.8 ticks late on the mean and Euler 3.1 (its
    upswing lags), for every interval anew. So RK4 is the default; Euler is what other simulators are compared with.

    Sources: R. Brette et al., J. Computational Neuroscience 23:349 (2007), doi:10.1007/s10827-007-0038-6, for the two
    strategies; S. Rotter and M. Diesmann, Biological Cybernetics 81:381 (1999), doi:10.1007/s004220050570, for exact
    integration. Used from chapter 1 on.
    """

    def __init__(self, dt: float, method: str = "RK4") -> None:
        self.dt = STEP.number(dt, "Clocked's dt")
        self.method = known(method, "Clocked")

    def __repr__(self) -> str:
        return f"Clocked(dt={STEP._typed(self.dt)}" + (")" if self.method == "RK4" else f", method={self.method!r})")

    def _job(self, net: Network, duration: float, seed: int, record: Mapping[Any, Sequence[int]], snapshots: int) -> Job:
        steps = self._steps(duration)
        layout = lay_out(net, seed, steps * self.dt)
        rows = watched(net, record, steps, layout.places)
        grid = on_grid(layout, self.dt, steps, [where for places in rows.values() for where in places], self.method)
        ticks, film = self._path(grid), Film(net, snapshots, steps)
        return Job(ticks, steps, self.dt, 1, film, lambda note: self._recorded(net, seed, grid, ticks, rows, film, note))

    def _steps(self, duration: float) -> int:
        steps = round(duration / self.dt)
        if not 1 <= steps <= MOST_TICKS:
            raise ParameterError(
                f"Clocked's duration is {show(duration, 's')}, {steps} ticks of {show(self.dt, 's')}; expected 1 to {MOST_TICKS:.0e}."
            )
        return steps

    def _path(self, grid: Grid) -> Any:
        """Choose the path, and keep the reason."""
        neurons = sum(slab.n for slab in grid.layout.slabs)
        work = grid.steps * (15e-6 * (len(grid.layout.slabs) + len(grid.layout.bundles)) + 10e-9 * neurons)
        compiled = self._compiles(f"{grid.steps} ticks of {neurons} neurons", work, obstacle(grid), "NumPy path")
        return CompiledTicks(grid) if compiled else PlainTicks(grid)

    def _expect_sound(self, ticks: Any) -> None:
        """Refuse to go on where a tick was too long for a neuron, and its voltage left all bounds."""
        for slab, V in zip(ticks.grid.layout.slabs, ticks.voltages(), strict=True):
            if np.isnan(V).any() or (V == np.inf).any():
                raise ParameterError(
                    f"The voltage of {slab.members[0].name} left all bounds before {show(ticks.done * self.dt, 's')}: Clocked's dt is "
                    f"too long for its synapses. Type a shorter one, as in Clocked(dt={self.dt / 10 / ms:g}*ms), or weaker weights."
                )

    def _recorded(self, net: Network, seed: int, grid: Grid, ticks: Any, places: dict[Any, list[Any]], film: Film, note: str) -> NetworkRun:
        layout, done = grid.layout, ticks.done
        sent = []
        for sender in range(len(layout.senders)):
            when, who = ticks.spikes(sender)
            kept = slice(0, np.searchsorted(when, done, side="right"))
            sent.append((when[kept], who[kept]))
        trains = {group: (*train(group, layout, sent), self.dt) for group in net.groups}
        voltages, row = {}, 0
        for population, rows in places.items():
            voltages[population] = grid.V[row : row + len(rows), : done + 1]
            row += len(rows)
        counts = MappingProxyType(counted(grid, sent, done))
        learned = dict(ticks.weights()), film.developed(self.dt)
        return NetworkRun(net, repr(self), seed, done * self.dt, trains, counts, done + 1, self.dt, voltages, *learned, note)
