# about: everything kept, computed at each read
# score: 25
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.c2c, self.rng = G.copy(), c2c, rng
        self.device = np.exp(d2d * rng.standard_normal(G.shape))

    def read(self):
        cycle = 1 + self.c2c * self.rng.standard_normal(self.G.shape)
        return self.G * self.device * cycle
