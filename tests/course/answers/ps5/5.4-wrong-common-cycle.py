# about: one draw a cycle for all devices
# score: 14
# hint: In each cycle all devices move together
# hint: A cycle depends on an earlier one
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal())
