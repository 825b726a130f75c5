"""Releasing, submitting, grading: nbgrader as it comes, with the course's layout and protections said once, here.

An ``nbgrader_config.py`` at the root of a course turns them on for ``nbgrader``, for Formgrader and for ``neurolib grade`` alike::

    from neurolib.classroom import secure

    c = get_config()
    c.CourseDirectory.course_id = "neurolib"
    secure(c)

This module is imported in every kernel that runs a test cell, so it loads nothing but the standard library.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SECRET = ".course-secret"
TIMEOUT = 60  # seconds a cell may take; the course's own cells stay below 5
STUB = '# YOUR CODE HERE\nraise NotImplementedError("This problem is not answered yet: replace these two lines by your code.")'

_stock = "nbgrader.preprocessors."
_ours = "neurolib.classroom."
GENERATE = [
    *(_stock + name for name in ("IncludeHeaderFooter", "InstantiateTests", "LockCells", "ClearSolutions", "ClearOutput")),
    *(_stock + name for name in ("CheckCellMetadata", "ComputeChecksums", "SaveCells", "ClearHiddenTests", "ClearMarkScheme")),
    _ours + "preprocessors.Tidy",
    *(_stock + name for name in ("ComputeChecksums", "CheckCellMetadata")),
]
SANITIZE = [
    _ours + "preprocessors.Readable",
    *(_stock + name for name in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")),
]
AUTOGRADE = [
    _ours + "execution.Run",
    *(_stock + name for name in ("IgnorePattern", "LimitOutput", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")),
]
FEEDBACK = [_stock + "GetGrades", _ours + "preprocessors.Verdict", "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]


def secure(c: Any) -> None:
    """Give a traitlets config the layout (``solutions/`` → ``exercises/``) and every protection of this package.

    The course is ``c.CourseDirectory.root`` where it is set before, the current folder otherwise. Layout and stubs that
    are set before are kept; protections are not negotiable.
    """
    layout = c.CourseDirectory
    root = Path(layout["root"] if "root" in layout else Path.cwd()).resolve()
    for name, value in {"root": str(root), "source_directory": "solutions", "release_directory": "exercises"}.items():
        if name not in layout:
            layout[name] = value
    if "code_stub" not in c.ClearSolutions:
        c.ClearSolutions.code_stub = {"python": STUB}
    c.GenerateAssignment.preprocessors = GENERATE
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.Execute.timeout = TIMEOUT
    c.Run.secret_file = str(root / SECRET)
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.extra_template_basedirs = _templates()
    _tools_on_path()


def _templates() -> list[str]:
    """Where HTML templates are looked for: ours first, so that a page of the same name replaces nbgrader's."""
    nbgrader = find_spec("nbgrader")
    assert nbgrader and nbgrader.origin
    theirs = Path(nbgrader.origin).parent / "server_extensions" / "formgrader" / "templates"
    return [str(Path(__file__).parent / "templates"), str(theirs)]


def _tools_on_path() -> None:
    """Put this Python's own programs on PATH: nbgrader calls ``alembic`` by name when it makes a gradebook."""
    tools = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = tools + os.pathsep + path
