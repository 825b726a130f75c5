"""Groups: the last hand-in of any member of a group counts for all of its members.

``groups.csv`` at the root of the course has the columns ``group`` and ``student``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from .course import ClassroomError, Course
from .files import COLLECTED, put
from .intake import misnamed, parsed_time
from .late import rows

TABLE = "groups.csv"


def groups(course: Course) -> dict[str, list[str]]:
    """Return group → its students, as ``groups.csv`` has them; refuse a student who stands in two groups."""
    found, member = defaultdict(list), dict[str, str]()
    for row in rows(course.root / TABLE, "group", "student"):
        if misnamed(row["student"]):
            raise ClassroomError(f"{TABLE} has the student {row['student']!r}, which is no name of a folder.")
        if member.setdefault(row["student"], row["group"]) != row["group"]:
            raise ClassroomError(f"{TABLE} has {row['student']} in {member[row['student']]} and in {row['group']}; expected one group.")
        found[row["group"]].append(row["student"])
    return dict(found)


def share(course: Course, assignment: str, notes: dict[str, list[str]]) -> None:
    """Lay the last collected hand-in of each group into ``submitted/`` for all of its members, and note it.

    What a person laid into ``submitted/`` for a member stays.
    """
    for members in groups(course).values():
        folders = {student: course.folder("submitted") / student / assignment for student in members}
        collected = {student: about for student, folder in folders.items() if (about := _collected(folder))}
        if not collected:
            continue
        last = max(collected, key=lambda student: parsed_time(collected[student]["time"]))
        sender = collected[last]["name"].rsplit("+", 3)[0]
        for student, folder in folders.items():
            if os.path.lexists(folder) and student not in collected:
                continue
            if collected.get(student, {}).get("name") != collected[last]["name"]:
                folder.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(prefix=".sharing-", dir=folder.parent) as beside:
                    put(Path(shutil.copytree(folders[last], Path(beside, "new"), symlinks=True)), folder, Path(beside, "old"))
            if student != sender:
                same = ", of the same group," if sender in members else ""  # no longer, where the table was corrected since
                notes.setdefault(student, []).append(f"The hand-in of {sender}{same} counts")


def _collected(folder: Path) -> dict[str, str]:
    """Return the name and the time of the hand-in in a folder of ``submitted/``, nothing where none was collected."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        about = json.loads((folder / COLLECTED).read_text(encoding="utf-8"))
        parsed_time(about["time"])
        return {"name": str(about["name"]), "time": about["time"]}
    return {}
