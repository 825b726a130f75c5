# about: the shape is lost
# score: 4
# hint: The first read of an array of shape (2
# hint: A read has shape (4800,); expected 2 dimension(s)
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        G = np.ravel(G)
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
