"""Print what a crossbar's readings, updates and construction cost, against the course's goals and
beside aihwkit, in CPU ms of one thread.

Run: python tests/benchmarks/crossbar.py

Both do the same work, turn about: ours, aihwkit's, ours, aihwkit's; a ratio is that of the medians.
Reading: devices that differ (d2d), 8-bit converters on both sides of the array, with and without a
noise that is new at each reading. Update: pulse trains of 31 slots that want 0.1 pulses a cell and
sample, devices that differ, steps that vary from cycle to cycle; a sample pulse by pulse, and a
batch of 64 (ours drawn at once). Both print the share of the cells that a sample moves, so that
equal work is seen. What is not the same is printed. Without aihwkit, which is built from source for
this once (a compiler, CMake and OpenBLAS' headers are needed: some ten minutes), ours stands alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ONE = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
os.environ.update(ONE)
HERE = Path(__file__).parent
sys.path[0] = str(HERE.parents[1])  # not this folder, whose crossbar.py is this file
sys.path.append(str(HERE / "peers"))

import numpy as np  # noqa: E402
from environments import NotToBeHad, environment  # noqa: E402

from neurolib import Crossbar, ExpStep, SoftBounds  # noqa: E402

TURNS, PULSES = 4, 0.1
EVEN = {"gamma_plus": 0.002, "gamma_minus": 0.002, "c2c": 0.3, "d2d": 0.3, "d2d_range": 0.1}
DEVICES = {
    "constant step": SoftBounds(**EVEN, slope_plus=0, slope_minus=0),
    "soft bounds": SoftBounds(**EVEN),
    "exponential step": ExpStep.preset("ReRAM-ES"),
    "phase change": ExpStep.preset("PCM"),
}
READS = {"256": 0.03, "1024": 0.2}
UPDATES = {"256": 0.25, "1024": 5.0}
NOTES = """\
Not the same: neurolib reads in double precision at its borders and keeps counts and joules of all it does; its noise at a reading
is 5 % of each conductance, aihwkit's has the form of PCM reads, which scales with a column's current. 'tile' is aihwkit's tile
as it is called, tile(x); 'core' the compiled part of it alone. A weight has one device (both), except where it says pairs.
A batch comes pulse by pulse in aihwkit; neurolib draws one normal number a device, of the same mean and variance."""


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


class Peer:
    """aihwkit in a process of its own, which answers questions; or none, and why."""

    def __init__(self) -> None:
        try:
            python = environment("aihwkit")
        except NotToBeHad as reason:
            self.process, self.version = None, f"none: {reason}"
            return
        self.process = subprocess.Popen(
            [python, HERE / "peers" / "on_aihwkit.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE},
        )
        self.version = json.loads(self.process.stdout.readline())["version"]

    def ask(self, **question: object) -> float | None:
        """Return what it took, in ms; or the share of cells that moved."""
        if self.process is None:
            return None
        print(json.dumps(question), file=self.process.stdin, flush=True)
        ((_, number),) = json.loads(self.process.stdout.readline()).items()
        return number


def beside(
    peer: Peer,
    title: str,
    goal: float | None,
    ours: Callable[[], object],
    share: int = 1,
    cores: bool = False,
    **ask: object,
) -> None:
    """Measure one thing on both sides, turn about, and print it beside its goal."""
    repeats, inner = int(ask["repeats"]), int(ask["inner"])
    mine, theirs, core = [], [], []
    for _ in range(TURNS):
        mine.append(cost(ours, repeats, inner))
        theirs.append(peer.ask(**ask))
        if cores:
            core.append(peer.ask(**ask, core=True))
    a, b = median(mine) / share, None if None in theirs else median(theirs) / share
    met = "" if goal is None else f"goal {goal:g}: {'met' if a <= goal else 'MISSED'}"
    against = (
        ""
        if b is None
        else f"aihwkit {b:9.4f}  ratio {b / a:5.2f} {'ahead' if a <= b else 'BEHIND'}"
    )
    if core and None not in core:
        against += f"  (core {median(core) / share:.4f})"
    print(f"{title:58s} {a:9.4f} ms  {met:18s} {against}", flush=True)


def reads(peer: Peer, n: int) -> None:
    """Measure readings of one vector and of 64."""
    rng = np.random.default_rng(2)
    W, X = rng.uniform(-0.4, 0.4, (n, n)), rng.uniform(-1, 1, (64, n))
    for label, noise in ("", 0.0), (", noise new at each", 0.05):
        chip = Crossbar(
            SoftBounds(), d2d=0.1, c2c=0.05, dac_bits=8, adc_bits=8, white_noise=noise
        ).program(W)
        often = {"repeats": 5, "inner": 100 if n < 1000 else 20}
        beside(peer, f"read {n}², one vector{label}", READS[str(n)], lambda c=chip: c.read(X[0]), cores=True,
               what="read", n=n, noise=noise, **often)  # fmt: skip
        beside(peer, f"read {n}², a vector of 64{label}", READS[str(n)], lambda c=chip: c.read(X), share=64, cores=True,
               what="read", n=n, noise=noise, batch=64, repeats=5, inner=4 if n < 1000 else 2)  # fmt: skip


def samples(peer: Peer, n: int) -> None:
    """Measure updates by one sample, pulse by pulse, and by a batch of 64."""
    rng = np.random.default_rng(2)
    X, D = rng.uniform(-1, 1, (64, n)), rng.standard_normal((64, n))
    W, size = rng.uniform(0.2, 0.8, (n, n)), np.abs(X).mean() * np.abs(D).mean()
    for name, device in DEVICES.items():
        chip = Crossbar(device, differential=False).program(W, w_max=1.0)
        rate = PULSES * chip.step / size
        before = chip.weights.copy()
        share = float(np.mean(chip.update_batch(X[0], D[0], rate, each=True).weights != before))
        theirs = peer.ask(what="moved", n=n, device=name, pulses=PULSES, repeats=3)
        print(
            f"update {n}², one sample, {name}: moves {share:.4f} of the cells; aihwkit "
            f"{theirs if theirs is None else f'{theirs:.4f}'}"
        )
        often = {"repeats": 5, "inner": 10 if n < 1000 else 2}
        beside(peer, f"update {n}², one sample, {name}", UPDATES[str(n)], lambda c=chip, r=rate: c.update_batch(X[0], D[0], r, each=True),
               what="update", n=n, device=name, pulses=PULSES, **often)  # fmt: skip
        beside(peer, f"update {n}², batch of 64, {name}", 40 if n > 1000 else None, lambda c=chip, r=rate: c.update_batch(X, D, r),
               what="update", n=n, device=name, pulses=PULSES, batch=64, repeats=3, inner=1)  # fmt: skip
    pair = Crossbar(DEVICES["soft bounds"]).program(W, w_max=1.0)
    ms = cost(lambda: pair.update_batch(X, D, PULSES * pair.step / size), 7)
    print(
        f"update {n}², batch of 64, soft bounds, pairs of devices      {ms:9.4f} ms  "
        f"goal 40: {'met' if ms <= 40 else 'MISSED'}"
    )


def construction(peer: Peer, n: int) -> None:
    """Measure how long an array takes to be made and to be given weights."""
    W = np.random.default_rng(2).uniform(0.2, 0.8, (n, n))
    for label, pairs in ("", False), (", pairs of devices", True):
        beside(peer, f"make and program {n}²{label}", 100 if n > 1000 else None,
               lambda p=pairs: Crossbar(DEVICES["soft bounds"], d2d=0.1, c2c=0.05, differential=p).program(W),
               what="make", n=n, device="soft bounds", repeats=3, inner=1)  # fmt: skip


def wires() -> None:
    """Measure a reading through wires."""
    rng = np.random.default_rng(2)
    chip, x = (
        Crossbar(SoftBounds(), wire_resistance=2.0).program(rng.normal(size=(128, 128))),
        rng.uniform(-1, 1, 128),
    )
    start = time.process_time()
    chip.read(x)
    print(
        f"factorisation of both planes of 128², once: {1e3 * (time.process_time() - start):.0f} ms"
    )
    ms = cost(lambda: chip.read(x), 9)
    print(
        f"read 128² pairs through wires, one vector: {ms:.3f} ms  goal 10: "
        f"{'met' if ms <= 10 else 'MISSED'}"
    )


def main() -> None:
    """Print all."""
    with contextlib.suppress(ImportError):
        import numba  # noqa: F401  # as after any run of an engine: pulses one by one are then compiled
    peer = Peer()
    print(f"{peer.version}; CPU ms of one thread, medians of {TURNS} turns\n{NOTES}\n")
    for n in 256, 1024:
        reads(peer, n)
        samples(peer, n)
        construction(peer, n)
    wires()


if __name__ == "__main__":
    main()
