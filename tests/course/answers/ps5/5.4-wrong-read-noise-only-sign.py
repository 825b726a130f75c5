# about: cycles only add
# score: 13
# hint: Cycles only add here
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        return self.own * (1 + self.c2c * np.abs(self.rng.normal(size=self.own.shape)))
