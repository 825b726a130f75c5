"""Sentences with places for numbers, which Python and a page fill in alike.

``"At {I:show A} the voltage moves towards {V_inf:mV}."`` has two places. What stands behind the
colon says how a number in SI is written:

========================  =====================================================================
``{I:show A}``            :func:`~neurolib.units.show` of it, with the prefix that fits
``{V:mV}``, ``{V:mV 2}``  :func:`~neurolib.units.quantity` in this unit, of 3 digits or of 2
``{r}``, ``{r: 2}``       the same without a unit
``{n:count}``             a whole number with all its digits
``{x:.2f}``               a fixed number of decimals
``{t:+.1f ms}``           the same with a sign and in a unit
========================  =====================================================================

"%" is a hundredth; "thousandths" and "°" are units, too. A text is such a sentence, a
:class:`Choice` of texts, or a list of them, which are joined.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from .. import units
from ..model import ParameterError
from ..units import factor, quantity, show


@dataclass(frozen=True)
class Choice:
    """One of several texts: number ``by``, counted from 0, which is an output of the kernel, as a
    case that it has found.
    """

    by: str
    texts: Sequence[Text]

    def __post_init__(self) -> None:
        if isinstance(self.texts, str) or not len(self.texts):
            raise ParameterError(
                f"Choice's texts are {self.texts!r:.60}; expected a list with a text for each "
                f"value of {self.by}, counted from 0."
            )


Text = str | Choice | Sequence[Any]
SIZES = {"%": 0.01, "thousandths": 0.001, "°": 1.0}  # of units that units.py does not have
FIXED = re.compile(r"(\+?)\.(\d)f(?: (.+))?")


def filled(text: Text, values: Mapping[str, Any]) -> str:
    """Return a text with its numbers, or refuse one in which a number is missing."""
    if isinstance(text, str):
        return "".join(
            before + ("" if name is None else number(known(name, values), spec or ""))
            for before, name, spec, _ in Formatter().parse(text)
        )
    if isinstance(text, Choice):
        return filled(text.texts[case(text.by, values, len(text.texts))], values)
    return "".join(filled(each, values) for each in text)


def known(name: str, values: Mapping[str, Any]) -> float:
    """Return the number that a place of a text asks for, or refuse NaN, which a page does with the
    same sentence.
    """
    value = float(values[name])
    if math.isnan(value):
        raise ParameterError(
            f"{name} is nan at these values; expected a number, for the text of the figure. Choose "
            "Reset, or values that are nearer to those at the start."
        )
    return value


def case(by: str, values: Mapping[str, Any], n: int) -> int:
    """Return which of ``n`` cases an output has found, or refuse what is none of them."""
    value = float(values[by])
    if not 0 <= value < n:
        raise ParameterError(
            f"The kernel's output {by} is {value:g}; expected the number of one of {n} cases, "
            f"from 0 to {n - 1}."
        )
    return int(value)


def number(value: float, spec: str) -> str:
    """Return a number as a place asks for it; one that is written as 0 has no minus."""
    value += 0.0  # −0 becomes 0
    if spec == "count":
        return quantity(round(value)) if math.isfinite(value) else quantity(value)
    if fixed := FIXED.fullmatch(spec):
        text = f"{value / size(fixed[3] or ''):{fixed[1]}z.{fixed[2]}f}".replace("-", "−")
        return text + (f" {symbol(fixed[3])}" if fixed[3] else "")
    verb, unit, digits = _read(spec)
    if verb == "show":
        return show(value, unit, digits or 4).replace("-", "−")
    return quantity(value / size(unit), unit, digits or 3)


def size(unit: str) -> float:
    """Return by what a number in SI is divided to be written in a unit; raise
    :class:`~neurolib.model.ParameterError` for what is none.
    """
    return SIZES[unit] if unit in SIZES else factor(unit)


def symbol(unit: str) -> str:
    """Return a unit as it is printed; a word as it is."""
    return units.written(unit) if unit in units._VALUES else unit


def _read(spec: str) -> tuple[str, str, int]:
    """Return the verb, the unit and the digits of a place, 0 for those that are usual."""
    words = spec.split(" ")
    verb = "show" if words[0] == "show" else ""
    words = words[1:] if verb else words
    digits = int(words.pop()) if words and words[-1].isdigit() else 0
    return verb, " ".join(words), digits


def flaw(text: Text) -> str:
    """Return in a sentence what is wrong with the places of a text, or ``""``."""
    if not isinstance(text, str):
        parts = text.texts if isinstance(text, Choice) else text
        return next(filter(None, map(flaw, parts)), "")
    try:
        found = list(Formatter().parse(text))
    except ValueError as problem:
        return f"The braces of {text!r:.80} do not go together: {problem}."
    for _, name, spec, conversion in found:
        if name is None:
            continue
        unit = (fixed[3] or "") if (fixed := FIXED.fullmatch(spec or "")) else _read(spec or "")[1]
        known = spec == "count" or unit in SIZES or unit in units._VALUES or not unit
        if conversion or not known or (spec or "").endswith(" 0"):
            whole = f"{name}{f'!{conversion}' if conversion else ''}:{spec}"
            return (
                f"The place {{{whole}}} of a text is written in no known way; expected, for "
                "example, {V:mV}, {V:mV 2}, {I:show A}, {n:count}, {x:.2f} or {x:+.1f ms}."
                f"{units.hint(unit)}"
            )
    return ""


def places(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the name and the way of writing of each place, in all that a text may become."""
    if isinstance(text, str):
        yield from (
            (name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None
        )
        return
    if isinstance(text, Choice):
        yield text.by, "case"
    for each in text.texts if isinstance(text, Choice) else text:
        yield from places(each)


def written(text: Text) -> Any:
    """Return a text as JSON: pieces, each a string, or a place [name, verb, unit, digits, size], or
    {by, texts}.
    """
    if isinstance(text, Choice):
        return {"by": text.by, "texts": [written(each) for each in text.texts]}
    if not isinstance(text, str):
        return [written(each) for each in text]
    pieces: list[Any] = []
    for before, name, spec, _ in Formatter().parse(text):
        pieces += [before] if before else []
        if name is not None:
            pieces.append({"name": name, **how(spec or "")})
    return pieces


def how(spec: str) -> dict[str, Any]:
    """Return the way in which a number is written, as JSON."""
    if spec == "count":
        return {"verb": "count"}
    if fixed := FIXED.fullmatch(spec):
        unit = fixed[3] or ""
        look = {"sign": bool(fixed[1]), "digits": int(fixed[2]), "size": size(unit)}
        return {"verb": "fixed", "unit": symbol(unit), **look}
    verb, unit, digits = _read(spec)
    if verb == "show":
        return {"verb": "show", "unit": unit, "digits": digits or 4}
    return {"verb": "quantity", "unit": unit, "digits": digits or 3, "size": size(unit)}
