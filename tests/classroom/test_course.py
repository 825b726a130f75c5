"""Where a course and a working copy lie, what they are called, what a wrong name is told, and why a
step of nbgrader's failed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import compute_checksum, has_failed
from traitlets.config import Config

from neurolib.classroom import course as course_module
from neurolib.classroom import secure
from neurolib.classroom.course import (
    EXCHANGE,
    ClassroomError,
    Course,
    counting,
    needs_exchange,
    offered,
    reason,
)
from neurolib.classroom.grading.isolated import Isolated
from neurolib.classroom.student import check as student_check
from neurolib.classroom.student import student
from neurolib.classroom.student.student import WORK

EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder is named by the surroundings, and the clone is none of the places that are
    searched.
    """
    for name in EXCHANGE, WORK:
        monkeypatch.delenv(name, raising=False)
    for module in course_module, student:
        monkeypatch.setattr(module, "CLONE", tmp_path / "clone")
    monkeypatch.chdir(tmp_path)


def made(*paths: Path) -> None:
    """Make folders, and files where a name has an ending."""
    for path in paths:
        (path.parent if path.suffix else path).mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text(EMPTY if path.suffix == ".ipynb" else "")


# --- the teacher's --------------------------------------------------------------------------------


def test_a_course_without_settings_is_called_as_its_folder_and_hands_in_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = Course.at(tmp_path / "neuro")
    assert (course.id, course.exchange) == ("neuro", tmp_path / "neuro" / ".exchange")
    monkeypatch.setenv(EXCHANGE, str(tmp_path / "shared"))
    assert Course.at(tmp_path / "neuro").exchange == tmp_path / "shared"


def test_what_the_settings_of_a_course_say_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXCHANGE, str(tmp_path / "shared"))
    (tmp_path / course_module.CONFIG).write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'neuro'\nc.Exchange.root = '/srv/x'"
    )
    course = Course.at(tmp_path)
    assert (course.id, course.exchange, course.root) == ("neuro", Path("/srv/x"), tmp_path)


def test_the_course_is_the_folder_that_is_named_or_the_nearest_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, bare, clone = tmp_path / "near", tmp_path / "bare", tmp_path / "clone"
    made(
        near / "solutions",
        near / "deep" / "er",
        bare / "deep",
        bare / course_module.CONFIG,
        clone / "solutions",
    )
    assert Course.find(near).root == near
    assert Course.find(bare).root == bare, "which holds settings, and no solutions yet"
    for folder, found in (near / "deep" / "er", near), (near, near), (bare / "deep", clone):
        monkeypatch.chdir(folder)
        assert Course.find().root == found
    hand_in = clone / "submitted" / "mallory" / "ps1"
    made(
        clone / course_module.CONFIG, hand_in / "solutions", hand_in / "submitted", hand_in / "deep"
    )
    (hand_in / course_module.CONFIG).write_text("raise SystemExit('a program of a student')")
    for folder in hand_in, hand_in / "deep":
        monkeypatch.chdir(folder)
        assert Course.find().root == clone
    with pytest.raises(
        ClassroomError, match=f"^{re.escape(str(near / 'deep'))} is not a teacher's course"
    ):
        Course.find(near / "deep")


def test_assignments_come_in_counting_order(tmp_path: Path) -> None:
    made(
        *(
            tmp_path / "solutions" / name / "x.ipynb"
            for name in ("ps10-b", "ps2-a", "essay", "ps1", "2-lab")
        )
    )
    assert Course.at(tmp_path).assignments() == ["2-lab", "essay", "ps1", "ps2-a", "ps10-b"]
    with pytest.raises(ClassroomError, match="it has 2-lab, essay, ps1, ps2-a, ps10-b"):
        Course.at(tmp_path).known("none")


@pytest.mark.parametrize(
    ("name", "names", "told"),
    [
        ("ps", [], "it has nothing yet"),
        ("ps1", ["ps1-lif", "ps2-spikes"], "did you mean ps1-lif? It has ps1-lif, ps2-spikes"),
        ("ps", ["ps1-lif", "ps2-spikes"], "it has ps1-lif, ps2-spikes"),
        ("ps1-lfi", ["ps1-lif", "ps2-spikes"], "did you mean ps1-lif? It has ps1-lif, ps2-spikes"),
        ("essay", ["ps1-lif"], "it has ps1-lif"),
        ("ps1", ["ps1-lif", "ps10-last"], "did you mean ps1-lif? It has ps1-lif, ps10-last"),
    ],
)
def test_a_name_that_is_not_there_is_told_which_one_may_be_meant(
    name: str, names: list[str], told: str
) -> None:
    assert offered(name, names) == told


SETS = [
    f"ps{number}-{topic}"
    for number, topic in enumerate(
        (
            "frame energy spikes synapses devices imperfections spike silicon continual medicine"
        ).split()
    )
]
LABS = [
    f"lab{number}-{topic}"
    for number, topic in enumerate("chip digits classic protect controls errors bill".split(), 1)
]


def test_the_labs_come_after_the_sets_of_the_chapters(tmp_path: Path) -> None:
    made(
        *(
            tmp_path / "solutions" / name / "x.ipynb"
            for name in [*LABS, "lab10-more", *SETS[::-1], "ps10-more", "labour", "lab"]
        )
    )
    names = Course.at(tmp_path).assignments()
    assert names == ["lab", "labour", *SETS, "ps10-more", *LABS, "lab10-more"]
    assert Course.at(Path(__file__).parents[2]).assignments() == [*SETS, *LABS]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ps9-chip", "lab1-chip"),  # the sets of the labs had numbers of the chapters' sets
        ("ps10-digits", "lab2-digits"),
        ("ps11-classic", "lab3-classic"),
        ("ps15-bill", "lab7-bill"),
        ("ps6-silicon", "ps7-silicon"),
        ("ps8-medicine", "ps9-medicine"),
        ("Lab1", "lab1-chip"),
        ("L1", "lab1-chip"),
        ("l7", "lab7-bill"),
        ("lab 3", "lab3-classic"),
        ("lab-3", "lab3-classic"),
        ("lab05", "lab5-controls"),
        ("PS3", "ps3-synapses"),
        ("p3", "ps3-synapses"),
        ("ps09", "ps9-medicine"),
        ("chip", "lab1-chip"),
        ("Medicine", "ps9-medicine"),
        ("ps6-spikes", "ps6-spike"),
        ("ps2-spike", "ps2-spikes"),
        ("lab1-chips", "lab1-chip"),
        ("ps3_synapses", "ps3-synapses"),
        ("ps4-synapses", "ps3-synapses"),
    ],
)
def test_an_old_or_short_name_of_a_set_is_told_the_present_one(name: str, meant: str) -> None:
    assert offered(name, [*SETS, *LABS]).startswith(
        f"did you mean {meant}? It has ps0-frame, ps1-energy"
    )


@pytest.mark.parametrize("name", ["ps", "lab", "ps16", "L8", "lab10", "exam", "7", ""])
def test_a_name_that_may_be_any_set_or_none_is_told_all(name: str) -> None:
    assert offered(name, [*SETS, *LABS]).startswith("it has ps0-frame, ps1-energy")


def test_the_tables_of_formgrader_sort_names_as_the_commands_do() -> None:
    from neurolib.classroom.grading.formgrader import COUNTING

    if not (node := shutil.which("node")):
        pytest.skip("Node.js, which runs the script of the page, is not installed.")
    mixed = [*LABS, "lab10-more", *SETS[::-1], "ps10-more", "labour"]
    script = (
        COUNTING.removeprefix("<script>")
        .removesuffix("</script>")
        .replace("jQuery.fn.dataTable.ext.type.order", "order")
    )
    program = (
        f"const order = {{}}; {script} const key = order['string-pre']; const names = "
        f"{json.dumps(mixed)};"
    )
    program += "names.sort((a, b) => key(a) < key(b) ? -1 : 1); console.log(JSON.stringify(names))"
    out = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True).stdout
    assert json.loads(out) == sorted(mixed, key=counting)


@pytest.mark.parametrize(
    ("policy", "into", "leads"),
    [
        ("frame-ancestors 'none'", "iframe", True),
        ("frame-ancestors 'none'", "document", False),
        ("frame-ancestors 'self'", "iframe", False),
    ],
)
def test_where_a_hub_forbids_frames_formgrader_leads_to_a_tab_of_its_own(
    monkeypatch: pytest.MonkeyPatch, policy: str, into: str, leads: bool
) -> None:
    """The page that leads there has no origin, so nobody who frames it gets at the server."""
    from neurolib.classroom.grading import formgrader

    headers, written, begun = dict[str, str](), list[str](), list[Any]()

    async def begin(page: Any) -> None:
        begun.append(page)

    monkeypatch.setattr(formgrader, "_begin", begin)
    page = SimpleNamespace(
        request=SimpleNamespace(uri="/user/t/formgrader?a&b", headers={"Sec-Fetch-Dest": into}),
        content_security_policy=policy,
        set_header=headers.__setitem__,
        finish=written.append,
    )
    with pytest.raises(StopIteration):  # it waits for nothing
        formgrader._prepare(page).send(None)
    assert bool(begun) != leads and len(written) == leads
    if leads:
        said = headers["Content-Security-Policy"].split("; ")
        assert "sandbox allow-scripts" in said and "default-src 'none'" in said
        assert 'data-address="/user/t/formgrader?a&amp;b"' in written[0]


TRACEBACK = (
    "an older line\nTraceback (most recent call last):\n  File x\n\n    "
    "y\nneurolib.classroom.intake.limited_process.Refused: It is empty.\n"
)


@pytest.mark.parametrize(
    ("error", "log", "said"),
    [
        (NbGraderException("see the log"), TRACEBACK, "It is empty."),
        (NbGraderException("see the log"), TRACEBACK + TRACEBACK.replace("neurolib.classroom.intake.limited_process.Refused", "a.KeyError"), "KeyError: It is empty."),
        (NbGraderException("no such\n assignment"), "a warning", "no such assignment"),
        (ValueError("too  bad"), TRACEBACK, "too bad"),
        (KeyboardInterrupt(), TRACEBACK, "KeyboardInterrupt"),
        (ValueError("x" * 400), "", "x" * 300),
    ],
)  # fmt: skip
def test_the_reason_is_the_errors_own_or_where_it_only_points_to_the_log_that_of_the_log(
    error: BaseException, log: str, said: str
) -> None:
    assert reason(error, log) == said


def test_the_exchange_is_refused_on_windows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_exchange()
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(
        ClassroomError,
        match="does not run on Windows: hand in the file that neurolib submit writes",
    ):
        needs_exchange()


def test_pythons_own_programs_are_found_first_and_named_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tools = str(Path(sys.executable).parent)
    for before, after in {
        "/a": [tools, "/a"],
        os.pathsep.join(["/a", tools]): ["/a", tools],
        f"{tools}x": [tools, f"{tools}x"],
    }.items():
        monkeypatch.setenv("PATH", before)
        for _ in range(2):
            secure(Config())
            assert os.environ["PATH"].split(os.pathsep) == after


def test_what_a_course_has_set_before_is_kept_and_protections_are_not_negotiable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "nbgrader.server_extensions.formgrader.base", raising=False)
    own: Any = Config(
        CourseDirectory={"root": str(tmp_path / "own"), "source_directory": "source"},
        ExchangeFactory={"collect": "my.Collect"},
    )
    own.Isolated.secret_file = own.Autograde.exporter_class = "mine"
    plain: Any = Config()
    for c in own, plain:
        secure(c)
        assert (
            c.Autograde.exporter_class == "neurolib.classroom.intake.intake.Entrance"
            and c.HTMLExporter.sanitize_html is True
        )
    assert [
        own.CourseDirectory[name] for name in ("root", "source_directory", "release_directory")
    ] == [str(tmp_path / "own"), "source", "exercises"]
    assert (plain.CourseDirectory.root, plain.CourseDirectory.source_directory) == (
        str(tmp_path),
        "solutions",
    )
    assert (own.Isolated.secret_file, plain.Isolated.secret_file) == (
        str(tmp_path / "own" / ".course-secret"),
        str(tmp_path / ".course-secret"),
    )
    assert (own.ExchangeFactory.collect, plain.ExchangeFactory.collect) == (
        "my.Collect",
        "neurolib.classroom.intake.collect.Collect",
    )


def test_formgrader_is_adapted_where_it_runs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from neurolib.classroom.grading import formgrader

    adapted: list[bool] = []
    monkeypatch.setattr(formgrader, "adapt", lambda: adapted.append(True))
    for there in False, True:
        with monkeypatch.context() as patch:
            if not there:
                patch.delitem(sys.modules, "nbgrader.server_extensions.formgrader.base")
            secure(Config())
        assert adapted == [True] * there


# --- the student's --------------------------------------------------------------------------------


def test_a_working_copy_is_the_one_that_is_named_or_the_nearest_and_never_the_clone_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone, named, edition = tmp_path / "clone", tmp_path / "named", tmp_path / "edition"
    with pytest.raises(ClassroomError, match="No working copy with exercises/ is found"):
        student.working_copy()
    made(
        clone / "exercises",
        clone / "pyproject.toml",
        clone / "work" / "exercises" / "ps1",
        named / "exercises",
        edition / "work" / "exercises",
    )
    for folder, found in (
        (clone / "work" / "exercises" / "ps1", clone / "work"),
        (edition, edition / "work"),
        (tmp_path, clone / "work"),
    ):
        monkeypatch.chdir(folder)
        assert student.working_copy() == found
    monkeypatch.setenv(WORK, str(named))
    assert student.working_copy() == named


def test_a_students_jupyterlab_reads_the_students_settings_first_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = str(Path(student.__file__).parent / "config")
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    seen = student.student_environment(tmp_path, tmp_path / "work")
    assert seen == {
        "JUPYTER_CONFIG_PATH": mine,
        EXCHANGE: str(tmp_path / ".exchange"),
        WORK: str(tmp_path / "work"),
    }
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", os.pathsep.join(["/etc/a", "", mine, "/etc/b"]))
    seen = student.student_environment(tmp_path, tmp_path / "work")
    assert seen["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [mine, "/etc/a", "/etc/b"]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working copy with one problem set."""
    monkeypatch.delenv("NEUROLIB_STUDENT", raising=False)
    made(tmp_path / "work" / "exercises" / "ps1" / "ps1.ipynb")
    return tmp_path / "work"


@pytest.mark.parametrize(("named", "name"), [("eve", "eve"), (None, "ada")])
def test_on_windows_the_notebooks_are_packed_for_the_teacher(
    work: Path, monkeypatch: pytest.MonkeyPatch, named: str | None, name: str
) -> None:
    made(work / "exercises" / "ps1" / "notes.txt")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(student, "get_username", lambda: "ada")
    monkeypatch.chdir(work)
    for where in None, work:
        file = work / f"ps1-{name}.zip"
        assert (
            student.submit("ps1", named, where)
            == f"ps1 is packed as {name}: {file}. The exchange does not run on Windows."
        )
        assert zipfile.ZipFile(file).namelist() == [
            f"{name}/ps1/notes.txt",
            f"{name}/ps1/ps1.ipynb",
        ]
        file.unlink()


@pytest.mark.parametrize(("named", "handed", "told"), [("eve", "eve", "eve"), (None, "*", "ada")])
def test_a_hand_in_is_under_the_name_that_is_given_or_the_login(
    work: Path, monkeypatch: pytest.MonkeyPatch, named: str | None, handed: str, told: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        student, "quietly", lambda step, config, assignment, who, **more: asked.append(who)
    )
    monkeypatch.setattr(student, "get_username", lambda: "ada")
    made(
        exchange := work.parent / ".exchange",
        exchange / "neurolib" / "outbound" / "ps1",
        work.parent / "solutions",
    )
    assert student.submit(
        "ps1", named, work
    ) == f"Submitted ps1 as {told}, in {exchange}." and asked == [handed]


@pytest.mark.parametrize(
    ("teachers", "shared", "sentence"),
    [(False, False, "set NEUROLIB_EXCHANGE"), (True, False, ""), (False, True, "")],
)
def test_an_edition_hands_in_to_a_folder_that_is_named_alone(
    work: Path, monkeypatch: pytest.MonkeyPatch, teachers: bool, shared: bool, sentence: str
) -> None:
    monkeypatch.setattr(student, "quietly", lambda *words, **more: None)
    exchange = work.parent / ("shared" if shared else ".exchange")
    made(exchange / "neurolib" / "outbound" / "ps1")
    if teachers:
        made(work.parent / "solutions")
    monkeypatch.setenv(EXCHANGE, str(exchange))  # as JupyterLab's terminal has it in any case
    with pytest.raises(ClassroomError, match=sentence) if sentence else contextlib.nullcontext():
        assert student.submit("ps1", "ada", work).startswith("Submitted ps1 as ada")


def test_feedback_and_points_are_those_of_the_working_copy_that_is_named_or_found(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(student, "quietly", lambda *words: None)
    made(work / "exercises" / "ps2")
    for date, points in ("2026-01-10", "3 of 6"), ("2026-01-09", "1 of 6"):
        page = work / "exercises" / "ps1" / "feedback" / date / "ps1.html"
        made(page)
        page.write_text(
            f'<meta content="{points}" name="points"><meta content="{date}" name="date">'
        )
    monkeypatch.chdir(work / "exercises")
    newest = "exercises/ps1/feedback/2026-01-10/ps1.html"
    for where in None, work:
        assert [page.parent.name for page in student.fetch_feedback("ps1", where)] == [
            "2026-01-09",
            "2026-01-10",
        ]
        assert student.grades(where) == [
            ("ps1", "3 of 6", "2026-01-10", newest),
            ("ps2", "", "", ""),
        ]


def test_the_notebook_to_check_is_the_one_that_is_named_or_that_of_its_folder(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)
    sets = work / "exercises"
    made(
        sets / "ps1" / "a.ipynb",
        sets / "two" / "b.ipynb",
        sets / "two" / "a.ipynb",
        sets / "none",
        work / "notes.txt",
    )
    found = {
        sets / "ps1" / "none.ipynb": sets / "ps1" / "none.ipynb",
        work / "notes.txt": work / "notes.txt",
        sets / "ps1": sets / "ps1" / "ps1.ipynb",
        sets / "two": sets / "two" / "a.ipynb",
        sets / "none": sets / "none" / "none.ipynb",
        Path("ps1"): sets / "ps1" / "ps1.ipynb",
    }
    assert {named: student_check.find(named) for named in found} == found
    with pytest.raises(ClassroomError, match="has no essay; it has ps1, two. Fetch others"):
        student_check.find(Path("essay"))


def test_what_is_no_notebook_is_told_so_in_a_sentence(work: Path) -> None:
    assert student_check.read(work / "exercises" / "ps1" / "ps1.ipynb").cells == []
    (work / "cut.ipynb").write_text('{"cells": [')
    with pytest.raises(ClassroomError, match="^cut.ipynb is not a notebook that can be read: "):
        student_check.read(work / "cut.ipynb")
    with pytest.raises(ClassroomError, match="^There is no notebook .*none.ipynb.$"):
        student_check.read(work / "none.ipynb")


def test_a_check_tells_of_a_test_that_was_changed_and_gives_nothing_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = []
    for name in "as it was", "changed", "changed and failing", "without a mark":
        meta = {
            "grade_id": name,
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "points": 2,
            "schema_version": 3,
        }
        cells.append(new_code_cell(f"# {name}\nassert True", metadata={"nbgrader": meta}))
        cells[-1].metadata.nbgrader.checksum = (
            "" if name == "without a mark" else compute_checksum(cells[-1])
        )
        cells[-1].source += "  # my own" * (name != "as it was")
    cells[2].outputs = [
        new_output("error", ename="AssertionError", evalue="It is too small.", traceback=[])
    ]
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1"), *cells]), tmp_path / "mine.ipynb")
    monkeypatch.setattr(
        student_check.Run, "preprocess", lambda self, nb, resources: (nb, resources)
    )
    found = {
        outcome.grade_id: (outcome.points, outcome.message)
        for outcome in student_check.check(tmp_path / "mine.ipynb")
    }
    assert found == {
        "as it was": (2.0, ""),
        "changed": (0.0, student_check.CHANGED),
        "changed and failing": (0.0, f"{student_check.CHANGED} It is too small."),
        "without a mark": (2.0, ""),
    }
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), tmp_path / "mine.ipynb")
    with pytest.raises(
        ClassroomError, match="^mine.ipynb holds no tests; name a notebook of a problem set"
    ):
        student_check.check(tmp_path / "mine.ipynb")


def test_a_warning_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Isolated, "preprocess_cell", lambda self, cell, resources, index: (cell, resources)
    )
    outputs = [
        new_output("stream", name="stderr", text="careful"),
        new_output("stream", text="x"),
        new_output("display_data", {}),
    ]
    cell, _ = student_check.Run().preprocess_cell(new_code_cell("x", outputs=outputs), {}, 0)
    assert [output.get("name") for output in cell.outputs] == [
        "stdout",
        "stdout",
        None,
    ] and not has_failed(cell)
