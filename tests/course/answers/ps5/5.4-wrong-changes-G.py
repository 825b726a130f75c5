# about: G is changed in place
# score: 21
# hint: Your function changes its input G in place
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        G *= np.exp(d2d * rng.normal(size=G.shape))
        self.G, self.c2c, self.rng = G, c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
