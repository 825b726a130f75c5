"""Feedback on what one member of a group hands in reaches every member, each with the member's own
comments and nobody else's.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("nbgrader's exchange does not run there", allow_module_level=True)

from nbgrader.api import Gradebook
from nbgrader.apps import api
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import notebook_hash

from neurolib.classroom import keys
from neurolib.classroom.course import Course
from neurolib.classroom.grading.formgrader import run
from neurolib.classroom.grading.grade import grade
from neurolib.classroom.grading.groups import HandIn, note
from neurolib.classroom.intake.files import COLLECTED
from neurolib.classroom.intake.hand_in import foreign
from neurolib.classroom.reports.feedback import write_feedback
from neurolib.classroom.student import student as student_module

from .intake.test_collect import Users, stamp

PRIVATE = "Private words to {}."


@pytest.fixture
def graded(tiny_course: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A course in which ada handed in for ada, ben and zoe; ben has opened the course, zoe has not.
    All have a comment of their own.
    """
    course, name = tiny_course, tiny_course.name
    course.publish()
    (course.root / "groups.csv").write_text(
        "group,student\nred,ada\nred,ben\nred,zoe\n", encoding="utf-8"
    )
    for who in "ada", "ben", "zoe":
        course.answer(course.root / who / "exercises" / name / course.released.name, **course.right)
    monkeypatch.setenv("NEUROLIB_STUDENT", "ada")
    student_module.submit(name, work=course.root / "ada")
    monkeypatch.setenv("NEUROLIB_STUDENT", "ben")
    student_module.leave_key(course.root / "ben")
    assert [report.score for report in grade(Course.at(course.root), name)] == [6, 6, 6]
    with Gradebook(Course.at(course.root).database) as book:
        for who in "ada", "ben", "zoe":
            for each in book.find_submission(name, who).notebooks[0].comments:
                each.manual_comment = PRIVATE.format(who)
        book.db.commit()
    return course


def fetched(course: Any, who: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a student reads after fetching."""
    monkeypatch.setenv("NEUROLIB_STUDENT", who)
    return [
        page.read_text(encoding="utf-8")
        for page in student_module.fetch_feedback(course.name, course.root / who)
    ]


def is_of(page: str, who: str) -> bool:
    return [each for each in ("ada", "ben", "zoe") if PRIVATE.format(each) in page] == [who]


def by_command(course: Any) -> None:
    assert write_feedback(Course.at(course.root), course.name)[1] == []


def by_button(course: Any) -> None:
    settings = Course.at(course.root).config
    app = api.NbGraderAPI(CourseDirectory(config=settings), config=settings)
    for step in app.generate_feedback, app.release_feedback:
        assert step(course.name)["success"]


@pytest.mark.parametrize("write", [by_command, by_button])
def test_each_member_of_a_group_gets_a_page_of_the_members_own(
    graded: Any, write: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "capture_log", run)  # as in JupyterLab's server
    write(graded)
    for who in "ada", "ben":
        (page,) = fetched(graded, who, monkeypatch)
        assert is_of(page, who)
    assert fetched(graded, "zoe", monkeypatch) == []  # who has left a key by this
    for who, said in (
        ("ada", "for ada yet: your teacher has not released any"),
        ("zoe", "nothing was handed in from"),
    ):
        monkeypatch.setenv("NEUROLIB_STUDENT", who)
        assert said in student_module.no_feedback(graded.name, graded.root / who)
    write(graded)
    (page,) = fetched(graded, "zoe", monkeypatch)
    assert is_of(page, "zoe")


@pytest.mark.parametrize("write", [by_command, by_button])
@pytest.mark.parametrize("secret", [b"\xff\xfe\0bad", b"", b"guess me"])
def test_a_secret_that_is_none_stops_nobody_and_opens_nothing(
    secret: bytes, graded: Any, write: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A student may hand in any file of this name, and leave any file in the place of keys."""
    monkeypatch.setattr(api, "capture_log", run)
    course = Course.at(graded.root)
    (graded.root / "autograded" / "ada" / graded.name / keys.SECRET).write_bytes(secret)
    os.close(
        os.open(
            os.fsencode(course.exchange / course.id / "inbound") + b"/key.ben.\xff\xfe",
            os.O_CREAT | os.O_WRONLY,
        )
    )
    write(graded)
    (page,) = fetched(graded, "ben", monkeypatch)
    assert is_of(page, "ben")
    released = {path.stem for path in (course.exchange / course.id / "feedback").glob("*.html")}
    assert (
        notebook_hash(secret=secret.decode("latin-1") or "x", notebook_id=graded.name)
        not in released
    )


def test_a_key_that_another_login_left_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, users = Course.at(tmp_path), Users(monkeypatch, zoe=50001, mallory=50002)
    inbound = course.exchange / course.id / "inbound"
    inbound.mkdir(parents=True)
    assert keys.secret(course, "zoe", "ps") == ""
    left = {who: keys.leave(tmp_path / who, inbound, "zoe") for who in ("zoe", "mallory")} | {
        "zoe.b": keys.leave(tmp_path / "b", inbound, "zoe.b")
    }
    assert all((inbound / f"key.zoe.{left[who]}").stat().st_size == 0 for who in ("zoe", "mallory"))
    for who in "zoe", "mallory":
        users.owners[f"key.zoe.{left[who]}"] = users.uids[who]
    assert (
        keys.secret(course, "zoe", "ps")
        == keys._of(left["zoe"], "ps")
        != keys._of(left["zoe"], "ps2")
    )
    assert keys.secret(course, "zoe.b", "ps") == keys._of(left["zoe.b"], "ps")
    assert keys.leave(tmp_path / "zoe", inbound, "zoe") == left["zoe"]
    os.link(inbound / f"key.zoe.{left['zoe']}", inbound / f"key.zoe.{'0' * 64}")
    assert keys.secret(course, "zoe", "ps") == "", (
        "a second name of a file of hers, which another may give it on some systems"
    )
    for path in inbound.glob("key.zoe.*"):
        path.unlink()
    assert keys.secret(course, "zoe", "ps") == ""


def test_a_copy_that_somebody_has_opened_gives_nobody_the_key_of_another(tmp_path: Path) -> None:
    inbound = tmp_path / "inbound"
    inbound.mkdir()
    keys.leave(tmp_path / "tutor", inbound, "tutor")
    left = set()
    for who in "ben", "zoe", "a/b":
        shutil.copytree(tmp_path / "tutor", tmp_path / who.replace("/", ""))
        left.add(keys.leave(tmp_path / who.replace("/", ""), inbound, who))
    assert len(left) == 3


def test_a_student_with_a_new_copy_gets_a_page_at_the_new_key(
    graded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_command(graded)
    shutil.rmtree(graded.root / "ben" / ".submitted")
    monkeypatch.setenv("NEUROLIB_STUDENT", "ben")
    student_module.leave_key(graded.root / "ben")
    by_command(graded)
    (page,) = fetched(graded, "ben", monkeypatch)
    assert is_of(page, "ben")


def test_a_key_for_a_student_without_a_login_is_not_that_of_another_student(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = Course.at(tmp_path)
    users = Users(monkeypatch, mallory=50002, al123=50003)
    inbound = course.exchange / course.id / "inbound"
    inbound.mkdir(parents=True)
    left = keys.leave(tmp_path / "x", inbound, "zoe")
    for login, opens in [("al123", True), ("mallory", True)]:
        users.owners[f"key.zoe.{left}"] = users.uids[login]
        assert bool(keys.secret(course, "zoe", "ps")) == opens, "the login may have another name"
    keys.leave(tmp_path / "m", inbound, "mallory")
    assert keys.secret(course, "zoe", "ps") == "", "mallory is a student with a name of her own"


def test_a_course_that_names_no_exchange_uses_nbgraders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As any course with the line ``secure(c)`` alone, whose pages Formgrader's button writes."""
    from nbgrader.exchange.default.exchange import Exchange
    from traitlets.config import Config

    course = Course(tmp_path, Config())
    assert (str(course.exchange), course.id) == (Exchange().root, CourseDirectory().course_id)
    monkeypatch.setattr(Exchange.root, "default_value", str(tmp_path / "nowhere"))
    assert keys.secret(course, "zoe", "ps") == ""


@pytest.mark.parametrize(("owner", "secret"), [("", "zoe's"), ("mallory", "")])
def test_a_hand_in_that_another_made_under_a_members_name_opens_no_page(
    owner: str, secret: str, tmp_path: Path
) -> None:
    for who in "ada", "zoe":
        folder = tmp_path / "submitted" / who / "ps"
        folder.mkdir(parents=True)
        (folder / keys.SECRET).write_text(f"{who}'s")
        about = {"name": f"{who}+ps", "time": stamp(), "owner": owner if who == "zoe" else ""}
        (folder / COLLECTED).write_text(__import__("json").dumps(about))
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "submitted" / "ada" / "ps", copy)
    note(copy, HandIn(tmp_path / "submitted" / "ada" / "ps"), tmp_path / "submitted" / "zoe" / "ps")
    there = copy / keys.SECRET
    assert (there.read_text() if there.exists() else "") == secret


def test_whose_a_file_is_follows_from_its_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = Users(monkeypatch, zoe=50001, mallory=50002)
    (tmp_path / "x").touch()
    for login, student, others, said in [
        ("zoe", "zoe", (), ""),
        ("mallory", "zoe", (), "mallory"),
        ("mallory", "nobody", (), ""),
        ("mallory", "nobody", ("mallory",), "mallory"),
        # one of the numbers without a name that each login may use
        (50003, "zoe", (), "user 50003"),
        (50003, "nobody", (), ""),
    ]:
        users.owners["x"] = login if isinstance(login, int) else users.uids[login]
        assert foreign(tmp_path / "x", student, others) == said
