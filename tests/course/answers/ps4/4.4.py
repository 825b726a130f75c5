# %% right-closed-form
# about: the integral by hand
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    tau, far = (tau_pre if Dt > 0 else tau_post), abs(Dt)
    start, length, short = max(far - delta, 0), min(far, delta), vth - Vp
    if short > 0:  # alpha is 1 or 2 then
        end = max(start, min(start + length, tau * np.log(Vt / short)))
        first, second = (Vt**n * tau / n * (np.exp(-n * start / tau) - np.exp(-n * end / tau)) for n in (1, 2))
        gain = first - short * (end - start) if alpha == 1 else second - 2 * short * first + short**2 * (end - start)
    else:
        n = alpha
        gain = Vt**n * tau / n * (1 - np.exp(-n * length / tau)) * np.exp(-n * start / tau)
    return np.sign(Dt) * gain

# %% right-float32
# about: times in single precision
# score: 19
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        return np.where(t < 0, 0.0, np.where(t < delta, np.float32(Vp), -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))
    change = 0.0
    edges = sorted([0.0, delta, Dt, Dt + delta])
    for start, end in zip(edges, edges[1:]):
        step = (end - start) / 2000
        t = (start + step * (np.arange(2000) + 0.5)).astype(np.float32)
        v = spike(t - Dt, tau_post) - spike(t, tau_pre)
        rate = np.sign(v) * np.maximum(np.abs(v) - vth, 0) ** alpha
        change += step * np.sum(rate)
    return change

# %% right-from-0
# about: from the beginning of the pre spike on: nothing happens before
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(0, max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt

# %% right-gauss
# about: Gauss's nodes between the ends of the ride
# score: 19
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    if Dt == 0:
        return 0.0
    tau = tau_pre if Dt > 0 else tau_post
    s, th = max(abs(Dt) - delta, 0), min(abs(Dt), delta)
    if Vp + Vt * np.exp(-s / tau) <= vth:
        return 0.0
    if Vp < vth:
        th = min(th, tau * np.log(Vt / (vth - Vp)) - s)
    x, w = np.polynomial.legendre.leggauss(40)
    u = s + th * (x + 1) / 2
    return float(np.sign(Dt) * th / 2 * np.sum(w * np.maximum(Vp + Vt * np.exp(-u / tau) - vth, 0) ** alpha))

# %% right-lists
# about: no NumPy, both pulses in turn
# score: 19
from math import exp
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def u(t, tau):
        return 0 if t < 0 else Vp if t < delta else -Vt * exp(-(t - delta) / tau)
    total, n = 0.0, 1500
    for a in {0.0, Dt}:
        for k in range(n):
            t = a + (k + 0.5) * delta / n
            if a == 0.0 or not 0 <= t < delta:
                v = u(t - Dt, tau_post) - u(t, tau_pre)
                z = abs(v) - vth
                if z > 0:
                    total += (1 if v > 0 else -1) * z ** alpha * delta / n
    return total

# %% right-plain-loop
# about: plain Python, step by step until the tails are gone
# score: 19
import math


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def u(t, tau):
        if t < 0:
            return 0
        return Vp if t < delta else -Vt * math.exp(-(t - delta) / tau)

    G, h = 0.0, delta / 500
    for start in sorted([0, Dt]):  # while a pulse is on
        for n in range(500):
            t = start + (n + 0.5) * h
            v = u(t - Dt, tau_post) - u(t, tau_pre)
            if start == max(0, Dt) and min(0, Dt) + delta > t:
                continue  # seen already
            if v > vth:
                G += (v - vth) ** alpha * h
            elif v < -vth:
                G -= (-v - vth) ** alpha * h
    return G

# %% right-post-frame
# about: time counted from the post spike, positive parts on both sides
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    h = delta / 1000
    t = np.arange(-abs(Dt) - delta, abs(Dt) + 2 * delta, h) + h / 3
    def u(t, tau):
        return np.piecewise(t, [t < 0, (t >= 0) & (t < delta)], [0, Vp, lambda t: -Vt * np.exp(-(t - delta) / tau)])
    v = u(t, tau_post) - u(t + Dt, tau_pre)
    up, down = np.clip(v - vth, 0, None), np.clip(-v - vth, 0, None)
    return float(h * (up**alpha - down**alpha).sum())

# %% right-quad
# about: SciPy's quad from edge to edge
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    from scipy.integrate import quad

    def u(t, tau):
        return 0.0 if t < 0 else Vp if t < delta else -Vt * np.exp(-(t - delta) / tau)

    def flow(t):
        v = u(t - Dt, tau_post) - u(t, tau_pre)
        return np.sign(v) * max(abs(v) - vth, 0) ** alpha

    edges = sorted({0.0, delta, Dt, Dt + delta})
    return sum(quad(flow, a, b, limit=200)[0] for a, b in zip(edges, edges[1:]))

# %% right-sign-of-Dt
# about: the sign of the lag, which is that of v
# score: 19
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        return np.where(t < 0, 0.0, np.where(t < delta, Vp, -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))
    change = 0.0
    edges = sorted([0.0, delta, Dt, Dt + delta])
    for start, end in zip(edges, edges[1:]):
        step = (end - start) / 2000
        t = start + step * (np.arange(2000) + 0.5)
        v = spike(t - Dt, tau_post) - spike(t, tau_pre)
        rate = np.sign(Dt) * np.maximum(np.abs(v) - vth, 0) ** alpha
        change += step * np.sum(rate)
    return change

# %% right-sum
# about: a sum over steps of a thousandth of the pulse
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt

# %% right-trapezoid
# about: the trapezoidal rule over all of it, tails too
# score: 19
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    t = np.arange(min(0, Dt) - delta, max(0, Dt) + delta + 3 * max(tau_pre, tau_post), delta / 1500)
    u = [np.where(s < 0, 0, np.where(s < delta, Vp, -Vt * np.exp((delta - np.maximum(s, delta)) / tau)))
         for s, tau in ((t, tau_pre), (t - Dt, tau_post))]
    v = u[1] - u[0]
    rate = np.where(np.abs(v) > vth, np.sign(v) * np.abs(np.abs(v) - vth) ** alpha, 0)
    return np.trapezoid(rate, t)

# %% wrong-alpha-not-where-pulses-overlap
# about: alpha is 1 where low pulses overlap
# score: 18
# hint: Where the pulses overlap, alpha is ignored
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    if Vp < vth and abs(Dt) < delta:
        alpha = 1
    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt

# %% wrong-overlap-reaches-threshold
# about: where the pulses overlap, they reach the threshold
# score: 18
# hint: Where the pulses overlap, they are taken to reach the threshold
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    if abs(Dt) < delta:
        Vp = vth
    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt

# %% wrong-Vp-Vt-exchanged
# about: Vp and Vt exchanged in the signature
# score: 8
# hint: Vp and Vt are exchanged
# from: right-sum
# - def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
# + def device_stdp(Dt, Vt, Vp, delta, tau_pre, tau_post, vth, alpha=1):

# %% wrong-abs-Dt
# about: the sign of the lag is lost
# score: 4
# hint: or the sign of Dt
# from: right-float32
# -         return np.where(t < 0, 0.0, np.where(t < delta, np.float32(Vp), -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))
# +         return np.where(t < 0, 0.0, np.where(t < delta, Vp, -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))
# +     Dt = abs(Dt)
#
# -         t = (start + step * (np.arange(2000) + 0.5)).astype(np.float32)
# +         t = start + step * (np.arange(2000) + 0.5)

# %% wrong-alpha-always-2
# about: any exponent but 1 taken for 2
# score: 17
# hint: alpha is taken to be 2
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.sign(v) * beyond ** min(alpha, 2)) * dt

# %% wrong-alpha-at-the-end
# about: the integral to the power alpha
# score: 17
# hint: The integral is raised to the power alpha
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sign(Dt) * abs(np.sum(np.sign(v) * beyond) * dt) ** alpha

# %% wrong-alpha-first
# about: v and vth to the power alpha
# score: 17
# hint: v and vth are raised to the power alpha before
# from: right-sum
# -     beyond = np.maximum(np.abs(v) - vth, 0)
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     beyond = np.maximum(np.abs(v) ** alpha - vth**alpha, 0)
# +     return np.sum(np.sign(v) * beyond) * dt

# %% wrong-alpha-multiplies
# about: alpha as a factor
# score: 17
# hint: alpha multiplies
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.sign(v) * beyond * alpha) * dt

# %% wrong-array
# about: the whole course of the conductance
# score: 0
# hint: The changes for Dt = +5 ms and Dt = -5 ms: result 1 of 2
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.cumsum(np.sign(v) * beyond**alpha) * dt

# %% wrong-both-tau_pre
# about: both spikes with the tail of pre
# score: 14
# hint: The tails are exchanged, or both spikes have the same one
# from: right-sum
# -     v = spike(t - Dt, tau_post) - spike(t, tau_pre)
# +     v = spike(t - Dt, tau_pre) - spike(t, tau_pre)

# %% wrong-closes-early
# about: the window closes when the middle of the pulse is below the threshold
# score: 17
# hint: The window closes too early
# from: right-sum
# -     v = spike(t - Dt, tau_post) - spike(t, tau_pre)
# +     v = spike(t - Dt, tau_post) - spike(t, tau_pre)
# +     tau = tau_pre if Dt > 0 else tau_post
# +     if Vt * np.exp(-(abs(Dt) - delta / 2) / tau) + Vp < vth:
# +         return 0.0

# %% wrong-delta-1ms
# about: the pulse taken for 1 ms
# score: 7
# hint: The pulse is taken to last 1 ms
# from: right-sum
# -         return np.where(t < 0, 0, np.where(t < delta, Vp, tail))
# -
# +         return np.where(t < 0, 0, np.where(t < delta, Vp, tail))
# +
# +     delta = 1e-3

# %% wrong-divides-by-Dt
# about: the sign as Dt/|Dt|
# score: 18
# hint: Not a number
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return abs(np.sum(np.sign(v) * beyond**alpha) * dt) * (np.float64(Dt) / abs(Dt))

# %% wrong-far-formula
# about: the closed form of spikes that do not overlap, for pulses that reach the threshold
# score: 14
# hint: The pulse is taken to reach the threshold
# hint: The formula for |Dt| > delta is carried on
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     tau = tau_pre if Dt > 0 else tau_post
# +     return np.sign(Dt) * Vt**alpha * tau / alpha * (1 - np.exp(-alpha * delta / tau)) * np.exp(-alpha * (abs(Dt) - delta) / tau)

# %% wrong-growing-tail
# about: the tail grows
# score: 8
# hint: The tail grows
# from: right-sum
# -         tail = -Vt * np.exp(-(t - delta) / tau)
# +         tail = -Vt * np.exp((t - delta) / tau)

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: These are the numbers of the example again
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sign(Dt) * 0.0003992997

# %% wrong-ignores-alpha
# about: alpha not used
# score: 17
# hint: alpha is ignored
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.sign(v) * beyond) * dt

# %% wrong-mean-of-dt
# about: a mean over time
# score: 4
# hint: a mean over time
# from: right-sign-of-Dt
# -         rate = np.sign(Dt) * np.maximum(np.abs(v) - vth, 0) ** alpha
# +         rate = np.sign(v) * np.maximum(np.abs(v) - vth, 0) ** alpha
#
# -     return change
# +     return change / (edges[-1] - edges[0])

# %% wrong-mean-tau
# about: the mean of both time constants
# score: 14
# hint: The tails have the mean of both time constants
# from: right-sum
# -         return np.where(t < 0, 0, np.where(t < delta, Vp, tail))
# -
# +         return np.where(t < 0, 0, np.where(t < delta, Vp, tail))
# +
# +     tau_pre = tau_post = (tau_pre + tau_post) / 2

# %% wrong-milliseconds
# about: the integral over milliseconds
# score: 8
# hint: The integral comes out in milliseconds
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.sign(v) * beyond**alpha) * dt / 1e-3

# %% wrong-no-default
# about: alpha has no default
# score: 6
# hint: stops with TypeError
# from: right-sum
# - def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
# + def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha):

# %% wrong-no-dt
# about: the sum without its step
# score: 4
# hint: off by a factor 10^6
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.sign(v) * beyond**alpha)

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     change = np.sum(np.sign(v) * beyond**alpha) * dt

# %% wrong-no-sign
# about: the sign is left out
# score: 4
# hint: sign(v) is missing
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(beyond**alpha) * dt

# %% wrong-no-threshold
# about: all of the voltage, for as long as it lasts
# score: 8
# hint: Without one, the areas of the spikes cancel
# hint: There is no threshold
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta + 20 * max(tau_pre, tau_post), dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.abs(v)
    return np.sum(np.sign(v) * beyond**alpha) * dt

# %% wrong-no-threshold-from-pulse-to-pulse
# about: all of the voltage, from the beginning of the first pulse to the end of the second
# score: 8
# hint: between the two pulses the tail alone counts
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        return np.where(t < 0, 0.0, np.where(t < delta, Vp, -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))

    step = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, step) + step / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    return np.sum(np.sign(v) * np.abs(v) ** alpha) * step

# %% wrong-only-ltp
# about: only voltages above +vth
# score: 0
# hint: Only voltages above +vth count
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sum(np.maximum(v - vth, 0) ** alpha) * dt

# %% wrong-peak-times-delta
# about: the voltage when the second pulse begins, times its length
# score: 8
# hint: The tail is taken as constant
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     tau = tau_pre if Dt > 0 else tau_post
# +     return np.sign(Dt) * max(Vt * np.exp(-(abs(Dt) - delta) / tau) - vth + Vp, 0) ** alpha * delta

# %% wrong-peak
# about: the voltage beyond the threshold at one moment
# score: 4
# hint: at one moment
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     return np.sign(Dt) * beyond.max() ** alpha

# %% wrong-pre-minus-post
# about: the voltage the wrong way round
# score: 8
# hint: The sign is reversed
# from: right-sum
# -     v = spike(t - Dt, tau_post) - spike(t, tau_pre)
# +     v = spike(t, tau_pre) - spike(t - Dt, tau_post)

# %% wrong-stdp-formula
# about: the window of problem set 3, with the height of this one
# score: 8
# hint: or this is the formula of problem set 3
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     tau = tau_pre if Dt > 0 else tau_post
# +     return np.sign(Dt) * Vt * delta * np.exp(-abs(Dt) / tau)

# %% wrong-steps-of-the-sign
# about: a fixed speed beyond the threshold
# score: 0
# hint: The device moves at a fixed speed
# from: right-sum
# -     beyond = np.maximum(np.abs(v) - vth, 0)
# +     beyond = 1.0 * (np.abs(v) > vth)

# %% wrong-straight-tail
# about: the tail on a straight line
# score: 8
# hint: here it falls on a straight line
# from: right-sum
# -         tail = -Vt * np.exp(-(t - delta) / tau)
# +         tail = -Vt * np.maximum(1 - (t - delta) / tau, 0)

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: device_stdp
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1)
    return 0

# %% wrong-tail-from-0
# about: the tail begins at 0
# score: 8
# hint: The tail begins at t = 0 under the pulse
# from: right-sum
# -         tail = -Vt * np.exp(-(t - delta) / tau)
# +         tail = -Vt * np.exp(-t / tau)

# %% wrong-tau-over-alpha-only
# about: alpha shortens the tail and no more
# score: 15
# hint: The pulse is taken to reach the threshold. It lacks vth - Vp, and this part of the tail's voltage has no effect
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    tau = (tau_pre if Dt > 0 else tau_post) / alpha
    s, th = max(abs(Dt) - delta, 0), min(abs(Dt), delta)
    return np.sign(Dt) * Vt * tau * (1 - np.exp(-th / tau)) * np.exp(-s / tau)

# %% wrong-threshold-not-subtracted
# about: all of the voltage where it passes the threshold
# score: 8
# hint: The threshold is not subtracted
# hint: The threshold is not subtracted
# hint: All of v is raised
# from: right-sum
# -     beyond = np.maximum(np.abs(v) - vth, 0)
# +     beyond = np.abs(v) * (np.abs(v) > vth)

# %% wrong-unclipped
# about: what the pulse lacks is subtracted all along
# score: 15
# hint: Beyond the end of the window the change has the other sign
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     tau, far = (tau_pre if Dt > 0 else tau_post), max(abs(Dt) - delta, 0)
# +     length = min(abs(Dt), delta)
# +     return np.sign(Dt) * (Vt**alpha * tau / alpha * (1 - np.exp(-alpha * length / tau)) * np.exp(-alpha * far / tau) - (vth - Vp) * length)

# %% wrong-vth-1V
# about: the threshold taken for 1 V
# score: 11
# hint: The threshold is taken to be 1 V
# from: right-sum
# -     beyond = np.maximum(np.abs(v) - vth, 0)
# +     beyond = np.maximum(np.abs(v) - 1.0, 0)

# %% wrong-whole-tail
# about: the tail from the second spike on, without end
# score: 8
# hint: The whole tail of the first spike counts
# from: right-sum
# -     return np.sum(np.sign(v) * beyond**alpha) * dt
# +     tau = tau_pre if Dt > 0 else tau_post
# +     return np.sign(Dt) * Vt * tau * np.exp(-(abs(Dt) - delta) / tau)

# %% wrong-window-of-100ms
# about: nothing beyond 100 ms
# score: 16
# hint: Nothing changes at a long lag
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    if abs(Dt) > 0.1:
        return 0.0
    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt
