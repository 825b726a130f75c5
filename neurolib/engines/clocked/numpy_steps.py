"""The steps of a network in plain NumPy: complete, and the definition of what a step of the clocked
engine does.

:class:`PlainSteps` takes a layout whose times are whole steps. It holds an object for each neuron
block (:func:`block_simulation` chooses one of four classes), a :class:`Train` for each sender and a
:class:`Delivery` for each synapse group; :meth:`PlainSteps.advance` calls them in turn, and the
trains hold the spikes in the end.

In the step that ends at k every neuron advances, synaptic currents and conductances decay, and what
arrives at k is added up. Then every neuron that has reached the threshold spikes at k, and is
reset, or masked or held for its refractory time; and neurons whose refractory time ends at k are
released.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Any

import numpy as np

from ... import _jit
from ...currents import CHUNK
from ...currents import of_block as currents_of_block
from ...plasticity.learner import SynapseRows, TraceLearner, Watching
from ..layout import LEAST_DECAY, MASKED, NEGLIGIBLE, Layout, NeuronBlock
from ..learning.learning import synapse_rows
from ..simulation import Place, RecordedPath, correct_ring
from .conductances import (
    conductance_limits,
    current_integral,
    leak_and_gain,
    means,
    relaxed_kernel,
    step_of_arrays,
)
from .integrators import closer, rotating, stage, stage_parameters, stays_above


class PlainSteps(RecordedPath):
    """Let steps pass over a network; ``done`` of them have passed. ``places`` are block and place
    in its state of each row of ``values``.
    """

    path = "plain"

    def __init__(
        self, layout: Layout, method: str, places: list[Place], values: np.ndarray
    ) -> None:
        super().__init__(layout, places, values)
        self.done = 0
        dt = layout.unit
        self.blocks = [block_simulation(block, dt, method) for block in layout.blocks]
        self.trains = [
            *(block.train for block in self.blocks),
            *(Train.of(source.when, source.indices) for source in layout.sources),
        ]
        # the currents of each block that is driven in the ticks of a chunk, CHUNK ticks for which
        # they are made together; and the number of that chunk
        self.chunk_currents: dict[int, np.ndarray] = {}
        self.chunk = -1
        # one delivery for each synapse group; where synapses learn, one more for each further delay
        self.delivery_of = [
            (OnCells if group.cells else Delivery)(self, k) for k, group in enumerate(layout.groups)
        ]
        self.that_learn = [delivery for delivery in self.delivery_of if delivery.learner]
        further = [
            Delivery(self, k, part, self.delivery_of[k])
            for k, group in enumerate(layout.groups)
            for part in range(1, len(group.delays))
        ]
        self.deliveries = [*self.delivery_of, *further]
        pairs = [(delivery.learner, delivery.block) for delivery in self.that_learn]
        # learners that read the voltages of their targets in each step
        self.watchers = [
            (learner, block) for learner, block in pairs if isinstance(learner, Watching)
        ]
        self._record_into(places, values)

    def _record_into(self, places: list[Place], values: np.ndarray) -> None:
        self.places, self.values = places, values
        self.recorded_rows = [
            (row, self.blocks[q], i) for row, (q, i) in zip(values, places, strict=True)
        ]
        self._record(self.done)

    def advance(self, until: int) -> None:
        """Let steps pass up to step ``until``."""
        driven = any(block.driven for block in self.layout.blocks)
        for step in range(self.done + 1, until + 1):
            if driven:
                self._apply_currents(step - 1)  # the tick that ends with this step
            for block in self.blocks:
                block.advance()
            for delivery in self.deliveries:
                delivery.deliver(step)
            for learner, block in self.watchers:
                learner.watch(step, block.potentials())
            for block in self.blocks:
                block.fire(step)
            for delivery in self.that_learn:
                delivery.see(step)
            if self.recorded_rows:
                self._record(step)
            self.done = step

    def _apply_currents(self, tick: int) -> None:
        """Let the currents of a tick drive the blocks whose currents change."""
        if tick // CHUNK != self.chunk:
            self.chunk, layout = tick // CHUNK, self.layout
            blocks = {q: block for q, block in enumerate(layout.blocks) if block.driven}
            self.chunk_currents = {
                q: currents_of_block(block, self.chunk, layout.unit, layout.seed)
                for q, block in blocks.items()
            }
        for q, I in self.chunk_currents.items():
            self.blocks[q].set_current(I[tick % CHUNK])

    def _record(self, step: int) -> None:
        for row, block, position in self.recorded_rows:
            row[step % len(row)] = block.value(position)

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept."""
        return [block.V for block in self.blocks]

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return of each block the first tick (-1 for none) that was too long for a conductance,
        the neuron, and the conductance.
        """
        return [getattr(block, "excess", (-1, 0, 0.0)) for block in self.blocks]

    def adjacent_spikes(self, q: int) -> int | None:
        """Return ``None``: how often a neuron of the block ``q`` fired in two steps running is not
        counted.
        """
        return None

    def weights(self) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns or lies on a crossbar, and its weights."""
        return [
            (d.group.projections[0], d.weights(self.done))
            for d in self.delivery_of
            if d.learner or d.group.cells
        ]

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps and the indices of all spikes of a block, or of a source after the
        blocks.
        """
        return self.trains[sender].flat()

    def feed(self, k: int, remaining: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``remaining`` of its own."""
        self.trains[k].replace_after(remaining, when, who)

    def set_current(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on."""
        self.chunk = -1
        self.blocks[q].set_current(self.layout.blocks[q].I)

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b``, which differ by ``change`` from those before, act
        from now on.
        """
        self.delivery_of[b].weigh(change, self.done)

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        self.delivery_of[b].learner.teach(self.done, fractions)

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        self.delivery_of[b].learner.reinforce(self.done, reward)

    def _forget_first(self, k: int, before: float) -> int:
        readers = [delivery for delivery in self.deliveries if delivery.group.sender == k]
        block = self.blocks[k] if k < len(self.blocks) else None
        cursors = [reader.cursor for reader in readers]
        if block and (read := block.released_steps()) is not None:
            cursors.append(read)
        steps = min([bisect_left(self.trains[k].steps, before), *cursors])
        for reader in readers:
            reader.cursor -= steps
        if block:
            block.count_from(steps)
        return self.trains[k].forget_first(steps)

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        parts = [
            [part.state() for part in each] for each in (self.trains, self.blocks, self.deliveries)
        ]
        return self.done, self._now(), parts

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.done, now, parts = state
        self.values, self.chunk = now[:, None], -1
        for owners, states in zip((self.trains, self.blocks, self.deliveries), parts, strict=True):
            for part, values in zip(owners, states, strict=True):
                part.restore(values)


class Train:
    """The spikes of one sender: for each step with spikes, the step and the indices."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.who: list[np.ndarray] = []

    def add(self, step: int, who: np.ndarray) -> None:
        """Append the indices of a step."""
        self.steps.append(step)
        self.who.append(who)

    def replace_after(self, remaining: int, when: np.ndarray, who: np.ndarray) -> None:
        """Send these spikes after the first ``remaining``."""
        steps, members = self.flat()
        new = Train.of(
            np.concatenate([steps[:remaining], when]), np.concatenate([members[:remaining], who])
        )
        self.steps, self.who = new.steps, new.who

    def flat(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps and the indices of all spikes."""
        if not self.steps:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        return np.repeat(self.steps, [len(who) for who in self.who]), np.concatenate(self.who)

    def forget_first(self, steps: int) -> int:
        """Drop the first ``steps`` steps with spikes; return how many spikes there were."""
        n = sum(map(len, self.who[:steps]))
        del self.steps[:steps], self.who[:steps]
        return n

    def state(self) -> Any:
        """Return the spikes; the caller copies them."""
        return self.steps, self.who

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.steps, self.who = state

    @classmethod
    def of(cls, steps: np.ndarray, who: np.ndarray) -> Train:
        """Return the train of spikes known beforehand."""
        train, cuts = cls(), np.flatnonzero(np.diff(steps)) + 1
        if steps.size:
            train.steps = steps[np.concatenate([[0], cuts])].tolist()
            train.who = np.split(who, cuts)
        return train


def block_simulation(block: NeuronBlock, dt: float, method: str) -> Any:
    """Return what lets the steps of a block pass, in the form that its neurons and receptors
    allow.
    """
    if block.integrated:
        return (Relaxing if block.relaxing else Integrating)(block, dt, method)
    return (Conducting if block.has_conductances else Leaping)(block, dt)


class Leaping:
    """Neurons with a closed form: in a step V decays towards its end value, and each current adds
    its response.

    Currents are kept in a rotating frame: x is stored as X = x e^((t - t₀)/τ), which is constant
    between arrivals, so that a step reads but does not write it. ``stored`` has V, which has no
    frame, and below it the X of each receptor. ``up``, e^((t - t₀)/τ), leads into the frame, and
    ``down``, its inverse, out of it.
    """

    def __init__(self, block: NeuronBlock, dt: float) -> None:
        self._start(block, dt)  # stored (V, then each current), and the frame: up, down
        neuron: Any = block.neuron
        decay = max(neuron.propagator(dt), LEAST_DECAY)
        # values: the parameters of this kernel, without the arguments that are named
        self.p = decay, *neuron.values(neuron.leap, "V", "I", "decay")
        self.set_current(block.I)
        responses = [neuron.response(receptor.tau, dt) for receptor in block.receptors]
        currents = np.array(responses).reshape(-1, 1) * self.down
        # one array per step of the frame: by what V and each current are multiplied
        self.factors = list(
            np.concatenate([np.full((1, self.up.shape[1]), decay), currents]).T.copy()
        )

    def _start(self, block: NeuronBlock, dt: float) -> None:
        """Put the neurons and their synaptic currents into their state at the start, and begin the
        frame.
        """
        neuron: Any = block.neuron
        taus = [receptor.tau for receptor in block.receptors]
        self.neuron, self.dt, self.refractory = neuron, dt, block.refractory
        # where refractory times differ, the step in which each neuron is released
        self.own_refractory = np.ndim(block.refractory) > 0
        self.due = np.full(block.n if self.own_refractory else 0, -1)
        self.threshold, self.V_R = neuron.V_T - block.tolerance, neuron.V_R
        currents = np.reshape(block.currents, (len(taus), block.n))
        self.stored = np.concatenate([block.state, currents])
        self.V, self.currents = self.stored[0], self.stored[1:]  # views
        self.scratch = np.empty(block.n)
        self.up, self.down = rotating(taus, dt)  # by receptor and step of the frame
        self.frame_step = 0  # steps since the frame began
        self.train = Train()
        self.released = 0  # steps with spikes from which neurons were released

    def set_current(self, I: np.ndarray) -> None:
        """Let a current drive the neurons: what it adds to V in a step."""
        self.drift = self.neuron.leap(0.0, I, *self.p)[0]

    def released_steps(self) -> int | None:
        """Return how many steps with spikes were read to release neurons, or ``None`` where none
        are.
        """
        return self.released if not self.own_refractory and self.refractory else None

    def count_from(self, steps: int) -> None:
        """Take note that the first ``steps`` steps with spikes are dropped from the train."""
        self.released -= steps if self.released_steps() is not None else 0

    def state(self) -> Any:
        """Return all that time changes but the spikes; the caller copies it."""
        return self.stored, self.drift, self.released, self.due, self.frame_step

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned; others have views of V and of the currents."""
        self.stored[...], self.drift, self.released, self.due, self.frame_step = state

    def gain(self, receptor: int) -> float:
        """Return by how much an arrival at a receptor is larger in the rotating frame."""
        return 1.0 if receptor < 0 else float(self.up[receptor, self.frame_step])

    def advance(self) -> None:
        """Leap over one step."""
        self.factors[self.frame_step].dot(self.stored, out=self.scratch)
        np.add(self.scratch, self.drift, out=self.V)
        self.turn_frame()

    def turn_frame(self) -> None:
        """Let the rotating frame turn by a step, and begin anew where it ends."""
        self.frame_step += 1
        if self.frame_step == len(self.factors) - 1:
            self.currents *= self.down[:, -1:]
            self.currents[np.abs(self.currents) <= NEGLIGIBLE] = 0.0
            self.frame_step = 0

    def fire(self, step: int) -> None:
        """Find the neurons that spike at the end of this step, mask or reset them, and release
        those whose refractory time is over.
        """
        fired, train = (self.V >= self.threshold).nonzero()[0], self.train
        if fired.size:
            train.add(step, fired)
            refractory = self.refractory[fired] if self.own_refractory else self.refractory
            self.V[fired] = np.where(refractory, MASKED, self.V_R)
        if self.own_refractory:
            self.due[fired] = step + self.refractory[fired]
            self.V[self.due == step] = self.V_R
            return
        some_wait = self.refractory and self.released < len(train.steps)
        if some_wait and train.steps[self.released] == step - self.refractory:
            self.V[train.who[self.released]] = self.V_R
            self.released += 1

    def potentials(self) -> np.ndarray:
        """Return V of each neuron before the threshold is tested, the reset while it is masked."""
        return np.where(self.V == MASKED, self.V_R, self.V)

    def value(self, place: int) -> float:
        """Return the voltage of one neuron, the reset while it is masked; behind the voltages, a
        synaptic current.
        """
        if place >= len(self.V):
            receptor = place // len(self.V) - 1
            return float(self.stored.flat[place] * self.down[receptor, self.frame_step])
        return self.V_R if self.V[place] == MASKED else self.V[place]


class Conducting(Leaping):
    """Neurons that leap under conductances: equation (5) of
    :mod:`~neurolib.engines.clocked.conductances`, with A and B in the rotating frame.
    """

    def __init__(self, block: NeuronBlock, dt: float) -> None:
        self._start(block, dt)
        # A of a step without synapses, and what a mean conductance of 1 adds to it
        self.leak, gain = leak_and_gain(self.neuron, dt)
        self.set_current(block.I)
        into_A, into_B = [], []  # what a receptor of 1 adds to either
        for receptor in block.receptors:
            conductance = receptor.kind == "conductance"
            into_A.append(conductance)
            into_B.append(receptor.E_rev if conductance else 1.0)
        taus = [receptor.tau for receptor in block.receptors]
        means_now = gain * means(taus, dt)[:, None] * self.down
        both = np.array([np.array(part)[:, None] * means_now for part in (into_A, into_B)])
        self.factors = list(both.transpose(2, 0, 1).copy())

    def set_current(self, I: np.ndarray) -> None:
        """Let a current drive the neurons: B of a step without synapses."""
        self.drift = current_integral(self.neuron, I, self.dt)

    def advance(self) -> None:
        """Leap over one step."""
        A, B = self.factors[self.frame_step] @ self.currents
        self.V[:] = step_of_arrays(self.V, A + self.leak, B + self.drift)
        self.turn_frame()


class Integrating:
    """Neurons without a closed form: one step of Runge and Kutta, or of Euler."""

    def __init__(self, block: NeuronBlock, dt: float, method: str) -> None:
        neuron = self.neuron = block.neuron
        self.stage = _jit.plain(stage, {"flow": type(neuron).flow})
        self.stays_above = _jit.plain(stays_above, {"fires": type(neuron).fires})
        self.stages, self.p_flow, self.p_fires, self.p_reset = stage_parameters(neuron, method, dt)
        self.refractory, self.tolerance, self.I = block.refractory, block.tolerance, block.I
        self.y = block.state.copy()
        self.V = self.y[0]  # a view
        self.currents = np.reshape(np.array(block.currents), (len(block.receptors), block.n))
        self.half = [math.exp(-dt / 2 / receptor.tau) for receptor in block.receptors]
        self.reversals = [
            receptor.E_rev if receptor.kind == "conductance" else None
            for receptor in block.receptors
        ]
        self.train = Train()
        self.left = np.zeros(block.n, dtype=np.int64)  # steps left of refractory times
        # who waits above the threshold, and whether anyone does
        self.waits, self.waiting = np.zeros(block.n, dtype=bool), False
        self.limits = None
        if block.staged and block.has_conductances:
            self.limits = conductance_limits(neuron, block.rests, method, dt)
        self.passed = 0  # steps whose conductances were compared with the limits
        self.excess = (-1, 0, 0.0)  # tick, neuron and conductance of the first tick too long

    def set_current(self, I: np.ndarray) -> None:
        """Let a current drive the neurons."""
        self.I = I

    def released_steps(self) -> int | None:
        """Return ``None``: no neuron is released by the list of spikes."""
        return None

    def count_from(self, steps: int) -> None:
        """Go on as before: no cursor counts the steps with spikes that are dropped."""

    def state(self) -> Any:
        """Return all that time changes but the spikes; the caller copies it."""
        waiting = self.left, self.waits, self.waiting
        return self.y, self.currents, self.I, waiting, self.passed, self.excess

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned; others have views of the state and of the
        currents.
        """
        self.y[...], self.currents[...], self.I, waiting, self.passed, self.excess = state
        self.left, self.waits, self.waiting = waiting

    def gain(self, receptor: int) -> float:
        """Return 1: an arrival adds its own weight."""
        return 1.0

    def synaptic_input(self) -> tuple[Any, Any]:
        """Return the current at V = 0 and the conductance that all synapses make together."""
        I: Any = self.I
        G: Any = 0.0
        for value, reversal in zip(self.currents, self.reversals, strict=True):
            I = I + (value if reversal is None else value * reversal)
            G = G if reversal is None else G + value
        return I, G

    def advance(self) -> None:
        """Take one step while the synapses decay; hold the neurons that are refractory."""
        self.refractory_now = self.left > 0
        total = self.state_after_step()
        self.y[:] = np.where(self.refractory_now, self.y, np.array(total))
        self.held_V = self.V[self.refractory_now]

    def state_after_step(self) -> tuple[Any, ...]:
        """Return the state after a step, and let the synapses decay."""
        inputs = [self.synaptic_input()]
        if self.limits is not None:
            self._check_limits(inputs[0][1])
        for _ in range(2):
            self.currents *= np.array(self.half)[:, None]
            inputs.append(self.synaptic_input())
        with np.errstate(over="ignore", invalid="ignore"):
            y = z = total = tuple(self.y)
            for when, a, b in self.stages:
                z, total = self.stage(y, z, total, *inputs[int(when)], a, b, self.p_flow)
        return total

    def _check_limits(self, G: Any) -> None:
        """Note the first tick that is too long for the conductance of a neuron."""
        limits = np.asarray(self.limits)
        over = G > limits
        if self.excess[0] < 0 and over.any() and (over := over & ~self.refractory_now).any():
            who = int(np.argmax(np.where(over, G / np.maximum(limits, 1e-300), 0.0)))
            self.excess = self.passed, who, float(G[who])
        self.passed += 1

    def fire(self, step: int) -> None:
        """Find the neurons that spike at the end of this step, and reset them; those that stay
        above the threshold wait to fall below.
        """
        self.V[self.refractory_now] = self.held_V  # what arrived in the refractory time is lost
        self.left -= self.refractory_now
        over = self.neuron.fires(*closer(self.y, self.tolerance), *self.p_fires)
        ready = ~self.refractory_now & over
        if self.waiting:
            self.waits &= over
            self.waiting = bool(self.waits.any())
            ready &= ~self.waits
        fired = np.flatnonzero(ready)
        if fired.size:
            self.train.add(step, fired)
            V = self.V[fired]
            for old, new in zip(self.y, self.neuron.reset(*self.y, *self.p_reset), strict=True):
                old[fired] = np.broadcast_to(new, old.shape)[fired]
            self.left[fired] = np.broadcast_to(self.refractory, self.left.shape)[fired]
            # only a reset that leaves V as it was lets a neuron wait: stays_above
            if (V == self.V[fired]).any():
                # both as ``fires`` sees them, closer by the tolerance
                self.waits[fired] = self.stays_above(
                    V + self.tolerance, closer(self.y[:, fired], self.tolerance), self.p_fires
                )
                self.waiting = bool(self.waits.any())

    def potentials(self) -> np.ndarray:
        """Return V of each neuron before the threshold is tested, without what arrived in the
        refractory time.
        """
        V = self.V.copy()
        V[self.refractory_now] = self.held_V
        return V

    def value(self, place: int) -> float:
        """Return one value of the state; behind it, a synaptic current or conductance."""
        return float(
            self.y.flat[place] if place < self.y.size else self.currents.flat[place - self.y.size]
        )


class Relaxing(Integrating):
    """Neurons whose flow is linear under conductances: the closed step of
    :mod:`~neurolib.engines.clocked.conductances`, by their own kernel.
    """

    def __init__(self, block: NeuronBlock, dt: float, method: str) -> None:
        super().__init__(block, dt, method)
        linear: Any = type(block.neuron).linear
        state, taus, self.dt = block.neuron.state, [synapse.tau for synapse in block.receptors], dt
        self.relaxed = _jit.plain(relaxed_kernel(len(state), "step_of_arrays"), {"linear": linear})
        self.p_linear = block.neuron.values(linear, *state, "I", "G")
        self.decay, self.means = np.exp(-dt / np.array(taus))[:, None], means(taus, dt)[:, None]

    def state_after_step(self) -> tuple[Any, ...]:
        """Return the state after a step, and let the synapses decay."""
        now, self.currents[:] = self.currents.copy(), self.currents * self.means
        I, G = self.synaptic_input()
        self.currents[:] = now * self.decay
        relaxed: tuple[Any, ...] = self.relaxed(tuple(self.y), I, G, self.dt, self.p_linear)
        return relaxed


class Delivery:
    """A synapse group that delivers spikes. Its queue is the train of past spikes, read one delay
    later.

    Where delays differ between synapses, a spike is spread over a ring of steps to come as soon as
    it is seen; of synapses that learn, each delay has a delivery of its own. Those of a ``part``
    after the first share the learner of the first.
    """

    def __init__(
        self, steps: PlainSteps, k: int, part: int = 0, first: Delivery | None = None
    ) -> None:
        group = self.group = steps.layout.groups[k]
        block = self.block = steps.blocks[group.block]
        self.into = block.V if group.receptor < 0 else block.currents[group.receptor]
        self.train = steps.trains[group.sender]
        self.cursor = 0  # how many steps with spikes of the sender it has read
        self.target_train = block.train  # the spikes of the targets
        self.targets = group.targets.astype(np.intp)
        self.first, self.first_row = first, part * group.members
        self.rows: list[int] = first.rows if first else group.rows.tolist()
        self.weight, self.weights_differ = group.weights, group.weights.ndim > 0
        self.learner: Any = first.learner if first else None
        if group.rule and not first:
            self.learner = self._learner(steps.layout)
        self.delay, self.behind = group.delay, 1  # behind: steps from a spike to its delivery
        self.ring: np.ndarray | None = None
        if not group.mixed:
            self.behind = int(group.delay_of_rows(self.first_row))
        else:
            self.ring = np.zeros((int(group.delay.max(initial=1)) + 1, len(self.into)))

    def _learner(self, layout: Layout) -> Any:
        """Return what the synapses keep and learn."""
        return self.group.rule.learner(self.group.rule, synapse_rows(self.group, layout))

    def deliver(self, step: int) -> None:
        """Add up what arrives at the end of this step."""
        train = self.train
        if self.cursor < len(train.steps) and train.steps[self.cursor] == step - self.behind:
            gain = self.block.gain(self.group.receptor)
            for sender in train.who[self.cursor].tolist():
                row = self.first_row + sender
                low, high = self.rows[row], self.rows[row + 1]
                if low < high:
                    self._spread(step, row, slice(low, high), gain)
            self.cursor += 1
        if self.ring is not None:
            self.into += self.ring[step % len(self.ring)] * self.block.gain(self.group.receptor)
            self.ring[step % len(self.ring)] = 0.0

    def _spread(self, step: int, row: int, synapses: slice, gain: float) -> None:
        """Add the weights of one row where they belong."""
        if self.learner is not None:
            weight = self.learner.arrive(step, row)
        elif self.weights_differ:
            weight = self.weight[synapses]
        else:
            weight = self.weight
        if self.ring is None:
            np.add.at(self.into, self.targets[synapses], weight * gain)
        else:
            # step - 1 is when it was sent: ``behind`` is 1 where there is a ring
            slots = (step - 1 + self.delay[synapses]) % len(self.ring)
            np.add.at(self.ring, (slots, self.targets[synapses]), weight)

    def weigh(self, change: np.ndarray, done: int) -> None:
        """Let the weights of the group, which differ by ``change`` from those before, act from step
        ``done`` on.
        """
        self.weight, self.weights_differ = self.group.weights, self.group.weights.ndim > 0
        if self.ring is not None:
            correct_ring(self.ring, self.group, change, self.train.flat(), done)

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        learned = self.learner.state() if self.learner and not self.first else None
        return self.weight, self.cursor, self.ring, learned

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.weight, self.cursor, self.ring, learned = state
        self.weights_differ = self.weight.ndim > 0
        if learned is not None:
            self.learner.restore(learned)

    def see(self, step: int) -> None:
        """Let the synapses see the spikes at the end of this step."""
        train = self.target_train
        if self.learner is not None and train.steps and train.steps[-1] == step:
            for target in train.who[-1].tolist():
                self.learner.fire(step, target)

    def weights(self, step: int) -> np.ndarray:
        """Return the weights of synapses that learn."""
        return self.group.by_pair(self.learner.weights(step)) if self.learner else np.empty(0)


class PulseLearner(TraceLearner):
    """Synapses whose weights are cells of a crossbar: each change becomes whole pulses, and is
    worked out from the cell's weight.

    The crossbar holds the weights, so they are no state of the learner.
    """

    def __init__(self, rule: Any, synapses: SynapseRows, cells: Any) -> None:
        super().__init__(rule, synapses)
        self.cells, self.places = cells, np.arange(len(synapses.targets))

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change the weights that have an amount at all."""
        some, largest = np.flatnonzero(amount), self.synapses.largest

        def wanted(w: np.ndarray) -> np.ndarray:
            u = np.clip(w / largest, 0.0, 1.0)
            return np.asarray((moved(u, amount[some], *bounds) - u) * largest)

        if some.size:
            self.cells.change(self.places[where][some], wanted, self.now * self.synapses.unit)

    def state(self) -> dict[str, Any]:
        """Return all that time changes but the cells."""
        return {
            name: value
            for name, value in super().state().items()
            if name not in ("cells", "places")
        }


class OnCells(Delivery):
    """A synapse group on a crossbar: what arrives at one time is one reading of the rows that are
    driven.
    """

    def __init__(self, steps: PlainSteps, k: int) -> None:
        super().__init__(steps, k)
        projection, self.dt = self.group.projections[0], steps.layout.unit
        _, self.start = steps.layout.offsets[projection.pre]
        _, post = steps.layout.offsets[projection.post]
        self.senders, self.onto = projection.pre.n, slice(post, post + projection.post.n)

    def _learner(self, layout: Layout) -> Any:
        """Return what the synapses keep and learn beside the weights, which are cells."""
        return PulseLearner(self.group.rule, synapse_rows(self.group, layout), self.group.cells)

    def deliver(self, step: int) -> None:
        """Read what arrives at the end of this step, add it, and let the synapses see the
        arrivals.
        """
        train = self.train
        if self.cursor < len(train.steps) and train.steps[self.cursor] == step - self.behind:
            who = train.who[self.cursor]
            who = who[(who >= self.start) & (who < self.start + self.senders)]
            self.cursor += 1
            if who.size:
                read = self.group.cells.arrive(who - self.start, step * self.dt)
                self.into[self.onto] += read * self.block.gain(self.group.receptor)
            if self.learner is not None:
                for sender in who.tolist():
                    self.learner.arrive(step, sender)

    def weights(self, step: int) -> np.ndarray:
        """Return the weights that the cells hold."""
        return np.asarray(self.group.cells.at(step * self.dt).weights.reshape(-1))
