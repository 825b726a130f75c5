# %% right-table
# about: all trials at once, in a table
# score: 20
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    drives = np.array([weak, strong])
    L = tau * np.log(drives / (drives - 1))
    K = int(4 * T / L.min()) + 10
    errors = []
    for k, s in enumerate(drives):
        own = s * (1 + mismatch * rng.standard_normal((n, 1)))
        with np.errstate(invalid="ignore", divide="ignore"):
            interval = np.where(own > 1, tau * np.log(own / (own - 1)), np.inf)
        times = interval * np.arange(1, K) + rng.normal(0, jitter, (n, K - 1))
        heard = (rng.random(times.shape) > loss) & (times >= 0) & (times <= T)
        counts = heard.sum(axis=1) > (1 - loss) * (T / L).mean()
        first = np.where(heard, times, np.inf).min(axis=1) < L.mean()
        errors.append([np.mean(counts != k), np.mean(first != k)])
    rate, latency = np.mean(errors, axis=0)
    return rate, latency


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    errors = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 4000, np.random.default_rng())
    return ("rate", "latency")[int(np.argmin(errors))]

# %% wrong-early-spikes
# about: hears what jitter moves to before 0, and sorts
# score: 17
# hint: Spikes that the jitter moves to a time before 0 are received here
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times <= T)]
            count, first = times.size, (sorted(times) or [np.inf])[0]
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% right-list
# about: returns a list, counts in plain Python
# score: 20
import math


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    def latency(s):
        return tau * math.log(s / (s - 1)) if s > 1 else math.inf

    expected = (1 - loss) * T * (1 / latency(weak) + 1 / latency(strong)) / 2
    limit = (latency(weak) + latency(strong)) / 2
    by_rate = by_latency = 0
    for _ in range(n):
        for s, is_strong in (weak, False), (strong, True):
            L = latency(s + s * mismatch * rng.normal())
            count, first, K = 0, math.inf, int((T + 5 * jitter) / L)
            shifts, luck = (jitter * rng.standard_normal(K)).tolist(), rng.random(K).tolist()
            for k in range(K):
                t = (k + 1) * L + shifts[k]
                if 0 < t <= T and luck[k] > loss:
                    count += 1
                    if t < first:
                        first = t
            by_rate += (count > expected) != is_strong
            by_latency += (first < limit) != is_strong
    return [by_rate / (2 * n), by_latency / (2 * n)]


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    import numpy as np

    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 1000, np.random.default_rng(3))
    return "latency" if latency < rate else "rate"

# %% wrong-first-of-the-train
# about: takes the first spike that is heard in the order of sending
# score: 18
# hint: The latency reader takes the first spike in the order in which they were sent
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times[0] if times.size else np.inf
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-exchanged
# about: latency first
# score: 2
# hint: The results are exchanged
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong[::-1] / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if latency < rate else "latency"

# %% wrong-turned-round
# about: right decisions counted
# score: 2
# hint: The decisions are reversed
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong == (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-sum
# about: divides by n alone
# score: 2
# hint: Errors are counted once for each drive
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / n)


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-from-zero
# about: the first spike at time 0
# score: 5
# hint: no spike is sent at time 0
# hint: The latency decoder takes both drives for the same
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = np.append(0.0, times) + jitter * rng.normal(size=times.size + 1)
                times = times[(rng.random(times.size) >= loss) & (times >= 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-silent-strong
# about: a silent train taken for a strong drive
# score: 14
# hint: A silent neuron is taken for a strong one
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2 or first == np.inf])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-no-jitter
# about: no jitter
# score: 15
# hint: The jitter does nothing
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-jitter-walk
# about: jitter of the intervals adds up
# score: 17
# hint: The jitter adds up from spike to spike
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * np.cumsum(rng.normal(size=times.size))
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-no-loss
# about: no loss
# score: 15
# hint: The loss does nothing
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-limit-without-loss
# about: the rate decoder expects no loss
# score: 17
# hint: the rate decoder must take this into account
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-first-sent
# about: the latency decoder hears lost spikes
# score: 17
# hint: The latency decoder uses lost spikes
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(times > 0) & (times <= T)]
            first = times.min(initial=np.inf); count = np.count_nonzero(rng.random(times.size) >= loss)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-train-lost
# about: a whole train is lost
# score: 17
# hint: ach spike
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random() >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-keeps-loss
# about: loss taken for the share that is heard
# score: 0
# hint: loss is the probability that a spike is lost
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) < loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-known-neuron
# about: the decoders know the neuron
# score: 14
# hint: The mismatch does too little
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            gain = 1 + mismatch * rng.normal()
            L = [tau * np.log(max(d * gain, 1.0001) / (max(d * gain, 1.0001) - 1)) for d in (weak, strong)]
            interval = L[int(s == strong)]
            times = interval * np.arange(1, int(T / interval) + 5)
            times = times + jitter * rng.normal(size=times.size)
            times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            says_strong = np.array([times.size > (1 - loss) * (T / L[0] + T / L[1]) / 2, times.min(initial=np.inf) < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-mismatch-per-spike
# about: mismatch drawn anew for each spike
# score: 17
# hint: The mismatch is drawn anew for each spike
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drives = np.maximum(s * (1 + mismatch * rng.normal(size=int(2 * T / L[1]) + 5)), 1.0001)
            times = np.cumsum(tau * np.log(drives / (drives - 1)))
            times = times + jitter * rng.normal(size=times.size)
            times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            says_strong = np.array([times.size > (1 - loss) * (T / L[0] + T / L[1]) / 2, times.min(initial=np.inf) < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-number-of-the-code
# about: 0 or 1 in place of a word
# score: 18
# hint: should return "rate" or "latency"
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return int(rate > latency)

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return print(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate"

# %% wrong-rate-in-hertz
# about: compares spikes per second with a count
# score: 10
# hint: The rate decoder
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count / T > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return tuple(wrong / (2 * n))


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate" if rate < latency else "latency"

# %% wrong-one-number
# about: only the rate decoder
# score: 0
# hint: expected 2 results
import numpy as np


def bit_errors(weak, strong, jitter, loss, mismatch, T, tau, n, rng):
    L = [tau * np.log(s / (s - 1)) for s in (weak, strong)]
    wrong = np.zeros(2)
    for s in (weak, strong):
        for _ in range(n):
            drive = s * (1 + mismatch * rng.normal())
            times = np.empty(0)
            if drive > 1:
                interval = tau * np.log(drive / (drive - 1))
                times = interval * np.arange(1, int(T / interval) + 5)
                times = times + jitter * rng.normal(size=times.size)
                times = times[(rng.random(times.size) >= loss) & (times > 0) & (times <= T)]
            count, first = times.size, times.min(initial=np.inf)
            says_strong = np.array([count > (1 - loss) * (T / L[0] + T / L[1]) / 2, first < (L[0] + L[1]) / 2])
            wrong += says_strong != (s == strong)
    return wrong[0] / (2 * n)


def better_code(weak, strong, jitter, loss, mismatch, T, tau):
    rate, latency = bit_errors(weak, strong, jitter, loss, mismatch, T, tau, 500, np.random.default_rng(0))
    return "rate"
