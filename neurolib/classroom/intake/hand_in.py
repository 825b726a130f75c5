"""The names and the times of hand-ins: which are accepted, and how nbgrader writes them."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
from collections.abc import Container
from pathlib import Path
from typing import Any, cast

from dateutil import tz
from nbgrader.utils import parse_utc

from .files import COLLECTED, shown

TIME = "timestamp.txt"
EARLIER = ".earlier"
# between two clocks, or between the beginning and the end of a hand-in
SKEW = datetime.timedelta(minutes=5)
# a zone that names no path
NOTED_TIME = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?( ([A-Za-z][\w/+-]*|[+-][\d:]+))?"
)

MISNAMED = (
    "The name of the student's folder begins with a dot, begins or ends with a space, "
    'or holds one of the signs <>"\\ or one that '
    "cannot be seen: rename the folder."
)


def misnamed(student: str) -> bool:
    """Return whether a folder's name is refused as a student's, because Formgrader writes names
    into its scripts without escaping.
    """
    return (
        not student.isprintable()
        or student != student.strip()
        or bool(re.search(r'^\.|[<>"\\]', student))
    )


def parsed_time(text: str) -> datetime.datetime:
    """Return the time that nbgrader noted, in UTC; ValueError for anything else.

    nbgrader takes an offset, and a zone that it does not know, for UTC.
    """
    if form := NOTED_TIME.fullmatch(text):
        with contextlib.suppress(Exception):  # dateutil raises many kinds
            zone = (form[2] or "").strip()
            if zone[:1] in ("+", "-"):
                moment = datetime.datetime.fromisoformat(text.replace(f" {zone}", zone))
                return moment.astimezone(datetime.UTC).replace(tzinfo=None)
            if not zone or tz.gettz(zone):
                return cast(datetime.datetime, parse_utc(text))
    raise ValueError(f"{shown(text)} is no time")


def foreign(path: Path, student: str, others: Container[str] = ()) -> str:
    """Return the login that owns what lies in the exchange under the name of a student, if it is
    another student's.

    It is unknown where all files belong to one user, as in many shared folders, or where names of
    students are no logins; then a login counts as another's if it is one of ``others``. Where the
    student's name is a login, every other number of a user is another's, also one without a name:
    each login has many of these.
    """
    import pwd

    uid = path.lstat().st_uid
    if uid in (0, os.geteuid(), path.parent.stat().st_uid):
        return ""
    owner = login(uid)
    try:
        return "" if pwd.getpwnam(student).pw_uid == uid else owner
    except KeyError:
        return owner if owner in others else ""


def login(uid: int) -> str:
    """Return the login of a user, or the number where there is none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def collected(folder: Path) -> dict[str, Any]:
    """Return what was noted of the hand-in in a folder of ``submitted/``; nothing where none was
    collected.

    Its name, its time, the login that owns it if that is another student's, and how many questions
    it answers.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        about = json.loads((folder / COLLECTED).read_text(encoding="utf-8"))
        parsed_time(about["time"])
        return {"owner": "", "answers": 0} | about | {"name": str(about["name"])}
    return {}


def earlier(folder: Path) -> Path:
    """Return where an earlier hand-in stays that answers more than the one in this folder of
    ``submitted/``.
    """
    return folder.parents[1] / EARLIER / folder.parent.name / folder.name


def formatted_time(moment: datetime.datetime) -> str:
    """Return a time in UTC as nbgrader writes it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def utc(seconds: float) -> datetime.datetime:
    """Return the time of a file as nbgrader counts times."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None)
