# %% right-bisection
# about: halves the range until it is a point
# score: 10
def symmetry_point(g_up, g_down, wmax, wmin):
    low, high = wmin, wmax
    for _ in range(200):
        w = (low + high) / 2
        if g_up * (1 - w / wmax) > g_down * (1 - w / wmin):
            low = w
        else:
            high = w
    return (low + high) / 2

# %% right-brentq
# about: Brent's search for a zero
# score: 10
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    from scipy.optimize import brentq
    return brentq(lambda w: g_up * (1 - w / wmax) - g_down * (1 - w / wmin), wmin, wmax, xtol=1e-15)

# %% right-float32
# about: single precision, all multiplied out
# score: 10
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return np.float32((g_up - g_down) * wmax * wmin / (g_up * wmin - g_down * wmax))

# %% right-fraction
# about: fractions
# score: 10
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    from fractions import Fraction as F
    a, b, c, d = map(F, map(float, (g_up, g_down, wmax, wmin)))
    return float((a - b) / (a / c - b / d))

# %% right-root
# about: the root by SciPy
# score: 10
from scipy.optimize import brentq


def symmetry_point(g_up, g_down, wmax, wmin):
    def net(w):
        return g_up * (1 - w / wmax) - g_down * (1 - w / wmin)

    return brentq(net, wmin, wmax, xtol=1e-14)

# %% right-simplified
# about: the fraction multiplied by both bounds
# score: 10
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) * wmax * wmin / (g_up * wmin - g_down * wmax)

# %% right-slopes
# about: distance to the bound and slopes by name
# score: 10
def symmetry_point(g_up, g_down, wmax, wmin):
    lost_up = g_up / wmax  # with each unit of weight
    lost_down = g_down / abs(wmin)
    return (g_up - g_down) / (lost_up + lost_down)

# %% right-solve
# about: a linear equation, solved by NumPy
# score: 10
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    lines = np.array([[1.0, g_up / wmax], [1.0, g_down / wmin]])  # length of a step + slope * w = step at 0
    return np.linalg.solve(lines, [g_up, g_down])[1]

# %% wrong-bound
# about: the bound on the side of the longer step
# score: 0
# hint: The symmetry point lies between the bounds
# hint: This is a bound; the symmetry point lies before it
def symmetry_point(g_up, g_down, wmax, wmin):
    return wmax if g_up > g_down else wmin if g_up < g_down else 0.0

# %% wrong-bounds-exchanged
# about: steps up shorten towards wmin
# score: 3
# hint: Steps up are larger here, so the weight drifts up until they have become as small as steps down
# hint: The sign is reversed: the symmetry point lies on the side to which the steps are larger
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / wmin - g_down / wmax)

# %% wrong-bounds-in-other-order
# about: wmin taken for the third argument
# score: 8
# hint: The bounds are exchanged: a step up shrinks towards wmax
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / abs(wmin) + g_down / wmax)

# %% wrong-cut-off
# about: returns 0 where the symmetry point is negative
# score: 3
# hint: Steps down are larger here
# hint: This is 0, the middle of the range
def symmetry_point(g_up, g_down, wmax, wmin):
    return max((g_up - g_down) / (g_up / wmax - g_down / wmin), 0.0)

# %% wrong-difference
# about: the difference of the steps
# score: 3
# hint: This is the difference of the steps
# hint: With steps a hundred times finer, your result becomes a hundred times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up - g_down

# %% wrong-divided-by-mean-range
# about: takes the whole range in place of one bound
# score: 6
# hint: Is the whole range used instead of one bound
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / ((g_up + g_down) / (wmax - wmin))

# %% wrong-geometric
# about: the geometric mean of both bounds
# score: 8
# hint: A mean of both bounds is used instead of each
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * np.sqrt(-wmax * wmin)

# %% wrong-grid
# about: the best weight of a coarse grid
# score: 3
# hint: The symmetry point of equal steps with other bounds is not right
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    w = np.linspace(wmin, wmax, 1001)
    return w[np.argmin(np.abs(g_up * (1 - w / wmax) - g_down * (1 - w / wmin)))]

# %% wrong-half-range
# about: difference over sum, times half the range
# score: 8
# hint: This is half the range times the difference of the steps over their sum
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * (wmax - wmin) / 2

# %% wrong-half
# about: half of it
# score: 6
# hint: This is half of the symmetry point
def symmetry_point(g_up, g_down, wmax, wmin):
    return 0.5 * (g_up - g_down) / (g_up / wmax - g_down / wmin)

# %% wrong-hard-coded
# about: the example's answer
# score: 0
# hint: The symmetry point of equal steps is not right
# hint: With bounds ten times as wide, your result stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return 0.5

# %% wrong-harmonic
# about: the mean of both rates
# score: 8
# hint: at the mean of two rates
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * 2 / (1 / wmax - 1 / wmin)

# %% wrong-integer-division
# about: whole parts only
# score: 0
# hint: The symmetry point lies between the bounds
# hint: The symmetry point with bounds ten times as wide is not right
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) // (g_up / wmax - g_down / wmin)

# %% wrong-inverse-ratio
# about: the ratio of a step down to a step up
# score: 0
# hint: This is the ratio of the steps
# hint: This is the ratio of a step down to a step up
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_down / g_up

# %% wrong-logarithm
# about: the logarithm of the ratio
# score: 3
# hint: This is the logarithm of the ratio
# hint: With bounds ten times as wide, your result stays the same
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    return np.log(g_up / g_down)

# %% wrong-mid-range
# about: the middle of the range
# score: 3
# hint: Your symmetry point is always 0
# hint: This is 0, the middle of the range
def symmetry_point(g_up, g_down, wmax, wmin):
    return (wmax + wmin) / 2

# %% wrong-multiplied
# about: steps times bounds below
# score: 5
# hint: The steps are multiplied by the bounds in the denominator
# hint: With bounds ten times as wide, your result becomes ten times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up * wmax - g_down * wmin)

# %% wrong-nan
# about: not a number
# score: 0
# hint: The result is not a number, because something is divided by 0. The bound wmin is negative
def symmetry_point(g_up, g_down, wmax, wmin):
    return float('nan')

# %% wrong-newton-once
# about: one pulse up, one down, from 0
# score: 0
# hint: the weight after one pulse up and one pulse down from 0
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    w = 0.0
    w += g_up * (1 - w / wmax)
    w -= g_down * (1 - w / wmin)
    return w

# %% wrong-no-bounds
# about: difference over sum, the bounds left out
# score: 5
# hint: The bounds are left out, or taken for -1 and 1
# hint: With bounds ten times as wide, your result stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down)

# %% wrong-no-return
# about: computes and returns nothing
# score: 0
# hint: The symmetry point of equal steps is None
# hint: The symmetry point of three synapses is a list that holds other things than numbers
def symmetry_point(g_up, g_down, wmax, wmin):
    w = (g_up - g_down) / (g_up / wmax - g_down / wmin)

# %% wrong-only-wmax
# about: both steps shorten towards wmax
# score: 8
# hint: wmax is used instead of wmin
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * wmax

# %% wrong-only-wmin
# about: both steps have the bound wmin
# score: 8
# hint: wmin is used instead of wmax
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * abs(wmin)

# %% wrong-over-up
# about: the difference over the step up
# score: 3
# hint: The symmetry point lies between the bounds
# hint: This is the difference of the steps divided by the step up
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / g_up * wmax

# %% wrong-pair-down-up
# about: where pairs of pulses, down and up, come to rest
# score: 0
# hint: This is the weight at which pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    a, b = g_up / wmax, -g_down / wmin
    return (g_up - (1 - a) * g_down) / (a + b - a * b)

# %% wrong-pair-up-down
# about: where pairs of pulses, up and down, come to rest
# score: 0
# hint: This is the weight at which pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too large
def symmetry_point(g_up, g_down, wmax, wmin):
    a, b = g_up / wmax, -g_down / wmin
    return ((1 - b) * g_up - g_down) / (a + b - a * b)

# %% wrong-percent
# about: in per cent
# score: 3
# hint: lies between the bounds
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return 100 * (g_up - g_down) / (g_up / wmax - g_down / wmin)

# %% wrong-pulses
# about: pulses until it rests
# score: 0
# hint: This is the weight at which pairs of pulses
# hint: The symmetry point with steps a hundred times finer is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    w = 0.0
    for _ in range(5000):
        w += g_up * (1 - w / wmax)
        w -= g_down * (1 - w / wmin)
    return w

# %% wrong-raises-when-equal
# about: stops where the steps are equal
# score: 7
# hint: symmetry_point stops with ValueError
def symmetry_point(g_up, g_down, wmax, wmin):
    if g_up == g_down:
        raise ValueError("no asymmetry")
    return (g_up - g_down) / (g_up / wmax - g_down / wmin)

# %% wrong-ratio
# about: the ratio of the steps
# score: 0
# hint: This is the ratio of the steps
# hint: With bounds ten times as wide, your result stays the same
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up / g_down

# %% wrong-rounded
# about: rounded to two places
# score: 3
# hint: The symmetry point of steps of
# hint: The symmetry point with bounds ten times as wide is too small
def symmetry_point(g_up, g_down, wmax, wmin):
    return round((g_up - g_down) / (g_up / wmax - g_down / wmin), 2)

# %% wrong-share-of-ups
# about: the share of steps up
# score: 0
# hint: The symmetry point of equal steps is not right
# hint: This is the fraction of steps up
def symmetry_point(g_up, g_down, wmax, wmin):
    return g_up / (g_up + g_down)

# %% wrong-sign
# about: down minus up
# score: 3
# hint: Steps up are larger here, so the weight drifts up until they have become as small as steps down
# hint: The sign is reversed: the symmetry point lies on the side to which the steps are larger
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_down - g_up) / (g_up / wmax - g_down / wmin)

# %% wrong-squares
# about: squares of the steps
# score: 6
# hint: is too large, by up to a factor of
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up**2 - g_down**2) / (g_up**2 / wmax - g_down**2 / wmin)

# %% wrong-sum-with-sign
# about: the sum of the steps above
# score: 3
# hint: The numerator contains the sum of the steps
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up + g_down) / (g_up / wmax - g_down / wmin)

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: NameError: name 'symmetry_point' is not defined
def symmetry_point(g_up, g_down, wmax, wmin)
    return 0

# %% wrong-text
# about: text instead of a number
# score: 0
# hint: The symmetry point of equal steps is a str
# hint: The symmetry point of three synapses is a list that holds other things than numbers
def symmetry_point(g_up, g_down, wmax, wmin):
    return f'{(g_up - g_down) / (g_up / wmax - g_down / wmin):.3f}'

# %% wrong-tuple
# about: the length of the step as well
# score: 0
# hint: The symmetry point of equal steps has shape (2
# hint: The symmetry point of three synapses
def symmetry_point(g_up, g_down, wmax, wmin):
    w = (g_up - g_down) / (g_up / wmax - g_down / wmin)
    return w, g_up * (1 - w / wmax)

# %% wrong-upside-down
# about: the fraction upside down
# score: 0
# hint: This is the inverse of the weight
# hint: With bounds ten times as wide, your result becomes ten times smaller
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up / wmax - g_down / wmin) / (g_up - g_down)

# %% wrong-weighted-bounds
# about: the mean of the bounds, weighted with the steps
# score: 5
# hint: This is the middle of the range
# hint: The range is divided in the ratio of the steps
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up * wmax + g_down * wmin) / (g_up + g_down)

# %% wrong-wmin-sign
# about: the sign of wmin is lost
# score: 3
# hint: The result is not a number, because something is divided by 0. The bound wmin is negative
# hint: The sign of wmin is lost: the bound is negative
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up / wmax + g_down / wmin)
