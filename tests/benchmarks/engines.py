"""Print what the engines cost: CPU seconds per biological second of each benchmark network, each in
a process of its own.

Run: python tests/benchmarks/engines.py [name …]

A row first asserts the mean rate, then gives the fastest and the slowest of five runs, user and
system time of the whole process while the engine runs; loading, compiling and drawing the network
at first are outside, drawing it again is inside. "cold" is a whole fresh process from its start to
its end. "roofline" is what the arithmetic and the memory of CUBA take at the least: one pass over
the voltage and two currents of 4000 neurons a tick, and its number of additions at random targets.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
REPEATS = 5

# name: (network, its arguments, seconds, least and largest rate in Hz, Numba or not, goal in CPU s
# per s, method if not RK4)
ROWS = {
    "CUBA 4000": ("cuba", {}, 10.0, (5.0, 6.1), True, 0.0237),
    "CUBA 4000, delay 1.5 ms": ("cuba", {"delay": 1.5e-3}, 10.0, (4.5, 6.1), True, None),
    "CUBA 4000, NumPy": ("cuba", {}, 4.0, (5.0, 6.1), False, 0.2425),
    "CUBA 1000": ("cuba", {"n": 1000}, 10.0, (4.0, 8.0), True, None),
    "CUBA 16 000": ("cuba", {"n": 16_000}, 2.0, (4.0, 6.5), True, None),
    "CUBA 64 000": ("cuba", {"n": 64_000}, 0.5, (4.0, 6.5), True, None),
    "CUBA 4000, weights and delays differ": ("cuba_varied", {}, 4.0, (4.0, 8.0), True, None),
    "COBA 4000": ("coba", {}, 4.0, (17.0, 24.0), True, None),
    "COBA 4000, delay 1.5 ms": ("coba", {"delay": 1.5e-3}, 4.0, (15.0, 26.0), True, None),
    "COBA 4000, NumPy": ("coba", {}, 2.0, (17.0, 24.0), False, None),
    "AdEx 10 000": ("adex", {}, 1.0, (5.0, 30.0), True, 0.137),
    "AdEx 10 000, Euler": ("adex", {}, 1.0, (5.0, 30.0), True, 0.137, "Euler"),
    "AdEx, a network of one": ("adex", {"n": 1}, 10.0, (0.0, 30.0), True, 0.00064),
    **{
        f"sparse {kind} {rate:g} Hz": (
            "sparse",
            {"rate": rate, "synapse": kind},
            1.0,
            (0.8 * rate, 1.2 * rate),
            True,
            None,
        )
        for kind in ("delta", "exponential")
        for rate in (0.1, 1.0, 10.0)
    },
}


def cpu():
    """Return user and system time of this process, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(name):
    """Run one row and print its line."""
    import networks

    from neurolib import Clocked

    builder, arguments, seconds, (low, high), compiled, goal, *method = ROWS[name]
    if compiled:
        import numba  # noqa: F401
    net, engine, times = getattr(networks, builder)(**arguments), Clocked(1e-4, *method), []
    engine.run(net, 0.01, seed=1)
    for _ in range(REPEATS):
        began = cpu()
        run = engine.run(net, seconds, seed=1)
        times.append((cpu() - began) / seconds)
        spikes, neurons = (
            sum(len(run.spikes(p)[0]) for p in net.populations),
            sum(p.n for p in net.populations),
        )
        rate = spikes / neurons / seconds
        assert low <= rate <= high, f"{name}: {rate:.3f} Hz, expected {low} to {high}"
    assert ("compiled path" in engine.explain()) == compiled, engine.explain()
    events = (
        sum(count for (what, _), count in run.counts.items() if what == "synaptic event") / seconds
    )
    verdict = "" if goal is None else f"   goal {goal:g}: {'hit' if min(times) <= goal else 'miss'}"
    print(
        f"{name:38} {min(times):8.4f} to {max(times):.4f}   {rate:6.2f} Hz  "
        f"{events:10.3g} events/s{verdict}",
        flush=True,
    )


def one():
    """Print what one AdEx neuron costs by itself, its voltage kept at every tick of 0.1 ms."""
    import numba  # noqa: F401

    from neurolib import AdEx, simulate

    times = []
    for seconds in [1.0] + [100.0] * REPEATS:
        began = cpu()
        run = simulate(AdEx(V_peak=0.0), 0.75e-9, seconds, dt=1e-4)
        times.append((cpu() - began) / seconds)
    rate, verdict = len(run.spikes) / seconds, "hit" if min(times[1:]) <= 0.00064 else "miss"
    print(
        f"{'AdEx, one neuron by simulate':38} {min(times[1:]):8.5f} to "
        f"{max(times[1:]):.5f} {rate:8.2f} Hz   goal 0.00064: {verdict}"
    )


def least_of_cuba(seconds, n=4000, events=165):
    """Pass over the least that CUBA can take: its arithmetic, its memory and its additions, without
    a simulator.
    """
    arrays, targets, least = _least(n)
    least(*arrays, targets, round(seconds * 1e4), events)


@lru_cache
def _least(n):
    """Return the arrays and the compiled loop."""
    import numba
    import numpy as np

    @numba.njit
    def least(V, X, Y, targets, ticks, events):
        hits = 0
        for k in range(ticks):
            for i in range(len(V)):
                V[i] = V[i] * 0.995 + 0.1 * X[i] + 0.2 * Y[i] - 0.0003
                hits += V[i] >= 0.0
            low = (k * 7919) % (len(targets) - events)
            for e in range(low, low + events):
                X[targets[e]] += 1e-9
        return hits

    rng = np.random.default_rng(1)
    arrays = np.full(n, -0.06), np.zeros(n), np.zeros(n)
    targets = rng.integers(0, n, 320_000).astype(np.uint16)
    least(*arrays, targets, 1, 1)
    return arrays, targets, least


def counting(seconds=10.0, pairs=10):
    """Print what counting adds to a run of CUBA: pairs of runs with it and without, and the spread
    of their ratios.
    """
    import networks
    import numba  # noqa: F401
    import numpy as np

    from neurolib import Clocked
    from neurolib.engines.clocked import clocked

    net, engine, ratios, counted = networks.cuba(), Clocked(1e-4), [], clocked.counted_in_steps
    engine.run(net, 0.01, seed=1)
    for _ in range(pairs):
        used = []
        for function in counted, lambda *arguments: {}:
            clocked.counted_in_steps, began = function, cpu()
            engine.run(net, seconds, seed=1)
            used.append(cpu() - began)
        ratios.append(100 * (used[0] / used[1] - 1))
    clocked.counted_in_steps = counted
    print(
        f"counting adds {np.mean(ratios):.2f} % ± "
        f"{np.std(ratios) / len(ratios) ** 0.5:.2f} % (standard error of {pairs} "
        f"pairs); goal 2 %"
    )


def roofline(seconds=2.0):
    """Print what that takes."""
    times = []
    least_of_cuba(0.1)
    for _ in range(REPEATS):
        began = cpu()
        least_of_cuba(seconds)
        times.append((cpu() - began) / seconds)
    print(f"{'roofline of CUBA 4000':38} {min(times):8.4f} to {max(times):.4f}", flush=True)


def cold():
    """Print what `python script.py` takes in all for CUBA 4000, 1 s, and what importing neurolib
    takes.

    The engine takes NumPy for so short a run. With Numba loaded beforehand it compiles: once with
    an empty cache, then from it.
    """
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    run = (
        "import networks; from neurolib import Clocked; Clocked(1e-4).run(networks.cuba(), "
        "1.0, seed=1)"
    )
    lean = "import sys, neurolib; assert not {'numba', 'scipy', 'matplotlib'} & set(sys.modules)"
    rows = {
        "cold script, CUBA 4000 for 1 s": (run, True),
        "the same, Numba, empty cache": (f"import numba; {run}", False),
    }
    rows |= {
        "the same, Numba, cached": (f"import numba; {run}", True),
        "import neurolib": (lean, True),
        "python alone": ("", True),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, (code, cached) in rows.items():
            times = []
            for k in range(REPEATS if cached else 2):
                cache = f"{folder}/{0 if cached else k}"
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(
                    [sys.executable, "-c", code],
                    check=True,
                    env={**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": cache},
                )
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            print(
                f"{name:38} {min(times):8.4f} to {max(times):.4f}   (a whole process)", flush=True
            )


def main():
    """Run all rows, or those whose names hold one of the given words."""
    if sys.argv[1:2] == ["--row"]:
        return measured(sys.argv[2])
    began, words = time.perf_counter(), sys.argv[1:]
    print(f"{'':38} CPU s per biological s, fastest and slowest of {REPEATS}")
    for name, row in ROWS.items():
        if not words or any(word in name for word in words):
            environment = {**os.environ, "NEUROLIB_NUMBA": "1" if row[4] else "0"}
            subprocess.run([sys.executable, __file__, "--row", name], check=True, env=environment)
    if not words or "counting" in words:
        counting()
    if not words or "simulate" in words:
        one()
    if not words or "roofline" in words:
        roofline()
    if not words or "cold" in words:
        cold()
    print(f"{time.perf_counter() - began:.0f} s of wall time, load {os.getloadavg()[0]:.1f}")
    return None


if __name__ == "__main__":
    main()
