# about: the spreads squared
# score: 13
# hint: d2d is squared; it is a standard deviation
# hint: c2c is squared; it is a standard deviation
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d**2 * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c**2 * self.rng.normal(size=self.G.shape))
