"""Runs the notebooks of the course, each in a kernel of its own, and keeps what came out until the
notebook or the library changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..bootstrap import ROOT, Stop
from .webassembly import obstacle

LIBRARY = ROOT / "neurolib"
APART = ("classroom", "bootstrap", "site", "lecture", "cli.py", "lab.py")  # what no chapter shows
OWN = ("record.py", "running.py", "blanks.py", "computed.py", "webassembly.py")
SHOWS = re.compile(r"\b(explore|guess|course_map)\(")
ASKS = re.compile(r"\bfilled\(")
KEEP_BLANKS = "__import__('neurolib.site.blanks', fromlist=['keep']).keep({name!r}, {folder!r})"
KEEP = (
    "__import__('neurolib.site.record', fromlist=['keep']).keep(Out[max(Out)], {name!r}, "
    "{folder!r})"
)


@dataclass(frozen=True)
class Ran:
    """A notebook that was run, the seconds of each cell, and what its widgets left: cell → what
    :func:`.record.keep` wrote.
    """

    notebook: Any
    seconds: dict[str, float]
    folder: Path

    def kept(self, cell: str) -> dict[str, Any]:
        """Return what the widget of a cell left; nothing where there is none."""
        path = self.folder / f"{cell}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def film(self, cell: str, layout: str) -> bytes:
        """Return the record of a live figure in a layout, or with "figure" what it computes with;
        nothing where there is none.
        """
        path = self.folder / f"{cell}.{layout}"
        return path.read_bytes() if path.exists() else b""


def run(path: Path, cache: Path) -> Ran:
    """Run a notebook in its own folder, or return what it left the last time if neither it nor the
    library has changed.
    """
    folder = cache / f"{path.stem}-{_signature(path)}"
    if not (folder / "ran.json").exists():
        for old in cache.glob(f"{path.stem}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        notebook, seconds = _execute(path, folder)
        (folder / "ran.json").write_text(
            json.dumps({"notebook": nbformat.writes(notebook), "seconds": seconds}),
            encoding="utf-8",
        )
    found = json.loads((folder / "ran.json").read_text(encoding="utf-8"))
    return Ran(nbformat.reads(found["notebook"], as_version=4), found["seconds"], folder)


def _signature(path: Path) -> str:
    """Return a hash of a notebook and of all code that it can run."""
    code = [
        each
        for each in sorted(LIBRARY.rglob("*.py"))
        if each.relative_to(LIBRARY).parts[0] not in APART
    ]
    code += [LIBRARY / "site" / name for name in OWN]
    parts = [each.read_bytes() for each in (path, *code)]
    # without a linker, other figures compute
    return hashlib.sha256(b"".join(parts) + obstacle().encode()).hexdigest()[:16]


def _execute(path: Path, folder: Path) -> tuple[Any, dict[str, float]]:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type != "code":
            continue
        for pattern, code in ((SHOWS, KEEP), (ASKS, KEEP_BLANKS)):
            if pattern.search(cell.source):
                source = code.format(name=cell.id, folder=str(folder))
                cells.append(nbformat.v4.new_code_cell(source, id=f"{cell.id}-kept"))
                break
    notebook.cells = cells
    seconds: dict[str, float] = {}
    began: dict[str, float] = {}
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=lambda cell, cell_index: began.__setitem__(cell.id, time.perf_counter()),
        on_cell_executed=lambda cell, cell_index, execute_reply: seconds.__setitem__(
            cell.id, time.perf_counter() - began[cell.id]
        ),
    )
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        # warnings of the kernel itself, not those of a cell
        client.execute(env=env, stderr=subprocess.DEVNULL)
    except CellExecutionError as problem:
        raise Stop(
            f"{path.name} does not run, so the site is not built: {problem.ename}: "
            f"{problem.evalue}",
            1,
        ) from None
    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-kept")]
    return notebook, {name: spent for name, spent in seconds.items() if not name.endswith("-kept")}
