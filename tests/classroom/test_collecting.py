"""From the exchange come ordinary files alone, complete or not at all, and one bad hand-in stops no other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Base
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine

from neurolib.classroom import grading, holding
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.files import File, load
from neurolib.classroom.nbgrader_calls import quietly

if os.name == "nt":
    pytest.skip("nbgrader's exchange does not run there", allow_module_level=True)

EARLY, LATE = "2026-01-01 10:00:00.000000 UTC", "2026-01-02 10:00:00.000000 UTC"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = Course.at(tmp_path / "course")
    (made.exchange / made.id / "inbound").mkdir(parents=True)
    Base.metadata.create_all(create_engine(made.database))
    return made


def hand_in(course: Course, student: str, time: str = EARLY, assignment: str = "ps", **names: str) -> Path:
    folder = course.exchange / course.id / "inbound" / f"{student}+{assignment}+{time}+x1"
    folder.mkdir()
    for name, text in {"timestamp.txt": time, **names}.items():
        (folder / name).write_text(text)
    return folder


def there(course: Course) -> dict[str, str]:
    folder = course.folder("submitted")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt"}


def test_the_latest_of_each_is_collected_once(course: Course) -> None:
    hand_in(course, "ada", **{"ps.ipynb": "old"})
    hand_in(course, "ada", LATE, **{"ps.ipynb": "new"})
    hand_in(course, "a+b@x.y", **{"ps.ipynb": "plus"})
    hand_in(course, "ada", LATE, "other", **{"ps.ipynb": "other"})
    assert grading.collect(course, "ps") == {}
    assert there(course) == {"ada/ps/ps.ipynb": "new", "a+b@x.y/ps/ps.ipynb": "plus"}
    (course.folder("submitted") / "ada" / "ps" / "ps.ipynb").write_text("looked at")
    assert grading.collect(course, "ps") == {} and there(course)["ada/ps/ps.ipynb"] == "looked at"


def test_nothing_is_followed_and_nothing_stops_the_others(course: Course, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    bad = hand_in(course, "bad", **{"ps.ipynb": "x"})
    (bad / "gradebook").symlink_to(tmp_path / "secret")
    (bad / "all").symlink_to(tmp_path)
    (bad / "nowhere").symlink_to("/home/student/data")
    os.mkfifo(bad / "pipe")
    with open(bad / "sparse.bin", "wb") as file:
        file.truncate(10 * 2**30)
    inbound = bad.parent
    (inbound / f"linked+ps+{EARLY}+x1").symlink_to(tmp_path)
    (inbound / f"flat+ps+{EARLY}+x1").write_text("x")
    for name in "z+ps+yesterday+x1", "z+ps+", f"..+ps+{EARLY}+x1", f"+ps+{EARLY}+x1", f"z+ps+other+{EARLY}+x1":
        (inbound / name).mkdir()
    hand_in(course, "zoe", **{"ps.ipynb": "good"})
    said = grading.collect(course, "ps")
    assert there(course) == {"bad/ps/ps.ipynb": "x", "zoe/ps/ps.ipynb": "good"}
    assert said == {
        "bad": [
            "Left out all, gradebook, nowhere: links are not followed",
            "Left out pipe: pipes, sockets and devices are not read",
            "Left out sparse.bin: a file has at most 100 MB",
        ],
        "flat": ["What was handed in last could not be collected: it is not a folder"],
        "linked": ["What was handed in last could not be collected: it is not a folder"],
    }
    assert not (course.root / "ps").exists(), "a student called .. would have written there"


def test_what_was_broken_off_is_collected_again(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", **{"ps.ipynb": "x", "z.csv": "1"})
    real = shutil.copytree

    def cut(source: str, target: str, **options: Any) -> None:
        real(source, target, **options)
        (Path(target) / "z.csv").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copytree", cut)
    with pytest.raises(KeyboardInterrupt):
        grading.collect(course, "ps")
    monkeypatch.undo()
    assert there(course) == {"ada/ps/ps.ipynb": "x"}
    grading.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "x", "ada/ps/z.csv": "1"}


def test_a_folder_that_is_moved_away_meanwhile_is_noticed(tmp_path: Path) -> None:
    if not os.path.islink("/proc/self/fd/0"):
        pytest.skip("only Linux tells where an open file lies")
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in" / "deep").symlink_to(tmp_path)
    with pytest.raises(OSError, match="has changed"):
        load(File(tmp_path / "in" / "deep" / "secret", "deep/secret", 1, 1), tmp_path / "in")


def test_formgraders_button_collects_likewise(course: Course, tmp_path: Path) -> None:
    (hand_in(course, "ada", **{"ps.ipynb": "x"}) / "link").symlink_to(tmp_path)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    done = api.collect("ps", update=True)
    assert done["success"] and "links are not followed" in done["log"], done
    assert there(course) == {"ada/ps/ps.ipynb": "x"}


def test_formgraders_button_does_not_grade_what_is_being_graded(course: Course) -> None:
    (course.folder("submitted") / "ada" / "ps").mkdir(parents=True)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    with holding.held(course.folder("autograded"), "ps"):
        done = api.autograde("ps", "ada")
        assert not done["success"] and f"ps is being graded already, by process {os.getpid()}" in done["error"]
    with holding.held(course.folder("autograded"), "ps"), pytest.raises(ClassroomError, match="being graded already"):
        from neurolib.classroom.intake import Intake

        quietly(Intake, course.config, "ps")
