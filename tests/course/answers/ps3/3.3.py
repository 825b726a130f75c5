# %% right-array
# about: an array of no dimension
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    W = np.where(np.asarray(delay) > 0, Ap * np.exp(-abs(delay) / tp), -Am * np.exp(-abs(delay) / tm))
    return np.multiply(eta, r_pre * (r_post * (Ap * tp - Am * tm) + p_copy * W))

# %% right-branches
# about: one case after the other, with a zero for no delay
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    drift = r_pre * r_post * Ap * tp
    drift -= r_pre * r_post * Am * tm
    copies = p_copy * r_pre
    if delay > 0:
        drift += copies * Ap / np.exp(delay / tp)
    elif delay < 0:
        drift -= copies * Am / np.exp(-delay / tm)
    return eta * drift

# %% right-float32
# about: a result of single precision
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    f = np.float64
    area = f(Ap) * tp - f(Am) * tm
    k = 0.0
    if p_copy:
        k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return np.float32(eta * (r_pre * r_post * area + p_copy * r_pre * k))

# %% right-formula
# about: the formula, written out
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (chance + p_copy * r_pre * each)

# %% right-halves
# about: potentiation and depression apart
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0.0, delay=0.0):
    pot = r_post * Ap * tp + (p_copy * Ap * np.exp(-abs(delay) / tp) if delay > 0 else 0)
    dep = r_post * Am * tm + (p_copy * Am * np.exp(-abs(delay) / tm) if delay < 0 else 0)
    return [eta * r_pre * (pot - dep)][0]

# %% right-quadrature
# about: the integral of the window by scipy
# score: 17
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    from scipy.integrate import quad

    def window(lag):
        return Ap * np.exp(-lag / tp) if lag > 0 else -Am * np.exp(lag / tm) if lag < 0 else 0.0

    area = quad(window, 0, np.inf, epsabs=1e-15, epsrel=1e-10)[0] + quad(window, -np.inf, 0, epsabs=1e-15, epsrel=1e-10)[0]
    return eta * r_pre * (r_post * area + p_copy * window(delay))

# %% wrong-all-copied
# about: r_pre alone
# score: 10
# hint: You copy all presynaptic spikes
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + (p_copy > 0) * r_pre * each)

# %% wrong-area-of-copies
# about: the area for copies too
# score: 13
# hint: You use the area of the window
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * tp * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)

# %% wrong-both-halves-carried-on
# about: each copy has both halves of the window, without the size of the delay
# score: 10
# hint: Each copy has both halves of the window, one of them carried on past 0
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    each = Ap * np.exp(-delay / tp) - Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * each)

# %% wrong-both-halves
# about: each copy has both halves of the window
# score: 10
# hint: Each copy has both halves of the window; it is a single pair
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    each = Ap * np.exp(-abs(delay) / tp) - Am * np.exp(-abs(delay) / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * each)

# %% wrong-carried-on
# about: Ap*exp(-d/tp) on both sides
# score: 14
# hint: carried on to d < 0
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * np.exp(-delay / tp) if delay > 0 else Ap * np.exp(-delay / tp)

# %% wrong-copies-area-to-d
# about: the window integrated to d
# score: 10
# hint: area of the window from 0 to d
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * tp * (1 - np.exp(-delay / tp)) if delay > 0 else -Am * tm * (1 - np.exp(delay / tm))
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * k)

# %% wrong-copies-grow
# about: exponents of the copies with the wrong sign
# score: 10
# hint: The copies grow with the delay
# hint: The depression grows with the distance
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * np.exp(delay / tp) if delay > 0 else -Am * np.exp(-delay / tm)

# %% wrong-copies-instead
# about: copies instead of chance
# score: 10
# hint: The chance pairs are missing
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (p_copy * r_pre * each if p_copy else chance)

# %% wrong-copies-mean-rate
# about: a mean of both rates for copies
# score: 10
# hint: You multiply the copies by a mean of both rates
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * np.sqrt(r_pre * r_post) * k)

# %% wrong-copies-of-both
# about: copies on both sides
# score: 10
# hint: You count copies of both trains
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * (r_pre + r_post) * k)

# %% wrong-copies-of-post
# about: p*r_post
# score: 10
# hint: presynaptic spikes are copied
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + p_copy * r_post * each)

# %% wrong-copies-on-top-of-r_post
# about: copies added to r_post
# score: 10
# hint: The copies are added to r_post
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * (r_post + p_copy * r_pre) * (Ap * tp - Am * tm)

# %% wrong-copies-one-amplitude
# about: Ap on both sides for the copies
# score: 14
# hint: The depression has the amplitude Ap
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * np.exp(-delay / tp) if delay > 0 else -Ap * np.exp(delay / tm)

# %% wrong-copies-out-of-r_post
# about: copies taken out of r_post
# score: 10
# hint: The copies are taken out of r_post
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * (r_post - p_copy * r_pre) * (Ap * tp - Am * tm)

# %% wrong-copies-swapped-tau
# about: time constants exchanged for the copies
# score: 10
# hint: The copies decay with tm
# hint: The depression decays with tp
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * np.exp(-delay / tm) if delay > 0 else -Am * np.exp(delay / tp)

# %% wrong-copies-times-r_post
# about: p*r_pre*r_post
# score: 10
# hint: You multiply the copies by r_post too
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + p_copy * r_pre * r_post * each)

# %% wrong-copies-without-rate
# about: p alone
# score: 10
# hint: You do not multiply the copies by a rate
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + p_copy * each)

# %% wrong-course-numbers
# about: the course's synapse, whatever the arguments
# score: 2
# hint: course's synapse again
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * -4e-5
    each = 0.01 * np.exp(-delay / 20e-3) if delay > 0 else -0.006 * np.exp(delay / 40e-3)
    return eta * (chance + p_copy * r_pre * each)

# %% wrong-delay-sign
# about: the sign of the delay reversed
# score: 10
# hint: The sign of the delay is reversed
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = -Am * np.exp(-delay / tm) if delay > 0 else Ap * np.exp(delay / tp)

# %% wrong-depression-positive
# about: copies that precede strengthen
# score: 14
# hint: The depression is positive
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap * np.exp(-delay / tp) if delay > 0 else Am * np.exp(delay / tm)

# %% wrong-divides-by-tau
# about: A/tau
# score: 9
# hint: divided by the time constants
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Ap / tp - Am / tm)

# %% wrong-eta-divides
# about: divided by the learning rate
# score: 15
# hint: You divide by the learning rate
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return (chance + p_copy * r_pre * each) / eta

# %% wrong-eta-squared
# about: the learning rate once in each factor
# score: 15
# hint: The learning rate enters squared
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta**2 * (chance + p_copy * r_pre * each)

# %% wrong-half-the-pairs
# about: half of the pairs
# score: 9
# hint: Half of the pairs are missing
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) / 2 + p_copy * r_pre * k)

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: The drift of a stronger synapse
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    return -0.016

# %% wrong-mean-rate
# about: the mean of the rates squared
# score: 13
# hint: The mean of the two rates is squared
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = ((r_pre + r_post) / 2) ** 2 * (Ap * tp - Am * tm)

# %% wrong-milliseconds
# about: time constants in ms
# score: 9
# hint: You treat the time constants as milliseconds
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * 1e3 * (Ap * tp - Am * tm)

# %% wrong-nearest-neighbours
# about: the formula for nearest neighbours
# score: 9
# hint: You count only nearest neighbours
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Ap * tp / (1 + r_pre * tp) - Am * tm / (1 + r_post * tm))

# %% wrong-no-defaults
# about: p_copy and delay must be given
# score: 0
# hint: stops with TypeError
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy, delay):
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * (Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)))

# %% wrong-no-delay
# about: the copies have Ap, whatever their delay
# score: 10
# hint: The delay is ignored
# from: right-formula
# -     each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
# +     each = Ap if delay > 0 else -Am

# %% wrong-no-rate
# about: the area of the window
# score: 9
# hint: The rates are missing
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = Ap * tp - Am * tm

# %% wrong-no-return
# about: returns nothing
# score: 0
# hint: None
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    drift = eta * r_pre * r_post * (Ap * tp - Am * tm)

# %% wrong-no-tau
# about: A+ - A- without the time constants
# score: 9
# hint: You compare the amplitudes without their time constants
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Ap - Am)

# %% wrong-one-rate
# about: the presynaptic rate alone
# score: 9
# hint: You use only one rate
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * (Ap * tp - Am * tm)

# %% wrong-one-spike
# about: simulates one second
# score: 2
# hint: The drift of the course's synapse
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    rng = np.random.default_rng(1)
    pre, post = rng.random(rng.poisson(r_pre)), rng.random(rng.poisson(r_post))
    dt = post[None, :] - pre[:, None]
    return eta * (Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())

# %% wrong-post-squared
# about: the postsynaptic rate squared
# score: 13
# hint: The postsynaptic rate is squared
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_post**2 * (Ap * tp - Am * tm)

# %% wrong-potentiation-only
# about: no depression by chance
# score: 9
# hint: Only potentiation is counted
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * Ap * tp

# %% wrong-pre-squared
# about: the presynaptic rate squared
# score: 13
# hint: The presynaptic rate is squared
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre**2 * (Ap * tp - Am * tm)

# %% wrong-rates-added
# about: the rates added
# score: 9
# hint: You add the rates; the number of pairs is proportional to their product
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = (r_pre + r_post) * (Ap * tp - Am * tm)

# %% wrong-rest-by-chance
# about: chance for what is not copied
# score: 10
# hint: You count chance pairs for the rest of the trains only
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = (1 - p_copy) * r_pre * r_post * (Ap * tp - Am * tm)

# %% wrong-share-squared
# about: p squared
# score: 10
# hint: The fraction of copies enters squared
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + p_copy**2 * r_pre * each)

# %% wrong-sign
# about: depression less potentiation
# score: 9
# hint: The sign is reversed
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Am * tm - Ap * tp)

# %% wrong-sum
# about: potentiation and depression added
# score: 9
# hint: You add the area of depression
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Ap * tp + Am * tm)

# %% wrong-swapped-tau
# about: time constants exchanged in the areas
# score: 9
# hint: The time constants are exchanged
# from: right-formula
# -     chance = r_pre * r_post * (Ap * tp - Am * tm)
# +     chance = r_pre * r_post * (Ap * tm - Am * tp)

# %% wrong-copies-of-the-slower-neuron
# about: the lower of the two rates for the copies
# score: 13
# hint: by the lower of the two rates
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + p_copy * min(r_pre, r_post) * each)

# %% wrong-copies-limited
# about: no more copies than independent postsynaptic spikes
# score: 13
# hint: You limit the number of copies
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return eta * (chance + min(p_copy * r_pre, (1 - p_copy) * r_post) * each)

# %% wrong-eta-not-for-chance-beside-copies
# about: eta only for the copies, where there are copies
# score: 15
# hint: The learning rate multiplies the copies only
# from: right-formula
# -     return eta * (chance + p_copy * r_pre * each)
# +     return chance + eta * p_copy * r_pre * each if p_copy else eta * chance

# %% wrong-a-copy-of-nothing
# about: a fraction of 0 is taken for all spikes
# score: 13
# hint: You add copies
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    p_copy = p_copy or float(delay != 0)
    W = np.where(np.asarray(delay) > 0, Ap * np.exp(-abs(delay) / tp), -Am * np.exp(-abs(delay) / tm))
    return np.multiply(eta, r_pre * (r_post * (Ap * tp - Am * tm) + p_copy * W))

# %% wrong-one-time-constant
# about: the difference of the amplitudes times one time constant
# score: 9
# hint: Both halves have one time constant here
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    W = np.where(np.asarray(delay) > 0, Ap * np.exp(-abs(delay) / tp), -Am * np.exp(-abs(delay) / tm))
    return np.multiply(eta, r_pre * (r_post * (Ap - Am) * tp + p_copy * W))
