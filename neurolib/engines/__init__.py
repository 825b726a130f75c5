"""Engines let time pass over the models."""

from .clocked import Clocked
from .event import EventDriven

__all__ = ["Clocked", "EventDriven"]


def warm() -> None:
    """Compile and cache the loops of every neuron, and those of networks, so that no student waits for a compiler."""
    from .. import _jit, neurons
    from ..network import Network
    from ..units import ms, mV, pA
    from .integrators import leaps
    from .single import trajectory

    if not _jit.enabled():
        return
    for name in neurons.__all__:
        neuron = getattr(neurons, name)()
        trajectory(neuron, [0.0], 1e-5)
        for synapse, weight in {"delta": 1 * mV, "exponential": 1 * pA}.items():
            net = Network()
            cells = net.population(neuron, 2)
            net.project(net.spikes([[1 * ms]]), cells, weight=weight, delay=1 * ms, synapse=synapse)
            for engine in (Clocked(0.1 * ms), EventDriven()) if leaps(neuron) else (Clocked(0.1 * ms),):
                engine.run(net, 3 * ms)
