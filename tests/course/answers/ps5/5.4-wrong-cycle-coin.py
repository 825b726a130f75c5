# about: a cycle is c2c up or c2c down
# score: 19
# hint: What a cycle adds is not spread as a normal distribution
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.choice([-1, 1], self.G.shape))
