# %% right-euler
# about: Euler's method and bisection, as the problem proposes
# score: 21
import numpy as np


def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    x = 1 + min(a / gL, C / (gL * tau_w))
    V = VT + DT * np.log(x)
    return (gL + a) * (V - EL) - gL * DT * x, V


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    from math import exp

    low, high = 0.0, 2e-9
    while high - low > 1e-3 * high:
        I = (low + high) / 2
        V, w, fired = EL, 0.0, False
        for _ in range(round(0.5 / 0.05e-3)):
            dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - w + I) / C
            V, w = V + dV * 0.05e-3, w + (a * (V - EL) - w) / tau_w * 0.05e-3
            if V >= 0:
                fired = True
                break
        low, high = (low, I) if fired else (I, high)
    return high

# %% right-all-currents-at-once
# about: 512 currents side by side; returns a list
# score: 21
import numpy as np


def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    x = 1 + min(a / gL, C / (gL * tau_w))
    V = VT + DT * np.log(x)
    return [(gL + a) * (V - EL) - gL * DT * x, V]


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    I = np.linspace(0.3, 1.2, 512) * rest_lost(C, gL, EL, VT, DT, a, tau_w)[0]
    V, w, fired = np.full(512, EL), np.zeros(512), np.zeros(512, bool)
    for _ in range(10_000):
        dV = (-gL * (V - EL) + gL * DT * np.exp((V - VT) / DT) - w + I) / C
        w = w + 5e-5 / tau_w * (a * (V - EL) - w)
        V = np.where(fired, EL, V + 5e-5 * dV)
        fired |= V >= 0
    return I[fired.argmax()]

# %% right-fourth-order
# about: Runge–Kutta of fourth order, steps of 0.2 ms
# score: 21
import numpy as np


def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    x = 1 + min(a / gL, C / (gL * tau_w))
    V = VT + DT * np.log(x)
    return (gL + a) * (V - EL) - gL * DT * x, V


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    import math

    def flow(V, w, I):
        V = min(V, 0.02)
        return (-gL * (V - EL) + gL * DT * math.exp((V - VT) / DT) - w + I) / C, (a * (V - EL) - w) / tau_w

    def fires(I, h=2e-4):
        V, w = EL, 0.0
        for _ in range(2_500):
            a1, b1 = flow(V, w, I)
            a2, b2 = flow(V + h / 2 * a1, w + h / 2 * b1, I)
            a3, b3 = flow(V + h / 2 * a2, w + h / 2 * b2, I)
            a4, b4 = flow(V + h * a3, w + h * b3, I)
            V, w = V + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4), w + h / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
            if V >= 0:
                return True
        return False

    low, high = 0.0, 1.2 * rest_lost(C, gL, EL, VT, DT, a, tau_w)[0]
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if fires(middle) else (middle, high)
    return (low + high) / 2

# %% wrong-saddle-node-only
# about: always the saddle-node bifurcation
# score: 12
# hint: Your x is the larger of the two values
# hint: Your x is 1 + a/gL here, the larger of the two values
# from: right-euler
# -     x = 1 + min(a / gL, C / (gL * tau_w))
# +     x = 1 + a / gL

# %% wrong-hopf-only
# about: always the Hopf bifurcation
# score: 12
# hint: Your x is the larger of the two values
# hint: Your x is 1 + C/(gL*tau_w) here, the larger of the two values
# from: right-euler
# -     x = 1 + min(a / gL, C / (gL * tau_w))
# +     x = 1 + C / (gL * tau_w)

# %% wrong-w-left-out
# about: w is left out at rest
# score: 12
# hint: w is left out: at rest
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return gL * (V - EL) - gL * DT * x, V

# %% wrong-sign-of-w
# about: w is added at rest and in the step
# score: 0
# hint: The sign of w is wrong
# hint: The sign of w is wrong
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return (gL - a) * (V - EL) - gL * DT * x, V
#
# -             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - w + I) / C
# +             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) + w + I) / C

# %% wrong-no-exponential-at-rest
# about: the exponential is left out at rest
# score: 12
# hint: The exponential is left out: at rest
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return (gL + a) * (V - EL), V

# %% wrong-V-is-V_T
# about: V is taken for the threshold
# score: 12
# hint: V is not the threshold here
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return (gL + a) * (VT - EL) - gL * DT * x, VT

# %% wrong-LIF
# about: the rheobase of a LIF neuron for both
# score: 0
# hint: rheobase of a LIF neuron
# hint: rheobase of a LIF neuron
def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    return gL * (VT - EL), VT


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    return gL * (VT - EL)

# %% wrong-exchanged
# about: voltage first
# score: 12
# hint: The results are exchanged
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return V, (gL + a) * (V - EL) - gL * DT * x

# %% wrong-pA
# about: both currents in pA, and mV
# score: 0
# hint: in pA and mV
# hint: This current is in pA
# from: right-euler
# -     return (gL + a) * (V - EL) - gL * DT * x, V
# +     return 1e12 * ((gL + a) * (V - EL) - gL * DT * x), 1e3 * V
#
# -     return high
# +     return 1e12 * high

# %% wrong-step-is-rest
# about: takes the current at which rest becomes unstable for the smallest step
# score: 9
# hint: This is the current at which rest becomes unstable
# hint: This is the current at which rest becomes unstable
import numpy as np


def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    x = 1 + min(a / gL, C / (gL * tau_w))
    V = VT + DT * np.log(x)
    return (gL + a) * (V - EL) - gL * DT * x, V


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    return rest_lost(C, gL, EL, VT, DT, a, tau_w)[0]

# %% wrong-w-at-once
# about: w follows V without delay
# score: 9
# hint: w follows V at once
# from: right-euler
# -             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - w + I) / C
# +             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - a * (V - EL) + I) / C

# %% wrong-no-adaptation
# about: the step knows no w
# score: 9
# hint: w is left out: it grows
# from: right-euler
# -             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - w + I) / C
# +             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - 0 + I) / C

# %% wrong-fires-at-V_T
# about: the neuron fires at V_T
# score: 9
# hint: You take V_T for the voltage at which the neuron fires
# from: right-euler
# -             if V >= 0:
# +             if V >= VT:

# %% wrong-no-exponential-in-the-step
# about: the exponential is left out of the step
# score: 9
# hint: The exponential is left out of the equation of V
# from: right-euler
# -             dV = (-gL * (V - EL) + gL * DT * exp((V - VT) / DT) - w + I) / C
# +             dV = (-gL * (V - EL) + 0 * gL * DT * exp((V - VT) / DT) - w + I) / C

# %% wrong-course-step
# about: the transient neuron's step for every neuron
# score: 9
# hint: The smallest step of another neuron
import numpy as np


def rest_lost(C, gL, EL, VT, DT, a, tau_w):
    x = 1 + min(a / gL, C / (gL * tau_w))
    V = VT + DT * np.log(x)
    return (gL + a) * (V - EL) - gL * DT * x, V


def smallest_step(C, gL, EL, VT, DT, a, tau_w):
    return 171.5e-12
