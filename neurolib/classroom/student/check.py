"""A student's instant feedback: run the visible tests of one notebook, without a gradebook and
without changing a file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import compute_checksum
from traitlets.config import Config

from .. import TIMEOUT
from ..checker.master import Master
from ..course import ClassroomError
from ..grading.isolated import Isolated
from ..reports.outcomes import Outcome, is_test, outcomes
from .student import problem_set, working_copy

CHANGED = "This test cell was changed; the original will grade you."


class Run(Isolated):
    """Student code and tests in one kernel, unprotected: a student's own check, on the student's
    own machine.
    """

    trust_students: Any = True

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        return Master(), Path(resources["metadata"]["path"])  # no test is run anywhere else

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run one cell."""
        super().preprocess_cell(cell, resources, index)
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                # nbgrader takes a stderr stream for a failure; a warning is none
                output.name = "stdout"
        return cell, resources


def check(named: Path) -> list[Outcome]:
    """Run a notebook in a fresh kernel and return the outcome of each of its tests; the file stays
    as it is.

    ``named`` is its path, its folder, or a problem set of the working copy.
    """
    path = find(named)
    nb = read(path)
    if not any(is_test(cell) for cell in nb.cells):
        raise ClassroomError(
            f"{path.name} holds no tests; name a notebook of a problem set, as in "
            f"exercises/ps2-spikes/ps2-spikes.ipynb."
        )
    marks = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if is_test(cell)}
    changed = {
        name
        for name, cell in marks.items()
        if cell.metadata.nbgrader.get("checksum") not in (None, "", compute_checksum(cell))
    }
    config: Any = Config()
    config.Execute.timeout = TIMEOUT
    nb, _ = ClearHiddenTests(enforce_metadata=False).preprocess(nb, {})
    nb, _ = Run(config=config).preprocess(nb, {"metadata": {"path": str(path.resolve().parent)}})
    return [
        replace(outcome, points=0.0, message=f"{CHANGED} {outcome.message}".strip())
        if outcome.grade_id in changed
        else outcome
        for outcome in outcomes(nb)
    ]


def find(named: Path) -> Path:
    """Return the path of the notebook that is meant."""
    if named.suffix == ".ipynb" or named.is_file():
        return named
    folder = named if named.is_dir() else problem_set(str(named), working_copy())
    return min(
        folder.glob("*.ipynb"),
        key=lambda path: (path.stem != folder.name, path.name),
        default=folder / f"{folder.name}.ipynb",
    )


def read(path: Path) -> Any:
    """Return the notebook at ``path``; raise :class:`ClassroomError` where there is none."""
    if not path.is_file():
        raise ClassroomError(f"There is no notebook {path}.")
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, OSError, KeyError, AttributeError) as error:
        raise ClassroomError(
            f"{path.name} is not a notebook that can be read: {' '.join(str(error).split())[:200]}"
        ) from None
