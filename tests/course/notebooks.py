"""The notebooks of the course as the tests read them: stored, cut into sections, and run once a
suite.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import re
import symtable
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "course"
NOTEBOOKS = sorted(
    path for path in COURSE.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
# the name of a chapter, as 7-in-silicon, or of a lab, as lab2-digits-on-devices
NUMBERED = re.compile(r"(lab)?(\d+)-")
CHAPTERS = sorted(
    (path for path in NOTEBOOKS if NUMBERED.match(path.name)),
    key=lambda path: (path.parent, int(NUMBERED.match(path.name)[2])),
)
SHARED: list[Path] = []  # where the workers of one run leave what they have run, for each other
# whether the networks of a chapter are repeated at the end of its run, for test_agreement.py
REPEATED = [False]
# whether a live figure is asked below its cell, too, and code that runs alone runs there, as before
# a release
TWICE = [False]
# a chapter, a lab and the pages that compute little: the others are exhaustive
FEW = "0-", "lab1-", "index", "glossary", "reading"
SHOWN = """
probed = Out[max(Out)]  # not _, which a loop of the chapter may have taken
all_live = {{**globals().get("all_live", {{}}), {name!r}: probed}}
for name, slider in [*probed.sliders.items()][-1:]:
    probed.set(**{{name: slider.stops[-1]}})
    assert not probed.error, (name, probed.error)
complete = not probed.code.startswith("# Run this below the figure")  # what runs alone runs after its cell, too
for space, where in [(dict(globals()), "after its cell")] * (not complete or {twice}) + [({{"__name__": "alone"}}, "alone")] * complete:
    try:
        exec(probed.code, space)
    except Exception as problem:
        print(f"{{where}}: {{type(problem).__name__}}: {{problem}}")
        print(probed.code)
    else:
        print("runs", where)
"""
PROBE = """
for name in probed.presets:
    probed.choose(name)
    assert not probed.error, (name, probed.error)
    print(probed.caption)
for name, slider in probed.sliders.items():
    for stop in slider.stops[0], slider.stops[-1]:
        probed._change({"reset": True, "values": {name: stop}})
        assert not probed.error, (name, stop, probed.error)
if probed.streams:
    probed.step()
    assert not probed.error, probed.error
    print(probed.caption)
"""
WORDS = """
from matplotlib.text import Text
figure = probed.figure  # words alone are laid out, which fails where they cannot be drawn: a frame of them in SVG takes five times as long
probed.canvas._static_layer = lambda words=figure.findobj: str([each.get_window_extent() for each in words(Text)])
"""
WATCHED = "from tests.course import repeated as _watching\n_watching.watch()"
# what is asked of a figure or a blank is no network of the chapter
UNWATCHED = "_watching.ON = False\n{}\n_watching.ON = True"
SOLVED = """
import ast
space = dict(globals())  # what a student fills in, in a copy, for the chapter must also run with its blanks
exec({solution!r}, space)
*first, last = ast.parse({check!r}).body
exec(compile(ast.Module(first, []), "check", "exec"), space)
print(eval(compile(ast.Expression(last.value), "check", "eval"), space).data)
"""


@dataclass(frozen=True)
class Size:
    """What a chapter has at least, and how many minutes it takes."""

    figures: int
    live: int
    objectives: int
    minutes: tuple[int, int]
    sections: int
    predictions: int
    blanks: tuple[int, int]
    folded: int  # blocks of details
    asserts: int
    parts: tuple[str, ...] = ()


CHAPTER = Size(
    12,
    3,
    4,
    (45, 200),  # in three sittings at most
    5,
    4,
    (2, 3),
    5,
    15,
    ("**Broken**", "**repair", "null result", "teaching choice"),
)
# a chapter of 15 to 45 minutes, before the others
OPENING = Size(4, 1, 4, (15, 45), 3, 2, (1, 3), 5, 8)
LAB = Size(5, 1, 3, (60, 120), 3, 3, (1, 3), 4, 8, ("pre-lab", "post-lab", "teaching choice"))


def size(path):
    return (
        OPENING
        if path.name.startswith("0-")
        else LAB
        if path.parent.name == "3-hands-on"
        else CHAPTER
    )


def number_of(path):
    """Return the number of a chapter, as "6", or of a lab, as "L2": that of its first page, with
    which those of its equations begin.
    """
    lab, digits = NUMBERED.match(path.name).groups()
    return f"{'L' if lab else ''}{digits}"


def set_of(path):
    """Return how the name of the problem set of a chapter or lab begins: ps6, lab2."""
    return path.name.split("-")[0] if path.name.startswith("lab") else f"ps{number_of(path)}"


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def run(path):
    """Return the marks of a test for which a notebook is run: a few run always, and all with
    ``--all``.
    """
    return [
        pytest.mark.slow,
        *([] if path.name.startswith(FEW) else [pytest.mark.exhaustive]),
    ]


def ran(paths):
    """As :func:`named`, for a test for which the notebooks are run."""
    return named([pytest.param(path, marks=run(path), id=path.stem) for path in paths])


def read(path):
    return nbformat.read(path, as_version=4)


def tags(cell):
    return cell.metadata.get("tags", [])


def folded(cell):
    return "hide-input" in tags(cell)


def guessed(cell):
    """Does this cell ask for a prediction?"""
    return cell.cell_type == "code" and bool(re.search(r"\bguess\(", cell.source))


def prose(path):
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def sections(notebook):
    """Return section number → its cells, from the heading ``## n · title`` to the next heading of
    that level.
    """
    found, number = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (
            heading := re.search(r"^## (.*)", cell.source, re.MULTILINE)
        ):
            numbered = re.match(r"(\d+) · ", heading[1])
            number = int(numbered[1]) if numbered else None
        if number:
            found.setdefault(number, []).append(cell)
    return found


def objectives(notebook):
    """Return objective → (its sentence, the sections it names, where it is practised), from the
    table of the first page.
    """
    (cell,) = [cell for cell in notebook.cells if cell.id == "objectives"]
    rows = re.findall(
        r"^\| (L?\d+\.\d+) \| (.+?) \| ([\d, ]+) \| (.+?) \|$", cell.source, re.MULTILINE
    )
    return {
        number: (text, {int(each) for each in where.split(",")}, practised)
        for number, text, where, practised in rows
    }


def solution(cell):
    """Return the Python of a folded ``One solution``, or nothing."""
    found = re.search(
        r"<summary>One solution</summary>.*?```python\n(.*?)```", cell.source, re.DOTALL
    )
    return found[1] if found else None


def executed(path: Path) -> tuple[Any, dict[str, float]]:
    """Run a notebook in a fresh kernel, in its own folder; return it and the seconds of each cell."""
    return _executed(path)[:2]


def repeated(path: Path) -> Any:
    """Return the outputs of the cell in which the networks of a chapter were repeated, after all of
    its own cells and the probes.
    """
    return _executed(path)[2]


@lru_cache
def _executed(path: Path) -> tuple[Any, dict[str, float], Any]:
    """Run a notebook. Workers of one run share what they have run: the first that asks runs it, the
    others wait.
    """
    if not SHARED:
        return _run(path)
    key = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    kept, claim = SHARED[0] / f"{path.stem}-{key}.json", SHARED[0] / f"{path.stem}-{key}.claim"
    try:
        claim.mkdir()
    except FileExistsError:
        _wait(kept, path)
    else:
        try:
            notebook, seconds, again = _run(path)
            found = {"notebook": nbformat.writes(notebook), "seconds": seconds, "repeated": again}
        except Exception as error:
            found = {"error": str(error)}
        draft = claim / "draft"
        draft.write_text(json.dumps(found), encoding="utf-8")
        draft.replace(kept)
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert "error" not in found, found["error"]
    return nbformat.reads(found["notebook"], as_version=4), found["seconds"], found["repeated"]


def _wait(kept: Path, path: Path) -> None:
    for _ in range(9000):
        if kept.exists():
            return
        time.sleep(0.2)
    raise TimeoutError(
        f"{path.name} is being run by another worker, which has not finished it in half an hour."
    )


def _run(path: Path) -> tuple[Any, dict[str, float], Any]:
    notebook, seconds, began = _with_probes(read(path)), {}, {}
    watched = REPEATED[0] and path in CHAPTERS
    if watched:
        again = nbformat.v4.new_code_cell(
            "_watching.report()", id="repeated", metadata={"tags": ["raises-exception"]}
        )
        notebook.cells = [
            nbformat.v4.new_code_cell(WATCHED, id="watched"),
            *map(_unwatched, notebook.cells),
            again,
        ]
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "PYTHONPATH",
            os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        )
        patch.delenv("MPLBACKEND", raising=False)
        client.execute()
    if not watched:
        return notebook, seconds, []
    _, *notebook.cells, again = notebook.cells
    return (
        notebook,
        {cell.id: seconds[cell.id] for cell in notebook.cells if cell.id in seconds},
        again.outputs,
    )


def _unwatched(cell):
    if cell.metadata.get("probe"):
        cell.source = UNWATCHED.format(cell.source)
    return cell


def _with_probes(notebook):
    """Add cells that ask each live figure for all it can show, and fill in each blank as its
    solution does.

    A figure is asked after the last cell, because a later cell may have taken a name that it uses;
    no cell may define a name that it uses too late, which test_notebooks.py sees. Before a release
    it is asked below its own cell, too.
    """
    cells, late, check = [], [], None
    for cell in notebook.cells:
        cells.append(cell)
        if "live" in tags(cell):
            cells.append(_probe(SHOWN.format(name=cell.id, twice=TWICE[0]), f"{cell.id}-shown"))
            late.append(_probe(f"probed = all_live[{cell.id!r}]{WORDS}{PROBE}", f"{cell.id}-probe"))
            if TWICE[0]:
                cells.append(_probe(PROBE, f"{cell.id}-at-once"))
        if cell.cell_type == "code" and re.search(r"\bfilled\(", cell.source):
            check = cell
        if cell.cell_type == "markdown" and check is not None and (code := solution(cell)):
            cells.append(
                _probe(SOLVED.format(solution=code, check=check.source), f"{check.id}-probe")
            )
            check = None
    notebook.cells = cells + late
    return notebook


def _probe(source, name):
    """Return a cell that is no part of the notebook."""
    return nbformat.v4.new_code_cell(source, id=name, metadata={"probe": True})


def outputs(notebook):
    return [
        (cell, output)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.get("outputs", [])
    ]


def names(cell):
    """Return the global names that a code cell uses without making them, and those that it makes:
    imports, functions, assignments.
    """
    top = symtable.symtable(cell.source, cell.id, "exec")
    made = {
        symbol.get_name()
        for symbol in top.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    used = {
        symbol.get_name()
        for table in _nested(top)
        for symbol in table.get_symbols()
        if symbol.is_global() or table is top
    }
    return used - made - set(vars(builtins)), made


def _nested(table):
    yield table
    for child in table.get_children():
        yield from _nested(child)
