"""What students get: exercises in step with solutions, and nothing of a solution or a hidden test
in them or in an edition.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import io
import re
import shutil
import sqlite3
import sys
import tokenize
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from neurolib.classroom import release
from neurolib.classroom.course import ClassroomError, Course, counting, silence
from tests.classroom import postgres

ROOT = Path(__file__).parents[2]
SETS = sorted((path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb")), key=counting)
ONLY_FOR_TEACHERS = {"solutions", "tests"}


# statements that stand in a solution by themselves and tell nothing of it
TELLS_NOTHING = re.compile(r"(from|import) .*|continue|return \w+|for \w+ in range \( \w+ \) :")
# what a chapter uses and a solution of its set, too: how to write to a device, how to have no weight
# from a neuron to itself
SHOWN = {"bench . write ( G )", "np . fill_diagonal ( W , 0 )"}


def statements(source: str) -> list[tuple[int, str]]:
    """The statements of a code cell with the numbers of their first lines, each in one form however
    its lines are broken; the lines of a text.
    """
    found: list[tuple[int, str]] = []
    words: list[str] = []
    first = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source + "\n").readline):
            if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT):
                continue
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                found += [(first, " ".join(words))] if words else []
                words = []
                continue
            first = token.start[0] if not words else first
            if token.string in {*")]}"} and words[-1:] == [","]:
                words.pop()  # a comma that stands there since the line is broken
            words.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        return [(number, line.strip()) for number, line in enumerate(source.splitlines(), 1)]
    return found


def secrets_of(notebook: Path) -> set[str]:
    """The statements and lines of text that stand in solutions, hidden tests and mark schemes of a
    source notebook and nowhere else in it.
    """
    kept: set[str] = set()
    secret: set[str] = set()
    for cell in nbformat.read(notebook, as_version=4).cells:
        whole = (
            cell.metadata.get("nbgrader", {}).get("solution")
            and "BEGIN SOLUTION" not in cell.source
        )
        inside, places = bool(whole), set()
        for number, line in enumerate(cell.source.splitlines(), 1):
            if re.search("BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)", line):
                inside = True
            elif re.search("END (SOLUTION|HIDDEN TESTS|MARK SCHEME)", line):
                inside = False
            elif inside:
                places.add(number)
        for number, statement in _of(cell):
            (secret if number in places else kept).add(statement)
    return {
        each
        for each in secret - kept - SHOWN
        if len(each) > 7 and not TELLS_NOTHING.fullmatch(each)
    }


def _of(cell: Any) -> list[tuple[int, str]]:
    if cell.cell_type == "code":
        return statements(cell.source)
    return [(number, line.strip()) for number, line in enumerate(cell.source.splitlines(), 1)]


def text_of(notebook: Path) -> set[str]:
    nb = nbformat.read(notebook, as_version=4)
    tests = nb.metadata.get("neurolib", {}).get("tests", {}).values()
    return {
        *(statement for cell in nb.cells for _, statement in _of(cell)),
        *(statement for source in tests for _, statement in statements(source)),
    }


def test_a_statement_is_the_same_however_its_lines_are_broken() -> None:
    broken = "x = f(\n    a,\n    [1, 2],\n)  # twice\nif x:\n    y = x"
    assert statements(broken) == [(1, "x = f ( a , [ 1 , 2 ] )"), (5, "if x :"), (6, "y = x")]
    assert statements("x = f(a, [1, 2])") == [(1, "x = f ( a , [ 1 , 2 ] )")]


@pytest.fixture(scope="module")
def edition(gradebooks_in_no_time: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of this very course, for which all its problem sets are released anew."""
    target = tmp_path_factory.mktemp("course") / "edition"
    had_secret = (ROOT / ".course-secret").exists()
    try:
        assert release.edition(Course.at(ROOT), target) == SETS
    finally:
        if not had_secret:
            (ROOT / ".course-secret").unlink(missing_ok=True)
    return target


@pytest.mark.parametrize("name", SETS)
def test_exercises_are_in_step_with_solutions(name: str, edition: Path) -> None:
    made, released = (root / "exercises" / name for root in (edition, ROOT))
    fresh = {
        path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()
    }
    kept = {
        path.relative_to(released): path.read_bytes()
        for path in released.rglob("*")
        if path.is_file()
    }
    assert fresh == kept, (
        f"exercises/{name} is behind solutions/{name}; run: neurolib release {name}"
    )


def test_every_exercise_has_a_solution() -> None:
    assert sorted(path.parent.name for path in (ROOT / "exercises").glob("*/*.ipynb")) == sorted(
        SETS
    )


@pytest.mark.parametrize("name", SETS)
def test_exercises_hold_no_solution_and_no_hidden_test(name: str) -> None:
    for source in (ROOT / "solutions" / name).glob("*.ipynb"):
        secret, released = secrets_of(source), ROOT / "exercises" / name / source.name
        assert secret and not secret & text_of(released)
        assert not any(mark in released.read_text(encoding="utf-8") for mark in release.MARKS)


@pytest.mark.parametrize("name", SETS)
def test_exercises_run_their_visible_tests_by_name_and_show_no_hint(name: str) -> None:
    for path in (ROOT / "exercises" / name).glob("*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        tests = [
            cell
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
        ]
        visible = {cell.id: cell for cell in tests if "\n" in cell.source}
        assert visible and visible.keys() == nb.metadata.neurolib.tests.keys()
        for test, source in nb.metadata.neurolib.tests.items():
            title, *call = visible[test].source.splitlines()
            assert title == source.splitlines()[0] and re.search(r"\(\d+ points?\)", title)
            assert call == ["from neurolib import hints", "", f'hints.run_test("{test}")']
            assert visible[test].metadata.jupyter.source_hidden


def test_release_is_deterministic_and_tidy(tiny_course: Any, tmp_path: Path) -> None:
    course = Course.at(tiny_course.root)
    first = (release.release(course, tiny_course.name) / tiny_course.released.name).read_bytes()
    source = tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name
    nb = nbformat.read(source, as_version=4)
    nb.metadata["language_info"] = {"name": "python", "version": "3.99"}
    nb.metadata["kernelspec"] = {
        "name": "my-venv",
        "display_name": "My machine",
        "language": "python",
    }
    for number, cell in enumerate(nb.cells):
        cell.id = f"other-{number}"
        cell.metadata["collapsed"] = True
        if cell.cell_type == "code":
            cell.execution_count = 7
            cell.outputs = [nbformat.v4.new_output("stream", text="/home/me")]
    nbformat.write(nb, source)
    assert (
        release.generate(course, tiny_course.name, tmp_path / "elsewhere")
        .joinpath(source.name)
        .read_bytes()
        == first
    )
    assert (
        b"My machine" not in first
        and b"zqx_hidden_number" not in first
        and b"not answered yet" in first
    )


def graded_cell(source: str, answer: bool = False) -> Any:
    meta = {
        "grade_id": "a",
        "grade": True,
        "solution": answer,
        "locked": not answer,
        "task": False,
        "points": 1,
        "schema_version": 3,
    }
    return nbformat.v4.new_code_cell(
        source, metadata={"nbgrader": meta, "collapsed": True, "tags": ["x"]}, execution_count=3
    )


def tidied(*cells: Any, **metadata: Any) -> Any:
    return release.Tidy().preprocess(
        nbformat.v4.new_notebook(cells=list(cells), metadata=metadata), {}
    )[0]


OURS, EMPTIED = "import neurolib", "# Hidden tests run here when your work is graded."


@pytest.mark.parametrize(
    ("source", "released"),
    [
        (
            "# The cube (3 points)\nassert cube(2) == 8",
            '# The cube (3 points)\nfrom neurolib import hints\n\nhints.run_test("a")',
        ),
        ("# The cube (3 points)\n", "# The cube (3 points)\n"),
        ("\n ", EMPTIED),
        ("", EMPTIED),
    ],
    ids=["visible", "a title alone", "blanks", "nothing"],
)
def test_a_test_is_run_by_its_name_and_one_that_became_empty_says_so(
    source: str, released: str
) -> None:
    nb, visible = tidied(nbformat.v4.new_code_cell(OURS), graded_cell(source)), "hints" in released
    assert nb.cells[1].source == released and nb.cells[1].metadata.get("jupyter", {}) == (
        {"source_hidden": True} if visible else {}
    )
    assert nb.metadata.get("neurolib", {}) == ({"tests": {"a": source}} if visible else {})


@pytest.mark.parametrize(
    ("first", "language", "answer"),
    [("import numpy", "python", False), (OURS, "julia", False), (OURS, "python", True)],
    ids=["a notebook without this library", "another language", "an answer that a person grades"],
)
def test_any_other_cell_keeps_its_source(first: str, language: str, answer: bool) -> None:
    kernel = {"name": "mine", "language": language, "display_name": "My machine"}
    for source in ("assert 1", "") if answer else ("assert 1",):
        nb = tidied(
            nbformat.v4.new_code_cell(first),
            graded_cell(source, answer),
            kernelspec=kernel,
            neurolib={"hides": ["x"]},
            widgets={},
        )
        assert nb.cells[1].source == source and nb.metadata.neurolib == {"hides": ["x"]}
        assert (
            nb.metadata.kernelspec == (release.KERNEL if language == "python" else kernel)
            and nb.metadata.language_info.name == language
        )


def test_of_a_cell_its_marks_and_tags_are_kept_and_what_a_run_left_is_not() -> None:
    nb = tidied(
        graded_cell("x"),
        nbformat.v4.new_markdown_cell("x", metadata={"collapsed": True, "editable": False}),
        widgets={},
    )
    assert [cell.id for cell in nb.cells] == ["a", "cell-1"] and nb.metadata.keys() == {
        "kernelspec",
        "language_info",
    }
    assert [set(cell.metadata) for cell in nb.cells] == [{"nbgrader", "tags"}, {"editable"}]
    assert (
        nb.cells[0].execution_count is None
        and nb.cells[0].outputs == []
        and "outputs" not in nb.cells[1]
    )


def test_below_an_answer_pictures_and_tests_may_fail_so_that_all_cells_run(
    tiny_course: Any,
) -> None:
    tiny_course.release()
    nb = nbformat.read(tiny_course.released, as_version=4)
    kinds = [
        (cell.id, "raises-exception" in cell.metadata.get("tags", []))
        for cell in nb.cells
        if cell.cell_type == "code"
    ]
    assert kinds == [
        ("imports", False), ("square", False), ("square-visible", True), ("square-hidden", True), ("cube", False), ("cube-hidden", True)
    ]  # fmt: skip


def test_cells_are_noted_in_the_gradebook_that_is_named_in_the_courses_own_or_in_none(
    tiny_course: Any, tmp_path: Path
) -> None:
    course, own = Course.at(tiny_course.root), tiny_course.root / "gradebook.db"
    release.generate(course, tiny_course.name, tmp_path / "none", None)
    assert not own.exists()
    release.generate(
        course, tiny_course.name, tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}"
    )
    assert not own.exists() and names_of_notebooks(tmp_path / "other.db", tiny_course.name) == [
        tiny_course.name
    ]
    release.generate(course, tiny_course.name, tmp_path / "own")
    assert names_of_notebooks(own, tiny_course.name) == [tiny_course.name]
    one, *others = (
        (tmp_path / name / tiny_course.name / tiny_course.released.name).read_bytes()
        for name in ("none", "other", "own")
    )
    assert others == [one, one]


def names_of_notebooks(gradebook: Path, assignment: str) -> list[str]:
    with Gradebook(f"sqlite:///{gradebook}", "neurolib") as book:
        return [notebook.name for notebook in book.find_assignment(assignment).notebooks]


def test_an_edition_may_go_into_a_folder_that_is_empty(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "README.md").write_text(
        "# A\n\n<!-- teachers -->\nB\n<!-- end -->\n\nC\n"
    )
    (tmp_path / "there").mkdir()
    for name in "there", "new":
        assert release.edition(Course.at(tmp_path / "course"), tmp_path / name) == []
        assert (tmp_path / name / "README.md").read_text() == "# A\n\nC\n"


def test_a_mark_that_nbgrader_leaves_in_stops_the_release(tiny_course: Any) -> None:
    source = tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name
    nb = nbformat.read(source, as_version=4)
    nb.cells.append(nbformat.v4.new_markdown_cell("BEGIN HIDDEN TESTS: the answer is 9"))
    nb.cells.append(nbformat.v4.new_markdown_cell("see BEGIN MARK SCHEME"))
    nbformat.write(nb, source)
    with pytest.raises(ClassroomError):
        release.release(Course.at(tiny_course.root), tiny_course.name)
    assert not tiny_course.released.exists()


def test_edition_of_this_course(edition: Path) -> None:
    here = {path.name for path in edition.iterdir()}
    assert {
        "course",
        "exercises",
        "neurolib",
        "pyproject.toml",
        "requirements.lock",
        "README.md",
    } <= here
    assert not here & (
        ONLY_FOR_TEACHERS | {".course-secret", ".exchange", "gradebook.db", ".git", "work", ".venv"}
    )
    readme = (edition / "README.md").read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)\btests? (suite|of the)|neurolib "
        r"test|solution|teaching|grad(e|ing)\.md|<!--|clone|extending",
        readme,
    )
    assert (
        "## To study" in readme
        and readme.rstrip().endswith("[CITATION.cff](CITATION.cff).")
        and "\n\n\n" not in readme
    )
    assert all((edition / place).exists() for place in re.findall(r"\]\(([^)#:]+)\)", readme))
    secret = {
        line
        for name in SETS
        for source in (ROOT / "solutions" / name).glob("*.ipynb")
        for line in secrets_of(source)
    }
    notebooks = list(edition.rglob("*.ipynb"))
    assert {path.parent.name for path in notebooks if "exercises" in path.parts} == set(SETS)
    assert not any(secret & text_of(path) for path in notebooks)


def test_edition_keeps_out_what_a_teacher_keeps_beside(tiny_course: Any, tmp_path: Path) -> None:
    (tiny_course.root / "grades.csv").write_text("ada,6", encoding="utf-8")
    (tiny_course.root / "course").mkdir()
    (tiny_course.root / "course" / "index.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    course = Course.at(tiny_course.root)
    release.edition(course, tmp_path / "edition")
    assert sorted(path.name for path in (tmp_path / "edition").iterdir()) == [
        "course",
        "exercises",
        "nbgrader_config.py",
    ]
    assert (tiny_course.root / ".course-secret").is_file()
    with pytest.raises(ClassroomError, match="not empty"):
        release.edition(course, tmp_path / "edition")
    with pytest.raises(ClassroomError, match="inside the course"):
        release.edition(course, tiny_course.root / "edition")


BESIDE = [
    ".tiny.ipynb.swp",
    "tiny.ipynb.bak",
    "tiny.ipynb~",
    "tiny.orig",
    "answers.xlsx",
    ".names.csv",
]


def test_what_an_editor_and_a_teacher_leave_beside_is_not_published(
    tiny_course: Any, tmp_path: Path
) -> None:
    """Backups of a solution and tables of names lie in the source folder, in the course and in the
    library.
    """
    root, secret = tiny_course.root, "### BEGIN HIDDEN TESTS\nassert square(3) == 9"
    folders = [root / "solutions" / tiny_course.name, root / "course", root / "neurolib"]
    for folder in folders:
        folder.mkdir(exist_ok=True)
        for name in BESIDE:
            (folder / name).write_text(secret, encoding="utf-8")
        (folder / "data.csv").write_text("1,2", encoding="utf-8")
    config = root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + "\nMAIL_PASSWORD = 'zqx-secret'\n", encoding="utf-8"
    )
    course, edition = Course.at(root), tmp_path / "edition"
    release.edition(course, edition)
    made = [edition / "exercises" / tiny_course.name, edition / "course", edition / "neurolib"]
    made.append(release.release(course, tiny_course.name))
    assert [
        sorted(path.name for path in folder.iterdir() if path.suffix != ".ipynb") for folder in made
    ] == 4 * [["data.csv"]]
    assert [
        sentence.split(" was")[0] for sentence in release.left_out(course, tiny_course.name)
    ] == ["answers.xlsx"]
    assert not any(
        b"zqx-secret" in path.read_bytes() for path in edition.rglob("*") if path.is_file()
    )
    assert (
        Course.at(edition).id == course.id and Course.at(edition).exchange == edition / ".exchange"
    )


def test_an_edition_knows_the_exchange_that_the_course_names(
    tiny_course: Any, tmp_path: Path
) -> None:
    config = tiny_course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text(encoding="utf-8") + f"\nc.Exchange.root = {str(tmp_path / 'shared')!r}\n",
        encoding="utf-8",
    )
    release.edition(Course.at(tiny_course.root), tmp_path / "edition")
    assert Course.at(tmp_path / "edition").exchange == tmp_path / "shared"


@pytest.mark.parametrize("name", ["helper.py", "data.csv", "notes.md"])
def test_a_file_that_holds_hidden_tests_stops_the_release(
    name: str, tiny_course: Any, tmp_path: Path
) -> None:
    (tiny_course.root / "solutions" / tiny_course.name / name).write_bytes(
        b"\xff### BEGIN HIDDEN TESTS\nassert False"
    )
    with pytest.raises(ClassroomError, match=f"{name} still holds BEGIN HIDDEN TESTS"):
        release.release(Course.at(tiny_course.root), tiny_course.name)


HIDDEN = "### BEGIN HIDDEN TESTS\nassert False"


def packed(kind: str) -> bytes:
    """Return the bytes of a file that hides hidden tests from a reader of bytes."""
    if kind == "old.zip":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("tiny.ipynb", HIDDEN)
        return file.getvalue()
    return gzip.compress(HIDDEN.encode()) if kind == "old.gz" else HIDDEN.encode("utf-16")


@pytest.mark.parametrize("name", ["old.zip", "old.gz", "notes.txt"])
def test_hidden_tests_are_found_in_packed_files_and_in_wide_characters(
    name: str, tiny_course: Any
) -> None:
    (tiny_course.root / "solutions" / tiny_course.name / name).write_bytes(packed(name))
    with pytest.raises(ClassroomError, match=f"{name} still holds BEGIN HIDDEN TESTS"):
        release.release(Course.at(tiny_course.root), tiny_course.name)


def test_a_table_of_students_is_refused_and_one_of_data_is_not(tiny_course: Any) -> None:
    folder = tiny_course.root / "solutions" / tiny_course.name
    (folder / "data.csv").write_text("time,V\n1,2\n", encoding="utf-8")
    release.release(Course.at(tiny_course.root), tiny_course.name)
    (folder / "marks.csv").write_text("student,points\nada,6\n", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r"marks\.csv is a table of students"):
        release.release(Course.at(tiny_course.root), tiny_course.name)


def test_a_link_or_a_copy_of_a_notebook_stops_the_release(tiny_course: Any) -> None:
    """A link may lead to the secret of the course, and a copy that JupyterLab made would double all
    points.
    """
    course, folder = Course.at(tiny_course.root), tiny_course.root / "solutions" / tiny_course.name
    (folder / "link.txt").symlink_to(tiny_course.root / ".course-secret")
    with pytest.raises(ClassroomError, match=r"link\.txt in .* is a link"):
        release.release(course, tiny_course.name)
    (folder / "link.txt").unlink()
    copy = folder / f"{tiny_course.released.stem}-Copy1.ipynb"
    copy.write_bytes((folder / tiny_course.released.name).read_bytes())
    with pytest.raises(ClassroomError, match="both hold the cells"):
        release.release(course, tiny_course.name)
    copy.unlink()
    release.release(course, tiny_course.name)


def test_an_edition_follows_no_links_and_one_that_is_refused_is_not_left_there(
    tiny_course: Any, tmp_path: Path
) -> None:
    course, folder = Course.at(tiny_course.root), tiny_course.root / "course"
    folder.mkdir()
    (folder / "linked").symlink_to(tiny_course.root / "solutions")
    release.edition(course, tmp_path / "edition")
    assert not (tmp_path / "edition" / "course" / "linked").exists()
    (folder / "solution.py").write_text("### BEGIN SOLUTION", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for name in "new", "empty":
        with pytest.raises(ClassroomError, match=r"solution\.py still holds"):
            release.edition(course, tmp_path / name)
    assert not (tmp_path / "new").exists() and not any((tmp_path / "empty").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange does not run on Windows")
def test_offer_publishes_what_is_new_or_changed(tiny_course: Any) -> None:
    course = Course.at(tiny_course.root)
    release.release(course, tiny_course.name)
    there = course.exchange / "neurolib" / "outbound" / tiny_course.name / tiny_course.released.name
    release.offer(course)
    mark = there.with_name("mark")  # a copy has the time of its original
    mark.touch()
    release.offer(course)
    assert mark.exists()
    tiny_course.released.write_text(
        tiny_course.released.read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    release.offer(course)
    assert there.read_bytes() == tiny_course.released.read_bytes() and not mark.exists()


# --- after hand-ins -------------------------------------------------------------------------------

Run = Callable[..., tuple[int, str]]


def source_of(course: Any, name: str = "") -> tuple[Path, Any]:
    """The source of a notebook of the tiny set; with a name, of a second one, which is made."""
    folder = course.root / "solutions" / course.name
    nb = nbformat.read(folder / f"{course.name}.ipynb", as_version=4)
    for cell in nb.cells if name else ():
        if "nbgrader" in cell.metadata:
            cell.id = cell.metadata.nbgrader.grade_id = f"{name}-{cell.metadata.nbgrader.grade_id}"
    return folder / f"{name or course.name}.ipynb", nb


def rows(address: str) -> list[Any]:
    """All that a gradebook has of cells, grades and comments."""
    found: list[Any] = []
    with Gradebook(address, "neurolib") as book:
        for assignment in book.assignments:
            for notebook in assignment.notebooks:
                for cell in (*notebook.grade_cells, *notebook.solution_cells):
                    found.append((notebook.name, type(cell).__name__, cell.name))
                found += [(notebook.name, each.name, each.source) for each in notebook.source_cells]
            for submission in assignment.submissions:
                for one in submission.notebooks:
                    who = submission.student_id, one.name
                    found += [
                        (*who, each.name, each.auto_score, each.manual_score, each.extra_credit)
                        for each in one.grades
                    ]
                    found += [(*who, each.name, each.comment) for each in one.comments]
    return sorted(found, key=str)


def hand_in(address: str, assignment: str, *students: str) -> None:
    with silence(), Gradebook(address, "neurolib") as book:
        for student in students:
            book.add_student(student)
            book.add_submission(assignment, student)


def changes(tiny_course: Any) -> Iterator[tuple[str, Path, Any]]:
    """What is refused of a second notebook, while a test of the first has another name."""
    path, nb = source_of(tiny_course, "more")
    nb.cells[3].metadata.nbgrader.grade_id = "other"
    yield "the answer more-square cannot be removed or renamed", path, nb
    path, nb = source_of(tiny_course, "more")
    (students := path.with_name("more.csv")).write_text("student,points\nada,1\n")
    yield "more.csv is a table of students", path, nb
    students.unlink()
    path, nb = source_of(tiny_course, "more")
    nb.cells[4].metadata.nbgrader.grade_id = "more-square-hidden"
    yield "Notebook failed to validate", path, nb


def test_a_set_is_released_as_a_whole_or_not_at_all(tiny_course: Any, tmp_path: Path) -> None:
    """The first notebook is as good as new, the second is refused: neither rows nor files change."""
    course, name = Course.at(tiny_course.root), tiny_course.name
    more, nb = source_of(tiny_course, "more")
    nbformat.write(nb, more)
    release.release(course, name)
    hand_in(course.database, name, "ada")
    folder = tiny_course.released.parent
    before = rows(course.database), {path: path.read_bytes() for path in folder.iterdir()}
    first, nb = source_of(tiny_course)
    nb.cells[4].metadata.nbgrader.grade_id = "a-square-check"
    for said, path, refused in changes(tiny_course):
        nbformat.write(nb, first)
        nbformat.write(refused, path)
        with pytest.raises(ClassroomError, match=said):
            release.release(course, name)
        now = rows(course.database), {path: path.read_bytes() for path in folder.iterdir()}
        assert now == before
    nbformat.write(source_of(tiny_course, "more")[1], more)
    release.release(course, name)
    assert ("ada", name, "a-square-check", None, None, None) in rows(course.database)


@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
def test_files_that_cannot_be_written_leave_the_release_of_before(
    kind: type[BaseException], tiny_course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a folder that may only be read, Ctrl+C: rows and files stay."""
    course, name = Course.at(tiny_course.root), tiny_course.name
    release.release(course, name)
    before = rows(course.database), tiny_course.released.read_bytes()
    path, nb = source_of(tiny_course)
    nb.cells[4].metadata.nbgrader.grade_id = "square-check"
    nbformat.write(nb, path)
    copytree = shutil.copytree

    def fail(source: Path, target: Path, **more: Any) -> None:
        if target.is_relative_to(course.folder("release")):
            raise kind("No space left on device")
        copytree(source, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", fail)
        with pytest.raises(kind):
            release.release(course, name)
    assert (rows(course.database), tiny_course.released.read_bytes()) == before
    release.release(course, name)
    assert [path.name for path in course.folder("release").iterdir()] == [name]
    assert b"square-check" in tiny_course.released.read_bytes()


def test_a_release_that_cannot_be_put_in_place_leaves_the_one_of_before(
    tiny_course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, name = Course.at(tiny_course.root), tiny_course.name
    release.release(course, name)
    before, rename = tiny_course.released.read_bytes(), Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError("Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fail)
        with pytest.raises(OSError, match="Input/output error"):
            release.release(course, name)
    assert tiny_course.released.read_bytes() == before
    assert [path.name for path in course.folder("release").iterdir()] == [name]


def test_other_points_under_the_same_name_are_said_until_everybody_is_graded_again(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    tiny_course.release()
    name, home = tiny_course.name, ("--course", tiny_course.root)
    tiny_course.submitted("ada", **tiny_course.right)
    assert neurolib("grade", name, *home)[0] == 0
    words = [("feedback", name), ("export", tmp_path / "grades.csv")]
    said = (
        f"Warning: {name}: its source or the hand-in is newer than the grade of ada. Run neurolib "
        f"grade {name}"
    )
    assert not any("newer" in neurolib(*each, *home)[1] for each in words)
    path, nb = source_of(tiny_course)
    nb.cells[4].metadata.nbgrader.points += 1
    nbformat.write(nb, path)
    assert neurolib("release", name, *home)[0] == 0
    assert all(said in " ".join(neurolib(*each, *home)[1].split()) for each in words)
    assert "7 / 7" in neurolib("grade", name, *home)[1]
    assert not any("newer" in neurolib(*each, *home)[1] for each in words)


def test_a_gradebook_that_is_locked_is_said_in_a_sentence(tiny_course: Any) -> None:
    course, name = Course.at(tiny_course.root), tiny_course.name
    release.release(course, name)
    said = f"The cells of {name} could not be written into the gradebook: database is locked."
    with contextlib.closing(sqlite3.connect(tiny_course.root / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ClassroomError) as error:
            release.generate(course, name, tiny_course.root, f"{course.database}?timeout=0.1")
    assert str(error.value) == said


def test_a_gradebook_that_is_none_is_said_by_every_command(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    tiny_course.release()
    name, home = tiny_course.name, ("--course", tiny_course.root)
    tiny_course.submitted("ada", **tiny_course.right)
    (tiny_course.root / "gradebook.db").write_bytes(b"no database" * 100)
    for words in (
        *((command, name) for command in ("release", "grade", "feedback", "mark")),
        ("export", tmp_path / "grades.csv"),
        ("due", name, "2026-12-24 10:00"),
    ):
        code, text = neurolib(*words, *home)
        assert (
            code == 3
            and "The gradebook could not be read or written: file is not a database" in text
        ), words


def test_a_notebook_is_added_after_hand_ins_and_none_is_removed(
    tiny_course: Any, neurolib: Run
) -> None:
    """Who handed in without it has its problems not answered, as with any notebook that lacks."""
    tiny_course.release()
    name, course = tiny_course.name, Course.at(tiny_course.root)
    home = "--course", tiny_course.root
    tiny_course.submitted("ada", **tiny_course.right)
    assert neurolib("grade", name, *home)[0] == 0
    path, nb = source_of(tiny_course, "more")
    nbformat.write(nb, path)
    code, text = neurolib("grade", name, *home)
    assert code == 0 and re.search(r"ada +6 / 12 +There is no more.ipynb; its problems", text)
    assert neurolib("feedback", name, *home)[0] == 0
    before = rows(course.database)
    assert before == rows(course.database) and len([row for row in before if row[0] == "ada"]) == 10
    for other in (path.with_name("again.ipynb"), path.with_name("gone")):
        path.rename(other)
        for command in "grade", "release":
            code, text = neurolib(command, name, *home)
            said = "hand-ins of ada in the gradebook, so its notebook more.ipynb cannot be removed"
            assert code == 3 and said in " ".join(text.split())
            assert rows(course.database) == before
        other.rename(path)


def test_a_test_of_another_name_costs_nobody_points_in_silence(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    """Until everybody is graded again, there is no page of feedback and no table without a word."""
    tiny_course.release()
    name, table = tiny_course.name, tmp_path / "grades.csv"
    home = "--course", tiny_course.root
    tiny_course.submitted("ada", **tiny_course.right)
    assert neurolib("grade", name, *home)[0] == 0
    path, nb = source_of(tiny_course)
    nb.cells[4].metadata.nbgrader.grade_id = "square-check"
    nbformat.write(nb, path)
    for _ in range(2):  # the second changes nothing
        assert neurolib("release", name, *home)[0] == 0
    code, text = neurolib("feedback", name, *home)
    said = f"A test of {name} is new since the hand-in of ada was graded: run neurolib grade {name}"
    assert code == 1 and said in " ".join(text.split())
    assert not list((tiny_course.root / "feedback").rglob("*.html"))
    for form, line in ("csv", "5.0,0.0,5.0,6.0,1.0"), ("canvas", "ada,,,ada,,"):
        code, text = neurolib("export", table, "--format", form, *home)
        said = (
            f"without the points of tests that are new since grading: {name} of ada. Run neurolib"
        )
        assert code == 3 and said in " ".join(text.split())
        assert table.read_text().splitlines()[-1].endswith(line)
    code, text = neurolib("grade", name, *home)
    assert code == 0 and re.search(r"ada +6 / 6", text)
    assert neurolib("feedback", name, *home)[0] == neurolib("export", table, *home)[0] == 0
    (page,) = (tiny_course.root / "feedback").rglob("*.html")
    assert "6 of 6 points" in page.read_text() and "square-visible" not in page.read_text()
    (tiny_course.root / "gradebook.db").unlink()
    assert neurolib("release", name, *home)[0] == 0
    code, text = neurolib("feedback", name, *home)
    said = f"ada: The gradebook has no grade of the hand-in of ada: run neurolib grade {name}, then"
    assert code == 1 and said in " ".join(text.split())


def test_points_for_an_answer_in_code_do_not_hide_that_a_test_is_new(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    """A set whose answers a person marks, none of which has a test, gets one."""
    name, course = tiny_course.name, Course.at(tiny_course.root)
    path, nb = source_of(tiny_course)
    test = nb.cells[4]
    nb.cells[3].metadata.nbgrader.update(grade=True, points=4)
    nb.cells = nb.cells[:4]
    nbformat.write(nb, path)
    release.release(course, name)
    hand_in(course.database, name, "ada")
    with silence(), Gradebook(course.database, "neurolib") as book:
        book.find_grade("square", name, name, "ada").manual_score = 4
        book.db.commit()
    nb.cells.append(test)
    nbformat.write(nb, path)
    release.release(course, name)
    code, text = neurolib("export", tmp_path / "grades.csv", "--course", tiny_course.root)
    said = f"tests that are new since grading: {name} of ada"
    assert code == 3 and said in " ".join(text.split())


def test_a_grade_that_lacks_a_new_test_is_never_up_to_date(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    """Formgrader grades by the release, and its grade may be newer than a test in the source."""
    tiny_course.release()
    name, home = tiny_course.name, ("--course", tiny_course.root)
    tiny_course.submitted("ada", **tiny_course.right)
    assert neurolib("grade", name, *home)[0] == 0
    path, nb = source_of(tiny_course)
    nb.cells.insert(5, copy.deepcopy(nb.cells[4]))
    nb.cells[5].id = nb.cells[5].metadata.nbgrader.grade_id = "square-again"
    nbformat.write(nb, path)
    for graded in (tiny_course.root / "autograded").rglob("*.ipynb"):
        graded.touch()
    code, text = neurolib("grade", name, *home)
    assert code == 0 and re.search(r"ada +7 / 7", text)
    assert neurolib("export", tmp_path / "grades.csv", *home)[0] == 0


def test_groups_late_days_and_marks_stay_when_tests_change(
    tiny_course: Any, neurolib: Run, tmp_path: Path
) -> None:
    tiny_course.release()
    name, home = tiny_course.name, ("--course", tiny_course.root)
    path, nb = source_of(tiny_course)
    text = {"grade_id": "0-2-why", "grade": True, "solution": True, "locked": False, "points": 4}
    meta = {"nbgrader": {**text, "task": False, "schema_version": 3}}
    nb.cells.append(nbformat.v4.new_markdown_cell("Why?", metadata=meta))
    nbformat.write(nb, path)
    release.release(Course.at(tiny_course.root), name)
    came = tiny_course.submitted("ada", **tiny_course.right, **{"0-2-why": "Because."})
    (came.parent / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    (tiny_course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\n")
    (tiny_course.root / "late.csv").write_text(f"student,assignment,days\nada,{name},2\n")
    (came.parent / ".collected").write_text(
        '{"name": "ada+ps0-tiny", "time": "2026-01-02 10:00:00 UTC"}'
    )
    settings = tiny_course.root / "nbgrader_config.py"
    rule = 'c.LateSubmissionPlugin.penalty_method = "zero"\nsecure(c)'
    settings.write_text(settings.read_text().replace("secure(c)", rule))
    assert neurolib("due", name, "2026-01-01 12:00 UTC", *home)[0] == 0
    assert neurolib("grade", name, *home)[0] == 0
    marks = tmp_path / "marks.csv"
    marks.write_text("student,part,points,comment\nada,0-2-why,3,Good\nben,0-2-why,2,Well\n")
    code, said = neurolib("mark", name, marks, *home)
    assert code == 0, said
    database = Course.at(tiny_course.root).database

    def found() -> dict[str, tuple[float, ...]]:
        with Gradebook(database, "neurolib") as book:
            return {
                each.student_id: (each.score, each.max_score, each.late_submission_penalty)
                for each in book.assignment_submissions(name)
            }

    assert found() == {"ada": (9, 10, 0), "ben": (8, 10, 8)}
    del nb.cells[4]  # the visible test of the square, 1 point
    nb.cells[-2].metadata.nbgrader.grade_id = "cube-check"
    nbformat.write(nb, path)
    for _ in range(2):
        assert neurolib("release", name, *home)[0] == 0
    assert neurolib("grade", name, *home)[0] == 0
    assert found() == {"ada": (8, 9, 0), "ben": (7, 9, 7)}
    assert "No text of" in neurolib("mark", name, *home)[1]


@pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing())
def test_tests_and_notebooks_are_added_and_removed_in_postgresql(
    tiny_course: Any, tmp_path: Path
) -> None:
    name = tiny_course.name
    with postgres.server() as server:
        course, address = Course.at(tiny_course.root), server.database("grades")
        release.generate(course, name, tmp_path, address)
        hand_in(address, name, "ada", "ben")
        path, nb = source_of(tiny_course)
        del nb.cells[4]
        nb.cells[-1].metadata.nbgrader.grade_id = "cube-check"
        nbformat.write(nb, path)
        more, second = source_of(tiny_course, "more")
        nbformat.write(second, more)
        for _ in range(2):
            release.generate(course, name, tmp_path, address)
        found = rows(address)
        for student in "ada", "ben":
            grades = {row[1:3] for row in found if row[0] == student and len(row) == 6}
            assert grades == {
                *((name, each) for each in ("square-hidden", "cube-check")),
                *(("more", f"more-{each}") for each in ("square-hidden", "cube-check")),
            }
        nb.cells[3].metadata.nbgrader.grade_id = "squared"
        second.cells.append(graded_cell("assert 1"))
        nbformat.write(nb, path)
        nbformat.write(second, more)
        with pytest.raises(ClassroomError, match="the answer square cannot be removed or renamed"):
            release.generate(course, name, tmp_path, address)
        assert rows(address) == found
