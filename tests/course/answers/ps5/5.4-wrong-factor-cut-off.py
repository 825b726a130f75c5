# about: a factor 1 + d2d xi, cut off at a hundredth
# score: 19
# hint: The logarithms of the factors lean to one side
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.maximum(1 + d2d * rng.normal(size=G.shape), 0.01)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
