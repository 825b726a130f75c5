# about: two dozen relaxations, an octave apart
# score: 30
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    total = 0
    for k in range(24):
        corner = 0.5 * fs * 2.0 ** -k
        a = np.exp(-2 * np.pi * corner / fs)
        e = rng.standard_normal(n) * np.sqrt(1 - a * a)
        e[0] /= np.sqrt(1 - a * a)
        total = total + lfilter([1], [1, -a], e)
    total -= np.mean(total)
    return total / np.sqrt(np.mean(total ** 2))
