# about: a factor 1 + d2d xi
# score: 19
# hint: Some devices have no positive conductance
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * (1 + d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
