"""The folder through which a class and its teacher exchange work, made by the teacher, so that it
is the teacher's.

In nbgrader's exchange, whoever writes first owns the course's folder, and so can read and delete
what others hand in. Therefore the teacher makes it before the first student starts, and nothing
that a student starts makes it or publishes into it.
"""

from __future__ import annotations

import os
from pathlib import Path

from .course import EXCHANGE, ClassroomError, Course, needs_exchange
from .intake.hand_in import login

# Everybody may enter the exchange, and nobody may remove what others put there (the sticky bit).
OPEN = 0o1777
# Of a course, students read what is released, hand in without reading what others handed in, and
# fetch feedback whose name they know.
MODES = {"": 0o755, "outbound": 0o755, "inbound": 0o3733, "feedback": 0o711}


def make(course: Course, folder: Path) -> Path:
    """Make the folders of a course below ``folder`` with their owner and modes; correct what is
    there already. Return the course's.
    """
    needs_exchange()
    folder = folder.expanduser().resolve()
    home = folder / course.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(OPEN)
        for name, mode in MODES.items():
            place = home / name
            if os.path.lexists(place) and (uid := place.lstat().st_uid) != os.geteuid():
                how = "have it removed, after a look whether it holds hand-ins"
                raise ClassroomError(f"{place} belongs to {login(uid)}: {how}")
            place.mkdir(exist_ok=True)
            place.chmod(mode)
    except OSError as error:
        raise ClassroomError(
            f"{error.strerror}: {error.filename}. Name a folder that you may write to "
            f"and that students reach."
        ) from error
    return home


def is_shared(course: Course) -> bool:
    """Return whether a course exchanges work through a folder of its class, not through
    ``.exchange`` in the clone.
    """
    return course.exchange != (course.root / ".exchange").resolve()


def outbound(course: Course) -> Path:
    """Return the folder with the sets that a class's teacher has released; raise where the teacher
    has not made it.
    """
    released = course.exchange / course.id / "outbound"
    if not released.is_dir():
        raise ClassroomError(
            f"{course.exchange} has no folder of this course yet, so there are no "
            f"problem sets to fetch. Is its path right? It is that in "
            f"{EXCHANGE}. If it is, the teacher makes the folder: neurolib exchange "
            f"{course.exchange}"
        )
    return released
