# %% right-binomial
# about: a coin with the share of the step as its chance
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    lower, share = np.divmod(np.asarray(x, dtype=float), lsb)
    return lsb * (lower + rng.binomial(1, np.clip(share / lsb, 0, 1)))

# %% right-ceil
# about: the multiple above, less a draw
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.ceil(np.asarray(x) / lsb - rng.random(np.shape(x)))

# %% right-compare
# about: up where a draw lies below the share of the step
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    up = rng.random(np.shape(x)) < steps - lower
    return (lower + up) * lsb

# %% right-divmod-list
# about: one value after the other
# score: 19
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    out = []
    for each, draw in zip(x.ravel().tolist(), rng.random(x.size).tolist()):
        k = each / lsb
        low = int(k // 1)
        out.append((low + (draw < k - low)) * lsb)
    return np.reshape(out, x.shape)

# %% right-float32
# about: single precision
# score: 19
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, np.float32)
    return np.float32(lsb) * np.floor(x / np.float32(lsb) + rng.random(x.shape, dtype=np.float32))

# %% right-loop
# about: one value after another in plain Python
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    import math

    draws = rng.random(np.size(x)).tolist()
    flat = [lsb * math.floor(value / lsb + u) for value, u in zip(np.ravel(x).tolist(), draws)]
    return np.array(flat).reshape(np.shape(x))

# %% right-magnitude
# about: the size is rounded by chance, the sign put back
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.sign(x) * lsb * np.floor(np.abs(x) / lsb + rng.random(np.shape(x)))

# %% right-mod
# about: the remainder, compared
# score: 19
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.array(x, float)
    r = np.mod(x, lsb)
    return x - r + lsb * (rng.uniform(0, lsb, x.shape) < r)

# %% right-rint
# about: nearest, after a draw of half a step either way
# score: 19
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + rng.uniform(-0.5, 0.5, np.shape(x)))

# %% right-uniform-dither
# about: noise of one step, then the nearest
# score: 19
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    d = rng.uniform(-lsb / 2, lsb / 2, np.shape(x))
    return np.round((x + d) / lsb) * lsb

# %% wrong-ceil
# about: to the multiple above
# score: 2
# hint: 300 values of 0.3 all went to the same neighbour
# hint: Each value goes to the multiple above
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.ceil(np.asarray(x) / lsb)

# %% wrong-changes-input
# about: in place
# score: 18
# hint: Your function changes its input x in place
import numpy as np


def stochastic_round(x, lsb, rng):
    if np.ndim(x) == 0:
        return lsb * np.floor(x / lsb + rng.random())
    x /= lsb
    x += rng.random(x.shape)
    np.floor(x, out=x)
    x *= lsb
    return x

# %% wrong-clipped-p
# about: chances between 10 and 90 % only
# score: 15
# hint: a value on the grid should stay
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    p = np.clip(x / lsb - low, 0.1, 0.9)
    return lsb * (low + (rng.random(x.shape) < p))

# %% wrong-coin-on-grid
# about: a fair coin for every value, on the grid too
# score: 7
# hint: Multiples of lsb go to a neighbour
# hint: Both neighbours are equally likely
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * (np.floor(np.asarray(x) / lsb) + rng.integers(0, 2, np.shape(x)))

# %% wrong-cut-off
# about: nothing below 0
# score: 14
# hint: Values below zero become 0
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.maximum(lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x))), 0.0)

# %% wrong-draw-in-units
# about: a draw between 0 and 1 is added before the division
# score: 9
# hint: Multiples of lsb land further than one step away
# hint: One value leads to more than two different results
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor((np.asarray(x) + rng.random(np.shape(x))) / lsb)

# %% wrong-error-feedback
# about: what is left of one value goes on to the next
# score: 15
# hint: they take turns
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    flat, out, carry = x.ravel() / lsb, [], 0.0
    for each in flat:
        low = np.floor(each)
        carry += each - low
        out.append(low + (carry >= 1))
        carry -= carry >= 1
    return lsb * np.reshape(out, x.shape)

# %% wrong-exchanged-everywhere
# about: a draw above the share goes up, on the grid too
# score: 7
# hint: Multiples of lsb go to a neighbour
# hint: The probabilities are exchanged
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    return lsb * (lower + (rng.random(np.shape(x)) > steps - lower))

# %% wrong-flat
# about: the shape is lost
# score: 16
# hint: The result for a table of 100 by 200 has shape (20000
# hint: The result for a single number has shape (1
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    return lsb * np.floor(x.ravel() / lsb + rng.random(x.size))

# %% wrong-floor-minus
# about: chance taken off
# score: 13
# hint: a value on the grid should stay
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x / lsb - rng.random(x.shape))

# %% wrong-floor-of-half
# about: np.floor after a draw of half a step either way
# score: 7
# hint: Multiples of lsb go to a neighbour
# hint: The mean is half a step too low
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng.uniform(-0.5, 0.5, np.shape(x)))

# %% wrong-frac-of-x
# about: the share in the unit of x
# score: 13
# hint: The fraction of the step is in the unit of x
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    return lsb * (low + (rng.random(x.shape) < x - low * lsb))

# %% wrong-global
# about: draws from np.random
# score: 18
# hint: The same seed gives other values
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + np.random.random(np.shape(x)))

# %% wrong-identity
# about: comes back as it was
# score: 0
# hint: 0.3 is returned unchanged
# hint: The values are returned unchanged
def stochastic_round(x, lsb, rng):
    return x

# %% wrong-length-only
# about: draws for the first dimension only
# score: 16
# hint: stochastic_round stops with ValueError
# hint: stochastic_round stops with TypeError
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(x / lsb + rng.random(len(x)))

# %% wrong-mirrored
# about: below 0 the chances are those of the size, at the wrong neighbour
# score: 16
# hint: The probabilities are exchanged below zero
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    share = np.abs(steps) % 1
    return lsb * (lower + (rng.random(np.shape(x)) < share))

# %% wrong-nan
# about: not a number on the grid
# score: 17
# hint: Multiples of lsb give NaN: is something divided by the fraction of the step
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x, dtype=float) / lsb
    share = steps - np.floor(steps)
    with np.errstate(all="ignore"):
        return lsb * (np.floor(steps) + (rng.random(np.shape(x)) < share)) * (share / share)

# %% wrong-nearest
# about: to the nearest multiple
# score: 2
# hint: 300 values of 0.3 all went to the same neighbour
# hint: Each value goes to the nearest multiple
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb)

# %% wrong-no-return
# about: computes and returns nothing
# score: 0
# hint: The result is None: does your function return its result?
# hint: The result for a table of 100 by 200 is None
import numpy as np


def stochastic_round(x, lsb, rng):
    rounded = lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))

# %% wrong-no-rounding
# about: noise is added and nothing rounded
# score: 1
# hint: The results are not multiples of lsb =
# hint: Noise is added, but nothing is rounded
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.asarray(x) + lsb * (rng.random(np.shape(x)) - 0.5)

# %% wrong-noise-on-grid-stays
# about: normal noise, except on the grid
# score: 9
# hint: ; other values came back
# hint: Some values go further than to their neighbours on the grid
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x, dtype=float) / lsb
    noisy = np.rint(steps + 0.5 * rng.normal(size=np.shape(x)))
    return lsb * np.where(steps == np.rint(steps), steps, noisy)

# %% wrong-one-draw-a-column
# about: one draw for each column
# score: 17
# hint: The values of a column are rounded with one draw
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    return lsb * np.floor(x / lsb + rng.random(x.shape[-1:]))

# %% wrong-one-draw-a-row
# about: one draw for each row
# score: 17
# hint: The values of a row are rounded with one draw
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    u = rng.random(x.shape[:-1] + (1,)) if x.ndim > 1 else rng.random(x.shape)
    return lsb * np.floor(x / lsb + u)

# %% wrong-one-draw-for-equals
# about: equal values are rounded alike
# score: 3
# hint: 300 values of 0.3 all went to the same neighbour
# hint: All weights made the same moves
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    values, where = np.unique(x.ravel(), return_inverse=True)
    return lsb * np.floor(x / lsb + rng.random(values.size)[where].reshape(x.shape))

# %% wrong-positive
# about: without sign
# score: 14
# hint: Values below zero become positive
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.abs(x) / lsb + rng.random(np.shape(x)))

# %% wrong-rint-codes
# about: the numbers of the steps, by rint
# score: 9
# hint: These are the numbers of the steps
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return np.rint(x / lsb + rng.random(x.shape) - 0.5)

# %% wrong-rint-of-u
# about: np.rint after a draw between 0 and 1
# score: 7
# hint: Multiples of lsb go to a neighbour
# hint: The mean is half a step too high
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + rng.random(np.shape(x)))

# %% wrong-rng-called
# about: calls the generator
# score: 0
# hint: stochastic_round stops with TypeError
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng(np.shape(x)))

# %% wrong-share-of-size
# about: the part behind the point of the size, up from the part before it
# score: 14
# hint: Values midway between two multiples of lsb go to one of these two
# hint: The digits after the decimal point of a negative value are taken for the fraction of the step
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    share, whole = np.modf(steps)
    return lsb * (whole + (rng.random(np.shape(x)) < np.abs(share)))

# %% wrong-sigmoid
# about: a curved chance
# score: 7
# hint: a value on the grid should stay
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    p = 1 / (1 + np.exp(-10 * (x / lsb - low - 0.5)))
    return lsb * (low + (rng.random(x.shape) < p))

# %% wrong-square
# about: up with the square of the share
# score: 9
# hint: The probability of the upper neighbour is the square of the fraction
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    return lsb * (lower + (rng.random(np.shape(x)) < (steps - lower) ** 2))

# %% wrong-stratified
# about: chance shuffled, so that a number alone gets a half
# score: 17
# hint: A number alone does not go up as often
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    u = (rng.permutation(x.size) + 0.5) / x.size
    return lsb * np.floor(x / lsb + u.reshape(x.shape))

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: NameError: name 'stochastic_round' is not defined
def stochastic_round(x, lsb, rng)
    return x

# %% wrong-ten-levels
# about: chance in tenths
# score: 9
# hint: Your random number has only ten values
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x / lsb + rng.integers(0, 10, x.shape) / 10)

# %% wrong-times-for-over
# about: multiplied before, divided after
# score: 9
# hint: These are whole numbers; the grid has the step lsb
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return np.floor(x * lsb + rng.random(x.shape)) / lsb

# %% wrong-trunc-of-u
# about: np.trunc after a draw
# score: 14
# hint: Multiples of lsb below zero move up
# hint: Values below zero end a step too high
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.trunc(np.asarray(x) / lsb + rng.random(np.shape(x)))

# %% wrong-trunc
# about: towards 0
# score: 2
# hint: 300 values of 0.3 all went to the same neighbour
# hint: Each value goes to the multiple below
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.trunc(np.asarray(x) / lsb)

# %% wrong-tuple
# about: what was rounded away as well
# score: 0
# hint: The result: expected an array in one dimension
# hint: The result for a table of 100 by 200 has shape (2
import numpy as np


def stochastic_round(x, lsb, rng):
    rounded = lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
    return rounded, x - rounded

# %% wrong-two-digits
# about: fractions of two digits
# score: 17
# hint: Values very near a multiple of lsb always go to this multiple
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    steps = x / lsb
    low = np.floor(steps)
    r = steps - low
    return lsb * (low + (rng.random(x.shape) < np.round(r, 2)))

# %% wrong-large-nearest
# about: large values go to the nearest multiple
# score: 17
# hint: Values of many steps are not rounded at random
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    steps = x / lsb
    low = np.floor(steps)
    r = steps - low
    up = np.where(np.abs(steps) > 100, r >= 0.5, rng.random(x.shape) < r)
    return lsb * (low + up)

# %% wrong-8-bits
# about: steps counted in 8 bits
# score: 17
# hint: is the number of steps limited, as in an integer of 8 or 16 bits
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    steps = x / lsb
    low = np.floor(steps)
    r = steps - low
    return lsb * np.clip(low + (rng.random(x.shape) < r), -128, 127)
