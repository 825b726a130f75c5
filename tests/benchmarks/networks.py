"""The benchmark networks, exactly as Brette et al. (2007) and the comparisons of simulators define
them.
"""

from __future__ import annotations

import numpy as np

from neurolib.applications.learning.competition import competition
from neurolib.network import Network
from neurolib.neurons import LIF, AdEx
from neurolib.plasticity import STDP
from neurolib.units import Hz, ms, mV, nA, nS, pA, pF


def cuba(n=4000, delay=0.1 * ms, targets=80):
    """Return the network of R. Brette et al. (2007), doi:10.1007/s10827-007-0038-6, benchmark 2,
    after T. P. Vogels and L. F. Abbott (2005), doi:10.1523/JNEUROSCI.3508-05.2005: 80 % excitatory,
    exponential currents, random connectivity.

    Weights are jumps of the drive that adds to E_L, in mV, so that a current in A is g_L times as
    much.
    """
    neuron = LIF(C=200 * pF, g_L=10 * nS, E_L=-49 * mV, V_T=-50 * mV, V_R=-60 * mV, t_ref=5 * ms)
    net = Network()
    excitatory = net.population(neuron, n - n // 5, V="uniform", name="excitatory")
    inhibitory = net.population(neuron, n // 5, V="uniform", name="inhibitory")
    for post in excitatory, inhibitory:
        common = {"delay": delay, "probability": targets / n, "synapse": "exponential"}
        net.project(excitatory, post, 1.62 * mV * neuron.g_L, tau=5 * ms, **common)
        net.project(inhibitory, post, -9 * mV * neuron.g_L, tau=10 * ms, **common)
    return net


def coba(n=4000, delay=0.1 * ms, targets=80):
    """Return benchmark 1 of R. Brette et al. (2007), doi:10.1007/s10827-007-0038-6: the network of
    :func:`cuba` with conductances.

    The weights are 6 and 67 nS; a current of 200 pA lifts the resting potential from -60 mV to -40
    mV.
    """
    neuron = LIF(C=200 * pF, g_L=10 * nS, E_L=-60 * mV, V_T=-50 * mV, V_R=-60 * mV, t_ref=5 * ms)
    net = Network()
    excitatory = net.population(neuron, n - n // 5, V="uniform", I=200 * pA, name="excitatory")
    inhibitory = net.population(neuron, n // 5, V="uniform", I=200 * pA, name="inhibitory")
    for post in excitatory, inhibitory:
        common = {"delay": delay, "probability": targets / n, "synapse": "conductance"}
        net.project(excitatory, post, 6 * nS, tau=5 * ms, E_rev=0 * mV, **common)
        net.project(inhibitory, post, 67 * nS, tau=10 * ms, E_rev=-80 * mV, **common)
    return net


def adex(n=10_000):
    """Return uncoupled AdEx neurons under currents spread evenly from 0.5 to 1 nA; one alone gets
    0.75 nA.
    """
    net = Network()
    net.population(AdEx(V_peak=0.0), n, I=np.linspace(0.5, 1, n) * nA if n > 1 else 0.75 * nA)
    return net


def sparse(rate, n=10_000, synapse="delta"):
    """Return LIF neurons, each driven over its threshold by a Poisson source of its own, with 100
    weak targets each.
    """
    neuron = LIF(C=200 * pF, g_L=10 * nS, E_L=-70 * mV, V_T=-50 * mV, V_R=-70 * mV, t_ref=2 * ms)
    net, own, rng = Network(), np.arange(n), np.random.default_rng(5)
    strong, weak = (
        (25 * mV, 0.05 * mV)
        if synapse == "delta"
        else (200 * mV * neuron.g_L, 0.2 * mV * neuron.g_L)
    )
    drive, neurons = net.poisson(n, rate * Hz), net.population(neuron, n)
    net.project(drive, neurons, strong, 1 * ms, pairs=(own, own), synapse=synapse)
    net.project(
        neurons,
        neurons,
        weak,
        1 * ms,
        pairs=(np.repeat(own, 100), rng.integers(0, n, 100 * n)),
        synapse=synapse,
    )
    return net


def cuba_varied(n=4000, targets=80, weights=True, delays=True):
    """Return CUBA with a weight and a delay of its own for each synapse: weights within 50 %,
    delays of 0.1 to 3 ms.
    """
    plain, net, rng, made = cuba(n, targets=targets), Network(), np.random.default_rng(6), {}
    for p in plain.populations:
        made[p] = net.population(p.neuron, p.n, V="uniform", name=p.name)
    for q in plain.projections:
        pairs = q.pairs(6)
        weight = float(q.weight) * (rng.uniform(0.5, 1.5, len(pairs[0])) if weights else 1.0)
        delay = rng.integers(1, 31, len(pairs[0])) * 0.1 * ms if delays else 0.1 * ms
        net.project(
            made[q.pre],
            made[q.post],
            weight,
            delay,
            pairs=pairs,
            synapse="exponential",
            tau=q.synapse.tau,
        )
    return net


def stdp(n=1):
    """Return the form in which simulators are compared of S. Song, K. D. Miller and L. F. Abbott
    (2000), doi:10.1038/78829: 1000 Poisson inputs of 15 Hz on n neurons, conductances in units of
    g_L, additive rule, all pairs.
    """
    neuron = LIF(C=100 * pF, g_L=10 * nS, E_L=-74 * mV, V_T=-54 * mV, V_R=-60 * mV, t_ref=0 * ms)
    net, largest = Network(), 0.01 * neuron.g_L
    inputs, neurons = net.poisson(1000, 15 * Hz), net.population(neuron, n, V=-60 * mV)
    weight, act = (
        np.random.default_rng(8).uniform(0, largest, (1000, n)),
        {"synapse": "conductance", "tau": 5 * ms, "E_rev": 0 * mV},
    )
    net.project(
        inputs,
        neurons,
        weight,
        0.1 * ms,
        **act,
        plasticity=STDP(A_plus=0.01, A_minus=0.0105),
        w_max=largest,
    )
    return net


def song_miller_abbott(rate=10 * Hz, ratio=1.05):
    """Return the full network of S. Song, K. D. Miller and L. F. Abbott (2000), as lab 3 has it."""
    return competition(rate, ratio)


def replayed(rate=10.0, n=1000, varied=False, duration=1.0):
    """Return ``sparse`` with its drive drawn here, to be replayed elsewhere; ``varied``: weights
    and delays differ, some inhibit.
    """
    neuron = LIF(C=200 * pF, g_L=10 * nS, E_L=-70 * mV, V_T=-50 * mV, V_R=-70 * mV, t_ref=2 * ms)
    net, own, rng = Network(), np.arange(n), np.random.default_rng(7)
    trains = [np.sort(rng.uniform(0, duration, rng.poisson(rate * duration))) for _ in own]
    drive, neurons = net.spikes(trains), net.population(neuron, n)
    net.project(drive, neurons, 25 * mV, 1 * ms, pairs=(own, own))
    weight, delay = 0.05 * mV, 1 * ms
    if varied:
        weight, delay = (
            rng.uniform(-2.0, 2.2, 100 * n) * mV,
            rng.integers(1, 31, 100 * n) * 0.1 * ms,
        )
    net.project(
        neurons, neurons, weight, delay, pairs=(np.repeat(own, 100), rng.integers(0, n, 100 * n))
    )
    return net
