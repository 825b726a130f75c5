# about: one device after the other
# score: 25
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.shape = np.shape(G)
        self.own = [float(g) * float(np.exp(d2d * rng.normal())) for g in np.ravel(G)]
        self.c2c, self.rng = c2c, rng
    def read(self):
        return np.reshape([g * (1 + self.c2c * self.rng.normal()) for g in self.own], self.shape)
