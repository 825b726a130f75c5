"""How a class guessed against what was found: counts alone, as a table for a terminal and as a page
to show in class.

Nobody is named in it, and a prediction that fewer than :data:`LEAST` students guessed is not shown.
"""

from __future__ import annotations

import html
import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..course import ClassroomError, Course
from ..guesses import Prediction, predictions, read
from ..intake.files import GUESSES
from .paper import bar, many, paper
from .readings import readings

LEAST = 5  # students who guessed, below which a prediction's counts are not shown
# of a number, by its ratio to what was found
RATIOS = {
    "less than half": 0.5,
    "half to 95 %": 0.95,
    "within 5 %": 1.05,
    "105 % to twice": 2.0,
    "more than twice": float("inf"),
}
OTHER = "zero, or the other sign"


@dataclass(frozen=True)
class Bar:
    """How many students guessed so; ``right`` says whether what was found lies here."""

    words: str
    count: int
    right: bool


@dataclass(frozen=True)
class Guessed:
    """How a class guessed in one prediction: how many students, what was ``found``, and the bars;
    of too few students, neither.
    """

    prediction: Prediction
    students: int
    found: str = ""
    bars: list[Bar] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        bars = {bar.words: bar.count for bar in self.bars}
        return {
            "prediction": self.prediction.number,
            "what": self.prediction.what,
            "students": self.students if self.bars else f"fewer than {LEAST}",
            "found": self.found,
            "guesses": bars,
        }


@dataclass(frozen=True)
class Class:
    """The guesses of a class: for each prediction of the chapter, from how many ``students``, and a
    sentence on each file that does not count.
    """

    assignment: str
    guessed: list[Guessed]
    students: int
    troubles: list[str]


def survey(course: Course, assignment: str) -> Class:
    """Count the guesses that came with the hand-ins of a set; raise where there are none."""
    course.known(assignment)
    asked = predictions(course.root, assignment)
    if not asked:
        raise ClassroomError(
            f"No notebook in {course.root / 'course'} asks for a prediction in the chapter of "
            f"{assignment}."
        )
    entries: dict[str, list[dict[str, Any]]] = {key: [] for key in asked}
    students, troubles = 0, list[str]()
    for _, found in readings(
        course, assignment, GUESSES, lambda here: read(here, set(asked)), troubles
    ):
        students += bool(found)
        for key, entry in found.items():
            entries[key].append(entry)
    if not students and not troubles:
        raise ClassroomError(
            f"No hand-in of {assignment} in {course.folder('submitted')} has guesses with it. A "
            f"student hands them in with neurolib submit {assignment} --guesses, and neurolib "
            f"grade {assignment} collects them."
        )
    guessed = [_count(asked[key], given) for key, given in entries.items()]
    return Class(assignment, guessed, students, troubles)


def _count(asked: Prediction, given: list[dict[str, Any]]) -> Guessed:
    """Count the guesses of one prediction. What was found is what most hand-ins say, for the
    chapter computes the same for everybody.
    """
    from ...units import quantity
    from ...widgets.judging import CLASSES, grade

    kinds = Counter(each["kind"] for each in given)
    kind = kinds.most_common(1)[0][0] if given else ""
    letters = "abcdefgh"[: len(asked.choices) or None]
    given = [
        each
        for each in given
        if each["kind"] == kind and (kind != "Choice" or each["value"] in letters)
    ]
    if len(given) < LEAST:
        return Guessed(asked, len(given))
    if kind == "Curve":
        grades = Counter(grade(each["error"]) for each in given)
        bars = [Bar(words, grades[k], k == 0) for k, words in enumerate(CLASSES)]
        return Guessed(asked, len(given), "a curve", bars)
    if kind == "Choice":
        chosen = Counter(each["value"] for each in given)
        right = Counter(each["found"] for each in given).most_common(1)[0][0]
        words = {
            letter: f"({letter}) {said}".strip()
            for letter, said in zip(letters, asked.choices, strict=False)
        } or {letter: f"({letter})" for letter in sorted({*chosen, right})}
        bars = [Bar(said, chosen[letter], letter == right) for letter, said in words.items()]
        return Guessed(asked, len(given), f"({right})", bars)
    found = statistics.median_low(each["found"] for each in given)
    places = Counter(_place(each["value"], found) for each in given)
    names = [*RATIOS, *([OTHER] if places[OTHER] else [])]
    bars = [Bar(name, places[name], name == "within 5 %") for name in names]
    return Guessed(asked, len(given), quantity(found, asked.unit), bars)


def _place(value: float, found: float) -> str:
    """Return where a number lies against what was found."""
    if not found:
        return "within 5 %" if not value else OTHER if value < 0 else "more than twice"
    ratio = value / found
    if ratio <= 0:
        return OTHER
    if 0.95 <= ratio <= 1.05:
        return "within 5 %"
    return next(words for words, limit in RATIOS.items() if ratio <= limit)


def line(guessed: Guessed) -> list[str]:
    """Return the line of a table in a terminal: the prediction, what was found, how many guessed,
    and how.
    """
    asked = guessed.prediction
    head = f"{asked.number} {asked.what}".replace("$", "").replace("**", "")
    if not guessed.bars:
        return [head, "", f"< {LEAST}", "not shown"]
    how = ", ".join(
        f"{bar.count} {bar.words}{' (right)' * (bar.right and guessed.found.startswith('('))}"
        for bar in guessed.bars
        if bar.count
    )
    return [head, guessed.found, str(guessed.students), how]


def sections(found: Class, heading: str = "h2") -> str:
    """Return as HTML for each prediction what was found and a bar for each kind of guess."""
    from ...style import _in_html

    parts = []
    for each in found.guessed:
        asked = each.prediction
        what = _in_html(f"{asked.what[:1].upper()}{asked.what[1:]}")
        parts.append(f"<{heading}>{html.escape(asked.number)} · {what}</{heading}>")
        if not each.bars:
            parts.append(f"<p>Fewer than {LEAST} students guessed, so nothing is shown.</p>")
            continue
        parts.append(
            f"<p>Found: <strong>{_in_html(each.found)}</strong>. {each.students} students "
            f"guessed.</p>\n<table>"
        )
        most = max(one.count for one in each.bars)
        for one in each.bars:
            right = " class='right'" * one.right
            parts.append(
                f"<tr{right}><th scope='row'>{_in_html(one.words)}</th><td>{one.count}</td>"
                f"<td>{bar(one.count, each.students, most)}</td></tr>"
            )
        parts.append("</table>")
    return "\n".join(parts)


def page(found: Class) -> str:
    """Return a page without script and without a request to any host: for each prediction, what was
    found and a bar for each kind of guess.
    """
    intro = (
        f"<p>{many(found.students, 'student')} handed in guesses. The blue bar is where the result "
        f"lies. Nobody is named, and a prediction is shown only if at least {LEAST} students "
        f"guessed.</p>\n"
    )
    return paper(f"How the class guessed: {found.assignment}", STYLE, intro + sections(found))


STYLE = """:root { color-scheme: light dark; color: CanvasText; background: Canvas; }
@media print { :root { color-scheme: light; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h2 { margin: 2rem 0 0; font-size: 1.1rem; }
p { margin: .3rem 0; }
th { padding-right: 1rem; font-weight: normal; text-align: left; }
td { padding-right: .6rem; text-align: right; }
svg { display: block; width: min(300px, 40vw); height: 14px;
  fill: color-mix(in srgb, currentColor 45%, transparent); }
.right th { font-weight: bold; }
.right svg { fill: #0072b2; }
"""
