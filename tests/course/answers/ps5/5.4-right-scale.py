# about: lognormal, and a scale for each device
# score: 25
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.f, self.c2c, self.rng = np.array(G, float), rng.lognormal(0.0, d2d, np.shape(G)), c2c, rng
    def read(self):
        mean = self.G * self.f
        return self.rng.normal(mean, self.c2c * mean)
