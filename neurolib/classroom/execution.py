"""Run a notebook as nbgrader's ``Execute`` does, except that a dead kernel costs its cell alone and a warning costs nothing."""

from __future__ import annotations

import copy
import os
import subprocess
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import List

from .course import CLONE
from .outcomes import DEATH
from .sandbox.bwrap import STAY

DEAD = "The kernel died while this cell ran, so it earns nothing; the cells after it ran in a new kernel."


class Run(Execute):
    """Student code and tests in one kernel, unprotected: a student's own check, on the student's own machine."""

    extra_arguments = List([STAY])

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start a kernel that imports this very neurolib and is silent outside cells."""
        env = dict(os.environ)
        if "site-packages" not in CLONE.parts:
            env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CLONE), env.get("PYTHONPATH")]))
        super().start_new_kernel(env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell; where the kernel dies in it, mark the cell and go on in a new kernel."""
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            cell.outputs.append(new_output("error", ename=DEATH, evalue=DEAD, traceback=[DEAD]))
            self._revive(index)
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                output.name = "stdout"  # nbgrader takes a stderr stream for a failure; a warning is none
        return cell, resources

    def _revive(self, index: int) -> None:
        """Start a new kernel and bring it to where the old one was, without the cells that killed or blocked one."""
        fatal = {number for number, cell in enumerate(self.nb.cells[:index]) if _failed_as(cell, DEATH, "CellTimeoutError")}
        while not self._replay(index, fatal):
            pass

    def _replay(self, index: int, fatal: set[int]) -> bool:
        """Run the cells before ``index`` in a new kernel, outputs as they were; on a death add to ``fatal`` and return False."""
        self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for number, cell in enumerate(self.nb.cells[:index]):
            if number in fatal:
                continue
            try:
                self.execute_cell(copy.deepcopy(cell), number)
            except DeadKernelError:
                fatal.add(number)
                return False
            finally:
                self.nb.cells[number] = cell
        return True


def _failed_as(cell: NotebookNode, *names: str) -> bool:
    return any(output.get("ename") in names for output in cell.get("outputs", []))
