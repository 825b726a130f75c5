# about: a generator for the devices and one for the cycles
# score: 25
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        devices, self.cycles = rng.spawn(2)
        self.own, self.c2c = G * devices.lognormal(0, d2d, G.shape), c2c

    def read(self):
        return self.own * self.cycles.normal(1, self.c2c, self.own.shape)
