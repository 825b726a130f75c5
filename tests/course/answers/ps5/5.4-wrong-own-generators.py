# about: generators of its own
# score: 21
# hint: The same seed gives another chip
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        rng = np.random.default_rng()
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
