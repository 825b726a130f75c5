# about: a function that reads once
# score: 0
# hint: NoisyArray(...) has no method read()
import numpy as np


def NoisyArray(G, d2d, c2c, rng):
    own = G * np.exp(d2d * rng.normal(size=G.shape))
    return own * (1 + c2c * rng.normal(size=G.shape))
