"""Sixty neurons on a clocked and on an event-driven machine: what each machine updates, and what
that costs. Used in chapter 1.

All times of inputs, delays and rests are multiples of a tenth of a millisecond, :data:`FINE`, and a
voltage reaches the threshold only where a spike arrives. So steps of this length are exact, and the
event-driven machine is known by them: by what arrives, fires and is ready again.
"""

from __future__ import annotations

import numpy as np

from ..energy import ClockedMachine, EventMachine
from ..network import stream
from ..neurons import LIF
from ..units import ms, mV, pF, uW

FINE, LAST = 0.1 * ms, 200  # the step, and how many there are
INPUTS, NEURONS, SEED = 100, 60, 1
NEURON = LIF()
TAU, G_L, E_L, V_T, V_R = NEURON.tau, NEURON.g_L, NEURON.E_L, NEURON.V_T, NEURON.V_R
leap, event_energy = LIF.leap, EventMachine.event_energy
clocked_power, tree_power = ClockedMachine.mean_power, ClockedMachine.tree_power
DELAYS = 10, 20  # steps, from the inputs and from the neurons
REST = int(np.rint(NEURON.t_ref / FINE))
WEIGHTS = 3.2 * mV, 0.5 * mV
# spikes of each input, at one per unit of time
DRAWS = np.random.default_rng(2).exponential(size=(INPUTS, 12)).cumsum(axis=1)
PAIRS = tuple(
    np.nonzero(np.random.default_rng(1).random((n, NEURONS)) < share)
    for n, share in ((INPUTS, 0.1), (NEURONS, 0.05))
)
START = NEURON.V_R + (NEURON.V_T - NEURON.V_R) * stream(SEED, "start", 1).random(NEURONS)
WIDE = LAST + max(DELAYS) + 1
MOST, FIRED = 6000, 600
AGES = 1 * ms, 0.5 * ms, 0.2 * ms
JOULES = 40e-9  # of a full bar
TREE, LEAK = 0.6 * pF, 0.18 * uW  # of sixty of 10 000 neurons
CLOCKED, EVENTS = ClockedMachine(), EventMachine()
SUPPLY, CLOCK, E_OP = CLOCKED.V, CLOCKED.f, CLOCKED.E_op
E_SPIKE, HOPS, E_HOP, E_SYN = EVENTS.E_spike, EVENTS.h, EVENTS.E_hop, EVENTS.E_syn
TABLES = {
    "draws": DRAWS.ravel(),
    "inward": PAIRS[0][1].astype(float),  # the targets of all inputs, and where those of each begin
    "first_inward": np.searchsorted(PAIRS[0][0], np.arange(INPUTS + 1)).astype(float),
    "mutual": PAIRS[1][1].astype(float),
    "first_mutual": np.searchsorted(PAIRS[1][0], np.arange(NEURONS + 1)).astype(float),
    "start": START,
    "who": np.arange(NEURONS, dtype=float),
}
RASTERS = {
    "V": NEURONS,
    "rests": NEURONS,  # until which step
    "drive": NEURONS * WIDE,
    "arrivals": NEURONS * WIDE,
    "left_t": FIRED,  # spikes that the clocked machine has found, and ends of their strokes
    "left_low": FIRED,
    "left_high": FIRED,
    "right_t": FIRED,
    "right_low": FIRED,
    "right_high": FIRED,
    "ticks": LAST,
    "dots_t": LAST // 4 * NEURONS,  # each visit, where ticks are far apart
    "dots_who": LAST // 4 * NEURONS,
    "event_t": MOST,
    "event_who": MOST,
    "young_0": MOST,  # the same times, where they are less than an age ago
    "young_1": MOST,
    "young_2": MOST,
    "counts": ["left_n", "right_n", "ticks_n", "dots_n", "events_n", "last_tick", "many", "few"],
    "facts": ["sent", "arrived", "same", "ratio", "compared"],
}
OUTPUTS = RASTERS
JOULE_OUTPUTS = RASTERS | {
    "bills": ["ours", "theirs", "ours_shown", "theirs_shown", "ours_over", "theirs_over"],
    "beside": ["times", "equal"],
}
LEFT_N, RIGHT_N, TICKS_N, DOTS_N, EVENTS_N, LAST_TICK, MANY, FEW = range(8)
SENT, ARRIVED, SAME, RATIO, COMPARED = range(5)


def race(
    now, rate, tick, draws, inward, first_inward, mutual, first_mutual, start, who,
    V, rests, drive, arrivals, left_t, left_low, left_high, right_t, right_low, right_high,
    ticks, dots_t, dots_who, event_t, event_who, young_0, young_1, young_2, counts, facts,
):  # fmt: skip
    """Let both machines run until ``now``, with inputs of a mean ``rate``.

    Times are in s, rates in Hz; ``who`` are numbers of neurons.
    """
    until, stride = int(now / FINE + 1e-6), int(np.rint(tick / FINE))
    tables = draws, inward, first_inward, mutual, first_mutual, start
    if stride > 1:
        left = run(until, stride, rate, tables, V, rests, drive, arrivals, left_t, left_low, facts)
    right = run(until, 1, rate, tables, V, rests, drive, arrivals, right_t, right_low, facts)
    if stride == 1:
        left = right
        for k in range(right):
            left_t[k], left_low[k] = right_t[k], right_low[k]
    facts[SAME] = 1.0 if left == right else 0.0
    for k in range(min(left, right)):
        if left_t[k] != right_t[k] or left_low[k] != right_low[k]:  # both count in the same steps
            facts[SAME] = 0.0
    collect(until, arrivals, right, right_t, right_low, event_t, event_who, counts, facts)
    for age, young in ((AGES[0], young_0), (AGES[1], young_1), (AGES[2], young_2)):
        for k in range(int(counts[EVENTS_N])):
            young[k] = event_t[k] if event_t[k] > now - age else np.nan
    for low, high, n in ((left_low, left_high, left), (right_low, right_high, right)):
        for k in range(n):
            low[k], high[k] = low[k] - 0.9, low[k] + 0.9
    counts[LEFT_N], counts[RIGHT_N] = left, right
    for k in range(until // stride):
        ticks[k] = (k + 1) * tick
        counts[TICKS_N], counts[LAST_TICK] = k + 1.0, ticks[k]
        for j in range(NEURONS if tick > 0.4 * ms else 0):
            dots_t[k * NEURONS + j], dots_who[k * NEURONS + j] = ticks[k], j
            counts[DOTS_N] += 1.0
    counts[MANY], counts[FEW] = NEURONS * counts[TICKS_N], counts[EVENTS_N]
    facts[COMPARED] = 0.0 if 0.0 < counts[FEW] < counts[MANY] else 1.0
    facts[RATIO] = counts[MANY] / max(1.0, counts[FEW])


def run(until, stride, rate, tables, V, rests, drive, arrivals, times, who, facts):
    """Run all neurons in strides of so many steps; return how many spikes there are."""
    draws, inward, first_inward, mutual, first_mutual, start = tables
    for k in range(len(drive)):
        drive[k] = arrivals[k] = 0.0
    for j in range(NEURONS):
        V[j], rests[j] = start[j], 0.0
    sent = 0.0
    for i in range(INPUTS):
        before = -1.0
        for k in range(12):
            step = np.ceil(draws[12 * i + k] / rate / FINE)
            if step != before and step < LAST:
                sent += 1.0 if step <= until else 0.0
                at = -(-int(step) // stride) * stride + DELAYS[0]
                send(i, at, inward, first_inward, WEIGHTS[0], drive, arrivals)
            before = step
    n, decay = 0, np.exp(-stride * FINE / TAU)
    for step in range(stride, until + 1, stride):
        for j in range(NEURONS):
            if step <= rests[j]:
                continue
            V[j] = leap(V[j], 0.0, decay, G_L, E_L)[0] + drive[j * WIDE + step]
            if V[j] >= V_T and n < len(times):
                times[n], who[n] = step * FINE, j
                V[j], rests[j] = V_R, step + REST
                n += 1
                send(j, step + DELAYS[1], mutual, first_mutual, WEIGHTS[1], drive, arrivals)
    facts[SENT] = sent + n
    return n


def send(sender, at, targets, first, weight, drive, arrivals):
    """Let a spike arrive at all targets of a sender, at a step."""
    if at < WIDE:
        for k in range(int(first[sender]), int(first[sender + 1])):
            place = int(targets[k]) * WIDE + at
            drive[place] += weight
            arrivals[place] += 1.0


def collect(until, arrivals, n, times, who, event_t, event_who, counts, facts):
    """Fill in when something happens at which neuron: a spike arrives, it fires, it is ready."""
    found, fired, ready = 0, 0, 0
    for step in range(until + 1):
        for j in range(NEURONS):
            for _ in range(int(arrivals[j * WIDE + step])):
                if found < len(event_t):
                    event_t[found], event_who[found] = step * FINE, j
                    found += 1
        facts[ARRIVED] = found - fired - ready
        while fired < n and int(np.rint(times[fired] / FINE)) == step:
            event_t[found], event_who[found] = step * FINE, who[fired]
            found, fired = found + 1, fired + 1
        while ready < n and int(np.rint(times[ready] / FINE)) + REST == step:
            event_t[found], event_who[found] = step * FINE, who[ready]
            found, ready = found + 1, ready + 1
    counts[EVENTS_N] = found


def race_in_joules(
    now, rate, tick, alpha, draws, inward, first_inward, mutual, first_mutual, start, who,
    V, rests, drive, arrivals, left_t, left_low, left_high, right_t, right_low, right_high,
    ticks, dots_t, dots_who, event_t, event_who, young_0, young_1, young_2, counts, facts,
    bills, beside,
):  # fmt: skip
    """Let both machines run until ``now``, and sum the energy of each in J; alpha is the gating of
    the clocked one.
    """
    race(
        now, rate, tick, draws, inward, first_inward, mutual, first_mutual, start, who,
        V, rests, drive, arrivals, left_t, left_low, left_high, right_t, right_low, right_high,
        ticks, dots_t, dots_who, event_t, event_who, young_0, young_1, young_2, counts, facts,
    )  # fmt: skip
    sent, arrived = facts[SENT], facts[ARRIVED]
    tree = tree_power(TREE, SUPPLY, CLOCK, alpha)
    ours = now * clocked_power(arrived / now, tree, LEAK, E_OP)
    spike = event_energy(0.0, E_SPIKE, HOPS, E_HOP, E_SYN)
    theirs = sent * spike + arrived * E_SYN + now * LEAK
    bills[0], bills[1], bills[2], bills[3] = ours, theirs, min(ours, JOULES), min(theirs, JOULES)
    bills[4], bills[5] = 1.0 if ours > JOULES else 0.0, 1.0 if theirs > JOULES else 0.0
    beside[0], beside[1] = ours / theirs, 1.0 if 0.99 < ours / theirs < 1.01 else 0.0
