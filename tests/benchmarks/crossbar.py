"""Print what a crossbar's readings, updates, construction and wires cost, against the course's goals, in CPU ms of one thread.

Run: python tests/benchmarks/crossbar.py

Reading: devices that differ (d2d), written with spread (c2c), noise that is new at each reading, 8-bit converters on both sides;
one vector alone, and in a batch of 64. Update: soft bounds with spread from cycle to cycle, a batch of 64 in one draw, for one
device a weight and for pairs. Wires: after the factorisation, which is printed too. Each figure is the median of some repeats.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

for name in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[name] = "1"
sys.path[0] = str(Path(__file__).parents[2])  # not this folder, whose crossbar.py is this file

import numpy as np  # noqa: E402

from neurolib import Crossbar, SoftBounds  # noqa: E402

GOALS = {"read 256": 0.03, "read 1024": 0.2, "update 1024, one": 40, "update 1024, pairs": 40, "make 1024": 100, "wires 128": 10}
NOISY = {"d2d": 0.1, "c2c": 0.05, "white_noise": 0.05, "dac_bits": 8, "adc_bits": 8}


def cost(work: Callable[[], object], repeats: int, inner: int = 1) -> float:
    """Return the median CPU time in ms of ``work``, after one run to warm up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(inner):
            work()
        times.append((time.process_time() - start) / inner * 1e3)
    return median(times)


def line(what: str, ms: float, goal: str) -> None:
    """Print one figure beside its goal."""
    limit = GOALS[goal]
    print(f"{what:58s} {ms:9.4f} ms   goal {limit:g} ms   {'met' if ms <= limit else 'missed'}", flush=True)


def main() -> None:
    """Print all."""
    rng = np.random.default_rng(1)
    device = SoftBounds(gamma_plus=0.002, gamma_minus=0.002, c2c=0.3, d2d=0.3, d2d_range=0.1)
    for n in 256, 1024:
        W, X = rng.normal(size=(n, n)), rng.uniform(-1, 1, (64, n))
        for label, options in ("d2d, c2c of writing, 8 bits", {**NOISY, "white_noise": 0.0}), ("and noise new at each read", NOISY):
            chip = Crossbar(SoftBounds(), **options).program(W)
            line(f"read {n}², one vector; {label}", cost(lambda c=chip, x=X[0]: c.read(x), 7, 200 if n < 1000 else 40), f"read {n}")
            line(f"read {n}², a vector of 64; {label}", cost(lambda c=chip, x=X: c.read(x), 7, 8) / 64, f"read {n}")
    X, D = rng.normal(size=(64, n)), rng.normal(size=(64, n)) * 1e-4
    for label, pairs in ("one", False), ("pairs", True):
        chip = Crossbar(device, differential=pairs).program(np.abs(W))
        line(f"update 1024², batch of 64, {label}", cost(lambda c=chip: c.update_batch(X, D), 5), f"update 1024, {label}")
    line("make and program 1024² pairs, d2d and c2c", cost(lambda: Crossbar(SoftBounds(), d2d=0.1, c2c=0.05).program(W), 5), "make 1024")
    line("the same, one device a weight",
         cost(lambda: Crossbar(SoftBounds(), d2d=0.1, c2c=0.05, differential=False).program(np.abs(W)), 5), "make 1024")  # fmt: skip
    chip, x = Crossbar(SoftBounds(), wire_resistance=2.0).program(rng.normal(size=(128, 128))), rng.uniform(-1, 1, 128)
    start = time.process_time()
    chip.read(x)
    print(f"factorisation of both planes of 128²: {1e3 * (time.process_time() - start):.0f} ms")
    line("read 128² pairs through wires, one vector", cost(lambda: chip.read(x), 7), "wires 128")
    # aihwkit, side by side in the same run, comes here: the same sizes, the same spreads, its own environment and process.


if __name__ == "__main__":
    main()
