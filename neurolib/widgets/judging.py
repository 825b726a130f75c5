"""What a guess is, how far it lies from the result, and the sentence that says so: for a number, a
choice and a curve.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from .. import units
from ..model import ParameterError
from ..units import quantity

RIGHT, NEAR = 0.05, 0.35  # parts of the true value
FAR = 1000.0  # no error is kept larger than this
CLASSES = {
    "within 5 %": RIGHT,
    "within 35 %": NEAR,
    "within a factor of 2": 1.0,
    "within a factor of 10": 9.0,
    "further off": math.inf,
}
TYPED = re.compile(
    r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*/\s*(\d+\.?\d*))?\s*\*?\s*(.*)", re.IGNORECASE
)


@dataclass(frozen=True)
class Number:
    """A result that is one number, in ``unit`` already."""

    found: float
    unit: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.found):
            raise ParameterError(
                f"A prediction's result is {self.found}; expected a finite "
                f"number{f' in {self.unit}' * bool(self.unit)}."
            )

    @property
    def answer(self) -> str:
        """The result as it is printed."""
        return f"**{quantity(self.found, self.unit)}**"

    def asks(self) -> dict[str, Any]:
        """Return what the page needs to ask for it."""
        return {"unit": units.written(self.unit) if _si(self.unit) else self.unit}

    def read(self, typed: Any) -> float:
        """Return a typed guess as a number in ``unit``; a sentence where it is none. ``12``,
        ``12 ms``, ``12*ms``, ``1/3``, ``2e-3 s``.
        """
        text = str(typed).strip()[:60]
        how = f" with its unit, as in 12*{self.unit}" if _si(self.unit) else ", as in 12"
        if not text:
            raise ParameterError(f"Nothing is typed yet; type a number{how}.")
        if re.search(r"\d,\d", text):
            raise ParameterError(
                f"“{text}” has a comma: type a decimal point, as in 1.5, and nothing "
                f"between thousands."
            )
        plain = re.sub(r"(?<=\d)[ \u2009\u202f](?=\d{3}(?!\d))", "", text.replace("−", "-"))
        plain = re.sub(r"\s*[×*]\s*10\s*(?:\^|\*\*)\s*", "e", plain)
        found = TYPED.fullmatch(plain)
        if not found or (found[2] and not float(found[2])) or not math.isfinite(float(found[1])):
            raise ParameterError(f"“{text}” is not a number; type one{how}.")
        return float(found[1]) / float(found[2] or 1) * self._scale(found[3].strip(), text, how)

    def _scale(self, typed: str, text: str, how: str) -> float:
        """Return what one of the unit that was typed is in the unit that is asked for."""
        words = [word.rstrip("s") for word in self.unit.lower().split()]
        if typed in ("", self.unit, units.written(self.unit)) or typed.lower().rstrip("s") in words:
            return 1.0
        if typed == "%" and self.unit in ("", "percentage points"):
            return 1.0 if self.unit else 0.01
        name = typed.replace("µ", "u").replace("μ", "u").replace("Ω", "Ohm")
        if _si(name) and _si(self.unit) and units.base(name) == units.base(self.unit):
            return units.factor(name) / units.factor(self.unit)
        asked = f"in {self.asks()['unit']}" if self.unit else "without a unit"
        wrong = f"is in {typed}" if _si(name) else f"has “{typed}”, which is no unit here"
        raise ParameterError(f"“{text}” {wrong}; expected a number {asked}: type one{how}.")

    def judge(self, guess: float) -> tuple[str, float]:
        """Return the sentence about a guess and its error: a part of the result, or how many times
        too large or small, less one.
        """
        error = abs(guess - self.found) / (abs(self.found) or 1)
        if error > NEAR:
            ratio = guess / self.found if self.found else 0.0
            error = max(error, 1 / ratio - 1) if ratio > 0 else FAR
        return (
            f"You predicted {quantity(guess, self.unit, 4)}{_verdict(error, self.answer, 'guess')}",
            min(error, FAR),
        )


@dataclass(frozen=True)
class Choice:
    """A result that is one of several: ``found`` is the letter of the right one."""

    found: str
    choices: Sequence[str]

    def __post_init__(self) -> None:
        if self.found not in self.letters:
            letters = ", ".join(self.letters)
            raise ParameterError(
                f"A prediction's result is {self.found!r}; expected the letter of one "
                f"of its choices, {letters}."
            )

    @property
    def letters(self) -> str:
        """A letter for each choice, from a on."""
        return "abcdefgh"[: len(self.choices)]

    @property
    def answer(self) -> str:
        """The letter and the words of the right choice."""
        return f"**({self.found})** {self.choices[self.letters.index(self.found)]}"

    def asks(self) -> dict[str, Any]:
        """Return what the page needs to ask for it."""
        return {
            "choices": [
                f"({letter}) {words}"
                for letter, words in zip(self.letters, self.choices, strict=True)
            ]
        }

    def read(self, typed: Any) -> str:
        """Return the letter that was chosen."""
        letter = str(typed).strip().strip("()").lower()
        if len(letter) != 1 or letter not in self.letters:
            raise ParameterError(
                f"“{str(typed)[:60]}” is none of the choices; choose one of "
                f"{', '.join(self.letters)}."
            )
        return letter

    def judge(self, guess: str) -> tuple[str, float]:
        """Return the sentence about a choice, and 0 where it is right, else 1."""
        right = guess == self.found
        return (
            f"You chose "
            f"({guess}){f', and **({guess})** it is' if right else f'; it is {self.answer}'}.",
            float(not right),
        )


@dataclass(frozen=True)
class Curve:
    """A result that is a curve: ``y`` against ``x`` in the units that the labels name, to be drawn
    between the two ``limits`` of ``y``.

    ``Curve(I / pA, LIF().rate(I), "current (pA)", "rate (Hz)", (0, 150))``. The limits must not
    give the result away.
    """

    x: Any
    y: Any
    xlabel: str
    ylabel: str
    limits: tuple[float, float]

    def __post_init__(self) -> None:
        x, y = (np.asarray(each, dtype=float) for each in (self.x, self.y))
        if (
            x.ndim != 1
            or x.shape != y.shape
            or len(x) < 2
            or not (np.diff(x) > 0).all()
            or not np.isfinite(y).all()
        ):
            raise ParameterError(
                f"A curve has {x.size} values of x and {y.size} of y; expected as many "
                f"of both, x rising and y finite."
            )
        low, high = self.limits
        if not low <= y.min() <= y.max() <= high:
            raise ParameterError(
                f"A curve goes from {y.min():g} to {y.max():g}, beyond its limits "
                f"{low:g} and {high:g}; widen them."
            )

    @property
    def unit(self) -> str:
        """The unit of ``y``, as its label names it."""
        found = re.search(r"\(([^()]*)\)$", self.ylabel)
        return found[1] if found else ""

    @property
    def answer(self) -> str:
        """How high the curve rises."""
        return f"a curve of at most **{quantity(float(np.max(self.y)), self.unit)}**"

    def asks(self) -> dict[str, Any]:
        """Return what the page needs to draw the axes."""
        x = [float(each) for each in np.asarray(self.x, dtype=float)]
        ticks = [_ticks(x[0], x[-1]), _ticks(*self.limits)]
        return {
            "plane": {
                "x": x,
                "limits": [float(each) for each in self.limits],
                "labels": [self.xlabel, self.ylabel],
                "ticks": ticks,
            }
        }

    def read(self, drawn: Any) -> list[float]:
        """Return what was drawn, one value for each ``x``; a sentence where a part is missing."""
        x = np.asarray(self.x, dtype=float)
        y = np.array(
            [math.nan if each is None else float(each) for each in drawn]
            if isinstance(drawn, (list, tuple))
            else []
        )
        if y.shape != x.shape:
            raise ParameterError(
                f"{y.size} points are drawn; expected {x.size}, from one end of the "
                f"axis to the other."
            )
        if np.isnan(y).all():
            raise ParameterError(
                "Nothing is drawn yet: draw a line from the left end to the right, with "
                "the mouse or the arrow keys."
            )
        if (gap := np.flatnonzero(np.isnan(y))).size:
            raise ParameterError(
                f"Nothing is drawn at {quantity(x[gap[0]])} on the lower axis: draw the "
                f"line from the left end to the right."
            )
        return [float(each) for each in np.clip(y, *self.limits)]

    def judge(self, guess: Iterable[float]) -> tuple[str, float]:
        """Return the sentence about a curve and its mean distance from the result, as a part of the
        mean of the result.
        """
        apart = float(np.mean(np.abs(np.asarray(guess) - self.y)))
        error = apart / (float(np.mean(np.abs(self.y))) or 1)
        sentence = (
            f"Your curve (dashed) is {quantity(apart, self.unit, 2)} from the result "
            f"(solid) on average"
        )
        return sentence + _remark(error, "curve"), min(error, FAR)


Result = Number | Choice | Curve


def misconception(result: Result, value: Any, wrong: Mapping[str, Any]) -> str:
    """Return the sentence of ``wrong`` whose number or letter a guess has, to 5 %; nothing where
    there is none, or where the guess is as near to the result.
    """
    if isinstance(result, Choice):
        return next((said for said, letter in wrong.items() if letter == value), "")
    if isinstance(result, Curve) or _alike(value, result.found):
        return ""
    return next((said for said, each in wrong.items() if _alike(value, each)), "")


def _alike(value: float, other: float) -> bool:
    return abs(value - other) <= RIGHT * abs(other)


def _si(unit: str) -> bool:
    """Is this the name of a unit that can be typed, as ms?"""
    return isinstance(getattr(units, unit, None), float)


def grade(error: float) -> int:
    """Return the place in ``CLASSES`` of an error."""
    return next(k for k, limit in enumerate(CLASSES.values()) if error <= limit)


def past(errors: Sequence[float], now: float) -> dict[str, Any]:
    """Return how many guesses lie in each class, in which the present one does, and the same in
    words.
    """
    counts = [0] * len(CLASSES)
    for error in errors:
        counts[grade(error)] += 1
    said = ", ".join(f"{n} {name}" for n, name in zip(counts, CLASSES, strict=True) if n)
    words = f"Your {len(errors)} guess{'es' * (len(errors) > 1)} so far: {said}."
    return {"classes": list(CLASSES), "counts": counts, "now": grade(now), "words": words}


def _verdict(error: float, answer: str, what: str) -> str:
    return (
        f", and {answer} it is: well judged."
        if error <= RIGHT
        else f"; found: {answer}{_remark(error, what)}"
    )


def _remark(error: float, what: str) -> str:
    if error <= RIGHT:
        return ": well judged."
    if error <= NEAR:
        return ". Close: what makes the difference?"
    return (
        f". Your {what} differs from the result. Which step of your reasoning explains the "
        f"difference?"
    )


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    return [
        (float(at), quantity(float(at)))
        for at in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        if low <= at <= high
    ]
