"""Runs kernels in Node and in Python, on the same random parameters, and compares the numbers.

``python -m tests.site.same_numbers [NAMES]`` prints a row for each module: its size, what it takes
from ``Math``, and the largest difference in the results from those of Python, relative to their
scale. Steps of spikes and other whole numbers must be equal, all else within 1e-12.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from neurolib import _jit
from neurolib.site import webassembly

ROOT = Path(__file__).parents[2]
COMPUTE = ROOT / "neurolib" / "site" / "compute.js"
SETS, PLAIN_SETS, SEED = 200, 2, 20261201
TOLERANCE = 1e-12  # relative to the scale of a result


@dataclass(frozen=True)
class Case:
    """A kernel, how its parameters are drawn, its tables, and its results by name; those that are
    whole numbers, as the steps of spikes, must be ``equal``.
    """

    kernel: Callable[..., Any]
    draw: Callable[[np.random.Generator], Any]  # one set of parameters
    out: dict[str, int]
    data: np.ndarray = field(default_factory=lambda: np.zeros(0))
    equal: tuple[str, ...] = ()
    sets: int = SETS
    plain_sets: int = PLAIN_SETS  # that also run uncompiled, which takes a thousand times as long
    tolerance: float = TOLERANCE


@dataclass
class Found:
    """What a comparison found; ``worst`` is the largest difference of each result by its scale."""

    name: str
    size: int
    packed: int
    imports: list[str]
    sets: int
    worst: dict[str, float]
    unequal: int
    ms: float
    ms_python: float

    @property
    def largest(self) -> float:
        """The largest difference of all results."""
        return max(self.worst.values(), default=0.0)


def why_not() -> str:
    """Return in a sentence why nothing can be compared here, or ``""``."""
    if shutil.which("node") is None:
        return "node is not installed, so no module runs outside of a browser."
    return webassembly.obstacle()


def in_node(
    binary: bytes,
    rows: np.ndarray,
    data: np.ndarray,
    out: dict[str, int],
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, list[int], float]:
    """Return the results of a module for each row of parameters, what it returned, and CPU
    milliseconds per row. From a ``start`` on, each row goes on from the results of the one before.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: str(Path(folder, name)) for name in ("module", "rows", "data", "results")}
        Path(paths["module"]).write_bytes(binary)
        np.ascontiguousarray(rows, dtype=float).tofile(paths["rows"])
        np.ascontiguousarray(data, dtype=float).tofile(paths["data"])
        spec: dict[str, Any] = {**paths, "parameters": rows.shape[1], "out": out}
        if start is not None:
            spec |= {"keeps": True, "start": str(Path(folder, "start"))}
            np.ascontiguousarray(start, dtype=float).tofile(spec["start"])
        Path(folder, "spec.json").write_text(json.dumps(spec), encoding="utf-8")
        done = subprocess.run(
            ["node", str(Path(__file__).parent / "run_kernel.mjs"), str(COMPUTE),
             str(Path(folder, "spec.json"))],
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        said = json.loads(done.stdout)
        results = np.fromfile(paths["results"]).reshape(len(rows), sum(out.values()))
        return results, said["statuses"], said["ms"]


def compare(name: str, case: Case, seed: int = SEED) -> Found:
    """Run a case in Node, compiled and plain in Python, and return how far they differ."""
    rng = np.random.default_rng(seed)
    rows = np.array([np.asarray(case.draw(rng), dtype=float) for _ in range(case.sets)])
    binary = webassembly.module(case.kernel)
    results, _, ms = in_node(binary, rows, case.data, case.out)
    plain = getattr(case.kernel, "py_func", case.kernel)
    compiled = _jit.bind(_jit.on_scalars(plain, np.exp), {}, "page", cache=False, **_jit.INNER)
    total, worst, unequal = sum(case.out.values()), dict.fromkeys(case.out, 0.0), 0
    spent = 0.0
    for function, count in ((_callable(compiled), len(rows)), (plain, case.plain_sets)):
        for k in range(count):
            out = np.zeros(total)
            began = time.process_time()
            with np.errstate(all="ignore"):
                function(rows[k].copy(), case.data, out)
            if function is not plain and k:
                spent += time.process_time() - began
            at = 0
            for result, size in case.out.items():
                mine, theirs = out[at : at + size], results[k, at : at + size]
                at += size
                if result in case.equal:
                    unequal += not np.array_equal(mine, theirs, equal_nan=True)
                else:
                    worst[result] = max(worst[result], distance(mine, theirs))
    return Found(
        name,
        len(binary),
        len(gzip.compress(binary)),
        sorted(webassembly._imported(binary)),
        len(rows),
        worst,
        unequal,
        ms,
        1e3 * spent / max(1, len(rows) - 1),
    )


def _callable(compiled: Any) -> Any:
    """Return a compiled kernel as one that Python can call."""
    import numba

    def call(p, data, out):  # type: ignore[no-untyped-def]
        compiled(p, data, out)

    return numba.njit(_jit.with_globals(call, compiled=compiled))


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference relative to the scale of the first; infinite where one of two
    is no number.
    """
    finite = np.isfinite(one)
    if not np.array_equal(np.where(finite, 0, one), np.where(finite, 0, other), equal_nan=True):
        return np.inf
    scale = np.abs(one[finite]).max(initial=0.0) or 1.0
    return float(np.abs(one[finite] - other[finite]).max(initial=0.0) / scale)


# --- networks -------------------------------------------------------------------------------------


@dataclass
class Told:
    """What a network did in Node and in Python: differing spikes and counts, and the difference in
    V at the end, relative to 70 mV.
    """

    spikes: int
    unequal: int
    counts: int
    worst: float
    ms: float


def compare_network(machine: str, seed: int, slices: int = 10) -> Told:
    """Let a network of the showpiece run under random settings that change in between, with clicks,
    in Node and by the engine itself, which is given the same input.
    """
    from neurolib import Clocked, EventDriven
    from neurolib.site import showpiece

    rng = np.random.default_rng(seed)
    made, tick = showpiece.machines()[machine], showpiece.TICK
    settings = [_setting(rng) for _ in range(1 + slices // 3)]
    settings = [settings[k // 3]._replace(delay=settings[0].delay) for k in range(slices)]
    rows, clicks, inputs, now = [], [], [], 0
    for k, setting in enumerate(settings):
        ticks, who = (
            int(rng.integers(1, showpiece.MOST_TICKS)),
            rng.integers(0, 400, rng.integers(4)),
        )
        clicks += [(now, j) for j in who]
        inputs.append(showpiece.inputs_of(seed, setting.rate * tick, np.arange(now, now + ticks)))
        row = [ticks, setting.rate * tick, setting.weight, setting.g, setting.delay, k == 0, seed]
        rows.append([*row, len(who), *who, *[0] * (showpiece.MOST_CLICKS - len(who))])
        now += ticks
    results, _, ms = in_node(
        webassembly.module(made.kernel), np.array(rows, dtype=float), made.image, made.out,
        start=np.zeros(sum(made.out.values())),
    )  # fmt: skip
    n, room, found = showpiece.HEAD, showpiece.ROOM, []
    for row in results:
        new = int(row[showpiece.NEW])
        found.append(row[n : n + 2 * room].reshape(2, room)[:, :new])
    theirs = np.concatenate(found, axis=1)
    net, *populations = showpiece.network(
        settings[0], np.concatenate(inputs, axis=1), tuple(np.array(clicks).reshape(-1, 2).T)
    )
    engine = EventDriven() if machine == "event-driven" else Clocked(tick)
    session = engine.start(net, seed=showpiece.SEED, record=populations)
    for row, setting in zip(rows, settings, strict=True):
        for projection in net.projections[4:]:
            excites = projection.pre is populations[0]
            session.set(projection, weight=setting.weight * (1 if excites else -setting.g))
        session.run(row[0] * tick)
    run = session.so_far()
    mine, V, first = [], [], 0
    for population in populations:
        when, who = run.spikes(population)
        mine.append([np.rint(when / tick), who + first])
        V.append(run.V(population)[:, -1])
        first += population.n
    own = np.concatenate(mine, axis=1)
    own, theirs = (each[:, np.lexsort(each[::-1])] for each in (own, theirs))
    same = own.shape == theirs.shape and np.array_equal(own, theirs)
    head = results[-1][:n]
    counts = [
        head[place] != run.ledger.count(name)
        for place, name in (
            (showpiece.EVENTS, "synaptic event"),
            (showpiece.UPDATES, "neuron update"),
        )
    ]
    counts.append(head[showpiece.SPIKES] + head[showpiece.INPUTS] != run.ledger.count("spike"))
    last = results[-1][n + 2 * room : n + 2 * room + showpiece.N]
    worst = float(np.abs(np.concatenate(V) - last).max() / 0.07)
    return Told(own.shape[1], not same, sum(counts), worst, ms)


def _setting(rng: np.random.Generator) -> Any:
    """Draw the settings of the showpiece from the ranges of its sliders."""
    from neurolib.site.showpiece import Setting

    return Setting(
        rate=rng.uniform(0, 2000),
        weight=rng.uniform(0.1e-3, 2e-3),
        g=rng.uniform(1, 9),
        delay=int(rng.integers(1, 50)),
    )


def main(names: list[str]) -> int:
    """Compare the cases of these names, all by default, and print a table."""
    from tests.site.cases import CASES

    if why := why_not():
        print(why)
        return 1
    networks = ("event-driven", "clocked")
    chosen: dict[str, Any] = {
        name: case for name, case in CASES.items() if not names or name in names
    }
    if unknown := set(names) - {*CASES, *networks}:
        known = ", ".join([*CASES, *networks])
        print(f"{', '.join(sorted(unknown))}: no such case. There are {known}.")
        return 1
    print(f"{'kernel':<24}{'bytes':>7}{'gz':>7}{'sets':>6}{'unequal':>9}{'worst':>10}"
          f"{'node ms':>9}{'numba ms':>10}  from Math")  # fmt: skip
    wrong = 0
    for name, case in chosen.items():
        found = compare(name, case)
        wrong += found.unequal > 0 or found.largest > case.tolerance
        print(f"{name:<24}{found.size:>7}{found.packed:>7}{found.sets:>6}{found.unequal:>9}"
              f"{found.largest:>10.1e}{found.ms:>9.2f}{found.ms_python:>10.2f}  "
              f"{' '.join(found.imports)}")  # fmt: skip
        if len(found.worst) > 5:
            print("    " + "  ".join(f"{key} {far:.0e}" for key, far in found.worst.items()))
    for name in [name for name in networks if not names or name in names]:
        told = [compare_network(name, seed) for seed in range(SEED, SEED + SETS)]
        unequal, counts = (sum(getattr(each, of) for each in told) for of in ("unequal", "counts"))
        worst = max(each.worst for each in told)
        chosen[name] = None
        wrong += unequal > 0 or counts > 0 or worst > TOLERANCE
        print(f"{name} network: {sum(each.spikes for each in told)} spikes in {len(told)} runs, "
              f"{unequal} runs and {counts} counts unequal, V {worst:.1e}, "
              f"{np.median([each.ms for each in told]):.2f} ms a call of 2.5 ms on average")  # fmt: skip
    print(f"{len(chosen) - wrong} of {len(chosen)} give the same numbers.")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
