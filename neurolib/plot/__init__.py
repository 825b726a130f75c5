"""Drawings of the course: each takes the axes to draw on, adds alt text from its numbers, and
neither makes nor shows a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import is_color_like
from matplotlib.patches import Circle
from matplotlib.path import Path
from numpy.typing import ArrayLike

from .. import energy
from ..codes import _guards as trains_guard
from ..devices import RRAM
from ..model import ParameterError, Quantity, expect
from ..neurons import LIF
from ..neurons.lif import CURRENT
from ..recording import Run
from ..style import (
    BLUE,
    GREEN,
    INK,
    LINES,
    MUTED,
    ORANGE,
    PALETTE,
    PURPLE,
    SKY,
    VERMILLION,
    describe,
)
from ..units import Hz, ms, mV, nA, nm, pA, show
from . import _guards as guard

__all__ = [
    "bill",
    "covariance",
    "dome",
    "f_i",
    "filament",
    "intervals",
    "membrane",
    "phase_plane",
    "population",
    "raster",
    "voltage",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)


# how far a stroke reaches above the threshold of a neuron whose spikes have no shape
STROKE = 45 * mV
OXIDE = 5.0  # height of the oxide in the picture of a filament, in its nm
GRAIN = 0.075  # radius of a grain in the picture of a phase-change cell


@guard.drawing
def membrane(ax: Axes) -> None:
    """Draw a patch of membrane as the circuit it is: a capacitor beside a leak with its battery,
    and a current flowing in.
    """
    ax.set(xlim=(-0.6, 10.6), ylim=(-0.7, 6.4), aspect="equal")
    ax.set_axis_off()
    wire: dict[str, Any] = {
        "color": INK,
        "linestyle": "-",
        "linewidth": 1.4,
        "solid_capstyle": "round",
    }
    for side in 0, 5:  # the two sides of the membrane
        ax.plot([1, 9], [side, side], **wire)
    ax.plot([5, 5], [5, 6], **wire)
    # wires stop where an element is
    for column, breaks in (1, [1.75, 3.25]), (5, [2.35, 2.65]), (9, [0.95, 1.25, 2.2, 4.2]):
        ends = np.array([0, *breaks, 5]).reshape(-1, 2)
        ax.plot(np.full(3 * len(ends), column), np.insert(ends, 2, np.nan, axis=1).ravel(), **wire)
    ax.add_patch(Circle((1, 2.5), 0.75, facecolor="none", edgecolor=VERMILLION, linewidth=1.6))
    ax.annotate(
        "",
        (1, 3.1),
        (1, 1.9),
        arrowprops={
            "arrowstyle": "-|>",
            "color": VERMILLION,
            "linewidth": 1.6,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
    for plate in 2.35, 2.65:
        ax.plot([4.2, 5.8], [plate, plate], color=BLUE, linestyle="-", linewidth=2.6)
    zigzag = 9 + 0.3 * np.array([0, 1, -1, 1, -1, 1, -1, 0])
    ax.plot(
        zigzag,
        [2.2, 2.37, 2.7, 3.03, 3.37, 3.7, 4.03, 4.2],
        color=GREEN,
        linestyle="-",
        linewidth=1.6,
    )
    ax.plot(
        [8.75, 9.25, np.nan, 8.45, 9.55],
        [1.25, 1.25, np.nan, 0.95, 0.95],
        color=GREEN,
        linestyle="-",
        linewidth=2.2,
    )
    ax.plot([5, 5], [6, 6], "o", color=INK, markersize=4)
    text: dict[str, Any] = {"va": "center", "fontsize": 11}
    for x, y, words, color, where in (
        (-0.1, 2.5, "$I$", VERMILLION, "right"),
        (3.9, 2.5, "$C$", BLUE, "right"),
        (8.4, 3.2, "$g_L$", GREEN, "right"),
        (8.2, 1.1, "$E_L$", GREEN, "right"),
        (5.4, 6.0, "$V$", INK, "left"),
    ):
        ax.text(x, y, words, color=color, ha=where, **text)
    for edge, words in (5.35, "inside"), (-0.4, "outside"):
        ax.text(9, edge, words, color=MUTED, ha="right", va="center")
    describe(
        ax,
        "Circuit of a membrane: a current I flows in; from the inside, at voltage V, a "
        "capacitor C and a leak g_L with a battery lead out.",
    )


@guard.drawing
def voltage(ax: Axes, run: Run) -> None:
    """Draw the membrane voltage of a run in mV against time in ms, each spike as a stroke: up to
    the peak where the neuron has one.
    """
    model = expect(run, Run, "voltage's run", guard.RUN).model
    V_T = getattr(model, "V_T", None)  # a neuron need not have a threshold of that name
    t, V = _with_strokes(
        run, float(getattr(model, "V_peak", run.V.max() if V_T is None else V_T + STROKE))
    )
    if V_T is not None:
        ax.axhline(V_T / mV, color=MUTED, linestyle=LINES[2], linewidth=1)
    ax.plot(t / ms, V / mV, color=BLUE, linestyle="-", linewidth=1.3)
    ax.set(xlabel="time (ms)", ylabel="V (mV)", xlim=(0, run.duration / ms))
    describe(
        ax, f"Membrane voltage over {show(run.duration, 's')}: {_spikes_in_words(run.spikes)}."
    )


@guard.drawing
def phase_plane(ax: Axes, run: Run, room: tuple[float, float] | None = None) -> None:
    """Draw a run of AdEx in the plane of V (mV) and w (pA), between the curves on which V and w
    stand still under its last current.

    The nullclines are computed from the model's own ``flow``, which is affine in w. Resets are
    dotted. The axis of w shows all of the run and, where it is given, ``room``, the lowest and the
    highest w in A.
    """
    run = guard.of_two(run, "phase_plane's run")
    model, I = run.model, float(run.I[-1])
    V = np.linspace(min(run.V.min(), model.E_L) - 6 * mV, model.V_T + 8 * mV, 240)  # type: ignore[attr-defined]
    p = model.values(model.flow, "V", "w", "I")  # type: ignore[attr-defined]
    at_zero, at_one = (model.flow(V, w, I, *p) for w in (0.0, 1 * nA))  # type: ignore[attr-defined]
    still_V, still_w = (
        1 * nA * zero / (zero - one) for zero, one in zip(at_zero, at_one, strict=True)
    )
    ax.plot(V / mV, still_V / pA, color=INK, linestyle=LINES[1], linewidth=1.2, label="dV/dt = 0")
    ax.plot(V / mV, still_w / pA, color=GREEN, linestyle=LINES[3], linewidth=1.2, label="dw/dt = 0")
    after = np.round(run.spikes / run.dt).astype(int)  # the state after each reset
    jump_V, jump_w = (np.full(3 * len(after), np.nan) for _ in range(2))
    jump_V[::3], jump_V[1::3] = V[-1], run.V[after]
    jump_w[::3], jump_w[1::3] = run.w[after] - getattr(model, "b", 0.0), run.w[after]
    ax.plot(jump_V / mV, jump_w / pA, color=VERMILLION, linestyle=LINES[2], linewidth=0.9)
    path_V, path_w = (
        np.minimum(np.insert(run.V, after, np.nan), V[-1]),
        np.insert(run.w, after, np.nan),
    )
    ax.plot(path_V / mV, path_w / pA, color=BLUE, linestyle="-", linewidth=1.1)
    ax.plot(run.V[[0]] / mV, run.w[[0]] / pA, "o", color=BLUE, markersize=4.5)
    low, high = run.w.min(), run.w.max()
    margin = 0.15 * (high - low) + 20 * pA
    least, most = (low, high) if room is None else guard.row(CURRENT, room, "phase_plane's room", 2)
    floor, ceiling = min(low - margin, least), max(high + margin, most)
    ax.set(
        xlabel="V (mV)",
        ylabel="w (pA)",
        xlim=(V[0] / mV, V[-1] / mV),
        ylim=(floor / pA, ceiling / pA),
    )
    taken = [np.column_stack([path_V / mV, path_w / pA])]
    if len(after):
        top = run.V[after[0]] / mV, run.w[after].max() / pA
        ax.annotate(
            "reset",
            top,
            (-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=VERMILLION,
            fontsize=8,
        )
        taken += [
            np.array([(top[0] - 0.13 * (V[-1] - V[0]) / mV, top[1]), top]),
            np.column_stack([jump_V / mV, jump_w / pA]),
        ]
    lines = (V / mV, still_V / pA, "dV/dt = 0", INK), (V / mV, still_w / pA, "dw/dt = 0", GREEN)
    _name_lines(
        ax, lines, np.concatenate([each for path in taken for each in (path, [[np.nan, np.nan]])])
    )
    describe(
        ax,
        f"Path in the plane of V and w: w runs from {show(low, 'A', 3)} to "
        f"{show(high, 'A', 3)}, with {len(after)} resets.",
    )


def _name_lines(
    ax: Axes, lines: Sequence[tuple[np.ndarray, np.ndarray, str, str]], path: np.ndarray
) -> None:
    """Write the name of each line (x, y, name, colour) beside it, where it is farthest from the
    path, its start and the other lines.
    """
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    corner, size = np.array([left, low]), np.array([right - left, high - low])
    scaled = [(np.column_stack([x, y]) - corner) / size for x, y, *_ in lines]
    turn = np.linspace(0, 2 * np.pi, 12)
    run = (path - corner) / size
    # its start and the ring there
    along, around = _cells(run), run[0] + 0.06 * np.column_stack([np.cos(turn), np.sin(turn)])
    for k, (_, _, name, color) in enumerate(lines):
        least = int(np.argmin(scaled[k][:, 1]))
        # of a curve with a minimum, its left
        rises, branch = (True, scaled[k]) if least == 0 else (False, scaled[k][: least + 1])
        others = np.concatenate(
            [
                along,
                around,
                scaled[k][len(branch) + 2 :],
                *(each[::4] for j, each in enumerate(scaled) if j != k),
            ]
        )
        best = 0.0
        # to the right of the line, or to its left
        for side, (first, last) in (1, (0.02, 0.7)), (-1, (0.36, 0.98)):
            below = rises == (side > 0)
            points = branch[
                (branch > (first, 0.1)).all(axis=1) & (branch < (last, 0.9)).all(axis=1)
            ][::5]
            # from the middle of the name
            away = np.abs(points[:, None] + (0.16 * side, -0.03 if below else 0.03) - others) / (
                0.17,
                0.06,
            )
            room = np.minimum(away.max(axis=-1).min(axis=1, initial=1.5), 1.5)
            # to its right, where there is as much room
            if len(points) and room.max() > best + 0.3 * (side < 0):
                best, at = float(room.max()), points[int(np.argmax(room))]
                place: tuple[float, ...] = tuple(corner + size * (at + (0.02 * side, 0)))
                where: dict[str, Any] = {
                    "va": "top" if below else "bottom",
                    "ha": "left" if side > 0 else "right",
                }
        if best:
            ax.text(*place[:2], name, color=color, fontsize=8, **where)


def _cells(path: np.ndarray) -> np.ndarray:
    """Return the middles of the cells, a twenty-fifth of the axes wide, that a path runs through,
    however fast; NaN lifts the pen.
    """
    ends = np.stack([path[:-1], path[1:]], axis=1)[np.isfinite(path[:-1] + path[1:]).all(axis=1)]
    reach = np.append(0, np.cumsum(np.hypot(*(ends[:, 1] - ends[:, 0]).T)))
    at = np.arange(0, reach[-1], 0.04)
    piece = np.searchsorted(reach, at, side="right") - 1
    part = ((at - reach[piece]) / (reach[piece + 1] - reach[piece]))[:, None]
    found = np.round(((1 - part) * ends[piece, 0] + part * ends[piece, 1]) / 0.04).astype(np.int64)
    # whole numbers are sorted faster than pairs
    column, row = np.divmod(np.unique(found @ (2**24, 1) + 2**23), 2**24)
    return 0.04 * np.column_stack([column, row - 2**23])


@guard.drawing
def f_i(
    ax: Axes,
    neuron: LIF,
    I: ArrayLike,
    simulated: tuple[ArrayLike, ArrayLike] | None = None,
    here: float | None = None,
) -> None:
    """Draw the closed-form rate (Hz) against current (pA), rates found by simulation as circles,
    and the present current as a dot.
    """
    neuron, currents = (
        expect(neuron, LIF, "f_i's neuron", "a LIF neuron, as in LIF()"),
        guard.row(CURRENT, I, "f_i's I"),
    )
    ax.plot(
        currents / pA, neuron.rate(currents) / Hz, color=BLUE, linestyle="-", label="closed form"
    )
    ax.axvline(neuron.rheobase / pA, color=MUTED, linestyle=LINES[2], linewidth=1)
    ax.set(
        xlabel="current (pA)", ylabel="rate (Hz)", xlim=(currents.min() / pA, currents.max() / pA)
    )
    words = [
        f"Firing rate against current: 0 Hz up to the rheobase of {show(neuron.rheobase, 'A')}"
    ]
    if simulated is not None:
        if not isinstance(simulated, (tuple, list)) or len(simulated) != 2:
            raise ParameterError(
                f"f_i's simulated is {simulated!r:.60}; expected two rows, (currents, rates)."
            )
        some_I = guard.row(CURRENT, simulated[0], "f_i's simulated[0]")
        some_r = guard.row(guard.RATE, simulated[1], "f_i's simulated[1]", len(some_I))
        ax.plot(
            some_I / pA,
            some_r / Hz,
            "o",
            color=VERMILLION,
            markerfacecolor="none",
            markeredgewidth=1.3,
            label="simulation",
        )
        few = slice(None, None, max(1, len(some_I) // 5))
        words += [
            f"{show(i, 'A')}: {r:.1f} Hz" for i, r in zip(some_I[few], some_r[few], strict=True)
        ]
    if here is not None:
        here = CURRENT.number(here, "f_i's here")
        ax.plot([here / pA], [neuron.rate(here) / Hz], "o", color=VERMILLION, markersize=8)
        words.append(f"at {show(here, 'A')} it is {neuron.rate(here):.1f} Hz")
    describe(ax, "; ".join(words) + ".")


@guard.drawing
def raster(
    ax: Axes, trains: Any, duration: float, labels: Sequence[str] = (), color: str = INK
) -> None:
    """Draw spike trains (s) as rows of bars against time in ms, the first on top, each with its
    label where there are labels.

    ``trains`` is a list of arrays of times, one per row, as from ``run.trains(population)``, or a
    tuple (times, indices), as from ``run.spikes(population)``, with a row for each index up to the
    largest.
    """
    trains, duration = (
        trains_guard.rows(trains, "raster's trains"),
        guard.LENGTH.number(duration, "raster's duration"),
    )
    rows, labels = len(trains), guard.labels(labels, len(trains), "raster's labels")
    if not is_color_like(color):
        raise ParameterError(
            f"raster's color is {color!r:.60}; expected a colour of matplotlib, as in 'black'."
        )
    ax.eventplot(
        [train / ms for train in trains],
        lineoffsets=np.arange(rows),
        linelengths=0.72,
        linewidths=1.1,
        colors=color,
    )
    ax.set(
        xlabel="time (ms)",
        xlim=(0, duration / ms),
        ylim=(rows - 0.4, -0.6),
        yticks=np.arange(rows) if len(labels) else [],
    )
    if len(labels):
        ax.set_yticklabels(labels)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    counts = [int(np.sum(train <= duration)) for train in trains]
    names = (
        [f"{label}: {n}" for label, n in zip(labels, counts, strict=True)]
        if len(labels)
        else [str(n) for n in counts]
    )
    describe(ax, f"Spikes in {show(duration, 's')}, row by row: {', '.join(names)}.")


@guard.drawing
def intervals(ax: Axes, times: ArrayLike, longest: float, density: ArrayLike | None = None) -> None:
    """Draw the histogram of interspike intervals up to ``longest`` (s) as a density in 1/s, and a
    closed-form ``density`` over it.
    """
    found, longest = (
        np.diff(trains_guard.train(times, "intervals")),
        guard.LENGTH.number(longest, "intervals' longest"),
    )
    edges = np.linspace(0, longest, 61)
    counts, _ = np.histogram(found, edges)
    ax.stairs(
        counts / (max(1, len(found)) * (edges[1] - edges[0])),
        edges / ms,
        fill=True,
        color=BLUE,
        alpha=0.35,
        label="measured",
    )
    if density is not None:
        curve = guard.row(guard.DRAWN, density, "intervals' density")
        ax.plot(
            np.linspace(0, longest / ms, len(curve)),
            curve,
            color=VERMILLION,
            linestyle="-",
            label="closed form",
        )
    ax.set(xlabel="interval (ms)", ylabel="density (1/s)", xlim=(0, longest / ms))
    mean = f" with mean {show(found.mean(), 's', 3)}" if len(found) else ""
    describe(ax, f"Histogram of {len(found)} interspike intervals{mean}.")


@guard.drawing
def covariance(ax: Axes, lags: np.ndarray, C: np.ndarray, noise: float | None = None) -> None:
    """Draw a cross-covariance density (1/s²) against lag (ms), with a band of ± two standard
    deviations of chance, ``noise``.
    """
    lags = guard.row(guard.DRAWN, lags, "covariance's lags")
    C = guard.row(guard.DRAWN, C, "covariance's C", len(lags))
    width = (lags[1] - lags[0]) / ms if len(lags) > 1 else 1.0
    edges = np.append(lags / ms - width / 2, lags[-1] / ms + width / 2)
    if noise is not None:
        noise = guard.DRAWN.number(noise, "covariance's noise")
        ax.axhspan(-2 * noise, 2 * noise, color=MUTED, alpha=0.18, label="chance, ± 2 sd")
    ax.axhline(0, color=MUTED, linestyle="-", linewidth=0.8)
    ax.axvline(0, color=MUTED, linestyle=LINES[2], linewidth=0.8)
    ax.stairs(C, edges, fill=True, color=PURPLE, alpha=0.35)
    ax.stairs(C, edges, color=PURPLE, linewidth=1.2)
    ax.set(xlabel="lag of j behind i (ms)", ylabel="C (1/s²)", xlim=(edges[0], edges[-1]))
    top = int(np.argmax(C))
    describe(
        ax,
        f"Cross-covariance against lag: highest, {C[top]:.0f} per s², at {lags[top] / ms:+.0f} ms.",
    )


@guard.drawing
def population(
    ax: Axes,
    preferred: np.ndarray,
    expected: np.ndarray,
    counts: np.ndarray,
    stimulus: float,
    estimate: float,
) -> None:
    """Draw each neuron's spike count, and the count expected of it, over its preferred direction
    (rad, shown in degrees).
    """
    degrees = np.rad2deg(guard.row(guard.ANGLE, preferred, "population's preferred"))
    expected, counts = (
        guard.row(guard.DRAWN, values, f"population's {name}", len(degrees))
        for values, name in ((expected, "expected"), (counts, "counts"))
    )
    stimulus, estimate = (
        guard.ANGLE.number(stimulus, "population's stimulus"),
        guard.ANGLE.number(estimate, "population's estimate"),
    )
    ax.plot(degrees, expected, color=MUTED, linestyle=LINES[1], linewidth=1.2, label="expected")
    stems = ax.vlines(degrees, 0, counts, colors=BLUE, linewidth=1.2)
    stems.sticky_edges.y.append(0)  # no margin below, and the axis stays free to grow
    ax.plot(degrees, counts, "o", color=BLUE, markersize=4.5, label="counted")
    left_to_right = sorted(
        [(stimulus, "shown", GREEN, LINES[0]), (estimate, "read", VERMILLION, LINES[1])]
    )
    for (angle, name, color, line), (gap, side) in zip(
        left_to_right, ((-5, "right"), (5, "left")), strict=True
    ):
        ax.axvline(np.rad2deg(angle), color=color, linestyle=line, linewidth=1.6)
        ax.annotate(
            name,
            (np.rad2deg(angle), 1),
            (gap, -3),
            ("data", "axes fraction"),
            "offset points",
            color=color,
            ha=side,
            va="top",
        )
    ax.set(
        xlabel="preferred direction (°)",
        ylabel="spikes",
        xlim=(-180, 180),
        xticks=range(-180, 181, 90),
    )
    describe(
        ax,
        f"Spike counts of {len(counts)} neurons, {int(np.sum(counts))} in all, over "
        f"their preferred directions: "
        f"{np.rad2deg(stimulus):.0f}° is shown, {np.rad2deg(estimate):.1f}° is read.",
    )


COMPONENTS = {
    "leak": MUTED,
    "clock tree": VERMILLION,
    "synaptic event": BLUE,
    "neuron update": PURPLE,
    "spike": ORANGE,
    "hop": GREEN,
    "plasticity update": SKY,
}  # the colour of each in every bill


@guard.drawing
def bill(ax: Axes, bills: Sequence[energy.Bill], labels: Sequence[str] = ()) -> None:
    """Draw bills as stacked bars of power, the first on top, each with its total and, beneath it,
    the interval of its prices.
    """
    if not (
        isinstance(bills, (list, tuple))
        and bills
        and all(isinstance(each, energy.Bill) for each in bills)
    ):
        raise ParameterError(
            f"bill's bills is {bills!r:.60}; expected a list of bills, as in "
            f"[run.ledger.bill(LOIHI)]."
        )
    labels = guard.labels(labels, len(bills), "bill's labels") or [
        each.prices.name for each in bills
    ]
    highest = max([each.interval[1] / each.ledger.duration for each in bills], default=0.0) or 1.0
    unit = show(highest, "W").split()[1]
    scale = next(
        factor
        for name, factor in (("W", 1.0), ("mW", 1e-3), ("µW", 1e-6), ("nW", 1e-9), ("pW", 1e-12))
        if name == unit
    )
    seen = [
        [row for row in each.rows if row.joules / each.ledger.duration > 0.002 * highest]
        for each in bills
    ]
    names = list(dict.fromkeys(row.component for rows in seen for row in rows))
    spare = iter([INK, *PALETTE] * len(names))
    colors = {name: COMPONENTS.get(name) or next(spare) for name in names}
    words = []
    for y, (each, label) in enumerate(zip(bills, labels, strict=True)):
        T, left = each.ledger.duration, 0.0
        for row in seen[y]:
            width = row.joules / T / scale
            named = row.component not in ax.get_legend_handles_labels()[1]
            ax.barh(
                y,
                width,
                0.56,
                left,
                color=colors[row.component],
                label=row.component if named else "_",
                edgecolor="white",
                linewidth=0.6,
            )
            if width * scale > 0.17 * highest:  # room for its name
                ax.text(
                    left + width / 2,
                    y,
                    row.component,
                    color="white",
                    ha="center",
                    va="center",
                    fontsize=8,
                    fontweight="bold",
                )
            left += width
        low, high = (end / T / scale for end in each.interval)
        if high > low:
            ax.plot(
                [low, high],
                [y + 0.38, y + 0.38],
                color=INK,
                linestyle="-",
                marker="|",
                markersize=6,
                linewidth=1.1,
            )
        ax.annotate(
            show(each.power, "W", 3),
            (max(each.power / scale, high), y),
            (5, 0),
            textcoords="offset points",
            va="center",
        )
        ends = (
            f", {show(low * scale, 'W', 3)} to {show(high * scale, 'W', 3)}" if high > low else ""
        )
        most = max(each.rows, key=lambda row: row.joules)
        words.append(f"{label}: {show(each.power, 'W', 3)}{ends}, most of it {most.component}")
    ax.set(
        xlabel=f"power ({unit})",
        xlim=(0, 1.18 * highest / scale),
        yticks=range(len(bills)),
        yticklabels=labels,
    )
    ax.set_ylim(len(bills) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.28), ncols=4, handlelength=1.2)
    describe(ax, f"Power, component by component. {'; '.join(words)}.")


def thread(y: Any, tip: Any) -> Any:
    """Return half of the width of a filament at a height: a root, a neck and a round tip."""
    return 0.55 + 1.25 * ((OXIDE - y) / OXIDE) ** 1.6 - 0.5 * np.exp((y - tip) / 0.16)


def vacancies() -> tuple[np.ndarray, np.ndarray]:
    """Return the heights of the vacancies of a filament, and where they lie across it, as a share
    of half of its width.
    """
    rng = np.random.default_rng(4)
    return np.sort(rng.uniform(0.15, OXIDE, 170)), rng.uniform(-0.86, 0.86, 170)


@guard.drawing
def filament(ax: Axes, device: RRAM, g: float) -> None:
    """Draw a filament cell in nm: two electrodes, a thread of vacancies between them, and the gap g
    (m) that it leaves; not to scale.
    """
    device = expect(device, RRAM, "filament's device", "an RRAM cell, as in RRAM()")
    known = Quantity("nm", "gap", 0.0, device.g_max * (1 + 1e-9))
    top, gap = OXIDE, known.number(g, "filament's g") / nm
    tip = top - gap
    for floor in -1.1, top:
        ax.fill_between([-4.6, 4.6], floor, floor + 1.1, color=MUTED, alpha=0.45, linewidth=0)
    y = np.linspace(0, tip, 60)
    half = thread(y, tip)
    ax.fill_betweenx(y, -half, half, color=BLUE, alpha=0.28, linewidth=0)
    height, side = vacancies()
    inside = height < tip - 0.12
    width = np.interp(height[inside], y, half)
    ax.plot(side[inside] * width, height[inside], "o", color=BLUE, markersize=4)
    low, high = (float(device.conductance(end)) for end in (device.g_max, device.g_min))
    strength = np.log(float(device.conductance(g)) / low) / np.log(high / low)
    ax.plot(
        [0, 0],
        [tip - 0.05, top],
        color=VERMILLION,
        linestyle="-",
        linewidth=0.6 + 7 * strength,
        solid_capstyle="butt",
    )
    ax.plot(
        [0.2, 3.1, np.nan, -0.2, 3.1],
        [tip, tip, np.nan, top, top],
        color=INK,
        linestyle=LINES[2],
        linewidth=0.9,
    )
    ax.plot([2.6, 2.6], [tip, top], color=INK, linestyle="-", linewidth=1.2)
    ax.text(2.8, top - max(gap / 2, 0.6), f"{gap:.2f} nm", va="center", fontsize=10)
    ax.text(-4.3, 2.5, "oxide", color=MUTED, va="center")
    ax.set(xlim=(-4.6, 6.2), ylim=(-1.2, 6.2), aspect="equal")
    ax.set_axis_off()
    describe(
        ax,
        f"A thread of vacancies reaches up to a gap of {gap:.2f} nm below the upper "
        f"electrode; read, the cell has {_ohms(device, g)}.",
    )


def grains() -> tuple[np.ndarray, int, np.ndarray]:
    """Return the places of the grains of a phase-change cell, the nearest to the heater first, how
    many of them may melt, and the order in which they stay amorphous.
    """
    rows = [(x + 0.5 * (k % 2), k) for k in range(13) for x in range(-13, 13)]
    at = np.array(rows) * (np.sqrt(3) * GRAIN, 1.5 * GRAIN) + (0, GRAIN)
    radius = np.hypot(*at.T)
    order = np.argsort(radius, kind="stable")
    active = int(np.sum(radius < 1.0))
    return at[order], active, np.random.default_rng(2).permutation(active)


@guard.drawing
def dome(ax: Axes, f: float, molten: float) -> None:
    """Draw a phase-change cell: grains above a heater, a share f crystalline (blue), the rest
    amorphous (orange), ``molten`` once melted.

    The melt is a dome, whose share grows with the square of its radius; which of its grains are
    crystalline again is random.
    """
    f, molten = guard.SHARE.number(f, "dome's f"), guard.SHARE.number(molten, "dome's molten")
    at, active, turn = grains()
    corners = GRAIN * np.array([(np.sin(a), np.cos(a)) for a in np.arange(7) * np.pi / 3])
    glass = turn[turn < round(molten * active)][: round((1 - f) * active)]
    crystal = np.setdiff1d(np.arange(len(at)), glass)
    for chosen, color, alpha in (crystal, BLUE, 0.55), (glass, ORANGE, 0.9):
        # one path for all draws fastest
        pens = np.tile([Path.MOVETO, *[Path.LINETO] * 5, Path.CLOSEPOLY], len(chosen))
        outlines = Path((at[chosen, None, :] + corners).reshape(-1, 2), pens)
        look = {"facecolors": color, "edgecolors": "white", "linewidths": 0.7, "alpha": alpha}
        ax.add_collection(PathCollection([outlines], **look), autolim=False)
    ax.fill_between([-0.22, 0.22], -0.42, -0.02, color=VERMILLION, alpha=0.85, linewidth=0)
    ax.text(0.3, -0.22, "heater", color=VERMILLION, va="center")
    if molten > 0:
        angle, reach = np.linspace(0, np.pi, 60), np.sqrt(molten) * 1.0
        ax.plot(
            reach * np.cos(angle),
            reach * np.sin(angle),
            color=VERMILLION,
            linestyle=LINES[1],
            linewidth=1.4,
        )
    ax.set(xlim=(-1.75, 1.75), ylim=(-0.45, 1.55), aspect="equal")
    ax.set_axis_off()
    parts = f"{100 * f:.0f} % crystalline, {100 - 100 * f:.0f} % amorphous"
    describe(
        ax, f"Grains above a heater: {parts}, within a dome where {100 * molten:.0f} % had melted."
    )


def _ohms(device: RRAM, g: float) -> str:
    return show(1 / float(device.conductance(g)), "Ohm", 3)


def _with_strokes(run: Run, peak: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the run's time and voltage with a stroke up to ``peak`` put in at each spike, before
    the reset.
    """
    after = np.round(run.spikes / run.dt).astype(int)
    return np.insert(run.t, after, run.t[after]), np.insert(run.V, after, peak)


def _spikes_in_words(spikes: np.ndarray) -> str:
    if not len(spikes):
        return "no spike"
    first = f"the first at {show(spikes[0], 's')}"
    if len(spikes) == 1:
        return f"one spike, {first.removeprefix('the first ')}"
    gaps = np.diff(spikes)
    return (
        f"{len(spikes)} spikes, {first}, intervals from {show(gaps.min(), 's', 3)} to "
        f"{show(gaps.max(), 's', 3)}"
    )
