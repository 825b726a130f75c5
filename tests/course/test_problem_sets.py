"""The form of every problem set: what its notebook stores, what its cells promise, and what its
tests may do.
"""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from tests.course.notebooks import names

ROOT = Path(__file__).parents[2]
PATHS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
SAY_PASSES = {"ps0", "ps1", "ps2", "ps3"}  # sets whose visible tests say what a pass means
TITLE = re.compile(r"# (L?\d+\.\d+) · (visible|hidden) test \((\d+) (points?)\): \S.*")

pytestmark = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path, *, of=lambda about: True):
    """Return the cells of a notebook whose nbgrader metadata satisfies ``of``."""
    nb = nbformat.read(path, as_version=4)
    return [cell for cell in nb.cells if of(cell.metadata.get("nbgrader", {}))]


def graded(path):
    return cells(path, of=lambda about: about.get("grade"))


def autograded(path):
    """Return the cells that a program grades: what is graded by hand is Markdown."""
    return [cell for cell in graded(path) if cell.cell_type == "code"]


def problem(cell):
    return ".".join(cell.id.split("-")[:2])


def test_it_is_stored_without_outputs_and_without_noise(path):
    nb = nbformat.read(path, as_version=4)
    assert path.read_text(encoding="utf-8") == nbformat.writes(nb) + "\n"
    assert set(nb.metadata) == {
        "kernelspec",
        "language_info",
        "neurolib",
    } and nb.metadata.language_info == {"name": "python"}
    for cell in nb.cells:
        assert set(cell.metadata) <= {"nbgrader", "tags"}, cell.id
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None, cell.id


def test_names_are_stable_and_used_once(path):
    nb = nbformat.read(path, as_version=4)
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
    for cell in cells(path, of=bool):
        about = cell.metadata.nbgrader
        assert about.grade_id == cell.id and about.schema_version == 3
        assert set(about) == {
            "grade",
            "grade_id",
            "locked",
            "schema_version",
            "solution",
            "task",
        } | ({"points"} if about.grade else set())


def test_points_and_minutes_are_what_the_text_says(path):
    texts = [cell for cell in cells(path) if cell.cell_type == "markdown"]
    total = minutes = 0
    for task in texts:
        if not (said := re.search(r"\*(\d+) minutes · (\d+) points\*", task.source)):
            continue
        points = [
            cell.metadata.nbgrader.points for cell in graded(path) if problem(cell) == problem(task)
        ]
        assert sum(points) == int(said[2]) and min(points) > 0, task.id
        assert f"minutes:{said[1]}" in task.metadata.tags
        assert re.search(
            rf"\| {problem(task)} \|.*\| {said[1]} \| {said[2]} \|", texts[0].source
        ), task.id
        assert 0.8 <= int(said[2]) / int(said[1]) <= 1.2, f"{task.id}: a point is about a minute"
        total, minutes = total + int(said[2]), minutes + int(said[1])
    assert f"{total} points, about {minutes} minutes" in texts[0].source
    assert total == sum(cell.metadata.nbgrader.points for cell in graded(path))


def test_each_problem_serves_an_objective_of_its_chapter(path):
    # lab2-…: the set of a lab begins as the lab
    (chapter,) = (ROOT / "course").glob(f"*/{path.stem.split('-')[0].removeprefix('ps')}-*.ipynb")
    taught = {
        tag
        for cell in json.loads(chapter.read_text(encoding="utf-8"))["cells"]
        for tag in cell["metadata"].get("tags", [])
    }
    for number in {problem(cell) for cell in graded(path)}:
        (task,) = (cell for cell in cells(path) if cell.id == number.replace(".", "-") + "-task")
        objectives = {tag for tag in task.metadata.tags if tag.startswith("objective:")}
        assert objectives and objectives <= taught, task.id


def test_each_test_says_what_it_is(path):
    for cell in autograded(path):
        title, _, body = cell.source.partition("\n")
        match = TITLE.fullmatch(title)
        assert match, title
        assert (match[1], int(match[3])) == (problem(cell), cell.metadata.nbgrader.points)
        assert (match[4] == "point") == (match[3] == "1"), title
        seen = HIDDEN.sub("", body).strip()
        assert bool(seen) == (match[2] == "visible"), (
            f"{cell.id}: a hidden test leaves its title alone in the release"
        )
        hidden = HIDDEN.search(body)
        assert hidden and set(re.findall(r'hidden_rng\("([^"]*)"\)', hidden[1])) == {cell.id}, (
            f"{cell.id}: draws hidden inputs of its own"
        )
        assert "hidden_rng" not in seen


def test_tests_stand_alone_and_ask_for_values_only(path):
    given = set().union(
        *(
            names(cell)[1]
            for cell in cells(path, of=lambda about: about.get("solution"))
            if cell.cell_type == "code"
        )
    )
    for cell in autograded(path):
        foreign, _ = names(cell)
        assert foreign <= given, (
            f"{cell.id} uses {foreign - given}, which a student may have changed"
        )
        tree = ast.parse(cell.source)
        assert not any(isinstance(node, ast.Lambda) for node in ast.walk(tree)), cell.id
        imported = {
            getattr(node, "module", "") or node.names[0].name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }
        # a chip that lies where the tests run
        given_too = {"neurolib.applications.chip", "neurolib.applications.own_chip"}
        known = {f"neurolib.classroom.{name}" for name in ("checking", "hidden", "measuring")}
        assert imported <= {"numpy", *given_too, *known}, cell.id
        # nbgrader reads a cell's last value as partial points
        if isinstance(tree.body[-1], ast.Expr):
            assert ast.unparse(tree.body[-1].value.func) in ("expect", "unchanged", "print"), (
                cell.id
            )


def test_a_visible_test_says_what_it_looked_at_and_how_many_hidden_tests_look_at_what(path):
    if path.stem.split("-")[0] not in SAY_PASSES:
        return
    hidden = Counter(
        problem(cell) for cell in autograded(path) if TITLE.match(cell.source)[2] == "hidden"
    )
    for cell in autograded(path):
        last = ast.unparse(ast.parse(cell.source).body[-1])  # on however many lines it stands
        said = re.fullmatch(
            r"print\(['\"]Passes: \S.*\. (\d+) hidden tests? looks? at \S.*\.['\"]\)", last
        )
        assert bool(said) == (TITLE.match(cell.source)[2] == "visible"), cell.id
        assert not said or int(said[1]) == hidden[problem(cell)], cell.id


def test_it_hides_what_it_says_it_hides(path):
    nb = nbformat.read(path, as_version=4)
    (given,) = (cell for cell in nb.cells if cell.id == "setup")
    assert given.metadata.nbgrader.locked
    calls = [
        node
        for node in ast.walk(ast.parse(given.source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hide"
    ]
    assert [arg.value for arg in calls[0].args] == nb.metadata.neurolib.hides
    assert all(
        (ROOT / name.replace(".", "/")).with_suffix(".py").exists()
        or (ROOT / name.replace(".", "/")).is_dir()
        for name in nb.metadata.neurolib.hides
    )
