r"""A network of the Neuromorphic Intermediate Representation (NIR) as one of ours: read from a
file, to be run on any engine.

NIR says equations and numbers, and no units. What is assumed: times are seconds, voltages start at
v_leak (an IF's at 0) and currents at 0, no neuron is refractory, nothing learns, and a spike resets
to v_reset: a reset by subtraction, with which some tools train, NIR cannot say. A connection takes
one time step, or its Delay where that is longer. A Threshold compares what arrives in one instant,
where a spike counts 1. How much a spike of weight 1 brings, its area, :func:`area_of` finds out, or
it has to be said. Refused is what asks for more: metadata, and a voltage that is sent on, which is
no spike.

Source: J. E. Pedersen et al., Nature Communications 15:8122 (2024), doi:10.1038/s41467-024-52259-9.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ...engines.layout import TOLERANCE
from ...model import ParameterError, Quantity, expect, needs, param
from ...network import Network
from ...neurons.lif import LIF
from ...neurons.neuron import Neuron
from ...units import V, ms, mV, nA, pF, s, us
from .nir_area import AREA, TICK, area_of
from .nir_graph import INTEGRATING, NEURONS, NUMBER, Graph, Way, biases, in_order, laid_open, ways

KIND = ", kind "  # before the number of a population that is a part of a node
MOST_PARTS = 32  # populations of one node; where neurons differ more, each has its own parameters
MOST_TAUS = 1000  # time constants of synapses of one node
C = 2.0**-32  # F: 233 pF, a power of two, so that scaling to volts changes no digit
AT_ONCE = 10 * pF, 1e-4  # F and S, of a neuron that forgets a spike within 0.1 µs
# what a network takes: threshold and weights in V, weights and drive in A
LARGEST = {"V": 0.04, "jump": 0.5, "current": 100 * nA}
TAU = Quantity("ms", "time constant, in s", 10 * us, 10 * s, (1 * ms, 100 * ms))
EVENT = Quantity("ms", "time of a spike of the input", 0.0, 1e6 * s)
RISEN, FINE = 21.0, 50  # a current has risen after so many time constants, in steps of 1/50 of one
EACH = "times (s) and indices, as in spikes=([0.001, 0.002], [0, 3])"


@dataclass(frozen=True, repr=False)
class Integrator(Neuron):
    r"""NIR's IF: a capacitor without a leak, which spikes at a threshold and is reset.

    .. math::

        \frac{dV}{dt} = \frac{I}{C} \tag{1}
        V \ge V_T \;\Rightarrow\; \text{spike}, \quad V \leftarrow V_R \tag{2}
    """

    C: float = param(200 * pF, "pF", "membrane capacitance", 0.1 * pF, 1e-7, (50 * pF, 500 * pF))
    V_T: float = param(20 * mV, "mV", "firing threshold", -150 * mV, 50 * mV, (10 * mV, 40 * mV))
    V_R: float = param(0 * mV, "mV", "reset potential", -200 * mV, 50 * mV, (-20 * mV, 9 * mV))

    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def flow(V, I, C):  # type: ignore[no-untyped-def]
        """Return the derivative of V in V/s."""
        return (I / C + 0.0 * V,)  # (1)

    @staticmethod
    def fires(V, V_T):  # type: ignore[no-untyped-def]
        """Return whether V has reached the threshold."""
        return V >= V_T  # (2)

    @staticmethod
    def reset(V, V_R):  # type: ignore[no-untyped-def]
        """Return the state after a spike."""
        return (V_R,)  # (2)

    def rest(self) -> tuple[float, ...]:
        """Return 0 V, where it starts: without a leak it rests anywhere."""
        return (0.0,)


@dataclass(frozen=True, repr=False)
class Summer(Integrator):
    """NIR's I: a capacitor whose threshold is too high to be reached, so that it never spikes."""

    V_T: float = param(1e6 * V, "V", "threshold, which is never reached", 1 * V, 1e9 * V)


@dataclass(frozen=True, repr=False)
class Readout(LIF):
    """NIR's LI and CubaLI: a leaky integrator whose threshold is too high to be reached, so that it
    never spikes.
    """

    V_T: float = param(1e6 * V, "V", "threshold, which is never reached", 1 * V, 1e9 * V)


SILENT = Readout, Summer


class Part(NamedTuple):
    """Neurons of a node that make one population, and which of the node they are.

    ``jump`` turns the weight of a spike into V or A, for each of them, and ``tau_syn`` is the time
    constant of its current in s, 0 where there is none.
    """

    population: Any
    members: np.ndarray
    jump: np.ndarray
    tau_syn: np.ndarray


def read_nir(path: str | PathLike[str]) -> Any:
    """Return the graph of a NIR file, with every node one that :func:`from_nir` takes.

    Needs the package ``nir``. Raises :class:`ParameterError` for a file that is not of NIR, and for
    what NIR or this library cannot say.
    """
    nir = needs("nir", "read_nir", extra="nir")
    expect(path, (str, PathLike), "read_nir's path", "the name of a file, as in 'model.nir'")
    if not Path(path).is_file():
        raise ParameterError(
            f"There is no file {path!s:.200}; expected a NIR file, as "
            f"nir.write('model.nir', graph) makes it."
        )
    try:  # shapes are checked here, so that older files can be read
        graph = nir.read(Path(path), type_check=False)
    except (OSError, ValueError, KeyError, AssertionError, TypeError, AttributeError) as error:
        raise ParameterError(
            f"{path!s:.200} is no file that nir {nir.version} reads ({error!s:.80}); "
            f"write it with nir.write."
        ) from None
    checked(graph)
    return graph


def checked(graph: Any) -> None:
    """Refuse what a graph has that cannot be run, or that NIR does not define."""
    laid_open(graph)


def from_nir(
    model: Any, spikes: Any = None, dt: Any = 0.1 * ms, area: Any = None, rate: Any = None
) -> Network:
    r"""Return the network of a NIR graph or file, with the spikes or the rate of its input.

    With the area a of a spike, a weight w acts on an arrival as

    .. math::

        v \leftarrow v + \frac{R\, w\, a}{\tau} \;\text{(LIF, LI)},
            \quad v \leftarrow v + R\, w\, a \;\text{(IF, I)}, \quad
        I \leftarrow I + \frac{w_{\mathrm{in}}\, w\, a}{\tau_{\mathrm{syn}}}
            \;\text{(CubaLIF, CubaLI)} \tag{1}

    A constant b (a bias) that passes such a current lets it rise from 0 to its full value,

    .. math::

        I(t) = w_{\mathrm{in}}\, b\, (1 - e^{-t/\tau_{\mathrm{syn}}}) \tag{2}

    of which the network has the mean in each step. Voltages are scaled to volts by a power of two
    around v_leak = 0 V, which changes no spike. A population is called by its node. Where the
    neurons of a node differ in more than their weights, there is a population for each kind
    ("lif, kind 1"), or from 33 kinds on one population with parameters of its own, which
    :class:`~neurolib.Clocked` runs. :meth:`neurolib.Network.to_nir` is the way back. Needs the
    package ``nir`` for a file.

    Parameters
    ----------
    model : nir.NIRGraph, str or path
        The graph, or the name of its file. It may hold every node that NIR defines.
    spikes : tuple (times, indices), list of arrays or mapping, default None
        Spikes of the input, s, as in ``Network.spikes``; of several inputs, a mapping from the name
        of each. Inputs of an image are counted row by row, the last axis fastest.
    dt : float, default 0.1 ms
        Least delay of a connection, s, and the step in which a current (2) rises: the time step of
        the engine.
    area : float, default None
        Area of a spike, s: 1 for NIR's equations as they stand, the time step of the tool that
        wrote the file for most files. ``None`` finds it in the file, or asks for it.
    rate : float, array or mapping, default None
        Instead of ``spikes``, the rate of Poisson processes, Hz.

    Returns
    -------
    Network
        The network, as ``Clocked(dt).run(net, 1*s)`` takes it.

    Raises
    ------
    ParameterError
        For what NIR does not define, what contradicts itself or cannot be run, and a file that does
        not show the area of a spike.

    Source: J. E. Pedersen et al., Nature Communications 15:8122 (2024),
    doi:10.1038/s41467-024-52259-9. Used in lab 7.
    """
    if isinstance(model, (str, PathLike)):
        model = read_nir(model)
    graph, dt = laid_open(model), TICK.number(dt, "from_nir's dt")
    leading = {name: ways(graph, name) for name in graph.of(*NEURONS, "Input")}
    largest: dict[str, float] = {}
    for sender, each in leading.items():
        kind = type(graph.nodes[sender]).__name__
        for way in each:
            if kind in INTEGRATING:
                raise ParameterError(
                    f"{sender} is an {kind}, which sends no spikes, and leads to "
                    f"{way.target}; expected Output: a connection here carries spikes, and its "
                    f"voltage is none."
                )
            largest[way.target] = max(largest.get(way.target, 0.0), way.largest)
    sources = _sources(graph, spikes, rate)
    area = AREA.number(area_of(model, dt)[0] if area is None else area, "from_nir's area")
    net, places, signals = Network(), dict[str, list[Part]](), biases(graph)
    for name in in_order(graph):
        n = graph.size(name) if name in graph.shapes else 0
        if name in sources:
            source: Any = (
                net.spikes(sources[name], n, name=name)
                if rate is None
                else net.poisson(n, sources[name], name=name)
            )
            places[name] = [Part(source, np.arange(n), np.ones(n), np.zeros(n))]
        elif type(graph.nodes[name]).__name__ in NEURONS:
            signal = signals.get(name, np.zeros(n))
            parts = _parts(net, name, graph.nodes[name], signal, area, largest.get(name, 0.0), dt)
            places[name] = list(parts)
    for sender in places:
        for way in leading[sender]:
            _connect(net, places[sender], places[way.target], way, dt)
    return net


def events(path: str | PathLike[str]) -> tuple[Any, float | None]:
    """Return the spikes of a file of events, as :func:`from_nir` takes them, and the duration (s,
    or None).

    The file holds the arrays ``times`` and ``indices`` and perhaps ``duration``, or for several
    inputs the arrays ``left.times`` and ``left.indices`` of an input called left, and so on. Raises
    :class:`ParameterError` for a file that is none; ``numpy.savez('events.npz', times=…,
    indices=…)`` writes one.
    """
    expect(path, (str, PathLike), "events' path", "the name of a file, as in 'events.npz'")
    how = (
        "expected the arrays times (s) and indices, as numpy.savez('events.npz', "
        "times=[0.001], indices=[0]) writes them"
    )
    try:
        with np.load(path, allow_pickle=False) as file:
            held = list(file) if isinstance(file, Mapping) else []
            names = [key.removesuffix("times") for key in held if key.endswith("times")]
            names = [name for name in names if f"{name}indices" in held and name[-1:] in ("", ".")]
            if not names:
                raise ParameterError(
                    f"{path!s:.200} holds {', '.join(held) or 'one array'}; {how}."
                )
            found = {
                name[:-1]: (np.ravel(file[f"{name}times"]), np.ravel(file[f"{name}indices"]))
                for name in names
            }
            last = (
                float(np.ravel(file["duration"])[0])
                if "duration" in held and file["duration"].size
                else None
            )
    except (OSError, ValueError, EOFError) as error:
        if isinstance(error, ParameterError):
            raise
        raise ParameterError(
            f"{path!s:.200} cannot be read as events ({error!s:.80}); {how}."
        ) from None
    for name, (times, who) in found.items():
        checked_times = EVENT.array(times, "The events' times") if times.size else np.empty(0)
        found[name] = checked_times, who
    return (found[""] if list(found) == [""] else found), last


def rising(level: np.ndarray, tau: np.ndarray, step: float) -> tuple[np.ndarray, np.ndarray]:
    r"""Return times in s and values of a current that rises from 0 to its ``level``, in the form in
    which a population takes it: equation (2) of :func:`from_nir`, by its mean in each step.

    .. math::

        \bar I_k = I_\infty \left[1 - \frac{\tau}{h} \left(1
            - e^{-h/\tau}\right) e^{-k h/\tau}\right] \tag{1}
    """
    t = step * np.arange(math.ceil(RISEN * float(tau.max()) / step) + 1)
    share = -np.expm1(-step / tau) * tau / step
    values = level * (1 - share * np.exp(-t[:, None] / tau))  # (1)
    values[-1] = level
    return t, values


# --- the parts of a network -----------------------------------------------------------------------


def _sources(graph: Graph, spikes: Any, rate: Any) -> dict[str, Any]:
    """Return the spikes or the rate of each input by its name."""
    names = graph.of("Input")
    if (spikes is None) == (rate is None):
        which = "no spikes" if rate is None else "spikes and a rate"
        raise ParameterError(
            f"from_nir has {which} for {', '.join(names)}; expected one of {EACH}, or rate=20*Hz."
        )
    given = rate if spikes is None else spikes
    if not isinstance(given, Mapping):
        if len(names) > 1:
            raise ParameterError(
                f"The graph has {len(names)} inputs, {', '.join(names)}, and from_nir has what "
                f"one of them sends; expected a mapping, as in {{{names[0]!r}: …, …}}."
            )
        return {names[0]: given}
    if set(given) != set(names):
        raise ParameterError(
            f"from_nir has what {', '.join(map(str, given)) or 'nobody'} sends; expected it of "
            f"each input of the graph: {', '.join(names)}."
        )
    return dict(given)


def _parts(
    net: Network, name: str, node: Any, signal: np.ndarray, area: float, weight: float, dt: float
) -> Iterator[Part]:
    """Add a population for each kind of neuron of a node, or one whose neurons have their own
    parameters, scaled so that threshold, weights and drive are in range.
    """
    kind, n = type(node).__name__, len(signal)
    fields = {
        key: _of_each(f"{key} of {name}", value, n)
        for key, value in vars(node).items()
        if key not in ("input_type", "output_type", "metadata")
        and not (key == "v_reset" and value is None)
    }
    for key in ("tau", "tau_mem", "tau_syn"):
        if key in fields:
            TAU.array(fields[key], f"{key} of {name}")
    if (taus := len(np.unique(fields.get("tau_syn", 0.0)))) > MOST_TAUS:
        raise ParameterError(
            f"{name} has {taus} different tau_syn; expected {MOST_TAUS} or fewer, since the "
            f"synapses of a projection share one."
        )
    differing = [fields[key] for key in sorted(fields) if key not in ("r", "w_in")]
    alike = np.zeros(n, int)
    if differing:
        alike = np.unique(np.stack(differing, axis=1), axis=0, return_inverse=True)[1].ravel()
    if alike.max() >= MOST_PARTS:
        alike = np.zeros(n, int)
    for k in range(alike.max() + 1):
        members = np.flatnonzero(alike == k)
        some = {key: values[members] for key, values in fields.items()}
        label = name if alike.max() == 0 else f"{name}{KIND}{k + 1}"
        neuron, own, current, jump = _scaled(name, kind, some, signal[members], area, weight)
        tau = some.get("tau_syn", np.zeros(len(members)))
        drive: Any = current
        if tau.any() and current.any():
            drive = rising(current, tau, dt * max(1, round(float(tau.max()) / FINE / dt)))
        yield Part(
            net.population(neuron, len(members), I=drive, name=label, **own), members, jump, tau
        )


def _of_each(what: str, value: Any, n: int) -> np.ndarray:
    """Return one number for each of the neurons of a node."""
    numbers = NUMBER.array(value, what).ravel()
    if numbers.size not in (1, n):
        raise ParameterError(
            f"{what} has shape {np.shape(value)}; expected one number for each of its {n} neurons."
        )
    return np.broadcast_to(numbers, n)


def _scaled(
    name: str, kind: str, p: dict[str, np.ndarray], signal: np.ndarray, area: float, weight: float
) -> tuple[Neuron, dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return the neuron of a population, the parameters in which its neurons differ, the current of
    a constant signal in A, and what turns a weight into a jump: equation (1) of `from_nir`.
    """
    one = np.ones(len(signal))
    leak = p.get("v_leak", 0.0 * one)
    # of an IF, whose tau is 1 s here, the conductance is the capacitance a second
    capacitance, conductance = C, C / p.get("tau", p.get("tau_mem", one))
    if kind == "Threshold":
        capacitance, conductance = AT_ONCE[0], AT_ONCE[1] * one
        jump, gain = one, conductance
        threshold, reset = p["threshold"], -np.maximum(np.abs(p["threshold"]), weight) - 1e-300
    else:
        gain = conductance * p["r"]
        jump = p["r"] * area / p.get("tau", p.get("tau_mem", one))
        if kind in ("CubaLIF", "CubaLI"):
            gain = gain * p["w_in"]
            jump = gain * area / p["tau_syn"]
        threshold, reset = (p.get(key, leak) - leak for key in ("v_threshold", "v_reset"))
    by = "current" if kind in ("CubaLIF", "CubaLI") else "jump"
    bounds = [LARGEST[by] / max(float(np.abs(jump).max()) * weight, 1e-300)]
    bounds.append(LARGEST["current"] / max(float(np.abs(gain * signal).max()), 1e-300))
    if kind not in INTEGRATING:
        if (reset >= threshold).any():
            at = int(np.argmax(reset >= threshold))
            low, high = (float(each[at] + leak[at]) for each in (reset, threshold))
            raise ParameterError(
                f"{name} is reset to {low:g}, not below its threshold {high:g}: it "
                f"would fire for ever."
            )
        bounds.append(LARGEST["V"] / float(np.maximum(np.abs(threshold), np.abs(reset) / 4).max()))
    scale = 2.0 ** math.floor(math.log2(min(*bounds, 1e12)))
    leaky: dict[str, Any] = {"C": capacitance, "E_L": 0.0, "t_ref": 0.0}
    own: dict[str, np.ndarray] = {} if kind in ("IF", "I") else {"g_L": conductance}
    if kind not in INTEGRATING:
        # NIR's spike is at v > v_threshold: a sum that reaches it is none
        own |= {"V_T": scale * threshold + 2 * TOLERANCE, "V_R": scale * reset}
    first = {key: float(values[0]) for key, values in own.items()}
    neuron: Neuron
    if kind in ("IF", "I"):
        neuron = Integrator(C=C, **first) if kind == "IF" else Summer(C=C)
    elif kind in INTEGRATING:
        neuron = Readout(V_R=0.0, **leaky, **first)
    else:
        neuron = LIF(**leaky, **first)
    own = {key: values for key, values in own.items() if np.ptp(values) > 0}
    return neuron, own, scale * gain * signal, scale * jump


def _connect(net: Network, senders: list[Part], targets: list[Part], way: Way, dt: float) -> None:
    """Project each part of a sender onto each part of the target of a way."""
    entries = [(delay, matrix.tocoo()) for delay, matrix in way.terms]
    post, pre, weight = (
        np.concatenate([getattr(matrix, key) for _, matrix in entries])
        for key in ("row", "col", "data")
    )
    delay = np.repeat([max(d, dt) for d, _ in entries], [matrix.nnz for _, matrix in entries])
    for sender in senders:
        for target in targets:
            i, j = _places(sender, pre), _places(target, post)
            for tau in np.unique(target.tau_syn):
                here = (i >= 0) & (j >= 0) & (weight != 0)
                here[here] = target.tau_syn[j[here]] == tau
                if not here.any():
                    continue
                late = delay[here]
                act: dict[str, Any] = {"synapse": "exponential", "tau": float(tau)} if tau else {}
                net.project(
                    sender.population,
                    target.population,
                    weight[here] * target.jump[j[here]],
                    float(late[0]) if np.ptp(late) == 0 else late,
                    pairs=(i[here], j[here]),
                    **act,
                )


def _places(part: Part, of_node: np.ndarray) -> np.ndarray:
    """Return where in a part these neurons of its node stand, -1 for those of another."""
    place = np.full(max(int(part.members[-1]), int(of_node.max(initial=0))) + 1, -1)
    place[part.members] = np.arange(len(part.members))
    return place[of_node]
