# %% right-bit-length
# about: bit_length of T, math.ceil
# score: 25
import math
import numpy as np
def steps_for_bits(x, b):
    return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
def energies(counts, T, m, adc, F, E_cell, E_m):
    n = np.array(counts, dtype=float)
    bits = int(T).bit_length()
    column = m * (F * 2**adc + E_m)
    spiking = 2 * m * E_cell * n.sum() + T * column
    matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
    return spiking, matched

# %% right-search
# about: the first number of steps, and loops
# score: 25
import math
import numpy as np
def steps_for_bits(x, b):
    T = 1
    while x * (1 - x) / T > 4.0**-b / 12 * (1 + 1e-12):
        T += 1
    return T
def energies(counts, T, m, adc, F, E_cell, E_m):
    bits = 0
    while 2**bits < T + 1:
        bits += 1
    spiking = matched = 0.0
    for n in counts:
        spiking += n * 2 * m * E_cell
        if n > 0:
            matched += 2 * m * E_cell * (n / T) ** 2 + F * 2**bits
    for _ in range(T):
        spiking += m * (F * 2**adc + E_m)
    return np.array([spiking, matched + m * (F * 2**adc + E_m)])

# %% wrong-count-values
# about: 2**b steps
# score: 20
# hint: This is 2**b or 2**b - 1
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return 2**b

# %% wrong-count-largest
# about: 2**b - 1 steps
# score: 20
# hint: This counts the values
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return 2**b - 1

# %% wrong-not-squared
# about: 2**b in place of 4**b
# score: 20
# hint: The errors are compared, not their squares
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return math.ceil(12 * x * (1 - x) * 2**b)

# %% wrong-no-12
# about: 12 left out
# score: 20
# hint: The 12 is left out
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return math.ceil(x * (1 - x) * 4**b)

# %% wrong-floor
# about: rounded down
# score: 20
# hint: The result is not rounded up
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return int(12 * x * (1 - x) * 4**b)

# %% wrong-poisson
# about: variance of a Poisson count
# score: 20
# hint: The variance x (1 - x) is replaced by x
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return math.ceil(12 * x * 4**b)

# %% wrong-deviation
# about: standard deviation in place of the variance
# score: 20
# hint: The standard deviation stands in place
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return math.ceil(12 * math.sqrt(x * (1 - x)) * 4**b)

# %% wrong-not-whole
# about: not rounded
# score: 20
# hint: The result is not a whole number
# from: right-bit-length
# -     return math.ceil(12 * x * (1 - x) * 4**b - 1e-9)
# +     return 12 * x * (1 - x) * 4**b

# %% wrong-one-reading
# about: the spiking network is read once
# score: 5
# hint: The spiking network is read once here
# from: right-bit-length
# -     spiking = 2 * m * E_cell * n.sum() + T * column
# +     spiking = 2 * m * E_cell * n.sum() + column

# %% wrong-linear-voltage
# about: energy in proportion to the voltage
# score: 11
# hint: in proportion to its voltage
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * (n / T).sum() + F * 2**bits * (n > 0).sum() + column

# %% wrong-full-voltage
# about: all driven rows at full voltage
# score: 11
# hint: get the full voltage
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * (n > 0).sum() + F * 2**bits * (n > 0).sum() + column

# %% wrong-every-spike
# about: the matched network pays for every spike
# score: 11
# hint: pays for every spike
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * n.sum() + F * 2**bits * (n > 0).sum() + column

# %% wrong-all-rows
# about: rows with 0 are converted
# score: 5
# hint: Rows with a count of 0 are converted too
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * len(n) + column

# %% wrong-no-row-converters
# about: no converters of rows
# score: 5
# hint: The converters of the rows are left out
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + column

# %% wrong-log-T
# about: log2 T
# score: 5
# hint: The bits do not hold all counts
# from: right-bit-length
# -     bits = int(T).bit_length()
# +     bits = math.ceil(math.log2(T))

# %% wrong-no-rounding
# about: bits are not rounded
# score: 5
# hint: The number of bits is not a whole number here
# from: right-bit-length
# -     bits = int(T).bit_length()
# +     bits = math.log2(T + 1)

# %% wrong-linear-bits
# about: conversion in proportion to the bits
# score: 5
# hint: in proportion to its bits
# from: right-bit-length
# -     column = m * (F * 2**adc + E_m)
# +     column = m * (F * adc + E_m)
#
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * bits * (n > 0).sum() + column

# %% wrong-one-device
# about: one device a weight
# score: 11
# hint: Each weight has one device here
# from: right-bit-length
# -     spiking = 2 * m * E_cell * n.sum() + T * column
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     spiking = m * E_cell * n.sum() + T * column
# +     matched = m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column

# %% wrong-no-updates
# about: membranes left out
# score: 11
# hint: The updates of the membranes are left out
# from: right-bit-length
# -     column = m * (F * 2**adc + E_m)
# +     column = m * F * 2**adc

# %% wrong-no-column-converters
# about: columns without converters
# score: 5
# hint: The conversions of the columns are left out
# from: right-bit-length
# -     column = m * (F * 2**adc + E_m)
# +     column = m * E_m

# %% wrong-conversion-per-spike
# about: a conversion for each spike
# score: 11
# hint: counted once for each spike
# from: right-bit-length
# -     spiking = 2 * m * E_cell * n.sum() + T * column
# +     spiking = 2 * m * E_cell * n.sum() + n.sum() * m * F * 2**adc + T * m * E_m

# %% wrong-row-bits
# about: rows with the bits of columns
# score: 5
# hint: converted with the bits of the columns
# from: right-bit-length
# -     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**bits * (n > 0).sum() + column
# +     matched = 2 * m * E_cell * ((n / T) ** 2).sum() + F * 2**adc * (n > 0).sum() + column

# %% wrong-exchanged
# about: energies exchanged
# score: 5
# hint: The two energies are exchanged
# from: right-bit-length
# -     return spiking, matched
# +     return matched, spiking

# %% wrong-changes-counts
# about: works in the array it was given
# score: 18
# hint: changes its input counts in place
# from: right-bit-length
# -     n = np.array(counts, dtype=float)
# +     n = np.array(counts, dtype=float)
# +     counts[:] = counts > 0

# %% wrong-steps-of-the-largest-count
# about: conversions and updates in as many steps as the largest count
# score: 18
# hint: only in as many steps as the largest count
# from: right-bit-length
# -     spiking = 2 * m * E_cell * n.sum() + T * column
# +     spiking = 2 * m * E_cell * n.sum() + n.max() * column

# %% wrong-steps-with-spikes
# about: conversions and updates at most once for each spike
# score: 18
# hint: only in as many steps as there are spikes
# from: right-bit-length
# -     spiking = 2 * m * E_cell * n.sum() + T * column
# +     spiking = 2 * m * E_cell * n.sum() + min(T, n.sum()) * column
#
# -
