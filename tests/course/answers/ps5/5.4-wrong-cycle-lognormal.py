# about: a factor exp(c2c xi) for a cycle
# score: 19
# hint: What a cycle adds leans to one side
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * np.exp(self.c2c * self.rng.normal(size=self.G.shape))
