# about: both spreads are added, in siemens
# score: 4
# hint: A read is off by whole siemens
# hint: Some conductances are off by whole siemens
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G + d2d * rng.normal(size=G.shape)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G + self.c2c * self.rng.normal(size=self.G.shape)
