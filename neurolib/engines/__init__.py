"""Engines let time pass over the models."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .clocked import Clocked
from .event import EventDriven

__all__ = ["Clocked", "EventDriven"]


def warm(done: Callable[[int, int], None] = lambda n, of: None) -> None:
    """Compile and cache the loops of every neuron, and those of networks, so that no student waits for a compiler.

    ``done(n, of)`` is called before each of the ``of`` steps, and at the end.
    """
    from .. import _jit, neurons
    from ..neurons.neuron import leaps
    from ..plasticity import STDP, TripletSTDP
    from ..units import mV, nS, pA
    from .integrators import trajectory

    if not _jit.enabled():
        return
    steps: list[Callable[[], Any]] = []
    for name in neurons.__all__:
        neuron = getattr(neurons, name)()
        steps.append(partial(trajectory, neuron, [0.0], 1e-5))
        for synapse, weight in {"delta": 1 * mV, "exponential": 1 * pA}.items():
            steps.append(partial(_run, neuron, weight, leaps(neuron), synapse=synapse))
    steps.append(partial(_run, neurons.LIF(), 1 * mV, True, plasticity=STDP()))
    steps.append(partial(_run, neurons.LIF(), 1 * pA, True, synapse="exponential", plasticity=STDP()))
    steps.append(partial(_run, neurons.LIF(), 1 * nS, False, synapse="conductance", plasticity=STDP()))
    steps += [partial(rule.apply, [1e-3], [2e-3]) for rule in (STDP(), TripletSTDP())]
    for n, step in enumerate(steps):
        done(n, len(steps))
        step()
    done(len(steps), len(steps))


def _run(neuron: Any, weight: float, leaps: bool, **more: Any) -> None:
    """Run two neurons for a moment, on both engines where they can leap."""
    from ..network import Network
    from ..units import ms

    net = Network()
    net.project(net.spikes([[1 * ms]]), net.population(neuron, 2), weight=weight, delay=1 * ms, **more)
    for engine in (Clocked(0.1 * ms), EventDriven()) if leaps else (Clocked(0.1 * ms),):
        engine.run(net, 3 * ms)
