# about: draws from np.random
# score: 21
# hint: The same seed gives another chip
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * np.random.normal(size=G.shape))
        self.c2c = c2c

    def read(self):
        return self.G * (1 + self.c2c * np.random.normal(size=self.G.shape))
