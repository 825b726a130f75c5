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

# %% wrong-nearest-pairs
# about: the nearest spike on each side
# score: 11
# hint: Only the nearest spike on each side is counted
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) - Am * np.exp(-(T - lag) / tm)) / T

# %% wrong-no-rate
# about: without 1/T
# score: 11
# hint: The division by T is missing
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))

# %% wrong-lag-sign
# about: the lag with the wrong sign
# score: 3
# hint: The lag is counted from the wrong spike
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    lag = T - lag
    return (Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))) / T

# %% wrong-one-tau
# about: tau_plus on both sides
# score: 12
# hint: The time constants are exchanged, or one of them is used for both sides
# hint: Depression decays with the other time constant
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) - Am * np.exp(-(T - lag) / tp)) / (1 - np.exp(-T / tp)) / T

# %% wrong-tau-minus
# about: tau_minus on both sides
# score: 12
# hint: The time constants are exchanged, or one of them is used for both sides
# hint: Potentiation decays with the other time constant
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tm) - Am * np.exp(-(T - lag) / tm)) / (1 - np.exp(-T / tm)) / T

# %% wrong-depression-added
# about: depression with a plus
# score: 13
# hint: Depression is added
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) + Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm))) / T

# %% wrong-no-depression
# about: later spikes only
# score: 9
# hint: Depression is left out
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp)) / T

# %% wrong-series-sign
# about: 1 + q in the denominator
# score: 11
# hint: The ratio of the series has the wrong sign
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Ap * np.exp(-lag / tp) / (1 + np.exp(-T / tp)) - Am * np.exp(-(T - lag) / tm) / (1 + np.exp(-T / tm))) / T

# %% wrong-sign
# about: post before pre potentiates
# score: 11
# hint: The sign is reversed
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    return (Am * np.exp(-(T - lag) / tm) / (1 - np.exp(-T / tm)) - Ap * np.exp(-lag / tp) / (1 - np.exp(-T / tp))) / T

# %% wrong-few-periods
# about: a few periods are enough only for slow rhythms
# score: 11
# hint: The drift of a rhythm of 20 Hz
import numpy as np
def locked_drift(T, lag, Ap, Am, tp, tm):
    k = np.arange(2)
    return (Ap * np.exp(-(lag + k * T) / tp).sum() - Am * np.exp(-((k + 1) * T - lag) / tm).sum()) / T
