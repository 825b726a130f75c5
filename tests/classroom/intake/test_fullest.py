"""An emptier notebook that is handed in last replaces no fuller one without a word, and the teacher
can let the fuller one count.
"""

from __future__ import annotations

import os
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.grading.groups import counted
from neurolib.classroom.intake import fullest
from neurolib.classroom.intake.files import COLLECTED
from neurolib.classroom.intake.fullest import lay, prefer
from neurolib.classroom.intake.hand_in import collected, earlier
from neurolib.classroom.student import student as student_module

Run = Callable[..., tuple[int, str]]
exchange = pytest.mark.skipif(
    sys.platform == "win32", reason="nbgrader's exchange does not run on Windows"
)
LAST = "What was handed in last answers 0 questions, and an earlier hand-in answers 2"


def hand_in(course: Any, student: str, hour: int, **answers: str) -> None:
    """Lay a hand-in into the exchange, as it came at that hour of a day."""
    time = f"2026-01-02 {hour:02}:00:00.000000 UTC"
    folder = (
        course.root / ".exchange" / "neurolib" / "inbound" / f"{student}+{course.name}+{time}+x"
    )
    course.answer(folder / course.released.name, **answers)
    (folder / "timestamp.txt").write_text(time, encoding="utf-8")


def said(text: str) -> str:
    return " ".join(text.split())


@exchange
@pytest.mark.parametrize("between", [False, True])
def test_an_empty_notebook_handed_in_last_is_named_and_the_teacher_chooses(
    tiny_course: Any, neurolib: Run, between: bool
) -> None:
    course, name = tiny_course, tiny_course.name
    course.publish()
    hand_in(course, "ada", 1, **course.right)
    if between:
        assert "6 / 6" in neurolib("grade", name, "--course", course.root)[1]
    hand_in(course, "ada", 2)
    hand_in(course, "ben", 1)
    hand_in(course, "ben", 2, **course.right)
    code, text = neurolib("grade", name, "--course", course.root)
    answers = (
        "The last hand-in, of ada, answers 0 questions, and an earlier one, of ada, 2. To "
        "let that one count, run neurolib collect"
    )
    for words in answers.split(" "):
        assert words in text
    ada, ben = (line for line in text.splitlines() if line.startswith(("ada", "ben")))
    assert code == 0 and "0 / 6" in ada and "6 / 6" in ben and "hand-in" not in ben, text
    assert said(neurolib("collect", name, "--course", course.root, "--fullest", "ada")[1]) == (
        f"ada: the hand-in with 2 answers counts, until a later one is collected. "
        f"Continue with neurolib grade {name}"
    )
    waits = (
        f"Warning: {name}: the hand-ins that count for ada have no grade yet. Run neurolib "
        f"grade {name}"
    )
    table = course.root / "grades.csv"
    assert all(
        waits in said(neurolib(*words, "--course", course.root)[1])
        for words in [("feedback", name), ("export", table)]
    )
    for _ in range(2):
        code, text = neurolib("grade", name, "--course", course.root)
        assert code == 0 and text.count("6 / 6") == 2 and "answers" not in text, text
    assert not any(
        "no grade yet" in neurolib(*words, "--course", course.root)[1]
        for words in [("feedback", name), ("export", table)]
    )
    kept = collected(earlier(course.root / "submitted" / "ada" / name))
    # it stays as it came, too
    assert kept["name"].startswith(f"ada+{name}+2026-01-02 02") and kept["answers"] == 0
    hand_in(course, "ada", 3, square=course.right["square"])
    code, text = neurolib("grade", name, "--course", course.root)
    assert "3 / 6" in text and "answers 1 questions, and an earlier one, of ada, 2." in said(
        text
    ), text


@exchange
def test_of_a_group_too(tiny_course: Any, neurolib: Run) -> None:
    course, name = tiny_course, tiny_course.name
    course.publish()
    (course.root / "groups.csv").write_text(
        "group,student\nred,ada\nred,ben\nred,cleo\n", encoding="utf-8"
    )
    hand_in(course, "ada", 1, **course.right)
    hand_in(course, "ben", 2)
    text = said(neurolib("grade", name, "--course", course.root)[1])
    assert text.count("0 / 6") == 3 and f"run neurolib collect {name} --fullest ada" in text
    assert neurolib("collect", name, "--course", course.root, "--fullest", "ada")[0] == 0
    text = said(neurolib("grade", name, "--course", course.root)[1])
    assert (
        text.count("6 / 6") == 3
        and "--fullest" not in text
        and text.count("The hand-in of ada, of the same group, counts") == 2
    )


def download(path: Path, day: int, course: Any, **answers: str) -> Path:
    course.answer(path.parent / "book.ipynb", **answers)
    with zipfile.ZipFile(path, "w") as archive:
        packed = zipfile.ZipInfo(
            f"ada_1_assignsubmission_file/{course.name}.ipynb", (2026, 1, day, 12, 0, 0)
        )
        archive.writestr(packed, (path.parent / "book.ipynb").read_bytes())
    return path


@pytest.mark.parametrize("known", [True, False])
def test_of_two_downloads(tiny_course: Any, neurolib: Run, tmp_path: Path, known: bool) -> None:
    """Also where the gradebook does not know the set yet, as in a class that has an edition and no
    exchange.
    """
    from nbgrader.api import Gradebook

    course, name = tiny_course, tiny_course.name
    course.release()
    if not known:
        (course.root / "gradebook.db").unlink()
    with Gradebook(Course.at(course.root).database) as book:
        book.update_or_create_student("ada")
    for day, answers in (1, course.right), (2, {}):
        code, text = neurolib(
            "collect",
            name,
            download(tmp_path / f"{day}.zip", day, course, **answers),
            "--course",
            course.root,
        )
        assert code == 0 and (LAST in said(text)) == (day == 2), text
    assert "2 answers" in neurolib("collect", name, "--course", course.root, "--fullest", "ada")[1]
    home = Course.at(course.root)
    assert (
        counted(home, name)["ada"].remark == ""
        and collected(home.folder("submitted") / "ada" / name)["answers"] == 2
    )
    # nor is it undone by the same file
    assert (
        "a later hand-in"
        in neurolib("collect", name, tmp_path / "2.zip", "--course", course.root)[1]
    )


@exchange
def test_formgraders_button_says_so_too(tiny_course: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.apps import api
    from nbgrader.coursedir import CourseDirectory

    from neurolib.classroom.grading.formgrader import run

    monkeypatch.setattr(api, "capture_log", run)  # as in JupyterLab's server
    course, name = tiny_course, tiny_course.name
    course.publish()
    hand_in(course, "ada", 1, **course.right)
    hand_in(course, "ada", 2)
    settings = Course.at(course.root).config
    app = api.NbGraderAPI(CourseDirectory(config=settings), config=settings)
    assert app.collect(name)["log"].strip() == f"ada: {LAST}"
    done = app.autograde(name, "ada")
    assert done["success"] and f"neurolib collect {name} --fullest ada" in done["log"]


@pytest.mark.parametrize("seed", range(12))
def test_the_last_counts_and_of_all_that_came_before_the_fullest_is_kept(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, target = Course.at(tmp_path), tmp_path / "submitted" / "ada" / "ps"
    target.parent.mkdir(parents=True)
    draw = random.Random(f"hand-ins {seed}")
    came: list[int] = []
    monkeypatch.setattr(fullest, "names_of_notebooks", lambda directory, assignment: ["ps"])
    monkeypatch.setattr(fullest, "handout", lambda *names: None)
    monkeypatch.setattr(fullest, "count", lambda files, handouts: came[-1])
    for number in range(10):
        came.append(draw.randrange(5))
        new = tmp_path / "new"
        new.mkdir()
        (new / "number").write_text(str(number))
        said = lay(
            course,
            "ps",
            "ada",
            new,
            {"name": f"x{number}", "time": f"2026-01-02 {number:02}:00:00 UTC"},
        )
        assert (target / "number").read_text() == str(number) and collected(target)[
            "answers"
        ] == came[-1]
        fuller = [k for k in range(number) if came[k] > came[-1]]
        assert (
            bool(said)
            == bool(fuller)
            == earlier(target).exists()
            == bool(counted(course, "ps")["ada"].remark)
        )
        if fuller:  # of equal ones the first is kept
            assert came[int((earlier(target) / "number").read_text())] == max(came)
    assert {path.name for path in tmp_path.glob("submitted/*")} <= {"ada", ".earlier"}


def test_who_has_handed_in_nothing_has_nothing_to_choose(tiny_course: Any) -> None:
    # put there by a person
    (tiny_course.root / "submitted" / "ada" / tiny_course.name).mkdir(parents=True)
    for who in "ada", "ben":
        with pytest.raises(
            ClassroomError, match=f"No hand-in of {who} for {tiny_course.name} has been collected"
        ):
            prefer(Course.at(tiny_course.root), tiny_course.name, who)


@pytest.mark.parametrize("file", [pytest.param(False, marks=exchange), True])
def test_a_student_is_told_at_once(
    tiny_course: Any, file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, name = tiny_course, tiny_course.name
    course.publish() if not file else course.release()
    work = course.root / "work"
    notebook = work / "exercises" / name / course.released.name
    monkeypatch.setenv("NEUROLIB_STUDENT", "ada")

    def submit(**answers: str) -> str:
        course.answer(notebook, **answers)
        return str(student_module.submit(name, work=work, file=file))

    assert submit().endswith("Warning: this answers none of 2 questions.")
    assert "Warning" not in submit(square=course.right["square"])
    assert "Warning" not in submit(**course.right)
    less = (
        "Warning: this answers {} of 2 questions, and an earlier hand-in of yours answers "
        "{}. The last hand-in counts."
    )
    assert submit(square=course.right["square"]).endswith(less.format(1, 2))
    assert submit().endswith(less.format(0, 1 if file else 2))  # a file is the last one's alone
    course.answer(notebook.with_suffix(".mine.ipynb"), **course.right)  # as after neurolib reset
    assert (
        f"{name}.ipynb answers nothing, so {name}.mine.ipynb will be graded in its place"
        in submit()
    )


def test_what_is_noted_of_a_hand_in_is_read_with_what_an_older_note_lacks(tmp_path: Path) -> None:
    for text, found in {
        '{"name": "x", "time": "2026-01-02 01:00:00 UTC"}': {
            "name": "x",
            "time": "2026-01-02 01:00:00 UTC",
            "owner": "",
            "answers": 0,
        },
        '{"name": "x", "time": "then"}': {},
        "[]": {},
        "{": {},
    }.items():
        (tmp_path / COLLECTED).write_text(text, encoding="utf-8")
        assert collected(tmp_path) == found
    assert os.listdir(tmp_path) == [COLLECTED]
