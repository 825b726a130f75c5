# about: devices drawn once, and once more at each read
# score: 9
# hint: The mean read lies too high
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.d2d, self.c2c, self.rng = d2d, c2c, rng
    def read(self):
        return self.own * np.exp(self.d2d * self.rng.normal(size=self.own.shape)) * (1 + self.c2c * self.rng.normal(size=self.own.shape))
