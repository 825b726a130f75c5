# about: one sine an octave, phases at random
# score: 11
# hint: The density falls as
# hint: The spectrum has gaps: a few single frequencies in place of all of them
import numpy as np


def flicker_noise(n, fs, rng):
    t, f, x = np.arange(n) / fs, fs / n, np.zeros(n)
    while f < fs / 2:
        x += np.sin(2 * np.pi * (f * t + rng.random()))
        f *= 2

    x = x - x.mean()
    return x / x.std()
