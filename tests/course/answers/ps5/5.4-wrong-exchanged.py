# about: the two spreads exchanged
# score: 9
# hint: Single reads are below 0: are the two spreads exchanged? d2d belongs to the devices
# hint: Reads differ by d2d: are the two spreads exchanged? d2d belongs to the devices
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(c2c * rng.normal(size=G.shape))
        self.c2c, self.rng = d2d, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
