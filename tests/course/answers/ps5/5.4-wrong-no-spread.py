# about: G itself
# score: 0
# hint: With spread read() gives G itself
# hint: The mean of 40 cycles does not differ from device to device
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G

    def read(self):
        return self.G.copy()
