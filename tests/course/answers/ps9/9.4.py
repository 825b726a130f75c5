# %% right-mean
# about: the average, written out
# score: 10
def closed_eye_decay(eta, sigma, p):
    theta = 1 / p
    mean = p * (2 / p - theta) + (1 - p) * (0 - theta)
    return -eta * mean * sigma**2

# %% right-fraction
# about: one fraction
# score: 10
def closed_eye_decay(eta, sigma, p):
    return eta * sigma * sigma * (1 - 2 * p) / p

# %% right-array
# about: NumPy
# score: 10
import numpy as np
def closed_eye_decay(eta, sigma, p):
    return np.prod([eta, np.square(sigma), np.reciprocal(float(p)) - 2])

# %% wrong-sigma
# about: the standard deviation for the variance
# score: 4
# hint: sigma is not squared
def closed_eye_decay(eta, sigma, p):
    return eta * sigma * (1 / p - 2)

# %% wrong-sign
# about: negative rate
# score: 7
# hint: The sign is reversed
def closed_eye_decay(eta, sigma, p):
    return eta * sigma**2 * (2 - 1 / p)

# %% wrong-no-response
# about: 1/p alone
# score: 3
# hint: The mean of 2y is left out
def closed_eye_decay(eta, sigma, p):
    return eta * sigma**2 / p

# %% wrong-response-once
# about: 1/p - 1
# score: 3
# hint: The mean response is counted once
def closed_eye_decay(eta, sigma, p):
    return eta * sigma**2 * (1 / p - 1)

# %% wrong-p
# about: p - 2
# score: 3
# hint: p stands where 1/p belongs
def closed_eye_decay(eta, sigma, p):
    return eta * sigma**2 * (p - 2)

# %% wrong-no-noise
# about: without the noise
# score: 2
# hint: The noise is left out
def closed_eye_decay(eta, sigma, p):
    return eta * (1 / p - 2)

# %% wrong-no-eta
# about: without the learning rate
# score: 4
# hint: The learning rate is left out
def closed_eye_decay(eta, sigma, p):
    return sigma**2 * (1 / p - 2)

# %% wrong-cut-off
# about: no growth above one half
# score: 8
# hint: The rate is cut off at 0
def closed_eye_decay(eta, sigma, p):
    return eta * sigma**2 * max(1 / p - 2, 0.0)

# %% wrong-whole-noise
# about: a loud eye counts as 0.6
# score: 7
# hint: The rate with three times the noise
def closed_eye_decay(eta, sigma, p):
    return eta * min(sigma, 0.59) ** 2 * (1 / p - 2)
