"""What the sliders of a live figure are made of: names, units and stops, from the metadata of a
model's parameters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..model import Model, ParameterError, Quantity, expect, is_symbol
from ..units import quantity, show

_GREEK = dict(
    zip(
        "alpha beta gamma delta Delta eta theta kappa lambda mu nu rho sigma tau phi omega".split(),
        "αβγδΔηθκλμνρστφω",
        strict=True,
    )
)
_UNITS = {
    "us": "µs",
    "uA": "µA",
    "uV": "µV",
    "uS": "µS",
    "uF": "µF",
    "uW": "µW",
    "uJ": "µJ",
    "um": "µm",
}


@dataclass(frozen=True)
class Knob:
    """An input that is no parameter of the model, such as a current; ``compute`` receives it by its
    name, in SI.
    """

    name: str
    quantity: Quantity
    value: float

    def __post_init__(self) -> None:
        expect(self.name, str, "A knob's name", 'the name of an argument of compute, as in "I"')
        expect(
            self.quantity,
            Quantity,
            f"The quantity of {self.name}",
            'one, as in Quantity("pA", "input current", 0.0, 1*nA)',
        )
        object.__setattr__(self, "value", self.quantity.number(self.value, self.name))


@dataclass(frozen=True)
class Handle:
    """A point of the figure that the mouse and the keyboard can take: sliders whose thumb is in the
    axes, instead of beneath the figure.

    ``x`` and ``y`` are its coordinates in the set of axes number ``ax``: each is the name of a
    slider, along whose axis the point moves, or a number, where it stays. A name needs an axis in
    that slider's unit of display. Who takes the handle also sets the sliders of ``sets``, in SI,
    which are shown nowhere: with ``{"taken": 2}`` a view knows which of several handles a reader
    has taken last.
    """

    x: str | float
    y: str | float
    ax: int = 0
    sets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Slider:
    """One slider: where it may stop, in SI, and how it is written."""

    name: str
    quantity: Quantity
    stops: tuple[float, ...]

    @classmethod
    def of(cls, name: str, quantity: Quantity, value: float) -> Slider:
        """Make a slider over the teaching range, with steps that are round in the unit of display;
        ``value`` is one of them.
        """
        low, high = (
            limit / quantity.factor for limit in quantity.teaching or (quantity.low, quantity.high)
        )
        if quantity.step is None and low > 0 and high / low >= 100:
            shown = {float(f"{stop:.2g}") for stop in np.geomspace(low, high, 121)}
        else:
            raw = (high - low) / 100
            power = 10.0 ** math.floor(math.log10(raw))
            step = power * max(nice for nice in (1, 2, 5) if nice * power <= raw * 1.0001)
            step = step if quantity.step is None else quantity.step / quantity.factor
            shown = {
                float(f"{k * step:.6g}")
                for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
            }
        # the value itself, not value/factor*factor, so that Reset gives the model back to the last
        # bit
        stops = {
            stop * quantity.factor
            for stop in shown
            if not math.isclose(stop, value / quantity.factor, rel_tol=1e-9, abs_tol=1e-12)
        }
        return cls(
            name,
            quantity,
            tuple(sorted(stops | ({value} if low <= value / quantity.factor <= high else set()))),
        )

    def nearest(self, value: float) -> int:
        """Return the index of the stop nearest to ``value``."""
        return int(np.argmin(np.abs(np.array(self.stops) - value)))

    def label(self, value: float) -> str:
        """Write a value in the unit of display, ``−50.4 mV``; one that is too large for it with
        another prefix, ``10 µs`` for 10 000 ns.
        """
        unit = self.quantity.unit
        text = f"{value / self.quantity.factor:.4g}"
        if "e" in text:
            larger = show(value, unit).replace("-", "−")
            return larger if "e" not in larger else quantity(value / self.quantity.factor, unit, 4)
        return f"{text} {_UNITS.get(unit, unit.replace('Ohm', 'Ω'))}".replace("-", "−").strip()

    def spec(self) -> dict[str, Any]:
        """Return what the browser needs to show this slider; a name that is a word of the code,
        such as ``per_decade``, is no symbol.
        """
        stem, _, index = self.name.partition("_")
        labels = [self.label(stop) for stop in self.stops]
        hint = f"{self.quantity.meaning}, {labels[0]} to {labels[-1]}"
        symbol = {
            "stem": _GREEK.get(stem, stem),
            "index": {"plus": "+", "minus": "−"}.get(index, index),
        }
        symbol = symbol if is_symbol(self.name) else {"stem": "", "index": ""}
        return {
            "name": self.name,
            **symbol,
            "meaning": self.quantity.meaning,
            "hint": hint,
            "labels": labels,
        }


def sliders(model: Model, vary: Iterable[str | Knob]) -> tuple[dict[str, Slider], dict[str, float]]:
    """Return the sliders by name, and the values of those that are no parameters of the model."""
    made: dict[str, Slider] = {}
    extras: dict[str, float] = {}
    known = model.quantities()
    for each in vary:
        if isinstance(each, Knob):
            extras[each.name] = each.value
            made[each.name] = Slider.of(each.name, each.quantity, each.value)
        elif each in known:
            made[each] = Slider.of(each, known[each], getattr(model, each))
        else:
            raise ParameterError(
                f"explore's vary has {each!r}, which is no parameter of "
                f"{type(model).__name__}; it has {', '.join(known)}. "
                f"For another input type a Knob, as in Knob({each!r}, Quantity(…), value)."
            )
    return made, extras
