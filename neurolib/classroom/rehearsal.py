"""Grade the reference solution at release, so that a test which cannot work when it is graded is found before a student meets it.

In the teacher's notebook a test and a solution share one kernel; when work is graded they do not (:mod:`.isolated`). A test
that hands a lambda to student code, or asks for the class of what comes back, passes in the one and fails in the other,
and with it every right answer.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from . import sandbox
from .isolated import Isolated
from .master import Master
from .outcomes import outcomes

_changing: dict[tuple[Path, int], set[str]] = {}


class _Reference(Isolated):
    """The teacher's notebook, run as a submission is. It needs no sandbox where there is none: nobody distrusts the teacher."""

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        return Master.of(nb, {}), Path(resources["metadata"]["path"])

    def _unaided(self, test: str, verdict: dict[str, Any]) -> dict[str, Any]:
        self.changing.add(test)
        return verdict

    def run(self, nb: NotebookNode, folder: Path) -> NotebookNode:
        """Return a copy of ``nb`` with its outputs; :attr:`changing` are the tests at which a solution had changed what it was given."""
        self.changing: set[str] = set()
        return self.preprocess(copy.deepcopy(nb), {"metadata": {"path": str(folder)}})[0]


def _reference(config: Any) -> _Reference:
    return _Reference(config=config, secret_file="", trust_students=bool(sandbox.refusal()))


def troubles(path: Path, config: Any, nb: NotebookNode | None = None) -> list[str]:
    """Return a sentence for every test in the teacher's notebook at ``path`` that its own solution fails when it is graded."""
    ran = _reference(config).run(nb or nbformat.read(path, as_version=4), path.parent)
    found = []
    for outcome in outcomes(ran):
        if outcome.points is not None and not outcome.right:
            what = outcome.message.rstrip(".") or f"it earns {outcome.points:g} of {outcome.max:g} points"
            fails = f"the reference solution fails the test {outcome.grade_id} when it is graded, and so would right answers"
            found.append(f"{path.stem}: {fails}: {what}.")
    return found


def changing(path: Path, config: Any) -> set[str]:
    """Return the tests at which the reference solution at ``path`` has changed what a test gave it; found out once in a process."""
    key = path, path.stat().st_mtime_ns
    if key not in _changing:
        reference = _reference(config)
        reference.run(nbformat.read(path, as_version=4), path.parent)
        _changing[key] = reference.changing
    return _changing[key]


class Rehearse(NbGraderPreprocessor):
    """A step of ``nbgrader generate_assignment`` and Formgrader's *Generate* that warns; it changes nothing."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Log a warning for every test that the solutions in ``nb`` fail when they are graded."""
        path = Path(resources["metadata"]["path"], f"{resources['unique_key']}.ipynb")
        for sentence in troubles(path, self.config, nb):
            self.log.warning(sentence)
        return nb, resources
