"""The networks of a notebook, recorded while it runs, and each run repeated at half its tick or on the other engine.

A kernel that runs a notebook calls :func:`watch` before the first cell and :func:`report` after the last one. Runs of one description on
one engine are alike, so a few of them stand for all; a long one is cut to what ``SECONDS`` of CPU allow, and a notebook stops after
``IN_ALL``. What was left out is counted.
"""

from __future__ import annotations

import json
import time
import warnings
from collections import Counter
from copy import copy
from typing import Any

from neurolib.engines.engine import Engine
from neurolib.model import ParameterError

SECONDS, IN_ALL, ALIKE = 1.0, 8.0, 2
SHORTEST = 0.2  # of a run that is cut, s: rates of less say little
RUNS: list[tuple[Any, Any, float, int, float]] = []  # engine, network, seconds, seed, CPU s
SEEN: Counter[tuple[str, str]] = Counter()


def watch() -> None:
    """Record each run from now on."""
    run = Engine.run

    def recorded(self: Engine, net: Any, duration: float, seed: int = 0, *args: Any, **more: Any) -> Any:
        began = time.process_time()
        found = run(self, net, duration, seed, *args, **more)
        key = repr(self), repr(net)
        SEEN[key] += 1
        if SEEN[key] <= ALIKE:
            RUNS.append((copy(self), found.net, found.duration, found.seed, time.process_time() - began))
        return found

    Engine.run = recorded  # type: ignore[method-assign]
    Engine.unwatched = run  # type: ignore[attr-defined]


def report() -> None:
    """Repeat what was recorded, and print a line of JSON for each."""
    Engine.run = Engine.unwatched  # type: ignore[attr-defined,method-assign]
    began, left = time.process_time(), 0
    for engine, net, duration, seed, cpu in sorted(RUNS, key=lambda each: each[-1]):
        if time.process_time() - began > IN_ALL:
            left += 1
            continue
        length = duration if 3 * cpu <= SECONDS else min(duration, max(SHORTEST, duration * SECONDS / (3 * cpu)))
        what = {"engine": repr(engine), "net": ", ".join(repr(p) for p in net.populations)[:200], "seconds": length, "of": duration, "seed": seed}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = engine.run(net, length, seed=seed).check()
            rates = [(row.name, row.spikes, row.again, row.differing, round(row.chance, 4)) for row in found.rates]
            what |= {"kind": found.kind, "verdict": found.verdict, "rates": rates, "remarks": found.remarks}
        except ParameterError as refused:
            what |= {"kind": "refused", "verdict": str(refused)}
        print(json.dumps(what))
    print(json.dumps({"kind": "left", "seconds": time.process_time() - began, "left": left, "alike": SEEN.total() - len(RUNS)}))
