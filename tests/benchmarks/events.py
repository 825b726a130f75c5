"""Print how the cost of EventDriven grows with the network and with the number of events, and what
counting adds.

Run: python tests/benchmarks/events.py [--rounds N] [--png PICTURE.png] [--code FOLDER]

All networks run in turn, once a round, in one process and one thread: CPU seconds per biological
second of letting time pass, median and range; drawing, laying out and counting are outside. "cost"
is the time per synaptic event, and "of first" that over the first row of its group: where it stays
near 1, cost is proportional to events. With ``--code`` another copy of the library is measured;
take the two in turn to compare them. Last come pairs of runs with and without counting.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent

# (group, name): (network, its arguments, seconds, least and largest rate in Hz)
ROWS = {
    **{
        ("CUBA", f"CUBA {n}"): ("cuba", {"n": n}, seconds, (4.0, 8.0))
        for n, seconds in ((1000, 8.0), (4000, 4.0), (16_000, 1.0), (64_000, 0.4))
    },
    **{
        (kind, f"{kind} {rate:g} Hz"): (
            "sparse",
            {"rate": rate, "synapse": kind},
            seconds,
            (0.8 * rate, 1.2 * rate),
        )
        for kind in ("delta", "exponential")
        for rate, seconds in ((0.1, 40.0), (1.0, 10.0), (10.0, 2.0))
    },
}


def timed():
    """Return an EventDriven that notes the CPU time of its last pass."""
    from neurolib import EventDriven

    class Timed(EventDriven):
        def _job(self, *arguments):
            job = super()._job(*arguments)
            self.began = time.process_time()
            return job

        def _result(self, job, note):
            self.used = time.process_time() - self.began
            return super()._result(job, note)

    return Timed()


def measure(rounds):
    """Return {row: (CPU s per s of each round, rate in Hz, synaptic events per s)}."""
    import networks

    engine, nets, found = timed(), {}, {row: [] for row in ROWS}
    for row, (builder, arguments, *_) in ROWS.items():
        nets[row] = getattr(networks, builder)(**arguments)
        engine.run(nets[row], 1e-3, seed=1)
    results = {}
    for _ in range(rounds):
        for row, (_, _, seconds, (low, high)) in ROWS.items():
            run = engine.run(nets[row], seconds, seed=1)
            assert "compiled path" in engine.explain(), engine.explain()
            rate = (
                sum(len(run.spikes(p)[0]) for p in nets[row].populations)
                / sum(p.n for p in nets[row].populations)
                / seconds
            )
            assert low <= rate <= high, f"{row[1]}: {rate:.3f} Hz, expected {low} to {high}"
            found[row].append(engine.used / seconds)
            events = (
                sum(count for (what, _), count in run.counts.items() if what == "synaptic event")
                / seconds
            )
            results[row] = (found[row], rate, events)
    return results


def show(results):
    """Print the table."""
    import numpy as np

    print(f"{'':20}CPU s per s: median, range         Hz   events/s   cost, ns   of first")
    first = {}
    for (group, name), (times, rate, events) in results.items():
        cost = np.median(times) / events
        first.setdefault(group, cost)
        spread = f"{min(times):.5f} to {max(times):.5f}"
        print(
            f"{name:20}{np.median(times):8.5f}  {spread:20} "
            f"{rate:8.2f}{events:11.3g}{cost * 1e9:11.2f}{cost / first[group]:11.2f}",
            flush=True,
        )


def counting(seconds=10.0, pairs=10):
    """Print what counting adds to a run of CUBA: pairs of runs with it and without, and the spread
    of their ratios.
    """
    import networks
    import numpy as np

    from neurolib import EventDriven
    from neurolib.engines.events import event_driven

    net, engine, more, counted = networks.cuba(), EventDriven(), [], event_driven.counted_events
    # loading the loops is not counting; a shorter run would not load them
    engine.run(net, seconds, seed=1)
    for _ in range(pairs):
        used = []
        for function in counted, lambda *arguments: {}:
            event_driven.counted_events, began = function, time.process_time()
            engine.run(net, seconds, seed=1)
            used.append(time.process_time() - began)
        more.append(100 * (used[0] / used[1] - 1))
    event_driven.counted_events = counted
    print(
        f"counting adds {np.mean(more):.2f} % ± {np.std(more) / len(more) ** 0.5:.2f} % "
        f"(standard error of {pairs} pairs); goal 2 %"
    )


def draw(results, path):
    """Draw the cost against the number of events: each group, and a line of cost proportional to
    events.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    fig, ax = plt.subplots(figsize=(5, 3.6), layout="constrained")
    for marker, group in zip("os^", dict.fromkeys(group for group, _ in results), strict=True):
        rows = [row for (own, _), row in results.items() if own == group]
        events, cost = (
            np.array([row[2] for row in rows]),
            np.array([np.median(row[0]) for row in rows]),
        )
        ax.loglog(
            events, cost, marker=marker, label=group if group == "CUBA" else f"sparse, {group}"
        )
        ax.loglog(events, cost[0] * events / events[0], ":", color="grey", zorder=0)
    ax.set(
        xlabel="synaptic events per biological second",
        ylabel="CPU s per biological s",
        title="EventDriven (dotted: proportional)",
    )
    ax.legend()
    fig.savefig(path, dpi=150)


def main():
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--png")
    parser.add_argument("--code", default=str(HERE.parents[1]))
    options = parser.parse_args()
    sys.path[:0] = [options.code, f"{options.code}/tests/benchmarks"]
    import numba  # noqa: F401

    results = measure(options.rounds)
    show(results)
    counting()
    if options.png:
        draw(results, options.png)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
