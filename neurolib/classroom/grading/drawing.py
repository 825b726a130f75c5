"""Draw curves again from the graded answers of a class: each answer runs in the sandbox, as when it
was graded, and its numbers come back through the process in which tests run.

Which curves these are, the teacher says in ``solutions/curves/SET.py`` (:mod:`..drawing`).
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4
from nbgrader.utils import is_solution

from ..checker import names
from ..checker.master import Master, teachers
from ..course import ClassroomError, Course, Fault
from ..reports.outcomes import is_test, problem_of, title
from .isolated import Isolated
from .validation import _Reference

FOLDER = "curves"  # in solutions/
OWN = "curve of the class "  # begins the grade_id of a cell that draws


@dataclass(frozen=True)
class Drawing:
    """A curve to draw: the number of its problem, the lines that compute it, and the number of the
    ``figure`` to show with it, which may be empty.
    """

    problem: str
    source: str
    figure: str = ""


@dataclass(frozen=True)
class Curve:
    """Numbers of a curve; a value that is not finite is None. ``log`` names the axes whose scale is
    logarithmic.
    """

    x: tuple[float, ...]
    y: tuple[float | None, ...]
    across: str
    up: str
    log: str = ""


def drawings(course: Course, assignment: str) -> list[Drawing]:
    """Return the curves that the teacher wants drawn of a set; none where there is no such file."""
    path = course.folder("source") / FOLDER / f"{assignment}.py"
    if not path.is_file():
        return []
    head, *parts = re.split(
        r"^# %% *(\S+).*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    found = []
    for problem, source in zip(parts[::2], parts[1::2], strict=True):
        figure = re.search(r"^# figure: *(\S+)", source, re.MULTILINE)
        found.append(Drawing(problem, head + source, figure[1] if figure else ""))
    return found


class _Drawn(Isolated):
    """An answer that is run to draw its curves. The tests of the set are left out."""

    def __init__(self, master: Master, folder: Path, **named: Any) -> None:
        super().__init__(**named)
        self._own = master, folder

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        return self._own

    def _prime(self, test: str) -> None:
        """Define nothing in the student's kernel: a drawing is no part of the notebook."""


class Pencil:
    """Draws the curves of a set: those that are right from the teacher's own solution, once, and
    those of any student.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.drawings = drawings(course, assignment)
        self.right: dict[int, Curve] = {}
        self._masters: dict[str, Master] = {}
        self._pictures: dict[str, set[str]] = {}
        self._folder = course.folder("source") / assignment
        for path in sorted(self._folder.glob("*.ipynb")) if self.drawings else ():
            nb = _with_drawings(teachers(path), self.drawings, _pictures(teachers(path)))
            reference = _Reference(config=course.config)
            self.right |= _curves(reference.run(nb, self._folder))
            self._refuse(reference.found)
            self._masters[path.stem] = Master.of(nb)
            self._pictures[path.stem] = _pictures(teachers(path))
            self._masters[path.stem].reference = reference.found
        if missing := set(range(len(self.drawings))) - self.right.keys():
            problems = ", ".join(sorted({self.drawings[number].problem for number in missing}))
            raise ClassroomError(
                f"{FOLDER}/{assignment}.py: the solution of problem {problems} gives no curve. The "
                f"name of the problem has to be that in the titles of its tests, and the cell has "
                f"to end with curve(x, y, …). If you took the problem out of the set, delete its "
                f"cells, which begin with # %% {problems}, there too."
            )

    def _refuse(self, found: dict[str, dict[str, Any]]) -> None:
        """Raise a sentence for a cell that cannot draw a curve from the teacher's own solution."""
        where = f"{FOLDER}/{self.assignment}.py, problem"
        for test, verdict in found.items():
            if test.startswith(OWN) and "fails" in verdict:
                problem = self.drawings[int(test.removeprefix(OWN))].problem
                raise ClassroomError(f"{where} {problem}: {verdict['fails']}")
        for number, curve in self.right.items():
            values = [value for value in curve.y if value is not None]
            if "y" in curve.log and max(values, default=1.0) <= 0:
                raise ClassroomError(
                    f"{where} {self.drawings[number].problem}: the largest value of the right "
                    f"curve is {max(values) + 0.0:g}; expected a positive one on a logarithmic "
                    f"axis."
                )

    def draw(self, student: str) -> dict[int, Curve]:
        """Return the curves that a student's answers give, by the number of the drawing; a curve
        that the answer does not give is left out.
        """
        folder = self.course.folder("autograded") / student / self.assignment
        found: dict[int, Curve] = {}
        for name, master in self._masters.items():
            if not (path := folder / f"{name}.ipynb").is_file():
                continue
            nb = v4.reads(path.read_text(encoding="utf-8"))
            nb = _with_drawings(nb, self.drawings, self._pictures[name])
            run = _Drawn(master, self._folder, config=self.course.config)
            run.secret_file = ""  # nothing that is drawn depends on hidden inputs
            with contextlib.suppress(Fault):
                found |= _curves(run.preprocess(nb, {"metadata": {"path": str(folder)}})[0])
        # where it is drawn is the teacher's, whatever came back
        return {
            number: Curve(right.x, curve.y, right.across, right.up, right.log)
            for number, curve in found.items()
            if len(curve.y) == len((right := self.right[number]).x)
        }


def _pictures(nb: NotebookNode) -> set[str]:
    """Return the sources of the teacher's cells that use the answers, to show pictures of them;
    they take long, and nothing that is drawn here needs them.
    """
    answers = Master.of(nb).answers
    found = set()
    for cell in nb.cells:
        if cell.cell_type == "code" and not is_test(cell) and not is_solution(cell):
            with contextlib.suppress(SyntaxError):
                if names.reads(names.parse(cell.source)) & answers:
                    found.add(cell.source)
    return found


def _with_drawings(nb: NotebookNode, wanted: Sequence[Drawing], left_out: set[str]) -> NotebookNode:
    """Return a copy of a notebook with the drawings of each problem in place of its tests; what
    follows the last drawing, and the cells ``left_out``, are not in it.
    """
    last = {problem_of(title(cell)): index for index, cell in enumerate(nb.cells) if is_test(cell)}
    made, end = copy.copy(nb), 0
    made.cells = []
    for index, cell in enumerate(nb.cells):
        if not is_test(cell) and cell.source not in left_out:
            made.cells.append(copy.deepcopy(cell))
        for number, each in enumerate(wanted):
            if last.get(each.problem) == index:
                made.cells.append(_cell(number, each))
                end = len(made.cells)
    made.cells = made.cells[:end]
    return made


def _cell(number: int, drawing: Drawing) -> NotebookNode:
    about = {"grade_id": f"{OWN}{number}", "grade": True, "locked": True, "points": 0}
    about |= {"solution": False, "task": False, "schema_version": 3, "cell_type": "code"}
    return v4.new_code_cell(drawing.source, metadata={"nbgrader": about})


def _curves(nb: NotebookNode) -> dict[int, Curve]:
    """Return the curves that the cells of :func:`_cell` have printed, in the process of the
    tests.
    """
    found = {}
    for cell in nb.cells:
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if not name.startswith(OWN):
            continue
        for output in cell.outputs:
            if output.output_type == "stream":
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    plain = json.loads(output.text.splitlines()[-1])
                    x, y = (tuple(plain[axis]) for axis in "xy")
                    found[int(name.removeprefix(OWN))] = Curve(
                        x, y, plain["across"], plain["up"], plain["log"]
                    )
    return found
