"""Where each cell of a submission comes to stand in the notebook that is graded, and what the
report says of it.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from neurolib.classroom.intake.align import LONGEST, Handout, is_program
from neurolib.classroom.intake.read_notebook import read_notebook
from neurolib.classroom.intake.repair import join, repair

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

RIGHT = {
    TAU: "def tau(C, g):\n    return C / g",
    RATE: "def rate(x):\n    return x**2",
    WHY: "It leaks.",
}
ALL = ["title", "imports", "id-tau", "id-tau-test", "id-rate", "id-rate-test", "id-why", "end"]
MORE = "mine = 1"
Cells = list[NotebookNode]


def solved() -> Cells:
    """Return the cells handed out, with right answers."""
    cells = copy.deepcopy(HANDOUT.nb.cells)
    for place, source in RIGHT.items():
        cells[place].source = source
    return list(cells)


def rebuilt(cells: Cells, of: Handout = HANDOUT) -> NotebookNode:
    """Return the notebook made of these cells after a trip through a file."""
    new = repair(read_notebook(json.dumps({"cells": cells}).encode(), "x"), of)
    nbformat.validate(new)
    return new


def order(nb: NotebookNode, of: Handout = HANDOUT) -> list[str]:
    """Return the ids of the cells that were handed out, and the sources of the student's own
    between them.
    """
    return [one.id if one.id in of.ids else one.source for one in nb.cells]


def with_own(*after: int, source: str = MORE, kind: str = "code") -> Cells:
    """Return the solved cells with a student's own after each of these places."""
    cells = solved()
    for place in sorted(after, reverse=True):
        cells.insert(place + 1, cell(source, kind=kind, id=f"own-after-{place + 1}"))
    return cells


def chosen(*places: int) -> Cells:
    return [solved()[place] for place in places]


# --- where a cell comes to stand ------------------------------------------------------------------


@pytest.mark.parametrize("place", range(-1, len(ALL)))
@pytest.mark.parametrize(("kind", "source"), [("code", MORE), ("markdown", "So far.")])
def test_a_cell_of_the_students_own_stays_behind_the_cell_before_it(
    place: int, kind: str, source: str
) -> None:
    nb = rebuilt(with_own(place, source=source, kind=kind))
    assert (
        order(nb) == [*ALL[: place + 1], source, *ALL[place + 1 :]]
        and nb.metadata.neurolib.repairs == []
    )


def test_blank_cells_of_the_students_own_are_left_out() -> None:
    assert order(rebuilt(with_own(-1, TAU, END, source=" \n"))) == ALL


ORDER = "Cells stood in another order; they are in the order of the handout again"


@pytest.mark.parametrize(
    ("cells", "at", "notes"),
    [
        # a helper moves along
        (
            [
                *chosen(TITLE, IMPORTS, RATE, RATE_TEST),
                cell(MORE),
                *chosen(TAU, TAU_TEST, WHY, END),
            ],
            TAU,
            [ORDER],
        ),
        (
            [
                *chosen(TITLE, IMPORTS, TAU, TAU_TEST, RATE, RATE_TEST, END),
                cell(MORE),
                *chosen(WHY),
            ],
            WHY,
            [ORDER],
        ),
        # for a test, too
        (
            [
                *chosen(TITLE, IMPORTS, TAU, RATE, RATE_TEST),
                cell(MORE),
                *chosen(TAU_TEST, WHY, END),
            ],
            TAU_TEST,
            [ORDER],
        ),
        (
            [
                *chosen(IMPORTS),
                cell(MORE),
                *chosen(TITLE, TAU, TAU_TEST, RATE, RATE_TEST, WHY, END),
            ],
            IMPORTS,
            [ORDER],
        ),
        # but after the imports
        (
            [
                *chosen(TITLE, TAU, TAU_TEST),
                cell(MORE),
                *chosen(IMPORTS, RATE, RATE_TEST, WHY, END),
            ],
            TAU,
            [ORDER],
        ),
        # a test that is there twice tells no place
        ([*chosen(TAU_TEST), cell(MORE), *chosen(*range(len(ALL)))], 0, []),
        ([*chosen(*range(len(ALL))), *chosen(TAU_TEST), cell(MORE)], len(ALL), []),
    ],
)
def test_among_cells_in_another_order_ones_own_stands_before_whatever_may_need_it(
    cells: Cells, at: int, notes: list[str]
) -> None:
    nb = rebuilt(cells)
    assert order(nb) == [*ALL[:at], MORE, *ALL[at:]] and nb.metadata.neurolib.repairs == notes


def test_ones_own_between_the_pieces_of_an_answer_stays_between_them() -> None:
    cells = with_own(IMPORTS, TAU)
    cells[2:2] = [question("tau", "C = 1")]
    cells[3].source = MORE
    assert order(rebuilt(cells)) == ["title", "imports", "C = 1", MORE, "id-tau", MORE, *ALL[3:]]


@pytest.mark.parametrize(
    ("place", "edited", "at"),
    [
        # text over an ordinary cell stays, after it
        (TITLE, cell("# Mine", kind="markdown", id="title"), 1),
        (IMPORTS, cell("import math", id="imports"), 2),
        # code in a test runs before the answer that is tested
        (TAU_TEST, locked("tau-test", MORE), 2),
        (RATE_TEST, locked("rate-test", MORE), 4),
        # a test is no place for text
        (TAU_TEST, cell("I deleted it.", "tau-test", "markdown", "id-tau-test"), None),
        (TAU_TEST, locked("tau-test", " "), None),
    ],
)
def test_what_is_written_over_a_cell_of_the_teachers_stands_beside_it(
    place: int, edited: NotebookNode, at: int | None
) -> None:
    cells = solved()
    cells[place] = edited
    nb = rebuilt(cells)
    assert order(nb) == (ALL if at is None else [*ALL[:at], edited.source, *ALL[at:]])
    assert [one.source for one in nb.cells if one.id in HANDOUT.ids] == [
        one.source for one in solved()
    ]


def test_code_in_a_test_that_stands_before_all_answers_runs_before_it() -> None:
    handout = handed_out(
        cell("# Given", kind="markdown", id="title"),
        locked("given", "x = 1"),
        cell("# Then", kind="markdown", id="then"),
        question("a", "a = 0"),
    )
    cells = copy.deepcopy(handout.nb.cells)
    cells[1].source = MORE
    assert order(rebuilt(cells, handout), handout) == ["title", MORE, "id-given", "then", "id-a"]


def test_own_cells_get_names_that_no_other_has_and_keep_of_their_tags_that_they_do_not_run() -> (
    None
):
    handout = handed_out(
        cell("x = 1", id="own-0"), cell("y = 1", id="own-2"), question("a", "a = 0")
    )
    own = [cell(f"mine{number}", id="same") for number in range(3)]
    own[1].metadata = {"tags": ["skip-execution", "x"], "trusted": True}
    nb = rebuilt([*handout.nb.cells, *own], handout)
    assert [one.id for one in nb.cells] == ["own-0", "own-2", "id-a", "own-1", "own-3", "own-4"]
    assert [dict(one.metadata) for one in nb.cells[3:]] == [{}, {"tags": ["skip-execution"]}, {}]


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ({RATE: "tau = lambda C, g: C / g"}, ""),  # as a step of another answer
        ({RATE: "tau = lambda C, g: C / g\n" + RIGHT[RATE]}, ""),
        ({RATE: RIGHT[RATE]}, text_of(TAU)),
        ({RATE: "x = tau(1, 2)"}, text_of(TAU)),
        ({TAU: " "}, ""),  # an answer that was deleted is not the stub
    ],
)
def test_the_stub_comes_back_unless_its_name_is_defined_elsewhere_or_it_was_deleted(
    given: dict[int, str], source: str
) -> None:
    cells = solved()
    cells[TAU].source = text_of(TAU)
    for place, text in given.items():
        cells[place].source = text
    assert rebuilt(cells).cells[TAU].source == source


def test_a_value_in_a_cell_of_ones_own_is_kept_from_the_stub_and_stands_before_its_test() -> None:
    cells = with_own(TAU, source="tau = lambda C, g: C / g")
    cells[TAU].source, cells[RATE + 1].source = RIGHT[RATE], text_of(RATE)
    nb = rebuilt(cells)
    assert order(nb) == [*ALL[:2], "tau = lambda C, g: C / g", *ALL[2:]]
    assert [one.source for one in nb.cells if one.id in ("id-tau", "id-rate")] == ["", RIGHT[RATE]]


def test_given_code_that_defines_the_name_does_not_take_the_place_of_the_stub() -> None:
    handout = handed_out(cell("def tau(C, g): return 0", id="example"), *HANDOUT.nb.cells[2:])
    written = cell("def tau(C, g): return 0", kind="markdown", id="text")
    assert rebuilt([*copy.deepcopy(handout.nb.cells), written], handout).cells[1].source == text_of(
        TAU
    )


# --- what the report says of an answer in several cells -------------------------------------------

BESIDE = "Beside the answer a stood the cell as it was handed out; it was left out"
ONCE = "The answer a stood here more than once, the same each time; one was kept"
JOINED = "The pieces of the answer a were joined"
TWO = "The answer a stands in 2 cells; they run in their order, so the last one counts"
HANDED_OUT = "def a():\n    raise"


@pytest.mark.parametrize(
    ("pieces", "made", "notes"),
    [
        ([], [HANDED_OUT], []),
        ([""], [""], []),
        (["def a(): \n        raise"], [HANDED_OUT], []),  # spaces make no answer
        (["a = 1"], ["a = 1"], []),
        (["a = 1", " "], ["a = 1"], []),
        ([HANDED_OUT, "a = 1"], ["a = 1"], [BESIDE]),
        (["def a():", "    raise", "a = 1"], ["a = 1"], [BESIDE]),
        (["a = 1", "a = 1"], ["a = 1"], [ONCE]),
        (["def b():", "    return 1"], ["def b():\n    return 1"], [JOINED]),
        (["def b():", HANDED_OUT, "    return 1"], ["def b():\n    return 1"], [BESIDE, JOINED]),
        (["a = (", "1)"], ["a = (\n1)"], [JOINED]),
        (["a = 1", "b = 2"], ["a = 1", "b = 2"], [TWO]),
        (
            ["b = 2", HANDED_OUT, "a = (", "1)", "b = 2"],
            ["a = (\n1)", "b = 2"],
            [BESIDE, ONCE, JOINED, TWO],
        ),
        (["a = 1", "if a:"], ["a = 1", "if a:"], [TWO]),
        # what does not end is no piece
        (["a = 1", "a = (", "b"], ["a = 1", "a = (", "b"], [TWO.replace("2", "3")]),
    ],
)
def test_of_an_answer_in_several_cells_the_report_says_what_became_of_them(
    pieces: list[str], made: list[str], notes: list[str]
) -> None:
    said: list[str] = []
    cells = join(
        question("a", HANDED_OUT), [(cell(source), True) for source in pieces], {HANDED_OUT}, said
    )
    assert ([one.source for one, _ in cells], said) == (made, notes)


@pytest.mark.parametrize(
    ("pieces", "made", "notes"),
    [
        (["One."], ["One."], []),
        (["One.", "Two."], ["One.\n\nTwo."], [JOINED]),
        (["One.", "One."], ["One."], [ONCE]),
        (["One.", "Why?"], ["One."], [BESIDE]),
        (["Why?"], ["Why?"], []),
        (["    One.", "Two.", "    One."], ["Two.\n\n    One."], [ONCE, JOINED]),
    ],
)
def test_an_answer_in_words_is_one_text(
    pieces: list[str], made: list[str], notes: list[str]
) -> None:
    said: list[str] = []
    cells = join(
        question("a", "Why?", "markdown"),
        [(cell(source, kind="markdown"), True) for source in pieces],
        {"Why?"},
        said,
    )
    assert ([one.source for one, _ in cells], said) == (made, notes)


def test_pictures_come_with_words_and_not_with_code() -> None:
    def pasted(source: str, name: str) -> NotebookNode:
        return nbformat.from_dict(
            {
                "cell_type": "markdown",
                "source": source,
                "attachments": {name: {"image/png": "QUJD"}},
            }
        )

    entries = [
        (pasted("One.", "a.png"), True),
        (pasted("Two.", "b.png"), True),
        (pasted("Own.", "c.png"), False),
    ]
    ((words, _), *_) = join(question("a", "Why?", "markdown"), entries, {"Why?"}, [])
    assert list(words.attachments) == ["a.png", "b.png"]
    cells = solved()
    cells[TAU] = pasted(RIGHT[TAU], "a.png") | {"id": "id-tau", "metadata": cells[TAU].metadata}
    assert "attachments" not in rebuilt(cells).cells[TAU]


@pytest.mark.parametrize(("length", "is_one"), [(LONGEST, True), (LONGEST + 1, False)])
def test_what_is_very_long_is_taken_as_it_is(length: int, is_one: bool) -> None:
    assert is_program("#" * length) is is_one


# --- what the report says of the rest -------------------------------------------------------------


def noted(**note: Any) -> Callable[[Cells], None]:
    """Change what nbgrader notes of the first answer and its test."""
    return lambda cells: (
        [cells[place].metadata.nbgrader.update(note) for place in (TAU, TAU_TEST)] and None
    )


def put(place: int, new: NotebookNode) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[place] = new

    return change


def without(*places: int) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[:] = [one for place, one in enumerate(cells) if place not in places]

    return change


def swap(one: int, other: int, what: str) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[one][what], cells[other][what] = cells[other][what], cells[one][what]

    return change


def lose(*places: int) -> Callable[[Cells], None]:
    """Let cells lose what nbgrader notes of them; the last of these is blank."""

    def change(cells: Cells) -> None:
        for place in places:
            cells[place].metadata = NotebookNode()
        cells[places[-1]].source = ""

    return change


def earlier(name: str) -> NotebookNode:
    """Return a test as a release has it in which it had this name."""
    test = locked(name, MORE)
    test.metadata.nbgrader.points = 1
    test.metadata.nbgrader.checksum = compute_checksum(test)
    return test


CHANGED = "The text of {} was changed; it is as handed out again"
METADATA = "The metadata of {} is not the handout's; the handout's counts"
ADDED = "The code written into {} runs in cells of the student's own"
MISSING = "Cells that this copy lacks were put in: {}"


@pytest.mark.parametrize(
    ("change", "notes"),
    [
        (lambda cells: None, []),
        (noted(points=9, checksum="x", task=True), []),
        *((noted(schema_version=old), ["In 2 cells old nbgrader metadata was brought up to date"]) for old in (2, 0, None, "3")),
        *((noted(schema_version=new), []) for new in (3, 3.5, 4)),
        (noted(locked=False), [METADATA.format("tau-test")]),
        (noted(locked=True, solution=True), [METADATA.format("tau, tau-test")]),
        (noted(grade=0, locked=[]), [METADATA.format("tau-test")]),
        (put(TAU_TEST, cell(text_of(TAU_TEST), "tau-test", "raw", grade=True, locked=True)), [METADATA.format("tau-test")]),
        (lose(TAU, TAU_TEST, RATE), ["tau, tau-test had lost nbgrader's name; recognised by what the cell holds and "
            "where it stands"]),
        (swap(TAU, RATE, "source"), ["Found in cells of other names and put where they belong: tau, rate", ORDER]),
        (lambda cells: cells.extend(cell(MORE, f"x{number}") for number in range(2)), ["Cells that claim to be known to nbgrader, and are not: 2; they count as the student's own"]),
        (lambda cells: cells.append(earlier("old-test")), ["Cells of another set, or of an earlier release of this one: 1"]),
        (put(TITLE, cell("# Mine", kind="markdown", id="title")), [CHANGED.format("title")]),
        (put(IMPORTS, cell(text_of(IMPORTS) + " \n", id="imports")), []),
        (put(RATE_TEST, locked("rate-test", " ")), [CHANGED.format("rate-test")]),
        (put(RATE_TEST, locked("rate-test", MORE)), [CHANGED.format("rate-test"), ADDED.format("rate-test")]),
        (put(IMPORTS, cell("import math", id="imports")), [CHANGED.format("imports")]),
        (without(TITLE, RATE_TEST), [MISSING.format("title, rate-test")]),
        (without(*range(5)), [MISSING.format("title, imports, tau, tau-test, rate")]),
        (without(*range(6)), [MISSING.format("title, imports, tau, tau-test, rate and 1 more")]),
        (without(*range(7)), [MISSING.format("title, imports, tau, tau-test, rate and 2 more")]),
        (lambda cells: cells.insert(0, cells.pop(END)), [ORDER]),
        (lambda cells: cells.append(cells[TAU_TEST]), []),  # a copy stands in no order
    ],
)  # fmt: skip
def test_the_report_says_what_was_changed(change: Callable[[Cells], Any], notes: list[str]) -> None:
    cells = solved()
    change(cells)
    nb = rebuilt(cells)
    assert nb.metadata.neurolib.repairs == notes
    assert [one.id for one in nb.cells if one.id in HANDOUT.ids] == ALL


def test_a_blank_cell_of_the_handout_is_not_missed() -> None:
    handout = handed_out(
        question("a", "a = 0"), cell("", id="blank"), cell("# End", kind="markdown", id="end")
    )
    nb = rebuilt([question("a", "a = 1")], handout)
    assert nb.metadata.neurolib.repairs == [MISSING.format("end")] and order(nb, handout) == [
        "id-a",
        "blank",
        "end",
    ]
