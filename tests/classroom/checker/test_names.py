"""The names of a cell, and a notebook's parts that are the teacher's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import api

from neurolib.classroom.checker import names
from neurolib.classroom.checker.master import Master, teachers


def cell(source: str, name: str, **marks: bool) -> Any:
    whole = {"grade": False, "solution": False, "locked": False, **marks}
    return new_code_cell(
        source,
        metadata={"nbgrader": {**whole, "grade_id": name, "points": 1.0, "schema_version": 3}},
    )


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (
            "import math\nfrom os import path\nx = 1\ny: int = 2\ndef g(): return x\nclass C: pass",
            None,
        ),
        (
            "x = 1\nprint(x)\nfor n in range(3): pass\nassert x\nwith open('a') as file: pass",
            "x = 1",
        ),
        ("x = f(1)\ny = x + 1\nz = 3", "z = 3"),
        ("def g(): return f(1)\ny = g()\nz = 3", "z = 3"),
        ("for n in range(3): last = n\ny = last\nz = 3", "z = 3"),
        ("sum = 1\ny = f", "sum = 1"),
        ("", ""),
    ],
)
def test_of_a_cell_is_kept_what_binds_names_without_those_of_others(
    source: str, kept: str | None
) -> None:
    bound = names.binding(source, {"f"})
    assert bound == "\n".join(
        names.ast.unparse(statement)
        for statement in names.parse(source if kept is None else kept).body
    )


def test_a_cell_needs_what_it_reads_before_it_binds_it() -> None:
    assert names.reads(names.parse("x = 1\ny = x + z")) == {"z"}
    assert names.reads(names.parse("y = x\nx = 1\nprint(len([y]))")) == {"x"}
    assert names.reads(
        names.parse(
            "def g(): return late + never\nlate = 1\nclass C:\n    a = 1\n    b = a + "
            "early\nearly = 2"
        )
    ) == {"never"}
    assert names.reads(names.parse("return x")) == set() == names.binds(names.parse("return x"))


def test_an_import_relative_to_a_package_is_none_of_a_cells() -> None:
    assert names.imports(
        names.parse("from . import a\nfrom .b import c\nfrom d import e\nx = 1\nif x: import f")
    ) == ["from d import e", "import f"]


NOTEBOOK = [
    new_markdown_cell("# Squares"),
    cell("import numpy as np", "tools", locked=True),
    new_code_cell("free = 1"),
    cell(
        "import math\ndef square(x): return math.prod([x, x])\nlevel = 3", "answer", solution=True
    ),
    cell("assert square(2) == 4", "first", grade=True, locked=True),
    cell("An essay", "essay", grade=True, solution=True),
    cell("assert level == 3", "second", grade=True, locked=True),
]


def test_a_teachers_notebook_has_tests_and_what_lies_before_each() -> None:
    master = Master.of(
        new_notebook(cells=NOTEBOOK, metadata={"neurolib": {"hides": ["neurolib.neurons"]}})
    )
    assert master.tests == {"first": "assert square(2) == 4", "second": "assert level == 3"}
    assert master.before == {
        "first": ["import numpy as np", "free = 1", ["level", "square"]],
        "second": [[]],
    }
    assert (
        master.fallback == ["import math"]
        and master.answers == {"level", "square"}
        and master.hides == ["neurolib.neurons"]
    )
    assert (
        Master.of(new_notebook(cells=NOTEBOOK), {"tools": "import scipy", "first": "pass"}).before[
            "first"
        ][0]
        == "import scipy"
    )
    assert Master.of(new_notebook(cells=NOTEBOOK), {"first": "pass"}).tests["first"] == "pass"


def test_the_gradebook_says_what_the_tests_are(
    gradebooks_in_no_time: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a test that the notebook has lost; no answer that a person marks is a test, nor is a
    text or a cell that may be edited.
    """
    # else a program is started to find it out
    monkeypatch.setattr(api, "get_alembic_version", lambda: "any")
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with api.Gradebook(url) as book:
        book.add_assignment("ps1")
        book.add_notebook("squares", "ps1")
        for name, source, kind, locked in [
            *(
                ("tools", "import scipy", "code", True),
                ("first", "assert square(3) == 9", "code", True),
                ("lost", "assert 1", "code", True),
            ),
            *(
                ("essay", "An essay", "code", True),
                ("title", "# Squares", "markdown", True),
                ("open", "x = 1", "code", False),
            ),
        ]:
            book.add_source_cell(
                name, "squares", "ps1", cell_type=kind, source=source, locked=locked
            )
        for name in "first", "lost", "essay", "title", "open":
            book.add_grade_cell(name, "squares", "ps1", max_score=1, cell_type="code")
        book.add_solution_cell("essay", "squares", "ps1")
    nbformat.write(new_notebook(cells=NOTEBOOK), tmp_path / "squares.ipynb")
    ours = {"db_url": url, "notebook": "squares", "assignment": "ps1"}
    master = Master.from_gradebook({"nbgrader": ours}, tmp_path)
    assert master.tests == {"first": "assert square(3) == 9", "lost": "assert 1"}
    assert master.before["lost"] == [] and master.before["first"] == [
        "import scipy",
        "free = 1",
        ["level", "square"],
    ]
    assert teachers(tmp_path / "squares.ipynb").cells[0].source == "# Squares"
