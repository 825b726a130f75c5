"""Validation of tests: run the reference solution as a submission is run, to find tests that cannot
work and to record what it does.

In the teacher's notebook a test and a solution share one kernel; when work is graded they do not
(:mod:`.isolated`). A test that hands a lambda to student code, or asks for the class of what comes
back, passes in the one and fails in the other, and with it every right answer. Tests that an answer
passes which solves nothing are found at release, too.

What a student's code may do in a test depends on what the reference solution does in it
(:mod:`.checker.reference`). That is found before the first submission of a batch runs, and travels
as plain data.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from .. import sandbox
from ..checker.client import CheckerClient
from ..checker.codec import encode
from ..checker.master import Master, teachers
from ..course import ClassroomError, Fault
from ..reports.outcomes import BROKEN, is_test, outcomes
from ..sandbox.channel import Late
from .isolated import Isolated

EMPTY = np.zeros((0, 1))
TRIVIAL: dict[str, Any] = {
    "None": None,
    "an empty list": [],
    "an empty array": np.zeros(0),
    "a list of an empty list": [[]],
    "a pair of empty arrays": (EMPTY, EMPTY),
    "a list of empty arrays": [EMPTY] * 5,
    "an empty tuple": (),
    "zero": 0.0,
    "NaN": np.nan,
    "infinity": np.inf,
    "1e12": 1e12,
}
TRIVIAL |= {f"two times {name}": (TRIVIAL[name],) * 2 for name in ("NaN", "infinity", "1e12")}
FUNCTION = {"h": [0, "function", True]}
IN_PLACE = (
    " It changes an argument in place: a test sees this only with changed() or unchanged() "
    "of neurolib.classroom.checking."
)
ECHO = {"their first argument": 0, "their last argument": -1}


class _Reference(Isolated):
    """The teacher's notebook, run as a submission is. On a machine without a sandbox it runs
    without one, because it is trusted.
    """

    runs_reference = True

    def __init__(self, **named: Any) -> None:
        super().__init__(trust_students=bool(sandbox.refusal()), **named)

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        if "nbgrader" in resources:
            return super()._read_master(nb, resources)
        return Master.of(nb), Path(resources["metadata"]["path"])

    def _verdict(self, test: str) -> dict[str, Any]:
        verdict = super()._verdict(test)
        # its process ended, perhaps for a reason of the machine
        if verdict["error"] and verdict["error"][0] == BROKEN:
            verdict = super()._verdict(test)
        self.found[test] = verdict["found"]
        if verdict["error"]:
            said = " ".join((verdict["error"][2] or verdict["error"][1:2])[-1].split())
            self.found[test]["fails"] = said.removeprefix("AssertionError: ").removeprefix(
                "student."
            )[:300]
        return verdict

    def run(self, nb: NotebookNode, folder: Path, **nbgrader: str) -> NotebookNode:
        """Return a copy of ``nb`` with its outputs; :attr:`found` is what the solution does in each
        test, and how it fails it.
        """
        self.found: dict[str, dict[str, Any]] = {}
        return self.preprocess(
            copy.deepcopy(nb),
            {"metadata": {"path": str(folder)}, **({"nbgrader": nbgrader} if nbgrader else {})},
        )[0]


def references(config: Any, assignment: str) -> dict[str, Any]:
    """Return what the reference solutions of an assignment do in each of their tests, by notebook:
    see :mod:`.checker.reference`.
    """
    course = CourseDirectory(config=config)
    folder = Path(course.root, course.format_path(course.source_directory, ".", assignment))
    found = {}
    for name in names_of_notebooks(course, assignment):
        reference = _Reference(config=config)
        run = functools.partial(reference.run, teachers(folder / f"{name}.ipynb"), folder)
        try:
            run(assignment=assignment, notebook=name, db_url=course.db_url)
        # of the machine; a second one stops the batch, in which everybody would be graded by half a
        # record
        except Fault:
            run(assignment=assignment, notebook=name, db_url=course.db_url)
        found[name] = reference.found
    return found


def names_of_notebooks(course: CourseDirectory, assignment: str) -> list[str]:
    """Return the names of an assignment's notebooks, as the gradebook has them; none where it does
    not know the assignment.
    """
    with Gradebook(course.db_url, course.course_id) as gradebook, contextlib.suppress(MissingEntry):
        return sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
    return []


def rehearsed(
    path: Path, config: Any, nb: NotebookNode | None = None
) -> tuple[list[str], list[str]]:
    """Return a sentence for every test in the teacher's notebook at ``path`` that its own solution
    fails when it is graded, and one for every test that an answer passes which solves nothing.

    Hidden inputs are drawn from the secret of the course that ``config`` names, or else from the
    public one.
    """
    nb = nb or teachers(path)
    reference, sentences = _Reference(config=config), []
    graded = (
        f"graded under the secret in {reference.secret_file}" if reference.secret_file else "graded"
    )
    for outcome in outcomes(reference.run(nb, path.parent)):
        if outcome.points is not None and not outcome.right:
            found = reference.found.get(outcome.grade_id, {})
            said = found.get("fails") or outcome.message
            what = said.rstrip(".") or f"it earns {outcome.points:g} of {outcome.max:g} points"
            fails = (
                f"the reference solution fails the test {outcome.grade_id} when it is "
                f"{graded}, and so would right answers"
            )
            sentences.append(
                f"{path.stem}: {fails}: {what}.{IN_PLACE * found.get('changes', False)}"
            )
    return sentences, trivial(path, nb, reference.found)


def trivial(path: Path, nb: NotebookNode, found: dict[str, Any]) -> list[str]:
    """Return a sentence for every test in the teacher's notebook ``nb`` that a trivial function
    passes, which always returns the same value, or one of its arguments. ``found`` is what the
    reference solution does in the tests.
    """
    master, passed = Master.of(nb), dict[str, str]()
    master.reference = found
    answers: dict[str, Any] = {
        name: functools.partial(lambda value, given: value, encode(value, repr))
        for name, value in TRIVIAL.items()
    }
    answers |= {name: functools.partial(_argument, number) for name, number in ECHO.items()}
    for name, answer in answers.items():
        checker = CheckerClient(master, functools.partial(_answer, answer), path.parent, "")
        try:
            for test in [
                cell.metadata.nbgrader.grade_id
                for cell in nb.cells
                if is_test(cell) and cell.metadata.nbgrader.get("points")
            ]:
                with contextlib.suppress(Late):
                    verdict = checker.run(test, 10.0)
                    if not verdict["error"] and (verdict["value"] is None or verdict["value"] > 0):
                        passed.setdefault(test, name)
        finally:
            checker.close()
    return [
        f"{path.stem}: the test {test} is passed by functions that return "
        f"{name}{' whatever they are given' * (name in TRIVIAL)}."
        for test, name in passed.items()
    ]


def _answer(answer: Callable[[Any], Any], request: str, seconds: float) -> str:
    """Answer a test's request like a student's kernel in which every name is a function; ``answer``
    gives the value of a call.
    """
    asked = json.loads(request)
    there: dict[str, Any] = {"find": FUNCTION, "attribute": FUNCTION, "items": [], "length": 0}
    return json.dumps(
        {"value": there[asked["do"]] if asked["do"] in there else answer(asked["given"])}
    )


def _argument(number: int, given: Any) -> Any:
    """The first or the last of the arguments of a call, as they are sent."""
    positional, named = given["t"] if type(given) is dict and "t" in given else ([], {"d": []})
    arguments = [*positional, *(value for _, value in named["d"])]
    if not arguments or (type(arguments[number]) is dict and arguments[number].keys() & {"h", "g"}):
        return FUNCTION
    return arguments[number]


def sound(assignment: str, found: list[tuple[list[str], list[str]]]) -> list[str]:
    """Return the warnings about the notebooks of an assignment, as :func:`rehearsed` gives them;
    raise where a solution fails a test.
    """
    if failing := [sentence for sentences, _ in found for sentence in sentences]:
        raise ClassroomError(
            f"{' '.join(failing)} {assignment} is not released. Mend the test or the solution, and "
            f"release it again."
        )
    return [sentence for _, passed in found for sentence in passed]


class Rehearse(NbGraderPreprocessor):
    """A step of ``nbgrader generate_assignment`` that refuses what ``neurolib release`` refuses; it
    changes nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Log a warning for every test that a trivial answer passes; raise where the solutions in
        ``nb`` fail a test.
        """
        path = Path(resources["metadata"]["path"], f"{resources['unique_key']}.ipynb")
        for sentence in sound(path.parent.name, [rehearsed(path, self.config, nb)]):
            self.log.warning(sentence)
        return nb, resources
