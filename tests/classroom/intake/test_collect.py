"""From the exchange come ordinary files alone, complete or not at all, and one bad hand-in stops no
other.
"""

from __future__ import annotations

import datetime
import glob
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Base, Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import parse_utc
from sqlalchemy import create_engine

from neurolib.classroom.course import ClassroomError, Course, meant, quietly
from neurolib.classroom.grading import formgrader, grade, lock
from neurolib.classroom.intake.files import COLLECTED, File, load, shown
from neurolib.classroom.intake.hand_in import parsed_time
from neurolib.classroom.reports import feedback

if os.name == "nt":
    pytest.skip("nbgrader's exchange does not run there", allow_module_level=True)

EARLY, LATE = "2026-01-01 10:00:00.000000 UTC", "2026-01-02 10:00:00.000000 UTC"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = Course.at(tmp_path / "course")
    (made.exchange / made.id / "inbound").mkdir(parents=True)
    Base.metadata.create_all(create_engine(made.database))
    return made


def hand_in(
    course: Course, student: str, time: str = EARLY, assignment: str = "ps", **names: str
) -> Path:
    folder = course.exchange / course.id / "inbound" / f"{student}+{assignment}+{time}+x1"
    folder.mkdir()
    for name, text in {"timestamp.txt": time, **names}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def there(course: Course) -> dict[str, str]:
    folder = course.folder("submitted")
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".txt" and path.name != COLLECTED
    ]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def test_the_latest_of_each_is_collected_once(course: Course) -> None:
    hand_in(course, "ada", **{"ps.ipynb": "old"})
    hand_in(course, "ada", LATE, **{"ps.ipynb": "new"})
    hand_in(course, "a+b@x.y", **{"ps.ipynb": "plus"})
    hand_in(course, "ada", LATE, "other", **{"ps.ipynb": "other"})
    assert grade.collect(course, "ps") == {}
    assert there(course) == {"ada/ps/ps.ipynb": "new", "a+b@x.y/ps/ps.ipynb": "plus"}
    (course.folder("submitted") / "ada" / "ps" / "ps.ipynb").write_text("looked at")
    assert grade.collect(course, "ps") == {} and there(course)["ada/ps/ps.ipynb"] == "looked at"


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
    for name in (
        "z+ps+yesterday+x1",
        "z+ps+",
        f"..+ps+{EARLY}+x1",
        f"+ps+{EARLY}+x1",
        f"z+ps+other+{EARLY}+x1",
    ):
        (inbound / name).mkdir()
        for file in "timestamp.txt", "ps.ipynb":
            (inbound / name / file).write_text(EARLY)
    hand_in(course, "zoe", **{"ps.ipynb": "good"})
    said = {
        student: sorted(words, reverse=student == "z")
        for student, words in grade.collect(course, "ps").items()
    }
    assert there(course) == {"bad/ps/ps.ipynb": "x", "zoe/ps/ps.ipynb": "good"}
    assert said == {
        "bad": [
            "Left out all, gradebook, nowhere: links are not followed",
            "Left out pipe: pipes, sockets and devices are not read",
            "Left out sparse.bin: a file has at most 100 MB",
        ],
        "flat": ["What was handed in last could not be collected: it is not a folder"],
        "linked": ["What was handed in last could not be collected: it is not a folder"],
    } | {
        student: [
            f"In the exchange, {name} is not the name of a hand-in; it was left there"
            for name in names
        ]
        for student, names in {
            "z": ["z+ps+yesterday+x1", "z+ps+"],
            f"+ps+{EARLY}+x1": [f"+ps+{EARLY}+x1"],
        }.items()
    }
    assert not (course.root / "ps").exists(), "a student called .. would have written there"


def test_what_was_broken_off_is_collected_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", **{"ps.ipynb": "x", "z.csv": "1"})
    real = shutil.copytree

    def cut(source: str, target: str, **options: Any) -> None:
        real(source, target, **options)
        (Path(target) / "z.csv").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copytree", cut)
    with pytest.raises(KeyboardInterrupt):
        grade.collect(course, "ps")
    monkeypatch.undo()
    assert there(course) == {}, "it comes whole or not at all"
    grade.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "x", "ada/ps/z.csv": "1"}


def test_a_folder_that_is_moved_away_meanwhile_is_noticed(tmp_path: Path) -> None:
    if not os.path.islink("/proc/self/fd/0"):
        pytest.skip("only Linux tells where an open file lies")
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in" / "deep").symlink_to(tmp_path)
    with pytest.raises(OSError, match="has changed"):
        load(File(tmp_path / "in" / "deep" / "secret", "deep/secret", 1, 1), tmp_path / "in")


# --- when, and whose ------------------------------------------------------------------------------


def due(course: Course, date: str) -> None:
    with Gradebook(course.database, course.id) as book:
        book.update_or_create_assignment("ps", duedate=date)


def counts(course: Course, student: str = "ada") -> datetime.datetime:
    """The time that tells who is late, in UTC."""
    return parse_utc((course.folder("submitted") / student / "ps" / "timestamp.txt").read_text())


def stamp(seconds: float = 0) -> str:
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return now.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def test_an_honest_time_counts_as_it_is(course: Course) -> None:
    due(course, stamp(-30))
    told = stamp(-60)
    hand_in(course, "ada", told, **{"ps.ipynb": "x"})
    assert grade.collect(course, "ps") == {} and counts(course) == parse_utc(told)


@pytest.mark.parametrize(
    "told",
    [stamp(-86400), stamp(86400), "9999-01-01 00:00:00 UTC"],
    ids=["a day ago", "tomorrow", "9999"],
)
def test_a_time_that_the_files_deny_does_not_count_and_is_told(course: Course, told: str) -> None:
    due(course, stamp(-3600))
    folder = hand_in(course, "ada", told, **{"ps.ipynb": "x"})
    os.utime(folder / "ps.ipynb", (1, 1))
    os.utime(folder, (1, 1))
    said = grade.collect(course, "ps")
    assert abs(counts(course) - parse_utc(stamp())) < datetime.timedelta(hours=1), (
        "when the files came"
    )
    assert (
        said["ada"][0].startswith("The hand-in says that it is of ")
        and "but its files came at " in said["ada"][0]
    )
    assert grade.collect(course, "ps") == said, "it is told each time, and not collected again"


def test_what_timestamp_txt_says_is_not_believed_either(course: Course) -> None:
    folder = hand_in(course, "ada", told := stamp(-60), **{"ps.ipynb": "x"})
    (folder / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    grade.collect(course, "ps")
    assert counts(course) == parse_utc(told)


def test_a_notebook_exchanged_after_the_due_date_is_late(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hand-in made in time, whose file is written again a day later: the last file tells."""
    from neurolib.classroom.intake import collect

    hand_in(course, "ada", told := stamp(-60), **{"ps.ipynb": "x", "deep/data": "1"})
    real = os.lstat

    def later(path: Any, **options: Any) -> Any:
        status = real(path, **options)
        if "inbound" in str(path) and str(path).endswith("deep/data"):
            return type("Status", (), {"st_ctime": status.st_ctime + 86400})
        return status

    monkeypatch.setattr(collect.os, "lstat", later)
    due(course, stamp(-30))
    assert "but its files came" in grade.collect(course, "ps")["ada"][0] and counts(
        course
    ) > parse_utc(told)


def clocks(monkeypatch: pytest.MonkeyPatch, came: float, now: float = 0) -> None:
    """Let all files of the exchange have come ``came`` seconds after ``EARLY``, and let it be
    ``now`` seconds after that.
    """
    from neurolib.classroom.intake import collect

    real, early = os.lstat, parse_utc(EARLY).replace(tzinfo=datetime.UTC).timestamp()

    def lstat(path: Any, **options: Any) -> Any:
        status = real(path, **options)
        fields = {name: getattr(status, name) for name in dir(status) if name.startswith("st_")}
        return (
            type("Status", (), fields | {"st_ctime": early + came})
            if "inbound" in str(path)
            else status
        )

    monkeypatch.setattr(collect.os, "lstat", lstat)
    monkeypatch.setattr(collect, "time", type("Clock", (), {"time": lambda: early + came + now}))


@pytest.mark.parametrize(
    ("came", "counted"), [(0, 0), (300, 0), (301, 301), (-300, 0), (-301, -301)]
)
def test_what_a_hand_in_says_counts_up_to_five_minutes_away_from_when_its_files_came(
    course: Course, monkeypatch: pytest.MonkeyPatch, came: int, counted: int
) -> None:
    due(course, LATE)
    hand_in(course, "ada", **{"ps.ipynb": "x"})
    clocks(monkeypatch, came)
    said = grade.collect(course, "ps")
    assert counts(course) == parse_utc(EARLY) + datetime.timedelta(seconds=counted) and bool(
        said
    ) == bool(counted)


@pytest.mark.parametrize(
    ("date", "came", "told"),
    [
        (EARLY, 3600, True),
        ("2026-01-01 09:59:59 UTC", 3600, False),
        (None, 3600, False),
        (None, -3600, True),
        (EARLY, 0, False),
    ],
    ids=[
        "it would be in time",
        "it is late by its own word",
        "nothing is due",
        "it is dated ahead",
        "it is as it says",
    ],
)
def test_that_the_files_came_later_is_told_of_what_would_be_in_time(
    course: Course, monkeypatch: pytest.MonkeyPatch, date: str | None, came: int, told: bool
) -> None:
    if date:
        due(course, date)
    hand_in(course, "ada", **{"ps.ipynb": "x"})
    clocks(monkeypatch, came)
    assert ("ada" in grade.collect(course, "ps")) == told


@pytest.mark.parametrize(("now", "taken"), [(299, False), (300, True)])
def test_what_has_no_time_waits_for_five_minutes(
    course: Course, monkeypatch: pytest.MonkeyPatch, now: int, taken: bool
) -> None:
    (hand_in(course, "ada", **{"ps.ipynb": "x"}) / "timestamp.txt").unlink()
    clocks(monkeypatch, 0, now)
    said = grade.collect(course, "ps")
    assert bool(there(course)) == taken
    assert said == {} if taken else "is being handed in at this moment" in said["ada"][0]


@pytest.mark.parametrize(("most", "looked"), [(3, True), (2, False)])
def test_of_more_files_than_are_looked_at_nobody_knows_when_they_came(
    course: Course, monkeypatch: pytest.MonkeyPatch, most: int, looked: bool
) -> None:
    from neurolib.classroom.intake import collect

    due(course, LATE)
    hand_in(course, "ada", **{"ps.ipynb": "x"})  # with its time two files
    monkeypatch.setattr(collect, "MOST", most)
    clocks(monkeypatch, 0, 3600)
    assert ("ada" not in grade.collect(course, "ps")) == looked
    assert counts(course) == parse_utc(EARLY) + datetime.timedelta(hours=0 if looked else 1)


def test_a_hand_in_that_is_dated_ahead_does_not_keep_later_ones_out(course: Course) -> None:
    hand_in(course, "ada", "2999-01-01 00:00:00 UTC", **{"ps.ipynb": "forged"})
    assert "files came" in grade.collect(course, "ps")["ada"][0]
    time.sleep(0.01)
    hand_in(course, "ada", stamp(), **{"ps.ipynb": "mine"})
    grade.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "mine"}


def test_a_second_hand_in_by_a_slow_clock_is_not_passed_over_in_silence(course: Course) -> None:
    hand_in(course, "ada", first := stamp(), **{"ps.ipynb": "first"})
    grade.collect(course, "ps")
    time.sleep(0.01)
    hand_in(course, "ada", second := stamp(-3600), **{"ps.ipynb": "second"})
    said = grade.collect(course, "ps")["ada"]
    assert there(course) == {"ada/ps/ps.ipynb": "first"} and len(said) == 1
    assert said[0].startswith("A later hand-in came at ") and said[0].endswith(
        f"says that it is of {second}; that of {first} was taken as the last"
    )


def test_after_a_backup_what_the_hand_ins_say_is_their_order(course: Course) -> None:
    hand_in(course, "ada", LATE, **{"ps.ipynb": "new"})
    time.sleep(0.01)
    hand_in(course, "ada", EARLY, **{"ps.ipynb": "old"})
    assert grade.collect(course, "ps") == {} and there(course) == {"ada/ps/ps.ipynb": "new"}


def test_whose_a_hand_in_is_takes_one_look_at_the_exchange(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, looks, real = Users(monkeypatch, ada=50001, eve=50002), list[Any](), os.listdir
    for number in range(20):
        handed_in_by(users, "eve", hand_in(course, "ada", stamp(number - 60), **{"ps.ipynb": "x"}))
    monkeypatch.setattr(os, "listdir", lambda path: looks.append(path) or real(path))
    assert len(grade.collect(course, "ps")["ada"]) == 20
    assert looks.count(str(course.exchange / course.id / "inbound")) == 1


def test_what_is_being_handed_in_waits_and_what_was_broken_off_does_not_for_ever(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from neurolib.classroom.intake import collect

    hand_in(course, "ada", stamp(-60), **{"ps.ipynb": "whole"})
    half = hand_in(course, "ada", stamp(), **{"ps.ipynb": "half"})
    (half / "timestamp.txt").unlink()
    grade.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "whole"}
    monkeypatch.setattr(collect, "SKEW", -datetime.timedelta(days=1))
    grade.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "half"} and counts(course), (
        "without its time nobody would be late"
    )


class Users:
    """Who owns what, where this machine knows nobody."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **uids: int) -> None:
        import pwd

        self.uids, self.owners, self.real = uids, dict[str, int](), Path.lstat
        monkeypatch.setattr(pwd, "getpwuid", self.by_uid)
        monkeypatch.setattr(pwd, "getpwnam", self.by_name)
        monkeypatch.setattr(Path, "lstat", lambda path: self.lstat(path))

    def by_uid(self, uid: int) -> Any:
        return self.user(next((name for name, number in self.uids.items() if number == uid), ""))

    def by_name(self, name: str) -> Any:
        if name not in self.uids:
            raise KeyError(name)
        return self.user(name)

    def user(self, name: str) -> Any:
        if not name:
            raise KeyError(name)
        return type("User", (), {"pw_name": name, "pw_uid": self.uids[name]})

    def lstat(self, path: Path) -> Any:
        real = self.real(path)
        fields = {name: getattr(real, name) for name in dir(real) if name.startswith("st_")}
        return type("Status", (), fields | {"st_uid": self.owners.get(path.name, real.st_uid)})


def handed_in_by(users: Users, login: str, folder: Path) -> None:
    users.owners[folder.name] = users.uids[login]


def test_another_students_hand_in_never_takes_the_place_of_ones_own(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = Users(monkeypatch, ada=50001, eve=50002)
    handed_in_by(users, "ada", hand_in(course, "ada", stamp(-60), **{"ps.ipynb": "ada's"}))
    handed_in_by(users, "eve", hand_in(course, "ada", stamp(), **{"ps.ipynb": "eve's"}))
    handed_in_by(users, "eve", hand_in(course, "eve", stamp(), **{"ps.ipynb": "eve"}))
    sentence = "A hand-in under this name belongs to eve; it takes the place of no other work"
    for _ in range(2):
        assert grade.collect(course, "ps") == {"ada": [sentence]}
        assert there(course) == {"ada/ps/ps.ipynb": "ada's", "eve/ps/ps.ipynb": "eve"}
    shutil.rmtree(course.folder("submitted"))
    for folder in (course.exchange / course.id / "inbound").glob("ada+*"):
        if users.owners[folder.name] == users.uids["ada"]:
            shutil.rmtree(folder)
    assert grade.collect(course, "ps") == {"ada": [sentence]}
    assert there(course)["ada/ps/ps.ipynb"] == "eve's", (
        "a partner hands in, and the teacher is told"
    )
    time.sleep(0.01)
    handed_in_by(users, "ada", hand_in(course, "ada", stamp(), **{"ps.ipynb": "ada's again"}))
    grade.collect(course, "ps")
    assert there(course)["ada/ps/ps.ipynb"] == "ada's again"


@pytest.mark.parametrize("logins", [{"teacher": -1}, {"jovyan": 50003}, {}])
def test_where_all_files_belong_to_one_user_nothing_is_told(
    course: Course, monkeypatch: pytest.MonkeyPatch, logins: dict[str, int]
) -> None:
    logins = {name: os.geteuid() if uid < 0 else uid for name, uid in logins.items()}
    users = Users(monkeypatch, **logins)
    for number, name in enumerate(("ada", "ben", "ada", "ben")):
        folder = hand_in(course, name, stamp(number - 60), **{"ps.ipynb": str(number)})
        users.owners[folder.name] = next(iter(logins.values()), 50004)
        assert grade.collect(course, "ps") == {}
    assert there(course) == {"ada/ps/ps.ipynb": "2", "ben/ps/ps.ipynb": "3"}


def test_names_that_a_terminal_would_obey_stay_in_the_exchange(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(course, "ada", stamp(), **{"ps.ipynb": "x", "a\x1b[31m.csv": "1"})
    left = hand_in(course, "e\x1b]0;pwned\x07ve", stamp(), **{"ps.ipynb": "x"})
    said = grade.collect(course, "ps")
    assert list(there(course)) == ["ada/ps/ps.ipynb"] and said == {
        "ada": ["Left out a?[31m.csv: its name holds signs that not every system allows"],
        "e?]0;pwned?ve": [
            f"In the exchange, {shown(left.name)} is not the name of a hand-in; it was left there"
        ],
    }
    release(course)
    done = NbGraderAPI(CourseDirectory(config=course.config), config=course.config).collect(
        "ps", update=True
    )
    assert done["success"] and "e?]0;pwned?ve" in done["log"] and "\x1b" not in done["log"]


def test_feedback_goes_to_the_student_of_that_very_name(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(Course, "known", lambda *words: None)
    monkeypatch.setattr(
        feedback,
        "quietly",
        lambda step, config, assignment, student, **more: asked.append((step.__name__, student)),
    )
    for student in "a[b]", "ab":
        (course.folder("autograded") / student / "ps").mkdir(parents=True)
        (course.folder("feedback") / student / "ps").mkdir(parents=True)
        (course.folder("feedback") / student / "ps" / "submission_secret.txt").touch()
    feedback.write_feedback(course, "ps", "a[b]")
    assert asked == [("GenerateFeedback", "a[[]b]"), ("ExchangeReleaseFeedback", "a[[]b]")]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("*", ["*", "[*]", "ab"]),  # nbgrader's own choice, and a name
        (glob.escape("*"), ["*"]),
        (glob.escape("[*]"), ["[*]"]),
        ("a?", ["ab"]),
        ("ps", []),
    ],
)
def test_everybody_is_meant_also_where_a_student_is_called_so(
    wanted: str, names: list[str]
) -> None:
    assert meant(["ab", "[*]", "*"], wanted) == names


def test_pages_are_made_of_all_sets_that_are_meant_and_of_graded_notebooks_alone(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    root = course.folder("autograded")
    for place in "ada/ps/ps", "ada/ps2/ps2", ".kept/ps/ps", "ben/ps/none":
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        if "none" not in place:
            (root / f"{place}.ipynb").touch()
    layout = CourseDirectory(config=course.config, assignment_id="ps*", student_id="*")
    pages = GenerateFeedback(coursedir=layout, config=course.config)
    pages.init_notebooks()
    assert sorted(pages.assignments) == [str(root / "ada" / name) for name in ("ps", "ps2")]
    assert f"{root / 'ben' / 'ps'} holds no graded notebook." in caplog.text


@pytest.mark.parametrize("wanted", ["a[b]", "ab", "a*"])
def test_a_students_name_is_no_pattern_where_a_student_has_it(course: Course, wanted: str) -> None:
    """Feedback and grading by Formgrader's buttons, which give the name as it is, by nbgrader's own
    commands, and by ours.
    """
    names = [wanted] if wanted != "a*" else ["a[b]", "ab"]
    for student in "a[b]", "ab":
        for step in "autograded", "submitted":
            (folder := course.folder(step) / student / "ps").mkdir(parents=True)
            (folder / "ps.ipynb").touch()
    release(course)
    for given in {wanted, glob.escape(wanted) if wanted != "a*" else wanted}:
        layout = CourseDirectory(config=course.config, assignment_id="ps", student_id=given)
        pages = GenerateFeedback(coursedir=layout, config=course.config)
        pages.init_notebooks()
        root = course.folder("autograded")
        assert pages.assignments == {
            str(root / name / "ps"): [str(root / name / "ps" / "ps.ipynb")] for name in names
        }
        grading = Autograde(coursedir=layout, config=course.config)
        grading.init_notebooks()
        assert [student for _, student in grading._origins] == names


def test_formgraders_button_releases_every_page_that_can_be_fetched(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        ExchangeReleaseFeedback, "start", lambda step: asked.append(step.coursedir.student_id)
    )
    step = ExchangeReleaseFeedback(
        coursedir=CourseDirectory(config=course.config, assignment_id="ps"), config=course.config
    )
    assert formgrader.run(step)["success"] and asked == ["*"], "which says that there is none"
    for student, secret in ("Müller, Jörg", False), ("a[b]", True), ("zoe", True):
        folder = course.folder("feedback") / student / "ps"
        folder.mkdir(parents=True)
        if secret:
            (folder / "submission_secret.txt").touch()
    asked.clear()
    assert formgrader.run(step)["success"] and sorted(asked) == ["a[[]b]", "zoe"]
    for name in "zoe", "a[b]":
        step.coursedir.student_id, asked[:] = name, []
        assert formgrader.run(step)["success"] and asked == [glob.escape(name)]


def release(course: Course) -> None:
    """Do what a release does to the gradebook."""
    with Gradebook(course.database, course.id) as gradebook:
        gradebook.update_or_create_assignment("ps")
        gradebook.add_notebook("ps", "ps")
    path = course.folder("source") / "ps" / "ps.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), path)


def test_formgraders_buttons_say_that_a_set_must_be_released_first(course: Course) -> None:
    """``exercises/`` holds every set from the first day on, and Formgrader takes its folder for a
    release. A due date that is set first enters the set into the gradebook, without its problems.
    """
    with Gradebook(course.database, course.id) as gradebook:
        gradebook.update_or_create_assignment("ps", duedate=None)
    hand_in(course, "ada", **{"ps.ipynb": "x"})
    (course.folder("submitted") / "ben" / "ps").mkdir(parents=True)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    how = (
        "Release ps first, so that the gradebook knows its problems: press Generate in "
        "Formgrader, or run neurolib release ps."
    )
    for done in api.collect("ps", update=True), api.autograde("ps", "ben"):
        assert done == {"success": False, "log": how}
    with pytest.raises(ClassroomError, match=f"^{re.escape(how)}$"):
        from neurolib.classroom.intake.intake import Intake

        quietly(Intake, course.config, "ps")
    assert there(course) == {}, "nothing is collected"
    release(course)
    assert api.collect("ps", update=True)["success"] and there(course) == {"ada/ps/ps.ipynb": "x"}


def test_formgraders_button_collects_likewise(course: Course, tmp_path: Path) -> None:
    release(course)
    (hand_in(course, "ada", **{"ps.ipynb": "x"}) / "link").symlink_to(tmp_path)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    done = api.collect("ps", update=True)
    assert done["success"] and "links are not followed" in done["log"], done
    assert there(course) == {"ada/ps/ps.ipynb": "x"}


def test_formgraders_button_does_not_grade_what_is_being_graded(course: Course) -> None:
    release(course)
    (course.folder("submitted") / "ada" / "ps").mkdir(parents=True)
    api = NbGraderAPI(CourseDirectory(config=course.config), config=course.config)
    with lock.held(course.folder("autograded"), "ps"):
        done = api.autograde("ps", "ada")
        assert (
            not done["success"]
            and f"ps is being graded already, by process {os.getpid()}" in done["log"]
        )
    with (
        lock.held(course.folder("autograded"), "ps"),
        pytest.raises(ClassroomError, match="being graded already"),
    ):
        from neurolib.classroom.intake.intake import Intake

        quietly(Intake, course.config, "ps")


# --- what is there stays until something newer is there whole -------------------------------------


def folder_of(course: Course, student: str = "ada") -> Path:
    return course.folder("submitted") / student / "ps"


def test_a_large_hand_in_is_collected_as_its_files_are_allowed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """nbgrader's own limit is 100 MB of all files together."""
    course.config.CourseDirectory.max_dir_size = 1  # kB
    monkeypatch.setattr("neurolib.classroom.intake.collect.WHOLE", 1000)
    hand_in(course, "ada", **{"ps.ipynb": "x" * 2000})
    assert grade.collect(course, "ps") == {} and list(there(course)) == ["ada/ps/ps.ipynb"]


def test_of_many_hand_ins_the_last_are_looked_at(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from neurolib.classroom.intake import collect

    copied, real = list[str](), collect._copied
    monkeypatch.setattr(
        collect, "_copied", lambda folder, new: [real(folder, new), copied.append(folder.name)][0]
    )
    monkeypatch.setattr(collect, "run_limited", lambda function: function())
    for minute in range(20, 40):
        hand_in(course, "ada", stamp(-60 * minute), **{"ps.ipynb": str(minute)})
    grade.collect(course, "ps")
    assert len(copied) == 1 + collect.EARLIER and there(course) == {"ada/ps/ps.ipynb": "20"}


def test_a_newest_hand_in_that_cannot_be_collected_leaves_the_older_one(course: Course) -> None:
    folder = hand_in(course, "ada", stamp(-120), **{"ps.ipynb": "old"})
    grade.collect(course, "ps")
    (folder.parent / f"ada+ps+{stamp(-60)}+00").write_text("no folder")
    said = grade.collect(course, "ps")
    assert (
        there(course) == {"ada/ps/ps.ipynb": "old"}
        and "could not be collected: it is not a folder" in said["ada"][-1]
    )


def test_what_a_teacher_puts_into_submitted_stays(course: Course) -> None:
    folder_of(course).mkdir(parents=True)
    (folder_of(course) / "ps.ipynb").write_text("corrected")
    hand_in(course, "ada", stamp(-60), **{"ps.ipynb": "old"})
    said = grade.collect(course, "ps")
    assert there(course) == {"ada/ps/ps.ipynb": "corrected"}
    assert said["ada"][0].startswith("In submitted/ lies work that was not collected; it stays.")


@pytest.mark.parametrize(
    ("told", "replaced"),
    [(-180, False), (-60, False), (-30, True)],
    ids=["older", "equally old", "newer"],
)
def test_what_was_collected_stays_after_it_is_gone_from_the_exchange_until_something_newer_comes(
    course: Course, told: int, replaced: bool
) -> None:
    times = {seconds: stamp(seconds) for seconds in (-180, -60, -30)}
    first = hand_in(course, "ada", times[-60], **{"ps.ipynb": "first"})
    first = first.rename(f"{first}0")
    grade.collect(course, "ps")
    shutil.rmtree(first)
    hand_in(course, "ada", times[told], **{"ps.ipynb": "other"})
    assert grade.collect(course, "ps") == {} and there(course) == {
        "ada/ps/ps.ipynb": "other" if replaced else "first"
    }


def test_without_update_nothing_that_was_collected_is_replaced(course: Course) -> None:
    from neurolib.classroom.intake.collect import Collect

    for seconds, text in (-60, "first"), (-30, "second"):
        hand_in(course, "ada", stamp(seconds), **{"ps.ipynb": text})
        quietly(Collect, course.config, "ps")
        assert there(course) == {"ada/ps/ps.ipynb": "first"}


def test_a_time_that_a_teacher_corrects_stays(course: Course) -> None:
    hand_in(course, "ada", stamp(-60), **{"ps.ipynb": "x"})
    grade.collect(course, "ps")
    (folder_of(course) / "timestamp.txt").write_text("2026-01-10 10:00:00 UTC")
    grade.collect(course, "ps")
    assert counts(course) == parse_utc("2026-01-10 10:00:00 UTC")


def test_a_time_that_cannot_be_read_stops_nobody(course: Course) -> None:
    folder_of(course).mkdir(parents=True)
    (folder_of(course) / "timestamp.txt").write_text("10. Januar 2026")
    for student in "ada", "bo":
        hand_in(course, student, stamp(-60), **{"ps.ipynb": "x"})
    grade.collect(course, "ps")
    assert "bo/ps/ps.ipynb" in there(course)


def test_a_folder_called_timestamp_does_not_take_the_time_along(course: Course) -> None:
    due(course, stamp(-3600))
    folder = hand_in(course, "ada", stamp(-60), **{"ps.ipynb": "x"})
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt" / "x.ipynb").write_text("x")
    grade.collect(course, "ps")
    assert counts(course) > parse_utc(stamp(-600))


@pytest.mark.parametrize(
    ("text", "hour"),
    [("UTC", 12), ("+02:00", 10), ("", 12), ("CEST", None), ("Nowhere/Here", None)],
)
def test_a_time_in_a_zone_that_is_not_known_is_no_time(text: str, hour: int | None) -> None:
    whole = f"2026-07-10 12:00:00 {text}".strip()
    if hour:
        assert parsed_time(whole) == datetime.datetime(2026, 7, 10, hour)
    else:
        with pytest.raises(ValueError, match="is no time"):
            parsed_time(whole)


def test_names_that_others_read_as_somebody_elses_are_no_students() -> None:
    from neurolib.classroom.intake.intake import misnamed

    assert all(map(misnamed, ["ada ", " ada", ".ps.lock", 'a"b', "a\nb"])) and not any(
        map(misnamed, ["ada", "Ana María", "a.b"])
    )


def test_an_exported_cell_begins_no_formula_and_no_column() -> None:
    from neurolib.classroom.reports.export import _cell

    assert [_cell(each) for each in ("=A1", "eve;=A1", "\uff1dA1", 3.0, "ada")] == [
        "'=A1",
        "eve,=A1",
        "'\uff1dA1",
        3.0,
        "ada",
    ]
