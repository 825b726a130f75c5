# about: read without self
# score: 0
# hint: read stops with TypeError: NoisyArray.read() takes 0 positional arguments but 1 was given
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read():
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
