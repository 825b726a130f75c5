# about: both spreads taken for per cent
# score: 8
# hint: does not differ from device to device
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d / 100 * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c / 100, rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))
