# about: cycles far from normal: exponentials
# score: 19
# hint: What a cycle adds leans to one side
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * (self.rng.exponential(size=self.G.shape) - 1))
