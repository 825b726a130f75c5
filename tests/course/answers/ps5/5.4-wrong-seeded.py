# about: a generator of its own, always with the same seed
# score: 21
# hint: Another seed gives the same chip
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        rng = np.random.default_rng(5)
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
