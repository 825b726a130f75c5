# %% right-loop
# about: a loop and a comparison of all steps
# score: 20
import math

import numpy as np

def lif_steps(arrivals, weight, tau, r, v_threshold, dt, area):
    v, fired = 0.0, []
    for k in range(len(arrivals)):
        v *= math.exp(-dt / tau)
        v += arrivals[k] * r * weight * area / tau
        if v > v_threshold:
            fired.append(k)
            v = 0.0
    return fired


def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
    for area in (dt, 1.0):
        found = lif_steps(arrivals, weight, tau, r, v_threshold, dt, area)
        if len(found) == len(recorded) and all(a == b for a, b in zip(found, recorded)):
            return area
    return 0.0

# %% right-array
# about: arrays, and array_equal
# score: 20
import math

import numpy as np

def lif_steps(arrivals, weight, tau, r, v_threshold, dt, area):
    v, fired = 0.0, []
    for k in range(len(arrivals)):
        v *= math.exp(-dt / tau)
        v += arrivals[k] * r * weight * area / tau
        if v > v_threshold:
            fired.append(k)
            v = 0.0
    return np.array(fired, dtype=int)


def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
    areas = [area for area in (1.0, dt) if np.array_equal(lif_steps(arrivals, weight, tau, r, v_threshold, dt, area), recorded)]
    return areas[0] if areas else 0.0

# %% right-scaled
# about: the voltage in units of its threshold, and a set of steps
# score: 20
import math

import numpy as np

def lif_steps(arrivals, weight, tau, r, v_threshold, dt, area):
    jump, keep = r * weight * area / tau, np.exp(-dt / tau)
    v, fired = 0.0, []
    for k, n in enumerate(np.asarray(arrivals, dtype=float)):
        v = v * keep + n * jump
        spike = v > v_threshold
        fired += [k] if spike else []
        v = v * (not spike)
    return tuple(fired)


def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
    wanted = set(int(k) for k in recorded)
    for area in (1.0, dt):
        if set(lif_steps(arrivals, weight, tau, r, v_threshold, dt, area)) == wanted:
            return area
    return 0.0

# %% wrong-no-area
# about: the area is left out
# score: 3
# hint: The area of a spike is left out
# from: right-loop
# -         v += arrivals[k] * r * weight * area / tau
# +         v += arrivals[k] * r * weight / tau

# %% wrong-dt-for-area
# about: always the time step
# score: 0
# hint: The time step is taken for the area
# from: right-loop
# -         v += arrivals[k] * r * weight * area / tau
# +         v += arrivals[k] * r * weight * dt / tau

# %% wrong-no-tau
# about: not divided by tau
# score: 0
# hint: The jump is not divided by the time constant
# from: right-loop
# -         v += arrivals[k] * r * weight * area / tau
# +         v += arrivals[k] * r * weight * area

# %% wrong-no-r
# about: no resistance
# score: 3
# hint: The resistance is left out
# from: right-loop
# -         v += arrivals[k] * r * weight * area / tau
# +         v += arrivals[k] * weight * area / tau

# %% wrong-euler
# about: Euler's decay
# score: 3
# hint: The decay of one step is 1 - dt/tau here
# from: right-loop
# -         v *= math.exp(-dt / tau)
# +         v *= 1 - dt / tau

# %% wrong-no-decay
# about: no decay
# score: 3
# hint: The voltage does not decay
# from: right-loop
# -         v *= math.exp(-dt / tau)

# %% wrong-reached
# about: fires where the threshold is reached
# score: 11
# hint: The neuron fires where v reaches its threshold
# from: right-loop
# -         if v > v_threshold:
# +         if v >= v_threshold:

# %% wrong-no-reset
# about: no reset
# score: 0
# hint: The neuron is not reset
# from: right-loop
# -             v = 0.0

# %% wrong-subtract
# about: the threshold is subtracted
# score: 0
# hint: The threshold is subtracted at a spike
# from: right-loop
# -             v = 0.0
# +             v -= v_threshold

# %% wrong-order
# about: jump before decay
# score: 3
# hint: The voltage jumps first and decays then
# from: right-loop
# -     for k in range(len(arrivals)):
# +     for k in range(len(arrivals)):
# +         v += arrivals[k] * r * weight * area / tau
#
# -         v += arrivals[k] * r * weight * area / tau

# %% wrong-one-arrival
# about: several arrivals as one
# score: 0
# hint: Several spikes that arrive in one step are counted as one
# from: right-loop
# -         v += arrivals[k] * r * weight * area / tau
# +         v += (arrivals[k] > 0) * r * weight * area / tau

# %% wrong-from-1
# about: steps from 1
# score: 0
# hint: The steps are counted from 1
# from: right-loop
# -             fired.append(k)
# +             fired.append(k + 1)

# %% wrong-times
# about: times
# score: 0
# hint: These are times
# from: right-loop
# -             fired.append(k)
# +             fired.append(k * dt)

# %% wrong-train
# about: zeros and ones for each step
# score: 0
# hint: too
# from: right-loop
# -     return fired
# +     return [int(k in fired) for k in range(len(arrivals))]

# %% wrong-prefix
# about: only the first spikes are compared
# score: 14
# hint: Only the first spikes are compared
# from: right-loop
# -     for area in (dt, 1.0):
# -         found = lif_steps(arrivals, weight, tau, r, v_threshold, dt, area)
# -         if len(found) == len(recorded) and all(a == b for a, b in zip(found, recorded)):
# +     for area in (1.0, dt):
# +         if all(a == b for a, b in zip(lif_steps(arrivals, weight, tau, r, v_threshold, dt, area), recorded)):

# %% wrong-empty
# about: an empty recording is none
# score: 14
# hint: An empty recording
# from: right-loop
# - def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
# + def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
# +     if len(recorded) == 0:
# +         return 0.0

# %% wrong-plausible
# about: the area whose jump is below the threshold
# score: 14
# hint: The
import math

import numpy as np

def lif_steps(arrivals, weight, tau, r, v_threshold, dt, area):
    v, fired = 0.0, []
    for k in range(len(arrivals)):
        v *= math.exp(-dt / tau)
        v += arrivals[k] * r * weight * area / tau
        if v > v_threshold:
            fired.append(k)
            v = 0.0
    return fired


def which_area(arrivals, recorded, weight, tau, r, v_threshold, dt):
    return 1.0 if weight * r / tau < v_threshold else dt
