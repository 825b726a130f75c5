"""Sparse activity with delta synapses on NEURON: artificial cells IntFire1, NetStim for the drive,
NetCon for each synapse.
"""

from __future__ import annotations

import neuron
import numpy as np
from child import serve
from neuron import h


def build(spec, data):
    """Build 10 000 cells; weights are in units of the way from rest to threshold, 20 mV. A run goes
    on from the last one.
    """
    cells = [h.IntFire1() for _ in range(spec["n"])]
    drives = [h.NetStim() for _ in cells]
    # what Python lets go of, NEURON destroys
    kept, times, who = [cells, drives], h.Vector(), h.Vector()
    for k, (cell, drive) in enumerate(zip(cells, drives, strict=True)):
        cell.tau, cell.refrac = 20.0, 2.0
        drive.start, drive.noise, drive.number, drive.interval = 0.0, 1.0, 1e9, 1e3 / spec["rate"]
        drive.noiseFromRandom123(k, 1, 0)
        kept.append(h.NetCon(drive, cell, 0.0, 1.0, 25.0 / 20.0))
        out = h.NetCon(cell, None)
        out.record(times, who, k)
        kept.append(out)
    for i, j in zip(data["pre"].tolist(), data["post"].tolist(), strict=True):
        kept.append(h.NetCon(cells[i], cells[j], 0.0, 1.0, 0.05 / 20.0))
    parallel = h.ParallelContext()
    parallel.set_maxstep(10)
    # artificial cells get events at their own times whatever the step; of those tried this way is
    # the fastest
    h.dt = 1.0
    h.finitialize()

    def run(seconds):
        began = h.t
        times.resize(0)
        who.resize(0)
        parallel.psolve(began + seconds * 1e3)
        return lambda: (
            (np.array(times) - began) / 1e3,
            np.array(who, dtype=int),
            {"kept": len(kept)},
        )

    return neuron.__version__, spec["n"], run


if __name__ == "__main__":
    serve(build)
