# about: two draws a cycle
# score: 19
# hint: with a single xi
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape)) * (1 + self.c2c * self.rng.normal(size=self.own.shape))
