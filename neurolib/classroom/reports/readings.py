"""What the hand-ins of a class hold beside the answers that are graded, read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..course import Course
from ..intake.files import shown
from ..intake.hand_in import collected
from ..intake.limited_process import Refused, run_limited


def readings(
    course: Course,
    assignment: str,
    what: str,
    read: Callable[[Path], Any],
    troubles: list[str],
) -> Iterator[tuple[str, Any]]:
    """Yield each student and what ``read`` finds in the folder of the hand-in, unless that is
    ``None``; ``troubles`` gets a sentence for each hand-in whose ``what`` cannot be read or is not
    the student's own.
    """
    for folder in sorted(course.folder("submitted").glob(f"*/{assignment}")):
        student = folder.parent.name
        link = folder.is_symlink() or folder.parent.is_symlink()
        if student.startswith(".") or link or not folder.is_dir():
            continue
        name = f"{shown(student)}: {what} does not count"
        try:
            found = run_limited(lambda here=folder: read(here))  # type: ignore[misc]
        except Refused as refusal:
            troubles.append(f"{name}: {str(refusal).rstrip('.')}.")
            continue
        if found is None:
            continue
        if owner := collected(folder).get("owner"):
            troubles.append(f"{name}: the hand-in belongs to {shown(str(owner))}.")
            continue
        yield student, found
