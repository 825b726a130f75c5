# about: cycles from a generator function
# score: 25
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.cycles = self.run(G * np.exp(rng.normal(0, d2d, G.shape)), c2c, rng)

    def read(self):
        return next(self.cycles)

    @staticmethod
    def run(own, c2c, rng):
        while True:
            yield own + own * c2c * rng.normal(size=own.shape)
