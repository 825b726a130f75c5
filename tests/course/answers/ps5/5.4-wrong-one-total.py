# about: one draw of the whole spread at each read
# score: 9
# hint: are drawn anew at each read
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.asarray(G)
        self.s, self.rng = np.hypot(d2d, c2c), rng
    def read(self):
        return self.G * np.exp(self.s * self.rng.normal(size=self.G.shape))
