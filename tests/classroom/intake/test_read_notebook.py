"""The cells that a file holds, kind by kind and format by format, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from neurolib.classroom.intake import read_notebook as read_notebook_module
from neurolib.classroom.intake.limited_process import Refused
from neurolib.classroom.intake.read_notebook import DAMAGES, read_notebook

PNG = {"image/png": "QUJD"}


def read(*cells: Any, **book: Any) -> Any:
    return read_notebook(json.dumps({"cells": list(cells)} | book).encode(), "x")


def code(source: Any = "1", **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source} | more


def text(data: str | bytes) -> tuple[list[str], list[str]]:
    """Return the sources of the cells in a file, and what is said of it."""
    nb = read_notebook(data if isinstance(data, bytes) else data.encode(), "x")
    return [cell.source for cell in nb.cells], nb.metadata.neurolib.repairs


# --- a cell ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind", "source"),
    [
        (code("a = 1"), "code", "a = 1"),
        (code(["a = 1\n", "b = 2", 3, None]), "code", "a = 1\nb = 2"),
        (code("a\r\nb\rc\n"), "code", "a\nb\nc\n"),
        ({"cell_type": "code", "input": "a = 1"}, "code", "a = 1"),  # as format 3 calls it
        (code("new", input="old"), "code", "new"),
        (code(7), "code", ""),
        ({"cell_type": "code"}, "code", ""),
        ({"cell_type": "markdown", "source": "*a*"}, "markdown", "*a*"),
        ({"cell_type": "raw", "source": "a"}, "raw", "a"),
        ({"cell_type": "html", "source": "<b>"}, "markdown", "<b>"),
        ({"cell_type": "heading", "source": "a"}, "markdown", "# a"),
        *(
            (
                {"cell_type": "heading", "source": "a", "level": each},
                "markdown",
                "#" * int(each) + " a",
            )
            for each in (1, 2.0, 6)
        ),
        *(
            ({"cell_type": "heading", "source": "a", "level": each}, "markdown", "# a")
            for each in (0, 7, 1.5, "3", [2], None)
        ),
    ],
)
def test_a_cell_of_any_format_is_read_as_one_of_todays(raw: Any, kind: str, source: str) -> None:
    (cell,) = read(raw).cells
    assert (cell.cell_type, cell.source) == (kind, source)
    assert ("outputs" in cell, "execution_count" in cell) == (kind == "code",) * 2


@pytest.mark.parametrize(
    ("ids", "kept"),
    [
        (["a", "b-2_C"], ["a", "b-2_C"]),
        (["a", "a", "b"], ["a", "nameless-0", "b"]),
        ([None, 3, "", "ä", "a b"], [f"nameless-{number}" for number in range(5)]),
        (["x" * 64, "x" * 65], ["x" * 64, "nameless-0"]),
        # each its own
        (
            ["nameless-1", None, "nameless-0", None],
            ["nameless-1", "nameless-0", "nameless-2", "nameless-3"],
        ),
    ],
)
def test_a_cell_keeps_its_id_if_it_is_one_and_no_other_cells(
    ids: list[Any], kept: list[str]
) -> None:
    assert [cell.id for cell in read(*(code(id=each) for each in ids)).cells] == kept


@pytest.mark.parametrize(
    ("metadata", "kept"),
    [
        ({"nbgrader": {"grade_id": "a"}, "x": 1}, {"nbgrader": {"grade_id": "a"}}),
        ({"nbgrader": "a"}, {}),
        ({"tags": ["a", "skip-execution"]}, {"tags": ["skip-execution"]}),
        ({"tags": ["hide-input"]}, {}),
        ({"tags": "skip-execution"}, {}),
        ({"tags": None}, {}),
        (["nbgrader"], {}),
    ],
)
def test_of_what_is_noted_of_a_cell_nbgraders_note_is_kept_and_that_it_is_not_to_run(
    metadata: Any, kept: dict[str, Any]
) -> None:
    assert read(code(metadata=metadata)).cells[0].metadata == kept


@pytest.mark.parametrize(
    ("attachments", "kept"),
    [
        ({"a": PNG, "b": {"image/jpeg": "QQ=="}}, {"a": PNG, "b": {"image/jpeg": "QQ=="}}),
        ({"a": {"image/gif": "QUJD"}, "b": PNG}, {"b": PNG}),
        ({"a": {"image/png": "<script>"}, "b": {"image/png": ["QUJD"]}, "c": "QUJD"}, {}),
        ([PNG], {}),
    ],
)
def test_a_text_keeps_its_pictures_and_code_has_none(
    attachments: Any, kept: dict[str, Any]
) -> None:
    cells = [
        {"cell_type": kind, "source": "", "attachments": attachments}
        for kind in ("markdown", "raw", "code")
    ]
    assert [cell.get("attachments", {}) for cell in read(*cells).cells] == [kept, kept, {}]


# --- the cells of a file --------------------------------------------------------------------------


def test_what_is_no_cell_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_notebook_module, "CELLS", 3)
    nb = read(code("a"), 1, {"source": "b"})
    assert [cell.source for cell in nb.cells] == ["a"]
    assert nb.metadata.neurolib.repairs == [
        "In x, 2 cells hold nothing that a cell holds; they were left out"
    ]
    with pytest.raises(Refused, match="^x holds 4 cells; at most 3 are graded[.]$"):
        read(code(), 1, code(), code())


def test_the_characters_of_all_cells_together_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_notebook_module, "TEXT", 10)
    assert len(read(code("x" * 4), code("y" * 6)).cells) == 2
    with pytest.raises(
        Refused,
        match="^The cells of x hold 0.0 million characters; at most 0 million are graded[.]$",
    ):
        read(code("x" * 4), code("y" * 7))


@pytest.mark.parametrize(
    "sheets",
    [
        [{"cells": [code("a"), code("b")]}],
        [{"cells": [code("a")]}, {"cells": [code("b")]}],
        [{"cells": [code("a")]}, 3, {"cells": 4}, ["cells"], {}, {"cells": [code("b")]}],
    ],
)
def test_the_cells_of_format_3_stand_in_worksheets(sheets: list[Any]) -> None:
    found = text(json.dumps({"worksheets": sheets, "nbformat": 3}))
    assert found == (["a", "b"], ["x is written in notebook format 3; it was brought up to date"])


ONE = json.dumps({"cells": [code("a")]})


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (f"  \n{ONE}\n\0", []),
        (
            f"{ONE}\n]",
            ["Behind the end of the notebook x holds 2 characters more, which were left out"],
        ),
        (
            ONE + "y" * 10,
            ["Behind the end of the notebook x holds 10 characters more, which were left out"],
        ),
        ("\ufeff" + ONE, ["x begins with a byte order mark, which was left out"]),
        (ONE.encode("utf-16"), ["x is written in utf-16, not in UTF-8; it was read as such"]),
    ],
)
def test_what_stands_around_a_notebook_is_left_out_and_said(
    data: str | bytes, notes: list[str]
) -> None:
    assert text(data) == (["a"], notes)


def test_a_file_that_holds_a_mark_of_its_encoding_alone_is_empty() -> None:
    with pytest.raises(Refused, match="^x is empty[.]$"):
        text("\ufeff")


# --- two versions, and damage ---------------------------------------------------------------------


def conflict(*sides: str) -> str:
    """Return a notebook in which git left the marks of a conflict: ours, what both began with if
    there are three, and theirs.
    """
    ours, *origin, theirs = (
        ", ".join(json.dumps(code(source)) for source in side) for side in sides
    )
    middle = f"||||||| base\n{origin[0]}\n" if origin else ""
    return (
        f'{{"cells": [{json.dumps(code("first"))},\n<<<<<<< '
        f"HEAD\n{ours}\n{middle}=======\n{theirs}\n>>>>>>> theirs\n]}}"
    )


@pytest.mark.parametrize(
    ("sides", "cells", "read_from"),
    [
        (("a", "b"), ["first", "b", "a"], "both"),  # ours comes last and counts
        (("a", "o", "b"), ["first", "b", "a"], "both"),  # what both began with is in neither
        (("ab", "ac"), ["first", "a", "c", "b"], "both"),
        (("ab", "a"), ["first", "a", "b"], "both"),
        (("a", "ab"), ["first", "a", "b"], "both"),
        (("a", "a"), ["first", "a"], "both"),
        (("a", ""), ["first", "a"], "one of them"),  # a comma with nothing behind is no JSON
        (("", "b"), ["first", "b"], "one of them"),
    ],
)
def test_of_two_versions_all_cells_are_read_once(
    sides: tuple[str, ...], cells: list[str], read_from: str
) -> None:
    assert text(conflict(*sides)) == (
        cells,
        [f"x holds marks of a conflict between two versions; {read_from} could be read"],
    )


def test_of_a_version_that_is_no_notebook_the_other_is_read() -> None:
    found = text(f'<<<<<<< HEAD\n{{"cells": 1}}\n=======\n{ONE}\n>>>>>>> theirs\n')
    assert found == (
        ["a"],
        ["x holds marks of a conflict between two versions; one of them could be read"],
    )


@pytest.mark.parametrize(
    ("damages", "found"),
    [
        (0, ["before", "behind"]),
        (DAMAGES - 1, ["before", "behind"]),
        (DAMAGES, ["before"]),
        (DAMAGES + 5, ["before"]),
    ],
)
def test_cells_are_read_behind_so_many_damages_and_no_more(damages: int, found: list[str]) -> None:
    before, behind = json.dumps(code("before")), json.dumps(code("behind"))
    cells, notes = text(f'{{"cells": [{before}, ' + '{"source": ?}, ' * damages + behind)
    assert cells == found and notes == [
        f"x is damaged or cut off; {len(found)} whole cells were read from it, others are lost"
    ]


def test_of_a_damaged_file_only_what_says_its_kind_is_a_cell() -> None:
    assert text(
        '{"metadata": {"x": {"source": "no"}}, "cells": [{"source": "no"}, ' + json.dumps(code("a"))
    )[0] == ["a"]
