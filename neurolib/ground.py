"""The ground on which a student works: the working copy, brought up to date, and the environment in
which JupyterLab finds it and the exchange.

``neurolib lab`` prepares it on a student's own machine, and :mod:`neurolib.hub` on a hub.
"""

from __future__ import annotations

import os
from pathlib import Path

from neurolib import bootstrap, workspace
from neurolib.bootstrap import Stop
from neurolib.classroom.course import ClassroomError, Course
from neurolib.classroom.release import offer
from neurolib.classroom.shared_folder import is_shared, outbound
from neurolib.classroom.student.student import leave_key, student_environment

MAP = "course/index.ipynb"
# how JupyterLab is set wherever the course is opened
SETTINGS = (
    "--LabApp.news_url=None",  # no question about news, and no call to another host
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--Application.log_level=WARN",
    "--LabApp.custom_css=True",  # ours is neurolib/look/custom.css
)


def students_ground(work: Path | None = None) -> Path:
    """Make a working copy ready, by default that of the clone, with its problem sets and the
    exchange that its Assignment List shows; return its folder.

    The folder of a class is the teacher's: from there come the sets that the teacher has released,
    and nothing is published into it. Who works alone gets all sets, through an exchange in the
    clone.
    """
    work = work or workspace.WORK
    update(work)
    os.environ.update(student_environment(bootstrap.ROOT, work))
    sets: Path | None = bootstrap.ROOT / "exercises"
    try:
        course = Course.at(bootstrap.ROOT)
        if is_shared(course):
            sets = None
        else:
            offer(course)
        sets = outbound(course)
        leave_key(work)
    except ClassroomError as error:  # the course opens without the exchange
        print(f"Problem sets cannot be handed in from JupyterLab: {error}")
    try:
        if sets:
            workspace.hand_out(sets, work / "exercises")
    except OSError as error:
        raise bootstrap.explain([str(error)]) from error
    return work


def update(work: Path) -> None:
    """Bring a working copy's course up to date, and say what was laid beside the student's own."""
    try:
        for sentence in workspace.lay_out(bootstrap.ROOT / "course", work / "course"):
            print(sentence)
    except OSError as error:
        raise bootstrap.explain([str(error)]) from error
    if not (work / MAP).is_file():
        raise Stop(f"{MAP} is not in this clone: bring it back with git checkout -- course")
