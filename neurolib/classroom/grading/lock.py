"""A lock on an assignment, so that one process at a time grades it, whichever command starts it."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from ..course import ClassroomError


@contextlib.contextmanager
def held(graded: Path, assignment: str) -> Iterator[None]:
    """Hold the lock on an assignment, whose grades go below ``graded``; raise
    :class:`ClassroomError` if another process holds it.

    The locked file is never removed, because two processes could then hold a lock each, on two
    files of the same name.
    """
    graded.mkdir(parents=True, exist_ok=True)
    with open(graded / f".{assignment}.lock", "a+", encoding="utf-8") as file:
        # on Windows, which has no such lock, only --trust-students grades
        with contextlib.suppress(ImportError):
            import fcntl

            try:  # the system releases it when the process ends, for whatever reason
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                raise ClassroomError(
                    f"{assignment} is being graded already, by "
                    f"{file.read().strip() or 'another process'}."
                ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}, since {time.strftime('%H:%M')}")
        file.flush()
        yield
        file.truncate(0)
