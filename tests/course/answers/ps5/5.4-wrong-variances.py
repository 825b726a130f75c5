# about: the spreads taken for variances
# score: 13
# hint: d2d is taken for a variance
# hint: c2c is taken for a variance
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(np.sqrt(d2d) * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + np.sqrt(self.c2c) * self.rng.normal(size=self.G.shape))
