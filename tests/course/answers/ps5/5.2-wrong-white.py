# about: white noise
# score: 11
# hint: This is white noise, or nearly so
# hint: Between 30 Hz and 300 Hz this is white noise
def flicker_noise(n, fs, rng):
    x = rng.normal(size=n)
    x = x - x.mean()
    return x / x.std()
