# %% right-sum
# about: with one function of the time for both inputs
# score: 15
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    e, E = np.exp(-s / tau_s), np.exp(-s / tau_m)
    k, r = f * (E - e), f * (e / tau_s - E / tau_m)
    up = np.array([w_1, w_2]) @ r
    return [-k[0] / up, -k[1] / up, w_2 * r[1] / up]

# %% wrong-sign
# about: all derivatives by weights positive
# score: 0
# hint: The derivatives with respect to the weights have the wrong sign
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    up = w_1 * r[0] + w_2 * r[1]
    return k[0] / up, k[1] / up, -w_2 * r[1] / up

# %% wrong-own
# about: each divided by the slope of its own potential
# score: 3
# hint: Each derivative is divided by the slope of one potential alone
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    return -k[0] / (w_1 * r[0]), -k[1] / (w_2 * r[1]), 1.0

# %% wrong-no-weights
# about: no weights in the slope of the voltage
# score: 3
# hint: The weights are missing in the slope of the voltage
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    return -k[0] / r.sum(), -k[1] / r.sum(), r[1] / r.sum()

# %% wrong-no-w_2
# about: the weight missing in the derivative with respect to d
# score: 11
# hint: The weight of the second input is missing
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    up = w_1 * r[0] + w_2 * r[1]
    return -k[0] / up, -k[1] / up, r[1] / up

# %% wrong-undivided
# about: no division by the slope of the voltage
# score: 0
# hint: The three derivatives are not divided
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    return -k[0], -k[1], w_2 * r[1]

# %% wrong-exchanged
# about: the two weights exchanged
# score: 7
# hint: The derivatives with respect to the two weights are exchanged
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    f = tau_s / (tau_m - tau_s)
    s = np.array([t, t - d])
    k = f * (np.exp(-s / tau_m) - np.exp(-s / tau_s))
    r = f * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)
    up = w_1 * r[0] + w_2 * r[1]
    return -k[1] / up, -k[0] / up, w_2 * r[1] / up

# %% right-functions
# about: with functions for the potential and its slope, as an array
# score: 15
import numpy as np


def slopes(t, w_1, w_2, d, tau_m, tau_s):
    scale = tau_s / (tau_m - tau_s)

    def potential(s):
        return scale * (np.exp(-s / tau_m) - np.exp(-s / tau_s))

    def rise(s):
        return scale * (np.exp(-s / tau_s) / tau_s - np.exp(-s / tau_m) / tau_m)

    whole = w_1 * rise(t) + w_2 * rise(t - d)
    return np.array([-potential(t), -potential(t - d), w_2 * rise(t - d)]) / whole
