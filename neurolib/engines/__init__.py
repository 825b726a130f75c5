"""Engines let time pass over the models."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from .clocked import Clocked
from .event import EventDriven

__all__ = ["Clocked", "EventDriven"]


def warm(done: Callable[[int, int], None] = lambda n, of: None) -> None:
    """Compile and cache the loops of the course's neurons, and those of networks, so that no student waits for a compiler.

    Each processor compiles loops of its own. ``done(n, of)`` is called at the beginning, and when each of the ``of`` steps has ended.
    """
    from .. import _jit

    if not _jit.enabled():
        return
    count = len(_steps())
    done(0, count)
    with ProcessPoolExecutor() as pool:
        for n, _ in enumerate(pool.map(_step, range(count)), 1):
            done(n, count)


def _step(k: int) -> None:
    import numba  # noqa: F401 - once it is loaded, runs of any length are compiled

    _steps()[k]()


def _steps() -> list[Callable[[], Any]]:
    """Return what is to be run for a moment, the slowest to compile first."""
    from .. import neurons
    from ..neurons.neuron import leaps
    from ..plasticity import STDP, TripletSTDP
    from ..units import mV, nS, pA
    from .integrators import trajectory

    steps: list[Callable[[], Any]] = [
        partial(_run, neurons.LIF(), 1 * pA, True, synapse="exponential", plasticity=STDP()),
        partial(_run, neurons.LIF(), 1 * mV, True, plasticity=STDP()),
        partial(_run, neurons.LIF(), 1 * nS, False, synapse="conductance", plasticity=STDP()),
        partial(_run, neurons.LIF(), 1 * nS, False, synapse="conductance"),
    ]
    for neuron in (neurons.LIF(), neurons.AdEx()):
        for synapse, weight in {"exponential": 1 * pA, "delta": 1 * mV}.items():
            steps.append(partial(_run, neuron, weight, leaps(neuron), synapse=synapse))
        steps.append(partial(trajectory, neuron, [0.0], 1e-5))
    return [*steps, *(partial(rule.apply, [1e-3], [2e-3]) for rule in (STDP(), TripletSTDP()))]


def _run(neuron: Any, weight: float, leaps: bool, **more: Any) -> None:
    """Run two neurons for a moment, on both engines where they can leap."""
    from ..network import Network
    from ..units import ms

    net = Network()
    net.project(net.spikes([[1 * ms]]), net.population(neuron, 2), weight=weight, delay=1 * ms, **more)
    for engine in (Clocked(0.1 * ms), EventDriven()) if leaps else (Clocked(0.1 * ms),):
        engine.run(net, 3 * ms)
