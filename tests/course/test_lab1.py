"""The reference solutions of lab1-chip beside the library, chips that differ from student to
student, and the real round with two students.
"""

import copy
import itertools
import json
import shutil
import types
from pathlib import Path

import nbformat
import numpy as np
import pytest

from neurolib.applications.chip import bring_up
from neurolib.applications.chip.chip import LINES, METER, Bench, VirtualChip, digit_task
from neurolib.applications.chip.measuring import measurement
from neurolib.applications.chip.own_chip import drawn, own_bench
from neurolib.classroom import release
from neurolib.classroom.course import Course
from neurolib.classroom.grading import grade as grading
from neurolib.classroom.hidden import STUDENT, VARIABLE, student, student_rng
from neurolib.classroom.measuring import measure
from tests.course.test_answers import answers, notebook, problems, reference

ROOT = Path(__file__).parents[2]
MINE = {
    "L1-1-mine": "my_meters",
    "L1-2-mine": "my_neurons",
    "L1-2-errors": "my_neurons",
    "L1-3-mine": "my_cells",
    "L1-4-mine": "my_program",
}
MANY = [3, pytest.param(40, marks=pytest.mark.whole)]  # 40 students take minutes


@pytest.fixture(scope="module")
def solved():
    """The functions of the reference solutions, with the names that the set gives."""
    return reference("lab1", "setup")


def test_the_reference_solutions_agree_with_the_library(solved):
    rng = np.random.default_rng(1)
    known = np.sort(rng.uniform(0, 20e-6, 40))
    steps = np.clip(
        5e7 * known[:, None] * rng.uniform(0.8, 1.2, 8) + rng.uniform(-15, 15, 8), 50, 1023
    )
    assert np.allclose(
        solved["calibrate"](known, steps),
        tuple(bring_up.meter_lines(known, steps)),
        rtol=1e-9,
        atol=1e-9,
    )
    low, high = (G * np.exp(0.5 * rng.standard_normal((9, 9))) for G in (1e-6, 20e-6))
    low[0], high[1] = 25e-6, 1e-6
    assert (solved["defects"](low, high) == bring_up.defects(low, high)).all()
    t = np.array([20.0, 100.0, 700.0])
    I = rng.uniform(5e-6, 15e-6, (3, 5))
    assert solved["exponent"](t, I) == pytest.approx(bring_up.drift_exponent(t, I), rel=1e-9)
    neuron = VirtualChip(rng).neurons[0]
    J = np.linspace(60e-12, 1.5e-9, 60)
    counts = np.floor(50 * neuron.rate(J))
    assert solved["identify"](J, counts, 50.0) == pytest.approx(
        tuple(bring_up.identify_neuron(J, counts, 50.0)), rel=0.01
    )
    task = digit_task(rng, 100)
    high, stuck, usage = (
        20e-6 * np.exp(0.5 * rng.standard_normal((LINES, LINES))),
        rng.choice([-1, 0, 0, 0, 1], (LINES, LINES)),
        (task.pixels**2).mean(0),
    )
    columns, G, _ = solved["program"](task.W, high, stuck, usage)
    ours = bring_up.program_digits(task.W, high, stuck, usage)
    assert (columns == ours.columns).all() and np.allclose(G, ours.G, rtol=1e-9)


def test_each_student_has_a_chip_at_home_and_the_tests_measure_others(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(STUDENT, "ada")
    assert student() == "ada"
    adas, bens = drawn("ada"), drawn("ben")
    assert (adas.gain == drawn("ada", session=3).gain).all() and (adas.gain != bens.gain).all()
    monkeypatch.setenv(VARIABLE, "the secret of a course")
    tested = [VirtualChip(student_rng(label)) for label in MINE]
    assert all(
        (chip.gain != other.gain).all()
        for chip, other in itertools.combinations([adas, bens, *tested], 2)
    )
    monkeypatch.setenv(VARIABLE, "the secret of another course")
    assert (VirtualChip(student_rng("L1-1-mine")).gain != tested[0].gain).all()
    monkeypatch.delenv(STUDENT)
    assert student(), "elsewhere it is the login"


def judged(answer, name, function, monkeypatch):
    """Return what the hidden test of a measurement says to a function that returns ``answer``,
    whatever lies on the bench.
    """
    (source,) = (cell.source for cell in notebook("lab1").cells if cell.id == name)
    monkeypatch.setenv(VARIABLE, "the secret of a course")

    def unmoved(*given):
        return copy.deepcopy(answer)

    unmoved.__name__ = function
    try:
        exec(source, {function: measurement(unmoved)})
    except AssertionError as error:
        return str(error)
    return ""


def test_no_attribute_that_a_function_reaches_holds_a_parameter_of_the_chip(monkeypatch, tmp_path):
    """Neither on the bench of a test nor on that of one's own chip; the parameters of the spare
    chip are open.
    """
    monkeypatch.chdir(tmp_path)
    space = reference("lab1", "setup")
    monkeypatch.setenv(STUDENT, "ada")
    found = []

    @measurement
    def looks(bench):
        found.append(holders(bench))
        return 0

    assert measure(looks, Bench(VirtualChip(np.random.default_rng(3)))) == 0
    own = space["my_bench"]()
    own.read(np.zeros((1, 65)))
    found.append(holders(own))
    for names in found:
        assert (
            "_driver" in names
            and not {"gain", "offset", "stuck", "neurons", "nu", "T", "device"} & names
        )
    assert "gain" in holders(space["spare_bench"]())


def holders(thing, seen=None):
    """Return the names of all attributes of a thing, of theirs, and so on, closures of functions
    included.
    """
    seen, names, todo = set(), set(), [thing]
    while todo:
        each = todo.pop()
        if id(each) in seen or isinstance(each, (type, types.ModuleType)):
            continue
        seen.add(id(each))
        inside = dict(getattr(each, "__dict__", {}))
        names |= set(inside)
        todo += [
            value
            for value in inside.values()
            if not isinstance(value, (int, float, str, np.ndarray))
        ]
        todo += [cell.cell_contents for cell in getattr(each, "__closure__", None) or ()]
    return names


@pytest.mark.parametrize("many", MANY)
def test_what_was_measured_on_another_chip_passes_nowhere(many, solved, monkeypatch, tmp_path):
    """Honest solvers pass, and the values of each student's own chip, exactly as they are, fail in
    every test of a measurement.
    """
    monkeypatch.chdir(tmp_path)
    task, passed, failed = (
        digit_task(np.random.default_rng(1), 500),
        dict.fromkeys(MINE, 0),
        dict.fromkeys(MINE, 0),
    )
    monkeypatch.setenv(VARIABLE, "the secret of a course")
    for k in range(many):
        monkeypatch.setenv(STUDENT, f"student{k}")
        own = drawn(f"student{k}")
        true = np.array([[n.rheobase, n.tau, n.t_ref] for n in own.neurons[:4]])
        high = drawn(f"student{k}")
        high.write(np.full((LINES, LINES), 20e-6))
        answers = {
            "L1-1-mine": (own.gain / METER.Delta_I, own.offset / METER.Delta_I),
            "L1-2-mine": (true, 0.003 * true),
            "L1-2-errors": (true, 0.003 * true),
            "L1-3-mine": (own.stuck, own.nu),
            "L1-4-mine": solved["program"](
                task.W, high.conductances(), own.stuck, (task.pixels**2).mean(0)
            ),
        }
        for test, function in MINE.items():
            (source,) = (cell.source for cell in notebook("lab1").cells if cell.id == test)
            exec(source, {function: solved[function]})
            passed[test] += 1
            failed[test] += bool(judged(answers[test], test, function, monkeypatch))
    print(f"of {many} students passed {passed}; of their own chips' values failed {failed}")
    assert set(passed.values()) == set(failed.values()) == {many}


@pytest.mark.exhaustive
def test_two_students_are_graded_by_their_own_chips_in_the_real_round(
    tmp_path, monkeypatch, solved
):
    """Ada hands in the reference solution, Ben the true values of Ada's own chip, a look into the
    driver, and the claim that he is Ada: functions that measure earn points, and what belongs to
    one chip earns none. Cy hands in what was handed out, and earns nothing.
    """
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / "lab1-chip", tmp_path / "solutions" / "lab1-chip")
    course = Course.at(tmp_path)
    shutil.copytree(
        release.release(course, "lab1-chip"), tmp_path / "submitted" / "cy" / "lab1-chip"
    )
    ada = drawn("ada")
    true = [[n.rheobase, n.tau, n.t_ref] for n in ada.neurons[:4]]
    for name in "ada", "ben":
        folder = tmp_path / "submitted" / name / "lab1-chip"
        shutil.copytree(ROOT / "solutions" / "lab1-chip", folder)
        nb = nbformat.read(folder / "lab1-chip.ipynb", as_version=4)
        cells = {cell.id: cell for cell in nb.cells}
        if name == "ben":
            meters = ada.gain / METER.Delta_I, ada.offset / METER.Delta_I
            cells[
                "L1-1-answer"
            ].source += (
                f"\n\n@measurement\ndef my_meters(bench):\n    return {np.array(meters).tolist()}\n"
            )
            cells["L1-2-answer"].source += (
                f"\n\n@measurement\ndef my_neurons(bench):\n    return {true}, "
                f"{(0.003 * np.array(true)).tolist()}\n"
            )
            # he says in his notebook that he is Ada, and looks for the chip in the driver
            cells["L1-3-answer"].source = (
                "import os\nos.environ['NEUROLIB_STUDENT'] = 'ada'\n" + cells["L1-3-answer"].source
            )
            cells["L1-4-answer"].source += "\n\n@measurement\ndef my_program(bench, W, usage):\n"
            cells[
                "L1-4-answer"
            ].source += (
                "    return program(W, bench._driver.conductances(), bench._driver.stuck, usage)\n"
            )
        nbformat.write(nb, folder / "lab1-chip.ipynb")
    monkeypatch.setenv(STUDENT, "the teacher")
    ada, ben, cy = grading.grade(course, "lab1-chip")
    points = {
        report.student: {
            outcome.grade_id: outcome for cells in report.notebooks.values() for outcome in cells
        }
        for report in (ada, ben)
    }
    assert not (ada.error or ben.error or cy.error) and cy.score == 0
    total = sum(problems(notebook("lab1")).values())
    assert ada.score == total, json.dumps({k: v.message for k, v in points["ada"].items()})
    assert "not the meters of the chip on the bench" in points["ben"]["L1-1-mine"].message
    assert "not the neurons of the chip on the bench" in points["ben"]["L1-2-mine"].message
    assert "Fewer than a third" in points["ben"]["L1-2-errors"].message
    assert "my_program stops with" in points["ben"]["L1-4-mine"].message
    failed = "L1-1-mine", "L1-2-mine", "L1-2-errors", "L1-4-mine"
    lost = sum(points["ada"][test].points for test in failed)
    assert 0 < ben.score == total - lost, (
        "his map of the cells is measured, whoever he says that he is"
    )


def test_the_chip_of_the_set_is_calibrated_by_its_own_gain(solved, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    slope, offset = solved["my_meters"](own_bench("cy"))
    chip = drawn("cy")
    assert (
        np.abs(slope * METER.Delta_I / chip.gain - 1).max() < 0.005
        and np.abs(offset - chip.offset / METER.Delta_I).max() < 1.5
    )


def test_stated_intervals_of_right_students_cover_the_truth_on_fresh_chips(solved):
    """Sixteen chips that chose nothing: 192 intervals of 95 %, of each right way to find the
    errors, by what the set grades.
    """
    right = {"reference": solved["my_neurons"]}
    for answer in answers("lab1"):
        if answer.problem == "L1.2" and answer.score == problems(notebook("lab1"))["L1.2"]:
            space = dict(solved)
            exec(answer.source, space)
            right[answer.name] = space["my_neurons"]
    assert len(right) >= 4
    for name, function in right.items():
        ratios, widest = [], 0.0
        for seed in range(16):
            chip = VirtualChip(np.random.default_rng([9090, seed]))
            values, errors = map(np.asarray, function(Bench(chip)))
            true = np.array([[n.rheobase, n.tau, n.t_ref] for n in chip.neurons[:4]])
            ratios.append(np.abs(values - true) / np.maximum(errors, 1e-30))
            widest = max(
                widest,
                (
                    errors
                    / np.column_stack([0.02 * true[:, 0], 0.04 * true[:, 1], np.full(4, 0.3e-3)])
                ).max(),
            )
        covered = int((np.array(ratios) <= 1).sum())
        print(
            f"{name}: {covered} of {np.size(ratios)} intervals cover; median distance "
            f"{np.median(ratios):.2f} errors; widest {widest:.2f} of the limit"
        )
        assert covered >= 0.87 * np.size(ratios) and np.median(ratios) > 2 / 15 and widest < 0.7


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("value", "as wide as this is useless"), ("limit", "The errors are too large")],
)
def test_an_interval_that_is_absurdly_wide_does_not_pass(error, sentence, solved, monkeypatch):
    monkeypatch.setenv(VARIABLE, "the secret of a course")
    (source,) = (cell.source for cell in notebook("lab1").cells if cell.id == "L1-2-errors")

    @measurement
    def my_neurons(bench):
        values, _ = solved["my_neurons"](bench)
        limits = np.column_stack([0.019 * values[:, 0], 0.039 * values[:, 1], np.full(4, 0.29e-3)])
        return values, values if error == "value" else limits

    with pytest.raises(AssertionError, match=sentence):
        exec(source, {"my_neurons": my_neurons})
