# %% right-loop
# about: one pulse after the other, in plain Python
# score: 20
def dose(onsets, pulse, end):
    pulses, rate, on = [], [], []
    for row in onsets:
        times = sorted(float(t) for t in row if t < end)
        total, free = 0.0, 0.0
        for t in times:
            stop = min(t + pulse, end)
            total += max(0.0, stop - max(t, free))
            free = max(free, stop)
        pulses.append(len(times))
        rate.append(len(times) / end)
        on.append(total)
    return pulses, rate, on
def same_dose(a, b, pulse, end):
    for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)):
        if len(x) != len(y) or any(abs(u - v) > 1e-6 for u, v in zip(x, y)):
            return False
    return True

# %% right-intervals
# about: intervals that are merged
# score: 20
import numpy as np
def on_time(row, pulse, end):
    merged = []
    for t in np.sort(row[row < end]):
        stop = min(t + pulse, end)
        if merged and t <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        else:
            merged.append([t, stop])
    return sum(stop - start for start, stop in merged)
def dose(onsets, pulse, end):
    onsets = np.array(onsets, dtype=float)
    n = (onsets < end).sum(axis=1)
    return n, n / end, np.array([on_time(row, pulse, end) for row in onsets])
def same_dose(a, b, pulse, end):
    x, y = np.array(dose(a, pulse, end)), np.array(dose(b, pulse, end))
    return bool((np.abs(x - y) <= 1e-6).all())

# %% wrong-counted-twice
# about: overlaps are counted twice
# score: 4
# hint: Overlapping pulses are counted twice
# hint: Only the numbers of pulses are compared
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, np.minimum(pulse, end - t), 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-number-times-length
# about: number times length
# score: 0
# hint: Overlapping pulses are counted twice
# hint: Only the numbers of pulses are compared
import numpy as np
def dose(onsets, pulse, end):
    n = (np.asarray(onsets) < end).sum(axis=1)
    return n, n / end, n * pulse

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-left-out
# about: a pulse during another one is left out
# score: 10
# hint: A pulse that begins while another is on is left out
import numpy as np
def dose(onsets, pulse, end):
    on = []
    for row in onsets:
        total, free = 0.0, -1.0
        for t in sorted(row):
            if free <= t < end:
                total, free = total + min(pulse, end - t), t + pulse
        on.append(total)
    n = (np.asarray(onsets) < end).sum(axis=1)
    return n, n / end, np.array(on)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-not-sorted
# about: the onsets are not sorted
# score: 7
# hint: The onsets are taken in the order in which they are given
# hint: The order in which the onsets of a row are given changes your verdict
import numpy as np
def dose(onsets, pulse, end):
    t = np.asarray(onsets, dtype=float)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-not-cut
# about: the last pulse is not cut off
# score: 12
# hint: The last pulse is not cut off
# hint: A pulse that is cut off at the end
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(t + pulse, np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-after-the-end
# about: pulses after the session count
# score: 16
# hint: Pulses after the session are counted
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    n = np.full(len(t), t.shape[1])
    return n, n / end, np.maximum(until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-sums
# about: sums over all sites
# score: 2
# hint: Your results are single numbers
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(), given.sum() / end, np.where(given, until - t, 0).sum()

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-no-rate
# about: the number instead of the rate
# score: 6
# hint: The pulses are not divided by the length of the session
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1), np.where(given, until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-rate-while-on
# about: pulses per second of the time on
# score: 6
# hint: divided by the time for which they are on
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / np.where(given, until - t, 0).sum(axis=1), np.where(given, until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-fraction
# about: a fraction of the session
# score: 6
# hint: The third result is a fraction of the session
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1) / end

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-exchanged
# about: rate and time exchanged
# score: 6
# hint: The results are in another order
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), np.where(given, until - t, 0).sum(axis=1), given.sum(axis=1) / end

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))

# %% wrong-compares-times
# about: the times are compared
# score: 14
# hint: Two schedules with the same dose are told apart
# hint: The order in which the onsets of a row are given changes your verdict
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1)
def same_dose(a, b, pulse, end):
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b))

# %% wrong-compares-time-on
# about: the time on alone
# score: 16
# hint: The numbers of pulses are not compared
import numpy as np
def dose(onsets, pulse, end):
    t = np.sort(onsets, axis=1)
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1)
def same_dose(a, b, pulse, end):
    return bool(np.allclose(dose(a, pulse, end)[2], dose(b, pulse, end)[2], atol=1e-6))

# %% wrong-in-place
# about: sorts the onsets in place
# score: 15
# hint: Your function changes its input onsets in place
import numpy as np
def dose(onsets, pulse, end):
    onsets.sort(axis=1)
    t = onsets
    until = np.minimum(np.minimum(t + pulse, end), np.append(t[:, 1:], np.full((len(t), 1), np.inf), axis=1))
    given = t < end
    return given.sum(axis=1), given.sum(axis=1) / end, np.where(given, until - t, 0).sum(axis=1)

def same_dose(a, b, pulse, end):
    return all(np.allclose(x, y, rtol=0, atol=1e-6) for x, y in zip(dose(a, pulse, end), dose(b, pulse, end)))
