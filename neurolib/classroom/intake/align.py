"""The handout of a notebook, and which cell of a submission corresponds to which cell of the
handout.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum, is_locked, is_solution, is_task
from traitlets.utils.importstring import import_item

from .. import GENERATE
from ..checker import names
from .limited_process import Refused

Places = list[int | None]
SHORT = 20  # characters that two notebooks can have in common by accident
# characters that are parsed as Python here; a longer text could be made to crash Python itself
LONGEST = 20_000
# levels of a syntax tree, which every Python of the course can read; how many more each can differs
# from 3000 to 10 000
DEEPEST = 1_000
_DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
_NOTHING = NotebookNode(cell_type="raw", source="")
_made: dict[tuple[Any, ...], Handout] = {}


@functools.cache
def defined(source: str) -> frozenset[str]:
    """Return the functions and classes that a cell defines, found by a pattern, because the cell
    may not be valid Python.
    """
    return frozenset(_DEFINED.findall(source))


@functools.cache
def bound(source: str) -> frozenset[str]:
    """Return what a cell defines, or assigns at the beginning of a line."""
    return defined(source).union(
        *(re.findall(r"\w+", group) for group in _ASSIGNED.findall(source))
    )


# --- what was handed out --------------------------------------------------------------------------


@dataclass
class Handout:
    """A notebook as handed out, by cell: ``texts`` are the sources that each may have had,
    ``wanted`` the names an answer must define.
    """

    nb: NotebookNode
    places: dict[str, int] = field(default_factory=dict)  # by grade_id
    ids: dict[str, int] = field(default_factory=dict)
    answers: set[int] = field(default_factory=set)
    texts: list[set[str]] = field(default_factory=list)
    wanted: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        nb: NotebookNode,
        released: NotebookNode | None = None,
        source: NotebookNode | None = None,
    ) -> Handout:
        """Describe ``nb``; ``released`` is the version that students may have instead, ``source``
        the teacher's own, with solutions.
        """
        made = cls(nb)
        others, solutions = (
            {_key(cell): cell.source for cell in (other.cells if other else [])}
            for other in (released, source)
        )
        tests = nb.metadata.get("neurolib", {}).get("tests", {})  # the sources of visible ones
        for place, cell in enumerate(nb.cells):
            # a test may come back as the teacher has it
            theirs = [others] if is_solution(cell) else [others, solutions, tests]
            known = {texts.get(_key(cell), cell.source).strip() for texts in theirs}
            made.texts.append(known | {cell.source.strip()})
            made.ids.setdefault(cell.id, place)
            if name := grade_id(cell):
                made.places[name] = place
            if name and (is_solution(cell) or (is_task(cell) and not is_locked(cell))):
                made.answers.add(place)
                if cell.cell_type == "code":
                    made.wanted[place] = _defines(cell.source, False) or _defines(
                        solutions.get(_key(cell), ""), True
                    )
        return made

    def is_new(self, cell: NotebookNode, place: int) -> bool:
        """Return whether the source of a cell differs from what was handed out at this place."""
        text = cell.source.strip()
        return bool(text) and text not in self.texts[place] and not self.is_earlier(cell, place)

    def is_earlier(self, cell: NotebookNode, place: int) -> bool:
        """Return whether a cell that is no answer is as an earlier release had it.

        Then its text fits nbgrader's checksum beside it, which no edit renews.
        """
        known = place in self.answers or cell.source.strip() in self.texts[place]
        return not known and is_as_released(cell)


def is_as_released(cell: NotebookNode) -> bool:
    """Return whether nothing in a cell has changed since nbgrader wrote its checksum."""
    with contextlib.suppress(Exception):  # a student may write anything into it
        return bool(cell.metadata.nbgrader["checksum"] == compute_checksum(cell))
    return False


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's name for nbgrader, or an empty text."""
    ours = cell.metadata.get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""


def _key(cell: NotebookNode) -> str:
    return grade_id(cell) or f"id {cell.get('id')}"


def _defines(source: str, all_names: bool) -> set[str]:
    """The names that a teacher's cell defines: functions and classes, or all names except
    imports.
    """
    try:
        tree = names.parse(source)
    except SyntaxError:
        return set()
    found = {
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    if all_names and not found:
        found = {
            name
            for node in tree.body
            if not isinstance(node, (ast.Import, ast.ImportFrom))
            for name in names.binds(node)
        }
    return found


def handout(course: CourseDirectory, config: Any, assignment: str, notebook: str) -> Handout:
    """Return a notebook of an assignment as it is handed out, made from the teacher's own or, if
    that fails, as it was released.

    If the teacher's notebook has changed since the gradebook recorded it, and the released one has
    not, the released one counts.
    """
    steps = course.source_directory, course.release_directory
    paths = [Path(course.format_path(step, ".", assignment), f"{notebook}.ipynb") for step in steps]
    stamps = [path.stat().st_mtime_ns if path.is_file() else 0 for path in paths]
    with Gradebook(course.db_url) as gradebook:
        known = frozenset(
            cell.name for cell in gradebook.find_notebook(notebook, assignment).source_cells
        )
    # all that decides how it is made
    key = (*paths, *stamps, known, str([config[step.rpartition(".")[2]] for step in GENERATE]))
    if key not in _made:
        if not any(stamps):
            raise Refused(
                f"There is neither {paths[0]} nor {paths[1]}: nothing tells what was handed out."
            )
        source, released = (
            nbformat.read(path, as_version=4) if stamp else None
            for path, stamp in zip(paths, stamps, strict=True)
        )
        made = [nb for nb in (source and derived(source, config, paths[0]), released) if nb]
        nb = next(
            (nb for nb in made if {grade_id(cell) for cell in nb.cells} - {""} == known), made[0]
        )
        for cell in nb.cells:
            if grade_id(cell) not in known:
                cell.metadata.pop("nbgrader", None)
        _made[key] = Handout.of(nb, released, source)
    return _made[key]


def derived(source: NotebookNode, config: Any, path: Path) -> NotebookNode:
    """Return what the steps of a release make of a teacher's notebook, without a kernel and without
    the gradebook.
    """
    nb = nbformat.from_dict(source)
    resources = {"unique_key": path.stem, "metadata": {"path": str(path.parent)}}
    for step in GENERATE:
        if not step.endswith((".Rehearse", ".SaveCells", ".InstantiateTests")):
            nb, resources = import_item(step)(config=config)(nb, resources)
    return nb


# --- which cell is which --------------------------------------------------------------------------


def align(cells: list[NotebookNode], handout: Handout) -> Places:
    """Return for each cell of a submission its place in the handout, or None for a cell that the
    student added.

    A cell is found by its name for nbgrader or, without one, by the text that was handed out, by
    Jupyter's id, by what it defines, as the rest of the cell before, or by its place between cells
    that are known. An answer can have several cells.
    """
    found: Places = [handout.places.get(grade_id(cell)) for cell in cells]
    whole = {
        place
        for cell, place in zip(cells, found, strict=True)
        if place is not None and not handout.is_new(cell, place)
    }
    for number, place in enumerate(found):  # an edited copy of a locked cell is a student's own
        if place in whole - handout.answers and handout.is_new(cells[number], place):
            found[number] = None
    for step in _by_text, _by_id, _by_definition, _by_indent, _by_place:
        step(cells, handout, found)
    return found


def related(cells: list[NotebookNode], handout: Handout) -> bool:
    """Return whether cells are from this handout, by names, by texts or by what they define."""
    found: Places = [handout.places.get(grade_id(cell)) for cell in cells]
    _by_text(
        [cell if len(cell.source.strip()) > SHORT else _NOTHING for cell in cells], handout, found
    )
    _by_definition(cells, handout, found)
    return any(place in found for place in handout.places.values())


def answered(cells: list[NotebookNode], handout: Handout) -> int:
    """Return how many questions have an answer."""
    found = align(cells, handout)
    return sum(bool(pieces(cells, handout, found, place)) for place in handout.answers)


def pieces(cells: list[NotebookNode], handout: Handout, found: Places, place: int) -> list[str]:
    """Return the texts that answer ``place``, except those that are empty or, alone or put
    together, as handed out.
    """
    texts = [
        cell.source
        for cell, there in zip(cells, found, strict=True)
        if there == place and handout.is_new(cell, place)
    ]
    handed_out = {"".join(text.split()) for text in handout.texts[place]}
    return [] if "".join("".join(texts).split()) in handed_out else texts


def _by_text(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Find cells that are as they were handed out. If several have the same text, their place
    decides later.
    """
    places: dict[str, list[int]] = {}
    for place, texts in enumerate(handout.texts):
        for text in texts - {""}:
            places.setdefault(text, []).append(place)
    taken = set(found)
    for number, cell in enumerate(cells):
        same = places.get(cell.source.strip(), []) if found[number] is None else []
        free = [place for place in same if place not in taken]
        if len(same) == 1 and (free or same[0] in handout.answers):
            found[number] = same[0]
        elif free and not handout.answers & set(same):
            found[number] = free[0]
        taken.add(found[number])


def _by_id(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Find cells by Jupyter's id. Ids of unnamed cells are numbers that shift when a teacher adds
    one, so their kind must agree, too.
    """
    taken = set(found)
    for number, cell in enumerate(cells):
        place = handout.ids.get(cell.id)
        if found[number] is None and place is not None and place not in taken:
            master = handout.nb.cells[place]
            if grade_id(master) or (cell.cell_type == "code") == (master.cell_type == "code"):
                found[number] = place


def _by_definition(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Find code that defines what an answer must define, at any place, if the cells known to belong
    to that answer do not.

    One key turns code into a raw cell, so functions and classes in such a cell are found, too.
    """
    for place, wanted in handout.wanted.items():
        there = pieces(cells, handout, found, place)
        missing = wanted - set().union(*map(bound, there))
        for number, cell in enumerate(cells):
            known = found[number]
            if not (known is None or _belongs_elsewhere(cell, handout, known)):
                continue
            here = bound
            if cell.cell_type == "raw" or known in handout.answers or (known is None and there):
                here = defined
            if cell.cell_type in ("code", "raw") and here(cell.source) & missing:
                found[number] = place


def _belongs_elsewhere(cell: NotebookNode, handout: Handout, place: int) -> bool:
    """Whether a cell's source belongs to another place: that of an edited locked cell, or of an
    answer cell that misses its question.
    """
    if place in handout.answers:
        return bool(handout.wanted.get(place)) and not handout.wanted[place] & bound(cell.source)
    return handout.is_new(cell, place)


def _by_indent(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Code that begins inside a block continues the answer before it; so does text, if that answer
    is text of the same kind.
    """
    before: int | None = None
    kind = "code"
    for number, cell in enumerate(cells):
        if found[number] is None and is_comment(cell.source):
            continue
        if cell.cell_type in ("code", kind) or found[number] in handout.wanted:
            if found[number] is None and before in handout.answers and indented(cell.source):
                found[number] = before
            before, kind = found[number], cell.cell_type


def indented(source: str) -> bool:
    """Return whether the first line of code stands inside a block."""
    lines = [line for line in source.splitlines() if not is_comment(line)]
    return bool(lines) and lines[0][0] in " \t"


def is_comment(source: str) -> bool:
    """Return whether a cell holds comments alone, or nothing."""
    return all(not line.strip() or line.strip().startswith("#") for line in source.split("\n"))


def is_program(source: str) -> bool:
    """Return whether a cell, or a piece of one, is valid Python by itself, apart from magics, and
    within the limits of every Python.
    """
    if len(source) > LONGEST:
        return False
    try:
        tree = names.parse("\n".join(line for line in source.split("\n") if line.strip()))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return True
    return False


def _by_place(cells: list[NotebookNode], handout: Handout, found: Places) -> None:
    """Match cells between two known ones: as many answers as unknown cells of their kind, or one
    answer in several cells.
    """
    known = [
        (-1, -1),
        *((number, place) for number, place in enumerate(found) if place is not None),
        (len(cells), len(handout.texts)),
    ]
    taken = set(found)
    for (first, low), (last, high) in itertools.pairwise(known):
        for kind in "code", "markdown":
            candidates = [
                number
                for number in range(first + 1, last)
                if cells[number].cell_type == kind and cells[number].source.strip()
            ]
            free = [
                p
                for p in range(low + 1, high)
                if p in handout.answers - taken and handout.nb.cells[p].cell_type == kind
            ]
            if candidates and len(free) in (1, len(candidates)):
                for index, number in enumerate(candidates):
                    found[number] = free[min(index, len(free) - 1)]
                taken.update(free)
