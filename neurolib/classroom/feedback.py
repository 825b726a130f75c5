"""Feedback for a student: an autograded notebook, reduced to verdicts and answers, before it becomes a page (:mod:`.safe_html`)."""

from __future__ import annotations

import glob
import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets import List

from .course import ClassroomError, Course, quietly
from .outcomes import is_test, message, title
from .safe_html import CONTROLS

MARK_SCHEME = re.compile(r"^[^\n]*BEGIN MARK SCHEME.*?(?:END MARK SCHEME[^\n]*\n?|\Z)", re.DOTALL | re.MULTILINE)


class Verdict(NbGraderPreprocessor):
    """Reduce an autograded notebook to what its student may see: verdicts of tests, answers, and outputs of other cells.

    The source of a test and tracebacks that quote it are removed. An answer that raises an error keeps the line and the message; a
    cell without points keeps its outputs if it ran without an error. A heading stays if something follows it.
    """

    display_data_priority: Any = List().tag(config=True)  # nbgrader's is not marked as an option, and would warn of it

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Reduce the notebook in place, and remove the student's own files from the folder of the feedback."""
        kept: list[NotebookNode] = []
        heading: NotebookNode | None = None
        for cell in nb.cells:
            if is_test(cell):
                cell.metadata.nbgrader.update(title=title(cell), verdict=CONTROLS.sub("", message(cell)))
                cell.source, cell.outputs = "", []
                kept.append(cell)
            elif _is_answer(cell) or _shows(cell):
                (_answer if _is_answer(cell) else _caption)(cell)
                kept += [heading, cell] if heading else [cell]
                heading = None
            elif cell.cell_type == "markdown" and (first := re.match(r"#{1,3} (.*)", cell.source)):
                heading, cell.source = cell, CONTROLS.sub("", first[1]).strip()
        nb.cells = kept
        self._clear(resources.get("nbgrader", {}))
        return nb, resources

    def _clear(self, names: dict[str, str]) -> None:
        """Remove files of the submission from the feedback's folder: nbgrader copies them, and would release a page among them."""
        if "student" not in names:
            return
        course = CourseDirectory(config=self.config)
        ids = names["student"], names["assignment"]
        folder, graded = (Path(course.format_path(step, *ids)) for step in (course.feedback_directory, course.autograded_directory))
        pages = {path.with_suffix(".html").name for path in graded.glob("*.ipynb")}
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.parent != folder or path.name not in {*pages, "timestamp.txt", "submission_secret.txt"}:
                path.unlink()


def _is_answer(cell: NotebookNode) -> bool:
    return bool(is_solution(cell) or is_task(cell))


def _shows(cell: NotebookNode) -> bool:
    """Whether a cell without points ran and shows something."""
    kinds = [output.output_type for output in cell.get("outputs", [])]
    return bool(kinds) and "error" not in kinds and not is_grade(cell) and not is_locked(cell)


def _answer(cell: NotebookNode) -> None:
    """Remove what only the teacher may see, shorten errors, and show the comment as Markdown, as Formgrader's box says."""
    if words := cell.metadata.nbgrader.get("comment"):
        cell.metadata.nbgrader["comment"] = new_markdown_cell(words)
    if is_task(cell):
        cell.source = MARK_SCHEME.sub("", cell.source)
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            line = re.search(r"\bIn\[[\d ]*\], line (\d+)", CONTROLS.sub("", "\n".join(output.traceback)))
            output.traceback = [(f"Line {line[1]}: " if line else "") + f"{output.ename}: {output.evalue}".strip(": ")]


def _caption(cell: NotebookNode) -> None:
    """Reduce a cell's source to the comment that it begins with."""
    first = re.match(r"# *(\S.*)", cell.source)
    cell.source, cell.metadata["caption"] = "", CONTROLS.sub("", first[1]) if first else ""


def write_feedback(course: Course, assignment: str, student: str | None = None) -> tuple[list[Path], list[str]]:
    """Write feedback for every graded submission and put it into the exchange; return the pages and what went wrong."""
    course.known(assignment)
    pages: list[Path] = []
    troubles: list[str] = []
    for folder in sorted(course.folder("autograded").glob(f"{glob.escape(student) if student else '*'}/{assignment}")):
        name = folder.parent.name
        try:
            quietly(GenerateFeedback, course.config, assignment, glob.escape(name), force=True)
            written = course.folder("feedback") / name / assignment
            pages += sorted(written.glob("*.html"))
            if (written / "submission_secret.txt").is_file() and course.exchange.is_dir():
                quietly(ExchangeReleaseFeedback, course.config, assignment, glob.escape(name))
        except ClassroomError as failure:
            troubles.append(f"{name}: {failure}")
    return pages, troubles
