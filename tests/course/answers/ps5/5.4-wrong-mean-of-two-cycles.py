# about: the mean of two cycles
# score: 19
# hint: This is the mean of two cycles
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        one, two = (self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape)) for _ in range(2))
        return (one + two) / 2
