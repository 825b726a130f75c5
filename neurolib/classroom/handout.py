"""A notebook as it was handed out: which of its cells are the teacher's, and where answers belong."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_locked, is_solution, is_task
from traitlets.utils.importstring import import_item

from . import GENERATE
from .apart import Refused
from .checker import names

_DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
_made: dict[tuple[Any, ...], Handout] = {}


@functools.cache
def defined(source: str) -> frozenset[str]:
    """Return the functions and classes that a cell defines, found without reading it as a program."""
    return frozenset(_DEFINED.findall(source))


@functools.cache
def assigned(source: str) -> frozenset[str]:
    """Return the variables that a cell assigns at the beginning of a line."""
    return frozenset(name.strip() for group in _ASSIGNED.findall(source) for name in group.split(","))


@dataclass
class Handout:
    """Cells by their place. ``texts`` are what each was handed out as, ``wanted`` what the answer in it must define."""

    nb: NotebookNode
    places: dict[str, int] = field(default_factory=dict)  # by grade_id
    ids: dict[str, int] = field(default_factory=dict)
    answers: set[int] = field(default_factory=set)
    texts: list[set[str]] = field(default_factory=list)
    wanted: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, nb: NotebookNode, released: NotebookNode | None = None, source: NotebookNode | None = None) -> Handout:
        """Describe ``nb``; ``released`` is what students may have got instead, ``source`` the teacher's own, with solutions."""
        made = cls(nb)
        others = {_key(cell): cell.source.strip() for cell in (released.cells if released else [])}
        solutions = {_key(cell): cell.source for cell in (source.cells if source else [])}
        for place, cell in enumerate(nb.cells):
            made.texts.append({cell.source.strip(), others.get(_key(cell), cell.source.strip())})
            made.ids.setdefault(cell.id, place)
            if name := grade_id(cell):
                made.places[name] = place
            if name and (is_solution(cell) or (is_task(cell) and not is_locked(cell))):
                made.answers.add(place)
                if cell.cell_type == "code":
                    made.wanted[place] = _bound(cell.source, False) or _bound(solutions.get(_key(cell), ""), True)
        return made

    def title(self, place: int) -> str:
        """What sentences call a cell."""
        cell = self.nb.cells[place]
        return str(grade_id(cell) or cell.id)


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's name for nbgrader, or nothing."""
    ours = cell.metadata.get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""


def _key(cell: NotebookNode) -> str:
    return grade_id(cell) or f"id {cell.get('id')}"


def _bound(source: str, all_names: bool) -> set[str]:
    """What a cell of the teacher's defines: functions and classes, or everything but imports."""
    try:
        tree = names.parse(source)
    except SyntaxError:
        return set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = {node.name for node in tree.body if isinstance(node, kinds)}
    if all_names and not found:
        found = set[str]().union(*(names.binds(node) for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))))
    return found


def handout(course: CourseDirectory, config: Any, assignment: str, notebook: str) -> Handout:
    """Return a notebook of an assignment as it is handed out, made from the teacher's own; that failing, as it was released.

    Where the teacher's was changed since the gradebook was told, and the released one was not, that one counts.
    """
    steps = course.source_directory, course.release_directory
    paths = [Path(course.format_path(step, ".", assignment), f"{notebook}.ipynb") for step in steps]
    stamps = [path.stat().st_mtime_ns if path.is_file() else 0 for path in paths]
    known = _known(course.db_url, assignment, notebook)
    key = (*paths, *stamps, known, str([config[step.rpartition(".")[2]] for step in GENERATE]))  # all that decides how it is made
    if key not in _made:
        if not any(stamps):
            raise Refused(f"There is neither {paths[0]} nor {paths[1]}: nothing tells what was handed out.")
        if len(_made) > 50:
            _made.clear()
        source, released = (nbformat.read(path, as_version=4) if stamp else None for path, stamp in zip(paths, stamps, strict=True))
        made = [derived(source, config, paths[0])] if source else []
        made += [released] if released else []
        nb = next((nb for nb in made if {grade_id(cell) for cell in nb.cells} - {""} == known), made[0])
        for cell in nb.cells:
            if grade_id(cell) not in known:
                cell.metadata.pop("nbgrader", None)
        _made[key] = Handout.of(nb, released, source)
    return _made[key]


def _known(db_url: str, assignment: str, notebook: str) -> frozenset[str]:
    """The cells that the gradebook has."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url) as gradebook:
        return frozenset(cell.name for cell in gradebook.find_notebook(notebook, assignment).source_cells)


def derived(source: NotebookNode, config: Any, path: Path) -> NotebookNode:
    """Return what the steps of a release make of a teacher's notebook, without a kernel and without the gradebook."""
    nb, resources = nbformat.from_dict(source), {"unique_key": path.stem, "metadata": {"path": str(path.parent)}}
    for step in GENERATE:
        if not step.endswith((".Rehearse", ".SaveCells", ".InstantiateTests")):
            nb, resources = import_item(step)(config=config)(nb, resources)
    return nb
