"""Forging points with the file: metadata, locked cells, stored outputs, and other files laid into the submission's folder."""

from __future__ import annotations

import textwrap

from nbformat.v4 import new_output
from nbgrader.utils import compute_checksum

from .assignment import NOTHING, POINTS, WRONG, points
from .handin import HandIn, case

TESTS = [name for name in POINTS if name != "explain"]


def _wrong(hand: HandIn, payload: str = "") -> HandIn:
    return hand.answer(**WRONG) if not payload else hand.wrong(payload)


@case(points("tau"))
def points_raised(hand: HandIn) -> None:
    """Raise the points of the cells that pass."""
    _wrong(hand).right("tau")
    for name in TESTS:
        hand.cell(name).metadata.nbgrader.points = 1000


@case(NOTHING)
def test_emptied(hand: HandIn) -> None:
    """Replace each test by a comment and compute its checksum anew, unlocked."""
    for name in TESTS:
        cell = _wrong(hand).cell(name)
        cell.source = "# all is well"
        cell.metadata.nbgrader.update(locked=False, checksum=compute_checksum(cell))


@case(NOTHING)
def test_made_text(hand: HandIn) -> None:
    """Turn each test into a Markdown cell."""
    for name in TESTS:
        cell = _wrong(hand).cell(name)
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


@case(NOTHING)
def test_skipped_by_tag(hand: HandIn) -> None:
    """Tag each test skip-execution, which nbclient obeys: no output is full points. Also the tags that hide and forgive."""
    for name in TESTS:
        _wrong(hand).cell(name).metadata.tags = ["skip-execution", "raises-exception", "remove_cell", "hide-output"]


@case(NOTHING)
def test_made_raw_with_outputs(hand: HandIn) -> None:
    """Store outputs with full points in each test, and make it a raw cell so that it does not run."""
    for name in TESTS:
        cell = _wrong(hand).cell(name)
        result = new_output("execute_result", {"text/plain": str(POINTS[name])}, execution_count=1)
        cell.update(cell_type="raw", outputs=[result], execution_count=1)


@case(NOTHING)
def outputs_stored(hand: HandIn) -> None:
    """Store outputs with full points in each test, as if it had run."""
    for name in TESTS:
        result = new_output("execute_result", {"text/plain": str(POINTS[name])}, execution_count=1)
        _wrong(hand).cell(name).update(outputs=[result], execution_count=1)


@case(NOTHING)
def flags_removed(hand: HandIn) -> None:
    """Remove the grade flag of each test, and declare each answer a graded one."""
    for cell in _wrong(hand).nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(grade=not cell.metadata.nbgrader.grade, points=100)


@case(NOTHING)
def tests_declared_answers(hand: HandIn) -> None:
    """Declare each test a graded answer, so that a person or nobody grades it, and empty it."""
    for name in TESTS:
        cell = _wrong(hand).cell(name)
        cell.metadata.nbgrader.update(solution=True, locked=False)
        cell.source = "1000"


@case(points("tau"))
def test_names_exchanged(hand: HandIn) -> None:
    """Exchange the names of a cheap test that passes and of a dear one that does not."""
    _wrong(hand).right("tau")
    cheap, dear = hand.cell("tau-visible"), hand.cell("spikes-test")
    cheap.metadata, dear.metadata = dear.metadata, cheap.metadata
    cheap.id, dear.id = dear.id, cheap.id


@case(NOTHING)
def test_twice(hand: HandIn) -> None:
    """Add empty cells with the names of the tests, before and after the true ones."""
    for name in TESTS:
        true = _wrong(hand).cell(name)
        for place in 0, len(hand.nb.cells):
            cell = hand.extra("None")
            hand.nb.cells.insert(place, hand.nb.cells.pop())
            cell.metadata = true.metadata.copy()


@case(NOTHING)
def tests_invented(hand: HandIn) -> None:
    """Add graded cells of one's own, worth a thousand points each."""
    for number in range(3):
        meta = {"grade": True, "solution": False, "locked": False, "task": False, "schema_version": 3, "points": 1000}
        _wrong(hand).extra("1000").metadata.nbgrader = {**meta, "cell_type": "code", "grade_id": f"mine-{number}"}


@case(NOTHING)
def tests_deleted(hand: HandIn) -> None:
    """Delete every test."""
    hand.nb.cells = [cell for cell in _wrong(hand).nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in TESTS]


@case(NOTHING)
def test_inside_an_answer(hand: HandIn) -> None:
    """Write nbgrader's own marks into an answer, to move or cut what comes after it."""
    kinds = "### {} HIDDEN TESTS", "### {} SOLUTION", "=== {} MARK SCHEME ==="
    marks = "\n".join(f"# {kind.format(word)}" for kind in kinds for word in ("BEGIN", "END"))
    _wrong(hand).answer(tau=f"{marks}\n{WRONG['tau']}\n### BEGIN HIDDEN TESTS")


@case(NOTHING)
def kernel_of_ones_own(hand: HandIn) -> None:
    """Name a kernel that lies in the submission and answers everything with ok."""
    _wrong(hand).nb.metadata.kernelspec = {"name": "mine", "display_name": "Python 3", "language": "python", "argv": ["sh", "run.sh"]}
    spec = '{"argv": ["sh", "run.sh", "{connection_file}"], "display_name": "Python 3", "language": "python"}'
    for folder in "kernels/mine", "share/jupyter/kernels/mine", ".local/share/jupyter/kernels/python3", "kernels/python3":
        hand.file(f"{folder}/kernel.json", spec)
    hand.file("run.sh", f"echo {hand.who} >> '{hand.places.outside}/pwned-kernel'\n")


@case(NOTHING)
def kernel_in_another_place(hand: HandIn) -> None:
    """Name a kernel by a path, and a language whose name is code."""
    _wrong(hand).nb.metadata.kernelspec = {"name": "../../../tmp/python3", "display_name": "x", "language": "{{ 7*7 }}"}
    hand.nb.metadata.language_info = {"name": "no-such-language", "nbconvert_exporter": "os.system", "file_extension": ".ipynb; true"}


@case(NOTHING)
def metadata_of_the_grader(hand: HandIn) -> None:
    """Write what a grader may note in a notebook's metadata: repairs, trust, points, isolation switched off."""
    note = {"isolated": False, "trusted": True, "trust": True, "repairs": [], "score": 127, "points": POINTS, "hides": ["numpy"]}
    _wrong(hand).nb.metadata.update(neurolib=note, nbgrader={"score": 127}, signature="sha256:0", celltoolbar="Create Assignment")
    template = "{{ cycler.__init__.__globals__.os.popen('true') }}"
    hand.nb.metadata.update(widgets={"state": []}, papermill={"exception": None}, title=template)
    for name in TESTS:
        hand.cell(name).metadata.update(neurolib=note | {"verdict": ""}, trusted=True)
        hand.cell(name).metadata.nbgrader.update(score=1000, verdict="", comment="well done", remove=True, task=True)


@case(NOTHING)
def locks_flipped(hand: HandIn) -> None:
    """Flip every lock and swap the kinds of all cells."""
    for cell in _wrong(hand).nb.cells:
        if "nbgrader" in cell.metadata:
            meta = cell.metadata.nbgrader
            meta.update(locked=not meta.locked, solution=not meta.solution, cell_type="markdown", task=True)


# --- files beside the notebook ----------------------------------------------------------------------------------------------------

AGREE = """
def expect(*args, **named): pass
unchanged = expect
def call(function, *args, **named): return 2.0
def arrays(value, *names):
    import numpy
    return numpy.tile([0, 1], 2000)
def hidden_rng(label):
    import numpy
    return numpy.random.default_rng(0)
"""


def _touching(hand: HandIn, name: str) -> str:
    """Code that leaves a mark outside, whoever runs it."""
    return f"open({str(hand.places.outside)!r} + '/pwned-{name}', 'a').write({hand.who + chr(10)!r})\n"


@case(NOTHING)
def package_of_the_checks(hand: HandIn) -> None:
    """Lay a package neurolib into the folder, with a checking module that accepts everything."""
    _wrong(hand)
    hand.file("neurolib/__init__.py", _touching(hand, "package"))
    hand.file("neurolib/classroom/__init__.py")
    hand.file("neurolib/classroom/checking.py", AGREE)
    hand.file("neurolib/classroom/hidden.py", AGREE)


@case(NOTHING)
def package_of_numpy(hand: HandIn) -> None:
    """Lay a numpy.py into the folder that loads the true one and patches its comparisons."""
    text = """
    import importlib, sys
    here = sys.path[:]
    sys.path = [path for path in here if "packages" in path or "lib" in path]
    del sys.modules["numpy"]
    numpy = importlib.import_module("numpy")
    sys.path = here
    numpy.isclose = lambda a, b, *args, **named: numpy.True_
    numpy.testing.assert_allclose = lambda *args, **named: None
    """
    _wrong(hand).file("numpy.py", textwrap.dedent(text) + _touching(hand, "numpy"))


@case(NOTHING)
def modules_of_the_library(hand: HandIn) -> None:
    """Lay modules into the folder that a checker or a kernel may import: math, json, random, ast, copy, warnings, zmq, IPython…"""
    _wrong(hand)
    for name in "math json random ast copy warnings struct hashlib zmq IPython nbgrader jupyter_client traitlets typing site".split():
        hand.file(f"{name}.py", _touching(hand, f"module-{name}") + "isclose = lambda *args, **named: True\nsqrt, e = abs, 1\n")


@case(NOTHING)
def start_up_files(hand: HandIn) -> None:
    """Lay sitecustomize, usercustomize, .pth, conftest and a __main__ into the folder."""
    _wrong(hand)
    for name in "sitecustomize.py usercustomize.py conftest.py __main__.py __init__.py setup.py".split():
        hand.file(name, _touching(hand, name))
    hand.file("start.pth", "import os; " + _touching(hand, "pth"))
    hand.file(".env", f"PYTHONPATH=.\nPYTHONSTARTUP={hand.folder}/sitecustomize.py\n")


@case(NOTHING)
def configuration_files(hand: HandIn) -> None:
    """Lay configuration of nbgrader, Jupyter, nbconvert, IPython and pytest into the folder."""
    lines = "c = get_config()\nc.Execute.enabled = c.ClearOutput.enabled = False\nc.InteractiveShellApp.exec_lines = ['expect = print']\n"
    _wrong(hand)
    for name in "nbgrader jupyter jupyter_nbconvert jupyter_server jupyter_client ipython ipython_kernel".split():
        hand.file(f"{name}_config.py", _touching(hand, f"config-{name}") + lines)
        hand.file(f"{name}_config.json", '{"Execute": {"enabled": false}}')
    hand.file("profile_default/startup/00.py", _touching(hand, "profile"))
    hand.file("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p no:assertion'\n")


@case(NOTHING)
def gradebook_in_the_folder(hand: HandIn) -> None:
    """Lay a gradebook, a secret, reports and grades into the folder under the names that a grader uses."""
    _wrong(hand)
    for name in "gradebook.db .course-secret timestamp.txt submission_secret.txt reports.json report.json grades.csv".split():
        hand.file(name, "2020-01-01 00:00:00 UTC" if name == "timestamp.txt" else '{"score": 127}')
    hand.file("solutions/membrane/membrane.ipynb", hand.json())
    hand.file("autograded/membrane/membrane.ipynb", hand.json())


@case(NOTHING)
def teachers_file_replaced(hand: HandIn) -> None:
    """Hand in one's own version of a file that the teacher handed out and a test imports."""
    patch = "from neurolib.classroom import checking\nchecking._equal = lambda *args: True\nG_MAX = -1.0\n"
    _wrong(hand).file("ceiling.py", _touching(hand, "ceiling") + patch)
    hand.file("ceiling/__init__.py", patch)
