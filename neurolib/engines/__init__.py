"""Engines let time pass over the models.

To follow one run through this folder, read in the order in which it goes:

1. :mod:`.engine`: ``run`` checks its arguments, prepares a run, lets time pass, returns the result.
2. :mod:`.clocked.clocked` or :mod:`.events.event_driven`: how an engine prepares a run, and which
   path it takes, compiled or plain.
3. :mod:`.layout`: the network as an engine sees it, blocks of neurons, sources and groups of
   synapses; and the tables that loops read.
4. :mod:`.simulation`: what every path can do.
5. The loop of a path, from a spike that arrives to the next one that is sent:
   :mod:`.events.tables`, :mod:`.events.events`, :mod:`.events.loop` and
   :mod:`.events.threshold`; or the arithmetic of a step, :mod:`.clocked.integrators` for neurons
   without a closed form and :mod:`.clocked.conductances` under conductances, where a network has
   them, then :mod:`.clocked.numpy_steps`, which defines a step, and :mod:`.clocked.numba_steps`,
   the same compiled. What a loop is bound to (its constants, the kernels of models and rules) is
   put in by ``bind`` of ``neurolib/_jit.py``.
6. What such a loop calls when a spike arrives at synapses that learn: on the plain paths a learner,
   ``neurolib/plasticity/learner.py``, with the equations of ``plasticity/traces.py`` and what a
   rule of spike timing gives it (``SpikeTiming`` in ``plasticity/timing.py``); on the compiled ones
   :mod:`.learning`, which does the same over tables.
7. :mod:`.operations`: what was done is counted from the spikes, after the run.

Beside this stand :mod:`.session`, a run that goes on in pieces, :mod:`.agreement`, which repeats a
run to check it, :mod:`.repetition`, which describes a run so that a file can repeat it, and
:mod:`.nest`, an engine whose ticks NEST computes. Recorded values of neurons that no path wrote
down as time passed are computed by :mod:`.events.sampling`, those of synapses by
:mod:`.learning.states`.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from typing import Any

from .clocked.clocked import Clocked
from .events.event_driven import EventDriven
from .learning import memories  # noqa: F401 - for its effect: its classes enter themselves in COMPILED
from .nest import Nest

__all__ = ["Clocked", "EventDriven", "Nest"]


def warm(done: Callable[[int, int, str], None] = lambda n, of, name: None) -> None:
    """Compile and cache the loops of the course's neurons, and those of networks, so that no
    student waits for a compiler.

    Each processor compiles loops of its own. ``done(n, of, name)`` is called at the beginning, and
    when each of the ``of`` steps has ended; ``name`` says what is being compiled, the step that was
    begun first where there are several, and is empty at the end.
    """
    from .. import _jit

    if not _jit.enabled():
        return
    names = list(_steps())
    done(0, len(names), names[0])
    with ProcessPoolExecutor() as pool:
        left = {pool.submit(_step, name): name for name in names}
        for n, future in enumerate(as_completed(list(left)), 1):
            future.result()
            del left[future]
            done(n, len(names), next(iter(left.values()), ""))


def _step(name: str) -> None:
    import numba  # noqa: F401 - once it is loaded, runs of any length are compiled

    _steps()[name]()


def _steps() -> dict[str, Callable[[], Any]]:
    """Return what is to be run for a moment, by the name of what it compiles, the slowest to
    compile first.
    """
    from .. import neurons
    from ..neurons.neuron import leaps
    from ..plasticity import STDP, TripletSTDP
    from ..units import mV, nS, pA
    from .clocked.integrators import trajectory

    steps: dict[str, Callable[[], Any]] = {
        "LIF exponential STDP": partial(
            _run, neurons.LIF(), 1 * pA, True, synapse="exponential", plasticity=STDP()
        ),
        "LIF delta STDP": partial(_run, neurons.LIF(), 1 * mV, True, plasticity=STDP()),
        "LIF conductance STDP": partial(
            _run, neurons.LIF(), 1 * nS, False, synapse="conductance", plasticity=STDP()
        ),
        "LIF conductance": partial(_run, neurons.LIF(), 1 * nS, False, synapse="conductance"),
    }
    for neuron in (neurons.LIF(), neurons.AdEx()):
        kind = type(neuron).__name__
        for synapse, weight in {"exponential": 1 * pA, "delta": 1 * mV}.items():
            steps[f"{kind} {synapse}"] = partial(
                _run, neuron, weight, leaps(neuron), synapse=synapse
            )
        steps[f"{kind} trajectory"] = partial(trajectory, neuron, [0.0], 1e-5)
    return steps | {
        type(rule).__name__: partial(rule.apply, [1e-3], [2e-3]) for rule in (STDP(), TripletSTDP())
    }


def _run(neuron: Any, weight: float, on_both_engines: bool, **more: Any) -> None:
    """Run two neurons for a moment, on both engines where ``on_both_engines``, else on the clocked
    one.
    """
    from ..network import Network
    from ..units import ms

    net = Network()
    net.project(
        net.spikes([[1 * ms]]), net.population(neuron, 2), weight=weight, delay=1 * ms, **more
    )
    for engine in (Clocked(0.1 * ms), EventDriven()) if on_both_engines else (Clocked(0.1 * ms),):
        engine.run(net, 3 * ms)
