# about: amplitudes weighted with the root of f
# score: 11
# hint: The density rises with f; it should fall as 1/f
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()
