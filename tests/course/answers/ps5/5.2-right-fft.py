# about: the transform of both signs of f
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n))
    f[0] = np.inf
    x = np.real(np.fft.ifft(np.fft.fft(rng.standard_normal(n)) / f**0.5))
    return (x - np.mean(x)) / np.std(x)
