"""Groups: the last hand-in of any member of a group counts for all of its members.

``groups.csv`` at the root of the course has the columns ``group`` and ``student`` and, where a
group holds for some sets alone, ``assignment``. Each student's folder of ``submitted/`` keeps the
student's own hand-in. Whose hand-in counts for whom is computed from the table whenever something
is graded, by every command and button, so that a correction of the table loses nobody's work.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ..course import ClassroomError, Course
from ..intake.hand_in import EARLIER, collected, earlier, misnamed, parsed_time
from ..keys import SECRET
from .late import rows

TABLE = "groups.csv"
COUNTED = ".counted"  # in a graded folder: which hand-in was graded


@dataclass(frozen=True)
class HandIn:
    """The hand-in that counts for a student: its folder in ``submitted/``, and a remark.

    There is a remark where it is another member's, or answers less than an earlier one.
    """

    folder: Path
    remark: str = ""

    @property
    def name(self) -> str:
        """A name for it, which a later one of the same student does not have."""
        return f"{self.folder.parent.name}/{collected(self.folder).get('name', '')}"


def groups(course: Course, assignment: str = "") -> dict[str, list[str]]:
    """Return group → its students in an assignment, as ``groups.csv`` has them; refuse a student
    who stands in two groups.
    """
    return _groups(_lines(course), assignment)


def members(course: Course) -> set[str]:
    """Return all students of ``groups.csv``; refuse one who stands in two groups of one set."""
    lines = _lines(course)
    for assignment in {row["assignment"] for row in lines}:
        _groups(lines, assignment)
    return {row["student"] for row in lines}


def _lines(course: Course) -> list[dict[str, str]]:
    """Return the lines that make a group: not those of students who work alone, of whom a list of
    the class may have a line without a group.
    """
    lines = rows(course.root / TABLE, "group", "student", optional=("assignment",))
    for assignment in {row["assignment"] for row in lines} - {""}:
        course.known(assignment)
    for student in (row["student"] for row in lines):
        if misnamed(student) or "/" in student:
            raise ClassroomError(
                f"{TABLE} has the student {student!r}, which is no name of a folder."
            )
    return [row for row in lines if row["group"]]


def _groups(lines: list[dict[str, str]], assignment: str) -> dict[str, list[str]]:
    found, member = defaultdict(list), dict[str, str]()
    for row in lines:
        if row["assignment"] not in ("", assignment) or not row["student"]:
            continue
        if member.setdefault(row["student"], row["group"]) != row["group"]:
            raise ClassroomError(
                f"{TABLE} has {row['student']} in {member[row['student']]} and in "
                f"{row['group']}; expected one group."
            )
        found[row["group"]].append(row["student"])
    return dict(found)


def counted(course: Course, assignment: str) -> dict[str, HandIn]:
    """Return student → the hand-in that counts, for everybody who handed in or whose group did.

    Of a group, the last hand-in of a member counts, before those that others made under a member's
    name. What a person put into ``submitted/`` for a member counts for this member.
    """
    folders = [
        folder / assignment
        for folder in course.folder("submitted").glob("*")
        if folder.name != EARLIER  # beside the students' folders, and none of them
    ]
    found = {folder.parent.name: HandIn(folder) for folder in folders if os.path.lexists(folder)}
    teams = list(groups(course, assignment).values())
    alone = set(found).difference(*teams)
    for members in [*teams, *([student] for student in alone)]:
        there = {
            student: about
            for student in members
            if student in found and (about := collected(found[student].folder))
        }
        if not there:
            continue
        last = max(
            there,
            key=lambda student: (not there[student]["owner"], parsed_time(there[student]["time"])),
        )
        own = found[last].folder
        real = {student: found[student].folder for student in there if not there[student]["owner"]}
        less = _less(assignment, last, real)
        theirs = "; ".join(
            filter(None, [f"The hand-in of {last}, of the same group, counts", less])
        )
        for student in members:
            if student == last:
                found[student] = HandIn(own, less)
            elif student in there or student not in found:
                found[student] = HandIn(own, theirs)
    return found


def _less(assignment: str, last: str, folders: dict[str, Path]) -> str:
    """Return a sentence if the last hand-in answers less than an earlier one, of the same student
    or of the group.
    """
    answers = {
        (student, here): collected(here).get("answers", 0)
        for student, folder in folders.items()
        for here in (folder, earlier(folder))
    }
    now = answers.get((last, folders.get(last, Path())), 0)
    most = max(answers, key=lambda each: answers[each], default=("", Path()))
    if answers.get(most, 0) <= now:
        return ""
    less = (
        f"The last hand-in, of {last}, answers {now} questions, and an earlier one, of "
        f"{most[0]}, {answers[most]}"
    )
    return f"{less}. To let that one count, run neurolib collect {assignment} --fullest {most[0]}"


def is_of(graded: Path, hand_in: HandIn) -> bool:
    """Return whether a graded folder holds the grade of this hand-in; one that says nothing was
    graded before that was noted.
    """
    name = graded_hand_in(graded)
    return name == (hand_in.name if "/" in name else hand_in.folder.parent.name)


def graded_hand_in(graded: Path) -> str:
    """Return the name of the hand-in of which a graded folder holds the grade, the same for all
    members of a group; where nothing is noted, the student.
    """
    try:
        return (graded / COUNTED).read_text(encoding="utf-8")
    except OSError:
        return graded.parent.name


def note(target: Path, hand_in: HandIn, own: Path) -> None:
    """Note in a copy of a hand-in which it is; a member of a group fetches the feedback on it by a
    secret of the member's own.

    It is that of the member's own hand-in, if there is one that nobody else made, or else follows
    from a key (:mod:`.keys`). Otherwise all members of a group would share one page, with the
    points and the comments of one of them.
    """
    (target / COUNTED).write_text(hand_in.name, encoding="utf-8")
    if hand_in.folder != own:
        (target / SECRET).unlink(missing_ok=True)
        if not collected(own).get("owner"):
            with contextlib.suppress(OSError):
                shutil.copyfile(own / SECRET, target / SECRET, follow_symlinks=False)
