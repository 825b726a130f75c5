"""The networks on neurolib. What a run of one tick takes, drawing and laying out the network, is
build and is subtracted.
"""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import numpy as np
from child import cpu, memory, serve

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[1])]
TICK, METHODS = 1e-4, {"euler": "Euler"}


def network(spec):
    """Return the network of this kind, and the projection that learns, if there is one."""
    import networks

    kind = spec["kind"]
    if kind == "cuba":
        if own := {what: True for what in ("weights", "delays") if spec.get(what)}:
            return networks.cuba_varied(
                spec["n"], spec.get("targets", 80), **{"weights": False, "delays": False} | own
            ), None
        return networks.cuba(spec["n"], spec["delay"] * 1e-3, spec.get("targets", 80)), None
    if kind == "coba":
        return networks.coba(spec["n"], spec["delay"] * 1e-3, spec.get("targets", 80)), None
    if kind == "adex":
        return networks.adex(spec["n"]), None
    if kind == "sparse":
        return networks.sparse(spec["rate"], spec["n"], spec["synapse"]), None
    net = networks.stdp(spec["n"])
    return net, net.projections[0]


def describe(spec):
    """Return the connections, weights (mV of drive; of conductances nS, negative for inhibition),
    delays (ms) and voltages (mV) that every peer is given: ids from 0.
    """
    net, _ = network(spec)
    start = np.cumsum([0] + [p.n for p in net.populations])
    first = dict(zip(net.populations, start.tolist(), strict=False))
    pre, post, weight, delay = [], [], [], []
    for projection in net.projections:
        if projection.pre in first:
            i, j = projection.pairs(1)
            pre.append(i + first[projection.pre])
            post.append(j + first[projection.post])
            unit = (
                (1e-9 if projection.synapse.E_rev > -30e-3 else -1e-9)
                if projection.synapse.kind == "conductance"
                else 10e-12
            )
            weight.append(projection.each(projection.weight, i, j) / unit)
            delay.append(np.round(projection.each(projection.delay, i, j) * 1e4) / 10)
    names = zip(("pre", "post", "weight", "delay"), (pre, post, weight, delay), strict=True)
    return {name: np.concatenate(parts) for name, parts in names} | {
        "V": np.concatenate([p.start(1)[0] for p in net.populations]) * 1e3
    }


def alone(spec):
    """Return what runs one AdEx neuron by itself, its voltage kept at every tick."""
    from neurolib import AdEx, simulate

    method = METHODS.get(spec["method"], "RK4")

    def run(seconds):
        done = simulate(AdEx(V_peak=0.0), spec["I"] * 1e-12, seconds, dt=TICK, method=method)
        return lambda: (done.spikes, np.zeros(len(done.spikes), dtype=int))

    run(0.1)
    return run


def build(spec, data):
    """Make the network and one run of it, so that everything is compiled or read from the cache."""
    version = importlib.metadata.version("neurolib-course")
    if spec["variant"] == "roofline":
        import engines

        return version, 1, lambda seconds: engines.least_of_cuba(seconds) or (lambda: ([], []))
    from neurolib import Clocked, EventDriven

    if spec["variant"] != "numpy":
        import numba  # noqa: F401
    if spec["variant"] == "simulate":
        return version, 1, alone(spec)
    clocked = Clocked(TICK, METHODS.get(spec.get("method"), "RK4"))
    (net, learning), engine = (
        network(spec),
        EventDriven() if spec["variant"] == "event" else clocked,
    )
    engine.run(net, 100 * TICK, seed=1)
    assert ("compiled path" in engine.explain()) == (spec["variant"] != "numpy"), engine.explain()

    def run(seconds):
        began = cpu()
        engine.run(net, TICK, seed=1)
        middle, held = cpu(), []
        done = engine.run(
            net,
            seconds,
            seed=1,
            **({"progress": lambda *_: held.append(memory())} if spec.get("held") else {}),
        )
        ended = cpu()

        def read():
            spikes, start = (
                [done.spikes(p) for p in net.populations],
                np.cumsum([0] + [p.n for p in net.populations]),
            )
            more = {
                "cpu": max(ended - 2 * middle + began, 1e-9),
                "setup": middle - began,
                "whole": ended - middle,
            }
            more["events"] = sum(
                count for (what, _), count in done.counts.items() if what == "synaptic event"
            )
            if held:
                more["held"] = max(held)
            if learning is not None:
                more["weights"] = (done.weights(learning) / 0.1e-9).tolist()
            who = np.concatenate([i + first for (_, i), first in zip(spikes, start, strict=False)])
            return np.concatenate([t for t, _ in spikes]), who, more

        return read

    return version, sum(p.n for p in net.populations), run


if __name__ == "__main__":
    serve(build)
