"""What Formgrader takes from the course that is open: the settings of its pages, and what a button
says when it has done its work. The list of hand-ins to mark takes as long as the set has answers,
not as the course has.
"""

from __future__ import annotations

import glob
import io
import logging
import os
import re
import secrets
import traceback
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.apps import api
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, BaseHandler
from nbgrader.server_extensions.formgrader.handlers import (
    FormgraderHandler,
    SubmissionFilesHandler,
    SubmissionNavigationHandler,
)
from nbgrader.utils import temp_attrs
from sqlalchemy import case, func
from sqlalchemy.orm import joinedload

from .. import release
from ..course import CONFIG, ClassroomError, Course, meant, reason, silence
from ..intake.collect import Collect
from ..intake.intake import Intake
from ..keys import SECRET
from ..reports.report import read_report

# no name of an assignment, a notebook or a student has these
UNSAFE = re.compile(r"[<>\"`\\\x00-\x1f\x7f-\x9f\u2028\u2029]")
COUNTING = (  # its tables sort names in counting order, ps2 before ps10, and the labs last
    '<script>jQuery.fn.dataTable.ext.type.order["string-pre"] = '
    '(text) => String(text).toLowerCase().replace(/^lab(?=\\d)/, "\\uffff$&")'
    '.replace(/\\d+/g, (number) => number.padStart(12, "0"));</script>'
)
# In a tab of its own, it opens files in JupyterLab below the address of this server, which on a hub
# is not the top.
FILES = (
    "<script>if (window === window.top) linkTo = (kind, path) => (_, link) => "
    '$(link).attr({href: base_url + "/lab/tree/" + encodeURI(path.replace(/^[./]+/, "")), '
    'target: "_blank"})[0];</script>'
)
# Its lists of students and of their hand-ins say "None, None" where the gradebook has no name. What
# is known of a name stands there, or the login.
NAMES = """<script>
addEventListener("DOMContentLoaded", () => {
  for (const [view, place] of [["StudentUI", "$name"], ["SubmissionUI", "$student_name"]]) {
    const kind = window[view]?.prototype;
    if (!kind) continue;
    const render = kind.render;
    kind.render = function () {
      render.call(this);
      const cell = this[place];
      const known = ["last_name", "first_name"].map((part) => this.model.get(part));
      if (!cell || known.every(Boolean)) return;
      const login = this.model.get(view === "StudentUI" ? "id" : "student");
      const name = known.filter(Boolean).join(", ") || login;
      const link = cell.find("a");
      cell.attr("data-order", name);
      (link.length ? link : cell).text(name);
    };
  }
});
</script>"""
NO_FRAME = "frame-ancestors 'none'"  # what a hub's servers say of their pages
OWN_TAB = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Formgrader</title>
<style>
body {{ font: 16px sans-serif; margin: 3em; max-width: 36em; }}
button {{ font: inherit; }}
</style>
<main>
<p><button data-address="{address}">Open Formgrader in a new tab</button></p>
<p>On a hub, Formgrader does not open within another page, because a page of another user of the
hub could then contain it, and press its buttons in your name.</p>
</main>
<script nonce="{nonce}">
const button = document.querySelector("button");
const arguments_ = {{ url: button.dataset.address, newBrowserTab: true }};
const asked = JSON.stringify({{ command: "help:open", arguments: arguments_ }});
button.addEventListener("click", () => parent.postMessage(asked, "*"));
</script>
</html>
"""  # nbgrader's tab may open no window itself; JupyterLab does what such a message asks for
_begin, _render, _open = BaseHandler.prepare, BaseHandler.render, FormgraderHandler.get
_submissions = NbGraderAPI.get_student_submissions


def adapt() -> None:
    """Make Formgrader's pages by the settings of the open course and its buttons answer in
    sentences; refuse unsafe addresses.
    """
    BaseHandler.exporter = property(
        lambda page: HTMLExporter(config=page.settings["nbgrader_formgrader"].config)
    )
    BaseHandler.prepare = _prepare
    BaseHandler.render = _counting
    SubmissionFilesHandler.set_extra_headers = _apart
    api.capture_log = run
    Gradebook.notebook_submission_dicts = hand_ins
    Gradebook.notebook_submissions = _with_students
    SubmissionNavigationHandler._get_incorrect_submission_ids = _incorrect
    NbGraderAPI.get_student_submissions = _of_student
    guard()


def guard() -> None:
    """Refuse to open courses that the teacher did not choose, see :func:`_opened`."""
    FormgraderHandler.get = _opened


def _opened(page: Any) -> Any:
    """Open Formgrader; with ``path`` in the address, on another course, as JupyterLab's *Formgrader
    (local)* asks for it.

    This runs the program ``nbgrader_config.py`` of the folder ``path``, with the teacher's rights.
    A link of anybody's could name any folder, such as one that a student has handed in. So the page
    must be a frame of JupyterLab itself, and the folder the teacher's own.
    """
    path, headers = page.get_argument("path", ""), page.request.headers
    by_menu = (headers.get("Sec-Fetch-Site"), headers.get("Sec-Fetch-Dest")) == (
        "same-origin",
        "iframe",
    )
    if not path or (by_menu and _is_own(Path(path).resolve())):
        return _open(page)
    page.set_status(403)
    page.finish(
        "<p>Formgrader opens another course only by JupyterLab's menu <em>Formgrader "
        "(local)</em>, and only if the folder "
        "belongs to you and does not lie within a course. Otherwise, start JupyterLab "
        "in the folder of the course.</p>"
    )
    return None


def _is_own(folder: Path) -> bool:
    """Whether a folder and its settings belong to this person, and no course is around it, whose
    hand-ins belong to this person, too.
    """
    if any(
        (above / CONFIG).exists() or (above / "gradebook.db").exists() for above in folder.parents
    ):
        return False
    there = [
        place
        for place in (folder, folder / CONFIG, folder / "nbgrader_config.json")
        if place.exists()
    ]
    return not hasattr(os, "getuid") or all(
        place.stat().st_uid in (0, os.getuid()) for place in there
    )


def _apart(page: Any, path: str) -> None:
    """Keep a file that a student handed in beside a notebook away from the teacher's session, where
    it is opened in the browser.
    """
    page.set_header("Content-Security-Policy", "sandbox")
    page.set_header("X-Content-Type-Options", "nosniff")


def _counting(page: Any, name: str, **names: Any) -> str:
    return str(_render(page, name, **names)).replace(
        "</head>", f"{COUNTING}{FILES}{NAMES}</head>", 1
    )


async def _prepare(page: Any) -> None:
    """Answer 404 to an address of a page of Formgrader that holds a character of :data:`UNSAFE`;
    otherwise begin as Jupyter does.

    nbgrader writes the names that an address holds into the page and its scripts without escaping
    them. Any page of any site can lead a teacher's browser to such an address, and what runs there
    has the teacher's rights.
    """
    # the others answer with JSON
    if not isinstance(page, BaseApiHandler) and UNSAFE.search(unquote(page.request.uri)):
        page.set_status(404)
        page.finish(
            "<p>No assignment, notebook or student has such a name: its address holds a "
            "character that names cannot have.</p>"
        )
    elif page.request.headers.get("Sec-Fetch-Dest") == "iframe" and (
        NO_FRAME in page.content_security_policy
    ):
        _lead_to_own_tab(page)
    else:
        await _begin(page)


def _lead_to_own_tab(page: Any) -> None:
    """Answer JupyterLab, whose menu opens Formgrader in a frame, with a page that has a button,
    where a hub forbids frames.

    Anybody can frame this page, so it has no origin: whoever frames it can neither read the cookies
    of this server nor act in its name.
    """
    nonce = secrets.token_urlsafe(16)
    policy = (
        "sandbox allow-scripts",
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
    )
    page.set_header("Content-Security-Policy", "; ".join(policy))
    page.finish(OWN_TAB.format(address=escape(page.request.uri), nonce=nonce))


def hand_ins(gradebook: Gradebook, notebook: str, assignment: str) -> list[dict[str, Any]]:
    """Return what nbgrader's method of the same work does, for each student's copy of a notebook.

    nbgrader's query adds up the points of every set of the course, and looks through all of them
    once more for each copy: with 1000 students it takes seconds for the first set, and minutes for
    the tenth.
    """
    book = gradebook.find_notebook(notebook, assignment)
    cells: dict[str, dict[str, float]] = {
        f"{name}_": {cell.id: cell.max_score for cell in book.grade_cells if cell.cell_type == kind}
        for name, kind in (("code", "code"), ("written", "markdown"))
    }
    cells["task_"] = {cell.id: cell.max_score for cell in book.task_cells}
    cells[""] = every = cells["code_"] | cells["written_"] | cells["task_"]
    if not every:
        return []
    worth = case(every, value=Grade.cell_id, else_=0.0)
    sums = {}
    for name, of in cells.items():
        ours = Grade.cell_id.in_(of)
        sums[f"{name}score"] = func.sum(case((ours, Grade.score), else_=0.0))
        sums[f"max_{name}score"] = func.sum(case((ours, worth), else_=0.0))
    failed = Grade.cell_id.in_(cells["code_"]) & (Grade.auto_score < worth)
    flags = {"needs_manual_grade": Grade.needs_manual_grade, "failed_tests": failed}
    totals = {**sums, **{name: func.max(case((flag, 1), else_=0)) for name, flag in flags.items()}}
    rows = (
        gradebook.db.query(Grade.notebook_id, *totals.values())
        .join(SubmittedNotebook)
        .filter(SubmittedNotebook.notebook_id == book.id)
        .group_by(Grade.notebook_id)
    )
    found = {row[0]: dict(zip(totals, row[1:], strict=True)) for row in rows}
    return [
        {
            "id": copy.id,
            "name": notebook,
            "student": copy.student.id,
            "first_name": copy.student.first_name,
            "last_name": copy.student.last_name,
            **found[copy.id],
            **{name: bool(found[copy.id][name]) for name in flags},
            "flagged": copy.flagged,
        }
        for copy in gradebook.notebook_submissions(notebook, assignment)
        if copy.id in found
    ]


def _with_students(gradebook: Gradebook, notebook: str, assignment: str) -> list[Any]:
    """Return each student's copy of a notebook, with the student, by one query for all of them."""
    try:
        book = gradebook.find_notebook(notebook, assignment)
    except MissingEntry:
        return []
    of_student = joinedload(SubmittedNotebook.assignment).joinedload(SubmittedAssignment.student)
    copies = gradebook.db.query(SubmittedNotebook).options(of_student)
    return list(copies.filter(SubmittedNotebook.notebook_id == book.id))


def _of_student(pages: NbGraderAPI, student: str) -> list[dict[str, Any]]:
    """Return a student's submissions as nbgrader does, which lists the class once for each of
    them.
    """
    everybody = pages.get_students()
    with temp_attrs(pages, get_students=lambda: everybody):
        return list(_submissions(pages, student))


def _incorrect(page: Any, assignment: str, notebook: str, submission: Any) -> list[str]:
    """Return the copies of a notebook in which a test failed, and the one that is shown."""
    there = set(page._get_submission_ids(assignment, notebook))
    copies = hand_ins(page.gradebook, notebook, assignment)
    failed = {copy["id"] for copy in copies if copy["failed_tests"]}
    return sorted((failed & there) | {submission.id})


def run(step: Any, fmt: str = "") -> dict[str, Any]:
    """Run what a button stands for. ``log`` is what the teacher should read, ``error`` the
    traceback of an error that nobody foresaw.
    """
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setLevel(logging.WARNING)
    step.log.addHandler(handler)
    step.log.addFilter(_unusual)
    try:
        with silence():
            course = Course(Path(step.coursedir.root), step.config)
            assignment = step.coursedir.assignment_id
            if isinstance(step, Collect):
                course.released(assignment)
            # as neurolib release does, which refuses a faulty set and keeps the older release
            if isinstance(step, GenerateAssignment):
                warnings = [
                    *release.validate(course, assignment),
                    *release.left_out(course, assignment),
                ]
                release.release(course, assignment)
                return {"success": True, "log": "\n".join(warnings)}
            if isinstance(step, ExchangeReleaseFeedback):
                _release_feedback(step, course, assignment)
            else:
                step.start()
    except (NbGraderException, ClassroomError) as error:
        return {"success": False, "log": reason(error, text.getvalue())}
    except (Exception, SystemExit):
        return {"success": False, "log": text.getvalue(), "error": traceback.format_exc()}
    finally:
        step.log.removeHandler(handler)
        step.log.removeFilter(_unusual)
    if isinstance(step, Intake):
        return {"success": True, "log": _graded(step)}
    return {"success": True, "log": "" if isinstance(step, GenerateFeedback) else text.getvalue()}


def _release_feedback(step: Any, course: Course, assignment: str) -> None:
    """Release the page of each student that has a secret by which it can be fetched; nbgrader would
    stop at the first that has none.

    One after the other: nbgrader takes a list of whom to leave out, and splits it at the commas,
    also of a name.
    """
    folders = {path.parent.name: path for path in course.folder("feedback").glob(f"*/{assignment}")}
    if not folders:
        step.start()  # which says so
    for name in meant(folders, step.coursedir.student_id):
        if (folders[name] / SECRET).is_file():
            with temp_attrs(step.coursedir, student_id=glob.escape(name)):
                step.start()


def _unusual(record: logging.LogRecord) -> bool:
    """Leave out that a cell has changed: the tests that grade stand in place of those that were
    released, a line for each.
    """
    return not str(record.msg).startswith("Attribute '%s' for cell ")


def _graded(step: Intake) -> str:
    """The points of a submission, and a line for each thing that was unusual about it; nbgrader
    warns of what is as it should be.
    """
    course = step.coursedir
    folder = Path(
        course.format_path(course.autograded_directory, course.student_id, course.assignment_id)
    )
    report = read_report(folder, course.assignment_id, course.student_id)
    cells = report.outcomes
    waiting = sum(outcome.points is None for outcome in cells)
    points = (
        f"{sum(outcome.points or 0 for outcome in cells):g} of "
        f"{sum(outcome.max for outcome in cells):g} points"
    )
    points += f", {waiting} still to be graded by a person." if waiting else "."
    return "\n".join([points, *report.remarks])
