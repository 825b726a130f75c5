# about: white noise that is not normal, and the full transform
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n, 1 / fs))
    f[0] = 1
    spectrum = np.fft.fft(rng.uniform(-1, 1, n)) * f**-0.5
    spectrum[0] = 0
    x = np.fft.ifft(spectrum).real
    return x / np.std(x, ddof=1)
