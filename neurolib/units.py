"""Names for SI floats: type ``20*ms`` at the border, compute in SI inside, divide by a unit to show.

>>> from neurolib.units import mV, ms, show
>>> 20 * ms
0.02
>>> (-0.07) / mV
-70.0
>>> show(0.000144, "s")
'144 µs'
"""

from math import floor, log10

s, ms, us, ns = 1.0, 1e-3, 1e-6, 1e-9
minute, hour, day, year = 60.0, 3600.0, 86400.0, 31557600.0
V, mV, uV = 1.0, 1e-3, 1e-6
A, mA, uA, nA, pA, fA = 1.0, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15
S, mS, uS, nS, pS = 1.0, 1e-3, 1e-6, 1e-9, 1e-12
Ohm, kOhm, MOhm, GOhm = 1.0, 1e3, 1e6, 1e9
F, uF, nF, pF, fF = 1.0, 1e-6, 1e-9, 1e-12, 1e-15
Hz, kHz, MHz, GHz = 1.0, 1e3, 1e6, 1e9
J, mJ, uJ, nJ, pJ, fJ, aJ = 1.0, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-18
W, mW, uW, nW, pW = 1.0, 1e-3, 1e-6, 1e-9, 1e-12
m, um, nm = 1.0, 1e-6, 1e-9
K = 1.0
rad = 1.0

_PREFIXES = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}


def factor(unit: str) -> float:
    """Return the SI value of a unit named as above, 1 for the empty name."""
    return float(globals()[unit]) if unit else 1.0


def base(unit: str) -> str:
    """Return the SI unit behind a prefixed one: ``base("pF")`` is ``"F"``."""
    if unit in ("minute", "hour", "day", "year"):
        return "s"
    for stem in ("Ohm", "Hz", "rad", "s", "V", "A", "S", "F", "J", "W", "m", "K"):
        if unit.endswith(stem) and len(unit) - len(stem) <= 1:
            return stem
    return unit


def written(unit: str) -> str:
    """Return a unit as it is printed, not typed: ``written("uW")`` is ``"µW"``, ``written("kOhm")`` is ``"kΩ"``."""
    return unit.removesuffix("Ohm") + "Ω" if unit.endswith("Ohm") else unit.replace("u", "µ", 1) if unit.startswith("u") else unit


def show(value: float, unit: str, digits: int = 4) -> str:
    """Write an SI value with the prefix that keeps its mantissa between 1 and 1000: ``show(2e-9, "A")`` is ``"2 nA"``.

    Seconds take none above 1: nobody says ks.
    """
    stem = base(unit)
    if value == 0 or value != value or value in (float("inf"), -float("inf")) or stem in ("", "rad", "K"):
        return f"{value:.{digits}g} {stem}".rstrip()
    mantissa = float(f"{value:.{digits}g}")
    power = min(0 if stem == "s" else 9, max(-18, 3 * floor(log10(abs(mantissa)) / 3)))
    name = "Ω" if stem == "Ohm" else stem
    return f"{mantissa / 10.0**power:.{digits}g} {_PREFIXES[power]}{name}"
