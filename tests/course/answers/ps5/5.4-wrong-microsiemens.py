# about: read in microsiemens
# score: 9
# hint: Without spread read() gives microsiemens
# hint: Some conductances are off by whole siemens
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return 1e6 * self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
