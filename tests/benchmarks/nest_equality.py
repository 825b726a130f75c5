"""Compare Clocked with NEST's iaf_psc_exp spike for spike: CUBA 4000 for 1 s, and write the list that the tests hold it to.

Run: python tests/benchmarks/nest_equality.py [--python PYTHON] [--write]

PYTHON is an interpreter that can import nest; without it an environment is made in a temporary folder and nest-simulator is
installed there. --write renews tests/engines/cuba_nest.npz. NEST gets the connections, voltages and delay of this seed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "engines" / "cuba_nest.npz"
SEED, DT, DURATION = 1, 1e-4, 1.0


def describe(path):
    """Write the network as NEST is to build it: ids from 0, pA, mV, ms."""
    from networks import cuba

    net = cuba()
    start = np.cumsum([0] + [p.n for p in net.populations])
    first = dict(zip(net.populations, start.tolist(), strict=False))
    pre, post, weight = [], [], []
    for projection in net.projections:
        i, j = projection.pairs(SEED)
        pre.append(i + first[projection.pre])
        post.append(j + first[projection.post])
        weight.append(np.full(len(i), float(projection.weight) * 1e12))
    V = np.concatenate([p.start(SEED)[0] for p in net.populations]) * 1e3
    np.savez(path, pre=np.concatenate(pre), post=np.concatenate(post), weight=np.concatenate(weight), V=V)


def on_nest(source, result):
    """Build and run the network in NEST; write its version and its spikes as (tick, index)."""
    import nest

    data = np.load(source)
    nest.ResetKernel()
    nest.set_verbosity("M_ERROR")
    nest.resolution = DT * 1e3
    model = {"C_m": 200.0, "tau_m": 20.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0, "I_e": 0.0}
    neurons = nest.Create("iaf_psc_exp", len(data["V"]), params={**model, "tau_syn_ex": 5.0, "tau_syn_in": 10.0})
    neurons.V_m = data["V"]
    recorder = nest.Create("spike_recorder")
    connections = {"weight": data["weight"], "delay": np.full(len(data["weight"]), DT * 1e3)}
    nest.Connect(data["pre"] + 1, data["post"] + 1, "one_to_one", syn_spec=connections)
    nest.Connect(neurons, recorder)
    nest.Simulate(DURATION * 1e3)
    events = recorder.get("events")
    tick, sender = np.rint(events["times"] / (DT * 1e3)).astype(np.uint16), (events["senders"] - 1).astype(np.uint16)
    order = np.lexsort((sender, tick))
    np.savez_compressed(result, tick=tick[order], sender=sender[order], version=nest.__version__)


def on_clocked():
    """Return the spikes of the same network on Clocked, as (tick, index) sorted."""
    from networks import cuba

    from neurolib import Clocked

    net = cuba()
    run = Clocked(DT).run(net, DURATION, seed=SEED)
    spikes = [run.spikes(p) for p in net.populations]
    tick = np.rint(np.concatenate([times for times, _ in spikes]) / DT).astype(int)
    sender = np.concatenate([spikes[0][1], spikes[1][1] + net.populations[0].n])
    order = np.lexsort((sender, tick))
    return tick[order], sender[order]


def environment(folder):
    """Make an environment with NEST and return its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "nest-simulator", "numpy"], check=True)
    return python


def main():
    """Run both, print how many spikes are equal, and fail if one is not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="an interpreter that can import nest")
    parser.add_argument("--write", action="store_true", help=f"renew {LIST.relative_to(ROOT)}")
    parser.add_argument("--nest", nargs=2, metavar=("SOURCE", "RESULT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.nest:
        return on_nest(*options.nest)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder) / "network.npz", Path(folder) / "spikes.npz"
        describe(source)
        python = options.python or environment(Path(folder) / "nest")
        subprocess.run([python, __file__, "--nest", source, result], check=True, stdout=subprocess.DEVNULL)
        theirs = dict(np.load(result))
    tick, sender = on_clocked()
    equal = len(set((tick * 10_000 + sender).tolist()) & set((theirs["tick"].astype(int) * 10_000 + theirs["sender"]).tolist()))
    print(f"NEST {theirs['version']}: {len(theirs['tick'])} spikes; Clocked: {len(tick)}; equal in neuron and tick: {equal}")
    if options.write:
        np.savez_compressed(LIST, **theirs)
        print(f"{LIST.relative_to(ROOT)}: {LIST.stat().st_size} bytes")
    if not equal == len(tick) == len(theirs["tick"]):
        sys.exit(1)
    return None


if __name__ == "__main__":
    main()
