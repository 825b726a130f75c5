"""The tables that a teacher writes, ``late.csv`` and ``groups.csv``: every name in them is checked
before anything is graded.
"""

from __future__ import annotations

import os

from nbgrader.api import Gradebook

from ..course import ClassroomError, Course, offered
from . import groups, late


def check(course: Course) -> list[str]:
    """Return a sentence for each table with unknown students; raise for an unknown assignment.

    A student is known who is in the gradebook or has handed in anything.
    """
    sets = course.assignments()
    more = late.rows(course.root / late.TABLE, "student", "assignment", "days")
    for row in more:
        if row["assignment"] not in sets:
            name = row["assignment"] or "no set"
            raise ClassroomError(
                f"{late.TABLE} gives {row['student'] or 'nobody'} more time for {name}, "
                f"which {course.root} does not have; "
                f"{offered(row['assignment'], sets)}."
            )
    named = {late.TABLE: {row["student"] for row in more}, groups.TABLE: groups.members(course)}
    if not any(named.values()):
        return []
    handed_in = {folder.name for folder in course.folder("submitted").glob("*")}
    if (inbound := course.exchange / course.id / "inbound").is_dir() and os.access(
        inbound, os.R_OK
    ):
        handed_in |= {name.rsplit("+", 3)[0] for name in os.listdir(inbound)}
    with Gradebook(course.database, course.id) as gradebook:
        known = {student.id for student in gradebook.students} | handed_in
    return [
        f"{table} names {', '.join(student or 'a student without a name' for student in strange)}. "
        "Nobody of this name is in the gradebook or has handed in anything: is it right?"
        for table, students in named.items()
        if (strange := sorted(students - known))
    ]
