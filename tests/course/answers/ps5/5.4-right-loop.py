# about: one device after another in plain Python
# score: 25
import numpy as np


import math

class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.shape, self.c2c, self.rng = np.shape(G), c2c, rng
        self.own = [value * math.exp(d2d * rng.normal()) for value in np.ravel(G).tolist()]

    def read(self):
        return np.array([own * (1 + self.c2c * self.rng.normal()) for own in self.own]).reshape(self.shape)
