# about: one draw a cycle for each row
# score: 20
# hint: In each cycle the devices of a row move together
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape[:1] + (1,) * (self.G.ndim - 1)))
