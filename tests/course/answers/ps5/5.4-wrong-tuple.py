# about: the devices' own conductances as well
# score: 0
# hint: The first read of an array of shape (3
# hint: A read has shape (2, 60, 80)
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape)), self.G
