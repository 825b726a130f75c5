# about: factors above 1 only
# score: 19
# hint: Most devices lie above what was asked for
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * np.abs(rng.normal(size=G.shape)))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
