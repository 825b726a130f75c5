# %% right-sums
# about: adds up the pairs one by one
# score: 21
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    k = np.arange(4000)
    return (Ap * np.exp(-(lag + k * T) / tp).sum() - Am * np.exp(-((k + 1) * T - lag) / tm).sum()) / T

# %% right-expm1
# about: the same with expm1
# score: 21
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return -(Ap * np.exp(-lag / tp) / np.expm1(-T / tp) - Am * np.exp((lag - T) / tm) / np.expm1(-T / tm)) / T

# %% right-multiplied
# about: fractions multiplied by the growing exponentials
# score: 21
import math
def locked_drift(T, lag, Ap, Am, tp, tm):
    up = Ap * math.exp((T - lag) / tp) / (math.exp(T / tp) - 1)
    down = Am * math.exp(lag / tm) / (math.exp(T / tm) - 1)
    return (up - down) / T

# %% wrong-one-pair
# about: one pair per period
# score: 0
# hint: This is one pair per period
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return Ap * np.exp(-lag / tp) / T

# %% wrong-nearest-pairs
# about: the nearest spike on each side
# score: 0
# hint: Only the nearest spike on each side is counted
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) - Am * np.exp(-(T - lag) / tm)) / T

# %% wrong-no-rate
# about: without 1/T
# score: 0
# hint: The division by T is missing
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))

# %% wrong-lag-sign
# about: the lag with the wrong sign
# score: 5
# hint: The lag has the wrong sign
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    lag = T - lag
    return (Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))) / T

# %% wrong-one-tau
# about: tau_plus on both sides
# score: 0
# hint: tau_plus is used for both sides
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) - Am * np.exp(-(T - lag) / tp)) / (1 - np.exp(-T / tp)) / T

# %% wrong-tau-minus
# about: tau_minus on both sides
# score: 0
# hint: tau_minus is used for both sides
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tm) - Am * np.exp(-(T - lag) / tm)) / (1 - np.exp(-T / tm)) / T

# %% wrong-depression-added
# about: depression with a plus
# score: 0
# hint: Depression is added
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) + Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))) / T

# %% wrong-no-depression
# about: later spikes only
# score: 0
# hint: Depression is left out
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) / T

# %% wrong-series-sign
# about: 1 + q in the denominator
# score: 0
# hint: The ratio of the series has the wrong sign
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) / (1 + np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 + np.exp(-T / tm))) / T

# %% wrong-lag-on-both-sides
# about: the same lag for depression
# score: 5
# hint: The lag is counted on both sides
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) - Am * np.exp(-lag / tm) / (1 - np.exp(-T / tm))) / T

# %% wrong-sign
# about: post before pre potentiates
# score: 0
# hint: The sign is reversed
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm)) - Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp))) / T

# %% wrong-few-periods
# about: a few periods are enough only for slow rhythms
# score: 0
# hint: The drift of a rhythm of 20 Hz
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    k = np.arange(2)
    return (Ap * np.exp(-(lag + k * T) / tp).sum() - Am * np.exp(-((k + 1) * T - lag) / tm).sum()) / T
