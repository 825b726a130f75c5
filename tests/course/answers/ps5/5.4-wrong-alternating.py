# about: a draw, then its opposite
# score: 20
# hint: A cycle depends on an earlier one
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng
        self.last = None

    def read(self):
        if self.last is None:
            self.last = self.rng.normal(size=self.G.shape)
            return self.G * (1 + self.c2c * self.last)
        xi, self.last = -self.last, None
        return self.G * (1 + self.c2c * xi)
