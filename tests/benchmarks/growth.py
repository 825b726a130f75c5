"""Print how the cost of CUBA grows with the network, at 80 targets a neuron, on Clocked,
EventDriven and Nest with one and two threads.

Run: python tests/benchmarks/growth.py [N …] [--delay MS] [--differ] [--engines NAME …]

Each row is a process of its own, in which the network is drawn, laid out and handed to the engine
("build"), runs for a while, and then for the seconds that are measured. CPU and wall time are per
second of the network, after the build; CPU time counts all threads, also those that wait. "a
neuron" is the CPU time of a neuron over that of the first size. Memory is what the process holds
then, and the most that it held, each less what it held before and divided by the number of
synapses. A size that needs more memory than is free, by the row before, is left out, and so is Nest
where this Python has no NEST. With --differ each synapse has a weight and a delay of its own (0.1
to 3 ms).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
SIZES = [1000 * 4**k for k in range(8)]
ENGINES = {
    "Clocked": ("Clocked", {}),
    "EventDriven": ("EventDriven", {}),
    "Nest": ("Nest", {}),
    "Nest, 2 threads": ("Nest", {"threads": 2}),
}
UPDATES = 4e7  # neuron updates of a measured run on Clocked
# threads of NEST that wait for each other do not use a processor for it
PASSIVE = {**os.environ, "OMP_WAIT_POLICY": "passive"}
SHORTEST, LONGEST = 0.1, 2.0  # s of the network


def now():
    """Return user and system time of this process, and wall time, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, time.perf_counter()


def since(before):
    """Return how much CPU and wall time passed."""
    return [after - then for after, then in zip(now(), before, strict=True)]


def held():
    """Return the memory that this process holds, and the most that it held, bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def row(name, n, delay, differ):
    """Run one size on one engine, and print what it took for the parent to read."""
    import networks
    import numba  # noqa: F401 - once it is loaded, it is used

    import neurolib

    kind, arguments = ENGINES[name]
    engine = getattr(neurolib, kind)(**arguments)
    make = networks.cuba_varied if differ else lambda n: networks.cuba(n, delay=delay)
    engine.run(make(100), 0.01, seed=1)
    before, seconds = held()[0], min(LONGEST, max(SHORTEST, UPDATES / n * 1e-4))
    began = now()
    net = make(n)
    pieces = engine.stream(net, 2 * seconds, every=seconds, seed=1)
    build = since(began)
    next(pieces)
    began = now()
    run = next(pieces)
    cost = [each / seconds for each in since(began)]
    memory = [each - before for each in held()]
    spikes = sum(len(run.spikes(population)[0]) for population in net.populations)
    synapses = sum(len(run.pairs(projection)[0]) for projection in net.projections)
    rate = spikes / n / run.duration
    assert 4.0 < rate < 9.0, f"{rate:.2f} Hz"
    print(*build, *cost, rate, synapses, *(each / synapses for each in memory))


def free():
    """Return the memory that is free, bytes."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("MemAvailable")).split()[1])


def main():
    """Print the rows of all sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="N", help="numbers of neurons")
    parser.add_argument("--delay", type=float, default=1.5, help="of all synapses, ms")
    parser.add_argument("--differ", action="store_true", help="weights and delays differ")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--row", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        return row(options.row[0], int(options.row[1]), options.delay * 1e-3, options.differ)
    names = options.engines
    if importlib.util.find_spec("nest") is None:
        names = [name for name in names if "Nest" not in name]
        print('No row of Nest: this Python has no NEST; type pip install "nest-simulator==3.10.*".')
    first, most = {}, 0.0
    print(
        f"{'':16}      N   build s: CPU   wall   per s: CPU    wall  a neuron    Hz  synapses"
        f"   B a synapse: held  peak"
    )
    for n in options.sizes or SIZES:
        for name in names:
            if 80 * n * most > free():
                print(f"{name:16}{n:8}   left out: {free() / 2**30:.1f} GiB are free")
                continue
            words = ["--delay", str(options.delay), *["--differ"] * options.differ]
            command = [sys.executable, __file__, *words, "--row", name, str(n)]
            done = subprocess.run(command, capture_output=True, text=True, env=PASSIVE)
            if done.returncode:
                print(f"{name:16}{n:8}   {(done.stderr.strip() or 'killed').splitlines()[-1]}")
                continue
            *times, rate, synapses, kept, peak = map(float, done.stdout.split())
            first.setdefault(name, times[2] / n)
            most = max(peak, most) if n >= 16_000 else most
            print(
                f"{name:16}{n:8}{times[0]:15.2f}{times[1]:7.1f}{times[2]:13.3f}{times[3]:8.2f}"
                f"{times[2] / n / first[name]:10.2f}{rate:6.2f}{synapses:10.3g}{kept:20.0f}"
                f"{peak:6.0f}",
                flush=True,
            )
    print(f"load {os.getloadavg()[0]:.1f}")
    return None


if __name__ == "__main__":
    main()
