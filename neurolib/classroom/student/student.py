"""The student's side of the round: JupyterLab's settings, handing in an assignment, fetching the
feedback.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeSubmit
from nbgrader.utils import get_username
from traitlets.config import Config

from ...hints import TRIES
from .. import TIMEOUT, keys
from ..course import (
    CLONE,
    CONFIG,
    EXCHANGE,
    ClassroomError,
    Course,
    counting,
    exchange,
    needs_exchange,
    offered,
    quietly,
)
from ..grading.late import told
from ..guesses import packed as guessed
from ..hidden import STUDENT
from ..intake.files import GUESSES
from ..intake.hand_in import misnamed

WORK = "NEUROLIB_WORK"


def student_settings(c: Any, work: Path, exchange: Path) -> None:
    """Set nbgrader's options for a student's working copy ``work``; JupyterLab's Assignment List
    and ``neurolib submit`` share them.
    """
    c.CourseDirectory.root = str(work)
    c.CourseDirectory.course_id = "neurolib"
    # what is not handed in: guesses only by neurolib submit --guesses
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        TRIES,
        GUESSES,
    ]
    c.Exchange.root = str(exchange)
    c.Exchange.assignment_dir = str(work / "exercises")
    c.Exchange.cache = str(work / ".submitted")
    c.Execute.timeout = TIMEOUT


def student_environment(clone: Path, work: Path) -> dict[str, str]:
    """Return the variables with which a student's JupyterLab, started in ``work``, finds the
    exchange and shows no Formgrader.
    """
    mine = str(Path(__file__).parent / "config")
    others = [
        path
        for path in os.environ.get("JUPYTER_CONFIG_PATH", "").split(os.pathsep)
        if path and path != mine
    ]
    return {
        "JUPYTER_CONFIG_PATH": os.pathsep.join([mine, *others]),
        EXCHANGE: str(_exchange(clone)),
        WORK: str(work.resolve()),
    }


def working_copy() -> Path:
    """Return the folder that holds a student's ``exercises/``: ``$NEUROLIB_WORK``, one above here,
    or a clone's ``work/``.
    """
    here = Path.cwd().resolve()
    named = [Path(os.environ[WORK])] if os.environ.get(WORK) else []
    for folder in [*named, here, *here.parents, here / "work", CLONE / "work"]:
        # a clone's own is no working copy
        if (folder / "exercises").is_dir() and not (folder / "pyproject.toml").is_file():
            return folder
    raise ClassroomError(
        "No working copy with exercises/ is found from here; neurolib lab makes one in work/."
    )


def settings(work: Path) -> Any:
    """Return nbgrader's settings of a student, the same that JupyterLab reads."""
    config: Any = Config()
    student_settings(config, work, _exchange(work.parent))
    return config


def _exchange(clone: Path) -> Path:
    """Return the exchange of a student: ``$NEUROLIB_EXCHANGE``, or that of the clone, which an
    edition may name.
    """
    named = os.environ.get(EXCHANGE) or not (clone / CONFIG).is_file()
    return exchange(clone) if named else Course.at(clone).exchange


def problem_set(name: str, work: Path) -> Path:
    """Return the folder of a problem set in a working copy; where it is not there, say how it comes
    there.
    """
    folder = work / "exercises" / name
    if not list(folder.glob("*.ipynb")):
        names = sorted(
            {notebook.parent.name for notebook in folder.parent.glob("*/*.ipynb")}, key=counting
        )
        known = offered(name, names)
        raise ClassroomError(
            f"{folder.parent} has no {name}; {known}. Fetch others in JupyterLab: "
            f"Nbgrader, Assignment List."
        )
    return folder


def submit(
    assignment: str,
    student: str | None = None,
    work: Path | None = None,
    file: bool = False,
    guesses: bool = False,
) -> str:
    """Hand in ``exercises/ASSIGNMENT`` of the working copy; return a sentence that says where it
    is.

    It is put into the exchange or, with ``file`` and on Windows, where nbgrader has no exchange,
    into a file for the teacher. ``student`` is the name in the course: by default
    ``$NEUROLIB_STUDENT``, or else the login. With ``guesses``, the student's guesses in the set's
    chapter go with it.
    """
    work, student = work or working_copy(), student or os.environ.get(STUDENT) or None
    if misnamed(who := student or get_username()) or "/" in who:
        raise ClassroomError(
            f"Nobody can hand in as {who!r}: a name does not begin with a dot, neither begins nor "
            f'ends with a space, and holds no sign that cannot be seen and none of <>"\\/. Set '
            f"{STUDENT} to your name in the course."
        )
    # what reads notebooks, which a server that only starts does not
    from ..intake.fullest import warning
    from ..intake.upload import pack, packed

    folder, edition = problem_set(assignment, work), _handed_out(work) / assignment
    given, about = _guesses(assignment, work) if guesses else ("", "")
    if file or sys.platform == "win32":
        last = work / packed(folder, who)
        less = warning(edition, folder, [last] if last.is_file() else [])
        path = pack(folder, who, work, given)
        why = "The exchange does not run on Windows."
        if file:
            why = "Upload this file where your teacher collects your work."
        said = f"{assignment} is packed as {who}: {path}. {why}"
        return " ".join(filter(None, [said, about, less]))
    config = settings(work)
    root = Path(config.Exchange.root)
    if root == (work.parent / ".exchange").resolve() and not (work.parent / "solutions").is_dir():
        raise ClassroomError(
            f"This copy of the course knows no folder of your class. If your teacher "
            f"named one, set {EXCHANGE} to it. If you hand in a "
            f"file, on a web page of your class or by mail, run neurolib submit {assignment} --file"
        )
    outbound = root / config.CourseDirectory.course_id / "outbound"
    if not (outbound / assignment).is_dir():
        raise ClassroomError(
            f"{assignment} is not released in {root}. If your teacher named another "
            f"folder to hand in to, set {EXCHANGE} to it; "
            f"otherwise the teacher runs: neurolib release {assignment}"
        )
    before = Path(config.Exchange.cache, config.CourseDirectory.course_id).glob(f"*+{assignment}+*")
    less = warning(outbound / assignment, folder, before)
    with _beside(folder, given, config):
        quietly(ExchangeSubmit, config, assignment, student or "*", strict=True)
    due = told(outbound, assignment, datetime.datetime.now(datetime.UTC).replace(tzinfo=None))
    said = f"Submitted {assignment} as {who}, in {root}."
    return " ".join(filter(None, [said, about, due, less]))


def _handed_out(work: Path) -> Path:
    """Return the folder with the sets as they were handed out: of the copy of the course around a
    working copy or, where all share one copy, of that one.
    """
    own = work.parent / "exercises"
    return own if own.is_dir() else CLONE / "exercises"


def _guesses(assignment: str, work: Path) -> tuple[str, str]:
    """Return a student's guesses as they are handed in, and a sentence on them."""
    found = guessed(work, assignment)
    if not found:
        return "", (
            f"No guess went with it: none of the predictions of its chapter has a guess in {work}. "
            f"To keep one that is older than this version of the course, run the chapter again."
        )
    count = f"{len(found)} guess{'es' * (len(found) != 1)}"
    return json.dumps(found), (
        f"With it went your {count}, for the class's table. To take them back, hand in once more "
        f"without --guesses."
    )


@contextlib.contextmanager
def _beside(folder: Path, guesses: str, config: Any) -> Iterator[None]:
    """Lay guesses beside the notebook while it is handed in, and let them through; no later hand-in
    finds them.
    """
    if not guesses:
        yield
        return
    ignore = config.CourseDirectory.ignore
    config.CourseDirectory.ignore = [name for name in ignore if name != GUESSES]
    try:
        (folder / GUESSES).write_text(guesses, encoding="utf-8")
        yield
    finally:
        (folder / GUESSES).unlink(missing_ok=True)


def leave_key(work: Path) -> str:
    """Leave in the exchange the key by which the teacher addresses feedback on what others hand in
    for this student; return it.
    """
    config = settings(work)
    inbound = Path(config.Exchange.root, config.CourseDirectory.course_id, "inbound")
    return keys.leave(work, inbound, os.environ.get(STUDENT) or get_username())


def fetch_feedback(assignment: str, work: Path | None = None) -> list[Path]:
    """Copy the feedback on one's hand-ins, or on those of one's group, from the exchange into the
    working copy; return it, newest last.
    """
    needs_exchange()
    work = work or working_copy()
    folder, key = work / "exercises" / assignment, leave_key(work)
    quietly(ExchangeFetchFeedback, config := settings(work), assignment)
    released = Path(config.Exchange.root, config.CourseDirectory.course_id, "feedback")
    keys.fetch(key, released, folder)
    return sorted(folder.glob("feedback/*/*.html"))


def no_feedback(assignment: str, work: Path | None = None) -> str:
    """Return why a student finds no feedback on an assignment, and what can be done."""
    work = work or working_copy()
    config, who = settings(work), os.environ.get(STUDENT) or get_username()
    none = f"There is no feedback on {assignment} for {who}"
    handed_in = Path(config.Exchange.cache, config.CourseDirectory.course_id)
    if any(handed_in.glob(f"*+{assignment}+*")):
        return f"{none} yet: your teacher has not released any."
    return (
        f"{none}, and nothing was handed in from {work}. If you handed in from another copy of the "
        f"course, run this command there. If a member of your group handed in, your teacher runs "
        f"neurolib feedback {assignment} once more."
    )


def grades(work: Path | None = None) -> list[tuple[str, str, str, str]]:
    """Return for each set of the working copy its name, the points, the date of the hand-in and the
    page, of the last feedback fetched.
    """
    work, found = work or working_copy(), []
    for folder in sorted((work / "exercises").glob("*/"), key=lambda folder: counting(folder.name)):
        pages = sorted(folder.glob("feedback/*/*.html"), key=lambda page: page.parent.name)
        text = pages[-1].read_text(encoding="utf-8")[:6000] if pages else ""
        said = {
            name: value
            for value, name in re.findall(r'<meta content="([^"]*)" name="(points|date)"', text)
        }
        page = str(pages[-1].relative_to(work)) if pages else ""
        found.append((folder.name, said.get("points", ""), said.get("date", ""), page))
    return found
