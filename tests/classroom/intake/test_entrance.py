"""In nbgrader and in Formgrader submissions are taken in the same way; what cannot be read fails
alone, and what is due alone is read.
"""

import copy
import hashlib
import json
import os
import shutil

import nbformat
import pytest
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseAssignment

from neurolib.classroom.course import ClassroomError, Course, quietly
from neurolib.classroom.grading.formgrader import run
from neurolib.classroom.intake.intake import MISNAMED, Entrance, Intake, take
from neurolib.classroom.release import generate

from .test_intake import GOOD, ONE, TWO, answered, seen, write


def secured(root):
    """Return the course at ``root``; nothing in it runs a notebook."""
    made = Course.at(root)
    made.config.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.SaveAutoGrades"]
    made.config.Isolated.references = {}
    return made


@pytest.fixture(scope="module")
def pattern(gradebooks_in_no_time, tmp_path_factory):
    """A course with two notebooks in an assignment; to make its gradebook takes seconds."""
    root = tmp_path_factory.mktemp("pattern") / "course"
    (root / "solutions" / "ps").mkdir(parents=True)
    for name, nb in {"one": ONE, "two": TWO}.items():
        nbformat.write(nb, root / "solutions" / "ps" / f"{name}.ipynb")
    generate(secured(root), "ps", root / "exercises")
    return root


@pytest.fixture
def course(pattern, tmp_path):
    return secured(shutil.copytree(pattern, tmp_path / "course"))


def hand_in(course, student, **names):
    folder = course.root / "submitted" / student / "ps"
    folder.mkdir(parents=True)
    write(folder, **names)


def everybody(course):
    for name, text in {"good": GOOD, "broken": "{", "empty": ""}.items():
        hand_in(
            course,
            name,
            **{"one.ipynb": text, "two.ipynb": nbformat.writes(answered(TWO))} if text else {},
        )
    hand_in(
        course,
        "renamed",
        **{"one.ipynb.txt": GOOD, "two (1).ipynb": nbformat.writes(answered(TWO))},
    )
    hand_in(course, "half", **{"one.ipynb": GOOD})
    hand_in(course, "nothing", **{"one.ipynb": "x"})


def graded(course, student):
    """Return points by cell and the notes."""
    with Gradebook(course.database, course.id) as gradebook:
        submission = gradebook.find_submission("ps", student)
        points = {
            grade.name: grade.auto_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    books = [
        nbformat.read(path, as_version=4)
        for path in sorted((course.root / "autograded" / student / "ps").glob("*.ipynb"))
    ]
    return points, [note for nb in books for note in nb.metadata.neurolib.repairs]


def check_everybody(course):
    full = {"one-test": 2, "two-test": 2}
    assert graded(course, "good") == (full, [])
    points, notes = graded(course, "renamed")
    assert points == full and sorted(notes) == [
        "one.ipynb.txt was taken for one.ipynb",
        "two (1).ipynb was taken for two.ipynb",
    ]
    assert graded(course, "half") == (
        full | {"two-test": 0},
        ["There is no two.ipynb; its problems count as not answered"],
    )
    points, notes = graded(course, "broken")
    assert (
        points == full | {"one-test": 0}
        and notes[0].startswith("one.ipynb is not a notebook")
        and "There is no one.ipynb" in notes[1]
    )
    for name in "empty", "nothing":
        assert not (course.root / "autograded" / name).exists() or not list(
            (course.root / "autograded" / name).rglob("*.ipynb")
        )


@pytest.mark.parametrize("step", [Intake, pytest.param(Autograde, marks=pytest.mark.exhaustive)])
def test_what_cannot_be_read_fails_alone(course, step):
    everybody(course)
    before = seen(course.root / "submitted")
    with pytest.raises(ClassroomError):
        quietly(step, course.config, "ps")
    check_everybody(course)
    assert seen(course.root / "submitted") == before


def test_formgraders_button_goes_the_same_way(course):
    # nbgrader would find none
    hand_in(
        course, "anna", **{"one.ipynb.txt": GOOD, "two.ipynb.txt": nbformat.writes(answered(TWO))}
    )
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    done = api.autograde("ps", "anna")
    assert done["success"], done
    points, notes = graded(course, "anna")
    assert (
        points == {"one-test": 2, "two-test": 2}
        and "one.ipynb.txt was taken for one.ipynb" in notes
    )
    assert api.coursedir.submitted_directory == "submitted"


@pytest.mark.parametrize(("exporter", "kind"), [(Entrance, Intake), (NotebookExporter, Autograde)])
def test_a_converter_takes_submissions_in_where_it_is_to_use_the_entrance_alone(
    tmp_path, exporter, kind
):
    course = Course.at(tmp_path)
    course.config.Autograde.exporter_class = exporter
    with Gradebook(course.database, course.id) as gradebook:
        gradebook.add_assignment("ps")  # as a release does
        gradebook.add_notebook("one", "ps")
    hand_in(course, "anna", **{"one.ipynb": GOOD})
    converter = Autograde(
        coursedir=CourseDirectory(config=course.config, assignment_id="ps"), config=course.config
    )
    converter.init_notebooks()
    assert type(converter) is kind
    if kind is Autograde:
        assert [path for paths in converter.assignments.values() for path in paths] == [
            str(tmp_path / "submitted" / "anna" / "ps" / "one.ipynb")
        ]


def test_what_is_graded_is_taken_in_again_by_force_or_after_a_run_that_was_killed_alone(
    course, monkeypatch
):
    hand_in(course, "anna", **{"one.ipynb": GOOD, "two.ipynb": nbformat.writes(answered(TWO))})
    calls = []
    monkeypatch.setattr(
        "neurolib.classroom.intake.intake.take", lambda *words: calls.append(words) or take(*words)
    )
    mark = course.root / "autograded" / f".unfinished-{hashlib.sha256(b'ps/anna').hexdigest()[:16]}"
    for force, times in (False, 1), (False, 1), (True, 2):
        quietly(Intake, course.config, "ps", force=force)
        assert len(calls) == times and not mark.exists()
    mark.touch()
    quietly(Intake, course.config, "ps")
    assert len(calls) == 3 and not mark.exists()
    assert not list(course.root.glob(".neurolib-intake-*")), (
        "copies lie elsewhere, and nothing is left of them"
    )


def test_one_notebook_that_is_graded_alone_harms_no_other(course):
    hand_in(course, "anna", **{"one.ipynb": GOOD, "two.ipynb": nbformat.writes(answered(TWO))})
    quietly(Intake, course.config, "ps")
    course.config.CourseDirectory.notebook_id = "one"
    quietly(Intake, course.config, "ps", force=True)
    assert graded(course, "anna")[0] == {"one-test": 2, "two-test": 2}
    course.config.CourseDirectory.notebook_id = "three"
    with pytest.raises(ClassroomError, match="It holds no notebook three."):
        quietly(Intake, course.config, "ps", force=True)


@pytest.mark.parametrize(
    "student",
    [
        "[a]*?",
        *(
            pytest.param(name, marks=pytest.mark.exhaustive)
            for name in ("a b", "äöü Åß", "x..%2f..%2fup")
        ),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_odd_students_are_graded(course, student):
    hand_in(course, student, **{"one.ipynb": GOOD, "two.ipynb": nbformat.writes(answered(TWO))})
    quietly(Intake, course.config, "ps")
    assert graded(course, student)[0] == {"one-test": 2, "two-test": 2}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_student_of_a_name_that_nobody_can_have_is_named_and_stops_nobody(course):
    for student in "anna", "<b>", "two\nlines":
        hand_in(course, student, **{"one.ipynb": GOOD, "two.ipynb": nbformat.writes(answered(TWO))})
    with pytest.raises(ClassroomError) as stopped:
        quietly(Intake, course.config, "ps")
    named, sentence = str(stopped.value).split(": ", 1)
    assert sorted(named.split(", ")) == ["<b>", "two?lines"] and sentence == MISNAMED
    assert graded(course, "anna")[0] == {"one-test": 2, "two-test": 2}
    assert not [
        path.name
        for path in (course.root / "autograded").iterdir()
        if path.name not in ("anna", ".ps.lock")
    ]


def test_a_temporary_folder_of_an_odd_name_is_not_used(course, tmp_path, monkeypatch):
    odd = tmp_path / "a+(b)"
    odd.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(odd))
    hand_in(course, "anna", **{"one.ipynb": GOOD, "two.ipynb": json.dumps(answered(TWO))})
    quietly(Intake, course.config, "ps")
    assert graded(course, "anna")[0] == {"one-test": 2, "two-test": 2} and not list(
        course.root.glob(".neurolib-intake-*")
    )


def later(course):
    """Let the teacher add a test to the source."""
    more = copy.deepcopy(ONE)
    more.cells += [copy.deepcopy(more.cells[2])]
    more.cells[3].metadata.nbgrader.grade_id = more.cells[3].id = "later-test"
    nbformat.write(more, course.root / "solutions" / "ps" / "one.ipynb")
    hand_in(course, "anna", **{"one.ipynb": GOOD, "two.ipynb": nbformat.writes(answered(TWO))})


def test_a_test_that_the_gradebook_does_not_know_yet_changes_nothing(course):
    later(course)
    quietly(Intake, course.config, "ps")
    assert graded(course, "anna") == ({"one-test": 2, "two-test": 2}, [])


def test_a_test_that_came_after_the_release_is_added_to_what_was_submitted(course):
    later(course)
    generate(course, "ps", course.root / "elsewhere")
    quietly(Intake, course.config, "ps")
    assert graded(course, "anna") == (
        {"one-test": 2, "two-test": 2, "later-test": 2},
        ["Cells that this copy lacks were put in: later-test"],
    )


# --- what a button says ---------------------------------------------------------------------------


def pressed(kind, tmp_path, monkeypatch, does):
    """Press a button of Formgrader that stands for a step of this kind, which does this; return
    what it says.
    """
    course = Course.at(tmp_path)
    directory = CourseDirectory(config=course.config, assignment_id="ps", student_id="anna")
    monkeypatch.setattr(kind, "start", does)
    return run(kind(coursedir=directory, config=course.config))


@pytest.mark.parametrize(
    ("by_person", "said"),
    [
        (0, "2 of 4 points.\nCells that this copy lacks were put in: x"),
        (
            1,
            "2 of 7 points, 1 still to be graded by a person.\nCells that this copy lacks were put in: x",
        ),
    ],
)
def test_the_button_that_grades_says_the_points_and_what_was_unusual(
    tmp_path, monkeypatch, by_person, said
):
    marks = {"grade": True, "locked": True, "task": False, "schema_version": 3}
    tests = [
        ("right", False, 2, []),
        ("wrong", False, 2, [new_output("error", ename="AssertionError", evalue="", traceback=[])]),
    ]
    cells = [
        new_code_cell(
            "x",
            outputs=outputs,
            metadata={"nbgrader": marks | {"grade_id": name, "solution": answer, "points": points}},
        )
        for name, answer, points, outputs in [*tests, *[("essay", True, 3, [])] * by_person]
    ]
    (tmp_path / "autograded" / "anna" / "ps").mkdir(parents=True)
    nb = new_notebook(
        cells=cells,
        metadata={"neurolib": {"repairs": ["Cells that this copy lacks were put in: x"]}},
    )
    nbformat.write(nb, tmp_path / "autograded" / "anna" / "ps" / "one.ipynb")
    done = pressed(Intake, tmp_path, monkeypatch, lambda step: step.log.warning("as it should be"))
    assert done == {"success": True, "log": said}


def fails(error):
    def start(step):
        step.log.info("it begins")
        step.log.error("It goes wrong.")
        raise error

    return start


def test_a_button_whose_work_fails_says_why_and_shows_a_traceback_of_what_nobody_foresaw(
    tmp_path, monkeypatch
):
    assert pressed(Intake, tmp_path, monkeypatch, fails(NbGraderException("see\nthere"))) == {
        "success": False,
        "log": "see there",
    }
    for error in KeyError("x"), SystemExit(3):
        done = pressed(Intake, tmp_path, monkeypatch, fails(error))
        assert (done["success"], done["log"]) == (False, "It goes wrong.\n") and type(
            error
        ).__name__ in done["error"]


def test_other_buttons_say_what_they_warn_of_and_that_for_feedback_nothing(tmp_path, monkeypatch):
    for kind, said in (ExchangeReleaseAssignment, "a warning\n"), (GenerateFeedback, ""):
        assert pressed(kind, tmp_path, monkeypatch, lambda step: step.log.warning("a warning")) == {
            "success": True,
            "log": said,
        }
