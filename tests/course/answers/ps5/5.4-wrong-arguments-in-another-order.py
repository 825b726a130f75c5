# about: c2c before d2d
# score: 9
# hint: Single reads are below 0: are the two spreads exchanged? d2d belongs to the devices
# hint: Reads differ by d2d: are the two spreads exchanged? d2d belongs to the devices
import numpy as np


class NoisyArray:
    def __init__(self, G, c2c, d2d, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
