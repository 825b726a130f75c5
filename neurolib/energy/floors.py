r"""Floors of energy: the noise of a charged capacitor, and the heat of an erased bit.

A capacitor C in equilibrium at the temperature T has a random voltage of mean 0, whatever charges
it and through whatever resistance:

.. math::

    V_{\mathrm{rms}} = \sqrt{\frac{k_B T}{C}} \tag{1}

The energy of this noise, :math:`\tfrac12 C V_{\mathrm{rms}}^2 = \tfrac12 k_B T`, does not depend on
C. A signal on it must exceed this voltage by the signal-to-noise ratio that is asked for. Erasing
a bit, for example by overwriting it, turns at least

.. math::

    E = k_B T \ln 2 \tag{2}

into heat: 2.87 zJ at 300 K. :func:`landauer_prices` charges only that, so that a bill by it is a
floor for the same run on any machine.

Sources: H. Nyquist, Physical Review 32:110 (1928), doi:10.1103/PhysRev.32.110; R. Landauer, IBM
Journal of Research and Development 5:183 (1961), doi:10.1147/rd.53.0183.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..model import Quantity
from ..units import K, fF, nF, uF
from .prices import Price, PriceList

BOLTZMANN = 1.380649e-23  # J/K, exact in the SI
CAPACITANCE = Quantity("pF", "capacitance", 1e-21, 1 * uF, (1 * fF, 1 * nF))
KELVIN = Quantity("K", "absolute temperature", 1e-3 * K, 2000 * K, (250 * K, 400 * K))
BITS = Quantity("", "number of bits that are erased", 0.0, 1e30, (1.0, 64.0))
ERASED = {  # bits that one operation overwrites
    "int8 add": (8, "its result"),
    "int8 multiply": (8, "its result"),
    "int32 add": (32, "its result"),
    "int32 multiply": (32, "its result"),
    "fp16 add": (16, "its result"),
    "fp16 multiply": (16, "its result"),
    "fp32 add": (32, "its result"),
    "fp32 multiply": (32, "its result"),
    "DRAM access": (64, "a word"),
    "word read": (64, "the register that it comes into"),
    "word written": (64, "the word that was there"),
    "synaptic event": (32, "the state that it adds to"),
    "neuron update": (32, "the state of before"),
    "threshold check": (1, "its answer"),
    "plasticity update": (32, "the weight of before"),
    "spike": (32, "its address"),
    "hop": (32, "its address"),
    "clock tick": (0, "nothing"),
}


def capacitor_noise(C: Any, T: float = 300 * K) -> Any:
    """Return the random voltage of a capacitor, root mean square, in V: equation (1).

    ``C`` in F is a number or an array, ``T`` in K.
    """
    C, T = CAPACITANCE.array(C, "capacitor_noise's C"), KELVIN.number(T, "capacitor_noise's T")
    return np.sqrt(BOLTZMANN * T / C)[()]  # (1)


def landauer(bits: Any = 1.0, T: float = 300 * K) -> Any:
    """Return the least heat in J of erasing a number of ``bits``: equation (2).

    ``bits`` is a number or an array, ``T`` in K.
    """
    bits, T = BITS.array(bits, "landauer's bits"), KELVIN.number(T, "landauer's T")
    return (bits * BOLTZMANN * T * math.log(2))[()]  # (2)


def landauer_prices(T: float = 300 * K) -> PriceList:
    """Return prices that charge each operation for the bits that it overwrites, at ``T`` in K, and
    nothing else: equation (2).

    How many bits an operation overwrites is a recipe of this course; each price says it. There is
    no leak and no clock.
    """
    T = KELVIN.number(T, "landauer_prices's T")
    source = (
        "R. Landauer (1961), doi:10.1147/rd.53.0183; the number of bits is a recipe of this course."
    )
    prices = [
        Price(
            name,
            float(landauer(bits, T)),
            f"Overwrites {bits} bit{'s' * (bits != 1)}: {what}.",
            source,
            "assumed",
        )
        for name, (bits, what) in ERASED.items()
    ]
    note = (
        "A floor for every machine that overwrites as many bits. The arithmetic of CMOS_45NM is "
        "about a million times above it."
    )
    return PriceList(f"Landauer's floor at {T:g} K", tuple(prices), note=note)
