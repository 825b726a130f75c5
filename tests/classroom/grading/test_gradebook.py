"""What is written of a grade: points, marks by a person, penalties, all of them or none; whose work
is due; and why grading stops.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.grading import grade as grade_module
from neurolib.classroom.grading import gradebook as gradebook_module
from neurolib.classroom.grading import lock, pool, tables
from neurolib.classroom.grading.gradebook import Writer, writing
from neurolib.classroom.grading.groups import SECRET, counted, groups, is_of, note
from neurolib.classroom.intake.files import COLLECTED
from neurolib.classroom.reports.outcomes import Outcome
from neurolib.classroom.reports.report import Report

DUE = "2026-01-10 10:00:00"


@pytest.fixture
def course(gradebooks_in_no_time: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose gradebook knows a set of two notebooks, each with two tests and an answer;
    being late costs all.
    """
    made = Course.at(tmp_path / "course")
    source = made.folder("source") / "ps" / "one.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(new_notebook(), source)
    made.config.LateSubmissionPlugin.penalty_method = "zero"
    Base.metadata.create_all(create_engine(made.database))
    with Gradebook(made.database, made.id) as book:
        book.add_assignment("ps", duedate=f"{DUE} UTC")
        for notebook in "one", "two":
            book.add_notebook(notebook, "ps")
            book.add_solution_cell("answer", notebook, "ps")
            for test in "first", "second":
                book.add_grade_cell(test, notebook, "ps", max_score=2, cell_type="code")
    monkeypatch.setattr(gradebook_module, "generate", lambda *_: None)
    return made


@pytest.fixture
def writer(course: Course) -> Iterator[Writer]:
    with writing(course, "ps") as writer:
        yield writer


def report(
    at: Writer | pool.Job, student: str = "ada", when: str = DUE, **points: float | None
) -> Report:
    """A worker's report on the notebook ``one``, which has these points."""
    folder = at.staging / student / "ps"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(f"{when} UTC", encoding="utf-8")
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    tests = [
        new_code_cell("", metadata={"nbgrader": marks | {"grade_id": name, "points": 2}})
        for name in points
    ]
    nbformat.write(new_notebook(cells=tests), folder / "one.ipynb")
    cells = [Outcome(name, name, earned, 2, "") for name, earned in points.items()]
    return Report(student, "ps", {"one": cells}, folder=folder)


def row(writer: Writer, test: str, notebook: str = "one") -> Any:
    return writer.gradebook.find_grade(test, notebook, "ps", "ada")


# --- what is written ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earned", "marked", "waits"),
    [
        (1.0, None, False),
        (0.0, None, False),
        (None, None, True),
        (1.0, 0.0, True),
        (None, 2.0, True),
    ],
)
def test_a_person_has_to_look_at_what_no_machine_or_a_person_has_graded(
    writer: Writer, earned: float | None, marked: float | None, waits: bool
) -> None:
    writer.write(report(writer, first=earned))
    row(writer, "first").manual_score = marked
    writer.gradebook.db.commit()
    assert writer.write(report(writer, first=earned)).error == ""
    assert (row(writer, "first").auto_score, row(writer, "first").manual_score) == (earned, marked)
    assert row(writer, "first").needs_manual_grade is waits


def test_a_test_that_was_not_run_keeps_its_points_and_a_notebook_that_is_missing_has_none(
    writer: Writer,
) -> None:
    writer.write(report(writer, first=2.0, second=1.0))
    row(writer, "first", "two").auto_score = row(writer, "second", "two").manual_score = 2.0
    writer.gradebook.db.commit()
    writer.write(report(writer, first=1.5))
    assert [row(writer, test).auto_score for test in ("first", "second")] == [1.5, 1.0]
    assert [row(writer, test, "two").auto_score for test in ("first", "second")] == [0, 0]
    assert not row(writer, "second", "two").needs_manual_grade, (
        "nobody can look at what is not there"
    )


@pytest.mark.parametrize(
    ("when", "penalty"), [("2026-01-10 09:00:00", 0.0), (DUE, 0.0), ("2026-01-10 10:00:01", 3.0)]
)
def test_what_is_late_by_a_second_pays_and_what_is_in_time_does_not(
    writer: Writer, when: str, penalty: float
) -> None:
    done = writer.write(report(writer, when=when, first=2.0, second=1.0))
    assert (done.score, done.penalty, done.max) == (3.0 - penalty, penalty, 8.0)


def test_a_part_of_the_points_is_lost_to_a_rule_that_takes_a_part_and_nothing_to_one_that_takes_none(
    writer: Writer,
) -> None:
    for part, score in ((1.0, 2.0), (None, 3.0)):
        writer.penalties.rule.plugin_inst.late_submission_penalty = (
            lambda student, score, late, part=part: part
        )
        assert (
            writer.write(report(writer, when="2026-02-01 10:00:00", first=2.0, second=1.0)).score
            == score
        )


def test_a_penalty_falls_on_points_that_a_person_gave_to_a_notebook_of_before_too(
    writer: Writer,
) -> None:
    writer.write(report(writer, first=2.0))
    row(writer, "first", "two").manual_score = 2.0
    writer.gradebook.db.commit()
    assert writer.write(report(writer, when="2026-02-01 10:00:00", first=2.0)).penalty == 4.0
    assert {
        book.name: book.late_submission_penalty
        for book in writer.gradebook.find_submission("ps", "ada").notebooks
    } == {
        "one": 2.0,
        "two": 2.0,
    }


def test_a_result_is_written_whole_or_not_at_all(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.write(report(writer, first=1.0))
    late = writer.penalties.days.of
    monkeypatch.setattr(
        writer.penalties.days, "of", lambda *_: (_ for _ in ()).throw(ValueError("no\n such row"))
    )
    done = writer.write(report(writer, first=2.0, second=2.0))
    assert done.error == "Its grade could not be written down: no such row" and done.score is None
    assert [row(writer, test).auto_score for test in ("first", "second")] == [1.0, None]
    monkeypatch.setattr(writer.penalties.days, "of", late)
    unread = Report("ada", "ps", error="It holds no notebook.")
    assert (
        writer.write(unread).error == "It holds no notebook."
        and row(writer, "first").auto_score == 1.0
    )


def test_from_its_beginning_a_transaction_keeps_other_writers_out(writer: Writer) -> None:
    """Otherwise two processes that grade two assignments may both add a new student."""
    with sqlite3.connect(writer.course.root / "gradebook.db", timeout=0) as other:
        other.isolation_level = None
        with (
            gradebook_module._transaction(writer.gradebook),
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    other.close()


# --- what is due ----------------------------------------------------------------------------------


@pytest.fixture
def graded(writer: Writer) -> Path:
    """The graded notebook of one student, all right."""
    hand_in(writer.course, "ada")
    assert writer.write(report(writer, first=2.0, second=2.0)).score == 4.0
    return writer.graded / "ada" / "ps" / "one.ipynb"


def hand_in(course: Course, student: str) -> Path:
    path = course.folder("submitted") / student / "ps" / "one.ipynb"
    path.parent.mkdir(parents=True)
    path.touch()
    return path


@pytest.mark.parametrize(("seconds", "due"), [(-1, True), (0, False), (1, False)])
def test_work_is_due_if_it_came_after_it_was_graded(
    writer: Writer, graded: Path, seconds: int, due: bool
) -> None:
    inputs = [writer.course.folder(step) for step in ("submitted", "source")]
    newest = max(path.stat().st_ctime_ns for folder in inputs for path in folder.rglob("*.ipynb"))
    os.utime(graded, ns=(newest, newest + seconds * 10**9))
    assert ("ada" not in writer.up_to_date(["ada"], counted(writer.course, "ps"))) == due


def test_who_is_graded_while_the_source_changes_is_graded_again(writer: Writer) -> None:
    """Everybody is graded by the tests of the beginning of a run, also whose turn comes later."""
    hand_in(writer.course, "ada")
    (source,) = writer.course.folder("source").rglob("*.ipynb")
    newest = source.stat().st_ctime_ns
    while source.stat().st_ctime_ns == newest:
        source.touch()
    writer.write(report(writer, first=2.0, second=2.0))
    assert "ada" not in writer.up_to_date(["ada"], counted(writer.course, "ps"))
    assert "is newer than the grade of ada" in gradebook_module.ungraded(writer.course, "ps")[0]


def test_a_notebook_that_is_only_opened_makes_nothing_due(writer: Writer, graded: Path) -> None:
    """JupyterLab then lays a copy beside it, in a hidden folder."""
    for folder in (writer.course.folder("submitted") / "ada", writer.course.folder("source")):
        copy = folder / "ps" / ".ipynb_checkpoints" / "one-checkpoint.ipynb"
        copy.parent.mkdir()
        copy.touch()
        newest = copy.stat().st_ctime_ns - 1000
    os.utime(graded, ns=(newest, newest))
    assert gradebook_module.ungraded(writer.course, "ps") == []
    assert "ada" in writer.up_to_date(["ada"], counted(writer.course, "ps"))


def test_a_grade_that_the_gradebook_lacks_and_one_that_is_older_are_told_apart(
    writer: Writer, graded: Path
) -> None:
    """The first where another gradebook stands in place of the one of before, the second where the
    whole course was copied.
    """
    said, run = gradebook_module.ungraded, "Run neurolib grade ps"
    os.utime(graded, (0, 0))
    newer = f"ps: its source or the hand-in is newer than the grade of ada. {run}"
    assert said(writer.course, "ps") == [newer]
    writer.gradebook.remove_submission("ps", "ada")
    lacks = f"ps: the hand-ins that count for ada have no grade yet. {run}"
    assert said(writer.course, "ps") == [lacks]


@pytest.mark.parametrize("spoiled", ["the points", "the cells", "the file", "the row"])
def test_a_grade_of_which_a_half_is_missing_is_made_again(
    writer: Writer, graded: Path, spoiled: str
) -> None:
    assert {
        name: found.score
        for name, found in writer.up_to_date(["ada", "ben"], counted(writer.course, "ps")).items()
    } == {"ada": 4.0}
    if spoiled == "the points":
        row(writer, "second").auto_score = 1.0
        writer.gradebook.db.commit()
    elif spoiled == "the cells":
        nbformat.write(new_notebook(), graded)
    elif spoiled == "the file":
        graded.unlink()
    else:
        writer.gradebook.remove_submission("ps", "ada")
    assert writer.up_to_date(["ada", "ben"], counted(writer.course, "ps")) == {}


# --- grading --------------------------------------------------------------------------------------


class Workers:
    """Workers that give everybody four points, and note how many they are and what they are to
    grade.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.prepared, self.jobs, self.refusal = Any, list[bool](), list[str](), ""
        monkeypatch.setattr(pool, "prepare", self.prepared.append)
        monkeypatch.setattr(pool, "cores", lambda: [0, 1, 2])
        monkeypatch.setattr(pool, "Processes", lambda count, scratch: self.begin(count))
        monkeypatch.setattr(pool, "Cluster", self.begin)
        monkeypatch.setattr(pool, "run", lambda jobs, _: map(self.grade, jobs))

    def begin(self, count: Any) -> Workers:
        self.count, self.jobs = count, []
        return self

    def ask(self, question: Callable[[], str]) -> str:
        return self.refusal

    def close(self) -> None:
        pass

    def grade(self, job: pool.Job) -> Report:
        self.jobs.append(job.student)
        return report(job, job.student, first=2.0, second=2.0)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    return Workers(monkeypatch)


def test_everybody_is_in_the_table_and_only_work_that_is_due_goes_to_the_workers(
    course: Course, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in "ada", "ben", "<b>":
        hand_in(course, student)
    told = {"ada": ["Left out x: links are not followed"], "lost": ["It is not a folder", "twice"]}
    monkeypatch.setattr(grade_module, "collect", lambda *_: told)
    steps: list[tuple[int, int]] = []

    def done(n: int, of: int) -> None:
        steps.append((n, of))

    found = grade_module.grade(course, "ps", done=done)
    assert [(one.student, one.score, one.sentence) for one in found] == [
        ("<b>", None, grade_module.MISNAMED),
        ("ada", 4.0, "Left out x: links are not followed"),
        ("ben", 4.0, ""),
        ("lost", None, "It is not a folder; twice"),
    ]
    assert workers.jobs == ["ada", "ben"] and steps == [(2, 4), (3, 4), (4, 4)]
    workers.jobs = []
    assert [one.score for one in grade_module.grade(course, "ps")] == [
        None,
        4.0,
        4.0,
        None,
    ] and workers.jobs == []
    for force, expected in (True, [(0, 1), (1, 1)]), (False, [(1, 1)]):
        workers.jobs = []
        steps.clear()
        assert [
            one.student for one in grade_module.grade(course, "ps", "ben", done, force=force)
        ] == ["ben"]
        assert steps == expected and workers.jobs == ["ben"] * force


@pytest.mark.parametrize(("there", "named"), [("", "nobody"), ("b", "b"), ("ba", "a, b")])
def test_who_has_not_submitted_is_told_from_those_who_have(
    course: Course, workers: Workers, there: str, named: str
) -> None:
    for student in there:
        hand_in(course, student)
    with pytest.raises(ClassroomError, match=f"^zoe has not submitted ps; submitted: {named}.$"):
        grade_module.grade(course, "ps", student="zoe")


@pytest.mark.parametrize(("wanted", "begun"), [(None, 3), (1, 1), (2, 2), (9, 4)])
def test_there_are_as_many_workers_as_cores_unless_told_and_no_more_than_submissions(
    course: Course, workers: Workers, wanted: int | None, begun: int
) -> None:
    for student in "abcd":
        hand_in(course, student)
    grade_module.grade(course, "ps", workers=wanted)
    assert workers.count == begun and workers.prepared == [False]


def test_the_workers_of_a_cluster_do_their_own_imports(course: Course, workers: Workers) -> None:
    hand_in(course, "ada")
    grade_module.grade(course, "ps", scheduler="tcp://there:1")
    assert workers.count == "tcp://there:1" and workers.prepared == []


def test_workers_that_refuse_or_do_not_begin_stop_the_grading(
    course: Course, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada")
    workers.refusal = "There is no sandbox."
    with pytest.raises(ClassroomError, match="^There is no sandbox.$"):
        grade_module.grade(course, "ps")
    monkeypatch.setattr(workers, "ask", lambda question: {}["neurolib"])
    with pytest.raises(ClassroomError, match="The workers cannot begin; .* KeyError: 'neurolib'$"):
        grade_module.grade(course, "ps")
    assert workers.jobs == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "No space left on device"),
        (OSError("it went away"), "it went away"),
        (
            OperationalError("INSERT", {}, Exception("database or disk is full")),
            "database or disk is full",
        ),
    ],
)
def test_what_stops_a_grading_is_said_with_how_to_go_on(
    course: Course, workers: Workers, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    monkeypatch.setattr(grade_module, "collect", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises(ClassroomError) as stopped:
        grade_module.grade(course, "ps")
    assert (
        str(stopped.value)
        == f"{reason}: what is graded stays. When that is mended, run it again in {course.root}."
    )


def test_who_holds_a_lock_is_named_as_far_as_it_is_known(tmp_path: Path) -> None:
    with lock.held(tmp_path, "ps"):
        with (
            pytest.raises(
                ClassroomError,
                match=f"^ps is being graded already, by process {os.getpid()} on .*, since "
                f"[0-9:]{{5}}.$",
            ),
            lock.held(tmp_path, "ps"),
        ):
            pass
        (tmp_path / ".ps.lock").write_text("")
        with (
            pytest.raises(
                ClassroomError, match="^ps is being graded already, by another process.$"
            ),
            lock.held(tmp_path, "ps"),
        ):
            pass
    with lock.held(tmp_path, "ps"):
        pass
    assert (tmp_path / ".ps.lock").read_text() == "", "nobody holds it"


# --- groups ---------------------------------------------------------------------------------------


def collected(course: Course, student: str, time: str, sender: str = "") -> Path:
    """Lay into ``submitted/`` what was collected of a student."""
    path = hand_in(course, student)
    path.write_text(f"by {sender or student} at {time}")
    about = {"name": f"{sender or student}+ps+{time}+x1", "time": f"2026-01-01 {time}:00 UTC"}
    (path.parent / COLLECTED).write_text(json.dumps(about))
    return path


@pytest.fixture
def red(course: Course) -> Callable[[], dict[str, Any]]:
    """A group of three; the text that counts for each, and what is told."""
    (course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\nred,cai\nblue,zoe\n")

    def after() -> dict[str, Any]:
        before = {
            path: path.read_bytes()
            for path in course.folder("submitted").rglob("*")
            if path.is_file()
        }
        found = counted(course, "ps")
        assert before == {
            path: path.read_bytes()
            for path in course.folder("submitted").rglob("*")
            if path.is_file()
        }
        return {
            name: ((each.folder / "one.ipynb").read_text(), *filter(None, [each.remark]))
            for name, each in found.items()
        }

    return after


COUNTS = "The hand-in of {}, of the same group, counts"


def test_the_last_hand_in_of_a_group_counts_where_the_others_have_an_older_one_or_none(
    course: Course, red: Any
) -> None:
    assert red() == {}, "nobody has handed in"
    collected(course, "ada", "10:00")
    assert red() == {
        "ada": ("by ada at 10:00",),
        **dict.fromkeys(["ben", "cai"], ("by ada at 10:00", COUNTS.format("ada"))),
    }
    collected(course, "ben", "11:00")
    assert red() == {
        "ben": ("by ben at 11:00",),
        **dict.fromkeys(["ada", "cai"], ("by ben at 11:00", COUNTS.format("ben"))),
    }


def test_whoever_leaves_a_group_has_the_own_hand_in_again(course: Course, red: Any) -> None:
    collected(course, "ada", "10:00")
    collected(course, "ben", "11:00")
    collected(course, "zoe", "09:00")
    assert red()["ada"][0] == "by ben at 11:00"
    (course.root / "groups.csv").write_text("group,student\nred,ben\nred,cai\n")
    assert red() == {
        "ada": ("by ada at 10:00",), "zoe": ("by zoe at 09:00",),
        "ben": ("by ben at 11:00",), "cai": ("by ben at 11:00", COUNTS.format("ben")),
    }  # fmt: skip
    (course.root / "groups.csv").unlink()
    assert red() == {
        "ada": ("by ada at 10:00",),
        "ben": ("by ben at 11:00",),
        "zoe": ("by zoe at 09:00",),
    }


def test_a_hand_in_that_another_made_comes_after_those_of_members(course: Course, red: Any) -> None:
    """It was made in the name of a member who has handed in nothing, later than another member's
    own.
    """
    collected(course, "ada", "10:00")
    forged = collected(course, "cai", "12:00")
    about = json.loads((forged.parent / COLLECTED).read_text())
    (forged.parent / COLLECTED).write_text(json.dumps(about | {"owner": "mallory"}))
    assert red() == {
        "ada": ("by ada at 10:00",),
        **dict.fromkeys(["ben", "cai"], ("by ada at 10:00", COUNTS.format("ada"))),
    }
    shutil.rmtree(course.folder("submitted") / "ada")
    assert red()["ben"] == ("by cai at 12:00", COUNTS.format("cai")), "a partner may have sent it"


def test_what_a_person_laid_there_for_a_member_counts_for_the_member(
    course: Course, red: Any
) -> None:
    collected(course, "ada", "10:00")
    hand_in(course, "ben").write_text("by hand")
    assert red() == {
        "ada": ("by ada at 10:00",),
        "ben": ("by hand",),
        "cai": ("by ada at 10:00", COUNTS.format("ada")),
    }


def test_a_group_may_hold_for_some_sets_alone(course: Course) -> None:
    (course.root / "groups.csv").write_text(
        "group,student,assignment\nred,ada,\nred,ben,\nblue,cai,ps\nblue,dan,ps\n"
    )
    assert groups(course, "ps") == {"red": ["ada", "ben"], "blue": ["cai", "dan"]} and groups(
        course, "other"
    ) == {"red": ["ada", "ben"]}
    (course.root / "groups.csv").write_text("group,student,assignment\nred,ada,ps1\n")
    with pytest.raises(ClassroomError, match="has no assignment ps1"):
        groups(course)


def test_a_grade_of_another_hand_in_is_not_up_to_date(course: Course, tmp_path: Path) -> None:
    collected(course, "ada", "10:00")
    collected(course, "ben", "11:00")
    (course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\n")
    hand_ins, graded = counted(course, "ps"), tmp_path / "ada" / "ps"
    graded.mkdir(parents=True)
    assert is_of(tmp_path / "ben" / "ps", hand_ins["ben"]) and not is_of(graded, hand_ins["ada"]), (
        "nothing is noted"
    )
    note(graded, hand_ins["ada"], course.folder("submitted") / "ada" / "ps")
    assert is_of(graded, hand_ins["ada"])
    (course.root / "groups.csv").unlink()
    assert not is_of(graded, counted(course, "ps")["ada"])


def test_each_member_fetches_feedback_by_the_members_own_secret(
    course: Course, tmp_path: Path
) -> None:
    for student, time in {"ada": "10:00", "ben": "11:00"}.items():
        (collected(course, student, time).parent / SECRET).write_text(f"of {student}")
    (course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\nred,cai\n")
    hand_ins, found = counted(course, "ps"), {}
    for student in "ada", "ben", "cai":
        target = Path(shutil.copytree(hand_ins[student].folder, tmp_path / student))
        note(target, hand_ins[student], course.folder("submitted") / student / "ps")
        found[student] = (target / SECRET).read_text() if (target / SECRET).exists() else ""
    assert found == {"ada": "of ada", "ben": "of ben", "cai": ""}


# --- tables ---------------------------------------------------------------------------------------


def test_names_in_tables_are_checked(course: Course) -> None:
    hand_in(course, "ada")
    with Gradebook(course.database, course.id) as book:
        book.add_student("ben")
    assert tables.check(course) == []
    (course.root / "late.csv").write_text(
        "student,assignment,days\nada,ps,1\nben,ps,1\nAda,ps,1\nzoe,ps,1\n"
    )
    (course.root / "groups.csv").write_text("group,student\nred,ada\nred,bne\n")
    unknown = (
        "{} names {}. Nobody of this name is in the gradebook or has handed in anything: is "
        "it right?"
    )
    assert tables.check(course) == [
        unknown.format("late.csv", "Ada, zoe"),
        unknown.format("groups.csv", "bne"),
    ]
    (course.root / "late.csv").write_text("student,assignment,days\nada,pss,1\n")
    with pytest.raises(
        ClassroomError,
        match=r"late.csv gives ada more time for pss, which .* does not have; did you mean ps\?",
    ):
        tables.check(course)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("red,ada\nblue,ada", "groups.csv has ada in red and in blue; expected one group."),
        ("red,a/b", "groups.csv has the student 'a/b', which is no name of a folder."),
        ("red,.ada", "groups.csv has the student '.ada', which is no name of a folder."),
    ],
)
def test_a_table_of_groups_that_cannot_be_is_refused(
    course: Course, lines: str, sentence: str
) -> None:
    (course.root / "groups.csv").write_text(f"group,student\n{lines}\n")
    with pytest.raises(ClassroomError, match=re.escape(sentence)):
        groups(course)


def test_two_groups_may_swap_a_member_from_one_set_to_the_next(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Course, "assignments", lambda _: ["ps", "ps2"])
    (course.root / "groups.csv").write_text(
        "group,student,assignment\nred,ada,ps\nred,ben,ps\nblue,cai,ps\nred,cai,ps2\nred,ben,ps2\n"
        "blue,ada,ps2\n"
    )
    for who in "ada", "ben", "cai":
        hand_in(course, who)
    assert tables.check(course) == []
    assert groups(course, "ps2") == {"red": ["cai", "ben"], "blue": ["ada"]}
    with open(course.root / "groups.csv", "a") as file:
        file.write("red,ada,\n")
    with pytest.raises(ClassroomError, match="has ada in blue and in red; expected one group"):
        tables.check(course)


def test_who_has_no_group_works_alone_and_a_group_may_be_empty(course: Course) -> None:
    (course.root / "groups.csv").write_text("group;student\nred;ada\nred;\n;cai\n;dan\n")
    assert groups(course, "ps") == {"red": ["ada"]}
    collected(course, "cai", "10:00")
    collected(course, "dan", "11:00")
    hand_in(course, "ada")
    assert {who: one.folder.parent.name for who, one in counted(course, "ps").items()} == {
        "ada": "ada",
        "cai": "cai",
        "dan": "dan",
    }
    assert "groups.csv names a student without a name" in tables.check(course)[0]


def test_no_student_is_made_of_what_lies_beside_the_students(course: Course) -> None:
    collected(course, "ps", "10:00")  # a student called as the set
    (course.folder("submitted") / ".earlier" / "ps" / "ps").mkdir(parents=True)
    assert list(counted(course, "ps")) == ["ps"]


def test_a_student_may_be_written_twice_into_one_group(course: Course) -> None:
    (course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\nred,ada\n")
    assert set(groups(course)["red"]) == {"ada", "ben"}
