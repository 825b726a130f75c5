"""Run a submission for a grade: its cells in a sandboxed kernel, the tests outside of it.

nbgrader's ``Execute`` with the same plug: cells in, outputs out. ``determine_grade``, ``SaveAutoGrades`` and Formgrader read
the outputs of test cells as ever; here they come from the checker alone, never from the student's kernel.
"""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import time
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, Execute
from traitlets import Bool, Unicode

from . import TIMEOUT, names
from .course import course_secret
from .examiner import Examiner, Slow
from .execution import DEAD
from .master import Master
from .outcomes import DEATH
from .sandbox import refusal
from .sandbox.bwrap import PACKAGE
from .sandbox.channel import Dead, Late
from .sandbox.kernel import Kernel
from .sandbox.outputs import error, writable

TOTAL = 15 * 60.0  # seconds for a notebook, with all that is run again after a death
TOO_LATE = "CellTimeoutError"
CHANGES = "Your function changes in place what it is given; work on a copy. Without these changes:"
UNPROTECTED = "graded without a sandbox"


class NoSandbox(SystemExit):
    """Student code cannot be run safely here: ends a whole batch of nbgrader's, where an Exception would end one submission of it."""


class Isolated(Execute):
    """Run a submission with every protection. A dead or stuck kernel costs its cell alone."""

    secret_file = Unicode("", help="Where the course secret lies; without one, hidden tests draw public inputs.").tag(config=True)
    trust_students = Bool(False, help="Run student code without a sandbox, with the grader's own rights.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run all cells of ``nb`` in place."""
        self._protected(nb, resources)
        self.nb, self.resources = nb, resources
        self._deadline = time.monotonic() + TOTAL
        self._reference: Path | None = None  # the teacher's notebook with the solutions
        self._fatal: set[int] = set()
        self._seen: set[str] = set()
        self._master, folder = self._read_master(nb, resources)
        self._imported: set[str] = set()
        self._kernel = Kernel(Path(resources["metadata"]["path"]), self._private(), self._away(), self.trust_students)
        secret = course_secret(Path(self.secret_file)) if self.secret_file else ""
        self._examiner = Examiner(self._master, self._kernel.ask, folder, secret)
        try:
            self._begin()
            self._wanted = self._find_wanted()
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
        finally:
            self._kernel.stop()
            self._examiner.close()
        nb.metadata.pop("widgets", None)
        return nb, resources

    def _protected(self, nb: NotebookNode, resources: Any) -> None:
        """Raise where there is no sandbox, unless students are trusted: then note it in the report."""
        if self.trust_students:
            ours = nb.metadata.setdefault("neurolib", {})
            ours["repairs"] = [*ours.get("repairs", []), UNPROTECTED]
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
            cell.outputs = self._examine(test) if test else self._kernel.run(cell.source, self._seconds())
        except Dead as death:
            cell.outputs = [error(DEATH, f"{death} {DEAD}".strip())]
            self._restart(index)
        except Late as late:
            cell.outputs = [error(TOO_LATE, "")]
            if not late.alive:
                self._restart(index)
        except Slow:
            cell.outputs = [error(TOO_LATE, "")]
        return cell, resources

    def _test(self, cell: NotebookNode) -> str:
        """The grade_id where a cell stands for a test of the master's, each once; what the cell itself says or claims is nothing."""
        name = _name(cell)
        if name not in self._master.tests or name in self._seen:
            return ""
        self._seen.add(name)
        return name

    def _examine(self, test: str) -> list[NotebookNode]:
        self._prime(test)
        verdict = self._examiner.run(test, self._seconds())
        if verdict["changed"] and not verdict["error"]:
            verdict = self._unaided(test, verdict)
        outputs = [new_output("stream", name="stdout", text=writable(verdict["printed"]))] if verdict["printed"] else []
        if verdict["error"]:
            return [*outputs, error(*verdict["error"])]
        if verdict["value"] is not None:
            outputs.append(new_output("execute_result", data={"text/plain": self._points(test, verdict["value"])}, execution_count=None))
        return outputs

    def _unaided(self, test: str, verdict: dict[str, Any]) -> dict[str, Any]:
        """What a test says that passes where student code changed its arguments, and with them perhaps what the test holds to be right.

        Without these changes it must pass as well, unless the reference solution makes some, too.
        """
        apart = self._examiner.run_apart(test, self._seconds())
        if not apart["error"] and (apart["value"] is None or (verdict["value"] is not None and apart["value"] >= verdict["value"])):
            return verdict
        if self._reference_changes(test):
            return verdict
        if apart["error"]:
            apart["error"][:2] = ["AssertionError", f"{CHANGES} {apart['error'][1] or 'This test fails.'}"]
        return apart

    def _reference_changes(self, test: str) -> bool:
        """Whether the reference solution has changed what it was given by then, as a problem may ask for; so too where there is none."""
        from .rehearsal import changing

        return self._reference is None or test in changing(self._reference, self.config)

    def _points(self, test: str, value: float) -> str:
        """Partial credit between nothing and all: nbgrader gives everything for a number below zero or none at all (NaN)."""
        most = next(float(cell.metadata.nbgrader.get("points", 0)) for cell in self.nb.cells if _name(cell) == test)
        return repr(0.0 if math.isnan(value) else min(max(value, 0.0), most))

    def _prime(self, test: str) -> None:
        """Give the student's cells what they take from the visible part of a test, as in the notebook that the student saw."""
        visible = new_code_cell(self._master.tests[test])
        try:
            ClearHiddenTests(config=self.config)._remove_hidden_test_region(visible)
            tree = names.parse(visible.source)
        except (RuntimeError, SyntaxError):
            return
        fresh = [line for line in names.imports(tree) if line not in self._imported and names.binds(names.parse(line)) & self._wanted]
        others = names.binds(tree) - {name for line in names.imports(tree) for name in names.binds(names.parse(line))}
        if others & self._wanted:
            self._kernel.run(visible.source, self._seconds(), shown=False)
        elif fresh:
            self._kernel.run("\n".join(fresh), self._seconds(), shown=False)
        self._imported.update(fresh)

    def _seconds(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Late(alive=True)
        limit = self.timeout or 0
        return min(limit if limit > 0 else TIMEOUT, left)

    def _begin(self) -> None:
        with contextlib.suppress(Dead):  # every cell will say so
            self._kernel.start()

    def _find_wanted(self) -> set[str]:
        """The names that some cell of the student's takes from other cells.

        Found in the sandbox, before a cell has run: reading a program can break Python itself where it is made for that.
        """
        sources = [cell.source for cell in self.nb.cells if cell.cell_type == "code" and _name(cell) not in self._master.tests]
        try:
            answer = json.loads(self._kernel.ask(json.dumps({"do": "reads", "on": sources}), 10.0))
            return {name for name in answer["value"] if isinstance(name, str)}
        except (Dead, Late):
            self._begin()
        except (ValueError, KeyError, TypeError, RecursionError, MemoryError):
            pass
        return set()

    def _restart(self, index: int) -> None:
        """Start a new kernel and bring it to where the old one was, without the cells that ended one."""
        self._fatal.add(index)
        while (killer := self._again(index)) is not None:
            self._fatal.add(killer)

    def _again(self, index: int) -> int | None:
        """Run the cells before ``index`` in a new kernel, outputs thrown away; return the one that ends it, if any."""
        self._begin()
        self._imported.clear()
        for number, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type != "code" or number in self._fatal or not cell.source.strip() or _name(cell) in self._master.tests:
                continue
            try:
                self._kernel.run(cell.source, self._seconds(), shown=False)
            except Late as late:
                if not late.alive:
                    return number
            except Dead:
                return number if self._kernel.started else None
        return None

    def _read_master(self, nb: NotebookNode, resources: Any) -> tuple[Master, Path]:
        if "db_url" not in resources.get("nbgrader", {}):
            return Master.of(nb), Path(resources["metadata"]["path"])
        course = CourseDirectory(config=self.config)
        steps = (course.source_directory, course.release_directory)
        folders = [Path(course.root, course.format_path(step, ".", resources["nbgrader"]["assignment"])) for step in steps]
        source = folders[0] / f"{resources['nbgrader']['notebook']}.ipynb"
        self._reference = source if source.is_file() else None
        return Master.from_gradebook(resources, folders), folders[0]

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
