# %% right-float32
# about: single precision
# score: 19
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = (np.asarray(G) * np.exp(d2d * rng.standard_normal(np.shape(G), dtype=np.float32))).astype(np.float32)
        self.c2c, self.rng = np.float32(c2c), rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.standard_normal(self.own.shape, dtype=np.float32))

# %% right-generator
# about: cycles from a generator function
# score: 19
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.cycles = self.run(G * np.exp(rng.normal(0, d2d, G.shape)), c2c, rng)

    def read(self):
        return next(self.cycles)

    @staticmethod
    def run(own, c2c, rng):
        while True:
            yield own + own * c2c * rng.normal(size=own.shape)

# %% right-kept-apart
# about: everything kept, computed at each read
# score: 19
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.c2c, self.rng = G.copy(), c2c, rng
        self.device = np.exp(d2d * rng.standard_normal(G.shape))

    def read(self):
        cycle = 1 + self.c2c * self.rng.standard_normal(self.G.shape)
        return self.G * self.device * cycle

# %% right-lists
# about: one device after the other
# score: 19
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.shape = np.shape(G)
        draws = rng.normal(size=np.size(G)).tolist()
        self.own = [g * 2.718281828459045 ** (d2d * xi) for g, xi in zip(np.ravel(G).tolist(), draws)]
        self.c2c, self.rng = c2c, rng
    def read(self):
        draws = self.rng.normal(size=len(self.own)).tolist()
        return np.reshape([g * (1 + self.c2c * xi) for g, xi in zip(self.own, draws)], self.shape)

# %% right-lognormal
# about: NumPy's lognormal and normal with their parameters
# score: 19
import numpy as np


def rng_normal(rng, G, c2c):
    return rng.normal(G, c2c * G)


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G) * rng.lognormal(0, d2d, np.shape(G))
        self.c2c = c2c
        self.rng = rng

    def read(self):
        return rng_normal(self.rng, self.G, self.c2c)

# %% right-loop
# about: one device after another in plain Python
# score: 19
import numpy as np


import math

class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.shape, self.c2c, self.rng = np.shape(G), c2c, rng
        draws = rng.normal(size=np.size(G)).tolist()
        self.own = [value * math.exp(d2d * xi) for value, xi in zip(np.ravel(G).tolist(), draws)]

    def read(self):
        draws = self.rng.normal(size=len(self.own)).tolist()
        return np.array([own * (1 + self.c2c * xi) for own, xi in zip(self.own, draws)]).reshape(self.shape)

# %% right-scale
# about: lognormal, and a scale for each device
# score: 19
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.f, self.c2c, self.rng = np.array(G, float), rng.lognormal(0.0, d2d, np.shape(G)), c2c, rng
    def read(self):
        mean = self.G * self.f
        return self.rng.normal(mean, self.c2c * mean)

# %% right-spawned
# about: a generator for the devices and one for the cycles
# score: 19
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        devices, self.cycles = rng.spawn(2)
        self.own, self.c2c = G * devices.lognormal(0, d2d, G.shape), c2c

    def read(self):
        return self.own * self.cycles.normal(1, self.c2c, self.own.shape)

# %% wrong-accumulates-in-place
# about: each cycle starts from the last, in place
# score: 6
# hint: Each cycle starts from the result of the last one
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        self.G *= 1 + self.c2c * self.rng.normal(size=self.G.shape)
        return self.G

# %% wrong-added
# about: both spreads are added, in siemens
# score: 3
# hint: A read is off by whole siemens
# hint: Some conductances are off by whole siemens
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G + d2d * rng.normal(size=G.shape)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G + self.c2c * self.rng.normal(size=self.G.shape)

# %% wrong-arguments-in-another-order
# about: c2c before d2d
# score: 7
# hint: Single reads are below 0: are the two spreads exchanged? d2d belongs to the devices
# hint: Reads vary by d2d: are the two spreads exchanged? d2d belongs to the devices
import numpy as np


class NoisyArray:
    def __init__(self, G, c2c, d2d, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-changes-G
# about: G is changed in place
# score: 16
# hint: Your function changes its input G in place
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        G *= np.exp(d2d * rng.normal(size=G.shape))
        self.G, self.c2c, self.rng = G, c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-clipped-to-range
# about: reads cut off at the range of G
# score: 10
# hint: is something cut off
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        got = self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))
        return np.clip(got, 1e-6, 9e-6)

# %% wrong-column-cycle
# about: one draw a cycle for each column
# score: 15
# hint: In each cycle the devices of a column move together
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape[-1]))

# %% wrong-column-device
# about: one factor for each column
# score: 10
# hint: The devices of a column share one factor
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape[-1]))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-common-cycle
# about: one draw a cycle for all devices
# score: 11
# hint: In each cycle all devices move together
# hint: A cycle depends on an earlier one
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal())

# %% wrong-cycle-coin
# about: a cycle is c2c up or c2c down
# score: 15
# hint: The effect of a cycle does not have a normal distribution
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.choice([-1, 1], self.G.shape))

# %% wrong-draw-kept
# about: the draw of the devices serves for the cycles, shuffled in sign
# score: 8
# hint: Cycles repeat after a while
# hint: A cycle uses the draw of the device again
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.xi = rng.normal(size=G.shape)
        self.G = G * np.exp(d2d * self.xi)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.xi * self.rng.choice([-1, 1]))

# %% wrong-factor-cut-off
# about: a factor 1 + d2d xi, cut off at a hundredth
# score: 14
# hint: The logarithms of the factors are skewed
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.maximum(1 + d2d * rng.normal(size=G.shape), 0.01)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-factor-normal
# about: a factor 1 + d2d xi
# score: 14
# hint: Some devices have no positive conductance
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * (1 + d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-factor-uniform
# about: a factor evenly between 1 - d2d and 1 + d2d
# score: 14
# hint: The factors are drawn from a uniform distribution
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * rng.uniform(1 - d2d, 1 + d2d, G.shape)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-factor
# about: the factor without G
# score: 7
# hint: Without spread read() gives 1
# hint: Some conductances are off by whole siemens
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-function
# about: a function that reads once
# score: 0
# hint: NoisyArray(...) has no method read()
import numpy as np


def NoisyArray(G, d2d, c2c, rng):
    own = G * np.exp(d2d * rng.normal(size=G.shape))
    return own * (1 + c2c * rng.normal(size=G.shape))

# %% wrong-global-names
# about: kept in global names
# score: 16
# hint: A second array changes what the first one reads
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        global own, spread, generator
        own = G * np.exp(d2d * rng.normal(size=G.shape))
        spread, generator = c2c, rng

    def read(self):
        return own * (1 + spread * generator.normal(size=own.shape))

# %% wrong-global
# about: draws from np.random
# score: 16
# hint: The same seed gives another chip
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * np.random.normal(size=G.shape))
        self.c2c = c2c

    def read(self):
        return self.G * (1 + self.c2c * np.random.normal(size=self.G.shape))

# %% wrong-half-answered
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

# %% wrong-list
# about: a list of rows of text
# score: 0
# hint: The first read of an array of shape (3
# hint: A read is a list that holds other things than numbers
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return [f'{value:.3e}' for value in (self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))).ravel()]

# %% wrong-log-uniform
# about: logarithms spread evenly, with the right deviation
# score: 14
# hint: The logarithms of the factors do not have a normal distribution
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.uniform(-1, 1, G.shape) * np.sqrt(3))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-logarithm
# about: the logarithm of the conductance
# score: 3
# hint: Without spread read() gives the logarithm of G
# hint: Some conductances are off by whole siemens
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return np.log(np.abs(self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))))

# %% wrong-mean-corrected
# about: factors with mean 1
# score: 14
# hint: The factors are corrected for their mean
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape) - d2d**2 / 2)
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-mean-of-two-cycles
# about: the mean of two cycles
# score: 15
# hint: This is the mean of two cycles
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        one, two = (self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape)) for _ in range(2))
        return (one + two) / 2

# %% wrong-microsiemens
# about: read in microsiemens
# score: 7
# hint: Without spread read() gives microsiemens
# hint: Some conductances are off by whole siemens
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return 1e6 * self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-no-devices
# about: no spread from device to device
# score: 7
# hint: does not differ from device to device
# hint: The devices do not differ, in the mean of 60 cycles
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G, self.c2c, self.rng = G, c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-no-return
# about: computes and returns nothing
# score: 0
# hint: The first read of an array of shape (3
# hint: A read is None: does your function return its result?
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        G = self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-no-self
# about: read without self
# score: 0
# hint: read stops with TypeError: NoisyArray.read() takes 0 positional arguments but 1 was given
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read():
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-no-spread
# about: G itself
# score: 0
# hint: With spread read() gives G itself
# hint: does not differ from device to device
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G

    def read(self):
        return self.G.copy()

# %% wrong-one-dimension
# about: the shape is lost
# score: 3
# hint: The first read of an array of shape (2
# hint: A read has shape (600,); expected 2 dimension(s)
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        G = np.ravel(G)
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-one-total
# about: one draw of the whole spread at each read
# score: 7
# hint: are drawn anew at each read
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.asarray(G)
        self.s, self.rng = np.hypot(d2d, c2c), rng
    def read(self):
        return self.G * np.exp(self.s * self.rng.normal(size=self.G.shape))

# %% wrong-percent
# about: both spreads taken for per cent
# score: 6
# hint: does not differ from device to device
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d / 100 * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c / 100, rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))

# %% wrong-positive-only
# about: factors above 1 only
# score: 14
# hint: Most devices lie above the wanted conductance
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * np.abs(rng.normal(size=G.shape)))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-power-of-ten
# about: a factor 10**(d2d xi)
# score: 14
# hint: The factor is 10**(d2d*xi)
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * 10 ** (d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-random-cycle
# about: cycles spread evenly between 0 and 1
# score: 15
# hint: The random number of a cycle is drawn from a uniform distribution between 0 and 1
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.random(self.G.shape))

# %% wrong-read-noise-only-sign
# about: cycles only add
# score: 15
# hint: The effect of a cycle is skewed
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp(d2d * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        return self.own * (1 + self.c2c * np.abs(self.rng.normal(size=self.own.shape)))

# %% wrong-row-cycle
# about: one draw a cycle for each row
# score: 15
# hint: In each cycle the devices of a row move together
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape[:1] + (1,) * (self.G.ndim - 1)))

# %% wrong-row-device
# about: one factor for each row
# score: 10
# hint: The devices of a row share one factor
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape[:1] + (1,) * (G.ndim - 1)))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-seeded
# about: a generator of its own, always with the same seed
# score: 16
# hint: Another seed gives the same chip
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        rng = np.random.default_rng(5)
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-share-of-G
# about: cycle to cycle is a share of G
# score: 15
# hint: The spread from cycle to cycle is relative to G
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.nominal = G.copy()
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G + self.c2c * self.nominal * self.rng.normal(size=self.G.shape)

# %% wrong-share-of-mean
# about: cycle to cycle is a share of the mean conductance
# score: 15
# hint: The spread from cycle to cycle is the same in all devices
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.scale = G.mean()
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G + self.c2c * self.scale * self.rng.normal(size=self.G.shape)

# %% wrong-squared
# about: the spreads squared
# score: 10
# hint: d2d is squared; it is a standard deviation
# hint: c2c is squared; it is a standard deviation
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d**2 * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c**2 * self.rng.normal(size=self.G.shape))

# %% wrong-sum-of-spreads
# about: both spreads in the factor of a device
# score: 14
# hint: is in the factors of the devices too
import numpy as np
class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.own = np.asarray(G) * np.exp((d2d + c2c) * rng.normal(size=np.shape(G)))
        self.c2c, self.rng = c2c, rng
    def read(self):
        return self.own * (1 + self.c2c * self.rng.normal(size=self.own.shape))

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: NameError: name 'NoisyArray' is not defined
class NoisyArray
    pass

# %% wrong-tables-only
# about: two dimensions only
# score: 13
# hint: NoisyArray stops with ValueError
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        rows, columns = G.shape
        self.G = G * np.exp(d2d * rng.normal(size=(rows, columns)))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape))

# %% wrong-tuple
# about: the devices' own conductances as well
# score: 0
# hint: The first read of an array of shape (3
# hint: A read has shape (2, 20, 30)
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(size=self.G.shape)), self.G

# %% wrong-uniform-cycle
# about: cycles spread evenly
# score: 15
# hint: The random number of a cycle is drawn from a uniform distribution;
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.uniform(-1, 1, self.G.shape))

# %% wrong-variances
# about: the spreads taken for variances
# score: 10
# hint: d2d is treated as a variance
# hint: c2c is treated as a variance
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(np.sqrt(d2d) * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + np.sqrt(self.c2c) * self.rng.normal(size=self.G.shape))

# %% wrong-devices-3-sigma
# about: devices cut off at three standard deviations
# score: 14
# hint: No device is far from the wanted conductance
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        xi = np.clip(xi, -3, 3)
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        return self.own * (1 + self.c2c * xi)

# %% wrong-cycles-2-sigma
# about: cycles cut off at two standard deviations
# score: 15
# hint: No cycle takes a device far
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        xi = np.clip(xi, -2, 2)
        return self.own * (1 + self.c2c * xi)

# %% wrong-first-read
# about: the first read has no variability from cycle to cycle
# score: 15
# hint: At least one cycle, perhaps the first, has no variability
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        if self.last is None:
            self.last, xi = xi, 0 * xi
        return self.own * (1 + self.c2c * xi)

# %% wrong-memory
# about: a tenth of the last cycle
# score: 15
# hint: A cycle depends on the one before it
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        if self.last is not None:
            xi = 0.1 * self.last + 0.99**0.5 * xi
        self.last = xi
        return self.own * (1 + self.c2c * xi)

# %% wrong-neighbours
# about: the factors of neighbours are alike
# score: 15
# hint: The factors of neighbouring devices are alike
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        xi = (xi + np.roll(xi, 1, axis=-1)) / 2**0.5
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        return self.own * (1 + self.c2c * xi)

# %% wrong-neighbours-move
# about: neighbours move together
# score: 15
# hint: In each cycle neighbouring devices move together
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        xi = (xi + np.roll(xi, 1, axis=-1)) / 2**0.5
        return self.own * (1 + self.c2c * xi)

# %% right-twelve-uniforms
# about: the sum of twelve uniform numbers in place of the normal distribution
# score: 19
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = np.array(G, dtype=float)
        self.c2c, self.rng, self.last = c2c, rng, None
        xi = rng.normal(size=self.G.shape)
        xi = rng.random((12, *self.G.shape)).sum(axis=0) - 6
        self.own = self.G * np.exp(d2d * xi)

    def read(self):
        xi = self.rng.normal(size=self.G.shape)
        xi = self.rng.random((12, *self.G.shape)).sum(axis=0) - 6
        return self.own * (1 + self.c2c * xi)

# %% wrong-cycles-lifted
# about: the number of a cycle has the mean 1
# score: 15
# hint: The standard deviation of reads over 200 cycles, relative to their mean, is too small
import numpy as np


class NoisyArray:
    def __init__(self, G, d2d, c2c, rng):
        self.G = G * np.exp(d2d * rng.normal(size=G.shape))
        self.c2c, self.rng = c2c, rng

    def read(self):
        return self.G * (1 + self.c2c * self.rng.normal(1, 1, size=self.G.shape))
