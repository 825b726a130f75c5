# %% right-events
# about: traces in one pass over both trains
# score: 9
import numpy as np


def triplet_sum(pre, post, A3p, A2m, tp, tm, ty):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    r1 = o1 = o2 = total = 0.0
    last = events[0][0]
    for t, is_post in events:
        r1, o1, o2, last = r1 * np.exp((last - t) / tp), o1 * np.exp((last - t) / tm), o2 * np.exp((last - t) / ty), t
        if is_post:
            total += A3p * r1 * o2
            o1, o2 = o1 + 1, o2 + 1
        else:
            total -= A2m * o1
            r1 = r1 + 1
    return total

# %% right-tables
# about: tables of all pairs
# score: 9
import numpy as np


def triplet_sum(pre, post, A3p, A2m, tp, tm, ty):
    pre, post = np.asarray(pre, float), np.asarray(post, float)
    after, since = post[:, None] - pre, post[:, None] - post
    r1 = np.where(after > 0, np.exp(-np.abs(after) / tp), 0).sum(axis=1)
    o2 = np.where(since > 0, np.exp(-np.abs(since) / ty), 0).sum(axis=1)
    o1 = np.where(after < 0, np.exp(-np.abs(after) / tm), 0).sum(axis=0)
    return A3p * (r1 * o2).sum() - A2m * o1.sum()

# %% right-lists
# about: loops over lists with math.exp
# score: 9
import math


def triplet_sum(pre, post, A3p, A2m, tp, tm, ty):
    pre, post = list(pre), list(post)
    up = sum(sum(math.exp((a - t) / tp) for a in pre if a < t) * sum(math.exp((b - t) / ty) for b in post if b < t) for t in post)
    down = sum(math.exp((b - t) / tm) for t in pre for b in post if b < t)
    return A3p * up - A2m * down

# %% wrong-pairs
# about: a pair-based rule
# score: 0
# hint: without an earlier postsynaptic spike, o2 is 0
# hint: This is a pair-based rule
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * r1.sum() - A2m * o1.sum()

# %% wrong-reads-after-adding
# about: o2 contains the spike that reads it
# score: 0
# hint: without an earlier postsynaptic spike, o2 is 0
# hint: The trace o2 contains the spike that reads it
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * (r1 * (o2 + 1)).sum() - A2m * o1.sum()

# %% wrong-added
# about: the two traces added
# score: 0
# hint: without an earlier postsynaptic spike, o2 is 0
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * np.where(r1 > 0, r1 + o2, 0).sum() - A2m * o1.sum()

# %% wrong-amplitudes
# about: the amplitudes of the visible test, whatever the arguments
# score: 0
# hint: amplitudes of the visible test again
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return 0.010 * (r1 * o2).sum() - 0.004 * o1.sum()

# %% wrong-changes-input
# about: the caller's times are shifted
# score: 6
# hint: changes its input pre in place
import numpy as np


def triplet_sum(pre, post, A3p, A2m, tp, tm, ty):
    start = float(post[0])
    pre -= start
    post -= start
    up = sum(np.exp((pre[pre < t] - t) / tp).sum() * np.exp((post[post < t] - t) / ty).sum() for t in post)
    return A3p * up - A2m * sum(np.exp((post[post < t] - t) / tm).sum() for t in pre)

# %% wrong-depression-only
# about: no potentiation
# score: 0
# hint: Only the depression is counted
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return -A2m * o1.sum()

# %% wrong-depression-positive
# about: depression added
# score: 0
# hint: The depression is positive
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * (r1 * o2).sum() + A2m * o1.sum()

# %% wrong-last-spikes
# about: each trace is set to 1 instead of raised by 1
# score: 4
# hint: contains only the last spike
# hint: The traces contain only the last spike
# from: right-events
# -             o1, o2 = o1 + 1, o2 + 1
# +             o1, o2 = 1.0, 1.0
#
# -             r1 = r1 + 1
# +             r1 = 1.0

# %% wrong-last-postsynaptic-spike
# about: the slow trace is set to 1 instead of raised by 1
# score: 4
# hint: contains only the last spike
# hint: The trace o2 contains only the last postsynaptic spike
# from: right-events
# -             o1, o2 = o1 + 1, o2 + 1
# +             o1, o2 = o1 + 1, 1.0

# %% wrong-potentiation-only
# about: no depression
# score: 0
# hint: The change is 0 for a pair with the postsynaptic spike first
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * (r1 * o2).sum()

# %% wrong-product-of-sums
# about: the sums of the traces multiplied
# score: 4
# hint: The sums of the two traces are multiplied
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# +     return A3p * r1.sum() * o2.sum() - A2m * o1.sum()

# %% wrong-roles
# about: the trains exchanged
# score: 0
# hint: Postsynaptic and presynaptic trains are exchanged
# from: right-tables
# -     pre, post = np.asarray(pre, float), np.asarray(post, float)
# +     pre, post = np.asarray(post, float), np.asarray(pre, float)

# %% wrong-tau-exchanged
# about: the time constants of the postsynaptic traces exchanged
# score: 0
# hint: The trace o1 decays with the time constant of o2
# from: right-tables
# -     pre, post = np.asarray(pre, float), np.asarray(post, float)
# +     pre, post = np.asarray(pre, float), np.asarray(post, float)
# +     tm, ty = ty, tm

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
# from: right-tables
# -     return A3p * (r1 * o2).sum() - A2m * o1.sum()
# -
# +     print(o1)
