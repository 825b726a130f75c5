"""The list of what a reader has finished, kept in a small file beside the notebook and nowhere else."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent
TICKS = Path(".progress.json")


def progress(steps: Sequence[str], file: Path = TICKS) -> Ticks:
    """Return a box to tick for each step; what is ticked is kept in ``file``, beside the notebook, and nowhere else.

    A saved page shows the list before it has been run.
    """
    return Ticks(steps, file)


class Ticks(anywidget.AnyWidget):
    """Boxes to tick: ``steps``, those of them that are ``ticked``, and the sentence that is ``said`` beneath."""

    _esm = HERE / "ticks.js"
    _css = HERE / "ticks.css"
    steps: traitlets.List[str] = traitlets.List().tag(sync=True)
    ticked: traitlets.List[str] = traitlets.List().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, steps: Sequence[str], file: Path) -> None:
        self.file = file
        done = _ticked(file)
        ticked = [step for step in steps if step in done]
        super().__init__(steps=list(steps), ticked=ticked, said=f"{len(ticked)} of {len(steps)} done")
        self.observe(self._keep, "ticked")

    def _keep(self, _: Any) -> None:
        said = f"{len(self.ticked)} of {len(self.steps)} done"
        try:
            self.file.write_text(json.dumps(self.ticked, indent=1, ensure_ascii=False), encoding="utf-8")
        except OSError as problem:
            said = f"Not kept: {self.file} could not be written ({problem.strerror})."
        self.said = said

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Add the list as plain text, for a page without widgets."""
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        lines = [f"{'☑' if step in self.ticked else '☐'} {step}" for step in self.steps]
        page = "<br>".join(html.escape(line) for line in [*lines, self.said])
        return {**(data or {}), "text/html": f"<p>{page}</p>", "text/plain": "\n".join([*lines, self.said])}, metadata


def _ticked(file: Path) -> set[str]:
    """Return the steps that were ticked before; a file that is missing or not ours counts as none."""
    try:
        return set(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()
