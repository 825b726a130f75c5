"""The live figures of the course that compute in a page, and what a page answers: it is run in
Node.
"""

from __future__ import annotations

import ast
import gzip
import json
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from neurolib.site import computed
from tests.course.notebooks import NOTEBOOKS, read

ROOT = Path(__file__).parents[2]
SITE = ROOT / "neurolib" / "site"
# for what takes a minute to measure
MEASURED = "inputs, after = np.array([10, 20, 40]) * Hz, np.array([6.1, 7.4, 9.0])"
# number of the chapter, or of the lab as in "lab7-", and cell → the cells that it needs, or what
# stands for one
BEFORE: dict[str, list[str]] = {
    "index-picture": [],
    "0-layer-live": ["setup"],
    "1-floor-live": ["setup"],
    "1-lose-live": ["setup"],
    "1-clock-live": ["setup"],
    "1-race-live": ["setup", "network"],
    "1-fair-race-live": ["setup", "network", "race-live"],
    "2-lif-live": ["setup"],
    "2-adex-live": ["setup"],
    "2-pairs-live": ["setup"],
    "2-population-live": ["setup"],
    "3-live-window": ["setup", "stdp-rule"],
    "3-live-drift": ["setup", "second-sitting"],
    "3-live-bcm": ["setup"],
    "4-live-loop": ["setup", "film-figure"],
    "4-live-filament": ["setup"],
    "4-live-pcm": ["setup", "set-check"],
    "4-live-drift": ["setup", "emergent-check"],
    "9-live-bursts": ["setup"],
    "9-live-calcium": ["setup"],
    "9-live-eyes": ["setup"],
    "4-live-overlap": ["setup", "overlap-figure"],
    "6-slope-live": ["setup"],
    "6-width-live": ["setup", "yin-yang", "no-slope"],
    "7-mesh-live": ["setup"],
    "7-place-live": ["setup", "sheet", "two", "prices"],
    "7-picture-live": ["setup", "picture"],
    "8-cascade-live": ["setup"],
    "8-springs-live": ["setup"],
    "5-live-drift": ["setup"],
    "5-live-resonance": ["setup"],
    "5-live-rounding": ["setup"],
    "5-live-staircase": ["setup"],
    "5-live-flicker": ["setup"],
    "5-live-spreads": ["setup"],
    "5-live-tiki": ["setup"],
    "5-live-wires": ["setup"],
    "9-live-kuramoto": ["setup"],
    "9-live-reset": ["setup", "live-kuramoto"],
    "lab2-live-bill": [
        *("setup", "pictures", "code-figure", "network", "prices", "steps", "both"),
        *("fair-found", "fair-figure", "claim-figure"),
    ],
    "lab4-live-luck": ["setup", "first-run", "luck-run"],
    "lab7-limit-live": ["setup"],
    "lab7-bill-live": ["setup", "report", "limit-live"],
    "8-split-live": ["setup", "runs", "split"],
    "lab5-live-analysis": ["setup", "schedules", "registration", "trial-run"],
    "lab5-live-switch": ["setup"],
    "lab6-live-loops": ["setup"],
    "lab6-live-tolerance": ["setup"],
    "lab3-live-step": ["setup"],
    "lab3-live-balance": ["setup", MEASURED],
}


@lru_cache
def charted(name: str) -> Any:
    """Return a live figure of a chapter or a lab, made by its cell after those that it needs."""
    number, cell = name.split("-", 1)
    (path,) = [path for path in NOTEBOOKS if path.name.startswith((f"{number}-", f"{number}."))]
    cells = {cell.id: cell.source for cell in read(path).cells}
    space: dict[str, Any] = {"__name__": "__main__"}
    for each in BEFORE[name]:
        exec(compile(cells.get(each, each), each, "exec", dont_inherit=True), space)
    *body, last = ast.parse(cells[cell]).body
    exec(compile(ast.Module(body, []), name, "exec", dont_inherit=True), space)
    figure = eval(compile(ast.Expression(last.value), name, "eval", dont_inherit=True), space)  # type: ignore[attr-defined]
    figure.send = lambda content, buffers=None: None
    return figure


@lru_cache
def paged(name: str) -> dict[str, Any]:
    """Return what a page has of a figure of :data:`BEFORE`."""
    found: dict[str, Any] = json.loads(gzip.decompress(computed.packed(charted(name))))
    return found


def in_node(spec: dict[str, Any]) -> Any:
    """Return what ``run_chart.mjs`` answers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "spec.json")
        file.write_text(json.dumps(spec), encoding="utf-8")
        script = ROOT / "tests" / "site" / "run_chart.mjs"
        done = subprocess.run(
            ["node", str(script), str(SITE / "compute.js"), str(SITE / "computed.js"), str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
