# %% right-loop
# about: a loop over the spikes, and the closed forms
# score: 20
import numpy as np


def race(times_A, times_B, a, b):
    times = np.concatenate([times_A, times_B])
    order = np.argsort(times)
    steps = np.array([1] * len(times_A) + [-1] * len(times_B))[order]
    lead = np.cumsum(steps)
    for k in range(len(lead)):
        if lead[k] >= a:
            return 1, times[order][k]
        if lead[k] <= -b:
            return -1, times[order][k]
    return 0, np.inf


def chance_of_A(r_A, r_B, a, b):
    if r_A == r_B:
        return b / (a + b)
    q = r_B / r_A
    return (1 - q**b) / (1 - q ** (a + b))


def settled(h_A, h_B, w):
    if h_B <= w * h_A and h_A > h_B:
        return h_A, 0.0
    if h_A <= w * h_B and h_B > h_A:
        return 0.0, h_B
    return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)

# %% right-steps
# about: a lead that is counted, a sum of powers, and small steps of time
# score: 20
import numpy as np


def race(times_A, times_B, a, b):
    times = list(times_A) + list(times_B)
    signs = [1] * len(times_A) + [-1] * len(times_B)
    lead = 0
    for time, sign in sorted(zip(times, signs)):
        lead += sign
        if lead == a or lead == -b:
            return sign, time
    return 0, float("inf")


def chance_of_A(r_A, r_B, a, b):
    q = r_B / r_A
    return sum(q**k for k in range(b)) / sum(q**k for k in range(a + b))


def settled(h_A, h_B, w):
    r_A = r_B = 0.0
    for _ in range(20000):
        up_A, up_B = max(h_A - w * r_B, 0.0), max(h_B - w * r_A, 0.0)
        r_A, r_B = r_A + 0.05 * (up_A - r_A), r_B + 0.05 * (up_B - r_B)
    return r_A, r_B

# %% right-linear
# about: arrays, and systems of linear equations
# score: 20
import numpy as np


def race(times_A, times_B, a, b):
    events = np.array([(time, 1) for time in times_A] + [(time, -1) for time in times_B]).reshape(-1, 2)
    events = events[events[:, 0].argsort()]
    lead = events[:, 1].cumsum()
    ends = np.where((lead >= a) | (lead <= -b))[0]
    return (events[ends[0], 1], events[ends[0], 0]) if len(ends) else (0, np.inf)


def chance_of_A(r_A, r_B, a, b):
    up, n = r_A / (r_A + r_B), a + b
    system = np.eye(n - 1) - up * np.eye(n - 1, k=1) - (1 - up) * np.eye(n - 1, k=-1)
    right = np.zeros(n - 1)
    right[-1] = up
    return np.linalg.solve(system, right)[b - 1]


def settled(h_A, h_B, w):
    big, small = max(h_A, h_B), min(h_A, h_B)
    if w * big >= small:
        rates = big, 0
    else:
        rates = np.linalg.solve([[1, w], [w, 1]], [big, small])
    return tuple(rates) if h_A > h_B else tuple(rates)[::-1]

# %% wrong-counts
# about: race: the first group to fire so many spikes
# score: 13
# hint: The first group to fire
# from: right-loop
# -         if lead[k] >= a:
# +         if np.sum(steps[: k + 1] == 1) >= a:
#
# -         if lead[k] <= -b:
# +         if np.sum(steps[: k + 1] == -1) >= b:

# %% wrong-beyond
# about: race: a lead beyond the bound
# score: 13
# hint: one spike too late
# from: right-loop
# -         if lead[k] >= a:
# +         if lead[k] > a:
#
# -         if lead[k] <= -b:
# +         if lead[k] < -b:

# %% wrong-one-bound
# about: race: the bound a on both sides
# score: 13
# hint: bound a on both sides
# from: right-loop
# -         if lead[k] <= -b:
# +         if lead[k] <= -a:

# %% wrong-bounds-exchanged
# about: race: a for b and b for a
# score: 13
# hint: The two bounds are exchanged: A wins at a
# from: right-loop
# -         if lead[k] >= a:
# +         if lead[k] >= b:
#
# -         if lead[k] <= -b:
# +         if lead[k] <= -a:

# %% wrong-lead-of-b
# about: race: spikes of B minus spikes of A
# score: 13
# hint: This is the lead of B
# from: right-loop
# -     steps = np.array([1] * len(times_A) + [-1] * len(times_B))[order]
# +     steps = np.array([-1] * len(times_A) + [1] * len(times_B))[order]

# %% wrong-sign
# about: race: -1 for A
# score: 13
# hint: The winner has the wrong sign
# from: right-loop
# -         if lead[k] >= a:
# +         if lead[k] >= a:
# +             return -1, times[order][k]
# +         if lead[k] <= -b:
#
# -         if lead[k] <= -b:
# -             return -1, times[order][k]

# %% wrong-unsorted
# about: race: all spikes of A before those of B
# score: 13
# hint: All spikes of A come before
# from: right-loop
# -     order = np.argsort(times)
# +     order = np.arange(len(times))

# %% wrong-last-spike
# about: race: the time of the last spike
# score: 15
# hint: This is the time of the last spike
# from: right-loop
# -             return 1, times[order][k]
# +             return 1, times.max()
#
# -             return -1, times[order][k]
# +             return -1, times.max()

# %% wrong-number-of-spikes
# about: race: how many spikes were counted
# score: 13
# hint: This is a number of spikes
# from: right-loop
# -             return 1, times[order][k]
# +             return 1, k + 1
#
# -             return -1, times[order][k]
# +             return -1, k + 1

# %% wrong-place
# about: race: the place of the spike
# score: 13
# hint: This is the place of a spike
# from: right-loop
# -             return 1, times[order][k]
# +             return 1, k
#
# -             return -1, times[order][k]
# +             return -1, k

# %% wrong-milliseconds
# about: race: the time in milliseconds
# score: 13
# hint: This time is in milliseconds
# from: right-loop
# -             return 1, times[order][k]
# +             return 1, times[order][k] * 1e3
#
# -             return -1, times[order][k]
# +             return -1, times[order][k] * 1e3

# %% wrong-leader-wins
# about: race: without a decision the leader wins
# score: 18
# hint: but your race has a winner
# from: right-loop
# -     return 0, np.inf
# +     return 1, max(times_A, default=0)

# %% wrong-b-by-default
# about: race: without a decision B wins
# score: 18
# hint: but B wins in your race
# from: right-loop
# -     return 0, np.inf
# +     return -1, max(times_A, default=0)

# %% wrong-time-of-the-end
# about: race: the last spike as the time of no decision
# score: 18
# hint: and there is no time of a decision: return np.inf as
# from: right-loop
# -     return 0, np.inf
# +     return 0, times.max() if len(times) else np.inf

# %% wrong-time-0
# about: race: 0 s as the time of no decision
# score: 18
# hint: return np.inf instead of 0
# from: right-loop
# -     return 0, np.inf
# +     return 0, 0.0

# %% wrong-next-spike
# about: probability: that of the next spike
# score: 14
# hint: the next spike comes from A
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return r_A / (r_A + r_B)

# %% wrong-equal-bounds
# about: probability: the equation of the chapter with a
# score: 14
# hint: two equal bounds a
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return 1 / (1 + (r_B / r_A) ** a)

# %% wrong-equal-bounds-b
# about: probability: the equation of the chapter with b
# score: 14
# hint: two equal bounds b
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return 1 / (1 + (r_B / r_A) ** b)

# %% wrong-chance-exchanged
# about: probability: a for b
# score: 14
# hint: the lead has to rise to a for A
# from: right-loop
# -         return b / (a + b)
# +         return a / (a + b)
#
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return (1 - q**a) / (1 - q ** (a + b))

# %% wrong-rates-exchanged
# about: probability: q upside down
# score: 16
# hint: The two rates are exchanged: q
# from: right-loop
# -     q = r_B / r_A
# +     q = r_A / r_B

# %% wrong-chance-of-b
# about: probability: that B wins
# score: 14
# hint: the probability that B wins
# from: right-loop
# -         return b / (a + b)
# +         return 1 - b / (a + b)
#
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return 1 - (1 - q**b) / (1 - q ** (a + b))

# %% wrong-sum-of-bounds
# about: probability: the sum of the bounds as one bound
# score: 14
# hint: the sum of the two bounds as one
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return 1 / (1 + (r_B / r_A) ** (a + b))

# %% wrong-without-rates
# about: probability: the bounds alone
# score: 16
# hint: the result for equal rates
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return b / (a + b)

# %% wrong-diffusion
# about: probability: a continuous walk
# score: 16
# hint: for a lead that changes continuously
# from: right-loop
# -     q = r_B / r_A
# +     q = np.exp(-2 * (r_A - r_B) / (r_A + r_B))

# %% wrong-numerator
# about: probability: without the denominator
# score: 14
# hint: The denominator is missing
# from: right-loop
# -     return (1 - q**b) / (1 - q ** (a + b))
# +     return (1 - q**b)

# %% wrong-faster-is-a
# about: probability: the larger rate for that of A
# score: 16
# hint: takes the larger of the two rates
# from: right-loop
# -     q = r_B / r_A
# +     q = min(r_A, r_B) / max(r_A, r_B)

# %% wrong-nan
# about: probability: 0/0 at equal rates
# score: 18
# hint: is not a number
# from: right-loop
# -     if r_A == r_B:
# -         return b / (a + b)
# -     q = r_B / r_A
# +     q = np.divide(r_B, r_A)

# %% wrong-half
# about: probability: one half at equal rates
# score: 18
# hint: in half of the races only if
# from: right-loop
# -         return b / (a + b)
# +         return 0.5

# %% wrong-equal-exchanged
# about: probability: a for b at equal rates
# score: 18
# hint: The bounds are exchanged at equal rates
# from: right-loop
# -         return b / (a + b)
# +         return a / (a + b)

# %% wrong-equal-1
# about: probability: 1 at equal rates
# score: 18
# hint: In your function A wins all races at equal rates
# from: right-loop
# -         return b / (a + b)
# +         return 1.0

# %% wrong-equal-0
# about: probability: 0 at equal rates
# score: 18
# hint: In your function A loses all races at equal rates
# from: right-loop
# -         return b / (a + b)
# +         return 0.0

# %% wrong-always-silent
# about: inhibition: the weaker group is always silent
# score: 17
# hint: Both groups remain active here
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return (h_A, 0.0) if h_A > h_B else (0.0, h_B)

# %% wrong-once
# about: inhibition: by the rate that the other group would have alone
# score: 13
# hint: you use the rate that the other one would have alone
# hint: The winner is inhibited
# from: right-loop
# -     if h_B <= w * h_A and h_A > h_B:
# -         return h_A, 0.0
# -     if h_A <= w * h_B and h_B > h_A:
# -         return 0.0, h_B
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return max(h_A - w * h_B, 0.0), max(h_B - w * h_A, 0.0)

# %% wrong-excites
# about: inhibition: added
# score: 17
# hint: The groups excite each other
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return (h_A + w * h_B) / (1 - w**2), (h_B + w * h_A) / (1 - w**2)

# %% wrong-order
# about: inhibition: B before A
# score: 17
# hint: The two rates are exchanged.
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return (h_B - w * h_A) / (1 - w**2), (h_A - w * h_B) / (1 - w**2)

# %% wrong-no-inhibition
# about: inhibition: left out
# score: 13
# hint: The inhibition is missing.
# hint: The inhibition is missing: one
# from: right-loop
# -     if h_B <= w * h_A and h_A > h_B:
# -         return h_A, 0.0
# -     if h_A <= w * h_B and h_B > h_A:
# -         return 0.0, h_B
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return h_A, h_B

# %% wrong-inhibits-itself
# about: inhibition: by the sum of both rates
# score: 17
# hint: Each group also inhibits itself
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     total = (h_A + h_B) / (1 + 2 * w)
# +     return h_A - w * total, h_B - w * total

# %% wrong-plus-square
# about: inhibition: one plus the square
# score: 17
# hint: The sign of w**2
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return (h_A - w * h_B) / (1 + w**2), (h_B - w * h_A) / (1 + w**2)

# %% wrong-larger-first
# about: inhibition: the larger rate first
# score: 17
# hint: you return its rate first
# from: right-loop
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     big, small = max(h_A, h_B), min(h_A, h_B)
# +     return (big - w * small) / (1 - w**2), (small - w * big) / (1 - w**2)

# %% wrong-negative
# about: inhibition: the linear equations alone
# score: 16
# hint: One of your rates is negative
# from: right-loop
# -     if h_B <= w * h_A and h_A > h_B:
# -         return h_A, 0.0
# -     if h_A <= w * h_B and h_B > h_A:
# -         return 0.0, h_B

# %% wrong-unstable
# about: inhibition: both rates where both are positive
# score: 16
# hint: this solution is not stable
# from: right-loop
# - def settled(h_A, h_B, w):
# + def settled(h_A, h_B, w):
# +     high, low = (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     if high > 0 and low > 0:
# +         return high, low

# %% wrong-cut-off
# about: inhibition: negative rates cut off in the end
# score: 16
# hint: You set the rate of the silent group to 0
# from: right-loop
# -     if h_B <= w * h_A and h_A > h_B:
# -         return h_A, 0.0
# -     if h_A <= w * h_B and h_B > h_A:
# -         return 0.0, h_B
# -     return (h_A - w * h_B) / (1 - w**2), (h_B - w * h_A) / (1 - w**2)
# +     return max((h_A - w * h_B) / (1 - w**2), 0.0), max((h_B - w * h_A) / (1 - w**2), 0.0)

# %% wrong-smaller-wins
# about: inhibition: the smaller input wins
# score: 16
# hint: The group with the smaller input wins
# from: right-loop
# -     if h_B <= w * h_A and h_A > h_B:
# +     if h_B <= w * h_A and h_A > h_B:
# +         return 0.0, h_B
# +     if h_A <= w * h_B and h_B > h_A:
#
# -     if h_A <= w * h_B and h_B > h_A:
# -         return 0.0, h_B

# %% wrong-a-wins
# about: inhibition: A always wins
# score: 16
# hint: Group A always wins
# from: right-loop
# -         return 0.0, h_B
# +         return h_A, 0.0

# %% wrong-both-silent
# about: inhibition: nobody wins
# score: 16
# hint: Both groups fall silent
# from: right-loop
# -         return h_A, 0.0
# +         return 0.0, 0.0
#
# -         return 0.0, h_B
# +         return 0.0, 0.0

# %% wrong-no-return
# about: prints, and returns nothing
# score: 13
# hint: does your function return its result?
# from: right-loop
# -             return 1, times[order][k]
# +             print(1, times[order][k])
# +             return
#
# -             return -1, times[order][k]
# +             print(-1, times[order][k])
# +             return
