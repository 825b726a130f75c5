# about: does not compile
# score: 0
# hint: NameError: name 'flicker_noise' is not defined
def flicker_noise(n, fs, rng)
    return 0
