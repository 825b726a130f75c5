"""A network as a graph of NIR: what NIR can say is written, and the rest is refused, or left out by
name.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...connections import Drawn
from ...engines.layout import TOLERANCE
from ...model import ParameterError, Quantity, needs
from ...network import Network, Population, Projection
from ...neurons.lif import LIF
from ...units import show
from .nir import Integrator, Readout, Summer, rising
from .nir_area import TICK, WORD

# what may be left out, since the network runs without it as well
OPTIONAL = ("t_ref", "V", "initial", "noise", "plasticity", "crossbar")
LEFT_OUT = "left_out"
LARGEST = 2e8  # weights of a table
DELAYS = 256  # tables of a projection, one for each delay
SEED = Quantity("", "seed", 0, 2**63 - 1)
NEAR = 1e-9  # two delays that differ by less, in s, are one


def written(net: Network, dt: Any, seed: Any, without: Any) -> Any:
    """Return the graph of a network: see :meth:`neurolib.Network.to_nir`."""
    nir = needs("nir", "Network.to_nir", extra="nir")
    dt, seed = TICK.number(dt, "to_nir's dt"), SEED.whole(seed, "to_nir's seed")
    left_out = _words(without)
    if not net.populations:
        raise ParameterError(
            "to_nir's network has no neurons; expected some, as in net.population(LIF(t_ref=0), 9)."
        )
    nodes: dict[str, Any] = {}
    edges: list[tuple[str, str]] = []
    for group in net.groups:
        if "/" in group.name:
            raise ParameterError(
                f"The name {group.name!r:.60} has a /, which divides names in a file; expected "
                f"one without."
            )
        if isinstance(group, Population):
            nodes[group.name] = _neurons(nir, net, group, dt, seed, left_out)
        else:
            nodes[group.name] = nir.Input({"input": np.array([group.n])})
    _add_maps(nir, net, dt, seed, left_out, nodes, edges)
    _add_ends(nir, net, nodes, edges)
    metadata: dict[str, Any] = {WORD: dt}
    if left_out:
        metadata[LEFT_OUT] = ", ".join(sorted(left_out))
    return nir.NIRGraph(nodes=nodes, edges=edges, metadata=metadata, type_check=False)


def _add_maps(
    nir: Any,
    net: Network,
    dt: float,
    seed: int,
    left_out: set[str],
    nodes: dict[str, Any],
    edges: list[tuple[str, str]],
) -> None:
    """Add the weights and delays of projections, and the currents of neurons as biases."""
    biases = {group: _bias(group, nodes[group.name], dt) for group in net.populations}
    for projection in net.projections:
        _expect_fixed(projection, left_out)
        for k, (delay, table) in enumerate(_tables(projection, dt, seed)):
            name = projection.name.replace("/", "|") + (f", delay {k + 1}" if k else "")
            bias = biases.pop(projection.post, None)
            scaled = table * (
                1.0 if projection.synapse.kind == "delta" else dt / _C(projection.post)
            )
            way = [_free(nodes, name)]
            nodes[way[0]] = (
                nir.Linear(scaled) if bias is None or not bias.any() else nir.Affine(scaled, bias)
            )
            if delay > dt + NEAR:
                way.insert(0, _free(nodes, f"delay of {name}"))
                nodes[way[0]] = nir.Delay(np.full(projection.pre.n, delay))
            way = [projection.pre.name, *way, projection.post.name]
            edges += itertools.pairwise(way)
    for group, bias in biases.items():
        if bias.any():  # of neurons to which no synapse leads: an empty table of their own
            name = _free(nodes, f"current of {group.name}")
            nodes[name] = nir.Affine(np.zeros((group.n, group.n)), bias)
            edges += [(group.name, name), (name, group.name)]


def _add_ends(nir: Any, net: Network, nodes: dict[str, Any], edges: list[tuple[str, str]]) -> None:
    """Add an input where nothing sends spikes, and the outputs: populations that lead nowhere."""
    if not any(type(node).__name__ == "Input" for node in nodes.values()):
        first, name = net.populations[0], _free(nodes, "input")
        nodes[name] = nir.Input({"input": np.array([1])})
        nodes[_free(nodes, f"{name} of nothing")] = nir.Linear(np.zeros((first.n, 1)))
        edges += [(name, f"{name} of nothing"), (f"{name} of nothing", first.name)]
    sending = {projection.pre for projection in net.projections}
    ends = [group for group in net.populations if group not in sending] or list(net.populations)
    for group in ends:
        name = _free(nodes, "output" if len(ends) == 1 else f"output of {group.name}")
        nodes[name] = nir.Output({"output": np.array([group.n])})
        edges.append((group.name, name))


def _words(without: Any) -> set[str]:
    """Return what may be left out."""
    words = [without] if isinstance(without, str) else without
    if not isinstance(words, Sequence) or not set(words) <= set(OPTIONAL):
        raise ParameterError(
            f"to_nir's without is {without!r:.60}; expected some of {', '.join(OPTIONAL)}, as in "
            f"without=('t_ref', 'V')."
        )
    return set(words)


def _refuse(name: str, what: str, word: str, left_out: set[str]) -> None:
    """Refuse what NIR cannot say, unless it is to be left out."""
    if word not in left_out:
        raise ParameterError(
            f"{name} has {what}, which NIR cannot say; expected a network without, or type "
            f"without={word!r} to leave it out."
        )


def _free(nodes: dict[str, Any], name: str) -> str:
    """Return a name that no node has."""
    return next(
        each
        for k in range(1, len(nodes) + 2)
        if (each := name if k == 1 else f"{name} {k}") not in nodes
    )


def _C(group: Population) -> np.ndarray:
    """Return the capacitance of each neuron as a column, F."""
    C: Any = group.own.get("C", getattr(group.neuron, "C", None))
    return np.broadcast_to(C, group.n)[:, None]


# --- neurons --------------------------------------------------------------------------------------


def _neurons(
    nir: Any, net: Network, group: Population, dt: float, seed: int, left_out: set[str]
) -> Any:
    """Return the node of a population, whose v is in V and whose spikes have the area ``dt``."""
    neuron, name = group.neuron, group.name
    if type(neuron) not in (LIF, Readout, Integrator, Summer):
        raise ParameterError(
            f"{name} is {type(neuron).__name__}, which NIR does not have; expected LIF, or the "
            f"neurons that from_nir makes."
        )
    if held := float(np.max(group.refractory)):
        _refuse(name, f"a refractory time of {show(held, 's')}", "t_ref", left_out)
    if group.drive is not None and group.drive.noise.any():
        _refuse(name, "a noise current", "noise", left_out)
    if isinstance(group.V, str) or (group.V is not None and (group.V != group.rests[0]).any()):
        _refuse(name, "voltages at the start", "V", left_out)
    tau_syn = _time_constants(net, group, seed)

    def value(key: str) -> np.ndarray:
        each = group.own.get(key, getattr(neuron, key))
        return np.array(np.broadcast_to(each, group.n), dtype=float)

    spiking = {}
    if not isinstance(neuron, (Readout, Summer)):
        # here a neuron fires at its threshold, in NIR above it
        spiking = {"v_threshold": value("V_T") - 2 * TOLERANCE, "v_reset": value("V_R")}
    if isinstance(neuron, Integrator):
        if tau_syn is not None:
            raise ParameterError(
                f"{name} is {type(neuron).__name__} with currents that decay, which NIR cannot "
                f"say; expected delta synapses."
            )
        r = np.full(group.n, 1 / dt)
        return nir.IF(r=r, **spiking) if spiking else nir.I(r=r)
    tau = value("C") / value("g_L")
    common = {"r": tau / dt, "v_leak": value("E_L"), **spiking}
    if tau_syn is None:
        return (nir.LIF if spiking else nir.LI)(tau=tau, **common)
    kind = nir.CubaLIF if spiking else nir.CubaLI
    return kind(tau_syn=tau_syn, tau_mem=tau, w_in=tau_syn / dt, **common)


def _time_constants(net: Network, group: Population, seed: int) -> np.ndarray | None:
    """Return the time constant of the current of each neuron, s, or ``None`` where there is none.

    Raises :class:`ParameterError` where synapses of a neuron are not alike: NIR gives it one kind.
    """
    leading = [projection for projection in net.projections if projection.post is group]
    for projection in leading:
        if projection.synapse.kind not in ("delta", "exponential"):
            raise ParameterError(
                f"{projection.name} has {projection.synapse.kind} synapses, which NIR cannot say; "
                f"expected synapse='delta' or 'exponential'."
            )
    kinds = {projection.synapse.kind for projection in leading}
    if len(kinds) > 1:
        raise ParameterError(
            f"{group.name} has delta and exponential synapses; NIR gives a neuron one kind: "
            f"expected either."
        )
    if kinds != {"exponential"}:
        return None
    found = np.full(group.n, np.nan)
    for projection in leading:
        tau, there = projection.synapse.tau, np.unique(projection.pairs(seed)[1])
        other = there[(found[there] != tau) & ~np.isnan(found[there])]
        if other.size:
            raise ParameterError(
                f"Neuron {other[0]} of {group.name} has synapses with time constants of "
                f"{show(float(found[other[0]]), 's')} and {show(tau, 's')}; NIR gives a neuron "
                f"one: expected the same for all."
            )
        found[there] = tau
    return np.where(np.isnan(found), leading[0].synapse.tau, found)


def _bias(group: Population, node: Any, dt: float) -> np.ndarray:
    """Return the constant signal that drives each neuron as its current does."""
    level, scale = np.broadcast_to(group.I, group.n).astype(float), dt / _C(group)[:, 0]
    drive, what = group.drive, "a current that changes in time"
    if not hasattr(node, "tau_syn"):
        if drive is None or (len(drive.times) == 1 and not drive.times[0]):
            return level * scale
    elif drive is None or len(drive.times) == 1:
        if not level.any():
            return level
        what = "a current that does not pass its synapses"
    else:  # the one that from_nir makes of a bias
        level = np.broadcast_to(drive.values[-1], group.n)
        t, values = rising(level, node.tau_syn, float(drive.times[1]))
        own = np.broadcast_to(
            drive.values.reshape(len(drive.times), -1), (len(drive.times), group.n)
        )
        if t.shape == drive.times.shape and np.allclose(values, own, rtol=1e-6, atol=0.0):
            return level * scale / node.w_in
    raise ParameterError(
        f"{group.name} has {what}, which NIR cannot say; expected a constant current"
        f"{' and delta synapses' * hasattr(node, 'tau_syn')}."
    )


# --- synapses -------------------------------------------------------------------------------------


def _expect_fixed(projection: Projection, left_out: set[str]) -> None:
    """Refuse synapses that change."""
    if projection.plasticity is not None:
        what = f"the rule {type(projection.plasticity).__name__}"
        _refuse(projection.name, what, "plasticity", left_out)
    if projection.crossbar is not None:
        _refuse(projection.name, "the cells of a crossbar", "crossbar", left_out)
    if projection.initial is not None and np.any(projection.initial):
        _refuse(projection.name, "currents at the start", "initial", left_out)


def _tables(projection: Projection, dt: float, seed: int) -> list[tuple[float, np.ndarray]]:
    """Return a table (target, sender) of weights for each delay, s."""
    size = projection.post.n, projection.pre.n
    if size[0] * size[1] > LARGEST:
        raise ParameterError(
            f"{projection.name} is a table of {size[0]:,} × {size[1]:,} weights in NIR; expected "
            f"at most {LARGEST:,.0f}."
        )
    i, j = projection.pairs(seed)
    weight = projection.each(projection.weight, i, j, seed)
    delay = np.asarray(projection.each(projection.delay, i, j, seed), float)
    if isinstance(projection.delay, Drawn):
        delay = dt * np.maximum(np.rint(delay / dt), 1)
    steps = np.rint(delay / NEAR)
    if steps.size and steps.min() < round(dt / NEAR):
        raise ParameterError(
            f"{projection.name} has a delay of {show(float(delay.min()), 's')}, below the time "
            f"step of the graph, {show(dt, 's')}; expected a shorter one, as in "
            f"dt={float(delay.min()):g}."
        )
    kinds = np.unique(steps)
    if len(kinds) > DELAYS:
        raise ParameterError(
            f"{projection.name} has {len(kinds)} different delays, each of which is a table in "
            f"NIR; expected {DELAYS} or fewer."
        )
    found = []
    for kind in kinds:
        here, table = steps == kind, np.zeros(size)
        np.add.at(table, (j[here], i[here]), weight[here])
        found.append((float(delay[here][0]), table))
    return found
