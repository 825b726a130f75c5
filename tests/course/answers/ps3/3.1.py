# %% right-float32
# about: numbers of single precision
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, dtype=np.float32)
    return np.where(dt > 0, Ap * np.exp(-np.abs(dt) / tp), np.where(dt < 0, -Am * np.exp(-np.abs(dt) / tm), 0)).astype(np.float32)[()]

# %% right-heaviside
# about: Heaviside steps times exponentials of the distance
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    far = np.abs(dt)
    return np.heaviside(dt, 0) * Ap * np.exp(-far / tp) - np.heaviside(-np.asarray(dt), 0) * Am * np.exp(-far / tm)

# %% right-lists
# about: nested lists, one number at a time
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    import math

    if np.ndim(dt) == 0:
        d = float(dt)
        return Ap * math.exp(-d / tp) if d > 0 else -Am * math.exp(d / tm) if d < 0 else 0
    return [stdp_kernel(d, Ap, Am, tp, tm) for d in dt]

# %% right-masks
# about: an array filled by masks
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    W = np.zeros_like(dt)
    W[dt > 0] = Ap * np.exp(-dt[dt > 0] / tp)
    W[dt < 0] = -Am * np.exp(dt[dt < 0] / tm)
    return W[()]

# %% right-piecewise
# about: np.piecewise
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.piecewise(dt, [dt > 0, dt < 0], [lambda d: Ap * np.exp(-d / tp), lambda d: -Am * np.exp(d / tm), 0.0])

# %% right-recursion
# about: itself for each row of an array, a plain formula for a number
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if np.ndim(dt):
        return np.array([stdp_kernel(each, Ap, Am, tp, tm) for each in dt])
    return 0.0 if dt == 0 else Ap * np.exp(-dt / tp) if dt > 0 else -Am * np.exp(dt / tm)

# %% right-select
# about: np.select on the sizes
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt)
    return np.select([dt > 0, dt < 0], [Ap * np.exp(-abs(dt) / tp), -Am * np.exp(-abs(dt) / tm)])[()]

# %% right-vectorize
# about: math.exp one by one, through np.vectorize
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    import math
    def one(x):
        if x > 0:
            return Ap * math.exp(-x / tp)
        if x < 0:
            return -Am * math.exp(x / tm)
        return 0.0
    return np.vectorize(one, otypes=[float])(dt)

# %% right-where
# about: np.where twice, overflow and all
# score: 13
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))

# %% wrong-Am-negative
# about: takes Am for a negative number
# score: 7
# hint: Both sides strengthen
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -(-Am) * np.exp(dt / tm), 0.0))[()]

# %% wrong-alpha-function
# about: dt/tau times the exponential
# score: 4
# hint: grows with the distance at first
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * a / tp * np.exp(-a / tp), Am * a / tm * np.exp(-a / tm)))[()]

# %% wrong-amplitudes-squared
# about: A²
# score: 4
# hint: The amplitudes enter squared
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap**2 * np.exp(-a / tp), Am**2 * np.exp(-a / tm)))[()]

# %% wrong-bell
# about: a Gaussian
# score: 4
# hint: This is a Gaussian
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-(dt / tp) ** 2 / 2), np.where(dt < 0, -Am * np.exp(-(dt / tm) ** 2 / 2), 0.0))[()]

# %% wrong-both-at-0
# about: both sides at 0
# score: 11
# hint: count on both sides
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), Ap - Am))[()]

# %% wrong-changes-input
# about: divides the caller's array
# score: 11
# hint: changes its input dt in place
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if np.ndim(dt) == 0:
        return np.sign(dt) * (Ap * np.exp(-dt / tp) if dt > 0 else Am * np.exp(dt / tm))
    pre = dt < 0
    dt[~pre] /= -tp
    dt[pre] /= tm
    return np.where(pre, -Am, np.where(dt == 0, 0.0, Ap)) * np.exp(dt)

# %% wrong-course-numbers
# about: the course's synapse, whatever the arguments
# score: 4
# hint: course's amplitudes again
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    Ap, Am, tp, tm = 0.010, 0.006, 20e-3, 40e-3
    dt = np.asarray(dt, float)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-abs(dt) / tp), Am * np.exp(-abs(dt) / tm)))[()]

# %% wrong-cut-off
# about: 0 beyond one time constant
# score: 7
# hint: For dt > 0 the change is not 0
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp) * (dt <= tp), np.where(dt < 0, -Am * np.exp(dt / tm) * (dt >= -tm), 0.0))[()]

# %% wrong-cut-off-100-ms
# about: 0 beyond 100 ms
# score: 7
# hint: The change is cut off far from 0
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    far = np.abs(dt) > 0.1
    return np.where(far, 0.0, np.where(dt > 0, Ap * np.exp(-np.abs(dt) / tp), np.sign(dt) * Am * np.exp(-np.abs(dt) / tm)))[()]

# %% wrong-depresses-at-0
# about: everything that is not dt > 0 depresses
# score: 11
# hint: neither came first
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), -Am))[()]

# %% wrong-difference-of-exponentials
# about: both exponentials on either side
# score: 4
# hint: Each side has both exponentials
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * (Ap * np.exp(-a / tp) - Am * np.exp(-a / tm)))[()]

# %% wrong-divides-by-dt
# about: the sign as dt/|dt|
# score: 11
# hint: The change is NaN at dt = 0
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    side = dt / np.abs(dt)
    return side * np.where(side > 0, Ap * np.exp(-np.abs(dt) / tp), Am * np.exp(-np.abs(dt) / tm))

# %% wrong-dt-times-tau
# about: dt times tau
# score: 2
# hint: multiplied by the time constant
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a * tp), Am * np.exp(-a * tm)))[()]

# %% wrong-growing-depression
# about: exp(-dt/tm) for dt < 0
# score: 5
# hint: The depression grows with the distance
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(-dt / tm), 0.0))[()]

# %% wrong-growing-potentiation
# about: exp(+dt/tp) for dt > 0
# score: 5
# hint: The potentiation grows with the distance
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))[()]

# %% wrong-growing
# about: both exponents with the wrong sign
# score: 2
# hint: Both sides grow with the distance
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(dt / tp), np.where(dt < 0, -Am * np.exp(-dt / tm), 0.0))[()]

# %% wrong-half-at-0
# about: the mean of both sides at 0
# score: 11
# hint: count half on both sides
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), (Ap - Am) / 2))[()]

# %% wrong-half-life
# about: halves in each time constant
# score: 4
# hint: The change falls by a factor 2 per time constant
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * 2 ** (-dt / tp), np.where(dt < 0, -Am * 2 ** (dt / tm), 0.0))[()]

# %% wrong-hyperbola
# about: 1/(1 + |dt|/tau) instead of an exponential
# score: 2
# hint: This is 1/(1 + abs(dt)/tau)
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap / (1 + np.abs(dt) / tp), np.where(dt < 0, -Am / (1 + np.abs(dt) / tm), 0.0))[()]

# %% wrong-infinite-times-0
# about: masks multiply, so that 0*inf is NaN
# score: 11
# hint: 0*inf is NaN
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return (dt > 0) * Ap * np.exp(-dt / tp) - (dt < 0) * Am * np.exp(dt / tm)

# %% wrong-mean-tau
# about: one time constant, the mean of both
# score: 4
# hint: the mean of tp and tm
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    t = (tp + tm) / 2
    return (np.sign(dt) * np.where(dt > 0, Ap, Am) * np.exp(-a / t))[()]

# %% wrong-no-decay
# about: a step, no exponential
# score: 2
# hint: The change does not fall with the distance between the spikes
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap, np.where(dt < 0, -Am, 0.0))[()]

# %% wrong-normalised
# about: divided by the time constants
# score: 4
# hint: divided by the time constants
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap / tp * np.exp(-dt / tp), np.where(dt < 0, -Am / tm * np.exp(dt / tm), 0.0))[()]

# %% wrong-numbers-only
# about: an if for the whole array
# score: 11
# hint: An `if` cannot decide for many lags
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if dt > 0:
        return Ap * np.exp(-dt / tp)
    if dt < 0:
        return -Am * np.exp(dt / tm)
    return 0.0

# %% wrong-one-amplitude
# about: Ap on both sides
# score: 7
# hint: Both sides have the amplitude Ap
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Ap * np.exp(dt / tm), 0.0))[()]

# %% wrong-one-tau
# about: tp on both sides
# score: 7
# hint: Both sides have the time constant tp
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tp), 0.0))[()]

# %% wrong-per-cent
# about: in per cent
# score: 4
# hint: off by a factor 10^2
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return 100 * (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp), Am * np.exp(-a / tm)))[()]

# %% wrong-potentiates-at-0
# about: dt >= 0 potentiates
# score: 11
# hint: neither came first
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), Ap))[()]

# %% wrong-potentiation-only
# about: no depression
# score: 7
# hint: The depression is missing
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, 0.0, 0.0))[()]

# %% wrong-powers-of-ten
# about: powers of ten in place of e
# score: 4
# hint: These are powers of ten
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return (np.sign(dt) * np.where(dt > 0, Ap * 10 ** (-abs(dt) / tp), Am * 10 ** (-abs(dt) / tm)))[()]

# %% wrong-pre-minus-post
# about: the lag is t_pre - t_post
# score: 4
# hint: The sign of dt is reversed
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = -np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))[()]

# %% wrong-prints
# about: prints the change
# score: 0
# hint: None
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    print(np.where(dt > 0, Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm)))

# %% wrong-signs
# about: both signs exchanged, lags right
# score: 4
# hint: The signs of the two sides are exchanged
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, -Ap * np.exp(-dt / tp), np.where(dt < 0, Am * np.exp(dt / tm), 0.0))[()]

# %% wrong-square
# about: the square of dt/tau in the exponent
# score: 4
# hint: The distance enters squared
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-(dt / tp) ** 2), np.where(dt < 0, -Am * np.exp(-(dt / tm) ** 2), 0.0))[()]

# %% wrong-swapped-amplitudes
# about: Ap and Am exchanged
# score: 4
# hint: The amplitudes are exchanged
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Am * np.exp(-dt / tp), np.where(dt < 0, -Ap * np.exp(dt / tm), 0.0))[()]

# %% wrong-swapped-tau
# about: the time constants exchanged
# score: 4
# hint: The time constants are exchanged
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tm), np.where(dt < 0, -Am * np.exp(dt / tp), 0.0))[()]

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: stdp_kernel
def stdp_kernel(dt, Ap, Am, tp, tm)
    return 0

# %% wrong-tau-in-ms
# about: time constants multiplied by 1000
# score: 2
# hint: A distance of 10 ms has almost no effect
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / (1e3 * tp)), np.where(dt < 0, -Am * np.exp(dt / (1e3 * tm)), 0.0))[()]

# %% wrong-triangle
# about: a straight fall to 0
# score: 4
# hint: The change falls linearly
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.maximum(1 - dt / tp, 0), np.where(dt < 0, -Am * np.maximum(1 + dt / tm, 0), 0.0))[()]

# %% wrong-tuple
# about: both sides as a pair
# score: 0
# hint: The changes for dt = +10 ms and dt = -10 ms: result 1 of 2
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm)

# %% wrong-two-tau
# about: exp(−dt/2 tau)
# score: 4
# hint: The change falls too slowly
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp / 2), Am * np.exp(-a / tm / 2)))[()]

# %% wrong-what-is-lost
# about: 1 − exp in place of exp
# score: 2
# hint: This is A*(1 - exp(...))
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * (1 - np.exp(-a / tp)), Am * (1 - np.exp(-a / tm))))[()]

# %% wrong-whole-numbers
# about: np.vectorize, which takes its type from the first result, a whole 0
# score: 11
# hint: np.vectorize takes the type of its first result
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    def one(d):
        if d == 0:
            return 0
        return Ap * np.exp(-d / tp) if d > 0 else -Am * np.exp(d / tm)

    return np.vectorize(one)(dt)

# %% wrong-zero
# about: 0 for every lag
# score: 0
# hint: The change is 0 after only 10 ms
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return np.zeros(np.shape(dt))[()]
