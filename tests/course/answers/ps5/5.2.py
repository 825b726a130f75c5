# %% right-fft
# about: the transform of both signs of f
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n))
    f[0] = np.inf
    x = np.real(np.fft.ifft(np.fft.fft(rng.standard_normal(n)) / f**0.5))
    return (x - np.mean(x)) / np.std(x)

# %% right-float32
# about: single precision
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n).astype(np.float32)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n).astype(np.float32)) / np.sqrt(f), n).astype(np.float32)
    x -= x.mean()
    return x / x.std()

# %% right-half-integral
# about: white noise, integrated half a time
# score: 30
import numpy as np
from scipy.signal import fftconvolve


def flicker_noise(n, fs, rng):
    k = np.arange(1, n)
    memory = np.concatenate([[1.0], np.cumprod((k - 0.5) / k)])
    x = fftconvolve(rng.normal(size=n), memory)[:n]

    x = x - x.mean()
    return x / x.std()

# %% right-kasdin
# about: a half of an integral, by convolution
# score: 30
import numpy as np
from scipy.signal import fftconvolve
def flicker_noise(n, fs, rng):
    k = np.arange(1, n)
    h = np.concatenate([[1.0], np.cumprod((k - 0.5) / k)])
    w = rng.normal(size=2 * n)
    x = fftconvolve(w, h)[n:2 * n]
    x -= x.mean()
    return x / x.std()

# %% right-list
# about: a list, in units of 1/n
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.arange(n // 2 + 1); f[0] = 1
    z = (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)) / np.sqrt(f); z[0] = 0
    x = np.fft.irfft(z, n)
    return list((x - x.mean()) / x.std(ddof=1))

# %% right-one-drive
# about: relaxations that share their white noise
# score: 30
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x, white = np.zeros(n), rng.normal(size=n)
    for corner in np.geomspace(fs / n, fs / 2, 20):
        a = np.exp(-2 * np.pi * corner / fs)
        x += lfilter([np.sqrt(1 - a**2)], [1, -a], white)

    x = x - x.mean()
    return x / x.std()

# %% right-ou-python
# about: two dozen relaxations, an octave apart
# score: 30
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    total = 0
    for k in range(24):
        corner = 0.5 * fs * 2.0 ** -k
        a = np.exp(-2 * np.pi * corner / fs)
        e = rng.standard_normal(n) * np.sqrt(1 - a * a)
        e[0] /= np.sqrt(1 - a * a)
        total = total + lfilter([1], [1, -a], e)
    total -= np.mean(total)
    return total / np.sqrt(np.mean(total ** 2))

# %% right-phases
# about: amplitudes as they should be, phases at random
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.arange(1, n // 2 + 1)
    spectrum = np.concatenate([[0], np.exp(2j * np.pi * rng.random(f.size)) / np.sqrt(f)])
    x = np.fft.irfft(spectrum, n)

    x = x - x.mean()
    return x / x.std()

# %% right-relaxations
# about: relaxations, three a decade, their corners from once in the record to half the sampling rate
# score: 30
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.geomspace(fs / n, fs / 2, int(3 * np.log10(n)) + 1):
        a = np.exp(-2 * np.pi * corner / fs)
        draws = rng.normal(size=n)
        draws[1:] *= np.sqrt(1 - a**2)
        x += lfilter([1], [1, -a], draws)

    x = x - x.mean()
    return x / x.std()

# %% right-telegraph
# about: switches that turn at random, their rates spread evenly on a logarithmic axis
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for rate in np.geomspace(fs / n, fs / 2, 40):
        turns = rng.random(n) < (1 - np.exp(-2 * np.pi * rate / fs)) / 2
        x += 1 - 2 * ((np.cumsum(turns) + rng.integers(2)) % 2)

    x = x - x.mean()
    return x / x.std()

# %% right-uniform
# about: white noise that is not normal, and the full transform
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n, 1 / fs))
    f[0] = 1
    spectrum = np.fft.fft(rng.uniform(-1, 1, n)) * f**-0.5
    spectrum[0] = 0
    x = np.fft.ifft(spectrum).real
    return x / np.std(x, ddof=1)

# %% right-voss
# about: rows of numbers, each held twice as long as the one before
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    x, held = rng.normal(size=n), 2
    while held < n:
        x += np.repeat(rng.normal(size=n // held + 1), held)[:n]
        held *= 2

    x = x - x.mean()
    return x / x.std()

# %% wrong-blue
# about: amplitudes weighted with the root of f
# score: 11
# hint: The density rises with f; it should fall as 1/f
# hint: The octaves from 1 Hz to 256 Hz do not hold the same power
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-complex
# about: the full transform, without .real
# score: 0
# hint: The record is complex, but the noise should be real
# hint: The record is an array that holds other things than numbers
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n, 1 / fs))
    f[0] = np.inf
    x = np.fft.ifft(np.fft.fft(rng.normal(size=n)) / np.sqrt(f))
    return x / x.std()

# %% wrong-density
# about: the density in place of the record
# score: 0
# hint: The record has n//2 + 1 values
# hint: The record for n = 5000 has 2501 samples
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    return 1 / f

# %% wrong-even-only
# about: np.fft.irfft is not told n
# score: 22
# hint: The record for an odd n = 4097 has n - 1 samples. np.fft.irfft returns an even number of samples unless you give it n
# hint: The record for n = 5001 has 5000 samples
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f))
    x = x - x.mean()
    return x / x.std()

# %% wrong-few-sines
# about: one sine an octave, phases at random
# score: 14
# hint: The density falls as
# hint: The spectrum has gaps: it has a few single frequencies instead of all
import numpy as np


def flicker_noise(n, fs, rng):
    t, f, x = np.arange(n) / fs, fs / n, np.zeros(n)
    while f < fs / 2:
        x += np.sin(2 * np.pi * (f * t + rng.random()))
        f *= 2

    x = x - x.mean()
    return x / x.std()

# %% wrong-global
# about: draws from np.random
# score: 27
# hint: The same seed gives another record
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(np.random.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-half-silent
# about: noise in the first half only
# score: 26
# hint: The noise is stronger in one part of the record than in another
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    x[n // 2 :] = 0
    x = x - x.mean()
    return x / x.std()

# %% wrong-largest-1
# about: the largest value is 1
# score: 25
# hint: The record is scaled to its largest value
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    return x / np.abs(x).max()

# %% wrong-length-1
# about: a vector of length 1
# score: 25
# hint: The record is scaled to length 1
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    return x / np.linalg.norm(x)

# %% wrong-moving-mean
# about: white noise, averaged over a hundred samples
# score: 14
# hint: This is one relaxation alone: the density is flat below one frequency and falls as 1/f**2 above. Add up many
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.convolve(rng.normal(size=n + 99), np.ones(100) / 100, 'valid')
    x = x - x.mean()
    return x / x.std()

# %% wrong-nan
# about: an infinite weight at 0 Hz
# score: 0
# hint: The record holds NaN: is something divided by f at f = 0? Give that frequency no weight
# hint: The record: expected finite values
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
        x = x - x.mean()
    return x / x.std()

# %% wrong-no-phases
# about: no phases: one burst
# score: 26
# hint: The record is one burst: weighted frequencies need random phases
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.arange(1, n // 2 + 1)
    x = np.fft.irfft(np.concatenate([[0], rng.uniform(0.5, 1.5, f.size) / np.sqrt(f)]), n)

    x = x - x.mean()
    return x / x.std()

# %% wrong-no-return
# about: computes and returns nothing
# score: 0
# hint: The record for n = 4096 is None
# hint: The record is None: does your function return its result?
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x / x.std()

# %% wrong-random-walk
# about: a random walk
# score: 14
# hint: The density falls as 1/f**2. A random walk has this density
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.cumsum(rng.normal(size=n))
    x = x - x.mean()
    return x / x.std()

# %% wrong-range-1
# about: from 0 to 1
# score: 25
# hint: The mean of the record is not 0
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    return (x - x.min()) / (x.max() - x.min())

# %% wrong-root-of-root
# about: amplitudes weighted with the fourth root
# score: 14
# hint: The density falls as the root of 1/f
# hint: The octaves from 1 Hz to 256 Hz do not hold the same power
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.25, n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-seconds
# about: n taken for seconds
# score: 0
# hint: The record for n = 4096 has 8192 samples
# hint: The record for n = 5000 has 10000 samples
import numpy as np


def flicker_noise(n, fs, rng):
    m = int(n * 2)
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m)

    x = x - x.mean()
    return x / x.std()

# %% wrong-shifted
# about: always the same record, shifted by chance
# score: 27
# hint: Another seed gives the same record
import numpy as np


def flicker_noise(n, fs, rng):
    white = np.fft.rfft(np.random.default_rng(0).normal(size=n))
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.roll(np.fft.irfft(white / np.sqrt(f), n), rng.integers(n))
    x = x - x.mean()
    return x / x.std()

# %% wrong-stops-on-odd
# about: even lengths only
# score: 22
# hint: flicker_noise stops with ValueError
import numpy as np


def flicker_noise(n, fs, rng):
    if n % 2:
        raise ValueError("n should be even")
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: NameError: name 'flicker_noise' is not defined
def flicker_noise(n, fs, rng)
    return 0

# %% wrong-thirds
# about: a third of a record, three times
# score: 26
# hint: The record repeats itself
import numpy as np


def flicker_noise(n, fs, rng):
    m = n // 3 + 1
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.resize(np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m), n)

    x = x - x.mean()
    return x / x.std()

# %% wrong-three-quarters
# about: amplitudes weighted with f**-0.75
# score: 14
# hint: The density falls as
# hint: The octaves from 1 Hz to 256 Hz do not hold the same power
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.75, n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-uniform-phase-cos-only
# about: no sines
# score: 26
# hint: mirrors the first
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(rng.normal(size=len(f)) / np.sqrt(f), n)
    x -= x.mean()
    return x / x.std()

# %% wrong-var-not-std
# about: divided by the variance
# score: 25
# hint: divide each record by its own x.std()
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
    return x / x.var()

# %% wrong-white-and-walk
# about: white noise and a random walk together
# score: 14
# hint: it contains white noise
# hint: Between 30 Hz and 300 Hz this is white noise
import numpy as np


def flicker_noise(n, fs, rng):
    walk, white = np.cumsum(rng.normal(size=n)), rng.normal(size=n)
    x = 0.1 * walk + 2 * white

    x = x - x.mean()
    return x / x.std()

# %% wrong-with-time
# about: times as well
# score: 0
# hint: Return the record alone, one array of n numbers
# hint: The record: expected an array in one dimension
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return np.arange(n) / fs, x / x.std()

# %% wrong-zeros
# about: nothing at all
# score: 0
# hint: The samples of the record are all the same
# hint: Another seed gives the same record
import numpy as np


def flicker_noise(n, fs, rng):
    return np.zeros(n)

# %% wrong-trend
# about: a slow trend on top
# score: 26
# hint: Each record has the same trend
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
    x = x / x.std() + np.linspace(0, 2, n)
    x = x - x.mean()
    return x / x.std()

# %% wrong-flat-below-3
# about: flat below 3 Hz
# score: 26
# hint: Below 1 Hz the density stops rising
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(np.maximum(f, 3)), n)
    x = x - x.mean()
    return x / x.std()
