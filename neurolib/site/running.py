"""Runs notebooks, each in a kernel of its own, and keeps what came out: of the course, until the
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..bootstrap import ONE_THREAD, ROOT, Stop
from .showing import KIND, name_of
from .webassembly import obstacle

LIBRARY = ROOT / "neurolib"
APART = ("classroom", "bootstrap", "site", "lecture", "cli.py", "lab.py")  # what no chapter shows
# of the site, what decides on that which a notebook leaves
OWN = (
    "record.py running.py showing.py blanks.py computed.py larger.py projected.py webassembly.py "
    "exponential.py"
).split()
DRAWS = re.compile(r"\bstyle\.caption\(")
WATCH = "__import__('neurolib.site.showing', fromlist=['watch']).watch()"
KEEP = "__import__('neurolib.site.showing', fromlist=['keep']).keep({name!r}, {folder!r}, {wall})"
KEEP_LARGER = (
    "__import__('neurolib.site.larger', fromlist=['keep']).keep(globals().get('fig'), {name!r}, "
    "{folder!r})"
)
AFTER = "-kept"  # the end of the name of a cell that keeps what the cell before has shown
WATCHING = "neurolib-watching"
SECONDS = 600  # that a cell may take
Show = Callable[[str, int, int], None]


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

    def shown(self, cell: Any) -> dict[int, str]:
        """Return by the number of an output the name under which its widget is kept."""
        return {
            place: name_of(cell.id, output["data"][KIND])
            for place, output in enumerate(cell.get("outputs", ()))
            if KIND in output.get("data", {})
        }

    def live(self) -> dict[str, dict[str, Any]]:
        """Return what was kept of the live figures, in order, by the names of their records."""
        names = [name for cell in self.notebook.cells for name in self.shown(cell).values()]
        found = {name: self.kept(name) for name in names}
        return {name: kept for name, kept in found.items() if kept.get("kind") == "live"}

    def film(self, cell: str, layout: str) -> bytes:
        """Return the record of a live figure in a layout, or with "figure" what it computes with;
        nothing where there is none.
        """
        path = self.folder / f"{cell}.{layout}"
        return path.read_bytes() if path.exists() else b""

    def larger(self, cell: str) -> str:
        """Return the still figure of a cell as SVG with larger letters; nothing where there is
        none.
        """
        return self.film(cell, "wall").decode()


def run(path: Path, cache: Path, wall: bool = False, show: Show = lambda *of: None) -> Ran:
    """Run a notebook in its own folder, or return what it left the last time if neither it nor the
    library has changed; with ``wall``, its figures are also laid out for a lecture hall. ``show``
    is told which cell runs.
    """
    folder = cache / f"{path.stem}-{_signature(path)}"
    file = folder / "ran.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not found or (wall and not found["wall"]):
        for old in cache.glob(f"{path.stem}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        ran = execute(path, folder, show=show, wall=wall)
        found = {"notebook": nbformat.writes(ran.notebook), "seconds": ran.seconds, "wall": wall}
        file.write_text(json.dumps(found), encoding="utf-8")
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


def execute(
    path: Path,
    folder: Path,
    show: Show = lambda doing, n, of: None,
    result: str = "the site",
    wall: bool = False,
) -> Ran:
    """Run a notebook in its own folder, and keep in ``folder`` what its widgets leave and, with
    ``wall``, its figures as they are projected.

    :class:`~neurolib.bootstrap.Stop` is raised where a cell raises an error, takes more than ten
    minutes, or ends the kernel; its sentence says that ``result`` is not built.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number}")  # older notebooks name none
    notebook.nbformat_minor = max(5, notebook.nbformat_minor)
    cells, numbers = _watched(notebook.cells, str(folder), wall)
    if not numbers:  # a page of text alone needs no kernel
        return Ran(notebook, {}, folder)
    notebook.cells = cells
    seconds: dict[str, float] = {}
    began: dict[str, float] = {}
    now, count = "", max(numbers.values(), default=0)

    def begin(cell: Any, cell_index: int) -> None:
        nonlocal now
        now = cell.id
        began[now] = time.perf_counter()
        if (number := numbers.get(now)) is not None:
            doing = "recording what it shows" if now.endswith(AFTER) else "running"
            show(f"cell [{number}]: {doing}", number, count)

    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=begin,
        on_cell_executed=lambda cell, cell_index, execute_reply: seconds.__setitem__(
            cell.id, time.perf_counter() - began[cell.id]
        ),
    )
    said = ""
    try:
        # warnings of the kernel itself, not those of a cell
        client.execute(env=_environment(), stderr=subprocess.DEVNULL)
    except CellExecutionError as problem:
        said = f"{problem.ename}: {problem.evalue}"
    except CellTimeoutError:
        said = f"it takes more than {SECONDS // 60} minutes"
    except DeadKernelError:
        said = "its kernel ended, as it does where the memory is used up"
    if said:
        raise Stop(
            f"{path.name} does not run, so {result} is not built: in cell [{numbers.get(now, 0)}], "
            f"{said}",
            1,
        )
    notebook.cells = [cell for cell in cells if cell.id != WATCHING and not cell.id.endswith(AFTER)]
    seconds = {cell.id: seconds[cell.id] for cell in notebook.cells if cell.id in seconds}
    return Ran(notebook, seconds, folder)


def _environment() -> dict[str, str]:
    """Return the variables of a kernel, which has a processor of its own beside other kernels."""
    env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return ONE_THREAD | env


def number_of(notebook: Any, cell: str) -> int:
    """Return the number that a cell of code has in brackets after all cells have run from a new
    kernel; 0 for a cell of text.
    """
    counted = [each.id for each in notebook.cells if _runs(each)]
    return counted.index(cell) + 1 if cell in counted else 0


def _runs(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def _watched(cells: list[Any], folder: str, wall: bool = False) -> tuple[list[Any], dict[str, int]]:
    """Return the cells of a notebook with those between them that keep what is shown, and of each
    cell of code the number that it has in brackets after all cells have run from a new kernel.
    """
    found, numbers = [nbformat.v4.new_code_cell(WATCH, id=WATCHING)], dict[str, int]()
    for cell in cells:
        found.append(cell)
        if not _runs(cell):
            continue
        keep = KEEP.format(name=cell.id, folder=folder, wall=wall)
        if wall and DRAWS.search(cell.source):
            keep += "\n" + KEEP_LARGER.format(name=cell.id, folder=folder)
        kept = nbformat.v4.new_code_cell(keep, id=f"{cell.id}{AFTER}")
        found.append(kept)
        numbers[cell.id] = numbers[kept.id] = len(numbers) // 2 + 1
    return found, numbers
