"""Feedback for a student: an autograded notebook, reduced to verdicts and answers, before it
becomes a page (:mod:`.safe_html`).
"""

from __future__ import annotations

import datetime
import glob
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets import List

from .. import keys
from ..course import ClassroomError, Course, meant, quietly
from ..grading.late import told_days
from ..grading.marking import is_waiting
from ..intake.files import shown
from ..intake.hand_in import TIME
from ..intake.limited_process import Refused
from ..keys import SECRET
from .export import behind
from .outcomes import EMPTY, POINTS, UNTOUCHED, heading, is_test, message, title
from .safe_html import CONTROLS, STARTS

MARK_SCHEME = re.compile(
    r"^[^\n]*BEGIN MARK SCHEME.*?(?:END MARK SCHEME[^\n]*\n?|\Z)", re.DOTALL | re.MULTILINE
)
# what the title of a test says besides
KIND = re.compile(r"^[\d.]+ · (?:visible|hidden) test[^:]*: (.)")
WAITS = "waits for a person"
# of a test on the page; then come those that failed
RANK = {"right": 0, "partly right": 1, "graded by a person": 2, WAITS: 3}


class Page(HTMLExporter):
    """nbgrader's exporter; naming it in a course's settings loads this module, by which a converter
    finds students of every name.
    """


def _find(
    converter: GenerateFeedback,
    look: Callable[[GenerateFeedback], None] = GenerateFeedback.init_notebooks,
) -> None:
    """Find the graded notebooks of the students who are meant; nbgrader takes the folder of a
    student, once it is found, for a pattern again.
    """
    course = converter.coursedir
    graded = Path(course.format_path(course.autograded_directory, ".", "."))
    folders = [
        path
        for path in graded.glob(f"*/{course.assignment_id}")
        if not path.parent.name.startswith(".")
    ]
    names = meant({path.parent.name for path in folders}, course.student_id)
    found = {
        str(path): [str(notebook) for notebook in path.glob(f"{course.notebook_id}.ipynb")]
        for path in folders
        if path.parent.name in names
    }
    for path in [path for path, notebooks in found.items() if not notebooks]:
        converter.log.warning("%s holds no graded notebook.", path)
        del found[path]
    converter.assignments = found
    if not found:
        look(converter)  # which says so


GenerateFeedback.init_notebooks = _find


class Grades(GetGrades):
    """nbgrader's points and comments for each cell, and whether a cell still waits for a person's
    points. A test that the set does not have any more is a cell without points.
    """

    # nbgrader's is not marked as an option, and would warn of it
    display_data_priority: Any = List().tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Add the points of one cell; refuse a hand-in on which a new test has not run."""
        if not index and (lacks := self._lacks()):
            raise Refused(
                f"{lacks}: run neurolib grade {self.assignment_id}, then write the feedback."
            )
        return super().preprocess_cell(cell, resources, index)

    def _lacks(self) -> str:
        """Return what the gradebook lacks of a hand-in, of which there is a graded notebook."""
        whose = f"the hand-in of {shown(self.student_id)}"
        try:
            submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
        except MissingEntry:
            return f"The gradebook has no grade of {whose}"
        if behind(submission):
            return f"A test of {self.assignment_id} is new since {whose} was graded"
        return ""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        try:
            super()._get_score(cell, resources)
        except MissingEntry:
            cell.metadata.nbgrader.update(grade=False, locked=True)
            return
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        cell.metadata.nbgrader["waits"] = is_waiting(grade)


class Verdict(NbGraderPreprocessor):
    """Reduce an autograded notebook to what its student may see: verdicts of tests, answers, and
    outputs of other cells.

    The source of a test and tracebacks that quote it are removed. An answer that raises an error
    keeps the line and the message; a cell without points keeps its outputs if it ran without an
    error. Below a test with hidden inputs, which the student's code may have stored, only pictures
    are left. ``resources["sheet"]`` has the same, problem by problem.
    """

    # nbgrader's is not marked as an option, and would warn of it
    display_data_priority: Any = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Reduce the notebook in place, and remove the student's own files from the folder of the
        feedback.
        """
        names = resources.get("nbgrader", {})
        course = CourseDirectory(config=self.config)
        sheet = Sheet(sections(Path(course.root)))
        # then a student's own heading begins no problem
        ours = any(_heads(cell) and is_locked(cell) for cell in nb.cells)
        hidden = False  # whether there are hidden inputs above
        for cell in nb.cells:
            if hidden and cell.cell_type == "code" and not is_test(cell):
                _withhold(cell)
            # also of a test that was removed, which ran
            hidden = hidden or (is_locked(cell) and "BEGIN HIDDEN TESTS" in cell.source)
            if is_test(cell):
                cell.metadata.nbgrader.update(
                    title=title(cell), verdict=CONTROLS.sub("", message(cell))
                )
                cell.source, cell.outputs = "", []
                sheet.problems[-1].judge(cell)
            elif _is_answer(cell) or _shows(cell):
                sheet.problems[-1].judge(cell)
                (_answer if _is_answer(cell) else _caption)(cell)
                sheet.problems[-1].show(cell)
            elif (first := _heads(cell)) and (is_locked(cell) or not ours or first[1] == "#"):
                sheet.begin(
                    first[1], CONTROLS.sub("", first[2]).strip()[:200], cell.metadata.get("tags")
                )
        sheet.problems = [problem for problem in sheet.problems if problem.tests or problem.cells]
        nb.cells = [cell for problem in sheet.problems for cell in problem.cells]
        if "student" in names:
            ids = names["student"], names["assignment"]
            folder, graded = (
                Path(course.format_path(step, *ids))
                for step in (course.feedback_directory, course.autograded_directory)
            )
            sheet.came = course.get_existing_timestamp(str(graded))
            home = Course(Path(course.root), self.config)
            sheet.late_days = told_days(home, names["assignment"], names["student"])
            self._clear(folder, graded)
            self._address(home, folder, graded, names)
        resources["sheet"] = sheet
        return nb, resources

    def _address(self, course: Course, folder: Path, graded: Path, names: dict[str, str]) -> None:
        """Write what nbgrader reads when it releases a page: where the hand-in brought no secret,
        that of the student's last key.
        """
        own = graded / SECRET
        if (folder / SECRET).is_file() and not keys.is_secret(
            (folder / SECRET).read_bytes().decode("ascii", "replace")
        ):
            # a student may write anything into it, and nbgrader would stop at what is no text
            (folder / SECRET).unlink()
            own = folder / SECRET
        if not own.is_file() and (
            secret := keys.secret(course, names["student"], names["assignment"])
        ):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / SECRET).write_text(secret, encoding="utf-8")
        if (folder / SECRET).is_file():
            (folder / TIME).touch()

    def _clear(self, folder: Path, graded: Path) -> None:
        """Remove files of the submission from the feedback's folder: nbgrader copies them, and
        would release a page among them.
        """
        pages = {path.with_suffix(".html").name for path in graded.glob("*.ipynb")}
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.parent != folder or path.name not in {*pages, TIME, SECRET}:
                path.unlink()


@dataclass
class Test:
    """What one graded cell of a problem came to. ``verdict`` is a sentence on what is wrong, or one
    of :data:`RANK`.
    """

    title: str
    score: float
    points: float
    verdict: str


@dataclass
class Problem:
    """One problem as the page shows it: its tests, what is right first, and the cells with the
    student's answers and pictures.
    """

    title: str = ""
    # of chapters that teach it: name, address
    sections: list[tuple[str, str]] = field(default_factory=list)
    graded: list[Test] = field(default_factory=list)
    unanswered: list[Test] = field(default_factory=list)
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def tests(self) -> list[Test]:
        """All tests, what is right first; those of which the same is wrong are one, and so are
        those of what was not answered.
        """
        # by what is wrong, or by a number of its own where nothing is
        found: dict[str | int, Test] = {}
        for test in [
            *self.graded,
            *(replace(test, verdict="not answered") for test in self.unanswered),
        ]:
            if same := found.get(test.verdict):
                same.title, same.score, same.points = (
                    f"{same.title}; {test.title}",
                    same.score + test.score,
                    same.points + test.points,
                )
            else:
                found[len(found) if test.verdict in RANK else test.verdict] = replace(test)
        return sorted(found.values(), key=lambda test: RANK.get(test.verdict, len(RANK)))

    @property
    def score(self) -> float:
        """The subtotal."""
        return sum(test.score for test in self.tests)

    @property
    def points(self) -> float:
        """What it is worth, without what still waits for a person."""
        return sum(test.points for test in self.tests if test.verdict != WAITS)

    @property
    def waiting(self) -> float:
        """What the parts are worth that still wait for a person."""
        return sum(test.points for test in self.graded if test.verdict == WAITS)

    @property
    def worth(self) -> float:
        """What all its parts are worth."""
        return self.points + self.waiting

    @property
    def right(self) -> int:
        """How many of its parts are right."""
        return sum(test.verdict == "right" for test in self.graded)

    @property
    def lacks(self) -> bool:
        """Whether a test found something that is not right."""
        return any(test.verdict not in RANK for test in self.tests)

    @property
    def words(self) -> str:
        """What became of the problem, in a few words, what is right first."""
        marked = [test for test in self.graded if test.verdict != WAITS]
        count = len(marked) + len(self.unanswered)
        waits = [WAITS] if len(marked) < len(self.graded) else []
        if not marked:
            return ", ".join([*(["not answered"] if self.unanswered else []), *waits])
        return ", ".join(
            ["all right" if self.right == count else f"{self.right} of {count} right", *waits]
        )

    def judge(self, cell: NotebookNode) -> None:
        """Note what a graded cell came to."""
        meta = cell.metadata.get("nbgrader", {})
        if not is_grade(cell) and not is_task(cell):
            return
        score, points, said = (
            float(meta.get("score") or 0),
            float(meta.get("points") or 0),
            str(meta.get("verdict", "")),
        )
        untouched = is_solution(cell) and meta.get("comment") == UNTOUCHED and not score
        if meta.get("waits") and not untouched:
            said = WAITS
        elif not said:
            said = (
                "right"
                if score >= points
                else "partly right"
                if is_test(cell) or score
                else "graded by a person"
            )
        name = (
            KIND.sub(lambda match: match[1].upper(), meta["title"])
            if is_test(cell)
            else _heading(cell)
        )
        test = Test(POINTS.sub("", name), score, points, said)
        (self.unanswered if untouched or EMPTY in said else self.graded).append(test)

    def show(self, cell: NotebookNode) -> None:
        """Keep a cell, unless it is an answer that was not given and that nobody commented on."""
        comment = cell.metadata.get("nbgrader", {}).get("comment")
        untouched = (
            _is_answer(cell)
            and not is_task(cell)
            and (EMPTY in cell.source or comment == UNTOUCHED)
        )
        if not untouched or comment not in (None, "", UNTOUCHED):
            self.cells.append(cell)


@dataclass
class Sheet:
    """What the page shows: the set's title, when it was handed in, and its problems."""

    sections: dict[str, list[tuple[str, str]]]  # by the objectives that they serve
    title: str = ""
    came: datetime.datetime | None = None  # in UTC
    late_days: str = ""  # a sentence on those used and left
    problems: list[Problem] = field(default_factory=lambda: [Problem()])

    def begin(self, level: str, heading: str, tags: Any) -> None:
        """Take the first heading as the title of the set, and begin a new problem with any
        other.
        """
        if level == "#":
            self.title = self.title or heading
            return
        found = [
            section
            for tag in tags or []
            if isinstance(tag, str)
            for section in self.sections.get(tag, [])
        ]
        self.problems.append(Problem(heading, list(dict.fromkeys(found))))

    @property
    def right(self) -> str:
        """The page's first sentence, which says what is right."""
        graded = [
            test for problem in self.problems for test in [*problem.graded, *problem.unanswered]
        ]
        count = sum(test.verdict != WAITS for test in graded)
        whole = [
            problem.title
            for problem in self.problems
            if problem.words == "all right" and problem.title
        ]
        right = sum(problem.right for problem in self.problems)
        sentence = f"{right} of {count} parts are right." if right else ""
        return f"{sentence} Completely right: {'; '.join(whole)}." if whole else sentence

    @property
    def waiting(self) -> float:
        """What the parts are worth that still wait for a person."""
        return sum(problem.waiting for problem in self.problems)

    @property
    def date(self) -> str:
        """When the set was handed in."""
        return (
            f"handed in on {self.came.day} {self.came:%B %Y}, {self.came:%H:%M} UTC"
            if self.came
            else ""
        )


def sections(root: Path) -> dict[str, list[tuple[str, str]]]:
    """Return for each objective of a course the section of its chapter that teaches it: its name,
    and its address from a feedback page.

    The page lies in ``exercises/SET/feedback/TIME/`` of a working copy, and JupyterLab serves it
    below ``files/``.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(root.glob("course/*/*.ipynb")):
        chapter = ""
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            first = (
                re.match(r"(#+) (?:(Lab )?(\d+) · )?(.*)", "".join(cell["source"]))
                if cell["cell_type"] == "markdown"
                else None
            )
            if not first:
                continue
            if first[1] == "#":
                chapter = f"{first[2] or 'Chapter '}{first[3]}"
            name = (
                f"{chapter}, section {first[3]}: {first[4]}"
                if first[3]
                else f"{chapter}: {first[4]}"
            )
            anchor = quote(first[0].lstrip("# ").replace(" ", "-"))
            for tag in cell["metadata"].get("tags", []):
                found.setdefault(
                    tag,
                    [
                        (
                            name,
                            f"../../../../../doc/tree/{quote(path.relative_to(root).as_posix())}#{anchor}",
                        )
                    ],
                )
    return found


def _heads(cell: NotebookNode) -> re.Match[str] | None:
    """The heading with which a text begins: its level and its words."""
    return (
        re.match(r"(#{1,3}) (.*)", cell.source)
        if cell.cell_type == "markdown" and not _is_answer(cell)
        else None
    )


def _heading(cell: NotebookNode) -> str:
    """What a cell that a person marks is about: the words in bold that it begins with."""
    return CONTROLS.sub("", heading(cell)).strip() or "Your text"


def _is_answer(cell: NotebookNode) -> bool:
    return bool(is_solution(cell) or is_task(cell))


def _shows(cell: NotebookNode) -> bool:
    """Whether a cell without points ran and shows something."""
    kinds = [output.output_type for output in cell.get("outputs", [])]
    return bool(kinds) and "error" not in kinds and not is_grade(cell) and not is_locked(cell)


def _withhold(cell: NotebookNode) -> None:
    """Remove what a student's code says, but for errors, and for pictures, without their words, of
    a cell that was handed out.
    """
    shown = []
    for output in cell.get("outputs", []):
        pictures = {kind: data for kind, data in output.get("data", {}).items() if kind in STARTS}
        if pictures and not str(cell.get("id")).startswith("own-"):
            shown.append(new_output("display_data", {**pictures, "text/plain": "<Figure>"}))
        elif output.output_type == "error":
            shown.append(output)
    cell.outputs = shown


def _answer(cell: NotebookNode) -> None:
    """Remove what only the teacher may see, shorten errors, and show the comment as Markdown, as
    Formgrader's box says.
    """
    if (words := cell.metadata.nbgrader.get("comment")) and words != UNTOUCHED:
        cell.metadata.nbgrader["comment"] = new_markdown_cell(words)
    if is_task(cell):
        cell.source = MARK_SCHEME.sub("", cell.source)
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            line = re.search(
                r"\bIn\[[\d ]*\], line (\d+)", CONTROLS.sub("", "\n".join(output.traceback))
            )
            output.traceback = [
                (f"Line {line[1]}: " if line else "")
                + f"{output.ename}: {output.evalue}".strip(": ")[:200]
            ]


def _caption(cell: NotebookNode) -> None:
    """Reduce a cell's source to the comment that it begins with, as a condition: nobody has looked
    whether the picture meets it.
    """
    first = re.match(r"# *(\S.*)", cell.source)
    words = CONTROLS.sub("", first[1]) if first else ""
    cell.source, cell.metadata["caption"] = "", re.sub(r"^Success: ", "Right when ", words)


def write_feedback(
    course: Course, assignment: str, student: str | None = None
) -> tuple[list[Path], list[str]]:
    """Write feedback for every graded submission and put it into the exchange; return the pages and
    what went wrong.
    """
    course.known(assignment)
    pages: list[Path] = []
    troubles: list[str] = []
    for folder in sorted(
        course.folder("autograded").glob(f"{glob.escape(student) if student else '*'}/{assignment}")
    ):
        name = folder.parent.name
        try:
            quietly(GenerateFeedback, course.config, assignment, glob.escape(name), force=True)
            written = course.folder("feedback") / name / assignment
            pages += sorted(written.glob("*.html"))
            if (written / SECRET).is_file() and course.exchange.is_dir():
                quietly(ExchangeReleaseFeedback, course.config, assignment, glob.escape(name))
        except ClassroomError as failure:
            troubles.append(f"{name}: {failure}")
    return pages, troubles
