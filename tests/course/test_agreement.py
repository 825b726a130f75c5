"""The networks of chapters and labs do not depend on their ticks, or stand on a short list with a reason."""

from __future__ import annotations

import json
import os

import nbformat
import pytest
from nbclient import NotebookClient

from tests.course.notebooks import ROOT, outputs, read

WATCHED = "import sys\nsys.path.insert(0, {root!r})\nfrom tests.course import repeated\nrepeated.watch()"


def repeated(path):
    """Run a notebook in a fresh kernel, and return what became of each of its networks when it was repeated."""
    notebook = read(path)
    first = nbformat.v4.new_code_cell(WATCHED.format(root=str(ROOT)), id="watched")
    notebook.cells = [first, *notebook.cells, nbformat.v4.new_code_cell("repeated.report()", id="repeated")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]))
        patch.delenv("MPLBACKEND", raising=False)
        NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    text = "".join(output.get("text", "") for cell, output in outputs(notebook) if cell.id == "repeated")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
