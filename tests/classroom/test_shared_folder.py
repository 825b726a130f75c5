"""The folder of a class belongs to its teacher: who starts first does not matter, and a student's
start publishes nothing.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from neurolib import bootstrap, ground, workspace
from neurolib.classroom import release, shared_folder
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.shared_folder import MODES, make

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="nbgrader's exchange does not run on Windows"
)
AS_ROOT = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can act as another user"
)
ADA = 54321  # a user that exists by this number alone


@pytest.fixture
def student(tiny_course: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``student()`` starts the small course's edition as ``neurolib lab`` does, and returns the
    working copy's sets.
    """
    edition = tmp_path / "edition"
    release.edition(Course.at(tiny_course.root), edition)
    monkeypatch.setattr(ground, "update", lambda work: None)
    monkeypatch.setattr(bootstrap, "ROOT", edition)
    monkeypatch.setattr(workspace, "WORK", edition / "work")

    def start() -> list[str]:
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", dict(os.environ))
            folder = ground.students_ground() / "exercises"
        return sorted(path.name for path in folder.glob("[!.]*"))

    return start


def modes(home: Path) -> dict[str, int]:
    return {name: stat.S_IMODE((home / name).stat().st_mode) for name in MODES}


def test_the_teacher_makes_it_and_makes_it_good(
    tiny_course: Any, neurolib: Any, tmp_path: Path
) -> None:
    code, text = neurolib("exchange", tmp_path / "class", "--course", tiny_course.root)
    home = tmp_path / "class" / "neurolib"
    assert code == 0 and f'write c.Exchange.root = "{home.parent}" in place' in " ".join(
        text.split()
    )
    config = tiny_course.root / "nbgrader_config.py"
    old = config.read_text(encoding="utf-8")
    config.write_text(f'c = get_config()\nc.Exchange.root = "{home.parent}"\n', encoding="utf-8")
    assert Course.at(tiny_course.root).exchange == home.parent, (
        "also in a terminal without the variable"
    )
    assert "in place" not in neurolib("exchange", home.parent, "--course", tiny_course.root)[1]
    config.write_text(old, encoding="utf-8")
    assert modes(home) == MODES and stat.S_IMODE(home.parent.stat().st_mode) == 0o1777
    (home / "inbound").chmod(0o777)
    (home / "inbound" / "ada+ps0-tiny+x").mkdir()
    make(Course.at(tiny_course.root), tmp_path / "class")
    assert modes(home) == MODES and (home / "inbound" / "ada+ps0-tiny+x").is_dir()


def test_a_students_start_publishes_nothing_and_gets_what_is_released(
    tiny_course: Any, student: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("NEUROLIB_EXCHANGE", str(tmp_path / "class"))
    course = Course.at(tiny_course.root)
    assert student() == []
    said = capsys.readouterr().out
    assert (
        "has no folder of this course yet" in said
        and "neurolib exchange" in said
        and not (tmp_path / "class").exists()
    )

    outbound = make(course, tmp_path / "class") / "outbound"
    assert student() == [] and list(outbound.iterdir()) == [] and capsys.readouterr().out == ""

    released = release.release(course, course.assignments()[0])
    newer = next(released.glob("*.ipynb"))
    newer.write_text(
        newer.read_text(encoding="utf-8").replace("tiny problem", "newer problem"), encoding="utf-8"
    )
    release.publish(course, released.name)
    assert student() == [released.name] and capsys.readouterr().out == ""
    for folder in outbound / released.name, bootstrap.ROOT / "work" / "exercises" / released.name:
        assert "newer problem" in (folder / newer.name).read_text(encoding="utf-8"), folder


def test_who_works_alone_gets_all_sets(student: Any, capsys: Any) -> None:
    assert student() == ["ps0-tiny"] and capsys.readouterr().out == ""
    assert (bootstrap.ROOT / ".exchange" / "neurolib" / "outbound" / "ps0-tiny").is_dir()


@AS_ROOT
def test_what_a_student_owns_already_is_refused(tiny_course: Any, tmp_path: Path) -> None:
    course, home = Course.at(tiny_course.root), tmp_path / "class" / "neurolib"
    (home / "inbound").mkdir(parents=True)
    os.chown(home, ADA, ADA)
    with pytest.raises(ClassroomError, match=f"{home} belongs to user {ADA}: have it removed"):
        make(course, tmp_path / "class")
    os.chown(home, 0, 0)
    os.chown(home / "inbound", ADA, ADA)
    with pytest.raises(ClassroomError, match=f"inbound belongs to user {ADA}"):
        make(course, tmp_path / "class")


@AS_ROOT
def test_a_student_hands_in_and_can_do_nothing_else(
    tiny_course: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("open")
    for folder in [place, *place.parents]:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    home = make(Course.at(tiny_course.root), place / "class")
    (home / "inbound" / "ben+ps+1").mkdir()
    (home / "outbound" / "ps").mkdir()

    def tried(step: Any, *paths: Path) -> bool:
        """Whether Ada can take a step of ``os``, in a process of her own."""
        child = os.fork()
        if not child:
            try:
                os.setgroups([])
                os.setgid(ADA)
                os.setuid(ADA)
                step(*paths)
                os._exit(0)
            finally:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0

    inbound, outbound, ben = home / "inbound", home / "outbound", home / "inbound" / "ben+ps+1"
    assert tried(os.mkdir, inbound / "ada+ps+1") and tried(os.listdir, outbound)
    assert (
        not tried(os.listdir, inbound)
        and not tried(os.rmdir, ben)
        and not tried(os.rename, ben, inbound / "other")
    )
    assert not tried(os.mkdir, outbound / "ps2") and not tried(
        os.rename, home, home.with_name("elsewhere")
    )


def test_a_place_that_is_closed_is_a_sentence(tiny_course: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ClassroomError, match="Name a folder that you may write to"):
        shared_folder.make(Course.at(tiny_course.root), tmp_path / "file" / "class")
