# about: the draw of the devices serves for the cycles, shuffled in sign
# score: 10
# hint: Cycles repeat after a while
# hint: What a cycle adds is the draw of the device over again
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.xi = rng.normal(size=G.shape)
        self.G = G * np.exp(d2d * self.xi)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.xi * self.rng.choice([-1, 1]))
