# about: reads cut off at the range of G
# score: 13
# hint: is something cut off
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        got = self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))
        return np.clip(got, 1e-6, 9e-6)
