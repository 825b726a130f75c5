# about: cycle to cycle is drawn once
# score: 10
# hint: All cycles give the same: what comes from cycle to cycle is drawn in read()
# hint: Two cycles of one array give the same
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng
        self.cycle = 1 + c2c * rng.normal(size=G.shape)

    def read(self):
        return self.G * self.cycle
