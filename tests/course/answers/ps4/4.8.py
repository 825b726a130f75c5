# %% right-by-hand
# about: both halves of the window and both spikes by hand
# score: 12
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * tau_pre / 2)
    post = G * (Vp**2 * delta + Vt**2 * tau_post / 2)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% right-lists
# about: plain Python, a sum over lags and a sum over times
# score: 12
from math import exp
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    def half(tau):
        change, step = 0.0, min(tau, delta) / 200
        for j in range(int((delta + 12 * tau) / step)):
            lag = (j + 0.5) * step
            change += k * Vt * tau * (1 - exp(-min(lag, delta) / tau)) * exp(-max(lag - delta, 0) / tau) * step
        return change
    def heat(tau):
        return G * (Vp * Vp * delta + sum(Vt * Vt * exp(-2 * (j + 0.5) / 200) * tau / 200 for j in range(3000)))
    return [r_pre * r_post * (half(tau_pre) - half(tau_post)), n * (r_pre * heat(tau_pre) + r_post * heat(tau_post))]

# %% right-sums
# about: sums over the window and over the spike with NumPy
# score: 12
import numpy as np


def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    def window(lag):
        tau, size = np.where(lag > 0, tau_pre, tau_post), np.abs(lag)
        theta, s = np.minimum(size, delta), np.maximum(size - delta, 0)
        return np.sign(lag) * k * Vt * tau * (1 - np.exp(-theta / tau)) * np.exp(-s / tau)

    def spike(t, tau):
        return np.where(t < delta, Vp, -Vt * np.exp(-(t - delta) / tau))

    step = delta / 400
    lag = (np.arange(int((delta + 12 * max(tau_pre, tau_post)) / step)) + 0.5) * step
    area = np.sum(window(lag) + window(-lag)) * step
    heat = [G * np.sum(spike(lag, tau) ** 2) * step for tau in (tau_pre, tau_post)]
    return r_pre * r_post * area, n * (r_pre * heat[0] + r_post * heat[1])

# %% wrong-all-synapses
# about: the drift of all synapses together
# score: 6
# hint: The drift is that of all n synapses
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = n * r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)

# %% wrong-divided-by-G
# about: the drift as a fraction of G
# score: 6
# hint: The drift is divided by G
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post) / G

# %% wrong-far-formula
# about: the window of long lags carried on to a lag of 0
# score: 10
# hint: The formula for |Dt| > delta is carried on
import numpy as np


def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * tau_pre / 2)
    post = G * (Vp**2 * delta + Vt**2 * tau_post / 2)
    drift = r_pre * r_post * k * Vt * (tau_pre**2 * np.expm1(delta / tau_pre) - tau_post**2 * np.expm1(delta / tau_post))
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-halves-added
# about: both halves positive
# score: 4
# hint: as if both were potentiation
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vt * delta * (tau_pre + tau_post)

# %% wrong-hard-coded
# about: the numbers of the example
# score: 0
# hint: These are the numbers of the example again
# from: right-by-hand
# -     return drift, power
# +     return -2e-8, 1.625e-3

# %% wrong-height-not-squared
# about: Vp for its square
# score: 6
# hint: The height of the pulse is not squared
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp * delta + Vt**2 * tau_pre / 2)
    post = G * (Vp * delta + Vt**2 * tau_post / 2)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-lags-beyond-the-pulse
# about: lags shorter than the pulse left out
# score: 10
# hint: Lags shorter than the pulse are left out
import numpy as np


def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * tau_pre / 2)
    post = G * (Vp**2 * delta + Vt**2 * tau_post / 2)
    drift = r_pre * r_post * k * Vt * (tau_pre**2 * -np.expm1(-delta / tau_pre) - tau_post**2 * -np.expm1(-delta / tau_post))
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-ltd-only
# about: depression alone
# score: 4
# hint: Only depression is counted
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = -r_pre * r_post * k * Vt * delta * tau_post

# %% wrong-ltp-only
# about: potentiation alone
# score: 4
# hint: Only potentiation is counted
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vt * delta * tau_pre

# %% wrong-no-delta
# about: the height of the tail for the area under it
# score: 6
# hint: delta is left out
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vt * (tau_pre - tau_post)

# %% wrong-no-n
# about: the power of one synapse
# score: 4
# hint: n is left out
# from: right-by-hand
# -     power = n * (r_pre * pre + r_post * post)
# +     power = r_pre * pre + r_post * post

# %% wrong-no-rates
# about: one pair in place of a second of pairs
# score: 0
# hint: The rates are left out: multiply the area
# hint: The rates are left out: this is the energy
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * tau_pre / 2)
    post = G * (Vp**2 * delta + Vt**2 * tau_post / 2)
    drift = k * Vt * delta * (tau_pre - tau_post)
    power = n * (pre + post)
    return drift, power

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: is None
# from: right-by-hand
# -     return drift, power
# +     return None

# %% wrong-only-drift
# about: the drift alone
# score: 0
# hint: expected 2 results as a tuple
# from: right-by-hand
# -     return drift, power
# +     return drift

# %% wrong-order-of-results
# about: power first
# score: 0
# hint: The two results are exchanged
# from: right-by-hand
# -     return drift, power
# +     return power, drift

# %% wrong-pairs-leave-heat
# about: heat by pairs only
# score: 4
# hint: The rates are multiplied
# from: right-by-hand
# -     power = n * (r_pre * pre + r_post * post)
# +     power = n * r_pre * r_post * (pre + post)

# %% wrong-pre-spikes-only
# about: heat of presynaptic spikes alone
# score: 4
# hint: Only presynaptic spikes are counted
# from: right-by-hand
# -     power = n * (r_pre * pre + r_post * post)
# +     power = n * r_pre * pre

# %% wrong-pulses-only
# about: heat of the pulses alone
# score: 4
# hint: Only the pulses are counted
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * Vp**2 * delta
    post = G * Vp**2 * delta
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-rates-added
# about: rates added in the drift
# score: 4
# hint: The rates are added
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = (r_pre + r_post) * k * Vt * delta * (tau_pre - tau_post)

# %% wrong-sign
# about: the sign of the window reversed
# score: 6
# hint: The sign is reversed
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vt * delta * (tau_post - tau_pre)

# %% wrong-tail-from-0
# about: the tail decays under the pulse already
# score: 4
# hint: The tail begins at t = 0 under the pulse
import numpy as np


def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * np.exp(-2 * delta / tau_pre) * tau_pre / 2)
    post = G * (Vp**2 * delta + Vt**2 * np.exp(-2 * delta / tau_post) * tau_post / 2)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-tail-integral
# about: the integral of the tail for that of its square
# score: 4
# hint: decays twice as fast as the tail
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta + Vt**2 * tau_pre)
    post = G * (Vp**2 * delta + Vt**2 * tau_post)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-tail-subtracted
# about: the tail has a negative heat
# score: 4
# hint: The tail is subtracted
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp**2 * delta - Vt**2 * tau_pre / 2)
    post = G * (Vp**2 * delta - Vt**2 * tau_post / 2)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-tails-exchanged
# about: the heat of post with the tail of pre
# score: 4
# hint: The two tails are exchanged
# from: right-by-hand
# -     power = n * (r_pre * pre + r_post * post)
# +     power = n * (r_pre * post + r_post * pre)

# %% wrong-voltage-not-squared
# about: the integral of the size of u
# score: 4
# hint: The voltage is not squared
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n):
    pre = G * (Vp * delta + Vt * tau_pre)
    post = G * (Vp * delta + Vt * tau_post)
    drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
    power = n * (r_pre * pre + r_post * post)
    return drift, power

# %% wrong-Vp-for-Vt
# about: Vp in place of Vt in the drift
# score: 6
# hint: or Vp is in its place
# from: right-by-hand
# -     drift = r_pre * r_post * k * Vt * delta * (tau_pre - tau_post)
# +     drift = r_pre * r_post * k * Vp * delta * (tau_pre - tau_post)

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: drift_and_power
def drift_and_power(r_pre, r_post, Vp, Vt, delta, tau_pre, tau_post, k, G, n)
    return 0.0, 0.0
