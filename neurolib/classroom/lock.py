"""One grader at a time for an assignment, whichever command it is started by."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from .course import ClassroomError


@contextlib.contextmanager
def held(graded: Path, assignment: str) -> Iterator[None]:
    """Hold an assignment, whose grades go below ``graded``, while this process lives; :class:`ClassroomError` where another does.

    The file that is held stays: to remove it would let two in.
    """
    graded.mkdir(parents=True, exist_ok=True)
    with open(graded / f".{assignment}.lock", "a+", encoding="utf-8") as file:
        with contextlib.suppress(ImportError):  # on Windows nothing but --trust-students grades
            import fcntl

            try:  # the system's own lock, which ends with the process however that ends
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                raise ClassroomError(f"{assignment} is being graded already, by {file.read().strip() or 'another process'}.") from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}, since {time.strftime('%H:%M')}")
        file.flush()
        yield
        file.truncate(0)
