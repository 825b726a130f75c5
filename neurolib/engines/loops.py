r"""The loops of the compiled path: ticks of a whole network, over flat arrays, for Numba.

Iteration k starts at the instant k: arrivals at k are added up, whoever's refractory time ends at k is let go, the
threshold is tested, and the state moves on to k + 1. That is the order of :mod:`~neurolib.engines.plain`, cut elsewhere.

Synaptic currents are kept in a **rotating frame**: the current x is stored as X, constant between arrivals,

.. math::

    x(t) = X\, e^{-(t - t_0)/\tau}, \qquad x \leftarrow x + w \;\Leftrightarrow\; X \leftarrow X + w\, e^{(t - t_0)/\tau} \tag{1}

so that a tick reads but does not write it; every few hundred ticks the factor is folded in and t₀ moves on. A refractory
neuron is **parked** at −∞, where nothing that arrives lifts it to the threshold, and the list of spikes says when it is let
go. Neurons move on in pieces of 1024, which stay in the nearest cache. The loop that moves them counts who has reached the
threshold, and only where there are some are they searched; where jumps of V arrive later, they are counted anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Globals that `compiled` puts in place; the loops below name them.
learn: Any
rebase: Any
deliver: Any
let_go: Any
search: Any
watch: Any
test_over: Any
leap_over: Any
step_over: Any

PIECE = 1024
BLOCK = 64  # neurons among which those that have reached the threshold are searched one by one
PARKED = -np.inf
FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow

# Columns of the tables: one row a slab, a bundle, a ring.
V0, SIZE, CHANNEL, CHANNELS, HOLD, DRIFT0, KEPT0, MODEL, HITS0 = range(9)
DECAY, DRIFT, V_T, V_R = range(4)
SENDER, INTO, ACTS, BEHIND, ROW0, WEIGHT0, AHEAD0, RING, LEARNS, WIDE = range(10)
R_INTO, R_ACTS, R_SIZE, R_START, R_LENGTH = range(5)


def _ticks(  # type: ignore[no-untyped-def]
    first, last, frame, flat, slabs, constants, channels, up, down, wires, synapses, rings, lists, watched, V, models, scratch, mind
):
    """Run the iterations from ``first`` to ``last``; return the next one, an earlier one where a list of spikes is full."""
    when, who, start, room, count, head, freed, reached = lists
    x0, sizes, responses, half, reversal = channels
    for k in range(first, last + 1):
        for q in range(len(slabs)):
            if count[q] + slabs[q, SIZE] > room[q]:
                return k
        if k - frame[0] == down.shape[1] - 1:
            rebase(flat, x0, sizes, down[:, -1])
            frame[0] = k
        m = k - frame[0]
        deliver(k, up[:, m], flat, wires, synapses, rings, when, who, start, count, head, mind)
        for q in range(len(slabs)):
            if slabs[q, MODEL] < 0:
                let_go(k, q, flat, slabs, constants, when, who, start, count, freed)
            else:
                test_over(k, q, flat, slabs[q], reached, when, who, start, count, models[slabs[q, MODEL]])
        for j in range(len(watched)):
            watch(k, V[j], watched[j], flat, slabs, constants)
        for q in range(len(slabs)):
            if slabs[q, MODEL] < 0:
                leap_over(k, q, flat, slabs[q], constants[q], x0, responses, down[:, m], scratch, reached, when, who, start, count)
            else:
                step_over(flat, slabs[q], constants[q], x0, half, reversal, down[:, m], reached, models[slabs[q, MODEL]])
    return last + 1


def _rebase(flat, x0, sizes, factor):  # type: ignore[no-untyped-def]
    """Fold the factor of each channel in: its frame starts anew."""
    for c in range(len(x0)):
        X = flat[x0[c] : x0[c] + sizes[c]]
        for i in range(len(X)):
            x = X[i] * factor[c]
            X[i] = x if abs(x) > FADED else 0.0


def _deliver(k, up, flat, wires, synapses, rings, when, who, start, count, head, mind):  # type: ignore[no-untyped-def]
    """Add up what arrives at the instant k: each bundle reads the list of its sender's spikes, one delay behind."""
    rows, targets, uniform, weights, ahead = synapses
    for b in range(len(wires)):
        sender, into, row0, weight0, ring = wires[b, SENDER], wires[b, INTO], wires[b, ROW0], wires[b, WEIGHT0], wires[b, RING]
        gain = 1.0 if wires[b, ACTS] < 0 else up[wires[b, ACTS]]  # (1)
        h, end, past = start[sender] + head[b], start[sender] + count[sender], k - wires[b, BEHIND]
        while h < end and when[h] == past:
            lo, hi = rows[row0 + who[h]], rows[row0 + who[h] + 1]
            if wires[b, LEARNS] >= 0:
                learn(float(k), wires[b, LEARNS], who[h], lo, hi, (when, who, start, count), rows, targets, weights, mind)
            row, own = targets[lo:hi], weights[lo - weight0 : hi - weight0] if weight0 >= 0 else weights[:0]
            if ring >= 0:
                length, size, ring0 = rings[ring, R_LENGTH], rings[ring, R_SIZE], rings[ring, R_START]
                now, late, into_ring = past % length, ahead[lo - wires[b, AHEAD0] : hi - wires[b, AHEAD0]], flat[ring0:]
                for e in range(len(row)):
                    slot = now + late[e]
                    slot -= length if slot >= length else 0
                    into_ring[np.uint64(slot * size) + row[e]] += uniform[b] if weight0 < 0 else own[e]
            elif weight0 < 0:
                w, into_all = uniform[b] * gain, flat[into:]
                for e in range(len(row)):
                    into_all[row[e]] += w
            elif wires[b, WIDE] > 0 and lo < hi:  # several at once
                into_row = flat[into + row[0] :][: len(row)]
                for e in range(len(row)):
                    into_row[e] += own[e] * gain
            else:
                into_all = flat[into:]
                for e in range(len(row)):
                    into_all[row[e]] += own[e] * gain
            h += 1
        head[b] = h - start[sender]
    for r in range(len(rings)):
        size = rings[r, R_SIZE]
        gain = 1.0 if rings[r, R_ACTS] < 0 else up[rings[r, R_ACTS]]
        slot0 = rings[r, R_START] + k % rings[r, R_LENGTH] * size
        slot, target = flat[slot0 : slot0 + size], flat[rings[r, R_INTO] : rings[r, R_INTO] + size]
        for i in range(size):
            target[i] += slot[i] * gain
            slot[i] = 0.0


def _let_go(k, q, flat, slabs, constants, when, who, start, count, freed):  # type: ignore[no-untyped-def]
    """Put those at the reset whose refractory time ends at the instant k: the second reader of the list of spikes."""
    if slabs[q, HOLD] > 0:
        while freed[q] < count[q] and when[start[q] + freed[q]] == k - slabs[q, HOLD]:
            flat[slabs[q, V0] + who[start[q] + freed[q]]] = constants[q, V_R]
            freed[q] += 1


def _watch(k, row, place, flat, slabs, constants):  # type: ignore[no-untyped-def]
    """Note the voltage of one neuron at the instant k, as it is after a spike."""
    q = place[0]
    v = flat[slabs[q, V0] + place[1]]
    if slabs[q, MODEL] < 0 and (v == PARKED or v >= constants[q, V_T]):
        v = constants[q, V_R]
    row[k] = v


def _search(k, low, V, threshold, after, when, who, found):  # type: ignore[no-untyped-def]
    """Note who has reached the threshold, and put them where they belong after a spike; return where the next is noted."""
    for first in range(0, len(V), BLOCK):
        block, hits = V[first : first + BLOCK], 0
        for i in range(len(block)):
            hits += block[i] >= threshold
        if hits > 0:
            for i in range(len(block)):
                if block[i] >= threshold:
                    when[found], who[found] = k, low + first + i
                    block[i] = after
                    found += 1
    return found


def _leap_over(k, q, flat, slab, constant, x0, responses, down, scratch, reached, when, who, start, count):  # type: ignore[no-untyped-def]
    """Find who has reached the threshold, park or reset them, and leap to the next instant."""
    decay, drift, threshold = constant[DECAY], constant[DRIFT], constant[V_T]
    after = PARKED if slab[HOLD] > 0 else constant[V_R]
    spare, nothing = scratch
    first, channels = slab[CHANNEL], slab[CHANNELS]
    for low in range(0, slab[SIZE], PIECE):
        n = min(PIECE, slab[SIZE] - low)
        V = flat[slab[V0] + low : slab[V0] + low + n]
        piece, hits = slab[HITS0] + low // PIECE, 0
        if slab[HITS0] >= 0:
            hits = reached[piece]
        else:
            for i in range(n):
                hits += V[i] >= threshold
        if hits > 0:
            count[q] = search(k, low, V, threshold, after, when, who, start[q] + count[q]) - start[q]
        X, a = nothing[:n], 0.0
        Y, b = nothing[:n], 0.0
        if channels > 0:
            X, a = flat[x0[first] + low : x0[first] + low + n], responses[first] * down[first]
        if channels > 1:
            Y, b = flat[x0[first + 1] + low : x0[first + 1] + low + n], responses[first + 1] * down[first + 1]
        if channels > 2 or slab[DRIFT0] >= 0:
            for i in range(n):
                spare[i] = b * Y[i]
            for c in range(first + 2, first + channels):
                Z, g = flat[x0[c] + low : x0[c] + low + n], responses[c] * down[c]
                for i in range(n):
                    spare[i] += g * Z[i]
            if slab[DRIFT0] >= 0:
                Z = flat[slab[DRIFT0] + low : slab[DRIFT0] + low + n]
                for i in range(n):
                    spare[i] += Z[i]
            Y, b = spare[:n], 1.0
        hits = 0
        for i in range(n):
            V[i] = V[i] * decay + drift + a * X[i] + b * Y[i]
            hits += V[i] >= threshold
        if slab[HITS0] >= 0:
            reached[piece] = hits
