# %% right-solve
# about: the linear equations, with sums of drops
# score: 20
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    lower = np.tril(np.ones((n, n)))
    return np.linalg.solve(np.eye(n) + r * lower @ lower.T * G, np.full(n, V))


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return [float(step * min(max(np.floor(each / step + 0.5), 0), 2**bits - 1)) for each in I]


# %% right-relax
# about: a ladder from the end: the conductance that the driver sees
# score: 20
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    seen = np.zeros(n + 1)
    for k in range(n - 1, -1, -1):
        behind = G[k] + seen[k + 1]
        seen[k] = behind / (1 + r * behind)
    v = np.empty(n)
    for k in range(n):
        V = V / (1 + r * (G[k] + seen[k + 1]))
        v[k] = V
    return v


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    levels = np.linspace(0, I_max, 2**bits)
    return levels[np.argmin(np.abs(I[:, None] - levels), axis=1)]


# %% wrong-full-current
# about: every device draws the current of the full voltage
# score: 8
# hint: The device is taken to draw its current at the full voltage
# hint: Each device is taken to draw its current at the full voltage
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    return V - r * V * np.cumsum(np.cumsum(G[::-1])[::-1])


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-one-current
# about: a segment carries the current of one device
# score: 8
# hint: A segment is taken to carry the current of one device only
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    return V / np.cumprod(1 + r * G)


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-alone
# about: each device is alone in the row
# score: 8
# hint: Each device is taken to be alone in the row
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    return V / (1 + r * G * np.arange(1, n + 1))


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-first-segment
# about: no segment before the first device
# score: 8
# hint: The first segment is left out
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / voltages[-1] * np.array(voltages[::-1])


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-order
# about: the last device first
# score: 8
# hint: The voltages come in the wrong order
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages)


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-device-order
# about: the devices taken from the end
# score: 14
# hint: The devices are taken in the wrong order
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-mean
# about: the mean conductance for all
# score: 14
# hint: All devices are taken to have the mean conductance
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    lower = np.tril(np.ones((n, n)))
    return np.linalg.solve(np.eye(n) + r * lower @ lower.T * G.mean(), np.full(n, V))


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-currents
# about: currents in place of voltages
# score: 8
# hint: This is a current
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1]) * G


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-lost
# about: the voltage that is lost
# score: 8
# hint: This is the voltage that is lost
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V - V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-division
# about: divides by the resistance of a segment
# score: 14
# hint: The voltages with wires that have no resistance
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    n = len(G)
    r = float(r)
    if r == 0:
        return np.zeros(n)
    lower = np.tril(np.ones((n, n)))
    return np.linalg.solve(np.eye(n) + r * lower @ lower.T * G, np.full(n, V))


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step


# %% wrong-steps
# about: 2**bits steps
# score: 12
# hint: The range is divided into 2**bits steps
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / 2**bits
    return np.clip(np.rint(I / step), 0, 2**bits) * step


# %% wrong-middles
# about: levels in the middles of equal parts
# score: 12
# hint: The levels lie in the middles of 2**bits equal parts
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / 2**bits
    return (np.clip(np.floor(I / step), 0, 2**bits - 1) + 0.5) * step


# %% wrong-below
# about: the level below
# score: 16
# hint: Each current goes to the level below
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.clip(np.floor(I / step), 0, 2**bits - 1) * step


# %% wrong-above
# about: the level above
# score: 12
# hint: Each current goes to the level above
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.clip(np.ceil(I / step), 0, 2**bits - 1) * step


# %% wrong-bits-levels
# about: as many levels as bits
# score: 12
# hint: The converter has two levels here
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / max(bits - 1, 1)
    return np.clip(np.rint(I / step), 0, max(bits - 1, 1)) * step


# %% wrong-codes
# about: the numbers of the levels
# score: 12
# hint: These are the numbers of the levels
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.clip(np.rint(I / step), 0, 2**bits - 1)


# %% wrong-unchanged
# about: nothing is rounded
# score: 12
# hint: The currents are returned unchanged
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    return np.clip(I, 0, I_max)


# %% wrong-no-range
# about: the range has no ends
# score: 16
# hint: Currents outside the range get levels that the converter does not have
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.rint(I / step) * step


# %% wrong-no-floor
# about: negative levels
# score: 16
# hint: Currents below 0 become negative
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.minimum(np.rint(I / step), 2**bits - 1) * step


# %% wrong-no-ceiling
# about: levels above the range
# score: 16
# hint: Currents above the range get levels
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.maximum(np.rint(I / step), 0) * step


# %% wrong-wraps
# about: codes that wrap around
# score: 16
# hint: The levels begin again above the range
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.rint(I / step) % 2**bits * step


# %% wrong-size
# about: the size of a negative current
# score: 16
# hint: Negative currents lose their sign
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    return V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    I = np.asarray(I, dtype=float)
    step = I_max / (2**bits - 1)
    return np.minimum(np.rint(np.abs(I) / step), 2**bits - 1) * step


# %% wrong-nothing
# about: computes and returns nothing
# score: 0
# hint: is None: does your function return its result
import numpy as np


def row_voltages(G, r, V):
    G = np.asarray(G, dtype=float)
    voltages, v, current = [], 1.0, 0.0
    for g in G[::-1]:
        voltages.append(v)
        current += g * v
        v += r * current
    answer = V / v * np.array(voltages[::-1])


def converted(I, bits, I_max):
    step = I_max / (2**bits - 1)
    answer = np.clip(np.rint(np.asarray(I) / step), 0, 2**bits - 1) * step
