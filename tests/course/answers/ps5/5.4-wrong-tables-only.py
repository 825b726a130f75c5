# about: two dimensions only
# score: 17
# hint: NoisyArray stops with ValueError
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        rows, columns = G.shape
        self.G = G * np.exp(d2d * rng.normal(size=(rows, columns)))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
