"""Make a class of 40 students for ps2-spikes whose mistakes are known, and count them without the
grader.

A student's answers are named answers of tests/course/answers/ps2 (:mod:`tests.course.named_answers`).
What the tests say to each is found by running them in this process, and the misconceptions of the
class follow from who has which answer.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections import defaultdict
from pathlib import Path

import nbformat

from neurolib.classroom.intake.files import GUESSES
from neurolib.classroom.reports.outcomes import EMPTY
from tests.course.named_answers import answers
from tests.course.test_answers import grade, role

ROOT = Path(__file__).parents[2]
SET, STUDENTS = "ps2-spikes", 40
SECRET = "the secret of a class that was made"
# raises the words of a hint, and more
HOSTILE = """def lif_rate(I, C, gL, EL, VT, VR, tref):
    raise ValueError(
        "t_ref is left out: after each spike V stays at V_R for t_ref before the membrane charges "
        "again. <script>alert('studentin-24')</script>"
    )
"""
# of each problem: how many students give an answer, one after the other; the rest is right, and
# nothing is handed in under the name ""
GIVEN = {
    "2.1": {
        "no-t_ref": 9,
        "drive-in-mV": 4,
        "reset-to-E_L": 4,
        "nan-below": 3,
        "kHz": 2,
        "log10": 1,
        "hostile": 1,
        "": 3,
    },
    "2.2": {"no-refractory": 6, "soft-reset": 5, "raster": 2, "leak-sign": 1, "": 4},
    "2.3": {"ddof": 7, "inverse-mean-isi": 5, "rate-in-kHz": 1, "": 2},
    "2.4": {"sign": 8, "no-baseline": 5, "no-edge-correction": 4, "": 6},
    "2.8": {"variances-subtract": 8, "no-half": 5, "sds-add": 3, "negative-rates": 2, "": 5},
}
TEXTS = 11  # students who wrote the text that a person marks
GUESSED = 12


def student(number: int) -> str:
    return f"studentin-{number:02}"


def plan() -> dict[str, dict[str, str]]:
    """Return student → problem → name of the answer; the mistakes of each problem begin with another
    student.
    """
    found: dict[str, dict[str, str]] = {student(number): {} for number in range(STUDENTS)}
    for shift, (problem, given) in enumerate(GIVEN.items()):
        names = [name for name, count in given.items() for _ in range(count)]
        for place in range(STUDENTS):
            name = names[place] if place < len(names) else "right"
            found[student((place + 7 * shift) % STUDENTS)][problem] = name
    return found


def source(problem: str, name: str) -> str:
    """Return the code of an answer."""
    if name == "hostile":
        return HOSTILE
    if name == "right":
        return next(
            each.source
            for each in answers("ps2")
            if each.problem == problem and each.name.split("-")[1] == "right"
        )
    (found,) = [each.source for each in answers("ps2") if each.name == f"{problem}-wrong-{name}"]
    return found


def said() -> dict[tuple[str, str], list[str]]:
    """Return what the failing tests of a problem say to each answer that is given."""
    nb = nbformat.read(ROOT / "solutions" / SET / f"{SET}.ipynb", as_version=4)
    return {
        (problem, name): list(grade(nb, problem, source(problem, name), SECRET)[1].values())
        for problem, given in GIVEN.items()
        for name in given
        if name
    }


def hints() -> set[str]:
    """Return all sentences that the tests of the set hold, as they stand in its source."""
    nb = nbformat.read(ROOT / "solutions" / SET / f"{SET}.ipynb", as_version=4)
    return {
        " ".join(node.value.split())
        for cell in nb.cells
        if role(cell)[0] == "test"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def expected(
    known: set[str],
) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int], dict[str, int]]:
    """Return how many students have each misconception, by problem and sentence; and by problem how
    many have not answered, made a mistake that no sentence of the tests names, or passed.
    """
    heard, met = said(), defaultdict[tuple[str, str], set[str]](set)
    blank, passed = (dict.fromkeys(GIVEN, 0) for _ in range(2))
    others = defaultdict[str, set[str]](set)
    for who, given in plan().items():
        for problem, name in given.items():
            blank[problem] += not name
            passed[problem] += name == "right"
            for sentence in heard.get((problem, name), []):
                words = " ".join(sentence.split())
                assert EMPTY not in words
                if words in known:
                    met[problem, words].add(who)
                else:
                    others[problem].add(who)
    return (
        {key: len(students) for key, students in met.items()},
        blank,
        {problem: len(others[problem]) for problem in GIVEN},
        passed,
    )


def make(root: Path) -> None:
    """Write the course with its hand-ins below ``root``, and release the set."""
    from neurolib.classroom.course import Course
    from neurolib.classroom.release import release

    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "solutions" / SET, root / "solutions" / SET)
    shutil.copytree(ROOT / "solutions" / "curves", root / "solutions" / "curves")
    shutil.copytree(ROOT / "course", root / "course", ignore=shutil.ignore_patterns(".*", "guide"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / ".course-secret").write_text(SECRET, encoding="utf-8")
    release(Course.at(root), SET)
    handed_out = nbformat.read(root / "exercises" / SET / f"{SET}.ipynb", as_version=4)
    for number, (who, given) in enumerate(plan().items()):
        nb = nbformat.from_dict(handed_out)
        texts = 0
        for cell in nb.cells:
            kind, problem = role(cell)
            if kind == "answer" and cell.cell_type == "code" and given.get(problem):
                cell.source = source(problem, given[problem])
            elif kind == "answer" and cell.cell_type == "markdown" and number < TEXTS and not texts:
                texts += 1
                cell.source += f"\n\nA text of {who}."
        folder = root / "submitted" / who / SET
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{SET}.ipynb")
        if number < GUESSED:
            (folder / GUESSES).write_text(json.dumps(guesses(root, number)), encoding="utf-8")


def guesses(root: Path, number: int) -> dict[str, dict[str, object]]:
    """Return the guesses of a student: of each prediction of the chapter, one of each kind."""
    from neurolib.classroom.guesses import predictions

    found: dict[str, dict[str, object]] = {}
    for key, asked in predictions(root, SET).items():
        if asked.choices:
            found[key] = {"kind": "Choice", "value": "abc"[number % 3], "found": "b"}
        elif asked.unit:
            found[key] = {"kind": "Number", "value": 10.0 * (number + 1), "found": 40.0}
        else:
            found[key] = {"kind": "Curve", "error": 0.02 * (number + 1)}
    return found
