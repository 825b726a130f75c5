# %% right-scaled
# about: numbers of levels, scaled back
# score: 21
import math

import numpy as np


def quantize(w, bits, wmax):
    half = 2 ** (bits - 1) - 1
    return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)


def count_bits(steps):
    return math.ceil(math.log2(steps + 1))


def bill_ratio(counts, steps, e_fetch, e_multiply, e_state, e_traffic):
    spikes, active = np.sum(counts), np.count_nonzero(counts)
    spiking = spikes * e_fetch + steps * e_state
    matched = active * (e_fetch + e_multiply) + e_traffic
    return spiking / matched

# %% right-levels
# about: the nearest of all levels
# score: 21
import numpy as np
def quantize(w, bits, wmax):
    levels = np.linspace(-wmax, wmax, 2**bits - 1)
    w = np.asarray(w, dtype=float)
    return levels[np.abs(w[..., None] - levels).argmin(axis=-1)]
def count_bits(steps):
    return len(bin(steps)) - 2
def bill_ratio(counts, steps, e_fetch, e_multiply, e_state, e_traffic):
    spiking = matched = 0.0
    for count in counts:
        spiking += count * e_fetch
        if count > 0:
            matched += e_fetch + e_multiply
    return (spiking + e_state * steps) / (matched + e_traffic)

# %% right-loop
# about: one weight after the other
# score: 21
import numpy as np
def quantize(w, bits, wmax):
    w = np.array(w, dtype=float)
    step = 2 * wmax / (2**bits - 2)
    flat = [step * round(min(max(float(x), -wmax), wmax) / step) for x in w.ravel()]
    return np.reshape(flat, w.shape)
def count_bits(steps):
    bits = 0
    while 2**bits < steps + 1:
        bits += 1
    return bits
def bill_ratio(counts, steps, e_fetch, e_multiply, e_state, e_traffic):
    counts = np.asarray(counts)
    top = counts.sum() * e_fetch + e_state * steps
    bottom = np.sum((counts > 0) * (e_fetch + e_multiply)) + e_traffic
    return float(top / bottom)

# %% wrong-no-clip
# about: nothing is cut off
# score: 12
# hint: The levels are not cut off at wmax
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     return wmax / half * np.rint(np.asarray(w) / wmax * half)

# %% wrong-asymmetric
# about: 2**bits levels, one more below zero
# score: 12
# hint: One level too many on the negative side
# from: right-scaled
# -     half = 2 ** (bits - 1) - 1
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     half = 2 ** (bits - 1)
# +     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half - 1)

# %% wrong-step
# about: the step of 2**bits levels
# score: 12
# hint: The step is 2*wmax/2**bits
# from: right-scaled
# -     half = 2 ** (bits - 1) - 1
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     half = 2 ** (bits - 1)
# +     return np.clip(wmax / half * np.rint(np.asarray(w) / wmax * half), -wmax, wmax)

# %% wrong-truncated
# about: rounded towards zero
# score: 12
# hint: The weights are rounded towards zero
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     return wmax / half * np.clip(np.trunc(np.asarray(w) / wmax * half), -half, half)

# %% wrong-floor
# about: rounded down
# score: 12
# hint: The weights are rounded down
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     return wmax / half * np.clip(np.floor(np.asarray(w) / wmax * half), -half, half)

# %% wrong-codes
# about: numbers of levels
# score: 12
# hint: These are numbers of levels
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     return np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)

# %% wrong-even
# about: an even number of levels without zero
# score: 12
# hint: There are 2**bits levels here, and zero is none of them
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     step = 2 * wmax / (2**bits - 1)
# +     return np.clip(-wmax + step * np.rint((np.asarray(w) + wmax) / step), -wmax, wmax)

# %% wrong-tensor-max
# about: the range of the array
# score: 12
# hint: The largest weight of the array is used as the range
# from: right-scaled
# -     half = 2 ** (bits - 1) - 1
# +     half = 2 ** (bits - 1) - 1
# +     wmax = np.abs(w).max()

# %% wrong-in-place
# about: changes its input
# score: 16
# hint: Your function changes its input
# from: right-scaled
# -     return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)
# +     w /= wmax / half
# +     np.rint(w, out=w)
# +     np.clip(w, -half, half, out=w)
# +     w *= wmax / half
# +     return w

# %% wrong-log
# about: the count 0 is forgotten
# score: 17
# hint: The count 0 is forgotten
# from: right-scaled
# -     return math.ceil(math.log2(steps + 1))
# +     return math.ceil(math.log2(steps))

# %% wrong-steps
# about: one bit for each step
# score: 17
# hint: One bit for each step is a list of spikes
# from: right-scaled
# -     return math.ceil(math.log2(steps + 1))
# +     return steps

# %% wrong-once
# about: each input counted once
# score: 13
# hint: Each active input is counted once for the spiking layer
# from: right-scaled
# -     spiking = spikes * e_fetch + steps * e_state
# +     spiking = active * e_fetch + steps * e_state

# %% wrong-dense
# about: every input in every step
# score: 13
# hint: Every input is taken to fire in every step
# from: right-scaled
# -     spiking = spikes * e_fetch + steps * e_state
# +     spiking = len(counts) * steps * e_fetch + steps * e_state

# %% wrong-membrane-once
# about: membranes paid once
# score: 13
# hint: The spiking layer's membranes are paid once
# from: right-scaled
# -     spiking = spikes * e_fetch + steps * e_state
# +     spiking = spikes * e_fetch + e_state

# %% wrong-no-zeros
# about: zeros are not skipped
# score: 13
# hint: The bit-matched layer skips no zeros here
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = len(counts) * (e_fetch + e_multiply) + e_traffic

# %% wrong-no-multiply
# about: multiplications left out
# score: 13
# hint: The multiplications are left out
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * e_fetch + e_traffic

# %% wrong-no-fetch
# about: the competitor fetches nothing
# score: 13
# hint: The bit-matched layer has to fetch its weights too
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * e_multiply + e_traffic

# %% wrong-inverse
# about: upside down
# score: 13
# hint: The ratio is upside down
# from: right-scaled
# -     return spiking / matched
# +     return matched / spiking

# %% wrong-no-traffic
# about: the competitor's traffic is left out
# score: 13
# hint: The bit-matched layer's own traffic is left out
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * (e_fetch + e_multiply)

# %% wrong-state-for-traffic
# about: the competitor is charged with membranes
# score: 13
# hint: The bit-matched layer is charged with e_state here
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * (e_fetch + e_multiply) + e_state

# %% wrong-both
# about: the competitor is charged with membranes and traffic
# score: 13
# hint: The bit-matched layer is charged with e_state and e_traffic
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * (e_fetch + e_multiply) + e_state + e_traffic

# %% wrong-traffic-each-step
# about: the competitor's traffic in each step
# score: 13
# hint: The bit-matched layer's traffic is charged in each step
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * (e_fetch + e_multiply) + steps * e_traffic

# %% wrong-traffic-each-input
# about: the competitor's traffic for each input
# score: 13
# hint: The bit-matched layer's traffic is charged for each active input
# from: right-scaled
# -     matched = active * (e_fetch + e_multiply) + e_traffic
# +     matched = active * (e_fetch + e_multiply + e_traffic)

# %% wrong-spikes-read-counts
# about: spikes pay for the counts as well
# score: 13
# hint: The spiking layer is charged with e_traffic as well
# from: right-scaled
# -     spiking = spikes * e_fetch + steps * e_state
# +     spiking = spikes * e_fetch + steps * e_state + e_traffic

# %% wrong-exchanged
# about: e_state and e_traffic exchanged
# score: 13
# hint: e_state and e_traffic are exchanged
import math

import numpy as np


def quantize(w, bits, wmax):
    half = 2 ** (bits - 1) - 1
    return wmax / half * np.clip(np.rint(np.asarray(w) / wmax * half), -half, half)


def count_bits(steps):
    return math.ceil(math.log2(steps + 1))


def bill_ratio(counts, steps, e_fetch, e_multiply, e_state, e_traffic):
    spikes, active = np.sum(counts), np.count_nonzero(counts)
    spiking = spikes * e_fetch + steps * e_traffic
    matched = active * (e_fetch + e_multiply) + e_state
    return spiking / matched
