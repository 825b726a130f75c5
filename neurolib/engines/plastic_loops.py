r"""The loops of synapses that learn, for Numba: weights in rows by sender, and postsynaptic spikes only noted.

Traces stand in a **rotating frame**, as the currents of :mod:`~neurolib.engines.loops` do: constant between spikes, and

.. math::

    z(t) = Z\, e^{-(t - t_0)/\tau}, \qquad z \leftarrow z + 1 \;\Leftrightarrow\; Z \leftarrow Z + e^{(t - t_0)/\tau} \tag{1}

so that one factor serves all synapses of a spike. What a postsynaptic spike does to its synapses is put off: it is noted in a
**log**, with the factor of its dose. When a sender next sends, the log since its last visit is replayed on its row, whose trace
has not changed since (but for the arrivals at the very instant of that visit, which a spike at one time with them does not see).
Then one pass over the row sets the weights to be delivered and lowers them. So a row is touched when it is read anyway, and no
column ever is. The log is replayed on all rows when it is full, and when the frame starts anew.

Where doses simply add up (many targets of a row side by side, nothing used up by reading, and a share that does not depend on the
weight), a row need not see them one by one: each target keeps the **sum** of its doses since the frame began, each synapse the
sum that it saw last, and the difference of the two moves the row in one pass. Such a frame is short, for the difference of two
sums is as exact as the larger of them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

# Globals that `plastic_compiled` puts in place; the loops below name them.
spike: Any
read: Any
raised: Any
lowered: Any
potentiation: Any
depression: Any
refer: Any
fold: Any
flush: Any
absorb: Any
lift: Any
replay: Any

FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow

# Columns of the tables: one row a bundle that learns, of whole numbers and of real ones; one row a sender.
SLAB, SENDERS, POSTS, PRE0, POST0, ROW0, WEIGHT0, LOG0, LENGTH, DENSE, SPENT, HEAD, NOTED, U0 = range(14)
START, LONGEST, STAMP, SCALE = range(4)
UP, DOWN, TAU = 4, 8, 12  # four columns each, for r_1, r_2, o_1 and o_2
MEMORY, ABOVE, BELOW = 16, 18, 20  # two columns each
R1, R2, O1, O2 = range(4)
CHAINS, LIFTS, SUMS = range(3)  # how a row sees the log (DENSE): each synapse its own spikes; one spike at a time; all at once
DOSES = 2  # the row of `post` with the sum of doses, after o_1 and o_2
VISIT, R1_BEFORE, R1_SINCE, R2_BEFORE, R2_SINCE = range(5)


def _learn(t, p, sender, low, high, lists, rows, targets, weights, mind):  # type: ignore[no-untyped-def]
    """Let a spike arrive at its row: put into ``weights`` what it delivers, and lower the weights for the next one."""
    whole, real, _plus, minus, pre, seen, post, u = mind[:8]
    when, _who, start, count = lists
    head = whole[p, HEAD]  # a call copies every table's place, so there is none where nothing has happened
    if head < count[whole[p, SLAB]] and when[start[whole[p, SLAB]] + head] < t:
        absorb(t, p, lists, rows, targets, mind)
    refer(t, p, rows, targets, mind)
    x = whole[p, PRE0] + sender
    replay(p, x, low, high, targets, mind)
    if pre[x, VISIT] != t:
        pre[x, VISIT], pre[x, R1_BEFORE], pre[x, R2_BEFORE] = t, pre[x, R1_SINCE], pre[x, R2_SINCE]
    dose = real[p, DOWN + O1] * depression(pre[x, R2_BEFORE] * real[p, DOWN + R2], minus[p])
    scale, c, slope, post0, n = real[p, SCALE], real[p, BELOW], real[p, BELOW + 1], whole[p, POST0], high - low
    W, U = weights[low - whole[p, WEIGHT0] : high - whole[p, WEIGHT0]], u[low - whole[p, U0] : high - whole[p, U0]]
    if whole[p, DENSE] > 0 and n > 0:
        O = post[0, post0 + targets[low] : post0 + targets[low] + n]
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, O[k] * dose, c, slope, 0.0)
    else:
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, post[0, post0 + targets[low + k]] * dose, c, slope, 0.0)
    pre[x, R1_SINCE] = spike(pre[x, R1_SINCE], real[p, UP + R1], real[p, MEMORY])
    pre[x, R2_SINCE] = spike(pre[x, R2_SINCE], real[p, UP + R2], 1.0)
    seen[x] = whole[p, NOTED]


def _finish(p, lists, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Let all synapses of a bundle see all spikes of their targets."""
    absorb(math.inf, p, lists, rows, targets, mind)
    flush(p, rows, targets, mind)


def _absorb(t, p, lists, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Note all spikes of the targets before the time ``t``: the list of spikes, read with a head of its own."""
    whole, real, plus, _minus, _pre, _seen, post, _u, _base, last, at, doses, noted, previous = mind[:14]
    when, who, start, count = lists
    q, post0 = whole[p, SLAB], whole[p, POST0]
    h, end = start[q] + whole[p, HEAD], start[q] + count[q]
    while h < end and when[h] < t:
        if whole[p, NOTED] == whole[p, LENGTH]:
            flush(p, rows, targets, mind)
        refer(float(when[h]), p, rows, targets, mind)
        j, c = post0 + who[h], whole[p, LOG0] + whole[p, NOTED]
        at[c], noted[c], previous[c] = when[h], who[h], last[j]
        doses[c] = real[p, DOWN + R1] * potentiation(post[1, j] * real[p, DOWN + O2], plus[p])
        post[DOSES, j] += doses[c]
        last[j] = whole[p, NOTED]
        whole[p, NOTED] += 1
        post[0, j] = spike(post[0, j], real[p, UP + O1], real[p, MEMORY + 1])
        post[1, j] = spike(post[1, j], real[p, UP + O2], 1.0)
        h += 1
    whole[p, HEAD] = h - start[q]


def _replay(p, x, low, high, targets, mind):  # type: ignore[no-untyped-def]
    """Let a row see the spikes that were noted since its last visit, each synapse in their order."""
    whole, real, _plus, _minus, pre, seen, post, u, base, last, at, doses, who, previous, stack = mind
    first, n, log0, spent = seen[x], whole[p, NOTED] - seen[x], whole[p, LOG0], whole[p, SPENT] > 0
    if n == 0 or low == high:
        return
    visit, before, r = pre[x, VISIT], pre[x, R1_BEFORE], pre[x, R1_SINCE]
    c, k = real[p, ABOVE], real[p, ABOVE + 1]
    U, B = u[low - whole[p, U0] : high - whole[p, U0]], base[low - whole[p, U0] : high - whole[p, U0]]  # B where it is used
    AT, DOSE, WHO = at[log0 + first : log0 + first + n], doses[log0 + first : log0 + first + n], who[log0 + first : log0 + first + n]
    if whole[p, DENSE] > 0:
        m = 0
        while m < n and AT[m] == visit:  # at one time with the last arrivals
            m += 1
        if whole[p, DENSE] == SUMS:
            lift(WHO[:m], DOSE[:m], before - r, targets[low], U, B, False, c, k)
            S = post[DOSES, whole[p, POST0] + targets[low] : whole[p, POST0] + targets[low] + len(U)]
            for e in range(len(U)):
                dose = r * (S[e] - B[e])
                B[e] = S[e]
                U[e] = raised(U[e], dose, c, k, 1.0)
            return
        lift(WHO[:m], DOSE[:m], before, targets[low], U, B, spent, c, k)
        lift(WHO[m:], DOSE[m:], r, targets[low], U, B, spent, c, k)
        return
    for e in range(len(U)):
        m, depth = last[whole[p, POST0] + targets[low + e]], 0
        while m >= first:
            stack[depth] = m - first
            depth += 1
            m = previous[log0 + m]
        while depth > 0:
            depth -= 1
            m = stack[depth]
            here = before if AT[m] == visit else r
            U[e] = raised(U[e], (here - B[e] if spent else here) * DOSE[m], c, k, 1.0)
            if spent:
                B[e] = read(here, B[e], 1.0)


def _lift(who, doses, r, target, U, B, spent, c, k):  # type: ignore[no-untyped-def]
    """Raise those weights of a row, side by side from ``target`` on, whose targets spiked."""
    n = np.uint64(len(U))
    for m in range(len(who)):
        e = np.uint64(who[m] - target)  # beyond n, too, where it is negative
        if e < n:
            U[e] = raised(U[e], (r - B[e] if spent else r) * doses[m], c, k, 1.0)
            if spent:
                B[e] = read(r, B[e], 1.0)


def _flush(p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Replay the log on all rows, and start it anew."""
    whole, seen, last = mind[0], mind[5], mind[9]
    for i in range(whole[p, SENDERS]):
        x = whole[p, PRE0] + i
        replay(p, x, rows[whole[p, ROW0] + i], rows[whole[p, ROW0] + i + 1], targets, mind)
        seen[x] = 0
    last[whole[p, POST0] : whole[p, POST0] + whole[p, POSTS]] = -1
    whole[p, NOTED] = 0


def _refer(t, p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Compute the factors of (1) for a time, unless that is done; start the frame anew where they would be too large."""
    real = mind[1]
    if real[p, STAMP] == t:
        return
    if t - real[p, START] > real[p, LONGEST]:
        fold(t, p, rows, targets, mind)
    for z in range(4):
        if z >= O1 and real[p, TAU + z] == real[p, TAU + z - O1]:  # both sides often have one time constant
            real[p, UP + z], real[p, DOWN + z] = real[p, UP + z - O1], real[p, DOWN + z - O1]
        elif real[p, TAU + z] < math.inf:
            up = math.exp((t - real[p, START]) / real[p, TAU + z])
            real[p, UP + z], real[p, DOWN + z] = up, 1.0 / up
    real[p, STAMP] = t


def _fold(t, p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: (1) at its end is (1) at the start of the next."""
    whole, real, pre, post, base = mind[0], mind[1], mind[4], mind[6], mind[8]
    flush(p, rows, targets, mind)
    passed = t - real[p, START]
    for z in range(4):
        fade = math.exp(-passed / real[p, TAU + z])
        if z < O1:
            for x in range(whole[p, PRE0], whole[p, PRE0] + whole[p, SENDERS]):
                for column in range(R1_BEFORE + 2 * z, R1_BEFORE + 2 * z + 2):
                    new = pre[x, column] * fade
                    pre[x, column] = new if new > FADED else 0.0
        else:
            for j in range(whole[p, POST0], whole[p, POST0] + whole[p, POSTS]):
                new = post[z - O1, j] * fade
                post[z - O1, j] = new if new > FADED else 0.0
    if whole[p, DENSE] == SUMS:
        post[DOSES, whole[p, POST0] : whole[p, POST0] + whole[p, POSTS]] = 0.0
    if whole[p, SPENT] > 0 or whole[p, DENSE] == SUMS:
        fade = math.exp(-passed / real[p, TAU + R1]) if whole[p, SPENT] > 0 else 0.0
        row0 = whole[p, ROW0]
        for e in range(rows[row0] - whole[p, U0], rows[row0 + whole[p, SENDERS]] - whole[p, U0]):
            base[e] *= fade
    real[p, START] = t
