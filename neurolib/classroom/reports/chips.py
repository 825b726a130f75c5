"""The chips of a class on one page: of each, its number and its face, what was measured and what
that cost, and after the student's report how far the stated values are from the truth.

All is read from the ledgers of bench time that were handed in. A ledger lies on a student's
machine, so nothing in it is trusted: what is no number of a possible size does not count. The page
names nobody unless it is asked to, and it holds no true value.
"""

from __future__ import annotations

import base64
import contextlib
import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course import ClassroomError, Course
from ..intake.beside import dict_beside, is_number
from ..intake.files import LEDGER, visible
from .paper import many, paper
from .readings import readings

LARGEST = 300_000  # bytes of a ledger: that of a term has some ten thousand
LINES = 64  # of a chip; a test compares it with the chip, whose room is not below this one
NUMBERS = 1_000_000  # of chips
FINEST = 1e-4  # of a stated value: no measurement on the bench has a smaller error
FURTHEST = 9.9  # stated errors from the truth that are told; of a value beyond only that it is
DAYS, SESSIONS, MINUTES, JOULES = 1000, 100_000, 100_000.0, 1.0  # of a ledger that is believed
OUT = ' class="out"'  # of a dot outside its interval
NAMES = "rheobase", "time constant", "refractory time"
# what is true of the first neurons of a student's chip: (student, how many) → three values of each
Truth = Callable[[str, int], list[list[float]]]


@dataclass(frozen=True)
class Shown:
    """A chip on the wall: levels of its cells and neurons, as the picture of a chip has them;
    ``minutes`` in so many ``sessions`` and ``days``, the minutes that were ``granted``, ``joules``.

    ``off`` has for each neuron of the report, and for its three parameters, how far the stated
    value is from the true one, in stated errors; nothing where there is no report.
    """

    student: str
    number: int | None
    cells: bytes
    neurons: bytes
    minutes: float
    sessions: int
    days: int
    granted: float
    joules: float
    off: list[list[float]]

    @property
    def covered(self) -> int:
        """How many of the stated intervals contain the true value."""
        return sum(abs(each) <= 1 for row in self.off for each in row)

    @property
    def name(self) -> str:
        """The chip by its number."""
        from ...widgets.chip_drawing import spelled

        return "A chip without a number" if self.number is None else f"Chip {spelled(self.number)}"


@dataclass(frozen=True)
class Wall:
    """All chips of a class, by their numbers, and a sentence on each ledger that does not count."""

    assignment: str
    chips: list[Shown]
    troubles: list[str]


def survey(course: Course, assignment: str, truth: Truth) -> Wall:
    """Read the ledgers of the hand-ins of a set; raise where there are none."""
    course.known(assignment)
    chips, troubles = list[Shown](), list[str]()
    for student, found in readings(course, assignment, LEDGER, _read, troubles):
        if (mine := found.get(student)) is None:
            troubles.append(
                f"{visible(student)}: {LEDGER} does not count: it has nothing of this student."
            )
            continue
        if mine["refused"]:
            troubles.append(f"{visible(student)}: the report in {LEDGER} {mine['refused']}")
        chips.append(_shown(student, mine, truth))
    if not chips and not troubles:
        raise ClassroomError(
            f"No hand-in of {assignment} in {course.folder('submitted')} contains a ledger of "
            f"bench time, {LEDGER}. A chip gets one when its student begins a session on the "
            f"bench, and neurolib grade {assignment} collects it."
        )
    order = sorted(chips, key=lambda each: (each.number is None, each.number or 0, each.student))
    return Wall(assignment, order, troubles)


def _read(folder: Path) -> dict[str, dict[str, Any]] | None:
    """Return what counts in the ledger of a hand-in, by the name of the student."""
    if (found := dict_beside(folder, LEDGER, LARGEST, "ledger")) is None:
        return None
    return {student: _entry(each) for student, each in found.items() if isinstance(each, dict)}


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what counts of one student's entry, as plain data of known sizes."""
    days = [day for day in _dict(entry.get("days")).values() if isinstance(day, dict)][:DAYS]
    measured, stated = _dict(entry.get("measured")), _dict(entry.get("report"))
    report = _report(stated.get("values"), stated.get("errors"))
    refused = _too_fine(report)
    return {
        "number": _number_of_chip(entry.get("number")),
        "minutes": sum(_number(day.get("seconds"), 60 * MINUTES) for day in days) / 60,
        "sessions": sum(int(_number(day.get("sessions"), SESSIONS)) for day in days),
        "granted": sum(_number(day.get("granted"), MINUTES) for day in days),
        "days": sum(_number(day.get("seconds"), 60 * MINUTES) > 0 for day in days),
        "joules": _number(measured.get("joules"), JOULES),
        "cells": _levels(measured.get("cells"), LINES * LINES),
        "neurons": _levels(measured.get("neurons"), LINES),
        "report": [] if refused else report,
        "refused": refused,
    }


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number_of_chip(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < NUMBERS:
        return value
    return None


def _number(value: Any, most: float) -> float:
    """Return a number from 0 to ``most``, or 0 for anything else."""
    return float(value) if is_number(value) and 0 <= value <= most else 0.0


def _levels(value: Any, count: int) -> str:
    """Return levels in Base64, or as many zeros for what is none."""
    with contextlib.suppress(ValueError):
        if isinstance(value, str) and len(base64.b64decode(value, validate=True)) == count:
            return value
    return base64.b64encode(bytes(count)).decode()


def _report(values: Any, errors: Any) -> list[list[list[float]]]:
    """Return the values and the errors of a report, (neurons × 3) each; nothing of what is none."""
    for each in values, errors:
        if not isinstance(each, list) or not 0 < len(each) <= LINES:
            return []
        if not all(
            isinstance(row, list) and len(row) == 3 and all(map(is_number, row)) for row in each
        ):
            return []
    if len(values) != len(errors) or any(error <= 0 for row in errors for error in row):
        return []
    return [[[float(each) for each in row] for row in rows] for rows in (values, errors)]


def _too_fine(report: list[list[list[float]]]) -> str:
    """Return why a report does not count whose errors are too small to be measured, or nothing. By
    such an error, a page would give the true value with all its digits.
    """
    for neuron, (values, errors) in enumerate(zip(*report, strict=True) if report else ()):
        for name, value, error in zip(NAMES, values, errors, strict=True):
            if error < FINEST * abs(value):
                return (
                    f"does not count: in row {neuron} it states the {name} {value:.4g} with an "
                    f"error of {error:.2g}, which is less than {FINEST:g} of the value; expected "
                    f"an error that can be measured."
                )
    return ""


def _shown(student: str, mine: dict[str, Any], truth: Truth) -> Shown:
    off: list[list[float]] = []
    if mine["report"]:
        values, errors = mine["report"]
        off = [
            [(value - true) / error for value, error, true in zip(*row, strict=True)]
            for row in zip(values, errors, truth(student, len(values)), strict=True)
        ]
    spent = {name: mine[name] for name in "number minutes sessions days granted joules".split()}
    cells, neurons = (base64.b64decode(mine[name]) for name in ("cells", "neurons"))
    return Shown(student, cells=cells, neurons=neurons, off=off, **spent)


def page(wall: Wall, names: bool = False) -> str:
    """Return the wall as a page without script and without a request to any host; with ``names``,
    each chip has the name of its student.
    """
    reported = [each for each in wall.chips if each.off]
    intervals = sum(3 * len(each.off) for each in reported)
    said = f"This wall shows {many(len(wall.chips), 'chip')}."
    if reported:
        covered = sum(each.covered for each in reported)
        have = "has" if len(reported) == 1 else "have"
        said += (
            f" {many(len(reported), 'student')} {have} made a report: {covered} of {intervals} "
            f"stated intervals contain the true value. Of honest 95 % intervals, about "
            f"{0.95 * intervals:.0f} would."
        )
    chips = "\n".join(_card(each, names) for each in wall.chips)
    return paper(
        f"The chips of the class: {wall.assignment}",
        STYLE,
        f"<p>{said}</p>\n{PICTURES}\n<ul>\n{chips}\n</ul>",
        images=True,
    )


def _card(chip: Shown, names: bool) -> str:
    from ...units import show
    from ...widgets import chip_drawing

    cells, neurons = (sum(map(bool, each)) for each in (chip.cells, chip.neurons))
    measured = f"{cells} of {LINES**2} cells and {neurons} of {LINES} neurons measured"
    alt = html.escape(f"{chip.name}: {measured}.")
    face = "" if chip.number is None else chip_drawing.face(chip.number)
    who = f" · {html.escape(visible(chip.student))}" if names else ""
    spent = f"{chip.minutes:.1f} minutes of the bench in {many(chip.sessions, 'session')}"
    spent += f" on {many(chip.days, 'day')}, {show(chip.joules, 'J', 3)}"
    granted = f", and {chip.granted:g} more minutes were granted" if chip.granted else ""
    return (
        f"<li>\n<h2>{face} <span>{html.escape(chip.name)}{who}</span></h2>\n"
        f"{chip_drawing.image(chip.cells, chip.neurons, alt, 272, look='')}\n"
        f"<p>{measured}. {spent}{granted}.</p>\n{_stated(chip)}\n</li>"
    )


def _told(off: float) -> float:
    """Return how far a value is from the truth with one decimal and not beyond ±9.9, so that
    nobody can compute the true value from a stated value of 0 and a tiny error.
    """
    return round(max(-FURTHEST, min(FURTHEST, off)), 1) + 0.0  # no −0.0


def _stated(chip: Shown) -> str:
    """Return the stated errors against the truth: a line for each parameter, on which a dot for
    each neuron lies where its value is; the grey band is the stated interval.
    """
    if not chip.off:
        return "<p>No report yet.</p>"
    count = 3 * len(chip.off)
    words = f"{chip.covered} of {count} stated intervals contain the true value"
    rows = []
    for k, name in enumerate(NAMES):
        dots = "".join(
            f'<circle cx="{150 + 40 * max(-3.2, min(3.2, _told(row[k]))):.0f}" '
            f'cy="{14 + 20 * k}" r="4"'
            f"{'' if abs(row[k]) <= 1 else OUT}/>"
            for row in chip.off
        )
        rows.append(f'<text x="0" y="{10 + 20 * k}">{name}</text>{dots}')
    away = "; ".join(
        f"{name} {', '.join(f'{_told(row[k]):+.1f}' for row in chip.off)}".replace("-", "−")
        for k, name in enumerate(NAMES)
    )
    label = f"{words}. Stated minus true, in stated errors: {away}."
    return (
        f"<p>{words}.</p>\n"
        f'<svg viewBox="0 0 300 66" role="img" aria-label="{label}">'
        f'<rect x="110" y="4" width="80" height="60"/><path d="M150 2v64"/>{"".join(rows)}</svg>'
    )


PICTURES = """<p>In each picture, dark cells have not been measured. Small grey squares are cells
that gave a reading at the floor of the meter. The larger the current of a cell was, the lighter the
cell is. Below the array are the 64 neurons. A dot under a picture is one stated value: the line is
the true value, and the grey band is the stated interval.</p>"""
STYLE = """:root { color-scheme: light dark; color: CanvasText; background: Canvas; }
@media print { :root { color-scheme: light; } }
body { max-width: 84rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .4rem; font-size: 1.5rem; }
p { margin: .4rem 0; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
ul { gap: 2rem 1.5rem; margin: 1.5rem 0; padding: 0; list-style: none; }
li { max-width: 20rem; font-size: .9rem; }
h2 { display: flex; gap: .6rem; align-items: center; margin: 0 0 .5rem; font-size: 1.05rem; }
h2 span { overflow-wrap: anywhere; min-width: 0; }
li > img { display: block; max-width: 100%; border-radius: 8px; image-rendering: pixelated; }
svg { display: block; width: 100%; }
svg rect { fill: color-mix(in srgb, currentColor 14%, transparent); }
svg path { stroke: currentColor; stroke-width: 1; }
svg text { fill: color-mix(in srgb, currentColor 72%, transparent); font-size: 11px; }
svg circle { fill: #0072b2; stroke: Canvas; }
svg .out { fill: #d55e00; }
"""
