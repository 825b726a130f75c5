"""The reference solutions of ps9-chip beside the library, chips that differ from student to student, and the real round with two students."""

import copy
import json
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.applications import bring_up
from neurolib.applications.chip import LINES, METER, VirtualChip, digit_task
from neurolib.classroom import grade as grading
from neurolib.classroom import release
from neurolib.classroom.course import Course
from neurolib.classroom.hidden import STUDENT, VARIABLE, student, student_rng
from tests.course.test_answers import notebook, problems, reference

ROOT = Path(__file__).parents[2]
MINE = {"9-1-mine": "my_meters", "9-2-mine": "my_neurons", "9-3-mine": "my_cells", "9-4-mine": "my_program"}
MANY = [6, pytest.param(40, marks=pytest.mark.whole)]  # 40 × 39 swapped answers take minutes


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions, with the names that the set gives."""
    return reference("ps9", "setup")


def test_the_reference_solutions_agree_with_the_library(solved):
    rng = np.random.default_rng(1)
    known = np.sort(rng.uniform(0, 20e-6, 40))
    steps = np.clip(5e7 * known[:, None] * rng.uniform(0.8, 1.2, 8) + rng.uniform(-15, 15, 8), 50, 1023)
    assert np.allclose(solved["calibrate"](known, steps), tuple(bring_up.meter_lines(known, steps)), rtol=1e-9, atol=1e-9)
    low, high = (G * np.exp(0.5 * rng.standard_normal((9, 9))) for G in (1e-6, 20e-6))
    low[0], high[1] = 25e-6, 1e-6
    assert (solved["defects"](low, high) == bring_up.defects(low, high)).all()
    t = np.array([20.0, 100.0, 700.0])
    I = rng.uniform(5e-6, 15e-6, (3, 5))
    assert solved["exponent"](t, I) == pytest.approx(bring_up.drift_exponent(t, I), rel=1e-9)
    neuron = VirtualChip(rng).neurons[0]
    J = np.linspace(60e-12, 1.5e-9, 60)
    counts = np.floor(50 * neuron.rate(J))
    assert solved["identify"](J, counts, 50.0) == pytest.approx(tuple(bring_up.identify_neuron(J, counts, 50.0)), rel=0.01)
    task = digit_task(rng, 100)
    high, stuck, usage = 20e-6 * np.exp(0.5 * rng.standard_normal((LINES, LINES))), rng.choice([-1, 0, 0, 0, 1], (LINES, LINES)), (task.pixels**2).mean(0)
    columns, G, _ = solved["program"](task.W, high, stuck, usage)
    ours = bring_up.program_digits(task.W, high, stuck, usage)
    assert (columns == ours.columns).all() and np.allclose(G, ours.G, rtol=1e-9)


def test_each_student_has_a_chip_and_the_tests_find_the_same_one(monkeypatch):
    monkeypatch.setenv(STUDENT, "ada")
    assert student() == "ada"
    at_home = VirtualChip(student_rng("ps9-chip", public=True))
    monkeypatch.setenv(VARIABLE, "the secret of a course")
    when_graded, hidden = VirtualChip(student_rng("ps9-chip", public=True)), VirtualChip(student_rng("ps9-chip"))
    monkeypatch.setenv(STUDENT, "ben")
    bens = VirtualChip(student_rng("ps9-chip", public=True))
    assert (at_home.gain == when_graded.gain).all() and (at_home.stuck == when_graded.stuck).all()
    assert (at_home.gain != hidden.gain).all() and (at_home.gain != bens.gain).all()
    monkeypatch.delenv(STUDENT)
    assert student(), "elsewhere it is the login"


def judged(answer, name, function, monkeypatch):
    """Return what the hidden test of a student's own chip says to a function that returns ``answer``."""
    (source,) = (cell.source for cell in notebook("ps9").cells if cell.id == name)
    monkeypatch.setenv(VARIABLE, "the secret of a course")
    try:
        exec(source, {function: lambda *given: copy.deepcopy(answer)})
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("many", MANY)
def test_honest_solvers_pass_and_every_swapped_answer_fails(many, solved, monkeypatch):
    task = digit_task(np.random.default_rng(1), 500)
    given = {"9-4-mine": (task.W, (task.pixels**2).mean(0))}
    names, answers = [f"student{k}" for k in range(many)], {}
    for name in names:
        monkeypatch.setenv(STUDENT, name)
        answers[name] = {test: solved[function](*given.get(test, ())) for test, function in MINE.items()}
    passed = dict.fromkeys(MINE, 0)
    for owner in names:
        monkeypatch.setenv(STUDENT, owner)
        for test, function in MINE.items():
            assert not judged(answers[owner][test], test, function, monkeypatch), (owner, test)
            for other in names:
                if other != owner:
                    passed[test] += not judged(answers[other][test], test, function, monkeypatch)
    print(f"{many} honest solvers passed; of {many * (many - 1)} swapped answers passed {passed}")
    assert not any(passed.values())


@pytest.mark.exhaustive
def test_two_students_are_graded_by_their_own_chips_in_the_real_round(tmp_path, monkeypatch, solved):
    """Ada hands in the reference solution, Ben some values that Ada measured, and the claim that he is Ada: her functions
    earn points, and what belongs to her chip earns none. Cy hands in what was handed out, and earns nothing."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / "ps9-chip", tmp_path / "solutions" / "ps9-chip")
    course = Course.at(tmp_path)
    shutil.copytree(release.release(course, "ps9-chip"), tmp_path / "submitted" / "cy" / "ps9-chip")
    monkeypatch.setenv(STUDENT, "ada")
    meters, neurons = solved["my_meters"](), solved["my_neurons"]()
    for name in "ada", "ben":
        folder = tmp_path / "submitted" / name / "ps9-chip"
        shutil.copytree(ROOT / "solutions" / "ps9-chip", folder)
        nb = nbformat.read(folder / "ps9-chip.ipynb", as_version=4)
        cells = {cell.id: cell for cell in nb.cells}
        if name == "ben":
            cells["9-1-answer"].source += f"\n\ndef my_meters():\n    return {np.array(meters).tolist()}\n"
            cells["9-2-answer"].source += f"\n\ndef my_neurons():\n    return {neurons.tolist()}\n"
            # and he says in his notebook that he is Ada
            cells["9-3-answer"].source = "import os\nos.environ['NEUROLIB_STUDENT'] = 'ada'\n" + cells["9-3-answer"].source
        nbformat.write(nb, folder / "ps9-chip.ipynb")
    monkeypatch.setenv(STUDENT, "the teacher")
    ada, ben, cy = grading.grade(course, "ps9-chip")
    points = {report.student: {outcome.grade_id: outcome for cells in report.notebooks.values() for outcome in cells} for report in (ada, ben)}
    assert not (ada.error or ben.error or cy.error) and cy.score == 0
    assert ada.score == sum(problems(notebook("ps9")).values()) == 94, json.dumps({k: v.message for k, v in points["ada"].items()})
    assert ben.score == 94 - 9 - 11 - 10 - 10 and "not the meters of your chip" in points["ben"]["9-1-mine"].message
    assert "not the neurons of your chip" in points["ben"]["9-2-mine"].message
    assert "not the map of your chip" in points["ben"]["9-3-mine"].message and "somebody else" in points["ben"]["9-4-mine"].message


def test_the_chip_of_the_set_is_calibrated_by_its_own_gain(solved, monkeypatch):
    monkeypatch.setenv(STUDENT, "cy")
    slope, offset = solved["my_meters"]()
    chip = VirtualChip(student_rng("ps9-chip", public=True))
    assert np.abs(slope * METER.Delta_I / chip.gain - 1).max() < 0.005 and np.abs(offset - chip.offset / METER.Delta_I).max() < 1.5
