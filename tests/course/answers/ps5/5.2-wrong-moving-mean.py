# about: white noise, averaged over a hundred samples
# score: 11
# hint: One relaxation alone: the density is flat below one frequency and falls as 1/f**2 above. Add up many
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.convolve(rng.normal(size=n + 99), np.ones(100) / 100, 'valid')
    x = x - x.mean()
    return x / x.std()
