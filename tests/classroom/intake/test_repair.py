"""A broken notebook is rebuilt on the one that was handed out: every answer is found, nothing else
is taken.
"""

import contextlib
import copy
import json
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from traitlets.config import Config

from neurolib.classroom import secure
from neurolib.classroom.intake.align import DEEPEST, Handout, derived, is_program
from neurolib.classroom.intake.limited_process import Refused
from neurolib.classroom.intake.read_notebook import CELLS, read_notebook
from neurolib.classroom.intake.repair import join, repair

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile.assignment import FILES, POINTS, PROBLEMS, RIGHT, source

CODE = [name for name in PROBLEMS if name != "explain"]
ROOT = Path(__file__).parents[3]


def made(master):
    """Return the handout of a teacher's notebook."""
    config = Config()
    config.CourseDirectory.root = str(ROOT)
    secure(config)
    return Handout.of(derived(master, config, Path("x.ipynb")), None, master)


HANDOUT = made(source("secret"))


def honest(**answers):
    """Return the notebook handed out, answered; rightly unless said."""
    nb = copy.deepcopy(HANDOUT.nb)
    for name in PROBLEMS:
        cell(nb, name).source = answers.get(name, RIGHT[name])
    return nb


def cell(nb, name):
    return next(one for one in nb.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name)


def repaired(nb):
    """Return the notebook as rebuilt after a trip through a file, and its notes."""
    new = repair(
        read_notebook(nb if isinstance(nb, bytes) else json.dumps(nb).encode(), "x.ipynb"), HANDOUT
    )
    nbformat.validate(new)
    return new, new.metadata.neurolib.repairs


def earned(nb):
    """Return the tests that pass, hidden ones included, where the cells run in order as in a
    kernel.
    """
    tests = {
        one.metadata.nbgrader.grade_id: one.source
        for one in source("secret").cells
        if one.metadata.get("nbgrader", {}).get("locked")
    }
    names, passed = {}, set()
    for one in nb.cells:
        name = one.metadata.get("nbgrader", {}).get("grade_id")
        with contextlib.suppress(Exception):
            if one.cell_type == "code":
                exec(compile(tests.get(name, one.source), name or "own", "exec"), names)
                passed.add(name)
    return passed & set(tests)


@pytest.fixture(autouse=True, scope="module")
def beside(tmp_path_factory):
    """The module that a test imports."""
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))


TESTS = set(POINTS) - {"explain"}


def test_what_nobody_broke_comes_through_unchanged_and_without_a_note():
    nb = honest()
    new, notes = repaired(nb)
    assert new.cells == nb.cells and notes == []
    assert earned(new) == TESTS
    untouched, notes = repaired(HANDOUT.nb)
    assert untouched.cells == HANDOUT.nb.cells and notes == [] and not earned(untouched)


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("solutions/*/*.ipynb")), ids=lambda path: path.stem
)
def test_the_projects_own_problem_sets_come_through_unchanged(path):
    master = nbformat.read(path, as_version=4)
    handout = made(master)
    new = repair(read_notebook(nbformat.writes(handout.nb).encode(), "x"), handout)
    assert new.cells == handout.nb.cells and new.metadata.neurolib.repairs == []
    solved = copy.deepcopy(handout.nb)
    for place in handout.answers:
        solved.cells[place].source = master.cells[place].source
    new = repair(read_notebook(nbformat.writes(solved).encode(), "x"), handout)
    assert new.cells == solved.cells and new.metadata.neurolib.repairs == []


def test_a_students_own_cells_stay_where_they_are():
    nb = honest(relax="def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)")
    at = nb.cells.index(cell(nb, "relax"))
    nb.cells.insert(
        at, nbformat.v4.new_code_cell("def decay(t, tau):\n    return np.exp(-t / tau)")
    )
    nb.cells.insert(at + 2, nbformat.v4.new_markdown_cell("So it decays."))
    new, notes = repaired(nb)
    assert [one.source for one in new.cells] == [one.source for one in nb.cells] and notes == []
    assert earned(new) == TESTS


def test_a_helper_moves_with_the_answer_that_needs_it():
    nb = honest(relax="def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)")
    answer = cell(nb, "relax")
    nb.cells.remove(answer)
    nb.cells += [nbformat.v4.new_code_cell("decay = lambda t, tau: np.exp(-t / tau)"), answer]
    new, notes = repaired(nb)
    assert earned(new) == TESTS and notes == [
        "Cells stood in another order; they are in the order of the handout again"
    ]


def test_a_stub_does_not_overwrite_an_answer_given_elsewhere():
    everything = "\n\n".join(RIGHT[name] for name in CODE)
    nb = honest(**dict.fromkeys(CODE, "") | {"tau": everything})
    for name in CODE[1:]:
        cell(nb, name).source = cell(HANDOUT.nb, name).source
    assert earned(repaired(nb)[0]) == TESTS
    nb.cells = [
        one for one in nb.cells if one.metadata.get("nbgrader", {}).get("grade_id") not in CODE[1:]
    ]
    assert earned(repaired(nb)[0]) == TESTS


@pytest.mark.parametrize("test", ["tau-visible", "tau-hidden", "spikes-test"])
def test_answers_written_into_a_test_run_before_it_and_the_test_is_the_teachers(test):
    nb = copy.deepcopy(HANDOUT.nb)
    cell(nb, test).source = "\n\n".join(RIGHT[name] for name in CODE)
    new, notes = repaired(nb)
    assert earned(new) == TESTS and cell(new, test).source == cell(HANDOUT.nb, test).source
    assert notes[0].startswith("Found in cells of other names and put where they belong: tau")


@pytest.mark.parametrize("test", ["relax-test", "relax-tools"])
def test_a_helper_written_into_a_test_runs_before_the_answer_that_needs_it(test):
    nb = honest(relax="def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)")
    cell(nb, test).source = "def decay(t, tau):\n    return np.exp(-t / tau)"
    new, notes = repaired(nb)
    assert (
        earned(new) == TESTS
        and f"The code written into {test} runs in cells of the student's own" in notes
    )


def test_a_helper_in_a_locked_cell_of_set_up_is_run():
    master = source("secret")
    master.cells[1].metadata["nbgrader"] = {
        "grade": False,
        "grade_id": "set-up",
        "locked": True,
        "solution": False,
        "task": False,
        "schema_version": 3,
    }
    handout = made(master)
    nb = copy.deepcopy(handout.nb)
    for name in PROBLEMS:
        cell(nb, name).source = RIGHT[name]
    cell(nb, "set-up").source += "\n\ndef decay(t, tau):\n    return np.exp(-t / tau)"
    cell(nb, "relax").source = "def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)"
    new = repair(read_notebook(json.dumps(nb).encode(), "x"), handout)
    assert earned(new) == TESTS and cell(new, "set-up").source == cell(handout.nb, "set-up").source


def test_tests_as_the_teachers_own_notebook_has_them_are_nobodys_own_code():
    nb, teachers = honest(), source("secret")
    for one in teachers.cells:
        if (name := one.metadata.get("nbgrader", {}).get("grade_id")) in TESTS:
            cell(nb, name).source = one.source
    new, notes = repaired(nb)
    assert notes == [] and len(new.cells) == len(HANDOUT.nb.cells) and earned(new) == TESTS


def test_what_the_teacher_changed_after_the_release_is_no_change_of_the_students():
    nb, present = honest(), copy.deepcopy(HANDOUT.nb)
    changed = [
        one
        for one in present.cells
        if one.metadata.get("nbgrader", {}).get("grade_id") in sorted(TESTS)[:2]
    ]
    for one in changed:
        one.source += "\n# one more line"
        one.metadata.nbgrader.points = 10
    new = repair(read_notebook(json.dumps(nb).encode(), "x"), handout := Handout.of(present))
    names = ", ".join(one.metadata.nbgrader.grade_id for one in changed)
    assert new.metadata.neurolib.repairs == [
        f"The teacher has changed {names} since this copy was handed out; the present text counts"
    ]
    assert len(new.cells) == len(present.cells) and all(one in new.cells for one in changed)
    cell(nb, changed[0].metadata.nbgrader.grade_id).source += "\nmine = 1"  # the student's own, too
    said = repair(read_notebook(json.dumps(nb).encode(), "x"), handout).metadata.neurolib.repairs
    assert (
        f"The text of {changed[0].metadata.nbgrader.grade_id} was changed; it is as "
        f"handed out again"
    ) in said and "teacher" in said[0]


def test_a_given_cell_that_defines_the_name_is_no_answer_given_elsewhere():
    """Whoever deletes the cell of an answer gets the handed-out text back, also where an example of
    the teacher's has its name.
    """
    master = source("secret")
    master.cells.insert(
        master.cells.index(cell(master, "relax")),
        nbformat.v4.new_code_cell("def relax(V, E, t, tau):\n    return V"),
    )
    handout = made(master)
    nb = copy.deepcopy(handout.nb)
    nb.cells.remove(cell(nb, "relax"))
    new = repair(read_notebook(json.dumps(nb).encode(), "x.ipynb"), handout)
    assert cell(new, "relax").source == cell(handout.nb, "relax").source != ""


@pytest.mark.parametrize(
    ("one", "other"), [("tau", "relax"), ("relax", "device"), ("device", "tau")]
)
def test_answers_in_each_others_cells_are_found(one, other):
    new, notes = repaired(honest(**{one: RIGHT[other], other: RIGHT[one]}))
    assert earned(new) == TESTS and [cell(new, name).source for name in (one, other)] == [
        RIGHT[one],
        RIGHT[other],
    ]
    assert "put where they belong" in notes[0]


def test_an_answer_in_a_new_cell_beside_the_stub_is_found():
    nb = honest(tau=cell(HANDOUT.nb, "tau").source)
    nb.cells.insert(nb.cells.index(cell(nb, "tau")), nbformat.v4.new_code_cell(RIGHT["tau"]))
    new, _ = repaired(nb)
    assert cell(new, "tau").source == RIGHT["tau"] and len(new.cells) == len(HANDOUT.nb.cells)


@pytest.mark.parametrize("after", [0, 1])
def test_a_copy_of_the_stub_without_its_names_does_not_overwrite_the_answer_in_its_cell(after):
    nb = honest()
    at = nb.cells.index(cell(nb, "tau")) + after
    nb.cells.insert(at, nbformat.v4.new_code_cell(cell(HANDOUT.nb, "tau").source))
    new, _ = repaired(nb)
    assert earned(new) == TESTS and [one.source for one in new.cells] == [
        one.source for one in honest().cells
    ]


def test_a_stub_between_the_pieces_of_an_answer_does_not_come_into_it():
    """The rest of the answer, which is indented, would be read as the end of the stub's function."""
    nb = honest()
    at, (head, rest) = nb.cells.index(cell(nb, "tau")), RIGHT["tau"].split("\n", 1)
    pieces = [copy.deepcopy(cell(one, "tau")) for one in (nb, HANDOUT.nb, nb)]
    pieces[0].source, pieces[2].source, pieces[2].id = head, rest, "piece"
    nb.cells[at : at + 1] = pieces
    new, notes = repaired(nb)
    assert earned(new) == TESTS and cell(new, "tau").source == RIGHT["tau"]
    assert notes == [
        "Beside the answer tau stood the cell as it was handed out; it was left out",
        "The pieces of the answer tau were joined",
    ]


@pytest.mark.parametrize("after", [0, 1])
def test_a_stub_in_pieces_does_not_overwrite_the_answer_beside_it(after):
    nb = honest()
    answer, stub = cell(nb, "stats"), copy.deepcopy(cell(HANDOUT.nb, "stats"))
    head, _, rest = stub.source.partition("\n")
    at = nb.cells.index(answer) + after
    nb.cells[at:at] = [
        {**copy.deepcopy(stub), "id": name, "source": piece}
        for name, piece in (("head", head), ("rest", rest))
    ]
    new, notes = repaired(nb)
    assert earned(new) == TESTS
    assert any("as it was handed out" in note for note in notes)


def test_own_text_written_over_a_copy_of_a_test_is_kept():
    nb = honest()
    other = copy.deepcopy(cell(nb, "tau-visible"))
    other.source, other.id = "my_own = 1", "copy"
    nb.cells.insert(3, other)
    new, notes = repaired(nb)
    assert (
        next(one for one in new.cells if one.source == "my_own = 1").metadata == {}
        and earned(new) == TESTS
    )
    assert notes == [
        "Cells that claim to be known to nbgrader, and are not: 1; they count as the student's own"
    ]


def test_nothing_of_a_submissions_metadata_is_taken():
    nb = honest()
    forged = {"repairs": ["good"], "hides": ["numpy"], "tests": {"tau-visible": "print('passes')"}}
    nb.metadata = nbformat.from_dict({"neurolib": forged, "kernelspec": {"name": "mine"}, "x": 1})
    for one in nb.cells:
        one.metadata.update(tags=["skip-execution", "x"], trusted=True)
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.update(points=1000, remove=True, checksum="0")
    new, _ = repaired(nb)
    assert new.cells == honest().cells and new.metadata.kernelspec == HANDOUT.nb.metadata.kernelspec
    assert "x" not in new.metadata and new.metadata.neurolib == {
        **HANDOUT.nb.metadata.neurolib,
        "repairs": [],
    }


def test_pictures_of_harmless_kinds_are_kept_and_no_others():
    nb = honest()
    kinds = {
        "a.png": {"image/png": "QUJD"},
        "b.svg": {"image/svg+xml": "PHN2Zz4="},
        "c": {"image/png": "<script>"},
        "d": 3,
    }
    cell(nb, "explain").attachments = kinds
    assert cell(repaired(nb)[0], "explain").attachments == {"a.png": {"image/png": "QUJD"}}


# --- cells turned into text, split, merged, copied ------------------------------------------------


def retyped(one, kind="raw"):
    """Turn a cell into text, as one key of Jupyter does."""
    one.cell_type = kind
    for key in "outputs", "execution_count":
        one.pop(key, None)
    return one


def cell_of(nb, identity):
    return next(one for one in nb.cells if one.id == identity)


def cut(nb, name, line):
    """Split an answer before this line, as Jupyter does; return both pieces."""
    one = cell(nb, name)
    lines = one.source.split("\n")
    piece = copy.deepcopy(one)
    one.source, piece.source, piece.id = "\n".join(lines[:line]), "\n".join(lines[line:]), "piece"
    nb.cells.insert(nb.cells.index(one) + 1, piece)
    return one, piece


@pytest.mark.parametrize("kind", ["raw", "markdown"])
@pytest.mark.parametrize("name", CODE)
def test_an_answer_turned_into_text_and_split_anywhere_keeps_its_points(name, kind):
    for line in range(len(RIGHT[name].split("\n")) + 1):
        nb = honest()
        retyped(cell(nb, name), kind)
        cut(nb, name, line)
        new, notes = repaired(nb)
        assert earned(new) == TESTS, line
        assert (
            cell(new, name).source == RIGHT[name]
            and f"The metadata of {name} is not the handout's; the handout's counts" in notes
        )


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize("which", [0, 1])
def test_a_piece_of_an_answer_that_alone_was_turned_into_text_is_part_of_it(name, which):
    for line in range(1, len(RIGHT[name].split("\n"))):
        nb = honest()
        retyped(cut(nb, name, line)[which])
        new, _ = repaired(nb)
        assert earned(new) == TESTS, line


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("line", range(5))
def test_a_raw_answer_without_its_names_is_found_by_what_it_defines(line, named):
    nb = honest()
    retyped(cell(nb, "tau"))
    for number, one in enumerate(cut(nb, "tau", line)):
        one.metadata, one.id = nbformat.NotebookNode(), one.id if named else f"other-{number}"
    new, notes = repaired(nb)
    assert earned(new) == TESTS and "tau had lost nbgrader's name" in str(notes)


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_an_older_try_put_aside_as_text_does_not_replace_the_answer(kind, after):
    nb = honest()
    older = retyped(copy.deepcopy(cell(nb, "tau")), kind)
    older.source, older.id = older.source.replace("C / g", "g / C"), "older"
    nb.cells.insert(nb.cells.index(cell(nb, "tau")) + after, older)
    new, notes = repaired(nb)
    assert earned(new) == TESTS and cell(new, "tau").source == RIGHT["tau"]
    assert "Beside the answer tau, 1 of its cells are text; they do not run" in notes
    assert [one.cell_type for one in new.cells if one.source == older.source] == [kind]


@pytest.mark.parametrize("after", [0, 1])
def test_a_helper_of_the_answer_turned_into_text_runs(after):
    nb = honest(relax="def relax(V, E, t, tau):\n    return E + (V - E) * decay(t, tau)")
    helper = retyped(copy.deepcopy(cell(nb, "relax")))
    helper.source, helper.id = "def decay(t, tau):\n    return np.exp(-t / tau)", "helper"
    nb.cells.insert(nb.cells.index(cell(nb, "relax")) + after, helper)
    assert earned(repaired(nb)[0]) == TESTS


def test_two_answers_merged_and_turned_into_text_are_both_found():
    nb = honest()
    one, other = cell(nb, "tau"), cell(nb, "relax")
    retyped(one).source += f"\n\n{other.source}"
    nb.cells.remove(other)
    assert earned(repaired(nb)[0]) == TESTS


@pytest.mark.parametrize(
    ("into", "which"),
    [("stats-partial", "device"), ("tau-plain", "relax"), ("tau-visible", "stats")],
)
def test_an_answer_merged_with_the_test_above_does_not_depend_on_that_test(into, which):
    """In a kernel the test may stop the cell before it comes to the answer."""
    nb = honest()
    one, other = cell(nb, into), cell(nb, which)
    one.source += f"\n\n{other.source}"
    nb.cells.remove(other)
    new, notes = repaired(nb)
    assert earned(new) == TESTS and cell(new, which).source == RIGHT[which]
    assert (
        f"Found in cells of other names and put where they belong: {which}" in notes
        or f"{which} had lost nbgrader's name" in str(notes)
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
def test_answers_and_tests_merged_into_one_cell_are_parted(gap):
    nb = honest()
    first, last = nb.cells.index(cell(nb, "tau")), nb.cells.index(cell(nb, "spikes-test"))
    code = [one for one in nb.cells[first : last + 1] if one.cell_type == "code"]
    code[0].source = gap.join(one.source for one in code)
    nb.cells[first : last + 1] = code[:1]
    new, _ = repaired(nb)
    assert earned(new) == TESTS


@pytest.mark.parametrize("between", ["", "    # so", "# so"])
@pytest.mark.parametrize("kind", ["code", "raw"])
def test_a_blank_piece_or_a_comment_does_not_part_an_answer_without_its_names(between, kind):
    nb = honest()
    for one in cut(nb, "spikes", 1):
        one.metadata = nbformat.NotebookNode()
        if kind == "raw":
            retyped(one)
    middle = copy.deepcopy(cell_of(nb, "piece"))
    middle.source, middle.id = between, "middle"
    nb.cells.insert(nb.cells.index(cell_of(nb, "piece")), middle)
    assert earned(repaired(nb)[0]) == TESTS


def test_a_notebook_made_of_texts_of_tests_is_not_parted_without_end():
    test = cell(HANDOUT.nb, "tau-visible").source
    nb = honest()
    nb.cells += [nbformat.v4.new_code_cell("\n\n".join([test, "x = 1"] * 20)) for _ in range(1500)]
    new, _ = repaired(nb)
    assert earned(new) == TESTS and len(new.cells) < CELLS + 100


def test_an_answer_merged_with_a_later_one_runs_before_its_own_tests():
    nb = honest()
    one, other = cell(nb, "tau"), cell(nb, "relax")
    nb.cells.remove(one)
    other.source += f"\n\n{one.source}"
    new, notes = repaired(nb)
    assert earned(new) == TESTS
    assert (
        "The answer tau stood behind its tests, in the cell of another; it runs before them, too"
        in notes
    )


def test_a_copy_of_an_answer_without_its_names_counts_beside_its_stub_in_pieces():
    nb = honest()
    one, stub = cell(nb, "tau"), copy.deepcopy(cell(HANDOUT.nb, "tau"))
    head, _, rest = stub.source.partition("\n")
    one.metadata = nbformat.NotebookNode()
    at = nb.cells.index(one) + 1
    nb.cells[at:at] = [
        nbformat.from_dict({**stub, "id": name, "source": piece})
        for name, piece in (("tau", head), ("rest", rest))
    ]
    new, _ = repaired(nb)
    assert earned(new) == TESTS


# --- pieces ---------------------------------------------------------------------------------------


def joined(*texts, stubs=()):
    entries = [
        (nbformat.v4.new_code_cell(text.removeprefix("own:")), not text.startswith("own:"))
        for text in texts
    ]
    made = join(nbformat.v4.new_code_cell("stub"), entries, set(stubs), [])
    at = next(number for number, (_, own) in enumerate(made) if not own)
    return (
        [one.source for one, _ in made[:at]],
        made[at][0].source,
        [one.source for one, _ in made[at + 1 :]],
    )


@pytest.mark.parametrize(
    "pieces, answer",
    [
        (["def f():", "    return 1"], ([], "def f():\n    return 1", [])),
        (["a = (1,", "2)"], ([], "a = (1,\n2)", [])),
        (["a = '''b", "'''"], ([], "a = '''b\n'''", [])),
        (["a = 1", "b = 2"], (["a = 1"], "b = 2", [])),
        (["a = 1", "own:print(a)", "b = 2"], (["a = 1", "print(a)"], "b = 2", [])),
        (["1 / 0", "def f(): return 1"], (["1 / 0"], "def f(): return 1", [])),
        (["a = 1", "a = 1"], ([], "a = 1", [])),
        (["stub", "a = 1", ""], ([], "a = 1", [])),
        (["stub"], ([], "stub", [])),
        (["", "stub"], ([], "stub", [])),
        ([""], ([], "", [])),
        ([], ([], "stub", [])),
        (
            ["def f(): return 1", "def f(): return 2"],
            (["def f(): return 1"], "def f(): return 2", []),
        ),
        (["a = 1", "def f(:"], ([], "a = 1", ["def f(:"])),
        (["%%time\na = 1", "b = 1"], (["%%time\na = 1"], "b = 1", [])),
        (
            ["a = 1", "from __future__ import annotations"],
            (["a = 1"], "from __future__ import annotations", []),
        ),
        (["def f():\n    return 1", "    # end"], ([], "def f():\n    return 1\n    # end", [])),
        (["# first", "a = 1"], (["# first"], "a = 1", [])),
    ],
)
def test_pieces_are_joined_where_they_make_one_program(pieces, answer):
    assert joined(*pieces, stubs=["stub"]) == answer


def test_very_many_pieces_run_apart():
    before, answer, after = joined(*(f"a{number} = 1" for number in range(4000)))
    assert (len(before), answer, after) == (3999, "a3999 = 1", [])


@pytest.mark.parametrize(
    "text",
    ["(" * 19_000, "-" * 19_000 + "1", "a" + ".a" * 9_500, "1" + "+1" * 9_500, "x" * 30_000, "\0"],
)
def test_what_could_break_python_itself_is_no_program(text):
    assert not is_program(text)


@pytest.mark.parametrize(
    "deep",
    ["a{}", "1{}", "{}1", "{}2", "if a: b = 1\n{}"],
    ids=["dots", "sums", "nots", "choices", "branches"],
)
def test_pieces_are_programs_for_every_python_or_for_none(deep):
    """From one version to the next, Python reads three times as many levels; how pieces are joined
    must not depend on it.
    """
    piece = {"a{}": ".a", "1{}": "+1", "{}1": "not ", "{}2": "1 if a else "}.get(
        deep, "elif a: b = 2\n"
    )
    assert is_program(deep.format(piece * (DEEPEST - 10)))
    assert not is_program(deep.format(piece * DEEPEST))


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "cp1252",
    ],
)
def test_every_encoding_is_read(encoding):
    nb = honest(explain="Für 5 µS, é")
    new, notes = repaired(json.dumps(nb, ensure_ascii=False, indent=1).encode(encoding))
    assert new.cells == nb.cells and len(notes) == (encoding != "utf-8")


def test_a_stray_byte_spoils_no_other():
    stats = (
        "def spike_statistics(times):\n    Δt = np.diff(times)\n    return 1 / Δt.mean(), "
        "Δt.std() / Δt.mean()"
    )
    data = (
        json.dumps(honest(stats=stats, explain="Für QQQ, µ"), ensure_ascii=False)
        .encode()
        .replace(b"QQQ", b"f\xfcr")
    )
    new, notes = repaired(data)
    assert cell(new, "explain").source == "Für für, µ" and earned(new) == TESTS
    assert notes == ["x.ipynb is not all written in UTF-8; the rest was read as cp1252"]


def test_printed_lists_cost_nothing():
    nb = honest()
    cell(nb, "tau").outputs = [
        nbformat.v4.new_output("stream", text='[[1], {"a": "\\\\"}]\n' * 400_000)
    ]
    assert earned(repaired(nb)[0]) == TESTS
    new, notes = repaired(json.dumps(nb).encode()[:-100])
    assert earned(new) == TESTS and "cut off" in notes[0]


def conflict(*sides):
    """Return an answered notebook with git's marks of a conflict between these answers to tau; None
    stands for what is no JSON.
    """
    text = json.dumps(honest(), indent=1)
    line = next(line for line in text.splitlines(keepends=True) if "def time_constant" in line)
    lines = [
        "not json\n" if side is None else line.replace(json.dumps(RIGHT["tau"]), json.dumps(side))
        for side in sides
    ]
    return text.replace(
        line, f"<<<<<<< HEAD\n{lines[0]}=======\n{lines[1]}>>>>>>> theirs\n"
    ).encode()


def test_of_a_conflict_the_side_counts_that_is_not_as_handed_out():
    stub, right = cell(HANDOUT.nb, "tau").source, RIGHT["tau"]
    for sides in (right, stub), (stub, right), (right, None), (None, right), (right, right):
        new, notes = repaired(conflict(*sides))
        assert new.cells == honest().cells and "conflict" in notes[0], sides


def test_of_a_conflict_between_two_answers_the_first_counts_and_the_report_says_so():
    new, notes = repaired(conflict(RIGHT["tau"], RIGHT["tau"].replace("C / g", "g / C")))
    assert cell(new, "tau").source == RIGHT["tau"] and earned(new) == TESTS
    assert notes[1:] == [
        "The answer tau stands in 2 cells; they run in their order, so the last one counts"
    ]


@pytest.mark.parametrize(
    "piece", ['{"id":["a', '{"id":"a', '{"id":{', '{"id":[[', '{"id":[1,', "{ ", '{"id":1,"id"']
)
def test_a_damaged_text_is_searched_once_however_many_cells_begin_in_it(piece, monkeypatch):
    """Counted in characters that are parsed: at most the whole text for each of a fixed number of
    damages, not for each beginning.
    """
    from neurolib.classroom.intake import read_notebook as read_notebook_module

    asked = []

    class Counting:
        def raw_decode(self, text, start=0):
            asked.append(start)
            return real.raw_decode(text, start)

    real = read_notebook_module._json
    monkeypatch.setattr(read_notebook_module, "_json", Counting())
    text = '{"cells":[' + piece * 50_000
    assert read_notebook_module._whole_cells(text) == []
    assert len(asked) <= read_notebook_module.DAMAGES and asked == sorted(set(asked))


def test_a_cell_behind_the_damage_is_read():
    text = nbformat.writes(honest())
    at = text.index("def relax")
    new, notes = repaired((text[:at] + '"' + text[at:]).encode())
    assert earned(new) == TESTS - {"relax-test", "relax-tools"} and "cut off" in notes[0]


def test_half_a_sign_anywhere_in_a_file_costs_nothing():
    nb = honest()
    nb.metadata["x\ud800"] = "\ud800"
    cell(nb, "tau").metadata.nbgrader["x\udfff"] = "\udfff"
    cell(nb, "device").metadata.nbgrader.grade_id = "device\ud800"
    cell(nb, "explain").attachments = {"a\ud800.png": {"image/png": "QUJD"}}
    nb.cells.insert(1, nbformat.v4.new_code_cell("a = '\ud800'"))
    text = json.dumps(nb)  # JSON names such signs in ASCII
    new = repair(read_notebook(text.encode(), "x.ipynb"), HANDOUT)
    nbformat.writes(new).encode()
    assert earned(new) == TESTS and list(cell(new, "explain").attachments) == ["a?.png"]


def test_whole_cells_of_a_cut_file_are_graded():
    text = json.dumps(honest(), indent=1)
    new, notes = repaired(text[: text.index('"id": "device"')].encode())
    assert earned(new) == TESTS - {"device-test", "spikes-test"}
    assert "cut off" in notes[0] and "Cells that this copy lacks" in notes[1]


def test_numbers_that_json_does_not_know_and_lone_surrogates_are_no_obstacle():
    text = nbformat.writes(honest()).replace(
        '"metadata": {', '"x": [NaN, -Infinity, 1e999, ' + "9" * 5000 + '], "metadata": {', 1
    )
    new, _ = repaired(text.replace("Lapicque", "\\ud800").encode())
    assert earned(new) == TESTS and "?'s model" in cell(new, "explain").source


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", "x is empty."),
        (b"\0\0 \n", "x is empty."),
        (b"def f(): pass", "x is not a notebook: it is not written in JSON."),
        (b"[" * 1_000_001, "x is nested too deeply for a notebook."),
        (b"[1]", "x is not a notebook: it holds no list of cells."),
        (b'{"cells": {"a": 1}}', "x is not a notebook: it holds no list of cells."),
        (b'{"cells":' * 100_000, "x is nested too deeply for a notebook."),
        (
            b'{"cells":[' + b"1," * CELLS + b"1]}",
            f"x holds {CELLS + 1} cells; at most {CELLS} are graded.",
        ),
        (
            json.dumps({"cells": [{"cell_type": "raw", "source": "x" * 6_000_000}]}).encode(),
            "The cells of x hold 6.0 million characters; at most 5 million are graded.",
        ),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(Refused) as refusal:
        read_notebook(data, "x")
    assert str(refusal.value) == sentence


# --- anything at all ------------------------------------------------------------------------------

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["code", "markdown", "tau", "same"])
)
JSON = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = ("cell_type", "source", "metadata", "id", "outputs", "attachments", "input", "level")
META = st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": JSON
        | st.dictionaries(st.sampled_from(["grade_id", "grade", "schema_version"]), JSON)
    },
)
KIND = st.sampled_from(["code", "markdown", "raw", "heading", "html"])
CELL = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(KEYS, JSON)
    | {"metadata": META | JSON, "cell_type": KIND | JSON, "source": JSON | st.text()},
)
BOOK = (
    st.fixed_dictionaries(
        {"cells": st.lists(CELL | JSON, max_size=8)}, optional={"metadata": JSON, "nbformat": JSON}
    )
    | JSON
)
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)


def survives(data):
    with contextlib.suppress(Refused):
        new = repair(read_notebook(data, "x"), HANDOUT)
        nbformat.validate(new)
        names = [one.metadata.get("nbgrader", {}).get("grade_id") for one in new.cells]
        assert [name for name in names if name] == list(HANDOUT.places)
        nbformat.writes(new).encode()


@QUICK
@given(BOOK)
def test_any_json_is_a_notebook_or_refused(book):
    survives(json.dumps(book).encode("utf-8", "replace"))


@QUICK
@given(
    st.binary(max_size=60),
    st.integers(0, 9000),
    st.integers(0, 400),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_any_damage_to_a_file_is_mended_or_refused(data, start, length, encoding):
    text = nbformat.writes(honest()).encode(encoding, "replace")
    survives(text[:start] + data + text[start + length :])


WORDS = cell(HANDOUT.nb, "explain").id


def _lost(one):
    """Whether a cell is words by now and says nothing of where it belongs."""
    return one.cell_type == "markdown" and not one.metadata


def _split(nb, one, draw):
    """Split a cell at a line, as Jupyter does."""
    if _lost(one):
        return
    lines = one.source.split("\n")
    at = draw(st.integers(0, len(lines)))
    piece = copy.deepcopy(one)
    one.source, piece.source = "\n".join(lines[:at]), "\n".join(lines[at:])
    piece.id = f"piece-{len(nb.cells)}"
    nb.cells.insert(nb.cells.index(one) + 1, piece)


def _double(nb, one, draw):
    nb.cells.insert(nb.cells.index(one) + draw(st.integers(0, 1)), copy.deepcopy(one))


def _stub(nb, one, draw):
    """Keep a copy of the cell as it was handed out."""
    if _lost(one):
        return
    stub = copy.deepcopy(HANDOUT.nb.cells[HANDOUT.ids[one.id]] if one.id in HANDOUT.ids else one)
    nb.cells.insert(nb.cells.index(one) + draw(st.integers(0, 1)), stub)


def _merge(nb, one, draw):
    """Merge a cell of code with the next one of its kind, as Jupyter does: the names of the first
    stay.
    """
    following = next(iter(nb.cells[nb.cells.index(one) + 1 :]), None)
    if (
        following is None
        or following.cell_type != one.cell_type
        or one.cell_type == "markdown"
        or {one.id, following.id} & {WORDS}
    ):
        return
    one.source += f"\n\n{following.source}"
    nb.cells.remove(following)


def _delete(nb, one, draw):
    if one.metadata.get("nbgrader", {}).get("grade_id") not in PROBLEMS:
        nb.cells.remove(one)


def _strip(nb, one, draw):
    one.metadata = nbformat.NotebookNode()


def _move(nb, one, draw):
    nb.cells.remove(one)
    nb.cells.insert(draw(st.integers(0, len(nb.cells))), one)


def _retype(nb, one, draw):
    if "nbgrader" in one.metadata:
        one.cell_type = draw(st.sampled_from(["raw", "markdown", "code"]))
        for key, value in {"outputs": [], "execution_count": None}.items():
            one.pop(key, None)
            one.update({key: value} if one.cell_type == "code" else {})


def _flip(nb, one, draw):
    if "nbgrader" in one.metadata:
        one.metadata.nbgrader.update(
            {flag: draw(st.booleans()) for flag in ("grade", "solution", "locked", "task")},
            points=7,
        )


def _add(nb, one, draw):
    nb.cells.insert(draw(st.integers(0, len(nb.cells))), nbformat.v4.new_code_cell("something = 1"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.data())
def test_honest_answers_survive_surgery(data):
    """Whole cells are moved, retyped, stripped first; then some are split, merged, doubled,
    retyped, laid beside their stub.
    """
    nb = honest()
    for steps in (
        [_delete, _move, _retype, _flip, _add],
        [_strip],
        [_split, _merge, _double, _retype, _stub],
    ):
        for step in data.draw(st.lists(st.sampled_from(steps), max_size=3), label="steps"):
            step(nb, data.draw(st.sampled_from(nb.cells), label="cell"), data.draw)
    new, _ = repaired(json.dumps(nb).encode())
    assert earned(new) == TESTS, "\n\n".join(f"[{one.id}] {one.source}" for one in new.cells)
