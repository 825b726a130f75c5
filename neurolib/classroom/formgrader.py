"""What Formgrader takes from the course that is open: the settings of its pages, and what a button says when it has done its work."""

from __future__ import annotations

import io
import logging
import traceback
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbgrader.apps import api
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.server_extensions.formgrader.base import BaseHandler

from .course import reason, silence
from .intake import Intake
from .report import read_report


def adapt() -> None:
    """Have Formgrader make its pages by the settings of the open course, and its buttons answer in sentences."""
    BaseHandler.exporter = property(lambda page: HTMLExporter(config=page.settings["nbgrader_formgrader"].config))
    api.capture_log = run


def run(step: Any, fmt: str = "") -> dict[str, Any]:
    """Run what a button stands for. ``log`` is what the teacher should read, ``error`` the traceback of an error that nobody foresaw."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setLevel(logging.WARNING)
    step.log.addHandler(handler)
    try:
        with silence():
            step.start()
    except NbGraderException as error:
        return {"success": False, "log": reason(error, text.getvalue())}
    except (Exception, SystemExit):
        return {"success": False, "log": text.getvalue(), "error": traceback.format_exc()}
    finally:
        step.log.removeHandler(handler)
    if isinstance(step, Intake):
        return {"success": True, "log": _graded(step)}
    return {"success": True, "log": "" if isinstance(step, GenerateFeedback) else text.getvalue()}


def _graded(step: Intake) -> str:
    """The points of a submission, and a line for each thing that was unusual about it; nbgrader warns of what is as it should be."""
    course = step.coursedir
    folder = Path(course.format_path(course.autograded_directory, course.student_id, course.assignment_id))
    report = read_report(folder, course.assignment_id, course.student_id)
    cells = [outcome for notebook in report.notebooks.values() for outcome in notebook]
    waiting = sum(outcome.points is None for outcome in cells)
    points = f"{sum(outcome.points or 0 for outcome in cells):g} of {sum(outcome.max for outcome in cells):g} points"
    points += f", {waiting} still to be graded by a person." if waiting else "."
    return "\n".join([points, *report.remarks])
