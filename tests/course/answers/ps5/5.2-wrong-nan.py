# about: an infinite weight at 0 Hz
# score: 0
# hint: The record holds NaN: is something divided by f at f = 0? Give that frequency no weight
# hint: The record: expected finite values
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
        x = x - x.mean()
    return x / x.std()
