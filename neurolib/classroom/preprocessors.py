"""Steps added to nbgrader's own, named in :func:`neurolib.classroom.secure`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from .outcomes import is_empty

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class Tidy(NbGraderPreprocessor):
    """Release only what does not depend on the machine, the editor or the day."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the kernel's name, and of each cell nbgrader's metadata, locks and tags."""
        kept = {key: nb.metadata[key] for key in ("kernelspec", "neurolib") if key in nb.metadata}
        language = kept.get("kernelspec", {}).get("language", "python")
        if language == "python":
            kept["kernelspec"] = NotebookNode(KERNEL)
        nb.metadata = NotebookNode(language_info=NotebookNode(name=language), **kept)
        nb.nbformat, nb.nbformat_minor = 4, 5
        for number, cell in enumerate(nb.cells):
            cell.id = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number}"
            cell.metadata = NotebookNode({k: cell.metadata[k] for k in ("deletable", "editable", "nbgrader", "tags") if k in cell.metadata})
            if cell.cell_type == "code":
                cell.execution_count, cell.outputs = None, []
            if is_empty(cell) and not cell.source.strip():
                cell.source = "# Hidden tests run here when your work is graded."
        return nb, resources
