# about: single precision
# score: 25
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = (np.asarray(G) * np.exp(d2d * rng.standard_normal(np.shape(G), dtype=np.float32))).astype(np.float32)
        self.c2c, self.rng = np.float32(c2c), rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.standard_normal(self.own.shape, dtype=np.float32))
