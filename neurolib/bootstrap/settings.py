"""What JupyterLab does without being asked: its defaults in the course's environment, which each person can still change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, dict[str, Any]] = {
    # a chapter that is opened again shows its live figures before it has been run
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    # no question about news, and no call to another host
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # no line of code ends outside a narrow window
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
}


def write(folder: Path) -> None:
    """Write the defaults to JupyterLab's folder of settings, unless they stand there."""
    path, text = folder / "overrides.json", json.dumps(DEFAULTS, indent=1) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
