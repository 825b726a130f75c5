"""Packets that cross a mesh of cores, at one instant, and the latencies of all of them. Used in
chapter 7.
"""

from __future__ import annotations

import numpy as np

from ..model import ParameterError
from ..units import us
from .packets import carry, place

K, PACKETS, LASTS, HOT = 6, 900, 6 * us, 14  # cores along a side, packets, time, the hot core
CORES, BINS, LONGEST = K * K, 40, 8 * us
TOPS = 0.4, 1.0  # of the axis of shares
CLASSES = 0.25, 0.5, 0.75  # of how much a link has been used, up to which each is drawn alike
ASIDE = 0.09  # the two directions of a link lie side by side
LINKS = 3 * 4 * CORES
FACTS = (
    "waiting", "is_one", "moving", "n", "mean", "used",
    "late",  # share of the packets in the last bin
    "mean_x", "name_left", "name_right",  # the mean, and its name on one side of it
    "top",
    *(f"class_{n}" for n in range(1, 5)),  # how many links are in it
)  # fmt: skip
WAITING, IS_ONE, MOVING, N, MEAN, USED, LATE, MEAN_X, NAME_LEFT, NAME_RIGHT, TOP, CLASS = range(12)


def _drawn():
    """Return what does not depend on a slider: gaps between packets, in units of their mean, and
    from where to where they go.
    """
    draws = np.random.default_rng(8)
    gaps, homes = draws.exponential(1, PACKETS), draws.integers(0, CORES, PACKETS)
    goals, luck = draws.integers(0, CORES, PACKETS), draws.random(PACKETS)
    return {"clock": np.cumsum(gaps), "homes": homes, "goals": goals, "luck": luck}


TABLES = {
    **_drawn(),
    "cores_x": np.arange(CORES) % K,
    "cores_y": np.arange(CORES) // K,
    "bins": np.linspace(0, LONGEST, BINS + 1),
}
OUTPUTS = {
    "times": PACKETS,
    "wanted": PACKETS,  # the bit of the core that each is for
    "heap": 3 * PACKETS,
    "free": CORES * CORES,
    "moves": 4 * PACKETS * 2 * (K - 1),
    "arrived": 2 * PACKETS,
    "crossings": CORES * CORES,  # until now
    "links_x": LINKS,
    "links_1": LINKS,
    "links_2": LINKS,
    "links_3": LINKS,
    "links_4": LINKS,
    "moving_x": PACKETS,
    "moving_y": PACKETS,
    "waiting_x": PACKETS,
    "waiting_y": PACKETS,
    "shares": BINS,
    "facts": FACTS,
}


def packets_on_mesh(
    rate, hot, t, k, S, t_r, edges, clock, homes, goals, luck,
    times, wanted, heap, free, moves, arrived, crossings,
    links_x, links_1, links_2, links_3, links_4,
    moving_x, moving_y, waiting_x, waiting_y, shares, facts,
):  # fmt: skip
    """Carry the packets of 6 µs, and look at the mesh at the time t.

    ``rate`` is in Hz for each core, all times are in s, ``hot`` and ``shares`` are fractions of all
    packets, places are in cores, and ``edges`` is 1 where those of the mesh are joined. The last of
    the ``shares`` is that of all packets that take at least as long as its bin begins.
    A mesh of another size is refused: the tables, outputs and picture are those of 6 × 6 cores.
    """
    side, n = int(k), 0
    if side != K:
        raise ParameterError(
            "The k of the mesh is not 6; expected 6, because this figure draws a mesh of 6 × 6 "
            "cores. Type Mesh(k=6, …)."
        )
    for j in range(len(clock)):
        times[j] = clock[j] / (CORES * rate)
        wanted[j] = 1 << (HOT if luck[j] < hot else int(goals[j]))
        n += 1 if times[j] < LASTS else 0
    crossed, came = carry(
        n, times, homes, wanted, side, edges == 1.0, S, t_r, heap, free, moves, arrived
    )
    most = last = 0.0
    for link in range(len(free)):
        free[link] = 0.0  # from here on: how often it is crossed in all
    for row in range(crossed):
        core, after = int(moves[4 * row]), int(moves[4 * row + 1])
        asked, got, link = moves[4 * row + 2], moves[4 * row + 3], core * CORES + after
        free[link] += 1.0
        most, last = max(most, free[link]), max(last, got)
        crossings[link] += 1.0 if got < t else 0.0
        if asked <= t < got:
            place(core, after, 0.28, side, waiting_x, waiting_y, int(facts[WAITING]))
            facts[WAITING] += 1.0
        if got <= t < got + S + t_r:
            share = (t - got) / (S + t_r)
            place(core, after, share, side, moving_x, moving_y, int(facts[MOVING]))
            facts[MOVING] += 1.0
    facts[IS_ONE], facts[N] = 1.0 if facts[WAITING] == 1.0 else 0.0, came
    facts[USED] = most * S / last if crossed else 0.0
    for row in range(came):
        latency = arrived[2 * row + 1]
        facts[MEAN] += latency / came
        shares[int(min(latency / LONGEST * BINS, BINS - 1.0))] += 1.0 / came
    for b in range(BINS):
        facts[TOP] = 1.0 if shares[b] > TOPS[0] else facts[TOP]
    facts[LATE], facts[MEAN_X] = shares[BINS - 1], min(facts[MEAN], LONGEST)
    facts[NAME_LEFT] = 1.0 if facts[MEAN] > 0.8 * LONGEST else 0.0
    facts[NAME_RIGHT] = 1.0 - facts[NAME_LEFT]
    lines = links_1, links_2, links_3, links_4
    draw_links(side, S / t, crossings, links_x, lines, facts[CLASS:])


def draw_links(k, share, crossings, x, classes, counts):
    """Draw each link that was crossed among those that have been used as much of the time;
    ``share`` is that of one crossing.
    """
    for at in range(len(x)):
        x[at] = classes[0][at] = classes[1][at] = classes[2][at] = classes[3][at] = np.nan
    at = 0
    for core in range(CORES):
        for after in range(CORES):
            used = crossings[core * CORES + after] * share
            if core == after or used == 0.0:
                continue
            which = 0
            for limit in CLASSES:
                which += 1 if used > limit else 0
            y = classes[which]
            counts[which] += 1.0
            place(core, after, 0.0, k, x, y, at)
            place(core, after, 1.0, k, x, y, at + 1)
            across, up = x[at + 1] - x[at], y[at + 1] - y[at]
            for end in range(at, at + 2):
                x[end] += ASIDE * up
                y[end] -= ASIDE * across
            at += 3
