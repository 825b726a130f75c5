# about: kept in the class, not in the array
# score: 21
# hint: A second array changes what the first one reads
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        NoisyArray.G = G * np.exp(d2d * rng.normal(size=G.shape))
        NoisyArray.c2c, NoisyArray.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
