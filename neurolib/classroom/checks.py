"""A student's instant feedback: run the visible tests of one notebook, without a gradebook and without a trace."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import compute_checksum, is_locked
from traitlets.config import Config

from . import TIMEOUT
from .course import ClassroomError
from .execution import Run
from .outcomes import Outcome, is_test, outcomes


def check(path: Path) -> list[Outcome]:
    """Run the notebook at ``path`` in a fresh kernel and return the outcome of each of its tests; the file stays as it is."""
    nb = read(path)
    if not any(is_test(cell) for cell in nb.cells):
        raise ClassroomError(f"{path.name} holds no tests; name a notebook of a problem set, as in exercises/ps2-spikes/ps2-spikes.ipynb.")
    changed = {cell.metadata.nbgrader.grade_id for cell in nb.cells if is_test(cell) and _changed(cell)}
    config: Any = Config()
    config.Execute.timeout = TIMEOUT
    nb, _ = ClearHiddenTests(enforce_metadata=False).preprocess(copy.deepcopy(nb), {})
    nb, _ = Run(config=config).preprocess(nb, {"metadata": {"path": str(path.resolve().parent)}})
    return [_warned(outcome) if outcome.grade_id in changed else outcome for outcome in outcomes(nb)]


def read(path: Path) -> Any:
    """Return the notebook at ``path``; raise :class:`ClassroomError` where there is none."""
    if not path.is_file():
        raise ClassroomError(f"There is no notebook {path}.")
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, OSError, KeyError, AttributeError) as error:
        raise ClassroomError(f"{path.name} is not a notebook that can be read: {' '.join(str(error).split())[:200]}") from None


def _changed(cell: Any) -> bool:
    checksum = cell.metadata.nbgrader.get("checksum")
    return bool(is_locked(cell) and checksum and checksum != compute_checksum(cell))


def _warned(outcome: Outcome) -> Outcome:
    sentence = "This test cell was changed; the original will grade you."
    return Outcome(outcome.grade_id, outcome.title, 0.0, outcome.max, f"{sentence} {outcome.message}".strip())
