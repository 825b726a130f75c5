"""The ticks of a network in plain NumPy: complete, and to be read as the definition of what a tick does.

The tick that ends at step k: every neuron advances; synaptic currents and conductances decay; what arrives at k is added
up; whoever has reached the threshold spikes at k and is reset; whoever's refractory time ends at k is let go.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import _jit
from .integrators import _stage, leaps, shift, stages
from .layout import Grid, Slab, rotating
from .numba_clocked import FADED, PARKED
from .stdp import Learning


class Log:
    """What one sender has sent: for each tick with spikes, the tick and who."""

    def __init__(self) -> None:
        self.ticks: list[int] = []
        self.who: list[np.ndarray] = []

    def add(self, tick: int, who: np.ndarray) -> None:
        """Append the senders of a tick."""
        self.ticks.append(tick)
        self.who.append(who)

    @classmethod
    def of(cls, ticks: np.ndarray, who: np.ndarray) -> Log:
        """Return the log of spikes known beforehand."""
        log, cuts = cls(), np.flatnonzero(np.diff(ticks)) + 1
        if ticks.size:
            log.ticks = ticks[np.concatenate([[0], cuts])].tolist()
            log.who = np.split(who, cuts)
        return log


class Leaping:
    """Neurons that leap over a tick exactly: V decays to its end value, and each current adds its response.

    Currents are kept in the rotating frame of :mod:`~neurolib.engines.loops`, equation (1): a tick reads but does not write them.
    """

    def __init__(self, slab: Slab, dt: float, hold: int) -> None:
        neuron: Any = slab.neuron
        p = (neuron.propagator(dt), *neuron.values(neuron.leap, "V", "I", "decay"))
        taus = [channel.tau for channel in slab.channels]
        self.state = np.concatenate([slab.state, np.zeros((len(taus), slab.n))])
        self.V, self.currents, self.V_T, self.V_R, self.hold = self.state[0], self.state[1:], neuron.V_T, neuron.V_R, hold
        self.drift, self.spare = neuron.leap(0.0, slab.I, *p)[0], np.empty(slab.n)
        self.up, self.down = rotating(taus, dt)
        responses = np.array([neuron.response(tau, dt) for tau in taus]).reshape(-1, 1)
        self.shares = list(np.concatenate([np.full((1, self.up.shape[1]), p[0]), responses * self.down]).T.copy())  # one array a tick
        self.log, self.freed, self.turned = Log(), 0, 0

    def gain(self, channel: int) -> float:
        """Return by how much an arrival at a channel is larger in the rotating frame."""
        return 1.0 if channel < 0 else float(self.up[channel, self.turned])

    def advance(self) -> None:
        """Leap over one tick."""
        self.shares[self.turned].dot(self.state, out=self.spare)
        np.add(self.spare, self.drift, out=self.V)
        self.turned += 1
        if self.turned == len(self.shares) - 1:
            self.currents *= self.down[:, -1:]
            self.currents[np.abs(self.currents) <= FADED] = 0.0
            self.turned = 0

    def fire(self, tick: int) -> None:
        """Find who spikes at the end of this tick, park them, and free those whose refractory time is over."""
        fired = (self.V >= self.V_T).nonzero()[0]
        if fired.size:
            self.log.add(tick, fired)
            self.V[fired] = PARKED if self.hold else self.V_R
        if self.hold and self.freed < len(self.log.ticks) and self.log.ticks[self.freed] == tick - self.hold:
            self.V[self.log.who[self.freed]] = self.V_R
            self.freed += 1

    def voltage(self, position: int) -> float:
        """Return the voltage of one neuron, the reset while it is parked."""
        return self.V_R if self.V[position] == PARKED else self.V[position]


class Stepping:
    """Neurons without a closed form, or with conductances: one step of Runge and Kutta, or of Euler, a tick."""

    def __init__(self, slab: Slab, dt: float, hold: int, method: str) -> None:
        neuron = self.neuron = slab.neuron
        self.stage = _jit.plain(_stage, {"flow": type(neuron).flow, "shift": shift})
        self.stages = stages(method, dt)
        self.p = [neuron.values(kernel, *neuron.state, "I") for kernel in (neuron.flow, neuron.fires, neuron.reset)]
        self.hold, self.I, self.y = hold, slab.I, slab.state.copy()
        self.V, self.quiet = self.y[0], np.zeros(slab.n, dtype=np.int64)
        self.currents = np.zeros((len(slab.channels), slab.n))
        self.half = [math.exp(-dt / 2 / channel.tau) for channel in slab.channels]
        self.reversals = [channel.E_rev if channel.kind == "conductance" else None for channel in slab.channels]
        self.log = Log()

    def gain(self, channel: int) -> float:
        """Return 1: an arrival adds its own weight."""
        return 1.0

    def drive(self) -> tuple[Any, Any]:
        """Return the current at V = 0 and the conductance that all synapses make together."""
        I: Any = self.I
        G: Any = 0.0
        for value, reversal in zip(self.currents, self.reversals, strict=True):
            I = I + (value if reversal is None else value * reversal)
            G = G if reversal is None else G + value
        return I, G

    def advance(self) -> None:
        """Take one step while the synapses decay; hold whoever is refractory."""
        inputs = [self.drive()]
        for _ in range(2):
            self.currents *= np.array(self.half)[:, None]
            inputs.append(self.drive())
        with np.errstate(over="ignore", invalid="ignore"):
            y = z = total = tuple(self.y)
            for when, ahead, share in self.stages:
                z, total = self.stage(y, z, total, *inputs[int(when)], ahead, share, self.p[0])
        self.held = self.quiet > 0
        self.y[:] = np.where(self.held, self.y, np.array(total))
        self.before = self.V[self.held]

    def fire(self, tick: int) -> None:
        """Find who spikes at the end of this tick, and reset them."""
        self.V[self.held] = self.before  # what arrived in the refractory time is lost
        self.quiet -= self.held
        fired = np.flatnonzero(~self.held & self.neuron.fires(*self.y, *self.p[1]))
        if fired.size:
            self.log.add(tick, fired)
            for old, new in zip(self.y, self.neuron.reset(*self.y, *self.p[2]), strict=True):
                old[fired] = np.broadcast_to(new, old.shape)[fired]
            self.quiet[fired] = self.hold

    def voltage(self, position: int) -> float:
        """Return the voltage of one neuron."""
        return self.V[position]


class PlainTicks:
    """Let ticks pass over a network; ``done`` of them have passed."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.done = grid, 0
        layout = grid.layout
        self.slabs = [_neurons(slab, grid, hold) for slab, hold in zip(layout.slabs, grid.holds, strict=True)]
        logs = [Log.of(ticks, source.indices) for ticks, source in zip(grid.inputs, layout.inputs, strict=True)]
        self.logs = [*(slab.log for slab in self.slabs), *logs]
        self.wires = [Wire(self, k) for k in range(len(layout.bundles))]
        self.learners = [wire for wire in self.wires if wire.learning]
        self.watched = [(row, self.slabs[q], i) for row, (q, i) in zip(grid.V, grid.watched, strict=True)]
        self._record(0)

    def advance(self, until: int) -> None:
        """Let ticks pass up to step ``until``."""
        for tick in range(self.done + 1, until + 1):
            for slab in self.slabs:
                slab.advance()
            for wire in self.wires:
                wire.deliver(tick)
            for slab in self.slabs:
                slab.fire(tick)
            for wire in self.learners:
                wire.learn(tick)
            self._record(tick)
            self.done = tick

    def _record(self, tick: int) -> None:
        for row, slab, position in self.watched:
            row[tick] = slab.voltage(position)

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each slab, as they are kept."""
        return [slab.V for slab in self.slabs]

    def weights(self) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights."""
        return [(wire.bundle.projections[0], wire.learning.weights()) for wire in self.wires if wire.learning]

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ticks and the indices of all spikes of a slab, or of an input after the slabs."""
        log = self.logs[sender]
        if not log.ticks:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        return np.repeat(log.ticks, [len(who) for who in log.who]), np.concatenate(log.who)


def _neurons(slab: Slab, grid: Grid, hold: int) -> Leaping | Stepping:
    conductances = any(channel.kind == "conductance" for channel in slab.channels)
    return Stepping(slab, grid.dt, hold, grid.method) if conductances or not leaps(slab.neuron) else Leaping(slab, grid.dt, hold)


class Wire:
    """A bundle that delivers spikes. The list of past spikes, read one delay behind, is its queue.

    Where delays differ between synapses, a spike is spread over a ring of ticks to come as soon as it is seen.
    """

    def __init__(self, ticks: PlainTicks, k: int) -> None:
        self.bundle, self.delay = ticks.grid.layout.bundles[k], ticks.grid.delays[k]
        slab = self.slab = ticks.slabs[self.bundle.slab]
        self.into = slab.V if self.bundle.channel < 0 else slab.currents[self.bundle.channel]
        self.log, self.head = ticks.logs[self.bundle.sender], 0
        self.targets, self.rows = self.bundle.targets.astype(np.intp), self.bundle.rows.tolist()
        self.weight, self.differ = self.bundle.weights, self.bundle.weights.ndim > 0
        self.posts = slab.log
        self.learning = Learning(self.bundle, len(slab.V), ticks.grid.dt) if self.bundle.rule else None
        self.behind = int(self.delay) if self.delay.ndim == 0 else 1
        self.ring = None if self.delay.ndim == 0 else np.zeros((int(self.delay.max(initial=1)) + 1, len(self.into)))

    def deliver(self, tick: int) -> None:
        """Add up what arrives at the end of this tick."""
        log = self.log
        if self.head < len(log.ticks) and log.ticks[self.head] == tick - self.behind:
            gain = self.slab.gain(self.bundle.channel)
            for sender in log.who[self.head].tolist():
                first, last = self.rows[sender], self.rows[sender + 1]
                if first < last:
                    self._spread(tick, sender, slice(first, last), gain)
            self.head += 1
        if self.ring is not None:
            self.into += self.ring[tick % len(self.ring)] * self.slab.gain(self.bundle.channel)
            self.ring[tick % len(self.ring)] = 0.0

    def _spread(self, tick: int, sender: int, row: slice, gain: float) -> None:
        """Add the weights of one row where they belong."""
        weight = self.weight[row] if self.differ else self.weight
        if self.learning is not None:
            weight = self.learning.arrive(tick, sender)
        if self.ring is None:
            np.add.at(self.into, self.targets[row], weight * gain)
        else:
            np.add.at(self.ring, ((tick - 1 + self.delay[row]) % len(self.ring), self.targets[row]), weight)

    def learn(self, tick: int) -> None:
        """Let the synapses see who has fired at the end of this tick."""
        if self.learning is not None and self.posts.ticks and self.posts.ticks[-1] == tick:
            for target in self.posts.who[-1].tolist():
                self.learning.fire(tick, target)
