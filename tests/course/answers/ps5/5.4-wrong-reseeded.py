# about: the same seed at each read
# score: 10
# hint: All cycles give the same: what comes from cycle to cycle is drawn in read()
# hint: Two cycles of one array give the same
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c = c2c

    def read(self):
        rng = np.random.default_rng(0)
        return self.G * (1 + self.c2c * rng.normal(size=self.G.shape))
