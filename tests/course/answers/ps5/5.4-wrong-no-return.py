# about: computes and returns nothing
# score: 0
# hint: The first read of an array of shape (3
# hint: A read is None: does your function return its result?
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        G = self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
