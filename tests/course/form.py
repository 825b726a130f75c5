"""The form of code in notebooks: folded cells of the course and test cells of the sets have the form
of ruff at 100 columns, as Python files have.

::

    python -m tests.course.form          # list the notebooks that have another form
    python -m tests.course.form --write  # give it to them

Cells that a reader sees stand as they are read, and answers as they are written.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.course.notebooks import NOTEBOOKS, ROOT

SETS = sorted((ROOT / "solutions").glob("*/*.ipynb"))


def housed(cell: dict[str, Any]) -> bool:
    """Return whether a cell is code of the house: folded, or a test of a problem."""
    metadata = cell["metadata"]
    return cell["cell_type"] == "code" and (
        "hide-input" in metadata.get("tags", ())
        or (
            metadata.get("nbgrader", {}).get("grade", False)
            and not metadata["nbgrader"].get("solution", False)
        )
    )


def other_form(write: bool = False) -> list[Path]:
    """Return the notebooks whose code of the house has another form; with ``write``, give it to
    them.
    """
    paths = [*NOTEBOOKS, *SETS]
    stored = {path: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(paths):
            cells = [cell for cell in stored[path]["cells"] if housed(cell)]
            Path(folder, f"{number}.ipynb").write_text(json.dumps(stored[path] | {"cells": cells}))
        ruff = [sys.executable, "-m", "ruff", "format", "--no-cache", "--line-length", "100"]
        subprocess.run([*ruff, "--isolated", "--quiet", folder], check=True)
        other = []
        for number, path in enumerate(paths):
            formed = iter(json.loads(Path(folder, f"{number}.ipynb").read_text())["cells"])
            cells = [next(formed) if housed(cell) else cell for cell in stored[path]["cells"]]
            if [cell["source"] for cell in cells] != [c["source"] for c in stored[path]["cells"]]:
                other.append(path)
                for cell, new in zip(stored[path]["cells"], cells, strict=True):
                    cell["source"] = new["source"]
                if write:
                    text = json.dumps(stored[path], indent=1, ensure_ascii=False)
                    path.write_text(text + "\n", encoding="utf-8")
    return other


def main() -> None:
    """List the notebooks of another form; exit with 1 if there are any and none is written."""
    parser = argparse.ArgumentParser(description="The form of code in notebooks.")
    parser.add_argument("--write", action="store_true", help="give it to them")
    write = parser.parse_args().write
    other = other_form(write)
    for path in other:
        print(path.relative_to(ROOT))
    raise SystemExit(bool(other) and not write)


if __name__ == "__main__":
    main()
