# about: the method has another name
# score: 0
# hint: NoisyArray(...) has no method read()
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def measure(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
