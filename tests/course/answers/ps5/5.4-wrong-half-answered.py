# about: read() is not answered
# score: 0
# hint: This problem is not answered yet
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        raise NotImplementedError("This problem is not answered yet: replace these two lines by your code.")
