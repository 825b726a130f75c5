"""A gradebook in PostgreSQL: its address works as a teacher types it, few connections are open, and
a server that is restarted costs nobody a grade.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.grading import grade as grade_module
from neurolib.classroom.grading import gradebook as gradebook_module
from neurolib.classroom.grading.gradebook import Writer, _transaction, writing
from neurolib.classroom.reports.export import export
from neurolib.classroom.reports.outcomes import Outcome
from neurolib.classroom.reports.report import Report
from tests.classroom import postgres

WORKERS = 2
needs_postgres = pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing())


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """A server that takes two more connections than there are workers."""
    # psycopg's own connection of a test is closed before anything is graded
    with postgres.server(
        max_connections=WORKERS + 2, superuser_reserved_connections=0, max_wal_senders=0
    ) as one:
        yield one


@pytest.fixture
def database(server: postgres.Server, tmp_path: Path) -> str:
    return server.database(tmp_path.name)


# --- its driver -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "missing", "said"),
    [
        (
            "postgresql://grades:secret@host/course",
            "psycopg",
            'needs a driver that is not installed. Run pip install "psycopg[binary]" "sqlalchemy>=2.1"',
        ),
        ("mysql+pymysql://grades:secret@host/course", "pymysql", "import of pymysql halted"),
        ("postgres://grades:secret@host/course", "", "expected sqlite:/// or postgresql://"),
        ("gradebook.db", "", "expected sqlite:/// or postgresql://"),
    ],
)
def test_an_address_that_cannot_work_is_a_sentence_without_its_password(
    tiny_course: Any,
    neurolib: Any,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    missing: str,
    said: str,
) -> None:
    if missing:
        monkeypatch.setitem(sys.modules, missing, None)
    at(tiny_course, address)
    for command in "grade", "release", "due":
        words = [tiny_course.name] if command != "due" else []
        code, text = neurolib(command, *words, "--course", tiny_course.root)
        text = " ".join(text.split())
        assert code == 3 and said in text and "secret" not in text, text


def at(course: Any, address: str) -> None:
    """Write a gradebook's address into a course, as the guide says."""
    path = course.root / "nbgrader_config.py"
    line = f"c.CourseDirectory.db_url = {address!r}\nsecure(c)"
    path.write_text(path.read_text().replace("secure(c)", line))


# --- a class --------------------------------------------------------------------------------------


def rows(address: str) -> list[tuple[Any, ...]]:
    """All that a gradebook says, but for the random names of its rows."""
    found: list[tuple[Any, ...]] = []
    with Gradebook(address, "neurolib") as book:
        for assignment in book.assignments:
            for submission in assignment.submissions:
                who = submission.student_id, assignment.name, submission.timestamp
                found.append((*who, submission.score, submission.max_score))
                for one in submission.notebooks:
                    found += [
                        (*who, one.name, grade.name, grade.auto_score, grade.needs_manual_grade)
                        for grade in one.grades
                    ]
                    found += [(*who, one.name, each.name, each.comment) for each in one.comments]
    return sorted(found, key=str)


@needs_postgres
@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_class_is_graded_as_in_a_file_and_few_connections_are_open(
    tiny_course: Any, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Released, graded by two workers, exported; ``alembic`` is not on PATH; the server refuses
    more connections than workers + 2.
    """
    tools = str(Path(sys.executable).parent)
    there = [each for each in os.environ["PATH"].split(os.pathsep) if each != tools]
    monkeypatch.setenv("PATH", os.pathsep.join(there))
    found = []
    for name in "file", "server":
        course = type(tiny_course)(tiny_course.root.parent / name)
        shutil.copytree(tiny_course.root, course.root)
        if name == "server":
            at(course, database)
        course.release()
        for student, answers in {"ada": course.right, "ben": {}, "cai": course.right}.items():
            course.submitted(student, **answers)
        opened = Course.at(course.root)
        reports = grade_module.grade(opened, course.name, workers=WORKERS)
        assert [(each.student, each.score, each.error) for each in reports] == [
            ("ada", 6, ""),
            ("ben", 0, ""),
            ("cai", 6, ""),
        ]
        assert export(opened, "csv", tmp_path / f"{name}.csv") == 3
        found.append(rows(opened.database))
    assert found[0] == found[1] and len(found[0]) == 18
    assert (tmp_path / "file.csv").read_text() == (tmp_path / "server.csv").read_text()


# --- a server that is restarted -------------------------------------------------------------------


@pytest.fixture
def course(
    gradebooks_in_no_time: None, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Course:
    """A course whose gradebook knows a set of one test and one answer."""
    made = Course.at(tmp_path / "course")
    made.config.CourseDirectory.db_url = database
    source = made.folder("source") / "ps" / "one.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(new_notebook(), source)
    with Gradebook(made.database, made.id) as book:
        book.add_assignment("ps", duedate="2026-01-10 10:00:00 UTC")
        book.add_notebook("one", "ps")
        book.add_solution_cell("answer", "one", "ps")
        book.add_grade_cell("first", "one", "ps", max_score=2, cell_type="code")
    monkeypatch.setattr(gradebook_module, "generate", lambda *_: None)
    return made


def report(writer: Writer, student: str) -> Report:
    folder = writer.staging / student / "ps"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-01-09 10:00:00 UTC", encoding="utf-8")
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    cell = new_code_cell("", metadata={"nbgrader": marks | {"grade_id": "first", "points": 2}})
    nbformat.write(new_notebook(cells=[cell]), folder / "one.ipynb")
    outcome = Outcome("first", "first", 1.5, 2, "")
    return Report(student, "ps", {"one": [outcome]}, folder=folder)


def graded(course: Course) -> dict[str, float]:
    """The points in the gradebook of whoever has a folder, too."""
    with Gradebook(course.database, course.id) as book:
        scores = [(each.student_id, each.score) for each in book.assignment_submissions("ps")]
    folders = {path.parent.name for path in course.folder("autograded").glob("*/ps")}
    assert len(scores) == len(dict(scores)), "nothing stands twice"
    assert folders == dict(scores).keys()
    return dict(scores)


@needs_postgres
@pytest.mark.parametrize("moment", ["between two submissions", "before the commit"])
def test_a_restart_of_the_server_is_waited_for(
    server: postgres.Server, course: Course, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Each submission is written once, with its points."""
    back = threading.Thread(target=lambda: (time.sleep(1), server.start()))

    def away(real: Any) -> Any:
        def call(*words: Any) -> Any:
            found = real(*words)
            if not back.ident:
                server.stop()
                back.start()
            return found

        return call

    with writing(course, "ps") as writer:
        assert writer.write(report(writer, "ada")).error == ""
        if moment == "before the commit":
            monkeypatch.setattr(writer, "_record", away(writer._record))
        else:
            away(lambda: None)()
        found = [writer.write(report(writer, student)) for student in ("ben", "cai")]
        back.join()
    assert [(one.error, one.score, one.max) for one in found] == [("", 1.5, 2)] * 2
    assert graded(course) == {"ada": 1.5, "ben": 1.5, "cai": 1.5}


@needs_postgres
def test_a_server_that_stays_away_stops_the_batch_with_a_sentence_and_the_next_run_goes_on(
    server: postgres.Server, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradebook_module, "PATIENCE", 1)
    with writing(course, "ps") as writer:
        writer.write(report(writer, "ada"))
    try:
        with (
            pytest.raises(ClassroomError, match=r"what is graded stays\. When that is mended, run"),
            grade_module._resumable(course),
            writing(course, "ps") as writer,
        ):
            server.stop()
            writer.write(report(writer, "ben"))
    finally:
        server.start()
    assert graded(course) == {"ada": 1.5}
    with writing(course, "ps") as writer:
        assert writer.write(report(writer, "ben")).error == ""
    assert graded(course) == {"ada": 1.5, "ben": 1.5}


@needs_postgres
def test_two_graders_of_two_sets_both_add_a_new_student(course: Course) -> None:
    """The second waits for the first, and then finds the student."""
    with Gradebook(course.database, course.id) as one, Gradebook(course.database, course.id) as two:

        def add() -> None:
            with _transaction(two):
                two.update_or_create_student("ada")

        other = threading.Thread(target=add)
        with _transaction(one):
            one.update_or_create_student("ada")
            other.start()
            time.sleep(0.3)
        other.join(300)
        assert not other.is_alive() and [each.id for each in two.students] == ["ada"]


@needs_postgres
def test_the_planner_knows_the_new_grades_when_grading_ends(
    server: postgres.Server, course: Course
) -> None:
    """Without statistics, which the server would take minutes later, Formgrader's pages take ten
    times as long.
    """
    with writing(course, "ps") as writer:
        writer.write(report(writer, "ada"))
    name = course.database.partition("///")[2].partition("?")[0]
    (found,) = server.execute("SELECT reltuples FROM pg_class WHERE relname = 'grade'", name)
    assert found == (1,)
