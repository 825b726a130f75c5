r"""A network of the Neuromorphic Intermediate Representation (NIR) as one of ours: read from a
file, and run on a counting engine.

NIR says equations and numbers, and no units. What is assumed: times are seconds, voltages start at
v_leak (an IF's at 0) and currents at 0, no neuron is refractory, and nothing learns. A connection
takes one time step, or its Delay where that is longer. A spike is an impulse of the area :math:`a`:
1, as in NIR's equations, or the time step of the tool that wrote the file, where that tool reads a
spike as a value of 1 for one step. Which of the two, :func:`area_of` finds out, or it has to be
said. Refused is what this cannot hold: other nodes, two linear maps in a row, and metadata that
asks for more.

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
from ...units import V, ms, mV, nA, pF, s, show, us

# the nodes that are neurons; the rest of what is read connects them
KINDS = ("LIF", "CubaLIF", "IF", "LI")
MAPS, ENDS = ("Affine", "Linear"), ("Input", "Output")
UNSAID = (
    "refractory",
    "t_ref",
    "tau_ref",
    "plasticity",
    "stdp",
    "learning_rule",
    "conductance",
    "e_rev",
    "unit",
    "units",
)
KIND = ", kind "  # before the number of a population that is a part of a node
MOST_PARTS = 32  # populations of one node: neurons that differ in more than their weights
C = 2.0**-32  # F: 233 pF, a power of two, so that scaling to volts changes no digit
# what a network takes: threshold and weights in V, weights and drive in A
LARGEST = {"V": 0.04, "jump": 0.5, "current": 100 * nA}
TAU = Quantity("ms", "time constant, in s", 10 * us, 10 * s, (1 * ms, 100 * ms))
NUMBER = Quantity("", "a number of the file", -1e12, 1e12)
DELAYS = Quantity("ms", "delay, in s", 0.0, 500 * ms, (0.1 * ms, 20 * ms))
AREA = Quantity("s", "area of a spike", 1e-9, 1e9)
EQUAL = 1e-4  # two time steps that differ by less, relatively, are one: files hold single precision
# times from rest to the threshold: a spike that lifts by more with the area 1 was hardly meant so
LIFT = 10.0
TICK = Quantity("ms", "time step", 10 * us, 10 * ms, (0.1 * ms, 1 * ms))
EVENT = Quantity("ms", "time of a spike of the input", 0.0, 1e6 * s)


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
class Readout(LIF):
    """NIR's LI: a leaky integrator whose threshold is too high to be reached, so that it never
    spikes.
    """

    V_T: float = param(1e6 * V, "V", "threshold, which is never reached", 1 * V, 1e9 * V)


class Part(NamedTuple):
    """Neurons of a node that are alike but for their weights: their population, and which of the
    node they are.

    ``gain`` turns one unit of NIR's current, held, into A, and ``jump`` the area of a spike of
    weight 1 into V or A, for each of them.
    """

    population: Any
    members: np.ndarray
    gain: np.ndarray
    jump: np.ndarray
    tau_syn: float


class Route(NamedTuple):
    """What is between a sender and its target: delays before a matrix of weights and after it, in
    s, and the matrix (target, sender).
    """

    target: str
    before: Any
    weight: np.ndarray | None
    after: Any


def read_nir(path: str | PathLike[str]) -> Any:
    """Return the graph of a NIR file, with every node one that :func:`network` takes.

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
    try:
        graph = nir.read(Path(path))
    except (OSError, ValueError, KeyError, AssertionError, TypeError, AttributeError) as error:
        raise ParameterError(
            f"{path!s:.200} is no file that nir {nir.version} reads ({error!s:.80}); "
            f"write it with nir.write."
        ) from None
    checked(graph)
    return graph


def checked(graph: Any) -> None:
    """Refuse what a graph has that cannot be run, or that NIR does not define."""
    if not isinstance(getattr(graph, "nodes", None), Mapping):
        raise ParameterError(
            f"The graph is {graph!r:.60}; expected one of NIR, as in read_nir('model.nir')."
        )
    known = (*KINDS, *MAPS, *ENDS, "Delay")
    for name, node in graph.nodes.items():
        kind = type(node).__name__
        if kind == "NIRGraph":
            raise ParameterError(
                f"The node {name} is a graph within the graph; expected neurons and "
                f"maps alone: write it without nesting."
            )
        if kind not in known:
            raise ParameterError(
                f"The node {name} is of the kind {kind}, which cannot be run here; "
                f"expected one of {', '.join(known)}."
            )
        for word in getattr(node, "metadata", None) or ():
            if word.lower() in UNSAID:
                raise ParameterError(
                    f"The metadata of {name} give {word}, which NIR does not define, so "
                    f"that no tool need obey it. Seconds and spikes "
                    "without a refractory time are assumed, and nothing learns; leave "
                    "it out of the metadata to run the network so."
                )
    for kind in ENDS:
        if (
            len(
                named := [name for name, node in graph.nodes.items() if type(node).__name__ == kind]
            )
            != 1
        ):
            raise ParameterError(
                f"The graph has {len(named)} nodes of the kind {kind}; expected one."
            )


class UnknownArea(ParameterError):
    """A graph from which the area of a spike cannot be seen: it has to be said."""


def tick(graph: Any) -> float | None:
    r"""Return the time step Δt in s of the tool that wrote a graph, where its neurons show it, or
    ``None``.

    A tool that reads a spike as a value of 1 for one step writes, for a neuron whose v and I rise
    by w at a spike,

    .. math::

        r / \tau = r / \tau_{\mathrm{mem}} = w_{\mathrm{in}} / \tau_{\mathrm{syn}} = 1 / \Delta t \tag{1}

    Two time constants at least must agree on it: one alone gives some number in any case.
    """
    checked(graph)
    taus, steps = [], []
    for node in graph.nodes.values():
        for gain, name in ("r", "tau"), ("r", "tau_mem"), ("w_in", "tau_syn"):
            if hasattr(node, gain) and hasattr(node, name) and type(node).__name__ in KINDS:
                strength, tau = np.broadcast_arrays(
                    np.asarray(getattr(node, gain), float), getattr(node, name)
                )
                taus += tau.ravel().tolist()
                with np.errstate(divide="ignore", invalid="ignore"):
                    steps += (tau / strength).ravel().tolist()  # (1)
    if not taus or max(taus) <= min(taus) * (1 + EQUAL):
        return None
    step = float(np.median(steps))
    agree = np.allclose(steps, step, rtol=EQUAL, atol=0.0)
    return float(f"{step:.6g}") if agree and TICK.low <= step <= TICK.high else None


def lift(graph: Any, area: float) -> tuple[float, str, str]:
    """Return how far one spike lifts a neuron at most, 1 being from rest to its threshold; the
    sender's name, and the neuron's.
    """
    checked(graph)
    area = AREA.number(area, "lift's area")
    most = 0.0, "", ""
    for sender, node in graph.nodes.items():
        if type(node).__name__ not in (*KINDS, "Input"):
            continue
        for route in _routes(graph, sender):
            target = graph.nodes[route.target]
            if (way := _lifted(target, area)) is not None:
                weight = 1.0 if route.weight is None else float(route.weight.max(initial=0.0))
                most = max(most, (weight * way, sender, route.target))
    return most


def _lifted(node: Any, area: float) -> float | None:
    """Return the part of the way to its threshold that a spike of weight 1 lifts a neuron by; of an
    LI, which has none, ``None``.
    """
    kind = type(node).__name__
    if kind == "LI":
        return None
    way = np.asarray(node.v_threshold, float) - getattr(node, "v_leak", 0.0)
    if kind == "IF":
        jump = node.r * area
    elif kind == "LIF":
        jump = node.r * area / node.tau
    else:  # the peak of what a current that decays makes of the voltage
        share = np.asarray(node.tau_syn, float) / node.tau_mem
        share = np.where(np.abs(share - 1) < 1e-6, 1 - 1e-6, share)
        jump = node.r * node.w_in * area / node.tau_syn * share ** (1 / (1 - share))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nanmax(np.where(way > 0, jump / way, 0.0), initial=0.0))


def area_of(graph: Any, dt: Any = 0.1 * ms, area: Any = None) -> tuple[float, str]:
    """Return the area of a spike, and in words where it comes from: as given; the tool's time step,
    where the file shows it; or 1.

    It is 1, as NIR's equations have it, where one spike then lifts no neuron by more than ten times
    the way to its threshold. Otherwise :class:`UnknownArea` asks for it: nearly all tools mean
    their time step, and with the area 1 every spike would make a neuron fire.
    """
    checked(graph)
    dt = TICK.number(dt, "area_of's dt")
    if area is not None:
        return AREA.number(area, "area_of's area"), "as given"
    if (step := tick(graph)) is not None:
        return step, "the time step that r / tau and w_in / tau_syn of the file show"
    lifted, sender, target = lift(graph, 1.0)
    if lifted <= LIFT:
        return 1.0, "as NIR's equations have it"
    raise UnknownArea(
        f"The file does not say the area of a spike. With the 1 of NIR's equations, one "
        f"spike of {sender} lifts {target} by "
        f"{lifted:.3g} times the way to its threshold; most tools mean their time step, "
        f"with which it is {lifted * dt:.3g} times "
        f"for {show(dt, 's')}. Type area={dt:g} for such a file, or area=1 for the "
        f"equations as they stand."
    )


def network(graph: Any, times: Any, indices: Any, dt: Any = 0.1 * ms, area: Any = None) -> Network:
    r"""Return the network of a graph, driven by spikes of its input at ``times`` (s) from those of
    ``indices``.

    With the area a of a spike, a weight w acts on an arrival as

    .. math::

        v \leftarrow v + \frac{R\, w\, a}{\tau} \;\text{(LIF, LI)}, \quad v \leftarrow v + R\, w\, a \;\text{(IF)}, \quad
        I \leftarrow I + \frac{w_{\mathrm{in}}\, w\, a}{\tau_{\mathrm{syn}}} \;\text{(CubaLIF)} \tag{1}

    Voltages are scaled to volts by a power of two around v_leak = 0 V, which changes no spike. A
    population holds neurons of one node that differ in their weights alone. ``dt`` in s is the
    least delay of a connection. Without an ``area``, :func:`area_of` finds it, or asks for it.
    Raises :class:`ParameterError` for what does not fit.
    """
    checked(graph)
    dt = TICK.number(dt, "network's dt")
    net, places = Network(), dict[str, list[Part]]()
    drives, largest = _biases(graph), dict[str, float]()
    routes = {
        name: list(_routes(graph, name))
        for name, node in graph.nodes.items()
        if type(node).__name__ in (*KINDS, "Input")
    }
    for sender, leading in routes.items():
        for route in leading:
            if type(graph.nodes[sender]).__name__ == "LI":
                raise ParameterError(
                    f"{sender} is an LI, which sends no spikes, and leads to "
                    f"{route.target}; expected Output."
                )
            weight = 1.0 if route.weight is None else float(np.abs(route.weight).max(initial=0.0))
            largest[route.target] = max(largest.get(route.target, 0.0), weight)
    area = AREA.number(area_of(graph, dt)[0] if area is None else area, "network's area")
    for name in _in_order(graph):
        node, kind = graph.nodes[name], type(graph.nodes[name]).__name__
        if kind == "Input":
            n = int(np.prod(_flat(name, node.input_type["input"])))
            places[name] = [
                Part(
                    net.spikes((times, indices), n, name=name),
                    np.arange(n),
                    np.ones(n),
                    np.ones(n),
                    0.0,
                )
            ]
        elif kind in KINDS:
            places[name] = list(
                _parts(net, name, node, drives.get(name, 0.0), area, largest.get(name, 0.0))
            )
    for sender in places:
        for route in routes[sender]:
            _connect(net, places[sender], places[route.target], sender, route, dt)
    return net


def events(path: str | PathLike[str]) -> tuple[np.ndarray, np.ndarray, float | None]:
    """Return times (s), indices, and the duration (s, or None) of a file of events: arrays
    ``times``, ``indices`` and perhaps ``duration``.

    Raises :class:`ParameterError` for a file that is none;
    ``numpy.savez('events.npz', times=…, indices=…)`` writes one.
    """
    expect(path, (str, PathLike), "events' path", "the name of a file, as in 'events.npz'")
    how = (
        "expected the arrays times (s) and indices, as numpy.savez('events.npz', "
        "times=[0.001], indices=[0]) writes them"
    )
    try:
        with np.load(path, allow_pickle=False) as file:
            if not isinstance(file, Mapping) or not {"times", "indices"} <= set(file):
                raise ParameterError(
                    f"{path!s:.200} holds "
                    f"{', '.join(file) if isinstance(file, Mapping) else 'one array'}; "
                    f"{how}."
                )
            times, who = np.ravel(file["times"]), np.ravel(file["indices"])
            last = (
                float(np.ravel(file["duration"])[0])
                if "duration" in file and file["duration"].size
                else None
            )
    except (OSError, ValueError, EOFError) as error:
        if isinstance(error, ParameterError):
            raise
        raise ParameterError(
            f"{path!s:.200} cannot be read as events ({error!s:.80}); {how}."
        ) from None
    return EVENT.array(times, "The events' times") if times.size else np.empty(0), who, last


# --- the parts of a graph -------------------------------------------------------------------------


def _in_order(graph: Any) -> list[str]:
    """Return the names of all nodes, those near the input first: a file keeps them by the alphabet."""
    names = [name for name, node in graph.nodes.items() if type(node).__name__ == "Input"]
    for name in names:
        names += [to for origin, to in graph.edges if origin == name and to not in names]
    return names + [name for name in graph.nodes if name not in names]


def _routes(graph: Any, sender: str) -> Iterator[Route]:
    """Find every way from a sender to neurons, through delays and one matrix at most."""
    ways: list[tuple[str, Any, Any, Any]] = [(sender, 0.0, None, 0.0)]
    while ways:
        at, before, weight, after = ways.pop()
        for name in [to for origin, to in graph.edges if origin == at]:
            node, kind = graph.nodes[name], type(graph.nodes[name]).__name__
            if kind in KINDS:
                yield Route(name, before, weight, after)
            elif kind == "Delay":
                d = before if weight is None else after
                d = d + DELAYS.array(node.delay, f"The delay of {name}")
                if len(ways) > len(graph.nodes) ** 2 or np.max(d) > DELAYS.high:
                    raise ParameterError(
                        f"Delays from {sender} add up beyond {show(DELAYS.high, 's')}; "
                        f"expected less, and no circle."
                    )
                ways.append(
                    (
                        name,
                        before if weight is not None else d,
                        weight,
                        after if weight is None else d,
                    )
                )
            elif kind in MAPS:
                if weight is not None:
                    raise ParameterError(
                        f"{name} follows another map after {sender}; expected neurons "
                        f"between: multiply the matrices."
                    )
                ways.append((name, before, _matrix(name, node), after))


def _matrix(name: str, node: Any) -> np.ndarray:
    weight = NUMBER.array(node.weight, f"The weight of {name}")
    if weight.ndim != 2:
        raise ParameterError(
            f"The weight of {name} has shape {weight.shape}; expected two dimensions, "
            f"(outputs, inputs)."
        )
    return weight


def _biases(graph: Any) -> dict[str, Any]:
    """Return the sum of the biases that reach each node of neurons, once for each Affine."""
    found: dict[str, Any] = {}
    for name, node in graph.nodes.items():
        if type(node).__name__ != "Affine" or not np.any(
            bias := NUMBER.array(node.bias, f"The bias of {name}")
        ):
            continue
        for target in {route.target for route in _routes(graph, name)}:
            if type(graph.nodes[target]).__name__ == "CubaLIF":
                raise ParameterError(
                    f"{name} has a bias and leads to {target}, a CubaLIF, whose current "
                    f"would have to rise to it first, and a drive here "
                    "is there from the start. Set its bias to 0."
                )
            found[target] = found.get(target, 0.0) + bias
    return found


def _flat(name: str, shape: Any) -> tuple[int, ...]:
    shape = tuple(int(n) for n in np.ravel(shape))
    if len(shape) != 1:
        raise ParameterError(
            f"{name} has the shape {shape}; expected one dimension, as in (100,): "
            f"flatten it before it is written."
        )
    return shape


def _parts(
    net: Network, name: str, node: Any, bias: Any, area: float, weight: float
) -> Iterator[Part]:
    """Add a population for each kind of neuron of a node, scaled so that threshold, weights and
    drive are in range.
    """
    kind = type(node).__name__
    n = _flat(name, np.shape(node.r))[0]
    fields = {
        key: NUMBER.array(getattr(node, key), f"{key} of {name}")
        for key in vars(node)
        if isinstance(getattr(node, key), np.ndarray)
    }
    if kind != "IF":
        for key in ("tau", "tau_mem", "tau_syn"):
            if key in fields:
                TAU.array(fields[key], f"{key} of {name}")
    drive = (
        np.broadcast_to(bias, n)
        if np.shape(bias) in ((), (n,))
        else _unlike(name, n, "bias", np.shape(bias))
    )
    parameters = np.stack(
        [fields[key] for key in sorted(fields) if key not in ("r", "w_in")], axis=1
    )
    alike = np.unique(parameters, axis=0, return_inverse=True)[1].ravel()
    if alike.max() >= MOST_PARTS:
        raise ParameterError(
            f"{name} has {alike.max() + 1} kinds of neurons, not counting their "
            f"weights; expected {MOST_PARTS} or fewer."
        )
    for k in range(alike.max() + 1):
        members = np.flatnonzero(alike == k)
        one = {
            key: float(values[members[0]])
            for key, values in fields.items()
            if key not in ("r", "w_in")
        }
        r, w_in = fields["r"][members], fields["w_in"][members] if "w_in" in fields else 1.0
        neuron, gain, jump = _scaled(name, kind, one, r, w_in, drive[members], area, weight)
        label = name if alike.max() == 0 else f"{name}{KIND}{k + 1}"
        population = net.population(neuron, len(members), I=gain * drive[members], name=label)
        yield Part(population, members, gain, jump, one.get("tau_syn", 0.0))


def _scaled(
    name: str,
    kind: str,
    one: dict[str, float],
    r: Any,
    w_in: Any,
    drive: Any,
    area: float,
    weight: float,
) -> tuple[Any, Any, Any]:
    """Return the neuron of one kind, what turns a held current into A, and what turns a weight into
    a jump: equation (1) of `network`.
    """
    tau, leak = one.get("tau", one.get("tau_mem", 1.0)), one.get("v_leak", 0.0)
    conductance = C / tau  # of an IF, whose tau is 1 s here, it is the capacitance a second
    gain = conductance * r
    jump = gain * w_in * area / one["tau_syn"] if kind == "CubaLIF" else r * area / tau
    tallest = LARGEST["current" if kind == "CubaLIF" else "jump"] / max(
        np.abs(jump).max() * weight, 1e-300
    )
    bounds = [tallest, LARGEST["current"] / max(np.abs(gain * drive).max(), 1e-300)]
    if kind != "LI":
        threshold, reset = one["v_threshold"] - leak, one["v_reset"] - leak
        if reset >= threshold:
            low, high = one["v_reset"], one["v_threshold"]
            raise ParameterError(
                f"{name} is reset to {low:g}, not below its threshold {high:g}: it "
                f"would fire for ever."
            )
        bounds.append(LARGEST["V"] / max(abs(threshold), abs(reset) / 4))
    scale = 2.0 ** math.floor(math.log2(min(*bounds, 1e12)))
    if kind == "LI":
        return (
            Readout(C=C, g_L=conductance, E_L=0.0, V_R=0.0, t_ref=0.0),
            scale * gain,
            scale * jump,
        )
    # NIR's spike is at v > v_threshold: a sum that reaches it is none
    V_T, V_R = scale * threshold + 2 * TOLERANCE, scale * reset
    if kind == "IF":
        return Integrator(C=C, V_T=V_T, V_R=V_R), scale * gain, scale * jump
    return (
        LIF(C=C, g_L=conductance, E_L=0.0, V_T=V_T, V_R=V_R, t_ref=0.0),
        scale * gain,
        scale * jump,
    )


def _unlike(name: str, n: int, what: str, shape: Any) -> Any:
    raise ParameterError(
        f"The {what} that leads to {name} has shape {shape}; expected one that fits its "
        f"{n} neurons."
    )


def _connect(
    net: Network, senders: list[Part], targets: list[Part], origin: str, route: Route, dt: float
) -> None:
    """Project each part of a sender onto each part of the target of a route."""
    n, m = (sum(len(part.members) for part in parts) for parts in (senders, targets))
    if (W := route.weight) is None:
        W = np.eye(m) if n == m else _unlike(route.target, m, "identity", (n,))
    elif W.shape != (m, n):
        _unlike(f"{route.target} from {origin}", m, "weight", W.shape)
    for what, values, size in ("delay", route.before, n), ("delay", route.after, m):
        if np.shape(values) not in ((), (size,)):
            _unlike(route.target, m, what, np.shape(values))
    delay = np.maximum(
        np.broadcast_to(route.before, n)[:, None] + np.broadcast_to(route.after, m)[None, :], dt
    )
    for pre in senders:
        for post in targets:
            here = np.ix_(pre.members, post.members)
            weights, late = W.T[here] * post.jump[None, :], delay[here]
            if weights.any():
                act = (
                    {"synapse": "exponential", "tau": post.tau_syn}
                    if post.tau_syn
                    else {"synapse": "delta"}
                )
                net.project(
                    pre.population,
                    post.population,
                    weights,
                    float(late[0, 0]) if np.ptp(late) == 0 else late,
                    **act,
                )
