# %% right-products
# about: products in place of ratios, and a loop for the direction
# score: 20
import numpy as np
def is_memristor(v, i, R_on, R_off):
    top = np.max(np.abs(i))
    for a, b in zip(v, i):
        low, high = sorted((a / R_off, a / R_on))
        if not (low - 1e-9 * top <= b <= high + 1e-9 * top):
            return False
    last = None
    for a, b in zip(v, i):
        if abs(a) < 0.01 * np.max(np.abs(v)):
            continue
        G, sign = b / a, np.sign(a)
        if last is not None and last[1] == sign and sign * (G - last[0]) < -1e-7 * G:
            return False
        last = G, sign
    return True

# %% right-cross-products
# about: successive currents compared without division
# score: 20
import numpy as np
def is_memristor(v, i, R_on, R_off):
    eps = 1e-9 * np.abs(i).max()
    power = i * v
    if np.isnan(power).any() or (np.abs(i) > np.abs(v) / R_on + eps).any() or (np.abs(i) < np.abs(v) / R_off - eps).any():
        return False
    if (power < -eps * np.abs(v).max()).any():
        return False
    seen = np.abs(v) > 1e-2 * np.abs(v).max()
    a, b = v[seen], i[seen]
    with_same_sign = a[1:] * a[:-1] > 0
    change = np.sign(a[1:]) * (b[1:] / a[1:] - b[:-1] / a[:-1])
    return not (change[with_same_sign] < -1e-7 * np.max(b / a)).any()

# %% wrong-passes-everything
# about: always True
# score: 0
# hint: Your test passes everything
def is_memristor(v, i, R_on, R_off):
    return True

# %% wrong-open-loop
# about: demands a loop with an area
# score: 0
# hint: A fast sine is rejected
# hint: A false alarm
import numpy as np
def is_memristor(v, i, R_on, R_off):
    eps = 1e-8 * np.abs(i).max()
    pinched = np.all(np.abs(i) <= np.abs(v) / R_on + eps)
    area = np.abs(np.sum((i[1:] + i[:-1]) / 2 * np.diff(np.maximum(v, 0))))
    return bool(pinched and area > 0.01 * np.abs(i).max() * v.max())

# %% wrong-no-tolerance
# about: no tolerance for rounding
# score: 0
# hint: Rounding errors are taken for a defect
import numpy as np
def is_memristor(v, i, R_on, R_off):
    G = i[v != 0] / v[v != 0]
    s = np.sign(v[v != 0])
    d = np.diff(G) * s[1:]
    return bool(np.all(i * v >= 0) and np.all((i == 0) | (v != 0)) and np.all(d[s[1:] == s[:-1]] >= -1e-6 * G.max()))

# %% wrong-pinched-and-passive-alone
# about: asks whether the loop is pinched and the device passive, and nothing else
# score: 9
# hint: wrong recordings of this sort
import numpy as np
def is_memristor(v, i, R_on, R_off):
    return bool(np.all(i * v >= -1e-9 * np.abs(i).max() * np.abs(v).max()) and np.all(np.abs(i[np.abs(v) < 1e-9]) < 1e-8 * np.abs(i).max()))

# %% wrong-direction-of-current
# about: demands that the current, rather than the conductance, rises with the state
# score: 0
# hint: Your test rejects everything
# hint: A false alarm
import numpy as np
def is_memristor(v, i, R_on, R_off):
    return bool(np.all(np.diff(i)[v[1:] > 0] >= -1e-9) and np.all(np.abs(i) <= np.abs(v) / R_on + 1e-9))

# %% wrong-tolerance-too-wide
# about: tolerances of a tenth of the largest current and conductance
# score: 0
# hint: Your test passes everything
import numpy as np
def is_memristor(v, i, R_on, R_off):
    eps, s = 0.1 * np.abs(i).max(), np.sign(v)
    return bool(np.all(i * s <= np.abs(v) / R_on + eps) and np.all(i * s >= np.abs(v) / R_off - eps))

# %% wrong-always-moves
# about: demands that the conductance changes
# score: 4
# hint: A false alarm
import numpy as np
def is_memristor(v, i, R_on, R_off):
    eps, s = 1e-8 * np.abs(i).max(), np.sign(v)
    between = np.all(i * s <= np.abs(v) / R_on + eps) and np.all(i * s >= np.abs(v) / R_off - eps) and np.all(np.abs(i[v == 0]) <= eps)
    seen = np.abs(v) > 1e-2 * np.abs(v).max()
    G = i[seen] / v[seen]
    return bool(between and np.ptp(G) > 1e-6 * G.max())

# %% wrong-returns-count
# about: returns the number of violations
# score: 0
# hint: no truth value
import numpy as np
def is_memristor(v, i, R_on, R_off):
    return int(np.sum(i * v < 0))
