# about: a factor evenly between 1 - d2d and 1 + d2d
# score: 19
# hint: The factors are drawn evenly
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * rng.uniform(1 - d2d, 1 + d2d, G.shape)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))
