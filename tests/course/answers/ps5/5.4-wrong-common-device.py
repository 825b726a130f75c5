# about: one factor for all devices
# score: 14
# hint: The mean of 40 cycles does not differ from device to device
# hint: The devices do not differ, in the mean of 60 cycles
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal())
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
