# about: each cycle starts from the last, in place
# score: 8
# hint: Each cycle starts from what the last one gave
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        self.G *= 1 + self.c2c * self.rng.normal(size=self.G.shape)
        return self.G
