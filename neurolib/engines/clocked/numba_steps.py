r"""The steps of a network compiled: the same as in :mod:`~neurolib.engines.clocked.numpy_steps`,
over flat arrays and tables, by Numba.

Iteration k starts at the instant k: arrivals at k are added up, neurons whose refractory time ends
at k are released, the threshold is tested, and the state advances to k + 1. The order is that of
``numpy_steps``, whose iteration begins with the last of these.

Synaptic currents are kept in a **rotating frame**: the current x is stored as X, constant between
arrivals,

.. math::

    x(t) = X\, e^{-(t - t_0)/\tau}, \qquad x \leftarrow x + w \;\Leftrightarrow\; X \leftarrow X + w\, e^{(t - t_0)/\tau} \tag{1}

so that a step reads but does not write it; every few hundred steps the frame is rebased: the factor
is multiplied in and t₀ moves on. A refractory neuron is **masked** as −∞, where no arrival lifts it
to the threshold, and the list of spikes gives the step in which it is released. Neurons advance in
pieces of 1024, which stay in the fastest cache. The same loop counts how many have reached the
threshold, and a piece is searched only if there are some; where jumps of V arrive later, they are
counted again. An integrated neuron that its reset leaves above the threshold waits until it has
fallen below: see :mod:`~neurolib.engines.clocked.integrators`.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ... import _jit
from ...currents import CHUNK, table
from ..layout import (
    LEAST_DECAY,
    MASKED,
    NEGLIGIBLE,
    Layout,
    NeuronBlock,
    join_rows,
    record,
    records,
    spike_lists,
    with_more_room,
)
from ..learning import stdp
from ..learning.stdp import finish, learn
from ..simulation import OverTables, Place, correct, count_from, records_of
from .conductances import REACH, any_step, coefficients, limits, means, relaxing, short_step
from .conductances import drive as driven_by
from .conductances import total as total_of
from .integrators import (
    closer,
    fires,
    gather,
    reset,
    rotating,
    rows,
    scatter,
    sized,
    stage,
    stays_above,
    stepping,
)

PIECE = 1024  # neurons that leap together
BLOCK = 64  # neurons among which those that have reached the threshold are searched one by one
STRIP = 768  # neurons whose Runge–Kutta step is kept in the nearest cache
# floats from one row of the scratch to the next: no power of two, which caches take for the same
# place
WIDTH = STRIP + 8
MOST = 1  # bound: state variables of the model that is integrated
# bound: whether some blocks have a closed form, and whether some have one under conductances
LEAPING = CONDUCTING = True
# bound: whether some call kernels; those of Runge and Kutta, those of linear flow
INTEGRATING = STEPPING = RELAXING = True
# bound: whether some of those of Runge and Kutta have conductances, so that each tick is looked at
LOOKING = True
DRIVEN = False  # bound: whether the current of some block changes in time
relaxed = _jit.open_name("relaxed")  # of a model whose flow is linear

# A neuron block: where its V, receptors, own drifts and kept voltages start in the flat array,
# which model and counts are its own (-1 for none), and how many of its spikes were released; its
# first column in ``drives`` (-1 for none); the form of its step; where the limits of its
# conductances start (-1 for none), the first tick that exceeded them, and the neuron; where the
# steps of the last spikes of an integrated block start, how many of its neurons wait above the
# threshold, and how often one fired in two steps running; what a step does to V; how near below its
# threshold an integrated neuron has reached it; the conductance that exceeded its limit.
STEPPED = record(
    "v0 size receptor0 receptors refractory drift0 kept0 model hits0 released column "
    "form limit0 excess who last0 waiting twice",
    "decay drift V_T V_R tolerance much",
)
CLOSED = 1  # form of a step: under conductances, where the flow is linear
# A synapse group: the receptor on which it acts (-1 for V), where that starts, and how many steps
# it reads behind its sender.
GROUP = record(
    "sender block receptor into behind row0 synapse0 weight0 delay0 ring learner contiguous cursor",
    "weight",
)
# A ring of arrivals to come, where delays differ: the part of the flat array that it is added to,
# and where it stands itself.
RING = record("into receptor size start length")
# A receptor: where it starts, what it adds to V in a step, or under conductances to A or B; its
# reversal potential, NaN for a current.
RECEPTOR = record("x0 size", "response reversal")


class State(NamedTuple):
    """All that the loop reads and writes.

    ``frame`` is the step (an array of one) at which the rotating frame began, ``up`` and ``down``
    are its factors, ``half`` those of half steps, and in its last column the mean over a step;
    ``reached`` counts the neurons of each piece at the threshold, ``recorded`` are (block, place)
    of each row of ``V``.
    """

    frame: Any
    flat: Any
    blocks: Any
    receptors: Any
    up: Any
    down: Any
    half: Any
    groups: Any
    rings: Any
    synapses: Any
    spikes: Any
    reached: Any
    recorded: Any
    V: Any
    models: Any
    spare: Any
    zeros: Any
    plastic: Any
    # what currents that change add to V in each tick of a chunk, or the currents, by tick and
    # neuron
    drives: Any


class Before(NamedTuple):
    """What the last step of a piece changes, as it was before: tables of the loop, weights, and the
    numbers of spikes.
    """

    tables: dict[str, Any]
    weights: np.ndarray
    counts: np.ndarray


class CompiledSteps(OverTables):
    """Let steps pass over a network; ``done`` of them have passed. ``places`` are block and place
    in its state of each row of ``V``.

    A step ends with the leap to the next instant, under the current of now. So before the last step
    of a piece what it changes is kept, and it is taken again if the piece is followed by another
    current.
    """

    path = "compiled"
    KEPT = ("frame", "flat", "blocks", "groups", "rings", "synapses", "spikes", "reached")
    LEAPT = ("frame", "flat", "blocks", "groups", "reached", "plastic")  # and the weights

    def __init__(self, layout: Layout, method: str, places: list[Place], V: np.ndarray) -> None:
        super().__init__(layout, places, V)
        self.method, self.next, self.size, self.scales = method, 0, 0, [1.0] * len(layout.groups)
        self.before: Before | None = None
        self.parts, self.chunk, self.driven = (
            list[np.ndarray](),
            -1,
            any(block.driven for block in layout.blocks),
        )
        blocks, models, reached = self._blocks()
        rows, synapses = join_rows(layout, self.scales, np.int32)
        self.learning = stdp.compiled(layout, rows, self.scales)
        receptors, up, down, half = self._receptors(blocks)
        groups, rings = self._groups(rows, blocks, receptors)
        self.s = State(
            np.zeros(1, dtype=np.int64), np.concatenate(self.parts) if self.parts else np.zeros(0),
            records(STEPPED, blocks), records(RECEPTOR, receptors), up, down, half, records(GROUP, groups), records(RING, rings),
            synapses, spike_lists(layout, np.int32), reached, np.array(places, dtype=np.int64).reshape(-1, 2), V,
            models, np.empty(3 * PIECE), np.zeros(PIECE), self.learning.tables if self.learning else (), np.zeros((CHUNK, 0)),
        )  # fmt: skip
        model: Any = next((type(block.neuron) for block in layout.blocks if block.integrated), None)
        self.steps = bound(
            model, forms(layout), layout.rules[0] if layout.rules else None, self.driven
        )
        if self.learning:
            self.learning.finish = lambda p, plastic: self.steps(
                p, -1, self.s._replace(plastic=plastic)
            )

    @property
    def done(self) -> int:
        """Steps that have passed."""
        return max(0, self.next - 1)

    def advance(self, until: int) -> None:
        """Let steps pass up to step ``until``."""
        if until == self.end:
            self._go_on(until - 1)
            tables = {name: getattr(self.s, name) for name in self.LEAPT}
            self.before = deepcopy(Before(tables, self.s.synapses.weights, self.s.spikes.count))
        self._go_on(until)

    def _go_on(self, until: int) -> None:
        while self.next <= until:
            last = min(until, self._drive()) if self.driven else until
            self.next = self.steps(self.next, last, self.s)
            if self.next <= last:
                self.s = self.s._replace(
                    spikes=with_more_room(self.s.spikes, len(self.layout.blocks))
                )

    def _record_into(self, places: list[Place], V: np.ndarray) -> None:
        self.places, self.V = places, V
        self.s = self.s._replace(recorded=np.array(places, dtype=np.int64).reshape(-1, 2), V=V)

    def _drive(self) -> int:
        """Put what currents do in the chunk of the next tick into the table of the loop; return its
        last tick.
        """
        if (chunk := self.next // CHUNK) != self.chunk:
            self.s.blocks["column"], drives = table(self.layout, chunk, self._drift)
            self.chunk, self.s = chunk, self.s._replace(drives=drives)
        return (chunk + 1) * CHUNK - 1

    def _put(self, values: np.ndarray) -> int:
        """Append values to the flat array; return where they start."""
        self.parts, self.size = [*self.parts, np.ravel(values)], self.size + values.size
        return self.size - values.size

    def _blocks(self) -> tuple[list[dict[str, Any]], Any, np.ndarray]:
        """Return a row per block, the models of those that are integrated, and room for the counts
        of pieces.
        """
        found, models, counts, receptor = list[dict[str, Any]](), list[Any](), 0, 0
        jumps = {group.block for group in self.layout.groups if group.receptor < 0}
        for q, block in enumerate(self.layout.blocks):
            v0 = self._put(block.state)
            self.parts += [np.zeros(block.n * len(block.receptors))]
            x0, self.size = self.size, self.size + block.n * len(block.receptors)
            constants, drift = self._constants(block)
            pieces = -(-block.n // (STRIP if block.integrated else PIECE))
            row: dict[str, Any] = {
                "v0": v0,
                "x0": x0,
                "size": block.n,
                "receptor0": receptor,
                "receptors": len(block.receptors),
            }
            row |= {
                "refractory": block.refractory,
                "drift0": self._put(drift) if drift.ndim else -1,
            }
            row |= {
                "kept0": self._put(np.zeros(2 * block.n))
                if block.integrated and block.refractory
                else -1
            }
            row |= {"last0": self._put(np.zeros(block.n)) if block.integrated else -1}
            row |= {
                "column": -1,
                "model": len(models) if block.integrated else -1,
                "hits0": -1 if q in jumps else counts,
                **constants,
            }
            row |= {
                "form": CLOSED if block.conducting or block.relaxing else 0,
                "excess": -1,
                "limit0": -1,
            }
            if block.open and block.integrated and not block.relaxing:
                row["limit0"] = self._put(
                    limits(block.neuron, block.rests, self.method, self.layout.unit)
                )
            models += [self._model(block)] if block.integrated else []
            counts += 0 if q in jumps else pieces  # jumps of V arrive after the count
            receptor += len(block.receptors)
            found.append(row)
        return found, tuple(models) or ((0.0,),), np.zeros(counts, dtype=np.int64)

    def _model(self, block: NeuronBlock) -> tuple[Any, ...]:
        """Return the parameters of the kernels of an integrated block, and room for its state."""
        neuron, linear = block.neuron, type(block.neuron).linear
        p_linear = neuron.values(linear, *neuron.state, "I", "G") if linear is not None else ()
        # the state at the start, and ahead; current and conductance
        work = np.empty((2 * len(neuron.state) + 2) * WIDTH)
        return *stepping(neuron, self.method, self.layout.unit), (work, self.layout.unit, p_linear)

    def _constants(self, block: NeuronBlock) -> tuple[dict[str, float], np.ndarray]:
        """Return what a step does to V, and what it adds (or the current, for an integrated block):
        one number, or one per neuron.
        """
        neuron: Any = block.neuron
        decay, drift = self._drift(block, block.I)
        if block.integrated:
            own = {"V_T": np.inf, "tolerance": block.tolerance}
        else:
            own = {"decay": decay, "V_T": neuron.V_T - block.tolerance, "V_R": neuron.V_R}
        return {**own, "drift": 0.0 if drift.ndim else float(drift)}, drift

    def _drift(self, block: NeuronBlock, I: np.ndarray) -> tuple[float, np.ndarray]:
        """Return by what a step multiplies V, and what a current adds to it; the current itself
        where a step is integrated.

        Under conductances these are A and B of a step without synapses.
        """
        neuron: Any = block.neuron
        if block.integrated:
            return 1.0, I
        if block.conducting:
            return coefficients(neuron, self.layout.unit)[0], driven_by(neuron, I, self.layout.unit)
        p = (
            max(neuron.propagator(self.layout.unit), LEAST_DECAY),
            *neuron.values(neuron.leap, "V", "I", "decay"),
        )
        return p[0], np.asarray(neuron.leap(0.0, I, *p)[0])

    def _receptors(
        self, blocks: list[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray, np.ndarray]:
        """Return a row per receptor, its rotating frame at each step of the longest that is safe,
        and its decay in half steps.
        """
        dt, found, taus = self.layout.unit, list[dict[str, Any]](), list[float]()
        for block, row in zip(self.layout.blocks, blocks, strict=True):
            neuron, x0 = block.neuron, row.pop("x0")
            for k, receptor in enumerate(block.receptors):
                added = _added(neuron, block, receptor.tau, dt)
                reversal = receptor.E_rev if receptor.kind == "conductance" else np.nan
                found.append(
                    {
                        "x0": x0 + k * block.n,
                        "size": block.n,
                        "response": added,
                        "reversal": reversal,
                    }
                )
                taus.append(receptor.tau)
        half = np.exp(-np.arange(3) * dt / 2 / np.array(taus).reshape(-1, 1))
        return found, *rotating(taus, dt), np.column_stack([half, means(taus, dt)])

    def _groups(
        self,
        places: list[dict[str, Any]],
        blocks: list[dict[str, Any]],
        receptors: list[dict[str, Any]],
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return a row per synapse group, and one per ring that they need."""
        rings: dict[tuple[int, int], dict[str, Any]] = {}
        for group, place in zip(self.layout.groups, places, strict=True):
            q, late = group.block, group.delay.ndim > 0
            receptor = blocks[q]["receptor0"] + group.receptor if group.receptor >= 0 else -1
            place["receptor"], place["into"] = (
                receptor,
                receptors[receptor]["x0"] if receptor >= 0 else blocks[q]["v0"],
            )
            place["behind"], place["contiguous"] = (
                1 if late else int(group.delay),
                group.weights.ndim > 0 and group.contiguous,
            )
            place["ring"] = -1
            if late:
                ring = rings.setdefault(
                    (q, receptor),
                    {
                        "into": place["into"],
                        "receptor": receptor,
                        "size": blocks[q]["size"],
                        "length": 0,
                    },
                )
                ring["length"] = max(ring["length"], int(group.delay.max(initial=1)) + 1)
                place["ring"] = list(rings).index((q, receptor))
        for ring in rings.values():
            ring["start"] = self._put(np.zeros(ring["size"] * ring["length"]))
        return places, list(rings.values())

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept."""
        return [self.s.flat[block["v0"] : block["v0"] + block["size"]] for block in self.s.blocks]

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return of each block the first tick (-1 for none) that was too long for a conductance,
        the neuron, and the conductance.
        """
        return [(int(row["excess"]), int(row["who"]), float(row["much"])) for row in self.s.blocks]

    def twice(self, q: int) -> int | None:
        """Return how often a neuron of the block ``q`` fired in two steps running, or ``None``
        where that is not counted.
        """
        return int(self.s.blocks["twice"][q]) if self.layout.blocks[q].integrated else None

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps and the indices of all spikes of a block, or of a source after the
        blocks.
        """
        if (k := sender - len(self.layout.blocks)) >= 0:
            return self.layout.sources[k].when, self.layout.sources[k].indices
        when, who = self.s.spikes.of(sender)
        return when.astype(np.int64), who.astype(np.int64)

    def drive(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on: take the last step again, as far as
        the neurons are concerned.
        """
        self.chunk, now, before = -1, self.s, self.before
        if before is None:
            self.s = self._under(now, q)
            return
        before.tables["flat"] = self._under(now._replace(**before.tables), q).flat
        tables, weights, counts = deepcopy(before)
        counts[len(self.layout.blocks) :] = now.spikes.count[len(self.layout.blocks) :]
        spikes, synapses = now.spikes._replace(count=counts), now.synapses._replace(weights=weights)
        self.s, self.next = now._replace(**tables, spikes=spikes, synapses=synapses), self.next - 1
        self._go_on(self.next)
        flat = self.s.flat
        for ring in records_of(now.rings):
            own = slice(ring.start, ring.start + ring.size * ring.length)
            flat[own] = now.flat[own]
        self.s = now._replace(
            flat=flat, blocks=self.s.blocks, reached=self.s.reached, spikes=self.s.spikes
        )

    def _under(self, s: Any, q: int) -> Any:
        """Return tables in which the block ``q`` is driven by its current."""
        constants, drift = self._constants(self.layout.blocks[q])
        row, n = records_of(s.blocks)[q], self.layout.blocks[q].n
        if drift.ndim == 0 and row.drift0 < 0:
            row.drift = constants["drift"]
            return s
        drift = np.broadcast_to(drift, n)
        if row.drift0 < 0:
            row.drift, row.drift0 = 0.0, len(s.flat)
            return s._replace(flat=np.concatenate([s.flat, drift]))
        s.flat[row.drift0 : row.drift0 + n] = drift
        return s

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b``, which differ by ``change`` from those before, act
        from now on.
        """
        self._set_weights(b)
        group, s = self.layout.groups[b], self.s
        if group.delay.ndim:
            ring = records_of(s.rings)[records_of(s.groups)[b].ring]
            table = s.flat[ring.start : ring.start + ring.size * ring.length].reshape(
                ring.length, ring.size
            )
            correct(table, group, change, self.spikes(group.sender), self.done)

    def _cursors(self, k: int) -> list[int]:
        found = super()._cursors(k)
        if self.before is None:
            return found
        tables = self.before.tables
        found += [row.cursor for row in records_of(tables["groups"]) if row.sender == k]
        found += [
            row.released
            for q, row in enumerate(records_of(tables["blocks"]))
            if q == k and row.refractory > 0
        ]
        return found + (self.learning.cursors(k, tables["plastic"]) if self.learning else [])

    def _count_from(self, k: int, n: int) -> None:
        super()._count_from(k, n)
        if self.before is not None:
            self.before.counts[k] -= n
            count_from(k, n, self.before.tables["groups"], self.before.tables["blocks"])
            if self.learning:
                self.learning.drop(k, n, self.before.tables["plastic"])

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        tables = {name: getattr(self.s, name) for name in self.KEPT}
        learned = self.learning.state() if self.learning else None
        return self.next, self._now(), tables, learned, self.before

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.next, now, tables, learned, self.before = state
        self.V, self.chunk = now[:, None], -1
        self.s = self.s._replace(**tables)
        if self.learning:
            self.learning.restore(learned)


def _added(neuron: Any, block: NeuronBlock, tau: float, dt: float) -> float:
    """Return what a receptor that starts at 1 adds in a step: to V, or under conductances to A or
    B.
    """
    if block.integrated:
        return 0.0
    if block.conducting:
        return coefficients(neuron, dt)[1] * float(means(tau, dt))
    return float(neuron.response(tau, dt))


def forms(layout: Layout) -> tuple[bool, ...]:
    """Return which steps the blocks take: leaps, those under conductances, Runge and Kutta, linear
    flow; and if any is looked at.
    """
    every = [(block.integrated, block.conducting, block.relaxing) for block in layout.blocks]
    found = [(False, False, False), (False, True, False), (True, False, False), (True, False, True)]
    looking = any(block.open and block.integrated and not block.relaxing for block in layout.blocks)
    return *(form in every for form in found), looking


@lru_cache(maxsize=16)
def bound(model: Any, forms: tuple[bool, ...], rule: Any, driven: bool) -> Any:
    """Return the loop over steps, compiled, for what there is of forms of steps, an integrated
    model, a rule, changing currents.
    """
    own = stdp.kernels(rule)
    names = "LEAPING", "CONDUCTING", "STEPPING", "RELAXING", "LOOKING"
    kernels = {
        **own,
        **dict(zip(names, forms, strict=True)),
        "INTEGRATING": model is not None,
        "DRIVEN": driven,
    }
    if model is None:
        return _jit.bind(run_steps, kernels, "leaps", **_jit.LEAN)
    own_exp = _jit.inner(_jit.exp)
    if model.linear is not None:
        kernels |= {
            "linear": _jit.on_scalars(model.linear, own_exp),
            "relaxed": relaxing(len(model.state), "any_step"),
        }
    kernels |= {
        name: _jit.on_scalars(getattr(model, name), own_exp) for name in ("flow", "fires", "reset")
    }
    size = len(model.state)
    return _jit.bind(
        run_steps,
        {**kernels, **sized(size), "MOST": size, "exp": own_exp},
        model.__name__,
        **_jit.LEAN,
    )


def run_steps(first, last, s):  # type: ignore[no-untyped-def]
    """Run the iterations from ``first`` to ``last``; return the next one, an earlier one where a
    list of spikes is full.
    """
    if last < 0:  # only let the synapses of the group ``first`` see all spikes of their targets
        finish(first, s.spikes, s.synapses, s.plastic)
        return first
    for k in range(first, last + 1):
        for q in range(len(s.blocks)):
            if s.spikes.count[q] + s.blocks[q].size > s.spikes.room[q]:
                return k
        if k - s.frame[0] == s.down.shape[1] - 1:
            rebase(s)
            s.frame[0] = k
        m = k - s.frame[0]
        deliver(k, m, s)
        for q in range(len(s.blocks)):
            if s.blocks[q].model < 0:
                if LEAPING or CONDUCTING:
                    release_neurons(k, q, s)
            elif INTEGRATING:
                find_spikes(k, q, s)
        for j in range(len(s.recorded)):
            record_value(k, m, j, s)
        if DRIVEN:
            drive(k, s)
        for q in range(len(s.blocks)):
            closed = s.blocks[q].form == CLOSED
            if s.blocks[q].model < 0:
                if LEAPING and not closed:
                    leap_over(k, q, m, s)
                elif CONDUCTING and closed:
                    conduct_over(k, q, m, s)
            elif STEPPING and not closed:
                step_over(k, q, m, s)
            elif RELAXING and closed:
                relax_over(q, m, s)
    return last + 1


def drive(k, s):  # type: ignore[no-untyped-def]
    """Let what the currents of the tick k do drive the blocks whose currents change."""
    for q in range(len(s.blocks)):
        block = s.blocks[q]
        for i in range(block.size if block.column >= 0 else 0):
            s.flat[block.drift0 + i] = s.drives[k % CHUNK, block.column + i]


def rebase(s):  # type: ignore[no-untyped-def]
    """Multiply the factor of each receptor in: its frame starts anew."""
    for c in range(len(s.receptors)):
        X, factor = (
            s.flat[s.receptors[c].x0 : s.receptors[c].x0 + s.receptors[c].size],
            s.down[c, -1],
        )
        for i in range(len(X)):
            x = X[i] * factor
            X[i] = x if abs(x) > NEGLIGIBLE else 0.0


def deliver(k, m, s):  # type: ignore[no-untyped-def]
    """Add up what arrives at the instant k: each group reads the list of its sender's spikes, one
    delay behind.
    """
    spikes, synapses, flat = s.spikes, s.synapses, s.flat
    for b in range(len(s.groups)):
        group = s.groups[b]
        sender, weight0, uniform = group.sender, group.weight0, group.weight
        gain = 1.0 if group.receptor < 0 else s.up[group.receptor, m]  # (1)
        h, end, past = (
            spikes.start[sender] + group.cursor,
            spikes.start[sender] + spikes.count[sender],
            k - group.behind,
        )
        while h < end and spikes.when[h] == past:
            low, high = (
                synapses.rows[group.row0 + spikes.who[h]],
                synapses.rows[group.row0 + spikes.who[h] + 1],
            )
            if group.learner >= 0:
                learn(
                    float(k), group.learner, spikes.who[h], low, high, spikes, synapses, s.plastic
                )
            row = synapses.targets[low:high]
            own = (
                synapses.weights[low - weight0 : high - weight0]
                if weight0 >= 0
                else synapses.weights[:0]
            )
            if group.ring >= 0:
                ring, late = (
                    s.rings[group.ring],
                    synapses.delays[low - group.delay0 : high - group.delay0],
                )
                length, size, now, into_ring = (
                    ring.length,
                    ring.size,
                    past % ring.length,
                    flat[ring.start :],
                )
                for e in range(len(row)):
                    slot = now + late[e]
                    slot -= length if slot >= length else 0
                    into_ring[np.uint64(slot * size) + row[e]] += uniform if weight0 < 0 else own[e]
            elif weight0 < 0:
                w, into_all = uniform * gain, flat[group.into :]
                for e in range(len(row)):
                    into_all[row[e]] += w
            elif group.contiguous > 0 and low < high:  # several at once
                into_row = flat[group.into + row[0] :][: len(row)]
                for e in range(len(row)):
                    into_row[e] += own[e] * gain
            else:
                into_all = flat[group.into :]
                for e in range(len(row)):
                    into_all[row[e]] += own[e] * gain
            h += 1
        group.cursor = h - spikes.start[sender]
    for r in range(len(s.rings)):
        add_ring(k, m, s.rings[r], s)


def add_ring(k, m, ring, s):  # type: ignore[no-untyped-def]
    """Add what a ring holds for the instant k."""
    gain, slot0 = (
        1.0 if ring.receptor < 0 else s.up[ring.receptor, m],
        ring.start + k % ring.length * ring.size,
    )
    slot, target = s.flat[slot0 : slot0 + ring.size], s.flat[ring.into : ring.into + ring.size]
    for i in range(len(slot)):
        target[i] += slot[i] * gain
        slot[i] = 0.0


def release_neurons(k, q, s):  # type: ignore[no-untyped-def]
    """Start at the reset the neurons whose refractory time ends at the instant k; a second cursor
    in the list of spikes finds them.
    """
    block, spikes = s.blocks[q], s.spikes
    if block.refractory > 0:
        while (
            block.released < spikes.count[q]
            and spikes.when[spikes.start[q] + block.released] == k - block.refractory
        ):
            s.flat[block.v0 + spikes.who[spikes.start[q] + block.released]] = block.V_R
            block.released += 1


def record_value(k, m, j, s):  # type: ignore[no-untyped-def]
    """Record one value of a state at the instant k, as it is after a spike, or of a current behind
    the state, out of its frame.
    """
    block = s.blocks[s.recorded[j, 0]]
    place, first = block.v0 + s.recorded[j, 1], block.receptor0
    v = s.flat[place]
    if block.receptors > 0 and place >= s.receptors[first].x0:
        v *= s.down[first + (place - s.receptors[first].x0) // block.size, m]
    elif block.model < 0 and k > 0 and (v == MASKED or v >= block.V_T):
        v = block.V_R
    s.V[j, k % s.V.shape[1]] = v


def find_reached(k, low, V, threshold, after, spikes, found):  # type: ignore[no-untyped-def]
    """Record a spike of every neuron that has reached the threshold, and set its V to ``after``;
    return the place of the next spike.
    """
    for first in range(0, len(V), BLOCK):
        block, hits = V[first : first + BLOCK], 0
        for i in range(len(block)):
            hits += block[i] >= threshold
        if hits > 0:
            for i in range(len(block)):
                if block[i] >= threshold:
                    spikes.when[found], spikes.who[found] = k, low + first + i
                    block[i] = after
                    found += 1
    return found


def leap_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Find all neurons that have reached the threshold, mask or reset them, and leap to the next
    instant.
    """
    block, spikes, flat = s.blocks[q], s.spikes, s.flat
    decay, drift, threshold, first, receptors = (
        block.decay,
        block.drift,
        block.V_T,
        block.receptor0,
        block.receptors,
    )
    after, hits0, drift0 = MASKED if block.refractory > 0 else block.V_R, block.hits0, block.drift0
    for low in range(0, block.size, PIECE):
        n = min(PIECE, block.size - low)
        V = flat[block.v0 + low : block.v0 + low + n]
        piece, hits = hits0 + low // PIECE, 0
        if hits0 >= 0:
            hits = s.reached[piece]
        elif (
            k > 0
        ):  # the first instant at which the threshold is tested is the end of the first step
            for i in range(n):
                hits += V[i] >= threshold
        if hits > 0:
            spikes.count[q] = (
                find_reached(k, low, V, threshold, after, spikes, spikes.start[q] + spikes.count[q])
                - spikes.start[q]
            )
        X, a = s.zeros[:n], 0.0
        Y, b = s.zeros[:n], 0.0
        if receptors > 0:
            x0 = s.receptors[first].x0
            X, a = flat[x0 + low : x0 + low + n], s.receptors[first].response * s.down[first, m]
        if receptors > 1:
            x0 = s.receptors[first + 1].x0
            Y, b = (
                flat[x0 + low : x0 + low + n],
                s.receptors[first + 1].response * s.down[first + 1, m],
            )
        if receptors > 2 or drift0 >= 0:
            spare = s.spare[:n]
            for i in range(n):
                spare[i] = b * Y[i]
            for c in range(first + 2, first + receptors):
                x0 = s.receptors[c].x0
                Z, g = flat[x0 + low : x0 + low + n], s.receptors[c].response * s.down[c, m]
                for i in range(n):
                    spare[i] += g * Z[i]
            if drift0 >= 0:
                Z = flat[drift0 + low : drift0 + low + n]
                for i in range(n):
                    spare[i] += Z[i]
            Y, b = spare[:n], 1.0
        hits = 0
        for i in range(n):
            V[i] = V[i] * decay + drift + a * X[i] + b * Y[i]
            hits += V[i] >= threshold
        if hits0 >= 0:
            s.reached[piece] = hits


def conduct_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Find all neurons that have reached the threshold, and leap to the next instant under
    conductances: (5) of ``conductances``.
    """
    block, spikes, flat = s.blocks[q], s.spikes, s.flat
    leak, drift, threshold, first, receptors = (
        block.decay,
        block.drift,
        block.V_T,
        block.receptor0,
        block.receptors,
    )
    after, hits0, drift0 = MASKED if block.refractory > 0 else block.V_R, block.hits0, block.drift0
    for low in range(0, block.size, PIECE):
        n = min(PIECE, block.size - low)
        V = flat[block.v0 + low : block.v0 + low + n]
        piece, hits = hits0 + low // PIECE, 0
        if hits0 >= 0:
            hits = s.reached[piece]
        elif (
            k > 0
        ):  # the first instant at which the threshold is tested is the end of the first step
            for i in range(n):
                hits += V[i] >= threshold
        if hits > 0:
            spikes.count[q] = (
                find_reached(k, low, V, threshold, after, spikes, spikes.start[q] + spikes.count[q])
                - spikes.start[q]
            )
        # what the first receptor adds to A and B, for each unit of X
        X, a, b = open_to(first, m, low, n, s)
        Y, c, d = s.zeros[:n], 0.0, 0.0
        if receptors > 1:
            Y, c, d = open_to(first + 1, m, low, n, s)
        Z = Y
        if receptors > 2 or drift0 >= 0:
            into_A, into_B = s.spare[:n], s.spare[PIECE : PIECE + n]
            for i in range(n):
                into_A[i], into_B[i] = c * Y[i], d * Y[i]
            for r in range(first + 2, first + receptors):
                X_r, a_r, b_r = open_to(r, m, low, n, s)
                for i in range(n):
                    into_A[i] += a_r * X_r[i]
                    into_B[i] += b_r * X_r[i]
            if drift0 >= 0:
                own = flat[drift0 + low : drift0 + low + n]
                for i in range(n):
                    into_B[i] += own[i]
            Y, Z, c, d = into_A, into_B, 1.0, 1.0
        before, long, hits = s.spare[2 * PIECE : 2 * PIECE + n], 0, 0
        for i in range(n):
            before[i] = V[i]
            A = total_of(leak, a, X[i], c, Y[i])
            long += A > REACH
            V[i] = short_step(V[i], A, total_of(drift, b, X[i], d, Z[i]))
            hits += V[i] >= threshold
        if long > 0:  # which is rare at short ticks: the step again, by an exponential
            hits = 0
            for i in range(n):
                V[i] = any_step(
                    before[i], total_of(leak, a, X[i], c, Y[i]), total_of(drift, b, X[i], d, Z[i])
                )
                hits += V[i] >= threshold
        if hits0 >= 0:
            s.reached[piece] = hits


def open_to(r, m, low, n, s):  # type: ignore[no-untyped-def]
    """Return a receptor's values in a piece, in its frame, and what a unit of them adds to A and to
    B.
    """
    receptor, share = s.receptors[r], s.receptors[r].response * s.down[r, m]
    X = s.flat[receptor.x0 + low : receptor.x0 + low + n]
    if np.isnan(receptor.reversal):
        return X, 0.0, share
    return X, share, share * receptor.reversal


# --- neurons that are integrated ------------------------------------------------------------------


def find_spikes(k, q, s):  # type: ignore[no-untyped-def]
    """Find all neurons that fire at the instant k and reset them; hold the voltage of refractory
    ones, and count their steps down.

    ``latest`` is the step of the last spike of each neuron, plus 2: 0 before the first, negative
    while the neuron waits above threshold.
    """
    block, spikes, flat = s.blocks[q], s.spikes, s.flat
    _, _, p_fires, p_reset, _ = s.models[block.model]
    n, v0, kept, counted, tolerance = (
        block.size,
        block.v0,
        block.kept0,
        block.hits0,
        block.tolerance,
    )
    if kept < 0 and counted >= 0 and n <= STRIP and s.reached[counted] == 0 and block.waiting == 0:
        return
    latest = flat[block.last0 : block.last0 + n]
    # the last two where kept >= 0
    V, before, wait = flat[v0 : v0 + n], flat[kept : kept + n], flat[kept + n : kept + 2 * n]
    if kept >= 0:
        for i in range(n):
            V[i] = before[i] if wait[i] > 0 else V[i]
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        state, hits = rows(flat, v0 + low, n, size), 0
        if counted >= 0:
            hits = s.reached[counted + low // STRIP]
        elif k > 0:
            for i in range(size):
                hits += fires(*(closer(gather(state, i), tolerance) + p_fires))
        if block.waiting > 0:
            for i in range(size):
                if latest[low + i] < 0 and not fires(
                    *(closer(gather(state, i), tolerance) + p_fires)
                ):
                    latest[low + i] = -latest[low + i]
                    block.waiting -= 1
        if hits:
            for i in range(size):
                if (
                    fires(*(closer(gather(state, i), tolerance) + p_fires))
                    and (kept < 0 or wait[low + i] == 0)
                    and latest[low + i] >= 0
                ):
                    before_it, y = state[0][i], reset(*(gather(state, i) + p_reset))
                    scatter(state, i, y)
                    block.twice += latest[low + i] == k + 1
                    latest[low + i] = k + 2
                    if stays_above(before_it + tolerance, closer(y, tolerance), p_fires):
                        latest[low + i] = -(k + 2)
                        block.waiting += 1
                    if kept >= 0:
                        before[low + i], wait[low + i] = y[0], block.refractory + 1
                    (
                        spikes.when[spikes.start[q] + spikes.count[q]],
                        spikes.who[spikes.start[q] + spikes.count[q]],
                    ) = k, low + i
                    spikes.count[q] += 1
    if kept >= 0:
        for i in range(n):
            wait[i] = max(wait[i] - 1.0, 0.0)


def synaptic_input(I, G, h, low, block, m, s):  # type: ignore[no-untyped-def]
    """Sum the current at V = 0 and the conductance of all synapses, h half steps after the instant,
    or for h = 3 on the mean.
    """
    size, first, own, drift = len(I), block.receptor0, block.drift0 >= 0, block.drift
    given = s.flat[block.drift0 + low : block.drift0 + low + size] if own else I
    for i in range(size):
        I[i] = given[i] if own else drift
        G[i] = 0.0
    for c in range(first, first + block.receptors):
        x0, reversal = s.receptors[c].x0, s.receptors[c].reversal
        X, decay = s.flat[x0 + low : x0 + low + size], s.down[c, m] * s.half[c, h]
        if np.isnan(reversal):
            for i in range(size):
                I[i] += decay * X[i]
        else:
            for i in range(size):
                G[i] += decay * X[i]
                I[i] += decay * X[i] * reversal


def look(k, G, low, block, s):  # type: ignore[no-untyped-def]
    """Note the first tick that is too long for the conductance of a neuron."""
    over, limit = 0, s.flat[block.limit0 + low : block.limit0 + low + len(G)]
    for i in range(len(G)):
        over += G[i] > limit[i]
    if over > 0 and block.excess < 0:
        most = 0.0
        for i in range(len(G)):
            held = block.kept0 >= 0 and s.flat[block.kept0 + block.size + low + i] > 0
            if G[i] > limit[i] and G[i] > most * limit[i] and not held:
                most = G[i] / max(limit[i], 1e-300)
                block.excess, block.who, block.much = k, low + i, G[i]


def relax_over(q, m, s):  # type: ignore[no-untyped-def]
    """Take one step under the mean of each conductance, by the linear flow of the neurons;
    refractory neurons stay.
    """
    block, flat = s.blocks[q], s.flat
    _, _, p_fires, _, (work, dt, p) = s.models[block.model]
    n, kept, hits0 = block.size, block.kept0, block.hits0
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        y, before = rows(flat, block.v0 + low, n, size), rows(work, 0, WIDTH, size)
        I, G = work[2 * MOST * WIDTH :][:size], work[(2 * MOST + 1) * WIDTH :][:size]
        synaptic_input(I, G, 3, low, block, m, s)
        if kept >= 0:
            for i in range(size):
                scatter(before, i, gather(y, i))
        for i in range(size):
            scatter(y, i, relaxed(gather(y, i), I[i], G[i], dt, p))
        if kept >= 0:
            wait = flat[kept + n + low : kept + n + low + size]
            for i in range(size):
                if wait[i] > 0:
                    scatter(y, i, gather(before, i))
        if hits0 >= 0:
            hits = 0
            for i in range(size):
                hits += fires(*(gather(y, i) + p_fires))
            s.reached[hits0 + low // STRIP] = hits


def step_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Take one step to the next instant while the synapses decay; refractory neurons stay. Count
    those that reach the threshold.

    Each stage is a loop of its own over a piece: short loops run on vectors, and several of their
    turns at once.
    """
    block, flat = s.blocks[q], s.flat
    table, p, p_fires, _, (work, _, _) = s.models[block.model]
    n, v0, kept, hits0, receptors = block.size, block.v0, block.kept0, block.hits0, block.receptors
    keep = len(table) > 1 or kept >= 0  # the state at the start; a single stage overwrites it
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        total, y, z = (
            rows(flat, v0 + low, n, size),
            rows(work, 0, WIDTH, size),
            rows(work, MOST * WIDTH, WIDTH, size),
        )
        I, G = work[2 * MOST * WIDTH :][:size], work[(2 * MOST + 1) * WIDTH :][:size]
        if keep:
            for i in range(size):
                scatter(y, i, gather(total, i))
                scatter(z, i, gather(total, i))
        read = -1
        for j in range(len(table)):
            if read < 0 or (receptors > 0 and read != int(table[j, 0])):
                read = int(table[j, 0])
                synaptic_input(I, G, read, low, block, m, s)
                if LOOKING and j == 0 and block.limit0 >= 0:
                    look(k, G, low, block, s)
            ahead, share = table[j, 1], table[j, 2]
            if keep:
                for i in range(size):
                    there, so_far = stage(
                        gather(y, i), gather(z, i), gather(total, i), I[i], G[i], ahead, share, p
                    )
                    scatter(z, i, there)
                    scatter(total, i, so_far)
            else:
                for i in range(size):
                    here = gather(total, i)
                    scatter(total, i, stage(here, here, here, I[i], G[i], ahead, share, p)[1])
        if kept >= 0:
            wait = flat[kept + n + low : kept + n + low + size]
            for i in range(size):
                if wait[i] > 0:
                    scatter(total, i, gather(y, i))
        if hits0 >= 0:
            hits = 0
            for i in range(size):
                hits += fires(*(gather(total, i) + p_fires))
            s.reached[hits0 + low // STRIP] = hits
