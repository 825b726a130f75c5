"""Names for SI floats: type ``20*ms`` at the border, compute in SI inside, divide by a unit to
show.

>>> from neurolib.units import mV, ms, quantity, show
>>> 20 * ms
0.02
>>> (-0.07) / mV
-70.0
>>> show(0.000144, "s")
'144 µs'
>>> quantity(-40.0, "mV"), quantity(96.61, "%"), quantity(10_000_000)
('−40 mV', '96.6 %', '10 000 000')
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from math import floor, fsum, isfinite, log10
from numbers import Complex, Integral, Real
from typing import Any, SupportsFloat

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

_VALUES = {name: value for name, value in globals().items() if isinstance(value, float)}
FUNCTIONS = ["base", "decimals", "factor", "percentages", "quantity", "show", "written"]
__all__ = [*FUNCTIONS, *_VALUES]


def __dir__() -> list[str]:
    """List the names of units and the functions on them, for tab completion."""
    return sorted(__all__)


_PREFIXES = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}


class ParameterError(ValueError):
    """A value that a model or a function cannot accept; the message says what, how much, what was
    expected, what to type.
    """


def factor(unit: str) -> float:
    """Return the SI value of a unit named as above, 1 for the empty name, or raise
    :class:`ParameterError` for another name.
    """
    if _named(unit, "factor") and unit not in _VALUES:
        raise ParameterError(
            f"factor's unit is {unit!r:.60}; expected the name of a unit, as in 'mV'.{hint(unit)}"
        )
    return _VALUES[unit] if unit else 1.0


def hint(unit: str) -> str:
    """Return what to type in place of the name of no unit: the end of a refusal."""
    if re.search(r"[/*·^²³⁻()-]|\S \S", unit):
        return (
            ' There are no compound units: give "" as the unit and the values in SI, and write the '
            'unit at the end of the meaning, as in "steepness, 1/V".'
        )
    return "".join(f" Did you mean {name!r}?" for name in get_close_matches(unit, _VALUES, 1, 0.4))


def base(unit: str) -> str:
    """Return the SI unit behind a prefixed one: ``base("pF")`` is ``"F"``."""
    if _named(unit, "base") in ("minute", "hour", "day", "year"):
        return "s"
    for stem in ("Ohm", "Hz", "rad", "s", "V", "A", "S", "F", "J", "W", "m", "K"):
        if unit.endswith(stem) and len(unit) - len(stem) <= 1:
            return stem
    return unit


def written(unit: str) -> str:
    """Return a unit as it is printed, not typed: ``written("uW")`` is ``"µW"``, ``written("kOhm")``
    is ``"kΩ"``.
    """
    unit = _named(unit, "written")
    return (
        unit.removesuffix("Ohm") + "Ω"
        if unit.endswith("Ohm")
        else unit.replace("u", "µ", 1)
        if unit.startswith("u")
        else unit
    )


def show(value: SupportsFloat, unit: str, digits: int = 4) -> str:
    """Write an SI value with the prefix that keeps its mantissa between 1 and 1000:
    ``show(2e-9, "A")`` is ``"2 nA"``.

    Seconds take none above 1: nobody says ks. Raises :class:`ParameterError` for what is no number
    and no unit's name.
    """
    stem, number = base(_named(unit, "show")), _number(value, "show")
    digits = _digits(digits, "show")
    if number == 0 or not isfinite(number) or stem in ("", "rad", "K"):
        return f"{number:.{digits}g} {stem}".rstrip()
    mantissa = float(f"{number:.{digits}g}")
    power = min(0 if stem == "s" else 9, max(-18, 3 * floor(log10(abs(mantissa)) / 3)))
    name = "Ω" if stem == "Ohm" else stem
    # 760 ps, also of two digits
    return f"{mantissa / 10.0**power:.{max(3, digits)}g} {_PREFIXES[power]}{name}"


def quantity(value: SupportsFloat, unit: str = "", digits: int = 3) -> str:
    """Write a number that is in ``unit`` already, as the course prints it:
    ``quantity(run.V[-1] / mV, "mV")`` is ``"−40 mV"``.

    A true minus, "96.6 %", 45° without a space, thousands apart from 10 000 on, 1.4×10⁹ for what is
    larger or smaller than one reads; a whole number keeps all its digits, any other ``digits`` of
    them. Raises :class:`ParameterError` as :func:`show` does.
    """
    unit, digits = _named(unit, "quantity"), _digits(digits, "quantity")
    number: Any = value
    if isinstance(value, Integral) and not isinstance(value, bool):
        text = _grouped(str(abs(int(value))))
    elif not isfinite(number := _number(value, "quantity")):
        text = "∞" if abs(number) == float("inf") else "nan"
    else:
        mantissa, power = f"{abs(number):.{digits - 1}e}".split("e")
        if number == 0 or -5 < int(power) < 6:
            text = _grouped(
                _trimmed(f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - int(power))}f}")
            )
        else:
            text = f"{_trimmed(mantissa)}×10{str(int(power)).translate(_RAISED)}".removeprefix("1×")
    name = written(unit) if unit in _VALUES else unit
    return f"{'−' if number < 0 else ''}{text}{'' if unit in ('', '°') else ' '}{name}"


def decimals(value: SupportsFloat, digits: int = 2) -> str:
    """Write a number with a fixed number of decimals and a true minus: ``decimals(-0.5)`` is
    ``"−0.50"``.

    Numbers below one another in a table, or beside their error, have the same number of ``digits``
    after the point. Raises :class:`ParameterError` as :func:`show` does. Used in chapter 9 and
    lab 5.
    """
    number, digits = _number(value, "decimals"), _digits(digits, "decimals")
    return f"{round(number, digits) + 0:.{digits}f}".replace("-", "−")  # −0.00 is 0.00


def percentages(fractions: Iterable[SupportsFloat], unit: str = "%", digits: int = 1) -> str:
    """Write the mean and the range of some fractions, such as the accuracies of several runs, in
    per cent: ``percentages([0.95, 0.97])`` is ``"96.0 % (95.0 to 97.0 %)"``.

    ``unit`` is written behind the numbers; an empty one leaves it to the head of a table. Each
    number has as many ``digits`` after the point. Raises :class:`ParameterError` for no fractions
    and for what is no finite number. Used in chapters 5, 6 and 8.
    """
    unit = f" {_named(unit, 'percentages')}".rstrip()
    if not isinstance(fractions, Iterable) or isinstance(fractions, (str, bytes, dict)):
        raise ParameterError(
            f"percentages' fractions are {fractions!r:.60}; expected numbers, as in [0.95, 0.97]."
        )
    found = [100 * _number(each, "percentages") for each in fractions]
    if not found or not all(map(isfinite, found)):
        raise ParameterError(
            f"percentages' fractions are {fractions!r:.60}; expected one finite number or more."
        )
    mean = decimals(fsum(found) / len(found), digits)
    return f"{mean}{unit} ({decimals(min(found), digits)} to {decimals(max(found), digits)}{unit})"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _grouped(digits: str) -> str:
    """Put a narrow space between thousands where a whole part has more than four digits."""
    whole, point, rest = digits.partition(".")
    return (f"{int(whole):,}".replace(",", "\u202f") if len(whole) > 4 else whole) + point + rest


def _named(unit: Any, verb: str) -> str:
    if isinstance(unit, str):
        return unit
    raise ParameterError(
        f"{verb}'s unit is {unit!r:.60}; expected the name of a unit in quotes, as in 'mV'."
    )


def _number(value: Any, verb: str) -> float:
    try:
        complex_number = isinstance(value, Complex) and not isinstance(value, Real)
        # NumPy's truth values have one of two names
        truth = type(value).__name__ in ("bool", "bool_")
        if not (truth or complex_number or isinstance(value, str | bytes)):
            return float(value)
    except OverflowError:
        shown = f"{str(value)[:20]}…"
        raise ParameterError(
            f"{verb}'s value is {shown}; expected one number of at most 1.8e308 in "
            f"size, as a float holds it."
        ) from None
    except (TypeError, ValueError):
        pass
    raise ParameterError(
        f"{verb}'s value is {value!r:.60}; expected one number, as in {verb}(2e-9, 'A')."
    )


def _digits(digits: Any, verb: str) -> int:
    if isinstance(digits, Integral) and not isinstance(digits, bool) and 1 <= int(digits) <= 17:
        return int(digits)
    raise ParameterError(
        f"{verb}'s digits is {digits!r:.60}; expected a whole number from 1 to 17, as in 4."
    )
