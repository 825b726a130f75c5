"""What a teacher sees and sets for a whole class: misconceptions, look-alikes, tables, more time, late days, groups; and a student's overview."""

from __future__ import annotations

import ast
import csv
import datetime
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neurolib.classroom import similarity
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.export import export
from neurolib.classroom.gradebook import with_timeout
from neurolib.classroom.groups import groups
from neurolib.classroom.late import DAY, LateDays, announce, told
from neurolib.classroom.misconceptions import BLANK, OTHER, _texts, survey
from neurolib.classroom.similarity import similar

DOUBLED = "def square(x):\n    return 2*x"
LONG = """def cube(x):
    total = 0
    for step in range(3):
        if step == 0:
            total = x
        elif step > 0:
            total = total * x
    kept = [total, total + 1, total - 1]
    return kept[0] if kept[1] > kept[2] else kept[1]
"""
SAME = LONG.replace("total", "summe").replace("step", "schritt").replace("kept", "liste") + "    # my own work\n"
OWN = "def cube(x):\n    square = x * x\n    values = {key: key * square for key in (x,)}\n    assert len(values) == 1\n    return values[x]\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the course below lies once it is graded."""
    return tmp_path_factory.mktemp("graded") / "course"


@pytest.fixture
def graded(tiny_course: Any, kept: Path) -> Any:
    """The small course with five graded students: one right, two who doubled, one with another mistake, one who answered nothing.

    They are graded once; each test has a copy."""
    from neurolib.classroom.grade import grade

    if kept.exists():
        shutil.copytree(kept, tiny_course.root, dirs_exist_ok=True)
        return tiny_course
    tiny_course.release()
    tiny_course.submitted("ada", **tiny_course.right)
    tiny_course.submitted("ben", square=DOUBLED, cube=LONG)
    tiny_course.submitted("cleo", square=DOUBLED, cube=SAME)
    tiny_course.submitted("dan", square="def square(x):\n    return x + 1", cube=OWN)
    tiny_course.submitted("eve")
    grade(Course.at(tiny_course.root), tiny_course.name)
    shutil.copytree(tiny_course.root, kept)
    return tiny_course


def test_each_misconception_is_counted_once_for_a_student(graded: Any, neurolib: Any, tmp_path: Path) -> None:
    reports, met = survey(Course.at(graded.root), graded.name)
    assert len(reports) == 5
    by = {(each.problem, each.sentence): each.students for each in met}
    doubled = [students for (_, sentence), students in by.items() if "doubled" in sentence]
    assert doubled and all(students == ("ben", "cleo") for students in doubled)
    assert {student for (_, sentence), students in by.items() if sentence == OTHER for student in students} == {"dan"}
    assert {student for (_, sentence), students in by.items() if sentence == BLANK for student in students} == {"eve"}
    for problem in {each.problem for each in met}:
        unnamed = [each.sentence in (OTHER, BLANK) for each in met if each.problem == problem]
        assert unnamed == sorted(unnamed), "what no hint names comes last"
    code, text = neurolib("report", graded.name, "--course", graded.root, "--json", tmp_path / "met.json")
    assert code == 0 and "40 %" in text and "5 submissions of ps0-tiny are graded." in text
    assert "ben" not in text and "ben" in (tmp_path / "met.json").read_text(encoding="utf-8")


def test_a_hint_is_recognised_from_twenty_letters_on() -> None:
    """Of an assertion's message, and of a key after ``wrong=``; what a test fills in does not count."""
    long, short = "these letters are 20", "now only nineteen !"
    source = f'assert x, "{long}"\nassert x, "{short}"\nassert x, f"{long}{{x}}!"\ncheck(wrong={{"{long}": 1, "{short}": 2}})'
    found = [texts for node in ast.walk(ast.parse(source)) for texts in _texts(node)]
    assert (len(long), len(short)) == (20, 19) and sorted(found) == [[long], [long], [long, "!"]]


def test_a_copy_with_other_names_is_found_and_the_short_answer_is_nobodys(graded: Any, neurolib: Any) -> None:
    (pair,) = similar(Course.at(graded.root), graded.name)
    assert (pair.one, pair.other, pair.cell, pair.share) == ("ben", "cleo", "cube", 1.0)
    code, text = neurolib("similar", graded.name, "--course", graded.root)
    assert code == 0 and "100 %" in text and "ada" not in text


def test_an_answer_with_fifteen_pieces_of_its_own_is_compared_and_with_fourteen_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    course: Any = SimpleNamespace(folder=lambda step: tmp_path / step)
    monkeypatch.setattr(similarity, "graded", lambda *_: [SimpleNamespace(student=name) for name in ("ada", "ben")])
    for n, found in (15, 1), (14, 0):
        monkeypatch.setattr(similarity, "_answers", lambda at, n=n: {"cube": set(map(str, range(n)))} if "autograded" in at.parts else {})
        assert len(similar(course, "ps1")) == found


def test_without_a_grade_there_is_nothing_to_survey(tiny_course: Any, neurolib: Any) -> None:
    tiny_course.release()
    for command in "report", "similar":
        code, text = neurolib(command, tiny_course.name, "--course", tiny_course.root)
        assert code == 3 and f"run: neurolib grade {tiny_course.name}" in text


def test_tables_for_learning_management_systems(graded: Any, neurolib: Any, tmp_path: Path) -> None:
    course = Course.at(graded.root)
    lines = {}
    for form in "canvas", "moodle", "csv":
        assert export(course, form, tmp_path / form) == 5
        lines[form] = list(csv.reader((tmp_path / form).read_text(encoding="utf-8").splitlines()))
    canvas, moodle, plain = lines["canvas"], lines["moodle"], lines["csv"]
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", graded.name] and canvas[1][5] == "6.0"
    assert {row[3]: row[5] for row in canvas[2:]}["ada"] == {row[0]: row[4] for row in moodle[1:]}["ada"] == "6.0"
    assert len(plain) == 6 and plain[0][0] == "assignment"
    code, text = neurolib("export", tmp_path / "out.csv", "--format", "blackboard", "--course", graded.root)
    assert code == 3 and "expected csv, canvas, moodle" in text


def due(course: Any, date: str, names: tuple[str, ...] = ()) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "neurolib") as book:
        for name in names or (course.name,):
            book.update_or_create_assignment(name, duedate=datetime.datetime.fromisoformat(date))


def handed_in(course: Any, student: str, when: str) -> None:
    (course.submitted(student, **course.right).parent / "timestamp.txt").write_text(f"{when} UTC", encoding="utf-8")


@pytest.mark.exhaustive
def test_more_time_by_a_table(tiny_course: Any) -> None:
    from neurolib.classroom.grade import grade

    with open(tiny_course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    tiny_course.release()
    due(tiny_course, "2026-01-10 12:00")
    for student in "ada", "ben":
        handed_in(tiny_course, student, "2026-01-11 12:00:00")
    course = Course.at(tiny_course.root)
    assert [report.score for report in grade(course, tiny_course.name)] == [0, 0]
    (tiny_course.root / "late.csv").write_text(f"student,assignment,days\nada,{tiny_course.name},1\n", encoding="utf-8")
    assert [report.score for report in grade(course, tiny_course.name)] == [6, 0], "no notebook runs again for it"
    for text, said in ("name,days\nada,1\n", "should read student,assignment,days"), ("student,assignment,days\nada,x,some\n", "expected a number"):
        (tiny_course.root / "late.csv").write_text(text, encoding="utf-8")
        with pytest.raises(ClassroomError, match=said):
            grade(course, tiny_course.name)


def test_a_bank_of_late_days_is_used_up_in_the_order_of_due_dates(tiny_course: Any) -> None:
    from nbgrader.api import Gradebook

    tiny_course.release()
    course = Course.at(tiny_course.root)
    course.config.LateDays.bank = 3
    names, late = ("first", "second", "third"), (1.5, 0.5, 2.0)
    with Gradebook(course.database, course.id) as book:
        book.add_student("ada")
        for k, (name, days) in enumerate(zip(names, late, strict=True)):
            begin = datetime.datetime(2026, 1, 1 + 7 * k, 12)
            book.update_or_create_assignment(name, duedate=begin)
            book.update_or_create_submission(name, "ada", timestamp=begin + datetime.timedelta(days=days))
        rule = LateDays(course)
        beyond = [rule.seconds_late(book, book.find_submission(name, "ada")) / DAY for name in names]
    assert beyond == [0, 0, 2.0]  # two whole days for the first, one for the second, none are left for the third
    course.config.LateDays.bank = -1
    with pytest.raises(ClassroomError, match="expected a whole number of days"):
        LateDays(course)


def test_the_due_date_stands_where_students_hand_in(tiny_course: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_course.release()
    due(tiny_course, "2999-01-10 12:00")
    neurolib("release", tiny_course.name, "--course", tiny_course.root)
    work = tiny_course.root / "work"
    tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name)
    monkeypatch.chdir(work)
    assert "It is due on 10 January 2999, 12:00 UTC, in" in neurolib("submit", tiny_course.name)[1]
    outbound = tiny_course.root / ".exchange" / "neurolib" / "outbound"
    now = datetime.datetime(2999, 1, 10, 15)
    assert told(outbound, tiny_course.name, now) == "It was due on 10 January 2999, 12:00 UTC, 3 hours ago, if you were given no more time."
    due(tiny_course, "2999-01-12 12:00")
    announce(Course.at(tiny_course.root))
    assert told(outbound, tiny_course.name, now).endswith("in 45 hours.")
    (outbound / ".due.json").write_text("[", encoding="utf-8")
    assert told(outbound, tiny_course.name, now) == "" == told(outbound, "none", now)


@pytest.mark.exhaustive
def test_the_last_hand_in_of_a_group_counts_for_all_of_it(tiny_course: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.exchange.default import ExchangeSubmit

    from neurolib.classroom import student as student_module
    from neurolib.classroom.course import quietly
    from neurolib.classroom.grade import grade

    tiny_course.publish()
    (tiny_course.root / "groups.csv").write_text("group,student\nred,ada\nred,ben\nblue,cleo\nblue,dan\n", encoding="utf-8")

    def hand_in(student: str, **answers: str) -> None:
        work = tiny_course.root / student
        tiny_course.answer(work / "exercises" / tiny_course.name / tiny_course.released.name, **answers)
        monkeypatch.setenv("USER", student)
        monkeypatch.setenv("JUPYTERHUB_USER", student)
        quietly(ExchangeSubmit, student_module.settings(work), tiny_course.name, student)

    monkeypatch.setattr("nbgrader.exchange.default.submit.get_username", lambda: __import__("os").environ["USER"])
    hand_in("ada", square=DOUBLED)
    hand_in("cleo", **tiny_course.right)
    course = Course.at(tiny_course.root)
    found = {report.student: report for report in grade(course, tiny_course.name)}
    assert set(found) == {"ada", "ben", "cleo", "dan"} and found["dan"].score == 6 == found["cleo"].score
    assert found["ben"].score == found["ada"].score < 6 and "The hand-in of ada, of the same group, counts" in found["ben"].sentence
    hand_in("ben", **tiny_course.right)
    found = {report.student: report for report in grade(course, tiny_course.name)}
    assert found["ada"].score == found["ben"].score == 6 and "The hand-in of ben" in found["ada"].sentence
    (tiny_course.root / "groups.csv").write_text("group,student\nred,ada\nblue,ada\n", encoding="utf-8")
    with pytest.raises(ClassroomError, match="has ada in red and in blue"):
        groups(course)


def test_a_student_sees_all_points_at_once(graded: Any, neurolib: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from neurolib.classroom.feedback import write_feedback

    pages, _ = write_feedback(Course.at(graded.root), graded.name, "ada")
    work = graded.root / "work"
    folder = work / "exercises" / graded.name / "feedback" / "2026-01-10 10:00:00 UTC"
    folder.mkdir(parents=True)
    (folder / pages[0].name).write_bytes(pages[0].read_bytes())
    (work / "exercises" / "ps1-next").mkdir()
    monkeypatch.chdir(work)
    code, text = neurolib("grades")
    assert code == 0 and "6 / 6" in text and "none yet: neurolib feedback ps1-next" in text


@pytest.mark.parametrize("address", ["postgresql://grades@host/course", "sqlite:////srv/course/gradebook.db?timeout=5", "postgresql://host/x?ssl=1"])
def test_only_sqlite_without_a_choice_of_its_own_is_told_how_long_to_wait(address: str) -> None:
    assert with_timeout(address) == address
    assert with_timeout("sqlite:////srv/course/gradebook.db") == "sqlite:////srv/course/gradebook.db?timeout=60"
