# about: kept in global names
# score: 21
# hint: A second array changes what the first one reads
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        global own, spread, generator
        own = G * np.exp(d2d * rng.normal(size=G.shape))
        spread, generator = c2c, rng

    def read(self):
        return own * (1 + spread * generator.normal(size=own.shape))
