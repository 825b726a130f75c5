"""One network in two placements on a chip: the latencies of its packets, and their crossings. Used
in chapter 7.
"""

from __future__ import annotations

import numpy as np

from ..energy import TEACHING
from ..units import ms, pJ, us
from .packets import carry

K, NEURONS, LASTS = 4, 256, 50 * ms
HOP, LEAK = 10 * pJ, TEACHING["leak"].value
CORES, POINTS = K * K, 241
LONGEST = tuple(2.0**n * us for n in range(1, 7))  # of the axis of latencies
FACTS = (
    "near_J", "near_mean", "near_hops", "far_J", "far_mean", "far_hops",
    "longest",  # which of the limits
)  # fmt: skip
JOULES, MEAN, HOPS, FAR, LIMIT = 0, 1, 2, 3, 6


def tables(when, who, pre, post, near, fixed, chip):
    """Return what a network has done for 50 ms on a chip, a 4 × 4 mesh: the times in s and the
    neurons of its spikes, which rise; the pairs of its synapses; the core of each neuron in the
    better placement; and the energy in J that no placement changes.
    """
    early = when < LASTS
    return {
        "when": when[early],
        "who": who[early],
        "pre": pre,
        "post": post,
        "near": near,
        "shuffle": np.random.default_rng(9).permutation(NEURONS),
        "fixed": [fixed],
        "chip": [chip.S, chip.t_r],
    }


def outputs(packets):
    """Return the outputs for so many packets, each of which may go to all cores."""
    return {
        "at": NEURONS,  # the core of each neuron
        "reached": NEURONS,  # the cores that its packets are for
        "times": packets,
        "home": packets,
        "goals": packets,
        "heap": 3 * packets * CORES,
        "free": CORES * CORES,
        "moves": 4,
        "arrived": 2 * packets * CORES,
        "far": 2 * packets * CORES,
        "x": POINTS,
        "later": POINTS,  # share of the deliveries that take longer, of the better placement
        "far_later": POINTS,
        "facts": FACTS,
    }


def two_placements(
    scatter, speed, when, who, pre, post, near, shuffle, fixed, chip,
    at, reached, times, home, goals, heap, free, moves, arrived, far, x, later, far_later, facts,
):  # fmt: skip
    """Carry the packets of a network that is placed well, and of one of which the fraction
    ``scatter`` of the neurons has been moved, on a chip that runs ``speed`` times faster.

    Times are in s and energies in J.
    """
    count = run(
        0.0, speed, when, who, pre, post, near, shuffle, fixed[0], chip,
        at, reached, times, home, goals, heap, free, moves, arrived, facts,
    )  # fmt: skip
    far_count = run(
        scatter, speed, when, who, pre, post, near, shuffle, fixed[0], chip,
        at, reached, times, home, goals, heap, free, moves, far, facts[FAR:],
    )  # fmt: skip
    most = max(largest(arrived, count), largest(far, far_count))
    for k in range(len(LONGEST) - 1):
        facts[LIMIT] += 1.0 if most > LONGEST[k] else 0.0
    longest = LONGEST[int(facts[LIMIT])]
    for k in range(len(x)):
        x[k] = longest * k / (len(x) - 1.0)
    exceeded(arrived, count, longest, later)
    exceeded(far, far_count, longest, far_later)


def run(
    scatter, speed, when, who, pre, post, near, shuffle, fixed, chip,
    at, reached, times, home, goals, heap, free, moves, arrived, facts,
):  # fmt: skip
    """Carry the packets of one placement; fill in its bill, its mean latency and its crossings, and
    return how many arrivals there are.
    """
    moved = int(np.rint(NEURONS * scatter))
    for i in range(NEURONS):
        at[i], reached[i] = near[i], 0.0
    for k in range(moved):
        at[int(shuffle[k])] = near[int(shuffle[k - 1 if k else moved - 1])]
    for k in range(len(pre)):
        i, core = int(pre[k]), int(at[int(post[k])])
        reached[i] = int(reached[i]) | 1 << core
    for j in range(len(when)):
        i = int(who[j])
        times[j], home[j], goals[j] = when[j] / speed, at[i], reached[i]
    for link in range(len(free)):
        free[link] = 0.0
    crossed, came = carry(
        len(when), times, home, goals, K, False, chip[0], chip[1], heap, free, moves, arrived
    )
    facts[JOULES], facts[HOPS] = fixed + HOP * crossed + LEAK * LASTS / speed, crossed
    for row in range(came):
        facts[MEAN] += arrived[2 * row + 1] / came
    return came


def largest(arrived, count):
    """Return the largest latency."""
    found = 0.0
    for row in range(count):
        found = max(found, arrived[2 * row + 1])
    return found


def exceeded(arrived, count, longest, later):
    """Fill in which share of the latencies is longer than each of the points up to ``longest``, and
    end after the first point that none exceeds.
    """
    last = len(later) - 1
    for row in range(count):
        point = int(np.ceil(min(arrived[2 * row + 1] / longest, 1.0) * last))
        later[point] += 1.0  # the first point at which it is not longer
    left = float(count)
    for point in range(len(later)):
        now = left - later[point]
        later[point] = now / count if left else np.nan
        left = now
