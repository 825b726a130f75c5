"""Networks that NEST and Clocked run alike; as a program, what one of several processes of NEST finds.

Run: mpirun -n 2 python -m tests.engines.nest_processes OUT THREADS

Each process writes what it found to OUT and its number. The file needs NumPy, NEST and, for several
processes, mpi4py; the tests of tests/engines/test_nest.py read it.
"""

import json
import sys

import numpy as np

from neurolib import LIF, STDP, AdEx, Clocked, Nest, Network, ParameterError
from neurolib.energy import LOIHI
from neurolib.units import Hz, ms, mV, nA, nS, pA

DT = 0.1 * ms
LEARNING = 120  # synapses of ``learning``


def cuba(n=1000, delay=0.1 * ms):
    """CUBA of Brette et al. (2007), as the benchmarks have it."""
    neuron = LIF(E_L=-49 * mV, t_ref=5 * ms)
    net = Network()
    cells = net.population(neuron, n, V="uniform", name="cells")
    common = {"delay": delay, "probability": 80 / n, "synapse": "exponential"}
    net.project(cells[: n * 4 // 5], cells, 16.2 * pA, tau=5 * ms, **common)
    net.project(cells[n * 4 // 5 :], cells, -90 * pA, tau=10 * ms, **common)
    return net


def any_network(seed, synapse):
    """A network with all that the two engines do alike on the grid, drawn with a seed."""
    net, rng = Network(), np.random.default_rng(seed)
    unit = {"delta": 0.1 * mV, "exponential": pA}[synapse]
    taus = [3 * ms, 5 * ms, 12 * ms] if synapse == "exponential" else [None]
    steps = np.sort(rng.uniform(0, 200, 3)) * ms
    n = int(rng.integers(5, 30))
    groups = [
        net.population(LIF(), n, I=(steps, rng.uniform(-100, 300, (3, n)) * pA), V="uniform"),
        net.population(LIF(t_ref=0.0), 6, I=180 * pA, V_T=rng.uniform(-53, -48, 6) * mV),
        net.population(LIF(), 3, I=250 * pA, t_ref=rng.integers(0, 30, 3) * DT),
        net.population(LIF(C=100e-12), 4, I=rng.uniform(0, 300, 4) * pA),
        net.poisson(10, rng.uniform(10, 200, 10) * Hz),
        net.spikes([np.sort(rng.uniform(1, 200, 20)) * ms for _ in range(5)]),
    ]
    for k in range(8):
        pre, post = groups[rng.integers(6)], groups[rng.integers(4)]
        weight = rng.uniform(-30, 60, (pre.n, post.n)) if k % 2 else rng.uniform(-30, 60)
        delay = (
            rng.integers(1, 40, (pre.n, post.n)) * DT if k % 3 else int(rng.integers(1, 40)) * DT
        )
        net.project(
            pre,
            post,
            weight * unit,
            delay,
            probability=0.5,
            synapse=synapse,
            tau=taus[k % len(taus)],
            name=f"inputs {k}",
        )
    return net


def conducting(neuron):
    net = Network()
    inputs, cells = net.poisson(80, 30 * Hz), net.population(neuron, 10, I=100 * pA)
    act = {"synapse": "conductance", "delay": 1 * ms}
    net.project(inputs[:60], cells, 3 * nS, tau=5 * ms, name="up", **act)
    net.project(inputs[60:], cells, 3 * nS, tau=8 * ms, E_rev=-80 * mV, name="down", **act)
    return net, cells


def learning(bounds="hard", largest=1 * pA, A_plus=0.02, synapse="exponential"):
    """Inputs that learn, and teachers that make the targets fire; all synapses have a last arrival
    after the last spike.
    """
    net, rng = Network(), np.random.default_rng(5)
    trains = [np.unique(rng.integers(10, 5000, 8)) * DT for _ in range(20)]
    inputs = net.spikes([np.append(train, 560 * ms) for train in trains], name="inputs")
    teachers = net.spikes([np.unique(rng.integers(10, 5000, 9)) * DT for _ in range(6)])
    cells = net.population(LIF(), 6, name="cells")
    strong = 2 * nA if synapse == "exponential" else 30 * nS
    net.project(teachers, cells, strong, 1 * ms, pairs="one_to_one", synapse=synapse)
    rule = STDP(A_plus, 0.022, tau_plus=15 * ms, tau_minus=25 * ms, bounds=bounds)
    act = {"synapse": synapse, "plasticity": rule, "w_max": largest, "name": "learning"}
    net.project(inputs, cells, 0.3 * largest, 1.5 * ms, **act)
    return net


# --- a process ------------------------------------------------------------------------------------


def cases():
    """Return networks, what is run of them, and what of a run is compared with Clocked."""
    driven = any_network(4, "exponential")
    states = {p: {"V": "all"} for p in driven.populations}
    for p in driven.projections:
        states[p.post][p.name] = "all"
    jumps, exact = any_network(3, "delta"), ("spikes", "counts", "bill", "states")
    taught = learning()
    adapting, cells = conducting(AdEx())
    return {
        "cuba": (cuba(400), 0.2, {"seed": 3}, exact),
        "currents": (driven, 0.2, {"seed": 4, "record": states}, exact),
        "jumps": (jumps, 0.2, {"seed": 3, "record": [jumps.populations[0]]}, exact),
        "learning": (taught, 0.6, {"record": {"cells": [0, 5]}, "snapshots": 3}, ("spikes",)),
        "conductances": (adapting, 0.1, {"record": {cells: {"V": [1, 7], "w": [2]}}}, ()),
    }


def summary(run):
    """Return a run as lists."""
    net = run.net
    learn = [p for p in net.projections if p.plasticity is not None]
    return {
        "spikes": [[each.tolist() for each in run.spikes(group)] for group in net.groups],
        "counts": sorted([*key, int(n)] for key, n in run.counts.items()),
        "bill": run.ledger.bill(LOIHI).total,
        "states": {f"{p.name}, {name}": v.tolist() for (p, name), v in run.states.items()},
        "weights": [run.weights(p).tolist() for p in learn],
        "snapshots": [run.snapshots(p)[1].tolist() for p in learn],
    }


def clocked():
    """Return what Clocked finds, as far as it is the same."""
    found = {}
    for name, (net, seconds, more, compared) in cases().items():
        whole = summary(Clocked(DT).run(net, seconds, **more))
        found[name] = {what: whole[what] for what in compared}
    return found


def refusals(engine):
    """Return the sentences with which networks are refused."""
    found = []
    silent = Network()
    silent.project(silent.spikes([[0.0]]), silent.population(LIF(), 4), 1 * mV, 1 * ms)
    both = Network()
    cells, source = both.population(LIF(), 4), both.spikes([[5 * ms]])
    both.project(source, cells, 1 * mV, 1 * ms)
    both.project(source, cells, 30 * pA, 1 * ms, synapse="exponential")
    for attempt in (
        lambda: engine.run(silent, 0.01),
        lambda: engine.run(both, 0.01),
        lambda: engine.start(both),
    ):
        try:
            attempt()
        except ParameterError as refused:
            found.append(str(refused))
    return found


def main(out, threads):
    """Run all networks in this process, and write what it found."""
    import nest

    engine = Nest(DT, int(threads))
    refused, runs = refusals(engine), {}
    for name, (net, seconds, more, _) in cases().items():
        runs[name] = summary(engine.run(net, seconds, **more))
        if name == "learning":
            synapses = len(nest.GetConnections(synapse_model="learning_1"))
    *_, last = engine.stream(cuba(400), 0.2, every=0.07, seed=3)
    assert summary(last) == runs["cuba"]
    found = {"runs": runs, "refused": refused, "synapses": synapses, "told": engine.explain()}
    with open(f"{out}{nest.Rank()}", "w") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
