# %% right-search
# about: finds the time constant by trying
# score: 20
import numpy as np


def order_window(delay, largest):
    taus = delay * np.linspace(0.5, 5, 400)
    tau = taus[np.argmax(np.exp(-delay / taus) / np.sqrt(taus))]
    return 0.9 * largest, 0.9 * largest, tau, tau


def synchrony_window(width, largest):
    Am = largest / 4
    return np.array([largest, Am, 25e-3, 25e-3 * largest / Am])

# %% right-list
# about: lists, half of the largest change
# score: 20
def order_window(delay, largest):
    A, tau = largest / 2, 2.2 * delay
    return [A, A, tau, tau]


def synchrony_window(width, largest):
    tp, tm = 30e-3, 99e-3
    return [largest, largest * tp / tm, tp, tm]

# %% right-fixed-sharp
# about: one short half for all widths
# score: 20
def order_window(delay, largest):
    return largest, largest, 2 * delay, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 0.02, 0.1
    return largest, largest * tp / tm, tp, tm

# %% right-slightly-short
# about: 1.8 times the delay is within 99 %
# score: 20
def order_window(delay, largest):
    return largest, largest, 1.8 * delay, 1.8 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return largest, largest * tp / tm, tp, tm

# %% wrong-equal-areas-only
# about: areas equal, heights not
# score: 11
# hint: Sharp synchrony strengthens
# hint: only if the two halves are mirror images
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, largest / 2, 2 * delay, 4 * delay

# %% wrong-chance-of-heights
# about: taller potentiation, equal time constants
# score: 11
# hint: Chance pairs strengthen the synapse
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, largest / 2, 2 * delay, 2 * delay

# %% wrong-course-synapse
# about: the window of the course, whatever is asked
# score: 0
# hint: Chance pairs weaken the synapse
def order_window(delay, largest):
    return 0.010, 0.006, 20e-3, 40e-3


def synchrony_window(width, largest):
    return 0.010, 0.006, 20e-3, 40e-3

# %% wrong-tau-is-delay
# about: the time constant is the delay
# score: 16
# hint: The time constant is the delay itself
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, largest, delay, delay

# %% wrong-too-short
# about: half of the delay
# score: 16
# hint: The window is too short
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, largest, delay / 2, delay / 2

# %% wrong-reaches-largest-at-delay
# about: the largest change at the delay itself
# score: 11
# hint: neither may be above `largest`
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest * 2.718281828**0.5, largest * 2.718281828**0.5, 2 * delay, 2 * delay

# %% wrong-tiny
# about: a hundredth of the largest change
# score: 7
# hint: below half of `largest`
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest / 100, largest / 100, 2 * delay, 2 * delay

# %% wrong-negative
# about: a minus sign before Am
# score: 7
# hint: all of them are positive
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, -largest, 2 * delay, 2 * delay

# %% wrong-milliseconds
# about: time constants in milliseconds
# score: 7
# hint: not in milliseconds
# from: right-slightly-short
# -     return largest, largest, 1.8 * delay, 1.8 * delay
# +     return largest, largest, 2000 * delay, 2000 * delay

# %% wrong-mirror-images-twice
# about: mirror images for synchrony, too
# score: 13
# hint: Synchrony changes nothing
def order_window(delay, largest):
    return largest, largest, 2 * delay, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return largest, largest, tp, tp

# %% wrong-upside-down
# about: depression taller than potentiation
# score: 13
# hint: Synchrony weakens the synapse
def order_window(delay, largest):
    return largest, largest, 2 * delay, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return largest * tp / tm, largest, tm, tp

# %% wrong-nearly-mirror
# about: a little taller on one side
# score: 13
# hint: less than a fifth of
# from: right-fixed-sharp
# -     tp, tm = 0.02, 0.1
# +     tp, tm = 0.05, 0.08

# %% wrong-slow-trace
# about: a time constant of half a second
# score: 13
# hint: longer than 100 ms
# from: right-fixed-sharp
# -     tp, tm = 0.02, 0.1
# +     tp, tm = 0.02, 0.5

# %% wrong-synchrony-too-strong
# about: above the largest change
# score: 13
# hint: neither may be above `largest`
def order_window(delay, largest):
    return largest, largest, 2 * delay, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return 2 * largest, 2 * largest * tp / tm, tp, tm

# %% wrong-synchrony-one-size
# about: one size for all, as tall as a hundredth
# score: 13
# hint: use the argument
def order_window(delay, largest):
    return largest, largest, 2 * delay, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return 0.010, 0.010 * tp / tm, tp, tm

# %% wrong-three-values
# about: one time constant
# score: 0
# hint: order_window should return four numbers
# hint: synchrony_window should return four numbers
def order_window(delay, largest):
    return largest, largest, 2 * delay


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return largest, tp, tm

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
def order_window(delay, largest):
    return print(largest, 2 * delay)


def synchrony_window(width, largest):
    tp, tm = 4 * width, 0.1
    return print(largest, tp, tm)
