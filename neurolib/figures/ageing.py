"""A phase-change device that ages: what is left of its conductance, and its drift exponent against
the crystalline fraction. Used in chapter 4.
"""

from __future__ import annotations

import numpy as np

from ..devices import PCM
from ..devices.mixing import MIXTURES, bruggeman, linear, log
from ..units import day, hour, s, year

aged = PCM.aged
LAWS = tuple(MIXTURES)  # by their numbers
NAMES = {"bruggeman": "Bruggeman’s law", "log": "the logarithmic law", "linear": "the linear law"}
AGES = 1 * hour, 1 * day, 1 * year
STEP = 1e-4  # of the logarithm of time, in the central difference
TABLES = {
    "times": np.geomspace(20 * s, 10 * year, 121),
    "fractions": np.linspace(0, 1, 101),
}
OUTPUTS = {
    "left": len(TABLES["times"]),  # of the conductance, at each time
    "exponents": len(TABLES["fractions"]),  # at each crystalline fraction
    "at_ages": len(AGES),
    "nu": 1,
    "after_day": 1,
    "after_year": 1,
}


def conductance_left(
    f, nu_amorphous, G_c, G_a, t_0, mixing, times, fractions,
    left, exponents, at_ages, nu, after_day, after_year,
):  # fmt: skip
    """Compute both curves, and the values of a device of crystalline fraction f.

    Conductances are in S and times in s; what is left is a share of the first, and fractions and
    exponents are numbers.
    """
    first = conductance(f, times[0], mixing, G_c, G_a, t_0, nu_amorphous)
    for k in range(len(times)):
        left[k] = conductance(f, times[k], mixing, G_c, G_a, t_0, nu_amorphous) / first
    for k in range(len(fractions)):
        exponents[k] = exponent(fractions[k], mixing, G_c, G_a, t_0, nu_amorphous)
    for k in range(len(AGES)):
        at_ages[k] = conductance(f, AGES[k], mixing, G_c, G_a, t_0, nu_amorphous) / first
    nu[0] = exponent(f, mixing, G_c, G_a, t_0, nu_amorphous)
    after_day[0], after_year[0] = at_ages[1], at_ages[2]


def conductance(f, t, mixing, G_c, G_a, t_0, nu_amorphous):
    """Return the conductance in S at a time t in s after programming."""
    return mixed(f, mixing, G_c, aged(G_a, t, t_0, nu_amorphous))


def mixed(f, mixing, G_c, G_a):
    """Return the conductance in S of a mixture by the law of this number in :data:`LAWS`."""
    if mixing == 0:
        return bruggeman(f, G_c, G_a)
    return linear(f, G_c, G_a) if mixing == 1 else log(f, G_c, G_a)


def exponent(f, mixing, G_c, G_a, t_0, nu_amorphous):
    """Return the drift exponent of the device at t_0."""
    early = conductance(f, t_0 * np.exp(-STEP), mixing, G_c, G_a, t_0, nu_amorphous)
    late = conductance(f, t_0 * np.exp(STEP), mixing, G_c, G_a, t_0, nu_amorphous)
    return (np.log(early) - np.log(late)) / (2.0 * STEP)
