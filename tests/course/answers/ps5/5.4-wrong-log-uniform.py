# about: logarithms spread evenly, with the right deviation
# score: 19
# hint: The logarithms of the factors are not spread as a normal distribution
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.uniform(-1, 1, G.shape) * np.sqrt(3))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
