r"""The area of a spike: what NIR leaves open, and how a file shows it.

A spike is an impulse, whose area :math:`a` is the integral of what a spike of weight 1 gives. In
NIR's equations it is 1. Most tools compute in time steps and read a spike as a value of 1 that
lasts one step, so that its area is their time step. Both obey the format, and what they run differs
by a factor of a thousand or more: :func:`area_of` finds out which is meant, or asks.

Source: J. E. Pedersen et al., Nature Communications 15:8122 (2024), doi:10.1038/s41467-024-52259-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...model import ParameterError, Quantity
from ...units import ms, show, us
from .nir_graph import SENDERS, SPIKING, laid_open, ways

WORD = "spike_area"  # by which the metadata of a graph may say it
AREA = Quantity("s", "area of a spike", 1e-9, 1e9)
TICK = Quantity("ms", "time step", 10 * us, 10 * ms, (0.1 * ms, 1 * ms))
EQUAL = 1e-4  # two time steps that differ by less, relatively, are one: files hold single precision
LIFT = 10.0  # times from rest to the threshold: a spike that lifts by more was hardly meant so


class UnknownArea(ParameterError):
    """A graph from which the area of a spike cannot be seen: it has to be said."""


def tick(graph: Any) -> float | None:
    r"""Return the time step Δt in s of the tool that wrote a graph, where its neurons show it, or
    ``None``.

    A tool that reads a spike as a value of 1 for one step writes, for a neuron whose v and I rise
    by w at a spike,

    .. math::

        r / \tau = r / \tau_{\mathrm{mem}} = w_{\mathrm{in}} / \tau_{\mathrm{syn}} = 1 / \Delta t
            \tag{1}

    Two time constants at least must agree on it: one alone gives some number in any case.
    """
    taus, steps = [], []
    for node in laid_open(graph).nodes.values():
        for gain, name in ("r", "tau"), ("r", "tau_mem"), ("w_in", "tau_syn"):
            if hasattr(node, gain) and hasattr(node, name):
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
    graph, area = laid_open(graph), AREA.number(area, "lift's area")
    most = 0.0, "", ""
    for sender in graph.of(*SENDERS):
        for way in ways(graph, sender):
            if (height := _lifted(graph.nodes[way.target], area)) is not None:
                most = max(most, (way.highest * height, sender, way.target))
    return most


def _lifted(node: Any, area: float) -> float | None:
    """Return the part of the way to its threshold that a spike of weight 1 lifts a neuron by; of
    what has no threshold, and of a Threshold, which takes spikes as they are, ``None``.
    """
    kind = type(node).__name__
    if kind not in SPIKING or kind == "Threshold":
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
    """Return the area of a spike, and in words where it comes from: as given; as the metadata of
    the graph say, by the word ``spike_area``; or the tool's time step, where the file shows it.

    It is also 1, as NIR's equations have it, where no neuron has a time constant and one spike
    lifts none by more than ten times the way to its threshold: all tools then add r w at a spike,
    whatever their step. Otherwise :class:`UnknownArea` asks for it.
    """
    dt, opened = TICK.number(dt, "area_of's dt"), laid_open(graph)
    if area is not None:
        return AREA.number(area, "area_of's area"), "as given"
    metadata = getattr(graph, "metadata", None) or {}
    if WORD in metadata:
        said = AREA.number(np.asarray(metadata[WORD], float)[()], f"The graph's {WORD}")
        return said, "as the metadata of the file say"
    if (step := tick(opened)) is not None:
        return step, "the time step that r / tau and w_in / tau_syn of the file show"
    lifted, sender, target = lift(opened, 1.0)
    if not opened.of("LIF", "CubaLIF", "LI", "CubaLI") and lifted <= LIFT:
        return 1.0, "as NIR's equations have it, and no neuron has a time constant"
    raise UnknownArea(
        "The file does not say the area of a spike. "
        + (
            f"With the 1 of NIR's equations, one spike of {sender} lifts {target} by "
            f"{lifted:.3g} times the way to its threshold; with the time step of its tool, which "
            f"most tools mean, by {lifted * dt:.3g} times for {show(dt, 's')}. "
            if lifted
            else "It is 1 in NIR's equations, and the time step of its tool in most tools. "
        )
        + f"Type area={dt:g} for such a file, or area=1 for the equations as they stand."
    )
