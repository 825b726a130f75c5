"""CUBA 4000 for 1 s as a student would type it; "numba" as an argument loads Numba first."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[4]), str(Path(__file__).parents[2])]
import networks  # noqa: E402

if "numba" in sys.argv:
    import numba  # noqa: F401
from neurolib import Clocked  # noqa: E402

net = networks.cuba()
run = Clocked(dt=1e-4).run(net, 1.0, seed=1)
print(sum(len(run.spikes(p)[0]) for p in net.populations) / 4000)
