"""Synapses that learn, for the compiled paths: the arrays over which the loops of ``plastic_loops`` run, and their binding."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from ..plasticity import traces
from ..plasticity.traces import BOUNDS, PAIRINGS
from . import plastic_loops as loops
from .layout import Layout
from .plastic import ordered
from .stepping import with_vectors

LARGEST = 100.0  # exponent that the factors of the rotating frame may reach
SHORT = 5.0  # and where rows see sums of doses, whose rounding these factors enlarge
LOG = 1024  # entries of a log, at least
SHARE = 0.25  # of all targets that every row must reach, side by side, for the log to be read through
MANY = 16  # targets of a row, from which on one pass over all costs less than their spikes one by one
MOST = 4  # parameters of a rule's strengths, at most

Mind = tuple[np.ndarray, ...]

strength: Any  # a global that `bind` puts in place


def rule(layout: Layout) -> Any:
    """Return the rule of the synapses that learn, as a class; ``None`` where none do."""
    return next((type(b.rule) for b in layout.bundles if b.rule), None)


def obstacle(layout: Layout) -> str | None:
    """Return why synapses cannot learn compiled, or ``None``."""
    rules = {type(b.rule).__name__: None for b in layout.bundles if b.rule}
    if len(rules) > 1:
        return f"its synapses learn by {' and '.join(rules)}, and the compiled loop holds one rule"
    if any(len(strength) > MOST for b in layout.bundles if b.rule for strength in b.rule.strengths()):
        return f"a rule has more than {MOST} parameters of a strength"
    return None


class Learners:
    """All bundles of a layout that learn: which they are, and their ``mind`` of arrays for the loops.

    ``places`` say for each of them where its rows and its weights start in the engine's arrays: (row0, synapse0 − weight0). A
    weight is ``scales`` times a fraction there. Times are in units of ``unit`` seconds.
    """

    def __init__(self, layout: Layout, places: list[tuple[int, int, int]], scales: list[float], unit: float) -> None:
        self.layout, self.scales = layout, scales
        self.bundles = [bundle for bundle in layout.bundles if bundle.rule]
        n, at = len(self.bundles), np.zeros(4, dtype=np.int64)  # senders, targets, synapses, log entries so far
        whole, real = np.zeros((n, 14), dtype=np.int64), np.zeros((n, 22))
        plus, minus = np.zeros((n, MOST)), np.zeros((n, MOST))
        for p, (bundle, (row0, synapse0, weight0), scale) in enumerate(zip(self.bundles, places, scales, strict=True)):
            sizes = np.array([len(bundle.rows) - 1, layout.slabs[bundle.slab].n, len(bundle.targets), 0])
            sizes[3] = max(LOG, 16 * sizes[1])
            dense = bundle.wide and np.diff(bundle.rows).min(initial=sizes[1]) >= SHARE * sizes[1]
            memory, bounds = PAIRINGS[bundle.rule.pairing], BOUNDS[bundle.rule.bounds]
            adds = dense and sizes[1] >= MANY and not memory.spent and bounds.above[1] == 0
            how = loops.SUMS if adds else loops.LIFTS if dense else loops.CHAINS
            whole[p] = (
                bundle.slab, sizes[0], sizes[1], at[0], at[1], row0, weight0, at[3], sizes[3], how, memory.spent,
                0, 0,
                synapse0 - at[2],
            )  # fmt: skip
            taus = np.array(bundle.rule.taus) / unit
            longest = min(LARGEST * taus.min(), SHORT * taus[0] if adds else np.inf)
            real[p] = 0.0, longest, -1.0, scale, *np.ones(8), *taus, *memory[:2], *bounds.above, *bounds.below
            for table, strength in zip((plus, minus), bundle.rule.strengths(), strict=True):
                table[p, : len(strength)] = strength
            at += sizes
        u = np.concatenate([np.zeros(0), *(b.weights / b.projections[0].w_max for b in self.bundles)])
        pre = np.zeros((at[0], 5))
        pre[:, loops.VISIT] = -1.0
        base = np.zeros(len(u) if whole[:, loops.SPENT].any() or (whole[:, loops.DENSE] == loops.SUMS).any() else 1)
        seen, post, last = np.zeros(at[0], dtype=np.int64), np.zeros((3, at[1])), np.full(at[1], -1, dtype=np.int32)
        log = np.zeros(at[3]), np.zeros(at[3]), np.zeros(at[3], dtype=np.int32), np.zeros(at[3], dtype=np.int32)
        stack = np.zeros(whole[:, loops.LENGTH].max(initial=1), dtype=np.int32)
        self.mind: Mind = whole, real, plus, minus, pre, seen, post, u, base, last, *log, stack

    def weights(self, lists: Any, rows: np.ndarray, targets: np.ndarray) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights after all spikes of the lists; the run may go on as if unasked."""
        mind, found, first = tuple(array.copy() for array in self.mind), [], 0
        for p, bundle in enumerate(self.bundles):
            bind(rule(self.layout))["finish"](p, lists, rows, targets, mind)
            own = mind[7][first : first + len(bundle.targets)]
            first += len(own)
            found.append((bundle.projections[0], ordered(bundle, own * bundle.projections[0].w_max)))
        return found


def _strength1(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0])


def _strength2(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1])


def _strength3(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1], row[2])


def _strength4(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1], row[2], row[3])


def _nothing(t, p, sender, low, high, lists, rows, targets, weights, mind):  # type: ignore[no-untyped-def]
    """Stand in for learning in a network that does not."""


@lru_cache(maxsize=16)
def bind(rule: Any) -> dict[str, Any]:
    """Return the loops of ``plastic_loops`` by name, bound to the kernels of a rule (a class) and to each other."""
    if rule is None:
        return {"learn": _jit.kernel(_nothing)}
    made: dict[str, Any] = {name: _jit.kernel(getattr(traces, name)) for name in ("spike", "read", "share")}
    for name in "raised", "lowered":
        made[name] = _jit.bind(with_vectors(getattr(traces, name), np.exp), {"share": made["share"]}, "bounds", cache=False)
    for name in "potentiation", "depression":
        function = getattr(rule, name)
        arity = globals()[f"_strength{function.__code__.co_argcount - 1}"]
        made[name] = _jit.bind(arity, {"strength": _jit.kernel(function)}, rule.__name__, cache=False)
    for name in "lift", "replay", "flush", "fold", "refer", "absorb", "learn", "finish":
        function = getattr(loops, f"_{name}")
        used = {part: made[part] for part in function.__code__.co_names if part in made}
        made[name] = _jit.bind(
            function, used, rule.__name__, cache=name == "finish", forceinline=name in ("lift", "refer", "replay", "learn"), **_jit.LEAN
        )
    return made
