# %% right-expm1
# about: with expm1
# score: 16
import math

import numpy as np


def mismatch_cv(sigma_vt, kappa, T):
    U_T = 1.380649e-23 * T / 1.602176634e-19
    sigma = kappa * sigma_vt / U_T
    return math.sqrt(math.expm1(sigma**2))


def trained_away():
    return [1, 0, 0, 0, 1]

# %% right-moments
# about: from the two moments
# score: 16
import numpy as np
def mismatch_cv(sigma_vt, kappa, T):
    s2 = (kappa * sigma_vt * 1.602176634e-19 / (1.380649e-23 * T)) ** 2
    mean, square = np.exp(s2 / 2), np.exp(2 * s2)
    return np.sqrt(square - mean**2) / mean
def trained_away():
    return np.array([1, 0, 0, 0, 1])

# %% right-truth-values
# about: truth values for ones and zeros
# score: 16
import math

import numpy as np


def mismatch_cv(sigma_vt, kappa, T):
    U_T = 1.380649e-23 * T / 1.602176634e-19
    sigma = kappa * sigma_vt / U_T
    return math.sqrt(math.expm1(sigma**2))


def trained_away():
    return [True, False, False, False, True]

# %% wrong-no-kappa
# about: no slope factor
# score: 6
# hint: The slope factor is left out
# from: right-expm1
# -     sigma = kappa * sigma_vt / U_T
# +     sigma = sigma_vt / U_T

# %% wrong-linear
# about: the spread of ln I
# score: 6
# hint: This is the spread of ln I
# from: right-expm1
# -     return math.sqrt(math.expm1(sigma**2))
# +     return sigma

# %% wrong-celsius
# about: degrees Celsius
# score: 6
# hint: The temperature is taken for degrees Celsius
# from: right-expm1
# -     U_T = 1.380649e-23 * T / 1.602176634e-19
# +     U_T = 1.380649e-23 * (T + 273.15) / 1.602176634e-19

# %% wrong-millivolts
# about: millivolts
# score: 6
# hint: The spread is taken in millivolts
# from: right-expm1
# -     sigma = kappa * sigma_vt / U_T
# +     sigma = kappa * sigma_vt / 1000 / U_T

# %% wrong-square
# about: the square
# score: 6
# hint: This is the square of the coefficient of variation
# from: right-expm1
# -     return math.sqrt(math.expm1(sigma**2))
# +     return math.expm1(sigma**2)

# %% wrong-mean
# about: not divided by the mean
# score: 6
# hint: The mean is taken for 1
# from: right-expm1
# -     return math.sqrt(math.expm1(sigma**2))
# +     return math.sqrt(math.expm1(sigma**2) * math.exp(sigma**2))

# %% wrong-single
# about: one current
# score: 6
# hint: This is exp(sigma) - 1
# from: right-expm1
# -     return math.sqrt(math.expm1(sigma**2))
# +     return math.expm1(sigma)

# %% wrong-divided
# about: divided by kappa
# score: 6
# hint: The spread is divided by the slope factor
# from: right-expm1
# -     sigma = kappa * sigma_vt / U_T
# +     sigma = sigma_vt / kappa / U_T

# %% wrong-room
# about: always 300 K
# score: 10
# hint: The thermal voltage is that of 300 K
# from: right-expm1
# -     U_T = 1.380649e-23 * T / 1.602176634e-19
# +     U_T = 1.380649e-23 * 300 / 1.602176634e-19

# %% wrong-all
# about: training removes everything
# score: 10
# hint: Some of the faults are removed and some are not
# from: right-expm1
# -     return [1, 0, 0, 0, 1]
# +     return [1, 1, 1, 1, 1]

# %% wrong-copied
# about: copies keep what was trained
# score: 12
# hint: The third fault stays
# from: right-expm1
# -     return [1, 0, 0, 0, 1]
# +     return [1, 0, 1, 0, 1]

# %% wrong-noise
# about: noise is trained away
# score: 12
# hint: The fourth fault stays
# from: right-expm1
# -     return [1, 0, 0, 0, 1]
# +     return [1, 0, 0, 1, 1]

# %% wrong-offset
# about: the offset stays
# score: 12
# hint: The fifth fault is removed
# from: right-expm1
# -     return [1, 0, 0, 0, 1]
# +     return [1, 0, 0, 0, 0]

# %% wrong-four
# about: four numbers
# score: 10
# hint: Return five numbers
# from: right-expm1
# -     return [1, 0, 0, 0, 1]
# -
# +     return [1, 0, 0, 0]
