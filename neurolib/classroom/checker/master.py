"""The teacher's parts of a notebook, read from the teacher's own copy and the gradebook."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from ..course import ClassroomError
from . import names

Step = str | list[str]  # a cell of the teacher's, or the names that an answer binds


@dataclass
class Master:
    """The teacher's parts of a notebook, which are never taken from a submission."""

    tests: dict[str, str] = field(default_factory=dict)  # grade_id: source
    # grade_id of a test: what lies between it and the test before
    before: dict[str, list[Step]] = field(default_factory=dict)
    fallback: list[str] = field(default_factory=list)  # import statements of the reference solution
    answers: set[str] = field(default_factory=set)  # the names that answers bind
    hides: list[str] = field(default_factory=list)  # modules
    # grade_id of a test: what the reference solution does in it
    reference: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, nb: NotebookNode, locked: dict[str, str] | None = None) -> Master:
        """Read a teacher's notebook. ``locked`` are the sources of locked cells by grade_id, where
        the gradebook has others.

        Names that an answer binds belong to the student, even if the teacher or Python bound them
        before; no others do.
        """
        master, pending = cls(), list[Step]()
        master.hides = list(nb.metadata.get("neurolib", {}).get("hides", []))
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            source = (locked or {}).get(name, cell.source)
            if is_solution(cell):
                lines = imports(source)
                master.fallback += lines
                bound = names.binds(_parsed(source)).difference(
                    *(names.binds(names.parse(line)) for line in lines)
                )
                master.answers |= bound
                pending.append(sorted(bound))
            elif is_grade(cell):
                master.tests.setdefault(name, source)
                master.before.setdefault(name, pending)
                pending = []
            else:
                pending.append(source)
        return master

    @classmethod
    def from_gradebook(cls, resources: dict[str, Any], folder: Path) -> Master:
        """Read the cells that the gradebook keeps, and around them the teacher's notebook in
        ``folder``.
        """
        from nbgrader.api import Gradebook

        ours = resources["nbgrader"]
        with Gradebook(ours["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(ours["notebook"], ours["assignment"])
            stored = {
                cell.name: cell.source
                for cell in notebook.source_cells
                if cell.locked and cell.cell_type == "code"
            }
            graded, solved = (
                {cell.name for cell in notebook.grade_cells},
                {cell.name for cell in notebook.solution_cells},
            )
        master = cls.of(teachers(folder / f"{ours['notebook']}.ipynb"), stored)
        master.tests = {name: source for name, source in stored.items() if name in graded - solved}
        master.before = {
            **master.before,
            **{name: [] for name in master.tests.keys() - master.before.keys()},
        }
        return master


def teachers(path: Path) -> NotebookNode:
    """Return the teacher's notebook at ``path``; raise where it is not there."""
    if not path.is_file():
        raise ClassroomError(
            f"There is no {path}: grading needs the notebook with the reference "
            f"solution. Put it back, then grade again."
        )
    return nbformat.read(path, as_version=4)


def imports(source: str) -> list[str]:
    """Return the import statements of a cell, none of what is not Python."""
    return names.imports(_parsed(source))


def _parsed(source: str) -> ast.Module:
    try:
        return names.parse(source)
    except SyntaxError:
        return ast.Module([], [])
