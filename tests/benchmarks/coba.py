"""Print what a tick does to the rates of Brette's COBA network, against a converged reference, over
several networks.

Run: python tests/benchmarks/coba.py [networks] [seconds]

Each network (a seed, which draws connections and voltages) runs at ticks of 0.1, 0.2, 0.5 and 1 ms
and at the reference's 0.01 ms, with a delay of 1 ms, which all of them divide. The first 0.2 s are
left out. A row gives the mean rate, its difference to that of the reference with the standard error
over the networks, which are paired, the CV of the intervals, and the CPU seconds per biological
second.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
REFERENCE, TICKS, START = 0.01, (0.02, 0.05, 0.1, 0.2, 0.5, 1.0), 0.2


def cpu():
    """Return the user and system time of this process, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(dt, seed, seconds):
    """Return the mean rate in Hz, the CV of the intervals and the CPU seconds per biological second
    at a tick of ``dt`` ms.
    """
    import networks

    from neurolib import Clocked
    from neurolib.units import ms

    net, engine = networks.coba(delay=1 * ms), Clocked(dt * ms)
    engine.run(net, dt * ms, seed=seed)  # draws the network and compiles
    began = cpu()
    run = engine.run(net, START + seconds, seed=seed)
    used, count, ratios = cpu() - began, 0, []
    for population in net.populations:
        times, who = run.spikes(population)
        times, who = times[times > START], who[times > START]
        count += len(times)
        order = np.lexsort((times, who))
        intervals = np.split(np.diff(times[order]), np.flatnonzero(np.diff(who[order])) + 0)
        ratios += [part[1:].std() / part[1:].mean() for part in intervals if len(part) > 5]
    return (
        count / sum(p.n for p in net.populations) / seconds,
        float(np.mean(ratios)),
        used / (START + seconds),
    )


def main():
    """Print the table."""
    import numba  # noqa: F401 - so that all runs are compiled

    count, seconds = int((sys.argv[1:] or [12])[0]), float((sys.argv[2:] or [1.0])[0])
    runs = {
        dt: np.array([measured(dt, seed, seconds) for seed in range(1, count + 1)])
        for dt in (REFERENCE, *TICKS)
    }
    reference = runs[REFERENCE][:, 0]
    print(
        f"COBA 4000, {count} networks of {seconds:g} s\ntick/ms   rate/Hz   difference "
        f"to {REFERENCE:g} ms/Hz      relative    CV     CPU s/s"
    )
    for dt, found in runs.items():
        difference = found[:, 0] - reference
        error = difference.std(ddof=1) / np.sqrt(count)
        print(
            f"{dt:7g} {found[:, 0].mean():9.3f} {difference.mean():12.3f} ± {error:.3f} "
            f"{100 * difference.mean() / reference.mean():16.2f} % "
            f"{found[:, 1].mean():7.3f} {found[:, 2].mean():9.4f}"
        )


if __name__ == "__main__":
    main()
