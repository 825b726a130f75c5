r"""The steps of a network compiled: the same as in :mod:`~neurolib.engines.clocked.numpy_steps`,
over flat arrays and tables, by Numba.

:class:`CompiledSteps` makes the tables of a layout whose times are whole steps, and calls
:func:`run_steps` with them, the loop over steps. What the loop reads and writes is declared first,
in :class:`StepTables`; behind the loop stand the functions that it calls, in the order in which it
calls them. It returns nothing but the next step: spikes, values and weights stand in the tables.

**Letters.** ``s`` are the tables, ``k`` is a step and ``m`` the same counted from the start of the
rotating frame, ``q`` a neuron block, ``b`` a synapse group, ``c`` a receptor; ``i`` is a neuron of
a block or of a piece, ``h`` the place of a spike in the lists of spikes, and ``e`` that of a
synapse in its row; ``p`` is a group among those that learn.

Iteration k starts at the instant k: arrivals at k are added up, neurons whose refractory time ends
at k are released, the threshold is tested, and the state advances to k + 1. An iteration of
``numpy_steps`` is the same cut elsewhere: it begins with the advance. It also releases after the
threshold is tested, which is the same because a reset is below the threshold.

Synaptic currents are kept in a **rotating frame**: the current x is stored as X, constant between
arrivals,

.. math::

    x(t) = X\, e^{-(t - t_0)/\tau}, \qquad
    x \leftarrow x + w \;\Leftrightarrow\; X \leftarrow X + w\, e^{(t - t_0)/\tau} \tag{1}

so that a step reads but does not write it; every few hundred steps the frame is rebased: the factor
is multiplied in and t₀ moves on. A neuron that leaps is **masked** as −∞ while it is refractory,
where no arrival lifts it to the threshold, and the list of spikes gives the step in which it is
released (or a table, where refractory times differ); one that is integrated is **held**. Neurons
advance in pieces (``PIECE`` of those that leap, ``STAGE_PIECE`` of those that are integrated),
which stay in the fastest cache. The same loop counts how many have reached the threshold, and a
piece is searched only if there are some; where jumps of V arrive later, they are counted again. An
integrated neuron that its reset leaves above the threshold waits until it has fallen below: see
:mod:`~neurolib.engines.clocked.integrators`.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import proxy

import numpy as np

from ... import _jit
from ...currents import CHUNK
from ...currents import table as table_of_currents
from ..layout import (
    LEAST_DECAY,
    MASKED,
    NEGLIGIBLE,
    Layout,
    NeuronBlock,
    join_rows,
    row_type,
    spike_lists,
    table_of,
    with_more_room,
)
from ..learning import learning
from ..learning.learning import finish, learn  # of traces; bound: those of the rule's learner
from ..simulation import PathOverTables, Place, correct_ring, count_cursors_from, row_views
from .conductances import (
    REACH,
    any_step,
    conductance_limits,
    current_integral,
    leak_and_gain,
    means,
    relaxed_kernel,
    short_step,
    with_two_inputs,
)
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
    stage_parameters,
    stays_above,
)

PIECE = 1024  # neurons that leap together
SEARCHED = 64  # neurons among which those that have reached the threshold are searched one by one
STAGE_PIECE = 768  # neurons whose Runge–Kutta step is kept in the nearest cache
# floats from one row of the scratch to the next: no power of two, which caches take for the same
# place
SCRATCH_WIDTH = STAGE_PIECE + 8
MEAN = 3  # column of ``half`` with the mean over a step

# Constants and functions to which :func:`compiled_loop` binds the loop.
VARIABLES = 1  # of the state of the model that is integrated
LEAPING = True  # whether some blocks leap
CONDUCTING = True  # whether some leap under conductances
INTEGRATING = True  # whether some are STAGED or RELAXING, by the kernels of a model
STAGED = True  # whether some step by Runge and Kutta's method or Euler's
RELAXING = True  # whether some step by the linear flow of the model
LIMITED = True  # whether a tick may be too long for a conductance of some that are staged
DRIVEN = False  # whether the current of some block changes in time
relaxed = _jit.open_name("relaxed")  # the step of a model whose flow is linear


# --- the tables of the loop -----------------------------------------------------------------------

# A neuron block. Places are those in the flat array.
BLOCK_ROW = row_type(
    "size "  # number of neurons
    "v0 "  # place of their V; the other state variables stand behind
    "receptor0 receptors "  # the first of its receptors, and their number
    "drift0 "  # place of a drift, or a current, for each neuron; -1: all share ``drift``
    "column "  # first column in ``currents``; -1: its current does not change
    "model "  # number of its model, -1 for those that leap
    "closed "  # whether its step is a closed one under conductances
    "refractory released "  # refractory time, and how many of its spikes were released from it
    "refractory0 "  # place of the refractory times of neurons that differ, then of the steps in
    # which those that leap are released; -1: all share one
    "piece0 "  # its first piece in ``suprathreshold``; -1: jumps of V arrive, so none is counted
    # of integrated neurons:
    "held0 "  # place of the V held while they are refractory, then of the steps left; -1: none is
    "last_spike0 "  # place of the steps of their last spikes, as find_spikes codes them
    "waiting "  # how many wait above the threshold
    "adjacent "  # how often one fired in two steps running; ``adjacent_spikes`` asks for it
    "limit0 "  # place of the conductances for which a tick is too long; -1: none is
    "excess_tick excess_neuron",  # the first tick in which one was exceeded (-1: none), and where
    # of a block that leaps, a step multiplies V by the first and adds the second; under
    # conductances, A and B of (3) of ``conductances`` without synapses; of an integrated block, 1
    # and the current
    "decay drift "
    "V_T V_R "  # threshold, less the tolerance, and reset of neurons that leap
    "tolerance "  # an integrated neuron so near below its threshold has reached it
    "excess_conductance",  # at ``excess_tick``
)

# A synapse group.
GROUP_ROW = row_type(
    # its number in the layout, where one that learns has a row here for each of its delays; no step
    # reads it
    "group "
    "sender cursor "  # whose list of spikes it reads, and how many it has read
    "first_row "  # where a group learns: row i + ``first_row`` is that of member i and this delay
    "behind "  # steps from a spike to its delivery, 1 where delays differ
    "block receptor into "  # of the targets: block, receptor (-1: V), and place of what it adds to
    "row0 synapse0 "  # first row and first synapse in ``synapses``; no step reads the second
    # how far weights and delays stand before their synapses; -1: all share one
    "weight_shift delay_shift "
    "ring learner_number "  # number of its ring, and among the groups that learn; -1: none
    "contiguous",  # whether the targets of a row stand side by side, each with its weight
    "weight",  # that all synapses share
)

# A ring of arrivals to come, where delays differ: the place of what it is added to, the receptor of
# that (-1: V), the neurons and steps for which there is room, and where it begins itself.
RING_ROW = row_type("into receptor size length start")

# A receptor: place of its values and their number; what a value of 1 adds to V in a step, or under
# conductances to A or B, (3) of ``conductances``; its reversal potential, NaN for a current.
RECEPTOR_ROW = row_type("x0 size", "response reversal")


class StepTables(NamedTuple):
    """All that the loop reads and writes; functions of the loop call it ``s``."""

    frame: Any  # the step (an array of one) at which the rotating frame began
    flat: Any  # the flat array: V, states, receptors, drifts, rings
    blocks: Any  # a row for each neuron block
    receptors: Any  # a row for each receptor
    # for each receptor and step of the frame, the factors of (1): into the frame, and out of it
    up: Any
    down: Any
    half: Any  # for each receptor the decay in 0, 1, 2 half steps, and the mean over a step
    groups: Any  # a row for each synapse group
    rings: Any  # a row for each ring
    synapses: Any  # ``layout.Synapses``
    spikes: Any  # ``layout.Spikes``
    suprathreshold: Any  # for each piece, how many neurons have reached the threshold
    recorded: Any  # (block, place in its state) of each row of ``values``
    values: Any  # what is recorded; step k stands in column k modulo their number
    # for each integrated block its stages, the parameters of flow, fires and reset, and (room for a
    # piece, the step in s, the parameters of linear)
    models: Any
    scratch: Any  # room for three pieces
    zeros: Any  # of a piece: the values of a receptor that there is not
    plastic: Any  # what learns: the tables of ``learning``
    currents: Any  # what changing currents add to V in each of CHUNK ticks, by tick and neuron


# --- what an engine calls -------------------------------------------------------------------------


class Before(NamedTuple):
    """What the last step of a piece of a run changes, as it was before: tables of the loop,
    weights, and the numbers of spikes.
    """

    tables: dict[str, Any]
    weights: np.ndarray
    counts: np.ndarray


class CompiledSteps(PathOverTables):
    """Let steps pass over a network; ``done`` of them have passed. ``places`` are block and place
    in its state of each row of ``values``.

    A step ends with the advance to the next instant, under the current of now. So what the last
    step of a piece of a run changes is stored ``before`` it, and the step is taken again if that
    piece is followed by another current.
    """

    path = "compiled"
    # tables that a session stores
    STORED = ("frame", "flat", "blocks", "groups", "rings", "synapses", "spikes", "suprathreshold")
    # tables that the last step of a piece changes, besides the weights
    ADVANCED = ("frame", "flat", "blocks", "groups", "suprathreshold", "plastic")

    def __init__(
        self, layout: Layout, method: str, places: list[Place], values: np.ndarray
    ) -> None:
        super().__init__(layout, places, values)
        self.method, self.next, self.scales = method, 0, [1.0] * len(layout.groups)
        self.before: Before | None = None
        self.driven, self.chunk = any(block.driven for block in layout.blocks), -1
        # the parts of the flat array, and their size together
        self.parts, self.size = list[np.ndarray](), 0
        block_rows, models, suprathreshold = self._blocks()
        group_rows, synapses = join_rows(layout, self.scales, np.int32)
        self.learning = learning.compiled_learning(layout, group_rows, self.scales)
        receptor_rows, up, down, half = self._receptors(block_rows)
        group_rows, rings = self._groups(group_rows, block_rows, receptor_rows)
        self.s = StepTables(
            frame=np.zeros(1, dtype=np.int64),
            flat=np.concatenate(self.parts) if self.parts else np.zeros(0),
            blocks=table_of(BLOCK_ROW, block_rows),
            receptors=table_of(RECEPTOR_ROW, receptor_rows),
            up=up,
            down=down,
            half=half,
            groups=table_of(GROUP_ROW, group_rows),
            rings=table_of(RING_ROW, rings),
            synapses=synapses,
            spikes=spike_lists(layout, np.int32),
            suprathreshold=suprathreshold,
            recorded=np.array(places, dtype=np.int64).reshape(-1, 2),
            values=values,
            models=models,
            scratch=np.empty(3 * PIECE),
            zeros=np.zeros(PIECE),
            plastic=self.learning.tables if self.learning else (),
            currents=np.zeros((CHUNK, 0)),
        )
        self.parts = []  # which the flat array has now
        model: Any = next((type(block.neuron) for block in layout.blocks if block.integrated), None)
        rule = layout.rules[0] if layout.rules else None
        self.loop = compiled_loop(model, forms(layout), rule, self.driven)
        if self.learning:  # no step at all lets the loop call ``finish`` for a group that learns
            steps = proxy(self)  # a circle would keep all tables of a run that is over
            self.learning.finish_group = lambda p, plastic: steps.loop(
                p, -1, steps.s._replace(plastic=plastic)
            )

    # --- the tables at the start ---

    def _blocks(self) -> tuple[list[dict[str, Any]], Any, np.ndarray]:
        """Return a row per block, the models of those that are integrated, and room for the counts
        of pieces.
        """
        found, models, pieces, receptor0 = list[dict[str, Any]](), list[Any](), 0, 0
        jumps = {group.block for group in self.layout.groups if group.receptor < 0}
        for q, block in enumerate(self.layout.blocks):
            v0 = self._put(block.state)
            self._put(np.array(block.currents))  # behind the state
            constants, drift = self._constants(block)
            counted = q not in jumps  # jumps of V arrive after the count
            row: dict[str, Any] = {
                "size": block.n,
                "v0": v0,
                "receptor0": receptor0,
                "receptors": len(block.receptors),
                **self._refractory(block),
                "drift0": self._put(drift) if drift.ndim else -1,
                "column": -1,
                "model": len(models) if block.integrated else -1,
                "closed": int(block.conducting or block.relaxing),
                "piece0": pieces if counted else -1,
                "excess_tick": -1,
                **constants,
                **self._of_integrated(block),
            }
            models += [self._model(block)] if block.integrated else []
            piece = STAGE_PIECE if block.integrated else PIECE
            pieces += -(-block.n // piece) if counted else 0
            receptor0 += len(block.receptors)
            found.append(row)
        # Numba needs a tuple of models that is not empty
        return found, tuple(models) or ((0.0,),), np.zeros(pieces, dtype=np.int64)

    def _refractory(self, block: NeuronBlock) -> dict[str, int]:
        """Return the refractory time that the neurons of a block share, or where theirs are."""
        if np.ndim(block.refractory) == 0:
            return {"refractory": block.refractory, "refractory0": -1}
        steps = np.concatenate([block.refractory, np.full(block.n, -1)]).astype(float)
        return {"refractory": 0, "refractory0": self._put(steps)}

    def _constants(self, block: NeuronBlock) -> tuple[dict[str, float], np.ndarray]:
        """Return what a step does to V, and what it adds (or the current, for an integrated block):
        one number, or one per neuron.
        """
        neuron: Any = block.neuron
        decay, drift = self._decay_and_drift(block, block.I)
        if block.integrated:
            own = {"V_T": np.inf, "tolerance": block.tolerance}
        else:
            own = {"decay": decay, "V_T": neuron.V_T - block.tolerance, "V_R": neuron.V_R}
        return {**own, "drift": 0.0 if drift.ndim else float(drift)}, drift

    def _decay_and_drift(self, block: NeuronBlock, I: np.ndarray) -> tuple[float, np.ndarray]:
        """Return by what a step multiplies V, and what a current adds to it; the current itself
        where a step is integrated.

        Under conductances these are A and B of a step without synapses.
        """
        neuron, dt = block.neuron, self.layout.unit
        if block.integrated:
            return 1.0, I
        if block.conducting:
            return leak_and_gain(neuron, dt)[0], current_integral(neuron, I, dt)
        leap: Any = neuron.leap
        p = max(neuron.propagator(dt), LEAST_DECAY), *neuron.values(leap, "V", "I", "decay")
        return p[0], np.asarray(leap(0.0, I, *p)[0])

    def _of_integrated(self, block: NeuronBlock) -> dict[str, int]:
        """Return the places of what only integrated neurons have, -1 for what a block has not."""
        fields = {"held0": -1, "last_spike0": -1, "limit0": -1}
        if block.integrated and np.any(block.refractory):
            fields["held0"] = self._put(np.zeros(2 * block.n))
        if block.integrated:
            fields["last_spike0"] = self._put(np.zeros(block.n))
        if block.staged and block.has_conductances:
            dt = self.layout.unit
            limits = conductance_limits(block.neuron, block.rests, self.method, dt)
            fields["limit0"] = self._put(limits)
        return fields

    def _model(self, block: NeuronBlock) -> tuple[Any, ...]:
        """Return the parameters of the kernels of an integrated block, and room for its state."""
        neuron, linear = block.neuron, type(block.neuron).linear
        p_linear = neuron.values(linear, *neuron.state, "I", "G") if linear is not None else ()
        # the state at the start, and ahead; current and conductance
        work = np.empty((2 * len(neuron.state) + 2) * SCRATCH_WIDTH)
        dt = self.layout.unit
        return *stage_parameters(neuron, self.method, dt), (work, dt, p_linear)

    def _receptors(
        self, block_rows: list[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray, np.ndarray]:
        """Return a row per receptor, its rotating frame at each step of the longest that is safe,
        and its decay in half steps.
        """
        dt, found, taus = self.layout.unit, list[dict[str, Any]](), list[float]()
        for block, row in zip(self.layout.blocks, block_rows, strict=True):
            neuron, x0 = block.neuron, row["v0"] + block.state.size  # receptors stand behind it
            for k, receptor in enumerate(block.receptors):
                found.append(
                    {
                        "x0": x0 + k * block.n,
                        "size": block.n,
                        "response": _added(neuron, block, receptor.tau, dt),
                        "reversal": receptor.E_rev if receptor.kind == "conductance" else np.nan,
                    }
                )
                taus.append(receptor.tau)
        half = np.exp(-np.arange(3) * dt / 2 / np.array(taus).reshape(-1, 1))
        return found, *rotating(taus, dt), np.column_stack([half, means(taus, dt)])

    def _groups(
        self,
        group_rows: list[dict[str, Any]],
        block_rows: list[dict[str, Any]],
        receptor_rows: list[dict[str, Any]],
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Complete the ``group_rows`` of the synapse groups; return them, and a row per ring that
        they need.
        """
        rings: dict[tuple[int, int], dict[str, Any]] = {}
        for row in group_rows:
            group = self.layout.groups[row["group"]]
            q, own_delay = group.block, group.mixed
            receptor = block_rows[q]["receptor0"] + group.receptor if group.receptor >= 0 else -1
            into = receptor_rows[receptor]["x0"] if receptor >= 0 else block_rows[q]["v0"]
            row |= {"receptor": receptor, "into": into}
            row["behind"] = 1 if own_delay else int(group.delay_of_rows(row["first_row"]))
            row["contiguous"] = group.weights.ndim > 0 and group.contiguous
            row["ring"] = -1
            if own_delay:
                new = {
                    "into": into,
                    "receptor": receptor,
                    "size": block_rows[q]["size"],
                    "length": 0,
                }
                ring = rings.setdefault((q, receptor), new)
                ring["length"] = max(ring["length"], int(group.delay.max(initial=1)) + 1)
                row["ring"] = list(rings).index((q, receptor))
        for ring in rings.values():
            ring["start"] = self._put(np.zeros(ring["size"] * ring["length"]))
        return group_rows, list(rings.values())

    def _put(self, values: np.ndarray) -> int:
        """Append values to the flat array; return where they start."""
        self.parts, self.size = [*self.parts, np.ravel(values)], self.size + values.size
        return self.size - values.size

    # --- time passes ---

    @property
    def done(self) -> int:
        """Steps that have passed: iteration k of the loop looks at the instant k, then goes to
        k + 1.
        """
        return max(0, self.next - 1)

    def advance(self, until: int) -> None:
        """Let steps pass up to step ``until``."""
        if until == self.end:  # the last step of a session's piece; None in a run
            self._go_on(until - 1)
            tables = {name: getattr(self.s, name) for name in self.ADVANCED}
            self.before = deepcopy(Before(tables, self.s.synapses.weights, self.s.spikes.count))
        self._go_on(until)

    def _go_on(self, until: int) -> None:
        while self.next <= until:
            last = min(until, self._load_currents()) if self.driven else until
            self.next = self.loop(self.next, last, self.s)
            if self.next <= last:
                self.s = self.s._replace(
                    spikes=with_more_room(self.s.spikes, len(self.layout.blocks))
                )

    def _load_currents(self) -> int:
        """Put what currents do in the chunk of the next tick into the table of the loop; return its
        last tick.
        """
        if (chunk := self.next // CHUNK) != self.chunk:
            self.s.blocks["column"], currents = table_of_currents(
                self.layout, chunk, self._decay_and_drift
            )
            self.chunk, self.s = chunk, self.s._replace(currents=currents)
        return (chunk + 1) * CHUNK - 1

    # --- what a run reads ---

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps and the indices of all spikes of a block, or of a source after the
        blocks.
        """
        if (k := sender - len(self.layout.blocks)) >= 0:
            return self.layout.sources[k].when, self.layout.sources[k].indices
        when, who = self.s.spikes.of(sender)
        return when.astype(np.int64), who.astype(np.int64)

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept."""
        return [self.s.flat[block["v0"] : block["v0"] + block["size"]] for block in self.s.blocks]

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return of each block the first tick (-1 for none) that was too long for a conductance,
        the neuron, and the conductance.
        """
        columns = "excess_tick", "excess_neuron", "excess_conductance"
        ticks, neurons, conductances = (self.s.blocks[name].tolist() for name in columns)
        return list(zip(ticks, neurons, conductances, strict=True))

    def adjacent_spikes(self, q: int) -> int | None:
        """Return how often a neuron of the block ``q`` fired in two steps running, or ``None``
        where that is not counted.
        """
        return int(self.s.blocks["adjacent"][q]) if self.layout.blocks[q].integrated else None

    def _record_into(self, places: list[Place], values: np.ndarray) -> None:
        self.places, self.values = places, values
        self.s = self.s._replace(
            recorded=np.array(places, dtype=np.int64).reshape(-1, 2), values=values
        )

    # --- what a session changes between two pieces ---

    def set_current(self, q: int) -> None:
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
        for ring in row_views(now.rings):
            own = slice(ring.start, ring.start + ring.size * ring.length)
            flat[own] = now.flat[own]
        self.s = now._replace(
            flat=flat,
            blocks=self.s.blocks,
            suprathreshold=self.s.suprathreshold,
            spikes=self.s.spikes,
        )

    def _under(self, s: Any, q: int) -> Any:
        """Return tables in which the block ``q`` is driven by its current."""
        constants, drift = self._constants(self.layout.blocks[q])
        row, n = row_views(s.blocks)[q], self.layout.blocks[q].n
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
        if group.mixed:
            ring = row_views(s.rings)[row_views(s.groups)[b].ring]
            slots = s.flat[ring.start : ring.start + ring.size * ring.length].reshape(
                ring.length, ring.size
            )
            correct_ring(slots, group, change, self.spikes(group.sender), self.done)

    def _cursors(self, k: int) -> list[int]:
        found = super()._cursors(k)
        if self.before is None:
            return found
        tables = self.before.tables
        found += [row.cursor for row in row_views(tables["groups"]) if row.sender == k]
        found += [
            row.released
            for q, row in enumerate(row_views(tables["blocks"]))
            if q == k and row.refractory > 0
        ]
        return found + (self.learning.cursors(k, tables["plastic"]) if self.learning else [])

    def _count_cursors_from(self, k: int, n: int) -> None:
        super()._count_cursors_from(k, n)
        if self.before is not None:
            self.before.counts[k] -= n
            count_cursors_from(k, n, self.before.tables["groups"], self.before.tables["blocks"])
            if self.learning:
                self.learning.count_from(k, n, self.before.tables["plastic"])

    # --- state ---

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        tables = {name: getattr(self.s, name) for name in self.STORED}
        learned = self.learning.state() if self.learning else None
        return self.next, self._now(), tables, learned, self.before

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.next, now, tables, learned, self.before = state
        self.values, self.chunk = now[:, None], -1
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
        return leak_and_gain(neuron, dt)[1] * float(means(tau, dt))
    return float(neuron.response(tau, dt))


def forms(layout: Layout) -> tuple[bool, ...]:
    """Return which of the four steps the blocks take: leaps, those under conductances, those by
    stages, those of a linear flow; and whether some tick may be too long for a conductance.
    """
    blocks = layout.blocks
    return (
        any(not block.integrated and not block.conducting for block in blocks),
        any(block.conducting for block in blocks),
        any(block.staged for block in blocks),
        any(block.relaxing for block in blocks),
        any(block.staged and block.has_conductances for block in blocks),
    )


@lru_cache(maxsize=16)
def compiled_loop(model: Any, forms: tuple[bool, ...], rule: Any, driven: bool) -> Any:
    """Return the loop over steps, compiled, for what there is of forms of steps, an integrated
    model, a rule, changing currents.
    """
    names = "LEAPING", "CONDUCTING", "STAGED", "RELAXING", "LIMITED"
    kernels = {
        **learning.kernels(rule),
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
            "relaxed": relaxed_kernel(len(model.state), "any_step"),
        }
    kernels |= {
        name: _jit.on_scalars(getattr(model, name), own_exp) for name in ("flow", "fires", "reset")
    }
    size = len(model.state)
    return _jit.bind(
        run_steps,
        {**kernels, **sized(size), "VARIABLES": size, "exp": own_exp},
        model.__name__,
        **_jit.LEAN,
    )


def run_steps(first, last, s):  # type: ignore[no-untyped-def]
    """Run the iterations from ``first`` to ``last``; return the next one, an earlier one where a
    list of spikes is full.

    If ``last`` is negative, only let the synapses of the group that is number ``first`` among those
    that learn see all spikes of their targets.
    """
    if last < 0:  # through the loop: by itself, finish would be compiled a second time
        finish(first, s.spikes, s.synapses, s.plastic)
        return first
    for k in range(first, last + 1):
        for q in range(len(s.blocks)):
            if s.spikes.count[q] + s.blocks[q].size > s.spikes.room[q]:
                return k
        if k - s.frame[0] == s.down.shape[1] - 1:  # the frame is as long as it may be
            rebase_currents(s)
            s.frame[0] = k
        m = k - s.frame[0]  # step of the frame
        deliver(k, m, s)
        for q in range(len(s.blocks)):
            if s.blocks[q].model < 0:
                if LEAPING or CONDUCTING:  # their threshold: below, in leap_over and conduct_over
                    release_neurons(k, q, s)
            elif INTEGRATING:
                find_spikes(k, q, s)
        for j in range(len(s.recorded)):
            record_value(k, m, j, s)
        if DRIVEN:
            apply_currents(k, s)
        # the four forms of a step, in the order of NeuronBlock: a leap; one under conductances; by
        # stages; by the linear flow
        for q in range(len(s.blocks)):
            closed = s.blocks[q].closed > 0
            if s.blocks[q].model < 0:
                if LEAPING and not closed:
                    leap_over(k, q, m, s)
                elif CONDUCTING and closed:
                    conduct_over(k, q, m, s)
            elif STAGED and not closed:
                integrate_over(k, q, m, s)
            elif RELAXING and closed:
                relax_over(q, m, s)
    return last + 1


# --- arrivals at the instant k --------------------------------------------------------------------


def rebase_currents(s):  # type: ignore[no-untyped-def]
    """Multiply the factor of each receptor in: its frame starts anew."""
    for c in range(len(s.receptors)):
        receptor, factor = s.receptors[c], s.down[c, -1]
        X = s.flat[receptor.x0 : receptor.x0 + receptor.size]
        for i in range(len(X)):
            x = X[i] * factor
            X[i] = x if abs(x) > NEGLIGIBLE else 0.0


def deliver(k, m, s):  # type: ignore[no-untyped-def]
    """Add up what arrives at the instant k: each group reads the list of its sender's spikes, one
    delay behind, and adds each weight to V or a current of its target, or to a ring where delays
    differ.
    """
    spikes, synapses, flat = s.spikes, s.synapses, s.flat
    for b in range(len(s.groups)):
        group = s.groups[b]
        weight_shift, shared, row0 = group.weight_shift, group.weight, group.row0
        gain = 1.0 if group.receptor < 0 else s.up[group.receptor, m]  # (1)
        sent, first = k - group.behind, spikes.start[group.sender]
        h, end = first + group.cursor, first + spikes.count[group.sender]
        while h < end and spikes.when[h] == sent:
            member = spikes.who[h]  # of the sender
            low, high = synapses.rows[row0 + member], synapses.rows[row0 + member + 1]
            if group.learner_number >= 0:  # it writes the weights that this spike delivers
                p, row = group.learner_number, group.first_row + member
                learn(float(k), p, row, low, high, spikes, synapses, s.plastic)
            targets, weights = synapses.targets[low:high], synapses.weights[:0]
            if weight_shift >= 0:
                weights = synapses.weights[low - weight_shift : high - weight_shift]
            if group.ring >= 0:
                ring, delays = s.rings[group.ring], synapses.delays[low - group.delay_shift :]
                length, size, slot0 = ring.length, ring.size, sent % ring.length
                into = flat[ring.start :]
                for e in range(len(targets)):
                    slot = slot0 + delays[e]
                    slot -= length if slot >= length else 0
                    w = shared if weight_shift < 0 else weights[e]
                    # unsigned: Numba would ask of a signed index whether it counts from the end
                    into[np.uint64(slot * size) + targets[e]] += w
            elif weight_shift < 0:
                w, into = shared * gain, flat[group.into :]
                for e in range(len(targets)):
                    into[targets[e]] += w
            elif group.contiguous > 0 and low < high:  # several at once
                side_by_side = flat[group.into + targets[0] :][: len(targets)]
                for e in range(len(targets)):
                    side_by_side[e] += weights[e] * gain
            else:
                into = flat[group.into :]
                for e in range(len(targets)):
                    into[targets[e]] += weights[e] * gain
            h += 1
        group.cursor = h - first
    for r in range(len(s.rings)):
        add_ring(k, m, s.rings[r], s)


def add_ring(k, m, ring, s):  # type: ignore[no-untyped-def]
    """Add what a ring holds for the instant k."""
    gain = 1.0 if ring.receptor < 0 else s.up[ring.receptor, m]
    slot0 = ring.start + k % ring.length * ring.size
    slot, target = s.flat[slot0 : slot0 + ring.size], s.flat[ring.into : ring.into + ring.size]
    for i in range(len(slot)):
        target[i] += slot[i] * gain
        slot[i] = 0.0


# --- the threshold, the refractory time and the record --------------------------------------------


def release_neurons(k, q, s):  # type: ignore[no-untyped-def]
    """Start at the reset the neurons whose refractory time ends at the instant k; a second cursor
    in the list of spikes finds them, if they share the refractory time.
    """
    block, spikes, first = s.blocks[q], s.spikes, s.spikes.start[q]
    if block.refractory0 >= 0:
        due = s.flat[block.refractory0 + block.size :]
        for i in range(block.size):
            if due[i] == k:
                s.flat[block.v0 + i] = block.V_R
    if block.refractory > 0:
        sent = k - block.refractory
        while block.released < spikes.count[q] and spikes.when[first + block.released] == sent:
            s.flat[block.v0 + spikes.who[first + block.released]] = block.V_R
            block.released += 1


def find_spikes(k, q, s):  # type: ignore[no-untyped-def]
    """Find all integrated neurons that fire at the instant k and reset them; hold the voltage of
    refractory ones, and count their steps down.

    ``latest`` is the step of the last spike of each neuron, plus 2, so that 0 can stand for none
    and differs from the step before the first; negative while the neuron waits above threshold. A
    comment names each part (hold, count, end waiting, fire …): they are no functions, because a
    call would copy the address of every table.
    """
    block, spikes, flat = s.blocks[q], s.spikes, s.flat
    _stages, _p_flow, p_fires, p_reset, _work = s.models[block.model]
    n, v0, held0, piece0, tolerance = (
        block.size,
        block.v0,
        block.held0,
        block.piece0,
        block.tolerance,
    )
    # nothing to do: there is no refractory time, and no neuron waits or has reached the threshold
    # (of a block that is one piece, whose only count says it)
    one_count = piece0 >= 0 and n <= STAGE_PIECE
    if held0 < 0 and one_count and block.waiting == 0 and s.suprathreshold[piece0] == 0:
        return
    latest = flat[block.last_spike0 : block.last_spike0 + n]
    # V while a neuron is refractory, and the steps that are left: where held0 >= 0
    V, held, left = flat[v0 : v0 + n], flat[held0 : held0 + n], flat[held0 + n : held0 + 2 * n]
    # hold: what arrived at refractory neurons is lost
    if held0 >= 0:
        for i in range(n):
            V[i] = held[i] if left[i] > 0 else V[i]
    for low in range(0, n, STAGE_PIECE):
        size = min(STAGE_PIECE, n - low)
        state, count = rows(flat, v0 + low, n, size), 0  # a row for each state variable
        # count: how many of the piece are above their threshold
        if piece0 >= 0:
            count = s.suprathreshold[piece0 + low // STAGE_PIECE]
        elif k > 0:  # the threshold is first tested at the end of the first step
            for i in range(size):
                count += fires(*(closer(gather(state, i), tolerance) + p_fires))
        # end waiting: of those that have fallen below the threshold since their reset
        if block.waiting > 0:
            for i in range(size):
                y = closer(gather(state, i), tolerance)
                if latest[low + i] < 0 and not fires(*(y + p_fires)):
                    latest[low + i] = -latest[low + i]
                    block.waiting -= 1
        # fire: all that are above, and neither refractory nor waiting
        if count:
            for i in range(size):
                free = (held0 < 0 or left[low + i] == 0) and latest[low + i] >= 0
                if free and fires(*(closer(gather(state, i), tolerance) + p_fires)):
                    # reset
                    V_before, y = state[0][i], reset(*(gather(state, i) + p_reset))
                    scatter(state, i, y)
                    block.adjacent += latest[low + i] == k + 1
                    latest[low + i] = k + 2
                    # wait, if the reset leaves the neuron above its threshold; before and after as
                    # ``fires`` sees them, closer by the tolerance
                    if stays_above(V_before + tolerance, closer(y, tolerance), p_fires):
                        latest[low + i] = -(k + 2)
                        block.waiting += 1
                    # hold, for the refractory time
                    if held0 >= 0:
                        wait = float(block.refractory)
                        if block.refractory0 >= 0:
                            wait = flat[block.refractory0 + low + i]
                        held[low + i], left[low + i] = y[0], wait + 1  # less this one, below
                    # record
                    h = spikes.start[q] + spikes.count[q]
                    spikes.when[h], spikes.who[h] = k, low + i
                    spikes.count[q] += 1
    # count the steps of the refractory times down
    if held0 >= 0:
        for i in range(n):
            left[i] = max(left[i] - 1.0, 0.0)


def record_value(k, m, j, s):  # type: ignore[no-untyped-def]
    """Record one value of a state at the instant k, as it is after a spike (neurons that leap are
    only masked or reset after this), or of a current behind the state, out of its frame.
    """
    block = s.blocks[s.recorded[j, 0]]
    place, first = block.v0 + s.recorded[j, 1], block.receptor0
    v = s.flat[place]
    if block.receptors > 0 and place >= s.receptors[first].x0:
        v *= s.down[first + (place - s.receptors[first].x0) // block.size, m]
    # at k = 0 no threshold is tested
    elif block.model < 0 and k > 0 and (v == MASKED or v >= block.V_T):
        v = block.V_R
    s.values[j, k % s.values.shape[1]] = v


def apply_currents(k, s):  # type: ignore[no-untyped-def]
    """Let what the currents of the tick k do drive the blocks whose currents change."""
    for q in range(len(s.blocks)):
        block = s.blocks[q]
        for i in range(block.size if block.column >= 0 else 0):
            s.flat[block.drift0 + i] = s.currents[k % CHUNK, block.column + i]


# --- the threshold, and the step to the instant k + 1: neurons that leap --------------------------


def leap_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Find all neurons that have reached the threshold, mask or reset them, and leap to the next
    instant.
    """
    block, flat, threshold = s.blocks[q], s.flat, s.blocks[q].V_T
    decay, drift, drift0 = block.decay, block.drift, block.drift0
    first, receptors, piece0 = block.receptor0, block.receptors, block.piece0
    after = MASKED if block.refractory > 0 else block.V_R
    for low in range(0, block.size, PIECE):
        n = min(PIECE, block.size - low)
        V = flat[block.v0 + low : block.v0 + low + n]
        piece, count = piece0 + low // PIECE, 0
        if piece0 >= 0:
            count = s.suprathreshold[piece]
        elif k > 0:  # the threshold is first tested at the end of the first step
            for i in range(n):
                count += V[i] >= threshold
        if count > 0:
            fire_piece(k, q, low, V, after, s)
        # two receptors by themselves; all others, and a drift of each neuron, are summed before
        X, a = s.zeros[:n], 0.0
        Y, b = s.zeros[:n], 0.0
        if receptors > 0:
            X, a = current_of(first, m, low, n, s)
        if receptors > 1:
            Y, b = current_of(first + 1, m, low, n, s)
        if receptors > 2 or drift0 >= 0:
            scratch = s.scratch[:n]
            for i in range(n):
                scratch[i] = b * Y[i]
            for c in range(first + 2, first + receptors):
                Z, g = current_of(c, m, low, n, s)
                for i in range(n):
                    scratch[i] += g * Z[i]
            if drift0 >= 0:
                Z = flat[drift0 + low : drift0 + low + n]
                for i in range(n):
                    scratch[i] += Z[i]
            Y, b = scratch, 1.0
        count = 0
        for i in range(n):
            V[i] = V[i] * decay + drift + a * X[i] + b * Y[i]
            count += V[i] >= threshold
        if piece0 >= 0:
            s.suprathreshold[piece] = count


def fire_piece(k, q, low, V, after, s):  # type: ignore[no-untyped-def]
    """Record a spike of every neuron of a piece that has reached the threshold, and set its V to
    ``after``, or mask it for its own refractory time.
    """
    spikes, threshold, refractory0 = s.spikes, s.blocks[q].V_T, s.blocks[q].refractory0
    h = spikes.start[q] + spikes.count[q]
    for first in range(0, len(V), SEARCHED):
        some, count = V[first : first + SEARCHED], 0
        for i in range(len(some)):
            count += some[i] >= threshold
        if count > 0:
            for i in range(len(some)):
                if some[i] >= threshold:
                    spikes.when[h], spikes.who[h] = k, low + first + i
                    some[i] = after
                    h += 1
                    if refractory0 >= 0:
                        place = refractory0 + low + first + i
                        if s.flat[place] > 0:
                            some[i] = MASKED
                            s.flat[place + s.blocks[q].size] = k + s.flat[place]
    spikes.count[q] = h - spikes.start[q]


def current_of(c, m, low, n, s):  # type: ignore[no-untyped-def]
    """Return the values of a receptor in a piece, in its frame, and what a unit of them adds to
    V.
    """
    x0 = s.receptors[c].x0 + low
    return s.flat[x0 : x0 + n], s.receptors[c].response * s.down[c, m]


def conduct_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Find all neurons that have reached the threshold, and leap to the next instant under
    conductances: (5) of ``conductances``.
    """
    block, flat, threshold = s.blocks[q], s.flat, s.blocks[q].V_T
    first, receptors, drift0, piece0 = block.receptor0, block.receptors, block.drift0, block.piece0
    # leak and drift are A and B of a step without synapses: BLOCK_ROW
    leak, drift, after = block.decay, block.drift, MASKED if block.refractory > 0 else block.V_R
    for low in range(0, block.size, PIECE):
        n = min(PIECE, block.size - low)
        V = flat[block.v0 + low : block.v0 + low + n]
        piece, count = piece0 + low // PIECE, 0
        if piece0 >= 0:
            count = s.suprathreshold[piece]
        elif k > 0:  # the threshold is first tested at the end of the first step
            for i in range(n):
                count += V[i] >= threshold
        if count > 0:
            fire_piece(k, q, low, V, after, s)
        # what the first receptor adds to A and B, for each unit of X
        X, a, b = conductance_of(first, m, low, n, s)
        Y, a_2, b_2 = s.zeros[:n], 0.0, 0.0
        if receptors > 1:
            Y, a_2, b_2 = conductance_of(first + 1, m, low, n, s)
        Z = Y  # what B reads in place of Y, where several receptors are summed
        if receptors > 2 or drift0 >= 0:
            into_A, into_B = s.scratch[:n], s.scratch[PIECE : PIECE + n]
            for i in range(n):
                into_A[i], into_B[i] = a_2 * Y[i], b_2 * Y[i]
            for c in range(first + 2, first + receptors):
                X_c, a_c, b_c = conductance_of(c, m, low, n, s)
                for i in range(n):
                    into_A[i] += a_c * X_c[i]
                    into_B[i] += b_c * X_c[i]
            if drift0 >= 0:
                drifts = flat[drift0 + low : drift0 + low + n]
                for i in range(n):
                    into_B[i] += drifts[i]
            Y, Z, a_2, b_2 = into_A, into_B, 1.0, 1.0
        before, long, count = s.scratch[2 * PIECE : 2 * PIECE + n], 0, 0
        for i in range(n):
            before[i] = V[i]
            A = with_two_inputs(leak, a, X[i], a_2, Y[i])
            long += A > REACH
            V[i] = short_step(V[i], A, with_two_inputs(drift, b, X[i], b_2, Z[i]))
            count += V[i] >= threshold
        if long > 0:  # which is rare at short ticks: the step again, by an exponential
            count = 0
            for i in range(n):
                V[i] = any_step(
                    before[i],
                    with_two_inputs(leak, a, X[i], a_2, Y[i]),
                    with_two_inputs(drift, b, X[i], b_2, Z[i]),
                )
                count += V[i] >= threshold
        if piece0 >= 0:
            s.suprathreshold[piece] = count


def conductance_of(c, m, low, n, s):  # type: ignore[no-untyped-def]
    """Return the values of a receptor in a piece, in its frame, and what a unit of them adds to A
    and to B.
    """
    receptor, mean = s.receptors[c], s.receptors[c].response * s.down[c, m]
    X = s.flat[receptor.x0 + low : receptor.x0 + low + n]
    if np.isnan(receptor.reversal):
        return X, 0.0, mean
    return X, mean, mean * receptor.reversal


# --- the step to the instant k + 1: neurons that are integrated -----------------------------------


def integrate_over(k, q, m, s):  # type: ignore[no-untyped-def]
    """Take one step to the next instant while the synapses decay; refractory neurons stay. Count
    those that reach the threshold.

    Each stage is a loop of its own over a piece: short loops run on vectors, and several of their
    turns at once.
    """
    block, flat = s.blocks[q], s.flat
    stages, p_flow, p_fires, _p_reset, (work, _dt, _p_linear) = s.models[block.model]
    n, v0, held0, piece0 = block.size, block.v0, block.held0, block.piece0
    keep = len(stages) > 1 or held0 >= 0  # the state at the start; a single stage overwrites it
    for low in range(0, n, STAGE_PIECE):
        size = min(STAGE_PIECE, n - low)
        # the state, which becomes that after the step; at its start; at the next point
        ahead = rows(flat, v0 + low, n, size)
        y = rows(work, 0, SCRATCH_WIDTH, size)
        z = rows(work, VARIABLES * SCRATCH_WIDTH, SCRATCH_WIDTH, size)
        I, G = (
            work[2 * VARIABLES * SCRATCH_WIDTH :][:size],
            work[(2 * VARIABLES + 1) * SCRATCH_WIDTH :][:size],
        )
        if keep:
            for i in range(size):
                scatter(y, i, gather(ahead, i))
                scatter(z, i, gather(ahead, i))
        read = -1
        for j in range(len(stages)):
            if read < 0 or (block.receptors > 0 and read != int(stages[j, 0])):
                read = int(stages[j, 0])  # half steps after the instant
                synaptic_input(I, G, read, low, block, m, s)
                if LIMITED and j == 0 and block.limit0 >= 0:
                    check_limits(k, G, low, block, s)
            a, b = stages[j, 1], stages[j, 2]
            if keep:
                for i in range(size):
                    here, so_far = gather(z, i), gather(ahead, i)
                    there, so_far = stage(gather(y, i), here, so_far, I[i], G[i], a, b, p_flow)
                    scatter(z, i, there)
                    scatter(ahead, i, so_far)
            else:
                for i in range(size):
                    here = gather(ahead, i)
                    scatter(ahead, i, stage(here, here, here, I[i], G[i], a, b, p_flow)[1])
        if held0 >= 0:
            left = flat[held0 + n + low : held0 + n + low + size]
            for i in range(size):
                if left[i] > 0:
                    scatter(ahead, i, gather(y, i))
        if piece0 >= 0:
            count = 0
            for i in range(size):
                count += fires(*(gather(ahead, i) + p_fires))
            s.suprathreshold[piece0 + low // STAGE_PIECE] = count


def synaptic_input(I, G, read, low, block, m, s):  # type: ignore[no-untyped-def]
    """Sum the current at V = 0 and the conductance of all synapses, ``read`` half steps after the
    instant, or for ``MEAN`` on the mean over the step.
    """
    size, first, own, drift = len(I), block.receptor0, block.drift0 >= 0, block.drift
    given = s.flat[block.drift0 + low : block.drift0 + low + size] if own else I
    # of an integrated block ``drift`` is the current itself, in ampere: _decay_and_drift
    for i in range(size):
        I[i] = given[i] if own else drift
        G[i] = 0.0
    for c in range(first, first + block.receptors):
        x0, reversal = s.receptors[c].x0, s.receptors[c].reversal
        X, decay = s.flat[x0 + low : x0 + low + size], s.down[c, m] * s.half[c, read]
        if np.isnan(reversal):
            for i in range(size):
                I[i] += decay * X[i]
        else:
            for i in range(size):
                G[i] += decay * X[i]
                I[i] += decay * X[i] * reversal


def check_limits(k, G, low, block, s):  # type: ignore[no-untyped-def]
    """Note the first tick that is too long for the conductance of a neuron."""
    over, limit = 0, s.flat[block.limit0 + low : block.limit0 + low + len(G)]
    for i in range(len(G)):
        over += G[i] > limit[i]
    if over > 0 and block.excess_tick < 0:
        most = 0.0
        for i in range(len(G)):
            refractory = block.held0 >= 0 and s.flat[block.held0 + block.size + low + i] > 0
            if G[i] > limit[i] and G[i] > most * limit[i] and not refractory:
                most = G[i] / max(limit[i], 1e-300)
                block.excess_tick, block.excess_neuron = k, low + i
                block.excess_conductance = G[i]


def relax_over(q, m, s):  # type: ignore[no-untyped-def]
    """Take one step under the mean of each conductance, by the linear flow of the neurons;
    refractory neurons stay.
    """
    block, flat = s.blocks[q], s.flat
    _stages, _p_flow, p_fires, _p_reset, (work, dt, p_linear) = s.models[block.model]
    n, held0, piece0 = block.size, block.held0, block.piece0
    for low in range(0, n, STAGE_PIECE):
        size = min(STAGE_PIECE, n - low)
        y, before = rows(flat, block.v0 + low, n, size), rows(work, 0, SCRATCH_WIDTH, size)
        I, G = (
            work[2 * VARIABLES * SCRATCH_WIDTH :][:size],
            work[(2 * VARIABLES + 1) * SCRATCH_WIDTH :][:size],
        )
        synaptic_input(I, G, MEAN, low, block, m, s)
        if held0 >= 0:
            for i in range(size):
                scatter(before, i, gather(y, i))
        for i in range(size):
            scatter(y, i, relaxed(gather(y, i), I[i], G[i], dt, p_linear))
        if held0 >= 0:
            left = flat[held0 + n + low : held0 + n + low + size]
            for i in range(size):
                if left[i] > 0:
                    scatter(y, i, gather(before, i))
        if piece0 >= 0:
            count = 0
            for i in range(size):
                count += fires(*(gather(y, i) + p_fires))
            s.suprathreshold[piece0 + low // STAGE_PIECE] = count
