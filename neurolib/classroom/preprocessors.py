"""Steps added to nbgrader's own, named in :func:`neurolib.classroom.secure`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError
from nbgrader.preprocessors import NbGraderPreprocessor

from .outcomes import is_empty, is_test, message, title

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


class Readable(NbGraderPreprocessor):
    """Bring old nbgrader metadata up to date, so that one old file does not stop the batch as it does in stock nbgrader."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Upgrade the metadata in place and note it; what is newer than nbgrader itself fails alone."""
        before = [cell.metadata.get("nbgrader", {}).get("schema_version") for cell in nb.cells]
        try:
            nb = MetadataValidator().upgrade_notebook_metadata(nb)
        except SchemaTooNewError as error:
            raise ValueError(f"the notebook was made with a newer nbgrader: {error}") from None
        after = [cell.metadata.get("nbgrader", {}).get("schema_version") for cell in nb.cells]
        count = sum(b != a for b, a in zip(before, after, strict=True))
        ours = nb.metadata.get("neurolib")
        repairs = [f"old nbgrader metadata brought up to date in {count} cells"] if count else []
        nb.metadata["neurolib"] = {**(ours if isinstance(ours, dict) else {}), "repairs": repairs}
        return nb, resources


class Verdict(NbGraderPreprocessor):
    """Leave of each test cell in feedback its name and its verdict: neither its source nor a traceback that quotes it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Replace the source of test cells by nothing and their outputs by one sentence."""
        for cell in nb.cells:
            if is_test(cell):
                cell.metadata.nbgrader["title"] = title(cell)
                cell.metadata.nbgrader["verdict"] = message(cell)
                cell.source, cell.outputs = "", []
        return nb, resources
