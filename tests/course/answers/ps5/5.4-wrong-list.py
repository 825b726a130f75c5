# about: a list of rows of text
# score: 0
# hint: The first read of an array of shape (3
# hint: A read is a list that holds other things than numbers
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return [f'{value:.3e}' for value in (self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))).ravel()]
