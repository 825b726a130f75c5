"""aihwkit's tile, asked line by line: one JSON object in, one out. Run by
tests/benchmarks/crossbar.py in aihwkit's environment.
"""

import json
import re
import sys
import time
from statistics import median

import aihwkit
import numpy as np
import torch
from aihwkit.simulator import configs
from aihwkit.simulator.parameters.enums import (
    BoundManagementType,
    NoiseManagementType,
    WeightNoiseType,
)
from aihwkit.simulator.presets.devices import PCMPresetDevice, ReRamESPresetDevice
from aihwkit.simulator.tiles.analog import AnalogTile

torch.set_num_threads(1)
torch.set_grad_enabled(False)
EVEN = {"dw_min": 0.002, "dw_min_std": 0.3, "dw_min_dtod": 0.3, "up_down": 0.0, "up_down_dtod": 0.0}
EVEN |= {"w_max": 1.0, "w_min": -1.0, "w_max_dtod": 0.1, "w_min_dtod": 0.1}
CALM = {"write_noise_std": 0.0, "up_down_dtod": 0.0}  # what neurolib's crossbars leave out
DEVICES = {
    "constant step": lambda: configs.ConstantStepDevice(**EVEN),
    "soft bounds": lambda: configs.SoftBoundsDevice(**EVEN),
    "exponential step": lambda: ReRamESPresetDevice(**CALM),
    "phase change": lambda: PCMPresetDevice(**CALM, dw_min_std_add=0.0, dw_min_std_slope=0.0),
}
MADE = {}


def tile(ask):
    """Return the tile that is asked for: with the devices' spread, 8-bit converters, pulse trains
    of 31 slots.
    """
    forward = configs.IOParameters(
        inp_res=1 / (2**8 - 2), out_res=1 / (2**8 - 2), out_bound=ask.get("range", 12.0), inp_bound=1.0, out_noise=0.0,
        noise_management=NoiseManagementType.NONE, bound_management=BoundManagementType.NONE,
    )  # fmt: skip
    if ask.get("noise"):
        forward.w_noise, forward.w_noise_type = 0.05, WeightNoiseType.PCM_READ
    update = configs.UpdateParameters(
        desired_bl=31, fixed_bl=True, update_bl_management=False, update_management=True
    )
    device = DEVICES[ask.get("device", "soft bounds")]()
    made = AnalogTile(
        ask["n"], ask["n"], configs.SingleRPUConfig(device=device, forward=forward, update=update)
    )
    made.tile.set_weights(
        torch.from_numpy(
            np.random.default_rng(1).uniform(-0.4, 0.4, (ask["n"], ask["n"])).astype(np.float32)
        )
    )
    return made


def work(ask):
    """Return what is to be timed."""
    n, batch, rng = ask["n"], ask.get("batch", 1), np.random.default_rng(2)
    x, d = (
        torch.from_numpy(draw((batch, n)).astype(np.float32))
        for draw in (lambda s: rng.uniform(-1, 1, s), rng.standard_normal)
    )
    if ask["what"] == "make":
        return lambda: tile(ask)
    one = tile(ask)
    if ask["what"] == "read":
        return (
            (lambda: one.tile.forward(x, False, False, False, False))
            if ask.get("core")
            else (lambda: one(x))
        )
    one.set_learning_rate(ask["pulses"] * granularity(one) / float(x.abs().mean() * d.abs().mean()))
    return (lambda: moved(one, x, d)) if ask["what"] == "moved" else lambda: one.update(x, d)


def granularity(one):
    """Return the step by which the tile counts wanted pulses: that of a device with exponential
    steps is not its dw_min.
    """
    return float(re.search(r"granularity[^:]*:\s*([-+.e\d]+)", str(one.tile))[1])


def moved(one, x, d):
    """Return the share of the weights that an update changes: how many pulses there were."""
    one.tile.set_weights(torch.full(one.tile.get_weights().shape, 0.5))
    before = one.tile.get_weights().clone()
    one.update(x, d)
    return float((one.tile.get_weights() != before).float().mean())


def main():
    """Say hello, then answer questions."""
    print(
        json.dumps({"version": f"aihwkit {aihwkit.__version__}, torch {torch.__version__}"}),
        flush=True,
    )
    for line in sys.stdin:
        if line not in MADE:
            MADE.clear()
            MADE[line] = work(json.loads(line))
        run, ask, times = MADE[line], json.loads(line), []
        if ask["what"] == "moved":
            print(
                json.dumps({"share": sum(run() for _ in range(ask["repeats"])) / ask["repeats"]}),
                flush=True,
            )
            continue
        run()
        for _ in range(ask["repeats"]):
            start = time.process_time()
            for _ in range(ask["inner"]):
                run()
            times.append((time.process_time() - start) / ask["inner"] * 1e3)
        print(json.dumps({"ms": median(times)}), flush=True)


if __name__ == "__main__":
    main()
