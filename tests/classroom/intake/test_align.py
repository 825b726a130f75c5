"""Which cell of a submission is which of the handout: by name, text, id, what it defines, its
indent, its place, in this order.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.coursedir import CourseDirectory

from neurolib.classroom.course import Course
from neurolib.classroom.intake import align as align_module
from neurolib.classroom.intake.align import SHORT, Handout, align, answered, indented, related
from neurolib.classroom.intake.limited_process import Refused

sys.path.insert(0, str(Path(__file__).parents[1]))
from small_handout import (
    END,
    HANDOUT,
    IMPORTS,
    RATE,
    RATE_TEST,
    TAU,
    TAU_TEST,
    TITLE,
    WHY,
    cell,
    handed_out,
    locked,
    question,
    text_of,
)

STUB = "# YOUR CODE HERE"
HEAD, REST = "def tau(C, g):", "    return C / g"


def places(*cells: NotebookNode, of: Handout = HANDOUT) -> list[int | None]:
    return align(list(cells), of)


# --- what was handed out --------------------------------------------------------------------------


def test_a_task_that_is_not_locked_is_answered_in_its_cell_and_what_only_has_a_name_is_not() -> (
    None
):
    handout = handed_out(
        cell("Draw it.", "open", "markdown", "a", task=True),
        cell("Draw it below.", "closed", "markdown", "b", task=True, locked=True),
        cell("x = 1", "named", id="c"),
        cell("Not known to nbgrader.", kind="markdown"),
    )
    assert handout.answers == {0}


@pytest.mark.parametrize(
    ("stub", "solution", "found", "strange"),
    [
        (STUB, "tau = 0.02", "tau = 1", "import math"),  # no function: whatever a solution assigns
        (STUB, "import math\ntau = math.pi", "tau = 1", "import math"),  # but not what it imports
        # beside a function nothing else
        (STUB, "trial = [1]\ndef tau(C): return C", "def tau(C): return 2", "trial = [2]"),
        # what stands in the stub and is no function
        ("given = 1\n" + STUB, "given = 1\ntau = 0.02", "tau = 1", "other = 1"),
        (
            "def tau(C):\n    raise",
            "def tau(C):\n    return C\ndef helper(): pass",
            "def tau(C): return 2",
            "def helper(): pass",
        ),
        # a solution that is no Python
        ("def tau(C):\n    raise", "def tau(C) return C", "def tau(C): return 2", "other = 1"),
    ],
)
def test_an_answer_is_recognised_by_the_names_that_the_stub_or_else_the_solution_defines(
    stub, solution, found, strange
) -> None:
    given = [question("one", stub), question("two", "def two():\n    raise NotImplementedError")]
    handout = handed_out(*given, source=[question("one", solution)])
    answer, other = cell(found), cell(strange)
    assert places(given[1], answer, other, of=handout) == [1, 0, None]


def test_without_the_teachers_own_notebook_the_stubs_tell_what_an_answer_defines() -> None:
    assert places(cell("def rate(x): return x"), cell("other = 1")) == [RATE, None]


def test_a_cell_as_it_was_released_before_is_as_handed_out_too() -> None:
    now = [
        cell("# Now", kind="markdown", id="a"),
        cell("# The same", kind="markdown", id="b"),
        question("one", "now = 1"),
    ]
    then = [
        cell("# Before", kind="markdown", id="a"),
        cell("# The same", kind="markdown", id="b"),
        question("one", "before = 1"),
    ]
    handout = handed_out(*now, released=then)
    assert places(cell("before = 1"), cell("# Before", kind="markdown"), of=handout) == [2, 0]
    assert (
        answered(then, handout) == answered(now, handout) == 0
        and answered([question("one", "mine = 1")], handout) == 1
    )


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Handout]:
    """``course(release=cells, source=cells)`` is what was handed out where these are stored; the
    gradebook knows ``one`` and ``one-test``.
    """

    class Known:
        source_cells = (SimpleNamespace(name="one"), SimpleNamespace(name="one-test"))

        def find_notebook(self, notebook: str, assignment: str) -> Known:
            return self

    def made(**stored: list[NotebookNode]) -> Handout:
        for step, cells in stored.items():
            path = directory.format_path(getattr(directory, f"{step}_directory"), ".", "ps")
            Path(path).mkdir(parents=True, exist_ok=True)
            nbformat.write(new_notebook(cells=cells), Path(path) / "one.ipynb")
        return align_module.handout(directory, config, "ps", "one")

    monkeypatch.setattr(align_module, "Gradebook", lambda url: contextlib.nullcontext(Known()))
    config = Course.at(tmp_path).config
    directory = CourseDirectory(config=config)
    return made


def teachers(solution: str, *more: str) -> list[NotebookNode]:
    """Return a teacher's cells: an answer, its test, and tests of these names more."""
    answer = question(
        "one", f"def one():\n    ### BEGIN SOLUTION\n    {solution}\n    ### END SOLUTION"
    )
    tests = [
        cell("assert one()", name, id=name, grade=True, locked=True, points=1)
        for name in ("one-test", *more)
    ]
    return [answer, *tests]


def students(stub: str = "pass") -> list[NotebookNode]:
    return [question("one", f"def one():\n    {stub}"), *teachers("return 1")[1:]]


def told(handout: Handout) -> tuple[list[str], bool]:
    """Return the cells that nbgrader knows, and whether the answer is the stub of the release,
    ``pass``, or nbgrader's own.
    """
    stub = handout.nb.cells[0].source
    assert stub.endswith("pass") or "raise NotImplementedError" in stub
    return list(handout.places), stub.endswith("pass")


@pytest.mark.parametrize(
    ("stored", "known"),
    [
        # the teacher's, as far as one knows
        ({"source": teachers("return 1"), "release": students()}, (["one", "one-test"], False)),
        ({"source": teachers("return 1")}, (["one", "one-test"], False)),
        ({"release": students()}, (["one", "one-test"], True)),
        # changed since
        (
            {"source": teachers("return 1", "new-test"), "release": students()},
            (["one", "one-test"], True),
        ),
        # what the gradebook does not know is no test yet
        ({"source": teachers("return 1", "new-test")}, (["one", "one-test"], False)),
        ({"source": teachers("return 1"), "release": students()[:1]}, (["one", "one-test"], False)),
    ],
)
def test_what_was_handed_out_is_what_the_gradebook_recorded(
    course: Callable[..., Handout], stored, known
) -> None:
    assert told(course(**stored)) == known


def test_what_was_handed_out_is_made_anew_when_it_changes_and_only_then(
    course: Callable[..., Handout], tmp_path: Path
) -> None:
    with pytest.raises(
        Refused,
        match="^There is neither .*one.ipynb nor .*one.ipynb: nothing tells what was handed "
        "out[.]$",
    ):
        course()
    first = course(release=students())
    assert course() is first
    later = course(source=teachers("return 1"))
    assert told(later)[1] is False and course() is later


# --- by name, by text, by id ----------------------------------------------------------------------

SAME = handed_out(
    locked("a-test", "check(student)"),
    locked("b-test", "check(student)"),
    question("a", STUB),
    question("b", STUB),
    cell("", id="blank"),
)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([cell("assert True", "tau-test")], [TAU_TEST]),  # an edited test is still that test …
        # … beside the whole one, own code
        (
            [locked("rate-test", text_of(RATE_TEST)), locked("rate-test", "mine = 1")],
            [RATE_TEST, None],
        ),
        (
            [question("tau", text_of(TAU)), question("tau", "def tau(C, g): return C / g")],
            [TAU, TAU],
        ),
        ([question("tau", text_of(RATE_TEST))], [TAU]),  # a name counts more than a text
        # a second copy of a test is nobody's
        ([cell(text_of(RATE_TEST)), cell(text_of(RATE_TEST))], [RATE_TEST, None]),
        # of a stub it belongs to the answer
        ([cell(text_of(TAU)), cell(text_of(TAU))], [TAU, TAU]),
        ([cell(text_of(WHY), kind="markdown"), cell(text_of(WHY), kind="markdown")], [WHY, WHY]),
        ([cell(text_of(END), kind="markdown"), cell(f"\n{text_of(IMPORTS)} ")], [END, IMPORTS]),
    ],
)
def test_a_cell_is_found_by_its_name_then_by_the_text_that_was_handed_out(cells, found) -> None:
    assert places(*cells) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # in their order, each once
        ([cell("check(student)"), cell("check(student)"), cell("check(student)")], [0, 1, None]),
        ([cell(STUB), cell(STUB)], [2, 3]),  # the place decides, here both at once …
        ([cell(STUB)], [None]),  # … and here it cannot
        ([cell(""), cell(" \n")], [None, None]),  # what is blank has no text
    ],
)
def test_of_equal_texts_the_first_that_is_free_counts_and_between_equal_stubs_the_place_decides(
    cells, found
) -> None:
    assert places(*cells, of=SAME) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # the id of a cell that nbgrader knows, whatever its kind is now
        ([cell("1 / 0", kind="raw", id="id-tau")], [TAU]),
        (
            [cell("import math", id="imports"), cell("# My title", kind="markdown", id="title")],
            [IMPORTS, TITLE],
        ),
        ([cell("My title", kind="raw", id="title")], [TITLE]),  # text is text
        # another's cell
        (
            [cell("import math", id="title"), cell("My imports", kind="raw", id="imports")],
            [None, None],
        ),
        # that cell is there already
        ([cell(text_of(IMPORTS)), cell("import math", id="imports")], [IMPORTS, None]),
        ([question("rate", "def rate(x): return 1"), cell("x = 1", id="id-rate")], [RATE, None]),
        ([cell(text_of(TAU_TEST), id="id-rate-test")], [TAU_TEST]),  # what is found stays
        ([cell("x = 1", id="unknown")], [None]),
    ],
)
def test_a_cell_that_lost_its_name_is_found_by_its_id(cells, found) -> None:
    assert places(*cells) == found


# --- by what it defines ---------------------------------------------------------------------------

BOTH = "def rate(x): return x\ndef tau(C, g): return 1"
VALUE = handed_out(
    question("slope", STUB),
    locked("slope-test", "assert slope"),
    question("rate", "def rate(x): ..."),
    source=[question("slope", "slope = 2"), question("rate", "def rate(x): return x")],
)


@pytest.mark.parametrize(
    ("of", "cells", "found"),
    [
        (
            HANDOUT,
            [question("why", "I see.", "markdown"), cell("def tau(C, g): return 1")],
            [WHY, TAU],
        ),
        (
            HANDOUT,
            [
                question("why", "I see.", "markdown"),
                cell("def tau(C, g): return 1", kind="markdown"),
            ],
            [WHY, None],
        ),
        (
            HANDOUT,
            [
                question("tau", "def tau(C, g): return 1"),
                question("why", "I see.", "markdown"),
                cell("def tau(C, g): 0"),
            ],
            [TAU, WHY, None],
        ),
        (
            HANDOUT,
            [
                question("tau", "import math"),
                question("why", "I see.", "markdown"),
                cell("def tau(C, g): 0"),
            ],
            [TAU, WHY, TAU],
        ),
        # the answer to another question
        (HANDOUT, [question("rate", "def tau(C, g): return 1")], [TAU]),
        (HANDOUT, [question("rate", BOTH)], [RATE]),  # … and to its own, too
        # a question in words defines nothing
        (HANDOUT, [question("why", "def tau(C, g): return 1")], [WHY]),
        (HANDOUT, [locked("rate-test", "def tau(C, g): return 1")], [TAU]),  # written into a test
        (VALUE, [question("rate", "def rate(x): 0"), cell("slope = 1")], [2, 0]),
        # used by the way
        (
            VALUE,
            [question("slope", "x = 1"), question("rate", "def rate(x): 0"), cell("slope = 1")],
            [0, 2, None],
        ),
        (VALUE, [question("rate", "slope = 1")], [2]),  # as a step of this answer
        (VALUE, [question("rate", "def rate(x): 0"), locked("slope-test", "slope = 1")], [2, 0]),
    ],
)
def test_an_answer_is_found_at_any_place_by_what_it_defines(of, cells, found) -> None:
    assert places(*cells, of=of) == found


# --- by its indent, by its place ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([question("tau", HEAD), cell(REST)], [TAU, TAU]),
        (
            [question("tau", HEAD), cell("So far.", kind="markdown"), cell("    # then\n" + REST)],
            [TAU, None, TAU],
        ),
        (
            [
                question("tau", HEAD),
                locked("tau-test", text_of(TAU_TEST)),
                question("rate", "x = 1"),
                cell(REST),
            ],
            [TAU, TAU_TEST, RATE, RATE],
        ),
        (
            [
                locked("tau-test", text_of(TAU_TEST)),
                cell(REST),
                locked("rate-test", text_of(RATE_TEST)),
            ],
            [TAU_TEST, RATE, RATE_TEST],
        ),
        # a test is not continued
        ([locked("rate-test", text_of(RATE_TEST)), cell(REST)], [RATE_TEST, None]),
        ([question("rate", "def rate(x):"), cell("x = 1")], [RATE, None]),
    ],
)
def test_code_that_begins_in_a_block_continues_the_answer_before_it(cells, found) -> None:
    assert places(*cells) == found


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        ("    a", True),
        ("\ta", True),
        ("a\n    b", False),
        ("# c\n\n    a", True),
        ("\n  \n    a\nb", True),
        ("    # c\na", False),
        ("", False),
        ("    # c", False),
    ],
)
def test_the_first_line_of_code_tells_whether_it_stands_in_a_block(
    source: str, inside: bool
) -> None:
    assert indented(source) is inside


PAIRS = (
    (question(name, f"{STUB} {name}"), question(f"why-{name}", f"Why {name}?", "markdown"))
    for name in "abc"
)
THREE = handed_out(*(each for pair in PAIRS for each in pair), locked("last", "pass"))


def own(count: int, kind: str = "code") -> list[NotebookNode]:
    return [cell(f"own{number}", kind=kind) for number in range(count)]


@pytest.mark.parametrize(
    ("of", "cells", "found"),
    [
        (
            HANDOUT,
            [
                locked("tau-test", text_of(TAU_TEST)),
                *own(1),
                locked("rate-test", text_of(RATE_TEST)),
            ],
            [TAU_TEST, RATE, RATE_TEST],
        ),
        (
            HANDOUT,
            [
                locked("tau-test", text_of(TAU_TEST)),
                cell(" "),
                *own(2),
                locked("rate-test", text_of(RATE_TEST)),
            ],
            [TAU_TEST, None, RATE, RATE, RATE_TEST],
        ),
        (HANDOUT, [*own(1), locked("tau-test", text_of(TAU_TEST))], [TAU, TAU_TEST]),
        (HANDOUT, [locked("rate-test", text_of(RATE_TEST)), *own(1, "markdown")], [RATE_TEST, WHY]),
        # none is free
        (
            HANDOUT,
            [question("rate", text_of(RATE)), *own(1), locked("rate-test", text_of(RATE_TEST))],
            [RATE, None, RATE_TEST],
        ),
        (HANDOUT, [*own(1)], [None]),  # of two answers, which?
        (HANDOUT, [*own(2)], [TAU, RATE]),
        (HANDOUT, [*own(3)], [None] * 3),
        (
            HANDOUT,
            [
                locked("rate-test", text_of(RATE_TEST)),
                *own(2),
                locked("tau-test", text_of(TAU_TEST)),
            ],
            [RATE_TEST, None, None, TAU_TEST],
        ),
        (THREE, [*own(3), *own(3, "markdown"), locked("last", "pass")], [0, 2, 4, 1, 3, 5, 6]),
        (THREE, [*own(2), *own(1, "markdown"), locked("last", "pass")], [None, None, None, 6]),
        (THREE, [question("a", "a = 1"), *own(2), locked("last", "pass")], [0, 2, 4, 6]),
    ],
)
def test_cells_between_two_known_ones_answer_the_questions_between_them(of, cells, found) -> None:
    assert places(*cells, of=of) == found


# --- whose it is ----------------------------------------------------------------------------------

LONG = handed_out(
    question("a", "x" * (SHORT + 1)),
    question("b", "y" * SHORT),
    question("c", "def c(): ..."),
    cell("z" * 99, id="plain"),
)


@pytest.mark.parametrize(
    ("one", "is_ours"),
    [
        (cell("anything", "a"), True),
        (cell("anything", "other"), False),
        (cell(" " + "x" * (SHORT + 1)), True),
        (cell("y" * SHORT + "  "), False),  # as short, it is there by accident
        (cell("def c(): return 1"), True),
        (cell("z" * 99), False),  # a text of an ordinary cell, as every set may begin with
        (cell("anything", id="id-a"), False),
    ],
)
def test_a_notebook_belongs_to_a_handout_by_a_name_a_long_text_or_what_it_defines(
    one: NotebookNode, is_ours: bool
) -> None:
    assert related([cell("import numpy as np"), one], LONG) is is_ours
    assert related([one, cell("import numpy as np")], LONG) is is_ours


def test_answered_are_the_questions_with_a_text_of_the_students_own() -> None:
    right: list[Any] = [
        question("tau", "def tau(C, g): return 1"),
        question("rate", text_of(RATE)),
        question("why", "  ", "markdown"),
    ]
    assert answered([], HANDOUT) == 0 and answered(right, HANDOUT) == 1
    assert (
        answered([*right, cell("def rate(x): 0"), question("why", "So.", "markdown")], HANDOUT) == 3
    )
