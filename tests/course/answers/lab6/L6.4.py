# %% right-smallest-steps
# about: the steps between the fourth and the first that is near rounding
# score: 12
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(results - exact)
    if np.isnan(e).any():
        return False
    kept = []
    for k in range(3, len(e)):
        if e[k] < 2e-11:
            break
        kept.append(k)
    if any(e[k + 1 :].max() > 1e-10 for k in range(len(e) - 1) if e[k] < 2e-11):
        return False
    if len(kept) < 2:
        return False
    p = [np.log2(e[k] / e[k + 1]) for k in kept[:-1]]
    return max(abs(each - order) for each in p) < 0.45

# %% right-ratio
# about: the ratio of errors against 2**order
# score: 12
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(np.array(results) - exact)[3:]
    if not np.all(np.isfinite(e)):
        return False
    clear = e[:-1] > 1e-11 * 2**order
    if clear.sum() < 2:
        return False
    ratio = e[:-1] / np.maximum(e[1:], 1e-300)
    return bool(np.all(ratio[clear] > 2 ** (order - 0.4)) and np.all(ratio[clear] < 2 ** (order + 0.4)))

# %% wrong-passes-everything
# about: always True
# score: 0
# hint: Your test passes everything
def keeps_order(steps, results, exact, order):
    return True

# %% wrong-fails-everything
# about: always False
# score: 0
# hint: Your test rejects everything
def keeps_order(steps, results, exact, order):
    return False

# %% wrong-close-enough
# about: asks whether the last result is near the exact one
# score: 0
# hint: Euler's method passes as a method of order 2
def keeps_order(steps, results, exact, order):
    return bool(abs(results[-1] - exact) < 1.5e-3)

# %% wrong-tolerance-too-wide
# about: tolerates an order that is wrong by 1.2
# score: 0
# hint: Euler's method passes as a method of order 2
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(results - exact)[3:]
    clear = (e[:-1] > 1e-11) & (e[1:] > 1e-11)
    p = np.log2(e[:-1] / e[1:])[clear]
    return bool(p.size and np.all(np.abs(p - order) < 1.2))

# %% wrong-first-steps-alone
# about: one pair of large steps
# score: 5
# hint: A method that converges to another result passes
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(results - exact)
    return bool(abs(np.log2(e[3] / e[4]) - order) < 0.4)

# %% wrong-last-two-steps
# about: the order of the last two steps alone, where rounding errors may count
# score: 3
# hint: a method of order 4 whose errors end in rounding
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(results - exact)
    return bool(abs(np.log2(e[-2] / e[-1]) - order) < 0.4)

# %% wrong-one-side
# about: looks for orders that are too low alone, so that a method of a higher order passes
# score: 7
# hint: in place of one of order 1, whose error falls faster than promised
import numpy as np
def keeps_order(steps, results, exact, order):
    e = np.abs(results - exact)
    if not np.isfinite(e).all():
        return False
    below = np.flatnonzero(e < 1e-11)
    last = below[0] if below.size else len(e)
    if below.size and e[last:].max() > 1e-11:
        return False
    e = e[3:last]
    p = np.log2(e[:-1] / e[1:])
    return bool(p.size > 1 and np.all(p > order - 0.4))
