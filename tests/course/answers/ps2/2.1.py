# %% right-lists
# about: plain Python that gives lists for arrays
# score: 14
from math import log


def lif_rate(I, C, gL, EL, VT, VR, tref):
    try:
        return [lif_rate(i, C, gL, EL, VT, VR, tref) for i in I]
    except TypeError:
        pass
    drive = EL + I / gL
    return 1 / (tref + C / gL * log((drive - VR) / (drive - VT))) if drive > VT else 0

# %% right-nan-to-zero
# about: computes everywhere, then clears what is not a rate
# score: 14
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    I = np.asarray(I, dtype=float)
    drive = I - gL * (VT - EL)
    rate = 1 / (tref - C / gL * np.log(drive / (drive + gL * (VT - VR))))
    return np.where(np.isfinite(rate) & (drive > 0), rate, 0.0)

# %% right-vectorize
# about: one current at a time, and np.vectorize
# score: 14
import math

import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    def one(i):
        if i <= gL * (VT - EL):
            return 0.0
        drive = EL + i / gL
        return 1 / (tref + C / gL * math.log((drive - VR) / (drive - VT)))

    return np.vectorize(one)(I)

# %% right-where
# about: np.where over the whole formula, which warns where it is not used
# score: 14
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.array(I) / gL
    return np.where(V_inf > VT, 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))), 0)

# %% wrong-always-silent
# about: zero for every current
# score: 0
# hint: Your neuron is silent at 300 pA
def lif_rate(I, C, gL, EL, VT, VR, tref):
    return 0 * I

# %% wrong-changes-input
# about: computes in place of the currents
# score: 11
# hint: in place
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V = np.asarray(I, dtype=float)
    V /= gL
    V += EL
    rate = np.zeros(V.shape)
    fires = V > VT
    rate[fires] = 1 / (tref + C / gL * np.log((V[fires] - VR) / (V[fires] - VT)))
    return rate

# %% wrong-drive-in-mV
# about: I/gL in mV beside voltages in V
# score: 3
# hint: You take I/gL for millivolts
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + 1e3 * np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-hard-coded
# about: the example's number for every current
# score: 0
# hint: at another current
def lif_rate(I, C, gL, EL, VT, VR, tref):
    return 63.04000219

# %% wrong-kHz
# about: times in ms, so the rate in kHz
# score: 6
# hint: in kHz
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1e-3 / period, 0.0)

# %% wrong-log10
# about: the decimal logarithm
# score: 6
# hint: not log10
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log10((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-nan-below
# about: no case for currents below the rheobase
# score: 11
# hint: NaN below the rheobase
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + I / gL
    return 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))

# %% wrong-negative-below
# about: clears NaN below the rheobase, but not negative rates
# score: 11
# hint: the formula gives a negative time
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + I / gL
    return np.nan_to_num(1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))))

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    print(np.where(V_inf > VT, 1 / period, 0.0))

# %% wrong-no-t_ref
# about: the refractory time is left out
# score: 6
# hint: t_ref is left out
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-numbers-only
# about: an `if` on the current, so no arrays
# score: 11
# hint: An `if` cannot decide for many currents
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    if I <= gL * (VT - EL):
        return 0.0
    V_inf = EL + I / gL
    return 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))

# %% wrong-period
# about: returns the period
# score: 6
# hint: This is the duration of one cycle
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, period, 0.0)

# %% wrong-reset-to-E_L
# about: charges from E_L after a spike
# score: 6
# hint: Your charging starts at E_L
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - EL) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: lif_rate
def lif_rate(I, C, gL, EL, VT, VR, tref)
    return 0

# %% wrong-t_ref-in-ms
# about: t_ref taken for milliseconds
# score: 6
# hint: You take the refractory time for milliseconds
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref * 1e-3 + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-tau-in-ms
# about: the time constant in ms beside t_ref in s
# score: 6
# hint: You take C/gL for milliseconds
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + 1e3 * C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)

# %% wrong-no-E_L
# about: E_L left out of V_inf
# score: 3
# hint: E_L is left out
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = np.asarray(I, dtype=float) / gL
    with np.errstate(all="ignore"):
        return np.where(V_inf > VT, 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))), 0.0)[()]

# %% wrong-I-to-pA
# about: I in picoamperes, everything else in SI units
# score: 3
# hint: You take I for picoamperes
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I, dtype=float) * 1e12 / gL
    with np.errstate(all="ignore"):
        rate = 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))
    return np.where(V_inf > VT, rate, 0.0)

# %% wrong-stops-at-rheobase
# about: divides by zero at the rheobase itself
# score: 11
# hint: ZeroDivisionError
import math

import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    def one(i):
        V_inf = EL + i / gL
        if V_inf < VT:
            return 0.0
        return 1 / (tref + C / gL * math.log((V_inf - VR) / (V_inf - VT)))

    return np.vectorize(one, otypes=[float])(I)
