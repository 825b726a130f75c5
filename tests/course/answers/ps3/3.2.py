# %% right-distinct-times
# about: traces on the distinct times of both trains
# score: 24
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    t = np.union1d(pre, post)
    if t.size == 0:
        return 0.0
    n_pre, n_post = np.isin(t, pre).astype(float), np.isin(t, post).astype(float)
    gaps = np.diff(t, prepend=t[0])
    x = y = total = 0.0
    for gap, a, b in zip(gaps, n_pre, n_post):
        x *= np.exp(-gap / tp)
        y *= np.exp(-gap / tm)
        total += b * Ap * x - a * Am * y
        x += a
        y += b
    return total

# %% right-heap
# about: merged with heapq, additions put off
# score: 24
import heapq


def stdp_sum(pre, post, Ap, Am, tp, tm):
    ev = list(heapq.merge([(float(t), 0) for t in pre], [(float(t), 1) for t in post]))
    x = y = 0.0
    tot = 0.0
    last = None
    addx = addy = 0
    import math

    for t, k in ev:
        if last is not None and t != last:
            x = (x + addx) * math.exp((last - t) / tp)
            y = (y + addy) * math.exp((last - t) / tm)
            addx = addy = 0
        last = t
        if k:
            tot += Ap * x
            addy += 1
        else:
            tot -= Am * y
            addx += 1
    return tot

# %% right-lists
# about: plain lists, and a sum of many small ones by math.fsum
# score: 24
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math
    parts = []
    for A, tau, first, then in (Ap, tp, list(pre), list(post)), (-Am, tm, list(post), list(pre)):
        trace, last, k = 0.0, 0.0, 0
        for t in then:
            while k < len(first) and first[k] < t:
                trace = trace * math.exp(-(first[k] - last) / tau) + 1 if k else 1.0
                last = first[k]
                k += 1
            if k:
                parts.append(A * trace * math.exp(-(t - last) / tau))
    return math.fsum(parts)

# %% right-logarithms
# about: cumulative sums of exponentials, in logarithms
# score: 24
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    pre = np.asarray(pre, float)
    post = np.asarray(post, float)
    if not len(pre) or not len(post):
        return 0

    def half(a, b, tau):
        la = np.logaddexp.accumulate(a / tau)
        k = np.searchsorted(a, b, "left")
        ok = k > 0
        return np.exp(la[k[ok] - 1] - b[ok] / tau).sum()

    return Ap * half(pre, post, tp) - Am * half(post, pre, tm)

# %% right-merged
# about: both trains merged into one list of events, traces decay from event to event
# score: 24
import math


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    last = 0.0
    k = 0
    while k < len(events):
        t = events[k][0]
        x *= math.exp(-(t - last) / tp)
        y *= math.exp(-(t - last) / tm)
        last = t
        n = [0, 0]
        while k < len(events) and events[k][0] == t:
            n[events[k][1]] += 1
            k += 1
        total += n[1] * Ap * x - n[0] * Am * y
        x += n[0]
        y += n[1]
    return total

# %% right-table-by-blocks
# about: each spike with those within 40 time constants alone
# score: 24
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    pre, post = np.asarray(pre), np.asarray(post)
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return float(total)

# %% right-two-passes
# about: a trace at its own spikes, then looked up by searchsorted
# score: 24
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    def side(first, then, tau):
        if len(first) == 0 or len(then) == 0:
            return 0.0
        trace, value = np.empty(len(first)), 0.0
        for k in range(len(first)):
            value = 1.0 + (value * np.exp(-(first[k] - first[k - 1]) / tau) if k else 0.0)
            trace[k] = value
        k = np.searchsorted(first, then, side="left") - 1
        seen = k >= 0
        return float((trace[k[seen]] * np.exp(-(then[seen] - first[k[seen]]) / tau)).sum())

    return Ap * side(pre, post, tp) - Am * side(post, pre, tm)

# %% wrong-adds-first
# about: both traces raised before they are read: coincidences count on both sides
# score: 21
# hint: They count on both sides here
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
#
# -         y += n[1]
# +         y += n[1]
# +         total += n[1] * Ap * x - n[0] * Am * y

# %% wrong-amplitude-twice
# about: the trace jumps by A, and is multiplied by A
# score: 11
# hint: The amplitudes enter twice
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    return Ap**2 * np.exp(-d[d > 0] / tp).sum() - Am**2 * np.exp(d[d < 0] / tm).sum()

# %% wrong-bounded
# about: the change cut off at 1 and −1
# score: 15
# hint: is cut off at 1
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    w = 1.0
    tot = Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()
    return max(-1, min(1, tot))

# %% wrong-changes-input
# about: shifts the caller's times to begin at 0
# score: 18
# hint: changes its input pre in place
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if len(pre) == 0 or len(post) == 0:
        return 0.0
    start = min(pre[0], post[0])
    pre -= start
    post -= start
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return total

# %% wrong-coincidence-depresses
# about: events sorted, post first: spikes at one time weaken
# score: 21
# hint: They weaken the synapse here
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 1) for t in pre] + [(t, 0) for t in post])
    x = y = total = last = 0.0
    for t, who in events:
        x, y, last = x * np.exp(-(t - last) / tp), y * np.exp(-(t - last) / tm), t
        if who == 1:
            total -= Am * y
            x += 1
        else:
            total += Ap * x
            y += 1
    return total

# %% wrong-course-numbers
# about: the course's synapse, whatever the arguments
# score: 8
# hint: course's amplitudes again
# from: right-merged
# -         x *= math.exp(-(t - last) / tp)
# -         y *= math.exp(-(t - last) / tm)
# +         x *= math.exp(-(t - last) / 20e-3)
# +         y *= math.exp(-(t - last) / 40e-3)
#
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * 0.010 * x - n[0] * 0.006 * y

# %% wrong-cut-off
# about: pairs more than five time constants apart are left out
# score: 15
# hint: Pairs more than five time constants apart are left out
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0
    for t in pre:
        after = post[np.searchsorted(post, t, "right") : np.searchsorted(post, t + 5 * tp, "right")] - t
        before = t - post[np.searchsorted(post, t - 5 * tm) : np.searchsorted(post, t)]
        total += Ap * np.exp(-after / tp).sum() - Am * np.exp(-before / tm).sum()
    return total

# %% wrong-decay-not-kept
# about: decays only what is read
# score: 6
# hint: lose the decay before it
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    ev = sorted([(float(t), 0) for t in pre] + [(float(t), 1) for t in post])
    x = y = 0.0
    tot = 0.0
    last = 0
    for t, k in ev:
        if k:
            tot += Ap * x * math.exp(-(t - last) / tp)
            y += 1
        else:
            tot -= Am * y * math.exp(-(t - last) / tm)
            x += 1
        last = t
    return tot

# %% wrong-depression-only
# about: no potentiation
# score: 5
# hint: Only depression is counted
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * 0 * x - n[0] * Am * y

# %% wrong-depression-positive
# about: depression added
# score: 11
# hint: The depression is positive
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * Ap * x - n[0] * -Am * y

# %% wrong-dt-in-s-tau-in-ms
# about: time constants multiplied by 1000
# score: 8
# hint: A distance of 15 ms has almost no effect
# from: right-merged
# -         x *= math.exp(-(t - last) / tp)
# -         y *= math.exp(-(t - last) / tm)
# +         x *= math.exp(-(t - last) / (1e3 * tp))
# +         y *= math.exp(-(t - last) / (1e3 * tm))

# %% wrong-each-spike
# about: the change at each spike, not their sum
# score: 0
# hint: result 1 of 2 has shape (1,)
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    changes = []
    first, last = np.searchsorted(pre, post - 40 * tp), np.searchsorted(pre, post + 40 * tm)
    for t, i, j in zip(post, first, last):
        dt = t - pre[i:j]
        changes.append(Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())
    return np.array(changes)

# %% wrong-emptied-by-reading
# about: a trace is empty once it is read
# score: 6
# hint: next successor only
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    ev = sorted([(float(t), 0) for t in pre] + [(float(t), 1) for t in post])
    x = y = 0.0
    tot = 0.0
    last = None
    for t, k in ev:
        if last is not None:
            x *= math.exp((last - t) / tp)
            y *= math.exp((last - t) / tm)
        last = t
        if k:
            tot += Ap * x
            x = 0
            y += 1
        else:
            tot -= Am * y
            y = 0
            x += 1
    return tot

# %% wrong-first-leaves-no-trace
# about: the loop begins at the second spike
# score: 2
# hint: The change is 0 after only 15 ms
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    for k in range(1, len(events)):
        t, who = events[k]
        x *= np.exp(-(t - events[k - 1][0]) / tp)
        y *= np.exp(-(t - events[k - 1][0]) / tm)
        if who == 0:
            total -= Am * y
            x += 1
        else:
            total += Ap * x
            y += 1
    return total

# %% wrong-growing
# about: exponents with the wrong sign
# score: 8
# hint: Your trace grows with time
# from: right-merged
# -         x *= math.exp(-(t - last) / tp)
# -         y *= math.exp(-(t - last) / tm)
# +         x *= math.exp(-(t - last) / -tp)
# +         y *= math.exp(-(t - last) / -tm)

# %% wrong-last-spike-skipped
# about: the last spike of either train left out
# score: 2
# hint: The change is 0 after only 15 ms
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(post[:-1], pre[:-1])
    return Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()

# %% wrong-mean-over-pairs
# about: divided by the number of pairs
# score: 4
# hint: This is a mean over pairs
# from: right-merged
# -     return total
# +     return total / (len(pre) * len(post))

# %% wrong-mean-over-post
# about: divided by the number of postsynaptic spikes
# score: 6
# hint: This is a mean over postsynaptic spikes
# from: right-merged
# -     return total
# +     return total / max(len(post), 1)

# %% wrong-mean-over-pre
# about: divided by the number of presynaptic spikes
# score: 6
# hint: This is a mean over presynaptic spikes
# from: right-merged
# -     return total
# +     return total / max(len(pre), 1)

# %% wrong-nearest-post-centred
# about: each postsynaptic spike with the presynaptic ones next to it
# score: 9
# hint: with its last predecessor only
# hint: Nearest neighbours only
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    k = np.searchsorted(pre, post) - 1
    before = post[k >= 0] - pre[k[k >= 0]]
    k = np.searchsorted(pre, post, side="right")
    after = pre[k[k < len(pre)]] - post[k < len(pre)]
    return Ap * np.exp(-before / tp).sum() - Am * np.exp(-after / tm).sum()

# %% wrong-nearest-pre-centred
# about: each presynaptic spike with the postsynaptic ones next to it
# score: 9
# hint: with its next successor only
# hint: Nearest neighbours only
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    k = np.searchsorted(post, pre, side="right")
    after = post[k[k < len(post)]] - pre[k < len(post)]
    k = np.searchsorted(post, pre) - 1
    before = pre[k >= 0] - post[k[k >= 0]]
    return Ap * np.exp(-after / tp).sum() - Am * np.exp(-before / tm).sum()

# %% wrong-no-decay
# about: traces without decay
# score: 8
# hint: The traces do not decay
# from: right-merged
# -         x *= math.exp(-(t - last) / tp)
# -         y *= math.exp(-(t - last) / tm)
# +         x *= math.exp(-(t - last) / float('inf'))
# +         y *= math.exp(-(t - last) / float('inf'))

# %% wrong-no-return
# about: computes and returns nothing
# score: 0
# hint: None
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0

# %% wrong-none-when-empty
# about: returns None when a train is empty
# score: 22
# hint: is None
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if len(pre) == 0 or len(post) == 0:
        return None
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return total

# %% wrong-one-tau
# about: tp for both traces
# score: 11
# hint: Both traces decay with tp
# from: right-merged
# -         y *= math.exp(-(t - last) / tm)
# +         y *= math.exp(-(t - last) / tp)

# %% wrong-one-to-one
# about: spikes paired by their number
# score: 6
# hint: paired one to one
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    n = min(len(pre), len(post))
    dt = np.asarray(post)[:n] - np.asarray(pre)[:n]
    return float(Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())

# %% wrong-potentiation-only
# about: no depression
# score: 5
# hint: Only potentiation is counted
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * Ap * x - n[0] * 0 * y

# %% wrong-roles
# about: pre and post exchanged
# score: 11
# hint: The roles are exchanged
# from: right-merged
# -     events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
# +     events = sorted([(t, 0) for t in post] + [(t, 1) for t in pre])

# %% wrong-signs
# about: signs exchanged
# score: 11
# hint: The signs are exchanged
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * -Ap * x - n[0] * -Am * y

# %% wrong-steps-of-1ms
# about: Euler steps of 1 ms
# score: 5
# hint: less than 10 %
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if not len(pre) or not len(post):
        return 0.0
    t0 = min(pre[0], post[0])
    n = int((max(pre[-1], post[-1]) - t0) / 1e-3) + 2
    a = np.zeros(n)
    b = np.zeros(n)
    np.add.at(a, np.round((pre - t0) / 1e-3).astype(int), 1)
    np.add.at(b, np.round((post - t0) / 1e-3).astype(int), 1)
    x = y = tot = 0.0
    for i in range(n):
        x -= x * 1e-3 / tp
        y -= y * 1e-3 / tm
        tot += b[i] * Ap * x - a[i] * Am * y
        x += a[i]
        y += b[i]
    return tot

# %% wrong-stops-on-empty
# about: takes the first spike of either train
# score: 22
# hint: stops with IndexError
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    t0 = min(pre[0], post[0])
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    k, last = 0, t0
    while k < len(events):
        t, n = events[k][0], [0, 0]
        x, y, last = x * np.exp(-(t - last) / tp), y * np.exp(-(t - last) / tm), t
        while k < len(events) and events[k][0] == t:
            n[events[k][1]] += 1
            k += 1
        total += n[1] * Ap * x - n[0] * Am * y
        x, y = x + n[0], y + n[1]
    return total

# %% wrong-swapped-amplitudes
# about: Ap and Am exchanged
# score: 11
# hint: The amplitudes are exchanged
# from: right-merged
# -         total += n[1] * Ap * x - n[0] * Am * y
# +         total += n[1] * Am * x - n[0] * Ap * y

# %% wrong-swapped-tau
# about: time constants exchanged
# score: 11
# hint: The time constants are exchanged
# from: right-merged
# -         x *= math.exp(-(t - last) / tp)
# -         y *= math.exp(-(t - last) / tm)
# +         x *= math.exp(-(t - last) / tm)
# +         y *= math.exp(-(t - last) / tp)

# %% wrong-table-of-changes
# about: returns the table of pairs
# score: 0
# hint: expected one number
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    return np.where(d > 0, Ap * np.exp(-abs(d) / tp), np.where(d < 0, -Am * np.exp(-abs(d) / tm), 0))

# %% wrong-trace-at-most-1
# about: a trace that never rises above 1
# score: 6
# hint: never rises above 1
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    ev = sorted([(float(t), 0) for t in pre] + [(float(t), 1) for t in post])
    x = y = 0.0
    tot = 0.0
    last = None
    for t, k in ev:
        if last is not None:
            x *= math.exp((last - t) / tp)
            y *= math.exp((last - t) / tm)
        last = t
        if k:
            tot += Ap * x
            y = min(1, y + 1)
        else:
            tot -= Am * y
            x = min(1, x + 1)
    return tot

# %% wrong-trace-stays
# about: a trace decays at the spikes of its own train only
# score: 2
# hint: The traces do not decay
# hint: A trace stays as it was
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0
    for A, tau, first, then in (Ap, tp, pre, post), (-Am, tm, post, pre):
        trace, k = 0.0, 0
        for t in then:
            while k < len(first) and first[k] < t:
                trace = trace * np.exp(-(first[k] - first[k - 1]) / tau) + 1 if k else 1.0
                k += 1
            total += A * trace
    return total

# %% wrong-window-of-differences
# about: differences of neighbours in the merged train alone
# score: 6
# hint: Only the two spikes nearest to each other form a pair
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    times = np.concatenate([pre, post])
    who = np.concatenate([np.zeros(len(pre)), np.ones(len(post))])
    order = np.argsort(times, kind="stable")
    times, who = times[order], who[order]
    gap, step = np.diff(times), np.diff(who)
    return (Ap * np.exp(-gap / tp) * (step > 0) * (gap > 0)).sum() - (Am * np.exp(-gap / tm) * (step < 0) * (gap > 0)).sum()

# %% wrong-zero
# about: 0 for all trains
# score: 0
# hint: The change is 0 after only 15 ms
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    return 0.0
