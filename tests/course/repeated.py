"""The networks of a notebook, recorded while it runs, and each run repeated at half its tick or on
the other engine.

A kernel that runs a notebook calls :func:`watch` before the first cell and :func:`report` after the
last one, and sets ``ON`` to False for cells that are no part of the notebook. Runs of one
description on one engine are alike, so a few of them stand for all. A long one is cut to so much
``WORK``, and a notebook to ``IN_ALL``: operations that the engine counted, because a clock would
cut elsewhere each time. One run of each kind is repeated first: networks of one kind differ in
weights, rates, times and wiring, but not in their engine, neurons, sizes, synapses and rules. What
was left out is counted.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from copy import copy
from typing import Any

from neurolib.engines.engine import Engine
from neurolib.model import ParameterError

WORK, IN_ALL, ALIKE = 2e8, 6e9, 2
TICK = 1e-4  # s, of the run with which an event-driven one is compared
COUNTED = "neuron update", "synaptic event", "plasticity update"
SHORTEST = 0.2  # of a run that is cut, s: rates of less say little
ON = True  # whether runs are recorded
RUNS: list[tuple[Any, Any, float, int, float]] = []  # engine, network, seconds, seed, operations
SEEN: Counter[tuple[str, str]] = Counter()


def watch() -> None:
    """Record each run from now on."""
    run = Engine.run

    def recorded(
        self: Engine, net: Any, duration: float, seed: int = 0, *args: Any, **more: Any
    ) -> Any:
        found = run(self, net, duration, seed, *args, **more)
        if not ON:
            return found
        key = repr(self), repr(net)
        SEEN[key] += 1
        if SEEN[key] <= ALIKE:
            ticks = found.duration / getattr(self, "dt", TICK)
            work = sum(n for (kind, _), n in found.counts.items() if kind in COUNTED) + ticks * sum(
                p.n for p in found.net.populations
            )
            RUNS.append((copy(self), found.net, found.duration, found.seed, work))
        return found

    Engine.run = recorded  # type: ignore[method-assign]
    Engine.unwatched = run  # type: ignore[attr-defined]


def kind(engine: Any, net: Any) -> str:
    """Return what runs of one kind have in common."""
    groups = [(type(p).__name__, repr(getattr(p, "neuron", None)), p.n) for p in net.groups]
    synapses = [
        (p.pre.n, p.post.n, p.synapse, repr(p.plasticity), p.crossbar is not None)
        for p in net.projections
    ]
    return repr((engine, groups, synapses))


def report() -> None:
    """Repeat what was recorded, and print a line of JSON for each."""
    Engine.run = Engine.unwatched  # type: ignore[attr-defined,method-assign]
    runs, done, left = sorted(RUNS, key=lambda each: each[-1]), 0.0, 0
    first = {kind(*run[:2]): k for k, run in reversed(list(enumerate(runs)))}
    order = [
        *sorted(first.values()),
        *(k for k in range(len(runs)) if k not in set(first.values())),
    ]
    for place, k in enumerate(order):
        engine, net, duration, seed, work = runs[k]
        if done > IN_ALL and place >= len(first):
            left += 1
            continue
        length = min(duration, max(SHORTEST, duration * WORK / max(work, 1)))
        done += work * length / duration
        what = {
            "engine": repr(engine),
            "net": ", ".join(repr(p) for p in net.populations)[:200],
            "seconds": length,
            "of": duration,
            "seed": seed,
        }
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = engine.run(net, length, seed=seed).check()
            rates = [
                (row.name, row.spikes, row.again, row.differing, round(row.chance, 4))
                for row in found.rates
            ]
            what |= {
                "kind": found.kind,
                "verdict": found.verdict,
                "rates": rates,
                "remarks": found.remarks,
            }
        except ParameterError as refused:
            what |= {"kind": "refused", "verdict": str(refused)}
        print(json.dumps(what))
    print(
        json.dumps(
            {"kind": "left", "left": left, "kinds": len(first), "alike": SEEN.total() - len(RUNS)}
        )
    )
