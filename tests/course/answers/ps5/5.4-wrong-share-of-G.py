# about: cycle to cycle is a share of G
# score: 19
# hint: The spread from cycle to cycle is a share of G
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.nominal = G.copy()
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G + self.c2c * self.nominal * self.rng.normal(size=self.G.shape)
