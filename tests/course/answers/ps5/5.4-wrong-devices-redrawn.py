# about: the devices are drawn anew at each read
# score: 9
# hint: The devices are drawn anew at each read
# hint: Reads differ by as much as the devices do
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.d2d, self.c2c, self.rng = G, d2d, c2c, rng

    def read(self):
        own = self.G * np.exp(self.d2d * self.rng.normal(size=self.G.shape))
        return own * (1 + self.c2c * self.rng.normal(size=self.G.shape))
