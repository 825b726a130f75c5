"""Many submissions at once: what is broken off, killed, full or held goes on where it stopped, and
the gradebook is as if nothing had been.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from neurolib import cli
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.grading import grade as grade_module
from neurolib.classroom.grading import gradebook as gradebook_module
from neurolib.classroom.grading import pool
from neurolib.classroom.grading.pool import Job
from neurolib.classroom.reports.feedback import write_feedback
from neurolib.classroom.reports.outcomes import Outcome
from neurolib.classroom.reports.report import Report
from tests.ports import free_port

CLONE = Path(cli.__file__).parents[1]
if not shutil.which("bwrap") and not os.environ.get("CI"):
    pytest.skip(
        "bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True
    )


def command(*words: object, before: str = "", **options: Any) -> subprocess.Popen[str]:
    """Start ``neurolib …`` in a process and a group of its own; the code in ``before`` runs first
    in it.
    """
    script = (
        f"import sys; sys.argv[0] = 'neurolib'\n{before}\nfrom neurolib.cli import main\nmain()"
    )
    env = os.environ | {"PYTHONPATH": str(CLONE), "COLUMNS": "200"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        env=env,
        start_new_session=True,
        **streams,
        **options,
    )


def grade(course: Any, **options: Any) -> dict[str, str]:
    """Grade in this process; return who got no grade, and why."""
    return {
        report.student: report.error
        for report in grade_module.grade(Course.at(course.root), course.name, **options)
        if report.error
    }


def released(course: Any) -> Any:
    course.release()
    return course


@pytest.fixture
def class_of_four(tiny_course: Any) -> Any:
    """Two are right, one has half, one has nothing."""
    hand_in(released(tiny_course))
    return tiny_course


def hand_in(course: Any) -> None:
    for student, answers in {
        "ada": course.right,
        "ben": {"cube": course.right["cube"]},
        "cai": {},
        "dan": course.right,
    }.items():
        course.submitted(student, **answers)


SCORES = {"ada": 6.0, "ben": 3.0, "cai": 0.0, "dan": 6.0}


def gradebook(course: Any) -> list[Any]:
    """All that a gradebook says, but for the random names of its rows."""
    found: list[Any] = []
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        for submission in book.assignment_submissions(course.name):
            found.append(
                (
                    submission.student_id,
                    submission.timestamp,
                    submission.score,
                    submission.max_score,
                )
            )
            for notebook in submission.notebooks:
                found.append(
                    (submission.student_id, notebook.name, notebook.late_submission_penalty)
                )
                for grade in notebook.grades:
                    marks = (
                        grade.auto_score,
                        grade.manual_score,
                        grade.extra_credit,
                        grade.needs_manual_grade,
                    )
                    found.append((submission.student_id, grade.name, *marks))
                for comment in notebook.comments:
                    found.append(
                        (
                            submission.student_id,
                            comment.name,
                            comment.auto_comment,
                            comment.manual_comment,
                        )
                    )
    return sorted(found, key=str)


def scores(course: Any) -> dict[str, float]:
    return {
        row[0]: row[2] for row in gradebook(course) if len(row) == 4 and isinstance(row[3], float)
    }


def places(course: Any) -> dict[str, int]:
    """The graded notebooks in place, and which file each is."""
    return {
        path.parent.parent.name: path.stat().st_ino
        for path in (course.root / "autograded").glob(f"*/{course.name}/*.ipynb")
    }


# --- the gradebook is nbgrader's own --------------------------------------------------------------


@pytest.mark.exhaustive
def test_grades_marks_comments_and_penalties_are_those_of_plain_nbgrader(
    tiny_course: Any, nbgrader: Any
) -> None:
    """Graded, then marked by a person, then handed in and graded again: by our workers, and by
    ``nbgrader autograde``.
    """
    found = []
    for way in "neurolib", "nbgrader":
        course = type(tiny_course)(tiny_course.root.parent / way, kept=tiny_course.kept)
        shutil.copytree(tiny_course.root, course.root)
        with open(course.root / "nbgrader_config.py", "a") as file:
            file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
        released(course)
        for answers in course.right, {"square": "def square(x):\n    return 2*x"}:
            for student, date in ("ada", "2026-01-05"), ("late", "2026-02-07"):
                folder = course.submitted(student, **answers).parent
                (folder / "timestamp.txt").write_text(f"{date} 10:00:00 UTC")
            if way == "neurolib":
                assert not grade(course)
            else:
                assert nbgrader(course.root, "autograde", course.name, "--force") == 0
            found.append(gradebook(course))
            mark_by_hand(course)
    assert found[0] == found[2] and found[1] == found[3]
    assert any(len(row) == 6 and row[3] == 1.5 and row[4] == 0.5 and row[5] for row in found[1]), (
        "manual marks stay, to be looked at"
    )
    assert any(row[-1] == "Well tried." for row in found[1])
    assert any(len(row) == 3 and row[2] for row in found[1]), "a late one pays"


def mark_by_hand(course: Any) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        book.update_or_create_assignment(course.name, duedate="2026-01-10 10:00:00 UTC")
        for student in "ada", "late":
            mark = book.find_grade("square-hidden", course.name, course.name, student)
            mark.manual_score, mark.extra_credit = 1.5, 0.5
            book.find_comment(
                "square", course.name, course.name, student
            ).manual_comment = "Well tried."
        book.db.commit()


def test_only_what_is_due_is_graded(class_of_four: Any) -> None:
    course = class_of_four
    assert not grade(course) and scores(course) == SCORES
    before = places(course)
    torn = course.root / "autograded" / "ada" / course.name / f"{course.name}.ipynb"
    torn.chmod(0o644)
    text = torn.read_text(encoding="utf-8")
    torn.write_text(text[: len(text) // 2], encoding="utf-8")  # as after a power cut
    # and a gradebook put back from a copy of the day before
    with sqlite3.connect(course.root / "gradebook.db") as book:
        rows = (
            "SELECT n.id FROM submitted_notebook n JOIN submitted_assignment a ON "
            "n.assignment_id = a.id WHERE a.student_id = 'dan'"
        )
        assert (
            book.execute(
                f"UPDATE grade SET auto_score = NULL WHERE notebook_id IN ({rows})"
            ).rowcount
            == 3
        )
    book.close()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        book.remove_submission(course.name, "ben")
    assert not grade(course) and scores(course) == SCORES
    assert {student for student, now in places(course).items() if now != before[student]} == {
        "ada",
        "ben",
        "dan",
    }


@pytest.mark.exhaustive
def test_force_grades_all_anew_and_what_a_person_marked_stays(class_of_four: Any) -> None:
    course = class_of_four
    assert not grade(course)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        mark = book.find_grade("square-hidden", course.name, course.name, "cai")
        mark.manual_score, mark.extra_credit = 1.5, 0.5
        book.find_comment("square", course.name, course.name, "cai").manual_comment = "Well tried."
        book.db.commit()
    before = places(course)
    assert not grade(course, force=True, student="cai")
    assert {name for name, now in places(course).items() if now != before[name]} == {"cai"}
    assert scores(course) == SCORES | {"cai": 2.0}
    assert any(
        row[:2] == ("cai", "square") and row[3] == "Well tried." for row in gradebook(course)
    )


def dated(course: Any) -> Any:
    """A course in which lateness costs all, and two who handed in on two days."""
    with open(course.root / "nbgrader_config.py", "a") as file:
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    released(course)
    for student, date in ("ada", "2026-01-05"), ("late", "2026-02-07"):
        (course.submitted(student, **course.right).parent / "timestamp.txt").write_text(
            f"{date} 10:00:00 UTC"
        )
    return course


def set_due(course: Any, date: str | None) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        book.update_or_create_assignment(course.name, duedate=date)


@pytest.mark.exhaustive
def test_a_due_date_set_afterwards_counts_and_nothing_runs_again(tiny_course: Any) -> None:
    course = dated(tiny_course)

    def graded() -> dict[str, tuple[Any, ...]]:
        return {
            report.student: (report.score, report.penalty)
            for report in grade_module.grade(Course.at(course.root), course.name)
        }

    assert graded() == {"ada": (6, 0), "late": (6, 0)}
    before = places(course)
    for date, late in (
        ("2026-01-10 10:00:00 UTC", (0, 6)),
        ("2026-03-01 10:00:00 UTC", (6, 0)),
        ("2026-01-10 10:00:00 UTC", (0, 6)),
    ):
        set_due(course, date)
        assert graded() == {"ada": (6, 0), "late": late} and places(course) == before, date
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        book.grant_extension(course.name, "late", days=60)
    assert graded() == {"ada": (6, 0), "late": (6, 0)}
    config = course.root / "nbgrader_config.py"
    set_due(course, "2026-01-01 10:00:00 UTC")
    config.write_text(config.read_text().replace("'zero'", "'none'"))
    assert graded() == {"ada": (6, 0), "late": (6, 0)} and places(course) == before


@pytest.mark.exhaustive
def test_table_json_and_feedback_show_the_score_after_the_late_penalty(
    tiny_course: Any, neurolib: Any, tmp_path: Path
) -> None:
    course = dated(tiny_course)
    set_due(course, "2026-01-10 10:00:00 UTC")
    file = tmp_path / "reports.json"
    _, text = neurolib("grade", course.name, "--course", course.root, "--json", file)
    lines = [line.split() for line in text.splitlines() if line.strip()]
    assert lines == [
        ["student", "score", "late"],
        ["ada", "6", "/", "6"],
        ["late", "0", "/", "6", "−6"],
    ], text
    found = {
        report["student"]: (report["score"], report["penalty"], report["max"])
        for report in json.loads(file.read_text())
    }
    assert found == {"ada": (6, 0, 6), "late": (0, 6, 6)}
    pages, troubles = write_feedback(Course.at(course.root), course.name)
    assert not troubles and ["6 of 6 points", "0 of 6 points"] == [
        next(
            part
            for part in ("6 of 6 points", "0 of 6 points")
            if part in page.read_text(encoding="utf-8")
        )
        for page in pages
    ]
    assert "after a late penalty of 6" in pages[1].read_text(encoding="utf-8")


@pytest.mark.exhaustive
def test_a_folder_of_a_name_that_nobody_can_have_is_named_and_stops_nobody(
    tiny_course: Any,
    neurolib: Any,
    nbgrader: Any,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    course = released(tiny_course)
    course.submitted("ada", **course.right)
    for name in "e\x1b]0;pwned\x07ve", "two\nlines", os.fsdecode(b"half-\xff"), "<b>":
        shutil.copytree(course.root / "submitted" / "ada", course.root / "submitted" / name)
    file = tmp_path / "reports.json"
    code, text = neurolib("grade", course.name, "--course", course.root, "--json", file)
    assert code == 1 and "Traceback" not in text and "\x1b" not in text, text
    assert (
        all(name in text for name in ("e?]0;pwned?ve", "two?lines", "half-?", "<b>"))
        and text.count("rename the") == 4
    ), text
    reports = json.loads(file.read_text(encoding="utf-8"))
    assert {report["student"]: report["score"] for report in reports if not report["error"]} == {
        "ada": 6
    }
    code, said = nbgrader(course.root, "autograde", course.name, "--force"), capsys.readouterr().err
    assert (
        code == 1
        and "\x1b" not in said
        and "e?]0;pwned?ve" in said
        and scores(course) == {"ada": 6.0}
    )


# --- broken off -----------------------------------------------------------------------------------

# Each says in the grading process when it is to die; what else lives then is written to a file.
KILLS = {
    "before the rows are written": "after(gradebook_module.Writer, '_record', 2)",
    "between the rows and the folder": "before(gradebook_module, 'put', 2)",
    "between the old folder and the new": "after(os, 'rename', 3)",
    "after the folder": "after(gradebook_module, 'put', 2)",
    "while the workers begin": "after(pool.Processes, 'submit', 2)",
}
HOOK = """
import os, signal, subprocess
from pathlib import Path
from neurolib.classroom.grading import gradebook as gradebook_module, pool

def die():
    tree = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        tree.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, new = [], [os.getpid()]
    while new:
        new = [child for pid in new for child in tree.get(pid, [])]
        found += new
    Path(os.environ["CHILDREN"]).write_text(" ".join(map(str, found)))
    os.kill(os.getpid(), signal.SIGKILL)

def at(where, name, count, late):
    real, calls = getattr(where, name), []
    def call(*words, **named):
        calls.append(1)
        if not late and len(calls) == count:
            die()
        value = real(*words, **named)
        if late and len(calls) == count:
            die()
        return value
    setattr(where, name, call)

before = lambda where, name, count: at(where, name, count, False)
after = lambda where, name, count: at(where, name, count, True)
"""


def kill(course: Any, moment: str, told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade by the command, which dies at that moment; all that it had started ends, too."""
    monkeypatch.setenv("CHILDREN", str(told))
    with command(
        "grade", course.name, "--course", course.root, "--workers", 2, before=HOOK + KILLS[moment]
    ) as process:
        text, _ = process.communicate(timeout=900)
    assert process.returncode == -signal.SIGKILL, text
    children = [int(pid) for pid in told.read_text().split()]
    assert len(children) >= 3, "the workers and what they started"
    gone(children)


def goes_on(course: Any, again: bool = False) -> None:
    """Grade what is left; then all is as if nothing had been."""
    before = {} if again else places(course)
    assert not grade(course) and scores(course) == SCORES
    assert {
        student: now for student, now in places(course).items() if student in before
    } == before, "nobody is graded twice"
    place = hashlib.sha256(f"{course.root}\n{course.name}".encode()).hexdigest()[:8]
    left = [
        path
        for folder in (tempfile.gettempdir(), "/tmp")
        for path in Path(folder).glob(f"*-{place}-*")
    ]
    assert not left, "of what was killed, too"
    hidden = [
        path.name for path in (course.root / "autograded").iterdir() if path.name.startswith(".")
    ]
    assert hidden == [f".{course.name}.lock"] and sorted(places(course)) == sorted(SCORES)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_killed_again_and_again_it_goes_on(
    class_of_four: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, placed = class_of_four, dict[str, int]()
    for moment, count in (
        ("while the workers begin", 0),
        ("between the rows and the folder", 1),
        ("after the folder", 3),
    ):
        kill(course, moment, tmp_path / "children", monkeypatch)
        assert len(places(course)) == count and placed.items() <= places(course).items(), (
            "nobody is graded twice"
        )
        placed = places(course)
    goes_on(course)
    hand_in(course)  # again, so that there are old folders
    kill(course, "between the old folder and the new", tmp_path / "children", monkeypatch)
    goes_on(course, again=True)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_killed_where_sockets_find_no_place_it_goes_on(
    class_of_four: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their names are too long below this temporary folder, so that workers begin in another way."""
    (tmp_path / ("long" * 20)).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / ("long" * 20)))
    monkeypatch.setattr(tempfile, "tempdir", None)
    kill(class_of_four, "before the rows are written", tmp_path / "children", monkeypatch)
    goes_on(class_of_four)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_nbgraders_own_command_killed_in_the_middle_goes_on_too(
    class_of_four: Any, nbgrader: Any
) -> None:
    """It looks for a folder alone; there is one from the moment on at which a submission is taken
    in.
    """
    course = class_of_four
    env = os.environ | {"PYTHONPATH": str(CLONE)}
    words = [sys.executable, "-m", "nbgrader", "autograde", course.name]
    course.submitted("ben", **(course.right | {"square": "import time\ntime.sleep(30)"}))
    with subprocess.Popen(
        words, cwd=course.root, env=env, stdout=-3, stderr=-3, start_new_session=True
    ) as process:
        while (
            not (course.root / "autograded" / "ben" / course.name / f"{course.name}.ipynb").exists()
            and process.poll() is None
        ):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    before = places(course)
    assert sorted(before) == ["ada", "ben"]
    course.submitted("ben", cube=course.right["cube"])
    assert nbgrader(course.root, "autograde", course.name) == 0
    assert scores(course) == SCORES and places(course)["ada"] == before["ada"]
    assert [path.name for path in (course.root / "autograded").glob(".*")] == [
        f".{course.name}.lock"
    ]


def gone(pids: list[int]) -> None:
    """Wait for processes that end by themselves."""
    left: list[int] = []
    for _ in range(3000):
        left = [pid for pid in pids if _runs(pid)]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError([Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left])


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_ctrl_c_says_how_to_go_on(class_of_four: Any) -> None:
    course = class_of_four
    course.submitted("ada", **(course.right | {"square": "import time\ntime.sleep(50)"}))
    # a shell's background jobs ignore it
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    with command(
        "grade", course.name, "--course", course.root, "--workers", 2, before=heard
    ) as process:
        try:
            while len(places(course)) < 3 and process.poll() is None:
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGINT)
            try:
                text, _ = process.communicate(timeout=10)
            except subprocess.TimeoutExpired:  # Python can lose one that comes in a callback of C's
                os.killpg(process.pid, signal.SIGINT)
                text, _ = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (
        process.returncode == 130
        and f"neurolib grade {course.name} continues" in text
        and "Traceback" not in text
    ), text
    assert sorted(places(course)) == ["ben", "cai", "dan"]


FULL = """
import json, os, shutil, sqlite3, subprocess, sys
from pathlib import Path
from neurolib import cli
from neurolib.classroom.grading import grade, pool  # so that each command need not
course, disk, *words = sys.argv[1:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True)
shutil.copytree(course, disk, dirs_exist_ok=True)
os.environ["TMPDIR"] = disk + "/tmp"
os.mkdir(disk + "/tmp")
sys.argv = ["neurolib", *words, "--course", disk]
found = []
for room in 0, 100_000, 300_000, 10_000_000:
    ballast = Path(disk, "ballast")
    ballast.unlink(missing_ok=True)
    status = os.statvfs(disk)
    with open(ballast, "wb") as file:
        file.write(bytes(max(0, status.f_bavail * status.f_frsize - room)))
    here, there = os.pipe()
    if not (command := os.fork()):
        os.dup2(there, 1)
        os.dup2(there, 2)
        os.closerange(here, there + 1)
        pool.FORK = room > 10**6  # else checkers and a sandbox would begin for nobody
        cli.main()
    os.close(there)
    with open(here) as said:
        text = said.read()
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    book = sqlite3.connect(disk + "/gradebook.db").execute("PRAGMA integrity_check").fetchone()[0]
    found.append((code, text, book))
shutil.copy(disk + "/gradebook.db", course)
shutil.copytree(disk + "/autograded", course + "/autograded")
print(json.dumps(found))
"""


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_full_disk_costs_time_alone(class_of_four: Any, tmp_path: Path) -> None:
    course = class_of_four
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root alone")
    (tmp_path / "disk").mkdir()
    words = ["grade", course.name, "--workers", "2"]
    env = os.environ | {"PYTHONPATH": str(CLONE), "COLUMNS": "200"}
    unshared = [
        "unshare",
        "--mount",
        sys.executable,
        "-c",
        FULL,
        course.root,
        tmp_path / "disk",
        *words,
    ]
    done = subprocess.run(unshared, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *full, last = json.loads(done.stdout)
    for code, text, book in full:
        assert code in (1, 3) and "Traceback" not in text and book == "ok", text
    assert any("No space left" in text or "disk is full" in text for _, text, _ in full), full
    assert last[0] == 0, last[1]
    assert scores(course) == SCORES and sorted(places(course)) == sorted(SCORES)


# --- at the same time -----------------------------------------------------------------------------


@pytest.mark.exhaustive
def test_a_second_grader_is_refused_and_grades_nothing(class_of_four: Any) -> None:
    course = class_of_four
    with gradebook_module.writing(Course.at(course.root), course.name) as writer:
        with pytest.raises(
            ClassroomError,
            match=f"{course.name} is being graded already, by process {os.getpid()} on ",
        ):
            grade(course)
        assert writer.staging.is_dir() and writer.cells.is_file() and not places(course)
    assert not grade(course, student="ben") and scores(course) == {"ben": 3.0}


@pytest.mark.exhaustive
def test_two_assignments_of_one_course_at_once(class_of_four: Any) -> None:
    course, other = class_of_four, type(class_of_four)(class_of_four.root, "ps1-other")
    for step in "solutions", "exercises":
        shutil.copytree(course.root / step / course.name, course.root / step / other.name)
        (course.root / step / other.name / f"{course.name}.ipynb").rename(
            course.root / step / other.name / f"{other.name}.ipynb"
        )
    for student in SCORES:
        other.submitted(student, **course.right)
    with command("grade", other.name, "--course", course.root, "--workers", 1) as process:
        while (
            not (course.root / "autograded" / f".grading-{other.name}").exists()
            and process.poll() is None
        ):
            time.sleep(0.05)
        assert not grade(course, workers=1)
        text, _ = process.communicate(timeout=900)
    assert process.returncode == 0, text
    assert scores(course) == SCORES and scores(other) == dict.fromkeys(SCORES, 6.0)


# --- workers --------------------------------------------------------------------------------------


class Made:
    """Workers that do at once what they are told to."""

    def __init__(self, count: int, does: Callable[[Job], Any]) -> None:
        self.count, self.does, self.renewed, self.most, self.now = count, does, 0, 0, 0

    def submit(self, slot: int, job: Job) -> Future[Report]:
        future: Future[Report] = Future()
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            future.set_result(self.does(job))
        except Exception as error:
            future.set_exception(error)
        future.add_done_callback(lambda _: setattr(self, "now", self.now - 1))
        return future

    def renew(self, slot: int) -> None:
        self.renewed += 1


def test_what_a_worker_dies_of_is_tried_once_more_and_the_others_go_on(tmp_path: Path) -> None:
    deaths = {"twice": 2, "once": 1}

    def does(job: Job) -> Report:
        deaths[job.student] = deaths.get(job.student, 0) - 1
        if deaths[job.student] >= 0:
            raise BrokenProcessPool("dead")
        return Report(job.student, job.assignment, score=1)

    names = ["twice", "a", "once", "b"]
    workers: Any = Made(2, does)
    found = {
        each.student: each
        for each in pool.run(
            [Job(tmp_path, "ps", name, tmp_path, tmp_path) for name in names], workers
        )
    }
    assert sorted(found) == sorted(names) and workers.renewed == 3
    assert "ended, twice" in found["twice"].error and [
        found[name].error for name in ("a", "once", "b")
    ] == ["", "", ""]


def test_a_worker_that_dies_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    workers: Any = pool.Processes(1, tmp_path)
    try:
        monkeypatch.setattr(pool, "grade", os._exit)
        with pytest.raises(BrokenProcessPool):
            workers.submit(0, 1).result()
        monkeypatch.setattr(pool, "grade", abs)
        assert workers.submit(0, -3).result() == 3, "although nobody had seen to it"
        monkeypatch.setattr(pool, "grade", time.sleep)
        busy = workers.submit(0, 900)
        while not busy.running():
            time.sleep(0.01)
    finally:
        workers.close()
    assert isinstance(busy.exception(), BrokenProcessPool), "it is not waited for"


@pytest.mark.exhaustive
def test_a_dask_cluster_grades_likewise(class_of_four: Any) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as cluster:
        assert not grade(class_of_four, scheduler=cluster.scheduler_address)
    assert scores(class_of_four) == SCORES


@pytest.mark.exhaustive
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_scheduler_with_tls_serves_who_has_the_certificate_and_nobody_else(
    class_of_four: Any, tmp_path: Path
) -> None:
    """With the commands and settings of the guide; the certificate is its own authority."""
    from dask import config
    from distributed import Client

    key, pem = str(tmp_path / "grader.key"), str(tmp_path / "grader.pem")
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "9",
        "-subj",
        "/CN=grader",
        "-keyout",
        key,
        "-out",
        pem,
    ]
    subprocess.run(made, check=True, capture_output=True)
    tls, address = (
        ["--tls-ca-file", pem, "--tls-cert", pem, "--tls-key", key],
        f"tls://127.0.0.1:{free_port()}",
    )
    scheduler = [
        "scheduler",
        "--protocol",
        "tls",
        "--port",
        address.rsplit(":", 1)[1],
        "--no-dashboard",
        *tls,
    ]
    dask, env = (
        str(Path(sys.executable).with_name("dask")),
        {**os.environ, "PYTHONPATH": str(CLONE)},
    )
    parts = scheduler, ["worker", address, "--nthreads", "1", "--no-dashboard", *tls]
    running = [
        subprocess.Popen(
            [dask, *words], env=env, cwd=tmp_path, stdout=-3, stderr=-3, start_new_session=True
        )
        for words in parts
    ]
    names = {"ca-file": pem, "client.cert": pem, "client.key": key}
    try:
        with config.set({f"distributed.comm.tls.{name}": path for name, path in names.items()}):
            with Client(address, timeout="300s") as client:
                client.wait_for_workers(1, timeout=300)
            assert not grade(class_of_four, scheduler=address)
        assert scores(class_of_four) == SCORES
        for stranger in address, address.replace("tls", "tcp"):
            with pytest.raises(ClassroomError, match="No Dask scheduler answers"):
                grade(class_of_four, scheduler=stranger, force=True)
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("missing", "sentence"),
    [(True, 'pip install "distributed'), (False, "No Dask scheduler answers at tcp://127.0.0.1:9")],
)
def test_a_cluster_that_is_not_there(
    class_of_four: Any, monkeypatch: pytest.MonkeyPatch, missing: bool, sentence: str
) -> None:
    if missing:
        monkeypatch.setitem(sys.modules, "distributed", None)
    begun: list[bool] = []
    monkeypatch.setattr(pool, "prepare", begun.append)
    with pytest.raises(ClassroomError, match=sentence):
        grade(class_of_four, scheduler="tcp://127.0.0.1:9")
    assert not begun, "the workers of a cluster do their own imports"


@pytest.mark.parametrize(
    "name",
    [
        "\\[/x]",
        "[/]",
        "[bold]a",
        "[link=https://x]a",
        ":smile:",
        "a\x1b[31m\x07",
        "a\r\nb",
        "\ud800",
        "\u202ea",
    ],
)
def test_names_in_the_table_are_text(
    monkeypatch: pytest.MonkeyPatch, tiny_course: Any, capsys: Any, name: str
) -> None:
    report = Report(name, "ps", score=1, max=1, repairs=[f"Left out {name}: it cannot be read"])
    monkeypatch.setattr(grade_module, "grade", lambda *words: [report])
    monkeypatch.setattr(sys, "argv", ["neurolib", "grade", "ps", "--course", str(tiny_course.root)])
    with pytest.raises(SystemExit) as exit:
        cli.main()
    text = capsys.readouterr().out
    shown = "".join(char if char.isprintable() else "?" for char in name)
    assert (
        exit.value.code == 0 and text.count(shown) == 2 and text.replace("\n", "").isprintable()
    ), text


def test_of_many_the_table_shows_what_there_is_to_say(
    monkeypatch: pytest.MonkeyPatch, tiny_course: Any, capsys: Any
) -> None:
    reports = [
        Report(f"s{n:03}", "ps", {"ps": [Outcome("t", "t", 1, 1, "")]}, score=1, max=1)
        for n in range(500)
    ]
    reports[7].repairs, reports[9].error = ["two cells joined"], "It holds no notebook."
    monkeypatch.setattr(grade_module, "grade", lambda *words: reports)
    monkeypatch.setattr(sys, "argv", ["neurolib", "grade", "ps", "--course", str(tiny_course.root)])
    with pytest.raises(SystemExit) as exit:
        cli.main()
    text = capsys.readouterr().out
    assert exit.value.code == 1 and "s007" in text and "s009" in text and "s008" not in text
    assert "499 of 500 submissions of ps have a grade." in text
