"""Grade the reference solution at release, so that a test which cannot work when it is graded is found before a student meets it.

In the teacher's notebook a test and a solution share one kernel; when work is graded they do not (:mod:`.isolated`). A test
that hands a lambda to student code, or asks for the class of what comes back, passes in the one and fails in the other,
and with it every right answer. And a test that is passed by an answer which is none is found here as well.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from . import sandbox
from .examiner import Examiner, Slow
from .isolated import Isolated
from .master import Master
from .outcomes import outcomes
from .wire import encode

HOLLOW: dict[str, Any] = {"None": None, "an empty list": [], "an empty array": np.zeros(0), "zero": 0.0}
HOLLOW |= {"NaN": np.nan, "infinity": np.inf, "1e12": 1e12}
HOLLOW |= {f"two times {name}": (HOLLOW[name],) * 2 for name in ("NaN", "infinity", "1e12")}
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
    """Return a sentence for every test in the teacher's notebook at ``path`` that its own solution fails when it is graded, and for
    every one that an answer passes which is none."""
    ran = _reference(config).run(nb or nbformat.read(path, as_version=4), path.parent)
    found = []
    for outcome in outcomes(ran):
        if outcome.points is not None and not outcome.right:
            what = outcome.message.rstrip(".") or f"it earns {outcome.points:g} of {outcome.max:g} points"
            fails = f"the reference solution fails the test {outcome.grade_id} when it is graded, and so would right answers"
            found.append(f"{path.stem}: {fails}: {what}.")
    return found + hollow(path, nb)


def hollow(path: Path, nb: NotebookNode | None = None) -> list[str]:
    """Return a sentence for every test in the teacher's notebook at ``path`` that functions pass which return always the same."""
    master, found = Master.of(nb or nbformat.read(path, as_version=4), {}), dict[str, str]()
    for name, value in HOLLOW.items():
        examiner = Examiner(master, functools.partial(_hollow, value), path.parent, "")
        try:
            for test in master.worth:
                with contextlib.suppress(Slow):
                    verdict = examiner.run(test, 10.0)
                    if not verdict["error"] and (verdict["value"] is None or verdict["value"] > 0):
                        found.setdefault(test, name)
        finally:
            examiner.close()
    return [
        f"{path.stem}: the test {test} is passed by functions that return {name} whatever they are given." for test, name in found.items()
    ]


def _hollow(value: Any, request: str, seconds: float) -> str:
    """Answer a test's request as a student's kernel does in which everything is a function that returns ``value``."""
    do = json.loads(request)["do"]
    there: dict[str, Any] = {"find": {"h": [0, "function", True]}, "attribute": {"h": [0, "method", True]}, "items": [], "length": 0}
    return json.dumps({"value": there[do] if do in there else encode(value, repr)})


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
