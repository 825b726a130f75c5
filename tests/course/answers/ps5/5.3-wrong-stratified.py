# about: chance shuffled, so that a number alone gets a half
# score: 22
# hint: A number alone does not go up as often
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    u = (rng.permutation(x.size) + 0.5) / x.size
    return lsb * np.floor(x / lsb + u.reshape(x.shape))
