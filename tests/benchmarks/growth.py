"""Print how the cost of CUBA grows with the network, at 80 targets a neuron, and the memory that a
synapse takes.

Run: python tests/benchmarks/growth.py [N …]

A row is the difference between a run of two durations and a run of one, so that drawing and laying
out the network, which happen once a run, are outside; they have a column of their own. "linear" is
the cost a neuron over that of the first row. "equal" is CUBA; in "differ" each synapse has a weight
and a delay of its own (0.1 to 3 ms). Memory is what the engine keeps for synapses while it runs,
and the most that the process took in all, each divided by the number of synapses.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
SIZES, REPEATS, UPDATES = (1000, 4000, 16_000, 64_000), 5, 4e7  # neuron updates of the shorter run


def cpu():
    """Return user and system time of this process, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def row(kind, n):
    """Run one size of one kind, and print what it took for the parent to compare."""
    import networks
    import numba  # noqa: F401

    from neurolib import Clocked
    from neurolib.engines import layout

    kept = []
    joined = layout._joined
    # rows, targets, weights and delays of all synapses
    layout._joined = lambda *parts: kept.append(joined(*parts)) or kept[-1]
    engine = Clocked(1e-4)
    small = networks.cuba(100) if kind == "equal" else networks.cuba_varied(100)
    engine.run(small, 0.01, seed=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    net, seconds, short, long = (
        networks.cuba(n) if kind == "equal" else networks.cuba_varied(n),
        UPDATES / n * 1e-4,
        [],
        [],
    )
    for _ in range(REPEATS):
        for duration, times in (seconds, short), (2 * seconds, long):
            kept.clear()
            began = cpu()
            run = engine.run(net, duration, seed=1)
            times.append(cpu() - began)
    assert "compiled path" in engine.explain()
    rate = sum(len(run.spikes(p)[0]) for p in net.populations) / n / duration
    assert 4.0 < rate < 8.0, f"{rate:.2f} Hz"
    synapses, most = len(kept[1]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cost = (min(long) - min(short)) / seconds
    print(
        cost,
        min(short) - cost * seconds,
        rate,
        synapses,
        sum(array.nbytes for array in kept) / synapses,
        (most - before) * 1024 / synapses,
    )


def main():
    """Print the rows of both kinds."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    print(
        "          N   CPU s per s   linear   once, s      Hz   synapses   B a synapse: "
        "engine   peak"
    )
    for kind in "equal", "differ":
        first = None
        for n in sizes:
            out = subprocess.run(
                [sys.executable, __file__, "--row", kind, str(n)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            cost, once, rate, synapses, engine, peak = map(float, out.split())
            first = first or cost / n
            print(
                f"{kind:7}{n:6}{cost:12.4f}{cost / n / first:10.2f}{once:11.2f}{rate:9.2f}{synapses:11.3g}{engine:16.1f}{peak:11.0f}",
                flush=True,
            )
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    row(sys.argv[2], int(sys.argv[3])) if sys.argv[1:2] == ["--row"] else main()
