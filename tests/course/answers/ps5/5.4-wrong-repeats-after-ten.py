# about: ten cycles, over and over
# score: 14
# hint: Cycles repeat after a while
# hint: A cycle depends on an earlier one
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng
        self.cycles = [1 + c2c * rng.normal(size=G.shape) for _ in range(10)]
        self.next = 0

    def read(self):
        self.next += 1
        return self.G * self.cycles[self.next % 10]
