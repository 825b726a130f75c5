# about: NumPy's lognormal and normal with their parameters
# score: 25
import numpy as np


def rng_normal(rng, G, c2c):
    return rng.normal(G, c2c * G)


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G) * rng.lognormal(0, d2d, np.shape(G))
        self.c2c = c2c
        self.rng = rng

    def read(self):
        return rng_normal(self.rng, self.G, self.c2c)
