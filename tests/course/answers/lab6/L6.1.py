# %% right-in-words
# about: each property in a line of its own, with a loop
# score: 20
import numpy as np
def is_window(x, up, down):
    for values, goal, start in (up, -1, 0), (down, 0, -1):
        if not np.all(np.isfinite(values)):
            return False
        if abs(values[goal]) > 1e-6:
            return False
        if values[start] < -1e-6 or np.any(values[1:-1] <= 1e-6):
            return False
    return True

# %% right-numpy-truth
# about: a NumPy truth value, and a tolerance relative to the largest value
# score: 20
import numpy as np
def is_window(x, up, down):
    both = np.array([up, down[::-1]])
    scale = 1e-5 * both.max(axis=1)
    return np.isfinite(both).all() and (np.abs(both[:, -1]) <= scale).all() and (both[:, 1:-1] > 0).all() and (both[:, 0] >= -scale).all()

# %% wrong-passes-everything
# about: always True
# score: 0
# hint: Your test passes everything
# hint: accepts all
def is_window(x, up, down):
    return True

# %% wrong-fails-everything
# about: always False
# score: 0
# hint: Your test rejects everything
def is_window(x, up, down):
    return False

# %% wrong-one-point
# about: looks at one bound for one direction
# score: 3
# hint: The window (2 - 2x)**2 passes
# hint: accepts
def is_window(x, up, down):
    return bool(abs(up[-1]) < 1e-9)

# %% wrong-signs-alone
# about: looks for negative values alone
# score: 3
# hint: Your test passes everything
import numpy as np
def is_window(x, up, down):
    return bool(np.min(up) > -1e-9 and np.min(down) > -1e-9)

# %% wrong-stored-curve
# about: compares with one stored curve
# score: 0
# hint: A stored curve is compared
# hint: Your test rejects everything
import numpy as np
def is_window(x, up, down):
    curve = 1 - (2 * x - 1) ** 2
    return bool(np.allclose(up, curve, atol=1e-6) and np.allclose(down, curve, atol=1e-6))

# %% wrong-exact-zero
# about: demands exactly 0
# score: 0
# hint: A rounding error of 1e-15 is taken for a defect
# hint: Your test rejects everything
def is_window(x, up, down):
    return bool(up[-1] == 0 and down[0] == 0 and up[1:-1].min() > 0 and down[1:-1].min() > 0)

# %% wrong-at-most-1
# about: demands values of at most 1
# score: 14
# hint: no largest value is promised
# hint: A false alarm
def is_window(x, up, down):
    fits = abs(up[-1]) < 1e-9 and abs(down[0]) < 1e-9 and up[1:-1].min() > 1e-9 and down[1:-1].min() > 1e-9
    forward = up[0] > -1e-9 and down[-1] > -1e-9
    return bool(fits and forward and up.max() <= 1 + 1e-9 and down.max() <= 1 + 1e-9)

# %% wrong-bounds-exchanged
# about: looks at the bound that the state leaves
# score: 9
# hint: Biolek's window is rejected
def is_window(x, up, down):
    return bool(abs(up[0]) < 1e-9 and abs(down[-1]) < 1e-9 and up[1:-1].min() > 1e-9 and down[1:-1].min() > 1e-9)

# %% wrong-nan-is-no-number
# about: asks whether something is wrong, which NaN never is
# score: 15
# hint: not a number (NaN) at both bounds
import numpy as np
def is_window(x, up, down):
    if abs(up[-1]) > 1e-9 or abs(down[0]) > 1e-9:
        return False
    if np.any(up[1:-1] < 1e-9) or np.any(down[1:-1] < 1e-9):
        return False
    return not (up[0] < -1e-9 or down[-1] < -1e-9)

# %% wrong-bound-left-ignored
# about: never looks at the bound that the state leaves
# score: 15
# hint: negative at the bound that the state leaves
import numpy as np
def is_window(x, up, down):
    good = abs(up[-1]) < 1e-9 and abs(down[0]) < 1e-9 and up[1:-1].min() > 1e-9 and down[1:-1].min() > 1e-9
    return bool(good and np.isfinite(up).all() and np.isfinite(down).all())

# %% wrong-one-direction
# about: looks at a positive current alone
# score: 3
# hint: The window (2 - 2x)**2 passes
# hint: the sign of the current multiplied in
def is_window(x, up, down):
    return bool(abs(up[-1]) < 1e-9 and up[0] > -1e-9 and up[1:-1].min() > 1e-9)

# %% wrong-assert
# about: raises in place of returning False
# score: 0
# hint: stops with AssertionError
def is_window(x, up, down):
    assert abs(up[-1]) < 1e-9 and abs(down[0]) < 1e-9
    assert up[1:-1].min() > 1e-9 and down[1:-1].min() > 1e-9
    return True

# %% wrong-returns-text
# about: returns a text
# score: 0
# hint: no truth value
def is_window(x, up, down):
    return "pass" if abs(up[-1]) < 1e-9 and abs(down[0]) < 1e-9 else "fail"
