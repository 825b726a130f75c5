# about: one relaxation, of a third of the sampling rate
# score: 11
# hint: This is white noise, or nearly so
# hint: Between 30 Hz and 300 Hz this is white noise
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    a = 0.15
    x = lfilter([1], [1, -a], rng.normal(size=n))
    x = x - x.mean()
    return x / x.std()
