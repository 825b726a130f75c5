"""How a student fetches feedback on what another member of the group handed in, or on a file.

nbgrader gives the feedback on a hand-in to whoever has the secret of the hand-in, which its sender
alone has. So each student who opens the course leaves a key in the exchange: an empty file whose
name holds it. Students can make files in that folder, but nobody except the teacher can list it,
and the system notes to whom a file belongs. The secret of each page follows from the key.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import re
import shutil
from pathlib import Path
from urllib.parse import quote

from nbgrader.utils import notebook_hash

from .course import Course, course_secret
from .intake.hand_in import foreign, formatted_time, utc

# by which nbgrader lets a student, and nobody else, fetch the feedback on a hand-in
SECRET = "submission_secret.txt"


def leave(work: Path, inbound: Path, student: str) -> str:
    """Leave the key of a student's working copy in the exchange, where there is one; return the
    key.

    A copy that somebody has opened may be given to others, so each student has a key of one's own
    in it: with one key for several, everybody would fetch the page that was written last.
    """
    cache = work / ".submitted"
    cache.mkdir(parents=True, exist_ok=True)
    key = course_secret(cache / f".feedback-key-{quote(student, safe='')}")
    if inbound.is_dir():
        with contextlib.suppress(OSError):
            (inbound / f"key.{student}.{key}").touch(0o600)
    return key


def secret(course: Course, student: str, assignment: str) -> str:
    """Return the secret of the page of a student who has handed in nothing: by the student's last
    key, nothing without one.
    """
    inbound = course.exchange / course.id / "inbound"
    names = os.listdir(inbound) if os.access(inbound, os.R_OK) else []
    # who has left a key or a hand-in, by the names of both
    others = {
        name[4:].rpartition(".")[0] if name.startswith("key.") else name.rsplit("+", 3)[0]
        for name in names
    }
    own = [
        inbound / name
        for name in names
        if name.startswith(f"key.{student}.")
        and is_secret(name.removeprefix(f"key.{student}."))
        and not foreign(inbound / name, student, others)
    ]
    # a file of one's own, under a name that another chose, has two
    own = [path for path in own if path.lstat().st_nlink == 1]
    last = max(own, key=lambda path: path.lstat().st_ctime, default=None)
    return _of(last.name.rpartition(".")[2], assignment) if last else ""


def is_secret(text: str) -> bool:
    """Return whether a text can be a key or a secret, as nbgrader and :func:`leave` make them:
    nobody guesses it, and it is plain ASCII.
    """
    return bool(re.fullmatch(r"[0-9a-f]{32,256}", text))


def _of(key: str, assignment: str) -> str:
    return hmac.digest(key.encode(), assignment.encode(), "sha256").hex()


def fetch(key: str, released: Path, folder: Path) -> None:
    """Copy the pages on an assignment, whose folder in the working copy this is, from the folder
    ``released`` in the exchange.
    """
    for notebook in folder.glob("*.ipynb"):
        name = notebook_hash(secret=_of(key, folder.name), notebook_id=notebook.stem)
        page = released / f"{name}.html"
        if page.is_file():
            place = folder / "feedback" / formatted_time(utc(page.stat().st_mtime))
            place.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, place / f"{notebook.stem}.html")
