# about: a factor 10**(d2d xi)
# score: 19
# hint: The factor is 10**(d2d*xi)
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * 10 ** (d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
