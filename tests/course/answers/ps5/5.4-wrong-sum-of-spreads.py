# about: both spreads in the factor of a device
# score: 19
# hint: is in the factors of the devices too
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp((d2d + c2c) * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))
