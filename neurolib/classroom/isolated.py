"""Run a submission for a grade: its cells in a sandboxed kernel, the tests outside of it.

nbgrader's ``Execute`` with the same plug: cells in, outputs out. ``determine_grade``, ``SaveAutoGrades`` and Formgrader read
the outputs of test cells as ever; here they come from the checker alone, never from the student's kernel.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import time
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, Execute
from traitlets import Bool, Dict, Unicode

from . import TIMEOUT
from .checker import names
from .checker.client import CheckerClient
from .checker.master import Master
from .course import course_secret
from .outcomes import BROKEN, DEATH
from .sandbox import refusal
from .sandbox.bwrap import PACKAGE
from .sandbox.channel import Dead, Late, error, writable
from .sandbox.kernel import Kernel

TOTAL = 15 * 60.0  # seconds for a notebook, with all that is run again after a death
DEAD = "The kernel died while this cell ran, so it earns nothing; the cells after it ran in a new kernel."
TOO_LATE = "CellTimeoutError"
TOLD = "This test could not be run; your teacher has been told."
UNPROTECTED = "graded without a sandbox"


class NoSandbox(SystemExit):
    """Student code cannot be run safely here: ends a whole batch of nbgrader's, where an Exception would end one submission of it."""


class Isolated(Execute):
    """Run a submission with every protection. A dead or stuck kernel costs its cell alone."""

    secret_file = Unicode("", help="Where the course secret lies; without one, hidden tests draw public inputs.").tag(config=True)
    references: Any = Dict(help="What the reference solution does in each test, by notebook; see validation.references.").tag(config=True)
    runs_reference = False  # whether the reference solution runs
    trust_students = Bool(False, help="Run student code without a sandbox, with the grader's own rights.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run all cells of ``nb`` in place."""
        self.nb, self.resources = nb, resources
        self._protected(resources)
        self._deadline = time.monotonic() + TOTAL
        self._fatal: set[int] = set()
        self._seen: set[str] = set()
        self._master, folder = self._read_master(nb, resources)
        self._kernel = Kernel(Path(resources["metadata"]["path"]), self._private(), self._away(), self.trust_students)
        secret = course_secret(Path(self.secret_file)) if self.secret_file else ""
        self._checker = CheckerClient(self._master, self._kernel.ask, folder, secret, self.runs_reference)
        try:
            self._begin()
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
        finally:
            self._kernel.stop()
            self._checker.close()
        nb.metadata.pop("widgets", None)
        return nb, resources

    def _protected(self, resources: Any) -> None:
        """Raise where there is no sandbox, unless students are trusted: then note it in the report."""
        if self.trust_students:
            self._note(UNPROTECTED)
        elif reason := refusal():
            if "nbgrader" in resources:
                shutil.rmtree(resources["metadata"]["path"])  # as nbgrader does where grading fails: what lies there passes for graded
            raise NoSandbox(reason)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell: a test of the master's in the checker, anything else in the student's kernel."""
        if cell.cell_type != "code":
            return cell, resources
        cell.outputs, cell.execution_count = [], None
        test = self._test(cell)
        if not test and (not cell.source.strip() or self.skip_cells_with_tag in str(cell.metadata.get("tags")).split("'")):
            return cell, resources
        try:
            cell.outputs = self._run_test(test, index) if test else self._kernel.run(cell.source, self._seconds())
        except Dead as death:
            cell.outputs = [error(DEATH, f"{death} {DEAD}".strip())]
            self._restart(index)
        except Late as late:
            cell.outputs = [error(TOO_LATE, "")]
            if not late.alive:
                self._restart(index)
        return cell, resources

    def _test(self, cell: NotebookNode) -> str:
        """The grade_id where a cell stands for a test of the master's, each once; what the cell itself says or claims is nothing."""
        name = _name(cell)
        if name not in self._master.tests or name in self._seen:
            return ""
        self._seen.add(name)
        return name

    def _run_test(self, test: str, index: int) -> list[NotebookNode]:
        try:
            self._prime(test)
        except (Dead, Late):  # of what ran before: it costs this test nothing
            self._restart(index)
        verdict = self._verdict(test)
        outputs = [new_output("stream", name="stdout", text=writable(verdict["printed"]))] if verdict["printed"] else []
        if verdict["error"]:
            kind, text, lines = verdict["error"]
            if broken := text if kind == BROKEN else self._master.reference.get(test, {}).get("fails", ""):
                self._note(f"The test {test} could not be run: {broken}")
                kind, text = BROKEN, TOLD
            return [*outputs, error(kind, text, lines)]
        if verdict["value"] is not None:
            outputs.append(new_output("execute_result", data={"text/plain": self._points(test, verdict["value"])}, execution_count=None))
        return outputs

    def _verdict(self, test: str) -> dict[str, Any]:
        return self._checker.run(test, self._seconds())

    def _note(self, sentence: str) -> None:
        """Say something to the teacher, in the report."""
        ours = self.nb.metadata.setdefault("neurolib", {})
        ours["repairs"] = [*ours.get("repairs", []), writable(sentence)]

    def _points(self, test: str, value: float) -> str:
        """Partial credit between nothing and all: nbgrader gives everything for a number below zero or none at all (NaN)."""
        most = next(float(cell.metadata.nbgrader.get("points", 0)) for cell in self.nb.cells if _name(cell) == test)
        return repr(0.0 if math.isnan(value) else min(max(value, 0.0), most))

    def _prime(self, test: str) -> None:
        """Give the student's cells what the visible part of a test binds without them, as in the notebook that the student saw."""
        visible = new_code_cell(self._master.tests[test])
        with contextlib.suppress(RuntimeError, SyntaxError):
            ClearHiddenTests(config=self.config)._remove_hidden_test_region(visible)
            if lines := names.binding(visible.source, self._master.answers):
                self._kernel.run(lines, self._seconds(), shown=False)

    def _seconds(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Late(alive=True)
        limit = self.timeout or 0
        return min(limit if limit > 0 else TIMEOUT, left)

    def _begin(self) -> None:
        with contextlib.suppress(Dead):  # every cell will say so
            self._kernel.start()

    def _restart(self, index: int) -> None:
        """Start a new kernel and bring it to where the old one was, without the cells that ended one.

        The checker starts anew as well: what it holds of the student's are objects of the old kernel.
        """
        self._checker.end()
        self._fatal.add(index)
        while (killer := self._again(index)) is not None:
            self._fatal.add(killer)

    def _again(self, index: int) -> int | None:
        """Run the cells before ``index`` in a new kernel, outputs thrown away; return the one that ends it, if any."""
        self._begin()
        for number, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type != "code" or number in self._fatal or not cell.source.strip() or _name(cell) in self._master.tests:
                continue
            try:
                self._kernel.run(cell.source, self._seconds(), shown=False)
            except Late as late:
                if not late.alive:
                    return number
            except Dead:
                return number if self._kernel.channel else None
        return None

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        course, ours = CourseDirectory(config=self.config), resources["nbgrader"]
        folder = Path(course.root, course.format_path(course.source_directory, ".", ours["assignment"]))
        master = Master.from_gradebook(resources, folder)
        master.reference = self.references.get(ours["notebook"], {})
        return master, folder

    def _private(self) -> tuple[Path, ...]:
        """The course, the gradebook and the exchange are never shown, wherever they lie."""
        course = CourseDirectory(config=self.config)
        found = {Path(course.root), Path("/usr/local/share/nbgrader")}
        if course.db_url.startswith("sqlite:///"):
            found.add(Path(course.db_url.removeprefix("sqlite:///")).parent)
        if "root" in self.config.Exchange:
            found.add(Path(self.config.Exchange.root))
        return tuple(sorted(path.resolve() for path in found))

    def _away(self) -> tuple[Path, ...]:
        """The files of the library's modules that the notebook hides."""
        found: list[Path] = []
        for name in self._master.hides:
            path = PACKAGE.parent.joinpath(*name.split("."))
            found += [path, path.with_suffix(".py"), *path.parent.glob(f"__pycache__/{path.name}.*")]
        return tuple(path for path in found if path.exists() and path.is_relative_to(PACKAGE))


def _name(cell: NotebookNode) -> str:
    """The cell's grade_id, as the submission has it."""
    ours = cell.metadata.get("nbgrader")
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) else ""
