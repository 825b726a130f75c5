"""The figure of the map of the claim: where spikes win, where numbers do, and the reader's own
network in it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from ..applications.bills.claim import Claim, ClaimMap, flips, verdict
from ..model import expect
from ..style import BLUE, INK, VERMILLION, describe
from ..units import quantity, written

FACTORS = (0.01, 0.03, 0.1, 0.3, 0.7, 1.5, 3, 10, 30, 100)  # lines of the map, beside the border
TITLES = {
    "E_w": "energy of a word of memory",
    "b_w": "bits of a weight",
    "T": "time steps",
    "s": "spikes per input and time step",
}


def draw_claim(ax: Axes, claim_map: ClaimMap) -> None:
    """Draw a map of :func:`~neurolib.applications.bills.claim.claim_map`: the border, lines of
    equal ratio, the point, and what flips it.

    An arrow leads from the point to the border along an axis of the map, where a change of that
    parameter alone flips the verdict.
    """
    point, (x, across), (y, up), ratio = expect(
        claim_map, ClaimMap, "draw_claim's claim_map", "a map, as in claim_map(Claim())"
    )
    units = [point.quantities()[name].factor for name in (x, y)]
    X, Y, height = across / units[0], up / units[1], np.log10(np.clip(ratio, 1e-9, 1e9))
    ax.set(
        xscale="log",
        yscale="log",
        xlim=(X[0], X[-1]),
        ylim=(Y[0], Y[-1]),
        xlabel=_title(point, x),
        ylabel=_title(point, y),
    )
    for axis, name, values in (ax.xaxis, x, X), (ax.yaxis, y, Y):
        if point.quantities()[name].step:  # whole numbers, which double from tick to tick
            axis.set_major_locator(
                FixedLocator(
                    2.0 ** np.arange(np.ceil(np.log2(values[0])), np.log2(values[-1]) + 1e-9)
                )
            )
            axis.set_minor_locator(NullLocator())
        axis.set_major_formatter("{x:g}")
    if min(ratio.shape) > 1:
        ax.contourf(X, Y, height, levels=[-10, 0, 10], colors=[BLUE, VERMILLION], alpha=0.16)
        _lines(ax, X, Y, height)
    here = (getattr(point, x) / units[0], getattr(point, y) / units[1])
    taken = np.zeros(height.shape, bool)
    for flip in [each for each in flips(point) if each.name in (x, y)]:
        there = (
            (flip.value / units[0], here[1]) if flip.name == x else (here[0], flip.value / units[1])
        )
        if X[0] <= there[0] <= X[-1] and Y[0] <= there[1] <= Y[-1]:
            ax.annotate(
                "",
                there,
                here,
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": INK,
                    "linewidth": 1.4,
                    "shrinkA": 5,
                    "shrinkB": 0,
                },
            )
            taken |= (
                _near(X, here[0], there[0], 0.14)[None, :]
                & _near(Y, here[1], there[1], 0.06)[:, None]
            )
    taken |= _near(X, here[0], here[0], 0.14)[None, :] & _near(Y, here[1], here[1], 0.06)[:, None]
    for inside, color, words in (
        (height < 0, BLUE, "spikes win"),
        (height >= 0, VERMILLION, "numbers win"),
    ):
        if inside.any():
            room = inside & ~taken if (inside & ~taken).any() else inside
            at, row = _middle(X, Y, room, height)
            # on a narrow page a name is wide
            side = "left" if at < X[len(X) // 8] else "right" if at > X[-len(X) // 8] else "center"
            ax.text(
                {"left": X[1], "right": X[-2]}.get(side, at),
                row,
                words,
                color=color,
                ha=side,
                va="center",
                fontweight="bold",
            )
    ax.plot(
        *([each] for each in here),
        "o",
        color=INK,
        markersize=7,
        markeredgecolor="white",
        markeredgewidth=1.2,
    )
    share = f"{100 * np.mean(height < 0):.0f} %"
    ends = [
        f"{TITLES[name]} from {_shown(point, name, v[0])} to {_shown(point, name, v[-1])}"
        for name, v in ((x, across), (y, up))
    ]
    describe(ax, f"Map over {' and '.join(ends)}: spikes win on {share} of it. {verdict(point)}")


def _lines(ax: Axes, X: np.ndarray, Y: np.ndarray, height: np.ndarray) -> None:
    """Draw lines of equal ratio, dotted and with their number, and the border, on which both cost
    the same.
    """
    levels = [
        level
        for level in np.log10([*FACTORS[:5], 1.0, *FACTORS[5:]])
        if height.min() < level < height.max()
    ]
    if levels:
        widths, dashes = (
            [line if level else border for level in levels]
            for border, line in ((1.8, 0.7), ("-", ":"))
        )
        drawn = ax.contour(
            X,
            Y,
            height,
            levels=levels,
            colors=[INK],
            linewidths=widths,
            linestyles=dashes,
            alpha=0.75,
        )
        for text in ax.clabel(
            drawn,
            [level for level in levels if level],
            fmt=lambda level: f"×{10**level:.3g}",
            fontsize=7.5,
        ):
            text.set_clip_on(False)  # a number near a corner stays whole


def _near(values: np.ndarray, one: float, other: float, share: float) -> np.ndarray:
    """Say which values lie between two, or within a share of the axis from them, by their
    logarithms.
    """
    low, high = sorted((np.log(one), np.log(other)))
    return np.asarray(
        np.abs(np.log(values) - np.clip(np.log(values), low, high))
        < share * np.log(values[-1] / values[0])
    )


def _title(point: Claim, name: str) -> str:
    unit = point.quantities()[name].unit
    return f"{TITLES[name]} ({written(unit)})" if unit else TITLES[name]


def _shown(point: Claim, name: str, value: float) -> str:
    known = point.quantities()[name]
    return quantity(float(value) / known.factor, known.unit)


def _middle(
    X: np.ndarray, Y: np.ndarray, inside: np.ndarray, height: np.ndarray
) -> tuple[float, float]:
    """Return the member of a region where there is most room for its name: far from every line, or
    at least from its border.
    """
    bands = np.digitize(height, np.log10(FACTORS))
    depth = np.max([_depth(inside & (bands == k)) for k in np.unique(bands[inside])], axis=0)
    if depth.max() < 0.06 * len(Y):
        depth = _depth(inside)
    deepest = np.argwhere(depth == depth.max())
    row, column = deepest[len(deepest) // 2]
    return float(X[column]), float(Y[row])


def _depth(core: np.ndarray) -> np.ndarray:
    """Return how many layers lie between each member of a region and its edge; names are wide, so a
    layer is three members wide.
    """
    depth = np.zeros(core.shape)
    while core.any():  # take the outermost members away, one layer at a time
        depth += core
        wider = np.pad(core, ((1, 1), (3, 3)))
        core = core & wider[2:, 3:-3] & wider[:-2, 3:-3] & wider[1:-1, 6:] & wider[1:-1, :-6]
    return depth
