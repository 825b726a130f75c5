"""Run a submission for a grade: its cells in a sandboxed kernel, the tests outside of it.

It has the interface of nbgrader's ``Execute``: cells in, outputs out. ``determine_grade``,
``SaveAutoGrades`` and Formgrader read the outputs of test cells as usual; here these outputs come
from the checker alone, never from the student's kernel.
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

from .. import TIMEOUT
from ..checker import names
from ..checker.client import CheckerClient
from ..checker.master import Master
from ..course import Fault, course_secret
from ..hidden import STUDENT, student
from ..intake.align import grade_id
from ..reports.outcomes import BROKEN, DEATH
from ..sandbox import refusal
from ..sandbox.bwrap import PACKAGE, SandboxMissing
from ..sandbox.channel import Dead, Late, error, writable
from ..sandbox.kernel import Kernel
from ..sandbox.limits import KILLED, left, out_of_memory

TOTAL = 15 * 60.0  # seconds for a notebook, with all that is run again after a death
DEAD = (
    "The kernel died while this cell ran, so it earns nothing; the cells after it ran in a "
    "new kernel."
)
TOO_LATE = "CellTimeoutError"
TOLD = "This test could not be run; your teacher has been told."
UNPROTECTED = "graded without a sandbox"
HELP = "Close other programs on this machine, or grade with fewer --workers."
NO_START = "{} " + HELP
WAS_KILLED = (
    "The kernel was killed in {}, and not by the grader: perhaps the machine has too "
    "little memory. "
) + HELP
NO_MEMORY = "The machine ran out of memory in {}. " + HELP
CHECKER_ENDED = (
    "The process that ran the test {} ended: perhaps the machine has too little memory. " + HELP
)
TOO_BUSY = (
    "The machine was too busy: {} waited for the processor for {:.0f} of {:.0f} s. Grade "
    "when less runs on it."
)


class NoSandbox(SystemExit):
    """There is no sandbox. A SystemExit ends a whole batch of nbgrader's; an Exception would end
    one submission of it.
    """


class Isolated(Execute):
    """Run a submission with every protection. A kernel that ends or hangs costs the points of its
    cell alone.

    What fails for a reason of the machine raises :class:`.Fault`, and is no grade.
    """

    secret_file = Unicode(
        "", help="Where the course secret lies; without one, hidden tests draw public inputs."
    ).tag(config=True)
    references: Any = Dict(
        help="What the reference solution does in each test, by notebook; see "
        "validation.references."
    ).tag(config=True)
    killed = Bool(
        False,
        help="Whether the first try was killed. A submission that is killed twice has killed "
        "itself.",
    ).tag(config=True)
    runs_reference = False  # whether the reference solution runs
    trust_students = Bool(
        False, help="Run student code without a sandbox, with the grader's own rights."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run all cells of ``nb`` in place."""
        self.nb, self.resources = nb, resources
        self._protected(resources)
        self._began, self._out_of_memory = time.monotonic(), out_of_memory()
        self._fatal: set[int] = set()
        self._seen: set[str] = set()
        self._student = resources.get("nbgrader", {}).get("student") or student()
        self._master, folder = self._read_master(nb, resources)
        self._kernel = Kernel(
            Path(resources["metadata"]["path"]), self._private(), self._away(), self.trust_students
        )
        secret = course_secret(Path(self.secret_file)) if self.secret_file else ""
        reference, waited = self.runs_reference, self._kernel.waited
        self._checker = CheckerClient(
            self._master, self._kernel.ask, folder, secret, reference, self._student, waited
        )
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
        """Raise if there is no sandbox, unless students are trusted; a note in the report says so
        then.
        """
        if self.trust_students:
            self._note(UNPROTECTED)
        elif reason := refusal():
            if "nbgrader" in resources:
                # as nbgrader does if grading fails, because files there count as graded
                shutil.rmtree(resources["metadata"]["path"])
            raise NoSandbox(reason)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run one cell: a test of the master's in the checker, anything else in the student's
        kernel.
        """
        if cell.cell_type != "code":
            return cell, resources
        cell.outputs, cell.execution_count = [], None
        test = self._test(cell)
        if not test and (
            not cell.source.strip()
            or self.skip_cells_with_tag in str(cell.metadata.get("tags")).split("'")
        ):
            return cell, resources
        began = time.monotonic()
        try:
            if test:
                cell.outputs = self._run_test(test, index)
            else:
                cell.outputs = self._kernel.run(cell.source, self._seconds())
        except Dead as death:
            self._refuse_kill(death, index)
            cell.outputs = [error(DEATH, f"{death} {DEAD}".strip())]
            self._restart(index)
        except Late as late:
            self._refuse_wait(late, began, index)
            cell.outputs = [error(TOO_LATE, "")]
            if not late.alive:
                self._restart(index)
        return cell, resources

    def _test(self, cell: NotebookNode) -> str:
        """The grade_id if a cell stands for one of the teacher's tests, each once; the source of
        the cell itself is ignored.
        """
        name = grade_id(cell)
        if name not in self._master.tests or name in self._seen:
            return ""
        self._seen.add(name)
        return name

    def _run_test(self, test: str, index: int) -> list[NotebookNode]:
        try:
            self._prime(test)
        except (Dead, Late) as end:  # caused by earlier code, so this test loses no points
            self._refuse_kill(end, index)
            self._restart(index)
        verdict = self._verdict(test)
        outputs = []
        if verdict["printed"]:
            outputs.append(new_output("stream", text=writable(verdict["printed"])))
        if verdict["error"]:
            kind, text, lines = verdict["error"]
            broken = self._master.reference.get(test, {}).get("fails", "")
            if kind == BROKEN and not broken and not self.runs_reference:
                raise Fault(CHECKER_ENDED.format(test))
            if broken:
                self._note(f"The test {test} could not be run: {broken}")
                kind, text = BROKEN, TOLD
            return [*outputs, error(kind, text, lines)]
        if verdict["value"] is not None:
            points = {"text/plain": self._points(test, verdict["value"])}
            outputs.append(new_output("execute_result", data=points))
        return outputs

    def _verdict(self, test: str) -> dict[str, Any]:
        return self._checker.run(test, self._seconds())

    def _note(self, sentence: str) -> None:
        """Add a sentence for the teacher to the report."""
        ours = self.nb.metadata.setdefault("neurolib", {})
        ours["repairs"] = [*ours.get("repairs", []), writable(sentence)]

    def _points(self, test: str, value: float) -> str:
        """Partial credit between zero and all points, because nbgrader gives all points for a
        negative number or NaN.
        """
        most = next(
            float(cell.metadata.nbgrader.get("points", 0))
            for cell in self.nb.cells
            if grade_id(cell) == test
        )
        return repr(0.0 if math.isnan(value) else min(max(value, 0.0), most))

    def _prime(self, test: str) -> None:
        """Define in the student's kernel what the visible part of a test binds, as in the notebook
        that the student saw.
        """
        visible = new_code_cell(self._master.tests[test])
        with contextlib.suppress(RuntimeError, SyntaxError):
            ClearHiddenTests(config=self.config)._remove_hidden_test_region(visible)
            if lines := names.binding(visible.source, self._master.answers):
                self._kernel.run(lines, self._seconds(), shown=False)

    def _seconds(self) -> float:
        rest = left(time.monotonic() - self._began, TOTAL, lambda: self._kernel.waited(self._began))
        if rest <= 0:
            raise Late(alive=True)
        return min(self._limit, rest)

    @property
    def _limit(self) -> float:
        """Seconds that a cell may take."""
        return self.timeout if self.timeout and self.timeout > 0 else TIMEOUT

    def _begin(self) -> None:
        try:
            self._kernel.start()
            self._kernel.run(
                f"import os\nos.environ[{STUDENT!r}] = {self._student!r}\ndel os",
                TIMEOUT,
                shown=False,
            )
        except Late:
            raise Fault(NO_START.format("The kernel came up but ran no line.")) from None
        except (Dead, SandboxMissing) as failure:  # no code of the student's has run yet
            raise Fault(NO_START.format(failure)) from None

    def _refuse_kill(self, end: Exception, index: int) -> None:
        """Raise if a kernel ended for a reason that is perhaps the machine's: it was killed, and no
        other was in the first try.
        """
        if not isinstance(end, Dead) or str(end) not in ("", KILLED):
            return
        name = self._name(index)
        if out_of_memory() > self._out_of_memory:
            raise Fault(NO_MEMORY.format(name))
        # in whichever cell: who kills it in another cell at each try would never be graded
        if not self.killed:
            raise Fault(WAS_KILLED.format(name), killed=True)

    def _refuse_wait(self, late: Late, began: float, index: int) -> None:
        """Raise if a time limit was reached, as far as it can be extended, and the cell had not the
        processor for so long.
        """
        limit = self._limit
        if time.monotonic() - self._began >= TOTAL:
            began, limit = self._began, TOTAL
        passed, waited = time.monotonic() - began, late.waited + self._kernel.waited(began)
        if waited > passed / 2 and passed - waited < 0.9 * limit:
            raise Fault(TOO_BUSY.format(self._name(index), waited, passed))

    def _name(self, index: int) -> str:
        return grade_id(self.nb.cells[index]) or f"cell {index + 1}"

    def _restart(self, index: int) -> None:
        """Start a new kernel and run all earlier cells in it, except those that ended a kernel.

        The checker starts anew as well, because its handles belong to objects of the old kernel.
        """
        self._checker.end()
        self._fatal.add(index)
        while (killer := self._again(index)) is not None:
            self._fatal.add(killer)

    def _again(self, index: int) -> int | None:
        """Run the cells before ``index`` in a new kernel and discard their outputs; return the
        index of the cell that ends it, if any.
        """
        self._begin()
        for number, cell in enumerate(self.nb.cells[:index]):
            if (
                cell.cell_type != "code"
                or number in self._fatal
                or not cell.source.strip()
                or grade_id(cell) in self._master.tests
            ):
                continue
            try:
                self._kernel.run(cell.source, self._seconds(), shown=False)
            except Late as late:
                if not late.alive:
                    return number
            except Dead as death:
                self._refuse_kill(death, number)
                return number
        return None

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        course, ours = CourseDirectory(config=self.config), resources["nbgrader"]
        folder = Path(
            course.root, course.format_path(course.source_directory, ".", ours["assignment"])
        )
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
            found += [
                path,
                path.with_suffix(".py"),
                *path.parent.glob(f"__pycache__/{path.name}.*"),
            ]
        return tuple(path for path in found if path.exists() and path.is_relative_to(PACKAGE))
