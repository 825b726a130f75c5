# about: what is left of one value goes on to the next
# score: 18
# hint: they take turns
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    flat, out, carry = x.ravel() / lsb, [], 0.0
    for each in flat:
        low = np.floor(each)
        carry += each - low
        out.append(low + (carry >= 1))
        carry -= carry >= 1
    return lsb * np.reshape(out, x.shape)
