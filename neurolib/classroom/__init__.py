"""Releasing, submitting, grading: nbgrader as it comes, with the course's layout and protections
said once, here.

An ``nbgrader_config.py`` at the root of a course turns them on for ``nbgrader``, for Formgrader and
for ``neurolib grade`` alike::

    from neurolib.classroom import secure

    c = get_config()
    c.CourseDirectory.course_id = "neurolib"
    secure(c)

Where to read on:

- What both sides share: :mod:`.course` (its folder and configuration), :mod:`.shared_folder`,
  :mod:`.keys`, :mod:`.release`.
- What test cells are written with: :mod:`.checking`, :mod:`.hidden`, :mod:`.hiding`,
  :mod:`.measuring`; :mod:`neurolib.hints` runs visible tests there.
- :mod:`.student`: what a student starts, with instant feedback (:mod:`.student.check`).
- :mod:`.intake`: what is taken of a submission, its files (:mod:`.intake.files`) and its cells
  (:mod:`.intake.repair`), all of it under the limits of :mod:`.intake.limited_process`.
- :mod:`.grading`: how it is run. :mod:`.grading.isolated` gives cells to a kernel in the
  :mod:`.sandbox` and tests to the :mod:`.checker`, a process of its own; plain data alone pass
  between the two. Many at once: :mod:`.grading.grade` and :mod:`.grading.pool`. What a person
  marks: :mod:`.grading.marking`. In JupyterLab: :mod:`.grading.formgrader`.
- :mod:`.reports`: what is shown, to a student (:mod:`.reports.feedback`) and of a whole class
  (:mod:`.reports.misconceptions`, :mod:`.reports.similarity`, :mod:`.reports.export`).

This module is imported in every kernel that runs a test cell, so it loads nothing but the standard
library.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

SECRET = ".course-secret"
TIMEOUT = 60  # seconds a cell may take; the course's own cells stay below 5
STUB = (
    '# YOUR CODE HERE\nraise NotImplementedError("This problem is not answered yet: replace '
    'these two lines by your code.")'
)

_stock = "nbgrader.preprocessors."
_ours = "neurolib.classroom."
GENERATE = [
    _ours + "grading.validation.Rehearse",
    _stock + "IncludeHeaderFooter",
    _stock + "InstantiateTests",
    _stock + "LockCells",
    _stock + "ClearSolutions",
    _stock + "ClearOutput",
    _stock + "CheckCellMetadata",
    _stock + "ComputeChecksums",
    _ours + "release.SaveCells",
    _stock + "ClearHiddenTests",
    _stock + "ClearMarkScheme",
    _ours + "release.Tidy",
    _stock + "ComputeChecksums",
    _stock + "CheckCellMetadata",
]
SANITIZE = [
    _stock + name for name in ("OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
]
AUTOGRADE = [
    _ours + "grading.isolated.Isolated",
    _stock + "IgnorePattern",
    _stock + "LimitOutput",
    _stock + "SaveAutoGrades",
    _ours + "grading.late.AssignLatePenalties",
    _stock + "CheckCellMetadata",
]
FEEDBACK = [
    # again, because a person may have given points since
    _ours + "grading.late.AssignLatePenalties",
    _ours + "reports.feedback.Grades",
    _ours + "reports.feedback.Verdict",
]


def secure(c: Any) -> None:
    """Give a traitlets config the layout (``solutions/`` → ``exercises/``) and every protection of
    this package.

    The course is ``c.CourseDirectory.root`` where it is set before, the current folder otherwise.
    Layout, stubs and the time for a cell that are set before are kept; protections are not
    negotiable.
    """
    layout = c.CourseDirectory
    root = Path(layout["root"] if "root" in layout else Path.cwd()).resolve()
    for name, value in {
        "root": str(root),
        "source_directory": "solutions",
        "release_directory": "exercises",
    }.items():
        layout.setdefault(name, value)
    c.ClearSolutions.setdefault("code_stub", {"python": STUB})
    c.GenerateAssignment.preprocessors = GENERATE
    c.Autograde.exporter_class = _ours + "intake.intake.Entrance"
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.exporter_class = _ours + "reports.feedback.Page"
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.Execute.setdefault("timeout", TIMEOUT)
    if not c.ExchangeFactory:  # nbgrader's own exchange, not another that the course has set
        c.ExchangeFactory.collect = _ours + "intake.collect.Collect"
    # a course may have its own table
    c.ExportApp.setdefault("plugin_class", _ours + "reports.export.Export")
    c.Isolated.secret_file = str(root / SECRET)
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parent / "reports" / "templates")]
    c.HTMLExporter.filters = {
        name: f"{_ours}reports.safe_html.{name}" for name in ("harmless", "nonce")
    }
    if "nbgrader.server_extensions.formgrader.base" in sys.modules:  # in JupyterLab's server alone
        # by its name, as nbgrader finds the others
        importlib.import_module(_ours + "grading.formgrader").adapt()
    _tools_on_path()


def _tools_on_path() -> None:
    """Put this Python's own programs on PATH: nbgrader calls ``alembic`` by name when it makes a
    gradebook.
    """
    tools = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = tools + os.pathsep + path
