"""Compare both engines with NEST spike for spike, and write the lists that the tests hold them to.

Run: python tests/benchmarks/nest_equality.py [CASE …] [--python PYTHON] [--write]

Cases, all of them where none is named:

  clocked  CUBA 4000, 1 s: Clocked and iaf_psc_exp, equal in neuron and tick
  precise  CUBA 4000: EventDriven and iaf_psc_exp_ps, from the same state, each spike to 1e-9 ms
  delta    1000 LIF, delta synapses with a weight and a delay each: EventDriven and iaf_psc_delta_ps, each spike to 1e-9 ms
  sparse   10 000 LIF, the benchmark's sparse network at 10 Hz under a replayed drive: the same two

PYTHON is an interpreter that can import nest; without it an environment is made, once, as
peers/environments.py says. --write renews tests/engines/*_nest.npz. NEST gets the connections,
weights, delays, voltages and input of this seed: both begin in the same state. Where two exact
solvers part for good, as chaos has it, the time of the first spike that differs is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "tests" / "engines"
SEED, DT, CLOSE = 1, 1e-4, 1e-9  # s, ms
KEPT = 200.0  # ms of precise times that a list holds: they do not compress
# case: (network of networks.py, its arguments, NEST's model, s, the list that is kept)
CASES = {
    "clocked": ("cuba", {}, "iaf_psc_exp", 1.0, "cuba_nest.npz"),
    "precise": ("cuba", {}, "iaf_psc_exp_ps", 1.0, "cuba_precise_nest.npz"),
    "delta": ("replayed", {"varied": True}, "iaf_psc_delta_ps", 1.0, "delta_precise_nest.npz"),
    "sparse": ("replayed", {"n": 10_000}, "iaf_psc_delta_ps", 1.0, None),
}


def network(case):
    """Return the network of a case."""
    import networks

    name, arguments, *_ = CASES[case]
    return getattr(networks, name)(**arguments)


def describe(net, path):
    """Write the network as NEST is to build it: ids from 0, pA or mV, mV, ms; sources come after
    the neurons.
    """
    groups = [*net.populations, *(g for g in net.groups if g not in net.populations)]
    first = dict(zip(groups, np.cumsum([0] + [g.n for g in groups]).tolist(), strict=False))
    pre, post, weight, delay = [], [], [], []
    for projection in net.projections:
        i, j = projection.pairs(SEED)
        pre.append(i + first[projection.pre])
        post.append(j + first[projection.post])
        weight.append(
            projection.each(projection.weight, i, j)
            * (1e3 if projection.synapse.kind == "delta" else 1e12)
        )
        delay.append(np.round(projection.each(projection.delay, i, j) * 1e4) / 10)
    named = {
        "pre": pre,
        "post": post,
        "weight": weight,
        "delay": delay,
        "V": [p.start(SEED)[0] * 1e3 for p in net.populations],
    }
    lif, times, who = net.populations[0].neuron, np.empty(0), np.empty(0, dtype=int)
    for source in groups[len(net.populations) :]:
        order = np.argsort(source.indices, kind="stable")
        times, who = source.times[order] * 1e3, source.indices[order] + first[source]
    model = {
        "C_m": lif.C * 1e12,
        "tau_m": lif.C / lif.g_L * 1e3,
        "E_L": lif.E_L * 1e3,
        "V_th": lif.V_T * 1e3,
    }
    model |= {"V_reset": lif.V_R * 1e3, "t_ref": lif.t_ref * 1e3}
    parts = {name: np.concatenate(values) for name, values in named.items()}
    np.savez(
        path,
        **parts,
        times=times,
        who=who,
        names=list(model),
        values=np.round(list(model.values()), 9),
    )


def ends(data, own):
    """Return the connections that are meant as NEST's Connect takes them; its ids count on from 1,
    sources after neurons.
    """
    each = {"weight": data["weight"][own], "delay": data["delay"][own]}
    return (
        data["pre"][own].astype(np.int64) + 1,
        data["post"][own].astype(np.int64) + 1,
        "one_to_one",
        each,
    )


def on_nest(name, seconds, source, result):
    """Build and run the network in NEST; write its version and its spikes, sorted by time and
    neuron.
    """
    import nest

    data = np.load(source)
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = DT * 1e3
    model = dict(zip(data["names"].tolist(), data["values"].tolist(), strict=True))
    model |= {} if "delta" in name else {"tau_syn_ex": 5.0, "tau_syn_in": 10.0}
    neurons = nest.Create(name, len(data["V"]), params=model)
    neurons.V_m = data["V"]
    if len(data["who"]):
        trains = np.split(data["times"], np.cumsum(np.bincount(data["who"])[len(neurons) :])[:-1])
        nest.Create(
            "spike_generator",
            len(trains),
            params=[{"spike_times": t, "precise_times": True} for t in trains],
        )
        nest.Connect(*ends(data, data["pre"] >= len(neurons)))
    nest.Connect(*ends(data, data["pre"] < len(neurons)))
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Simulate(float(seconds) * 1e3)
    events = recorder.get("events")
    times, sender = events["times"], (events["senders"] - 1).astype(np.uint16)
    when = (
        {"times": times}
        if name.endswith("_ps")
        else {"tick": np.rint(times / (DT * 1e3)).astype(np.uint16)}
    )
    order = np.lexsort((sender, times))
    np.savez_compressed(
        result,
        **{key: value[order] for key, value in when.items()},
        sender=sender[order],
        version=nest.__version__,
    )


def on_neurolib(case, seconds):
    """Return the spikes of the same network, as (times in s, index)."""
    from neurolib import Clocked, EventDriven

    net = network(case)
    run = (Clocked(DT) if case == "clocked" else EventDriven()).run(net, seconds, seed=SEED)
    first = np.cumsum([0] + [p.n for p in net.populations])
    spikes = [run.spikes(p) for p in net.populations]
    return np.concatenate([t for t, _ in spikes]), np.concatenate(
        [who + k for (_, who), k in zip(spikes, first, strict=False)]
    )


def ticks_equal(times, who, theirs):
    """Print how many spikes are equal in neuron and tick; return whether all are."""
    mine = set(zip(np.rint(times / DT).astype(int).tolist(), who.tolist(), strict=True))
    equal = len(mine & set(zip(theirs["tick"].tolist(), theirs["sender"].tolist(), strict=True)))
    print(
        f"  spikes: NEST {len(theirs['tick'])}, Clocked {len(times)}, equal in neuron "
        f"and tick {equal}"
    )
    return equal == len(times) == len(theirs["tick"])


def times_equal(times, who, theirs):
    """Print how far the spikes of equal number of equal neurons are apart, and since when; return
    whether all are close.
    """
    mine, other = np.lexsort((times, who)), np.lexsort((theirs["times"], theirs["sender"]))
    print(f"  spikes: NEST {len(theirs['times'])}, EventDriven {len(times)}")
    if not np.array_equal(who[mine], theirs["sender"][other]):
        short = min(len(mine), len(other))
        odd = np.flatnonzero(
            np.abs(np.sort(times)[:short] * 1e3 - np.sort(theirs["times"])[:short]) > CLOSE
        ).tolist() or [short - 1]
        print(
            f"  not the same neurons; the first spike that differs is number {odd[0]}, "
            f"at {np.sort(theirs['times'])[odd[0]]:.6f} ms"
        )
        return False
    apart, when = np.abs(times[mine] * 1e3 - theirs["times"][other]), theirs["times"][other]
    for end in np.linspace(0.25, 1.0, 4) * when.max():
        print(
            f"  until {end:6.1f} ms: {np.sum(when <= end):6} spikes, at most "
            f"{apart[when <= end].max(initial=0):.2g} ms apart"
        )
    return bool((apart <= CLOSE).all())


def compare(case, python, write, folder):
    """Run a case on both; return whether every spike is equal."""
    _, _, model, seconds, kept = CASES[case]
    source, result = Path(folder) / "network.npz", Path(folder) / "spikes.npz"
    describe(network(case), source)
    subprocess.run(
        [python, __file__, "--nest", model, str(seconds), source, result],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    theirs = dict(np.load(result))
    print(f"{case}: {model} of NEST {theirs['version']}, {seconds:g} s")
    same = (ticks_equal if case == "clocked" else times_equal)(*on_neurolib(case, seconds), theirs)
    if write and kept:
        if case != "clocked":
            early = theirs["times"] < KEPT
            theirs |= {name: theirs[name][early] for name in ("times", "sender")}
        np.savez_compressed(LISTS / kept, **theirs)
        print(f"  {kept}: {(LISTS / kept).stat().st_size} bytes")
    return same


def main():
    """Run the cases, print how many spikes are equal, and fail if one is not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", choices=[*CASES, []])
    parser.add_argument("--python", help="an interpreter that can import nest")
    parser.add_argument("--write", action="store_true", help="renew the lists in tests/engines")
    parser.add_argument("--nest", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.nest:
        return on_nest(*options.nest)
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent / "peers")]
    from environments import environment

    python = options.python or environment("nest")
    with tempfile.TemporaryDirectory() as folder:
        same = [compare(case, python, options.write, folder) for case in options.cases or CASES]
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
