# about: the second half mirrors the first
# score: 26
# hint: The second half of the record mirrors the first
import numpy as np


def flicker_noise(n, fs, rng):
    m = n - n // 2
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    half = np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m)
    x = np.concatenate([half[: n // 2], half[::-1]])

    x = x - x.mean()
    return x / x.std()
