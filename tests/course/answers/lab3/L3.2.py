# %% right-mean
# about: normalised by the mean
# score: 21
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
    p = np.exp(e - e.max())
    return p / (p.mean())

# %% right-sum-of-slopes
# about: integrates the slope numerically
# score: 21
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    up = r * nu * Ap * kappa * np.asarray(u)
    down = r * nu * Ap * (ratio - 1) * tau
    return up - down
def density(u, critical, Ap, ratio):
    du = u[1] - u[0]
    slope = 2 * (ratio - 1) * (u / critical - 1) / (Ap * (1 + ratio**2) / 2)
    log = np.concatenate([[0], np.cumsum((slope[1:] + slope[:-1]) / 2 * du)])
    p = np.exp(log - log.max())
    return p / np.sum(p * du)

# %% right-complete-square
# about: the square completed around the critical weight
# score: 21
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * ((u - critical)**2 / (2 * critical))
    p = np.exp(e - e.max())
    return p / (p.mean())

# %% wrong-no-causal
# about: without causal pairs
# score: 14
# hint: The causal pairs are missing
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return -r * nu * Ap * (ratio - 1) * tau + 0 * u

# %% wrong-sign-drift
# about: signs exchanged
# score: 14
# hint: The signs are exchanged
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * Ap * ((ratio - 1) * tau - kappa * u)

# %% wrong-added
# about: both parts added
# score: 14
# hint: Both parts are added
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * Ap * (kappa * u + (ratio - 1) * tau)

# %% wrong-no-weight
# about: causal part without the weight
# score: 14
# hint: The causal part does not depend on the weight here
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * Ap * (kappa - (ratio - 1) * tau) + 0 * u

# %% wrong-ratio
# about: ratio in place of ratio - 1
# score: 14
# hint: The ratio itself stands in place of ratio - 1
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * Ap * (kappa * u - ratio * tau)

# %% wrong-no-output-rate
# about: without the output rate
# score: 14
# hint: The output rate is missing
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * Ap * (kappa * u - (ratio - 1) * tau)

# %% wrong-no-input-rate
# about: without the input rate
# score: 14
# hint: The input rate is missing
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return nu * Ap * (kappa * u - (ratio - 1) * tau)

# %% wrong-no-amplitude
# about: without the amplitude
# score: 14
# hint: The amplitude is missing
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * (kappa * u - (ratio - 1) * tau)

# %% wrong-no-tau
# about: without tau
# score: 14
# hint: tau is missing
# from: right-mean
# -     return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
# +     return r * nu * Ap * (kappa * u - (ratio - 1))

# %% wrong-in-place
# about: multiplies the weights in place
# score: 18
# hint: Your function changes its input u in place
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u *= kappa
    return r * nu * Ap * (u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
    p = np.exp(e - e.max())
    return p / (p.mean())

# %% wrong-not-normalised
# about: not normalised
# score: 7
# hint: The density is not normalised
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
    p = np.exp(e)
    return p

# %% wrong-largest-one
# about: divided by its largest value
# score: 7
# hint: The density is not normalised
# from: right-mean
# -     return p / (p.mean())
# +     return p

# %% wrong-sum-one
# about: adds up to 1
# score: 7
# hint: The density adds up to 1
# from: right-mean
# -     return p / (p.mean())
# +     return p / p.sum()

# %% wrong-sign-exponent
# about: sign of the exponent
# score: 7
# hint: The sign of the exponent is reversed
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u - u**2 / (2 * critical))

# %% wrong-half-exponent
# about: half of the exponent
# score: 7
# hint: The exponent is half of the right one
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 2 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)

# %% wrong-double-exponent
# about: twice the exponent
# score: 7
# hint: The exponent is twice the right one
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 8 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)

# %% wrong-equal-steps
# about: without ratio**2
# score: 7
# hint: Both halves of the window are taken as equally high
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 2 * (ratio - 1) / Ap * (u**2 / (2 * critical) - u)

# %% wrong-not-integrated
# about: the slope as the logarithm
# score: 7
# hint: The slope of the logarithm is taken for the logarithm
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u / critical - 1)

# %% wrong-no-two
# about: u**2 instead of u**2/2
# score: 7
# hint: The 2 under the square of the weight is missing
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / critical - u)

# %% wrong-no-critical
# about: without the critical weight
# score: 7
# hint: The critical weight is missing
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / 2 - u)

# %% wrong-density-ratio
# about: ratio in place of ratio - 1
# score: 7
# hint: The ratio itself stands in place of ratio - 1
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * ratio / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
    p = np.exp(e - e.max())
    return p / ((p[1:] + p[:-1]).sum() / 2 * (u[1] - u[0]))

# %% wrong-density-amplitude
# about: without the amplitude
# score: 7
# hint: The amplitude is missing
# from: right-mean
# -     e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
# +     e = 4 * (ratio - 1) / (1 + ratio**2) * (u**2 / (2 * critical) - u)

# %% wrong-overflow
# about: exp overflows
# score: 13
# hint: Very sharp peaks give inf or nan
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * critical) - u)
    p = np.exp(e)
    return p / p.mean()

# %% wrong-only-middle
# about: a single number
# score: 7
# hint: The density has another shape than u
# from: right-mean
# -     return p / (p.mean())
# +     return (p / p.mean())[1:]

# %% wrong-critical-cut-off
# about: the critical weight is at most 1
# score: 13
# hint: The critical weight counts as 1 here
import numpy as np
def drift(u, r, nu, kappa, Ap, ratio, tau):
    u = np.asarray(u)
    return r * nu * Ap * (kappa * u - (ratio - 1) * tau)
def density(u, critical, Ap, ratio):
    e = 4 * (ratio - 1) / (Ap * (1 + ratio**2)) * (u**2 / (2 * min(critical, 1)) - u)
    p = np.exp(e - e.max())
    return p / (p.mean())
