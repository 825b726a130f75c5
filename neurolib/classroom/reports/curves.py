"""Wrong curves of a class, those of the most frequent misconceptions, each over the right curve.

A curve is drawn only if at least :data:`ALIKE` students gave the same one. So nobody can be
recognised by it.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...units import quantity
from ..grading.drawing import Curve
from .misconceptions import Met

PANELS = 5
ALIKE = 2  # students who gave the same curve, below which it is not drawn
LOOKED_AT = 6  # students of one misconception whose answers are run
SAME, APART = 1e-5, 0.02  # of the range of the right curve: equal curves, and visibly wrong ones
WIDE, HIGH = 400, 250  # of a picture, in its own units
LEFT, RIGHT, TOP, BOTTOM = 66, 24, 10, 48  # of the frame inside it
BEYOND = 1.0  # how far the picture follows a wrong curve out of the right one's range, in ranges


@dataclass(frozen=True)
class Panel:
    """A wrong curve over the right one, and the misconception of the ``met`` students behind it."""

    met: Met
    right: Curve
    wrong: Curve


def telling(
    found: Iterable[Met],
    right: dict[int, Curve],
    problems: Sequence[str],
    draw: Callable[[str], dict[int, Curve]],
) -> list[Panel]:
    """Return at most five wrong curves: of the most frequent misconceptions, one each, that at
    least two students gave alike.

    ``problems`` has the problem of each drawing, ``right`` the right curves by the number of the
    drawing, and ``draw`` runs the answers of a student.
    """
    drawn: dict[str, dict[int, Curve]] = {}
    panels: list[Panel] = []
    for met in sorted(found, key=lambda each: (not each.hint, -len(each.students))):
        numbers = [number for number, problem in enumerate(problems) if problem == met.problem]
        if len(panels) == PANELS or len(met.students) < ALIKE or not numbers:
            continue
        for student in met.students[:LOOKED_AT]:
            if student not in drawn:
                drawn[student] = draw(student)
            before = [drawn[each] for each in met.students[: met.students.index(student)]]
            if panel := _shared(met, right, numbers, drawn[student], before, panels):
                panels.append(panel)
                break
    return panels


def _shared(
    met: Met,
    right: dict[int, Curve],
    numbers: Sequence[int],
    mine: dict[int, Curve],
    others: Sequence[dict[int, Curve]],
    panels: Sequence[Panel],
) -> Panel | None:
    """Return that curve of a student which is furthest from the right one. Only curves count that
    another student gave too and that no panel shows yet; None if there is none.
    """
    best, most = None, APART
    for number in [number for number in numbers if number in mine]:
        curve, goal = mine[number], right[number]
        alike = sum(
            _apart(curve, other[number], goal) <= SAME for other in others if number in other
        )
        known = any(
            panel.right is goal and _apart(curve, panel.wrong, goal) <= SAME for panel in panels
        )
        apart = _apart(curve, goal, goal)
        if alike >= ALIKE - 1 and not known and apart > most:
            best, most = Panel(met, goal, curve), apart
    return best


def _apart(one: Curve, other: Curve, right: Curve) -> float:
    """Return how far two curves are apart at most, as a fraction of the range of the right one;
    infinity where one of them has a value and the other has none.
    """
    low, high = _range(right)
    most = 0.0
    for a, b in zip(one.y, other.y, strict=True):
        if (a is None) != (b is None):
            return math.inf
        if a is not None and b is not None:
            most = max(most, abs(a - b))
    return most / (high - low)


def _range(curve: Curve) -> tuple[float, float]:
    """Return the smallest and the largest value of a curve; of a constant curve, a range around
    it.
    """
    values = [value for value in curve.y if value is not None] or [0.0]
    low, high = min(values), max(values)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        more = abs(high) / 2 or 1.0
        return low - more, high + more
    return low, high


def picture(panel: Panel) -> str:
    """Return a panel as SVG. Its alternative text gives both curves in numbers."""
    right, wrong = panel.right, panel.wrong
    across = _Axis(min(right.x), max(right.x), LEFT, WIDE - RIGHT, "x" in right.log)
    low, high = _range(right)
    more = BEYOND * (high - low)
    its = _range(wrong)
    low, high = min(low, max(its[0], low - more)), max(high, min(its[1], high + more))
    if "y" in right.log:
        positive = [value for value in right.y if value is not None and value > 0] or [high, 1.0]
        low = min(value for value in positive if value > 0)
        if high <= low:
            low, high = low / 10, low
    up = _Axis(low, high, HIGH - BOTTOM, TOP, "y" in right.log)
    parts = [
        f"<svg class='curves' viewBox='0 0 {WIDE} {HIGH}' role='img' "
        f"aria-label='{html.escape(said(panel))}'>"
    ]
    for value in across.ticks():
        at = across.at(value)
        parts.append(
            f"<path class='grid' d='M{at:.1f} {TOP}V{HIGH - BOTTOM}'/>"
            f"<text x='{at:.1f}' y='{HIGH - BOTTOM + 19}' text-anchor='middle'>"
            f"{number(value)}</text>"
        )
    for value in up.ticks():
        at = up.at(value)
        parts.append(
            f"<path class='grid' d='M{LEFT} {at:.1f}H{WIDE - RIGHT}'/>"
            f"<text x='{LEFT - 6}' y='{at + 5:.1f}' text-anchor='end'>{number(value)}</text>"
        )
    parts += [
        f"<path class='right' d='{_path(right, across, up)}'/>",
        f"<path class='wrong' d='{_path(wrong, across, up)}'/>",
        f"<text class='label' x='{(LEFT + WIDE - RIGHT) / 2}' y='{HIGH - 6}' "
        f"text-anchor='middle'>{html.escape(right.across)}</text>",
        "</svg>",
    ]
    return "".join(parts)


def said(panel: Panel) -> str:
    """Return in words what a panel shows."""
    right, wrong = panel.right, panel.wrong

    def ends(curve: Curve) -> str:
        first, last = (_value(curve.y[k]) for k in (0, -1))
        return f"from {first} at {number(curve.x[0])} to {last} at {number(curve.x[-1])}"

    text = (
        f"{right.up[:1].upper()}{right.up[1:]} against {right.across}. The right curve runs "
        f"{ends(right)}, the wrong one {ends(wrong)}."
    )
    gaps = [
        (abs(a - b), k)
        for k, (a, b) in enumerate(zip(right.y, wrong.y, strict=True))
        if a is not None and b is not None
    ]
    if gaps:
        _, k = max(gaps)
        text += (
            f" They are furthest apart at {number(right.x[k])}: {_value(right.y[k])} is right, and "
            f"the wrong curve has {_value(wrong.y[k])}."
        )
    return text


def _value(value: float | None) -> str:
    return "no finite value" if value is None else number(value)


def number(value: float) -> str:
    """Return a number as the course prints it, with three digits; from 1000 to 100 000 a whole
    one, with all its digits.
    """
    return quantity(round(value) if 1000 <= abs(value) < 1e5 else value)


@dataclass(frozen=True)
class _Axis:
    """An axis from ``low`` to ``high``, which lie at the places ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def at(self, value: float) -> float:
        """Return the place of a value, at the end of the axis if it lies beyond."""
        low, high = self.low, self.high
        if self.log:
            value, low, high = (math.log(max(each, self.low)) for each in (value, low, high))
        share = (value - low) / (high - low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return the values that are labelled."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = max(1, (last - first) // 4)
            if last > first:
                return [10.0**k for k in range(first, last + 1, every)]
            parts = [part * 10.0**k for k in range(last - 1, first + 2) for part in (1, 2, 5)]
            if len(inside := [each for each in parts if self.low <= each <= self.high]) > 1:
                return inside
            # narrower than from 2 to 5: round values, which are closer to one another
        rough = (self.high - self.low) / 4
        power: float = 10.0 ** math.floor(math.log10(rough))
        step = power * next(each for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]


def _path(curve: Curve, across: _Axis, up: _Axis) -> str:
    """Return the line of a curve, with gaps where it has no value; beyond the frame it runs along
    the edge.
    """
    steps, pen = [], "M"
    for x, y in zip(curve.x, curve.y, strict=True):
        if y is None:
            pen = "M"
            continue
        steps.append(f"{pen}{across.at(x):.1f} {up.at(y):.1f}")
        pen = "L"
    return "".join(steps)
