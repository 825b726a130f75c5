# about: cycles spread evenly
# score: 19
# hint: The chance of a cycle is drawn evenly
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.uniform(-1, 1, self.G.shape))
