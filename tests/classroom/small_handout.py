"""A handout of two questions in code and one in words, and what it is made of: small enough to name
each cell by its place.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from neurolib.classroom.intake.align import Handout

MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def cell(
    source: str, name: str = "", kind: str = "code", id: str = "new", **flags: Any
) -> NotebookNode:
    """Return a cell; with a name nbgrader knows it."""
    known = {
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "schema_version": 3,
    } | flags
    return MAKE[kind](
        source, id=id, metadata={"nbgrader": {"grade_id": name, **known}} if name else {}
    )


def question(name: str, stub: str, kind: str = "code") -> NotebookNode:
    return cell(stub, name, kind, f"id-{name}", solution=True, grade=kind == "markdown")


def locked(name: str, source: str) -> NotebookNode:
    return cell(source, name, id=f"id-{name}", grade=True, locked=True)


def handed_out(
    *cells: NotebookNode,
    released: list[NotebookNode] | None = None,
    source: list[NotebookNode] | None = None,
) -> Handout:
    others = (new_notebook(cells=each) if each else None for each in (released, source))
    return Handout.of(new_notebook(cells=list(cells)), *others)


TITLE, IMPORTS, TAU, TAU_TEST, RATE, RATE_TEST, WHY, END = range(8)
HANDOUT = handed_out(
    cell("# Two questions", kind="markdown", id="title"),
    cell("import numpy as np", id="imports"),
    question("tau", "def tau(C, g):\n    raise NotImplementedError"),
    locked("tau-test", "assert tau(1, 1) == 1"),
    question("rate", "def rate(x):\n    raise NotImplementedError"),
    locked("rate-test", "assert rate(2) == 4"),
    question("why", "Why?", "markdown"),
    cell("That was all.", kind="markdown", id="end"),
)


def text_of(place: int) -> str:
    return str(HANDOUT.nb.cells[place].source)
